"""What did a measurement give? One row: the product, its limit beside it, the mark to reach."""

from __future__ import annotations

import json
import math
import os
import platform
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

Mark = Callable[[float, float], bool]
HEADER = ("項目", "データ", "製品", "比較対象", "比", "目標", "達成", "備考")
LIBRARIES = ("streamlit", "duckdb", "pandas", "altair", "pyarrow")


@dataclass(frozen=True)
class Row:
    """product, bare: medians in `unit`; repeats: how many each is the median of; reached: None where nothing is asked of it."""

    name: str
    data: str
    product: float
    bare: float
    ratio: float
    mark: str
    reached: bool | None
    unit: str = "ms"
    repeats: int = 1
    note: str = ""


def row(name: str, data: str, product: Sequence[float], bare: Sequence[float], mark: str, reached: Mark, note: str = "") -> Row:
    """The row of two lists of seconds. `reached` sees the medians in milliseconds."""
    ours, limit = 1000 * median(product), 1000 * median(bare)
    return Row(name, data, ours, limit, ours / limit, mark, reached(ours, limit), "ms", len(product), note)


def within(times: float, most: float = math.inf) -> Mark:
    """At most `times` the bare figure, and at most `most` milliseconds."""
    return lambda ours, limit: ours <= times * limit and ours <= most


def at_most(most: float) -> Mark:
    return within(math.inf, most)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(times: int, *measures: Callable[[], float]) -> list[list[float]]:
    """Each measure (it gives its own seconds) `times` times, one after the other, so that noise meets all of them alike."""
    rounds = [[measure() for measure in measures] for _ in range(times)]
    return [list(column) for column in zip(*rounds, strict=True)]


# ---------------------------------------------------------------- on screen and as a file


def cells(row: Row) -> tuple[str, ...]:
    reached = {True: "○", False: "×", None: "－"}[row.reached]
    return (row.name, row.data, amount(row.product, row.unit), amount(row.bare, row.unit), f"{row.ratio:.2f}", row.mark, reached, row.note)


def amount(value: float, unit: str) -> str:
    return f"{value:,.2f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def width(text: str) -> int:
    """Columns on a terminal: Japanese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def table(rows: Iterable[Row]) -> str:
    lines = [HEADER, *(cells(row) for row in rows)]
    widths = [max(width(line[at]) for line in lines) for at in range(len(HEADER))]
    return "\n".join(
        "  ".join(text + " " * (room - width(text)) for text, room in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def machine() -> dict[str, object]:
    """Where the figures come from. load: processes that wanted to run in the last minute; above `cores` the figures are noisy."""
    return {
        "made_at": f"{datetime.now():%Y-%m-%d %H:%M}",
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        **{name: version(name) for name in LIBRARIES},
    }


def save(rows: Iterable[Row], path: Path) -> None:
    result = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
