"""To which To-Be line does a karte measure? The prefecture's, the municipality's own or the best of its peers."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics import gap as measure
from analytics.peers import Comparison
from analytics.sentences.gap import LINES
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.neighbourhood import Neighbourhood
from pages.shared.screen import View


def choose_line(view: View, near: Neighbourhood) -> str:
    """Only lines that there are. The best of the peers would tell a figure of somebody who is not in the room."""
    targets = cached.table("targets", view.scope_of(near.focus))
    there = {"prefecture": True, "own": (targets["source"] == "own").any(), "best_peer": len(near.peers) and not view.sharing}
    lines = {line: label for line, label in LINES.items() if there[line]}
    if len(lines) == 1:
        return "prefecture"
    return choose(st.segmented_control, "比べる目標", lines, "line", default="prefecture", required=True)


def gaps(view: View, near: Neighbourhood, line: str) -> DataFrame:
    """The gap of the one in focus to another line than the prefecture's, never beside that of others."""
    config = view.product.config
    comparison = Comparison.of(config, near.method)
    return cached.read(measure.gap, view.scope_of(near.focus), config.measures.min_coverage, line, comparison, cut=line != "best_peer")
