"""What would change if one municipality answered some questions differently?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.gap import OVERALL, gaps
from analytics.priority import EXPLAINED, VERDICT
from analytics.scope import WANTED, Scope
from analytics.state import frame
from analytics.steps import STEP_SCORES, STEPS

# The answers of the municipality with some replaced. It stands before a measure's own statement and hides the view of the
# same name from it: one formula, two sets of answers.
CHANGED = """
    scored as (
        select real.* replace (
            coalesce(wish.points, real.points) as points,
            coalesce(wish.points, real.points) / max_points as normalised
        )
        from main.scored real
        left join (select unnest($questions::varchar[]) as question, unnest($points::double[]) as points) wish using (question)
        where list_contains($codes::varchar[], code)
    )
"""

WHAT_IF: dict[str, str] = {
    "steps": f"with {CHANGED} {{}}".format(STEPS),
    "gap": f"with {CHANGED} select * exclude (position) from ({gaps()}) where {WANTED} order by code, round, position",
    "overall": f"with {CHANGED}, gap as ({gaps()}) select * from ({OVERALL}) where {WANTED}",
    "priority": f"with {CHANGED}, score as ({STEP_SCORES}) select distinct code, round, {', '.join(VERDICT)} from ({EXPLAINED}) where {WANTED}",
}


@dataclass(frozen=True)
class WhatIf:
    """The measures of one municipality with some answers replaced, in the columns of the tables of the same names."""

    steps: DataFrame
    gap: DataFrame
    overall: DataFrame
    priority: DataFrame


def what_if(con: DuckDBPyConnection, scope: Scope, code: str, points: Mapping[str, float], min_coverage: float) -> WhatIf:
    """The measures of `code` in the round of `scope` if its answers to the questions of `points` had those points.

    Only answers on record can be replaced, an unanswered one included; what the viewer may not see stays out.
    """
    values = {"questions": list(points), "points": list(points.values()), "min_coverage": min_coverage, **scope.of(code).wanted}
    return WhatIf(**{name: frame(con, sql, values) for name, sql in WHAT_IF.items()})
