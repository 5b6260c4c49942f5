"""How does a file become facts? Staged, understood, checked, shown as new/changed/unchanged, then taken in as one batch."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics import ledger
from analytics.boundaries import Boundaries, centre, drawable, read_boundaries
from analytics.errors import Unusable
from analytics.intake.checking.checks import stage
from analytics.intake.checking.incoming import record_columns
from analytics.intake.checking.plausibility import implausible
from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, LEFT_OUT, Finding, Reader, no_findings, tidy
from analytics.intake.checking.respondents import holds_any, rows_in
from analytics.intake.own_files import shapes_told
from analytics.intake.places import Gazetteer
from analytics.intake.reading.child import stage_file
from analytics.intake.reading.staged import Limits, Manifest
from analytics.intake.understanding import remembered
from analytics.intake.understanding.plan import Understanding, Wishes
from analytics.intake.understanding.planning import understand
from analytics.kinds import KINDS, Kind
from analytics.ledger import Batch, Counts
from analytics.model import Model
from analytics.schema import reason_name, stored_type
from analytics.scope import Scope
from analytics.store import Store

ENTERED = "画面入力"
Told = Callable[[str], None]
"""Is told each step of long work in Japanese before it begins, in the thread of the work; it may raise Cancelled, which undoes all."""
READING, CHECKING, COMPARING, WRITING = "読み取り", "確認", "比較", "書き込み"


def to_nobody(step: str) -> None:
    """Nobody watches this work."""


@dataclass(frozen=True)
class Staged:
    """A file that lies staged as plain CSV. folder: where; source: the file as it came; sha256: of its bytes."""

    name: str
    folder: Path
    manifest: Manifest
    sha256: str
    source: Path

    @property
    def content(self) -> bytes:
        return self.source.read_bytes()


@dataclass(frozen=True)
class Examination:
    """What taking a file in would do. changes: some changed values, as `ledger.values_apart`; same_as: receipt of the same file."""

    plan: Understanding
    findings: pd.DataFrame
    counts: Counts
    changes: pd.DataFrame
    same_as: int | None = None
    receipt: int | None = None

    @property
    def errors(self) -> int:
        return int((self.findings["severity"] == ERROR).sum())

    @property
    def round(self) -> str | None:
        return self.plan.round


class NotTakenIn(Unusable):
    """The file was refused; the findings say why."""

    def __init__(self, message: str, examination: Examination | None = None) -> None:
        super().__init__(message)
        self.examination = examination
        self.findings = examination.findings if examination else no_findings()


@contextmanager
def staged(store: Store, name: str, content: bytes | Path, limits: Limits = Limits(), told: Told = to_nobody) -> Iterator[Staged]:
    """A file read by the child process into a folder that goes away again; content: its bytes, or where it lies (a large one
    is then never in memory as a whole). Raises UnreadableFile."""
    folder = Path(tempfile.mkdtemp(dir=store.staging))
    try:
        source = folder / f"source{Path(name).suffix.lower()}"
        source.write_bytes(content) if isinstance(content, bytes) else shutil.copyfile(content, source)
        with ThreadPoolExecutor(max_workers=1) as beside:
            digest = beside.submit(sha256_of, source)
            manifest = stage_file(source, name, folder, limits, lambda: told(READING))
        yield Staged(name, folder, manifest, digest.result(), source)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sha256_of(source: Path) -> str:
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def gazetteer(con: DuckDBPyConnection, kind: str | None = None) -> Gazetteer:
    """The loaded municipalities; `kind`: whether a prefecture may stand in the place of one."""
    rows = con.execute("select code, name, prefecture, county, kana from municipality order by code").fetchall()
    return gazetteer_of(tuple(rows)).admitting(bool(kind and KINDS[kind].prefecture_rows))


@lru_cache(maxsize=2)
def gazetteer_of(rows: tuple[tuple[str | None, ...], ...]) -> Gazetteer:
    """The same for the next file, as long as no municipality changes."""
    return Gazetteer.of(rows)


def examine(store: Store, model: Model, file: Staged, wishes: Wishes = Wishes(), told: Told = to_nobody) -> Examination:
    """Everything that taking the file in would do, without doing it."""
    with store.reading(Scope()) as con:
        plan, findings = fill_incoming(con, model, file, wishes, told)
        told(COMPARING)
        return compared(con, plan, findings, file)


def take_in(
    store: Store,
    model: Model,
    file: Staged,
    wishes: Wishes = Wishes(),
    partial: bool = False,
    who: str = "",
    sample: bool = False,
    told: Told = to_nobody,
) -> Examination:
    """Takes the file in as one batch, in one transaction. Raises NotTakenIn if it has errors and `partial` is not said."""
    with store.writing() as con:
        con.execute("set variable role = '県担当'")
        plan, findings = fill_incoming(con, model, file, wishes, told)
        told(COMPARING)
        found = compared(con, plan, findings, file)
        if found.errors and not partial:
            raise NotTakenIn(f"{file.name}: {found.errors}件の誤りがあるため、取り込みませんでした。", found)
        if found.same_as is not None:
            return found
        if found.counts.new + found.counts.changed + found.counts.unchanged == 0:
            raise NotTakenIn(f"{file.name}: {nothing_in_words(found.findings)}", found)
        told(WRITING)
        if plan.kind.private:
            con.execute("insert into store.literacy_item by name from new_item")
        receipt = ledger.record(con, batch_of(con, plan, file, who, sample), found.counts)
        if not plan.kind.confidential:
            ledger.keep_original(con, file.sha256, file.content)
    return Examination(plan, findings, found.counts, found.changes, None, receipt)


def nothing_in_words(findings: pd.DataFrame) -> str:
    """That there is no row to be taken in, and why most of those there are were left out."""
    reasons = findings[findings["severity"] == LEFT_OUT]["message"].str.replace(r"（.*）$", "", regex=True)
    return f"取り込める行がありません（{'、'.join(reasons.value_counts().index[:2])}）。" if len(reasons) else "取り込める行がありません。"


def fill_incoming(con: DuckDBPyConnection, model: Model, file: Staged, wishes: Wishes, told: Told) -> tuple[Understanding, pd.DataFrame]:
    """Fills the temporary table `incoming` with the sound rows of the file."""
    told(CHECKING)
    places = gazetteer(con)
    plan = understand(file.manifest, file.folder, model, places, wishes, remembered.listed(con))
    if plan.document:
        return plan, boundaries_incoming(con, plan)
    reader = Reader(con, plan, model, places.admitting(plan.kind.prefecture_rows))
    return plan, tidy([stage(reader), implausible(reader)])


def boundaries_incoming(con: DuckDBPyConnection, plan: Understanding) -> pd.DataFrame:
    """The areas of a GeoJSON or TopoJSON file as rows to be stored; what it leaves out as findings."""
    try:
        document = json.loads((plan.document or Path()).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise NotTakenIn(f"{plan.name}: JSON として読めません（{error.lineno}行目）。保存し直してください。") from error
    found = boundaries_of(document, plan.name)
    shapes = [(line, *row) for line, row in enumerate(shapes_told(document))]
    frame = pd.DataFrame(shapes or boundary_rows(found), columns=["line", "code", "geometry", "borders", "longitude", "latitude"])
    con.register("given", frame)
    con.execute(
        """create or replace temp table incoming as select 0 as sheet, line::integer as line, code, geometry, borders::varchar[] as borders,
        longitude, latitude, map()::map(varchar, varchar) as reasons from given order by code"""
    )
    con.unregister("given")
    told = [Finding(plan.name, "", "", -1, label, "", ERROR, f"{reason}です。コードを直してください") for label, reason in found.faults]
    told += [Finding(plan.name, "", "", -1, label, "", LEFT_OUT, reason) for label, reason in found.left_out]
    return pd.DataFrame(told, columns=FINDING_COLUMNS)


def boundaries_of(document: object, name: str) -> Boundaries:
    """Raises NotTakenIn where the JSON is for another use."""
    try:
        return read_boundaries(document)  # type: ignore[arg-type]
    except Unusable as error:
        raise NotTakenIn(f"{name}: {error}") from error


def boundary_rows(found: Boundaries) -> list[tuple[object, ...]]:
    """Shapes as they are drawn (coarse enough for a screen, alike on both sides of a border), neighbours from the full ones."""
    borders: dict[str, list[str]] = {code: [] for code in found.areas}
    for one, other in found.neighbours:
        borders[one].append(other)
        borders[other].append(one)
    drawn = drawable(found.areas, max_points=200_000)
    return [
        (line, code, json.dumps(drawn[code]), sorted(borders[code]), *centre(found.areas[code]))
        for line, code in enumerate(sorted(found.areas))
    ]


def batch_of(con: DuckDBPyConnection, plan: Understanding, file: Staged, who: str, sample: bool) -> Batch:
    return Batch(file.name, file.sha256, plan.kind, round_of(con, plan.kind), stored_columns(plan), who, sample)


def round_of(con: DuckDBPyConnection, kind: Kind) -> str | None:
    """The round of a batch: that of its rows where they have but one."""
    name = next((name for name in ("round", "year") if name in kind.key), None)
    if name is None:
        return None
    rounds = con.execute(
        "select distinct found_round from told_place" if kind.private else f"select distinct {name} from incoming"
    ).fetchall()
    return rounds[0][0] if len(rounds) == 1 else None


def stored_columns(plan: Understanding) -> tuple[str, ...]:
    """The stored columns that this file says something of."""
    if plan.kind.whole_rows or plan.document:
        return plan.kind.values
    return tuple(name for name in record_columns(plan) if name not in plan.kind.key)


# ---------------------------------------------------------------- what would change

# One row per row of the file: new where all it says is new, unchanged where all of it holds already.
STATES = """
    select count(*) filter (is_new), count(*) filter (not is_new and is_changed), count(*) filter (not is_new and not is_changed)
    from (
        select {together}
        from incoming left join store.{table} held on {same}
        {grouped}
    )
