"""How does one municipality stand, why, and what could it take up next? What a visitor brings along."""

from __future__ import annotations

import streamlit as st

from pages.look import karte_figures as figures
from pages.look.karte_advice import advice
from pages.look.karte_figures import Sheet, sheet
from pages.look.karte_head import header, lead, verdict
from pages.look.karte_issues import issues
from pages.look.karte_literacy import literacy
from pages.look.karte_mentors import ask_whom
from pages.look.karte_paper import paper
from pages.look.seen import HALF
from pages.look.support import remarks, support
from pages.shared.neighbourhood import choose_focus, focus_options, neighbourhood
from pages.shared.note_field import note_field
from pages.shared.screen import screen
from pages.shared.stability import stability


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
    stability(here.view, here.near.focus, here.near.method, "below_peers", "weakest_aspect", *(["priority"] if here.shows_verdict else []))
    ask_whom(here)
    advice(here)
    here.view.source("survey", "steps")


with screen("市町村DXカルテ", "karte") as view:
    if not focus_options(view):
        view.empty("municipalities")
    here = sheet(view, neighbourhood(view, choose_focus(view)))
    lead(here)
    header(here)
    paper(here)
    note_field(view, {here.near.focus: here.name})
    if here.is_known:
        survey(here)
    figures.indicators(here)
    literacy(here)
    issues(here)
    halves = st.grid(2, min_column_width=HALF, gap="medium")
    with halves.cell():
        remarks(here)
    with halves.cell():
        support(here)
    view.unconfirmed()
