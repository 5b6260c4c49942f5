"""How does a database of an older version become one of this version? Built anew beside the old file, checked, then renamed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from analytics import ledger, schema
from analytics.kinds import KINDS
from analytics.schema import quoted


def migrate(file: Path) -> Path:
    """Carries every row over into a file of this version; gives the name under which the old file is kept.

    Columns of the same name keep their values, new ones are empty. Until the new file is complete and counted the old
    one stays where it is, so a crash leaves it as it was.
    """
    fresh = file.with_suffix(".migrating")
    fresh.unlink(missing_ok=True)
    connection = duckdb.connect(":memory:")
    connection.execute(f"attach '{str(file).replace(chr(39), chr(39) * 2)}' as old (read_only)")
    connection.execute(f"attach '{str(fresh).replace(chr(39), chr(39) * 2)}' as store")
    connection.execute(schema.TABLES)
    carry_over(connection)
    connection.execute("checkpoint store")
    connection.close()
    kept = file.with_name(f"{file.stem}_before_migration_{datetime.now():%Y%m%d_%H%M%S}{file.suffix}")
    file.rename(kept)
    fresh.rename(file)
    return kept


def carry_over(connection: DuckDBPyConnection) -> None:
    connection.execute("begin")
    for table, columns in columns_of(connection, "store").items():
        if table in KINDS and KINDS[table].private:
            continue  # a view
        shared = [column for column in columns if column in columns_of(connection, "old").get(table, [])]
        if shared:
            connection.execute(f"insert into store.{table} ({quoted(shared)}) select {quoted(shared)} from old.{table}")
            require_same_count(connection, table)
    last = "greatest(coalesce(last_batch, 0), (select coalesce(max(batch), 0) from store.batch))"
    connection.execute(f"update store.about set version = $version, last_batch = {last}", {"version": schema.VERSION})
    rehash(connection)
    for kind in KINDS.values():
        if kind.private:
            ledger.replay_all(connection, kind)
    connection.execute("commit")


def columns_of(connection: DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = $database and schema_name = 'main' order by column_index",
        {"database": database},
    ).fetchall()
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def require_same_count(connection: DuckDBPyConnection, table: str) -> None:
    counts = [connection.execute(f"select count(*) from {database}.{table}").fetchall() for database in ("old", "store")]
    if counts[0] != counts[1]:
        raise RuntimeError(f"{table}: {counts[0]} rows became {counts[1]} in the migration")


def rehash(connection: DuckDBPyConnection) -> None:
    """The hash of a batch covers the columns of its table, which may be more now."""
    for number, kind in connection.execute("select batch, kind from store.batch").fetchall():
        values = {"hash": ledger.content_hash(connection, KINDS[kind], number), "batch": number}
        connection.execute("update store.batch set content_hash = $hash where batch = $batch", values)
