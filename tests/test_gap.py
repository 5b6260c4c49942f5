"""The gap to the To-Be state, what it is made of, and the three lines it is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics.config import Model
from analytics.gap import drivers, gap, overall, wheels
from analytics.peers import Comparison
from analytics.scope import Role, Scope, Viewer
from tests.conftest import QUESTIONS, SMALL, World, facts
from tests.laws import ANSWERS, FEW, PAPERS
from tests.reference import Reference

NOW = Scope(round="2025")
TOP = {question: points[-1] for question, points in QUESTIONS.items()}


def gaps(world: World, scope: Scope = NOW, **how: Any) -> DataFrame:
    with world.reading(scope) as con:
        return gap(con, scope, 0.5, **how).set_index(["code", "aspect"])


def contributions(world: World) -> DataFrame:
    with world.reading(NOW) as con:
        return drivers(con, NOW, 0.5)


def totals(world: World, min_coverage: float = 0.5) -> DataFrame:
    with world.reading(NOW) as con:
        return overall(con, NOW, min_coverage).set_index("code")


def test_whoever_is_at_the_top_has_no_gap_but_a_surplus(world: World) -> None:
    world.answers("98201", **TOP)
    found = gaps(world).loc[("98201", "community")]
    assert (found.as_is, found.target, found.gap, found.surplus) == (100, 60, 0, 40)


def test_an_aspect_that_is_not_known_has_no_gap_rather_than_none_or_all(world: World) -> None:
    world.answers("98201", **TOP | {"q5": None})
    found = gaps(world).loc[("98201", "community")]
    assert found[["as_is", "gap", "surplus"]].isna().all() and found.coverage == 0


def test_the_order_is_that_of_codes_and_of_the_model(world: World) -> None:
    for code in ("98202", "98201"):
        world.answers(code, **TOP)
    assert list(gaps(world).index)[:5] == [("98201", a) for a in ("character", "structure", "results", "community")] + [
        ("98202", "character")
    ]


def test_config_may_set_the_target_of_one_round(make_world: Any) -> None:
    world = make_world(model=Model(folder=SMALL / "model", targets={"2025": {"community": 90}}))
    for round in ("2024", "2025"):
        world.answers("98201", round=round, **TOP)
    found = gaps(world, Scope()).reset_index()
    assert list(found[found.aspect == "community"]["target"]) == [60, 90]


def test_the_own_line_measures_against_what_the_municipality_set_itself(world: World) -> None:
    world.answers("98201", **TOP | {"q5": 10})
    world.put("targets", [{"code": "98201", "round": "2025", "aspect": "community", "target": 70.0}])
    own = gaps(world, line="own")
    assert own.loc[("98201", "community")].gap == 20
    assert pd.isna(own.loc[("98201", "results")].gap)
    assert gaps(world).loc[("98201", "community")].gap == 10


def test_the_best_peer_is_the_best_of_the_neighbours_and_not_oneself(world: World) -> None:
    world.municipalities("98201", "98202", "98301")
    world.put("neighbours", [{"code_a": "98201", "code_b": "98202"}])
    for code, points in (("98201", 20.0), ("98202", 10.0), ("98301", 20.0)):
        world.answers(code, q5=points)
    found = gaps(world, line="best_peer", peers=Comparison("adjacent")).xs("community", level="aspect")
    assert found["target"].fillna(-1).to_dict() == {"98201": 50, "98202": 100, "98301": -1}


def test_cutting_rows_cuts_no_peers(world: World) -> None:
    world.municipalities("98201", "98202")
    world.put("neighbours", [{"code_a": "98201", "code_b": "98202"}])
    world.answers("98201", q5=0)
    world.answers("98202", q5=20)
    found = gaps(world, NOW.of("98201"), line="best_peer")
    assert list(found.index.levels[0]) == ["98201"] and found.loc[("98201", "community")].target == 100


def test_the_overall_gap_weighs_the_known_aspects(world: World) -> None:
    world.answers("98201", q2=30, q6=10, q1=0, q3=0)
    found = totals(world).loc["98201"]
    assert (found.known_aspects, found.as_is) == (2, pytest.approx(100 / 3))
    assert found.gap == pytest.approx(160 / 3)


def test_with_fewer_than_half_of_the_aspects_there_is_no_overall_gap(world: World) -> None:
    world.answers("98201", q4=10)
    found = totals(world).loc["98201"]
    assert found.known_aspects == 1 and pd.isna(found.gap) and pd.isna(found.as_is)


def test_the_two_wheels_and_their_link_stand_apart(world: World) -> None:
    world.answers("98201", q1=30, q3=30, q4=10, q6=10, q5=0, q2=15)
    with world.reading(NOW) as con:
        found = wheels(con, NOW, 0.5)
    assert dict(zip(found["field"], found["as_is"], strict=True)) == {"自治体DX": 100, "地域社会DX": 0, "接続": 50}


def test_a_viewer_sees_the_gap_of_no_municipality(world: World) -> None:
    world.answers("98201", **TOP)
    assert gaps(world, Scope(Viewer(Role.VIEWER), round="2025")).empty


@FEW
@given(answers=ANSWERS)
def test_drivers_add_up_to_the_gap(shared_world: World, answers: Mapping[str, Mapping[str, float | None]]) -> None:
    with facts(shared_world, answers) as world:
        sums = contributions(world).groupby(["code", "aspect"])["contribution"].sum()
        known = gaps(world)["gap"].dropna()
    assert set(sums.index) == set(known.index)
    for key, value in known.items():
        assert sums[key] == pytest.approx(value, abs=1e-9)


@FEW
@given(paper=PAPERS, question=st.sampled_from(sorted(QUESTIONS)))
def test_raising_an_answer_never_raises_the_gap(shared_world: World, paper: Mapping[str, float | None], question: str) -> None:
    now = paper[question]
    if now is None:
        return
    for higher in (p for p in QUESTIONS[question] if p > now):
        with facts(shared_world, {"98201": paper, "98202": {**paper, question: higher}}) as world:
            found = gaps(world)["gap"].unstack("code").dropna()
        assert (found["98202"] <= found["98201"] + 1e-9).all()


@FEW
@given(answers=ANSWERS, order=st.randoms())
def test_the_order_of_rows_is_irrelevant(shared_world: World, answers: dict[str, dict[str, float | None]], order: Any) -> None:
    with facts(shared_world, answers) as world:
        first = gaps(world)
    codes = list(answers)
    order.shuffle(codes)
    with facts(shared_world, {code: dict(reversed(answers[code].items())) for code in codes}) as world:
        pd.testing.assert_frame_equal(gaps(world), first, rtol=1e-12)


@FEW
@given(answers=ANSWERS)
def test_the_sql_agrees_with_plain_python(shared_world: World, answers: Mapping[str, Mapping[str, float | None]]) -> None:
    reference = Reference(shared_world.config, shared_world.model, answers)
    with facts(shared_world, answers) as world:
        assert_close(gaps(world)[["as_is", "gap", "surplus", "coverage"]], reference.gap())
        assert_close(totals(world)[["as_is", "gap", "known_aspects"]], reference.overall())
        found = contributions(world).set_index(["code", "question"])[["contribution"]]
        assert_close(found, {key: (value,) for key, value in reference.drivers().items()})


def assert_close(found: DataFrame, wanted: Mapping[Any, tuple[Any, ...]]) -> None:
    assert set(found.index) == set(wanted)
    for key, values in wanted.items():
        row = [None if pd.isna(value) else value for value in found.loc[key]]
        assert row == [None if value is None else pytest.approx(value, abs=1e-9) for value in values], key
