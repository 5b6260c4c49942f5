"""What stands on 県の取組点検? One function each: ask, show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st
from pandas import DataFrame

from analytics import advice as measure
from analytics.charts import visits as charts
from analytics.frames import advice as frames
from analytics.frames import cases
from analytics.frames.overview import step_labels
from analytics.sentences import advice as sentences
from pages.learn.passages import cited, passage, serving
from pages.shared import cached
from pages.shared.screen import View, exports_safe

EMPTY = DataFrame({name: [] for name in ("kind", "id", "title", "because")})


def sees_means(view: View) -> bool:
    return view.viewer.is_prefecture and view.filters.round is not None


def factors(view: View) -> DataFrame:
    """The mean severity of each factor: a sum, so it may stand on a shared screen."""
    model = view.product.model
    rows = view.table_of("factors", view.prefecture_scope) if sees_means(view) else DataFrame(columns=["factor", "severity"])
    return frames.factor_means(rows, cases.factor_labels(model), {factor.id: factor.page for factor in model.to_be.factors})


def advised(view: View) -> DataFrame:
    """Layer ② for the prefecture as a whole."""
    if not sees_means(view):
        return EMPTY
    found: DataFrame = cached.measured(
        measure.for_prefecture, view.prefecture_scope, view.product.config.measures.min_coverage, date.today()
    )
    return found


def models(view: View, means: DataFrame, lines: DataFrame) -> None:
    if means.empty:
        return
    left, right = st.columns([3, 4], gap="large")
    with left:
        view.chart(
            charts.factor_means(tuple(means["label"])),
            means[["label", "mean", "shown", "n"]],
            sentences.severe(means),
            frames.MEAN_FIELDS,
            key="factors",
        )
        view.source("survey", n=int(means["n"].max()))
    with right:
        view.finding("県に向けたモデル・事例（層②）")
        for row in lines[lines["kind"].isin(["model", "case"])].itertuples(index=False):
            with st.container(border=True):
                passage(row.title, row.because)
        st.caption(sentences.OUR_READING)


@dataclass(frozen=True)
class Offer:
    """A table of what can be offered, with its finding."""

    view: View
    rows: DataFrame
    title: str
    kind: str
    finding: str
    fields: tuple[frames.Field, ...]
    notes: tuple[str, ...] = ()

    def show(self) -> None:
        self.view.finding(self.finding)
        for note in self.notes:
            st.caption(exports_safe(note))
        if self.rows.empty:
            st.caption(f"「{self.title}」を取り込むと、ここに表示されます。")
            return
        self.view.table(self.rows, self.fields, self.title, key=self.kind)
        self.view.source(self.kind)


def offers(view: View) -> tuple[Offer, Offer]:
    """The prefecture's own menu by need, and programmes by deadline."""
    rows, listed = menus_by_need(view), programmes(view)
    notes = (sentences.short_of_places(rows), sentences.HOW_TAKEN) if len(rows) and view.viewer.is_prefecture else ()
    fields = tuple(field for field in frames.MENU_FIELDS if view.viewer.is_prefecture or field.name not in ("need",))
    menus = Offer(view, rows, "支援メニュー", "support_menu", sentences.menus(rows), fields, notes)
    return menus, Offer(view, listed, "国等の制度・財源", "programs", sentences.programmes(listed), frames.PROGRAMME_FIELDS)


def menus_by_need(view: View) -> DataFrame:
    """Need is counted over the prefecture: a sum. Others than 県担当 see no verdict, so nothing is counted for them."""
    model = view.product.model
    lines = view.table_of("advice", view.prefecture_scope) if sees_means(view) else EMPTY
    rows = cached.read(measure.menus, view.prefecture_scope.in_round(None), date.today())
    return frames.menus(rows, lines, step_labels(model, view.filters.round), cases.factor_labels(model))


def programmes(view: View) -> DataFrame:
    rows = cached.read(measure.programmes, view.prefecture_scope.in_round(None), date.today())
    return frames.programmes(rows, cases.factor_labels(view.product.model))


def reading(view: View) -> None:
    """The five roles with the screens that serve them, and the four skills of the prefecture."""
    model = view.product.model
    for title, entries in (
        ("都道府県に期待される五つの役割", model.listed("roles")),
        ("都道府県に求められる四つのスキル", [skill for skill in model.listed("skills") if skill["group"] == "県"]),
    ):
        st.subheader(title, anchor=False)
        grid = st.grid(len(entries) or 1, min_column_width=230, border=True)
        for entry in entries:
            with grid.cell():
                passage(entry.label, entry["text"] or "")
                serving(view, entry["serves"])
                cited(entry.page)
