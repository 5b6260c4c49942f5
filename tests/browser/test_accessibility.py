"""Can everyone use every page? axe finds no serious or critical fault, whatever is open, in either theme, in every state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import RULES, Eyes, drawn, faults, open_all, tabs, walk_to
from tests.browser.driving import PAGES, SIZES, Visit, chromium, serving

pytestmark = pytest.mark.browser

FOR_THE_PREFECTURE = ("meeting", "visits", "history", "import")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(copied: Callable[[str], Path]) -> Iterator[str]:
    with serving(copied("sample")) as found:
        yield found


@pytest.fixture(scope="module", params=RULES)
def eyes(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Eyes]:
    visit = Visit(browser, address, SIZES["1280"], request.param).open("/")
    yield Eyes(visit, request.param)
    assert visit.complaints == [] and visit.outside == []
    visit.close()


def test_a_picture_without_words_and_pale_letters_are_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<html lang="ja"><title>試し</title><main><h1>試し</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
        '<p style="color: #bbb">薄い字</p></main></html>'
    )
    assert [fault.rule for fault in faults(page)] == ["color-contrast", "image-alt"]
    assert [fault.rule for fault in faults(page, RULES["dark"])] == ["color-contrast"]
    page.close()


@pytest.mark.parametrize("page", [page for page in PAGES if page != "guide"])
def test_a_page_with_all_its_parts_open_keeps_nobody_out(eyes: Eyes, page: str) -> None:
    for _ in tabs(walk_to(eyes.visit, PAGES[page])):
        assert eyes.faults() == []
    assert eyes.visit.english() == []


def test_the_guide_keeps_nobody_out(eyes: Eyes) -> None:
    eyes.visit.open(PAGES["guide"])
    assert eyes.faults() == []


def calendar(page: Page) -> None:
    page.get_by_text("約束を記録する").click()
    page.get_by_role("button", name="日付を選ぶ").first.click()
    page.get_by_role("grid").wait_for()


def erasing(page: Page) -> None:
    page.get_by_text("データを完全に消す").click()
    whom = page.get_by_test_id("stMain").get_by_role("combobox", name="市町村")
    whom.wait_for()
    page.wait_for_timeout(500)
    whom.click()
    whom.press("ArrowDown")
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="消えるものを確かめる…").click()
    page.get_by_role("dialog").get_by_role("checkbox").wait_for(state="attached")


OVER_THE_PAGE: dict[str, tuple[str, Callable[[Page], None]]] = {
    "choices": ("/", lambda page: page.get_by_role("combobox", name="市町村").first.click()),
    "list": ("/", lambda page: page.get_by_role("button", name="一覧を見る").first.click()),
    "calendar": ("/visits", calendar),
    "taking back": ("/history", lambda page: page.get_by_role("button", name="この取込を取り消す…").click()),
    "erasing": ("/history", erasing),
    "sample": ("/import", lambda page: page.get_by_role("button", name="サンプルデータを消す…").click()),
    "forms": ("/import?part=調査票を送る", lambda page: None),
    "by hand": ("/import?part=画面で入力する", lambda page: None),
    "templates": ("/import?part=様式・登録データ", lambda page: None),
}


@pytest.mark.parametrize("what", OVER_THE_PAGE)
def test_what_opens_over_a_page_keeps_nobody_out(eyes: Eyes, what: str) -> None:
    path, opening = OVER_THE_PAGE[what]
    opening(eyes.visit.open(path).page)
    drawn(eyes.visit)
    assert eyes.faults() == []
    assert eyes.visit.english() == []


def test_who_may_not_see_a_page_is_told_so_on_a_page_for_everyone(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, SIZES["1280"]).open("/")
    for page in FOR_THE_PREFECTURE:
        walk_to(visit, PAGES[page])
    visit.page.get_by_text("表示の確認").click()
    visit.page.get_by_text("閲覧", exact=True).click()
    for page in reversed(FOR_THE_PREFECTURE):
        visit.page.wait_for_url(f"**{PAGES[page]}*")
        expect(visit.page.get_by_test_id("stMain")).to_contain_text("この画面は県担当だけが使えます。", timeout=60_000)
        assert faults(drawn(visit).page) == [], page
        visit.page.go_back()
    visit.close()


@pytest.fixture(scope="module")
def nothing(copied: Callable[[str], Path]) -> Iterator[str]:
    with serving(copied("empty")) as found:
        yield found


@pytest.mark.parametrize("theme", RULES)
def test_pages_without_data_keep_nobody_out(browser: Browser, nothing: str, theme: str) -> None:
    eyes = Eyes(Visit(browser, nothing, SIZES["1280"], theme).open("/"), theme)
    for page in PAGES:
        if page not in ("guide", "cases", "method"):  # the same with data and without
            open_all(walk_to(eyes.visit, PAGES[page]))
            assert eyes.faults() == [], page
    eyes.visit.close()


@pytest.mark.parametrize("theme", RULES)
def test_a_page_that_cannot_open_the_database_keeps_nobody_out(browser: Browser, tmp_path: Path, theme: str) -> None:
    (tmp_path / "broken.duckdb").write_bytes(b"no database at all" * 1000)
    with serving(tmp_path / "broken.duckdb") as address:
        eyes = Eyes(Visit(browser, address, SIZES["1280"], theme).open("/karte"), theme)
        assert eyes.visit.errors()
        assert eyes.faults() == []
        eyes.visit.close()


def test_every_page_has_its_own_title(eyes: Eyes) -> None:
    titles = [walk_to(eyes.visit, PAGES[page]).page.title() for page in ("overview", "gap", "import")]
    assert titles == [f"{title} - ご近所DXカルテ" for title in ("全体状況", "あるべき姿とのギャップ", "データ取込")]
