"""Which rounds are there, and what are they called? Newest last; a second one in a year ("2025-2") follows the first."""

from __future__ import annotations

import re
from typing import Literal

from duckdb import DuckDBPyConnection

Rounds = Literal["round_known", "issue_round", "literacy_round"]
"""The views of rounds: those with answers or step scores, those with issue lists, those with a literacy diagnosis."""


def rounds(con: DuckDBPyConnection, among: Rounds = "round_known") -> list[str]:
    """All rounds of one sort, oldest first."""
    return sorted((round for (round,) in con.execute(f"select round from {among}").fetchall()), key=in_order)


def newest_round(con: DuckDBPyConnection, among: Rounds = "round_known") -> str | None:
    """The newest round, None where nothing has been taken in."""
    return next(reversed(rounds(con, among)), None)


def round_title(round: str) -> str:
    """2025 → 令和7年度（2025）; 2025-2 → 令和7年度 第2回（2025-2）."""
    year, _, number = round.partition("-")
    return fiscal_year(int(year)) + (f" 第{number}回" if number else "") + f"（{round}）"


def fiscal_year(year: int) -> str:
    """2025 → 令和7年度."""
    era, of_era = ("令和", year - 2018) if year >= 2019 else ("平成", year - 1988)
    return f"{era}{'元' if of_era == 1 else of_era}年度"


def in_order(round: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", round)]
