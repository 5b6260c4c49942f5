"""Can a director who uses no mouse do the work? Every step here is a key; each stop of the way is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.driving import SIZES, Visit, serving, visiting

pytestmark = pytest.mark.browser

CITY = "みなと市"
MOST = 150
"""So many stops to a place at the most: the menu and the filters come before the page."""
SEEN = "() => { const look = getComputedStyle(document.activeElement); return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2; }"


@pytest.fixture
def visit(copied: Callable[[str], Path]) -> Iterator[Visit]:
    with serving(copied("sample")) as address, visiting(address, SIZES["1280"]) as found:
        yield found
        assert found.errors() == [] and found.english() == []


def walk(visit: Visit, place: Locator, key: str = "Tab") -> Locator:
    """By the key alone to a place that can be pressed; fails where the way never leads there or the stop is not seen."""
    for _ in range(MOST):
        if place.count() and place.first.evaluate("node => node === document.activeElement"):
            assert visit.page.evaluate(SEEN), f"nobody sees that the focus is on {place}"
            return place.first
        visit.page.keyboard.press(key)
    raise AssertionError(f"{MOST} times {key} do not lead to {place}")


def press(visit: Visit, place: Locator, key: str = "Enter") -> None:
    walk(visit, place)
    visit.page.keyboard.press(key)
    visit.settle()


def test_a_file_is_taken_in_by_keys(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "令和7年度_支援記録.csv"
    file.write_text(f"市町村名,日付,種別,件名,方法\n{CITY},2025-06-03,ヒアリング,聞き取り,対面\n", encoding="utf-8-sig")
    visit.open("/import")
    with visit.page.expect_file_chooser() as chooser:
        walk(visit, visit.page.get_by_test_id("stFileUploader").locator(":focus"))
        visit.page.keyboard.press("Enter")
    chooser.value.set_files(file)
    confirm = visit.page.get_by_role("button", name="この内容で取り込む（1ファイル）")
    confirm.wait_for(timeout=60_000)
    visit.settle()
    before = visit.receipts()
    press(visit, confirm)
    visit.confirmed(before)


def test_municipalities_are_filtered_compared_and_exported_by_keys(visit: Visit, tmp_path: Path) -> None:
    visit.open("/")
    walk(visit, visit.page.get_by_test_id("stSidebar").get_by_role("combobox", name="市町村").first)
    visit.page.keyboard.type(CITY)
    visit.page.get_by_role("option", name=CITY).wait_for()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Escape")
    visit.settle()
    visit.page.wait_for_url("**m=**")
    walk(visit, visit.page.get_by_role("link", name="近隣比較"), "Shift+Tab")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("h1")).to_have_text("近隣比較")
    visit.settle()
    assert CITY in visit.lead()
    save = visit.page.get_by_role("button", name="Excelで保存").first
    walk(visit, save)
    with visit.page.expect_download() as waiting:
        visit.page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0].max_row > 1


def test_a_meeting_is_run_by_keys(visit: Visit) -> None:
    visit.open("/meeting")
    walk(visit, visit.page.get_by_role("combobox", name="中心にする団体"))
    visit.page.keyboard.type("稲穂町")
    visit.page.get_by_role("option", name="稲穂町").wait_for()
    visit.page.keyboard.press("Enter")
    visit.settle()
    begin = visit.page.get_by_role("button", name="会議を始める")
    expect(begin).to_be_enabled()
    press(visit, begin)
    visit.page.get_by_role("button", name="次へ").wait_for(timeout=60_000)
    visit.settle()
    first = visit.page.url
    visit.page.keyboard.press("ArrowRight")
    visit.page.wait_for_function("first => location.href !== first", arg=first, timeout=30_000)
    visit.settle()
    note = visit.page.get_by_role("textbox", name="メモ")
    walk(visit, note)
    visit.page.keyboard.type("研修は合同で")
    visit.page.keyboard.press("Tab")
    expect(note).not_to_be_focused()  # a note is no trap
    visit.settle()
    expect(note).to_have_value("研修は合同で")
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="議事概要（Word）").wait_for(timeout=60_000)
    visit.settle()
