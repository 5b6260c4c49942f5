"""What the page of change, the mentors and the marks of stability say, each from the rows given."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas import DataFrame

from analytics.sentences import mentors, robustness
from analytics.sentences import progress as sentences
from tests.frames.test_progress import CHANGE


def effect(n: tuple[int, int], diff: float | None, low: float | None, high: float | None) -> str:
    rows = [(True, n[0], 8.0 if n[0] else None, diff, low, high), (False, n[1], 3.0 if n[1] else None, diff, low, high)]
    return sentences.effect(DataFrame(rows, columns=["supported", "n", "mean_change", "diff", "ci_low", "ci_high"]))


def test_the_lead_counts_who_rose_and_who_fell():
    assert (
        sentences.lead(CHANGE, "前", "後")
        == "前から後までに、現状（総合）は、両方の回で分かる3団体のうち1団体で上がり、1団体で下がりました（変化の中央値 ±0.0点）。"
    )
    assert "まだありません" in sentences.lead(CHANGE.tail(1), "前", "後")


def test_an_interval_across_zero_is_no_difference():
    assert effect((9, 12), 5.0, -1.0, 11.0).endswith(
        "差は +5.0点（95%信頼区間 −1.0～+11.0）で、区間が0をまたぐため、差があるとは言えません。"
    )
    assert effect((9, 12), 5.0, 1.0, 9.0).endswith("区間は0をまたぎません。")


def test_a_small_group_has_no_interval_and_an_empty_one_no_difference():
    assert "区間は出しません" in effect((3, 12), 5.0, None, None) and "n=3" in effect((3, 12), 5.0, None, None)
    assert "支援した団体なし（n=0）" in effect((0, 12), None, None, None) and "差は出しません" in effect((0, 12), None, None, None)


def test_a_break_is_said_with_its_share():
    tied = DataFrame([("aspect", "results", 0.5), ("aspect", "x", 0.9)], columns=["measure", "item", "tied_share"])
    assert sentences.breaks(tied, {("aspect", "results"): "成果"}, 0.7).endswith("次の項目は続きとみなせません：成果（50%）")
    assert sentences.breaks(tied.tail(1), {}, 0.7) == ""


def test_a_broken_series_gives_no_difference_over_the_break():
    rows = DataFrame([("甲市", "2024", 10.0), ("甲市", "2025", 30.0)], columns=["line", "round", "value"])
    assert sentences.series(rows, "甲市", "成果", [], "、前から +20.0点") == "成果：10.0 → 30.0、前から +20.0点"
    broken = sentences.series(rows, "甲市", "成果", ["2025", "2025-2"], "、前から +20.0点")
    assert broken == "成果：10.0 → 30.0、令和7年度（2025）・令和7年度 第2回（2025-2）で設問が入れ替わり、つながらない"
    assert sentences.series(rows.head(0), "甲市", "成果", []) == "成果：回答が足りない"


def test_the_change_of_a_series_is_that_over_the_questions_of_both_rounds():
    """The papers of a series may differ in a few questions: the difference of its ends is then no change."""
    assert sentences.moved(CHANGE, "a", "overall", "as_is", "前") == "、前から +20.0点"
    assert sentences.moved(CHANGE.assign(tied_share=0.8), "a", "overall", "as_is", "前") == "、前から対応する設問だけで +20.0点"
    assert sentences.moved(CHANGE, "a", "aspect", "results", "前") == "" == sentences.moved(CHANGE, "z", "overall", "as_is", "前")


def test_over_a_break_nobody_is_said_to_have_moved():
    broken = CHANGE.assign(tied_share=0.5)
    assert sentences.lead(broken, "前", "後") == (
        "前と後では調査票が変わり、現状（総合）で対応する設問は50%です"
        "（70%に満たないため、上がり下がりは数えません。両方の回で分かるのは3団体です）。"
    )
    assert "+20" not in sentences.slopes(broken, "甲市", "a") and "続きとみなせない" in sentences.slopes(broken, "甲市", "a")


def test_sums_are_told_by_round_or_not_at_all():
    rows = DataFrame([(2024, "overall", "as_is", 40.0, 9)], columns=["round", "measure", "item", "median", "n"])
    assert sentences.totals(rows, {"2024": "前"}) == "集計に同意した団体の現状（総合）の中央値は、前 40.0点（n=9）です。"
    assert "6団体に満たない" in sentences.totals(rows.head(0), {})


def test_a_kpi_at_its_target_is_counted():
    rows = DataFrame({"progress": [100.0, 40.0, None]})
    assert sentences.kpis(rows) == "基準値・目標値・実績がそろう KPI 2件のうち、目標に達したのは1件（達成度の中央値 70%、全3件）"
    assert "まだありません" in sentences.kpis(rows.tail(1)) and "取り込まれていません" in sentences.kpis(rows.head(0))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (("below_peers:results", True, None), "「成果」が比較相手の中央値より低い：安定した結果"),
        (("weakest_aspect", False, "設問 q1 を除くと変わる"), "目標から最も遠い観点：参考（条件により変動）（問1 を除くと変わる）"),
        (("priority", pd.NA, "判定不可（…）"), "支援優先度の判定：判定不可"),
    ],
)
def test_a_statement_bears_its_mark_and_the_condition(statement: tuple[object, ...], said: str):
    rows = DataFrame([statement], columns=["statement", "holds", "turns_when"])
    assert robustness.lines(rows, {"results": "成果"}) == [said]


def test_marks_are_counted():
    assert (
        robustness.counted(DataFrame({"holds": [True, False, True, None]}), "安定性", "件")
        == "安定性：安定した結果 2件、参考（条件により変動） 1件、判定不可 1件"
    )


def test_mentors_are_counted_and_the_largest_lead_is_named():
    rows = DataFrame(
        [("成果", "乙町", 20.0, "相談受入可"), ("体制", "丙村", 30.0, "候補（未確認）")], columns=["label", "mentor_name", "lead", "said"]
    )
    assert (
        mentors.finding(rows, "甲市")
        == "先行市町村（相談先候補）：2観点で2件、うち1件は候補（未確認）。差が最も大きいのは「体制」の丙村（+30.0点）"
    )
    assert "で2件、うち1件は受けないと回答。" in mentors.finding(rows.replace("候補（未確認）", "受けないと回答"), "甲市")
    assert "見当たりません" in mentors.finding(rows.head(0), "甲市")
