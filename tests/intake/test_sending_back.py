"""What is sent back is the sender's own table with the faulty cells marked; mended, it comes in as a clean file would."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from analytics.intake.giving_out import sending_back
from analytics.intake.giving_out.sending_back import by_sender, findings_workbook
from analytics.intake.taking_in import examine, gazetteer, staged
from analytics.intake.understanding.plan import Wishes
from analytics.scope import Scope
from tests.conftest import World
from tests.taking import MASTER, answers, book, messages, rows, taken

SURVEY = "令和7年度 推進状況アンケート,,,\r\n\r\n団体コード,市町村名,q1,q2\r\n98201,みずほ市,30,15\r\n98301,龍ヶ崎町,7,0\r\n98302,みなみ町,5,不明\r\n"
CLEAN = SURVEY.replace(",7,0", ",5,0").replace("不明", "30")


@pytest.fixture
def known(world: World) -> World:
    taken(world, MASTER, "市町村マスタ.csv")
    return world


def sent_back(world: World, content: str | bytes, name: str = "アンケート.csv", **wishes: Any) -> bytes:
    with staged(world.store, name, content.encode() if isinstance(content, str) else content) as file:
        found = examine(world.store, world.model, file, Wishes(**wishes))
        return findings_workbook(file, found.plan, found.findings)


def sent_to_each(world: World, content: str | bytes, name: str = "アンケート.csv", **wishes: Any) -> dict[str, bytes]:
    with staged(world.store, name, content.encode() if isinstance(content, str) else content) as file:
        found = examine(world.store, world.model, file, Wishes(**wishes))
        with world.store.reading(Scope()) as con:
            return by_sender(file, found.plan, found.findings, gazetteer(con))


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def saved(workbook: Workbook) -> bytes:
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def marked_cells(workbook: Workbook, sheet: str = "データ") -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in workbook[sheet].iter_rows() for cell in row if cell.comment}


def listed(workbook: Workbook) -> list[tuple[Any, ...]]:
    """The rows of the list below its header."""
    every = list(workbook["確認結果"].values)
    return every[next(at for at, row in enumerate(every) if row[0] == "番号") + 1 :]


def test_every_cell_keeps_its_place_and_the_faulty_ones_are_coloured_with_a_comment(known: World) -> None:
    back = opened(sent_back(known, SURVEY))
    sheet = back["データ"]
    assert sheet["A1"].value == "令和7年度 推進状況アンケート" and sheet["C3"].value == "q1" and sheet["C4"].value == 30
    assert set(marked_cells(back)) == {"C5", "D6"}
    assert "選択肢にない回答" in marked_cells(back)["C5"] and marked_cells(back)["C5"].startswith("誤り")
    assert sheet["C5"].fill.fgColor.rgb != sheet["C4"].fill.fgColor.rgb


def test_the_list_leads_to_each_cell_and_says_how_to_answer(known: World) -> None:
    back = opened(sent_back(known, SURVEY))
    cells = [row[3] for row in listed(back)]
    links = [cell.hyperlink.location or cell.hyperlink.target for row in back["確認結果"].iter_rows() for cell in row if cell.hyperlink]
    assert cells == ["C5", "D6"] and [link.endswith(cell) for link, cell in zip(links, cells, strict=True)] == [True, True]
    assert any("返送してください" in str(row[0]) for row in back["確認結果"].values)


def test_the_mended_workbook_comes_in_with_the_same_facts_as_a_clean_file(known: World) -> None:
    back = opened(sent_back(known, SURVEY))
    back["データ"]["C5"], back["データ"]["D6"] = 5, 30
    mended = taken(known, saved(back), "確認依頼_アンケート.xlsx")
    assert mended.errors == 0 and "取り込みません" not in "".join(messages(mended))
    held = answers(known, "round, code, question, choice, points, reason")
    assert len(held) == 6
    known.forget("survey", "survey_entry")
    taken(known, CLEAN, "アンケート.csv")
    assert held == answers(known, "round, code, question, choice, points, reason")


def test_it_comes_in_as_well_where_the_kind_is_said(known: World) -> None:
    back = opened(sent_back(known, CLEAN.replace("30,15", "30,99"), kind="survey"))
    back["データ"]["D4"] = 15
    assert taken(known, saved(back), "確認依頼.xlsx", kind="survey").counts.new == 3


def test_a_workbook_keeps_its_sheets_its_merged_titles_and_its_codes_as_text(known: World) -> None:
    sheets = {
        "みずほ市": [["推進状況アンケート 令和7年度", None], ["設問", "回答"], ["q1", 30], ["q2", "×"]],
        "説明": [["このブックの使い方"]],
    }
    source = opened(book(sheets))
    source["みずほ市"].merge_cells("A1:B1")
    source["みずほ市"]["C2"] = "整理番号"
    source["みずほ市"]["C3"] = "007"
    back = opened(sent_back(known, saved(source), "回答.xlsx"))
    assert back.sheetnames == ["みずほ市", "説明", "確認結果"]
    assert [str(area) for area in back["みずほ市"].merged_cells.ranges] == ["A1:B1"]
    assert back["みずほ市"]["C3"].value == "007" and set(marked_cells(back, "みずほ市")) >= {"B4"}


@pytest.mark.parametrize("text", ["=1+1", "+81", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "_x0041_"])
def test_no_cell_of_what_is_sent_back_runs_or_changes(known: World, text: str) -> None:
    back = opened(sent_back(known, f"団体コード,市町村名,q1,備考\n98201,みずほ市,7,{text}\n"))
    cell = back["データ"]["D2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_each_municipality_gets_its_own_rows_and_nobody_elses(known: World) -> None:
    books = sent_to_each(known, SURVEY)
    assert sorted(books) == ["確認依頼_みなみ町_アンケート.xlsx", "確認依頼_龍ヶ崎町_アンケート.xlsx"]
    back = opened(books["確認依頼_みなみ町_アンケート.xlsx"])
    texts = [str(value) for row in back["データ"].values for value in row]
    assert "みなみ町" in texts and "令和7年度 推進状況アンケート" in texts and "龍ヶ崎町" not in texts and "みずほ市" not in texts
    assert set(marked_cells(back)) == {"D4"} and listed(back)[0][3:5] == ("D4", "D6")


def test_the_row_of_one_municipality_comes_in_when_it_is_mended(known: World) -> None:
    back = opened(sent_to_each(known, SURVEY)["確認依頼_みなみ町_アンケート.xlsx"])
    back["データ"]["D4"] = 30
    taken(known, saved(back), "確認依頼_みなみ町_アンケート.xlsx")
    assert answers(known, "round, code, question, points") == [("2025", "98302", "q1", 5.0), ("2025", "98302", "q2", 30.0)]


def test_rows_whose_municipality_is_unknown_go_into_a_workbook_of_their_own(known: World) -> None:
    books = sent_to_each(known, SURVEY + ",どこか町,5,0\r\n")
    back = opened(books["確認依頼_団体不明_アンケート.xlsx"])
    assert back["データ"]["B4"].value == "どこか町" and set(marked_cells(back)) == {"A4"}


def test_of_a_table_with_municipalities_across_the_top_each_gets_its_column(known: World) -> None:
    content = "令和7年度,,,,\n項目,みずほ市,龍ヶ崎町,試験県みなみ町,別県みなみ町\nq1,30,7,5,5\nq2,0,15,30,30\n"
    back = opened(sent_to_each(known, content, kind="survey")["確認依頼_龍ヶ崎町_アンケート.xlsx"])
    assert list(back["データ"].values)[1:] == [("項目", "龍ヶ崎町"), ("q1", 7), ("q2", 15)]
    assert set(marked_cells(back)) == {"B3"}


def test_of_a_very_large_file_only_the_head_and_the_rows_with_findings_are_sent_back(known: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_back, "MOST_CELLS", 10)
    back = opened(sent_back(known, SURVEY))
    assert back["データ"].max_row == 5 and set(marked_cells(back)) == {"C4", "D5"}
    assert [row[3:5] for row in listed(back)] == [("C4", "C5"), ("D5", "D6")]


def test_beyond_two_thousand_comments_the_list_still_has_every_finding(known: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_back, "MOST_COMMENTS", 1)
    back = opened(sent_back(known, SURVEY))
    assert len(marked_cells(back)) == 1 and len(listed(back)) == 2
    assert back["データ"]["D6"].fill.fgColor.rgb == back["データ"]["C5"].fill.fgColor.rgb


def test_of_too_many_findings_the_first_are_told_and_the_others_counted(known: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_back, "MOST_TOLD", 1)
    back = opened(sent_back(known, SURVEY))
    assert set(marked_cells(back)) == {"C5"} and str(listed(back)[-1][0]).startswith("ほかに1件あります")


def test_of_single_respondents_only_the_places_are_told_never_a_value(known: World) -> None:
    content = "団体コード,受診者ID,職位,所属,活用\n98201,a1,一般,総務課,よくできる\n98201,a2,一般,総務課,3\n"
    raw = sent_back(known, content, "リテラシー診断.csv", kind="literacy", round="2025")
    back = opened(raw)
    assert back.sheetnames == ["確認結果"] and listed(back)
    told = " ".join(str(value) for row in back["確認結果"].values for value in row)
    assert "よくできる" not in told and "a1" not in told and "総務課" not in told


def test_what_is_sent_back_twice_is_marked_anew(known: World) -> None:
    first = opened(sent_back(known, SURVEY))
    first["データ"]["C5"] = 5
    second = opened(sent_back(known, saved(first), "確認依頼_アンケート.xlsx"))
    assert second.sheetnames == ["データ", "確認結果"] and set(marked_cells(second)) == {"D6"}
    assert rows(known, "select count(*) from store.survey") == [(0,)]


def test_each_senders_workbook_holds_the_rows_that_the_import_takes_for_its_own(world: World) -> None:
    taken(world, "団体コード,市町村名,都道府県\n01220,士別市,北海道\n12203,市川市,千葉県\n01100,札幌市,北海道\n01202,函館市,北海道\n")
    lost = "団体コード,日付,種別,件名\n12203,2025-02-30,会議,打合せ\n11002,2025-02-30,会議,打合せ\n12025,2025-02-30,会議,打合せ\n"
    with staged(world.store, "記録.csv", lost.encode()) as file:
        found = examine(world.store, world.model, file)
        with world.store.reading(Scope()) as con:
            books = by_sender(file, found.plan, found.findings, gazetteer(con))
    assert sorted(books) == ["確認依頼_函館市_記録.xlsx", "確認依頼_士別市_記録.xlsx", "確認依頼_札幌市_記録.xlsx"]


def test_of_two_rows_for_one_municipality_both_are_marked_and_each_names_the_other(known: World) -> None:
    back = opened(sent_back(known, SURVEY.replace(",7,0", ",5,0").replace("98302,みなみ町,5,不明", "98201,みずほ市,5,0")))
    marks = marked_cells(back)
    assert set(marks) == {"A4", "A6"} and "A6 にもあります" in marks["A4"] and "A4 にもあります" in marks["A6"]


def test_it_prints_across_landscape_pages_with_the_column_names_on_each(known: World) -> None:
    back = opened(sent_back(known, SURVEY))
    for sheet, names, area in ((back["データ"], "$3:$3", "'データ'!$A$1:$D$6"), (back["確認結果"], "$6:$6", "")):
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_title_rows == names and sheet.print_area == area
    assert back["データ"]["C3"].alignment.wrap_text


def test_a_merged_group_above_the_column_names_is_repeated_with_them(known: World) -> None:
    source = opened(book({"回答": [["団体", None, "q1"], ["団体コード", "市町村名", None], ["98201", "みずほ市", 7]]}))
    source["回答"].merge_cells("A1:B1")
    source["回答"].merge_cells("C1:C2")
    back = opened(sent_back(known, saved(source), "令和7年度.xlsx", kind="survey"))
    assert back["回答"].print_title_rows == "$1:$2" and len(back["回答"].merged_cells.ranges) == 2
