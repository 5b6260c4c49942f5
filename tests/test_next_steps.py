"""What to take up next, the shortest way to the target, and what would change."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.gap import gap, overall
from analytics.next_steps import next_steps, shortest_way
from analytics.priority import priority
from analytics.scope import Role, Scope, Viewer
from analytics.steps import steps
from analytics.what_if import what_if
from tests.conftest import QUESTIONS, World, facts
from tests.laws import FEW, PAPERS
from tests.reference import Reference

NOW = Scope(round="2025")
TOP = {question: points[-1] for question, points in QUESTIONS.items()}


def proposed(world: World) -> list[tuple[object, ...]]:
    with world.reading(NOW) as con:
        table = next_steps(con, NOW, 0.5)
    return list(table[["aspect", "position", "question", "to_points", "as_is_after"]].itertuples(index=False, name=None))


def test_the_earliest_step_below_attention_comes_first(world: World) -> None:
    world.answers("98201", **TOP | {"q1": 0, "q4": 0, "q5": 0})
    assert proposed(world) == [("structure", 1, "q1", 5, pytest.approx(100 * (5 / 30 + 1) / 2))]


def test_larger_gains_come_first_and_each_builds_on_the_one_before(world: World) -> None:
    world.answers("98201", **TOP | {"q2": 0, "q6": 0})
    assert proposed(world) == [
        ("character", 1, "q2", 15, pytest.approx(100 / 3)),
        ("character", 2, "q6", 10, pytest.approx(200 / 3)),
    ]


def test_with_all_steps_in_order_the_aspect_with_the_largest_gap_is_next(world: World) -> None:
    world.answers("98201", **TOP | {"q3": 15, "q1": 30, "q4": 4})
    assert [row[0] for row in proposed(world)] == ["results"]


def test_whoever_has_reached_everything_gets_no_proposal(world: World) -> None:
    world.answers("98201", **TOP)
    assert proposed(world) == []


def test_an_unanswered_question_is_not_proposed(world: World) -> None:
    world.answers("98201", **TOP | {"q2": 0, "q6": None})
    assert [row[2] for row in proposed(world)] == ["q2"]


@FEW
@given(paper=PAPERS)
def test_no_smaller_set_of_questions_reaches_the_target(shared_world: World, paper: Mapping[str, float | None]) -> None:
    with facts(shared_world, {"98201": paper}) as world, world.reading(NOW) as con:
        ways = shortest_way(con, NOW, 0.5).groupby("aspect")["question"].apply(list)
        known = gap(con, NOW, 0.5).set_index("aspect")
    for aspect in known.index[known["gap"] > 1e-9]:
        assert reaches(shared_world, paper, aspect, ways[aspect])
        open_ones = [q for q in QUESTIONS if paper[q] is not None]
        assert not any(reaches(shared_world, paper, aspect, fewer) for fewer in combinations(open_ones, len(ways[aspect]) - 1))
    assert set(ways.index) == set(known.index[known["gap"] > 1e-9])


def reaches(world: World, paper: Mapping[str, float | None], aspect: str, raised: object) -> bool:
    changed = {**paper, **{q: TOP[q] for q in raised}}  # type: ignore[attr-defined]
    return Reference(world.config, world.model, {"x": changed}).gap()["x", aspect][1] <= 1e-9  # type: ignore[operator]


@FEW
@given(paper=PAPERS, wishes=st.dictionaries(st.sampled_from(sorted(QUESTIONS)), st.just(None)))
def test_a_wish_shows_what_the_same_answers_would_give(
    shared_world: World, paper: Mapping[str, float | None], wishes: Mapping[str, None]
) -> None:
    raised = {question: float(TOP[question]) for question in wishes}
    with facts(shared_world, {"98201": {**paper, **raised}}) as world, world.reading(NOW) as con:
        real = {
            "steps": steps(con, NOW, 0.5),
            "gap": gap(con, NOW, 0.5),
            "overall": overall(con, NOW, 0.5),
            "priority": priority(con, NOW, 0.5),
        }
    with facts(shared_world, {"98201": paper, "98202": TOP}) as world, world.reading(NOW) as con:
        wished = what_if(con, NOW, "98201", raised, 0.5)
    for name, table in real.items():
        found = getattr(wished, name)
        pd.testing.assert_frame_equal(found, table[list(found)], check_dtype=False)


def test_a_wish_of_a_municipality_that_one_may_not_see_shows_nothing(world: World) -> None:
    world.answers("98201", **TOP)
    other = Scope(Viewer(Role.MUNICIPALITY, "98202"), round="2025")
    with world.reading(other) as con:
        assert what_if(con, other, "98201", {"q1": 0.0}, 0.5).gap.empty
