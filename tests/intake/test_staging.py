"""Findings: where, what was found, what would be right."""

from __future__ import annotations

import time

import pytest

from analytics.codes import check_digit
from analytics.intake.checking.reader import ERROR, LEFT_OUT, WARNING
from tests.conftest import World
from tests.taking import MASTER, answers, book, examined, messages, rows, taken


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def first(found) -> tuple[str, ...]:
    return tuple(found.findings.loc[0, ["severity", "cell", "column", "value"]])


def test_an_unknown_choice_names_cell_column_value_and_the_allowed(peopled):
    found = examined(peopled, "団体コード,q1\n98201,一部\n98202,ときどき\n", round="2025")
    assert first(found) == (ERROR, "B3", "q1", "ときどき")
    assert "していない・一部・全庁で" in messages(found)[0]


def test_an_unknown_municipality_names_the_nearest(peopled):
    found = examined(peopled, "市町村名,q1\nみづほ市,一部\n", round="2025")
    assert first(found) == (ERROR, "A2", "市町村名", "みづほ市")
    assert "みずほ市（98201）" in messages(found)[0]


def test_doubled_rows_name_each_other_and_stay_out(peopled):
    found = examined(peopled, "団体コード,q1\n98201,一部\n98202,一部\nみずほ市,全庁で\n", round="2025")
    assert (list(found.findings["cell"]), found.errors, found.counts.new, found.counts.rejected) == (["A2", "A4"], 2, 1, 2)
    assert "A4 にもあります" in messages(found)[0] and "A2 にもあります" in messages(found)[1]


def test_rows_doubled_across_sheets_name_the_sheet(peopled):
    sheets = {"前半": [["団体コード", "q1"], ["98201", "一部"]], "後半": [["団体コード", "q1"], ["98201", "全庁で"]]}
    found = examined(peopled, book(sheets), "令和7年度.xlsx")
    assert "シート「後半」の A2 にもあります" in messages(found)[0] and "シート「前半」の A2 にもあります" in messages(found)[1]


def test_titles_above_move_the_cells(peopled):
    found = examined(peopled, "推進状況,\n,\n団体コード,q1\n98201,？\n", round="2025")
    assert first(found)[1] == "B4"


def test_rows_of_a_code_list_that_are_no_municipality_are_left_out_and_said(world):
    codes = ["010006", "01100" + check_digit("01100"), "01101" + check_digit("01101"), "01695" + check_digit("01695")]
    lines = "".join(f"{code},北海道,{name}\n" for code, name in zip(codes, ["", "札幌市", "札幌市中央区", "色丹村"], strict=True))
    found = taken(world, "団体コード,都道府県名,市区町村名\n" + lines)
    assert [(m, s) for m, s in zip(messages(found), found.findings["severity"], strict=True)] == [
        ("都道府県の行のため除きました", LEFT_OUT), ("政令指定都市の区のため除きました", LEFT_OUT), ("北方領土の村のため除きました", LEFT_OUT)
    ]  # fmt: skip
    assert rows(world, "select code, category from store.municipalities") == [("01100", "市")]


def test_a_wrong_check_digit_is_an_error_of_its_row(world):
    found = examined(
        world, f"団体コード,市町村名\n98201{check_digit('98201')},みずほ市\n98202{(int(check_digit('98202')) + 1) % 10},府中市\n"
    )
    assert found.errors == 1 and "検査数字" in messages(found)[0]


def test_an_impossible_date_is_told(peopled):
    found = examined(peopled, "団体コード,日付,種別,件名\n98201,2025-02-30,会議,打合せ\n")
    assert (first(found)[1], messages(found)) == ("B2", ["存在しない日付です。2025-04-01 や 令和7年4月1日 のように入れてください"])


def test_a_step_beyond_its_maximum_is_told(peopled):
    found = examined(peopled, "団体コード,step0,step1\n98201,31,40\n", round="2025")
    assert found.errors == 1 and first(found)[1] == "B2"


