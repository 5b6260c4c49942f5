"""Whether a statement about one municipality holds: each question left out in turn, all weights equal."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, isna

from analytics.peers import Comparison
from analytics.robustness import robustness
from analytics.scope import Role, Scope, Viewer
from tests.conftest import QUESTIONS, World, facts
from tests.laws import ANSWERS, CODES, FEW
from tests.reference_moves import Held

TOP = {question: points[-1] for question, points in QUESTIONS.items()}
PAIRS = st.sets(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).filter(lambda pair: pair[0] < pair[1]))


def told(world: World, *codes: str, viewer: Viewer = Viewer(), comparison: Comparison = Comparison("custom", CODES)) -> DataFrame:
    scope = Scope(viewer, "2025", codes=codes)
    return robustness(world.store, scope, comparison, 0.5).set_index(["code", "statement"])


def test_what_rests_on_one_question_turns_without_it(world: World) -> None:
    world.municipalities("98201", "98202")
    world.answers("98201", **TOP | {"q2": 0, "q6": 10})
    world.answers("98202", **TOP)
    found = told(world).loc[("98201", "below_peers:character")]
    assert not found.holds and found.turns_when == "設問 q2 を除くと変わる"


def test_what_is_below_in_every_question_holds(world: World) -> None:
    world.municipalities("98201", "98202")
    world.answers("98201", **TOP | {"q2": 0, "q6": 0})
    world.answers("98202", **TOP)
    found = told(world)
    assert found.loc[("98201", "below_peers:character")].holds and isna(found.loc[("98201", "below_peers:character")].turns_when)
    assert found.loc[("98201", "weakest_aspect")].holds


def test_what_becomes_unknown_without_a_question_does_not_hold(world: World) -> None:
    world.municipalities("98201", "98202")
    world.answers("98201", **TOP | {"q5": 0})
    world.answers("98202", **TOP)
    found = told(world).loc[("98201", "below_peers:community")]
    assert not found.holds and found.turns_when == "設問 q5 を除くと分からなくなる"


def test_a_statement_may_hang_on_the_weights(world: World) -> None:
    """character weighs q2 twice: 98201 has 1/3 and its peer 2/3; with equal weights both have the half."""
    world.municipalities("98201", "98202")
    world.answers("98201", **TOP | {"q2": 0, "q6": 10})
    world.answers("98202", **TOP | {"q2": 30, "q6": 0})
    found = told(world).loc[("98201", "below_peers:character")]
    assert not found.holds and found.turns_when == "設問 q2 を除くと変わる、重みをすべて 1 にすると変わる"


def test_no_statement_is_made_of_those_above_their_peers(world: World) -> None:
    world.municipalities("98201", "98202")
    world.answers("98201", **TOP)
    world.answers("98202", **TOP | {"q5": 0})
    assert not [s for c, s in told(world).index if c == "98201" and s.startswith("below")]


def test_a_verdict_from_an_imported_table_cannot_be_judged(world: World) -> None:
    world.municipalities("98201")
    world.put("steps", [{"round": "2025", "code": "98201", "step": f"step{n}", "score": 5.0} for n in range(4)])
    found = told(world).loc[("98201", "priority")]
    assert isna(found.holds) and "判定不可" in found.turns_when


def test_the_verdict_is_told_to_the_prefecture_and_to_the_municipality_itself_alone(world: World) -> None:
    world.municipalities("98201", "98202")
    for code in ("98201", "98202"):
        world.answers(code, **dict.fromkeys(QUESTIONS, 0))
        world.put("consents", [{"code": code, "kind": "推進状況アンケート", "level": "実名"}])
    assert {c for c, s in told(world).index if s == "priority"} == {"98201", "98202"}
    seen = told(world, viewer=Viewer(Role.MUNICIPALITY, "98201")).index
    assert {c for c, s in seen if s == "priority"} == {"98201"} and ("98202", "weakest_aspect") in seen
    assert told(world, viewer=Viewer(Role.VIEWER)).empty


def test_cutting_rows_cuts_no_peers(world: World) -> None:
    world.municipalities("98201", "98202")
    world.put("neighbours", [{"code_a": "98201", "code_b": "98202"}])
    world.answers("98201", **dict.fromkeys(QUESTIONS, 0))
    world.answers("98202", **TOP)
    found = told(world, "98201", comparison=Comparison())
    assert set(found.index.get_level_values("code")) == {"98201"} and ("98201", "below_peers:results") in found.index


@FEW
@given(answers=ANSWERS, pairs=PAIRS, scores=st.dictionaries(st.sampled_from(CODES), st.sampled_from([0.0, 12.0, 30.0]), max_size=3))
def test_the_sql_agrees_with_plain_python(shared_world: World, answers: Any, pairs: Any, scores: Any) -> None:
    imported = {code: {f"step{n}": score for n in range(4)} for code, score in scores.items()}
    peers: dict[str, list[str]] = {}
    for a, b in pairs:
        peers.setdefault(a, []).append(b)
        peers.setdefault(b, []).append(a)
    wanted = Held(shared_world.config, shared_world.model, answers, peers, imported).statements()
    with facts(
        shared_world,
        answers,
        municipalities=[{"code": code, "name": code, "prefecture": "県"} for code in CODES],
        neighbours=[{"code_a": a, "code_b": b} for a, b in pairs],
        steps=[{"round": "2025", "code": c, "step": step, "score": s} for c, given in imported.items() for step, s in given.items()],
    ) as world:
        found = told(world, comparison=Comparison("adjacent"))
    assert set(found.index) == set(wanted)
    for key, (holds, turning) in wanted.items():
        row = found.loc[key]
        assert isna(row.holds) if holds is None else row.holds == holds, (key, row.turns_when, turning)
        if holds is not None:
            said = "" if isna(row.turns_when) else row.turns_when
            assert set(re.findall(r"q\d", said)) | ({"weights"} if "重み" in said else set()) == turning, key
