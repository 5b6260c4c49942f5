"""Where does a municipality stand among its peers, in its prefecture, in the nation?"""

from __future__ import annotations

from typing import Any

from duckdb import DuckDBPyConnection
from pandas import DataFrame, concat

from analytics.factors import PROGRESS, SEVERITIES
from analytics.facts import NEWEST_YEARS
from analytics.gap import GAPS, LINES, OVERALL
from analytics.keeping import Relation, lay_out, lay_out_here
from analytics.peers import Comparison, lay_out_asked, lay_out_peers, only_with_peers
from analytics.schema import WANTED_ONLY
from analytics.scope import Scope
from analytics.state import STATES, TOLERANCE, frame
from analytics.steps import SCORES
from analytics.store import Store

# A statistic over fewer than this many is given out to the prefecture only.
SMALLEST_TOTAL = 6

# One row per municipality, round, measure and item that is known. direction: which end is best.
# An indicator's year is the newest one up to that of the round, the same for all municipalities.
FIGURES = f"""
    with gap as ({GAPS.format(line=LINES["prefecture"])}),
    overall as ({OVERALL}),
    round as (
        select round from round_known where getvariable('round') is null or round = getvariable('round')
    ),
    newest as (
        {NEWEST_YEARS.format(rounds="round")}
    ),
    published as (
        select code, round, indicator, value
        from indicator_value
        join newest using (indicator, year)
        where value is not null and {WANTED_ONLY.format("code")}
    ),
    defined as (
        select indicator, any_value(direction) as direction, min(position) as position from indicator_definition group by all
    ),
    every as (
        select code, round, 'step' as measure, step as item, score as value, 'high' as direction, 1 as measure_position, position from score
        union all
        select code, round, 'aspect', aspect, as_is, 'high', 2, position from gap
        union all
        select code, round, 'overall', unnest(['as_is', 'gap']), unnest([as_is, gap]), unnest(['high', 'low']), 3, unnest([1, 2]) from overall
        union all
        select code, round, 'factor', factor, severity, 'low', 4, position from ({SEVERITIES})
        union all
        select code, round, 'outcome', outcome, progress, 'high', 5, position from ({PROGRESS})
        union all
        select code, round, 'indicator', indicator, value, coalesce(direction, 'none'), 6, position from published left join defined using (indicator)
    ),
    known as (select *, row_number() over () as id from every where value is not null),
    series as (
        select round, measure, item, row_number() over (order by round, any_value(measure_position), any_value(position) nulls last, item) as series
        from known
        group by round, measure, item
    )
    select known.*, series, coalesce(prefecture, '') as home
    from known
    join series using (round, measure, item)
    left join origin using (code)
"""

FIGURE = Relation("figure", FIGURES, (STATES, SCORES))

# A comparison is a relation `counted`: the figure's own columns, n others, their five numbers, and how many of them are
# below, level with and above the figure.

# Against the peers of each of those asked for (relations `asked` and `peer`).
NEAR = f"""
    met as (
        select
            figure.id,
            count(other.value) as n,
            min(other.value) as min,
            max(other.value) as max,
            quantile_cont(other.value, [0.25, 0.5, 0.75]) as quartiles,
            count(*) filter (where other.value < figure.value - {TOLERANCE}) as below,
            count(*) filter (where other.value > figure.value + {TOLERANCE}) as above
        from figure
        left join peer on peer.code = figure.code and (peer.round is null or peer.round = figure.round)
        left join figure other on other.code = peer.peer and other.series = figure.series
        semi join asked on asked.code = figure.code
        group by figure.id
    ),
    counted as (
        select figure.*, met.* exclude (id, quartiles), $comparison as comparison, 1 as comparison_position,
            quartiles[1] as q1, quartiles[2] as median, quartiles[3] as q3, n - below - above as level
        from met
        join (from figure semi join asked using (code)) figure using (id)
    )
"""


def kept(name: str, share: float) -> str:
    """What to keep of a group's sorted values for one quartile of all but one of them: three neighbours and the part between.

    Leaving one value out shifts those behind it by one place, so whichever is left out, the quartile lies among these.
    """
    place = f"floor((total - 2) * {share})::bigint"
    return f"{place} + 1 as {name}_place, (total - 2) * {share} - {place} as {name}_part, sorted_values[{place} + 1:{place} + 3] as {name}_near"


