"""Where in a sheet the table lies."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from analytics.intake.reading.staged import Sheet, UnreadableFile
from analytics.intake.taking_in import NotTakenIn
from analytics.intake.understanding.layout import HeaderNotFound
from analytics.intake.understanding.recognising import known_header
from analytics.intake.understanding.tables import Table, find_table
from analytics.kinds import KINDS
from tests.conftest import World
from tests.taking import MASTER, book, examined, messages, rows, taken

KNOWN = known_header(KINDS.values(), {"問1": "q1", "1": "q1", "2": "q2", "3": "q3"})
NAMES = {"みずほ市", "府中市", "みなみ町", "北町", "東町"}


def table(folder: Path, *rows: tuple[str, ...], merged: tuple[list[int], ...] = (), header: tuple[int, int] | None = None) -> Table:
    width = max(map(len, rows))
    with (folder / "0.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    sheet = Sheet("", "0.csv", len(rows), width, merged=list(merged))
    return find_table(sheet, folder, KNOWN, NAMES.__contains__, header)


def test_titles_above_and_notes_below_are_no_data(tmp_path):
    found = table(
        tmp_path,
        ("市町村一覧（令和7年度）",),
        ("団体コード", "市町村名", "人口"),
        ("98201", "みずほ市", "32000"),
        ("98302", "みなみ町", "3000"),
        ("合計", "", "35000"),
        ("注1 住民基本台帳による",),
    )
    assert (found.names, found.first, found.end) == (("団体コード", "市町村名", "人口"), 2, 4)
    assert found.titles == ("市町村一覧(令和7年度)",)
    assert [text for _, text in found.left_out] == ["合計 35000", "注1 住民基本台帳による"]


def test_a_header_of_two_merged_rows_is_joined(tmp_path):
    found = table(
        tmp_path,
        ("団体コード", "市町村名", "体制", ""),
        ("", "", "CIO", "会議体"),
        ("98201", "みずほ市", "副市長", "本部"),
        merged=([0, 2, 0, 3], [0, 0, 1, 0], [0, 1, 1, 1]),
    )
    assert (found.names[2:], found.first) == (("CIO", "会議体"), 2)


def test_municipalities_across_the_top_are_turned_down(tmp_path):
    found = table(tmp_path, ("", "みずほ市", "府中市", "みなみ町", "北町", "東町"), ("CIO の任命", "1", "0", "1", "1", "0"))
    assert found.turned and found.names == ("市町村名", "CIO の任命")
    assert (found.first, found.end, found.cell(2, 1)) == (1, 6, "C2")


def test_numbers_in_the_data_are_not_taken_for_numbered_questions(tmp_path):
    found = table(
        tmp_path,
        ("施設名", "区分", "浸水レベル", "高潮"),
        ("くすのき", "通所", "1", "区域外"),
        ("すぎのき", "入所", "2", "3"),
        ("まつのき", "通所", "3", "1"),
    )
    assert found.names == ("施設名", "区分", "浸水レベル", "高潮")


def test_the_header_that_the_reader_points_at_is_the_header(tmp_path):
    written = [("回答の一覧", "", ""), ("1", "2", "3"), ("98201", "4", "5"), ("98302", "6", "7")]
    found = table(tmp_path, *written, header=(1, 1))
    assert (found.names, found.first, found.end, found.titles) == (("1", "2", "3"), 2, 4, ("回答の一覧",))


def test_a_header_outside_the_sheet_is_refused_with_what_is_possible(tmp_path):
    with pytest.raises(UnreadableFile, match=r"5～6行目.*2行の中で"):
        table(tmp_path, ("団体コード", "人口"), ("98201", "1"), header=(4, 5))


def test_of_a_table_on_its_side_the_reader_points_at_the_columns_of_the_names(tmp_path):
    written = [("", "", "みずほ市", "府中市"), ("体制", "CIO の任命", "1", "0"), ("人材", "研修の実施", "1", "1")]
    assert table(tmp_path, *written, header=(0, 0)).names == ("市町村名", "体制", "人材")
    assert table(tmp_path, *written, header=(0, 1)).names == ("市町村名", "CIO の任命", "研修の実施")


def test_where_no_header_is_found_the_first_rows_are_named(tmp_path):
    with pytest.raises(HeaderNotFound, match="1行目「1 2」、3行目「3 4」"):
        table(tmp_path, ("1", "2"), ("", ""), ("3", "4"))


def test_pairs_of_municipalities_in_rows_are_not_turned(tmp_path):
    found = table(tmp_path, ("No.", "市町村A", "市町村B"), ("1", "みずほ市", "府中市"), ("2", "府中市", "みなみ町"), ("3", "北町", "東町"))
    assert not found.turned and found.names == ("No.", "市町村A", "市町村B")


def test_a_total_beside_a_municipality_is_a_category_and_data(tmp_path):
    found = table(
        tmp_path,
        ("男女別", "市町村名", "人口"),
        ("総数", "みずほ市", "5"),
        ("男", "みずほ市", "2"),
        ("総数", "府中市", "9"),
        ("総数", "県計", "14"),
    )
    assert [row for row, _ in found.left_out] == [4]


def test_a_long_list_whose_last_cells_begin_lines_with_a_mark_loses_no_row(world: World) -> None:
    taken(world, "団体コード,市町村名,都道府県\n98201,みずほ市,試験県\n")
    rows_of_list = "".join(f'{number},"課題{number}の説明がここに入ります。\n※済\n"\n' for number in range(1, 5_001))
    found = taken(world, "No.,課題解決策\n" + rows_of_list, "課題リスト.csv", round="2025", municipality="98201")
    assert found.counts.new == 5_000


# ---------------------------------------------------------------- values outside the named columns


def severe(found: Any, severity: str) -> list[tuple[str, str]]:
    """(cell, message) of the findings of one severity."""
    chosen = found.findings[found.findings["severity"] == severity]
    return list(zip(chosen["cell"], chosen["message"], strict=True))


def test_a_row_wider_than_its_header_is_an_error_and_the_others_are_taken(world):
    """32,100 without quotes is two cells: 世帯数 would be 100."""
    taken(world, MASTER)
    wide = "団体コード,市町村名,都道府県,人口,世帯数\n98201,みずほ市,試験県,32,100,13000\n98302,みなみ町,試験県,3100,900\n"
    ((cell, message),) = severe(examined(world, wide), "error")
    assert (cell, "E列まで）より右に値があります" in message) == ("F2", True)
    taken(world, wide, partial=True)
    stored = "select code, population, households from store.municipalities where code in ('98201', '98302') order by code"
    assert rows(world, stored) == [("98201", 32000, None), ("98302", 3100, 900)]


def test_cells_that_end_in_blank_ones_are_no_wider_than_their_header(world):
    assert examined(world, MASTER.replace("32000\n", "32000,,\n")).errors == 0


def test_a_file_in_which_all_rows_are_too_wide_is_refused_as_a_whole(world):
    lines = "".join(f"{10000 + at},町{at}町,試験県,1,{at}\n" for at in range(1_001))
    with pytest.raises(UnreadableFile, match=r"E2 から.*D列まで"):
        examined(world, f"団体コード,市町村名,都道府県,人口\n{lines}")


@pytest.mark.parametrize("at", [2, 4])
def test_a_column_of_a_workbook_without_a_name_is_told_once_with_its_letter(world, at):
    header = ["団体コード", "市町村名", "都道府県", "人口"]
    lines = [["98201", "みずほ市", "試験県", "32000"], ["98202", "府中市", "試験県", "50000"], ["98302", "みなみ町", "試験県", "3000"]]
    grid = [[*header[:at], "", *header[at:]], *([*row[:at], "要確認" if row[0] < "98300" else "", *row[at:]] for row in lines)]
    found = taken(world, book({"一覧": grid}), "一覧.xlsx")
    (told,) = severe(found, "warning")
    assert told[0] == f"{'ABCDE'[at]}2" and f"列名のない{'ABCDE'[at]}列に値が2件あります" in told[1]
    assert rows(world, "select count(population) from store.municipalities") == [(3,)]


def test_values_beside_the_answers_of_a_person_are_told_by_place_alone(world):
    taken(world, MASTER)
    wide = "調査年度,団体コード,受診者ID,職位,設問1,設問2\n2025,98201,A1,課長,3,4,秘密の値\n2025,98201,A2,係長,2,1\n"
    found = examined(world, wide, kind="literacy")
    ((cell, _),) = severe(found, "error")
    assert cell == "G2" and "秘密の値" not in found.findings.to_csv()


ACROSS = "項目,みずほ市,龍ヶ崎町,97202\n{}"


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("総人口（人）,1,2,3\n世帯数（世帯）,,4,5,6\n", "E3 .*列の上に市町村名"),
        ("総人口（人）,1,2,3\n,4,5,6\n世帯数（世帯）,7,8,9\n", "B3 .*行の左に項目名"),
        ("総人口（人）,1,2,3\n世帯数（世帯）,4,5,6\n,7,8,9\n", "B4 .*行の左に項目名"),
    ],
)
def test_a_value_beside_the_municipalities_across_the_top_or_without_an_item_refuses_the_table(world, lines, place):
    taken(world, MASTER)
    with pytest.raises(UnreadableFile, match=place):
        taken(world, ACROSS.format(lines), "2024年統計.csv", partial=True)


def test_notes_and_units_beside_the_municipalities_across_the_top_refuse_nothing(world):
    taken(world, MASTER)
    content = "表1,,,\n" + ACROSS.format("人口の部,,,\n総人口,1,2,3\n（注）3は速報値,,,\n出典,統計課,,\n")
    assert taken(world, content, "2024年統計.csv", kind="indicators", round="2024").counts.new == 3


# ---------------------------------------------------------------- the unit that a line above the table names


@pytest.mark.parametrize("line", ["（単位：千人）", "単位 千人", "（単位：人、ha）"])
def test_a_unit_above_a_master_that_is_not_that_of_its_columns_is_refused(world, line):
    unit = "ha" if "ha" in line else "千人"
    content = f"市町村一覧{line}\n団体コード,市町村名,都道府県,人口,面積\n98201,みずほ市,試験県,32,155\n"
    found = examined(world, content)
    assert f"表に「単位：{unit}」とありますが" in "".join(messages(found)) and found.counts.new == 0
    with pytest.raises(NotTakenIn):
        taken(world, content, partial=True)


@pytest.mark.parametrize("line", ["（単位：人、km2）", "単位：人、％", "（単位：人）", "単位：㎢", "単位制の高校がある市町村"])
def test_a_unit_above_a_master_that_is_that_of_its_columns_is_read_over(world, line):
    assert examined(world, f"{line}\n団体コード,市町村名,都道府県,人口,面積\n98201,みずほ市,試験県,32000,155\n").errors == 0


@pytest.mark.parametrize(
    "rows_of_sheet",
    [
        [["市町村一覧", "", "", "（千人）"], ["団体コード", "市町村名", "都道府県", "人口"], ["98201", "みずほ市", "試験県", 32]],
        [["団体コード", "市町村名", "都道府県", "人口"], ["98201", "みずほ市", "試験県", 32], ["（注）人口は千人単位"]],
        [["団体コード", "市町村名", "都道府県", "人口"], ["98201", "みずほ市", "試験県", 32], [], ["単位は千人"]],
        [
            ["団体コード", "市町村名", "都道府県", "人口"],
            ["98201", "みずほ市", "試験県", 32, "", "単位：千人"],
            ["98202", "府中市", "試験県", 50],
        ],
    ],
)
def test_a_multiple_said_anywhere_around_a_master_is_refused(world, rows_of_sheet):
    found = examined(world, book({"一覧": rows_of_sheet}), "一覧.xlsx")
    assert "表に「単位：千人」とありますが" in "".join(messages(found)) and found.counts.new == 0


@pytest.mark.parametrize("title", ["市町村一覧（案）", "千人以上の市町村（再掲）", "市町村一覧（人口千人以上）"])
def test_other_words_in_brackets_are_no_unit(world, title):
    assert examined(world, f"{title}\n団体コード,市町村名,都道府県,人口\n98201,みずほ市,試験県,32000\n").errors == 0
