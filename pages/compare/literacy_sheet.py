"""Which diagnosis, category and municipality is the literacy page about? Chosen on the page, kept in the address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import streamlit as st
from pandas import DataFrame

from analytics import literacy
from analytics.frames import literacy as frames
from analytics.rounds import in_order
from analytics.scope import Scope
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View
from pages.shared.words import fiscal_year


@dataclass(frozen=True)
class Diagnosis:
    """One diagnosis of one round, as far as it is wanted. rows: those of `literacy`, with names."""

    round: str
    instrument: str
    scope: Scope
    rows: DataFrame
    asks_opinions: bool

    @property
    def label(self) -> str:
        return f"{fiscal_year(self.round)}の{self.instrument or '診断'}"

    @property
    def parts(self) -> str:
        """The word for its categories."""
        return "設問" if self.asks_opinions else "区分"

    @cached_property
    def gaps(self) -> DataFrame:
        return literacy.gaps(self.rows)

    def differences(self, category: str) -> DataFrame:
        return frames.differences(self.gaps, self.rows, category)


def diagnoses(view: View) -> list[tuple[str, str]]:
    """Those of the round in view first, then the newest; the one that asks opinions after the others."""
    found = cached.read(literacy.diagnoses, Scope(view.viewer))
    opinions = view.product.config.literacy.questionnaires
    return sorted(
        found, key=lambda told: (told[0] != view.filters.round, [-number for number in in_order(told[0])], told[1] in opinions, told[1])
    )


def choose_diagnosis(view: View, options: list[tuple[str, str]]) -> Diagnosis:
    labels = {f"{round}/{instrument}": f"{fiscal_year(round)} {instrument or '診断（名前なし）'}" for round, instrument in options}
    round, _, instrument = choose(st.selectbox, "診断", labels, "diagnosis").partition("/")
    scope, settings = view.scope.in_round(round), view.product.config.literacy
    found = cached.read(literacy.literacy, scope, cut=True)
    rows = frames.named(found[found["instrument"] == instrument], cached.names(), view.sharing)
    return Diagnosis(round, instrument, scope, rows, instrument in settings.questionnaires)


def choose_category(diagnosis: Diagnosis) -> str:
    """総合 first where there is such a category."""
    categories = frames.categories(diagnosis.rows)
    ordered = sorted(categories, key=lambda name: (name != frames.WHOLE, categories.index(name)))
    return choose(st.selectbox, diagnosis.parts, {name: name for name in ordered}, "category")


def choose_unit(diagnosis: Diagnosis) -> str:
    return choose(st.selectbox, "詳しく見る団体・まとまり", frames.units(diagnosis.rows), "unit")
