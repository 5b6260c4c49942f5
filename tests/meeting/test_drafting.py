"""Is a decision that was being written kept, and gone once it is decided?"""

from __future__ import annotations

from datetime import date

from analytics.meeting import drafting, minutes
from analytics.meeting.drafting import Draft, keep, waiting
from analytics.meeting.notes import take_down
from tests.conftest import World
from tests.meeting.circle import KAWABE, a_prefecture, held

HALF = Draft(text="研修を合同で", code=KAWABE, owner="企画課", due=date(2026, 3, 31), item="aspect:character")


def found(world: World, meeting: int = 1) -> Draft:
    with world.reading() as con:
        return waiting(con, meeting)[1]


def test_a_form_is_found_again_as_it_was_left(world: World) -> None:
    first = keep(world.store, 1, Draft(text="研修"), None, "県担当")
    keep(world.store, 1, HALF, first, "県担当")
    assert found(world) == HALF and found(world, 2) == Draft()


def test_a_form_that_was_emptied_or_never_begun_is_empty(world: World) -> None:
    assert keep(world.store, 1, Draft(), None, "県担当") is None
    keep(world.store, 1, Draft(), keep(world.store, 1, HALF, None, "県担当"), "県担当")
    assert found(world) == Draft()


def test_of_two_who_write_at_once_neither_form_is_lost(world: World) -> None:
    mine, other = keep(world.store, 1, HALF, None, "県担当"), keep(world.store, 1, Draft(text="別の案"), None, "県担当")
    assert found(world).text == "別の案"
    keep(world.store, 1, Draft(), other, "県担当")
    assert found(world) == HALF and mine is not None


def test_notes_on_slides_are_no_forms(world: World) -> None:
    take_down(world.store, 1, "decisions", "{}", None, "県担当")
    assert found(world) == Draft()


def test_what_is_not_decided_stands_in_no_minutes(world: World) -> None:
    meeting = held(a_prefecture(world))
    keep(world.store, meeting.number, HALF, None, "県担当")
    text = minutes.markdown(minutes.minutes(world.store, meeting.number)).decode()
    assert "研修を合同で" not in text and drafting.PLACE not in text
