"""Which verdicts hold? One row per municipality, in words."""

from __future__ import annotations

from collections.abc import Mapping

from pandas import DataFrame

from analytics.registry import CODE, Field
from analytics.sentences.robustness import in_words, mark

VERDICT_FIELDS = (
    CODE,
    Field("name", "団体", "text", "市町村の名前。"),
    Field("mark", "結果の安定性", "text", "設問を一つずつ除いても判定が変わらなければ、安定した結果。"),
    Field("turns_when", "変わる条件", "text", "判定が変わる、または分からなくなる条件。"),
)


def verdicts(rows: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """code, name, holds, mark, turns_when of the statement `priority`."""
    told = rows[rows["statement"] == "priority"]
    named = told.assign(
        name=[names.get(code, code) for code in told["code"]],
        mark=[mark(holds) for holds in told["holds"]],
        turns_when=told["turns_when"].map(in_words, na_action="ignore"),
    )
    return named[["code", "name", "holds", "mark", "turns_when"]].reset_index(drop=True)
