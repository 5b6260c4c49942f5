"""Whom to visit next, what to ask there, and what was promised? For the prefecture only, never on a shared screen."""

from __future__ import annotations

from datetime import date

from analytics.frames import visits as frames
from analytics.sentences import visits as sentences
from pages.look.visits_figures import calendar, list_of_visits, log, questions
from pages.look.visits_promises import promises
from pages.shared import cached
from pages.shared.screen import screen

with screen("訪問計画", "visits", prefecture_only=True, shareable=False) as view:
    if view.filters.round is None:
        view.empty("municipalities", "survey")
    names, today = cached.names(), date.today()
    rows = frames.listed(view.table_of("visits"), view.table_of("municipalities"), names, "")
    if rows.empty:
        view.empty("municipalities")
    view.lead(sentences.lead(rows))
    list_of_visits(view, rows)
    questions(view, names)
    promised = promises(view, names, today)
    calendar(view, promised, names, today)
    log(view, names)
    view.unconfirmed()
