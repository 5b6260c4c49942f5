"""The sample prefecture comes in through the product's own import, hangs together, and goes away without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import backup, registry
from analytics.config import Config, load_config
from analytics.intake.taking_in import enter, staged, take_in
from analytics.kinds import KINDS
from analytics.model import Model, load_model
from analytics.sample import drop_sample, load_sample, sample_files
from analytics.scope import Scope
from analytics.store import Store, open_store

Opened = tuple[Store, Config, Model]
MASTER = "団体コード,市町村名,都道府県,人口\n19201,甲府市,山梨県,189591\n"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    config = load_config(database=tmp_path / "sample.duckdb")
    model = load_model(config.model.folder)
    store = open_store(config, model)
    load_sample(store, model)
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


def test_removing_the_sample_leaves_nothing_of_it_not_even_what_was_entered_about_it(opened: Opened) -> None:
    store, *_ = opened
    enter(store, KINDS["support_log"], [{"code": "99201", "date": date(2026, 4, 1), "type": "会議", "title": "打合せ"}])
    assert drop_sample(store) == len(sample_files())
    assert [count(store, table) for table in ("municipality", "answer", "support_log", "area", "batch")] == [0] * 5
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
