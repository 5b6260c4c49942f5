"""What is worked out of all loaded once, and kept until something is written?

Most measures of one prefecture rest on the same few relations (states, scores, figures). 県担当 sees all, so what one asks for is
right for all of them: such a relation is made at the first ask and stands in memory. Everybody else sees by their views; theirs
is made for one read and is gone with it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection

from analytics.schema import PREFECTURE, PREFECTURE_ONLY
from analytics.scope import Scope
from analytics.store import Store, introduce


@dataclass(frozen=True)
class Relation:
    """A statement over the views, over the relations that it `needs` (by their names) and over $min_coverage.

    stays: whether it is worth its memory once those that need it are made. given: what else it binds; kept apart by it.
    """

    name: str
    statement: str
    needs: tuple[Relation, ...] = ()
    stays: bool = True
    given: dict[str, Any] = field(default_factory=dict, hash=False)

    def values(self, min_coverage: float) -> dict[str, Any]:
        return self.given | ({"min_coverage": min_coverage} if "$min_coverage" in self.statement else {})


def lay_out(store: Store, con: DuckDBPyConnection, scope: Scope, min_coverage: float, *relations: Relation) -> None:
    """Lets `con` read `relations` under their names: kept ones of all loaded for 県担当 in one round, else of what its views show."""
    if scope.round is None or not is_kept(scope):
        return lay_out_here(con, min_coverage, *relations)
    with store.keeping:
        for relation in relations:
            show(con, relation, kept(con, store.generation, scope.round, min_coverage, relation))


def is_kept(scope: Scope) -> bool:
    return scope.viewer.is_prefecture and scope.round is not None


def lay_out_here(con: DuckDBPyConnection, min_coverage: float, *relations: Relation) -> None:
    """The same for this read alone."""
    for relation in in_order(*relations):
        con.execute(f"create or replace temp table {relation.name} as {relation.statement}", relation.values(min_coverage))


def in_order(*relations: Relation) -> list[Relation]:
    """Each once, after those that it needs."""
    return list(dict.fromkeys(one for relation in relations for one in (*in_order(*relation.needs), relation)))


def show(con: DuckDBPyConnection, relation: Relation, table: str) -> None:
    con.execute(f"create or replace temp view {relation.name} as select * from {table} where {PREFECTURE_ONLY}")


KEPT = f"{PREFECTURE}.kept"
KEY = "(name, round, min_coverage, given) = ($name, $round, $min_coverage, $given)"


def kept(con: DuckDBPyConnection, generation: int, round: str, min_coverage: float, relation: Relation) -> str:
    """The table that holds `relation` as of `generation`, made if it does not: in one step, so that nobody sees it half made."""
    key = {"name": relation.name, "round": round, "min_coverage": min_coverage, "given": str(relation.given)}
    found = con.execute(f"select number, generation from {KEPT} where {KEY}", key).fetchone()
    if found is None:
        con.execute(f"insert into {KEPT} select count(*), $name, $round, $min_coverage, $given, null from {KEPT}", key)
        return kept(con, generation, round, min_coverage, relation)
    table = f"{PREFECTURE}.{relation.name}_{found[0]}"
    if found[1] != generation:
        with closing(con.cursor()) as maker:
            introduce(maker, Scope(round=round))
            for need in relation.needs:
                if need.stays:
                    show(maker, need, kept(maker, generation, round, min_coverage, need))
                else:
                    lay_out_here(maker, min_coverage, need)
            # by code, since a read asks for a few of all: what it joins by code then passes over the rest without reading it
            made = f"create or replace table {table} as from ({relation.statement}) order by code"
            maker.execute(made, relation.values(min_coverage))
            maker.execute(f"update {KEPT} set generation = $generation where {KEY}", key | {"generation": generation})
    return table
