"""How has each municipality moved between two rounds, over the questions that both asked?"""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.errors import Unusable
from analytics.factors import SEVERITIES
from analytics.gap import GAPS, LINES, OVERALL
from analytics.rounds import in_order, newest_round, rounds
from analytics.scope import WANTED, Scope
from analytics.state import TOLERANCE, frame

BREAK_BELOW = 0.7
"""Where tied questions have a smaller share of an item's weight than this, its series is drawn with a break."""


class NoEarlierRound(Unusable):
    """The round to begin with does not come before the one to end with, or there is no such round."""


PAPERS = """
    papers as (
        select
            (select questionnaire from questionnaire_year where year = left($from, 4)::integer) as questionnaire_from,
            (select questionnaire from questionnaire_year where year = left($to, 4)::integer) as questionnaire_to
    )
"""

# `state` as in analytics/state.py, of both rounds and over the tied questions alone; both rounds with the newer weights, so
# that the same answers give no change.
TIED_STATE = f"""
    {PAPERS},
    asked as (
        select kind, item, unnest([$from, $to]) as round, unnest([question_from, question_to]) as question, weight
        from tied_question
        join papers using (questionnaire_from, questionnaire_to)
    ),
    answered as (
        select
            code,
            scored.round,
            kind,
            item,
            sum(asked.weight * normalised) as reached,
            sum(asked.weight) filter (where normalised is not null) as weight
        from scored
        join asked using (round, question)
        group by all
    ),
    covered as (
        select
            code,
            round,
            kind,
            item,
            position,
            max_points,
            100 * reached / nullif(answered.weight, 0) as state,
            coalesce(answered.weight / nullif(listed.weight, 0), 0) as coverage
        from (select distinct code, round from scored where round in ($from, $to)) respondent
        cross join (select * from tied_item join papers using (questionnaire_from, questionnaire_to) where kind <> 'overall') listed
        left join answered using (code, round, kind, item)
    ),
    state as (
        select * replace (case when coverage >= $min_coverage - {TOLERANCE} then state end as state) from covered
    )
"""

# An imported step score has no questions: it counts only where one questionnaire served both rounds.
STEP_FIGURES = """
    select code, round, 'step' as measure, item, arg_min(value, source) as value
    from (
        select code, round, item, max_points * state / 100 as value, 1 as source from state where kind = 'step'
        union all
        select code, round, step, score, 2
        from step_table
        join papers on questionnaire_from = questionnaire_to
        where round in ($from, $to)
    )
    group by all
"""

# One row per municipality, measure and item that is known in both rounds.
CHANGE = f"""
    with {TIED_STATE},
    gap as ({GAPS.format(line=LINES["prefecture"])}),
    overall as ({OVERALL}),
    figure as (
        {STEP_FIGURES}
        union all
        select code, round, 'aspect', aspect, as_is from gap
        union all
        select code, round, 'overall', unnest(['as_is', 'gap']), unnest([as_is, gap]) from overall
        union all
        select code, round, 'factor', factor, severity from ({SEVERITIES})
    )
    select
        code,
        $from as round_from,
        $to as round_to,
        measure,
        item,
        earlier.value as before,
        later.value as after,
        later.value - earlier.value as change,
        tied_share
    from (select * exclude (round) from figure where round = $from) earlier
    join (select * exclude (round) from figure where round = $to) later using (code, measure, item)
    join papers on true
    join tied_item using (questionnaire_from, questionnaire_to, item)
    where tied_item.kind = measure and earlier.value is not null and later.value is not null and {WANTED}
    order by code, list_position(['step', 'aspect', 'overall', 'factor'], measure), position
"""

# One row per measure and item of the newer round's questionnaire.
TIES = f"""
    with {PAPERS}
    select $from as round_from, $to as round_to, kind as measure, item, tied_share
    from tied_item
    join papers using (questionnaire_from, questionnaire_to)
    order by list_position(['step', 'aspect', 'overall', 'factor'], kind), position
"""

EVERY_ROUND = "set variable round = null"
"""What is measured over two rounds has to see both, whichever one its scope is about."""

NOTHING = DataFrame(columns=["code", "round_from", "round_to", "measure", "item", "before", "after", "change", "tied_share"])


def two_rounds(con: DuckDBPyConnection, scope: Scope, since: str | None = None) -> tuple[str, str] | None:
    """The round of `scope` (None: the newest) and `since`, by default the one before; None where there are no two.

    Raises NoEarlierRound where `since` does not come before.
    """
    until = scope.round or newest_round(con)
    known = rounds(con)
    if until not in known or not until:
        return None
    if since and in_order(since) >= in_order(until):
        raise NoEarlierRound(f"比べる元の調査年度（{since}）は、比べる先（{until}）より前にしてください。")
    earlier = [round for round in known if in_order(round) < in_order(until)]
    if since and since not in earlier:
        raise NoEarlierRound(f"比べる元の調査年度（{since}）の調査は、取り込まれていません（あるもの: {'・'.join(earlier) or 'なし'}）。")
    begin = since or next(reversed(earlier), None)
    return (begin, until) if begin else None


def change(con: DuckDBPyConnection, scope: Scope, min_coverage: float, since: str | None = None) -> DataFrame:
    """One row per municipality, measure (step, aspect, overall, factor) and item that is known in both of two rounds.

    before, after, change: points of the step (on the newer questionnaire's scale) or 0–100 (factor: severity, low is best;
    overall: as_is and gap), over tied questions only; tied_share: 0–1, below BREAK_BELOW the series breaks. since: the earlier round, by default the one before that of `scope`. Raises NoEarlierRound.
    """
    pair = two_rounds(con, scope, since)
    if pair is None:
        return NOTHING
    con.execute(EVERY_ROUND)
    return frame(con, CHANGE, {"from": pair[0], "to": pair[1], "min_coverage": min_coverage, **scope.wanted})


def ties(con: DuckDBPyConnection, scope: Scope, since: str | None = None) -> DataFrame:
    """One row per measure and item of the newer questionnaire: the share of its weight that is tied, 0 where nothing is."""
    pair = two_rounds(con, scope, since)
    return (
        frame(con, TIES, {"from": pair[0], "to": pair[1]}) if pair else NOTHING[["round_from", "round_to", "measure", "item", "tied_share"]]
    )
