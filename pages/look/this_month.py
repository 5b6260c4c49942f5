"""What is due this month? Who has not answered, what was promised, who has not been contacted, what can still be offered."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics.charts import overview as charts
from analytics.frames import advice as offering
from analytics.frames import overview as frames
from analytics.registry import Field
from analytics.sentences import advice as says
from analytics.sentences import overview as sentences
from pages.learn.prefecture_figures import menus_by_need, programmes
from pages.look.seen import THIRD, Seen
from pages.shared.screen import View, column

DUE_DAYS = 30
WIDE = 640
"""Pixels of a list that was opened."""


def this_month(view: View, here: Seen) -> None:
    """For the prefecture only, never on a shared screen."""
    st.subheader("今月の対応", anchor=False)
    grid = st.grid(3, min_column_width=THIRD, border=True)
    for part in (silent_ones, quiet_ones, priorities, due, places_left, deadlines):
        with grid.cell():
            part(view, here)


def silent_ones(view: View, here: Seen) -> None:
    silent = [here.names.get(code, code) for code in here.codes if code not in here.answered]
    st.metric("この調査年度に回答していない団体", f"{len(silent)}団体")
    st.text(sentences.silent(silent))
    if silent and view.filters.round:
        st.caption(says.remind(int(view.filters.round[:4]), date.today()))


def priorities(view: View, here: Seen) -> None:
    counts = frames.priority_counts(view.table_of("priority"), here.codes, here.names)
    view.chart(charts.priority_bars(), counts, sentences.counted(counts), key="priority")
    st.page_link("look/priority.py", label="支援優先度を開く", icon=":material/low_priority:")


def quiet_ones(view: View, here: Seen) -> None:
    rows = frames.quiet(view.table_of("support_log"), here.codes, here.names, date.today())
    help = "ヒアリング・研修・伴走支援・会議のどれも、支援記録にない団体です。県全体への支援は数えません。"
    st.metric(f"{frames.QUIET_DAYS}日以上、支援記録のない団体", f"{len(rows)}団体", help=help)
    short_list(sentences.quiet(rows), rows, frames.QUIET_FIELDS, ("name", "last"), "quiet", "記録なし")
    st.page_link("look/visits.py", label="訪問計画を開く", icon=":material/directions_walk:")


def due(view: View, here: Seen) -> None:
    issues = offering.newest_lists(view.table_of("issues", view.scope.in_round(None)))
    rows = offering.due(view.table_of("decisions"), issues, here.names, date.today(), DUE_DAYS)
    st.metric(
        "期限の近い決定事項・対策", f"{len(rows)}件", help="会議や訪問での決定事項と、課題リストの対策のうち、完了していないものです。"
    )
    st.caption(says.due(rows, DUE_DAYS))
    short_list(says.first_due(rows), rows, offering.DUE_FIELDS, ("due", "name", "text"), "due")
    st.page_link("compare/issues.py", label="課題リストを開く", icon=":material/checklist:")


def places_left(view: View, here: Seen) -> None:
    rows = menus_by_need(view)
    st.metric("枠のある支援メニュー", f"{len(offering.with_places(rows))}件", help=says.HOW_TAKEN)
    short_list(says.first_menus(rows), rows, offering.MENU_FIELDS, ("title", "need", "left_over"), "menus", "定めなし")


def deadlines(view: View, here: Seen) -> None:
    rows = offering.ahead(programmes(view), offering.SOON_DAYS)
    st.metric(f"{offering.SOON_DAYS}日以内に締切の来る制度", f"{len(rows)}件")
    short_list(says.first_deadlines(rows), rows, offering.PROGRAMME_FIELDS, ("title", "deadline", "when"), "deadlines")
    st.page_link("learn/prefecture.py", label="県の取組点検を開く", icon=":material/fact_check:")


def short_list(lines: str, rows: DataFrame, fields: tuple[Field, ...], shown: tuple[str, ...], key: str, unknown: str = "－") -> None:
    """The first few in the card; all of them, wide enough to be read, one click away."""
    if len(rows):
        st.text(lines)
        with st.popover(f"一覧を見る（{len(rows)}件）"):
            table = rows[list(shown)]
            st.dataframe(table, width=WIDE, hide_index=True, placeholder=unknown, column_config=columns(fields), key=f"overview_{key}")


def columns(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.name: column(field) for field in fields}
