"""Is everybody asked about the own promises alone, and do figures of an erased round go wherever they are quoted?"""

from __future__ import annotations

import json

import pytest

from analytics.decisions import change_status, promise
from analytics.erasing import Target, erase, preview
from analytics.meeting import composing, following_up, minutes, record
from analytics.meeting.record import Held
from analytics.scope import Scope
from tests.conftest import World
from tests.meeting.circle import CIRCLE, DAY, KAWABE, MINATO, SATONO, YAMANO, a_prefecture, held, seated, shown

GROUP = "流域の会"


@pytest.fixture
def met(world: World) -> World:
    """A first meeting of a named group with a promise of かわべ市 and one of all."""
    first = held(a_prefecture(world), group=GROUP)
    promise(world.store, "仕様を持ち寄る", DAY, KAWABE, "総務課", None, "第1回", first.codes, item="aspect:character")
    promise(world.store, "研修を一緒に開く", DAY, None, "県", None, "第1回", first.codes, item="aspect:character")
    return world


def again(world: World, *codes: str, round: str = "2026", name: str = "第2回") -> Held:
    """The group meets again, with all slides that there could be."""
    at_table = seated(world, *codes, round=round)
    with world.reading() as con:
        last = record.last_meeting(con, at_table.table.codes, GROUP)
    made = composing.draft(at_table, last, 90)
    snapshot = composing.frozen(made, name, DAY, 90, [slide.key for slide in made.slides])
    number = record.hold(world.store, snapshot, at_table.table.codes, GROUP, "県担当")
    return opened(world, number)


def opened(world: World, number: int) -> Held:
    with world.reading() as con:
        return record.meeting(con, number)


def test_who_is_not_at_the_table_this_time_is_not_asked_and_stands_nowhere(met: World) -> None:
    slide = shown(met, MINATO, YAMANO, SATONO, name="第2回", group=GROUP).slide("follow_up")
    assert [row[:2] for row in slide.cells] == [("研修を一緒に開く", "全体")] and "1件" in slide.title
    assert "かわべ市" not in slide.model_dump_json() and "総務課" not in slide.model_dump_json()


def test_the_slide_knows_the_promise_of_each_of_its_rows(met: World) -> None:
    slide = again(met, *CIRCLE, round="2025").snapshot.slide("follow_up")
    assert [number for number, _ in slide.promises] == [2, 1] and len(slide.cells) == 2
    assert {status for _, status in slide.promises} == {"未着手"}


def test_what_has_become_of_a_promise_since_then_is_told_beside_what_was_shown(met: World) -> None:
    meeting = again(met, *CIRCLE, round="2025")
    change_status(met.store, 1, "実施中", "県担当")
    with met.reading() as con:
        told = following_up.changes(con, meeting)
    assert told == {1: ("仕様を持ち寄る", "未着手", "実施中"), 2: ("研修を一緒に開く", "未着手", "未着手")}
    text = minutes.markdown(minutes.minutes(met.store, meeting.number)).decode()
    assert "- 「仕様を持ち寄る」：未着手→実施中" in text and "「研修を一緒に開く」：" not in text
    assert opened(met, meeting.number) == meeting


def test_a_promise_that_was_erased_since_then_is_told_as_it_was_shown(met: World) -> None:
    meeting = again(met, *CIRCLE, round="2025")
    with met.store.writing() as con:
        con.execute("delete from store.decision where decision = 1")
    with met.reading() as con:
        assert following_up.changes(con, meeting)[1] == ("仕様を持ち寄る", "未着手", "未着手")


# ---------------------------------------------------------------- erasing a round


def answered_again(world: World) -> None:
    for code in (MINATO, KAWABE, YAMANO):
        world.answers(code, "2026", q1=30, q2=30, q3=15, q4=4, q5=10, q6=0)


def meetings_left(world: World) -> list[str]:
    with world.reading() as con:
        return list(record.meetings(con, Scope())["name"])


def test_figures_of_an_erased_round_go_with_the_meeting_that_quotes_them_and_this_is_said_before(met: World) -> None:
    answered_again(met)
    meeting = again(met, *CIRCLE)
    before = opened(met, 1).snapshot.figures["aspect:character"]["かわべ市"]
    assert f"{before:.1f}→" in json.dumps(meeting.snapshot.slide("follow_up").cells, ensure_ascii=False)
    assert meeting.snapshot.quoted == ("2025",)
    with met.store.writing() as con:
        told = preview(con, met.store, Target(round="2025")).rows
    assert [now for label, now, _ in told if "ご近所会議" in label] == [2]
    erase(met.store, Target(round="2025"))
    assert meetings_left(met) == []


def test_a_meeting_that_quotes_nothing_of_the_erased_round_stays(met: World) -> None:
    answered_again(met)
    again(met, *CIRCLE)
    again(met, *CIRCLE, name="第3回")  # quotes the second, which is of the round of its own
    erase(met.store, Target(round="2025"))
    assert meetings_left(met) == ["第3回"]


def test_a_meeting_without_the_slide_of_promises_quotes_nothing(met: World) -> None:
    at_table = seated(met, *CIRCLE, round="2025")
    with met.reading() as con:
        last = record.last_meeting(con, at_table.table.codes, GROUP)
    made = composing.draft(at_table, last, 90)
    assert composing.frozen(made, "第2回", DAY, 90, ["steps"]).quoted == ()
    assert composing.frozen(made, "第2回", DAY, 90, ["follow_up"]).quoted == ("2025",)


def test_promises_outlive_the_round_in_which_they_were_made(met: World) -> None:
    erase(met.store, Target(round="2025"))
    with met.reading() as con:
        assert con.execute("select count(*) from decision").fetchall() == [(2,)]
