"""Which official files are known as they are? data/profiles/*.yaml: how each is recognised and what its columns mean."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from analytics.config import ROOT, ImpossibleConfig, Section, in_words, read_yaml

Direction = Literal["high", "low", "none"]


class Indicator(Section):
    """What an indicator is: its unit, which direction is better, and what its words stand for as numbers."""

    name: str
    category: str = ""
    unit: str = ""
    direction: Direction = "none"


class Profile(Section):
    """One kind of official file.

    recognised_by: texts that all stand in the first rows of the file. columns: its header → our column name ("" = not used).
    transposed: municipalities stand across the top, in the order of the code list. words: cell text → number; missing:
    cell text → reason, where they differ from the usual marks. year: taken where neither file nor user names one.
    """

    id: str
    label: str
    kind: str
    recognised_by: Annotated[tuple[str, ...], Field(min_length=1)]
    source: str
    licence: str = ""
    columns: dict[str, str] = Field(default={})
    transposed: bool = False
    year: str | None = None
    sheets: Literal["all", "first"] = "all"
    words: dict[str, float] = Field(default={})
    missing: dict[str, str] = Field(default={})
    indicators: tuple[Indicator, ...] = ()


@cache
def profiles() -> tuple[Profile, ...]:
    """All profiles that ship with the product, in the order of their file names."""
    return tuple(read_profile(path) for path in sorted((ROOT / "data" / "profiles").glob("*.yaml")))


def read_profile(path: Path) -> Profile:
    try:
        return Profile.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ImpossibleConfig(f"{path.name} に使えない内容があります。 {in_words(error.errors()[0])}") from error


def indicator_rows() -> list[tuple[object, ...]]:
    """Rows of `indicator_definition`: what the profiles say of each indicator."""
    declared = [(profile, indicator) for profile in profiles() for indicator in profile.indicators]
    return [(i.name, i.category, i.unit, i.direction, p.source, place) for place, (p, i) in enumerate(declared)]
