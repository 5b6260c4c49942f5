"""The one database file: opened once, written whole or not at all, calm when the disk or another process is in the way."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import duckdb
import pytest

from analytics.config import Config, Storage
from analytics.scope import Scope
from analytics.store import DatabaseDamaged, DatabaseInUse, NotWritten, open_store
from tests.conftest import World, answer
from tests.taking import MASTER, answers, rows, taken

HOLDER = (
    "import sys, duckdb; c = duckdb.connect(); c.execute(f\"attach '{sys.argv[1]}' as held\"); print('open', flush=True); sys.stdin.read()"
)


def config(folder: Path) -> Config:
    return Config(storage=Storage(path=folder / "a" / "b" / "facts.duckdb", backups=folder / "c" / "backups"))


def test_folders_that_are_not_there_are_made(tmp_path, world):
    open_store(config(tmp_path), world.model).close()
    assert (tmp_path / "a" / "b" / "facts.duckdb").exists() and (tmp_path / "c" / "backups").is_dir()


def test_what_fails_in_the_middle_leaves_nothing_behind(world):
    with pytest.raises(ZeroDivisionError), world.store.writing() as con:
        con.execute("insert into store.original values ('a', 'b')")
        _ = 1 / 0
    assert rows(world, "from store.original") == []


def test_a_second_process_gets_one_clear_line(tmp_path, world):
    place = tmp_path / "held.duckdb"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"open\n"
        with pytest.raises(DatabaseInUse, match="別のプロセスが使っています"):
            open_store(Config(storage=Storage(path=place, backups=tmp_path / "b")), world.model)
        holder.communicate()


def test_a_file_that_is_no_database_is_refused(tmp_path, world):
    place = tmp_path / "facts.db"
    place.write_bytes(b"this is not a database" * 1000)
    with pytest.raises(DatabaseDamaged, match="バックアップから戻してください"):
        open_store(Config(storage=Storage(path=place, backups=tmp_path / "b")), world.model)


def test_a_database_with_overwritten_blocks_gives_a_message_and_no_figure(world):
    taken(world, MASTER)
    world.store.close()
    raw = bytearray(world.config.storage.path.read_bytes())
    raw[12288:] = bytes(byte ^ 0x5A for byte in raw[12288:])
    world.config.storage.path.write_bytes(raw)
    with pytest.raises(DatabaseDamaged, match="壊れている"):
        open_store(world.config, world.model)


def test_leftovers_of_a_process_that_was_killed_are_cleared_at_the_start(world):
    world.store.close()
    leftover = world.store.staging / "tmp123"
    leftover.mkdir()
    (leftover / "source.csv").write_text("秘密")
    (world.store.backups / "dxkarte_1.unverified").write_text("half")
    world.store = open_store(world.config, world.model)
    assert list(world.store.staging.iterdir()) == [] and list(world.store.backups.iterdir()) == []


FULL = """
import resource, sys
from pathlib import Path
from analytics.config import Config, Storage
from analytics.model import load_model
from analytics.scope import Scope
from analytics.store import NotWritten, open_store
place, model = Path(sys.argv[1]), load_model(Path(sys.argv[2]))
store = open_store(Config(storage=Storage(path=place, backups=place.parent / "b")), model)
resource.setrlimit(resource.RLIMIT_FSIZE, (place.stat().st_size + 100_000, resource.RLIM_INFINITY))
try:
    with store.writing() as con:
        con.execute("insert into store.original select md5(i::varchar), repeat(md5(random()::varchar), 9)::blob from range(90000) t(i)")
except NotWritten as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.writing() as con:
    con.execute("insert into store.original values ('a', 'b')")
with store.writing() as con:
    print(con.execute("select count(*) from store.original").fetchall())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files, which Windows lacks")
def test_a_full_disk_leaves_the_state_before_and_room_makes_it_usable_again(tmp_path, world):
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "full.duckdb"), str(world.config.model.folder)],
        capture_output=True, text=True, cwd=Path(__file__).parents[1], check=True,
    )  # fmt: skip
    first, second = run.stdout.splitlines()
    assert "書き込めませんでした。何も変わっていません" in first and second == "[(1,)]"


def test_a_store_opened_for_reading_refuses_to_write(world):
    world.store.close()
    world.store = open_store(world.config, world.model, read_only=True)
    with pytest.raises(DatabaseInUse), world.store.writing():
        pass


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path, world):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match="作れません"):
        open_store(Config(storage=Storage(path=tmp_path / "file" / "x.duckdb", backups=tmp_path)), world.model)


def test_duckdb_reads_nothing_outside_its_two_folders(world):
    with world.reading() as con, pytest.raises(duckdb.PermissionException):
        con.execute(f"from read_csv('{Path(__file__)}')")


def test_a_reader_that_began_before_a_write_goes_on_undisturbed(world):
    taken(world, MASTER)
    with world.store.reading(Scope()) as con:
        before = con.execute("select count(*) from municipality").fetchall()
        taken(world, "団体コード,q1\n98201,一部\n98202,一部\n", round="2025")
        assert con.execute("select count(*) from municipality").fetchall() == before


def test_a_read_begun_during_a_write_comes_back_before_the_write_ends(world):
    def seen():
        with world.store.reading(Scope()) as con:
            return con.execute("select count(*) from municipality").fetchall()

    taken(world, MASTER)
    with ThreadPoolExecutor(1) as other, world.store.writing() as con:
        con.execute("delete from store.municipalities")
        during = other.submit(seen)
        wait([during], timeout=20)
        assert during.done()
    assert (during.result(), seen()) == ([(6,)], [(0,)])


def test_points_follow_the_model_when_it_is_reopened(world):
    from analytics import backup

    taken(world, MASTER)
    taken(world, "団体コード,q1\n98201,一部\n", round="2025")
    heavier = reweighed(world, 7)
    world.store.close()
    world.store = open_store(world.config, heavier)
    assert answers(world, "points") == [(7.0,)]
    with world.reading() as con:
        assert list(backup.faults(con)) == []


def reweighed(world: World, points: float):
    """The model with other points for 一部 of the first question."""
    paper = world.model.questionnaires[0]
    choices = tuple(c.model_copy(update={"points": points}) if c.label == "一部" else c for c in paper.questions[0].choices)
    first = paper.questions[0].model_copy(update={"choices": choices})
    changed = paper.model_copy(update={"questions": (first, *paper.questions[1:])})
    return world.model.model_copy(update={"questionnaires": (changed,)})


def test_generation_counts_the_writes_that_held(world):
    before = world.store.generation
    world.put("survey", [answer("98201", "2025", "q1", 5.0)])
    assert world.store.generation == before + 1
