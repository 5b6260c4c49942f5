"""What must the sender mend, in the sender's own rows? A workbook with the faulty cells marked, ready to be mailed back.

It is a copy of what came: every sheet, title rows and header included, each cell in its place, so that the mended workbook is
taken in like the file itself. The last sheet lists what was found; the import passes over it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.properties import PageSetupProperties

from analytics.exports import NOT_IN_FILE_NAMES, PRODUCT, cells, display_width, header_cell, legal_text, sheet_titles
from analytics.intake.checking.reader import ERROR, WARNING
from analytics.intake.checking.row_places import RowPlace, places_of
from analytics.intake.own_files import EXPLANATION, is_explanation
from analytics.intake.places import Gazetteer
from analytics.intake.reading.staged import Sheet
from analytics.intake.taking_in import Staged
from analytics.intake.understanding.layout import cell_name
from analytics.intake.understanding.plan import Part, Understanding

RESULTS, DATA = "確認結果", "データ"
MOST_CELLS = 1_000_000  # a larger copy takes minutes to write and to open: then only the head and the rows with findings
MOST_TOLD = 5_000  # who finds so many mistakes mends a column, not cells: the rest is told as a number
MOST_COMMENTS = 2_000  # Excel opens more of them only slowly; the list has all
NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,10})?")
HARMLESS = re.compile(r"[^-=+@#\s](?!.*_x).*\S|[^-=+@#\s_]")  # text that a sheet holds as it stands: no formula, no error value, no escape
FLAGS = re.compile(r"（--[^）]*）")
WORDS = {ERROR: "誤り", WARNING: "注意"}
COLOURS = {ERROR: "F4B6A6", WARNING: "FBEFB0"}
ANSWERING = (
    "1. 色の付いたセルを直してください。赤は誤り（直さないと取り込めません）、黄は注意（正しければ、そのままで構いません）です。",
    "2. 何が違い、どう直せばよいかは、セルのコメントと下の一覧にあります。セルの番号を押すと、そのセルへ移ります。",
    "3. 見出しとシート名は変えずに上書き保存し、このファイルのまま返送してください。",
)
LIST_WIDTHS = {"番号": 6, "重さ": 8, "シート": 16, "セル": 9, "元のセル": 9, "列": 28, "値": 24, "内容": 90}
UNKNOWN = "団体不明"
Wanted = Callable[[int], bool]
Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True)
class Copy:
    """A sheet as it came, or some rows of it. rows: their texts; row_at, column_at: original index → index here (0-based).

    head: the first and last row here (from 1) of its column names, None where it has none."""

    sheet: Sheet
    rows: list[list[str]]
    row_at: dict[int, int]
    column_at: dict[int, int]
    head: tuple[int, int] | None = None

    def place(self, cell: str) -> Place | None:
        """Where an original cell (B17) stands here, None where it was not copied."""
        row, column = coordinate_to_tuple(cell)
        if row - 1 not in self.row_at or column - 1 not in self.column_at:
            return None
        return self.row_at[row - 1], self.column_at[column - 1]


class Told(NamedTuple):
    """One finding and where its cell stands in the copy, None where it has none there."""

    sheet: str
    place: Place | None
    original: str
    column: str
    value: str
    severity: str
    message: str


def findings_workbook(file: Staged, plan: Understanding, findings: pd.DataFrame) -> bytes:
    """An XLSX of all rows as they came, every cell in its place; of a file above MOST_CELLS, and of one with single
    respondents, see `copies_of`. Errors and warnings are marked."""
    return written(copies_of(file, plan, findings), findings, not plan.kind.confidential)


def by_sender(file: Staged, plan: Understanding, findings: pd.DataFrame, places: Gazetteer) -> dict[str, bytes]:
    """File name → workbook with the rows of one municipality alone, for each with an error or a warning in its rows.

    Titles and header stay; rows whose municipality is unknown go into one of their own. Empty for single respondents.
    """
    if plan.kind.confidential:
        return {}
    owners = owners_of(plan, places)
    told = findings[findings["severity"].isin(list(WORDS)) & (findings["line"] >= 0)]
    named = [owners.get(sheet, {}).get(line, "") for sheet, line in zip(told["sheet"], told["line"], strict=True)]
    books = {}
    for owner in sorted(set(named)):
        found = [copy_for(file, part, owners[part.table.sheet.name], owner) for part in plan.parts]
        copies = [with_head(copy, plan) for copy in found if copy]
        own = told[[name == owner for name in named]]
        books[file_name(places.names.get(owner, owner) or UNKNOWN, plan.name)] = written(copies, own, values=True)
    return books


def file_name(sender: str, original: str) -> str:
    """確認依頼_みほん市_令和7年度_アンケート.xlsx: what the original name tells of kind and round stays in it."""
    parts = ("確認依頼", sender, Path(original).stem)
    return "_".join(NOT_IN_FILE_NAMES.sub("_", part).strip(" .")[:80] for part in parts if part) + ".xlsx"


# ---------------------------------------------------------------- which rows are whose


def owners_of(plan: Understanding, places: Gazetteer) -> dict[str, dict[int, str]]:
    """Sheet → data row (turned down where the table lay on its side) → code of its municipality, '' where it is unknown."""
    rows = [row for number, part in enumerate(plan.parts) for row in told_rows(number, part)]
    owners: dict[str, dict[int, str]] = {part.table.sheet.name: {} for part in plan.parts}
    for row, place in zip(rows, places_of(plan, places.admitting(plan.kind.prefecture_rows), rows), strict=True):
        owners[plan.parts[row.sheet].table.sheet.name][row.line] = place.code or ""
    return owners


def told_rows(number: int, part: Part) -> Iterator[RowPlace]:
    """What each data row of a sheet says of its municipality."""
    table, place = part.table, part.mapping.place
    with table.path.open(encoding="utf-8", newline="") as lines:
        for line, row in enumerate(csv.reader(lines)):
            if table.first <= line < table.end and any(row):
                told = {name: row[index].strip() if index < len(row) else "" for name, index in place.items()}
                code, name, prefecture, county = (told.get(part, "") for part in ("code", "name", "prefecture", "county"))
                yield RowPlace(number, line, code, name, prefecture, county, "")


def copy_for(file: Staged, part: Part, owners: Mapping[int, str], owner: str) -> Copy | None:
    """Head and rows of one municipality; None where the sheet has no row of it."""
    table = part.table
    if owner not in owners.values():
        return None

    def wanted(line: int) -> bool:
        return line < table.first or owners.get(line) == owner

    if table.turned:
        return copy_of(file, table.sheet, columns=wanted)
    return copy_of(file, table.sheet, rows=wanted)


# ---------------------------------------------------------------- the copies


def copies_of(file: Staged, plan: Understanding, findings: pd.DataFrame) -> list[Copy]:
    """Every sheet that has rows. Of a large one only what stands above the data and the rows with findings; of single
    respondents nothing."""
    sheets = [sheet for sheet in file.manifest.sheets if sheet.rows and not is_explanation(file.folder / sheet.path)]
    if plan.kind.confidential:
        return [Copy(sheet, [], {}, {}) for sheet in sheets]
    if sum(sheet.rows * sheet.columns for sheet in sheets) <= MOST_CELLS:
        return [with_head(copy_of(file, sheet), plan) for sheet in sheets]
    return [with_head(excerpt(file, sheet, plan, findings), plan) for sheet in sheets]


def with_head(copy: Copy, plan: Understanding) -> Copy:
    """The copy that knows in which rows its column names stand, a merged group above them included."""
    tables = (part.table for part in plan.parts if part.table.sheet.name == copy.sheet.name and not part.table.turned)
    last = next((table.first - 1 for table in tables), -1)
    if last not in copy.row_at:
        return copy
    above = [top for top, _, bottom, _ in copy.sheet.merged if bottom == last and top in copy.row_at]
    return replace(copy, head=(copy.row_at[min(above, default=last)] + 1, copy.row_at[last] + 1))


def excerpt(file: Staged, sheet: Sheet, plan: Understanding, findings: pd.DataFrame) -> Copy:
    told = findings[(findings["sheet"] == sheet.name) & findings["severity"].isin(list(WORDS)) & (findings["cell"] != "")]
    rows = {coordinate_to_tuple(cell)[0] - 1 for cell in told["cell"]}
    first = next((part.table.first for part in plan.parts if part.table.sheet.name == sheet.name and not part.table.turned), 0)
    return copy_of(file, sheet, rows=lambda row: row < first or row in rows)


def anything(index: int) -> bool:
    return True


def copy_of(file: Staged, sheet: Sheet, rows: Wanted = anything, columns: Wanted = anything) -> Copy:
    kept_columns = [column for column in range(sheet.columns) if columns(column)]
    texts: list[list[str]] = []
    row_at: dict[int, int] = {}
    with (file.folder / sheet.path).open(encoding="utf-8", newline="") as lines:
        for row, cells_of_row in enumerate(csv.reader(lines)):
            if rows(row):
                row_at[row] = len(texts)
                texts.append([cells_of_row[column] for column in kept_columns if column < len(cells_of_row)])
    return Copy(sheet, texts, row_at, {column: here for here, column in enumerate(kept_columns)})


# ---------------------------------------------------------------- the workbook


def written(copies: Sequence[Copy], findings: pd.DataFrame, values: bool) -> bytes:
    """values: whether rows and values may be shown at all."""
    book = Workbook(write_only=True)
    book.properties.creator = PRODUCT
    titles = dict(zip((copy.sheet.name for copy in copies), sheet_titles([copy.sheet.name or DATA for copy in copies]), strict=True))
    found = findings[findings["severity"].isin(list(WORDS))].sort_values("severity", kind="stable")
    told = list(tellable(copies, found.head(MOST_TOLD), values))
    marks = marks_of(told)
    for copy in copies if values else ():
        write_copy(
            book.create_sheet(titles[copy.sheet.name]),
            copy,
            {place: mark for (name, place), mark in marks.items() if name == copy.sheet.name},
        )
    write_results(book.create_sheet(RESULTS), told, len(found) - len(told), titles if values else {})
    book.active = len(book.worksheets) - 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def tellable(copies: Sequence[Copy], findings: pd.DataFrame, values: bool) -> Iterator[Told]:
    """The findings with their places in the copies; what is said of the command line is left away."""
    by_name = {copy.sheet.name: copy for copy in copies}
    for finding in findings.itertuples(index=False):
        copy = by_name.get(finding.sheet)
        place = copy.place(finding.cell) if copy and finding.cell else None
        value = finding.value if values else ""
        yield Told(finding.sheet, place, finding.cell, finding.column, value, finding.severity, FLAGS.sub("", finding.message))


Marks = dict[tuple[str, Place], list[Told]]


def marks_of(told: Iterable[Told]) -> Marks:
    """What is to be said at each cell of each sheet."""
    marks: Marks = {}
    for one in told:
        if one.place:
            marks.setdefault((one.sheet, one.place), []).append(one)
    return marks


def write_copy(sheet: Any, copy: Copy, marks: Mapping[Place, list[Told]]) -> None:
    """The rows as they came, marked cells coloured. What was hidden stays hidden, merged areas stay merged where they are whole."""
    sheet.sheet_state = "hidden" if copy.sheet.hidden else "visible"
    on_paper(sheet, copy.head)
    names = copy.head[1] - 1 if copy.head else -1
    for letter, width in widths(copy.rows, names):
        sheet.column_dimensions[letter].width = width
    if copy.rows:
        sheet.print_area = f"A1:{cell_name(len(copy.rows) - 1, max(1, *map(len, copy.rows)) - 1)}"
    if copy.head:
        lines = max(-(-display_width(text) // 16) for text in (*copy.rows[names], ""))
        sheet.row_dimensions[names + 1].height = 15.0 * min(max(lines, 1), 12)
    commented = set(list(marks)[:MOST_COMMENTS])
    of_row: dict[int, dict[int, list[Told]]] = {}
    for (row, column), told in marks.items():
        of_row.setdefault(row, {})[column] = told
    for row, texts in enumerate(copy.rows):
        line = [plain_value(sheet, text) for text in texts]
        line = [wrapped(sheet, value) for value in line] if row == names else line
        for column, told in of_row.get(row, {}).items():
            line += [None] * (column + 1 - len(line))
            line[column] = marked(sheet, line[column], told, (row, column) in commented)
        sheet.append(line)
    for area in merged_areas(copy):
        sheet.merged_cells.add(area)


def on_paper(sheet: Any, header: tuple[int, int] | None = None) -> None:
    """A4 landscape, as wide as the page, the header (first and last row, from 1) on each."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.right.text = "&P / &N"
    if header:
        sheet.print_title_rows = f"{header[0]}:{header[1]}"


