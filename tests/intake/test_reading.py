"""Files as they come, through the child process, as staged rows."""

import csv
import datetime
import io
import threading
import time
import zipfile

import openpyxl
import pytest

from analytics.intake import child
from analytics.intake.child import Limits, UnreadableFile, stage_file

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def staged(folder, raw: bytes, name="a.csv", **limits):
    source, into = folder / "source", folder / "staged"
    source.write_bytes(raw)
    into.mkdir(exist_ok=True)
    return stage_file(source, name, into, Limits(**limits))


def rows(folder, raw: bytes, sheet=0, **limits):
    manifest = staged(folder, raw, **limits)
    text = (folder / "staged" / manifest.sheets[sheet].path).read_bytes().decode("utf-8")
    assert "\r" not in text
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    shape = manifest.sheets[sheet]
    assert len(found) == shape.rows and all(len(row) == shape.columns for row in found)
    return found


def refusal(folder, raw: bytes, **limits) -> str:
    with pytest.raises(UnreadableFile) as caught:
        staged(folder, raw, **limits)
    assert str(caught.value).startswith("a.csv: ") and "\n" not in str(caught.value)
    return str(caught.value)


def workbook(*sheets, change=None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, content in enumerate(sheets):
        sheet = book.create_sheet(f"シート{number}")
        for row in content:
            sheet.append(row)
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_sheet_xml(xml: str, **more: bytes) -> bytes:
    """A small workbook whose only sheet has this XML."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook([["a"]]))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for member in source.namelist():
            package.writestr(member, xml if member.startswith("xl/worksheets/") else source.read(member))
        for name, content in more.items():
            package.writestr(f"xl/media/{name}", content)
    return target.getvalue()


# --- delimited text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_rows(tmp_path, end):
    assert rows(tmp_path, f"市,値{end}札幌市,1{end}".encode("cp932")) == [["市", "値"], ["札幌市", "1"]]


@pytest.mark.parametrize("separator", ",\t;|")
def test_the_separator_is_found(tmp_path, separator):
    lines = [["札幌市", "a"], ["函館市", "b"]]
    assert rows(tmp_path, "\n".join(map(separator.join, lines)).encode()) == lines


def test_commas_inside_cells_do_not_win_over_tabs(tmp_path):
    assert rows(tmp_path, b"a\tb\tc\n1,000\tx\t2,000\n")[1] == ["1,000", "x", "2,000"]


def test_line_breaks_and_quotes_inside_cells_are_kept(tmp_path):
    raw = '市,文\r\n札幌市,"一行\r\n二行 ""引用"""\r\n'.encode("cp932")
    assert rows(tmp_path, raw)[1] == ["札幌市", '一行\n二行 "引用"']


def test_short_rows_are_padded_and_blank_ones_kept_in_their_place(tmp_path):
    assert rows(tmp_path, b"title\n\na,b,c\n1,2\n") == [["title", "", ""], [""] * 3, ["a", "b", "c"], ["1", "2", ""]]


def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path):
    assert "3 行目の引用符" in refusal(tmp_path, b'a,b\n1,2\n3,"4\n5,6\n')


def test_text_behind_a_closing_quote_is_refused_rather_than_guessed(tmp_path):
    assert "2 行目の引用符" in refusal(tmp_path, b'a,b\n"1"x,2\n')


def test_a_file_cut_inside_its_last_row_is_refused(tmp_path):
    assert "3 行目でファイルが途中で切れています" in refusal(tmp_path, b"a,b,c\n1,2,3\n4,5")


def test_a_note_as_the_last_line_is_not_a_cut(tmp_path):
    assert rows(tmp_path, "a,b,c\n1,2,3\n※注".encode())[2] == ["※注", "", ""]


def test_unicode_line_separators_stay_inside_their_cell(tmp_path):
    assert rows(tmp_path, "a,b\n1\u2028x,2\x0by\n".encode()) == [["a", "b"], ["1\u2028x", "2\x0by"]]


def test_a_file_larger_than_a_block_is_read_in_pieces(tmp_path, monkeypatch):
    from analytics.intake import decoding, delimited, reading

    monkeypatch.setattr(decoding, "BLOCK_BYTES", 50)
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 50)
    (tmp_path / "a").write_bytes(("市,文\n" + '札幌市,"一\n二"\n函館市,三\n' * 20).encode("cp932"))
    manifest = reading.stage(tmp_path / "a", "a", tmp_path, Limits())
    assert (manifest.encoding, manifest.sheets[0].rows) == ("CP932", 41)


