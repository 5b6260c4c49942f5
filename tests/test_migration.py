"""A database of an older version comes up to date in a new file; the old one is kept, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analytics import backup, schema
from analytics.scope import Scope
from analytics.store import DatabaseDamaged, open_store
from tests.conftest import World
from tests.taking import MASTER, taken


def aged(world: World, version: int, *statements: str) -> Path:
    """The world's database as an older version would have left it."""
    world.store.close()
    with duckdb.connect(str(world.config.storage.path)) as connection:
        for statement in (*statements, f"update about set version = {version}"):
            connection.execute(statement)
    return world.config.storage.path


def test_an_older_database_keeps_its_rows_and_gains_the_new_columns(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.municipalities("98101", "98102")
    file = aged(
        world, schema.VERSION - 1, "alter table municipalities drop column contact", "alter table municipalities_entry drop column contact"
    )
    store = open_store(world.config, world.model)
    with store.reading(Scope()) as con:
        assert con.execute("select code, contact from municipality order by code").fetchall() == [("98101", None), ("98102", None)]
        assert list(backup.faults_of_ledger(con)) == []
    assert list(file.parent.glob("*_before_migration_*"))


def test_a_database_of_a_newer_version_is_refused_with_both_versions(tmp_path: Path) -> None:
    world = World(tmp_path)
    aged(world, schema.VERSION + 1)
    with pytest.raises(DatabaseDamaged, match=f"版 {schema.VERSION + 1}"):
        open_store(world.config, world.model)


def test_of_single_results_kept_twice_each_is_kept_once_and_the_newest_holds(tmp_path: Path) -> None:
    """Version 2 had a table of what holds beside what each batch said."""
    world = World(tmp_path)
    taken(world, MASTER)
    for score in (5, 6):
        taken(world, f"団体コード,受診者ID,職位,問1\n98201,A,課長,{score}\n98202,B{score},係長,{score}\n", kind="literacy", round="2025")
    as_table = ("create table kept as from literacy", "drop view literacy", "alter table kept rename to literacy")
    aged(world, 2, *as_table, "alter table literacy_entry drop column holds")
    store = open_store(world.config, world.model)
    with store.reading(Scope()) as con:
        assert con.execute("select respondent, score1 from store.literacy order by 1").fetchall() == [("A", 6.0), ("B5", 5.0), ("B6", 6.0)]
        assert list(backup.faults(con)) == []
