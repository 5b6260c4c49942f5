"""How long does it take to take a nation's answers in, beside DuckDB and pandas that merely load the same cells?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from analytics.store import literal
from bench.country import Country, import_file
from bench.rows import Row, in_turns, row, seconds, within


def import_survey(country: Country, times: int) -> list[Row]:
    """Into a database file each time, ended by a checkpoint on all sides. The reader child is warm, the municipalities are there."""
    product_seconds(country)
    bare_seconds(country)
    product, bare, peer = in_turns(times, lambda: product_seconds(country), lambda: bare_seconds(country), lambda: pandas_seconds(country))
    data = f"{country.size.label}、CP932 {country.survey.stat().st_size / 1e6:.0f}MB"
    faster = row("import-survey（pandas比）", data, product, peer, "pandasの2倍以上速い", within(0.5))
    return [row("import-survey", data, product, bare, "素の3倍以内", within(3)), faster]


def product_seconds(country: Country) -> float:
    """From the bytes on disk to the committed batch. Raises if not every row was new."""
    file = country.folder / "import.duckdb"
    taken: list[int] = []
    with country.opened(file) as store:
        took = seconds(lambda: taken.append(import_file(store, country.model, country.survey)))
    forget(file)
    expected = country.size.municipalities * country.size.rounds
    if taken != [expected]:
        raise RuntimeError(f"{taken[0]} rows were taken in, not {expected}")
    return took


def bare_seconds(country: Country) -> float:
    source = literal(country.survey_utf8)
    return loading_seconds(country, lambda con: con.execute(f"create table survey as from read_csv({source}, all_varchar = true)"))


def pandas_seconds(country: Country) -> float:
    def load(con: duckdb.DuckDBPyConnection) -> None:
        con.register("frame", pd.read_csv(country.survey, encoding="cp932", dtype=str))
        con.execute("create table survey as from frame")

    return loading_seconds(country, load)


def loading_seconds(country: Country, load: Callable[[duckdb.DuckDBPyConnection], object]) -> float:
    file = country.folder / "bare.duckdb"
    with duckdb.connect(str(file)) as con:
        took = seconds(lambda: (load(con), con.execute("checkpoint")))
    forget(file)
    return took


def forget(file: Path) -> None:
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)
