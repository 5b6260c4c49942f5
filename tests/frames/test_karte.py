"""Rows of the karte: provisional, unknown, limits, drivers, and a visit before it is stored."""

from datetime import date

import pandas as pd
import pytest
from pandas import DataFrame

from analytics.charts import karte as charts
from analytics.config import PUBLISHED_LIMITS, StepLimits
from analytics.frames import karte as frames

LABELS = {"step0": "STEP0 育成取組み", "step3": "STEP3 取組み実行"}
NOBODY = DataFrame(columns=["label", "median", "n"])


def steps(*rows):
    return DataFrame(rows, columns=["step", "score", "max", "coverage", "source"])


def test_a_step_says_whether_it_is_provisional_unknown_or_from_a_table():
    table = steps(("step0", 18.0, 30.0, 0.8, "answers"), ("step3", None, 30.0, 0.1, "answers"))
    assert list(frames.steps(table, LABELS, NOBODY)["shown"]) == ["18.0 / 30（暫定）", "未回答・回答不足"]
    assert frames.steps(steps(("step0", 18.0, 30.0, None, "table")), LABELS, NOBODY)["note"].iloc[0] == "STEP得点表による得点"


def test_the_limit_of_the_content_stands_only_where_it_is_lower():
    marked = frames.step_marks(
        {"step0": StepLimits(attention_below=15, support_below=15), "step3": StepLimits(attention_below=15, support_below=10)},
        LABELS,
        NOBODY,
    )
    assert list(marked.loc[marked["kind"] == charts.SUPPORT, "label"]) == ["STEP3 取組み実行"]
    assert (marked["kind"] == charts.ATTENTION).sum() == 2


def test_without_limits_none_are_sent():
    assert frames.step_marks({}, LABELS, NOBODY).empty


def test_an_aspect_says_what_is_missing_or_that_it_is_reached():
    gap = DataFrame(
        {"aspect": list("abc"), "as_is": [50.0, 90.0, None], "target": 80.0, "gap": [30.0, 0.0, None], "surplus": [0.0, 10.0, None]}
    )
    rows = frames.aspects(gap, gap.head(1), {"a": "甲", "b": "乙", "c": "丙"}, NOBODY)
    assert list(rows["shown"]) == ["あと 30.0", "目標に到達（+10.0）", "未回答・回答不足"]
    assert rows["before"].isna().tolist() == [False, True, True]


def test_the_overall_row_has_no_target_of_its_own():
    standing = DataFrame({"measure": ["overall"] * 2, "item": ["as_is", "gap"], "n": [3, 3], "median": [60.0, 20.0]})
    row = frames.overall(DataFrame({"as_is": [57.0], "gap": [27.4]}), DataFrame({"as_is": []}), standing).iloc[0]
    assert (row["label"], row["shown"], row["median"]) == ("総合", "ギャップの平均 27.4", 60.0)
    assert pd.isna(row["target"]) and pd.isna(row["before"])


def test_what_is_unknown_has_no_mark():
    assert frames.marks("前回", ["甲", "乙"], [1.0, None])["label"].tolist() == ["甲"]


def test_only_peers_count_not_prefecture_or_nation():
    table = DataFrame(
        {
            "comparison": ["adjacent", "prefecture", "nation"],
            "measure": "step",
            "item": "step0",
            "n": [0, 24, 24],
            "median": [None, 1.0, 1.0],
        }
    )
    assert frames.medians(frames.standing(table), "step", LABELS).empty


def test_a_change_is_said_only_where_both_are_known():
    assert (frames.change(50.0, 40.0), frames.change(50.0, 50.01), frames.change(50.0, None)) == (
        "+10.0（前回 40.0）",
        "±0.0（前回 50.0）",
        None,
    )


def test_the_weak_steps_are_those_below_attention():
    table = steps(("step0", 14.9, 30.0, 1.0, "answers"), ("step3", None, 30.0, 0.0, "answers"))
    assert frames.weak_steps(table, PUBLISHED_LIMITS) == ["step0"]


@pytest.mark.parametrize("median, told", [(1.0, "実施が多い"), (0.5, "実施が半数"), (0.0, "未実施が多い"), (None, "")])
def test_the_median_of_yes_and_no_says_what_most_peers_do(median: float | None, told: str):
    newest = DataFrame({"indicator": ["CIO"], "year": ["2025"], "value": [1.0], "reason": [None], "unit": ["実施=1、未実施=0"]})
    near = DataFrame({"item": ["CIO"], "median": [median], "n": [4], "place": ["higher"]})
    assert list(frames.indicators(newest, near)["median"]) == [told]


def test_an_indicator_without_a_value_says_why():
    newest = DataFrame(
        {
            "indicator": ["CIO", "高齢化率"],
            "year": ["2025"] * 2,
            "value": [1.0, None],
            "reason": [None, "秘匿"],
            "unit": ["実施=1、未実施=0", "%"],
        }
    )
    near = DataFrame({"item": ["CIO"], "median": [0.5], "n": [4], "place": ["higher"]})
    rows = frames.indicators(newest, near)
    assert list(rows["shown"]) == ["実施", "秘匿"]
    assert rows["median"].iloc[0] == "実施が半数" and pd.isna(rows["n"].iloc[1])


def visit(**changed):
    return {"date": date(2026, 6, 1), "title": "聞き取り", "next": None} | changed


def test_a_visit_needs_a_title_a_past_date_and_a_later_next_one():
    today = date(2026, 6, 1)
    assert frames.faults_of_visit(visit(), today) == []
    assert "件名" in frames.faults_of_visit(visit(title=" "), today)[0]
    assert "今日まで" in frames.faults_of_visit(visit(date=date(2026, 6, 2)), today)[0]
    assert "次回予定" in frames.faults_of_visit(visit(next=date(2026, 6, 1)), today)[0]


def test_on_a_shared_screen_only_the_chosen_peers_are_named():
    table = DataFrame({"peer": ["99201", "99202"], "reason": "境界を接する", "distance": None})
    assert list(frames.peers(table, {"99201": "みほん市"}, ("99201",))["name"]) == ["みほん市"]
