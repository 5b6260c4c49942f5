"""What could a municipality take up next? Small steps first, and the fewest questions that lead to the target."""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.gap import gaps
from analytics.scope import WANTED, Scope
from analytics.state import TOLERANCE, frame
from analytics.steps import STEP_SCORES

# One row per answered question below its top choice, over a relation `gap`.
# gain: points of as_is if it is raised to its next choice; full_gain: if raised to the top.
OPEN_QUESTIONS = """
    select
        scored.code,
        scored.round,
        scored.aspect,
        scored.step,
        scored.question,
        scored.max_points,
        min(choice.points) as next_points,
        any_value(gap.position) as aspect_position,
        any_value(gap.as_is) as as_is,
        any_value(gap.target) as target,
        any_value(gap.gap) as gap,
        any_value(100 * scored.weight / nullif(answered.weight, 0)) * (min(choice.points) - any_value(scored.points)) / scored.max_points as gain,
        any_value(100 * scored.weight / nullif(answered.weight, 0)) * (scored.max_points - any_value(scored.points)) / scored.max_points as full_gain
    from scored
    join choice on choice.questionnaire = scored.questionnaire and choice.question = scored.question and choice.points > scored.points
    join gap on gap.code = scored.code and gap.round = scored.round and gap.aspect = scored.aspect
    join (
        select code, round, aspect, sum(weight) as weight from scored where points is not null group by all
    ) answered on answered.code = scored.code and answered.round = scored.round and answered.aspect = scored.aspect
    group by scored.code, scored.round, scored.aspect, scored.step, scored.question, scored.max_points
"""

# One row per municipality, round and question, three at most: those of the earliest step below attention that has open
# questions, else those of the aspect with the largest gap.
NEXT_STEPS = f"""
    with gap as (select * from ({gaps()}) where {WANTED}),
    candidate as ({OPEN_QUESTIONS}),
    early as (
        select code, round, step, position from ({STEP_SCORES}) where score < attention_below - {TOLERANCE}
    ),
    placed as (
        select candidate.*, early.position as step_position,
            row_number() over (
                partition by code, round
                order by early.position nulls last, case when early.position is null then -round(gap, 9) end, case when early.position is null then aspect_position end
            ) as place
        from candidate
        left join early using (code, round, step)
    ),
    chosen as (
        select placed.*
        from placed
        join (select code, round, step_position, aspect from placed where place = 1) first
            on first.code = placed.code and first.round = placed.round
        where case when first.step_position is null then placed.aspect = first.aspect and gap > {TOLERANCE}
            else placed.step_position = first.step_position end
    ),
    numbered as (
        select *, row_number() over (partition by code, round order by round(gain, 9) desc nulls last, question) as number from chosen
    )
    select
        code,
        round,
        aspect,
        number as position,
        question,
        next_points as to_points,
        as_is + sum(gain) over (partition by code, round, aspect order by number) as as_is_after
    from numbered
    where number <= 3
    order by code, round, number
"""

# One row per municipality, round, aspect with a gap and question to raise to its top. Taking the largest gains first is
# exact: all questions cost the same, so no smaller set can reach further.
SHORTEST_WAY = f"""
    with gap as (select * from ({gaps()}) where {WANTED}),
    candidate as ({OPEN_QUESTIONS}),
    ordered as (
        select
            *,
            row_number() over way as number,
            as_is + sum(full_gain) over way as after
        from candidate
        where gap > {TOLERANCE}
        window way as (partition by code, round, aspect order by round(full_gain, 9) desc, question rows unbounded preceding)
    )
    select code, round, aspect, number as position, question, max_points as to_points, after as as_is_after
    from ordered
    where after - full_gain < target - {TOLERANCE}
    order by code, round, aspect_position, number
"""


def next_steps(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per question to take up, three at most per municipality and round. to_points: its next choice.

    as_is_after: the aspect's state (0–100) once this and the rows before it are done; NULL where it is not known now.
    Source p. 16: small steps first. Unanswered questions are left out.
    """
    return frame(con, NEXT_STEPS, {"min_coverage": min_coverage, **scope.wanted})


def shortest_way(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per question of the smallest set that lifts an aspect to its target, for each aspect with a gap.

    to_points: the top choice; as_is_after: the aspect's state (0–100) after this and the rows before it.
    """
    return frame(con, SHORTEST_WAY, {"min_coverage": min_coverage, **scope.wanted})
