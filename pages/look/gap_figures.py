"""What stands over the single aspects on the gap page? The whole picture, and for those who see no rows the sums."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics.charts import gap as charts
from analytics.frames import gap as frames
from analytics.sentences import gap as sentences
from pages.shared import cached
from pages.shared.screen import View


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
