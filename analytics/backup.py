"""Is everything still there? Verified copies of the database, the way back, and the check of every invariant."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from duckdb import DuckDBPyConnection

from analytics import ledger, publication, schema
from analytics.config import Config
from analytics.errors import Unusable
from analytics.kinds import KINDS, Kind
from analytics.schema import quoted, reason_name
from analytics.store import DatabaseDamaged, NoBackup, Store, connect, literal

PATTERN = "dxkarte_*.duckdb"


class BackupFailed(Unusable):
    """There is no copy: it was not the same as the database, or its place is taken."""


def backup(store: Store, target: Path | None = None) -> Path:
    """A copy of the whole database, opened again and compared by counts and hashes before it gets its name.

    It takes the place of no other file. Raises BackupFailed.
    """
    folder = store.backups
    target = target or unused(folder / f"dxkarte_{datetime.now():%Y%m%d_%H%M%S}.duckdb")
    refuse_taken(target, store.file)
    raw = folder / f"{target.stem}.unverified"
    raw.unlink(missing_ok=True)
    with store.writing() as cursor:
        cursor.execute("commit")
        wanted = copy_into(cursor, raw)
        cursor.execute("begin")
    require_same(raw, wanted)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(raw, target)
    return target


def copy_into(cursor: DuckDBPyConnection, raw: Path) -> dict[str, tuple[int, int]]:
    """Copies all that is committed into a file that is not there yet; gives the fingerprint that the copy must have."""
    wanted = fingerprint(cursor)
    cursor.execute(f"attach {literal(raw)} as copied")
    cursor.execute("copy from database store to copied")
    cursor.execute("checkpoint copied")  # nothing may be left to the log, which does not move with the file
    cursor.execute("detach copied")
    return wanted


def require_same(raw: Path, wanted: dict[str, tuple[int, int]]) -> None:
    """Opens a copy again and compares it. Raises BackupFailed with the copy gone."""
    if read_fingerprint(raw) != wanted:
        raw.unlink()
        raise BackupFailed("バックアップの内容が元のデータベースと一致しませんでした。空き容量を確かめて、もう一度実行してください。")


def log_of(file: Path) -> Path:
    return Path(f"{file}.wal")


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by links too; the file need not exist."""
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


def unused(path: Path) -> Path:
    """The path, or where it is taken the next free one of the same name with _2, _3, …"""
    others = (path.with_name(f"{path.stem}_{number}{path.suffix}") for number in count(2))
    return next(free for free in chain([path], others) if not free.exists() and not log_of(free).exists())


def refuse_taken(target: Path, live: Path) -> None:
    if is_same(target, live) or is_same(target, log_of(live)):
        raise BackupFailed(f"{target} は今のデータベースの場所です。別の名前にしてください。")
    if target.exists():
        raise BackupFailed(f"{target} はすでにあります。別の名前にしてください。")


def tables() -> list[str]:
    return [*schema.LEDGER_TABLES, *(name for kind in KINDS.values() for name in schema.written_tables(kind))]


