"""Where do managers and staff differ in digital literacy, by how much, how sure, and what training follows from it?"""

from __future__ import annotations

import streamlit as st

from analytics.sentences import literacy as sentences
from pages.compare import literacy_figures as figures
from pages.compare.literacy_sheet import choose_category, choose_diagnosis, choose_unit, diagnoses
from pages.shared.screen import screen

with screen("DXリテラシー診断", "literacy") as view:
    options = diagnoses(view)
    if not options:
        view.empty("literacy_groups", "literacy")
    first = st.container()
    left, right = st.columns(2)
    with left:
        diagnosis = choose_diagnosis(view, options)
    if diagnosis.rows.empty:
        with first:
            view.lead(sentences.NOT_HERE)
        st.stop()
    with right:
        category = choose_category(diagnosis)
    with first:
        view.lead(sentences.lead(diagnosis.label, category, diagnosis.differences(category)))
        figures.kept(view, diagnosis)
    figures.side_by_side(view, diagnosis, category)
    unit = choose_unit(diagnosis)
    figures.one_unit(view, diagnosis, unit, category)
    if diagnosis.asks_opinions:
        figures.shares(view, diagnosis, unit)
    else:
        figures.needs(view, diagnosis)
    figures.response(view, diagnosis)
    figures.listing(view, diagnosis)
    st.caption(figures.PRIVACY)
