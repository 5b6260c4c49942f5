"""How does a test run a page without a browser? The menu with one page chosen, over a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
SCRIPTS = {
    "overview": "look/overview.py", "karte": "look/karte.py", "gap": "look/gap.py", "priority": "look/priority.py",
    "neighbours": "compare/neighbours.py", "indicators": "compare/indicators.py", "cases": "learn/cases.py", "method": "learn/method.py",
    "import": "manage/intake.py", "history": "manage/history.py", "export": "manage/export.py",
}  # fmt: skip


def use(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the app of this process serves `database`."""
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setenv("DXKARTE_DB", str(database))


def opened(page: str, role: str = "県担当", own: str = "", **query: str | list[str]) -> AppTest:
    """The page as a visitor of that role sees it, with these query parameters."""
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=60)
    app.session_state["asking_role"] = role
    if own:
        app.session_state["asking_own"] = own
    for name, value in query.items():
        app.query_params[name] = value
    if page == "import":
        app.run()  # its address is not its file's name: only a first run tells the menu
    if page != "overview":
        app.switch_page(str(ROOT / "pages" / SCRIPTS[page]))
    return app.run()


def texts(app: AppTest) -> str:
    """Everything that the page says and sends, tables included."""
    spoken = [str(getattr(element, "value", "")) for element in app.main if hasattr(element, "value")]
    frames = [frame.value.to_csv() for frame in app.dataframe]
    return "\n".join([*spoken, *(markdown.value for markdown in app.markdown), *(c.value for c in app.caption), *frames])
