"""Of which round are the issue lists on the page? That of the sidebar, else the newest that has any."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.issues import listed_rounds
from pages.shared import cached
from pages.shared.screen import View
from pages.shared.words import fiscal_year


def without_lists(view: View) -> None:
    """Ends the page: no list of these municipalities, or none at all."""
    if cached.read(listed_rounds, cached.ANYONE):
        view.lead(f"表示している範囲の市町村の課題リストは、{fiscal_year(view.filters.round)}には届いていません。")
        st.stop()
    view.empty("issues")


def of_lists(view: View) -> View:
    """The view with a round that has issue lists; says so where it is not the one chosen. Without any lists: the view as it is."""
    rounds = cached.read(listed_rounds, cached.ANYONE)
    if not rounds or view.filters.round in rounds:
        return view
    if view.filters.round:
        st.caption(f"{fiscal_year(view.filters.round)}の課題リストはないため、{fiscal_year(rounds[0])}のものを表示しています。")
    return replace(view, filters=replace(view.filters, round=rounds[0]))
