"""Files as they come, through the child process, as staged rows."""

import csv
import datetime
import io
import struct
import threading
import time
import zipfile

import openpyxl
import pytest

from analytics.errors import Cancelled
from analytics.intake.reading import child, decoding, delimited
from analytics.intake.reading import serving as reading
from analytics.intake.reading.child import Limits, UnreadableFile, stage_file

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


@pytest.mark.parametrize("mark", [b"", b'"'])
def test_a_cell_that_is_too_long_is_refused_with_its_line_and_both_lengths(tmp_path, mark):
    message = refusal(tmp_path, b"a,b\n" + mark + b"x" * 33_000 + mark + b",1\n")
    assert "2 行目" in message and "33,000 文字、上限 32,767 文字" in message


def test_a_long_row_of_short_cells_is_not_too_long(tmp_path):
    assert rows(tmp_path, b",".join([b"x" * 30] * 1_500) + b"\n") == [["x" * 30] * 1_500]


@pytest.mark.parametrize("content", ["x" * 33_000, "市" * 33_000])
def test_a_long_cell_of_a_workbook_is_refused_with_both_lengths(tmp_path, content):
    cells = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{content}</t></is></c></row>'
    message = refusal(tmp_path, with_sheet_xml(SHEET.format(cells)))
    assert "1 行目のセル" in message and "33,000 文字、上限 32,767 文字" in message


def test_a_workbook_that_is_too_large_is_refused_with_both_sizes(tmp_path):
    raw = workbook([["a"]])
    assert f"（{len(raw):,} バイト、上限 1,000 バイト）" in refusal(tmp_path, raw, workbook_bytes=1_000)


def test_the_limits_are_those_of_the_specification():
    limits = Limits()
    assert (limits.csv_bytes, limits.workbook_bytes, limits.csv_rows, limits.columns) == (600_000_000, 30_000_000, 3_000_000, 2_000)
    assert (limits.unpacked_bytes, limits.unpack_ratio, limits.cell_characters) == (300_000_000, 100, 32_767)


# --- how cells lie in delimited text


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("\n\n市,値\n札幌市,1\n", [["", ""], ["", ""], ["市", "値"], ["札幌市", "1"]]),
        ("sep=;\r\n市;値\r\n札幌市;1,5\r\n", [["市", "値"], ["札幌市", "1,5"]]),
        ("\ufeff市,値\n札幌市,1\n\ufeff市,値\n函館市,2\n", [["市", "値"], ["札幌市", "1"], ["市", "値"], ["函館市", "2"]]),
        ('\ufeff"市","値"\n"札幌市",1\n', [["市", "値"], ["札幌市", "1"]]),
        ('市,文\n札幌市,"引用""符"\n函館市,a"b\n', [["市", "文"], ["札幌市", '引用"符'], ["函館市", 'a"b']]),
        ('市, "文"\n札幌市, "a,b"\n', [["市", "文"], ["札幌市", "a,b"]]),
        ("市,値,\n札幌市,1,\n", [["市", "値", ""], ["札幌市", "1", ""]]),
        ("団体コード\n01100\n01202\n", [["団体コード"], ["01100"], ["01202"]]),
        ("団体コード\n01100\n\n01202\n", [["団体コード"], ["01100"], [""], ["01202"]]),
        ("団体コード\r01100\n01202\r\n", [["団体コード"], ["01100"], ["01202"]]),
        ("市,値\n", [["市", "値"]]),
        ("市,値", [["市", "値"]]),
        ("市,年度\n札幌市,1\x0b2\n函館市,3\u2028\u00854\n", [["市", "年度"], ["札幌市", "1\x0b2"], ["函館市", "3\u2028\u00854"]]),
        ("市,値\r\n札幌市,1\n函館市,2\r小樽市,3\r\n", [["市", "値"], ["札幌市", "1"], ["函館市", "2"], ["小樽市", "3"]]),
        ('市,文\r札幌市,"一\r二"\r', [["市", "文"], ["札幌市", "一\n二"]]),
        (
            "市,選択\n札幌市,a;b;c\n函館市,b;c;d\n小樽市,a;c;d\n",
            [["市", "選択"], ["札幌市", "a;b;c"], ["函館市", "b;c;d"], ["小樽市", "a;c;d"]],
        ),
        ("'市','値'\n'札幌市','1,5'\n", [["市", "値"], ["札幌市", "1,5"]]),
        ("表題\n市\t値\n札幌市\t1,000\n", [["表題", ""], ["市", "値"], ["札幌市", "1,000"]]),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_cells_are_told_apart_however_they_lie(tmp_path, raw, wanted, codec):
    assert rows(tmp_path, raw.encode(codec) if codec == "utf-8" else raw.removeprefix("\ufeff").encode(codec)) == wanted


