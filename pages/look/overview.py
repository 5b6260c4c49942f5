"""How does the prefecture stand, and what is due now?"""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics.frames import overview as frames
from analytics.sentences import overview as sentences
from pages.look import overview_figures as figures
from pages.look.prefecture_map import prefecture_map
from pages.look.seen import HALF, Seen, seen
from pages.look.this_month import this_month
from pages.shared import cached
from pages.shared.screen import View, screen

FILES = ("survey", "steps")


def lead(view: View, here: Seen, totals: DataFrame | None) -> None:
    """Priorities only for the prefecture, and not on a shared screen; who sees sums only gets the sums' sentence."""
    if totals is not None:
        return view.lead(sentences.totals(totals))
    counts = None if view.sharing else frames.priority_counts(view.table_of("priority"), here.codes, here.names)
    weakest = frames.step_medians(view.table_of("steps"), here.labels[0])
    return view.lead(sentences.lead(len(here.codes), len(here.answered), counts, weakest))


with screen("全体状況", "overview") as view:
    here = seen(view)
    if here.municipalities.empty:
        view.empty("municipalities")
    if view.filters.round is None:
        view.lead(sentences.no_round(len(here.municipalities)))
        prefecture_map(view, here)
        view.empty(*FILES)
    totals = None if view.viewer.is_prefecture else frames.totals(cached.summary(view.prefecture_scope), here.labels, here.highest)
    lead(view, here, totals)
    if view.viewer.is_prefecture and not view.sharing:
        this_month(view, here)
    if totals is not None and len(totals):
        figures.totals(view, totals)
    if here.answered:
        figures.wheels(view, here)
    halves = st.grid(2 if here.answered else 1, min_column_width=HALF, gap="medium")
    with halves.cell():
        prefecture_map(view, here)
        figures.categories(view, here)
    with halves.cell():
        figures.heat_map(view, here)
    with halves.cell():
        figures.movers(view, here)
    with halves.cell():
        figures.completeness(view, here)
    n, of = (len(here.answered), len(here.codes)) if totals is None else (sentences.counted_in(totals), None)
    view.source(*FILES, n=n, of=of)
    view.unconfirmed()
