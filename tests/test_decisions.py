"""A promise stays on record as it was made, its newest status holds, and only those see it whom it binds."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.decisions import OPEN, STATUSES, NotAgreed, change_status, decisions, promise
from analytics.erasing import Target, erase
from analytics.ledger import forget_decisions
from analytics.registry import compute
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World

DAY = date(2026, 1, 20)
PREFECTURE = Viewer()


def own(code: str) -> Viewer:
    return Viewer(Role.MUNICIPALITY, code)


def seen(world: World, viewer: Viewer = PREFECTURE, *codes: str) -> list[tuple[str, str]]:
    scope = Scope(viewer, codes=codes)
    with world.reading(scope) as con:
        found = decisions(con, scope)
    return list(zip(found["text"], found["status"], strict=True))


@pytest.fixture
def met(world: World) -> World:
    """One promise of a municipality, and one of a meeting of two."""
    world.municipalities("98201", "98202", "98203")
    promise(world.store, "ひな形を送る", DAY, "98201", "県", date(2026, 2, 1))
    promise(world.store, "仕様を持ち寄る", DAY, meeting="東部会議", participants=["98201", "98202"])
    return world


def test_a_new_promise_is_open(met: World) -> None:
    assert seen(met) == [("仕様を持ち寄る", "未着手"), ("ひな形を送る", "未着手")]
    assert STATUSES[0] in OPEN


def test_the_newest_status_holds_and_what_was_said_before_stays_on_record(met: World) -> None:
    change_status(met.store, 1, "実施中", "県担当")
    change_status(met.store, 1, "完了", "県担当")
    assert seen(met) == [("仕様を持ち寄る", "未着手"), ("ひな形を送る", "完了")]
    with met.store.writing() as con:
        said = con.execute("select status, who from store.decision where decision = 1 order by entry").fetchall()
    assert said == [("未着手", ""), ("実施中", "県担当"), ("完了", "県担当")]


def test_each_role_sees_what_binds_it(met: World) -> None:
    assert seen(met, own("98201")) == [("仕様を持ち寄る", "未着手"), ("ひな形を送る", "未着手")]
    assert seen(met, own("98202")) == [("仕様を持ち寄る", "未着手")]
    assert seen(met, own("98203")) == seen(met, Viewer(Role.VIEWER)) == []


def test_a_promise_of_a_whole_meeting_is_found_with_each_of_its_participants(met: World) -> None:
    assert seen(met, PREFECTURE, "98202") == [("仕様を持ち寄る", "未着手")]
    assert seen(met, PREFECTURE, "98203") == []


@pytest.mark.parametrize(
    ("text", "code", "due", "told"),
    [
        (" ", "98201", None, "約束の内容を入れてください"),
        ("送る", "98201", date(2026, 1, 19), "期限（2026-01-19）は、約束した日（2026-01-20）以後の日"),
        ("送る", None, None, "市町村か、会議の参加団体を選んでください"),
    ],
)
def test_a_promise_that_says_too_little_is_refused(world: World, text: str, code: str | None, due: date | None, told: str) -> None:
    with pytest.raises(NotAgreed, match=told):
        promise(world.store, text, DAY, code, due=due)
    assert seen(world) == []


def test_a_promise_is_not_lost_with_the_list_of_municipalities(met: World) -> None:
    met.forget("municipalities")
    assert seen(met) == [("仕様を持ち寄る", "未着手"), ("ひな形を送る", "未着手")] and seen(met, PREFECTURE, "98201") == []


def test_who_is_named_twice_among_the_participants_is_bound_once(world: World) -> None:
    world.municipalities("98201")
    promise(world.store, "持ち寄る", DAY, participants=["98201", "98201"])
    world.answers("98201", q1=0)
    listed = compute(world.store, world.config, world.model, "visits", Scope(), today=DAY)
    assert listed["open_promises"].to_list() == [1]


def test_an_unknown_promise_or_status_is_refused_and_nothing_changes(met: World) -> None:
    before = seen(met)
    with pytest.raises(NotAgreed, match="約束の番号 9 はありません"):
        change_status(met.store, 9, "完了")
    with pytest.raises(NotAgreed, match="使えるもの: 未着手・実施中・完了・取りやめ"):
        change_status(met.store, 1, "済")
    assert seen(met) == before


def test_who_is_forgotten_takes_promises_along_and_leaves_meetings(met: World) -> None:
    with met.store.writing() as con:
        assert forget_decisions(con, ["98201"]) == 1
    assert seen(met) == [("仕様を持ち寄る", "未着手")] and seen(met, own("98202")) and not seen(met, own("98201"))
    with met.store.writing() as con:
        forget_decisions(con, ["98202"])
    assert seen(met) == []


def test_erasing_a_municipality_says_that_its_promises_go_and_removes_them(met: World) -> None:
    gone = erase(met.store, Target(municipality="98201"))
    assert any(label.startswith("決定事項") and now == 1 for label, now, _ in gone.rows)
    assert seen(met) == [("仕様を持ち寄る", "未着手")]
