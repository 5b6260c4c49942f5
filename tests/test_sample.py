"""The sample prefecture comes in through the product's own import, hangs together, and goes away without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import backup, registry
from analytics.config import Config, load_config
from analytics.intake.taking_in import enter, staged, take_in
from analytics.kinds import KINDS
from analytics.meeting import composing, minutes, record
from analytics.meeting.material import material
from analytics.model import Model, load_model
from analytics.sample import drop_sample, load_sample, sample_files
from analytics.sample_meetings import MEETINGS, hold_meetings
from analytics.scope import Scope
from analytics.store import Store, open_store

Opened = tuple[Store, Config, Model]
MASTER = "団体コード,市町村名,都道府県,人口\n19201,甲府市,山梨県,189591\n"


@pytest.fixture
def opened(copied: Callable[[str], Path]) -> Iterator[Opened]:
    config = load_config(database=copied("sample"))
    model = load_model(config.model.folder)
    store = open_store(config, model)
    yield store, config, model
    store.close()


def count(store: Store, table: str) -> int:
    with store.reading(Scope()) as con:
        return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


def test_every_file_of_the_sample_is_taken_in_whole(opened: Opened) -> None:
    store, *_ = opened
    with store.reading(Scope()) as con:
        batches = con.execute("select count(*), sum(rejected), bool_and(sample) from batch").fetchall()
    assert batches == [(len(sample_files()), 0, True)]
    assert count(store, "municipality") == 27


def test_the_sample_has_rows_of_every_kind(opened: Opened) -> None:
    store, *_ = opened
    with store.writing() as con:
        empty = [kind for kind in KINDS if not con.execute(f"select 1 from store.{kind} limit 1").fetchall()]
    assert empty == []


def test_the_sample_has_something_to_say_on_every_measure_but_the_history_of_edits(opened: Opened) -> None:
    """Nobody has edited an issue before the first user does: what came in with a list is no edit."""
    tables = [table for table in registry.TABLES if len(registry.compute(*opened, table, Scope(round="2025"))) == 0]
    assert tables == ["issue_edits"]


def held(store: Store) -> list[record.Held]:
    with store.reading(Scope()) as con:
        return [record.meeting(con, number) for number in sorted(record.meetings(con, Scope())["meeting"])]


def test_two_meetings_have_been_held_on_the_round_known_on_their_day_with_figures_notes_and_a_picture(opened: Opened) -> None:
    store, *_ = opened
    meetings = held(store)
    assert [(one.snapshot.name, one.snapshot.held, one.snapshot.round) for one in meetings] == [(m.name, m.held, m.round) for m in MEETINGS]
    assert not set(meetings[0].codes) & set(meetings[1].codes)
    for one, told in zip(meetings, MEETINGS, strict=True):
        assert sorted(one.codes) == sorted(told.codes) and one.snapshot.minutes == 90
        paper = minutes.markdown(minutes.minutes(store, one.number)).decode()
        assert [text for text in (*told.said.values(), *(agreed.text for agreed in told.agreed)) if text not in paper] == []
        assert set(told.said) <= {slide.key for slide in one.snapshot.slides}
        assert {agreed.item for agreed in told.agreed} <= set(one.snapshot.figures)
    second = {slide.key: slide for slide in meetings[1].snapshot.slides}
    assert second["literacy"].drawn and second["shared"].cells and second["participants"].chart == "map"


def test_everything_that_a_past_meeting_showed_had_been_agreed_to_by_its_day(opened: Opened) -> None:
    store, *_ = opened
    with store.reading(Scope()) as con:
        for one in MEETINGS:
            agreed = con.execute("select kind, date from consent where list_contains($codes, code)", {"codes": list(one.codes)}).fetchall()
            late = {kind for kind, on in agreed if on > one.held}
            assert late <= {"DXリテラシー診断"} - ({"DXリテラシー診断"} if "literacy" in one.also else set())


def test_the_first_circle_meets_again_and_is_told_what_became_of_its_promises_and_their_figures(opened: Opened) -> None:
    store, config, model = opened
    seated = material(store, config, model, MEETINGS[0].codes, False, "2025")
    with store.reading(Scope()) as con:
        last = record.last_meeting(con, seated.table.codes, "")
    slide = next(one for one in composing.draft(seated, last, 90).slides if one.key == "follow_up")
    assert slide.title == "前回「第1回 朝凪ご近所会議」の持ち帰り事項は4件、うち未了は1件です"
    moved = {cells[0]: cells[-2:] for cells in slide.cells}
    assert moved["窓口の棚卸し表を持ち寄る"] == ("未着手→完了", "観点「取組の性格」：22.2→55.6点（+33.3）")
    assert moved["推進リーダーの役割を文書にする"] == ("未着手→実施中", "STEP2 推進体制の整備：20.0→25.0点（+5.0）")
    assert moved["管理職の研修を合同で開く"][1] == "STEP0 認識共有・機運醸成：4団体のうち2団体で上昇（中央値 10.0→12.5点）"


def test_a_sample_taken_in_twice_has_held_its_meetings_once(opened: Opened) -> None:
    store, config, model = opened
    promised = count(store, "decision")
    hold_meetings(store, config, model)
    assert len(held(store)) == len(MEETINGS) and count(store, "decision") == promised


def test_the_sample_is_the_same_each_time(opened: Opened, tmp_path: Path) -> None:
    """But for the moment of taking in: the same slides bear the same number."""
    store, config, model = opened
    again = open_store(load_config(database=tmp_path / "again.duckdb"), model)
    load_sample(again, config, model)
    assert [one.snapshot for one in held(again)] == [one.snapshot for one in held(store)]
    again.close()


def test_removing_the_sample_leaves_nothing_of_it_not_even_what_was_entered_about_it(opened: Opened) -> None:
    store, *_ = opened
    enter(store, KINDS["support_log"], [{"code": "99201", "date": date(2026, 4, 1), "type": "会議", "title": "打合せ"}])
    assert drop_sample(store) == len(sample_files())
    tables = ("municipality", "answer", "support_log", "area", "batch", "meeting", "meeting_note", "decision")
    assert [(table, count(store, table)) for table in tables if count(store, table)] == []
    with store.writing() as con:
        assert [con.execute(f"select count(*) from store.{table}").fetchall()[0][0] for table in (*KINDS, "original", "literacy_item")] == [
            0
        ] * (len(KINDS) + 2)
    with store.reading(Scope()) as con:
        assert list(backup.faults(con)) == []


def test_real_data_stays_when_the_sample_goes_and_no_receipt_number_is_given_twice(opened: Opened) -> None:
    store, _, model = opened
    with staged(store, "市町村マスタ.csv", MASTER.encode()) as file:
        real = take_in(store, model, file).receipt
    drop_sample(store)
    with store.reading(Scope()) as con:
        assert con.execute("select code, name from municipality").fetchall() == [("19201", "甲府市")]
        assert list(backup.faults(con)) == []
    later = enter(store, KINDS["support_log"], [{"code": "19201", "date": date(2026, 4, 1), "type": "会議", "title": "打合せ"}])
    assert real == len(sample_files()) + 1 and later == real + 1
