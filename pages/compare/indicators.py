"""What do public statistics say about each municipality, one or two indicators at a time, and over the years?"""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame, concat

from analytics import published
from analytics.frames import indicators as frames
from analytics.scope import Scope
from analytics.sentences import indicators as sentences
from pages.compare import pictures
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.neighbourhood import choose_focus, focus_options, neighbourhood, shown
from pages.shared.screen import View, exports_safe, screen


def choose_indicators(catalogue: DataFrame) -> tuple[str, str]:
    labels = frames.labels(catalogue)
    left, right = st.columns(2)
    first = choose(left.selectbox, "指標", labels, "x")
    others = {frames.NOTHING: "選ばない"} | {name: label for name, label in labels.items() if name != first}
    return first, choose(right.selectbox, "組み合わせる指標（散布図）", others, "y")


def choose_year(catalogue: DataFrame, indicator: str) -> str:
    years = list(catalogue.set_index("indicator")["years"][indicator])
    return choose(st.selectbox, "年", {year: f"{year}年" for year in years}, "year") if len(years) > 1 else years[0]


def history(view: View, members: DataFrame, *indicators: str) -> DataFrame:
    """Every year of these indicators, of those the filters show and of those marked, in code order."""
    wanted = tuple(name for name in indicators if name)
    scopes = (view.scope.in_round(None), view.scope_of(*members["code"]).in_round(None))
    both = concat([cached.read(published.history, scope, wanted) for scope in scopes], ignore_index=True)
    return frames.marked(both.drop_duplicates(["code", "indicator", "year"]), cached.names(), members)


with screen("指標", "indicators") as view:
    catalogue = cached.read(published.catalogue, Scope(view.viewer))
    if catalogue.empty or not focus_options(view):
        view.empty("indicators")
    first, second = choose_indicators(catalogue)
    left, right = st.columns(2)
    with left:
        near = neighbourhood(view, choose_focus(view))
    with right:
        year = choose_year(catalogue, first)
    members = shown(view, near)
    values = history(view, members, first, second)
    rows = frames.at(values, first, year)
    view.lead(sentences.lead(first, rows))
    st.caption(exports_safe(f"印を付けた比較相手：{near.label}（{len(members) - 1}団体）　{near.note}"))
    pictures.one(view, catalogue, first, rows)
    if second:
        pictures.two(view, catalogue, first, second, rows, frames.at(values, second, year))
    pictures.noted(view, values, first)
    pictures.years(view, catalogue, first, lambda *chosen: history(view, members, *chosen))
    pictures.table(view, catalogue, values)
