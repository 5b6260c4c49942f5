"""Is every note kept as it was typed, and both where two people write at once?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from analytics.meeting.notes import Kept, notes, take_down
from analytics.store import open_store
from tests.conftest import World


def standing(world: World, meeting: int = 1) -> list[tuple[str, str]]:
    with world.reading() as con:
        found = notes(con, meeting)
    return list(zip(found["slide"], found["text"], strict=True))


def wrote(world: World, text: str, follows: int | None = None, slide: str = "steps") -> Kept:
    return take_down(world.store, 1, slide, text, follows, "県担当")


def test_the_newest_state_of_a_note_stands_and_the_earlier_ones_stay_on_record(world: World) -> None:
    first = wrote(world, "来年")
    wrote(world, "来年は一緒に", first.entry)
    assert standing(world) == [("steps", "来年は一緒に")]
    with world.store.writing() as con:
        assert con.execute("select text, who from store.meeting_note order by entry").fetchall() == [
            ("来年", "県担当"),
            ("来年は一緒に", "県担当"),
        ]


def test_of_two_who_write_upon_the_same_state_both_are_kept_and_the_later_is_told(world: World) -> None:
    first = wrote(world, "議題")
    assert not wrote(world, "議題A", first.entry).beside
    assert wrote(world, "議題B", first.entry).beside
    assert standing(world) == [("steps", "議題A"), ("steps", "議題B")]


def test_of_two_who_begin_an_empty_field_both_are_kept_and_the_later_is_told(world: World) -> None:
    assert not wrote(world, "一").beside and wrote(world, "二").beside
    assert [text for _, text in standing(world)] == ["一", "二"]


def test_each_goes_on_with_the_own_note_after_that(world: World) -> None:
    one, two = wrote(world, "一"), wrote(world, "二")
    assert not wrote(world, "一つ", one.entry).beside and not wrote(world, "二つ", two.entry).beside
    assert [text for _, text in standing(world)] == ["一つ", "二つ"]


def test_an_emptied_note_stands_no_more_and_an_empty_field_is_no_note(world: World) -> None:
    first = wrote(world, "消す")
    wrote(world, "", first.entry)
    assert wrote(world, "  ") == Kept(None) and standing(world) == []


def test_notes_of_other_meetings_and_slides_stay_apart(world: World) -> None:
    wrote(world, "一", slide="steps")
    wrote(world, "二", slide="cases")
    take_down(world.store, 2, "steps", "三", None, "県担当")
    assert standing(world) == [("cases", "二"), ("steps", "一")] and standing(world, 2) == [("steps", "三")]


def test_a_note_outlives_the_process(tmp_path: Path) -> None:
    world = World(tmp_path)
    wrote(world, "残る")
    world.store.close()
    world.store = open_store(world.config, world.model)
    assert standing(world) == [("steps", "残る")]
    world.store.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.tuples(some.sampled_from("ab"), some.text("あいう", min_size=1, max_size=3)), min_size=1, max_size=8))
def test_whatever_two_writers_do_the_last_words_of_each_stand(shared_world: World, said: list[tuple[str, str]]) -> None:
    shared_world.forget("meeting_note")
    states: dict[str, int | None] = {"a": None, "b": None}
    for who, text in said:
        states[who] = take_down(shared_world.store, 1, "steps", text, states[who], who).entry
    last = dict(said)
    assert sorted(text for _, text in standing(shared_world)) == sorted(last.values())


@pytest.mark.parametrize("text", ["'; drop table meeting_note; --", "<script>alert(1)</script>", "一行目\n二行目", "𠮷野家😀"])
def test_hostile_and_rare_letters_are_kept_as_they_are(world: World, text: str) -> None:
    wrote(world, text)
    assert standing(world) == [("steps", text)]
