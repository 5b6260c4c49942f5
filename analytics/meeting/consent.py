"""Of which participants may which data be shown, and under which name?

Everything that a meeting shows has passed here: figures of those alone who agreed to it (kind consents), and texts in which
every municipality that is not at the table is veiled, and in an anonymous meeting those at the table, too, short forms included.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from duckdb import DuckDBPyConnection

from analytics.errors import Unusable
from analytics.scope import Scope

FEWEST, MOST, FEWEST_UNNAMED = 2, 8, 6
ELSEWHERE = "（他団体）"
SURVEY, STEPS, MASTER, WORDS, ISSUES, LITERACY = (
    "推進状況アンケート", "STEP得点表", "市町村マスタ", "自由記述", "課題リスト", "DXリテラシー診断",
)  # fmt: skip

CONSENTS = "select kind, code from consent where list_contains($codes::varchar[], code) and list_contains($levels::varchar[], level) order by kind, code"
NAMES = "select code, name from municipality where name is not null order by code"


class NotInvited(Unusable):
    """A meeting with nobody to talk to, or with more than fit on a slide."""


@dataclass(frozen=True)
class Table:
    """Who sits at the table. codes: in the order of the slides; names: code → as it is shown; agreed: kind of data → codes."""

    codes: tuple[str, ...]
    names: Mapping[str, str]
    agreed: Mapping[str, tuple[str, ...]]
    unnamed: bool
    every_name: Mapping[str, str]

    def who_agreed(self, *kinds: str) -> tuple[str, ...]:
        """Those who agreed to any of these kinds being shown here, in the order of the slides."""
        return tuple(code for code in self.codes if any(code in self.agreed.get(kind, ()) for kind in kinds))

    @property
    def is_guessable(self) -> bool:
        """Whether names left out can be guessed: fewer than six of whom anything is shown."""
        return self.unnamed and len(self.who_agreed(*self.agreed)) < FEWEST_UNNAMED

    def veiled(self, told: Any) -> Any:
        """The same (a text, or lists and mappings of texts) with every name that must not be read replaced."""
        if isinstance(told, str):
            return self.pattern.sub(self.shown_as, told) if self.every_name else told
        if isinstance(told, Mapping):
            return {key: self.veiled(value) for key, value in told.items()}
        return [self.veiled(value) for value in told] if isinstance(told, (list, tuple)) else told

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The longest name first, so that 津市 is not found in 大津市; a name of two letters only where a word begins.

        Where names are left out, also short forms, as words of their own: 富山, but neither 富山県 nor 富山湾.
        """
        names = {name: ("(?<![一-龥])" if len(name) < 3 else "") + re.escape(name) for name in self.every_name.values()}
        short = {short_of(name) for name in names} - {*names, ""} if self.unnamed else set()
        words = names | {name: f"(?<![一-龥]){re.escape(name)}(?![一-龥ァ-ヶー])" for name in short}
        return re.compile("|".join(words[name] for name in sorted(words, key=lambda name: (-len(name), name))))

    def shown_as(self, found: re.Match[str]) -> str:
        named = [self.names[code] for code in self.codes if found[0] in (name := self.every_name.get(code, ""), short_of(name))]
        return named[0] if named else ELSEWHERE


def short_of(name: str) -> str:
    """A name as it is said, without 市, 町, 村 or 区; nothing where a single letter would be left, which stands in other words."""
    stem = name[:-1] if name[-1:] in ("市", "町", "村", "区") else ""
    return stem if len(stem) > 1 else ""


def table(con: DuckDBPyConnection, scope: Scope, codes: Sequence[str], unnamed: bool) -> Table:
    """The table of these participants: by name in code order, or as 団体A, 団体B … in an order that tells nothing.

    By name only those are shown who agreed to 実名; without names those who agreed to 匿名, too. Raises NotInvited.
    """
    chosen = tuple(sorted(set(codes)))
    if not FEWEST <= len(chosen) <= MOST:
        raise NotInvited(f"参加団体は{FEWEST}～{MOST}団体にしてください（いまは{len(chosen)}団体です）。")
    every = dict(con.execute(NAMES).fetchall())
    if unknown := [code for code in chosen if code not in every]:
        raise NotInvited(f"団体コード {'・'.join(unknown)} は市町村マスタにありません。")
    levels = ["実名", "匿名"] if unnamed else ["実名"]
    agreed: dict[str, tuple[str, ...]] = {}
    for kind, code in con.execute(CONSENTS, {"codes": list(chosen), "levels": levels}).fetchall():
        agreed[kind] = (*agreed.get(kind, ()), code)
    order = tuple(secrets.SystemRandom().sample(chosen, len(chosen))) if unnamed else chosen
    shown = {code: f"団体{letter(place)}" if unnamed else every[code] for place, code in enumerate(order)}
    return Table(order, shown, agreed, unnamed, every)


def letter(place: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


def only(scope: Scope, codes: Iterable[str]) -> Scope:
    """The rows of these alone: an empty choice stands for nobody, where a scope without codes would stand for all."""
    return scope.of(*(tuple(codes) or ("なし",)))
