"""Does sixteen times the data take more than sixteen times the time, or more memory? Each size in a process of its own."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from analytics import registry
from analytics.config import ROOT
from analytics.scope import Scope, Viewer
from bench.country import PREFECTURE, Country, Size
from bench.import_survey import survey_seconds
from bench.rows import Row, seconds

MOST = 1.1
FLAT = 1.1  # "memory stays flat": as much room as the sessions' bench gives memory


def growth(folder: Path, sizes: tuple[Size, ...], times: int) -> list[Row]:
    """sizes: 1×, 4× and 16× of the data. Exponent: the slope of log time over log data, smallest to largest."""
    found = [in_own_process(folder / f"growth{number}", size, times) for number, size in enumerate(sizes)]
    answers = [size.answers for size in sizes]
    data = " → ".join(f"{size.municipalities:,}×{size.rounds}回" for size in sizes) + f"、{sizes[0].questions}問"
    return [
        exponent_row("growth import-survey", data, answers, [one["import_survey"] for one in found], times),
        exponent_row("growth gap", data, answers, [one["gap"] for one in found], times),
        memory_row(data, [one["resident"] for one in found]),
    ]


def exponent_row(name: str, data: str, answers: list[int], took: list[float], times: int) -> Row:
    slope = exponent(answers, took)
    steps = "、".join(f"{exponent(a, t):.2f}" for a, t in zip(pairwise(answers), pairwise(took), strict=True))
    note = f"時間 = データ^{slope:.2f}（{' → '.join(f'{1000 * t:,.0f}' for t in took)} ms、区間ごと {steps}）"
    return Row(name, data, 1000 * took[-1], 1000 * took[0], took[-1] / took[0], f"データ^{MOST}以下", slope <= MOST, "ms", times, note)


def exponent(data: Iterable[float], took: Iterable[float]) -> float:
    (least, *_, most), (first, *_, last) = tuple(data), tuple(took)
    return math.log(last / first) / math.log(most / least)


def memory_row(data: str, resident: list[float]) -> Row:
    """The process that answers for one prefecture, its database closed and opened again after the import."""
    note = " → ".join(f"{megabytes:,.0f}" for megabytes in resident) + " MB"
    ratio = resident[-1] / resident[0]
    return Row("growth memory", data, resident[-1], resident[0], ratio, f"{FLAT}倍以内", ratio <= FLAT, "MB", 1, note)


def in_own_process(folder: Path, size: Size, times: int) -> dict[str, float]:
    request = json.dumps({"folder": str(folder), "size": asdict(size), "times": times})
    found: dict[str, float] = {}
    for part in ("speed", "memory"):
        command = [sys.executable, "-m", "bench.growth", part, request]
        found |= json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    return found


def speed(country: Country, times: int) -> dict[str, float]:
    """Seconds of an import into a new database, and of the gap of all municipalities and rounds. The last leaves its database."""
    survey_seconds(country)
    took = [survey_seconds(country) for _ in range(times)]
    country.fill()
    with country.opened() as store:
        gap = [seconds(lambda: registry.compute(store, country.config, country.model, "gap", Scope())) for _ in range(times + 1)]
    return {"import_survey": median(took), "gap": median(gap[1:])}


def memory(country: Country, times: int) -> dict[str, float]:
    """Resident megabytes of a process that has answered every table for one prefecture, as pages ask."""
    scope = Scope(Viewer(), str(country.years[-1]), PREFECTURE)
    with country.opened() as store:
        for _ in range(times):
            for name in registry.TABLES:
                registry.compute(store, country.config, country.model, name, scope)
        return {"resident": psutil.Process().memory_info().rss / 1e6}


PARTS = {"speed": speed, "memory": memory}


def main(part: str, request: dict[str, Any]) -> None:
    country = Country(Path(request["folder"]), Size(**request["size"]))
    print(json.dumps(PARTS[part](country, request["times"])))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
