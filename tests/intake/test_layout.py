"""Names above, notes below, data between: found by their looks, never dropped unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.understanding.layout import (
    HeaderNotFound,
    LeftOut,
    cell_name,
    data_end,
    find_header,
    header_at,
)

DATA = [["011002", "札幌市", "1,973,395"], ["012025", "函館市", "251,084"], ["012033", "小樽市", "111,299"]]


def test_a_header_in_the_first_row_is_found():
    header = find_header([["団体コード", "市町村名", "人口"], *DATA])
    assert (header.first_row, header.last_row, header.names) == (0, 0, ("団体コード", "市町村名", "人口"))


def test_title_rows_above_are_handed_back():
    rows = [["DX推進状況調査", "", ""], ["調査年：", "2025年", ""], ["", "", ""], ["団体コード", "市町村名", "人口"], *DATA]
    header = find_header(rows)
    assert (header.first_row, header.title_lines) == (3, ("DX推進状況調査", "調査年: 2025年"))


def test_line_breaks_and_full_width_letters_in_names_are_made_plain():
    header = find_header([["団体\nコード", "市町村名\r\n（漢字）", "ＣＩＯ　"], *DATA])
    assert header.names == ("団体コード", "市町村名(漢字)", "CIO")


def test_a_merged_header_of_two_rows_is_joined():
    rows = [["団体コード", "市町村名", "人口", "", ""], ["", "", "総数", "男", "女"], ["011002", "札幌市", "3", "1", "2"]]
    header = find_header(rows, merged=[[0, 0, 1, 0], [0, 1, 1, 1], [0, 2, 0, 4]])
    assert (header.first_row, header.last_row) == (0, 1)
    assert header.names == ("団体コード", "市町村名", "人口 総数", "人口 男", "人口 女")


def test_without_merged_ranges_a_group_reaches_over_the_blanks_to_its_right():
    rows = [["団体コード", "市町村名", "人口", "", "面積"], ["", "", "男", "女", ""], ["011002", "札幌市", "1", "2", "3"]]
    assert find_header(rows).names == ("団体コード", "市町村名", "人口 男", "人口 女", "面積")


def test_a_header_of_three_rows_is_joined():
    rows = [["コード", "体制", "", ""], ["", "推進", "", "人材"], ["", "CIO", "計画", "外部"], ["011002", "1", "0", "2"]]
    assert find_header(rows).names == ("コード", "体制 推進 CIO", "体制 推進 計画", "体制 人材 外部")


def test_a_name_repeated_by_its_child_is_given_once():
    rows = [["", "", "A1101", ""], ["コード", "地域", "A1101_総人口", "注釈"], ["13101", "千代田区", "66,680", ""]]
    assert find_header(rows, merged=[[0, 2, 0, 3]]).names == ("コード", "地域", "A1101_総人口", "A1101 注釈")


def test_a_title_merged_over_the_whole_table_is_no_group():
    rows = [["推進状況一覧", "", ""], ["団体コード", "市町村名", "人口"], *DATA]
    header = find_header(rows, merged=[[0, 0, 0, 2]])
    assert (header.first_row, header.title_lines) == (1, ("推進状況一覧",))


def test_units_below_the_names_belong_to_the_header():
    header = find_header([["団体コード", "市町村名", "人口"], ["", "", "（人）"], *DATA])
    assert (header.last_row, header.names[2]) == (1, "人口 (人)")


def test_words_as_answers_are_not_taken_for_names():
    rows = [["市町村名", "CIO", "計画"], ["札幌市", "実施", "未実施"], ["函館市", "未実施", "未実施"], ["小樽市", "実施", "実施"]]
    assert find_header(rows).last_row == 0


def test_years_and_question_numbers_can_be_names():
    years = [["市町村名", "2020", "2021", "2022"], ["札幌市", "58", "61", "64"], ["函館市", "40", "41", "45"]]
    questions = [["団体コード", "1", "2", "3", "4"], ["011002", "4", "0", "2", "2"], ["012025", "3", "1", "1", "0"]]
    assert find_header(years).last_row == find_header(questions).last_row == 0


def test_declared_names_decide_over_looks():
    rows = [["所属", "担当", "連絡先"], ["村長室", "山田", "内線"], ["code", "round", "value"], ["札幌市", "初回", "よい"]]
    assert find_header(rows, known={"code", "round", "value"}.__contains__).first_row == 2


def test_a_sheet_without_names_is_refused():
    with pytest.raises(HeaderNotFound, match="列名の行"):
        find_header([["1", "2"], ["3", "4"]])
    with pytest.raises(HeaderNotFound):
        find_header([["", ""], ["これは説明です", ""]])


def test_the_reader_can_point_at_the_header():
    assert header_at([["x"], ["1", "2"], ["3", "4"]], 1, 1).names == ("1", "2")


def test_ranges_merged_outside_the_table_do_no_harm():
    assert find_header([["団体コード", "市町村名", "人口"], *DATA], merged=[[0, 50, 0, 60], [90, 0, 95, 3]]).last_row == 0


def test_notes_and_totals_below_the_table_are_left_out_and_listed():
    rows = [*DATA, ["", "合　計", "2,335,778"], ["", "", ""], ["※ 住民基本台帳", "", ""], ["出典：総務省", "", ""]]
    assert data_end(rows) == (3, [LeftOut(3, "合 計 2,335,778"), LeftOut(5, "※ 住民基本台帳"), LeftOut(6, "出典:総務省")])


def test_a_total_between_the_rows_is_left_out_too():
    end, left_out = data_end([["県計", "", "9"], *DATA, ["町村計", "", "9"], ["013030", "当別町", "15,916"]])
    assert end == 6 and [row.row for row in left_out] == [0, 4]


def test_a_legend_behind_a_blank_row_is_left_out():
    end, left_out = data_end([*DATA, ["", "", ""], ["***", "", ""], ["X", "", ""]])
    assert end == 3 and len(left_out) == 2


@pytest.mark.parametrize("row", [["011002", "合計", "1"], ["札幌市", "注意喚起", "1"], ["資料作成の効率化", "", "庁内"]])
def test_a_row_of_data_is_never_left_out_for_a_word_in_it(row):
    assert data_end([*DATA, row]) == (4, [])


def test_a_sparse_row_of_a_municipality_behind_a_blank_row_is_data():
    assert data_end([*DATA, ["", "", ""], ["", "当別町", ""]]) == (5, [])


def test_a_total_that_recurs_as_a_category_is_data():
    rows = [[place, sex, "1"] for place in ("札幌市", "函館市") for sex in ("男", "女", "総数")]
    assert data_end(rows) == (6, [])


@pytest.mark.parametrize(
    ("place", "name"), [((16, 1), "B17"), ((0, 0), "A1"), ((0, 25), "Z1"), ((0, 26), "AA1"), ((1048575, 16383), "XFD1048576")]
)
def test_cells_are_named_as_in_excel(place, name):
    assert cell_name(*place) == name


@given(st.lists(st.lists(st.sampled_from(["", "札幌市", "1", "合計", "注", "a\nb", "2020", "実施"]), max_size=5), max_size=12))
def test_any_rows_give_a_header_or_say_that_there_is_none(rows):
    try:
        header = find_header(rows)
    except HeaderNotFound:
        return
    assert 0 <= header.first_row <= header.last_row < len(rows)
    end, left_out = data_end(rows)
    assert 0 <= end <= len(rows) and all(0 <= row.row < len(rows) for row in left_out)
