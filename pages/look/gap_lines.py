"""To which To-Be line is the distance measured, and for whom? A part of the gap page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from analytics import gap as measure
from analytics.frames import gap as frames
from analytics.frames.gap import ALL
from analytics.peers import Comparison
from analytics.scope import Scope
from analytics.sentences import gap as sentences
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View


def line_and_focus(view: View) -> tuple[str, str]:
    """To-Be line and municipality in focus. Own targets are never compared: they are shown for one municipality at a time."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    # The best of the peers would tell a figure of somebody who is not in the room.
    lines = {line: label for line, label in sentences.LINES.items() if not (view.sharing and line == "best_peer")}
    line = choose(left.segmented_control, "比べる目標", lines, "line", default="prefecture", required=True)
    codes = frames.may_be_in_focus(view.table_of("gap"), view.table_of("targets"), line)
    if not codes:
        view.empty("targets")
    names = {ALL: "表示中の全団体", **cached.names()}
    return line, choose(right.selectbox, "詳しく見る団体", {code: names.get(code, code) for code in codes}, "focus")


def gaps(view: View, line: str, focus: str) -> DataFrame:
    """The rows of the page: all that may be seen, or the one in focus where own targets are the line."""
    found = against(view, line, "gap", measure.gap, view.scope.of(focus) if line == "own" else view.scope)
    return frames.every_municipality(found, cached.names(), () if line == "own" else every_code(view), view.product.model)


def against(view: View, line: str, name: str, measured: Callable[..., DataFrame], scope: Scope) -> DataFrame:
    """The table `name` to one line: that of the prefecture is the one which all pages share."""
    if line == "prefecture":
        return cached.table(name, scope)
    config = view.product.config
    return cached.read(
        measured, scope, config.measures.min_coverage, line, Comparison.of(config, view.filters.peers), cut=line != "best_peer"
    )


def every_code(view: View) -> tuple[str, ...]:
    """Those that might have answered; others than the prefecture do not learn who did not."""
    return (view.scope.codes or tuple(cached.names(view.filters.prefecture))) if view.viewer.is_prefecture else ()