"""
ONE_BY_ONE = ("held.batch is null as is_new, {differs} as is_changed", "")
BY_LINE = ("bool_and(held.batch is null) as is_new, bool_or({differs}) as is_changed", "group by incoming.sheet, incoming.line")


def compared(con: DuckDBPyConnection, plan: Understanding, findings: pd.DataFrame, file: Staged) -> Examination:
    columns = (*stored_columns(plan), reason_name(plan.kind)) if plan.kind.spread else stored_columns(plan)
    counts = counted(con, plan.kind, columns, findings)
    changes = changed_values(con, plan.kind, columns)
    says_more = counts.new + counts.changed > 0  # rows that were refused then may be sound now
    same_as = None if says_more else ledger.is_still_in_force(con, batch_of(con, plan, file, "", False))
    return Examination(plan, findings, counts, changes, same_as)


def counted(con: DuckDBPyConnection, kind: Kind, columns: tuple[str, ...], findings: pd.DataFrame) -> Counts:
    differing = f"({' or '.join(differs(kind, name) for name in columns) or 'false'})"
    if kind.private and not holds_any(con):
        new = con.execute("select count(*) from incoming").fetchall()[0][0]
        return Counts(new, rejected=rejected(con, kind, findings, new))
    together, grouped = BY_LINE if kind.spread else ONE_BY_ONE
    statement = STATES.format(
        together=together.format(differs=differing), grouped=grouped, table=kind.name, same=ledger.same_row(kind, "held", "incoming")
    )
    new, changed, unchanged = con.execute(statement).fetchall()[0]
    return Counts(new, changed, unchanged, rejected(con, kind, findings, new + changed + unchanged))


def rejected(con: DuckDBPyConnection, kind: Kind, findings: pd.DataFrame, sound: int) -> int:
    """The rows of the file that have an error."""
    faulty = findings[(findings["severity"] == ERROR) & (findings["line"] >= 0)]
    # A finding about persons may stand for many rows.
    return rows_in(con) - sound if kind.private and len(faulty) else len(faulty[["sheet", "line"]].drop_duplicates())


def differs(kind: Kind, name: str) -> str:
    """SQL of whether what comes in changes a column. Of criteria the file may have but some."""
    if kind.gathers == "criterion" and name == "criteria":
        ratings = "map_entries(incoming.criteria), lambda told: told.value is distinct from held.criteria[told.key]"
        return f"coalesce(len(list_filter({ratings})) > 0, false)"
    return ledger.differs(name)


def changed_values(con: DuckDBPyConnection, kind: Kind, columns: tuple[str, ...]) -> pd.DataFrame:
    """Some of the values that would change, as `ledger.values_apart`."""
    differing = {name: differs(kind, name) for name in columns if name != "reason"}
    return ledger.values_apart(con, kind, f"store.{kind.name}", "incoming", differing)


# ---------------------------------------------------------------- what is entered on a screen


def enter(store: Store, kind: Kind, rows: list[dict[str, object]], who: str = "") -> int:
    """Stores what a form gave as one batch; gives the receipt number. Keys and the given columns are those of the rows."""
    columns = tuple(name for name in rows[0] if name not in kind.key)
    names = (*kind.key, *columns)
    content = json.dumps(rows, ensure_ascii=False, default=str, sort_keys=True)
    with store.writing() as con:
        con.execute("set variable role = '県担当'")
        con.register("given", pd.DataFrame(rows, columns=list(names)).astype(object))
        typed = ", ".join(f'"{name}"::{stored_type(kind, name)} as "{name}"' for name in names if name != "reason")
        reasons = (
            "reason::varchar as reason"
            if "reason" in columns
            else ("null::varchar as reason" if kind.spread else "map()::map(varchar, varchar) as reasons")
        )
        con.execute(
            f"create or replace temp table incoming as select 0 as sheet, row_number() over ()::integer as line, {typed}, {reasons} from given"
        )
        con.unregister("given")
        values = tuple(name for name in columns if name != "reason")
        counts = counted(con, kind, columns, no_findings())
        batch = Batch(ENTERED, hashlib.sha256(content.encode()).hexdigest(), kind, round_of(con, kind), values, who)
        return ledger.record(con, batch, counts)
