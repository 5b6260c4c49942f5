"""What a director keeps: an edited issue over a new list, a promise until it is done, a diagnosis without persons, a named shared issue."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.driving import ROOT, Visit, serving, visiting
from tests.browser.test_journeys import confirm, drop

pytestmark = pytest.mark.browser
LISTS = ROOT / "data" / "sample" / "令和7年度_課題一覧_6町村.xlsx"
TOWN, CITY = "高嶺町", "みなと市"
NARROW, SMALL = 8, 10
"""A group of fewer is hidden; the smallest count that is told, rounded to five."""


@pytest.fixture
def visit(copied: Callable[[str], Path]) -> Iterator[Visit]:
    with serving(copied("sample")) as address, visiting(address) as found:
        yield found


def keyed(visit: Visit, key: str) -> Locator:
    """The element that the page gave this key."""
    return visit.page.locator(f'[class*="st-key-{key}"]')


def press(visit: Visit, place: Locator) -> None:
    place.click()
    visit.settle()


def saved(visit: Visit, button: Locator) -> bytes:
    with visit.page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_bytes()


# ---- an issue, edited ----


def type_over(visit: Visit, column: str, value: str) -> None:
    """Types into the first row of the form: by the keys alone, from its first cell to the column."""
    form = keyed(visit, "issues_form_")
    form.scroll_into_view_if_needed()
    form.locator('[role="columnheader"]', has_text=column).wait_for(state="attached")  # drawn once it comes into view
    headers = [text.strip() for text in form.locator('[role="columnheader"]').all_text_contents()]
    form.locator(".dvn-scroller").click(position={"x": 30, "y": 52})
    for _ in range(headers.index(column)):
        visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_timeout(400)
    day = visit.page.locator('#portal input[type="date"]')
    if day.count():
        day.fill(value)
    else:
        visit.page.keyboard.press("Control+A")
        visit.page.keyboard.type(value)
    visit.page.keyboard.press("Enter")
    visit.settle()


def newer_list(folder: Path) -> Path:
    """The town's list once more, with another solution for its second issue."""
    book = openpyxl.load_workbook(LISTS)
    book.worksheets[0]["H6"] = "庁内で進め方を話し合う"
    book.save(folder / LISTS.name)
    return folder / LISTS.name


def test_an_edited_issue_stays_over_a_new_list_and_stands_in_the_plan_that_excel_opens(visit: Visit, tmp_path: Path) -> None:
    due = date.today() + timedelta(days=60)
    edits = {"状況": "実施中", "担当": "情報政策室", "期限": str(due)}
    visit.open(f"/issues?m={TOWN}")
    for column, value in edits.items():
        type_over(visit, column, value)
    press(visit, visit.page.get_by_role("button", name="3項目を保存する"))
    expect(visit.page.get_by_text("3項目を保存しました。")).to_be_visible()
    visit.open("/import")
    drop(visit, newer_list(tmp_path))
    confirm(visit)
    visit.open(f"/issues?m={TOWN}")
    plan = openpyxl.load_workbook(io.BytesIO(saved(visit, keyed(visit, "issues_plan_xlsx").get_by_role("button")))).worksheets[0]
    header, *rows = ([cell.value for cell in row] for row in plan.iter_rows())
    first = next(dict(zip(header, row, strict=True)) for row in rows if str(row[header.index("No.")]) == "1")
    assert (first["状況"], first["担当"]) == ("実施中", "情報政策室")
    assert first["期限"].date() == due
    assert visit.errors() == [] and visit.english() == []


# ---- a promise, until it is done ----