def read(name: str) -> str:
    """The quartile of all others, for the figure at `place` of the sorted values."""
    low = f"{name}_near[if(place <= {name}_place, 2, 1)]"
    high = f"{name}_near[if(place <= {name}_place + 1, 3, 2)]"
    return f"{low} + coalesce({name}_part * ({high} - {low}), 0) as {name}"


QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}

# Each figure once among its prefecture (2) and once among all loaded (3).
GATHERED = """
    gathered as (
        select id, series, value, comparison_position, if(comparison_position = 2, home, '') as part
        from figure
        cross join (values (2), (3)) wide (comparison_position)
    )
"""

# Against all others of the prefecture and of the nation (all loaded). One sort per group instead of one per municipality.
FAR = f"""
    {GATHERED},
    placed as (
        select
            id,
            series,
            comparison_position,
            part,
            row_number() over (partition by comparison_position, part, series order by round(value, 9)) as place,
            rank() over (partition by comparison_position, part, series order by round(value, 9)) - 1 as below,
            count(*) over (
                partition by comparison_position, part, series order by round(value, 9) range between current row and current row
            ) - 1 as level
        from gathered
    ),
    listed as (
        select comparison_position, part, series, count(*) as total, list(value order by value) as sorted_values
        from gathered
        group by all
    ),
    middle as (
        select comparison_position, part, series, total, sorted_values[1:2] as least, sorted_values[-2:] as most,
            {", ".join(kept(name, share) for name, share in QUARTILES.items())}
        from listed
    ),
    counted as (
        select figure.*, if(comparison_position = 2, 'prefecture', 'nation') as comparison, comparison_position, total - 1 as n,
            least[if(place = 1, 2, 1)] as min, {", ".join(read(name) for name in QUARTILES)},
            case when total > 1 then most[if(place = total, 1, 2)] end as max,
            below, level, total - 1 - below - level as above
        from placed
        join middle using (comparison_position, part, series)
        join figure using (id, series)
    )
"""

# What the counts say. Fewer than three others: no quartiles, no percentile, no place.
STANDING = f"""
    sized as (
        select * replace (case when n >= 3 then q1 end as q1, case when n >= 3 then q3 end as q3,
            case when n > 0 then median end as median),
            case direction when 'high' then above when 'low' then below end as better,
            case direction when 'high' then below when 'low' then above end as worse
        from counted
    )
    select
        code,
        series,
        round,
        measure,
        item,
        comparison,
        value,
        n,
        min,
        q1,
        median,
        q3,
        max,
        value - median as diff,
        case when n > 0 then 1 + better end as rank,
        case when n >= 3 then 100 * (worse + level / 2) / n end as percentile,
        case
            when direction = 'none' or q1 is null then null
            when q3 - q1 <= {TOLERANCE} then 'same'
            when value >= q3 - {TOLERANCE} then if(direction = 'high', 'higher', 'lower')
            when value <= q1 + {TOLERANCE} then if(direction = 'high', 'lower', 'higher')
            else 'same'
        end as place,
        measure_position,
        position,
        comparison_position
    from sized
"""

FAR_STANDING = Relation("far_standing", f"with {FAR}, {STANDING}", (FIGURE,))
NEAR_STANDING = f"(with {NEAR}, {STANDING})"
ASKED_FAR = "(from far_standing semi join asked using (code))"

ORDER = ["code", "round", "measure_position", "position", "item", "comparison_position"]
INNER = ["measure_position", "position", "comparison_position"]


# Whose figures are needed where nobody asks for the nation: the prefectures of those asked for, and their peers beyond them.
AROUND = """
    set variable wanted = (
        select coalesce(list(distinct code), [])
        from (
            select code from origin where prefecture in (select prefecture from origin semi join asked using (code))
            union all
            select peer from peer
        )
    )
"""


