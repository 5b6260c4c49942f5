"""Whom a municipality can ask: who leads by enough, in which order, and who may know of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics.mentors import mentor_questions, mentors
from analytics.peers import Comparison
from analytics.scope import Role, Scope, Viewer
from tests.conftest import QUESTIONS, World, facts
from tests.laws import ANSWERS, CODES, FEW
from tests.reference import Reference, distance, standardised
from tests.reference_moves import mentors as slow_mentors
from tests.test_robustness import PAIRS

TOP = {question: points[-1] for question, points in QUESTIONS.items()}
LOW = dict.fromkeys(QUESTIONS, 0)
EVERYBODY = Comparison("custom", CODES)


def asked(world: World, viewer: Viewer = Viewer(), comparison: Comparison = EVERYBODY, read: Any = mentors) -> DataFrame:
    found: DataFrame = read(world.store, Scope(viewer, "2025"), comparison, 0.5, 15)
    return found


def of(found: DataFrame, code: str, aspect: str) -> list[str]:
    return list(found[(found["code"] == code) & (found["aspect"] == aspect)]["mentor"])


def villages(world: World, *points: float, **more: Any) -> list[str]:
    """Municipalities that differ in q5 alone, which makes the aspect `community`."""
    codes = list(CODES[: len(points)])
    world.municipalities(*codes, **more)
    for code, value in zip(codes, points, strict=True):
        world.answers(code, **TOP | {"q5": value})
    return codes


def test_a_mentor_leads_by_fifteen_points_or_more(world: World) -> None:
    codes = villages(world, 0, 3, 2.9)
    assert of(asked(world), codes[0], "community") == [codes[1]]
    assert asked(world)["lead"].tolist() == [15]


def test_of_three_known_peers_a_mentor_reaches_the_third_quartile(world: World) -> None:
    codes = villages(world, 0, 10, 12, 20)
    assert of(asked(world), codes[0], "community") == [codes[3]]


def test_of_two_known_peers_only_the_best_is_a_mentor(world: World) -> None:
    codes = villages(world, 0, 10, 12, None)
    assert of(asked(world), codes[0], "community") == [codes[2]]


def test_the_larger_lead_is_first_then_the_neighbour_then_the_code(world: World) -> None:
    codes = villages(world, 0, 20, 20, 20, 20)
    world.put("neighbours", [{"code_a": codes[0], "code_b": codes[3]}])
    found = asked(world)
    assert of(found, codes[0], "community") == [codes[3], codes[1], codes[2]]
    assert list(found[found["code"] == codes[0]]["position"]) == [1, 2, 3]


def test_who_is_more_alike_comes_first_among_equals(world: World) -> None:
    codes = CODES[:4]
    for code, people in zip(codes, (5000, 90000, 5100, 400), strict=True):
        world.municipalities(code, population=people, staff=people // 50)
        world.answers(code, **TOP | {"q5": 0 if code == codes[0] else 20})
    assert of(asked(world), codes[0], "community")[0] == codes[2]


def test_a_mentor_that_has_not_agreed_is_a_candidate_for_the_prefecture_alone(world: World) -> None:
    codes = CODES[:3]
    for code, says in zip(codes, (None, "可", "否"), strict=True):
        world.municipalities(code, accepts_questions=says)
        world.answers(code, **TOP | {"q5": 0 if code == codes[0] else 20})
        world.put("consents", [{"code": code, "kind": kind, "level": "実名"} for kind in ("推進状況アンケート", "市町村マスタ")])
    seen = asked(world)
    assert list(zip(seen["mentor"], seen["confirmed"], seen["declined"], strict=True)) == [
        (codes[1], True, False),
        (codes[2], False, True),
    ]
    own = asked(world, Viewer(Role.MUNICIPALITY, codes[0]))
    assert list(zip(own["mentor"], own["confirmed"], own["position"], strict=True)) == [(codes[1], True, 1)]
    assert asked(world, Viewer(Role.VIEWER)).empty


def test_a_mentor_that_shares_no_answers_is_not_named_to_others(world: World) -> None:
    codes = villages(world, 0, 20, accepts_questions="可")
    assert asked(world, Viewer(Role.MUNICIPALITY, codes[0])).empty and len(asked(world)) == 1


def test_the_questions_are_those_with_the_largest_lead(world: World) -> None:
    world.municipalities("98201", "98202")
    world.answers("98201", **TOP | {"q2": 15, "q6": 0, "q1": 30})
    world.answers("98202", **TOP)
    found = asked(world, read=mentor_questions)
    assert found[["aspect", "mentor", "question", "own", "theirs", "lead"]].to_numpy().tolist() == [
        ["character", "98202", "q2", 0.5, 1.0, 1.0],
        ["character", "98202", "q6", 0.0, 1.0, 1.0],
    ]


@FEW
@given(answers=ANSWERS, pairs=PAIRS, people=st.lists(st.sampled_from([None, 900, 5000, 5100, 80000]), min_size=7, max_size=7))
@pytest.mark.parametrize("method", ["custom", "adjacent"])
def test_the_sql_agrees_with_plain_python(shared_world: World, method: str, answers: Any, pairs: Any, people: Any) -> None:
    rows = [
        {"code": code, "name": code, "prefecture": "県", "population": size, "staff": size and size // 40, "area_km2": 50.0}
        for code, size in zip(CODES, people, strict=True)
    ]
    near = standardised(rows)
    adjacent = {pair for a, b in pairs for pair in ((a, b), (b, a))}
    peers = {c: [p for p in CODES if p != c and (method == "custom" or (c, p) in adjacent)] for c in CODES}
    states = {key: figures[0] for key, figures in Reference(shared_world.config, shared_world.model, answers).gap().items()}
    weights = dict.fromkeys(near[CODES[0]], 1.0)
    wanted = slow_mentors(states, peers, adjacent, lambda a, b: distance(near[a], near[b], weights), 15)
    with facts(shared_world, answers, municipalities=rows, neighbours=[{"code_a": a, "code_b": b} for a, b in pairs]) as world:
        found = asked(world, comparison=Comparison(method, CODES if method == "custom" else ()))
        led = asked(world, comparison=Comparison(method, CODES if method == "custom" else ()), read=mentor_questions)
    said: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in found.itertuples():
        said.setdefault((row.code, row.aspect), []).append((row.mentor, row.lead))
    assert {key: [m for m, _ in rows] for key, rows in said.items()} == {key: [m for m, _ in rows] for key, rows in wanted.items()}
    for key, rows_ in wanted.items():
        assert [lead for _, lead in said[key]] == pytest.approx([lead for _, lead in rows_], abs=1e-9)
    assert (found["lead"] >= 15 - 1e-9).all() and (led["lead"] > 0).all()
