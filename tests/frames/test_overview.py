"""Rows of 全体状況: unknown is not zero, nobody is left out, orders hold."""

from datetime import date

import pandas as pd
from pandas import DataFrame

from analytics.frames import overview as frames

NAMES = {"99201": "みほん市", "99202": "みなと市", "99203": "三つ橋市"}
CODES = list(NAMES)
LABELS = ({"step0": "STEP0 育成取組み"}, {"character": "取組の性格"})


def steps(*rows):
    return DataFrame(rows, columns=["code", "step", "score", "max", "coverage", "source"])


def test_a_row_without_any_answer_is_no_answer():
    table = steps(
        ("99201", "step0", None, 30.0, 0.0, "answers"),
        ("99202", "step0", 0.0, 30.0, 1.0, "answers"),
        ("99203", "step0", 9.0, 30.0, None, "table"),
    )
    assert frames.respondents(table) == {"99202", "99203"}


def test_the_median_of_a_step_leaves_out_the_unknown():
    table = steps(("99201", "step0", None, 30.0, 0.0, "answers"), ("99202", "step0", 10.0, 30.0, 1.0, "answers"))
    row = frames.step_medians(table, LABELS[0]).iloc[0]
    assert (row["median"], row["n"], row["label"]) == (10.0, 1, "STEP0 育成取組み")


def test_every_municipality_is_counted_under_one_priority():
    priority = DataFrame({"code": ["99201", "99202"], "support_priority": ["高", None], "reason": ["", "判定保留: STEP0 は回答が不足"]})
    counts = frames.priority_counts(priority, CODES, NAMES).set_index("priority")
    assert counts["n"].to_dict() == {"高": 1, "中": 0, "低": 0, "判定保留": 1, "未回答": 1}
    assert counts.loc["未回答", "names"] == "三つ橋市"


def test_a_blank_form_is_counted_as_unanswered_not_as_held_back():
    priority = DataFrame({"code": ["99201", "99202"], "support_priority": ["高", None], "reason": ["", "未回答: この年度の回答がない"]})
    counts = frames.priority_counts(priority, CODES, NAMES).set_index("priority")
    assert (counts.loc["判定保留", "n"], counts.loc["未回答", "n"]) == (0, 2)


def test_who_was_never_contacted_stands_first_and_support_to_all_does_not_count():
    log = DataFrame({"code": ["99201", "99202", "99000"], "date": [date(2026, 1, 1), date(2026, 6, 1), date(2026, 6, 20)]})
    rows = frames.quiet(log, CODES, NAMES, date(2026, 7, 1))
    assert list(rows["code"]) == ["99203", "99201"]
    assert rows["days"].isna().tolist() == [True, False]


def test_what_is_planned_is_no_contact_yet():
    log = DataFrame({"code": ["99201"], "date": [date(2026, 8, 1)]})
    assert "99201" in set(frames.quiet(log, CODES, NAMES, date(2026, 7, 1))["code"])


def heat():
    gap = DataFrame({"code": ["99201"], "aspect": ["character"], "as_is": [50.0]})
    places = frames.places(DataFrame({"code": CODES, "block": ["中央", "東部", "中央"]}), CODES, NAMES, by_block=True)
    return frames.heat(steps(("99201", "step0", 15.0, 30.0, 1.0, "answers")), gap, places, LABELS)


def test_the_heat_map_has_a_cell_for_all_and_a_dash_for_the_unknown():
    rows = heat()
    assert len(rows) == 6
    unknown = rows[(rows["code"] == "99202")].iloc[0]
    assert pd.isna(unknown["share"]) and (unknown["shown"], unknown["full"]) == ("－", "未回答・回答不足")


def test_by_block_the_blocks_stand_together_in_code_order():
    assert list(dict.fromkeys(heat()["place"])) == ["中央｜みほん市", "中央｜三つ橋市", "東部｜みなと市"]


def test_only_who_is_known_in_both_rounds_has_moved():
    told = [
        ("99201", "overall", "as_is", 40.0, 50.0, 10.0, 1.0),
        ("99203", "overall", "as_is", 35.0, 30.0, -5.0, 1.0),
        ("99201", "overall", "gap", 9.0, 8.0, -1.0, 1.0),
    ]
    table = DataFrame(told, columns=["code", "measure", "item", "before", "after", "change", "tied_share"]).assign(round_from="2024")
    rows = frames.changes(table, NAMES)
    assert rows[["name", "shown"]].values.tolist() == [["みほん市", "+10.0"], ["三つ橋市", "-5.0"]]
    assert frames.changes(table.assign(tied_share=0.69), NAMES).empty


def test_an_answer_of_yes_or_no_is_shown_in_words():
    table = DataFrame({"code": ["99201", "99202"], "indicator": "CIO", "value": [1.0, 0.0]})
    measure = frames.Measure("指標 CIO", "indicators", ("indicator", "CIO"), "value", "（実施=1、未実施=0）")
    assert list(frames.measured(table, measure, NAMES)["value"]) == ["実施", "未実施"]


def test_what_is_not_known_stands_on_no_map():
    table = DataFrame({"code": CODES, "as_is": [50.0, None, 1234.5]})
    rows = frames.measured(table, frames.Measure("総合（現状）", "overall", None, "as_is", ""), NAMES)
    assert rows[["code", "shown"]].values.tolist() == [["99201", "50"], ["99203", "1,234.5"]]


def test_completeness_tells_silence_from_a_score_table():
    answers = DataFrame({"code": ["99201", "99201"], "question": ["q01", "q02"], "points": [5.0, None], "missing_reason": [None, "未回答"]})
    municipalities = DataFrame({"code": CODES, "name": list(NAMES.values()), "block": None})
    rows = frames.completeness(answers, municipalities, {"99201", "99202"}, 2)
    assert list(rows["state"]) == ["一部未回答", "STEP得点表だけ", "未回答"]
    assert rows["missing"].iloc[0] == "問2（未回答）" and pd.isna(rows["share"].iloc[1])


def test_like_municipalities_stand_side_by_side_and_silent_ones_last():
    shares = {"1": (0, 5), "2": (90, 95), "3": (1, 6), "4": (None, None), "5": (91, None)}
    heat = DataFrame(
        [(code, item, share) for code, pair in shares.items() for item, share in zip("ab", pair, strict=True)],
        columns=["code", "item", "share"],
    )
    order = frames.alike(heat)
    assert order[-1] == "4"
    assert {frozenset(order[:2]), frozenset(order[2:4])} == {frozenset("13"), frozenset("25")}
