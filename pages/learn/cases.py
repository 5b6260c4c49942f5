"""Which case, model, procedure or device helps with this gap? The content of the source, beside the figures here."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.frames import cases as frames
from analytics.sentences import cases as sentences
from pages.learn.case_list import cases_tab
from pages.learn.reading import flow_tab, models_tab, procedure_tab, skills_tab
from pages.shared import cached
from pages.shared.address import follow
from pages.shared.screen import View, screen

TABS = {"事例": cases_tab, "リファレンスモデル": models_tab, "手順書": procedure_tab, "進め方": flow_tab, "スキル・心得": skills_tab}


def lead(view: View) -> None:
    """What weighs most here, and how many cases answer it."""
    model = view.product.model
    cases = frames.case_table(model, view.product.config.peers.population_classes)
    weakest = frames.weakest_factor(cached.summary(view.prefecture_scope))
    label = frames.factor_labels(model).get(weakest.factor, "") if weakest else ""
    answering = frames.fitting(cases, factor=weakest.factor) if weakest else cases
    view.lead(sentences.lead(len(cases), weakest, label, len(answering)))


def choose_tab() -> list[Any]:
    """The tabs; a link to a step (?step=step1) opens 手順書 without naming it."""
    asked = "step" in st.query_params and "tab" not in st.query_params
    follow("tab", "手順書" if asked else None)
    return list(st.tabs(list(TABS), key="tab", bind="query-params"))


with screen("事例・手順書", "cases") as view:
    lead(view)
    for tab, draw in zip(choose_tab(), TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw(view)
