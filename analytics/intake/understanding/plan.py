"""What is it that a file was understood to be, and what may its user say instead?"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from analytics.intake.understanding.recognising import Mapping
from analytics.intake.understanding.tables import Table
from analytics.kinds import Kind
from analytics.profiles import Profile


@dataclass(frozen=True)
class Wishes:
    """What the user says instead of what the file tells: kind, round, municipality, sheet, how answers are written, which column is
    what, and in which rows the column names stand (first and last, counted from 1)."""

    kind: str | None = None
    round: str | None = None
    municipality: str | None = None
    sheet: str | None = None
    answers: str | None = None
    columns: tuple[tuple[int, str], ...] = ()
    header: tuple[int, int] | None = None


@dataclass(frozen=True)
class Part:
    """One sheet understood: its table, mapping and, where its rows do not say it, its municipality and round.

    lacking: the columns without which nothing of it can be taken in; the user may still assign them.
    only, only_round: the municipality and the round (or year) that the user named, where the rows name one too: both have to agree.
    remembered: the name of the kept way of reading that was used; answers: how it says that answers are written.
    """

    table: Table
    mapping: Mapping
    municipality: str | None
    round: str | None
    lacking: tuple[str, ...] = ()
    only: str | None = None
    remembered: str | None = None
    answers: str | None = None
    only_round: str | None = None


@dataclass(frozen=True)
class Understanding:
    """One file understood. parts: the sheets that are taken in; left_out: (sheet, why) for the others; missed: the same for
    sheets whose figures would be missing, as they bear a municipality's name or the header of those taken in; remembered: the kept way of
    reading that was used."""

    name: str
    kind: Kind
    parts: tuple[Part, ...]
    profile: Profile | None = None
    document: Path | None = None
    encoding: str = ""
    answers: str | None = None
    year_is_assumed: bool = False
    left_out: tuple[tuple[str, str], ...] = field(default=())
    missed: tuple[tuple[str, str], ...] = field(default=())

    @property
    def round(self) -> str | None:
        rounds = {part.round for part in self.parts}
        return rounds.pop() if len(rounds) == 1 else None

    @property
    def remembered(self) -> str | None:
        return next((part.remembered for part in self.parts if part.remembered), None)
