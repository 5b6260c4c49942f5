"""What is erased is gone: from what holds, from what batches said, from the originals and from the bytes of the file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import pytest

from analytics import backup, erasing, ledger
from analytics.erasing import NothingToErase, Target
from analytics.kinds import KINDS
from analytics.scope import Scope
from analytics.store import NotWritten
from tests.conftest import World
from tests.taking import MASTER, book, rows, taken

CANARY = "かなりや文字列カナリヤ"
SECOND = "97202"


@pytest.fixture
def filled(world: World) -> World:
    """A master, answers of two years, visits and neighbours; 龍ヶ崎町 (98301) in all of them."""
    taken(world, MASTER, "市町村.csv")
    taken(world, "団体コード,q1\n98201,一部\n98301,全庁で\n", "回答_令和6年度.csv")
    taken(world, "団体コード,q1\n98201,全庁で\n98301,一部\n", "回答_令和7年度.csv")
    taken(
        world, book({"支援": [["団体コード", "日付", "種別", "件名"], ["98301", "2025-06-01", "会議", CANARY]]}), "98301龍ヶ崎町の支援.xlsx"
    )
    taken(world, "団体コードA,団体コードB\n98201,98301\n98201,98202\n", "隣接.csv")
    return world


def faults(world: World) -> list[str]:
    with world.store.reading(Scope()) as con:
        return list(backup.faults(con))


def codes_left(world: World) -> set[str]:
    """Every municipality that stands in any key of any table."""
    tables = [
        (f"{kind.name}{end}", name) for kind in KINDS.values() for end in ("", "_entry") for name in kind.key if name.startswith("code")
    ]
    return {code for table, name in tables for (code,) in rows(world, f"select distinct {name} from store.{table}")}


def test_a_municipality_goes_from_every_table_and_the_rest_stays_sound(filled: World) -> None:
    erasing.erase(filled.store, Target(municipality="98301"))
    assert codes_left(filled) == {"97202", "97301", "98201", "98202", "98302"}
    assert rows(filled, "select code_a, code_b from store.neighbours") == [("98201", "98202")]
    assert faults(filled) == []


def test_the_bytes_of_what_was_erased_leave_the_file(filled: World) -> None:
    canary = CANARY.encode()
    assert canary in filled.store.file.read_bytes()
    erasing.erase(filled.store, Target(municipality="98301"))
    rows(filled, "select 1")
    assert canary not in filled.store.file.read_bytes() and list(filled.store.staging.iterdir()) == []


def test_the_ledger_keeps_the_batch_without_its_file(filled: World) -> None:
    erasing.erase(filled.store, Target(municipality="98301"))
    told = rows(filled, "select batch, file, new, sha256 from store.batch order by batch")
    assert [row[1] for row in told] == [
        "市町村.csv（一部消去済み）", "回答_令和6年度.csv（一部消去済み）", "回答_令和7年度.csv（一部消去済み）", "（消去済み）", "隣接.csv（一部消去済み）"
    ]  # fmt: skip
    assert told[3][2] == 0 and {row[3] for row in told} == {""}
    with filled.store.reading(Scope()) as con:
        assert ledger.original(con, 1) is None


def test_the_same_file_may_come_in_again_after_erasing(filled: World) -> None:
    erasing.erase(filled.store, Target(round="2025"))
    found = taken(filled, "団体コード,q1\n98201,全庁で\n98301,一部\n", "回答_令和7年度.csv")
    assert found.same_as is None and found.counts.new == 2


def test_a_round_goes_and_the_others_stay(filled: World) -> None:
    erasing.erase(filled.store, Target(round="2025"))
    assert rows(filled, "select distinct round from store.survey_entry") == [("2024",)] and faults(filled) == []
    with filled.store.reading(Scope()) as con:
        assert ledger.original(con, 2) is not None and ledger.original(con, 3) is None


def test_a_file_that_had_refused_rows_goes_too(filled: World) -> None:
    taken(filled, "団体コード,日付,種別,件名\n98201,2025-07-01,会議,よい\n98301,いつか,会議,だめ\n", "記録.csv", partial=True)
    erasing.erase(filled.store, Target(municipality="98301"))
    with filled.store.reading(Scope()) as con:
        assert ledger.original(con, 6) is None


def test_a_neighbour_that_is_erased_leaves_the_borders_of_the_others(filled: World) -> None:
    filled.put(
        "boundaries",
        [{"code": code, "geometry": "[]", "borders": borders} for code, borders in (("98201", ["98301"]), ("98301", ["98201"]))],
    )
    erasing.erase(filled.store, Target(municipality="98301"))
    assert rows(filled, "select code, borders from store.boundaries") == [("98201", [])]


def test_what_would_go_is_said_with_the_copies_that_stay(filled: World) -> None:
    copy = backup.backup(filled.store)
    with filled.store.reading(Scope()) as con:
        found = erasing.preview(con, filled.store, Target(municipality="98301"))
    assert ("推進状況アンケート", 2, 2) in found.rows and found.copies == (copy,)
    assert any(str(copy) in line for line in found.lines()) and any("98301龍ヶ崎町の支援.xlsx" in line for line in found.lines())


def test_what_is_not_on_record_is_said_and_nothing_changes(filled: World) -> None:
    before = filled.store.file.read_bytes()
    for target in (Target(municipality="98999"), Target(round="1999"), Target(respondent="X"), Target()):
        with pytest.raises(NothingToErase):
            erasing.erase(filled.store, target)
    assert filled.store.file.read_bytes() == before


def test_a_respondent_goes_and_a_namesake_elsewhere_is_asked_about(world: World) -> None:
    person: dict[str, Any] = {"round": "2025", "instrument": "", "respondent": "A1", "position": "課長", "score1": 50.0, "holds": True}
    others = [person | {"code": "98201", "respondent": "A2"}]
    world.put("literacy_entry", [person | {"code": code} for code in ("98201", SECOND)] + others)
    with pytest.raises(NothingToErase, match="複数の団体（97202・98201）"):
        erasing.erase(world.store, Target(respondent="A1"))
    erasing.erase(world.store, Target(municipality="98201", respondent="A1"))
    assert rows(world, "select code, respondent from store.literacy order by 1") == [(SECOND, "A1"), ("98201", "A2")]


def test_the_database_is_read_and_written_as_before_after_erasing(filled: World) -> None:
    erasing.erase(filled.store, Target(municipality="98301"))
    taken(filled, "団体コード,q1\n98202,一部\n", "回答.csv", round="2025")
    with filled.store.reading(Scope()) as con:
        assert con.execute("select count(*) from answer where round = '2025'").fetchall() == [(2,)]


def test_a_file_with_refused_rows_of_others_alone_stays_with_its_counts(filled: World) -> None:
    taken(filled, "団体コード,日付,種別,件名\n98201,2025-07-01,会議,よい\n98202,いつか,会議,だめ\n", "別の団体.csv", partial=True)
    erasing.erase(filled.store, Target(municipality="98301"))
    assert rows(filled, "select file, new, rejected from store.batch where batch = 6") == [("別の団体.csv", 1, 1)]
    with filled.store.reading(Scope()) as con:
        assert ledger.original(con, 6) is not None


@pytest.mark.parametrize("told", ["98301", "龍ケ崎町", "竜ヶ崎"])
def test_a_file_that_tells_of_it_in_a_refused_row_goes_and_keeps_its_counts(filled: World, told: str) -> None:
    content = f"市町村名,日付,種別,件名\nみずほ市,2025-07-01,会議,よい\n{told},いつか,会議,だめ\n"
    taken(filled, content, "記録.csv", partial=True)
    with filled.store.reading(Scope()) as con:
        found = erasing.preview(con, filled.store, Target(municipality="98301"))
    assert any("受付番号 6 記録.csv" in line for line in found.lines())
    erasing.erase(filled.store, Target(municipality="98301"))
    assert rows(filled, "select file, new, rejected from store.batch where batch = 6") == [("記録.csv（一部消去済み）", 1, 1)]
    with filled.store.reading(Scope()) as con:
        assert ledger.original(con, 6) is None


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """What a full disk does to this process."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files, which Windows lacks")
@pytest.mark.parametrize("share", [0, 0.2, 0.4])
def test_a_full_disk_leaves_what_was_to_go_and_room_lets_it_go(filled: World, share: float) -> None:
    """Two large originals, the first gone again: there is room for removing rows inside the file, and none for a file without them."""
    for place in ("gone", "kept"):
        with filled.store.writing() as con:
            con.execute(f"insert into store.original select '{place}', md5(random()::varchar)::blob from range(90000)")
    with filled.store.writing() as con:
        con.execute("delete from store.original where sha256 = 'gone'")
        con.execute("update store.batch set sha256 = 'kept' where batch = 1")
    before = rows(filled, "from store.survey_entry order by all"), rows(filled, "from store.batch order by batch")
    with no_file_larger_than(int(filled.store.file.stat().st_size * share)), pytest.raises(NotWritten, match="何も変わっていません"):
        erasing.erase(filled.store, Target(round="2025"))
    assert (rows(filled, "from store.survey_entry order by all"), rows(filled, "from store.batch order by batch")) == before
    erasing.erase(filled.store, Target(round="2025"))
    assert rows(filled, "select distinct round from store.survey_entry") == [("2024",)] and list(filled.store.staging.iterdir()) == []


def test_a_read_that_has_begun_ends_before_the_file_is_replaced(filled: World) -> None:
    def seen() -> int:
        with filled.store.reading(Scope()) as con:
            return int(con.execute("select count(*) from store.survey").fetchall()[0][0])

    with ThreadPoolExecutor(2) as others:
        with filled.store.reading(Scope()) as con:
            erased = others.submit(erasing.erase, filled.store, Target(municipality="98301"))
            wait([erased], timeout=3)
            later = others.submit(seen)
            wait([later], timeout=1)
            assert con.execute("select count(*) from store.survey").fetchall() == [(4,)]
        assert erased.result(timeout=60).rows and later.result(timeout=60) in (2, 4) and seen() == 2
