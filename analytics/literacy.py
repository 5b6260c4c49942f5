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

# One row per round, diagnosis, unit, department and position group, its figures as lists in the order of the diagnosis.
GROUPS = f"""
    select unit as code, round, instrument, department, position_group, categories as category, n, mean, sd, hidden, kind, bands, agreeing, held
    from literacy_group
    where {WANTED_UNITS} and {{only}}
"""
# Municipalities before pools. Sorted by Arrow: DuckDB takes a third of the time of one municipality's page for it.
ORDER = [
    (name, "descending" if name == "kind" else "ascending")
    for name in ("kind", "code", "round", "instrument", "department", "position_group")
]
LISTS = ("category", "n", "mean", "sd", "hidden", "bands", "agreeing")
BANDS = 5


def literacy(con: DuckDBPyConnection, scope: Scope, only: str = "true") -> DataFrame:
    """One row per unit, round, diagnosis, department ('': all), position group ('': all) and category.

    n: rounded to 5; mean, sd: points of the scale, one digit; hidden: too few people, then n, mean and sd are NULL.
    kind: 市町村, or 圏域 and グループ for pools, whose name stands in `code`; band1 … band5: percent in each fifth of the scale, from
    20 people; agreeing: percent, of questionnaires; held: newer answers wait, because too few people have changed; ci_low, ci_high:
    95 % interval of the mean. only: a condition of SQL on the groups.
    """
    groups: Any = con.execute(GROUPS.format(only=only), scope.wanted).to_arrow_table()
    table = taken_apart(groups.sort_by(ORDER), LISTS)
    table = table.filter(compute.is_valid(table["hidden"]))
    place, bands = table.column_names.index("bands"), table["bands"]
    for band in range(BANDS):
        table = table.add_column(place + band, f"band{band + 1}", compute.list_element(bands, band))
    mean, half = table["mean"].to_numpy(), margins(table["n"].to_numpy(), table["sd"].to_numpy())
    return framed(table.drop_columns("bands").append_column("ci_low", [mean - half]).append_column("ci_high", [mean + half]))


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
    return gaps(literacy(con, scope, "department = '' and position_group in ('管理職', '一般職員')"))


KEYS = ("code", "round", "instrument", "category", "kind")


def gaps(found: DataFrame) -> DataFrame:
    """The rows of `literacy_gap` among those of `literacy`."""
    managers, staff = facing(found)
    sides = (("manager", managers), ("staff", staff))
    figured = {
        f"{name}_{side}": values.take(places) for name in ("n", "mean", "sd") for values in [found[name].array] for side, places in sides
    }
    *keys, kind = ((name, found[name].array.take(managers)) for name in KEYS)
    return DataFrame({**dict(keys), **{name: figured[name] for name in list(figured)[:4]}, **welch(**figured), **dict([kind])})


def facing(found: DataFrame) -> np.ndarray[Any, np.dtype[np.intp]]:
    """The places of the rows of managers, and below them those of the staff beside them, where both are shown."""
    groups = found["position_group"]
    whole = equal(found["department"], "") & ~found["hidden"].to_numpy(dtype=bool)
    places = np.flatnonzero(whole & (equal(groups, "管理職") | equal(groups, "一般職員")))
    about = zip(*(found[name].array.take(places).tolist() for name in (*KEYS, "position_group")), strict=True)
    by_group: dict[str, dict[tuple[Any, ...], int]] = {"管理職": {}, "一般職員": {}}
    for place, (*key, group) in zip(places.tolist(), about, strict=True):
        by_group[group][tuple(key)] = place
    staff = by_group["一般職員"]
    both = [(place, staff[key]) for key, place in by_group["管理職"].items() if key in staff]
    return np.array(both, dtype=np.intp).reshape(-1, 2).T


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
    return shares(literacy(con, scope, "department = ''"))


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
    whole = (
        equal(found["department"], "") & equal(found["position_group"], "") & equal(found["kind"], "市町村") & found["n"].notna().to_numpy()
    )
    most: dict[tuple[str, str, str], int] = {}
    for *about, n in zip(*(found[name].array[whole].tolist() for name in ("code", "round", "instrument", "n")), strict=True):
        key = about[0], about[1], about[2]
        if key[0] in staff:
            most[key] = max(n, most.get(key, 0))
    rows = [(*key, n, staff[key[0]], round(min(1, n / staff[key[0]]), 3)) for key, n in most.items()]
    return DataFrame(rows, columns=["code", "round", "instrument", "n", "staff", "rate"])


def staff(con: DuckDBPyConnection, scope: Scope) -> dict[str, int]:
    """How many work in the administration of each municipality wanted that the viewer may see, where that is known."""
    return dict(con.execute(STAFF, {"codes": list(scope.codes)}).fetchall())


STAFF = "select code, staff from municipality where staff > 0 and (len($codes::varchar[]) = 0 or list_contains($codes::varchar[], code))"


def diagnoses(con: DuckDBPyConnection, scope: Scope) -> list[tuple[str, str]]:
    """Round and name of every diagnosis of which the viewer may see anything, as they are stored."""
    return con.execute("select distinct round, instrument from literacy_unit order by all").fetchall()
