"""Which round, municipalities and peers is this about? The filters in the sidebar, kept in the address on every page."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics.config import Config
from analytics.scope import Scope, Viewer
from pages.shared import cached
from pages.shared.words import fiscal_year

METHODS = {
    "adjacent": "隣接",
    "similar": "規模・特性が近い",
    "stage": "進み具合が近い",
    "class": "類似団体区分",
    "block": "圏域",
}
CUSTOM = "任意"
STANDING_IN = {"centres": "中心間の距離が近い"}
"""Not in the list: offered where there are no neighbours."""


@dataclass(frozen=True)
class Filters:
    """What the sidebar says. codes: the municipalities chosen by hand; blocks: those chosen by 圏域; peers: method or codes."""

    round: str | None
    prefecture: str
    blocks: tuple[str, ...]
    codes: tuple[str, ...]
    peers: str | tuple[str, ...]

    @property
    def in_force(self) -> int:
        return bool(self.blocks) + bool(self.codes)

    def scope(self, viewer: Viewer) -> Scope:
        """The rows wanted: the chosen municipalities, else those of the chosen blocks, else the whole prefecture."""
        return Scope(viewer, self.round, self.prefecture, self.codes or cached.codes_of_blocks(self.prefecture, self.blocks))

    def words(self) -> tuple[tuple[str, str], ...]:
        """The filters as they stand under a chart and in an export."""
        names = cached.names()
        chosen = "、".join(names.get(code, code) for code in self.codes)
        rows = (
            ("調査年度", fiscal_year(self.round) if self.round else "なし"),
            ("都道府県", self.prefecture),
            ("圏域", "、".join(self.blocks)),
            ("市町村", chosen),
            ("比較相手", self.peers_in_words()),
        )
        return tuple((label, value) for label, value in rows if value)

    def peers_in_words(self) -> str:
        if isinstance(self.peers, tuple):
            return "、".join(cached.names().get(code, code) for code in self.peers)
        return (METHODS | STANDING_IN).get(self.peers, self.peers.removeprefix("group:"))


def choose_filters(config: Config) -> Filters:
    """Draws the filters in the sidebar; each lives in the address (?round=…&m=…) and so on every page."""
    with st.sidebar:
        round = choose_round()
        prefecture = choose_prefecture(config)
        blocks = choose_blocks(prefecture)
        codes = choose_municipalities(prefecture)
        peers = choose_peers(config, prefecture)
    return Filters(round, prefecture, blocks, codes, peers)


def choose_round() -> str | None:
    rounds = cached.rounds()
    if not rounds:
        return None
    return st.selectbox("調査年度", rounds, format_func=fiscal_year, key="round", bind="query-params")


def choose_prefecture(config: Config) -> str:
    """The own prefecture first; asked for only where several are loaded."""
    loaded = cached.prefectures()
    own = config.app.prefecture if config.app.prefecture in loaded else cached.surveyed_prefecture()
    ordered = sorted(loaded, key=lambda name: (name != own, loaded.index(name)))
    if len(ordered) < 2:
        return ordered[0] if ordered else ""
    return st.selectbox("都道府県", ordered, key="prefecture", bind="query-params")


def choose_blocks(prefecture: str) -> tuple[str, ...]:
    blocks = cached.blocks(prefecture)
    if not blocks:
        return ()
    return tuple(st.multiselect("圏域", blocks, key="block", bind="query-params", placeholder="すべての圏域"))


def choose_municipalities(prefecture: str) -> tuple[str, ...]:
    return several("市町村", "m", cached.names(prefecture), "すべての市町村")


def several(label: str, key: str, names: dict[str, str], placeholder: str) -> tuple[str, ...]:
    """Municipalities by name; the address keeps them under `key`."""
    return tuple(
        st.multiselect(
            label, list(names), format_func=lambda code: names.get(code, code), key=key, bind="query-params", placeholder=placeholder
        )
    )


def choose_peers(config: Config, prefecture: str) -> str | tuple[str, ...]:
    groups = {f"group:{name}": f"グループ: {name}" for name in cached.groups()}
    labels = {**METHODS, **groups, "custom": CUSTOM}
    first = config.peers.default
    ordered = sorted(labels, key=lambda method: method != first)
    method = st.selectbox("比較相手", ordered, format_func=lambda name: labels.get(name, name), key="peers", bind="query-params")
    if method != "custom":
        return str(method)
    return several("比較する市町村", "with", cached.names(), "団体を選ぶ")
