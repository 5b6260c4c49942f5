"""What a karte says of one municipality: far, reached, tied, unknown."""

import pandas as pd
from pandas import DataFrame

from analytics.sentences import karte as sentences


def aspects(*rows):
    return DataFrame(rows, columns=["label", "as_is", "target", "gap"])


def test_the_lead_names_the_aspect_furthest_from_its_target():
    said = sentences.lead("みほん市", aspects(("取組の性格", 90.0, 80.0, 0.0), ("展開・継続性", 22.2, 80.0, 57.8)), 22, 24)
    assert (
        said
        == "みほん市は、分かっている2観点のうち1観点で目標に届いています。最も遠いのは「展開・継続性」（現状 22.2、目標 80）（24問のうち22問に回答）。"
    )


def test_no_aspect_has_reached_its_target():
    assert "分かっている1観点は目標に届いていません" in sentences.lead("A村", aspects(("取組の性格", 10.0, 80.0, 70.0)), 24, 24)


def test_all_known_aspects_have_reached_their_target():
    assert "分かっている1観点で目標に届いています" in sentences.lead(
        "A村", aspects(("取組の性格", 90.0, 80.0, 0.0), ("成果", None, 80.0, None)), 10, 24
    )


def test_aspects_that_tie_are_counted():
    said = sentences.lead("A村", aspects(("取組の性格", 10.0, 80.0, 70.0), ("成果の出し方", 10.0, 80.0, 70.0)), 24, 24)
    assert "「取組の性格」など2観点" in said


def test_too_few_answers_are_no_zero():
    assert "回答が足りません" in sentences.lead("A村", aspects(("取組の性格", None, 80.0, None)), 1, 24)


def test_only_who_sees_all_is_told_that_there_is_no_answer():
    assert "まだ回答していません" in sentences.unknown("A村", "令和7年度", True)
    assert "公開されていないか、まだありません" in sentences.unknown("A村", "令和7年度", False)


def verdict(priority, at_least="高"):
    row = {
        "support_priority": priority,
        "support_content": "推進体制",
        "priority_at_least": at_least,
        "reason": "STEP2 が 10 点で基準 15 点未満",
    }
    return sentences.verdict(DataFrame([row]))


def test_a_verdict_comes_with_content_and_reason():
    assert verdict("高") == ("高", "推進体制", "STEP2 が 10 点で基準 15 点未満")


def test_a_verdict_held_back_says_what_it_is_at_least():
    assert verdict(None, "中")[:2] == ("判定保留（少なくとも中）", "STEP がそろってから判定します")


def test_without_scores_there_is_no_verdict():
    assert sentences.verdict(DataFrame()) == ("未回答", "－", "この調査年度の回答がありません。")


def test_a_blank_form_is_told_as_no_answer():
    blank = {"support_priority": None, "support_content": None, "priority_at_least": "低", "reason": "未回答: この年度の回答がない"}
    assert sentences.verdict(DataFrame([blank])) == sentences.verdict(DataFrame())


def test_steps_that_tie_for_the_lowest_are_both_named():
    rows = DataFrame({"label": ["STEP0", "STEP1", "STEP2"], "score": [10.0, 10.0, 20.0], "max": [30.0] * 3})
    assert sentences.steps(rows) == "最も低いのは STEP0（10.0 / 30）と STEP1（10.0 / 30）"


def test_a_municipality_without_any_gap_has_no_drivers():
    assert sentences.drivers(DataFrame(), 0) == "目標に届いていない観点はありません。"


def test_figures_that_are_not_known_are_a_dash():
    assert (sentences.figure(None), sentences.figure(pd.NA), sentences.figure(186003)) == ("－", "－", "186,003")


def test_no_peers_are_said_as_such():
    assert sentences.peers("隣接", 0) == "比較相手（隣接）がありません"
