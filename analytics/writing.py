"""How do made-up files get onto the disk, the same bytes for the same content?"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[object]


def write_csv(path: Path, rows: Iterable[Row], encoding: str = "utf-8", line_end: str = "\n") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_workbook(path: Path, book: Workbook) -> Path:
    """The workbook without the time of writing, so that the same content gives the same bytes."""
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


def only_sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = title
    return sheet


def grouped_header(sheet: Worksheet, row: int, groups: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Two rows of header: a group's title merged over its columns; columns without a group merged downwards."""
    column = 1
    for title, columns in groups:
        last = column + len(columns) - 1
        for offset, name in enumerate(columns):
            sheet.cell(row + bool(title), column + offset, name).alignment = Alignment(wrap_text=True, vertical="center")
        if title:
            sheet.cell(row, column, title).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=row, end_row=row + (not title), start_column=column, end_column=last)
        column = last + 1


def headline(sheet: Worksheet, *lines: str) -> None:
    for row, line in enumerate(lines, 1):
        sheet.cell(row, 1, line)
    sheet.cell(1, 1).font = Font(bold=True, size=14)


def era(year: int) -> str:
    return f"令和{year - 2018}年度"


def full_width(digits: str) -> str:
    return digits.translate({ord(str(n)): chr(ord("０") + n) for n in range(10)})
