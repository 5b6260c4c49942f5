"""Which causes of the gap weigh most, and which outcomes are near? (source p. 10 and 14)"""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.scope import WANTED, Scope
from analytics.state import frame, state

# One row per municipality, round and factor, over a relation `state`. What is not reached is what weighs.
SEVERITIES = """
    select code, round, item as factor, 100 - state as severity, coverage, position
    from state
    where kind = 'factor'
"""

# One row per municipality, round and outcome, over a relation `state`.
PROGRESS = """
    select code, round, item as outcome, state as progress, coverage, position
    from state
    where kind = 'outcome'
"""


def factors(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per municipality, round and factor. severity: 0–100, 100 is worst; coverage: 0–1. Source p. 10."""
    sql = f"with state as ({state('factor')}) select * exclude (position) from ({SEVERITIES}) where {WANTED} order by code, round, position"
    return frame(con, sql, {"min_coverage": min_coverage, **scope.wanted})


def outcomes(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> DataFrame:
    """One row per municipality, round and outcome. progress: 0–100, 100 is best; coverage: 0–1. Source p. 14."""
    sql = f"with state as ({state('outcome')}) select * exclude (position) from ({PROGRESS}) where {WANTED} order by code, round, position"
    return frame(con, sql, {"min_coverage": min_coverage, **scope.wanted})
