"""Which figures stand on 経年変化・支援効果? One function each: ask, show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import streamlit as st
from pandas import DataFrame

from analytics.change import BREAK_BELOW, change, ties
from analytics.charts import progress as charts
from analytics.frames import progress as frames
from analytics.frames.neighbours import item_labels
from analytics.peers import Comparison
from analytics.rounds import in_order
from analytics.sentences import progress as sentences
from analytics.support_effect import TYPES, support_effect, window
from pages.look.seen import THIRD
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View, exports_safe
from pages.shared.words import fiscal_year

FILES = ("survey", "steps")


@dataclass(frozen=True)
class Moves:
    """The changes between two rounds. focus, peers, label: the municipality in the middle and with whom it is compared."""

    between: tuple[str, str]
    change: DataFrame
    labels: dict[tuple[str, str], str]
    focus: str = ""
    peers: tuple[str, ...] = ()
    comparison: Comparison | None = None

    def around(self, focus: str, view: View) -> Moves:
        """While the screen is shared the peers are those chosen by name."""
        chosen = tuple(c for c in view.filters.codes if c != focus) if view.sharing else view.filters.peers
        peers = tuple(cached.table("peers", view.scope_of(focus), chosen)["peer"])
        return replace(self, focus=focus, peers=peers, comparison=Comparison.of(view.product.config, chosen))


def moves(view: View) -> Moves | None:
    """The round to begin with is chosen here; None where there is no earlier one."""
    until = view.filters.round or ""
    earlier = {round: fiscal_year(round) for round in cached.rounds() if in_order(round) < in_order(until)}
    if not earlier:
        return None
    since = choose(st.selectbox, "比べる元の調査年度", earlier, "since")
    model = view.product.model
    found = cached.read(change, view.scope, view.product.config.measures.min_coverage, since, cut=True)
    return Moves((since, until), found, item_labels(model, model.questionnaire(until)))


def totals(view: View) -> None:
    """For 閲覧: medians over the prefecture, no municipality. Ends the page."""
    words = {round: fiscal_year(round) for round in cached.rounds()}
    view.lead(sentences.totals(cached.summary(replace(view.prefecture_scope, round=None)), words))
    view.source(*FILES)
    st.stop()


def slopes(view: View, found: Moves) -> None:
    name = cached.names()[found.focus]
    rows = frames.slopes(found.change, found.focus, found.peers, cached.names())
    if rows.empty:
        return
    title = sentences.slopes(found.change, name, found.focus)
    view.chart(charts.slopes(tuple(sorted(rows["role"].unique()))), rows, title, frames.SLOPE_FIELDS, key="変化")
    view.source(*FILES, n=len(frames.overall(found.change)))
    tied = cached.read(ties, view.scope, found.between[0])
    if said := sentences.breaks(tied, found.labels, BREAK_BELOW):
        st.warning(exports_safe(said), icon=":material/link_off:")


def multiples(view: View, found: Moves) -> None:
    """The overall state and each aspect of the one in focus over all rounds up to this one, beside two medians."""
    name, scope = cached.names()[found.focus], view.scope_of(found.focus).in_round(None)
    until = in_order(found.between[1])
    shown = [round for round in cached.rounds()[::-1] if in_order(round) <= until]
    near = cached.among_peers(scope, found.comparison or Comparison())
    summary = cached.summary(replace(view.prefecture_scope, round=None))
    near, summary = (rows[rows["round"].astype(str).isin(shown)] for rows in (near, summary))
    broken = frames.broken_at([cached.read(ties, scope.in_round(round), before) for before, round in pairwise(shown)])
    st.subheader(f"{name}の観点ごとの推移", anchor=False)
    st.caption(exports_safe(sentences.lines(name)))
    grid = st.grid(3, min_column_width=THIRD, gap="medium")
    for key in [("overall", "as_is"), *(("aspect", aspect.id) for aspect in view.product.model.to_be.aspects)]:
        with grid.cell():
            rows = frames.series(near, summary, name, *key, broken.get(key, ()))
            moved = sentences.moved(found.change, found.focus, *key, fiscal_year(found.between[0]))
            title = sentences.series(rows, name, found.labels[key], broken.get(key, ()), moved)
            view.chart(charts.series(name), rows, title, frames.SERIES_FIELDS, key=f"推移_{key[1]}")
    view.source(*FILES)


def support(view: View, found: Moves) -> None:
    """Groups of the whole prefecture, and always the caution beside them."""
    st.subheader("支援した団体と、していない団体", anchor=False)
    between = window(*found.between)
    if between is None:
        st.info(sentences.SAME_YEAR)
        return
    types = tuple(st.multiselect("支援とみなす記録の種別", TYPES, default=TYPES, key="progress_types", placeholder="種別を選ぶ"))
    scope = view.prefecture_scope
    table = cached.read(support_effect, scope, view.product.config.measures.min_coverage, found.between[0], types)
    rows = frames.effect(table)
    if rows.empty:
        st.info(sentences.effect(table))
        return
    view.chart(charts.effect(), rows, sentences.effect(table), frames.EFFECT_FIELDS, key="支援の有無")
    st.warning(sentences.CAUTION, icon=":material/balance:")
    st.caption(sentences.filtered(types, *map(str, between)))
    view.source(*FILES, "support_log", n=int(table["n"].sum()))


def changes(view: View, found: Moves) -> None:
    if found.change.empty:
        return
    with st.expander("項目ごとの変化を表で見る"):
        view.table(frames.changes(found.change, cached.names(), found.labels), frames.CHANGE_FIELDS, "経年変化", key="changes")


def kpis(view: View) -> None:
    """Of plans against their targets: what the viewer may see of them."""
    st.subheader("計画の KPI", anchor=False)
    rows = frames.kpis(view.table_of("kpi"), cached.names())
    if rows.empty:
        st.caption(sentences.kpis(rows))
        return
    drawn = rows.dropna(subset=["progress"])
    if len(drawn):
        columns = ["label", "year", "baseline", "actual", "target", "progress", "shown"]
        view.chart(charts.kpis(len(drawn)), drawn[columns], sentences.kpis(rows), key="KPI")
    view.table(rows, frames.KPI_FIELDS, "計画のKPI", key="kpi")
    view.source("kpi", n=len(drawn))
