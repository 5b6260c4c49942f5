"""What stands on 支援優先度? The verdicts, who was heard, and whether the verdicts hold if the limits move."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics import priority as measure
from analytics.charts import priority as charts
from analytics.charts.theme import ROWS
from analytics.frames import priority as frames
from analytics.priority import Limits
from analytics.sentences import priority as sentences
from pages.look.limits import usual_limits
from pages.shared import cached
from pages.shared.screen import View, column, sized


def judged(view: View, limits: dict[str, Limits]) -> DataFrame:
    found = cached.read(measure.priority, view.scope, view.product.config.measures.min_coverage, limits, cut=True)
    decided = cached.read(measure.decisions, view.scope)
    wanted = (view.scope.codes or tuple(cached.names(view.filters.prefecture))) if view.viewer.is_prefecture else ()
    return frames.judged(found, decided, cached.names(), wanted)


def show(view: View, table: DataFrame, steps: frames.Steps, limits: dict[str, Limits]) -> None:
    """The dots with the limits, then the table in the form of the source."""
    usual = usual_limits(view, steps)
    sets = {ROWS: frames.dots(table, steps.labels), charts.LINES: frames.lines(limits, steps.labels)}
    view.chart(
        charts.priority_strip(tuple(steps.labels.values()), steps.highest), sets, sentences.strip(table, limits, steps.labels), key="strip"
    )
    st.markdown(sentences.where_from(usual, limits, view.viewer.is_prefecture))
    fields, name = (
        frames.fields(steps.labels, view.viewer.is_prefecture),
        "支援優先度" if limits == usual else "支援優先度（基準を変えた試算）",
    )
    short: dict[str, Any] = {
        field.name: {**column(field), "label": field.name.upper(), "width": 62} for field in fields if field.name in steps.labels
    }
    view.table(table, fields, name, key="table", notes=sentences.notes(limits, steps.labels), **short, **sized(fields, **frames.WIDTHS))
    view.source("survey", "steps", "support_decisions", n=frames.answered(table, steps), of=len(table))


def who_was_heard(view: View, table: DataFrame) -> None:
    st.subheader("支援記録の確認", anchor=False)
    since = frames.first_day(view.filters.round or "")
    st.text(sentences.coverage(table, frames.not_heard(table, view.table_of("support_log"), since), since))
    view.source("support_log")


def how_sure(view: View, steps: frames.Steps, limits: dict[str, Limits]) -> None:
    st.subheader("基準を動かすと、結果はどれだけ変わるか", anchor=False)
    found = cached.read(measure.sensitivity, view.scope, view.product.config.measures.min_coverage, limits, cut=True)
    moves = frames.moves(found, limits, steps.labels)
    st.markdown(sentences.sensitivity(found))
    view.table(moves, frames.MOVE_FIELDS, "基準を動かしたときに変わる団体数", key="moves", notes=sentences.notes(limits, steps.labels))
