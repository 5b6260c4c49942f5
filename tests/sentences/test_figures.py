"""Figures in sentences: what reads the same is not said to differ, what is not all is not called all."""

from __future__ import annotations

import pytest
from pandas import DataFrame

from analytics.frames.gap import REACHED, SHORT
from analytics.frames.literacy import MANAGERS, STAFF
from analytics.sentences import advice, figures, gap, issues, karte, literacy, meeting, neighbours, overview, priority, progress
from analytics.sentences.intake import taken
from tests.sentences.test_priority import LIMITS, STEPS, table


@pytest.mark.parametrize(("value", "said"), [(1.25, "+1.2"), (-1.26, "−1.3"), (0.0, "±0.0"), (-0.04, "±0.0"), (0.04, "±0.0")])
def test_a_difference_that_reads_as_zero_has_neither_sign(value: float, said: str) -> None:
    assert figures.signed(value) == said


@pytest.mark.parametrize(
    ("part", "said"), [(0, "0%"), (1, "1%未満"), (5, "1%未満"), (6, "1%"), (500, "50%"), (996, "99%超"), (1000, "100%")]
)
def test_a_share_is_nought_or_all_only_where_it_is(part: int, said: str) -> None:
    assert figures.percent(part, 1000) == said


def test_a_share_below_a_limit_never_reads_as_the_limit() -> None:
    assert figures.below(0.5, 0.7) == "50%" and figures.below(0.696, 0.7) == "69.6%"


def test_an_interval_that_leaves_zero_out_does_not_read_as_if_it_began_there() -> None:
    assert figures.interval(0.02, 5.0) == "+0.02～+5.00" and figures.interval(-1.0, 5.0) == "−1.0～+5.0"
    assert figures.interval(0.0, 5.0) == "±0.0～+5.0"


def test_plain_figures_have_one_decimal_or_none() -> None:
    assert [figures.plain(one) for one in (8.333, 10.0, 1234.5, -0.04, -2.5)] == ["8.3", "10", "1,234.5", "0", "−2.5"]
    assert [figures.amount(one) for one in (0.0, 0.01, 0.05)] == ["0.0点", "0.1点未満", "0.1点"]
    assert figures.counts([5, 5]) == "5" and figures.counts([3, 5, 4]) == "3～5"


def of_categories(**medians: float) -> DataFrame:
    return DataFrame({"category": list(medians), "median": list(medians.values())})


def test_categories_whose_medians_read_the_same_are_not_ranked() -> None:
    assert overview.categories(of_categories(市=51.04, 村=50.96)) == "区分による現状（総合）の分布"
    assert overview.categories(of_categories(市=60.0, 町=60.0, 村=50.0)) == "中央値は市と町が60.0で最も高く、村が50.0で最も低い"


def test_a_figure_of_a_promise_that_reads_the_same_has_not_moved() -> None:
    assert meeting.moved("体制", 40.06, 40.14, "点") == "体制：40.1点で変わらず"


def test_a_gap_that_reads_the_same_is_kept_in_a_trial() -> None:
    assert gap.what_if(1, (40.04, 40.0), None) == "1つの回答を引き上げると、総合のギャップは40.0点のまま、ほとんど変わりません。"
    assert gap.what_if(1, (40.0, 40.0), None) == "1つの回答を引き上げると、総合のギャップは40.0点のままです。"
    assert gap.what_if(2, (None, 40.0), None) == "2つの回答を引き上げると、総合のギャップは40.0点と分かります。"


def test_a_state_just_short_of_its_target_does_not_read_as_the_target() -> None:
    rows = DataFrame({"label": ["体制"], "as_is": [79.97], "target": [80.0], "gap": [0.03]})
    assert "（現状 79.97、目標 80）" in karte.lead("A市", rows, 3, 24)


def reached(*gaps: float) -> DataFrame:
    names = [f"{place}市" for place in range(len(gaps))]
    reach = [SHORT if one > 0 else REACHED for one in gaps]
    return DataFrame({"name": names, "code": names, "aspect_label": "体制", "gap": gaps, "as_is": 80.0, "target": 80.0, "reach": reach})


def test_nearly_all_is_not_called_all() -> None:
    assert "（99%超）" in gap.heat_map(reached(*[0.0] * 299, 5.0))
    assert gap.heat_map(reached(5.0, 3.0)) == "分かっている2項目（団体×観点）に、目標に届いたものはまだない"


