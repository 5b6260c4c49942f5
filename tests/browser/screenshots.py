"""What do the pages look like? Pictures of each, in each state and size, for docs/ and for whoever looks them over."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.desk import Person, empty_the_desk
from tests.browser.driving import PAGES, ROOT, SIZES, Visit, chromium, serving
from tests.browser.states import REAL, STATES, make

TARGET = ROOT / "docs" / "screenshots"
# With the real files the views that the director would open: 山梨県, and 甲府市 among its neighbours.
QUERIES = {"real": {"overview": "?prefecture=山梨県", "neighbours": "?prefecture=山梨県&focus=19201", "indicators": "?prefecture=山梨県"}}


def main() -> None:
    states = [state for state in STATES if state != "real" or REAL.exists()]
    for state in sys.argv[1:] or states:
        with tempfile.TemporaryDirectory() as folder, serving(make(state, Path(folder))) as address, chromium() as browser:
            picture_all(browser, address, state)
    if not sys.argv[1:]:
        picture_desk()


def picture_desk() -> None:
    """The taking in of a desk full of files, step by step."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "new.duckdb") as address, chromium() as browser:
        visit = Visit(browser, address).open("/import")
        empty_the_desk(Person(visit, TARGET), Path(folder))
        visit.close()


def picture_all(browser: Browser, address: str, state: str) -> None:
    for size_name, size in SIZES.items():
        visit = Visit(browser, address, size)
        for page, path in PAGES.items():
            visit.open(path + QUERIES.get(state, {}).get(page, ""))
            file = TARGET / f"{page}_{state}_{size_name}.jpg"
            file.parent.mkdir(parents=True, exist_ok=True)
            visit.page.screenshot(path=file, type="jpeg", quality=80)
            print(file.relative_to(ROOT), visit.lead()[:80])
        visit.close()


if __name__ == "__main__":
    main()
