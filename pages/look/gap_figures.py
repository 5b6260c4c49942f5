"""What stands over the single aspects on the gap page? The whole picture, and for those who see no rows the sums."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics.charts import gap as charts
from analytics.charts import theme
from analytics.frames import gap as frames
from analytics.frames import notes as note_frames
from analytics.sentences import gap as sentences
from pages.shared import cached, note_field
from pages.shared.screen import View


def overview(view: View, rows: DataFrame) -> None:
    labels, count = tuple(aspect.label for aspect in view.product.model.to_be.aspects), rows["code"].nunique()
    if count == 1:
        drawn = note_field.marked(view, charts.aspects_against_target(labels), {theme.ROWS: rows[frames.HEAT]}, noted(view, rows))
        view.chart(*drawn, sentences.aspects(rows), frames.FIELDS, key="aspects")
    else:
        spec, sets = charts.heat_map(labels, count <= 40), {theme.ROWS: rows[frames.HEAT]}
        drawn = note_field.marked(view, spec, sets, noted(view, rows), along="xy", at={}, size=36, xOffset=10, yOffset=-10)
        view.chart(*drawn, sentences.heat_map(rows), frames.FIELDS, key="heat")
    view.source("survey", "targets", n=rows.loc[rows["as_is"].notna(), "code"].nunique(), of=count)


def noted(view: View, rows: DataFrame) -> DataFrame:
    """The signs of the notes on aspects, where the chart has them."""
    labels = {aspect.id: aspect.label for aspect in view.product.model.to_be.aspects}
    signs = note_frames.signs(note_field.known(view, *rows["code"].unique()), "aspect", labels)
    return signs.assign(aspect_label=signs["label"]).merge(rows[["code", "name"]].drop_duplicates(), on="code")


def sums(view: View) -> None:
    """For 閲覧: medians over the prefecture, no municipality. Ends the page."""
    totals = frames.totals(cached.summary(view.prefecture_scope), view.product.model)
    view.lead(sentences.totals(totals))
    if len(totals):
        view.table(totals, frames.TOTAL_FIELDS, "観点ごとの県内の中央値", key="totals")
    view.source("survey")
    view.unconfirmed()
    st.stop()
