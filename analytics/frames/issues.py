"""Which rows does 課題リスト draw? Issues with names and in words, counts, the form to edit, and the road map of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame

from analytics.issue_edits import STATUSES, Change
from analytics.registry import TABLES, Field
from analytics.shared_issues import in_words

PRIORITIES = ("高", "中", "低")
UNRATED, UNSAID, SILENT = "計算なし", "評価なし", "未入力"
STATES = (*STATUSES, SILENT)
MIDDLE = 3.0
"""Between low and high on the scale 1–5: where the quadrants meet."""

LISTED = {field.name: field for field in TABLES["issues"].fields}
NAME = Field("name", "市町村名", "text", "市町村の名前。")
ISSUE = Field("issue", "課題", "text", "課題の分類（A～C）。分類がなければ課題解決策。")
REMARK = Field("remark", "評価の違い", "text", "市町村の優先度評価と、計算した優先度や同じリストの点数との違い。理由は付けません。")
PLACE = Field("place", "順位", "integer", "表示している課題の中での、得点の高い順（同じ得点は同じ順位）。")
FREE = tuple(LISTED[name] for name in ("policy_field", "department", "solution"))
JUDGED = tuple(LISTED[name] for name in ("objective", "subjective", "score", "priority", "own_score", "own_priority"))
DONE = tuple(LISTED[name] for name in ("status", "owner", "due", "measure"))
EDITABLE = tuple(field.name for field in DONE)
FIELDS = (NAME, LISTED["no"], ISSUE, *FREE, *JUDGED, REMARK, *DONE, LISTED["renewal"], LISTED["joins"])
SHARED_FIELDS = (NAME, LISTED["no"], ISSUE, *FREE, *DONE, LISTED["renewal"], LISTED["joins"])
"""Without priorities and points: what a shared screen shows."""
REMARK_FIELDS = (NAME, LISTED["no"], ISSUE, LISTED["own_priority"], LISTED["own_score"], LISTED["priority"], LISTED["score"], REMARK)
QUADRANT_FIELDS = (
    LISTED["objective"],
    LISTED["subjective"],
    Field("priority", "優先度（計算）", "text", "得点から求めた高・中・低。"),
    Field("n", "課題の数", "integer", "この点数の課題の数。"),
    Field("which", "課題", "text", "市町村と No.。"),
)
GRID_FIELDS = (
    Field("own", "市町村の評価", "text", "市町村の課題リストにある優先度評価。"),
    Field("priority", "計算した優先度", "text", "得点から求めた高・中・低。"),
    Field("n", "課題の数", "integer", "この組み合わせの課題の数。"),
)
GROUPS = {"policy_field": "政策分野", "department": "担当部署", "name": "市町村"}
NO_GROUP = "（空欄）"
GROUP_FIELDS = (
    Field("group", "区分", "text", "政策分野・担当部署・市町村のどれか。"),
    Field("priority", "優先度（計算）", "text", "得点から求めた高・中・低。"),
    Field("n", "課題の数", "integer", "課題の数。"),
)
HISTORY_FIELDS = (NAME, *(field for field in TABLES["issue_edits"].fields if field.name != "code"))
OWNER = Field("by", "担当", "text", "課題の担当。なければ担当部署。")
QUARTER = Field("quarter", "四半期", "text", "期限のある年度と四半期（4月から）。")
PLAN_FIELDS = (
    NAME,
    OWNER,
    QUARTER,
    *(LISTED[n] for n in ("due", "status", "measure", "no")),
    ISSUE,
    LISTED["own_priority"],
    LISTED["priority"],
)
NO_OWNER, NO_DUE = "担当未定", "期限未定"
FIRST_YEAR, LAST_YEAR = 2000, 2099
EARLIER, LATER = "平成11年度以前", "令和82年度以降"
"""Dates that stand for 「いつでも」 or are slips (1900-01-01, 9999-12-31) do not stretch the road map over centuries."""


def named(issues: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """The table `issues` with name, issue (its words in one line), state (status or 未入力), rank (computed priority or 計算なし), remark."""
    found = issues.astype(object).where(issues.notna(), None)
    parts = found[["class_a", "class_b", "class_c", "solution"]].itertuples(index=False)
    beside = {(row.code, row.round, row.no): row for row in found.itertuples(index=False)}
    return issues.assign(
        name=[names.get(code, code) for code in found["code"]],
        issue=[in_words([part or "" for part in row]) for row in parts],
        state=found["status"].fillna(SILENT),
        rank=found["priority"].fillna(UNRATED),
        remark=[remark(row, beside) for row in found.itertuples(index=False)],
    )


def remark(row: Any, beside: Mapping[tuple[Any, ...], Any]) -> str | None:
    """How the own label differs, in words, unexplained; None where it does not."""
    told = []
    if row.differs:
        told.append(f"市町村は「{row.own_priority}」、計算では「{row.priority}」")
    if row.own_conflict:
        other = beside[row.code, row.round, row.conflict_with]
        told.append(f"No.{other.no} は{other.own_score:g}点で「{other.own_priority}」、こちらは{row.own_score:g}点で「{row.own_priority}」")
    return "。".join(told) or None


def chosen(table: DataFrame, wanted: Mapping[str, Sequence[str]]) -> DataFrame:
    """The rows whose columns have one of the values wanted; a column without a wish lets all through."""
    kept = pd.Series(True, index=table.index)
    for column, values in wanted.items():
        if values:
            kept &= table[column].isin(values)
    return table[kept].reset_index(drop=True)


def by_score(table: DataFrame) -> DataFrame:
    """The issues by score, the highest first, with their place (1-2-2-4); those without a score last, without a place."""
    ordered = table.assign(place=table["score"].round(9).rank(method="min", ascending=False).astype("Int64"))
    return ordered.sort_values("place", kind="stable", na_position="last", ignore_index=True)


# ---- what is drawn ----


def quadrant(table: DataFrame) -> DataFrame:
    """One row per pair of ratings and computed priority: n issues, and which they are."""
    rated = table.dropna(subset=["objective", "subjective"])
    rated = rated.assign(
        objective=rated["objective"].round(6), subjective=rated["subjective"].round(6), place=rated["name"] + " " + rated["no"]
    )
    found = rated.groupby(["objective", "subjective", "rank"], sort=True)["place"].agg(n="size", which=several).reset_index()
    return found.rename(columns={"rank": "priority"})


def several(places: pd.Series[Any], most: int = 8) -> str:
    rest = f"、ほか{len(places) - most}件" if len(places) > most else ""
    return "、".join(places.head(most)) + rest


def grid(table: DataFrame) -> DataFrame:
    """One row per own label and computed priority that occur together: n issues."""
    found = table.assign(own=table["own_priority"].astype(object).fillna(UNSAID)).groupby(["own", "rank"], sort=False).size()
    return found.reset_index(name="n").rename(columns={"rank": "priority"})


def own_labels(cells: DataFrame) -> tuple[str, ...]:
    """The municipalities' own labels from high to low, others after them, none at all last."""
    usual = [*PRIORITIES, "大", "小", "A", "B", "C"]
    return tuple(sorted(set(cells["own"]), key=lambda own: (own == UNSAID, usual.index(own) if own in usual else len(usual), own)))


