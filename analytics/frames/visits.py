"""Which rows stand behind 訪問計画? The visit list with names, what is promised, and what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from pandas import DataFrame, Series

from analytics.charts.visits import BANDS, MARKS
from analytics.decisions import OPEN
from analytics.frames.overview import QUIET_DAYS
from analytics.registry import Field
from analytics.sentences.robustness import in_words

LABELLED = 3
"""How many of each band are named on the chart: those with the largest gaps."""
APART = 0.12
"""By which share of the widest gap two names have to be apart."""
WHOLE = "会議全体"

NAME = Field("name", "市町村", "text", "団体の名前。")
VISIT_FIELDS = (
    NAME,
    Field("block", "圏域", "text", "県が定める圏域。"),
    Field("gap", "ギャップ（総合）", "score", "分かっている観点のギャップの重み付き平均（点）。空欄は回答なし・回答不足。"),
    Field("change", "前回からの変化", "score", "前回の調査からの現状（総合）の変化（点）。両方の回で尋ねた設問だけで比べる。"),
    Field("days_since_contact", "最後の支援からの日数", "integer", "支援記録の最後の日付から今日まで。空欄は一度も記録がない。"),
    Field("open_promises", "未了の約束", "integer", "会議や訪問での約束のうち、完了していないものの数。"),
    Field("it", "情報担当", "text", "情報担当職員が1人以下かどうか。"),
    Field("last_contact", "最後の支援", "date", "支援記録にある最後の日付。"),
)
ORDERS = {
    "団体コード順": None,
    "ギャップが大きい順": ("gap", False),
    "前回から下がった順": ("change", True),
    "連絡が古い順": ("days_since_contact", False),
    "未了の約束が多い順": ("open_promises", False),
}
"""Words → column and whether it rises; never a sum of several."""
QUESTION_FIELDS = (
    NAME,
    Field("label", "確認したい点", "text", "食い違う二つの情報。判定ではない。"),
    Field("figures", "数値", "text", "二つの情報の数値。"),
    Field("question", "尋ねること", "text", "市町村に確認したいこと。"),
)
WIDTHS = {"name": 90, "label": 160, "figures": 280, "question": 280}
"""Pixels of the columns that hold sentences: all are seen on a screen 1280 pixels wide."""
FIVE_LINES = 112
"""Pixels of a row with sentences over several lines."""
PROMISE_FIELDS = (
    Field("name", "市町村", "text", "約束した団体。会議全体の決定では「会議全体」。"),
    Field("text", "内容", "text", "決めたこと、約束したこと。"),
    Field("owner", "担当", "text", "行う人や部署。"),
    Field("due", "期限", "date", "いつまでに行うか。"),
    Field("status", "状況", "text", "未着手・実施中・完了・取りやめのどれか。"),
    Field("late", "期限切れ", "text", "今日までに期限が過ぎているか。"),
    Field("meeting", "会議", "text", "決めた会議。訪問での約束は「訪問」。"),
    Field("date", "決めた日", "date", "決めた日。"),
)
PLAN_FIELDS = (
    Field("date", "日付", "date", "予定の日。"),
    Field("when", "いつ", "text", "今日からの日数。"),
    Field("sort", "種類", "text", "支援記録の次回予定か、約束の期限。"),
    NAME,
    Field("text", "内容", "text", "前回の件名、または約束の内容。"),
    Field("owner", "担当", "text", "担当する人や部署。"),
)
LOG_FIELDS = (
    Field("date", "日付", "date", "支援した日。"),
    NAME,
    Field("type", "種別", "text", "ヒアリング・研修・伴走支援・会議のどれか。"),
    Field("title", "件名", "text", "支援の件名。"),
    Field("method", "方法", "text", "対面かリモートか。"),
    Field("counterpart", "相手先", "text", "市町村側の相手。"),
    Field("staff", "担当", "text", "県側の担当。"),
    Field("note", "内容", "text", "支援の内容。"),
    Field("next", "次回予定", "date", "次に予定している日。"),
)


def listed(visits: DataFrame, municipalities: DataFrame, names: Mapping[str, str], order: str) -> DataFrame:
    """The visit list with name, block and it (words of one_person_it); by one column alone, what is not known last.

    Sorted by days, those never contacted come first: for nobody is it longer ago.
    """
    block = dict(zip(municipalities["code"], municipalities["block"], strict=True))
    few = visits["one_person_it"]
    rows = visits.assign(
        name=[names.get(code, code) for code in visits["code"]],
        block=visits["code"].map(block),
        it=[MARKS[2] if pd.isna(value) else MARKS[0] if value else MARKS[1] for value in few],
    )
    column, rises = ORDERS.get(order) or ("code", True)
    unknown = "first" if column == "days_since_contact" else "last"
    return rows.sort_values([column, "code"], ascending=[rises, True], na_position=unknown, ignore_index=True)  # type: ignore[call-overload, no-any-return]


def band(days: float | None) -> str:
    if days is None or pd.isna(days):
        return BANDS[0]
    return BANDS[1] if days >= 2 * QUIET_DAYS else BANDS[2] if days >= QUIET_DAYS else BANDS[3]


def dots(rows: DataFrame) -> DataFrame:
    """What the chart draws: those whose gap is known, as name, band, gap, change, days, promises, it, label."""
    known = rows.dropna(subset=["gap"])
    bands = known["days_since_contact"].map(band)
    drawn = {
        "name": known["name"],
        "band": bands,
        "gap": known["gap"],
        "change": [("不明" if pd.isna(value) else f"{value:+.1f}") for value in known["change"]],
        "days": [("記録なし" if pd.isna(value) else f"{value:.0f}") for value in known["days_since_contact"]],
        "promises": known["open_promises"],
        "it": known["it"],
    }
    found = DataFrame(drawn).reset_index(drop=True)
    labelled = [place for _, part in found.groupby("band") for place in apart(part["gap"], found["gap"].max() * APART)]
    return found.assign(label=found["name"].where(found.index.isin(labelled), ""))


def apart(gaps: Series[float], least: float) -> list[int]:
    """The places of the largest gaps, at most LABELLED of them, whose names do not run into each other."""
    chosen: list[int] = []
    for place, gap in gaps.sort_values(ascending=False, kind="stable").items():
        if len(chosen) < LABELLED and all(abs(gap - gaps[other]) >= least for other in chosen):
            chosen.append(int(str(place)))
    return chosen


def is_quiet(rows: DataFrame) -> Series[bool]:
    """Not contacted for QUIET_DAYS days, or never."""
    return rows["days_since_contact"].isna() | (rows["days_since_contact"] >= QUIET_DAYS)


def named(rows: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """With the name of each code; where there is none, that of the whole meeting."""
    return rows.assign(
        name=[WHOLE if pd.isna(code) else names.get(code, "県全体" if code.endswith("000") else code) for code in rows["code"]]
    )


def to_ask(rows: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """What speaks against what, with questions by the numbers that officials know."""
    return named(rows, names).assign(figures=rows["figures"].map(in_words, na_action="ignore"))


def promises(decisions: DataFrame, names: Mapping[str, str], today: date) -> DataFrame:
    """The promises with name and late: open ones first, the nearest due first among them, then the others, newest first."""
    rows = named(decisions, names)
    is_open = rows["status"].isin(OPEN)
    due = pd.to_datetime(rows["due"])
    late = is_open & (due < pd.Timestamp(today))
    sorted_rows = rows.assign(late=["期限切れ" if one else "" for one in late], closed=~is_open, by=due.where(is_open))
    return sorted_rows.sort_values(["closed", "by", "decision"], na_position="last", ignore_index=True).drop(columns=["closed", "by"])


def planned(log: DataFrame, promised: DataFrame, names: Mapping[str, str], today: date) -> DataFrame:
    """What lies ahead, and what should have been: entries of the log for days to come, next visits that no later entry follows, and
    open promises with a due day.

    One row per date in its order: date, when (words), sort, name, text, owner, is_late.
    """
    visits = log.assign(date=pd.to_datetime(log["date"]), next=pd.to_datetime(log["next"]))
    done = visits["date"] <= pd.Timestamp(today)
    last = visits["date"].where(done).groupby(visits["code"]).transform("max")
    due = promised[promised["status"].isin(OPEN) & promised["due"].notna()]
    parts = [
        dated(visits[~done], "date", "title", "staff", "次回の訪問・支援"),
        dated(visits[visits["next"].notna() & ~(visits["next"] <= last)], "next", "title", "staff", "次回の訪問・支援"),
        dated(due, "due", "text", "owner", "約束の期限"),
    ]
    rows = named(pd.concat(parts, ignore_index=True), names)
    days = (rows["date"] - pd.Timestamp(today)).dt.days
    told = rows.assign(when=[when(int(number)) for number in days], is_late=days < 0)
    return told.sort_values(["date", "name"], ignore_index=True)


def dated(rows: DataFrame, day: str, text: str, owner: str, sort: str) -> DataFrame:
    """Rows of the calendar: date, code, text, owner, sort."""
    return DataFrame({"date": pd.to_datetime(rows[day]), "code": rows["code"], "text": rows[text], "owner": rows[owner]}).assign(sort=sort)


def when(days: int) -> str:
    return "今日" if days == 0 else f"{days}日後" if days > 0 else f"{-days}日過ぎています"


def open_ones(promised: DataFrame) -> dict[int, str]:
    """Number → words of each open promise of `promises`."""
    rows = promised[promised["status"].isin(OPEN)]
    return {
        int(number): f"{name}：{text}（{status}）" for number, name, text, status in rows[["decision", "name", "text", "status"]].to_numpy()
    }
