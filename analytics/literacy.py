"""What do staff and managers know and think, where do they differ, and how sure is that? From the published figures alone.

Every figure here is computed from the table that `publication` made: counts rounded to 5, means and deviations to one digit.
What is hidden there is NULL here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import ArrayLike
from pandas import DataFrame, Series
from pyarrow import compute

from analytics.fetching import framed, taken_apart
from analytics.scope import Scope

CONFIDENCE = 0.95

# Pools are wanted where one of their members is.
WANTED_UNITS = """(len($codes::varchar[]) = 0 or list_has_any(members, $codes::varchar[]))
        and ($prefecture = '' or prefecture in ('', $prefecture))"""

# One row per round, diagnosis, unit, department and position group, its figures as lists, in the order of codes and of the diagnosis.
GROUPS = f"""
    select unit as code, round, instrument, department, position_group, categories as category, n, mean, sd, hidden, kind, bands, agreeing, held
    from literacy_group
    where {WANTED_UNITS} and {{only}}
    order by kind <> '市町村', kind, unit, round, instrument, department, position_group
"""
LISTS = ("category", "n", "mean", "sd", "hidden", "bands", "agreeing")
BANDS = 5


def figures(con: DuckDBPyConnection, scope: Scope, only: str = "true") -> DataFrame:
    """One row per group and category that is listed for it."""
    table = taken_apart(con.execute(GROUPS.format(only=only), scope.wanted).to_arrow_table(), LISTS)
    table = table.filter(compute.is_valid(table["hidden"]))
    place, bands = table.column_names.index("bands"), table["bands"]
    for band in range(BANDS):
        table = table.add_column(place + band, f"band{band + 1}", compute.list_element(bands, band))
    return framed(table.drop_columns("bands"))


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
    return gaps(figures(con, scope, "department = '' and position_group in ('管理職', '一般職員')"))


KEYS = ("code", "round", "instrument", "category", "kind")


def gaps(found: DataFrame) -> DataFrame:
    """The rows of `literacy_gap` among those of `literacy`."""
    managers, staff = (np.array(places, dtype=np.intp) for places in facing(found))  # a list of none would be one of floats
    sides = (("manager", managers), ("staff", staff))
    figured = {f"{name}_{side}": found[name].array.take(places) for name in ("n", "mean", "sd") for side, places in sides}
    *keys, kind = ((name, found[name].array.take(managers)) for name in KEYS)
    return DataFrame({**dict(keys), **{name: figured[name] for name in list(figured)[:4]}, **welch(**figured), **dict([kind])})


def facing(found: DataFrame) -> tuple[list[int], list[int]]:
    """The places of the rows of managers and of the staff beside them, where both are shown."""
    whole = equal(found["department"], "") & ~found["hidden"].to_numpy(dtype=bool)
    managers, staff = (placed(found, whole & equal(found["position_group"], group)) for group in ("管理職", "一般職員"))
    both = [(place, staff[key]) for key, place in managers.items() if key in staff]
    return [place for place, _ in both], [place for _, place in both]


def placed(found: DataFrame, where: np.ndarray[Any, np.dtype[np.bool_]]) -> dict[tuple[Any, ...], int]:
    """The place of each of these rows by what it is about."""
    places = np.flatnonzero(where)
    keys = (found[name].array.take(places).tolist() for name in KEYS)
    return dict(zip(zip(*keys, strict=True), places.tolist(), strict=True))


def equal(texts: Series, text: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where a column without unknown values says so: without the index of a comparison of series."""
    return np.asarray(texts.array == text, dtype=bool)


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
    return shares(figures(con, scope, "department = ''"))


SHARED = ["code", "round", "instrument", "position_group", "category", "n", "agreeing", "hidden", "kind"]


def shares(found: DataFrame) -> DataFrame:
    """The rows of `literacy_share` among those of `literacy`."""
    answered = found["agreeing"].notna().to_numpy()
    asked = found["instrument"].isin(set(found["instrument"].array[answered].tolist())).to_numpy()
    told = asked & equal(found["department"], "") & (answered | found["hidden"].to_numpy(dtype=bool))
    return DataFrame({"item" if name == "category" else name: found[name].array[told] for name in SHARED})


def response(found: DataFrame, staff: Mapping[str, int]) -> DataFrame:
    """One row per municipality and diagnosis among the rows of `literacy`, where the number of staff is known.

    n: that of the category that most answered; rate: share of the staff who took part, 0–1, from the rounded count, to a tenth of a
    percent: more the count does not tell.
    """
    whole = (found["department"] == "") & (found["position_group"] == "") & (found["kind"] == "市町村") & found["n"].notna()
    most: dict[tuple[str, str, str], int] = {}
    for *about, n in zip(*(found[name].array[whole] for name in ("code", "round", "instrument", "n")), strict=True):
        key = about[0], about[1], about[2]
        if key[0] in staff:
            most[key] = max(int(n), most.get(key, 0))
    rows = [(*key, n, staff[key[0]], round(min(1, n / staff[key[0]]), 3)) for key, n in most.items()]
    return DataFrame(rows, columns=["code", "round", "instrument", "n", "staff", "rate"])


def staff(con: DuckDBPyConnection, scope: Scope) -> dict[str, int]:
    """How many work in the administration of each municipality wanted that the viewer may see, where that is known."""
    return dict(con.execute(STAFF, {"codes": list(scope.codes)}).fetchall())


STAFF = "select code, staff from municipality where staff > 0 and (len($codes::varchar[]) = 0 or list_contains($codes::varchar[], code))"


def diagnoses(con: DuckDBPyConnection, scope: Scope) -> list[tuple[str, str]]:
    """Round and name of every diagnosis of which the viewer may see anything, as they are stored."""
    return con.execute("select distinct round, instrument from literacy_unit order by all").fetchall()
