"""What would go if a municipality, a round or a respondent were removed for good, and where would it still be?

Not a revert: rows, what each batch said and the files as they came are gone. In the old database file their bytes would stand until
something else took their place: a new file is written without them beside it, verified, and takes its place in one step.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from analytics import backup, publication
from analytics.errors import Unusable
from analytics.intake.places import normal
from analytics.intake.reading.child import stage_file
from analytics.intake.reading.staged import UnreadableFile
from analytics.kinds import BOUNDARIES, ISSUES, KINDS, LITERACY, Kind
from analytics.ledger import content_hash, forget_by_hand, forget_decisions, forget_meetings, original
from analytics.schema import written_tables
from analytics.store import Store, connect, not_written

TYPED = {
    "issue_edit": "課題の対応（画面で入力したもの）",
    "issue_cluster": "共通課題のまとめ方（画面で決めたもの）",
    "item_note": "メモ（画面で入力したもの）",
}
GONE, PARTLY = "（消去済み）", "（一部消去済み）"
PLACES = ("code", "code_a", "code_b")


class NothingToErase(Unusable):
    """Nothing is on record of what was named, or the name means several persons."""


@dataclass(frozen=True)
class Target:
    """What is to go: all that is about each of the things named together. municipality: its code."""

    municipality: str | None = None
    round: str | None = None
    respondent: str | None = None

    @property
    def named(self) -> dict[str, str]:
        """The values to be bound, by the names they have in SQL."""
        told = {"municipality": self.municipality, "round": self.round, "respondent": self.respondent}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def is_municipality(self) -> bool:
        """Whether everything of a municipality goes, so that nothing needs its row in the master any more."""
        return set(self.named) == {"municipality"}


@dataclass(frozen=True)
class Erasure:
    """What goes. rows: (kind in words, rows that hold now, rows that some batch said); files: (receipt, name) of the originals
    that go whole, also where they tell of others; copies: files made earlier that hold it all still; batches: (receipt, kind) of
    those that said something of it, or whose original may."""

    rows: tuple[tuple[str, int, int], ...]
    files: tuple[tuple[int, str], ...]
    copies: tuple[Path, ...]
    batches: tuple[tuple[int, Kind], ...]

    def lines(self) -> list[str]:
        """For whoever decides, one thing a line."""
        return [
            *(f"{label}: いまの記録 {now}行、取込の記録 {said}行" for label, now, said in self.rows),
            *(
                f"元のファイル: 受付番号 {number} {name}（ほかの団体の行が入っていても、ファイルごと消えます）"
                for number, name in self.files
            ),
            *(f"残るもの: {path}（先に作った控えです。消すには、このファイルを削除してください）" for path in self.copies),
        ]


def condition(kind: Kind, target: Target) -> str | None:
    """SQL that finds the rows of a kind that are about the target; None where it has none such."""
    found = []
    for name in target.named:
        columns = [column for column in kind.key if column in (PLACES if name == "municipality" else (name,))]
        if not columns:
            return None
        found.append("(" + " or ".join(f'"{column}" = ${name}' for column in columns) + ")")
    return " and ".join(found)


def concerned(target: Target) -> list[tuple[Kind, str]]:
    pairs = ((kind, condition(kind, target)) for kind in KINDS.values())
    return [(kind, sql) for kind, sql in pairs if sql]


def preview(cursor: DuckDBPyConnection, store: Store, target: Target) -> Erasure:
    """What `erase` would remove, by reading alone. Raises NothingToErase."""
    if not target.named:
        raise NothingToErase("消すものを、市町村・調査年度・受診者のどれかで指定してください。")
    refuse_namesakes(cursor, target)
    counted = [
        (kind.label, count(cursor, kind.name, sql, target), count(cursor, f"{kind.name}_entry", sql, target))
        for kind, sql in concerned(target)
    ]
    if sql := condition(ISSUES, target):
        counted += [(label, count(cursor, table, sql, target), 0) for table, label in TYPED.items()]
    if target.is_municipality:
        counted += [("決定事項・約束（画面で入力したもの）", count(cursor, "decision", "code = $municipality", target), 0)]
    if held := meetings_of(target):
        counted += [("ご近所会議の控えとメモ（参加団体・調査年度による）", count(cursor, "meeting", held, target), 0)]
    rows = tuple((label, now, said) for label, now, said in counted if now or said)
    if not rows:
        raise NothingToErase(f"{'・'.join(target.named.values())}: 記録がありません。名前・コード・年度・IDを確かめてください。")
    batches = touched(cursor, target)
    files = cursor.execute(FILES, {"batches": [number for number, _ in batches]}).fetchall()
    return Erasure(rows, tuple(files), tuple(copies(store)), tuple(batches))


def meetings_of(target: Target) -> str | None:
    """SQL that finds the meetings whose frozen figures are of the target; None where it has none such."""
    if target.respondent is not None:
        return None
    told = {"municipality": "list_contains(participants, $municipality)", "round": "(round = $round or list_contains(quoted, $round))"}
    return " and ".join(told[name] for name in target.named)


FILES = "select batch, file from store.batch semi join store.original using (sha256) where list_contains($batches, batch) order by batch"


def count(cursor: DuckDBPyConnection, table: str, sql: str, target: Target) -> int:
    return int(cursor.execute(f"select count(*) from store.{table} where {sql}", target.named).fetchall()[0][0])


def refuse_namesakes(cursor: DuckDBPyConnection, target: Target) -> None:
    """An ID that two municipalities gave out means two persons."""
    if target.respondent is None or target.municipality is not None:
        return
    rows = cursor.execute(f"select distinct code from store.{LITERACY.name}_entry where respondent = $respondent", target.named).fetchall()
    if len(rows) > 1:
        codes = "・".join(sorted(code for (code,) in rows))
        raise NothingToErase(f"受診者ID {target.respondent} は複数の団体（{codes}）にあります。市町村もあわせて指定してください。")


def copies(store: Store) -> list[Path]:
    """Verified backups, and databases that a restore set aside."""
    aside = sorted(store.file.parent.glob(f"{store.file.stem}_before_restore_*.duckdb"))
    return [*backup.listed(store.backups), *aside]


# Rows that were refused stand in the original alone, so that of a file of a kind concerned that had any must be read.
REFUSED = (
    "select batch, kind, file from store.batch semi join store.original using (sha256) where rejected > 0 and list_contains($kinds, kind)"
)
SAME_FILE = """
    select batch, kind from store.batch
    where sha256 <> '' and sha256 in (select sha256 from store.batch where list_contains($batches, batch))
