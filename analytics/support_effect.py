"""Did those who were supported move more than those who were not? Groups only, and no proof of cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.change import CHANGE, EVERY_ROUND, two_rounds
from analytics.literacy import welch
from analytics.scope import Scope
from analytics.state import frame

TYPES = ("ヒアリング", "研修", "伴走支援", "会議")
"""The kinds of entry of the support log; by default each of them is support."""

SMALLEST_GROUP = 8
"""Below it a group has its mean and n, and no interval is given."""

FIGURES = ["mean_change", "diff", "ci_low", "ci_high"]

# One row per group, both where anybody is known in both rounds. For 県担当 only. Who was supported by an event of the whole
# prefecture alone was not.
GROUPS = f"""
    with moved as (
        select code, change from ({CHANGE}) where measure = 'overall' and item = 'as_is'
    ),
    helped as (
        select code from support_log where date between $first and $last and list_contains($types::varchar[], type)
    ),
    split as (
        select code in (select code from helped) as supported, count(*) as n, avg(change) as mean_change, stddev_samp(change) as sd
        from moved
        group by all
    )
    select $from as round_from, $to as round_to, supported, coalesce(n, 0) as n, mean_change, sd
    from (select unnest([true, false]) as supported where $sees_all and exists (from split))
    left join split using (supported)
    order by supported desc
"""

NOTHING = DataFrame(columns=["round_from", "round_to", "supported", "n", *FIGURES])


def window(round_from: str, round_to: str) -> tuple[date, date] | None:
    """From 1 April of the earlier fiscal year to 31 March before the later one; None within one fiscal year."""
    first, last = date(int(round_from[:4]), 4, 1), date(int(round_to[:4]), 3, 31)
    return (first, last) if first < last else None


def support_effect(
    con: DuckDBPyConnection, scope: Scope, min_coverage: float, since: str | None = None, types: Iterable[str] = TYPES
) -> DataFrame:
    """Two rows: supported (at least one entry of `types` between the rounds) and not; groups only, for 県担当.

    n: municipalities whose overall as-is is known in both rounds; mean_change: points; diff: supported − not; ci_low, ci_high:
    Welch's 95 % interval of diff, NULL where a group has fewer than 8 or nobody differs; the same on both rows. No rows
    within one fiscal year. This is no proof of cause: support goes to the weak, who rise more easily.
    """
    pair = two_rounds(con, scope, since)
    between = window(*pair) if pair else None
    if pair is None or between is None:
        return NOTHING
    con.execute(EVERY_ROUND)
    values = {"from": pair[0], "to": pair[1], "first": between[0], "last": between[1], "types": list(types), "min_coverage": min_coverage}
    groups = frame(con, GROUPS, {**values, "sees_all": scope.viewer.is_prefecture, **scope.of().wanted})
    return groups.assign(**compared(groups))[list(NOTHING)] if len(groups) else NOTHING


def compared(groups: DataFrame) -> dict[str, Any]:
    """Difference and interval of the two groups, for both rows."""
    figures = {name: [groups.loc[place, name] for place in (0, 1)] for name in ("n", "mean_change", "sd")}
    found = welch(*([value] for name in figures for value in figures[name]))
    told = ("diff", "ci_low", "ci_high") if groups["n"].min() >= SMALLEST_GROUP else ("diff",)
    return {name: float(found[name][0]) if name in told else None for name in ("diff", "ci_low", "ci_high")}
