"""What stands on 訪問計画? The visit list, what to ask, what is planned, and what was done. One function each: ask, show."""

from __future__ import annotations

from datetime import date

import streamlit as st
from pandas import DataFrame

from analytics import records
from analytics.charts import visits as charts
from analytics.frames import visits as frames
from analytics.sentences import visits as sentences
from pages.look.support import visit_form
from pages.shared import cached
from pages.shared.screen import View, sized


def list_of_visits(view: View, rows: DataFrame) -> None:
    """The dots, then the table; whoever sorts it sorts by one column."""
    drawn = frames.dots(rows)
    if len(drawn):
        view.chart(charts.visit_dots(), drawn, sentences.corner(rows), key="dots")
    order = st.segmented_control("並び順", list(frames.ORDERS), default=next(iter(frames.ORDERS)), required=True, key="visits_order")
    ordered = frames.listed(view.table_of("visits"), view.table_of("municipalities"), cached.names(), str(order))
    view.table(ordered, frames.VISIT_FIELDS, "訪問計画", key="list", notes=(sentences.NO_SUM,))
    st.caption(sentences.NO_SUM)
    view.source("survey", "support_log", n=int(rows["gap"].notna().sum()), of=len(rows))


def questions(view: View, names: dict[str, str]) -> None:
    rows = frames.to_ask(view.table_of("contradictions"), names)
    view.finding(sentences.questions(rows))
    st.caption(sentences.QUESTIONS_ONLY)
    if len(rows):
        wide = sized(frames.QUESTION_FIELDS, **frames.WIDTHS)
        view.table(rows, frames.QUESTION_FIELDS, "確認したい点（県内部）", key="questions", row_height=frames.FIVE_LINES, **wide)
        view.source("survey", "literacy", "literacy_groups", "indicators")


def calendar(view: View, promised: DataFrame, names: dict[str, str], today: date) -> None:
    rows = frames.planned(all_visits(view), promised, names, today)
    view.finding(sentences.plan(rows))
    if len(rows):
        view.table(rows, frames.PLAN_FIELDS, "訪問と期限の予定", key="plan")


def log(view: View, names: dict[str, str]) -> None:
    """All support given, the newest first, and the form for one more."""
    rows = frames.named(all_visits(view), names).sort_values("date", ascending=False, kind="stable", ignore_index=True)
    view.finding(sentences.log(rows))
    if len(rows):
        view.table(rows, frames.LOG_FIELDS, "支援記録", key="log")
        view.source("support_log")
    codes = list(view.table_of("municipalities")["code"])
    visit_form(view, st.selectbox("記録する市町村", codes, format_func=lambda code: names.get(code, code), key="visits_code"))


def all_visits(view: View) -> DataFrame:
    found: DataFrame = cached.read(records.visits, view.scope.in_round(None), cut=True)
    return found
