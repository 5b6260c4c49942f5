"""Does the strip of step scores show what it promises?"""

from __future__ import annotations

from analytics.charts import priority as charts
from analytics.charts.theme import PRIORITIES

STEPS = ("STEP0 育成取組み", "STEP1 全体方針策定")
SPEC = charts.priority_strip(STEPS, 30.0)
RULE, DOT, *NAMES = SPEC["layer"]


def test_the_dots_and_the_limits_are_two_sets_of_rows() -> None:
    assert (DOT["data"]["name"], RULE["data"]["name"]) == ("rows", charts.LINES)
    assert "datasets" not in SPEC


def test_the_steps_stand_in_their_order_on_every_layer() -> None:
    assert all(layer["encoding"]["y"]["sort"] == list(STEPS) for layer in SPEC["layer"])


def test_a_verdict_has_its_colour_and_a_shape() -> None:
    assert DOT["encoding"]["color"]["scale"]["range"] == [PRIORITIES[verdict] for verdict in ("高", "中", "低", "判定保留")]
    assert len(set(DOT["encoding"]["shape"]["scale"]["range"])) == 4


def test_scores_and_limits_are_measured_on_the_same_axis() -> None:
    assert DOT["encoding"]["x"]["scale"] == RULE["encoding"]["x"]["scale"]
    assert DOT["encoding"]["x"]["title"] == "得点（点）"


def test_the_names_of_two_limits_of_one_step_stand_on_different_sides() -> None:
    assert [name["mark"]["align"] for name in NAMES] == ["left", "right"]


def test_the_tooltip_names_municipality_step_and_exact_score() -> None:
    assert [tip["title"] for tip in DOT["encoding"]["tooltip"]] == ["団体", "STEP", "得点（点）", "支援優先度"]
