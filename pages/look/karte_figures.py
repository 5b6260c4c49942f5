"""Which figures stand on a karte? One function each: ask, show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st
from pandas import DataFrame, concat

from analytics import published
from analytics.charts import karte as charts
from analytics.charts import theme
from analytics.frames import karte as frames
from analytics.frames import notes as note_frames
from analytics.frames import overview
from analytics.model import Questionnaire
from analytics.peers import Comparison
from analytics.sentences import karte as sentences
from analytics.sentences.gap import LINES
from pages.look.karte_lines import choose_line, gaps
from pages.look.seen import THIRD
from pages.shared import cached, note_field
from pages.shared.neighbourhood import Neighbourhood
from pages.shared.screen import View


@dataclass(frozen=True)
class Sheet:
    """One municipality on one screen. earlier: the round before, where the same questionnaire served it."""

    view: View
    near: Neighbourhood
    name: str
    paper: Questionnaire
    earlier: str | None
    step_labels: dict[str, str]
    aspect_labels: dict[str, str]

    def table(self, name: str) -> DataFrame:
        return cached.table(name, self.view.scope_of(self.near.focus), self.near.method)

    def before(self, name: str) -> DataFrame:
        """The table of the round before; without rows where there is none to compare with."""
        scope = self.view.scope_of(self.near.focus)
        return cached.table(name, scope.in_round(self.earlier)) if self.earlier else self.table(name).head(0)

    @cached_property
    def standing(self) -> DataFrame:
        """Against the peers alone."""
        return cached.among_peers(self.view.scope_of(self.near.focus), Comparison.of(self.view.product.config, self.near.method))

    def medians(self, measure: str, labels: dict[str, str]) -> DataFrame:
        return frames.medians(self.standing, measure, labels)

    @property
    def is_known(self) -> bool:
        return bool(self.view.filters.round) and self.near.focus in overview.respondents(self.table("steps"))

    @cached_property
    def aspects(self) -> DataFrame:
        return frames.aspects(self.table("gap"), self.before("gap"), self.aspect_labels, self.medians("aspect", self.aspect_labels))

    def noted(
        self, spec: dict[str, Any], sets: dict[str, Any], measure: str, labels: dict[str, str]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """A chart of one row per item with a sign for each note."""
        return note_field.marked(self.view, spec, sets, note_frames.signs(self.notes, measure, labels))

    @cached_property
    def notes(self) -> DataFrame:
        return note_field.known(self.view, self.near.focus)

    @property
    def shows_verdict(self) -> bool:
        return self.view.viewer.is_prefecture and not self.view.sharing

    @property
    def shows_all(self) -> bool:
        """Limits, advice and paper are for the prefecture and the municipality itself, never on a shared screen."""
        return not self.view.sharing and (self.view.viewer.is_prefecture or self.view.viewer.code == self.near.focus)


def sheet(view: View, near: Neighbourhood) -> Sheet:
    model, round = view.product.model, view.filters.round
    paper = model.questionnaire(round) if round else model.questionnaires[0]
    earlier = overview.previous_round(cached.rounds(), round, model) if round else None
    return Sheet(view, near, cached.names()[near.focus], paper, earlier, overview.step_labels(model, round), overview.aspect_labels(model))


def steps(here: Sheet) -> None:
    """With the limits for whom the paper with them is."""
    found = here.medians("step", here.step_labels)
    rows = frames.steps(here.table("steps"), here.step_labels, found)
    marked = frames.step_marks(here.view.product.config.priority if here.shows_all else {}, here.step_labels, found)
    spec = charts.step_bars(tuple(rows["label"]), tuple(rows["step"]), float(rows["max"].max()), frames.kinds(marked))
    drawn = here.noted(spec, {theme.ROWS: rows, charts.MARKS: marked}, "step", here.step_labels)
    here.view.chart(*drawn, sentences.steps(rows), frames.STEP_FIELDS, key="STEP")


def wheels(here: Sheet) -> None:
    before = dict(zip(here.before("wheels")["field"], here.before("wheels")["as_is"], strict=True))
    grid = st.grid(3, min_column_width=160, border=True)
    for row in here.table("wheels").itertuples(index=False):
        change = frames.change(row.as_is, before.get(row.field))
        grid.metric(
            row.field,
            overview.one_digit(row.as_is),
            change,
            delta_color="off",
            delta_arrow="off",
            help="回答した設問の重み付き平均（0〜100）。下の数は前回からの変化です。",
        )


def aspects(here: Sheet) -> None:
    """The overall figure over the aspects, which the finding counts alone; against the To-Be line that is chosen."""
    line, against = aspects_against(here)
    rows = concat([frames.overall(here.table("overall"), here.before("overall"), here.standing), against])
    marked = frames.aspect_marks(rows, rows.dropna(subset=["median"]))
    spec = charts.aspect_dots(tuple(rows["label"]), frames.kinds(marked))
    drawn = here.noted(spec, {theme.ROWS: rows, charts.MARKS: marked}, "aspect", here.aspect_labels)
    here.view.chart(*drawn, sentences.aspects(against, line), frames.ASPECT_FIELDS, key="観点")


def aspects_against(here: Sheet) -> tuple[str, DataFrame]:
    """The name of the To-Be line chosen, empty for the prefecture's own, and the aspects measured against it."""
    line = choose_line(here.view, here.near)
    if line == "prefecture":
        return "", here.aspects
    found = gaps(here.view, here.near, line)
    return LINES[line], frames.aspects(found, here.before("gap"), here.aspect_labels, here.medians("aspect", here.aspect_labels))


