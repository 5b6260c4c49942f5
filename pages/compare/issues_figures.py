"""What stands on 課題リスト? The quadrant, own against computed priority, counts by group, the list and the road map."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics.charts import issues as charts
from analytics.charts.theme import ROWS
from analytics.frames import issues as frames
from analytics.sentences import issues as sentences
from pages.shared.address import choose
from pages.shared.screen import View

FILTERS = {
    "policy_field": ("政策分野", "issue_field"),
    "department": ("担当部署", "issue_office"),
    "rank": ("優先度（計算）", "issue_rank"),
    "state": ("状況", "issue_state"),
}
"""Column → what it is called and where it lives in the address; municipalities are chosen in the sidebar."""
ORDERS = {"list": "リストの順", "score": "得点の高い順"}
MOST_ROWS, MOST_DRAWN = 1_000, 25
"""Issues of a table, and lines of the road map, that cross to the browser: a prefecture of 60 has thousands."""
WIDTHS = {"issue": 380, "solution": 260, "remark": 320, "measure": 260}


def filtered(view: View, lists: DataFrame) -> DataFrame:
    """The issues that the four filters of the page let through."""
    shown = {column: words for column, words in FILTERS.items() if not (view.sharing and column == "issue_rank")}
    boxes, wanted = st.columns(len(shown)), {}
    for box, (column, (label, key)) in zip(boxes, shown.items(), strict=True):
        order = {"rank": charts.RANKS, "state": frames.STATES}.get(column)
        options = [one for one in order if one in set(lists[column])] if order else list(dict.fromkeys(lists[column].dropna()))
        wanted[column] = box.multiselect(label, options, key=key, bind="query-params", placeholder="すべて")
    return frames.chosen(lists, wanted)


def quadrant(view: View, table: DataFrame) -> None:
    rows = frames.quadrant(table)
    if rows.empty:
        st.caption("評価項目の点数がないため、客観・主観の図はありません。")
        return
    kept = rows.drop(columns="priority") if view.sharing else rows
    view.chart(charts.quadrant(not view.sharing), kept, sentences.quadrant(table), frames.QUADRANT_FIELDS, key="客観と主観")
    source(view, table.dropna(subset=["objective", "subjective"]))


def compared(view: View, table: DataFrame) -> None:
    """How the municipalities' own labels stand beside the computed ones, then every issue where something differs."""
    cells = frames.grid(table)
    owns, ranks = frames.own_labels(cells), tuple(rank for rank in charts.RANKS if rank in set(cells["priority"]))
    spec = charts.own_against_computed(owns, ranks, int(cells["n"].max()))
    view.chart(spec, cells, sentences.compared(table), frames.GRID_FIELDS, key="評価の比較")
    st.caption("太い枠は、市町村の評価と計算した優先度が同じもの。市町村の評価と点数は、リストにあるまま表示しています。")
    differing = table[table["remark"].notna()]
    if len(differing):
        with st.expander(f"評価に違いがある課題（{len(differing)}件）"):
            view.table(
                differing, frames.REMARK_FIELDS, "評価に違いがある課題", key="remarks", most=MOST_ROWS // 2, **sized("issue", "remark")
            )


def sized(*names: str) -> dict[str, Any]:
    labels = {field.name: field for field in (*frames.FIELDS, *frames.PLAN_FIELDS)}
    return {name: st.column_config.TextColumn(labels[name].label, help=labels[name].meaning, width=WIDTHS[name]) for name in names}


def breakdown(view: View, table: DataFrame) -> None:
    by = choose(st.segmented_control, "課題の内訳", frames.GROUPS, "issue_by", default="policy_field", required=True)
    rows = frames.groups(table, by)
    if view.sharing:
        rows = rows.groupby(["group", "place"], as_index=False, sort=False)["n"].sum()
    names = tuple(dict.fromkeys(rows["group"]))
    spec = charts.breakdown(names, frames.GROUPS[by], not view.sharing)
    view.chart(spec, rows, sentences.breakdown(rows, frames.GROUPS[by]), frames.GROUP_FIELDS, key="内訳")


def listed(view: View, table: DataFrame) -> None:
    """The issues as the lists have them; by score only where somebody asks for it, and never while the screen is shared."""
    view.finding(f"課題の一覧（{len(table)}件）")
    if view.sharing:
        view.table(table, frames.SHARED_FIELDS, "課題リスト", key="list", most=MOST_ROWS, **sized("issue", "solution", "measure"))
        return
    order = choose(st.segmented_control, "並べ方", ORDERS, "issue_order", default="list", required=True)
    rows, fields = (frames.by_score(table), (frames.PLACE, *frames.FIELDS)) if order == "score" else (table, frames.FIELDS)
    view.table(rows, fields, "課題リスト", key="list", most=MOST_ROWS, **sized("issue", "solution", "remark", "measure"))
    source(view, table)


def source(view: View, table: DataFrame) -> None:
    """Of how many municipalities of those in view the issues are."""
    view.source("issues", n=table["code"].nunique(), of=len(view.table_of("municipalities")), rate="課題リストのある割合")


def road_map(view: View, table: DataFrame) -> None:
    """What is done about the issues, by whom and until when; the table is the action plan."""
    st.subheader("実行計画", anchor=False)
    planned = frames.plan(table)
    if planned.empty:
        st.caption("課題に状況・担当・期限・対策を入力すると、担当ごと・四半期ごとの実行計画になります。")
        return
    of_one(view, planned)
    view.finding(sentences.plan(planned))
    fields = tuple(field for field in frames.PLAN_FIELDS if not view.sharing or field in SHOWN_SHARED)
    view.table(planned, fields, "実行計画", key="plan", most=MOST_ROWS, **sized("issue", "measure"))


def of_one(view: View, planned: DataFrame) -> None:
    """The road map of one municipality: what a projector can show."""
    towns = frames.towns_with_plan(planned)
    one = choose(st.selectbox, "図にする市町村", towns, "plan") if len(towns) > 1 else next(iter(towns))
    own = planned[planned["code"] == one]
    drawn = frames.soonest(own, MOST_DRAWN)
    lanes = frames.lanes(drawn)
    spec = charts.road_map(frames.quarters(drawn), len(lanes))
    view.chart(spec, {ROWS: lanes}, sentences.road_map_of(towns[one], len(drawn), own, date.today()), key="実行計画")


SHOWN_SHARED = (*frames.SHARED_FIELDS, frames.OWNER, frames.QUARTER)
