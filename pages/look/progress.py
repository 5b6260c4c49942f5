"""What has moved since an earlier round, did those who were supported move more, and how far are the plans' KPIs?"""

from __future__ import annotations

import streamlit as st

from analytics.scope import Role
from analytics.sentences import progress as sentences
from pages.look.progress_figures import Moves, changes, kpis, moves, multiples, slopes, support, totals
from pages.shared.neighbourhood import choose_focus, focus_options
from pages.shared.screen import View, screen
from pages.shared.words import fiscal_year


def two_rounds(view: View, found: Moves) -> None:
    slopes(view, found)
    multiples(view, found)
    if view.viewer.is_prefecture and not view.sharing:
        support(view, found)
    changes(view, found)


with screen("経年変化・支援効果", "progress") as view:
    if view.filters.round is None or not focus_options(view):
        view.empty("municipalities", "survey")
    if view.viewer.role is Role.VIEWER:
        totals(view)
    first, (left, right) = st.container(), st.columns([2, 3], vertical_alignment="bottom")
    with left:
        found = moves(view)
    if found is None:
        first.info(sentences.ONE_ROUND, icon=":material/timeline:")
    else:
        with first:
            view.lead(sentences.lead(found.change, *map(fiscal_year, found.between)))
        with right:
            found = found.around(choose_focus(view), view)
        two_rounds(view, found)
    kpis(view)
    view.unconfirmed()
