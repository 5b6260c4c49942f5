"""Does each worked example come out at the figure that the product computes?"""

from __future__ import annotations

import pandas as pd
import pytest
from pandas import DataFrame

from analytics.config import PUBLISHED_LIMITS
from analytics.registry import compute
from analytics.scope import Scope
from analytics.sentences import worked
from tests.conftest import World, golden_municipalities

CODES = [str(row["code"]) for row in golden_municipalities()]
every = pytest.mark.parametrize("code", CODES)


def table(world: World, name: str, *codes: str, peers: str | None = None) -> DataFrame:
    return compute(world.store, world.config, world.model, name, Scope(round="2025", codes=codes), peers)


def aspects(world: World) -> dict[str, str]:
    return {aspect.id: aspect.label for aspect in world.model.to_be.aspects}


def same(found: float | None, wanted: float | None) -> bool:
    if found is None:
        return wanted is None or pd.isna(wanted)
    return wanted is not None and abs(found - wanted) < 1e-9


@every
def test_the_step_that_is_worked_out_has_the_score_of_the_table(golden: World, code: str) -> None:
    steps, paper = table(golden, "steps", code), golden.model.questionnaire("2025")
    found = worked.step(paper, table(golden, "answers", code), steps)
    assert found.result is None if steps["score"].isna().all() else any(same(found.result, score) for score in steps["score"])


@every
def test_the_gap_that_is_worked_out_is_the_largest_of_the_table(golden: World, code: str) -> None:
    found = worked.gap(golden.model.questionnaire("2025"), table(golden, "answers", code), table(golden, "gap", code), aspects(golden))
    assert same(found.result, table(golden, "gap", code)["gap"].max())


@every
def test_the_overall_gap_that_is_worked_out_is_that_of_the_table(golden: World, code: str) -> None:
    weights = {aspect.id: aspect.weight for aspect in golden.model.to_be.aspects}
    overall = table(golden, "overall", code)["gap"]
    assert same(worked.overall(table(golden, "gap", code), weights, len(weights)).result, overall.iloc[0] if len(overall) else None)


@every
def test_worked_contributions_add_up_to_the_gap(golden: World, code: str) -> None:
    gaps = table(golden, "gap", code)
    found = worked.drivers(golden.model.questionnaire("2025"), table(golden, "answers", code), gaps, aspects(golden))
    assert same(found.result, gaps["gap"].max())


@every
def test_the_severity_that_is_worked_out_is_the_highest_of_the_table(golden: World, code: str) -> None:
    factors = table(golden, "factors", code)
    labels = {factor.id: factor.label for factor in golden.model.to_be.factors}
    found = worked.factor(golden.model.questionnaire("2025"), table(golden, "answers", code), factors, labels)
    assert same(found.result, factors["severity"].max())


@every
def test_the_first_next_step_leads_to_the_state_of_the_table(golden: World, code: str) -> None:
    steps = table(golden, "next_steps", code)
    found = worked.next_step(golden.model.questionnaire("2025"), table(golden, "answers", code), steps, aspects(golden))
    assert same(found.result, steps.sort_values("position")["as_is_after"].iloc[0] if len(steps) else None)


@every
def test_the_difference_from_the_peers_is_that_of_the_benchmark(golden: World, code: str) -> None:
    marks = table(golden, "benchmark", code, peers="adjacent")
    wanted = marks[(marks["measure"] == "overall") & (marks["item"] == "gap") & (marks["comparison"] == "adjacent") & (marks["n"] > 0)]
    others = table(golden, "overall", *table(golden, "peers", code, peers="adjacent")["peer"], "なし").dropna(subset=["gap"])
    own = table(golden, "overall", code)["gap"]
    found = worked.benchmark(own.iloc[0] if len(own) else None, dict(zip(others["code"], others["gap"], strict=True)), "隣接")
    assert same(found.result, wanted["diff"].iloc[0] if len(wanted) else None)


@every
def test_the_distance_to_the_nearest_is_that_of_the_table(golden: World, code: str) -> None:
    nearest = table(golden, "peers", code, peers="similar").sort_values("position").iloc[0]
    weights = dict.fromkeys(worked.VARIABLES, 1.0)
    found = worked.similarity(table(golden, "municipalities"), code, nearest["peer"], {}, weights)
    assert found.result == pytest.approx(nearest["distance"], abs=1e-9)


