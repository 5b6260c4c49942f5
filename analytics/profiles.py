"""Which official files are known as they are? data/profiles/*.yaml: how each is recognised and what its columns mean."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from analytics.config import ROOT, ImpossibleConfig, Section, in_words, read_yaml

Direction = Literal["high", "low", "none"]
Role = Literal["code", "name", "prefecture", "county", "year", "unit", "indicator", "value", "code_beside", "skipped"]


def as_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"正規表現として読めません: {text}（{error}）") from error
    return text


Pattern = Annotated[str, AfterValidator(as_pattern)]


class Indicator(Section):
    """What an indicator is: its unit, which direction is better, and what its words stand for as numbers."""

    name: str
    category: str = ""
    unit: str = ""
    direction: Direction = "none"


class Profile(Section):
    """One kind of official file.

    recognised_by: texts that all stand in the first rows of the file; marks: alternatives to it, each a list of patterns (regular
    expressions of a whole cell) that all match some cell there. columns: its header → our column name ("" = not used).
    headers: role → patterns of the headers that have it, the first that is met counts; code_beside: codes of what stands in words
    beside them. titles: role → patterns of what stands before the colon in lines above the table ("調査年："); what has no role
    there is a part of every indicator's name. words: cell text → number; missing:
    cell text → reason, where they differ from the usual marks. year: taken where neither file nor user names one.
    """

    id: str
    label: str
    kind: str
    recognised_by: tuple[str, ...] = ()
    marks: tuple[Annotated[tuple[Pattern, ...], Field(min_length=1)], ...] = ()
    source: str
    licence: str = ""
    columns: dict[str, str] = Field(default={})
    headers: dict[Role, tuple[Pattern, ...]] = Field(default={})
    titles: dict[Role, tuple[Pattern, ...]] = Field(default={})
    year: str | None = None
    sheets: Literal["all", "first"] = "all"
    words: dict[str, float] = Field(default={})
    missing: dict[str, str] = Field(default={})
    indicators: tuple[Indicator, ...] = ()

    def header_patterns(self, role: str) -> tuple[str, ...]:
        return next((patterns for known, patterns in self.headers.items() if known == role), ())

    def title_patterns(self, role: str) -> tuple[str, ...]:
        return next((patterns for known, patterns in self.titles.items() if known == role), ())

    @model_validator(mode="after")
    def says_how_it_is_recognised(self) -> Self:
        if not self.recognised_by and not self.marks:
            raise ValueError("recognised_by か marks のどちらかが必要です。")
        return self


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


@cache
def indicator_names() -> tuple[str, ...]:
    """Every indicator that a profile declares, as it spells it."""
    return tuple(indicator.name for profile in profiles() for indicator in profile.indicators)
