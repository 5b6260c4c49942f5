"""How does a test run a page without a browser? The menu with one page chosen, over a database of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.shared.product import product

ROOT = Path(__file__).parents[2]
PAGES = (
    "overview",
    "karte",
    "gap",
    "priority",
    "progress",
    "visits",
    "neighbours",
    "literacy",
    "issues",
    "shared-issues",
    "indicators",
    "meeting",
    "cases",
    "prefecture",
    "method",
    "guide",
    "import",
    "history",
    "export",
)
"""By their addresses, in the order of the menu."""


@contextmanager
def serving(database: Path) -> Iterator[Path]:
    """The app of this process serves `database`; one at a time, closed at the end so that another can be opened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DXKARTE_DB", str(database))
        forget()
        try:
            yield database
        finally:
            product().store.close()
            forget()


def forget() -> None:
    st.cache_resource.clear()
    st.cache_data.clear()


def opened(page: str, /, role: str = "県担当", own: str = "", **query: str | list[str]) -> AppTest:
    """The page as a visitor of that role sees it, with these query parameters."""
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=60)
    app.session_state["asking_role"] = role
    if own:
        app.session_state["asking_own"] = own
    if page != "overview":
        # Not switch_page: it goes by the file's name, which is not the address, unless a first run told the menu;
        # and after a first run the widgets heed the query no more.
        app._page_hash = calc_hash(page)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def lead(app: AppTest) -> str:
    """The first sentence of the page as it is read; empty where there is none."""
    said = [element.value for element in app.markdown if 'data-testid="lead"' in element.value]
    return unescape(re.sub("<[^>]*>", "", said[0])) if said else ""


def notes(app: AppTest) -> list[str]:
    """What stands in boxes: hints and refusals."""
    return [box.value for kind in (app.info, app.warning, app.error) for box in kind]