@every
def test_the_priority_that_is_worked_out_counts_what_the_verdict_counts(golden: World, code: str) -> None:
    verdict = table(golden, "priority", code)
    found = worked.priority(golden.model.questionnaire("2025"), table(golden, "steps", code), PUBLISHED_LIMITS, verdict)
    at_least = {"低": found.result == 0, "中": found.result == 1, "高": (found.result or 0) >= 2}
    assert verdict.empty or at_least[verdict["priority_at_least"].iloc[0]]


def test_an_unanswered_question_is_named_and_not_counted_as_zero(golden: World) -> None:
    paper = golden.model.questionnaire("2025")
    answers = pd.DataFrame({"question": ["q2", "q6"], "points": [15.0, None]})
    steps = pd.DataFrame({"step": ["step1"], "score": [20.0], "max": [40.0], "coverage": [0.75], "source": ["answers"]})
    found = worked.step(paper, answers, steps)
    assert found.result == 20 and "問6 未回答" in found.lines[1] and "暫定" in found.lines[3]


def test_an_imported_step_score_is_said_to_be_imported(golden: World) -> None:
    steps = pd.DataFrame({"step": ["step1"], "score": [20.0], "max": [40.0], "coverage": [None], "source": ["table"]})
    found = worked.step(golden.model.questionnaire("2025"), pd.DataFrame({"question": [], "points": []}), steps)
    assert found.result == 20 and "STEP得点表" in found.lines[1]


def test_nothing_known_says_so_instead_of_a_number(golden: World) -> None:
    none = pd.DataFrame({"aspect": ["character"], "gap": [None], "target": [80.0], "as_is": [None]})
    answers = pd.DataFrame({"question": [], "points": []})
    assert worked.gap(golden.model.questionnaire("2025"), answers, none, aspects(golden)) == worked.NOT_KNOWN


def test_without_peers_nothing_is_compared() -> None:
    assert "比べられません" in worked.benchmark(20.0, {}, "隣接").lines[0]


def test_below_three_peers_no_quartiles_are_said() -> None:
    found = worked.benchmark(20.0, {"甲町": 10.0, "乙村": 30.0}, "隣接")
    assert found.result == 0 and "四分位と位置は示しません" in found.lines[-1]


@pytest.mark.parametrize("own, place", [(5.0, "近隣より高い"), (20.0, "同程度"), (90.0, "近隣より低い")])
def test_a_smaller_gap_than_the_peers_is_the_better_place(own: float, place: str) -> None:
    assert place in worked.benchmark(own, {"甲町": 10.0, "乙村": 20.0, "丙市": 30.0}, "隣接").lines[-1]


def test_all_peers_alike_make_every_place_the_same() -> None:
    assert "同程度" in worked.benchmark(90.0, {"甲町": 10.0, "乙村": 10.0, "丙市": 10.0}, "隣接").lines[-1]


def test_a_variable_that_is_the_same_everywhere_is_dropped() -> None:
    masters = pd.DataFrame({"code": ["1", "2"], "population": [100, 100], "staff": [10, 20], "area_km2": [1.0, 2.0]})
    assert worked.standardised(masters, "log_population").empty and len(worked.standardised(masters, "log_staff")) == 2


def test_fewer_than_two_variables_in_common_give_no_distance() -> None:
    masters = pd.DataFrame({"code": ["1", "2", "3"], "population": [100, 200, 400], "staff": [None] * 3, "area_km2": [None] * 3})
    assert worked.similarity(masters, "1", "2", {}, dict.fromkeys(worked.VARIABLES, 1.0)) == worked.NOT_KNOWN


@pytest.mark.parametrize("value, text", [(25.0, "25"), (100.0, "100"), (0.0, "0"), (-0.001, "0"), (1234.5, "1,234.5"), (22.2222, "22.22")])
def test_a_number_has_no_needless_zeros(value: float, text: str) -> None:
    assert worked.number(value) == text