def fingerprint(cursor: DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Count and order-free hash of the rows of every table."""
    found = {}
    for table in tables():
        rows = cursor.execute(f"select count(*), coalesce(bit_xor(hash(t)), 0) from store.{table} t").fetchall()
        found[table] = rows[0]
    return found


def read_fingerprint(file: Path) -> dict[str, tuple[int, int]]:
    connection = connect(file, read_only=True)
    try:
        return fingerprint(connection)
    finally:
        connection.close()


def listed(folder: Path) -> list[Path]:
    """The verified backups of a folder, newest first."""
    return sorted(folder.glob(PATTERN), key=lambda path: path.stat().st_mtime, reverse=True)


def newest(config: Config) -> Path:
    """The newest verified backup. Raises NoBackup."""
    found = listed(config.storage.backups)
    if not found:
        raise NoBackup("バックアップがまだありません。アプリの「取込履歴」で作るか、アプリを終了してから実行してください。")
    return found[0]


def verify(file: Path) -> list[str]:
    """What is wrong with a database file, a line each; empty where all is well. Raises DatabaseDamaged if it does not open."""
    connection = connect(file, read_only=True)
    try:
        return list(faults(connection))
    finally:
        connection.close()


def restore(config: Config, file: Path) -> Path:
    """Puts a verified copy in the place of the database; gives the file in which the old one is kept."""
    target = config.storage.path
    fresh = target.with_suffix(".restoring")
    refuse_unfit(file, target, fresh)
    kept = unused(target.with_name(f"{target.stem}_before_restore_{datetime.now():%Y%m%d_%H%M%S}.duckdb"))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(file, fresh)
        set_aside(target, kept)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def refuse_unfit(file: Path, target: Path, fresh: Path) -> None:
    """Before anything moves: whether the copy is there, is none of the files that move, and is sound."""
    if not file.exists():
        raise NoBackup(f"{file} がありません。バックアップの場所を確かめてください。")
    if is_same(file, target) or is_same(file, log_of(target)):
        raise BackupFailed(f"{file} は今のデータベースそのものです。戻したいバックアップを指定してください。")
    if is_same(file, fresh):
        raise BackupFailed(f"{file} は作業に使う名前です。別の名前に変えてから、もう一度実行してください。")
    wrong = verify(file)
    if wrong:
        raise BackupFailed(f"{file.name} は使えません: {wrong[0]}")


def set_aside(target: Path, kept: Path) -> None:
    """Keeps the old database, a damaged one too. Raises DatabaseInUse while another process has it."""
    if not target.exists():
        return
    with suppress(DatabaseDamaged):
        connect(target).close()  # folds the log into the file
    for old, new in ((target, kept), (log_of(target), log_of(kept))):
        if old.exists():
            shutil.move(old, new)


# ---------------------------------------------------------------- invariants


def faults(cursor: DuckDBPyConnection) -> Iterator[str]:
    """Every invariant that does not hold, one Japanese line each."""
    version = cursor.execute("select version from store.about").fetchall()
    if version != [(schema.VERSION,)]:
        yield f"データベースの版が {schema.VERSION} ではありません（{version}）"
        return
    yield from faults_of_ledger(cursor)
    yield from faults_of_edits(cursor)
    for kind in KINDS.values():
        yield from faults_of_kind(cursor, kind)
    yield from publication.faults(cursor)


def faults_of_ledger(cursor: DuckDBPyConnection) -> Iterator[str]:
    """The rows of each batch are still those that were written in the ledger."""
    for number, name, wanted in cursor.execute("select batch, kind, content_hash from store.batch order by batch").fetchall():
        found = ledger.content_hash(cursor, KINDS[name], number)
        if found != wanted:
            rows = f"{wanted.split(':')[0]}行のはずが{found.split(':')[0]}行"
            yield f"受付番号 {number}（{KINDS[name].label}）の行が台帳と合いません（{rows}）"


def faults_of_edits(cursor: DuckDBPyConnection) -> Iterator[str]:
    """Every edit of an issue, and every state of a note, has a number of its own: the newest has to be one."""
    for table, number, label in (("issue_edit", "edit", "課題の対応"), ("item_note", "entry", "メモ")):
        doubled = cursor.execute(f"select count(*) - count(distinct {number}) from store.{table}").fetchall()[0][0]
        if doubled:
            yield f"{label}の履歴に、同じ番号の記録が{doubled}件あります"


def faults_of_kind(cursor: DuckDBPyConnection, kind: Kind) -> Iterator[str]:
    keys = quoted(kind.key)
    doubled = cursor.execute(f"select count(*) from (select 1 from store.{kind.name} group by {keys} having count(*) > 1)").fetchall()[0][0]
    if doubled:
        yield f"{kind.label}に同じ項目の行が{doubled}組あります"
    columns = quoted((*kind.key, *kind.values, reason_name(kind), "batch"))
    sums = [
        cursor.execute(f"select count(*), coalesce(bit_xor(hash({columns})), 0) from ({source})").fetchall()
        for source in (f"from store.{kind.name}", ledger.replay(kind))
    ]
    if sums[0] != sums[1]:
        yield f"{kind.label}の今の値が、取込の記録から求めた値と一致しません"


__all__ = ["BackupFailed", "backup", "faults", "listed", "newest", "restore", "verify"]
