"""What stands on a slide, and in a meeting's frozen snapshot? All of it, so that nothing is looked up when it is shown."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

WEIGHTS = {
    "follow_up": 10, "participants": 5, "programme": 1, "voices": 5, "steps": 5, "aspect": 10, "literacy": 10, "mentors": 10, "shared": 10,
    "offers": 5, "cases": 5, "own": 10, "decisions": 15,
}  # fmt: skip
"""The kinds of slides in their order, with how much time each gets beside the others."""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Slide(Frozen):
    """One slide. key: its name within the meeting; lines: what it says; columns, cells: its table (voices: cards of question and
    answer); chart: which picture of analytics/charts/meeting.py, from `drawn`; note: where it comes from; promises: the number of the
    promise in each row of the table, and how it stood then."""

    key: str
    kind: str
    label: str
    title: str
    minutes: int = 0
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    chart: str = ""
    drawn: tuple[dict[str, Any], ...] = ()
    note: str = ""
    promises: tuple[tuple[int, str], ...] = ()


class Snapshot(Frozen):
    """A meeting as it is shown, in names that may be shown. participants: in the order of `meeting.participants`;
    figures: item → name → value, as far as shown, so that the next meeting can say how they have moved; quoted: the other rounds of
    which it tells figures."""

    name: str
    held: date
    round: str | None
    unnamed: bool
    warning: str = ""
    participants: tuple[str, ...]
    slides: tuple[Slide, ...]
    items: dict[str, str] = {}
    figures: dict[str, dict[str, float]] = {}
    quoted: tuple[str, ...] = ()
    foot: str = ""

    @property
    def mark(self) -> str:
        """The fingerprint of all that is shown, short enough to be written on paper."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:10].upper()

    @property
    def minutes(self) -> int:
        return sum(slide.minutes for slide in self.slides)

    def slide(self, key: str) -> Slide:
        return next(slide for slide in self.slides if slide.key == key)
