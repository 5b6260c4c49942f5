"""How far is each municipality from the To-Be state, and which answers make the gap? (source p. 8–9)"""

from __future__ import annotations

from typing import Any, Literal

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.peers import NO_PEERS, Comparison, peers_of
from analytics.scope import WANTED, Scope
from analytics.state import frame, state

Line = Literal["prefecture", "own", "best_peer"]

# The three To-Be lines, over a relation `state`. Each: one row per municipality, round and aspect that has a target.
LINES: dict[Line, str] = {
    "prefecture": """
        select state.code, state.round, state.item as aspect, coalesce(special.target, usual.target) as target
        from state
        left join prefecture_target usual on usual.round is null and usual.aspect = state.item
        left join prefecture_target special on special.round = state.round and special.aspect = state.item
        where state.kind = 'aspect'
    """,
    "own": """
        select code, round, aspect, target from own_target
    """,
    "best_peer": """
        select peer.code, state.round, state.item as aspect, max(state.state) as target
        from peer
        join state on state.code = peer.peer and (peer.round is null or peer.round = state.round)
        where state.kind = 'aspect'
        group by all
    """,
}

# One row per municipality, round and aspect, over a relation `state`. as_is, target, gap, surplus: points 0–100.
# `greatest` passes over NULL, so an unknown state is kept apart by hand.
GAPS = """
    with line as ({line})
    select
        state.code,
        state.round,
        state.item as aspect,
        state.state as as_is,
        line.target,
        case when state.state is not null and line.target is not null then greatest(0, line.target - state.state) end as gap,
        case when state.state is not null and line.target is not null then greatest(0, state.state - line.target) end as surplus,
        state.coverage,
        state.position
    from state
    left join line on line.code = state.code and line.round = state.round and line.aspect = state.item
    where state.kind = 'aspect'
"""


def gaps(line: Line = "prefecture") -> str:
    """The statement of one To-Be line, to stand in another; it needs $min_coverage, and `best_peer` a relation `peer`."""
    return f"with state as ({state('aspect')}) select * from ({GAPS.format(line=LINES[line])})"


# One row per municipality and round, over a relation `gap`. Unknown aspects weigh nothing; fewer than half known: no figure.
OVERALL = """
    select
        code,
        round,
        case when 2 * count(as_is) >= count(*) then sum(weight * as_is) / nullif(sum(weight) filter (where as_is is not null), 0) end as as_is,
        case when 2 * count(as_is) >= count(*) then sum(weight * gap) / nullif(sum(weight) filter (where gap is not null), 0) end as gap,
        count(as_is) as known_aspects
    from gap
    join aspect using (aspect)
    group by code, round
"""

# One row per answered question of an aspect that is known: its share of the gap. Over a relation `gap`.
DRIVERS = f"""
    answered as (
        select code, round, aspect, question, position, normalised, weight * (1 - normalised) as missed
        from scored
        where normalised is not null
    )
    select
        code,
        round,
        aspect,
        question,
        normalised,
        coalesce(gap.gap * missed / nullif(sum(missed) over (partition by code, round, aspect), 0), 0) as contribution
    from answered
    join gap using (code, round, aspect)
    where gap.gap is not null and {WANTED}
    order by code, round, gap.position, answered.position
"""

WHEELS = f"""
    select code, round, item as field, state as as_is, coverage
    from ({state("field")})
    where {WANTED}
    order by code, round, position
"""


def gap(
    con: DuckDBPyConnection, scope: Scope, min_coverage: float, line: Line = "prefecture", peers: Comparison | None = None
) -> DataFrame:
    """One row per municipality, round and aspect. as_is, target, gap, surplus: points 0–100; coverage: 0–1.

    as_is is NULL where fewer than `min_coverage` of the weights were answered. line: the prefecture's model target, the
    municipality's own (NULL where it set none) or the best of its `peers`. Source p. 9.
    """
    before, values = measured_against(line, scope, min_coverage, peers)
    return frame(con, f"{before} select * exclude (position) from gap where {WANTED} order by code, round, position", values)


def measured_against(line: Line, scope: Scope, min_coverage: float, peers: Comparison | None) -> tuple[str, dict[str, Any]]:
    """The beginning of a statement over a relation `gap` to one To-Be line, and the values it binds."""
    relation, values = peers_of(scope, peers or Comparison(), min_coverage) if line == "best_peer" else (NO_PEERS, scope.wanted)
    return f"with peer as ({relation}), gap as ({gaps(line)})", {"min_coverage": min_coverage, **values}


def overall(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per municipality and round. as_is, gap: means over the known aspects by their weight, points 0–100.

    Both are NULL if fewer than half of the aspects are known. Measured against the prefecture's model target. Source p. 9.
    """
    sql = f"with gap as ({gaps()}) select * from ({OVERALL}) where {WANTED} order by code, round"
    return frame(con, sql, {"min_coverage": min_coverage, **scope.wanted})


def drivers(
    con: DuckDBPyConnection, scope: Scope, min_coverage: float, line: Line = "prefecture", peers: Comparison | None = None
) -> DataFrame:
    """One row per answered question. contribution: points of the aspect's gap to the `line`; they add up to it exactly.

    normalised: 0–1. Unanswered questions and aspects that are not known are left out; all zero where there is no gap.
    """
    before, values = measured_against(line, scope, min_coverage, peers)
    return frame(con, f"{before}, {DRIVERS}", values)


def wheels(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per municipality, round and field (自治体DX, 地域社会DX, 接続). as_is: 0–100; coverage: 0–1. Source p. 4."""
    return frame(con, WHEELS, {"min_coverage": min_coverage, **scope.wanted})
