"""Step scores: what was answered, what was imported, and what is not known."""

from __future__ import annotations

import pytest

from analytics.rounds import newest_round, rounds
from analytics.scope import Scope
from analytics.steps import steps
from tests.conftest import World

ALL = {"q1": 30, "q2": 30, "q3": 30, "q4": 10, "q5": 20, "q6": 10}


def scores(world: World, scope: Scope = Scope(round="2025"), min_coverage: float = 0.5) -> dict[tuple[str, str], tuple[object, ...]]:
    with world.reading(scope) as con:
        table = steps(con, scope, min_coverage).astype(object)
    table = table.where(table.notna(), None)
    return {(r.code, r.step): (r.score, r.coverage, r.source) for r in table.itertuples()}


def test_a_step_answered_in_full_is_the_plain_sum(world: World) -> None:
    world.answers("98201", **ALL | {"q4": 4, "q5": 10})
    assert scores(world)["98201", "step3"] == (14, 1, "answers")


def test_an_unanswered_question_is_not_a_zero(world: World) -> None:
    world.answers("98201", **ALL | {"q6": None})
    assert scores(world)["98201", "step1"] == (40, 0.75, "answers")


@pytest.mark.parametrize(("min_coverage", "score"), [(0.75, 40), (0.7501, None)])
def test_only_strictly_below_the_least_coverage_a_score_is_unknown(world: World, min_coverage: float, score: float | None) -> None:
    world.answers("98201", **ALL | {"q6": None})
    assert scores(world, min_coverage=min_coverage)["98201", "step1"] == (score, 0.75, "answers")


def test_an_imported_score_counts_only_where_the_answers_give_none(world: World) -> None:
    world.answers("98201", q1=5, q2=None, q6=10)
    world.put("steps", [{"code": "98201", "round": "2025", "step": s, "score": 20.0} for s in ("step0", "step1")])
    found = scores(world)
    assert found["98201", "step0"] == (5, 1, "answers")
    assert found["98201", "step1"] == (20, None, "table")
    assert found["98201", "step2"] == (None, 0, "answers")


def test_who_sent_only_texts_has_rows_with_nothing_known(world: World) -> None:
    world.put("survey", [{"code": "98201", "round": "2025", "question": "t1", "text": "人が足りない"}])
    assert scores(world) == {("98201", f"step{n}"): (None, 0, "answers") for n in range(4)}


def test_who_sent_nothing_has_no_rows(world: World) -> None:
    world.municipalities("98201")
    assert scores(world) == {}


def test_all_rounds_stand_under_one_another(world: World) -> None:
    for round in ("2024", "2025", "2025-2"):
        world.answers("98201", round=round, **ALL)
    with world.reading() as con:
        table = steps(con, Scope(), 0.5)
        assert list(table["round"].unique()) == rounds(con) == ["2024", "2025", "2025-2"]
        assert newest_round(con) == "2025-2"


def test_before_anything_is_taken_in_there_is_no_newest_round(world: World) -> None:
    with world.reading() as con:
        assert newest_round(con) is None
