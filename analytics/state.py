"""How far along is each aspect, field, factor or outcome? The weighted mean that all of them share."""

from __future__ import annotations

from typing import Any, Literal

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.keeping import Relation

Kind = Literal["aspect", "field", "factor", "outcome"]

# Sums of fractions differ in the last bits by the order of their terms: what is equal on paper counts as equal.
TOLERANCE = "1e-9"

# One row per municipality, round, kind and item. state: 0–100, NULL below the coverage asked for; coverage: 0–1.
# Unanswered questions weigh nothing, on both sides of the division. Whoever sent in anything has a row for every item.
STATE = """
    with tagged as (
        select kind, item, questionnaire, question, weight from tag where kind in ({kinds})
    ),
    answered as (
        select
            code,
            round,
            questionnaire,
            kind,
            item,
            sum(scored.weight * normalised) as reached,
            sum(scored.weight) filter (where normalised is not null) as weight
        from scored
        left join (select kind, item, questionnaire, question from tagged) using (questionnaire, question)
        group by all
    ),
    whole as (
        select questionnaire, kind, item, position, sum(weight) as weight
        from (select kind, item, position from item where kind in ({kinds}))
        cross join (select distinct questionnaire from question)
        left join tagged using (questionnaire, kind, item)
        group by all
    ),
    covered as (
        select
            respondent.code,
            respondent.round,
            whole.kind,
            whole.item,
            whole.position,
            100 * answered.reached / nullif(answered.weight, 0) as state,
            coalesce(answered.weight / nullif(whole.weight, 0), 0) as coverage
        from (select distinct code, round, questionnaire from answered) respondent
        join whole using (questionnaire)
        left join answered using (code, round, kind, item)
    )
    select code, round, kind, item, position, coverage, case when coverage >= $min_coverage - {tolerance} then state end as state
    from covered
"""


def state(*kinds: Kind) -> str:
    """The statement for some kinds, to stand in another as `state`; it needs $min_coverage."""
    return STATE.format(kinds=", ".join(f"'{kind}'" for kind in kinds), tolerance=TOLERANCE)


STATES = Relation("state", state("aspect", "factor", "outcome"))
"""Those that other measures start from, for `lay_out`."""


def frame(con: DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> DataFrame:
    """The rows of one statement."""
    return con.execute(sql, parameters).df()
