"""Which municipality is in focus, and with whom is it compared? The choice that 近隣比較 and 指標 share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st
from pandas import DataFrame

from analytics.frames import neighbours as frames
from analytics.sentences import neighbours as sentences
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.filters import METHODS, STANDING_IN
from pages.shared.screen import View

FEWEST, MOST_CHOSEN = 3, 8
INSTEAD = {method: METHODS[method] for method in ("similar", "block")} | STANDING_IN


@dataclass(frozen=True)
class Neighbourhood:
    """The one in focus and its peers (shown: frames.members). note: why these peers are not those asked for."""

    focus: str
    method: str | tuple[str, ...]
    label: str
    peers: DataFrame
    note: str = ""


def focus_options(view: View) -> dict[str, str]:
    """Code → name of those that may be in focus; while the screen is shared those chosen by name."""
    names = cached.names(view.filters.prefecture)
    return {code: names[code] for code in names if not view.sharing or code in view.filters.codes}


def choose_focus(view: View) -> str:
    """The municipality in the middle: the first chosen in the sidebar, else the viewer's own, else the first."""
    options = focus_options(view)
    first = next((code for code in (*view.filters.codes, view.viewer.code) if code in options), next(iter(options)))
    return choose(st.selectbox, "中心にする団体", options, "focus", index=list(options).index(first))


def neighbourhood(view: View, focus: str) -> Neighbourhood:
    """The peers asked for in the sidebar. Too few known neighbours: others stand in, and the page says so."""
    chosen = view.filters.codes if view.sharing else view.filters.peers
    if isinstance(chosen, tuple):
        return of_chosen(view, focus, tuple(code for code in chosen if code != focus))
    peers = peers_by(view, focus, chosen)
    if chosen == "adjacent" and known(view, peers) < FEWEST:
        return standing_in(view, focus, peers)
    note = sentences.nobody(cached.names()[focus]) if peers.empty else ""
    return Neighbourhood(focus, chosen, view.filters.peers_in_words(), peers, note)


def of_chosen(view: View, focus: str, others: tuple[str, ...]) -> Neighbourhood:
    """2 to 8 side by side. While the screen is shared they are compared with each other and with nobody else."""
    method = others[: MOST_CHOSEN - 1]
    return Neighbourhood(
        focus, method, "選んだ団体", peers_by(view, focus, method), sentences.chosen(len(others), MOST_CHOSEN, view.sharing)
    )


def peers_by(view: View, focus: str, method: str | tuple[str, ...]) -> DataFrame:
    return cached.table("peers", view.scope_of(focus), method)


def known(view: View, peers: DataFrame) -> int:
    """How many have a figure of the survey; where the round has none to show, how many there are at all."""
    if peers.empty or not view.filters.round:
        return len(peers)
    answered = cached.table("steps", view.scope_of(*peers["peer"])).dropna(subset=["score"])
    return answered["code"].nunique() if view.viewer.is_prefecture else len(peers)


def standing_in(view: View, focus: str, adjacent: DataFrame) -> Neighbourhood:
    found = {method: peers_by(view, focus, method) for method in INSTEAD}
    labels = {method: label for method, label in INSTEAD.items() if len(found[method])}
    name = cached.names()[focus]
    if not labels:
        return Neighbourhood(focus, "adjacent", METHODS["adjacent"], adjacent, sentences.nobody(name) if adjacent.empty else "")
    method = choose(st.segmented_control, "代わりの比較相手", labels, "instead", default=next(iter(labels)), required=True)
    return Neighbourhood(focus, method, labels[method], found[method], sentences.instead(name, known(view, adjacent), labels[method]))


def shown(view: View, near: Neighbourhood) -> DataFrame:
    """One row per municipality on the page, the one in focus first."""
    return frames.members(near.focus, near.peers, cached.table("municipalities", view.scope_of(near.focus, *near.peers["peer"])))


def compared(view: View, near: Neighbourhood) -> View:
    """The view whose source lines name the peers really compared with."""
    return replace(view, filters=replace(view.filters, peers=near.method))
