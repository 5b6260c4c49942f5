"""Where in a sheet is the table? Header, first and last data row, merged cells spread, municipalities across the top turned down."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.intake.reading.staged import Sheet, UnreadableFile
from analytics.intake.understanding.layout import Header, cell_name, data_end, find_header, header_at, is_blank, is_value, one_line
from analytics.intake.understanding.recognising import bare, places_in
from analytics.intake.understanding.turning import Across, find_across, turned
from analytics.kinds import KINDS

HEAD, TAIL, WHOLE = 60, 40, 2_000  # rows looked at for header and notes; smaller sheets are looked at whole
END_BYTES = 200_000  # longer than any cell: one that was open before would have to close in here
FIGURES = ("integer", "number", "answer")
COUNTING = ("no.", "no", "番号", "連番", "項番", "通番", "整理番号")
Row = list[str]
Known = Callable[[str], bool]
Range = Sequence[int]


@dataclass(frozen=True)
class Table:
    """One table found in a staged sheet. first, end: 0-based data rows [first, end). turned: it lay on its side.

    left_out: (row, text) of rows that are no data: totals, notes, headings. notes: (cell, text) of what else is none.
    """

    sheet: Sheet
    path: Path
    names: tuple[str, ...]
    first: int
    end: int
    titles: tuple[str, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    turned: bool = False
    notes: tuple[tuple[str, str], ...] = ()

    def cell(self, row: int, column: int) -> str:
        """The cell as the sender sees it (B17)."""
        return cell_name(column, row) if self.turned else cell_name(row, column)


def find_table(
    sheet: Sheet,
    folder: Path,
    known: Known,
    is_municipality: Known,
    header: tuple[int, int] | None = None,
) -> Table:
    """The table of a sheet. header: first and last row of the column names, 0-based, where the reader points at them; of a
    table with municipalities across the top the first and last column of the item names. Raises UnreadableFile where no
    header can be found."""
    path = folder / sheet.path
    head, tail = head_and_tail(path, sheet.rows)
    across = find_across(head, is_municipality, known)
    if across and (header is None or header[1] < across.left):
        return turned_table(sheet, path, across, known, header)
    return upright_table(sheet, path, (head, tail), known, is_municipality, header)


# ---------------------------------------------------------------- upright


def upright_table(
    sheet: Sheet, path: Path, read: tuple[list[Row], list[Row]], known: Known, is_municipality: Known, pointed: tuple[int, int] | None
) -> Table:
    """read: head and tail of the sheet as it is staged."""
    head, tail = read
    header = pointed_header(path, sheet, pointed, known) if pointed else find_header(head, known, sheet.merged)
    first = header.last_row + 1
    inside = ranges_inside(sheet.merged, first)
    if inside:
        path = spread_ranges(path, header, inside)
        _, tail = head_and_tail(path, sheet.rows)
    offset = sheet.rows - len(tail) if sheet.rows > WHOLE else first
    rows = tail if sheet.rows > WHOLE else tail[first:]
    end, notes = data_end(rows, is_municipality, tuple(places_in(header.names).values()))
    left_out = {offset + note.row: note.text for note in notes}
    left_out |= headings(inside, rows, offset, is_municipality) | repeated_headers(rows, offset, header)
    refuse_wide_ranges(sheet, header, inside, rows, offset, left_out)
    return Table(sheet, path, header.names, first, offset + end, header.title_lines, tuple(sorted(left_out.items())))


def pointed_header(path: Path, sheet: Sheet, pointed: tuple[int, int], known: Known) -> Header:
    first, last = pointed
    if not 0 <= first <= last < sheet.rows:
        raise UnreadableFile(f"列名の行の指定が正しくありません（{first + 1}～{last + 1}行目）。{sheet.rows}行の中で指定してください。")
    return header_at(first_rows(path, last + 1), first, last, sheet.merged, known)


def head_and_tail(path: Path, rows: int) -> tuple[list[Row], list[Row]]:
    """The rows that tell header and end; of a small sheet all rows twice, so that notes anywhere are seen."""
    if rows <= WHOLE:
        everything = first_rows(path, rows)
        return everything[:HEAD], everything
    return first_rows(path, HEAD), last_rows(path)


def first_rows(path: Path, count: int) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [row for row, _ in zip(csv.reader(lines), range(count), strict=False)]


def last_rows(path: Path) -> list[Row]:
    """Of the end alone where no quoted cell can reach over the cut; else the whole file is read."""
    with path.open("rb") as raw:
        raw.seek(max(0, path.stat().st_size - END_BYTES))
        text = raw.read().decode("utf-8", errors="ignore")
    if '"' not in text:
        return list(csv.reader(io.StringIO(text.partition("\n")[2], newline="")))[-TAIL:]
    with path.open(encoding="utf-8", newline="") as lines:
        return list(deque(csv.reader(lines), maxlen=TAIL))


def repeated_headers(rows: Sequence[Row], offset: int, header: Header) -> dict[int, str]:
    """The names once more, as on every printed page."""
    names = [one_line(name) for name in header.names]
    return {offset + at: " ".join(filter(None, names)) for at, row in enumerate(rows) if [one_line(cell) for cell in row] == names}


# ---------------------------------------------------------------- merged cells among the data


def ranges_inside(merged: Sequence[Range], first: int) -> list[Range]:
    return [span for span in merged if span[0] >= first and (span[0], span[1]) != (span[2], span[3])]


@cache
def label_titles() -> frozenset[str]:
    """Titles of the columns that hold words, codes or years: merged over several rows, they are meant for each of them."""
    declared = (column for kind in KINDS.values() for column in kind.columns if column.type not in FIGURES)
    return frozenset(bare(title) for column in declared for title in column.titles) | frozenset(COUNTING)


def spread_ranges(path: Path, header: Header, inside: Sequence[Range]) -> Path:
    """Every row of a merged label has it; written beside the original. A figure merged over several rows belongs to nobody
    knows which of them: UnreadableFile."""
    rows = first_rows(path, 1 << 21)
    for top, left, bottom, right in inside:
        text = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if not text.strip():
            continue
        name = header.names[left] if left < len(header.names) else ""
        if bottom > top and is_value(text) and bare(name) not in label_titles():
            raise UnreadableFile(merged_fault(top, left, bottom, right))
        spread_over(rows, (top, left, bottom, right), text, labels_only(header, left, right))
    spread = path.with_suffix(".spread.csv")
    write_rows(spread, rows)
    return spread


def labels_only(header: Header, left: int, right: int) -> bool:
    return all(bare(name) in label_titles() for name in header.names[left : right + 1] if name)


def spread_over(rows: list[Row], span: Range, text: str, sideways: bool) -> None:
    """Down the first column; over the columns at its right only where they are labels too."""
    top, left, bottom, right = span
    for row in rows[top : bottom + 1]:
        for column in range(left, min(right if sideways else left, len(row) - 1) + 1):
            row[column] = text


def merged_fault(top: int, left: int, bottom: int, right: int) -> str:
    return f"{cell_name(top, left)}:{cell_name(bottom, right)} のセルが結合されています。結合を解除し、それぞれのセルに値を入れてください。"


def headings(inside: Sequence[Range], rows: Sequence[Row], offset: int, is_municipality: Known) -> dict[int, str]:
    """Rows of one text merged sideways, as 「北部地区」 between the municipalities."""
    found = {}
    for top, _, bottom, right in inside:
        row = rows[top - offset] if 0 <= top - offset < len(rows) else []
        texts = {one_line(cell) for cell in row if one_line(cell)}
        if top == bottom and right and len(texts) == 1 and not any(map(is_municipality, texts)) and not any(map(is_value, texts)):
            found[top] = texts.pop()
    return found


def refuse_wide_ranges(
    sheet: Sheet, header: Header, inside: Sequence[Range], rows: Sequence[Row], offset: int, left_out: dict[int, str]
) -> None:
    """One value merged over several columns of data: for which of them it is meant nobody can tell."""
    for top, left, bottom, right in inside:
        named = [name for name in header.names[left : right + 1] if name]
        data = [row for row in range(max(top, offset), bottom + 1) if row not in left_out and row - offset < len(rows)]
        if len(named) > 1 and data and not labels_only(header, left, right) and not is_blank(rows[data[0] - offset][left : left + 1]):
            raise UnreadableFile(f"{f'シート「{sheet.name}」: ' if sheet.name else ''}{merged_fault(top, left, bottom, right)}")


# ---------------------------------------------------------------- on its side


def turned_table(sheet: Sheet, path: Path, across: Across, known: Known, labels: tuple[int, int] | None) -> Table:
    """The same cells with a row per municipality; written beside the original, so that SQL reads both alike."""
    found = turned(first_rows(path, sheet.rows), across, sheet.merged, known, labels)
    target = path.with_suffix(".turned.csv")
    write_rows(target, found.rows)
    return Table(sheet, target, found.names, across.left, len(found.rows), found.titles, found.left_out, True, found.notes)


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)
