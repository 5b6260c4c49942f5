"""Which rounds are there? Newest last; a second one in a year ("2025-2") follows the first."""

from __future__ import annotations

import re

from duckdb import DuckDBPyConnection


def rounds(con: DuckDBPyConnection) -> list[str]:
    """All rounds with answers or step scores, oldest first."""
    return sorted((round for (round,) in con.execute("select round from round_known").fetchall()), key=in_order)


def newest_round(con: DuckDBPyConnection) -> str | None:
    """The newest round, None where nothing has been taken in."""
    return next(reversed(rounds(con)), None)


def in_order(round: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", round)]
