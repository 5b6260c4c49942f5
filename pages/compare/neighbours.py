"""Where does one municipality differ from its peers, down to single answers, and why are those its peers?"""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame, concat

from analytics import published
from analytics.frames import neighbours as frames
from analytics.peers import Comparison
from analytics.sentences import neighbours as sentences
from pages.compare import parts
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.neighbourhood import Neighbourhood, choose_focus, compared, focus_options, neighbourhood, shown
from pages.shared.screen import View, exports_safe, screen

PARTS = {"items": "STEP・観点", "answers": "設問ごとの回答", "published": "公表指標"}


def standing(view: View, near: Neighbourhood) -> DataFrame:
    """The one in focus against its peers, its prefecture and all loaded: the survey's figures, then the published ones."""
    config, scope = view.product.config, view.scope_of(near.focus)
    comparison = Comparison.of(config, near.method)
    surveyed = cached.among_peers(scope, comparison)
    indicators = cached.read(published.standing, scope, comparison, config.measures.min_coverage)
    rows = concat([surveyed[surveyed["measure"] != "indicator"], indicators], ignore_index=True)
    return frames.standing(rows, comparison.method, frames.item_labels(view.product.model, parts.questionnaire(view)))


def choose_part(view: View, members: DataFrame) -> str:
    """Where nobody shown has a figure of the survey there is only one part."""
    if cached.table("steps", view.scope_of(*members["code"])).empty:
        return "published"
    return choose(st.segmented_control, "比べるもの", PARTS, "part", default="items", required=True)


with screen("近隣比較", "neighbours") as view:
    if not focus_options(view):
        view.empty("municipalities")
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        focus = choose_focus(view)
    with right:
        near = neighbourhood(view, focus)
    members, rows = shown(view, near), standing(view, near)
    name, n = members["name"].iloc[0], len(members) - 1
    if rows.empty and not cached.rounds():
        view.empty("survey", "indicators")
    why = sentences.no_survey(name, bool(view.filters.round), view.viewer.is_prefecture)
    view.lead(sentences.lead(name, rows, near.label, n, sentences.away(members), why))
    for line in filter(None, (near.note, *sentences.why_peers(members))):
        st.markdown(exports_safe(line))
    parts.DRAW[choose_part(view, members)](compared(view, near), near, members, rows)
