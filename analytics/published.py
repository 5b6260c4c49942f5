"""What is published about the municipalities? Indicators with their unit, source and reason where a value is missing."""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.peers import Comparison, peers_of
from analytics.scope import WANTED, Scope
from analytics.state import TOLERANCE, frame

# What the profiles say of each indicator, and those that only a file knows after them.
DEFINED = """
    defined as (
        select
            indicator,
            any_value(category) as category,
            any_value(nullif(unit, '')) as unit,
            any_value(direction) as direction,
            any_value(source) as source,
            min(position) as position
        from indicator_definition
        group by indicator
    )
"""

# One row per indicator: the newest year with values that is not after $until, else the newest there is, for all alike.
CHOSEN = """
    chosen as (
        select indicator, coalesce(
            max(year) filter (where value is not null and left(year, 4) <= $until),
            max(year) filter (where value is not null),
            max(year)
        ) as year
        from indicator_value
        group by indicator
    )
"""

CATALOGUE = f"""
    with {DEFINED}
    select
        indicator,
        coalesce(any_value(category), 'その他') as category,
        coalesce(any_value(nullif(value.unit, '')), any_value(defined.unit)) as unit,
        coalesce(any_value(direction), 'none') as direction,
        any_value(source) as source,
        list(distinct year order by year desc) as years,
        list(distinct batch order by batch) as batches
    from indicator_value value
    left join defined using (indicator)
    group by indicator
    order by min(position) nulls last, indicator
"""

ROWS = """
    select code, indicator, year, value, reason, coalesce(nullif(facts.unit, ''), defined.unit) as unit,
        coalesce(category, 'その他') as category, coalesce(direction, 'none') as direction
    from indicator_value facts
    left join defined using (indicator)
"""

NEWEST = f"""
    with {DEFINED}, {CHOSEN}
    from ({ROWS} join chosen using (indicator, year) where {WANTED} order by position nulls last, indicator, code)
"""

HISTORY = f"""
    with {DEFINED}
    from ({ROWS} where list_contains($indicators::varchar[], indicator) and {WANTED} order by position nulls last, indicator, year, code)
"""

# One row per known indicator of those asked for, against the peers who are known: what `benchmark` says of a round, without a round.
STANDING = f"""
    with {DEFINED}, {CHOSEN},
    figure as (
        select code, indicator, value, coalesce(direction, 'none') as direction, position
        from indicator_value
        join chosen using (indicator, year)
        left join defined using (indicator)
        where value is not null
    ),
    counted as (
        select
            own.code, own.indicator, any_value(own.value) as value, any_value(own.direction) as direction, any_value(own.position) as position,
            count(other.value) as n, min(other.value) as min, max(other.value) as max, median(other.value) as median,
            case when count(other.value) >= 3 then quantile_cont(other.value, 0.25) end as q1,
            case when count(other.value) >= 3 then quantile_cont(other.value, 0.75) end as q3,
            count(*) filter (where other.value < own.value - {TOLERANCE}) as below,
            count(*) filter (where other.value > own.value + {TOLERANCE}) as above
        from (from figure where {WANTED}) own
        left join (select distinct code, peer from ({{pairs}})) pair on pair.code = own.code
        left join figure other on other.code = pair.peer and other.indicator = own.indicator
        group by own.code, own.indicator
    )
    select
        code, 'indicator' as measure, indicator as item, $comparison as comparison, value, n, min, q1, median, q3, max,
        value - median as diff,
        case when n > 0 then 1 + case direction when 'high' then above when 'low' then below end end as rank,
        case when n >= 3 then 100 * (case direction when 'high' then below when 'low' then above end + (n - below - above) / 2) / n end as percentile,
        case
            when direction = 'none' or q1 is null then null
            when q3 - q1 <= {TOLERANCE} then 'same'
            when value >= q3 - {TOLERANCE} then if(direction = 'high', 'higher', 'lower')
            when value <= q1 + {TOLERANCE} then if(direction = 'high', 'lower', 'higher')
            else 'same'
        end as place
    from counted
    order by code, position nulls last, indicator
"""


def until(scope: Scope) -> dict[str, object]:
    """The year of the round asked for bounds the years taken; without a round none does."""
    return {"until": scope.round[:4] if scope.round else "9999"}


def catalogue(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per indicator with any value, in the order of the profiles. years: newest first; batches: receipt numbers."""
    return frame(con, CATALOGUE, {})


def newest(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per indicator and municipality, of one year per indicator: the newest not after the round's, else the newest.

    reason: why value is NULL; unit, category, direction: as the profile or the file says.
    """
    return frame(con, NEWEST, scope.wanted | until(scope))


def history(con: DuckDBPyConnection, scope: Scope, indicators: tuple[str, ...]) -> DataFrame:
    """One row per year and municipality of these indicators, in the columns of `newest`."""
    return frame(con, HISTORY, scope.wanted | {"indicators": list(indicators)})


def standing(con: DuckDBPyConnection, scope: Scope, comparison: Comparison, min_coverage: float) -> DataFrame:
    """The rows of `benchmark` for the newest indicators against the peers, also where there is no survey round. n < 3: no place."""
    pairs, values = peers_of(scope, comparison, min_coverage)
    found = frame(con, STANDING.format(pairs=pairs), values | until(scope) | {"comparison": comparison.method})
    return found if scope.viewer.is_prefecture else found.assign(rank=None, percentile=None)
