"""What is on record? The tables that are read as they are."""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.scope import WANTED, Scope
from analytics.state import frame

# The year of each indicator that belongs to a round: the newest one up to the round's, the same for all. rounds: a relation of rounds.
NEWEST_YEARS = """
    select indicator, round, max(year) as year
    from indicator_value
    join {rounds} on left(year, 4) <= left(round, 4)
    where value is not null
    group by all
"""

MUNICIPALITIES = f"""
    select code, name, prefecture, category, block, population, staff, it_staff, area_km2
    from municipality
    where {WANTED}
    order by code
"""

NAMES = """
    select code, name, prefecture, count(*) over (partition by name) > 1 as is_shared
    from municipality
    where $prefecture = '' or prefecture = $prefecture
    order by code
"""

ANSWERS = f"""
    select code, round, question, points, normalised, reason as missing_reason, choice
    from scored
    where position is not null and {WANTED}
    order by code, round, position
"""

TARGETS = f"""
    select code, round, aspect, target, source
    from (
        select code, known.round, aspect.aspect, coalesce(special.target, usual.target) as target, 'prefecture' as source, aspect.position
        from municipality
        cross join (select round from round_known where $round is null or round = $round) known
        cross join aspect
        left join prefecture_target usual on usual.round is null and usual.aspect = aspect.aspect
        left join prefecture_target special on special.round = known.round and special.aspect = aspect.aspect
        union all
        select code, round, aspect, target, 'own', position
        from own_target
        join aspect using (aspect)
        where target is not null
    )
    where {WANTED}
    order by code, round, position, source desc
"""

INDICATORS = f"""
    select code, indicator_value.indicator, year, value, coalesce(indicator_value.unit, defined.unit) as unit
    from indicator_value
    left join (select indicator, any_value(unit) as unit, min(position) as position from indicator_definition group by all) defined using (indicator)
    where {WANTED}
    order by code, defined.position nulls last, indicator, year
"""

SUPPORT_LOG = f"""
    select code, date, type, title, method
    from support_log
    where {WANTED}
    order by code, date, type, title
"""

# From the baseline to the target in percent, not cut off at either end. A prefecture's own stand under its own code (…000), which no
# municipality bears: they belong to the whole of it, not to a choice among its municipalities.
KPI = f"""
    select code, kpi, year, baseline, target, actual,
        100 * (actual - baseline) / nullif(target - baseline, 0) as progress,
        plan, owner
    from kpi
    where ({WANTED})
        or len($codes::varchar[]) = 0 and ends_with(code, '000')
            and left(code, 2) in (select left(code, 2) from origin where prefecture = $prefecture)
    order by code, kpi, year
"""


def municipalities(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality. population: inhabitants; staff, it_staff: persons; area_km2."""
    return frame(con, MUNICIPALITIES, scope.wanted)


def names(con: DuckDBPyConnection, scope: Scope) -> dict[str, str]:
    """Code → name in code order, of the prefecture of `scope`; a name that occurs twice carries its prefecture."""
    found = con.execute(NAMES, {"prefecture": scope.prefecture}).fetchall()
    return {code: f"{name}（{home}）" if is_shared else name for code, name, home, is_shared in found}


def answers(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality, round and scored question. normalised: 0–1; missing_reason: why there are no points."""
    return frame(con, ANSWERS, scope.wanted)


def targets(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality, round, aspect and source: the prefecture's model target, and its own where it set one."""
    return frame(con, TARGETS, {"round": scope.round, **scope.wanted})


def indicators(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality, indicator and year."""
    return frame(con, INDICATORS, scope.wanted)


def support_log(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per support given. What was given to the prefecture as a whole stands under its own code."""
    return frame(con, SUPPORT_LOG, scope.wanted)


def kpi(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality (or prefecture), KPI and year. progress: percent of the way from baseline to target, NULL
    where one of the three is unknown or both ends are the same."""
    return frame(con, KPI, scope.wanted)
