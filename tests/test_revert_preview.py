"""Before a batch is taken back its effect is shown, and the effect is just that."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.ledger import Comeback, Irrevocable, revert, revert_preview
from analytics.sentences.intake import comeback

MASTER, TARGETS, CONSENTS = KINDS["municipalities"], KINDS["targets"], KINDS["consents"]


def target(world: Any, code: str, value: float) -> int:
    return enter(world.store, TARGETS, [{"round": "2025", "code": code, "aspect": "character", "target": value}])


def preview(world: Any, number: int) -> Comeback:
    with world.reading() as con:
        return revert_preview(con, number)


def held(world: Any) -> list[tuple[Any, ...]]:
    with world.reading() as con:
        return con.execute("select code, target from own_target order by code").fetchall()


def test_a_value_that_goes_back_is_shown_with_the_batch_it_goes_back_to(world: Any) -> None:
    first, second = target(world, "99201", 60), target(world, "99201", 70)
    found = preview(world, second)
    assert list(found.back["batch"]) == [first] and list(found.back["rows"]) == [1]
    assert found.values[["code", "item", "before", "after"]].values.tolist() == [["99201", "target", "70.0", "60.0"]]


def test_what_nothing_else_says_falls_away(world: Any) -> None:
    assert preview(world, target(world, "99201", 60)).gone == 1


def test_what_a_newer_batch_said_is_kept(world: Any) -> None:
    first = target(world, "99201", 60)
    target(world, "99201", 70)
    found = preview(world, first)
    assert (found.gone, found.kept, len(found.back)) == (0, 1, 0)


def test_a_preview_changes_nothing_and_says_what_the_revert_does(world: Any) -> None:
    target(world, "99201", 60)
    second = target(world, "99201", 70)
    before = held(world)
    found = preview(world, second)
    assert held(world) == before
    with world.store.writing() as con:
        revert(con, second)
    assert held(world) == [("99201", float(found.values["after"][0]))]


def test_columns_go_back_one_by_one(world: Any) -> None:
    key = {"code": "99201", "kind": "目標"}
    enter(world.store, CONSENTS, [key | {"level": "実名", "given_by": "総務課長"}])
    second = enter(world.store, CONSENTS, [key | {"level": "匿名"}])
    assert preview(world, second).values[["item", "before", "after"]].values.tolist() == [["level", "匿名", "実名"]]


def test_a_master_that_facts_need_is_refused_in_the_preview_already(world: Any) -> None:
    master = enter(world.store, MASTER, [{"code": "99201", "name": "みほん市"}])
    target(world, "99201", 60)
    with pytest.raises(Irrevocable, match="目標"):
        preview(world, master)


def test_a_second_master_may_be_taken_back_while_the_first_holds(world: Any) -> None:
    enter(world.store, MASTER, [{"code": "99201", "name": "みほん市"}])
    target(world, "99201", 60)
    second = enter(world.store, MASTER, [{"code": "99201", "name": "みほん町"}])
    assert preview(world, second).values["after"].tolist() == ["みほん市"]


def test_what_is_taken_back_has_no_preview(world: Any) -> None:
    number = target(world, "99201", 60)
    with world.store.writing() as con:
        revert(con, number)
    with pytest.raises(Irrevocable, match="すでに取り消されています"):
        preview(world, number)


def consent(world: Any, **values: str) -> int:
    return enter(world.store, CONSENTS, [{"code": "99201", "kind": "目標"} | values])


def test_where_a_later_batch_stays_the_columns_that_nobody_else_said_are_lost_and_none_goes_back(world: Any) -> None:
    first = consent(world, level="実名", given_by="総務課長")
    consent(world, level="匿名")
    found = preview(world, first)
    assert (found.returning, found.losing, found.gone, found.kept, len(found.back)) == (0, 1, 0, 0, 0)
    assert "前の取込の値" not in comeback(found) and "1行で、一部の項目が未登録になります" in comeback(found)
    assert found.values[["item", "before", "after"]].values.tolist() == [["given_by", "総務課長", None]]


def test_a_column_goes_back_to_the_earlier_batch_that_said_it_not_to_the_later_one_of_the_row(world: Any) -> None:
    first = consent(world, level="実名", given_by="町長")
    second = consent(world, given_by="総務課長")
    consent(world, level="匿名")
    found = preview(world, second)
    assert found.back[["batch", "rows"]].values.tolist() == [[first, 1]]
    assert (found.returning, found.losing) == (1, 0)
