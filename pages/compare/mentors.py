"""Whom of its peers can the municipality in focus ask, and about which questions? A part of 近隣比較 and of the karte."""

from __future__ import annotations

from analytics.frames import mentors as frames
from analytics.mentors import mentor_questions
from analytics.peers import Comparison
from analytics.sentences import mentors as sentences
from pages.shared import cached
from pages.shared.neighbourhood import Neighbourhood
from pages.shared.screen import View


def mentors(view: View, near: Neighbourhood) -> None:
    """Candidates that have not agreed stand here for the prefecture only, and never while the screen is shared."""
    config, model, scope = view.product.config, view.product.model, view.scope_of(near.focus)
    found = cached.table("mentors", scope, near.method)
    if view.filters.round is None or cached.table("steps", scope).empty:
        return
    led = cached.measured(
        mentor_questions, scope, Comparison.of(config, near.method), config.measures.min_coverage, config.mentors.min_lead
    )
    aspects = {aspect.id: aspect.label for aspect in model.to_be.aspects}
    rows = frames.rows(found, led, cached.names(), aspects, model.questionnaire(view.filters.round), view.sharing)
    name = cached.names()[near.focus]
    view.finding(sentences.finding(rows, name))
    if len(rows):
        view.table(rows, frames.FIELDS, f"{name}_先行市町村", key="mentors")
