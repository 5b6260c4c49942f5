"""Which values of a sheet stand where no column has a name, so that nothing would be read of them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from analytics.intake.checking.cells import load_sheets, width
from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, WARNING, Finding, Reader, finding
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.understanding.layout import cell_name, column_letter
from analytics.intake.understanding.plan import Part
from analytics.intake.values import plain

BOOKS = ("XLSX", "XLS")
MOST_ROWS = 1_000  # shown one by one; more of them are a fault of the file, not of its rows

# One row per column without a name: its first row with a value and how many there are.
VALUES = """
    select column_at, min(line), count(*)
    from (unpivot (select line, {columns} from staged) on {columns} into name label value text)
    join (select unnest($labels) as label, unnest($places) as column_at) using (label)
    where text <> ''
    group by column_at
    order by column_at
"""
# One row per row with a value behind the last column that has a name: the first such column.
WIDE_ROWS = "select line, case {first} end from staged where {filled} order by line limit {most}"


def without_wide_rows(reader: Reader) -> tuple[Reader, pd.DataFrame]:
    """The reader less the rows that are wider than their header, and what is to be told of values outside the named columns.

    In a delimited text such a row was cut at a place where no cell ends (32,100), so that none of its cells is sure: an error.
    In a workbook every cell stands where it was put: a warning. Raises UnreadableFile where more than MOST_ROWS are too wide."""
    found: list[Finding] = []
    parts = []
    for number, part in enumerate(reader.plan.parts):
        behind, between = unnamed(part, is_text=reader.plan.encoding not in BOOKS)
        if behind or between:
            load_sheets(reader.cursor, [(number, part)])
        rows = wide_rows(reader, behind) if behind else []
        found += [finding(reader, number, line, at, "", ERROR, too_wide(behind[0])) for line, at in rows]
        found += column_findings(reader, number, between)
        skipped = {**dict(part.table.left_out), **{line: "" for line, _ in rows}}
        parts.append(replace(part, table=replace(part.table, left_out=tuple(sorted(skipped.items())))))
    less = replace(reader, plan=replace(reader.plan, parts=tuple(parts)))
    return less, pd.DataFrame(found, columns=FINDING_COLUMNS)


def unnamed(part: Part, is_text: bool) -> tuple[list[int], list[int]]:
    """The columns without a name and a use: those behind the last named one of a text, and the others. Of a table that lay on
    its side `Table.notes` tells."""
    table, mapping = part.table, part.mapping
    if table.turned:
        return [], []
    used = {*mapping.place.values(), *mapping.columns.values(), *mapping.items, *mapping.labels, *mapping.dimensions, *mapping.unused}
    named = used | {at for at, name in enumerate(table.names) if plain(name)}
    left = [at for at in range(width(part)) if at not in named]
    last = max(named, default=-1) if is_text else width(part)
    return [at for at in left if at > last], [at for at in left if at < last]


def wide_rows(reader: Reader, behind: list[int]) -> list[tuple[int, int]]:
    """(line, first column with a value) of the rows that have one behind the named columns."""
    first = " ".join(f"when c{at} <> '' then {at}" for at in behind)
    filled = " or ".join(f"c{at} <> ''" for at in behind)
    rows = reader.cursor.execute(WIDE_ROWS.format(first=first, filled=filled, most=MOST_ROWS + 1)).fetchall()
    if len(rows) > MOST_ROWS:
        where = cell_name(rows[0][0], rows[0][1])
        raise UnreadableFile(f"{reader.plan.name}: {where} から、{MOST_ROWS:,}を超える行で{too_wide(behind[0])}。")
    return rows


def too_wide(first: int) -> str:
    return f"列名のある列（{column_letter(first - 1)}列まで）より右に値があります。値の中の区切り（桁区切りの「,」など）を除くか、列名を入れてください"


def column_findings(reader: Reader, sheet: int, columns: list[int]) -> Iterable[Finding]:
    if not columns:
        return
    labels = [f"c{at}" for at in columns]
    bound = {"labels": labels, "places": columns}
    for at, line, count in reader.cursor.execute(VALUES.format(columns=", ".join(labels)), bound).fetchall():
        message = f"列名のない{column_letter(at)}列に値が{count:,}件あります。この列は取り込みません。必要なら列名を入れてください"
        yield finding(reader, sheet, line, at, "", WARNING, message)
