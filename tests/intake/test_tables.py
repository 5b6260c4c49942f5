"""Where in a sheet the table lies."""

from __future__ import annotations

import csv
from pathlib import Path

from analytics.intake.recognising import known_header
from analytics.intake.staged import Sheet
from analytics.intake.tables import Table, find_table
from analytics.kinds import KINDS

KNOWN = known_header(KINDS.values(), {"問1": "q1", "1": "q1", "2": "q2", "3": "q3"})
NAMES = {"みずほ市", "府中市", "みなみ町", "北町", "東町"}


def table(folder: Path, *rows: tuple[str, ...], merged: tuple[list[int], ...] = ()) -> Table:
    width = max(map(len, rows))
    with (folder / "0.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    sheet = Sheet("", "0.csv", len(rows), width, merged=list(merged))
    return find_table(sheet, folder, KNOWN, NAMES.__contains__)


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
