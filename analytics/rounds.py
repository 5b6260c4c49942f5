"""Which rounds are there? Newest last; a second one in a year ("2025-2") follows the first."""

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


def in_order(round: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", round)]
