"""What does an XLS workbook show that calamine's values do not: errors, percentages, leading zeros?"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet

from analytics.intake.reading.formats import form_of

# What xlrd raises on damaged files beside its own errors: it trusts the sizes, offsets and folders that stand in them.
DAMAGE = (
    xlrd.XLRDError, CompDocError, struct.error, LookupError, ValueError, TypeError, AttributeError, AssertionError, EOFError, OverflowError,
    NotImplementedError, RecursionError,
)  # fmt: skip
ENCRYPTED = "encrypted"


class DamagedWorkbook(Exception):
    """The file cannot be read; `is_encrypted` where that is because of a password."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(error))
        self.is_encrypted = ENCRYPTED in str(error)


def shown_in(source: Path) -> dict[str, tuple[dict[tuple[int, int], str], dict[int, list[tuple[int, str]]]]]:
    """Sheet name → (row, column) → error text (#N/A …), and row → column and format of numbers shown as 72% or 00012."""
    with _damage_told():
        # It reports to standard output, which is the pipe that the child answers through.
        book = xlrd.open_workbook(source, formatting_info=True, on_demand=True, logfile=io.StringIO())
    with book:
        forms = {number: form_of(form.format_str or "") for number, form in book.format_map.items()}
        shown = {place: form for place, style in enumerate(book.xf_list) if (form := forms.get(style.format_key, ""))}
        return {sheet.name: (errors_of(sheet), formats_of(sheet, shown)) for sheet in sheets_of(book)}


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        raise DamagedWorkbook(error) from error


def sheets_of(book: xlrd.Book) -> Iterator[Sheet]:
    """One after the other, so that only one is in memory."""
    for name in book.sheet_names():
        with _damage_told():
            sheet = book.sheet_by_name(name)
        yield sheet
        book.unload_sheet(name)


def errors_of(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {
        (row, column): xlrd.error_text_from_code.get(sheet.cell_value(row, column), "#REF!")
        for row in range(sheet.nrows)
        for column, kind in enumerate(sheet.row_types(row))
        if kind == xlrd.XL_CELL_ERROR
    }


def formats_of(sheet: Sheet, shown: Mapping[int, str]) -> dict[int, list[tuple[int, str]]]:
    found = {row: list(formats_in(sheet, row, shown)) for row in range(sheet.nrows)}
    return {row: cells for row, cells in found.items() if cells}


def formats_in(sheet: Sheet, row: int, shown: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    for column, kind in enumerate(sheet.row_types(row)):
        form = shown.get(sheet.cell_xf_index(row, column), "") if kind == xlrd.XL_CELL_NUMBER else ""
        if form:
            yield column, form
