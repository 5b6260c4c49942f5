"""Which tables are asked for once for a prefecture and all its rounds, and which of their rows does a filter show?"""

from __future__ import annotations

from collections.abc import Sequence

from pandas import DataFrame, concat

from analytics.model import Model
from analytics.priority import VERDICT
from analytics.scope import Scope

WHOLE = ("answers", "steps", "gap", "overall", "wheels", "drivers", "factors", "outcomes", "next_steps", "targets", "priority")
"""Each row of these rests on its own municipality and round alone."""

ROUNDLESS = ("municipalities", "indicators", "support_log", "peers", "decisions")
"""The same in every round (peers: but for those by stage)."""

CLOCKED = ("visits", "advice")
"""These change with the day on which they are asked for."""


def part(whole: DataFrame, scope: Scope) -> DataFrame:
    """The rows of the municipalities and the round of `scope`, out of all those of its prefecture."""
    wanted = whole["code"].isin(scope.codes) if scope.codes else None
    in_round = whole["round"] == scope.round if scope.round else None
    kept = [rows for rows in (wanted, in_round) if rows is not None]
    return whole[kept[0] & kept[1] if len(kept) == 2 else kept[0]].reset_index(drop=True) if kept else whole


def together(parts: Sequence[DataFrame]) -> DataFrame:
    """Several prefectures in one table, in code order as each of them is."""
    return parts[0] if len(parts) == 1 else concat(parts).sort_values("code", kind="stable", ignore_index=True)


def of_questionnaire(priority: DataFrame, model: Model, round: str | None) -> DataFrame:
    """A column for each step that the questionnaire of the round has, not for those of other rounds."""
    if round is None:
        return priority
    return priority.reindex(columns=["code", "round", *(step.id for step in model.questionnaire(round).steps), *VERDICT])


def with_whole_ranks(benchmark: DataFrame) -> DataFrame:
    """Ranks are whole numbers where all are known, also if another round lacks one."""
    known = benchmark["rank"].notna().all() and benchmark["rank"].dtype == "float64"
    return benchmark.astype({"rank": "int64"}) if known else benchmark
