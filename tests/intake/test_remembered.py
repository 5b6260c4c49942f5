"""A way of reading that was confirmed is found again next year by the column names, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.intake.taking_in import gazetteer, staged
from analytics.intake.understanding import remembered
from analytics.intake.understanding.plan import Understanding, Wishes
from analytics.intake.understanding.planning import understand
from analytics.intake.understanding.remembered import Remembered, forget, listed, normal_header, remembered_for
from tests.conftest import World
from tests.taking import MASTER, taken

THIS_YEAR = "団体コード,令和7年度の研修,住民が参加する取組みがある,受付\n98201,一部,ある,10:00\n"
NEXT_YEAR = "受付,住民が参加する取組みがある,団体コード,令和8年度の研修\n9:00,ある,98201,一部\n"
ASSIGNED = {"kind": "survey", "columns": ((1, "q1"), (3, ""))}


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def understood(world: World, content: str, keep: str | None = None, **wishes: Any) -> Understanding:
    """How a file is read with all that is kept; `keep`: kept itself under this name."""
    asked = Wishes(**wishes)
    with staged(world.store, "回答.csv", content.encode()) as file, world.store.writing() as con:
        con.execute("set variable role = '県担当'")
        plan = understand(file.manifest, file.folder, world.model, gazetteer(con), asked, listed(con))
        if keep:
            remembered.save(con, keep, plan, asked, "試験")
        return plan


def kept(world: World) -> list[Remembered]:
    with world.reading() as con:
        return listed(con)


def test_what_was_assigned_by_hand_is_found_again_whatever_the_order_and_the_year(peopled):
    understood(peopled, THIS_YEAR, keep="総務課の様式", **ASSIGNED)
    plan = understood(peopled, NEXT_YEAR)
    assert (plan.remembered, plan.kind.name) == ("総務課の様式", "survey")
    assert plan.parts[0].mapping.items == {3: "q1", 1: "q5"} and plan.parts[0].mapping.unused == (0,)


def test_a_guess_that_was_confirmed_is_none_the_next_time(peopled):
    assert understood(peopled, THIS_YEAR, keep="様式", **ASSIGNED).parts[0].mapping.guessed == (2,)
    assert understood(peopled, NEXT_YEAR).parts[0].mapping.guessed == ()


def test_what_the_user_says_wins_over_what_was_kept(peopled):
    understood(peopled, THIS_YEAR, keep="様式", **ASSIGNED)
    assert understood(peopled, NEXT_YEAR, columns=((3, "q2"),)).parts[0].mapping.items[3] == "q2"
    assert understood(peopled, NEXT_YEAR, columns=((0, "q1"),)).parts[0].mapping.items == {0: "q1", 1: "q5"}
    assert understood(peopled, "団体コード,市町村名,グループ\n98201,みずほ市,A\n", kind="groups").remembered is None


def test_another_header_is_read_anew(peopled):
    understood(peopled, THIS_YEAR, keep="様式", **ASSIGNED)
    assert understood(peopled, "団体コード,q1,受付\n98201,一部,1\n").remembered is None


def test_a_question_that_the_model_no_longer_has_is_recognised_anew(peopled):
    understood(peopled, THIS_YEAR, keep="様式", kind="survey", columns=((1, "q99"), (2, "q5")))
    assert "q99" not in understood(peopled, NEXT_YEAR).parts[0].mapping.items.values()


def test_where_the_user_pointed_at_the_header_is_kept_too(peopled):
    odd = "回答票,,\n団体コード,q1,研修\n記入例,,\n98201,一部,ある\n"
    understood(peopled, odd, keep="様式", kind="survey", header=(2, 3), columns=((2, "q2"),))
    plan = understood(peopled, odd)
    assert plan.remembered == "様式" and plan.parts[0].table.first == 3 and plan.parts[0].mapping.items[2] == "q2"


def test_the_same_name_keeps_the_newest_and_can_be_forgotten(peopled):
    understood(peopled, THIS_YEAR, keep="様式", **ASSIGNED)
    understood(peopled, THIS_YEAR, keep="様式", kind="survey", columns=((1, "q2"), (2, "q5"), (3, "")))
    assert [(one.name, one.who, dict(one.columns)["の研修"]) for one in kept(peopled)] == [("様式", "試験", "q2")]
    with peopled.store.writing() as con:
        con.execute("set variable role = '県担当'")
        assert remembered_for(listed(con), THIS_YEAR.splitlines()[0].split(",")) is not None
        forget(con, "様式")
    assert kept(peopled) == []


def test_nobody_but_the_prefecture_sees_what_is_kept(peopled):
    understood(peopled, THIS_YEAR, keep="様式", **ASSIGNED)
    with peopled.store.writing() as con:
        con.execute("set variable role = '閲覧'")
        assert listed(con) == []


def test_years_and_rounds_in_column_names_are_no_part_of_a_header():
    assert normal_header(["令和7年度 人口", "R6", "第2回 評価", "団体コード"]) == normal_header(["団体コード", "評価", "人口（2024年）"])
