"""What do the figures mean and how do they come about? Model, questionnaire, formulas with worked examples, and rules."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics.sentences import method as sentences
from pages.learn import model_tables
from pages.learn.formulas import WORKED, formula, paper_of
from pages.shared.address import choose
from pages.shared.screen import View, screen
from pages.shared.words import fiscal_year

SECTIONS = {name: partial(formula, about=name) for name in WORKED} | {
    "model": model_tables.model,
    "causes": model_tables.causes,
    "questionnaire": model_tables.questionnaire,
    "missing": model_tables.missing,
    "reading": model_tables.reading,
    "sight": model_tables.sight,
    "licences": model_tables.licences,
    "versions": model_tables.versions,
}


def lead(view: View) -> None:
    """What the figures rest on: the questionnaire of the round and how many answered it, as far as the viewer sees."""
    round, paper = view.filters.round, paper_of(view)
    overall = view.table_of("overall", view.prefecture_scope)
    if round is None or overall.empty:
        view.lead(sentences.lead_without_answers(paper))
        return
    everyone = view.table_of("municipalities", view.prefecture_scope)
    known = overall["code"].nunique(), len(everyone)
    year, borrowed, sees_all = fiscal_year(round), view.product.model.is_borrowed(round), view.viewer.is_prefecture
    view.lead(sentences.lead(view.filters.prefecture, year, paper, *known, borrowed, sees_all))


with screen("モデルと計算方法", "method") as view:
    lead(view)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        about = choose(st.radio, "目次", sentences.TOPICS, "about")
    with right:
        st.subheader(sentences.TOPICS[about], anchor=False)
        SECTIONS[about](view)
