"""A long import goes on whatever is clicked meanwhile: another control, another page; only 中止する ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import Visit, chromium, serving

pytestmark = pytest.mark.browser
CONFIRM = "この内容で取り込む"


@pytest.fixture(scope="module")
def at_work(copied: Callable[[str], Path]) -> Iterator[tuple[str, Browser]]:
    with serving(copied("sample")) as address, chromium() as browser:
        yield address, browser


def long_table(folder: Path, name: str) -> Path:
    """Rows enough that taking them in lasts for seconds."""
    rows = (f"99201,2025-06-01,会議,{name}の{number}" for number in range(300_000))
    file = folder / f"{name}.csv"
    file.write_text("\n".join(["団体コード,日付,種別,件名", *rows]), encoding="utf-8")
    return file


def begun(at_work: tuple[str, Browser], file: Path) -> Visit:
    """The page with the file's import going on."""
    address, browser = at_work
    visit = Visit(browser, address).open("/import")
    visit.page.locator('input[type="file"]').set_input_files(str(file))
    visit.page.get_by_role("button", name=f"{CONFIRM}（1ファイル）").click(timeout=120_000)
    expect(visit.page.get_by_text("取り込んでいます…")).to_be_visible(timeout=30_000)
    return visit


def taken_in(page: Page) -> None:
    expect(page.get_by_text("を取り込みました。")).to_be_visible(timeout=120_000)


def test_a_click_on_another_control_does_not_end_the_import(at_work: tuple[str, Browser], tmp_path: Path) -> None:
    visit = begun(at_work, long_table(tmp_path, "ながい表"))
    confirm = visit.page.get_by_role("button", name=CONFIRM)
    expect(confirm).to_have_count(1)
    expect(confirm).to_be_disabled()
    visit.page.get_by_text("画面で入力する").click()
    expect(visit.page.get_by_text("登録するもの")).to_be_visible()
    visit.page.get_by_text("ファイルを取り込む").click()
    taken_in(visit.page)
    assert visit.errors() == [] and visit.english() == [] and visit.complaints == []
    visit.close()


def test_who_leaves_the_page_finds_the_work_or_its_result_again(at_work: tuple[str, Browser], tmp_path: Path) -> None:
    visit = begun(at_work, long_table(tmp_path, "べつの表"))
    visit.page.get_by_role("link", name="全体状況").click()
    visit.settle()
    visit.page.get_by_role("link", name="データ取込").click()
    taken_in(visit.page)
    visit.close()


def test_only_the_button_ends_it_and_then_nothing_is_written(at_work: tuple[str, Browser], tmp_path: Path) -> None:
    visit = begun(at_work, long_table(tmp_path, "やめる表"))
    visit.page.get_by_role("button", name="中止する").click()
    expect(visit.page.get_by_text("何も書き込んでいません")).to_be_visible(timeout=60_000)
    expect(visit.page.get_by_role("button", name=f"{CONFIRM}（1ファイル）")).to_be_enabled()
    visit.close()
