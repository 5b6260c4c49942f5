"""Whom to support first, and with what? The verdict, its reason, how sure it is, and what people decided beside it."""

from __future__ import annotations

import streamlit as st

from analytics.frames import priority as frames
from analytics.scope import Role
from analytics.sentences import priority as sentences
from pages.look.decide import decide
from pages.look.limits import limits_now, usual_limits
from pages.look.priority_figures import how_sure, judged, show, who_was_heard
from pages.look.priority_menus import menus_by_need
from pages.look.priority_stability import verdicts_hold
from pages.shared.screen import screen

with screen("支援優先度", "priority", shareable=False) as view:
    if view.filters.round is None:
        view.empty("municipalities", "survey")
    if view.viewer.role is Role.VIEWER:
        view.lead("支援優先度は、県担当と当の市町村の担当だけが見られます。")
        st.stop()
    first, steps = st.container(), frames.Steps.of(view.product.model, view.filters.round or "")
    limits = limits_now(view, steps) if view.viewer.is_prefecture else usual_limits(view, steps)
    table = judged(view, limits)
    if not frames.answered(table, steps):
        view.empty("survey", "steps")
    with first:
        view.lead(sentences.lead(table, steps))
    show(view, table, steps, limits)
    if limits == usual_limits(view, steps):
        verdicts_hold(view)
    if view.viewer.is_prefecture:
        decide(view, table)
        who_was_heard(view, table)
        menus_by_need(view)
        how_sure(view, steps, limits)
    view.unconfirmed()
