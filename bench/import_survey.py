"""How long does it take to take a nation's answers in, beside DuckDB and pandas that merely load the same cells?"""

from __future__ import annotations

import pandas as pd

from analytics.store import literal
from bench.country import Country
from bench.loading import loaded, taken_seconds
from bench.rows import Row


def import_survey(country: Country, times: int) -> list[Row]:
    """All rounds in one wide file. The reader child is warm, as after the first file of a day."""
    survey_seconds(country)
    data = f"{country.size.label}、CP932 {country.survey.stat().st_size / 1e6:.0f}MB"
    bare = f"from read_csv({literal(country.survey_utf8)}, all_varchar = true)"
    return loaded(country, "import-survey", data, times, country.survey, rows_of(country), bare, lambda: by_pandas(country))


def by_pandas(country: Country) -> pd.DataFrame:
    return pd.read_csv(country.survey, encoding="cp932", dtype=str)


def survey_seconds(country: Country) -> float:
    return taken_seconds(country, country.survey, rows_of(country))


def rows_of(country: Country) -> int:
    return country.size.municipalities * country.size.rounds
