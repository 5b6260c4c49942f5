"""Which figures stand on 全体状況? One function each: ask, show."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics.charts import overview as charts
from analytics.frames import overview as frames
from analytics.sentences import overview as sentences
from pages.look.seen import THIRD, Seen
from pages.shared.screen import View
from pages.shared.words import fiscal_year


def wheels(view: View, here: Seen) -> None:
    """The two wheels and their link as three figures."""
    medians = frames.field_medians(view.table_of("wheels"))
    grid = st.grid(3, min_column_width=THIRD, border=True)
    for row in medians.itertuples(index=False):
        with grid.cell():
            st.metric(
                f"{row.field}（現状の中央値）",
                frames.one_digit(row.median),
                help="分野ごとの、回答した設問の重み付き平均（0〜100）の中央値です。",
            )
            st.caption(sentences.medians_of(row.n, len(here.codes) if view.viewer.is_prefecture else None))


def totals(view: View, rows: DataFrame) -> None:
    """What others than the prefecture see instead of the municipalities: the medians of them all."""
    drawn = rows.drop(columns=["points", "max"])
    view.chart(charts.totals(len(rows)), drawn, "県内の STEP と観点の中央値", frames.TOTAL_FIELDS, key="県内の中央値")


def heat_map(view: View, here: Seen) -> None:
    if not here.answered:
        return
    orders = ["団体コード順", *(["圏域ごと"] if here.municipalities["block"].notna().any() else []), "似た団体を隣に"]
    order = st.segmented_control("並び順", orders, default=orders[0], required=True, key="order", bind="query-params")
    places = frames.places(here.municipalities, here.codes, here.names, order == "圏域ごと")
    rows = frames.heat(view.table_of("steps"), view.table_of("gap"), places, here.labels)
    if order == "似た団体を隣に":
        places = frames.places(here.municipalities, frames.alike(rows), here.names, by_block=False)
        rows = frames.heat(view.table_of("steps"), view.table_of("gap"), places, here.labels)
    spec = charts.heat(frames.heat_items(here.labels), len(places))
    view.chart(spec, rows[["place", "name", "item", "share", "shown", "full", "n"]], sentences.heat(rows), frames.HEAT_FIELDS, key="一覧表")


def categories(view: View, here: Seen) -> None:
    rows = frames.by_category(view.table_of("overall"), here.municipalities, here.names)
    if len(rows):
        spec = charts.by_category(tuple(rows["group"].unique()))
        view.chart(spec, rows[["group", "name", "as_is", "median", "n"]], sentences.categories(rows), frames.CATEGORY_FIELDS, key="区分別")


def movers(view: View, here: Seen) -> None:
    """Over the questions that both rounds asked."""
    changed = frames.changes(view.table_of("change"), here.names)
    if len(changed):
        rows = frames.movers(changed)
        drawn = rows[["name", "before", "after", "change", "shown"]]
        view.chart(charts.movers(len(rows)), drawn, sentences.movement(changed), frames.MOVER_FIELDS, key="前回からの変化")
        st.caption(sentences.movers_shown(len(rows), len(changed), fiscal_year(str(changed["round_from"].iloc[0]))))


def completeness(view: View, here: Seen) -> None:
    """For the prefecture only: who has not answered is named on no shared screen."""
    if not view.viewer.is_prefecture or view.sharing:
        return
    asked = len(view.product.model.questionnaire(view.filters.round or "").questions)
    rows = frames.completeness(view.table_of("answers"), here.municipalities, here.answered, asked)
    view.finding(sentences.completeness(rows))
    view.table(rows, frames.COMPLETENESS_FIELDS, "回答のそろい具合", key="complete")
