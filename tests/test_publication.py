"""What is published, when, and from which rows: a table that never tells who came between two of its versions."""

from __future__ import annotations

from typing import Any

import pytest
from pandas import DataFrame

from analytics.config import Literacy
from analytics.publication import NO_DEPARTMENT, TooManyCategories, publish
from analytics.publication.deciding import UnitTable
from analytics.scope import Scope
from tests.conftest import World
from tests.taking import PUBLISHED
from tests.test_literacy import rows

Scores = list[list[float]]


def scores(n: int, start: float = 20) -> Scores:
    return [[start + 3 * (number % 20)] for number in range(n)]


def publishing(world: World) -> None:
    with world.store.writing() as con:
        publish(con, world.config.literacy, world.config.privacy)


def store(world: World, *answered: dict[str, Any], batch: int = 1) -> None:
    world.put("literacy_entry", [row | {"batch": batch, "holds": True} for row in answered])


@pytest.fixture
def town(world: World) -> World:
    """Forty people in one municipality of a block, published."""
    world.municipalities("98201", "98202", "98203", block="中央")
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    store(world, *rows("98201", {"主事": scores(40)}))
    publishing(world)
    return world


def shown(world: World) -> DataFrame:
    """The published figures by unit, department and position group."""
    with world.reading(Scope()) as con:
        found: DataFrame = con.execute(f"select * exclude (prefecture, members, held) from {PUBLISHED} order by all").df()
    return found.set_index(["unit", "department", "position_group"]).sort_index()


def waits(world: World) -> set[str]:
    with world.reading(Scope()) as con:
        return {unit for (unit,) in con.execute("select unit from literacy_unit where held").fetchall()}


def changed(world: World, people: list[dict[str, Any]], batch: int = 2) -> None:
    """Takes rows in as an import does: they stand for their respondents from now on."""
    with world.store.writing() as con:
        for row in people:
            con.execute("update store.literacy_entry set holds = false where code = ? and respondent = ?", [row["code"], row["respondent"]])
    store(world, *people, batch=batch)
    publishing(world)


def test_publishing_twice_changes_nothing(town: World) -> None:
    before = shown(town)
    publishing(town)
    assert shown(town).equals(before) and not waits(town)


def test_one_more_person_does_not_show(town: World) -> None:
    before = shown(town)
    changed(town, rows("98201", {"主任": [[100.0]]}))
    assert shown(town).equals(before) and waits(town) == {"98201"}


def test_one_corrected_person_does_not_show(town: World) -> None:
    before = shown(town)
    changed(town, rows("98201", {"主事": [[100.0]]}))
    assert shown(town).equals(before) and waits(town) == {"98201"}


def test_those_who_waited_show_together_with_others(town: World) -> None:
    changed(town, rows("98201", {"主任": scores(5, 40)}))
    changed(town, rows("98201", {"係長": scores(5, 40)}), batch=3)
    assert shown(town).loc[("98201", "", ""), "n"] == 50 and not waits(town)


def test_who_is_taken_back_while_waiting_leaves_no_trace(town: World) -> None:
    before = shown(town)
    changed(town, rows("98201", {"主任": [[100.0]]}))
    with town.store.writing() as con:
        con.execute("update store.literacy_entry set holds = false where batch = 2")
        publish(con, town.config.literacy, town.config.privacy)
    assert shown(town).equals(before) and not waits(town)


def test_a_village_that_comes_later_is_not_the_difference_of_two_pools(town: World) -> None:
    before = shown(town).loc["中央", ["n", "mean", "sd"]].astype(float)
    changed(town, rows("98202", {"主事": scores(5, 40)}))
    assert shown(town).loc["中央", ["n", "mean", "sd"]].astype(float).equals(before) and waits(town) == {"中央"}
    assert shown(town).loc[("98202", "", ""), "hidden"]


def test_a_pool_that_waits_goes_on_when_enough_have_come(town: World) -> None:
    changed(town, rows("98202", {"主事": scores(5, 40)}))
    changed(town, rows("98203", {"主事": scores(6, 40)}), batch=3)
    assert shown(town).loc[("中央", "", ""), "n"] == 50 and not waits(town)


def test_publishing_again_does_not_count_the_same_newcomers_twice(town: World) -> None:
    changed(town, rows("98202", {"主事": scores(5, 40)}))
    publishing(town)
    assert waits(town) == {"中央"} and shown(town).loc[("中央", "", ""), "n"] == 40


def test_managers_that_config_names_anew_do_not_show_as_the_difference(world: World) -> None:
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    store(world, *rows("98201", {"主事": scores(40), "課長": scores(10), "補佐": scores(2)}))
    publishing(world)
    before = shown(world)
    with world.store.writing() as con:
        publish(con, Literacy(manager_positions=("課長", "補佐")), world.config.privacy)
    assert shown(world).equals(before) and waits(world) == {"98201"}


def test_a_municipality_that_is_taken_back_is_gone(town: World) -> None:
    with town.store.writing() as con:
        con.execute("update store.literacy_entry set holds = false")
        publish(con, town.config.literacy, town.config.privacy)
    assert shown(town).empty


def group(position: str, n: int, mean: float, sd: float | None, department: str | None = None, category: str = "総合") -> dict[str, Any]:
    return {
        "round": "2025", "code": "98201", "instrument": "診断", "department": department, "position": position, "category": category,
        "n": n, "mean": mean, "sd": sd, "batch": 1,
    }  # fmt: skip


def summed(world: World, *groups: dict[str, Any]) -> DataFrame:
    world.municipalities("98201")
    for table in ("literacy_groups", "literacy_groups_entry"):
        world.put(table, groups)
    publishing(world)
    return shown(world)


