"""Causes and outcomes: how severe, how far along, and when neither is known."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given

from analytics.factors import factors, outcomes
from analytics.scope import Scope
from tests.conftest import World, facts
from tests.laws import ANSWERS, FEW
from tests.reference import Reference

NOW = Scope(round="2025")


def severities(world: World) -> dict[tuple[str, str], float]:
    with world.reading(NOW) as con:
        table = factors(con, NOW, 0.5)
    return dict(zip(zip(table["code"], table["factor"], strict=True), table["severity"], strict=True))


def test_a_factor_is_as_severe_as_its_questions_fall_short(world: World) -> None:
    world.answers("98201", q1=0, q3=15)
    found = severities(world)
    assert (found["98201", "f6"], found["98201", "f4"]) == (75, 50)


def test_a_factor_without_enough_answers_is_not_known(world: World) -> None:
    world.answers("98201", q2=None, q6=10)
    assert pd.isna(severities(world)["98201", "f1"])


def test_an_outcome_is_as_near_as_its_questions_are_reached(world: World) -> None:
    world.answers("98201", q2=15, q5=20)
    with world.reading(NOW) as con:
        found = outcomes(con, NOW, 0.5).set_index("outcome")
    assert found.loc["o8", "progress"] == pytest.approx(200 / 3)
    assert list(found.columns) == ["code", "round", "progress", "coverage"]


@FEW
@given(answers=ANSWERS)
def test_the_sql_agrees_with_plain_python(shared_world: World, answers: Mapping[str, Mapping[str, float | None]]) -> None:
    with facts(shared_world, answers) as world:
        found = {key: None if pd.isna(value) else value for key, value in severities(world).items()}
    wanted = Reference(shared_world.config, shared_world.model, answers).severity()
    assert found == {key: None if value is None else pytest.approx(value, abs=1e-9) for key, value in wanted.items()}