"""


def touched(cursor: DuckDBPyConnection, target: Target) -> list[tuple[int, Kind]]:
    """The batches that said something of the target, or whose original may: receipt number and kind."""
    found: dict[int, str] = {}
    for kind, sql in concerned(target):
        if kind is BOUNDARIES and target.is_municipality:
            sql = f"{sql} or list_contains(borders, $municipality)"
        rows = cursor.execute(f"select distinct batch from store.{kind.name}_entry where {sql}", target.named).fetchall()
        found |= {number: kind.name for (number,) in rows}
    refused = cursor.execute(REFUSED, {"kinds": [kind.name for kind, _ in concerned(target)]}).fetchall()
    words = telling(cursor, target)
    found |= {number: kind for number, kind, file in refused if number not in found and may_tell(cursor, number, file, target, words)}
    found |= dict(cursor.execute(SAME_FILE, {"batches": list(found)}).fetchall())
    return [(number, KINDS[name]) for number, name in sorted(found.items())]


def may_tell(cursor: DuckDBPyConnection, number: int, file: str, target: Target, words: list[str]) -> bool:
    """Whether the original of a batch may tell of the target: it bears the code or the name (also without 市町村) of the municipality.
    What cannot be searched for, a round or a file that is not read any more, may."""
    if target.municipality is None:
        return True
    bare = (word.lstrip("0") if word.isdigit() else word.rstrip("市町村区") if len(word) > 2 else word for word in words)
    sought = {normal(word) for word in bare if word}
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / f"source{Path(file).suffix.lower()}"
        source.write_bytes(original(cursor, number) or b"")
        try:
            manifest = stage_file(source, file, Path(place))
        except UnreadableFile:
            return True
        texts = (normal((Path(place) / sheet.path).read_text(encoding="utf-8")) for sheet in manifest.sheets if sheet.rows)
        return any(word in text for text in texts for word in sought)


# ---------------------------------------------------------------- removing


def erase(store: Store, target: Target) -> Erasure:
    """Removes the target for good; gives what went. Until the last step, a rename, the database is not touched.

    Raises NothingToErase, and NotWritten, BackupFailed with nothing removed.
    """
    try:
        # Among the staged files: on the disk of the database, open to DuckDB, cleared at the next start after a crash.
        with store.alone(), tempfile.TemporaryDirectory(dir=store.staging, ignore_cleanup_errors=True) as place:
            with store.writing() as cursor:
                found = preview(cursor, store, target)
                fresh = written_without(cursor, target, found, Path(place))
            store.replace_file(fresh)
    except OSError as error:
        raise not_written(store.file) from error
    return found


def written_without(cursor: DuckDBPyConnection, target: Target, found: Erasure, place: Path) -> Path:
    """A verified database file in `place` without the target; a copy of a copy, as a file keeps the bytes of what was deleted in it."""
    whole, fresh = place / "whole.duckdb", place / "fresh.duckdb"
    cursor.execute("commit")  # a copy is made outside of transactions
    backup.require_same(whole, backup.copy_into(cursor, whole))
    cursor.execute("begin")
    with closing(connect(whole)) as copy:
        publication.hand_on_settings(cursor, copy)
        remove_all(copy, target, found)
        backup.require_same(fresh, backup.copy_into(copy, fresh))
    return fresh


def remove_all(cursor: DuckDBPyConnection, target: Target, found: Erasure) -> None:
    words = telling(cursor, target)
    diagnoses, municipalities = publication.before_erasing(cursor, concerned(target), target.named)
    for kind, sql in concerned(target):
        remove(cursor, kind, sql, target)
    if target.municipality and target.is_municipality:
        forget_decisions(cursor, [target.municipality])
    if by_hand := condition(ISSUES, target):
        forget_by_hand(cursor, by_hand, target.named)
    if held := meetings_of(target):
        forget_meetings(cursor, held, target.named)
    publication.follow(cursor, diagnoses, municipalities)
    for number, kind in found.batches:
        mark(cursor, number, kind, words)
    cursor.execute("delete from store.original where sha256 not in (select sha256 from store.batch)")


def remove(cursor: DuckDBPyConnection, kind: Kind, sql: str, target: Target) -> None:
    for table in written_tables(kind):
        cursor.execute(f"delete from store.{table} where {sql}", target.named)
        if kind is BOUNDARIES and target.is_municipality:
            cursor.execute(FORGET_NEIGHBOUR.format(table=table), target.named)


FORGET_NEIGHBOUR = """
    update store.{table} set borders = list_filter(borders, lambda neighbour: neighbour <> $municipality)
    where list_contains(borders, $municipality)
