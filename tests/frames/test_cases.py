"""Which cases are found, and who is said to have a gap?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from pandas import DataFrame

from analytics.config import ROOT
from analytics.frames import cases as frames
from analytics.model import Listed, Model, load_model

BOUNDS = (5_000, 10_000, 20_000, 50_000, 100_000, 300_000)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(ROOT / "data" / "model")


@pytest.fixture(scope="module")
def cases(model: Model) -> DataFrame:
    return frames.case_table(model, BOUNDS)


def severities(*rows: tuple[str, str, float | None]) -> DataFrame:
    return DataFrame(rows, columns=["code", "factor", "severity"])


def summary(*rows: tuple[str, str, int, float | None]) -> DataFrame:
    return DataFrame(rows, columns=["measure", "item", "n", "median"])


@pytest.mark.parametrize(
    "population, words",
    [(4_999, "5,000人未満"), (5_000, "5,000人以上1万人未満"), (299_999, "10万人以上30万人未満"), (300_000, "30万人以上")],
)
def test_a_bound_belongs_to_the_class_above_it(population: int, words: str) -> None:
    assert frames.size_class(population, BOUNDS) == words


def test_without_conditions_every_case_fits(cases: DataFrame) -> None:
    assert len(frames.fitting(cases)) == 12


def test_conditions_narrow_together(cases: DataFrame) -> None:
    assert list(frames.fitting(cases, layer="1")["page"]) == [30, 31, 32, 39]
    assert list(frames.fitting(cases, layer="1", factor="f1")["page"]) == [30, 32]
    assert list(frames.fitting(cases, layer="1", factor="f1", outcome="o6")["page"]) == [32]
    assert frames.fitting(cases, layer="1", factor="f5").empty


def test_a_size_finds_the_cases_of_places_like_it(cases: DataFrame) -> None:
    assert list(frames.fitting(cases, size="5,000人以上1万人未満")["page"]) == [31, 39]


def test_a_prefecture_is_no_large_city(cases: DataFrame) -> None:
    assert list(frames.fitting(cases, size="都道府県")["page"]) == [28, 29, 33, 34, 35, 38]
    assert frames.fitting(cases, size="30万人以上").empty


def test_only_sizes_that_occur_are_offered_smallest_first(cases: DataFrame) -> None:
    offered = frames.sizes_offered(cases, BOUNDS)
    assert offered[0] == "5,000人未満" and offered[-1] == "都道府県" and "30万人以上" not in offered


def test_places_without_a_printed_population_have_no_size() -> None:
    case = Listed.model_validate({"id": "c", "label": "", "places": [{"name": "村田町", "population": None}]})
    assert frames.sizes(case, BOUNDS) == ()


def test_those_below_a_limit_are_counted_among_the_known() -> None:
    steps = DataFrame([("step0", 10.0), ("step0", 15.0), ("step0", None), ("step1", 0.0)], columns=["step", "score"])
    assert frames.below(steps, "step0", 15) == (1, 2) and frames.below(steps, "step0", None) == (0, 2)


def test_a_model_without_cases_gives_an_empty_table(model: Model) -> None:
    assert frames.case_table(model.model_copy(update={"lists": {}}), BOUNDS).empty


def test_the_heaviest_factor_is_that_with_the_highest_median() -> None:
    found = frames.weakest_factor(summary(("factor", "f1", 27, 40.0), ("factor", "f2", 25, 60.0), ("aspect", "character", 27, 90.0)))
    assert found == frames.Weakest("f2", 60.0, 25, False)


def test_of_equal_factors_the_first_is_named_and_the_tie_is_known() -> None:
    assert frames.weakest_factor(summary(("factor", "f1", 27, 60.0), ("factor", "f2", 27, 60.0))) == frames.Weakest("f1", 60.0, 27, True)


@pytest.mark.parametrize("rows", [(), (("factor", "f1", 3, None),), (("step", "step0", 9, 3.0),)])
def test_unknown_medians_name_no_factor(rows: Any) -> None:
    assert frames.weakest_factor(summary(*rows)) is None


def test_who_has_the_gap_is_listed_by_code_with_the_heaviest_factor() -> None:
    rows = severities(("2", "f1", 50.0), ("1", "f1", 60.0), ("1", "f2", 80.0), ("3", "f1", 49.9))
    found = frames.with_this_gap(rows, ["f1", "f2"], {"f1": "甲", "f2": "乙"}, {"1": "一市", "2": "二町"})
    assert found.to_dict("list") == {"code": ["1", "2"], "name": ["一市", "二町"], "severity": [80.0, 50.0], "label": ["乙", "甲"]}


def test_an_unknown_severity_is_no_gap() -> None:
    assert frames.with_this_gap(severities(("1", "f1", None)), ["f1"], {"f1": "甲"}, {}).empty


def test_factors_that_the_case_does_not_answer_do_not_count() -> None:
    assert frames.with_this_gap(severities(("1", "f9", 90.0)), ["f1"], {"f1": "甲"}, {}).empty


def test_of_equal_factors_the_first_of_the_case_is_named() -> None:
    rows = severities(("1", "f1", 60.0), ("1", "f2", 60.0))
    assert list(frames.with_this_gap(rows, ["f2", "f1"], {"f1": "甲", "f2": "乙"}, {})["label"]) == ["乙"]


def test_a_municipality_without_a_name_keeps_what_it_is_shown_as() -> None:
    assert list(frames.with_this_gap(severities(("団体3", "f1", 60.0)), ["f1"], {"f1": "甲"}, {})["name"]) == ["団体3"]


def test_the_empty_table_of_another_role_gives_nobody() -> None:
    assert frames.with_this_gap(pd.DataFrame(columns=["code", "factor", "severity"]), ["f1"], {"f1": "甲"}, {}).empty
