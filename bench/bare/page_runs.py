"""How long does the script of each page run after a change of filter, without a browser, beside an empty page?"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pages.shared import cached

ROOT = Path(__file__).resolve().parents[2]
MENU = ROOT / "pages" / "menu.py"
EMPTY = Path(__file__).parent / "title.py"
SECONDS = 300


def page_files() -> list[str]:
    """The pages of the menu, in its order."""
    return re.findall(r'st\.Page\(\s*"([^"]+\.py)"', MENU.read_text(encoding="utf-8"))


def timed(app: AppTest) -> float:
    start = time.perf_counter()
    app.run()
    return time.perf_counter() - start


def warm(app: AppTest, page: str, block: str, round: str) -> None:
    """The page as it stands before the change: opened with another filter, so that only what depends on the filter is cold."""
    cached.forget()
    app.multiselect(key="block").set_value([block])
    app.selectbox(key="round").set_value(round)
    app.switch_page(page).run()


def page_seconds(app: AppTest, page: str, rounds: list[str], block: str, empty: AppTest) -> dict[str, object]:
    """One change of filter per round: to a round not asked for before, of the whole prefecture."""
    warm(app, page, block, rounds[-1])
    product, bare = [], []
    for round in rounds:
        app.selectbox(key="round").set_value(round)
        app.multiselect(key="block").set_value([])
        product.append(timed(app))
        bare.append(timed(empty))
    return {"product": product, "bare": bare, "note": seen(app), "sound": is_sound(app)}


def is_sound(app: AppTest) -> bool:
    """Whether the page was drawn: without a title or with an error there is nothing to measure."""
    return bool(app.title) and not app.exception and not app.error


def seen(app: AppTest) -> str:
    """The title, what went wrong, and how much there was to draw."""
    faults = [str(fault.value)[:60] for fault in (*app.exception, *app.error)]
    charts = len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart"))
    return "、".join([*(title.value for title in app.title), f"グラフ{charts}", f"表{len(app.dataframe)}", *faults])


def main(rounds: list[str], block: str) -> None:
    empty = AppTest.from_file(EMPTY, default_timeout=SECONDS).run()
    app = AppTest.from_file(MENU, default_timeout=SECONDS).run()
    print(json.dumps({page: page_seconds(app, page, rounds, block, empty) for page in page_files()}))


if __name__ == "__main__":
    main(sys.argv[2].split(","), sys.argv[1])
