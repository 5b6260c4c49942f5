"""Who counts as what in a diagnosis: the position groups, and the words that the published table has for people and places."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.config import Literacy
from analytics.errors import Unusable
from analytics.intake.values import plain
from analytics.kinds import LITERACY, LITERACY_GROUPS

MANAGERS, STAFF, UNKNOWN = "管理職", "一般職員", "職位不明"
GROUPS = (MANAGERS, STAFF, UNKNOWN)
MUNICIPALITY, BLOCK, GROUP = "市町村", "圏域", "グループ"
NO_DEPARTMENT = "所属の記入なし"
HIDDEN = "*"
"""All hidden departments of a municipality, in the record of what was shown."""
EVERYBODY = ["全体", "全職員", "合計", "計", "総計", "すべて", "全員"]
"""Positions of summed-up files that stand for all positions together."""

Diagnosis = tuple[str, str]
"""Round and instrument."""
SOURCES = (LITERACY, LITERACY_GROUPS)
THIS = "round = $round and coalesce(instrument, '') = $instrument"


def named(department: str) -> str:
    """SQL of the name under which the people of a department are counted, decided on and published: no name of ours is one of theirs."""
    return f"case {department} when '' then '{NO_DEPARTMENT}' when '{HIDDEN}' then '＊' else {department} end"


class TooManyCategories(Unusable):
    """A diagnosis has more categories than can be published."""


def lay_out_seats(cursor: DuckDBPyConnection, literacy: Literacy) -> None:
    """`seat`: every position on record, how it is compared, and the position group it is in now."""
    known = cursor.execute(" union ".join(f"select position from {table}" for table in WITH_POSITIONS)).fetchall()
    managers = managers_of(literacy)
    rows = [(position, plain(position), group_of(plain(position), managers)) for (position,) in known if position is not None]
    put(cursor, "seat", pd.DataFrame(rows, columns=["position", "plain", "position_group"], dtype="str"))


WITH_POSITIONS = [f"{place}{kind.name}{end}" for kind in SOURCES for place, end in (("store.", "_entry"), ("aside_", ""))]


def managers_of(literacy: Literacy) -> list[str]:
    return sorted(plain(position) for position in literacy.manager_positions)


def group_of(position: str, managers: Sequence[str]) -> str:
    if position in EVERYBODY:
        return UNKNOWN
    return MANAGERS if position in managers else STAFF


def put(cursor: DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    cursor.register("rows_to_put", rows)
    cursor.execute(f"create or replace temp table {table} as select * from rows_to_put")
    cursor.unregister("rows_to_put")
