"""What is kept by hand: what holds of it now, and does what a form gives make a row that may be stored?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.intake.values import missing_reason
from analytics.kinds import BY_HAND, CODE, ISSUES, NEIGHBOURS, SURVEY, Column, Kind
from analytics.model import Model
from analytics.schema import quoted
from analytics.scope import Scope

FORMS = (*BY_HAND, SURVEY, ISSUES)
"""The kinds that have a form: all that are kept by hand, single answers of the survey, and how an issue stands."""
STATUS = ("status", "measure", "owner", "due")
"""What the form of an issue may change; all else of it stays as its list says."""

ANSWER = """
    select choice, null as text, reason from answer where round = $round and code = $code and question = $question
    union all
    select null, text, reason from (select *, null as reason from remark) where round = $round and code = $code and question = $question
"""


def held(con: DuckDBPyConnection, scope: Scope, name: str) -> pd.DataFrame:
    """What 県担当 has on record of one kind, newest receipt first: key, values, receipt number. Empty for the survey: see `held_answer`."""
    kind = next(kind for kind in FORMS if kind.name == name)
    if kind is SURVEY:
        return pd.DataFrame()
    columns = quoted([*kind.key, *kind.values, "batch"])
    newest = "batch desc, date desc" if "date" in kind.key else "batch desc"
    return con.execute(f"select {columns} from {name}_on_record order by {newest}, {quoted(kind.key)}").df()


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
    """What is missing or impossible in a row of a form, a line each. A mark such as 「-」 is no value."""
    needed = [column for column in kind.columns if column.name in kind.key or (column.required and column.name in row)]
    lines = [f"「{field_label(column)}」を入れてください。" for column in needed if is_missing(row.get(column.name))]
    if kind is NEIGHBOURS and row.get("code_a") and row.get("code_a") == row.get("code_b"):
        lines.append("隣接は、異なる2つの市町村を選んでください。")
    return lines


def field_label(column: Column) -> str:
    """What a form calls a column: there a municipality is chosen by its name."""
    return column.label.replace(CODE.label, "市町村")


def is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and missing_reason(value) is not None)


def row_of(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """A form's values as a row to be stored, the key first: what says that there is no value is NULL, as in a file."""
    names = (*kind.key, *(STATUS if kind is ISSUES else kind.values))
    row = {name: given.get(name) for name in names}
    return {name: None if is_missing(value) else value.strip() if isinstance(value, str) else value for name, value in row.items()}


def answer_row(model: Model, round: str, code: str, question: str, given: str | None, reason: str | None) -> dict[str, Any]:
    """One answer as a row to be stored. given: a choice's label, or the words of a free-text question."""
    asked = model.questionnaire(round).by_id.get(question)
    points = {choice.label: choice.points for choice in asked.choices} if asked else {}
    reason = reason or missing_reason(given or "")
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
    """The columns of a form: those of the key in its order, and the others that it may change."""
    others = STATUS if kind is ISSUES else tuple(column.name for column in kind.columns if column.name not in kind.key)
    return tuple(kind.by_name[name] for name in kind.key), tuple(kind.by_name[name] for name in others)
