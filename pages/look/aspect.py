"""What makes the gap of one aspect, who is already there, and what would lead there? A part of the gap page."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics import gap as measure
from analytics.charts import gap as charts
from analytics.charts import notes as note_charts
from analytics.charts import theme
from analytics.frames import gap as frames
from analytics.frames import notes as note_frames
from analytics.model import Aspect
from analytics.next_steps import shortest_way
from analytics.sentences import gap as sentences
from pages.look.gap_lines import against
from pages.shared import cached, note_field
from pages.shared.address import choose
from pages.shared.screen import View, exports_safe


def choose_aspect(view: View) -> Aspect:
    aspects = {aspect.id: aspect for aspect in view.product.model.to_be.aspects}
    st.subheader("観点ごとに詳しく見る", anchor=False)
    labels = {id: aspect.label for id, aspect in aspects.items()}
    return aspects[choose(st.segmented_control, "観点", labels, "aspect", default=next(iter(labels)), required=True)]


def model_cells(aspect: Aspect) -> None:
    """The two cells of the As-Is/To-Be table."""
    here, there = st.columns(2)
    here.info(f"**よく見られる現状（As-Is）** — {exports_safe(aspect.as_is)}", icon=":material/location_on:")
    there.success(f"**あるべき姿（To-Be）** — {exports_safe(aspect.to_be)}", icon=":material/flag:")
    st.caption(exports_safe(aspect.explanation) + (f"（出典：総務省「地域社会DX事例集」{aspect.page}ページ）" if aspect.page else ""))


def states(view: View, rows: DataFrame, aspect: Aspect, focus: str) -> None:
    """Each municipality's state against the target, and who is there."""
    here = rows[rows["aspect"] == aspect.id]
    here = here.assign(in_focus=here["code"] == focus)
    signs = note_frames.signs(note_field.known(view, *here["code"]), "aspect", {aspect.id: aspect.label}).merge(
        here[["code", "name"]], on="code"
    )
    drawn = note_field.marked(
        view, charts.dots_against_target(), {theme.ROWS: here[frames.DOTS]}, signs, along="x", at=note_charts.ON_TOP, yOffset=-4
    )
    view.chart(*drawn, sentences.dots(here, aspect.label), frames.FIELDS, key="dots")
    st.text(sentences.who_reaches(here))
    view.source("survey", "targets", n=int(here["as_is"].notna().sum()), of=len(here))


def noted(view: View, rows: DataFrame, aspect: Aspect, focus: str) -> None:
    """The notes on this aspect and its questions."""
    shown = rows["code"].unique() if focus == frames.ALL else [focus]
    about = (f"aspect:{aspect.id}", *(f"question:{question}" for question in questions(view, aspect)))
    note_field.note_field(view, {code: cached.names().get(code, code) for code in shown}, about)


def drivers(view: View, aspect: Aspect, line: str, focus: str) -> None:
    several = focus == frames.ALL
    found = against(view, line, "drivers", measure.drivers, view.scope if several else view.scope.of(focus))
    bars = frames.drivers_by_question(found, questions(view, aspect))
    who = "表示中の全団体の合計" if several else cached.names().get(focus, focus)
    title = f"{who}：{sentences.drivers(bars, aspect.label)}"
    if bars.empty:
        view.finding(title)
    else:
        view.chart(charts.drivers(several), bars, title, frames.DRIVER_FIELDS, key="drivers")


def answers(view: View, aspect: Aspect, silent: int) -> None:
    """How many chose what. silent: municipalities that sent in nothing."""
    pieces = frames.distribution(view.table_of("answers"), questions(view, aspect), silent)
    view.chart(charts.distribution(), pieces, sentences.distribution(pieces, aspect.label), frames.CHOICE_FIELDS, key="choices")
    view.source("survey")


def way(view: View, aspect: Aspect, focus: str) -> None:
    """The fewest questions to the prefecture's target, for the municipality in focus."""
    scope, model = view.scope.of(focus), view.product.model
    found = cached.read(shortest_way, scope, view.product.config.measures.min_coverage, cut=True)
    table = frames.way_to_target(found, view.table_of("answers", scope), questions(view, aspect))
    own = frames.every_municipality(view.table_of("gap", scope), cached.names(), (focus,), model)
    own = own[own["aspect"] == aspect.id].iloc[0]
    st.subheader("県の目標に届く最少の設問", anchor=False)
    st.text(sentences.way_to_target(table, own, own["name"], aspect.label))
    if len(table):
        st.table(table.set_axis([field.label for field in frames.WAY_FIELDS], axis=1).set_index("順").style.format(precision=1))
        view.downloads(table, frames.WAY_FIELDS, f"目標に届く最少の設問_{own['name']}", key="way")


def questions(view: View, aspect: Aspect) -> dict[str, frames.Question]:
    return frames.questions_of(view.product.model, view.filters.round or "", aspect.id)
