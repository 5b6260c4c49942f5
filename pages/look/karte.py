"""How does one municipality stand, why, and what could it take up next? What a visitor brings along."""

from __future__ import annotations

import streamlit as st

from analytics.sentences import karte as sentences
from pages.look import karte_figures as figures
from pages.look.karte_figures import Sheet, sheet
from pages.look.karte_head import header, verdict
from pages.look.seen import HALF
from pages.look.support import remarks, support
from pages.shared.neighbourhood import choose_focus, focus_options, neighbourhood
from pages.shared.screen import View, screen
from pages.shared.words import fiscal_year


def lead(view: View, here: Sheet) -> None:
    if not here.is_known:
        return view.lead(
            sentences.unknown(
                here.name,
                f"{fiscal_year(view.filters.round)}の調査" if view.filters.round else "推進状況アンケート",
                view.viewer.is_prefecture,
            )
        )
    answered = int(here.table("answers")["points"].notna().sum())
    return view.lead(sentences.lead(here.name, here.aspects, answered, len(here.paper.questions)))


def survey(here: Sheet) -> None:
    halves = st.grid(2, min_column_width=HALF, gap="medium")
    with halves.cell():
        figures.steps(here)
    with halves.cell():
        if here.shows_verdict:
            verdict(here)
        figures.wheels(here)
    for figure in (figures.aspects, figures.drivers, figures.severities, figures.outcomes):
        with halves.cell():
            figure(here)
    figures.next_steps(here)
    here.view.source("survey", "steps")


with screen("市町村DXカルテ", "karte") as view:
    if not focus_options(view):
        view.empty("municipalities")
    here = sheet(view, neighbourhood(view, choose_focus(view)))
    lead(view, here)
    header(here)
    if here.is_known:
        survey(here)
    figures.indicators(here)
    halves = st.grid(2, min_column_width=HALF, gap="medium")
    with halves.cell():
        remarks(here)
    with halves.cell():
        support(here)
    view.unconfirmed()
