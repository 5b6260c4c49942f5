"""A frame made by way of Arrow is the same, types and unknown values included, as one that DuckDB makes itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import duckdb
import pytest
from pandas.testing import assert_frame_equal

from analytics.config import ROOT
from analytics.fetching import framed, long_frame, taken_apart
from analytics.state import frame

COLUMNS = (
    "(n % 5)::varchar as town", "if(n % 2 = 0, null, '課題' || n) as said", "n::integer as whole", "if(n % 3 = 0, null, n::integer) as known",
    "n as long", "if(n % 3 = 0, null, n) as longer", "n > 3 as yes", "if(n % 3 = 0, null, n > 3) as perhaps", "n / 3 as score",
    "if(n % 3 = 0, null, n / 3) as scored", "date '2026-04-01' + n::integer as day", "if(n % 3 = 0, null, date '2026-04-01') as due",
    "timestamp '2026-04-01 12:34:56.789' as moment", "null::varchar as silent", "null::double as unknown", "null::integer as uncounted",
)  # fmt: skip


@pytest.fixture()
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize("rows", [0, 1, 4, 5_000])
def test_it_is_the_frame_that_duckdb_gives(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    sql = f"select {', '.join(COLUMNS)} from range($rows) numbers(n) order by n"
    assert_frame_equal(long_frame(con, sql, {"rows": rows}), frame(con, sql, {"rows": rows}), check_exact=True)


@pytest.mark.parametrize("rows", [0, 1, 40])
def test_lists_are_taken_apart_as_unnest_does(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    elements = ("'区分' || k", "if((n + k) % 3 = 0, null, n * k)", "if(k = 2, null, k > n)")
    lists = [f"list_transform(range(n % 4), lambda k: {element}) as list{place}" for place, element in enumerate(elements)]
    sql = f"select (n % 5)::varchar as town, n, {', '.join(lists)} from range($rows) numbers(n)"
    unnested = f"select town, n, {', '.join(f'unnest(list{place}) as list{place}' for place in range(len(lists)))} from ({sql}) order by n"
    table = con.execute(f"{sql} order by n", {"rows": rows}).to_arrow_table()
    apart = framed(taken_apart(table, [f"list{place}" for place in range(len(lists))]))
    assert_frame_equal(apart, frame(con, unnested, {"rows": rows}), check_exact=True)


def test_nobody_is_told_of_the_copy() -> None:
    read = "import duckdb; from analytics.fetching import long_frame; long_frame(duckdb.connect(), 'select 1 as one', {})"
    done = subprocess.run([sys.executable, "-c", read], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
