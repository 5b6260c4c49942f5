"""How long does it take to take a nation's respondents in, beside DuckDB and pandas that merely load the same file, and in how much memory?"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import psutil

from analytics.config import ROOT
from analytics.store import literal
from bench.country import Country, import_file
from bench.import_survey import forget, loading_seconds
from bench.rows import Row, in_turns, row, seconds, within

MOST_MEGABYTES = 2_000
LOOKS_PER_SECOND = 50


def import_literacy(country: Country, times: int) -> list[Row]:
    """Into a database file each time, ended by a checkpoint on all sides; all checks included. Memory: parent and reading child."""
    runs = in_turns(times, lambda: product_seconds(country), lambda: bare_seconds(country), lambda: pandas_seconds(country))
    product, bare, peer = runs
    data = f"{country.size.staff:,}人×{country.items}問、{country.literacy.stat().st_size / 1e6:.0f}MB"
    faster = row("import-literacy（pandas比）", data, product, peer, "pandasの2倍以上速い", within(0.5))
    return [row("import-literacy", data, product, bare, "素の3倍以内", within(3)), faster, memory_row(country, data)]


def product_seconds(country: Country) -> float:
    """From the file to the committed batch. Raises if not every respondent was new."""
    file = country.folder / "import.duckdb"
    taken: list[int] = []
    with country.opened(file) as store:
        took = seconds(lambda: taken.append(import_file(store, country.model, country.literacy)))
    forget(file)
    if taken != [country.size.staff]:
        raise RuntimeError(f"{taken[0]} rows were taken in, not {country.size.staff}")
    return took


def bare_seconds(country: Country) -> float:
    source = literal(country.literacy)
    return loading_seconds(country, lambda con: con.execute(f"create table literacy as from read_csv({source})"))


def pandas_seconds(country: Country) -> float:
    def load(con: duckdb.DuckDBPyConnection) -> None:
        con.register("frame", pd.read_csv(country.literacy, dtype={"団体コード": str}))
        con.execute("create table literacy as from frame")

    return loading_seconds(country, load)


def memory_row(country: Country, data: str) -> Row:
    """The command line takes the file in, in a process of its own: nothing of the bench counts."""
    file = country.folder / "memory.duckdb"
    with country.opened(file):
        pass
    before = peak_megabytes(country, file, country.master)
    peak = peak_megabytes(country, file, country.literacy)
    forget(file)
    note = "比較対象は市町村一覧の取り込み"
    return Row("import-literacy（最大メモリ）", data, peak, before, peak / before, "2,000MB以内", peak <= MOST_MEGABYTES, "MB", 1, note)


def peak_megabytes(country: Country, database: Path, file: Path) -> float:
    """The most that the importing process and its child had resident together. Raises if the import fails."""
    command = [sys.executable, "-m", "analytics", "--db", str(database), "--config", str(country.config_file), "import", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as importing:
        watched, peak = psutil.Process(importing.pid), 0
        while importing.poll() is None:
            peak = max(peak, resident(watched))
            time.sleep(1 / LOOKS_PER_SECOND)
        said = importing.stdout.read() if importing.stdout else ""
    if importing.returncode:
        raise RuntimeError(said)
    return peak / 1e6


def resident(process: psutil.Process) -> int:
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        return 0  # it has just ended
    return total
