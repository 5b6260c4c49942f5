"""A database from before there were meetings gains them, and its promises stay as they were."""

from __future__ import annotations

from pathlib import Path

from analytics import backup
from analytics.decisions import decisions, promise
from analytics.meeting import notes, record
from analytics.scope import Scope
from analytics.store import open_store
from tests.conftest import World
from tests.meeting.circle import DAY
from tests.test_migration import aged


def test_version_4_gains_meetings_and_keeps_its_promises(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.municipalities("98101", "98102")
    promise(world.store, "ひな形を送る", DAY, "98101", "県")
    promise(world.store, "仕様を持ち寄る", DAY, meeting="東部会議", participants=["98101", "98102"])
    aged(world, 4, "alter table decision drop column item", "drop table meeting", "drop table meeting_note", "drop table item_note")
    store = open_store(world.config, world.model)
    with store.reading(Scope()) as con:
        kept = decisions(con, Scope())
        assert list(kept["text"]) == ["仕様を持ち寄る", "ひな形を送る"] and kept["item"].isna().all()
        assert record.meetings(con, Scope()).empty and notes.notes(con, 1).empty
        assert list(backup.faults_of_ledger(con)) == []
    promise(store, "新しい約束", DAY, "98101", item="aspect:character")
    store.close()