def test_a_stated_separator_does_not_shift_the_line_of_a_refusal(tmp_path):
    assert "3 行目の引用符" in refusal(tmp_path, b'sep=;\na;b\n"1"x;2\n')


def test_a_row_cut_off_below_a_title_is_refused(tmp_path):
    assert "4 行目でファイルが途中で切れています（3 列のうち 2 列）" in refusal(tmp_path, b"title\na,b,c\n1,2,3\n4,5")


def test_a_row_cut_off_inside_its_code_is_refused(tmp_path):
    assert "（3 列のうち 1 列）" in refusal(tmp_path, b"a,b,c\n98201,2,3\n982")


def test_a_file_that_already_is_what_is_staged_is_not_copied(tmp_path):
    source = tmp_path / "source.csv"
    source.write_bytes("市,値\n札幌市,1\n".encode())
    manifest = stage_file(source, "a.csv", tmp_path)
    assert (tmp_path / manifest.sheets[0].path).samefile(source)


def test_the_file_of_another_folder_is_copied(tmp_path):
    """Whoever owns it may change it while it is examined."""
    assert rows(tmp_path, b"a,b\n1,2\n") == [["a", "b"], ["1", "2"]]
    assert not (tmp_path / "staged" / "0.csv").samefile(tmp_path / "source")


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


def test_json_nested_too_deep_is_refused(tmp_path):
    assert "入れ子が深すぎます" in refusal(tmp_path, b'{"a":' * 200_000)


def reading_thread(tmp_path):
    """A thread that reads a file for seconds, and where it puts what came of it."""
    told: list = []

    def read():
        try:
            told.append(staged(tmp_path, b"\n".join([b'"a",b'] * 3_000_000)))
        except (Cancelled, UnreadableFile) as error:
            told.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.5)
    return thread, told


def test_the_parent_survives_a_child_that_is_killed_and_reads_the_next_file(tmp_path):
    thread, told = reading_thread(tmp_path)
    child._child.process.kill()
    thread.join(5)
    assert "読み取り中に制限を超えました" in str(told[0])
    assert rows(tmp_path, b"a,b\n1,2\n") == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("by_thread", [True, False])
def test_a_reading_is_ended_from_another_thread(tmp_path, by_thread):
    thread, told = reading_thread(tmp_path)
    child.cancel_reading(thread.ident if by_thread else None)
    thread.join(5)
    assert [type(error) for error in told] == [Cancelled]
    assert rows(tmp_path, b"a,b\n1,2\n") == [["a", "b"], ["1", "2"]]


def test_the_reading_of_another_thread_is_not_ended(tmp_path):
    thread, told = reading_thread(tmp_path)
    child.cancel_reading(threading.get_ident())
    thread.join(60)
    assert told[0].sheets[0].rows == 3_000_000


def test_ending_where_nothing_is_read_does_nothing(tmp_path):
    child.cancel_reading()
    assert rows(tmp_path, b"a,b\n") == [["a", "b"]]


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

    program = "import sys, analytics.intake.reading.serving; print({'pandas', 'streamlit', 'duckdb', 'numpy'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], cwd=child.ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_a_file_that_is_cancelled_while_it_waits_for_its_turn_is_not_read(tmp_path):
    def cancelled() -> None:
        raise Cancelled()

    (tmp_path / "source").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(Cancelled):
        stage_file(tmp_path / "source", "a.csv", tmp_path, begun=cancelled)
    assert not list(tmp_path.glob("*.csv"))
    assert rows(tmp_path, b"a,b\n1,2\n") == [["a", "b"], ["1", "2"]]


def test_an_old_workbook_whose_folders_name_each_other_for_ever_is_damaged(tmp_path):
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<iiiiiiii", 1, 1, 0, 4096, -2, 0, -2, 0) + struct.pack("<109i", 0, *[-1] * 108)

    def entry(name: str, kind: int, left: int, child: int) -> bytes:
        raw = name.encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBBiii", len(raw) + 2, kind, 1, left, -1, child)
            + bytes(36)
            + struct.pack("<iii", -2, 0, 0)
        )

    folders = entry("Root Entry", 5, -1, 1) + entry("Workbook", 2, 1, -1) + bytes(256)
    message = refusal(tmp_path, header + struct.pack("<128i", -3, -2, *[-1] * 126) + folders)
    assert "壊れて" in message
