"""What was once shown is remembered: no later version of the table tells, held against an earlier one, of a few people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import World
from tests.test_literacy import rows
from tests.test_publication import changed, publishing, scores, shown, store, waits

ITEMS = ("Why", "総合")


@pytest.fixture
def town(world: World) -> World:
    """Forty people in one municipality of a block, published from batch 1."""
    world.municipalities("98201", "98202", "98203", block="中央")
    world.put("literacy_item", [{"instrument": "診断", "item": item, "position": place} for place, item in enumerate(ITEMS, 1)])
    store(world, *people(40))
    publishing(world)
    return world


def people(n: int, position: str = "主事", code: str = "98201", start: float = 20, **more: Any) -> list[dict[str, Any]]:
    return rows(code, {position: [[score, score] for (score,) in scores(n, start)]}, **more)


def revert(world: World, *batches: int) -> None:
    """Takes batches back; what they had replaced holds again."""
    with world.store.writing() as con:
        con.execute(
            """update store.literacy_entry set holds = (code, respondent, batch) in (
            select (code, respondent, max(batch)) from store.literacy_entry where batch not in (select unnest(?)) group by code, respondent)""",
            [list(batches)],
        )
    publishing(world)


def figures(world: World, unit: str) -> Any:
    """n, mean and sd of a unit, by department, position group and category."""
    found = shown(world).reset_index()
    return (
        found.loc[found["unit"] == unit, ["department", "position_group", "category", "n", "mean", "sd"]].astype("str").to_numpy().tolist()
    )


def taken_again(world: World, answered: list[dict[str, Any]], batch: int) -> None:
    store(world, *answered, batch=batch)
    publishing(world)


def test_a_file_taken_back_and_taken_in_again_with_one_person_more_does_not_show_that_person(town: World) -> None:
    before = figures(town, "98201"), figures(town, "中央")
    revert_all(town)
    assert shown(town).empty
    taken_again(town, [*people(40), *people(1, "主任")], 2)
    assert (figures(town, "98201"), figures(town, "中央")) == before and "98201" in waits(town)


def test_a_file_taken_back_and_taken_in_again_unchanged_waits_for_nothing(town: World) -> None:
    before = figures(town, "98201"), figures(town, "中央")
    revert_all(town)
    taken_again(town, people(40), 2)
    assert (figures(town, "98201"), figures(town, "中央")) == before and not waits(town)


def test_a_file_taken_back_and_taken_in_again_with_many_more_shows_them(town: World) -> None:
    revert_all(town)
    taken_again(town, [*people(40), *people(10, "主任")], 2)
    assert shown(town).loc[("98201", "", ""), "n"].to_list() == [50, 50] and not waits(town)


def revert_all(world: World) -> None:
    with world.store.writing() as con:
        con.execute("update store.literacy_entry set holds = false")
    publishing(world)


def test_a_pool_taken_back_and_taken_in_again_does_not_show_a_newcomer_of_a_hidden_village(town: World) -> None:
    changed(town, people(5, code="98202") + people(6, code="98203"), batch=2)
    before = figures(town, "中央")
    revert_all(town)
    taken_again(town, [*people(40), *people(6, code="98202"), *people(6, code="98203")], 3)
    assert figures(town, "中央") == before and waits(town) == {"中央"}


def test_a_version_is_held_against_every_earlier_one(town: World) -> None:
    """Ten come in two files, one comes, and the two files are taken back one after the other: the one must not be left over."""
    before = figures(town, "98201")
    changed(town, people(5, "係長"), batch=2)
    changed(town, people(5, "主任"), batch=3)
    assert shown(town).loc[("98201", "", ""), "n"].to_list() == [50, 50]
    revert(town, 2)
    changed(town, people(1, "書記"), batch=4)
    revert(town, 2, 3)
    after = figures(town, "98201")
    assert after != before and "98201" in waits(town)


def test_of_eight_who_changed_the_one_whose_score_in_a_category_changed_does_not_show(town: World) -> None:
    before = figures(town, "98201")
    corrected = people(8)
    for row in corrected:
        row["score1"] = 90.0
    corrected[0]["score2"] = 90.0
    changed(town, corrected)
    assert figures(town, "98201") == before and waits(town) == {"98201"}


def test_who_comes_to_a_hidden_department_does_not_show_beside_many_who_come_to_a_shown_one(world: World) -> None:
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": item, "position": place} for place, item in enumerate(ITEMS, 1)])
    for name, number in {"総務課": 20, "福祉課": 20, "会計課": 5, "議会": 6}.items():
        store(world, *people(number, f"{name}主事", department=name))
    publishing(world)
    before = figures(world, "98201")
    changed(world, [*people(8, "新人", department="総務課"), *people(1, "書記", department="会計課")])
    assert figures(world, "98201") == before and waits(world) == {"98201"}


def test_who_comes_to_a_hidden_village_does_not_show_beside_many_who_come_to_a_town(town: World) -> None:
    changed(town, people(5, code="98202") + people(6, code="98203"), batch=2)
    before = figures(town, "中央")
    changed(town, [*people(8, "新人"), *people(1, "書記", code="98202")], batch=3)
    assert figures(town, "中央") == before and waits(town) == {"中央"}
