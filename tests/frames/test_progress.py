"""The rows that the page of change draws."""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame

from analytics.frames import mentors, progress, robustness

CHANGE = DataFrame(
    [("a", "2024", "2025", "overall", "as_is", 10.0, 30.0, 20.0, 1.0), ("b", "2024", "2025", "overall", "as_is", 50.0, 40.0, -10.0, 1.0), ("c", "2024", "2025", "overall", "as_is", 20.0, 20.0, 0.0, 1.0), ("a", "2024", "2025", "aspect", "results", 0.0, 100.0, 100.0, 0.5)],
    columns=["code", "round_from", "round_to", "measure", "item", "before", "after", "change", "tied_share"],
)  # fmt: skip
NAMES = {"a": "甲市", "b": "乙町"}


def test_a_slope_has_two_ends_and_the_one_in_focus_lies_on_top():
    rows = progress.slopes(CHANGE, "a", ["b"], NAMES)
    assert list(rows["round"]) == ["2024"] * 4 + ["2025"] * 4
    assert list(rows["role"])[:4] == [progress.OTHER, progress.PEER, progress.SHOWN_MIDDLE, progress.OWN]
    own = rows[rows["role"] == progress.OWN]
    assert list(own["value"]) == [10, 30] and own["shown"].iloc[0] == "10.0 → 30.0（+20.0）"
    assert list(rows[rows["role"] == progress.SHOWN_MIDDLE]["value"]) == [20, 30]


def test_two_municipalities_of_one_name_are_two_lines():
    rows = progress.slopes(CHANGE, "a", [], {"a": "府中市", "b": "府中市", "c": "丙村"})
    assert set(rows.groupby("piece").size()) == {2} and rows["piece"].nunique() == 4


def test_a_slope_joins_nothing_where_the_questionnaires_have_too_little_in_common():
    rows = progress.slopes(CHANGE.assign(tied_share=0.69), "a", [], NAMES)
    assert set(rows.groupby("piece").size()) == {1}
    assert rows[rows["role"] == progress.OWN]["shown"].iloc[0] == "10.0 → 30.0（続きとみなせない）"


def test_of_two_municipalities_no_median_is_drawn():
    assert progress.SHOWN_MIDDLE not in set(progress.slopes(CHANGE.head(2), "a", [], NAMES)["role"])
    assert progress.slopes(CHANGE.tail(1), "a", [], NAMES).empty


def test_a_series_is_broken_where_the_questions_changed():
    near = DataFrame(
        [(r, "aspect", "results", 10.0, 20.0, 4) for r in (2023, 2024, 2025)], columns=["round", "measure", "item", "value", "median", "n"]
    )
    summary = near.assign(n=9)
    rows = progress.series(near, summary, "甲市", "aspect", "results", ["2025"])
    assert list(rows[rows["line"] == "甲市"]["piece"]) == ["甲市0", "甲市0", "甲市1"]
    assert set(rows["line"]) == {"甲市", progress.PEERS_MIDDLE, progress.MIDDLE} and set(rows["n"]) == {1, 4, 9}


def test_a_series_breaks_below_seven_tenths_only():
    tied = DataFrame(
        [("2024", "2025", "aspect", "x", 0.7), ("2024", "2025", "aspect", "y", 0.69)],
        columns=["round_from", "round_to", "measure", "item", "tied_share"],
    )
    assert progress.broken_at([tied]) == {("aspect", "y"): ["2025"]}


def test_the_groups_stand_over_their_difference():
    table = DataFrame(
        [(True, 9, 8.0, 5.0, 1.0, 9.0), (False, 12, 3.0, 5.0, 1.0, 9.0)],
        columns=["supported", "n", "mean_change", "diff", "ci_low", "ci_high"],
    )
    rows = progress.effect(table)
    assert list(rows["mean"]) == [8, 3, 5] and list(rows["n"]) == [9, 12, 21]
    assert rows["low"].isna().tolist() == [True, True, False]
    assert progress.effect(table.head(0)).empty


def test_of_a_kpi_the_newest_year_with_an_actual_figure_counts():
    table = DataFrame([("a", "率", 2023, 0.0, 100.0, 20.0, 20.0), ("a", "率", 2024, 0.0, 100.0, 30.0, 30.0), ("a", "率", 2025, 0.0, 100.0, None, None), ("z", "数", 2025, 0.0, 10.0, None, None)], columns=["code", "kpi", "year", "baseline", "target", "actual", "progress"])  # fmt: skip
    rows = progress.kpis(table, NAMES)
    assert list(rows["year"]) == ["2024", "2025"] and list(rows["label"]) == ["甲市｜率", "県｜数"] and list(rows["shown"]) == ["30%", "－"]


def test_where_others_look_on_only_those_that_agreed_are_mentors():
    table = DataFrame(
        [
            ("results", "b", True, True, 20.0, False),
            ("results", "c", False, False, 18.0, False),
            ("results", "d", False, False, 17.0, True),
        ],
        columns=["aspect", "mentor", "confirmed", "is_adjacent", "lead", "declined"],
    )
    led = DataFrame([("results", "b", "q4")], columns=["aspect", "mentor", "question"])
    every = mentors.rows(table, led, NAMES, {"results": "成果"}, None, confirmed_only=False)
    assert list(every["said"]) == [mentors.CONFIRMED, mentors.CANDIDATE, mentors.DECLINED] and list(every["questions"]) == ["q4", "", ""]
    assert list(mentors.rows(table, led, NAMES, {}, None, confirmed_only=True)["mentor_name"]) == ["乙町"]


def test_only_verdicts_are_listed_with_their_mark():
    rows = DataFrame(
        [("a", "weakest_aspect", True, None), ("a", "priority", False, "設問 q1"), ("b", "priority", pd.NA, "判定不可")],
        columns=["code", "statement", "holds", "turns_when"],
    )
    found = robustness.verdicts(rows, NAMES)
    assert list(found["mark"]) == ["参考（条件により変動）", "判定不可"] and list(found["name"]) == ["甲市", "乙町"]
    assert list(found["turns_when"]) == ["問1", "判定不可"]