def test_a_promise_is_seen_this_month_until_it_is_done(visit: Visit) -> None:
    told, month = "推進計画のひな形を送る", f"/?m={CITY}"
    visit.open("/visits")
    press(visit, visit.page.get_by_text("約束を記録する"))
    form = visit.page.locator('[data-testid="stForm"]').filter(has_text="約束の内容")
    form.get_by_role("combobox", name="市町村").click()
    visit.page.get_by_role("option", name=CITY, exact=True).click()
    form.get_by_label("約束の内容（必須）").fill(told)
    form.get_by_role("spinbutton", name="年、期限").click()
    visit.page.keyboard.type(f"{date.today() + timedelta(days=10):%Y%m%d}")
    press(visit, form.get_by_role("button", name="記録する"))
    expect(visit.page.get_by_text("未了の約束は3件")).to_be_visible()  # two of the sample's meetings are left open
    assert told in visit.open(month).page.get_by_test_id("stMain").inner_text()
    visit.open(f"/visits?m={CITY}")
    expect(visit.page.get_by_text("未了の約束は1件")).to_be_visible()
    press(visit, visit.page.get_by_text("約束の状況を変える"))
    press(visit, visit.page.get_by_role("button", name="状況を変える"))
    assert told not in visit.open(month).page.get_by_test_id("stMain").inner_text()
    assert visit.errors() == [] and visit.english() == []


# ---- a diagnosis, without persons ----


def respondents(folder: Path) -> Path:
    """Eighty in two offices, and four in a third."""
    offices = {"総務課": 40, "税務課": 40, "議会事務局": 4}
    people = [(office, "課長級" if number < 10 else "主任・主事級", number) for office, n in offices.items() for number in range(n)]
    rows = [
        f"2025,99202,DXリテラシー診断,Z{place:05},{office},{position},{50 + number % 7},{50 + number % 11},{45 + number % 13},{40 + number % 17},{50 + number % 9}"
        for place, (office, position, number) in enumerate(people)
    ]
    header = "調査年度,団体コード,診断名,受診者ID,所属,職位,マインド・スタンス,Why,What,How,総合"
    file = folder / "令和7年度_DXリテラシー診断_みなと市.csv"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    return file


def test_a_file_of_respondents_is_shown_without_small_groups_and_saved_without_small_counts(visit: Visit, tmp_path: Path) -> None:
    visit.open("/import")
    drop(visit, respondents(tmp_path))
    confirm(visit)
    visit.open(f"/literacy?m={CITY}")
    assert f"{CITY}の総合" in visit.lead()
    text = saved(visit, keyed(visit, "literacy_listing_csv").get_by_role("button")).decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["市町村名" if "市町村名" in row else "団体・まとまり"] == CITY]
    hidden = [row for row in rows if row["所属"] == "議会事務局"]
    counts = [int(row["人数"]) for row in rows if row["人数"]]
    assert hidden and {(row["人数"], row["平均（点）"], row["表示しない理由"]) for row in hidden} == {("", "", "少人数のため非表示")}
    assert max(counts) >= 80 and min(counts) >= SMALL > NARROW
    assert "Z000" not in text + visit.page.content()
    assert visit.errors() == [] and visit.english() == []


# ---- a shared issue, put together and named ----


def test_two_shared_issues_put_together_and_named_are_there_after_a_reload(visit: Visit) -> None:
    name = "住民への知らせ方"
    visit.open("/shared-issues")
    before = clusters(visit)
    press(visit, visit.page.get_by_text("まとめ方を直す（統合・分割・名前）"))
    visit.page.get_by_label("この共通課題の名前").fill(name)
    visit.page.get_by_role("combobox", name="一緒にまとめる共通課題").click()
    offered = visit.page.get_by_role("option")
    offered.first.wait_for()
    assert offered.first.text_content() == before[1], "one click on the first entry must not put all of them together"
    visit.page.get_by_role("option", name=before[1], exact=True).click()
    visit.page.keyboard.press("Escape")
    press(visit, visit.page.get_by_role("button", name="名前とまとめ方を決める"))
    visit.open("/shared-issues")
    after = clusters(visit)
    assert name in after and len(after) == len(before) - 1
    assert visit.errors() == [] and visit.english() == []


def clusters(visit: Visit) -> list[str]:
    """The shared issues that can be chosen."""
    visit.page.get_by_role("combobox", name="共通課題を選ぶ").click()
    visit.page.get_by_role("option").first.wait_for()
    found = visit.page.get_by_role("option").all_text_contents()
    visit.page.keyboard.press("Escape")
    return found
