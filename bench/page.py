"""How long does each page's script take after a change of filter, beside an empty page of the same Streamlit?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from analytics.config import ROOT
from bench.country import Country
from bench.rows import Row, row

MORE = 150  # milliseconds above an empty page


def page(country: Country, times: int) -> list[Row]:
    """In a process of its own, which opens the database as the app does. `times`: as many as there are rounds to change to."""
    country.fill()
    rounds = [str(year) for year in country.years][-times:]
    command = [sys.executable, "-m", "bench.bare.page_runs", country.places[0].block, ",".join(rounds)]
    environment = os.environ | {"DXKARTE_CONFIG": str(country.config_file)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the pages cannot be measured\n{done.stderr[-3000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return [page_row(path, runs, country) for path, runs in found.items()]


def page_row(path: str, runs: dict[str, Any], country: Country) -> Row:
    def reached(ours: float, empty: float) -> bool:
        return bool(runs["sound"]) and ours <= empty + MORE

    data = f"60団体×{country.size.rounds}回（全国 {country.size.label} の中）"
    mark = f"空のページ+{MORE}ms以内"
    return row(f"page {path.removesuffix('.py')}", data, runs["product"], runs["bare"], mark, reached, runs["note"])