@pytest.mark.parametrize(
    ("limits", "found", "allowed"),
    [({"csv_rows": 2}, "3 行", "2 行"), ({"columns": 1}, "2 列", "1 列"), ({"csv_bytes": 5}, "バイト", "5 バイト")],
)
@pytest.mark.parametrize("raw", [b"1,2\n3,4\n5,6\n", b'1,2\n"3",\n5,6'])
def test_limits_name_the_found_and_the_allowed_value(tmp_path, raw, limits, found, allowed):
    message = refusal(tmp_path, raw, **limits)
    assert found in message and f"上限 {allowed}" in message


def test_one_long_row_cannot_swell_all_the_others(tmp_path):
    assert "400 セル、上限 300 セル" in refusal(tmp_path, b"1\n" * 19 + b"," * 19, csv_cells=300)


def test_a_cell_that_is_too_long_is_refused_with_its_line(tmp_path):
    assert "2 行目" in refusal(tmp_path, b"a,b\n" + b"x" * 33_000 + b",1\n")


def test_a_pdf_named_csv_is_refused(tmp_path):
    assert "PDF" in refusal(tmp_path, b"%PDF-1.4\n...")


def test_an_empty_file_is_refused(tmp_path):
    assert "空" in refusal(tmp_path, b"") and "文字がありません" in refusal(tmp_path, b"\n \n")


# --- workbooks


def test_cells_become_their_shortest_exact_text(tmp_path):
    day, moment = datetime.date(2025, 4, 1), datetime.datetime(2025, 4, 1, 9, 30)
    raw = workbook([[12, 0.1, "007", True, day, moment, None, 1e-7, 123456789012, "改\n行"]])
    assert rows(tmp_path, raw) == [
        ["12", "0.1", "007", "TRUE", "2025-04-01", "2025-04-01 09:30:00", "", "0.0000001", "123456789012", "改\n行"]
    ]


def test_rows_and_columns_before_the_first_value_keep_their_place(tmp_path):
    assert rows(tmp_path, workbook([[], [None, None, "C2"]])) == [["", "", ""], ["", "", "C2"]]


def test_every_sheet_is_staged_with_merges_and_hidden_ones_marked(tmp_path):
    def change(book):
        book["シート0"].merge_cells("B1:C1")
        book["シート1"].sheet_state = "hidden"

    manifest = staged(tmp_path, workbook([["a", "b", None, "d"]], [["x"]], change=change))
    first, second = manifest.sheets
    assert (manifest.encoding, first.name, first.merged, first.hidden) == ("XLSX", "シート0", [[0, 1, 0, 2]], False)
    assert second.hidden and second.path == "1.csv"


def test_formula_cells_without_a_value_are_listed(tmp_path):
    assert staged(tmp_path, workbook([[1, "=A1+1"], ["x", "=B1"]])).sheets[0].uncalculated == ["B1", "B2"]


def test_formula_cells_with_a_value_are_not_listed(tmp_path):
    xml = SHEET.format('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>')
    assert staged(tmp_path, with_sheet_xml(xml)).sheets[0].uncalculated == []


def test_error_values_are_not_blanks(tmp_path):
    xml = SHEET.format('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>NA()</f><v>#N/A</v></c></row>')
    assert rows(tmp_path, with_sheet_xml(xml)) == [["1", "#N/A"]]


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{}1048576"><v>1</v></c></row>'


def test_a_value_in_the_last_cell_is_refused_before_it_is_opened(tmp_path):
    assert "16,384 列、上限 2,000 列" in refusal(tmp_path, with_sheet_xml(SHEET.format(FAR.format("XFD"))))


def test_a_sheet_that_is_too_large_by_its_corners_is_refused(tmp_path):
    assert "上限 20,000,000 セル" in refusal(tmp_path, with_sheet_xml(SHEET.format(FAR.format("AZ"))))


def test_a_format_in_the_last_cell_does_no_harm(tmp_path):
    xml = SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert rows(tmp_path, with_sheet_xml(xml)) == [["1"]]


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no address-space limit on Windows")
def test_the_parent_survives_the_death_of_the_child_and_reads_the_next_file(tmp_path):
    raw = with_sheet_xml(SHEET.format(FAR.format("XFD")))
    assert "読み取り中に制限を超えました" in refusal(tmp_path, raw, columns=99_999, sheet_cells=10**12)
    assert rows(tmp_path, b"a,b\n1,2\n") == [["a", "b"], ["1", "2"]]


def test_a_reading_that_takes_too_long_is_ended(tmp_path):
    began = time.monotonic()
    assert "時間 0.2 秒" in refusal(tmp_path, b"\n".join([b'"a",b'] * 2_000_000), seconds=0.2)
    assert time.monotonic() - began < 5
    assert rows(tmp_path, b"a,b\n") == [["a", "b"]]


