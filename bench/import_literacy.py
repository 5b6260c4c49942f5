"""How long does it take to take a nation's respondents in, beside DuckDB and pandas that merely load the same file, and in how much memory?"""

from __future__ import annotations

import pandas as pd

from analytics.store import literal
from bench.country import Country
from bench.loading import loaded
from bench.rows import Row


def import_literacy(country: Country, times: int) -> list[Row]:
    """One respondent per row, the nation's in one file."""
    data = f"{country.size.staff:,}人×{country.items}問、{country.literacy.stat().st_size / 1e6:.0f}MB"
    bare = f"from read_csv({literal(country.literacy)})"
    return loaded(
        country,
        "import-literacy",
        data,
        times,
        country.literacy,
        country.size.staff,
        bare,
        lambda: pd.read_csv(country.literacy, dtype={"団体コード": str}),
    )
