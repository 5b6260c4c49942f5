"""How does a figure come about here? Each formula, and its sum with the numbers of one municipality."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics.frames import method as frames
from analytics.model import Questionnaire
from analytics.scope import Scope
from analytics.sentences import method as sentences
from analytics.sentences import worked
from analytics.sentences.worked import Worked
from pages.learn.passages import bullets, cited, heading, paragraph
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View

NOT_WHILE_SHARING = ("priority", "benchmark", "peers")


def paper_of(view: View) -> Questionnaire:
    model = view.product.model
    return model.questionnaire(view.filters.round) if view.filters.round else model.questionnaires[-1]


def formula(view: View, about: str) -> None:
    said = sentences.formulas(view.product.config)[about]
    with st.container(border=True):
        for line in said.sums:
            heading(line)
    bullets(said.notes)
    if said.page:
        cited(said.page)
    if about == "priority":
        view.table(frames.limit_table(view.product.config, paper_of(view)), frames.LIMIT_FIELDS, "支援優先度の基準", key="limits")
    st.subheader("計算例", anchor=False)
    example(view, about)


def example(view: View, about: str) -> None:
    """Worked out for a municipality that the viewer may see; the one chosen, else one that has a gap."""
    if view.sharing and about in NOT_WHILE_SHARING:
        paragraph(sentences.HIDDEN_WHILE_SHARING)
        return
    steps = view.table_of("steps")
    if steps.empty:
        paragraph(sentences.NO_EXAMPLE)
        return
    names = cached.names()
    options = {code: names.get(code, code) for code in frames.example_order(steps, view.table_of("overall"), view.viewer.code)}
    code = choose(st.selectbox, "計算例の団体", options, "example")
    with st.container(border=True):
        for line in WORKED[about](Example(view, code if code in options else next(iter(options)))).lines:
            paragraph(line)
    view.source("survey", "steps", n=1)
    view.unconfirmed()


class Example:
    """One municipality's tables, as far as the viewer may see them."""

    def __init__(self, view: View, code: str) -> None:
        self.view, self.code, self.paper = view, code, paper_of(view)
        self.to_be = view.product.model.to_be
        self.aspects = {aspect.id: aspect.label for aspect in self.to_be.aspects}

    def table(self, name: str, peers: Any = None) -> DataFrame:
        return cached.table(name, self.view.scope.of(self.code), peers or self.view.filters.peers)


def priority(asked: Example) -> Worked:
    return worked.priority(asked.paper, asked.table("steps"), asked.view.product.config.priority, asked.table("priority"))


def overall(asked: Example) -> Worked:
    weights = {aspect.id: aspect.weight for aspect in asked.to_be.aspects}
    return worked.overall(asked.table("gap"), weights, len(weights))


def factor(asked: Example) -> Worked:
    return worked.factor(asked.paper, asked.table("answers"), asked.table("factors"), {f.id: f.label for f in asked.to_be.factors})


def benchmark(asked: Example) -> Worked:
    """Against the peers of the sidebar whose overall gap the viewer may see."""
    names = cached.names()
    peers = tuple(asked.table("peers")["peer"])
    known = cached.table("overall", Scope(asked.view.viewer, asked.view.filters.round, "", (*peers, "なし"))).dropna(subset=["gap"])
    own = asked.table("overall")["gap"]
    others = {names.get(code, code): gap for code, gap in zip(known["code"], known["gap"], strict=True)}
    return worked.benchmark(own.iloc[0] if len(own) else None, others, asked.view.filters.peers_in_words())


def similarity(asked: Example) -> Worked:
    """With the nearest by size and character."""
    settings = asked.view.product.config.peers
    nearest = asked.table("peers", "similar").sort_values("position")["peer"]
    if nearest.empty:
        return worked.NOT_KNOWN
    prefecture = asked.view.filters.prefecture if settings.universe == "prefecture" else ""
    masters = cached.table("municipalities", Scope(asked.view.viewer, asked.view.filters.round, prefecture))
    weights: dict[str, float] = {variable: settings.weights.get(variable, 1.0) for variable in settings.variables}
    return worked.similarity(masters, asked.code, str(nearest.iloc[0]), cached.names(), weights)


WORKED: dict[str, Callable[[Example], Worked]] = {
    "steps": lambda asked: worked.step(asked.paper, asked.table("answers"), asked.table("steps")),
    "priority": priority,
    "gap": lambda asked: worked.gap(asked.paper, asked.table("answers"), asked.table("gap"), asked.aspects),
    "overall": overall,
    "drivers": lambda asked: worked.drivers(asked.paper, asked.table("answers"), asked.table("gap"), asked.aspects),
    "factors": factor,
    "next_steps": lambda asked: worked.next_step(asked.paper, asked.table("answers"), asked.table("next_steps"), asked.aspects),
    "benchmark": benchmark,
    "peers": similarity,
}
