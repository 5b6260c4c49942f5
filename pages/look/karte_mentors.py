"""Whom can this municipality ask? The mentors on its karte."""

from __future__ import annotations

from pages.compare.mentors import mentors
from pages.look.karte_figures import Sheet


def ask_whom(here: Sheet) -> None:
    mentors(here.view, here.near)
