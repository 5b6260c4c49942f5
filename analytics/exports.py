"""How do figures leave the product? Tables as CSV, XLSX, JSON, Parquet and ZIP, each with where they come from."""

from __future__ import annotations

import csv
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Literal, Protocol
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import openpyxl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from pandas import DataFrame, Series
from pandas.api import types

from analytics.errors import Unusable

PRODUCT = "ご近所DXカルテ"
PROVENANCE_TITLE = "条件・出典"
SAMPLE_MARK = "サンプルデータ"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
KEPT_AS_TEXT = "= + - @ などの記号で始まる文字列は、計算式として動かないよう文字のまま保存しています（CSV では先頭に ' を付けます）。"


class TooManyRows(Unusable):
    """A table that is longer than a sheet of Excel."""


class Column(Protocol):
    """What an export has to know about a column; the fields of `analytics.registry` are such."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def meaning(self) -> str: ...


@dataclass(frozen=True)
class Provenance:
    """What a figure on paper is traced back by. batches: receipt number, file, when it was taken in."""

    title: str
    filters: tuple[tuple[str, str], ...]
    rounds: tuple[str, ...]
    batches: tuple[tuple[int | str, str, str], ...]
    made_at: datetime
    version: str
    notes: tuple[str, ...] = ()
    sample: bool = False

    def rows(self, tables: Sequence[tuple[str, Sequence[Column]]] = ()) -> list[tuple[str, str]]:
        """項目 and 内容, in reading order; `tables` are the titles and columns whose definitions belong to it."""
        sample = [(SAMPLE_MARK, "動作確認用のサンプルデータです。実際の市町村の値ではありません。")] if self.sample else []
        filters = [(f"絞り込み（{label}）", value) for label, value in self.filters] or [("絞り込み", "なし")]
        batches = [(f"出典（受付番号 {number}）", f"{file}（取込 {taken_at}）") for number, file, taken_at in self.batches]
        return [
            ("表題", self.title),
            *sample,
            ("調査年度", "、".join(self.rounds) or "なし"),
            *filters,
            *(batches or [("出典", "取り込んだファイルはありません")]),
            ("作成日時", f"{self.made_at:%Y-%m-%d %H:%M}"),
            ("作成", f"{PRODUCT} {self.version}"),
            *(("注記", note) for note in self.notes),
            ("文字の扱い", KEPT_AS_TEXT),
            *definitions(tables),
        ]


def definitions(tables: Sequence[tuple[str, Sequence[Column]]]) -> Iterator[tuple[str, str]]:
    """The meaning of each column; the table is named where there is more than one."""
    for title, fields in tables:
        table = f"{title}：" if len(tables) > 1 else ""
        yield from ((f"項目の説明（{table}{field.label}）", field.meaning) for field in fields if field.meaning)


def to_readme(provenance: Provenance, tables: Sequence[tuple[str, Sequence[Column]]] = ()) -> bytes:
    """条件・出典 as a text that Windows opens, to lie beside the CSV files of a ZIP."""
    lines = [f"{item}: {content}" for item, content in provenance.rows(tables)]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig", errors="replace")


# ---- values: what a DataFrame holds, as Python knows it ----


def values(column: Series[Any]) -> list[Any]:
    """The column as bool, int, float, str, date, datetime or list; NULL, NaN and ±∞ are None.

    Whole floats beside a NULL are integers that pandas widened; timestamps that are all midnight are dates.
    """
    if types.is_datetime64_any_dtype(column.dtype):
        return moments(column)
    known = column.notna()
    if types.is_float_dtype(column.dtype) and not known.all() and whole(column[known]):
        column = column.astype("float64").astype("Int64")
    return [plain(value) if is_known else None for value, is_known in zip(column.tolist(), known.tolist(), strict=True)]


def moments(column: Series[Any]) -> list[date | datetime | None]:
    """Dates, or wall-clock times where any value has one: Excel knows no time zone."""
    wall = column.dt.tz_localize(None)
    known = wall.dropna()
    has_time = bool((known != known.dt.normalize()).any())
    stamps = [None if is_null else stamp.to_pydatetime() for stamp, is_null in zip(wall, wall.isna(), strict=True)]
    return stamps if has_time else [stamp and stamp.date() for stamp in stamps]


def whole(numbers: Series[Any]) -> bool:
    """Whether all are integers that a float holds exactly."""
    return bool(((numbers % 1 == 0) & (numbers.abs() < 2**53)).all())


def plain(value: Any) -> Any:
    if isinstance(value, str | bool | int | date):
        return value
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return number if math.isfinite(number) else None


def worded(value: Any) -> Any:
    """For people: a list is joined, yes and no are said in Japanese."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "、".join(str(worded(item)) for item in value if item is not None) if isinstance(value, list) else value


