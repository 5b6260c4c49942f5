"""Are the sentences about gaps true for one, none, ties and unknown?"""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame

from analytics.frames.gap import REACHED, SHORT, UNKNOWN
from analytics.sentences import gap as sentences


def rows(*cells: tuple[str, str, float | None]) -> DataFrame:
    """(name, aspect, gap): one row each; the target is 80."""
    frame = DataFrame(cells, columns=["name", "aspect_label", "gap"]).astype({"gap": "float64"})
    reach = [UNKNOWN if pd.isna(gap) else SHORT if gap > 0 else REACHED for gap in frame["gap"]]
    return frame.assign(
        code=frame["name"], reach=reach, as_is=80 - frame["gap"], target=80.0, why=["" if r != UNKNOWN else "未回答" for r in reach]
    )


def test_the_aspect_with_the_largest_median_gap_leads() -> None:
    shown = rows(("A市", "体制", 10), ("B町", "体制", 0), ("A市", "成果", 30), ("B町", "成果", 20))
    assert sentences.lead(shown, "prefecture") == (
        "県の目標とのギャップが最も大きい観点は「成果」（中央値25.0点、n=2）です。この観点で目標に届いた団体は、まだありません。"
    )


def test_aspects_that_tie_are_both_named() -> None:
    shown = rows(("A市", "体制", 10), ("B町", "体制", 10), ("A市", "成果", 10), ("B町", "成果", 10))
    assert sentences.lead(shown, "prefecture") == "県の目標とのギャップが最も大きい観点は「体制」・「成果」（中央値10.0点、n=2）です。"


def test_an_unknown_gap_is_not_counted() -> None:
    shown = rows(("A市", "体制", 10), ("B町", "体制", None), ("C村", "体制", 0))
    assert "n=2" in sentences.lead(shown, "prefecture")
    assert "灰色の1団体" in sentences.heat_map(shown)


def test_nothing_known_is_said_and_not_called_zero() -> None:
    assert sentences.lead(rows(("A市", "体制", None), ("B町", "体制", None)), "prefecture") == sentences.NOTHING_KNOWN


def test_a_missing_target_is_not_called_a_missing_answer() -> None:
    shown = rows(("A市", "体制", None)).assign(as_is=50.0)
    assert sentences.lead(shown, "own") == sentences.NO_TARGETS


def test_no_gap_anywhere_is_said() -> None:
    assert sentences.lead(rows(("A市", "体制", 0), ("B町", "体制", 0)), "prefecture").startswith(
        "どの観点でも、半数以上の団体が県の目標に届いています"
    )


def test_one_municipality_is_called_by_its_name() -> None:
    shown = rows(("A市", "体制", 10), ("A市", "成果", 0))
    assert (
        sentences.lead(shown, "own")
        == "A市で自ら定めた目標とのギャップが最も大きい観点は「体制」（10.0点）です。分かっている2観点のうち1観点は届いています。"
    )


def test_one_municipality_that_is_there_everywhere_is_praised() -> None:
    assert sentences.lead(rows(("A市", "体制", 0)), "prefecture") == "A市は、分かっている1観点で県の目標に届いています。"


def test_who_is_there_is_named() -> None:
    shown = rows(("A市", "体制", 0), ("団体3", "体制", 0), ("C村", "体制", 5))
    assert sentences.who_reaches(shown) == "すでに目標に届いている団体：A市、団体3（3団体のうち2団体）"
    assert sentences.who_reaches(rows(("A市", "体制", 5), ("B町", "体制", 5))) == "すでに目標に届いている団体は、まだありません（n=2）。"


def test_the_largest_driver_is_named_with_its_share() -> None:
    bars = DataFrame({"text": ["予算がある", "人がいる"], "contribution": [30.0, 10.0]})
    assert sentences.drivers(bars, "成果") == "「成果」のギャップの75%は、設問「予算がある」によるもの"


def test_drivers_that_tie_are_counted() -> None:
    bars = DataFrame({"text": ["予算がある", "人がいる"], "contribution": [10.0, 10.0]})
    assert sentences.drivers(bars, "成果") == "「成果」のギャップが最も大きい設問は2つ（それぞれギャップの50%）"


def test_drivers_without_a_gap_or_without_answers_say_so() -> None:
    assert "ギャップはありません" in sentences.drivers(DataFrame({"text": ["a"], "contribution": [0.0]}), "成果")
    assert "内訳は分かりません" in sentences.drivers(DataFrame({"text": [], "contribution": []}), "成果")


def test_the_question_that_most_left_at_the_lowest_choice_is_named() -> None:
    pieces = DataFrame({"text": ["予算がある", "予算がある"], "level": [0.0, 1.0], "count": [3, 2], "n": [5, 5]})
    assert sentences.distribution(pieces, "成果") == "設問「予算がある」では、回答した5団体のうち3団体が、いちばん下の選択肢"
    assert "まだ回答がありません" in sentences.distribution(pieces.assign(level=None), "成果")


def test_the_way_to_the_target_tells_questions_and_points() -> None:
    way, gap = DataFrame({"as_is_after": [60.0, 85.0]}), rows(("A市", "成果", 40)).iloc[0]
    assert sentences.way_to_target(way, gap, "A市", "成果") == (
        "A市の「成果」は、2つの設問をいちばん上の選択肢まで進めると、85.0点となり、目標（80.0点）に届きます。"
    )


def test_there_is_no_way_to_tell_for_whoever_is_there_or_unknown() -> None:
    there, unknown = rows(("A市", "成果", 0)).iloc[0], rows(("A市", "成果", None)).iloc[0]
    assert "すでに目標に届いています" in sentences.way_to_target(DataFrame(), there, "A市", "成果")
    assert "未回答のため" in sentences.way_to_target(DataFrame(), unknown, "A市", "成果")


def test_a_trial_tells_what_moves_and_what_does_not() -> None:
    assert sentences.what_if(2, (40.0, 30.0), ("高", "中")) == (
        "2つの回答を引き上げると、総合のギャップは40.0点から30.0点になります。支援優先度は「高」から「中」に変わります。"
    )
    assert sentences.what_if(1, (40.0, 39.0), ("高", "高")).endswith("支援優先度は「高」のままです。")


def test_others_than_the_prefecture_are_told_no_priority() -> None:
    assert "支援優先度" not in sentences.what_if(1, (None, None), None)


def test_a_trial_without_a_changed_answer_says_how_to_begin() -> None:
    assert sentences.what_if(0, (40.0, 40.0), None).startswith("回答を選び直すと")


def test_sums_over_fewer_than_six_are_not_told() -> None:
    assert "6団体に満たない" in sentences.totals(DataFrame(columns=["aspect_label", "median", "target", "n"]))


def test_the_rank_moves_or_stays_or_is_not_known():
    assert sentences.rank((5, 25), (3, 25)) == "総合のギャップが小さい順では、県内25団体のうち 5位 → 3位 です。"
    assert sentences.rank((1, 1), (1, 1)) == "総合のギャップが小さい順では、県内1団体のうち 1位 です。"
    assert "出せません" in sentences.rank(None, (1, 2))