def test_summed_up_groups_enter_by_number_mean_and_deviation(world: World) -> None:
    found = summed(world, group("課長", 10, 70, 10), group("主事", 20, 60, 12), group("主任", 10, 50, 12))
    staff = found.loc[("98201", "", "一般職員")]
    assert (staff["n"], staff["mean"], staff["sd"]) == (30, 56.7, 12.7)


def test_a_deviation_that_is_not_known_stays_unknown(world: World) -> None:
    found = summed(world, group("課長", 10, 70, None), group("主事", 20, 60, 12)).loc[("98201", "", "")]
    assert found["mean"] == 63.3 and found.isna()["sd"]


def test_a_summed_up_total_beside_its_parts_is_not_counted_twice(world: World) -> None:
    parts = [group("主事", 20, 60, 12, "総務課"), group("主事", 20, 50, 12, "税務課")]
    assert summed(world, *parts, group("主事", 40, 55, 13), group("全体", 40, 55, 13)).loc[("98201", "", ""), "n"] == 40


def test_small_summed_up_groups_are_hidden_too(world: World) -> None:
    found = summed(world, group("課長", 4, 70, 10), group("主事", 20, 60, 12))
    assert found.loc[("98201", "", "管理職"), "hidden"] and not found.loc[("98201", "", ""), "hidden"]


def test_people_without_a_department_are_a_department_of_their_own(world: World) -> None:
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    store(world, *rows("98201", {"主事": scores(20)}, department="総務課"), *rows("98201", {"主任": scores(10)}))
    publishing(world)
    assert shown(world).loc[("98201", NO_DEPARTMENT, ""), "n"] == 10


def test_people_of_a_department_that_is_called_by_our_word_are_counted_with_those_without_one(world: World) -> None:
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    named = rows("98201", {"主事": scores(20)}, department=NO_DEPARTMENT)
    store(world, *named, *rows("98201", {"主任": scores(10)}), *rows("98201", {"係長": scores(20)}, department="総務課"))
    publishing(world)
    found = shown(world)
    assert found.loc[("98201", NO_DEPARTMENT, ""), "n"] == 30 and found.loc[("98201", "", ""), "n"] == 50


def test_the_rules_decide_on_all_who_are_counted_whatever_their_department_is_called(world: World) -> None:
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    named = rows("98201", {"主事": scores(40)}, department=NO_DEPARTMENT)
    store(world, *named, *rows("98201", {"主任": scores(5)}), *rows("98201", {"係長": scores(20)}, department="総務課"))
    with world.store.writing() as con:
        publish(con, world.config.literacy, world.config.privacy)
        decided_on = UnitTable.read(con, 1)
    assert sorted(decided_on.departments.n.sum(axis=(0, 2))) == [20, 45] and decided_on.units.n.sum() == 65


def test_a_summed_up_department_that_is_called_by_our_word_is_counted_with_those_without_one(world: World) -> None:
    found = summed(world, group("主事", 20, 60, 12, NO_DEPARTMENT), group("主任", 10, 50, 12), group("係長", 20, 60, 12, "総務課"))
    assert found.loc[("98201", NO_DEPARTMENT, ""), "n"] == 30 and found.loc[("98201", "", ""), "n"] == 50


def test_a_department_that_is_called_like_our_mark_of_hidden_ones_is_not_taken_for_them(world: World) -> None:
    """Five change in it and five in hidden departments: of neither enough to be shown, though enough of them together."""
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    large = [*rows("98201", {"主事": scores(40)}, department="*"), *rows("98201", {"主任": scores(40)}, department="総務課")]
    small = [*rows("98201", {"係長": scores(5)}, department="税務課"), *rows("98201", {"技師": scores(5)}, department="企画課")]
    store(world, *large, *small)
    publishing(world)
    before = shown(world)
    changed(world, [row | {"score1": row["score1"] + 1} for row in [*large[:5], *small[:5]]])
    assert list(before["hidden"][[("98201", "＊", ""), ("98201", "税務課", "")]]) == [False, True]
    assert shown(world).equals(before) and waits(world) == {"98201"}


def test_a_category_that_too_few_answered_hides_the_others_too(world: World) -> None:
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": item, "position": place} for place, item in enumerate(("Why", "総合"), 1)])
    store(world, *rows("98201", {"主事": [[s, s] for (s,) in scores(7)], "主任": [[s, s] for (s,) in scores(20)]}))
    with world.store.writing() as con:
        con.execute("update store.literacy_entry set score1 = null where position = '主任'")
    publishing(world)
    found = shown(world).reset_index().set_index(["category", "position_group"])
    assert found.loc[("Why", ""), "hidden"] and found.loc[("総合", ""), "hidden"]


def test_who_left_a_category_out_is_not_counted_in_it(world: World) -> None:
    world.municipalities("98201")
    world.put("literacy_item", [{"instrument": "診断", "item": item, "position": place} for place, item in enumerate(("Why", "総合"), 1)])
    store(world, *rows("98201", {"主事": [[s, s] for (s,) in scores(10)], "主任": [[s, s] for (s,) in scores(20)]}))
    with world.store.writing() as con:
        con.execute("update store.literacy_entry set score1 = null where position = '主任'")
    publishing(world)
    found = shown(world).reset_index().set_index(["category", "position_group"])
    assert found.loc[("Why", ""), "n"] == 10 and found.loc[("総合", ""), "n"] == 30


def test_more_categories_than_can_be_published_are_refused_by_name(world: World) -> None:
    with pytest.raises(TooManyCategories, match="64あります"):
        summed(world, *(group("主事", 20, 60, 12, category=f"区分{number}") for number in range(64)))