# ---- CSV for Excel ----

# Same glyph, other code point: what macOS and the web write, and what CP932 holds.
CP932_TWINS = str.maketrans("〜−—‖¢£¬", "～－―∥￠￡￢")
PLACES_NAMED = 3


def to_csv(frame: DataFrame, fields: Sequence[Column], encoding: Literal["utf-8-sig", "cp932"] = "utf-8-sig") -> tuple[bytes, list[str]]:
    """CSV that Excel on Windows opens right: Japanese headers, CRLF, at most 9 decimals, NULL empty.

    Text that could run as a formula gets a leading apostrophe; a number never does. With cp932 a character that it lacks
    becomes 〓, and the list has one line for each such character with its places (row 1 is the header).
    """
    columns = [[csv_text(field.label), *map(csv_text, values(frame[field.name]))] for field in fields]
    rows = [list(row) for row in zip(*columns, strict=True)]
    if encoding == "utf-8-sig":
        return csv_lines(rows, "\r\n").encode(encoding, errors="replace"), []
    text = csv_lines(rows, "\r\n").translate(CP932_TWINS)
    try:
        return text.encode(encoding), []
    except UnicodeEncodeError:
        rows, lost = within_cp932(rows)
        return csv_lines(rows, "\r\n").encode(encoding), lost


def csv_lines(rows: Iterable[Sequence[str]], line_end: str) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def csv_text(value: Any) -> str:
    value = worded(value)
    if value is None:
        return ""
    if isinstance(value, float):
        return decimals(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return str(value)


def decimals(number: float) -> str:
    """At most nine decimals, no exponent, no trailing zero."""
    text = np.format_float_positional(number, precision=9, trim="-")
    return "0" if text == "-0" else text


def within_cp932(rows: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The rows with 〓 for what CP932 lacks, and a line for each character that was replaced."""
    places: dict[str, list[str]] = {}
    kept: list[list[str]] = []
    for line, row in enumerate(rows, 1):
        kept.append([])
        for header, text in zip(rows[0], row, strict=True):
            text = text.translate(CP932_TWINS)
            for character in lacking(text):
                places.setdefault(character, []).append(f"{line}行目「{header}」")
                text = text.replace(character, "〓")
            kept[-1].append(text)
    return kept, [replaced_line(character, found) for character, found in places.items()]


def lacking(text: str) -> list[str]:
    """The characters of the text that CP932 lacks, each once."""
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return [character for character in dict.fromkeys(text) if not character.encode("cp932", errors="ignore")]
    return []


def replaced_line(character: str, places: list[str]) -> str:
    rest = f" ほか（計 {len(places):,} か所）" if len(places) > PLACES_NAMED else ""
    shown = character if character.isprintable() else ""
    return f"「{shown}」（U+{ord(character):04X}）は CP932 にないため 〓 に置き換えました: {'、'.join(places[:PLACES_NAMED])}{rest}"


# ---- XLSX ----

EXCEL_ROWS = 1_048_576
EXCEL_CHARACTERS = 32_767
NUMBER_FORMATS = {"integer": "#,##0", "score": "0.0", "ratio": "0.0%", "date": "yyyy-mm-dd", "code": "@", "round": "0"}
SHOWN_AS = {"integer": ",.0f", "score": ".1f", "ratio": ".1%", "round": ".0f"}
DATE_AND_TIME = "yyyy-mm-dd hh:mm"
# What XML 1.0 cannot hold, escaped or not.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel would read _x0041_ as "A"; with its underscore written as a code it stays what it is.
ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Light orange, yellow and blue (after Okabe and Ito): told apart without seeing red or green; the word itself is the second cue.
PRIORITY_COLOURS = {"高": "F6C19C", "中": "FBEFB0", "低": "C6E2F5"}
DARK, HEADER_COLOUR = "1A1A1A", "E4EAF0"
ROWS_MEASURED, NARROWEST, WIDEST = 500, 8, 60
Table = tuple[str, DataFrame, Sequence[Column]]


def to_xlsx(sheets: Sequence[Table], provenance: Provenance) -> bytes:
    """A workbook with one sheet for each table, and 条件・出典 as the last. Raises TooManyRows."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = PRODUCT, legal_text(provenance.title)
    titles = sheet_titles([title for title, _, _ in sheets])
    for title, (_, frame, fields) in zip(titles, sheets, strict=True):
        if len(frame) >= EXCEL_ROWS:
            raise TooManyRows(
                f"「{title}」は {len(frame):,} 行あります。Excel に入るのは {EXCEL_ROWS - 1:,} 行までです。絞り込むか CSV を選んでください"
            )
        write_table(new_sheet(book, title, provenance.sample), frame, fields)
    tables = list(zip(titles, [fields for _, _, fields in sheets], strict=True))
    write_provenance(new_sheet(book, PROVENANCE_TITLE, provenance.sample), provenance.rows(tables))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def new_sheet(book: Workbook, title: str, sample: bool) -> Any:
    """An empty sheet, header frozen; on paper A4 landscape, as wide as the page, the header on each page."""
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.right.text = "&P / &N"
    if sample:
        sheet.oddHeader.center.text = SAMPLE_MARK
    return sheet


def write_table(sheet: Any, frame: DataFrame, fields: Sequence[Column]) -> None:
    """Header and rows. Widths stand before the first row: the sheet is streamed."""
    columns = [sheet_values(frame[field.name], field.format) for field in fields]
    for letter, field, column in zip(letters(len(fields)), fields, columns, strict=True):
        sheet.column_dimensions[letter].width = fitted_width(field, column)
    sheet.append([header_cell(sheet, field.label) for field in fields])
    # One cell for each column, filled anew for each row: styling 100,000 cells one by one takes seconds.
    for row in zip(*(cells(sheet, field.format, column) for field, column in zip(fields, columns, strict=True)), strict=True):
        sheet.append(row)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(fields))}{len(frame) + 1}"
    for letter, field in zip(letters(len(fields)), fields, strict=True):
        if field.name == "support_priority" and len(frame):
            colour_priorities(sheet, f"{letter}2:{letter}{len(frame) + 1}")


