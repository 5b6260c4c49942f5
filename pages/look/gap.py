"""Where is the distance to the To-Be state largest, what makes it, and who is already there?"""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics import gap as measure
from analytics.charts import gap as charts
from analytics.frames import gap as frames
from analytics.frames.gap import ALL
from analytics.peers import Comparison
from analytics.scope import Role
from analytics.sentences import gap as sentences
from pages.look import aspect as one_aspect
from pages.look.what_if import try_out
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View, screen


def line_and_focus(view: View) -> tuple[str, str]:
    """To-Be line and municipality in focus. Own targets are never compared: they are shown for one municipality at a time."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    # The best of the peers would tell a figure of somebody who is not in the room.
    lines = {line: label for line, label in sentences.LINES.items() if not (view.sharing and line == "best_peer")}
    line = choose(left.segmented_control, "比べる目標", lines, "line", default="prefecture", required=True)
    codes = frames.may_be_in_focus(view.table_of("gap"), view.table_of("targets"), line)
    if not codes:
        view.empty("targets")
    names = {ALL: "表示中の全団体", **cached.names()}
    return line, choose(right.selectbox, "詳しく見る団体", {code: names.get(code, code) for code in codes}, "focus")


def gaps(view: View, line: str, focus: str) -> DataFrame:
    """The rows of the page: all that may be seen, or the one in focus where own targets are the line."""
    scope, config = view.scope.of(focus) if line == "own" else view.scope, view.product.config
    found = cached.read(measure.gap, scope, config.measures.min_coverage, line, Comparison.of(config, view.filters.peers))
    return frames.every_municipality(found, cached.names(), () if line == "own" else every_code(view), view.product.model)


def every_code(view: View) -> tuple[str, ...]:
    """Those that might have answered; others than the prefecture do not learn who did not."""
    return (view.scope.codes or tuple(cached.names(view.filters.prefecture))) if view.viewer.is_prefecture else ()


def overview(view: View, rows: DataFrame) -> None:
    labels, count = tuple(aspect.label for aspect in view.product.model.to_be.aspects), rows["code"].nunique()
    if count == 1:
        view.chart(charts.aspects_against_target(labels), rows[frames.HEAT], sentences.aspects(rows), frames.FIELDS, key="aspects")
    else:
        view.chart(charts.heat_map(labels, count <= 40), rows[frames.HEAT], sentences.heat_map(rows), frames.FIELDS, key="heat")
    view.source("survey", "targets", n=rows.loc[rows["as_is"].notna(), "code"].nunique(), of=count)


def sums(view: View) -> None:
    """For 閲覧: medians over the prefecture, no municipality. Ends the page."""
    totals = frames.totals(cached.summary(view.prefecture_scope), view.product.model)
    view.lead(sentences.totals(totals))
    if len(totals):
        view.table(totals, frames.TOTAL_FIELDS, "観点ごとの県内の中央値", key="totals")
    view.source("survey")
    view.unconfirmed()
    st.stop()


with screen("あるべき姿とのギャップ", "gap") as view:
    if view.filters.round is None:
        view.empty("municipalities", "survey")
    if view.viewer.role is Role.VIEWER:
        sums(view)
    if view.table_of("gap").empty:
        view.empty("survey")
    first = st.container()
    line, focus = line_and_focus(view)
    rows = gaps(view, line, focus)
    with first:
        view.lead(sentences.lead(rows, line))
    overview(view, rows)
    aspect = one_aspect.choose_aspect(view)
    one_aspect.model_cells(aspect)
    if rows["code"].nunique() > 1:
        one_aspect.states(view, rows, aspect, focus)
    one_aspect.drivers(view, aspect, line, focus)
    one_aspect.answers(view, aspect, len(set(every_code(view)) - set(view.table_of("gap")["code"])))
    if focus != ALL:
        one_aspect.way(view, aspect, focus)
    if focus != ALL and not view.sharing:
        try_out(view, focus, aspect)
    view.unconfirmed()
