"""Which tables and rounds leave, and what is in them? A part of 一括出力."""

from __future__ import annotations

import streamlit as st

from analytics import bulk
from pages.shared import cached
from pages.shared.screen import View
from pages.shared.words import fiscal_year

USUAL = ["municipalities", "steps", "gap", "overall", bulk.SUMMARY]


def choose_tables(view: View) -> list[str]:
    labels = bulk.offered(view.viewer, view.sharing)
    usual = [name for name in USUAL if name in labels]
    return st.multiselect("表", list(labels), usual, format_func=lambda name: labels[name], key="export_tables", placeholder="表を選ぶ")


def choose_rounds(view: View) -> list[str]:
    usual = [view.filters.round] if view.filters.round else []
    return st.multiselect("調査年度", cached.rounds(), usual, format_func=fiscal_year, key="export_rounds", placeholder="年度を選ぶ")


def computed(view: View, name: str, rounds: list[str], with_ranks: bool) -> bulk.Chosen:
    """A table of every round chosen; the rows are those that this viewer may see of the municipalities filtered."""
    if name == bulk.SUMMARY:
        frames = [cached.summary(view.prefecture_scope.in_round(round)) for round in rounds]
    else:
        scopes = [view.scope.in_round(round) for round in rounds] if bulk.has_rounds(name) else [view.scope]
        frames = [view.table_of(name, scope) for scope in scopes]
    return bulk.chosen(name, bulk.joined(frames), view.product.model, cached.names(), with_ranks)


def all_computed(view: View, names: list[str], rounds: list[str], with_ranks: bool) -> list[bulk.Chosen]:
    with st.spinner("行を数えています"):
        return [computed(view, name, rounds, with_ranks) for name in names]
