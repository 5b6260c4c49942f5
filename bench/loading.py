"""How long, and in how much memory, does one file get into a database: by the product, by bare DuckDB, by pandas?"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import psutil

from analytics.config import ROOT
from bench.country import Country, import_file
from bench.rows import Row, in_turns, row, seconds, within

MOST_MEGABYTES = 2_000
LOOKS_PER_SECOND = 50


def loaded(
    country: Country, name: str, data: str, times: int, file: Path, expected: int, bare: str, peer: Callable[[], pd.DataFrame]
) -> list[Row]:
    """One file beside bare DuckDB (`bare`: SQL of its rows) and pandas (`peer` reads it), into a database file each time, ended by a
    checkpoint on all sides, all checks included; and the memory. The municipalities are there."""

    def by_pandas(con: duckdb.DuckDBPyConnection) -> None:
        con.register("frame", peer())
        con.execute("create table loaded as from frame")

    product, limit, rival = in_turns(
        times,
        lambda: taken_seconds(country, file, expected),
        lambda: loading_seconds(country, lambda con: con.execute(f"create table loaded as {bare}")),
        lambda: loading_seconds(country, by_pandas),
    )
    return [
        row(name, data, product, limit, "素の3倍以内", within(3)),
        row(f"{name}（pandas比）", data, product, rival, "pandasの2倍以上速い", within(0.5)),
        memory_row(country, name, data, file),
    ]


def taken_seconds(country: Country, path: Path, expected: int) -> float:
    """From the file to the committed batch. Raises if not every row was new."""
    file = country.folder / "import.duckdb"
    taken: list[int] = []
    with country.opened(file) as store:
        took = seconds(lambda: taken.append(import_file(store, country.model, path)))
    forget(file)
    if taken != [expected]:
        raise RuntimeError(f"{taken[0]} rows were taken in, not {expected}")
    return took


def loading_seconds(country: Country, load: Callable[[duckdb.DuckDBPyConnection], object]) -> float:
    file = country.folder / "bare.duckdb"
    with duckdb.connect(str(file)) as con:
        took = seconds(lambda: (load(con), con.execute("checkpoint")))
    forget(file)
    return took


def forget(file: Path) -> None:
    for path in (file, file.with_name(f"{file.name}.wal")):
        path.unlink(missing_ok=True)


# ---------------------------------------------------------------- memory


def memory_row(country: Country, name: str, data: str, path: Path) -> Row:
    """The most that parent and reading child had together. The command line takes the file in, in a process of its own: nothing of the
    bench counts."""
    file = country.folder / "memory.duckdb"
    with country.opened(file):
        pass
    before = peak_megabytes(country, file, country.master)
    peak = peak_megabytes(country, file, path)
    forget(file)
    note = "比較対象は市町村一覧の取り込み"
    return Row(
        f"{name}（最大メモリ）", data, peak, before, peak / before, f"{MOST_MEGABYTES:,}MB以内", peak <= MOST_MEGABYTES, "MB", 1, note
    )


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
