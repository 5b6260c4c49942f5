"""What does the reading of cells need beside the cells, and how does it point at one of them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection

from analytics.intake.places import Gazetteer
from analytics.intake.understanding.plan import Understanding
from analytics.kinds import Kind
from analytics.model import Model

ERROR, WARNING, LEFT_OUT = "error", "warning", "left_out"
SUMMED_UP_FROM = 200  # findings of one sort in one column: more than anybody reads one by one, they are told as one


class Finding(NamedTuple):
    """What is to be told of one place of a file.

    cell: its name in a spreadsheet, '' where it is about the whole sheet; line: row of the staged sheet, from 0, -1 where it is
    about no single row; column: what the column is called; value: what stands there, '' of single persons.
    """

    file: str
    sheet: str
    cell: str
    line: int
    column: str
    value: str
    severity: str
    message: str


FINDING_COLUMNS = list(Finding._fields)


@dataclass(frozen=True)
class Reader:
    """All that the understanding of cells needs beside the cells: the file's plan, the model, the loaded places."""

    cursor: DuckDBPyConnection
    plan: Understanding
    model: Model
    places: Gazetteer

    @property
    def kind(self) -> Kind:
        return self.plan.kind

    @property
    def spreads(self) -> bool:
        """Whether each mapped column stands for one item, so that a row of the file becomes many stored rows."""
        return bool(self.kind.spread) and any(part.mapping.items for part in self.plan.parts)


NUMBERS = ("position", "sheet", "line")


def framed(cursor: DuckDBPyConnection, name: str, rows: Iterable[tuple[object, ...]], columns: list[str]) -> None:
    """A small temporary table from plain values: places as integers, all else as text."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    types = {column: pa.int32() if column in NUMBERS else pa.string() for column in columns}
    given = pa.table({column: pa.array(told, types[column]) for column, told in zip(columns, values, strict=True)})
    cursor.register("given", given)
    cursor.execute(f"create or replace temp table {name} as from given")
    cursor.unregister("given")


def place_position(reader: Reader, sheet: int) -> int:
    """The column in which a row's municipality stands."""
    place = reader.plan.parts[sheet].mapping.place
    return place.get("code", place.get("name", 0))


def finding(reader: Reader, sheet: int, line: int, position: int, value: str, severity: str, message: str) -> Finding:
    table = reader.plan.parts[sheet].table
    title = table.names[position] if position < len(table.names) else ""
    return Finding(reader.plan.name, table.sheet.name, table.cell(line, position), line, title, value, severity, message)


def no_findings() -> pd.DataFrame:
    return pd.DataFrame(columns=FINDING_COLUMNS)


def tidy(findings: list[pd.DataFrame]) -> pd.DataFrame:
    """All findings in one frame: errors, then warnings, then what was left out; in file order within."""
    filled = [frame for frame in findings if not frame.empty]
    if not filled:
        return no_findings()
    order = {ERROR: 0, WARNING: 1, LEFT_OUT: 2}
    every = pd.concat(filled, ignore_index=True)
    return every.sort_values(
        by=["severity", "sheet", "line"], key=lambda c: c.map(order) if c.name == "severity" else c, kind="stable"
    ).reset_index(drop=True)
