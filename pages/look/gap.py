"""Where is the distance to the To-Be state largest, what makes it, and who is already there?"""

from __future__ import annotations

import streamlit as st

from analytics.frames.gap import ALL
from analytics.scope import Role
from analytics.sentences import gap as sentences
from pages.look import aspect as one_aspect
from pages.look.gap_figures import overview, sums
from pages.look.gap_lines import every_code, gaps, line_and_focus
from pages.look.what_if import try_out
from pages.shared.screen import screen
from pages.shared.stability import stability

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
    if focus != ALL and line == "prefecture":
        stability(view, focus, view.filters.peers, "weakest_aspect")
    aspect = one_aspect.choose_aspect(view)
    one_aspect.model_cells(aspect)
    if rows["code"].nunique() > 1:
        one_aspect.states(view, rows, aspect, focus)
    one_aspect.noted(view, rows, aspect, focus)
    one_aspect.drivers(view, aspect, line, focus)
    one_aspect.answers(view, aspect, len(set(every_code(view)) - set(view.table_of("gap")["code"])))
    if focus != ALL:
        one_aspect.way(view, aspect, focus)
    if focus != ALL and not view.sharing:
        try_out(view, focus, aspect)
    view.unconfirmed()
