"""Where do the facts live? The one DuckDB file: opened once per process, a cursor per call, one write at a time."""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
from duckdb import DuckDBPyConnection

from analytics import publication, schema
from analytics.config import Config
from analytics.errors import Unusable
from analytics.migration import migrate
from analytics.model import FIELDS, Model, Questionnaire, check_against
from analytics.profiles import indicator_rows
from analytics.scope import WANTED_OF, Scope

ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "memory_limit": "1400MB",  # with the process around it and the reading child below 2 GB; beyond it DuckDB uses the disk
    "checkpoint_threshold": "1KB",  # a commit goes straight into the file, not by way of the log
}


class DatabaseInUse(Unusable):
    """Another process has the database file open."""


class DatabaseDamaged(Unusable):
    """The file cannot be opened or does not hold what its ledger says."""


class NotWritten(Unusable):
    """The disk is full or refuses; the database holds what it held before."""


class NoBackup(Unusable):
    """There is nothing to restore or to read instead."""


def literal(text: object) -> str:
    """A text as an SQL literal, for the few statements that cannot bind (attach, set). Never for what users typed."""
    return "'" + str(text).replace("'", "''") + "'"


def connect(file: Path, read_only: bool = False) -> DuckDBPyConnection:
    """An engine in memory with `file` attached as `store`. Raises DatabaseInUse or DatabaseDamaged."""
    connection = duckdb.connect(":memory:", config={**ENGINE, "temp_directory": str(file.parent / "staging")})
    try:
        connection.execute(f"attach {literal(file)} as store{' (read_only)' if read_only else ''}")
    except duckdb.IOException as error:
        connection.close()
        if "lock" in str(error).lower() or "being used" in str(error).lower():
            raise DatabaseInUse(
                f"{file.name} は別のプロセスが使っています。アプリを開いている場合は、アプリの画面から操作するか、終了してからもう一度実行してください。"
            ) from error
        raise DatabaseDamaged(f"{file} を開けません。場所と権限を確かめるか、バックアップから戻してください（restore）。") from error
    except duckdb.BinderException as error:
        connection.close()
        raise DatabaseInUse(f"{file.name} を開き直しています。少し待ってから、もう一度実行してください。") from error
    except (duckdb.Error, RuntimeError) as error:
        connection.close()
        raise DatabaseDamaged(f"{file.name} は壊れているため開けません。バックアップから戻してください（restore）。") from error
    return connection