def groups(table: DataFrame, by: str) -> DataFrame:
    """One row per group and computed priority: n issues. The larger group first, municipalities in the order of their codes."""
    found = table.assign(group=table[by].astype(object).fillna(NO_GROUP))
    order = (
        list(dict.fromkeys(found.sort_values("code", kind="stable")["group"]))
        if by == "name"
        else list(found["group"].value_counts().index)
    )
    counts = found.groupby(["group", "rank"]).size().reset_index(name="n").rename(columns={"rank": "priority"})
    counts["place"] = counts["group"].map(order.index)
    counts["level"] = counts["priority"].map([*PRIORITIES, UNRATED].index)
    return counts.sort_values(["place", "level"], ignore_index=True)


# ---- the form ----


def to_edit(table: DataFrame) -> DataFrame:
    """The rows of the form in the order of the lists: status, owner, due and measure can be typed over."""
    form = table[["code", "round", "name", "no", "issue", *EDITABLE]].astype(object)
    form["due"] = pd.to_datetime(table["due"]).dt.date.astype(object)
    return form.where(form.notna(), None).reset_index(drop=True)


def fingerprint(form: DataFrame) -> str:
    """The same for the same issues with the same values."""
    return sha256(form.astype(str).to_csv(index=False).encode()).hexdigest()[:12]


def typed_in(before: DataFrame, after: DataFrame) -> list[Change]:
    """What was typed over, value by value."""
    pairs = zip(before.to_dict("records"), after.to_dict("records"), strict=True)
    return [
        Change(str(old["round"]), old["code"], old["no"], item, as_text(old[item]), as_text(new[item]))
        for old, new in pairs
        for item in EDITABLE
        if as_text(old[item]) != as_text(new[item])
    ]


