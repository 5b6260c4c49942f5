"""What does the understanding of a sheet rest on beside the sheet?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.intake.places import Gazetteer
from analytics.intake.reading.staged import Manifest, Sheet, UnreadableFile
from analytics.intake.understanding.plan import Wishes
from analytics.intake.understanding.recognising import Mapping
from analytics.intake.understanding.remembered import Remembered
from analytics.model import Model
from analytics.profiles import Profile


@dataclass(frozen=True)
class Given:
    """All that the understanding of a sheet rests on beside the sheet.

    is_place, known: whether a text names a municipality, a column; mappings: what column names mean in a questionnaire, kind by kind.
    All sheets share them, as most have the same header."""

    manifest: Manifest
    folder: Path
    model: Model
    places: Gazetteer
    wishes: Wishes
    is_place: Callable[[str], bool]
    known: Callable[[str], bool]
    mappings: Callable[[tuple[str, ...], str | None], list[Mapping]]
    profile: Profile | None = None
    remembered: Sequence[Remembered] = ()


class Contradiction(UnreadableFile):
    """Two places that tell the municipality or the round of a sheet tell different ones."""


def sheet_words(sheet: Sheet) -> str:
    return f"シート「{sheet.name}」: " if sheet.name else ""