def test_a_zip_bomb_is_refused_by_its_real_size(tmp_path):
    message = refusal(tmp_path, with_sheet_xml(SHEET.format(""), bomb=bytes(40_000_000)), unpacked_bytes=30_000_000, unpack_ratio=9_999)
    assert "上限 30 MB" in message


def test_a_workbook_that_grows_a_hundredfold_is_refused(tmp_path):
    assert "上限 100 倍" in refusal(tmp_path, with_sheet_xml(SHEET.format(""), bomb=bytes(20_000_000)))


def test_a_bomb_that_lies_about_its_size_is_counted_all_the_same(tmp_path):
    raw = with_sheet_xml(SHEET.format(""), bomb=bytes(20_000_000))
    lying = raw.replace((20_000_000).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    assert lying != raw and "上限 100 倍" in refusal(tmp_path, lying)


def test_a_password_is_named_as_the_reason(tmp_path):
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert "パスワード" in refusal(tmp_path, raw)


def test_a_workbook_cut_in_half_is_refused(tmp_path):
    raw = workbook([["a"]])
    assert "壊れて" in refusal(tmp_path, raw[: len(raw) // 2])


def test_a_zip_that_is_no_workbook_is_named(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert "Word" in refusal(tmp_path, target.getvalue())


def test_an_entity_bomb_in_the_workbook_is_refused(tmp_path):
    source, target = zipfile.ZipFile(io.BytesIO(workbook([["a"]]))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            doctype = b'<!DOCTYPE x [<!ENTITY a "b">]>' if name == "xl/workbook.xml" else b""
            package.writestr(name, doctype + source.read(name))
    assert "実体宣言" in refusal(tmp_path, target.getvalue())


def test_mojibake_in_a_workbook_is_refused_with_its_row(tmp_path):
    garbled = "市町村名の一覧".encode().decode("cp932", "ignore")
    assert "2 行目" in refusal(tmp_path, workbook([["a"], [garbled]]))


def test_a_workbook_without_table_sheets_is_refused(tmp_path):
    def change(book):
        book.create_chartsheet("図")
        book.remove(book["シート0"])

    assert "シートがありません" in refusal(tmp_path, workbook([["a"]], change=change))


# --- JSON, child


def test_geojson_is_handed_on_without_its_bom(tmp_path):
    manifest = staged(tmp_path, b'\xef\xbb\xbf{"type": "FeatureCollection"}')
    assert (manifest.encoding, manifest.sheets[0].format) == ("JSON", "json")
    assert (tmp_path / "staged" / "0.json").read_bytes() == b'{"type": "FeatureCollection"}'


def test_broken_json_is_refused_with_its_line(tmp_path):
    assert "2 行目" in refusal(tmp_path, b'{"a": 1,\n"b": }')


def test_the_child_stays_warm_between_files_and_after_a_refusal(tmp_path):
    staged(tmp_path, b"a,b\n")
    process = child._child.process
    refusal(tmp_path, b"")
    staged(tmp_path, b"a,b\n")
    assert child._child.process is process


def test_the_child_is_replaced_after_its_share_of_files(tmp_path, monkeypatch):
    staged(tmp_path, b"a,b\n")
    process = child._child.process
    monkeypatch.setattr(child, "FILES_PER_CHILD", 1)
    staged(tmp_path, b"a,b\n")
    assert child._child.process is not process


def test_threads_wait_for_their_turn(tmp_path):
    found = []

    def read(number):
        (tmp_path / str(number)).mkdir()
        found.append((number, int(rows(tmp_path / str(number), f"a,{number}\n".encode())[0][1])))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(20)]
    [thread.start() for thread in threads], [thread.join() for thread in threads]
    assert len(found) == 20 and all(sent == got for sent, got in found)


def test_a_bug_in_the_child_is_not_hidden(tmp_path):
    with pytest.raises(RuntimeError, match="Traceback"):
        stage_file(tmp_path / "missing", "a.csv", tmp_path)


def test_a_child_that_cannot_start_is_a_bug_with_its_traceback(monkeypatch):
    monkeypatch.setattr(child, "PROGRAM", "import no_such_module")
    with pytest.raises(RuntimeError, match="no_such_module"):
        child.Child()


def test_the_child_imports_neither_pandas_nor_streamlit():
    import subprocess
    import sys

    program = "import sys, analytics.intake.reading; print({'pandas', 'streamlit', 'duckdb', 'numpy'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], cwd=child.ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