def test_a_long_row_of_an_unknown_question_is_a_warning(peopled):
    found = taken(peopled, "団体コード,設問,回答\n98201,q1,一部\n98201,q99,はい\n", round="2025")
    assert (first(found)[0], len(answers(peopled))) == (WARNING, 1)


def test_findings_are_in_order_errors_first(peopled):
    found = examined(peopled, "団体コード,q1,メモ\n98202,？,あ\n98201,！,い\n", round="2025")
    assert list(found.findings["cell"]) == ["B2", "B3", "C1"]


def test_a_wrong_round_in_one_row_is_told_at_its_cell(peopled):
    found = examined(peopled, "調査年度,団体コード,q1\n2025,98201,一部\nいつか,98202,一部\n")
    assert (found.errors, first(found)[1]) == (1, "A3")


def test_a_formula_without_a_value_is_told(peopled):
    found = examined(peopled, book({"回答": [["団体コード", "q1", "q2"], ["98201", "一部", "=B2"]]}), "令和7年度.xlsx")
    assert "計算結果のない数式です" in "".join(messages(found))


def test_sheets_of_other_widths_and_heights_are_each_read_by_their_own_header(peopled):
    """All sheets are staged together: each keeps its lines, its columns and its municipality."""
    sheets = {
        "みずほ市": [["調査票"], ["q1", "q2"], ["一部", "ある"]],
        "一覧": [
            ["団体コード", "市町村名", "q1", "備考"],
            ["98301", "龍ヶ崎町", "全庁で", ""],
            ["", "合計", "1", ""],
            ["98999", "", "一部", ""],
        ],
        "試験県府中市": [["q2", "q1"], ["どちらでもない", "一部"]],
        "97301": [["q2", "q1"], ["ない", "していない"]],
    }
    found = taken(peopled, book(sheets), "回答.xlsx", round="2025", partial=True)
    assert answers(peopled, "code, question, choice") == [
        ("97301", "q1", "していない"),
        ("97301", "q2", "ない"),
        ("98201", "q1", "一部"),
        ("98201", "q2", "ある"),
        ("98301", "q1", "全庁で"),
    ]
    wrong = found.findings[found.findings["severity"] == ERROR]
    assert sorted(zip(wrong["sheet"], wrong["cell"], strict=True)) == [("一覧", "A4"), ("試験県府中市", "A2")]


def test_a_sheet_with_an_item_per_row_is_read_beside_one_with_an_item_per_column(peopled):
    sheets = {
        "みずほ市": [["設問", "回答"], ["q1", "一部"]],
        "一覧": [["団体コード", "q1"], ["98301", "全庁で"]],
        "97301": [["設問", "回答"], ["q9", "ある"]],
    }
    found = taken(peopled, book(sheets), "回答.xlsx", round="2025")
    assert answers(peopled, "code, question, choice") == [("98201", "q1", "一部"), ("98301", "q1", "全庁で")]
    assert "この設問はモデルにないため取り込みません" in messages(found)


def test_a_row_whose_round_is_unknown_is_not_stored(peopled):
    found = taken(peopled, "団体コード,調査年度,q1\n98201,2025,一部\n98202,不明,一部\n", partial=True)
    assert (found.counts.new, found.counts.rejected) == (1, 1)
    assert rows(peopled, "select code, round from store.survey") == [("98201", "2025")]


def test_a_thousand_different_faults_cost_no_more_than_a_thousand_alike(peopled):
    def seconds(cells):
        text = "団体コード,指標,年,値\n" + "".join(f"98201,指標{number},2024,{cell}\n" for number, cell in enumerate(cells))
        start = time.perf_counter()
        assert examined(peopled, text).errors == len(cells)
        return time.perf_counter() - start

    alike = seconds(["不明値"] * 3_000)
    assert seconds([f"不明値{number}" for number in range(3_000)]) < 3 * alike + 1
