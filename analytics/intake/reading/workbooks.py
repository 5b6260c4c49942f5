"""What lies on the sheets of a workbook, and may it be opened at all?"""

from __future__ import annotations

import csv
import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

from defusedxml import DefusedXmlException, ElementTree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from analytics.intake.reading.formats import SHOWN, shown_formats
from analytics.intake.reading.garbling import garbled_at, holds_evidence
from analytics.intake.reading.old_workbooks import DamagedWorkbook, shown_in
from analytics.intake.reading.staged import Limits, Sheet, UnreadableFile, require

BLOCK_BYTES = 1 << 20
BATCH_ROWS = 2_000
# Repetitive but honest workbooks reach 100 times their size only while small.
RATIO_FLOOR_BYTES = 10_000_000
DAMAGED = "ファイルが壊れていて開けません。Excel で開いて保存し直してください。"
PASSWORD = "パスワードで保護されています。パスワードを外して保存し直してください。"
OTHER_ZIP = (
    ("xl/workbook.bin", "XLSB 形式です。XLSX で保存し直してください。"),
    ("word/document.xml", "Word の文書です。表を Excel に移して XLSX で保存してください。"),
    ("ppt/presentation.xml", "PowerPoint の文書です。表を Excel に移して XLSX で保存してください。"),
    ("content.xml", "OpenDocument 形式です。XLSX または CSV で保存し直してください。"),
)
# What zipfile and the XML parser raise on damaged packages: bad names, sizes, compression kinds, encodings.
PACKAGE_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    LookupError,
    ValueError,
    struct.error,
    ElementTree.ParseError,
)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Part:
    """What the XML of one sheet says beyond calamine's values."""

    last_row: int = 0
    last_column: int = 0
    uncalculated: list[str] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)  # #N/A …: calamine gives a blank for them
    shown: dict[int, list[tuple[int, str]]] = field(default_factory=dict)  # row → column and format of numbers shown as 72% or 00012


def stage_workbook(source: Path, into: Path, limits: Limits) -> list[Sheet]:
    """Every sheet as one CSV in `into`, in the workbook's order. UnreadableFile where it may not be opened."""
    with source.open("rb") as stream:
        is_zip = stream.read(2) == b"PK"
    parts = inspect(source, limits) if is_zip else _refuse_other_ole(source)
    workbook = _open(source)
    names = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if not names:
        raise UnreadableFile("表のあるシートがありません。表をシートに貼り付けて保存し直してください。")
    return [_stage_sheet(workbook, meta, into / f"{number}.csv", parts.get(meta.name, Part()), limits) for number, meta in enumerate(names)]


