"""Whose figures stand on this screen? The municipalities of the scope with their names and the labels of the round."""

from __future__ import annotations

from dataclasses import dataclass

from pandas import DataFrame

from analytics.frames import overview as frames
from pages.shared import cached
from pages.shared.screen import View

HALF, THIRD = 600, 240
"""Pixels that half a row and a third of it need at least: below, they stand one under the other."""


@dataclass(frozen=True)
class Seen:
    """municipalities: those of the scope; codes: those whose rows the viewer may see; answered: the codes that are known."""

    municipalities: DataFrame
    codes: list[str]
    answered: frozenset[str]
    names: dict[str, str]
    labels: tuple[dict[str, str], dict[str, str]]
    highest: dict[str, float]


def seen(view: View) -> Seen:
    """The prefecture sees all, answered or not; others those that agreed, of whom something is known."""
    municipalities, round = view.table_of("municipalities"), view.filters.round
    answered = frames.respondents(view.table_of("steps")) if round else frozenset()
    codes = list(municipalities["code"]) if view.viewer.is_prefecture else sorted(answered)
    model = view.product.model
    steps = frames.step_labels(model, round)
    highest = {step: model.questionnaire(round).step_maximum(step) for step in steps} if round else {}
    return Seen(municipalities, codes, answered, cached.names(), (steps, frames.aspect_labels(model)), highest)