def test_an_aspect_that_is_there_is_not_among_the_largest_gaps() -> None:
    rows = reached(0.03, 0.0).assign(name="A市", code="a", aspect_label=["体制", "成果"])
    assert gap.lead(rows, "own").startswith("A市で自ら定めた目標とのギャップが最も大きい観点は「体制」（0.1点未満）")


def test_none_below_a_limit_is_said_only_of_those_who_are_known() -> None:
    assert priority.strip(table(("A市", None, None, "未回答")), LIMITS, STEPS.labels) == "STEP の得点が分かる団体はまだありません"
    assert priority.strip(table(("A市", 20, None, "低"), ("B町", 20, None, "低")), LIMITS, STEPS.labels) == (
        "得点の分かる2団体は、分かっているどの STEP も基準以上"
    )


def test_only_who_may_set_the_limits_is_told_how() -> None:
    told = priority.where_from(priority.PUBLISHED, priority.PUBLISHED, may_set=False)
    assert told == "公表された表から推定した基準（特定の県の基準ではない）です。"
    assert "設定ファイル" in priority.where_from(priority.PUBLISHED, priority.PUBLISHED)


def test_the_same_everywhere_has_no_most() -> None:
    rows = DataFrame({"label": ["体制", "人材"], "value": [0.0, 0.0], "mean": [0.0, 0.0], "n": [5, 5]})
    assert karte.extreme(rows, "ギャップ要因", highest=True) == "ギャップ要因：2項目のどれも同じ（0）"
    assert advice.severe(rows) == "どの要因も深刻度の平均は同じ（0.0、n=5）"
    shares = DataFrame({"label": ["忙しい"] * 2, "group": [MANAGERS, STAFF], "agreeing": [50, 50]})
    assert literacy.shares("A市", shares) == "A市の肯定的な回答の割合は、比べられる1設問のどれも管理職と一般職員で同じ"


def test_menus_that_tie_are_counted() -> None:
    rows = DataFrame({"title": ["研修", "窓口"], "need": [3, 3], "places": [8, None], "left_over": [5, None]})
    assert advice.menus(rows) == "最も多くの団体の案に挙がるのは「研修」など2件（各3団体、「研修」は残り5枠）"
    assert advice.short_of_places(rows.tail(1)) == "枠の定めのあるメニューはありません。"


def test_alike_is_claimed_of_those_that_could_be_placed() -> None:
    rows = DataFrame({"measure": "step", "label": ["甲", "乙"], "place": ["same", None]})
    assert "判定できる1項目（STEP・観点2項目のうち）は、どれも同程度です" in neighbours.lead("A市", rows, "隣接", 5)


def test_nothing_rated_is_not_nought_of_nought() -> None:
    rows = DataFrame({"objective": [None], "subjective": [None], "differs": [None], "own_conflict": [None]}, dtype=object)
    assert issues.quadrant(rows) == "客観・主観の両方の評価がある課題はありません"
    assert issues.compared(rows) == "市町村の評価と計算した優先度の両方がある課題はない"


def test_receipt_numbers_are_a_range_only_where_none_is_missing() -> None:
    assert [taken(numbers) for numbers in ([3], [3, 4], [5, 3, 4], [3, 5, 6])] == [
        "1ファイルを取り込みました（受付番号 3）。", "2ファイルを取り込みました（受付番号 3・4）。",
        "3ファイルを取り込みました（受付番号 3～5）。", "3ファイルを取り込みました（受付番号 3・5・6）。",
    ]  # fmt: skip


def test_a_break_of_nearly_the_limit_says_so() -> None:
    ties = DataFrame([("aspect", "results", 0.699)], columns=["measure", "item", "tied_share"])
    assert progress.breaks(ties, {("aspect", "results"): "成果"}, 0.7).endswith("：成果（69.9%）")


@pytest.mark.parametrize(
    ("numbers", "said"), [([], ""), ([7], "7"), ([2, 1], "1・2"), ([1, 2, 3], "1～3"), ([9, 1, 2, 4, 3, 7, 10, 10], "1～4・7・9・10")]
)
def test_every_receipt_number_is_told(numbers: list[int], said: str) -> None:
    assert figures.receipt_numbers(numbers) == said