class Store:
    """One open database. Reads get a cursor of their own each, writes wait for one another.

    opened: opens the database, again after DuckDB gave its instance up; file: the database; staging: the folder from which
    DuckDB may read what a file was turned into; backups: the one into which it may copy itself.
    """

    def __init__(self, opened: Callable[[], DuckDBPyConnection], file: Path, staging: Path, backups: Path, read_only: bool = False) -> None:
        self.file = file
        self.backups = backups
        self.staging = staging
        self.read_only = read_only
        self.generation = 0
        self.keeping = threading.Lock()  # for what analytics/keeping.py makes, so that it is made once
        self._opened = opened
        self._connection: DuckDBPyConnection | None = opened()
        self._readers = 0
        self._writing = threading.RLock()
        self._opening = threading.RLock()  # for `_connection` alone and held for moments, so that no read waits for a write
        self._left = threading.Condition()  # for `_readers`; taken in this order

    @contextmanager
    def reading(self, scope: Scope, reach: str = "rows", cut: bool = False) -> Iterator[DuckDBPyConnection]:
        """A cursor whose views show what `scope.viewer` may see of `scope.round`. Raises DatabaseDamaged.

        reach 'totals' adds those who agreed to be counted; only for functions that give out nothing but sums of several.
        cut: the reader compares with nobody, so rows outside `scope.codes` and `scope.prefecture` need not be read.
        """
        cursor = self.begin_reading()
        try:
            introduce(cursor, scope, reach)
            if cut and (scope.codes or scope.prefecture):
                known = "store.municipalities" if scope.viewer.is_prefecture else "origin"
                cursor.execute(f"set variable wanted = (select coalesce(list(code), []) from {known} where {WANTED_OF})", scope.wanted)
            yield cursor
        except DAMAGE as error:
            self.close()
            raise damaged(self.file) from error
        finally:
            cursor.close()
            self.end_reading()

    @contextmanager
    def writing(self) -> Iterator[DuckDBPyConnection]:
        """A cursor inside one transaction: all of the block or nothing, then a checkpoint. Raises NotWritten."""
        if self.read_only:
            raise DatabaseInUse("読み取り専用で開いているため、書き込めません。アプリを終了してから実行してください。")
        with self._writing:
            cursor = self.cursor()
            try:
                cursor.execute("begin")
                yield cursor
                cursor.execute("commit")
            except BaseException as error:
                rollback(cursor)
                if is_fault_of_disk(error):
                    cursor.close()  # first, as a read may open the file anew at once, and DuckDB opens none that is still open
                    self.close()
                    raise not_written(self.file) from error
                raise
            else:
                self.generation += 1
                with suppress(duckdb.Error):  # it is committed: what is not yet in the file stands in its log
                    cursor.execute("checkpoint store")
            finally:
                cursor.close()

    def cursor(self) -> DuckDBPyConnection:
        """A cursor of the open database; after a fault of the disk DuckDB gives its instance up, then it is opened anew."""
        with self._opening:
            if self._connection is None:
                self._connection = self._opened()
            return self._connection.cursor()

    def begin_reading(self) -> DuckDBPyConnection:
        """A cursor that is counted, so that the file is not replaced under it, until `end_reading`."""
        with self._opening:
            cursor = self.cursor()
            with self._left:
                self._readers += 1
            return cursor

    def end_reading(self) -> None:
        with self._left:
            self._readers -= 1
            self._left.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes before the block ends."""
        with self._writing:
            yield

    def replace_file(self, fresh: Path) -> None:
        """Puts another database file in the place of this one in one step; it is opened anew at the next call.

        Reads that have begun end first, new ones begin in the new file. Raises NotWritten with the old file in its place.
        """
        with self.alone(), self._opening:
            self.empty_log()
            with self._left:
                if not self._left.wait_for(lambda: self._readers == 0, timeout=PATIENCE):
                    raise NotWritten(
                        f"{self.file.name} はほかの画面が読み取り中です。何も変わっていません。少し待ってから、もう一度実行してください。"
                    )
            self.close()
            try:
                Path(f"{self.file}.wal").unlink(missing_ok=True)
                fresh.replace(self.file)
            except OSError as error:
                raise not_written(self.file) from error
            self.generation += 1

    def empty_log(self) -> None:
        """All that is committed stands in the file itself, so that its log may go. Raises NotWritten."""
        try:
            with closing(self.cursor()) as cursor:
                cursor.execute("checkpoint store")
        except duckdb.Error as error:
            if not is_fault_of_disk(error):
                raise
            self.close()
            raise not_written(self.file) from error

    def close(self) -> None:
        with self._writing, self._opening:
            if self._connection is not None:
                self._connection.close()
            self._connection = None


def introduce(cursor: DuckDBPyConnection, scope: Scope, reach: str = "rows") -> None:
    """Tells the views who asks, and of which round."""
    for name, value in (("role", scope.viewer.role.value), ("own", scope.viewer.code), ("round", scope.round), ("reach", reach)):
        cursor.execute(f"set variable {name} = $value", {"value": value})
    if scope.viewer.is_prefecture:
        cursor.execute(f"set search_path = '{schema.PREFECTURE},main'")


PATIENCE = 10.0  # seconds for reads to end: closing the file would break them off
DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
ROOM = "ディスクの空き容量と、書き込みの権限を確かめてから、もう一度実行してください。"


def damaged(file: Path) -> DatabaseDamaged:
    return DatabaseDamaged(f"{file.name} は壊れているため読めません。バックアップから戻してください（restore）。")


def not_written(file: Path) -> NotWritten:
    return NotWritten(f"{file.name} に書き込めませんでした。何も変わっていません。{ROOM}")


def is_fault_of_disk(error: BaseException) -> bool:
    """No room, no permission, no memory: not a fault of what was to be written."""
    failed_commit = isinstance(error, duckdb.TransactionException) and "Failed to commit" in str(error)
    return failed_commit or isinstance(error, (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException))


def rollback(cursor: DuckDBPyConnection) -> None:
    """Ends the transaction if one is still open; the error that led here is what matters."""
    with suppress(duckdb.TransactionException):  # the failed statement may have ended it already
        cursor.execute("rollback")


def open_store(config: Config, model: Model, read_only: bool = False) -> Store:
    """The database of `config`, made if absent, with the model beside it, locked down.

    Raises DatabaseInUse, DatabaseDamaged, NotWritten where there is no place for it, and ImpossibleConfig.
    """
    check_against(config, model)
    file, backups = config.storage.path, config.storage.backups
    staging = file.parent / "staging"
    make_folders(staging, backups)
    store = Store(partial(opened, config, model, staging, read_only), file, staging, backups, read_only)
    if not read_only:
        clear_leftovers(staging, backups)
    return store


def make_folders(*folders: Path) -> None:
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWritten(f"{folder} を作れません。{ROOM}") from error


def opened(config: Config, model: Model, staging: Path, read_only: bool) -> DuckDBPyConnection:
    """The connection of an open database, ready for reads."""
    file, backups = config.storage.path, config.storage.backups
    connection = connect(file, read_only)
    if not read_only and is_older(connection):
        connection.close()
        migrate(file)
        connection = connect(file)
    try:
        furnish(connection, config, model, read_only)
    except (*DAMAGE, duckdb.CatalogException, duckdb.BinderException) as error:
        connection.close()
        raise damaged(file) from error
    except BaseException:
        connection.close()
        raise
    lock_down(connection, (staging, backups))
    return connection


def furnish(connection: DuckDBPyConnection, config: Config, model: Model, read_only: bool) -> None:
    """The tables of the file, and beside them the model and the views."""
    if not read_only:
        prepare(connection)
    check_version(connection, config.storage.path)
    connection.execute(schema.MODEL_TABLES)
    fill_model(connection, config, model)
    connection.execute(schema.VIEWS)
    connection.execute(schema.PREFECTURE_VIEWS)
    if not read_only:
        refresh_points(connection)
        publication.publish_if_set_anew(connection, config)


def clear_leftovers(staging: Path, backups: Path) -> None:
    """What a process that was killed left half done: staged files and copies that nobody verified."""
    for folder in staging.iterdir():
        shutil.rmtree(folder, ignore_errors=True)
    for copy in backups.glob("*.unverified*"):
        copy.unlink(missing_ok=True)


def prepare(connection: DuckDBPyConnection) -> None:
    """Makes the tables of a new file. `salt` makes the numbers of unnamed municipalities impossible to work out."""
    connection.execute(schema.TABLES)
    empty = connection.execute("select count(*) = 0 from store.about").fetchall()[0][0]
    if empty:
        values = {"version": schema.VERSION, "salt": secrets.token_hex(16), "now": datetime.now()}
        connection.execute("insert into store.about values ($version, $salt, $now, 0)", values)


def is_older(connection: DuckDBPyConnection) -> bool:
    """Whether the file was made by an older version of the product."""
    tables = connection.execute("select 1 from duckdb_tables() where database_name = 'store' and table_name = 'about'").fetchall()
    return bool(tables) and bool(connection.execute("select version < $now from store.about", {"now": schema.VERSION}).fetchall()[0][0])


def check_version(connection: DuckDBPyConnection, file: Path) -> None:
    found = connection.execute("select version from store.about").fetchall()
    if found != [(schema.VERSION,)]:
        raise DatabaseDamaged(
            f"{file.name} は版 {found[0][0] if found else '不明'} のデータベースです。この製品が扱えるのは版 {schema.VERSION} です。"
        )


def lock_down(connection: DuckDBPyConnection, folders: tuple[Path, ...]) -> None:
    """From here on DuckDB reads and writes only in `folders`, loads nothing and keeps its settings."""
    connection.execute(f"set allowed_directories = [{', '.join(literal(folder) for folder in folders)}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def fill_model(connection: DuckDBPyConnection, config: Config, model: Model) -> None:
    """The To-Be model as tables, so that every measure is one SQL statement."""
    for table, rows in model_rows(config, model).items():
        if rows:
            frame = pd.DataFrame(rows)
            connection.register("model_rows", frame)
            connection.execute(f"insert into {table} select * from model_rows")
            connection.unregister("model_rows")


def model_rows(config: Config, model: Model) -> dict[str, list[tuple[object, ...]]]:
    to_be = model.to_be
    questions = [(paper.id, place, question) for paper in model.questionnaires for place, question in enumerate(paper.questions)]
    return {
        "publication_setting": [publication.settings_row(config)],
        "questionnaire_year": [(year, model.questionnaire(str(year)).id) for year in range(2000, 2101)],
        "step": [row for paper in model.questionnaires for row in step_rows(config, paper)],
        "question": [
            (paper, q.id, place, q.step, q.field, q.aspect, q.weight, q.max_points, q.text, q.published) for paper, place, q in questions
        ],
        "tie": [(old.id, new.id, *pair) for old in model.questionnaires for new in model.questionnaires for pair in model.tied(old, new)],
        "choice": [(paper, q.id, place, c.label, c.points) for paper, _, q in questions for place, c in enumerate(q.choices, 1)],
        "question_factor": [(paper, q.id, factor) for paper, _, q in questions for factor in q.factors],
        "question_outcome": [(paper, q.id, outcome) for paper, _, q in questions for outcome in q.outcomes],
        "text_question": [(paper.id, t.id, place, t.text) for paper in model.questionnaires for place, t in enumerate(paper.texts)],
        "aspect": [(a.id, place, a.label, a.weight) for place, a in enumerate(to_be.aspects)],
        "prefecture_target": target_rows(config, model),
        "factor": [(f.id, place, f.label, f.page) for place, f in enumerate(to_be.factors)],
        "outcome": [(o.id, place, o.label) for place, o in enumerate(to_be.outcomes)],
        **remedy_rows(model),
        "field": [(name, place) for place, name in enumerate(FIELDS)],
        "indicator_definition": indicator_rows(),
    }


def remedy_rows(model: Model) -> dict[str, list[tuple[object, ...]]]:
    """What answers which factor: a reference model by the outcomes that it shares with the factor, a case by its tags."""
    factors, models, cases = model.to_be.factors, model.to_be.reference_models, model.listed("cases")
    words = {outcome.id: f"「{outcome.label}」{f'（p.{outcome.page}）' if outcome.page else ''}" for outcome in model.to_be.outcomes}
    shared = [(m.id, f.id, [words[id] for id in m.outcomes if id in f.outcomes]) for m in models for f in factors]
    return {
        "remedy": [("model", m.id, place, m.label, m.layer, m.page, [words[id] for id in m.outcomes]) for place, m in enumerate(models)]
        + [("case", case.id, place, case.label, case["layer"], case.page, []) for place, case in enumerate(cases)],
        "remedy_factor": [("model", id, factor, through) for id, factor, through in shared if through]
        + [("case", case.id, factor, []) for case in cases for factor in case["factors"] or ()],
        "remedy_place": [
            (case.id, float(place["population"])) for case in cases for place in case["places"] or () if place.get("population")
        ],
    }


def step_rows(config: Config, paper: Questionnaire) -> list[tuple[object, ...]]:
    """A step without limits in config (a prefecture's own step) counts towards no priority: its limits are unknown."""
    rows: list[tuple[object, ...]] = []
    for place, step in enumerate(paper.steps):
        limits = config.priority.get(step.id)
        bounds = (limits.attention_below, limits.support_below) if limits else (None, None)
        rows.append((paper.id, step.id, place, step.label, step.content_label, paper.step_maximum(step.id), *bounds))
    return rows


def target_rows(config: Config, model: Model) -> list[tuple[object, ...]]:
    """The model's target of each aspect (round NULL) and what config sets for single rounds."""
    usual: list[tuple[object, ...]] = [(None, aspect.id, aspect.target) for aspect in model.to_be.aspects]
    return usual + [(round, aspect, target) for round, targets in config.model.targets.items() for aspect, target in targets.items()]


# Points follow the label that was answered, so that a prefecture may re-weigh its choices without a new import.
REFRESH_POINTS = """
    update store.{table} answered set points = choice.points
    from choice, questionnaire_year
    where choice.questionnaire = questionnaire_year.questionnaire and questionnaire_year.year = left(answered.round, 4)::integer
        and choice.question = answered.question and choice.label = answered.choice and answered.points is distinct from choice.points
"""


def refresh_points(connection: DuckDBPyConnection) -> None:
    """In what holds and in what each batch said, so that both go on telling the same."""
    for table in ("survey", "survey_entry"):
        connection.execute(REFRESH_POINTS.format(table=table))
