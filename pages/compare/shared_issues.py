"""Which issues do several municipalities share, which of them could they take up together, and who offers what would help?"""

from __future__ import annotations

import streamlit as st

from analytics.scope import Role
from analytics.sentences import shared_issues as sentences
from pages.compare import shared_issues_figures as figures
from pages.compare import shared_issues_offers as offers
from pages.compare.issues_round import of_lists, without_lists
from pages.compare.shared_issues_deciding import decide
from pages.shared.screen import screen

with screen("共通課題・マッチング", "shared_issues") as asked:
    view = of_lists(asked)
    if not view.viewer.is_prefecture:
        offers.for_others(view, view.viewer.role is Role.MUNICIPALITY)
        st.stop()
    here = figures.gathered(view)
    if not here.is_listed(view.scope.codes):
        without_lists(view)
    view.lead(sentences.lead(here.clusters, len(here.issues), here.issues["code"].nunique(), figures.about(view)))
    if len(here.clusters):
        figures.listed(view, here)
        one = figures.chosen(here)
        figures.where(view, here, one)
        offers.of_cluster(view, here.of(one))
        if not view.sharing:
            decide(view, here, one)
    offers.from_offer(view, here.issues)
