"""What does a file say, read slowly and with nothing of the product? The judge of the fuzz run.

It is told how the file was written (encoding, separator) and gives its cells, or None where it cannot be read.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

from tests.fuzz.seeds import Seed

Grid = list[list[str]]
TYPES = {b"b", b"d", b"e", b"inlineStr", b"n", b"s", b"str"}


def grids(file: Seed) -> dict[str, Grid] | None:
    """Sheet name → its rows without blank edges; None where this reader cannot say."""
    if file.form == "text":
        found = text_grid(file)
        return None if found is None else {"": found}
    return book_grids(file.content) if file.form == "book" else None


def text_grid(file: Seed) -> Grid | None:
    try:
        text = file.content.decode(file.codec or "utf-8")
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = re.sub(r"(?m)^\ufeff+", "", lines)
        return trimmed(list(csv.reader(io.StringIO(lines, newline=""), delimiter=file.separator or ",", strict=True)))
    except (UnicodeError, LookupError, csv.Error):
        return None


def book_grids(raw: bytes) -> dict[str, Grid] | None:
    try:
        if odd_types(raw):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
            return {sheet.title: trimmed([[cell_text(v) for v in row] for row in sheet.values]) for sheet in book.worksheets}
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parts raise; then there is no second opinion
        return None


def odd_types(raw: bytes) -> set[bytes]:
    """Types of cells that the format does not have: every reader makes of them what it likes."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    return {kind for sheet in sheets for kind in re.findall(rb'<c [^>]*\bt="([^"]*)"', sheet)} - TYPES


def cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    return str(value).replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")


def trimmed(rows: Sequence[Sequence[str]]) -> Grid:
    """Without blank cells at the right and blank rows at the end: they are no cells."""
    made = [list(row) for row in rows]
    for row in made:
        while row and row[-1] == "":
            row.pop()
    while made and not made[-1]:
        made.pop()
    return made


def same(staged: str, told: str) -> bool:
    """Two texts of one cell: the same, or the same number."""
    if staged == told or staged.strip() == told.strip():
        return True
    try:
        return abs(float(staged) - float(told)) <= 1e-12 * abs(float(told))
    except ValueError:
        return False


def first_difference(staged: Grid, told: Grid) -> str | None:
    """Where two readings of a sheet differ, None where they do not."""
    for number in range(max(len(staged), len(told))):
        one = staged[number] if number < len(staged) else []
        two = told[number] if number < len(told) else []
        for column in range(max(len(one), len(two))):
            a = one[column] if column < len(one) else ""
            b = two[column] if column < len(two) else ""
            if not same(a, b):
                return f"row {number + 1} column {column + 1}: staged {a[:40]!r}, reference {b[:40]!r}"
    return None


# --- does a stored value follow from its cell? --------------------------------------------------------------------


def number_in(text: str) -> float | None:
    """The one number that a cell says; None where there is none or more than one."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    found = re.findall(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", plain)
    if len(found) != 1:
        return None
    return -float(found[0]) if re.match(r"[-▲△−‐–—―]", plain) else float(found[0])


def date_in(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).replace("元", "1")
    found = re.findall(r"\d+", plain)
    if len(found) < 3:
        serial = re.fullmatch(r"\s*(\d{5})(\.0)?\s*", plain)
        return (datetime.date(1899, 12, 30) + datetime.timedelta(int(serial[1]))).isoformat() if serial else None
    era = {"令": 2018, "R": 2018, "平": 1988, "H": 1988, "昭": 1925, "S": 1925}.get(plain.strip()[:1].upper(), 0)
    year, month, day = (int(part) for part in found[:3])
    return f"{year + era:04}-{month:02}-{day:02}"


def follows(value: Any, text: str, kind: str) -> bool:
    """Whether a stored value is what a cell says. kind: integer, number, date, choice or text."""
    if kind in ("integer", "number"):
        told = number_in(text)
        return told is not None and abs(float(value) - told) <= 1e-9 * max(1.0, abs(told))
    if kind == "date":
        return str(value)[:10] == date_in(text)
    return normal(str(value)) == normal(text)


def normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