"""


def telling(cursor: DuckDBPyConnection, target: Target) -> list[str]:
    """The words by which the name of a file tells of the target (「…_99301みほん町.xlsx」)."""
    names = cursor.execute("select name from store.municipalities where code = $code", {"code": target.municipality}).fetchall()
    return [*target.named.values(), *(name for (name,) in names if name)]


def mark(cursor: DuckDBPyConnection, number: int, kind: Kind, words: list[str]) -> None:
    """The ledger keeps the batch with what is left of it; without its fingerprint no file counts as already taken in."""
    left = rows_left(cursor, kind, number)
    values = {"batch": number, "hash": content_hash(cursor, kind, number), "left": left, "words": words, "gone": GONE, "partly": PARTLY}
    cursor.execute(MARK, values)


MARK = """
    update store.batch set sha256 = '', content_hash = $hash,
        file = case
            when $left = 0 then $gone
            when len(list_filter($words::varchar[], lambda word: contains(file, word))) > 0 then $partly
            when ends_with(file, $partly) then file
            else file || $partly
        end,
        new = least(new, $left), changed = least(changed, $left), unchanged = least(unchanged, $left),
        rejected = case when $left = 0 then 0 else rejected end
    where batch = $batch
"""


def rows_left(cursor: DuckDBPyConnection, kind: Kind, number: int) -> int:
    return int(cursor.execute(f"select count(*) from store.{kind.name}_entry where batch = $batch", {"batch": number}).fetchall()[0][0])
