"""What is kept by hand: what holds of it now, and does what a form gives make a row that may be stored?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.kinds import CONSENTS, DECISIONS, GROUPS, NEIGHBOURS, SUPPORT_LOG, SURVEY, TARGETS, Column, Kind
from analytics.model import Model
from analytics.schema import quoted
from analytics.scope import Scope

FORMS = (SUPPORT_LOG, TARGETS, SURVEY, DECISIONS, CONSENTS, GROUPS, NEIGHBOURS)
"""The kinds that have a form: all that are kept by hand, and single answers of the survey."""

# The scoped view in which the rows of a kind stand. Neighbours stand beside those that follow from the boundaries.
VIEWS = {
    "support_log": "support_log",
    "targets": "own_target",
    "support_decisions": "support_decision",
    "consents": "consent",
    "groups": "membership",
}
ANSWER = """
    select choice, null as text, reason from answer where round = $round and code = $code and question = $question
    union all
    select null, text, reason from (select *, null as reason from remark) where round = $round and code = $code and question = $question
"""


def held(con: DuckDBPyConnection, scope: Scope, name: str) -> pd.DataFrame:
    """What holds now of one kind, newest receipt first: key, values and the receipt number. Empty where no view shows it."""
    kind = next(kind for kind in FORMS if kind.name == name)
    if name not in VIEWS:
        return pd.DataFrame()
    columns = quoted([*kind.key, *kind.values, "batch"])
    newest = "batch desc, date desc" if "date" in kind.key else "batch desc"
    return con.execute(f"select {columns} from {VIEWS[name]} order by {newest}, {quoted(kind.key)}").df()


def held_row(rows: pd.DataFrame, kind: Kind, key: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the row with this key, without those that are not known; empty where there is none."""
    if rows.empty or any(value is None for value in key.values()):
        return {}
    same = pd.Series(True, index=rows.index)
    for name in kind.key:
        same &= as_text(rows[name]) == str(key[name])
    found = rows[same]
    return {} if found.empty else {name: found.iloc[0][name] for name in kind.values if pd.notna(found.iloc[0][name])}


def as_text(values: pd.Series) -> pd.Series:
    return values.dt.date.astype(str) if pd.api.types.is_datetime64_any_dtype(values) else values.astype(str)


def held_answer(con: DuckDBPyConnection, scope: Scope, round: str, code: str, question: str) -> dict[str, Any]:
    """choice, text and reason of one answer; empty where nothing was ever said."""
    found = con.execute(ANSWER, {"round": round, "code": code, "question": question}).df()
    return {} if found.empty else {name: value for name, value in found.iloc[0].items() if pd.notna(value)}


def faults(kind: Kind, row: Mapping[str, Any]) -> list[str]:
    """What is missing or impossible in a row of a form, a line each."""
    needed = [column for column in kind.columns if column.required or column.name in kind.key]
    lines = [f"「{column.label}」を入れてください。" for column in needed if row.get(column.name) in (None, "")]
    if kind is NEIGHBOURS and row.get("code_a") and row.get("code_a") == row.get("code_b"):
        lines.append("隣接は、異なる2つの市町村を選んでください。")
    return lines


def row_of(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """A form's values as a row to be stored: blank texts are NULL, the key first."""
    row = {name: given.get(name) for name in (*kind.key, *kind.values)}
    return {name: value.strip() or None if isinstance(value, str) else value for name, value in row.items()}


def answer_row(model: Model, round: str, code: str, question: str, given: str | None, reason: str | None) -> dict[str, Any]:
    """One answer as a row to be stored. given: a choice's label, or the words of a free-text question."""
    asked = model.questionnaire(round).by_id.get(question)
    points = {choice.label: choice.points for choice in asked.choices} if asked else {}
    known = None if reason else given
    return {
        "round": round,
        "code": code,
        "question": question,
        "choice": known if asked else None,
        "points": points.get(known or "") if asked else None,
        "text": None if asked else known or "",
        "reason": reason,
    }


def columns_of(kind: Kind) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of a form: those of the key in its order, and the others."""
    return tuple(kind.by_name[name] for name in kind.key), tuple(column for column in kind.columns if column.name not in kind.key)
