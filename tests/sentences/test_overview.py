"""What 全体状況 says: singular, zero, ties, unknown."""

from pandas import DataFrame, to_datetime

from analytics.sentences import overview as sentences


def medians(*rows):
    frame = DataFrame(rows, columns=["label", "median", "max", "n"])
    return frame.assign(share=frame["median"] / frame["max"])


def counts(**of):
    return DataFrame({"priority": list(of), "n": list(of.values())})


WEAK = medians(("STEP0 育成取組み", 10.0, 30.0, 25), ("STEP1 全体方針策定", 20.0, 30.0, 25))


def test_the_lead_counts_the_high_ones_and_names_the_weakest_step():
    said = sentences.lead(27, 25, counts(高=6, 中=8, 低=10, 判定保留=1, 未回答=2), WEAK)
    assert (
        said
        == "27団体のうち6団体が支援優先度「高」（ほかに判定保留 1団体・未回答 2団体）。最も弱いのは STEP0 育成取組み（中央値 10/30、25団体）。"
    )


def test_no_high_one_is_said_as_such():
    assert sentences.lead(5, 5, counts(高=0, 低=5), WEAK).startswith("5団体のうち、支援優先度「高」の団体はありません。")


def test_where_priorities_are_hidden_the_answers_are_counted():
    said = sentences.lead(4, 3, None, WEAK)
    assert said.startswith("4団体のうち3団体が回答しています。") and "優先度" not in said


def test_nobody_has_answered_yet():
    assert sentences.lead(27, 0, counts(高=0), medians()) == "27団体のうち、この調査年度に回答した団体はまだありません。"


def test_steps_that_tie_are_all_named():
    tied = medians(("STEP0 育成取組み", 10.0, 30.0, 3), ("STEP1 全体方針策定", 10.0, 30.0, 3), ("STEP2 推進体制", 20.0, 30.0, 3))
    assert "STEP0 育成取組み" in sentences.weakest(tied) and "STEP1 全体方針策定" in sentences.weakest(tied)


def test_steps_that_are_all_alike_have_no_weakest():
    alike = medians(("STEP0 育成取組み", 15.0, 30.0, 1), ("STEP1 全体方針策定", 5.0, 10.0, 1))
    assert sentences.weakest(alike) == "どの STEP も同じ水準です（満点に対する中央値 50%）。"


def test_a_step_is_measured_against_its_own_maximum():
    assert "STEP1" in sentences.weakest(medians(("STEP0 育成取組み", 8.0, 10.0, 2), ("STEP1 全体方針策定", 9.0, 30.0, 2)))


def test_an_unknown_step_is_not_the_weakest():
    assert "STEP1" in sentences.weakest(medians(("STEP0 育成取組み", None, 30.0, 0), ("STEP1 全体方針策定", 9.0, 30.0, 2)))
    assert "まだ分かりません" in sentences.weakest(medians(("STEP0 育成取組み", None, 30.0, 0)))


def test_sums_over_too_few_are_said_to_be_withheld():
    assert "6団体に満たない" in sentences.totals(DataFrame({"n": []}))


def test_sums_name_how_many_stand_behind_them():
    rows = DataFrame({"item": ["STEP0 育成取組み", "STEP1 全体方針策定"], "points": [12.0, 20.0], "max": 30.0, "n": 23})
    assert sentences.totals(rows) == "集計に同意した23団体の結果です。最も弱いのは STEP0 育成取組み（中央値 12/30、23団体）。"


def test_the_silent_ones_are_named_or_there_are_none():
    assert sentences.silent(["谷ノ口村", "清水原町"]) == "谷ノ口村、清水原町"
    assert sentences.silent([]) == "すべての団体が回答しています。"


def test_the_map_says_how_many_have_answered():
    assert sentences.answered(25, 27) == "27団体のうち2団体が未回答"
    assert sentences.answered(1, 1) == "1団体が回答済"


def test_movement_counts_up_and_down():
    changed = DataFrame({"change": [5.0, -1.0, 1e-14]})
    assert sentences.movement(changed) == "両方の回で分かる3団体のうち、1団体が上昇、1団体が低下（変化の中央値 ±0.0）"


def test_one_category_is_not_compared():
    rows = DataFrame({"category": ["市", "市"], "median": [50.0, 50.0]})
    assert sentences.categories(rows) == "区分による現状（総合）の分布"


def test_the_heat_map_without_values_says_so():
    assert sentences.heat(DataFrame({"item": ["a"], "share": [None]})) == "値の分かる団体がまだありません"


def test_completeness_counts_each_state():
    rows = DataFrame({"state": ["回答済", "未回答", "回答済"]})
    assert sentences.completeness(rows) == "回答のそろい具合：回答済 2団体、未回答 1団体"


def test_a_card_names_the_first_three_and_how_many_more() -> None:
    rows = DataFrame({"name": ["あ市", "い町", "う村", "え町", "お村"], "last": [None, *to_datetime(["2025-01-06"] * 4)]})
    assert sentences.quiet(rows) == "・あ市（記録なし）\n・い町（2025-01-06）\n・う村（2025-01-06）\nほか2団体"
    assert sentences.quiet(rows.head(2)) == "・あ市（記録なし）\n・い町（2025-01-06）"


def test_the_finding_over_the_bars_names_all_that_are_drawn() -> None:
    assert (
        sentences.counted(counts(高=6, 中=8, 低=10, 判定保留=1, 未回答=2)) == "支援優先度 高 6・中 8・低 10・判定保留 1・未回答 2（団体）"
    )


def test_a_map_counts_those_on_it_and_apart_those_without_a_name() -> None:
    assert sentences.place_of("総合（現状）", 14, 27, 6) == "総合（現状）：27団体のうち14団体の値が分かる（匿名の6団体は地図に表さない）"
    assert sentences.place_of("総合（現状）", 27, 27) == "総合（現状）（27団体）"
    assert sentences.place_of("総合（現状）", 0, 27) == "総合（現状）：値の分かる団体はない（27団体）"


def test_only_who_sees_all_is_told_of_how_many_a_median_is() -> None:
    assert sentences.medians_of(25, 27) == "値の分かる団体 25/27" and sentences.medians_of(20, None) == "表示できる20団体の中央値"
