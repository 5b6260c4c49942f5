"""How far is each municipality in STEP0–3 of the procedure? (source p. 28)"""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.keeping import Relation
from analytics.scope import WANTED, Scope
from analytics.state import TOLERANCE, frame

# One row per municipality, round and step of the round's questionnaire. score: 0–max, NULL if not known.
STEP_SCORES = f"""
    with answered as (
        select
            code,
            round,
            step,
            sum(points) as points,
            sum(max_points) filter (where points is not null) as possible
        from scored
        group by all
    ),
    imported as (
        select code, round, step, score from step_table
    ),
    covered as (
        select
            municipality.code,
            round,
            step.step,
            step.position,
            step.content_label,
            step.attention_below,
            step.support_below,
            step.max_points,
            coalesce(answered.possible, 0) / nullif(step.max_points, 0) as coverage,
            step.max_points * answered.points / nullif(answered.possible, 0) as full_score,
            imported.score as imported_score
        from (select distinct code, round from answered union select code, round from imported) municipality
        join round_questionnaire using (round)
        join step using (questionnaire)
        left join answered using (code, round, step)
        left join imported using (code, round, step)
    ),
    known as (
        select *, case when coverage >= $min_coverage - {TOLERANCE} then full_score end as own_score from covered
    )
    select
        code,
        round,
        step,
        coalesce(own_score, imported_score) as score,
        max_points as max,
        case when own_score is not null or imported_score is null then coalesce(coverage, 0) end as coverage,
        case when own_score is null and imported_score is not null then 'table' else 'answers' end as source,
        position,
        content_label,
        attention_below,
        support_below
    from known
"""

SCORES = Relation("score", STEP_SCORES)

STEPS = f"""
    select code, round, step, score, max, coverage, source
    from ({STEP_SCORES})
    where {WANTED}
    order by code, round, position
"""

# One row per step of the questionnaires that serve the rounds asked for.
STEP_NAMES = """
    select step
    from step
    join questionnaire_year using (questionnaire)
    where year in (select left(round, 4)::integer from round_known where $round is null or round = $round)
        or year = left($round, 4)::integer
    group by step
    order by min(position), step
"""


def steps(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per municipality, round and step. score, max: points; coverage: 0–1 by points, NULL for an imported score.

    score is NULL below `min_coverage`; source says whether it comes from 'answers' or from an imported 'table',
    which counts only where the answers give none. Source p. 28.
    """
    return frame(con, STEPS, {"min_coverage": min_coverage, **scope.wanted})


def step_names(con: DuckDBPyConnection, scope: Scope) -> list[str]:
    """The ids of the steps that the questionnaires of the rounds asked for have, in their order."""
    return [step for (step,) in con.execute(STEP_NAMES, {"round": scope.round}).fetchall()]
