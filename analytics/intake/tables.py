"""Where in a sheet is the table? Header, first and last data row, and the municipalities across the top turned down."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.intake.layout import cell_name, data_end, find_header
from analytics.intake.staged import Sheet, UnreadableFile
from analytics.intake.values import plain
from analytics.kinds import CODE

HEAD, TAIL, WHOLE = 60, 40, 2_000  # rows looked at for header and notes; smaller sheets are looked at whole
Row = list[str]


@dataclass(frozen=True)
class Table:
    """One table found in a staged sheet. first, end: 0-based data rows [first, end). turned: it lay on its side.

    left_out: (row, text) of what stands below the table.
    """

    sheet: Sheet
    path: Path
    names: tuple[str, ...]
    first: int
    end: int
    titles: tuple[str, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    turned: bool = False

    def cell(self, row: int, column: int) -> str:
        """The cell as the sender sees it (B17)."""
        return cell_name(column, row) if self.turned else cell_name(row, column)


def head_and_tail(path: Path, rows: int) -> tuple[list[Row], list[Row]]:
    """The rows that tell header and end; of a small sheet all rows twice, so that notes anywhere are seen."""
    with path.open(encoding="utf-8", newline="") as lines:
        if rows <= WHOLE:
            everything = list(csv.reader(lines))
            return everything[:HEAD], everything
        head = [row for row, _ in zip(csv.reader(lines), range(HEAD), strict=False)]
    return head, last_rows(path)


def last_rows(path: Path) -> list[Row]:
    with path.open("rb") as raw:
        raw.seek(max(0, path.stat().st_size - 200_000))
        text = raw.read().decode("utf-8", errors="ignore")
    return list(csv.reader(io.StringIO(text.partition("\n")[2], newline="")))[-TAIL:]


def find_table(sheet: Sheet, folder: Path, known: Callable[[str], bool], is_municipality: Callable[[str], bool]) -> Table:
    """The table of a sheet. Raises UnreadableFile where no header can be found."""
    path = folder / sheet.path
    head, tail = head_and_tail(path, sheet.rows)
    across = row_of_municipalities(head, is_municipality)
    if across is not None:
        return turned_table(sheet, path, across, is_municipality)
    header = find_header(head, known, sheet.merged)
    end, notes = data_end(tail if sheet.rows > WHOLE else tail[header.last_row + 1 :])
    first = header.last_row + 1
    offset = sheet.rows - len(tail) if sheet.rows > WHOLE else first
    left_out = tuple((offset + note.row, note.text) for note in notes)
    return Table(sheet, path, tuple(header.names), first, offset + end, tuple(header.title_lines), left_out)


def row_of_municipalities(head: Sequence[Row], is_municipality: Callable[[str], bool]) -> int | None:
    """The row that has municipalities side by side: at least four of them and most of its texts."""
    for index, row in enumerate(head[:10]):
        texts = [cell for cell in row if plain(cell)]
        hits = sum(1 for cell in texts if is_municipality(cell))
        if hits >= 4 and hits >= 0.6 * len(texts):
            return index
    return None


def turned_table(sheet: Sheet, path: Path, across: int, is_municipality: Callable[[str], bool]) -> Table:
    """The same cells with a row per municipality; written beside the original, so that SQL reads both alike."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    first = next(index for index, cell in enumerate(rows[across]) if is_municipality(cell))
    turned = path.with_suffix(".turned.csv")
    with turned.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(zip(*rows, strict=True))
    names = tuple("市町村名" if index == across else last_label(row[:first]) for index, row in enumerate(rows))
    width = len(rows[0]) if rows else 0
    if not any(names):
        raise UnreadableFile(f"{sheet.name or 'ファイル'}: 市町村が横に並んでいますが、左の列に項目名がありません。")
    return Table(sheet, turned, names, first, width, turned=True)


def last_label(labels: Sequence[str]) -> str:
    """The innermost of the labels left of the values; the outer ones are its groups."""
    return next((plain(label) for label in reversed(labels) if plain(label)), "")


def is_place_title(text: str) -> bool:
    return plain(text) in CODE.titles
