"""Copies that are verified, the way back, and finding what is no longer as it was written."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analytics import backup
from analytics.backup import BackupFailed
from analytics.store import NoBackup, open_store
from tests.conftest import World
from tests.taking import MASTER, answers, taken


@pytest.fixture
def filled(world: World) -> World:
    taken(world, MASTER)
    taken(world, "団体コード,q1\n98201,一部\n98202,全庁で\n", round="2025")
    return world


def faults(world: World) -> list[str]:
    with world.reading() as con:
        return list(backup.faults(con))


def tampered(file: Path, *statements: str) -> None:
    """Changes the file behind the product's back."""
    con = duckdb.connect(str(file))
    for statement in statements:
        con.execute(statement)
    con.close()


def reopened(world: World) -> World:
    world.store = open_store(world.config, world.model)
    return world


def test_a_sound_database_has_no_faults(filled):
    assert faults(filled) == []


def test_a_restored_backup_is_the_database_as_it_was(filled):
    before = answers(filled)
    copy = backup.backup(filled.store)
    taken(filled, "団体コード,q1\n98201,していない\n", round="2025")
    filled.store.close()
    kept = backup.restore(filled.config, copy)
    assert answers(reopened(filled)) == before and faults(filled) == []
    assert kept.exists()


def test_a_backup_is_found_newest_first(filled, tmp_path):
    backup.backup(filled.store, filled.store.backups / "dxkarte_1.duckdb")
    newer = backup.backup(filled.store, filled.store.backups / "dxkarte_2.duckdb")
    assert backup.newest(filled.config) == newer


def test_without_any_backup_it_says_how_to_make_one(world):
    with pytest.raises(NoBackup, match="バックアップがまだありません"):
        backup.newest(world.config)


def test_changed_rows_are_found(filled):
    filled.store.close()
    tampered(filled.config.storage.path, "update survey_entry set choice = '全庁で' where code = '98201'")
    found = faults(reopened(filled))
    assert found[0] == "受付番号 2（推進状況アンケート）の行が台帳と合いません（2行のはずが2行）"
    assert "今の値が、取込の記録から求めた値と一致しません" in found[1]


def test_rows_that_a_truncated_log_lost_are_found(filled):
    filled.store.close()
    tampered(filled.config.storage.path, "delete from survey_entry where code = '98201'", "delete from survey where code = '98201'")
    assert faults(reopened(filled)) == ["受付番号 2（推進状況アンケート）の行が台帳と合いません（2行のはずが1行）"]


def test_doubled_rows_are_found(filled):
    filled.store.close()
    tampered(filled.config.storage.path, "insert into survey from survey where code = '98201'")
    assert "同じ項目の行が1組あります" in faults(reopened(filled))[0]


def test_a_backup_with_changed_rows_is_not_restored(filled):
    copy = backup.backup(filled.store)
    filled.store.close()
    tampered(copy, "delete from survey_entry")
    with pytest.raises(BackupFailed, match="使えません"):
        backup.restore(filled.config, copy)
    assert len(answers(reopened(filled))) == 2


def test_a_damaged_database_can_be_replaced_by_its_backup(filled):
    copy = backup.backup(filled.store)
    filled.store.close()
    filled.config.storage.path.write_bytes(b"broken" * 5000)
    kept = backup.restore(filled.config, copy)
    assert kept.read_bytes().startswith(b"broken") and len(answers(reopened(filled))) == 2


def test_the_database_is_not_restored_from_itself(filled, tmp_path):
    filled.store.close()
    (tmp_path / "link.duckdb").symlink_to(filled.config.storage.path)
    for file in (filled.config.storage.path, tmp_path / "link.duckdb"):
        with pytest.raises(BackupFailed, match="今のデータベースそのもの"):
            backup.restore(filled.config, file)
    assert len(answers(reopened(filled))) == 2 and not list(tmp_path.glob("*_before_restore_*"))


def test_a_copy_that_stands_where_the_work_is_done_is_not_lost(filled, tmp_path):
    copy = backup.backup(filled.store, tmp_path / "facts.restoring")
    filled.store.close()
    with pytest.raises(BackupFailed, match=r"facts\.restoring"):
        backup.restore(filled.config, copy)
    assert copy.exists() and filled.config.storage.path.exists()


def test_restoring_twice_in_a_second_keeps_both_old_databases(filled):
    copy = backup.backup(filled.store)
    filled.store.close()
    first = backup.restore(filled.config, copy)
    second = backup.restore(filled.config, first)
    assert first != second and first.exists() and second.exists()


def test_a_restore_that_is_refused_leaves_nothing_half_done(filled, tmp_path, monkeypatch):
    copy = backup.backup(filled.store)
    filled.store.close()
    monkeypatch.setattr(backup, "set_aside", lambda *_: (_ for _ in ()).throw(NoBackup("x")))
    with pytest.raises(NoBackup):
        backup.restore(filled.config, copy)
    assert not (tmp_path / "facts.restoring").exists() and len(answers(reopened(filled))) == 2


@pytest.mark.parametrize("name", ["facts.duckdb", "facts.duckdb.wal"])
def test_a_backup_never_takes_the_place_of_the_database(filled, tmp_path, name):
    with pytest.raises(BackupFailed, match="今のデータベース"):
        backup.backup(filled.store, tmp_path / name)
    assert len(answers(filled)) == 2


def test_a_backup_overwrites_no_other_file(filled, tmp_path):
    (tmp_path / "plan.docx").write_bytes(b"plan")
    with pytest.raises(BackupFailed, match=r"plan\.docx はすでにあります。別の名前にしてください"):
        backup.backup(filled.store, tmp_path / "plan.docx")
    assert (tmp_path / "plan.docx").read_bytes() == b"plan"


def test_two_backups_in_a_second_are_two_files(filled):
    made = {backup.backup(filled.store) for _ in range(3)}
    assert len(made) == 3 and set(backup.listed(filled.store.backups)) == made


def test_a_log_that_lost_its_end_is_found(filled):
    """A batch whose rows stood in the part of the log that is gone."""
    filled.store.close()
    place = filled.config.storage.path
    con = duckdb.connect(str(place), config={"checkpoint_threshold": "1GB"})
    con.execute("pragma disable_checkpoint_on_shutdown")
    con.execute("insert into batch select 3, taken_at, who, file, 'x', kind, round, columns, new, changed, unchanged, rejected, content_hash, sample, in_force, reverted_at from batch where batch = 2")  # fmt: skip
    log = Path(f"{place}.wal")
    kept = log.stat().st_size
    con.execute("insert into survey_entry select * replace (3 as batch) from survey_entry")
    con.close()
    log.write_bytes(log.read_bytes()[: kept + 20])
    assert "受付番号 3（推進状況アンケート）の行が台帳と合いません（2行のはずが0行）" in faults(reopened(filled))
