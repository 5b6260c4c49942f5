"""Whatever leaves the product opens right elsewhere: in Excel, in a program, in a reader's hand."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from analytics import exports
from analytics.exports import Provenance


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    format: str = "text"
    meaning: str = ""


CODE = Column("code", "団体コード", "code", "全国地方公共団体コード（5桁）")
NAME = Column("name", "市町村名")
TEXT = Column("text", "自由記述")
PRIORITY = Column("support_priority", "支援優先度", meaning="低・中・高")
COLUMNS = [
    CODE,
    Column("round", "調査年度", "round"),
    Column("step0", "STEP0", "score"),
    Column("coverage", "回答率", "ratio"),
    Column("population", "人口", "integer"),
    Column("day", "訪問日", "date"),
    PRIORITY,
]
SQL = """
    select * from (values
        ('01100', '2025', -10.25::double, 0.985::double, 1234567, date '2026-04-01', '高'),
        ('20201', '2025', null,           null,          null,    null,              null)
    ) as t (code, round, step0, coverage, population, day, support_priority)
"""
PROVENANCE = Provenance(
    title="支援優先度",
    filters=(("圏域", "北部"),),
    rounds=("2025",),
    batches=((12, "回答_2025.csv", "2026-03-01 10:00"),),
    made_at=datetime(2026, 4, 1, 9, 30),
    version="1.2.3",
    notes=("回答 26/27 団体",),
    sample=True,
)
DANGEROUS = ["=1+1", "+81-3", "-1", "@SUM(A1)", "\t=1", "\r=1", "#N/A", '=HYPERLINK("http://x")']


def table() -> pd.DataFrame:
    return duckdb.connect().execute(SQL).df()


def opened(frame: pd.DataFrame, columns: list[Column]) -> Any:
    return openpyxl.load_workbook(BytesIO(exports.to_xlsx([("表", frame, columns)], PROVENANCE)))


def read_back(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode(encoding), newline="")))


# ---- XLSX ----


def test_numbers_and_dates_are_real_and_codes_keep_their_leading_zero() -> None:
    row = opened(table(), COLUMNS)["表"][2]
    assert [cell.value for cell in row] == ["01100", 2025, -10.25, 0.985, 1234567, datetime(2026, 4, 1), "高"]
    assert [cell.data_type for cell in row] == ["s", "n", "n", "n", "n", "d", "s"]


def test_numbers_are_shown_in_the_format_of_their_field() -> None:
    row = opened(table(), COLUMNS)["表"][2]
    assert [cell.number_format for cell in row] == ["@", "0", "0.0", "0.0%", "#,##0", "yyyy-mm-dd", "General"]


def test_a_null_is_an_empty_cell() -> None:
    assert [cell.value for cell in opened(table(), COLUMNS)["表"][3]][2:] == [None] * 5


def test_infinity_and_nan_are_empty_cells() -> None:
    sheet = opened(pd.DataFrame({"value": [float("inf"), float("nan"), 1.5]}), [Column("value", "値", "score")])["表"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [None, None, 1.5]


def test_the_header_is_japanese_bold_frozen_and_filtered() -> None:
    sheet = opened(table(), COLUMNS)["表"]
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G3")


def test_rounds_stay_text_where_one_of_them_is_no_number() -> None:
    sheet = opened(pd.DataFrame({"round": ["2025", "2025-2"]}), [Column("round", "調査年度", "round")])["表"]
    assert [sheet["A2"].value, sheet["A3"].value] == ["2025", "2025-2"]


def test_japanese_characters_count_double_in_the_width_and_the_width_is_capped() -> None:
    frame = pd.DataFrame({"name": ["みほん市みほん市みほん市"], "text": ["あ" * 200]})
    widths = opened(frame, [NAME, TEXT])["表"].column_dimensions
    assert (widths["A"].width, widths["B"].width) == (26, 60)


def test_priorities_have_colours_with_dark_text() -> None:
    (area,) = opened(table(), COLUMNS)["表"].conditional_formatting
    found = {rule.formula[0]: (rule.dxf.fill.bgColor.rgb, rule.dxf.font.color.rgb) for rule in area.rules}
    assert str(area.sqref) == "G2:G3"
    assert found == {'"高"': ("00F6C19C", "001A1A1A"), '"中"': ("00FBEFB0", "001A1A1A"), '"低"': ("00C6E2F5", "001A1A1A")}


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_is_stored_as_it_is_and_as_text(text: str) -> None:
    book = exports.to_xlsx([("表", pd.DataFrame({"text": [text]}), [TEXT])], PROVENANCE)
    cell = openpyxl.load_workbook(BytesIO(book))["表"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix is text.startswith(exports.FORMULA_STARTS)
    assert not any(b"<f>" in ZipFile(BytesIO(book)).read(name) for name in ZipFile(BytesIO(book)).namelist())


@given(st.lists(st.text() | st.sampled_from([*DANGEROUS, "_x0041_", "a\r\nb<&>", "\uffff\x07"]), min_size=1, max_size=8))
def test_any_text_round_trips_unchanged_but_for_illegal_characters_and_is_never_a_formula(texts: list[str]) -> None:
    sheet = opened(pd.DataFrame({"text": texts}, dtype=object), [TEXT])["表"]
    for row, text in enumerate(texts, 2):
        cell = sheet.cell(row, 1)
        # openpyxl leaves Excel's way of writing "_x0041_" as it stands.
        assert unescape(cell.value or "") == unescape(exports.ESCAPE_LIKE.sub("_x005F_", exports.ILLEGAL.sub("", text)))
        assert cell.data_type in ("s", "n") and not (cell.data_type == "n" and cell.value)


@pytest.mark.parametrize("text", ["_x0041_", "a\rb", "<&>\r", "改行\nあり", "　 ", " a "])
def test_a_reader_that_decodes_as_excel_does_sees_the_same_text(text: str) -> None:
    book = exports.to_xlsx([("表", pd.DataFrame({"text": [text]}), [TEXT])], PROVENANCE)
    assert CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_name("表").to_python()[1] == [text]


def test_text_longer_than_a_cell_holds_ends_with_an_ellipsis() -> None:
    value = opened(pd.DataFrame({"text": ["あ" * 40_000]}), [TEXT])["表"]["A2"].value
    assert (len(value), value[-1]) == (32_767, "…")


def test_sheet_titles_are_such_as_excel_accepts() -> None:
    titles = exports.sheet_titles(["STEP/観点", "step／観点", "長" * 40, "長" * 40, "", "履歴", "条件・出典", "𠮷" * 20, "'a'"])
    assert len({exports.folded(title) for title in titles}) == len(titles) == 9
    assert all(0 < len(title.encode("utf-16-le")) <= 62 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)
    assert titles[0] == "STEP／観点" and "履歴" not in titles and "条件・出典" not in titles


def test_the_last_sheet_says_where_the_figures_come_from() -> None:
    sheet = opened(table(), COLUMNS)[exports.PROVENANCE_TITLE]
    rows = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert opened(table(), COLUMNS).sheetnames == ["表", "条件・出典"]
    assert rows["絞り込み（圏域）"] == "北部" and rows["調査年度"] == "2025"
    assert rows["出典（受付番号 12）"] == "回答_2025.csv（取込 2026-03-01 10:00）"
    assert rows["作成日時"] == "2026-04-01 09:30" and rows["作成"] == "ご近所DXカルテ 1.2.3"
    assert rows["項目の説明（支援優先度）"] == "低・中・高" and "サンプルデータ" in rows
    assert "= + - @" in rows["文字の扱い"] and rows["注記"] == "回答 26/27 団体"


def test_real_data_carry_no_sample_mark() -> None:
    real = Provenance("表", (), (), (), datetime(2026, 4, 1), "1")
    assert not any("サンプル" in cell for row in real.rows() for cell in row)


def test_a_table_longer_than_a_sheet_is_refused_with_the_way_out() -> None:
    frame = pd.DataFrame({"text": [None]}).reindex(range(exports.EXCEL_ROWS))
    with pytest.raises(exports.TooManyRows, match="CSV を選んで"):
        exports.to_xlsx([("回答", frame, [TEXT])], PROVENANCE)


def test_a_table_without_rows_is_a_header() -> None:
    sheet = opened(table().head(0), COLUMNS)["表"]
    assert (sheet.max_row, sheet["A1"].value, sheet.auto_filter.ref) == (1, "団体コード", "A1:G1")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not on PATH")
def test_libreoffice_sees_the_same_codes_and_numbers(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(exports.to_xlsx([("表", table(), COLUMNS)], PROVENANCE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false",
        "表.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=120, capture_output=True)
    rows = list(csv.reader((tmp_path / "表.csv").open(encoding="utf-8")))
    assert rows[1][0] == "01100" and float(rows[1][2]) == -10.25 and float(rows[1][4]) == 1234567


# ---- CSV ----


def test_csv_has_a_byte_order_mark_and_windows_line_ends() -> None:
    content, lost = exports.to_csv(table(), COLUMNS)
    assert content.startswith("\ufeff団体コード,調査年度".encode()) and lost == []
    assert content.count(b"\r\n") == content.count(b"\n") == 3


def test_csv_holds_numbers_without_noise_and_nothing_for_null() -> None:
    rows = read_back(exports.to_csv(table(), COLUMNS)[0])
    assert rows[1] == ["01100", "2025", "-10.25", "0.985", "1234567", "2026-04-01", "高"]
    assert rows[2] == ["20201", "2025", "", "", "", "", ""]


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1 + 0.2, "0.3"), (100 / 3, "33.333333333"), (2.0, "2"), (-1e-12, "0"), (1e16, "10000000000000000"), (1e-5, "0.00001")],
)
def test_csv_numbers_have_at_most_nine_decimals_and_no_exponent(number: float, text: str) -> None:
    assert exports.decimals(number) == text


@pytest.mark.parametrize("text", [text for text in DANGEROUS if text != "#N/A"])
def test_csv_text_that_could_run_gets_an_apostrophe(text: str) -> None:
    assert read_back(exports.to_csv(pd.DataFrame({"text": [text]}), [TEXT])[0])[1] == [f"'{text}"]


@given(st.lists(st.text(), min_size=1, max_size=8))
def test_any_csv_text_comes_back_and_never_starts_like_a_formula(texts: list[str]) -> None:
    rows = read_back(exports.to_csv(pd.DataFrame({"code": "01100", "text": texts}, dtype=object), [CODE, TEXT])[0])[1:]
    assert [text.removeprefix("'") for _, text in rows] == [text.removeprefix("'") for text in texts]
    assert not any(text.startswith(exports.FORMULA_STARTS) for _, text in rows)


def test_cp932_writes_a_geta_for_what_it_lacks_and_says_what_and_where() -> None:
    content, lost = exports.to_csv(pd.DataFrame({"code": ["01100", "01202"], "name": ["𠮷野", "函館"]}), [CODE, NAME], "cp932")
    assert read_back(content, "cp932") == [["団体コード", "市町村名"], ["01100", "〓野"], ["01202", "函館"]]
    assert lost == ["「𠮷」（U+20BB7）は CP932 にないため 〓 に置き換えました: 2行目「市町村名」"]


def test_cp932_keeps_what_only_has_another_code_point_there() -> None:
    content, lost = exports.to_csv(pd.DataFrame({"name": ["10〜20−髙①"]}), [NAME], "cp932")
    assert (read_back(content, "cp932")[1], lost) == (["10～20－髙①"], [])


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_cp932_reports_exactly_when_it_replaces(texts: list[str]) -> None:
    content, lost = exports.to_csv(pd.DataFrame({"code": "x", "text": texts}, dtype=object), [CODE, TEXT], "cp932")
    replaced = content.decode("cp932").count("〓") - "".join(texts).count("〓")
    assert (replaced > 0) == bool(lost)


# ---- values, names, files ----


def test_yes_and_no_and_lists_are_said_in_japanese() -> None:
    frame = duckdb.execute("select * from (values (true, ['a', 'b']), (null, null)) as t (flag, list)").df()
    rows = read_back(exports.to_csv(frame, [Column("flag", "共同調達"), Column("list", "項目")])[0])
    assert rows[1:] == [["はい", "a、b"], ["", ""]]


def test_a_time_of_day_is_kept_where_there_is_one() -> None:
    sheet = opened(pd.DataFrame({"at": [datetime(2026, 4, 1, 9, 30), None]}), [Column("at", "取込日時", "date")])["表"]
    assert (sheet["A2"].value, sheet["A2"].number_format) == (datetime(2026, 4, 1, 9, 30), "yyyy-mm-dd hh:mm")


def test_a_file_name_says_what_when_and_whose() -> None:
    assert exports.file_name("支援優先度", "2025", "みほん県", date(2026, 4, 1), "xlsx") == "支援優先度_2025_みほん県_20260401.xlsx"


def test_a_file_name_drops_empty_parts_and_what_windows_refuses() -> None:
    assert exports.file_name("STEP/観点:?", None, "", "2026-04-01", ".csv") == "STEP_観点___20260401.csv"
    assert exports.file_name("con.", "", "", "", "csv") == "_con.csv"


def test_a_zip_keeps_japanese_names_in_utf8() -> None:
    archive = ZipFile(BytesIO(exports.to_zip({"支援優先度.csv": b"a", "条件・出典.txt": exports.to_readme(PROVENANCE)})))
    assert archive.read("支援優先度.csv") == b"a" and archive.infolist()[0].flag_bits & 0x800
    assert "CSV では先頭に ' を付けます" in archive.read("条件・出典.txt").decode("utf-8-sig")


# ---- for programs ----


def test_plain_csv_keeps_every_digit_and_integers_stay_integers_beside_null() -> None:
    frame = pd.DataFrame({"code": ["01100", "=1"], "share": [1 / 3, 2.0], "count": [5.0, None], "flag": [True, False]})
    text = exports.plain_csv(frame, ["code", "share", "count", "flag"])
    assert text == "code,share,count,flag\n01100,0.3333333333333333,5,true\n=1,2.0,,false\n"


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none(), min_size=1))
def test_any_number_comes_back_from_plain_csv_exactly(numbers: list[float | None]) -> None:
    text = exports.plain_csv(pd.DataFrame({"k": "x", "n": pd.array(numbers, dtype="Float64")}), ["k", "n"])
    assert [float(cell) if cell else None for _, cell in list(csv.reader(StringIO(text)))[1:]] == numbers


def test_json_has_null_iso_dates_and_japanese_as_it_is() -> None:
    first, second = json.loads(exports.to_json(table()))
    assert first["day"] == "2026-04-01" and first["code"] == "01100" and first["population"] == 1234567
    assert second["step0"] is None and second["day"] is None
    assert "高" in exports.to_json(table())


def test_parquet_is_the_same_table_with_its_types(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(exports.to_parquet(table()))
    rows = duckdb.execute("select code, step0, population from read_parquet(?)", [str(tmp_path / "t.parquet")]).fetchall()
    assert rows == [("01100", -10.25, 1234567), ("20201", None, None)]