def _refuse_other_ole(source: Path) -> dict[str, Part]:
    raw = source.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise UnreadableFile(PASSWORD)
    if not any(stream.encode("utf-16-le") in raw for stream in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise UnreadableFile("Excel のファイルではありません（Word などの旧形式）。XLSX または CSV で保存し直してください。")
    return _parts_of_old(source)


def _parts_of_old(source: Path) -> dict[str, Part]:
    try:
        return {name: Part(errors=errors, shown=shown) for name, (errors, shown) in shown_in(source).items()}
    except DamagedWorkbook as error:
        raise UnreadableFile(PASSWORD if error.is_encrypted else DAMAGED) from error


def _is_damage(error: BaseException) -> bool:
    """Calamine panics on some damaged files; the panic is no Exception and its class cannot be imported."""
    damage = CalamineError, OSError, ValueError, OverflowError
    return isinstance(error, damage) or type(error).__name__ == "PanicException"


def _open(source: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(source)
    except PasswordError:
        raise UnreadableFile(PASSWORD) from None
    except BaseException as error:
        if _is_damage(error):
            raise UnreadableFile(DAMAGED) from error
        raise


# --- before calamine: how large, how far out, which cells lack a value -------------------------------------------


@contextmanager
def _damage_told() -> Iterator[None]:
    """Around what a library does with the package: its complaints are about the file, anybody else's are bugs."""
    try:
        yield
    except DefusedXmlException as error:
        raise UnreadableFile("ファイルに禁止された記述（XML の実体宣言）があります。Excel で保存し直してください。") from error
    except PACKAGE_DAMAGE as error:
        raise UnreadableFile(DAMAGED) from error


def inspect(source: Path, limits: Limits) -> dict[str, Part]:
    """Unpack once, counting; sheet name → what its XML says. UnreadableFile for bombs, damage and other kinds."""
    with _damage_told():
        package = zipfile.ZipFile(source)
    with package:
        _refuse_other_zip(package)
        parts = _scan_all(package, source.stat().st_size, limits)
        return {name: parts[path] for name, path in _sheet_paths(package) if path in parts}


def _refuse_other_zip(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    for member, message in OTHER_ZIP:
        if member in names:
            raise UnreadableFile(message)
    if "xl/workbook.xml" not in names:
        raise UnreadableFile("中身は Excel ではなく ZIP（圧縮）ファイルです。展開してから取り込んでください。")
    if any(member.flag_bits & 1 for member in package.infolist()):
        raise UnreadableFile(PASSWORD)


def _scan_all(package: zipfile.ZipFile, packed: int, limits: Limits) -> dict[str, Part]:
    total, parts = 0, {}
    formats = _formats(package, packed, limits)
    for member in package.infolist():
        scan = SheetScan(limits, formats) if member.filename.startswith("xl/worksheets/") else None
        for block in _unpacked(package, member, limits):
            total += len(block)
            _refuse_bomb(total, packed, limits)
            if scan:
                scan.feed(block)
        if scan:
            parts[member.filename] = scan.close()
    return parts


def _formats(package: zipfile.ZipFile, packed: int, limits: Limits) -> dict[int, str]:
    """Style of a cell → how it shows its number, where that is more than the number itself."""
    styles = next((member for member in package.infolist() if member.filename.lower() == "xl/styles.xml"), None)
    content = bytearray()
    for block in _unpacked(package, styles, limits) if styles else ():
        content += block
        _refuse_bomb(len(content), packed, limits)
    with _damage_told():
        return shown_formats(bytes(content)) if content else {}


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """The member's bytes as they really are: its stated size may lie, so it is set out of reach."""
    member.file_size = limits.unpacked_bytes + BLOCK_BYTES
    with _damage_told():
        stream = package.open(member)
    with stream:
        while block := _block(stream):
            yield block


def _block(stream: IO[bytes]) -> bytes:
    with _damage_told():
        return stream.read(BLOCK_BYTES)


def _refuse_bomb(total: int, packed: int, limits: Limits) -> None:
    advice = "不要な行・列の書式や画像を消して保存し直してください。"
    if total > limits.unpacked_bytes:
        raise UnreadableFile(
            f"展開後の大きさが上限を超えています（{total / 1e6:,.0f} MB 以上、上限 {limits.unpacked_bytes / 1e6:,.0f} MB）。{advice}"
        )
    if total > max(RATIO_FLOOR_BYTES, limits.unpack_ratio * packed):
        raise UnreadableFile(f"展開すると元の {total / packed:,.0f} 倍以上になります（上限 {limits.unpack_ratio} 倍）。{advice}")


def _sheet_paths(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet name and path of its XML, by way of the workbook's relations."""
    with _damage_told():
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            target = targets.get(element.get(RELATION), "")
            yield element.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


class SheetScan:
    """Reads a sheet's XML block by block, row by row, without building it."""

    def __init__(self, limits: Limits, formats: dict[int, str] | None = None) -> None:
        self.limits, self.part, self.rest, self.formats = limits, Part(), b"", formats or {}
        self.formatted = re.compile(rb'\ss="(%b)"' % b"|".join(b"%d" % style for style in self.formats)) if self.formats else None
        self.prefix: bytes | None = None

    def feed(self, block: bytes) -> None:
        data = self.rest + block
        if self.prefix is None:
            self._name_tags(data)
        rows = data.split(self.row_tag)
        self.rest = self.row_tag + rows.pop() if len(rows) > 1 else rows.pop()
        for row in rows:
            self._row(row)
        if len(self.rest) > 16 * BLOCK_BYTES:
            require(len(self.rest) // BLOCK_BYTES, 16, "1 行の大きさ", " MB")

    def close(self) -> Part:
        if self.prefix is not None:
            self._row(self.rest.removeprefix(self.row_tag))
        require(self.part.last_row * self.part.last_column, self.limits.sheet_cells, "シートの広さ（最終行×最終列）", " セル")
        return self.part

    def _name_tags(self, data: bytes) -> None:
        found = re.search(rb"<(\w+:)?worksheet\b", data)
        prefix = self.prefix = (found[1] or b"") if found else b""
        self.row_tag, self.cell_tag, self.formula = (b"<" + prefix + tag for tag in (b"row", b"c ", b"f"))
        self.cell = re.compile(rb"<%bc ([^>]*[^/>])>(.*?)</%bc>" % (prefix, prefix), re.DOTALL)
        self.value = re.compile(rb"<%bv(?:\s[^>]*)?>([^<]*)</%bv>" % (prefix, prefix))

    def _row(self, row: bytes) -> None:
        """`row` begins behind its tag. A row without values reaches nowhere, however far out its formats are."""
        number = ROW_NUMBER.match(row)
        end = self._last_value(row)
        if number and end >= 0:
            reference = CELL.search(row, row.rfind(self.cell_tag, 0, end))
            self._reach(int(number[1]), column_number(reference[1]) if reference else 1)
        if self.formula in row or b't="e"' in row:
            self._odd_cells(row)
        if self.formatted and self.formatted.search(row):
            self._formatted_cells(row, self.formatted)

    def _last_value(self, row: bytes) -> int:
        prefix = self.prefix or b""
        return max(row.rfind(b"</" + prefix + b"v>"), row.rfind(b"</" + prefix + b"is>"))

    def _reach(self, row: int, column: int) -> None:
        self.part.last_row = max(self.part.last_row, row)
        if column > self.part.last_column:
            require(column, self.limits.columns, f"列数（{row} 行目）", " 列")
            self.part.last_column = column

    def _odd_cells(self, row: bytes) -> None:
        for attributes, content in self.cell.findall(row):
            reference = CELL.search(b" " + attributes)
            if not reference:
                continue
            value = self.value.search(content)
            if b't="e"' in attributes and value:
                place = int(reference[2]) - 1, column_number(reference[1]) - 1
                self.part.errors[place] = value[1].decode("utf-8", "replace")
            elif self.formula in content and not (value and value[1]) and b't="str"' not in attributes:
                self.part.uncalculated.append((reference[1] + reference[2]).decode("ascii"))

    def _formatted_cells(self, row: bytes, formatted: re.Pattern[bytes]) -> None:
        """Numbers only: a text in a cell with such a format is shown as it is."""
        for attributes, _ in self.cell.findall(row):
            style = formatted.search(b" " + attributes)
            if style and not NO_NUMBER.search(attributes):
                reference = CELL.search(b" " + attributes)
                if not reference:
                    raise UnreadableFile("セルの位置が書かれていないブックです。Excel で開いて保存し直してください。")
                self.part.shown.setdefault(int(reference[2]) - 1, []).append((column_number(reference[1]) - 1, self.formats[int(style[1])]))


ROW_NUMBER = re.compile(rb'[^>]*?\br="(\d{1,9})"')
CELL = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,9})"')
NO_NUMBER = re.compile(rb'\bt="[^n]')


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, XFD → 16384."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


# --- calamine's values as text -----------------------------------------------------------------------------------


def _stage_sheet(workbook: CalamineWorkbook, meta: SheetMetadata, path: Path, part: Part, limits: Limits) -> Sheet:
    sheet = _sheet(workbook, meta.name)
    width = sheet.end[1] + 1 if sheet.end else 0
    require(width, limits.columns, f"シート「{meta.name}」の列数", " 列")
    with path.open("w", encoding="utf-8", newline="") as target:
        rows = _write(target, _rows(sheet, part, meta.name, limits), meta.name)
    merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
    hidden = meta.visible != SheetVisibleEnum.Visible
    return Sheet(meta.name, path.name, rows, width, hidden, merged, part.uncalculated)


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except BaseException as error:
        if _is_damage(error):
            raise UnreadableFile(f"シート「{name}」を読み取れません。{DAMAGED}") from error
        raise


def _rows(sheet: CalamineSheet, part: Part, name: str, limits: Limits) -> Iterator[list[str]]:
    """From A1 on: calamine leaves out the blank columns before the first value, though not the blank rows."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    errors = _by_row(part.errors)
    for number, values in enumerate(sheet.iter_rows() if sheet.start else ()):
        row = left + [value if type(value) is str else TEXT[type(value)](value) for value in values]
        for column, error in errors.get(number, ()):
            if column < len(row):
                row[column] = error
        for column, form in part.shown.get(number, ()):
            if column < len(row) and type(values[column - len(left)]) in (float, int):
                row[column] = SHOWN[form](row[column])
        if max(map(len, row)) > limits.cell_characters:
            require(max(map(len, row)), limits.cell_characters, f"シート「{name}」{number + 1} 行目のセル", " 文字")
        yield row


def _by_row(errors: dict[tuple[int, int], str]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, column), error in errors.items():
        found.setdefault(row, []).append((column, error))
    return found


def _write(target: io.TextIOBase, rows: Iterator[list[str]], name: str) -> int:
    """RFC 4180 with LF, in batches; the number of rows."""
    count = 0
    while batch := list(islice(rows, BATCH_ROWS)):
        target.write(_batch_text(batch, name, count))
        count += len(batch)
    return count


def _batch_text(batch: list[list[str]], name: str, above: int) -> str:
    """Excel's line breaks inside cells (_x000D_) become LF after quoting, where it costs one pass for all cells."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(batch)
    text = buffer.getvalue()
    if "\0" in text or garbled_at(text) is not None:
        _refuse_garbled(batch, name, above)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _refuse_garbled(batch: list[list[str]], name: str, above: int) -> None:
    """The evidence may lie in several cells: the first that holds any is named."""
    for number, row in enumerate(batch, above + 1):
        for cell in row:
            if "\0" in cell or holds_evidence(cell):
                raise UnreadableFile(
                    f"シート「{name}」{number} 行目に文字化けがあります（「{cell[:12]}」）。元のデータから作り直してください。"
                )
    raise UnreadableFile(f"シート「{name}」{above + 1}～{above + len(batch)} 行目に文字化けがあります。元のデータから作り直してください。")


def _number(value: float) -> str:
    """Shortest text that gives the same number: 12, 0.1; never an exponent below 1e16."""
    if value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    text = repr(value)
    return format(value, ".20f").rstrip("0") if "e-" in text and abs(value) > 1e-12 else text


def _moment(value: datetime) -> str:
    return value.isoformat(" ") if (value.hour, value.minute, value.second, value.microsecond) != (0, 0, 0, 0) else value.date().isoformat()


def _duration(value: timedelta) -> str:
    """Hours may exceed a day: 36:00:00."""
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


TEXT: dict[type, Callable[[Any], str]] = {
    float: _number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    date: date.isoformat,
    datetime: _moment,
    time: time.isoformat,
    timedelta: _duration,
    type(None): lambda _: "",
}
