"""Who asks, and for what? The one value that every read carries; the views of the store obey it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    PREFECTURE = "県担当"
    MUNICIPALITY = "市町村担当"
    VIEWER = "閲覧"


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks: a role and, for 市町村担当, the own municipality's code."""

    role: Role = Role.PREFECTURE
    code: str = ""

    @property
    def is_prefecture(self) -> bool:
        return self.role is Role.PREFECTURE


@dataclass(frozen=True)
class Scope:
    """What a read is about. Hashable, so that caches are keyed by it.

    round: a survey round ("2025", "2025-2"); None stands for all rounds.
    prefecture: the rows wanted are those of this prefecture; "" stands for all loaded.
    codes: the rows wanted are those of these municipalities; empty stands for all.
    Neither cuts the universe that a municipality is compared in.
    """

    viewer: Viewer = Viewer()
    round: str | None = None
    prefecture: str = ""
    codes: tuple[str, ...] = ()

    def of(self, *codes: str) -> Scope:
        return replace(self, codes=codes)

    def in_round(self, round: str | None) -> Scope:
        return replace(self, round=round)

    @property
    def wanted(self) -> dict[str, object]:
        """The parameters of every statement that ends in the condition `WANTED`."""
        return {"codes": list(self.codes), "prefecture": self.prefecture}


# The municipalities wanted, over a relation that has code and prefecture.
WANTED_OF = """(len($codes::varchar[]) = 0 or list_contains($codes::varchar[], code)) and ($prefecture = '' or prefecture = $prefecture)"""

# Appended to the outermost select of a table: rows are cut last, so that the universe of comparison stays whole.
WANTED = """(len($codes::varchar[]) = 0 or list_contains($codes::varchar[], code))
        and ($prefecture = '' or code in (select code from origin where prefecture = $prefecture))"""