def widths(rows: Sequence[Sequence[str]], names: int) -> Iterator[tuple[str, float]]:
    """(letter, width) of each column by what stands in it; names: the row of column names, which may wrap."""
    longest: dict[int, int] = {}
    for at, row in enumerate(rows[:200]):
        for column, text in enumerate(row):
            longest[column] = max(longest.get(column, 0), min(display_width(text), 16 if at == names else 40))
    yield from ((get_column_letter(column + 1), max(width + 2, 8)) for column, width in longest.items())


def wrapped(sheet: Any, value: Any) -> Cell:
    cell = value if isinstance(value, Cell) else WriteOnlyCell(sheet, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def plain_value(sheet: Any, text: str) -> Any:
    """A number where it is one and reads the same again, else text that never runs as a formula."""
    if NUMBER.fullmatch(text) and f"{float(text):.15g}" == text:
        return float(text) if "." in text else int(text)
    if HARMLESS.fullmatch(text) and text.isprintable():
        return text
    return text_cell(sheet, text)


def marked(sheet: Any, value: Any, told: Sequence[Told], with_comment: bool) -> Cell:
    cell = value if isinstance(value, Cell) else WriteOnlyCell(sheet, value)
    severity = ERROR if any(one.severity == ERROR for one in told) else WARNING
    cell.fill = PatternFill("solid", fgColor=COLOURS[severity])
    if with_comment:
        words = legal_text("\n".join(f"{WORDS[one.severity]}: {one.message}" for one in told))
        cell.comment = Comment(words, PRODUCT, width=320, height=min(60 + 18 * (len(words) // 22), 400))
    return cell


def merged_areas(copy: Copy) -> Iterator[str]:
    for top, left, bottom, right in copy.sheet.merged:
        rows = [copy.row_at.get(row) for row in (top, bottom)]
        columns = [copy.column_at.get(column) for column in (left, right)]
        whole = None not in (*rows, *columns) and rows[1] - rows[0] == bottom - top and columns[1] - columns[0] == right - left  # type: ignore[operator]
        if whole:
            yield f"{cell_name(rows[0], columns[0])}:{cell_name(rows[1], columns[1])}"  # type: ignore[arg-type]


# ---------------------------------------------------------------- the list


def write_results(sheet: Any, told: Sequence[Told], untold: int, titles: Mapping[str, str]) -> None:
    """How to answer, then one row per finding; the cell's number leads there. untold: how many more there are; titles: sheets
    that can be led to."""
    moved = any(one.place and cell_name(*one.place) != one.original for one in told)
    names = [name for name in LIST_WIDTHS if moved or name != "元のセル"]
    for letter, name in zip(map(get_column_letter, range(1, len(names) + 1)), names, strict=True):
        sheet.column_dimensions[letter].width = LIST_WIDTHS[name]
    on_paper(sheet, (len(ANSWERING) + 3,) * 2 if titles else (3, 3))
    sheet.append([text_cell(sheet, EXPLANATION)])
    for text in ANSWERING if titles else ():
        sheet.append([text_cell(sheet, text)])
    sheet.append([])
    sheet.append([header_cell(sheet, name) for name in names])
    for number, one in enumerate(told, 1):
        listed = {
            "番号": number,
            "重さ": coloured(sheet, WORDS[one.severity], COLOURS[one.severity]),
            "シート": text_cell(sheet, titles.get(one.sheet, one.sheet)),
            "セル": link(sheet, one, titles),
            "元のセル": text_cell(sheet, one.original),
            "列": text_cell(sheet, one.column),
            "値": text_cell(sheet, one.value),
            "内容": text_cell(sheet, one.message),
        }
        sheet.append([listed[name] for name in names])
    if untold:
        sheet.append([text_cell(sheet, f"ほかに{untold:,}件あります。上の{len(told):,}件を直して返送した後に、改めて確かめます。")])


def text_cell(sheet: Any, text: str) -> Any:
    return next(cells(sheet, "text", [text]))


def coloured(sheet: Any, text: str, colour: str) -> Any:
    cell = text_cell(sheet, text)
    cell.fill = PatternFill("solid", fgColor=colour)
    return cell


def link(sheet: Any, one: Told, titles: Mapping[str, str]) -> Any:
    """The cell's number here, leading to it where the sheet is in the workbook."""
    title = titles.get(one.sheet)
    cell = text_cell(sheet, cell_name(*one.place) if one.place else one.original)
    if cell is None or title is None or one.place is None:
        return cell
    quoted = title.replace("'", "''")
    cell.hyperlink = f"#'{quoted}'!{cell_name(*one.place)}"
    cell.font = Font(color="0563C1", underline="single")
    cell.alignment = Alignment(horizontal="left")
    return cell


__all__ = ["by_sender", "findings_workbook"]
