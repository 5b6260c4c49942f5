"""What do the pages, the slides and the steps of the guide look like? Pictures for docs/ and for whoever looks them over.

python -m tests.browser.screenshots [PART…]: pages and slides in both sizes and both themes, what the guide shows on the way, and the
pages in the other states. Without a part all of them; pictures that nothing takes any more are removed then.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.desk import Person, empty_the_desk
from tests.browser.driving import PAGES, ROOT, SIZES, Visit, chromium, serving
from tests.browser.stage import begin, slides
from tests.browser.states import REAL, STATES, make

TARGET = ROOT / "docs" / "screenshots"
THEMES = {"light": "", "dark": "_dark"}
"""With the ending that a picture's name gets."""
QUALITY = 72
# With the real files the views that the director would open: 山梨県, and 甲府市 among its neighbours.
QUERIES = {"real": {"overview": "?prefecture=山梨県", "neighbours": "?prefecture=山梨県&focus=19201", "indicators": "?prefecture=山梨県"}}
CENTRE = "朝凪市"
"""Whose circle has something to say on every kind of slide."""
taken: list[Path] = []
broken: list[str] = []
"""Pictures on which a red box stands: nothing to publish."""


def picture(visit: Visit, name: str) -> None:
    """What the window shows now."""
    file = TARGET / f"{name}.jpg"
    file.parent.mkdir(parents=True, exist_ok=True)
    visit.page.screenshot(path=file, type="jpeg", quality=QUALITY, animations="disabled", caret="hide")
    taken.append(file)
    broken.extend(f"{file.name}: {said}" for said in visit.errors())
    print(file.relative_to(ROOT), visit.lead()[:80], flush=True)


def in_both_sizes(visit: Visit, name: str, ending: str = "") -> None:
    """The same page, made smaller as a window is: what is drawn in it follows."""
    for size, (width, height) in SIZES.items():
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.page.wait_for_timeout(700)
        picture(visit, f"{name}_{size}{ending}")


def seen(browser: Browser, address: str, size: str = "1920", theme: str = "light") -> closing[Visit]:
    return closing(Visit(browser, address, SIZES[size], theme))


# ---------------------------------------------------------------- pages


def pages(browser: Browser, address: str, state: str, *themes: str) -> None:
    for theme in themes:
        with seen(browser, address, theme=theme) as visit:
            for page, path in PAGES.items():
                width, height = SIZES["1920" if state == "sample" else "1280"]
                visit.page.set_viewport_size({"width": width, "height": height})
                visit.open(path + QUERIES.get(state, {}).get(page, ""))
                if state == "sample":
                    in_both_sizes(visit, f"{page}_{state}", THEMES[theme])
                else:
                    picture(visit, f"{page}_{state}_1280")


# ---------------------------------------------------------------- slides


def meeting(browser: Browser, address: str) -> None:
    """A meeting of neighbours who have met before (analytics/sample_meetings.py), slide by slide."""
    with seen(browser, address, "1280") as visit:
        prepare(visit, "第2回 朝凪ご近所会議")
        visit.page.get_by_test_id("stMain").get_by_text("DXリテラシー診断", exact=True).click()  # off until it is chosen
        visit.settle()
        visit.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        picture(visit, "guide_meeting_set_up")
        begin(visit)
        first = visit.page.url.removeprefix(address)
        walk(visit, "")
    with seen(browser, address, theme="dark") as visit:
        visit.open(first)
        walk(visit, THEMES["dark"])


def prepare(visit: Visit, name: str) -> None:
    """The form as a director fills it in, with an item of one's own."""
    page = visit.open(f"/meeting?focus={CENTRE}").page
    page.get_by_text("進行案を見る・選ぶ").click()
    type_in(visit, "独自の議題", "次年度の共同研修の進め方")
    type_in(visit, "会議の名前", name)


def type_in(visit: Visit, field: str, text: str) -> None:
    place = visit.page.get_by_role("textbox", name=field)
    place.fill(text)
    place.press("Control+Enter")
    visit.settle()


def walk(visit: Visit, ending: str) -> None:
    for key in slides(visit):
        in_both_sizes(visit, f"slide_{key.replace(':', '-')}", ending)


# ---------------------------------------------------------------- steps of the guide


def minutes(visit: Visit) -> None:
    visit.open("/meeting")
    to_sight(visit, "これまでの会議")


def backup(visit: Visit) -> None:
    visit.open("/history")
    visit.page.get_by_role("button", name="バックアップを作る").click()
    visit.page.get_by_text("元と同じ内容であることを確かめました").wait_for(timeout=60_000)
    visit.settle()
    to_sight(visit, "バックアップ")


def one_batch(visit: Visit) -> None:
    visit.open("/history")
    to_sight(visit, "1件ずつ見る")


def other_role(visit: Visit) -> None:
    """県担当 looks at the karte as a viewer of another role would."""
    visit.open("/karte")
    visit.page.get_by_test_id("stSidebar").get_by_text("表示の確認").click()
    visit.page.get_by_test_id("stSidebar").get_by_text("閲覧", exact=True).click()
    visit.settle()


def sharing(visit: Visit) -> None:
    visit.open("/neighbours?share=true&m=朝凪市&m=稲穂町&m=花霞町&m=松風町&focus=朝凪市")


def to_sight(visit: Visit, heading: str) -> None:
    """Moved up to the top of the window."""
    visit.page.get_by_text(heading, exact=True).first.evaluate("node => node.scrollIntoView({ block: 'start' })")
    visit.page.wait_for_timeout(700)


STEPS: dict[str, Callable[[Visit], None]] = {
    "guide_minutes": minutes, "guide_backup": backup, "guide_one_batch": one_batch, "guide_other_role": other_role, "guide_sharing": sharing,
}  # fmt: skip
"""What the guide shows beside whole pages, in a small window."""


def steps(browser: Browser, address: str) -> None:
    for name, go in STEPS.items():
        with seen(browser, address, "1280") as visit:
            go(visit)
            picture(visit, name)


def desk() -> None:
    """The taking in of a desk full of files, step by step, over the sample of a first start."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "new.duckdb") as address,
        chromium() as browser,
        seen(browser, address, "1280") as visit,
    ):
        empty_the_desk(Photographer(visit), Path(folder))


class Photographer(Person):
    def picture(self, name: str) -> None:
        self.page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTo(0, 0)")
        picture(self.visit, name)


# ---------------------------------------------------------------- all of them


def served(state: str, *makers: Callable[[Browser, str], None]) -> None:
    with tempfile.TemporaryDirectory() as folder, serving(make(state, Path(folder))) as address, chromium() as browser:
        for maker in makers:
            maker(browser, address)


PARTS: dict[str, Callable[[], None]] = {
    "sample": lambda: served("sample", lambda browser, address: pages(browser, address, "sample", *THEMES)),
    "slides": lambda: served("sample", meeting, steps),
    "desk": desk,
} | {
    state: lambda state=state: served(state, lambda browser, address: pages(browser, address, state, "light"))  # type: ignore[misc]
    for state in STATES
    if state != "sample" and (state != "real" or REAL.exists())
}


def main() -> None:
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
    if not sys.argv[1:]:
        for file in set(TARGET.glob("*.jpg")) - set(taken):
            if REAL.exists() or "_real_" not in file.name:
                file.unlink()
    if broken:
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    main()
