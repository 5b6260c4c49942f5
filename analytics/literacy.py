"""What do staff and managers know and think, where do they differ, and how sure is that? From the published figures alone.

Every figure here is computed from the table that `publication` made: counts rounded to 5, means and deviations to one digit.
What is hidden there is NULL here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import ArrayLike
from pandas import DataFrame, Series

from analytics.scope import Scope
from analytics.state import frame

CONFIDENCE = 0.95

# Pools are wanted where one of their members is.
WANTED_UNITS = """(len($codes::varchar[]) = 0 or list_has_any(members, $codes::varchar[]))
        and ($prefecture = '' or prefecture in ('', $prefecture))"""

# One row per round, diagnosis, unit, department, position group and category, in the order of codes and of the diagnosis.
FIGURES = f"""
    select unit as code, round, instrument, department, position_group, category, n, mean, sd, hidden, kind,
        bands[1] as band1, bands[2] as band2, bands[3] as band3, bands[4] as band4, bands[5] as band5, agreeing, held
    from literacy_figure
    where {WANTED_UNITS} and {{only}}
    order by kind <> '市町村', kind, unit, round, instrument, department, position_group, position
"""


def figures(con: DuckDBPyConnection, scope: Scope, only: str = "true") -> DataFrame:
    return frame(con, FIGURES.format(only=only), scope.wanted)


def literacy(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per unit, round, diagnosis, department ('': all), position group ('': all) and category.

    n: rounded to 5; mean, sd: points of the scale, one digit; hidden: too few people, then n, mean and sd are NULL.
    kind: 市町村, or 圏域 and グループ for pools, whose name stands in `code`; band1 … band5: percent in each fifth of the scale, from
    20 people; agreeing: percent, of questionnaires; held: newer answers wait, because too few people have changed; ci_low, ci_high:
    95 % interval of the mean.
    """
    found = figures(con, scope)
    half = margins(found["n"], found["sd"])
    return found.assign(ci_low=found["mean"] - half, ci_high=found["mean"] + half)


def margins(n: ArrayLike, sd: ArrayLike) -> Any:
    """Half the width of the 95 % interval of each mean, by Student's t; NaN where n or sd is not known."""
    people, deviation = numbers(n), numbers(sd)
    return quantile(people - 1) * deviation / np.sqrt(people)


def quantile(freedom: Any) -> Any:
    """Student's t at 97.5 %."""
    from scipy.special import stdtrit  # takes a moment to load, which every start would pay

    return stdtrit(freedom, 0.5 + CONFIDENCE / 2)


def numbers(values: ArrayLike) -> np.ndarray[Any, np.dtype[np.float64]]:
    """As floats; NULL becomes NaN."""
    return Series(values).to_numpy(dtype="float64", na_value=np.nan)


def literacy_gap(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per unit, round, diagnosis and category of which managers and staff are both shown, departments apart.

    n_manager, n_staff; mean_manager, mean_staff; diff: manager − staff, points of the scale; ci_low, ci_high: Welch's 95 %
    interval of diff; hedges_g: effect size, two digits. All of them from rounded figures.
    """
    return gaps(figures(con, scope, "department = '' and position_group in ('管理職', '一般職員') and not hidden"))


def gaps(found: DataFrame) -> DataFrame:
    """The rows of `literacy_gap` among those of `literacy`."""
    shown = found[(found["department"] == "") & ~found["hidden"].astype(bool)]
    keys = ["code", "round", "instrument", "category", "kind"]
    managers, staff = (shown[shown["position_group"] == group][[*keys, "n", "mean", "sd"]] for group in ("管理職", "一般職員"))
    both = managers.merge(staff, on=keys, suffixes=("_manager", "_staff"))
    figured = {name: both[name] for name in ("n_manager", "n_staff", "mean_manager", "mean_staff", "sd_manager", "sd_staff")}
    return both[keys].assign(**{name: figured[name] for name in list(figured)[:4]}, **welch(**figured))[
        ["code", "round", "instrument", "category", *list(figured)[:4], "diff", "ci_low", "ci_high", "hedges_g", "kind"]
    ]


def welch(
    n_manager: ArrayLike, n_staff: ArrayLike, mean_manager: ArrayLike, mean_staff: ArrayLike, sd_manager: ArrayLike, sd_staff: ArrayLike
) -> dict[str, Any]:
    """diff, ci_low, ci_high, hedges_g of each pair of groups; the interval is NaN where nobody differs from anybody."""
    n1, n2, s1, s2 = (numbers(values) for values in (n_manager, n_staff, sd_manager, sd_staff))
    diff = numbers(mean_manager) - numbers(mean_staff)
    v1, v2 = s1**2 / n1, s2**2 / n2
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
        half = quantile(freedom) * np.sqrt(v1 + v2)
        g = diff / np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)) * (1 - 3 / (4 * (n1 + n2 - 2) - 1))
    return {"diff": diff, "ci_low": diff - half, "ci_high": diff + half, "hedges_g": np.where(np.isfinite(g), np.round(g, 2), np.nan)}


def literacy_share(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per unit, round, questionnaire, position group ('': all) and item. agreeing: percent who gave one of the top two answers.

    n and the share come from counts rounded to 5; both NULL where too few people answered. Only for questionnaires of config.
    """
    return shares(figures(con, scope, "department = '' and (agreeing is not null or hidden)"))


def shares(found: DataFrame) -> DataFrame:
    """The rows of `literacy_share` among those of `literacy`."""
    asked = found["instrument"].isin(found.loc[found["agreeing"].notna(), "instrument"].unique())
    told = found[asked & (found["department"] == "") & (found["agreeing"].notna() | found["hidden"])]
    return told.rename(columns={"category": "item"})[
        ["code", "round", "instrument", "position_group", "item", "n", "agreeing", "hidden", "kind"]
    ].reset_index(drop=True)


# One row per municipality and diagnosis with a known number of staff; the count is that of the category that most answered.
RESPONSE = f"""
    select unit as code, round, instrument, max(n)::integer as n, any_value(staff) as staff, least(1, max(n) / any_value(staff)) as rate
    from literacy_figure
    join municipality on municipality.code = unit
    where {WANTED_UNITS.replace("prefecture", "literacy_figure.prefecture").replace("$literacy_figure.", "$")}
        and kind = '市町村' and department = '' and position_group = '' and not hidden and staff > 0
    group by all
    order by all
"""


def response(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality and diagnosis. rate: share of the staff who took part, 0–1, from the rounded count."""
    return frame(con, RESPONSE, scope.wanted)


def diagnoses(con: DuckDBPyConnection, scope: Scope) -> list[tuple[str, str]]:
    """Round and name of every diagnosis of which the viewer may see anything, as they are stored."""
    return con.execute("select distinct round, instrument from literacy_unit order by all").fetchall()