def as_text(value: Any) -> str | None:
    """As the history keeps it: nothing and blanks are NULL, a date is in ISO form."""
    if value is None or value is pd.NaT or value != value:
        return None
    text = value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value).strip()
    return text or None


# ---- the road map ----


def plan(table: DataFrame) -> DataFrame:
    """One row per issue that has a countermeasure, a status, an owner or a due date, by owner, then by date. by, quarter: in words."""
    found = table[table[list(EDITABLE)].notna().any(axis=1)].copy()
    by = found["owner"].astype(object).fillna(found["department"].astype(object)).fillna(NO_OWNER)
    found["due"] = pd.to_datetime(found["due"])
    found = found.assign(by=by, quarter=[quarter(day) for day in found["due"]])
    return found.sort_values(["code", "by", "due"], na_position="last", kind="stable", ignore_index=True)


def quarter(day: Any) -> str:
    """2026-02-01 → 令和7年度 第4四半期."""
    if pd.isna(day):
        return NO_DUE
    year = day.year - (day.month < 4)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return EARLIER if year < FIRST_YEAR else LATER
    era = f"令和{year - 2018 if year > 2019 else '元'}年度" if year >= 2019 else f"平成{year - 1988}年度"
    return f"{era} 第{(day.month - 4) % 12 // 3 + 1}四半期"


def quarters(planned: DataFrame) -> tuple[str, ...]:
    """From the first to the last quarter with a due date, those between them too, then 期限未定 where there are such."""
    known = planned.loc[~planned["quarter"].isin([EARLIER, LATER, NO_DUE]), "due"]
    days = pd.date_range(start_of_quarter(known.min()), known.max(), freq="3MS") if len(known) else []
    first, *last = ([label] if (planned["quarter"] == label).any() else [] for label in (EARLIER, LATER, NO_DUE))
    return (*first, *(quarter(day) for day in days), *(label for labels in last for label in labels))


def towns_with_plan(planned: DataFrame) -> dict[str, str]:
    """Code → name: municipalities with something left to do first, else in the order of the plan."""
    left = (
        planned.assign(done=planned["state"] == STATUSES[-1]).groupby("code", sort=False).agg(name=("name", "first"), done=("done", "all"))
    )
    return dict(left.sort_values("done", kind="stable")["name"])


def soonest(planned: DataFrame, most: int) -> DataFrame:
    """The rows of the plan that fit into so many `lanes`, those not yet done and due first, in the order of the plan."""
    order = planned.assign(done=planned["state"] == STATUSES[-1]).sort_values(["done", "due"], kind="stable", na_position="last")
    used = (~order.duplicated(["code", "by"])).cumsum() + np.arange(1, len(order) + 1)
    return planned.loc[sorted(order.index[used <= most])].reset_index(drop=True)


def start_of_quarter(day: pd.Timestamp) -> pd.Timestamp:
    return pd.Timestamp(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def lanes(planned: DataFrame) -> DataFrame:
    """One row per line of the road map: the owner (is_owner), below it their measures."""
    rows: list[dict[str, Any]] = []
    several_towns = planned["code"].nunique() > 1
    for (_, by), own in planned.groupby(["code", "by"], sort=False):
        first = len(rows)
        who = f"{own['name'].iloc[0]}　{by}" if several_towns else by
        rows.append({"lane": first, "is_owner": True, "label": who, "quarter": None, "state": None})
        rows += [
            {
                "lane": first + place,
                "is_owner": False,
                "label": f"No.{row.no} {row.measure if isinstance(row.measure, str) else row.issue}",
                "quarter": row.quarter,
                "state": row.state,
                "name": row.name_,
                "by": by,
                "due": row.due.strftime("%Y-%m-%d") if pd.notna(row.due) else NO_DUE,
                "issue": row.issue,
            }
            for place, row in enumerate(own.rename(columns={"name": "name_"}).itertuples(index=False), 1)
        ]
    return DataFrame(rows, columns=["lane", "is_owner", "label", "quarter", "state", "name", "by", "due", "issue"])


# ---- karte ----

TOP = 5
TOP_FIELDS = (
    LISTED["no"],
    ISSUE,
    *(LISTED[n] for n in ("policy_field", "priority", "score", "own_priority", "own_score", "status", "due")),
)


def top(table: DataFrame) -> DataFrame:
    """The five issues of one municipality with the highest score; where none has a score, with the most points of its own."""
    by = "score" if table["score"].notna().any() else "own_score"
    return table.sort_values(by, ascending=False, na_position="last", kind="stable").head(TOP).reset_index(drop=True)
