"""How do thousands of rows with texts become a frame soonest? By way of Arrow, which need not make a Python object of every text."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import pyarrow
from duckdb import DuckDBPyConnection
from pandas import BooleanDtype, DataFrame, Int8Dtype, Int16Dtype, Int32Dtype, Int64Dtype, Series
from pyarrow import compute

# DuckDB tells that `con.sql` would save a copy; but that plans every statement twice, which takes longer than the copy.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)

# Whole numbers and yes or no of which some are NULL: as DuckDB's own frames have them.
WITH_NULLS = {"int8": Int8Dtype(), "int16": Int16Dtype(), "int32": Int32Dtype(), "int64": Int64Dtype(), "bool": BooleanDtype()}


def long_frame(con: DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> DataFrame:
    """The rows of one statement, as `state.frame` gives them: less than half the time from some 2,000 rows on, no gain below.

    For texts, numbers, dates and yes or no; not for lists, maps and decimals.
    """
    return framed(con.execute(sql, parameters).to_arrow_table())


def framed(table: Any) -> DataFrame:
    """An Arrow table as `long_frame` gives it."""
    mended = {name: series for name, column in zip(table.column_names, table.columns, strict=True) if (series := mend(column)) is not None}
    rows: DataFrame = table.to_pandas(date_as_object=False)
    return rows.assign(**mended)


def taken_apart(table: Any, lists: Sequence[str]) -> Any:
    """An Arrow table with one row per element of its `lists`, which are equally long in a row; what stands beside them is repeated.

    As DuckDB's unnest gives it, which takes three times as long where there are many lists.
    """
    rows = compute.list_parent_indices(table[lists[0]])
    return pyarrow.table(
        {name: compute.list_flatten(table[name]) if name in lists else table[name].take(rows) for name in table.column_names}
    )


def mend(column: Any) -> Any:
    """One column of an Arrow table as DuckDB's own frame has it, where Arrow would make it otherwise."""
    kind = str(column.type)
    if kind.startswith("date"):
        return column.cast("timestamp[us]").to_pandas()
    if column.null_count and kind in WITH_NULLS:
        return column.to_pandas(types_mapper=lambda _: WITH_NULLS[kind])
    if kind == "string" and column.null_count == len(column):
        return Series([None] * len(column), dtype=object)
    return None