def benchmark(store: Store, scope: Scope, comparison: Comparison, min_coverage: float, nation: bool = True) -> DataFrame:
    """One row per municipality, round, known figure and comparison: its peers by one method, its prefecture, all loaded.

    n, min, q1, median, q3, max: of the others who are known; diff: value − median; rank: 1 is best; percentile: 0–100,
    100 is best; place: higher, same, lower, by what is better. nation: without it nobody beyond the prefecture and the
    peers is read, which is much less where all of Japan is loaded. Rank and percentile are the prefecture's. Others get rows
    of those they may see by name, and sums over prefecture and nation in which all count who agreed to be counted.
    """
    with store.reading(scope) as con:
        lay_out_peers(store, con, scope, comparison, min_coverage)
        if not nation:
            con.execute(AROUND)
        method = {"comparison": comparison.method}
        if scope.viewer.is_prefecture:
            lay_out(store, con, scope, min_coverage, FIGURE, FAR_STANDING)
            return asked_for(compared(con, f"{NEAR_STANDING} union all {ASKED_FAR}", method), nation)
        lay_out_here(con, min_coverage, FIGURE)
        near = compared(con, NEAR_STANDING, method)
        seen = frame(con, "select code, round, measure, item, value from figure", {})
    with store.reading(scope.of() if scope.prefecture else scope, reach="totals", cut=not nation) as con:
        lay_out_here(con, min_coverage, FAR_STANDING)
        lay_out_asked(con, scope)
        far = only_totals(compared(con, ASKED_FAR, {}), seen)
    both = concat([near, far], ignore_index=True).sort_values(ORDER, ignore_index=True)
    return asked_for(both.assign(rank=None, percentile=None), nation)


def among_peers(store: Store, scope: Scope, comparison: Comparison, min_coverage: float) -> DataFrame:
    """The rows of `benchmark` against the peers alone: nobody else is read."""
    with store.reading(scope) as con:
        lay_out_peers(store, con, scope, comparison, min_coverage)
        only_with_peers(con, scope)
        lay_out(store, con, scope, min_coverage, FIGURE)
        near = compared(con, NEAR_STANDING, {"comparison": comparison.method}).drop(columns=INNER)
    return near if scope.viewer.is_prefecture else near.assign(rank=None, percentile=None)


def asked_for(rows: DataFrame, nation: bool) -> DataFrame:
    """Where the nation was not read, what looks like a comparison with it is none."""
    kept = rows if nation else rows[rows["comparison"] != "nation"].reset_index(drop=True)
    return kept.drop(columns=INNER)


def compared(con: DuckDBPyConnection, standing: str, values: dict[str, Any]) -> DataFrame:
    """The rows by way of Arrow: for the nation they are 840,000, and texts cross several times faster so."""
    con.execute(f"create or replace temp table standing as from ({standing}) order by code, series, comparison_position", values)
    return con.sql("select * exclude (series) from standing").to_arrow_table().to_pandas()


def only_totals(far: DataFrame, seen: DataFrame) -> DataFrame:
    """The rows whose own figure is `seen`, with what is a sum over enough: no smallest, no largest, nothing over a few."""
    keys = ["code", "round", "measure", "item"]
    known = far.merge(seen, on=keys, suffixes=("", "_seen"))
    known = known[(known["value"] - known["value_seen"]).abs() < float(TOLERANCE)].drop(columns="value_seen")
    known[["min", "max"]] = None
    known.loc[known["n"] < SMALLEST_TOTAL, ["q1", "median", "q3", "diff", "place"]] = None
    return known


# One row per round, measure and item, over one prefecture or all loaded.
SUMMARY = """
    select
        round,
        measure,
        item,
        count(*) as n,
        case when count(*) >= $smallest then median(value) end as median,
        case when count(*) >= $smallest then quantile_cont(value, 0.25) end as q1,
        case when count(*) >= $smallest then quantile_cont(value, 0.75) end as q3
    from figure
    where $prefecture = '' or home = $prefecture
    group by series, round, measure, item
    order by series
"""


def prefecture_summary(store: Store, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per round, measure and item. n: how many are known; median, q1, q3: of all in the prefecture of `scope`.

    For every role: sums of those who agreed to be counted, and only over six or more (県担当: over all, of any number).
    """
    smallest = 1 if scope.viewer.is_prefecture else SMALLEST_TOTAL
    with store.reading(scope.of(), reach="rows" if scope.viewer.is_prefecture else "totals", cut=True) as con:
        lay_out(store, con, scope, min_coverage, FIGURE)
        return frame(con, SUMMARY, {"smallest": smallest, "prefecture": scope.prefecture})