def drivers(here: Sheet) -> None:
    rows = frames.drivers(here.table("drivers"), here.paper, here.table("answers"), here.aspect_labels)
    shown = rows.head(frames.MOST_DRIVERS)
    if rows.empty:
        st.info(sentences.drivers(rows, 0), icon=":material/check:")
        return
    here.view.chart(charts.driver_bars(len(shown)), shown, sentences.drivers(rows, len(shown)), frames.DRIVER_FIELDS, key="ギャップの内訳")


def next_steps(here: Sheet) -> None:
    """A card each: what is asked, what is answered now, and the choice one step up."""
    rows = frames.next_steps(here.table("next_steps"), here.paper, here.table("answers"), here.aspect_labels)
    here.view.finding(sentences.next_steps(rows))
    if rows.empty:
        return
    grid = st.grid(len(rows), min_column_width=THIRD, border=True)
    for row in rows.itertuples(index=False):
        with grid.cell():
            st.caption(f"{row.position}　{row.aspect}")
            st.text(f"{row.text}\n今: {row.now}\n次: {row.then}")
            st.caption(sentences.after(row.aspect, row.as_is_after))
    here.view.downloads(rows, frames.NEXT_FIELDS, f"{here.name}_次に取り組む項目", key="次に取り組む項目")


def severities(here: Sheet) -> None:
    labels = {factor.id: factor.label for factor in here.view.product.model.to_be.factors}
    rows = frames.profile(here.table("factors"), "factor", "severity", labels, here.medians("factor", labels))
    title = sentences.extreme(rows, "ギャップ要因", True)
    profile(here, rows, "深刻度（0〜100、高いほど深刻）", theme.VERMILION, title, "ギャップ要因", ("factor", labels))


def outcomes(here: Sheet) -> None:
    labels = {outcome.id: outcome.label for outcome in here.view.product.model.to_be.outcomes}
    rows = frames.profile(here.table("outcomes"), "outcome", "progress", labels, here.medians("outcome", labels))
    title = sentences.extreme(rows, "アウトカム", False)
    profile(here, rows, "進捗（0〜100、高いほど進んでいる）", theme.BLUE, title, "アウトカム", ("outcome", labels))


def profile(here: Sheet, rows: DataFrame, axis: str, colour: str, title: str, key: str, of: tuple[str, dict[str, str]]) -> None:
    marked = frames.median_marks(rows.dropna(subset=["median"]))
    spec = charts.profile(tuple(rows["label"]), axis, colour, frames.kinds(marked))
    here.view.chart(*here.noted(spec, {theme.ROWS: rows, charts.MARKS: marked}, *of), title, frames.PROFILE_FIELDS, key=key)


def indicators(here: Sheet) -> None:
    config, scope = here.view.product.config, here.view.scope_of(here.near.focus)
    newest = cached.read(published.newest, scope)
    if newest.empty:
        return
    near = cached.read(published.standing, scope, Comparison.of(config, here.near.method), config.measures.min_coverage)
    here.view.finding("公表指標と比較相手の中央値")
    here.view.table(frames.indicators(newest, near), frames.INDICATOR_FIELDS, f"{here.name}_指標", key="指標")
    here.view.source("indicators")