def write_provenance(sheet: Any, rows: Sequence[tuple[str, str]]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 36, 100
    sheet.append([header_cell(sheet, "項目"), header_cell(sheet, "内容")])
    for row in rows:
        line = [next(cells(sheet, "text", [text])) for text in row]
        for cell in filter(None, line):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(line)


def sheet_values(column: Series[Any], format: str) -> list[Any]:
    """What the cells hold: codes are text, rounds are integers where all of them are digits, old dates are text."""
    found = [worded(value) for value in values(column)]
    if format == "code":
        return [None if value is None else str(value) for value in found]
    if format == "round" and all(value is None or re.fullmatch("[0-9]{1,15}", str(value)) for value in found):
        return [None if value is None else int(value) for value in found]
    return [value.isoformat() if isinstance(value, date) and value.year <= 1900 else value for value in found]


def cells(sheet: Any, format: str, column: Sequence[Any]) -> Iterator[Any]:
    """A styled cell for each value, None for NULL. It is the same cell each time: write it before asking for the next.

    The type is set here, never inferred: text is text ("s") whatever it begins with, and stays so when it is edited (quotePrefix).
    """
    cell: Any = WriteOnlyCell(sheet)
    guarded: Any = WriteOnlyCell(sheet)
    cell.number_format = guarded.number_format = cell_format(format, column)
    guarded.quotePrefix = True
    for value in column:
        if isinstance(value, str):
            text = legal_text(value)
            chosen = guarded if text.startswith(FORMULA_STARTS) else cell
            chosen._value, chosen.data_type = written(text), "s"
            yield chosen if text else None
        elif value is None:
            yield None
        else:
            cell._value, cell.data_type = value, "d" if isinstance(value, date) else "n"
            yield cell


def cell_format(format: str, column: Sequence[Any]) -> str:
    known = next((value for value in column if isinstance(value, date)), None)
    if known is not None:
        return DATE_AND_TIME if isinstance(known, datetime) else NUMBER_FORMATS["date"]
    return NUMBER_FORMATS.get(format, "General")


class AlreadyEscaped(str):
    """Text that is XML as it stands: openpyxl's writer finds nothing in it to escape, and white space around it to keep."""

    def __contains__(self, part: object) -> bool:
        return False

    def strip(self, characters: str | None = None) -> str:
        return "…"


def written(text: str) -> str:
    """The text as the sheet's XML has to hold it; lxml does what the standard library's writer leaves undone:
    a carriage return, unless written as a reference, is read as a line feed, and text of white space alone as nothing.
    """
    if "_x" in text:
        text = ESCAPE_LIKE.sub("_x005F_", text)
    if openpyxl.LXML or ("\r" not in text and text.strip()):
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return AlreadyEscaped(escaped.replace("\r", "&#13;"))


def legal_text(text: str) -> str:
    """Without what no workbook can hold; longer than a cell holds, it ends with …."""
    text = ILLEGAL.sub("", text)
    return text if len(text) <= EXCEL_CHARACTERS else f"{text[: EXCEL_CHARACTERS - 1]}…"


def header_cell(sheet: Any, label: str) -> Any:
    cell = next(cells(sheet, "text", [label or " "]))
    cell.font = Font(name="Calibri", sz=11, scheme="minor", bold=True, color=DARK)
    cell.fill = PatternFill("solid", fgColor=HEADER_COLOUR)
    cell.alignment = Alignment(vertical="center")
    return cell


def colour_priorities(sheet: Any, area: str) -> None:
    """By rule, not by cell: the colour follows when somebody edits the word."""
    for word, colour in PRIORITY_COLOURS.items():
        look = DifferentialStyle(font=Font(color=DARK, bold=word == "高"), fill=PatternFill("solid", bgColor=colour, fgColor=colour))
        sheet.conditional_formatting.add(area, Rule("cellIs", dxf=look, operator="equal", formula=[f'"{word}"']))


def letters(count: int) -> list[str]:
    return [get_column_letter(number) for number in range(1, count + 1)]


def fitted_width(field: Column, column: Sequence[Any]) -> float:
    """In half-width characters, from the header (with room for the filter's button) and the first rows."""
    shown = (as_shown(value, field.format) for value in column[:ROWS_MEASURED])
    longest = max((display_width(text) for text in shown), default=0)
    return min(max(longest + 2, display_width(field.label) + 4, NARROWEST), WIDEST)


def as_shown(value: Any, format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int | float):
        return f"{value:{SHOWN_AS.get(format, '.10g')}}"
    return str(value)


def display_width(text: str) -> int:
    """The longest line; a Japanese character counts double."""
    lines = text.splitlines() or [""]
    return max(len(line) if line.isascii() else sum(1 + (unicodedata.east_asian_width(one) in "WFA") for one in line) for line in lines)


def sheet_titles(wanted: Sequence[str]) -> list[str]:
    """Titles that Excel accepts: at most 31 characters, none of []:*?/\\, each once, never 履歴 (reserved) or 条件・出典 (ours)."""
    taken = {folded(word) for word in (PROVENANCE_TITLE, "履歴", "History")}
    titles = []
    for title in wanted:
        clean = legal_text(title).translate(str.maketrans("[]:*?/\\\t\r\n", "［］：＊？／＼   ")).strip(" '") or "表"
        candidates = (f"{shortened(clean, 31 - len(end))}{end}" for end in numbered_ends(len(wanted)))
        titles.append(next(candidate for candidate in candidates if folded(candidate) not in taken))
        taken.add(folded(titles[-1]))
    return titles


def numbered_ends(count: int) -> list[str]:
    """As many as can be needed: each other sheet and the three reserved titles may be in the way."""
    return ["", *(f" ({number})" for number in range(2, count + 5))]


def shortened(title: str, units: int) -> str:
    """Excel counts UTF-16 units: a rare kanji counts two."""
    return title.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore").rstrip(" '")


def folded(title: str) -> str:
    """Excel takes titles that differ only in case or width for the same."""
    return unicodedata.normalize("NFKC", title).casefold()


# ---- files ----

NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
LONGEST_PART = 40


def file_name(label: str, round: str | None, prefecture: str, date: date | str, suffix: str) -> str:
    """支援優先度_2025_みほん県_20260401.xlsx; empty parts are left out, what Windows refuses becomes _."""
    day = date.replace("-", "") if isinstance(date, str) else f"{date:%Y%m%d}"
    parts = [NOT_IN_FILE_NAMES.sub("_", part or "").strip(" .")[:LONGEST_PART] for part in (label, round, prefecture, day)]
    stem = "_".join(part for part in parts if part) or "出力"
    return f"{'_' if RESERVED_ON_WINDOWS.match(stem) else ''}{stem}.{suffix.lstrip('.')}"


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """The files under their (UTF-8) names."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


# ---- for programs ----


def plain_csv(frame: DataFrame, headers: Sequence[str]) -> str:
    """UTF-8 text for a program: one header for each column, LF, every digit, NULL empty, nothing prefixed."""
    columns = [list(map(exact, values(frame.iloc[:, position]))) for position in range(len(headers))]
    return csv_lines([list(headers), *zip(*columns, strict=True)], "\n")


def exact(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else in_iso(value)


def in_iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def to_json(frame: DataFrame) -> str:
    """A list of records; NULL is null, dates are ISO, lists stay lists."""
    columns = [values(frame.iloc[:, position]) for position in range(frame.shape[1])]
    records = [dict(zip(map(str, frame.columns), row, strict=True)) for row in zip(*columns, strict=True)]
    return json.dumps(records, ensure_ascii=False, allow_nan=False, default=in_iso)


def to_parquet(frame: DataFrame) -> bytes:
    """The frame with its types; pyarrow comes with streamlit."""
    out = BytesIO()
    frame.to_parquet(out, engine="pyarrow", index=False)
    return out.getvalue()
