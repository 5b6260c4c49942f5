"""Do the rows of the priority page keep verdicts, silence and decisions apart?"""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas import DataFrame

from analytics.frames import priority as frames
from analytics.priority import NOTHING_KNOWN, Limits

STEPS = {"step0": "STEP0 育成取組み", "step1": "STEP1 全体方針策定"}
NO_DECISIONS = DataFrame(columns=["code", "round", *frames.BY_PEOPLE])


def verdicts(*rows: tuple[str, str | None, str]) -> DataFrame:
    """(code, support_priority, priority_at_least)."""
    frame = DataFrame(rows, columns=["code", "support_priority", "priority_at_least"])
    return frame.assign(round=2025, support_content="", reason="理由", step0=10.0, step1=20.0)


def judged(*rows: tuple[str, str | None, str], codes: tuple[str, ...] = ()) -> DataFrame:
    return frames.judged(verdicts(*rows), NO_DECISIONS, {}, codes)


def test_those_held_back_stand_first_and_say_what_is_certain() -> None:
    found = judged(("1", "低", "低"), ("2", None, "中"), ("3", "高", "高"))
    assert list(found["code"]) == ["2", "1", "3"]
    assert found["support_priority"][0] == "判定保留（少なくとも中）"


def test_at_least_low_says_nothing() -> None:
    assert judged(("1", None, "低"))["support_priority"][0] == "判定保留"


def test_who_sent_in_nothing_stands_first_too_and_is_called_unanswered() -> None:
    found = judged(("1", "低", "低"), codes=("1", "9"))
    assert list(found["code"]) == ["9", "1"]
    assert tuple(found.loc[0, ["verdict", "support_priority", "reason"]]) == ("未回答", "未回答", "未回答: この年度の回答がない")


def test_a_blank_form_is_the_same_as_none() -> None:
    blank = verdicts(("2", None, "低"), ("3", None, "低")).assign(reason=[NOTHING_KNOWN, "判定保留: STEP0 は回答が不足"])
    assert list(frames.judged(blank, NO_DECISIONS, {}, ("2", "3", "9"))["verdict"]) == ["未回答", "判定保留", "未回答"]
    assert [frames.in_words(blank[blank["code"] == code]) for code in ("2", "3", "9")] == ["未回答", "判定保留", "未回答"]


def test_a_verdict_held_back_says_what_is_certain_if_that_says_anything() -> None:
    assert frames.in_words(verdicts(("1", None, "中"))) == "判定保留（少なくとも中）"
    assert frames.in_words(verdicts(("1", None, "低"))) == "判定保留" and frames.in_words(verdicts(("1", "高", "高"))) == "高"


def test_nothing_at_all_gives_no_rows() -> None:
    assert judged().empty


def test_equal_scores_lie_side_by_side_around_the_middle() -> None:
    dots = frames.dots(judged(("1", "低", "低"), ("2", "高", "高")), STEPS)
    own = dots[dots["step_label"] == STEPS["step0"]]
    assert own["offset"].sum() == 0 and own["offset"].is_unique
    assert own.loc[own["offset"].idxmax(), "verdict"] == "高"


def test_an_unknown_score_is_no_dot() -> None:
    table = judged(("1", None, "低")).assign(step0=None)
    assert list(frames.dots(table.astype({"step0": "float64"}), STEPS)["step_label"]) == [STEPS["step1"]]


def test_two_equal_limits_are_one_line() -> None:
    lines = frames.lines({"step0": Limits(15, 15), "step1": Limits(15, 10)}, STEPS)
    assert list(lines["label"]) == ["基準 15点", "優先度の基準 15点", "支援内容の基準 10点"]


def test_a_move_that_cannot_be_is_blank() -> None:
    sensitivity = DataFrame(
        {"step": ["step0"], "limit": ["support_below"], "move": [-1.0], "priority_flips": [0], "content_flips": [2], "n": [9]}
    )
    found = frames.moves(sensitivity, {"step0": Limits(15, 15)}, STEPS)
    support = found[found["what"] == "支援内容"].iloc[0]
    assert support["move-1"] == 2 and pd.isna(support["move+1"])


def test_only_a_hearing_since_april_counts() -> None:
    table = judged(("1", "高", "高"), ("2", "高", "高"), ("3", "高", "高"), ("4", "低", "低"))
    log = DataFrame(
        {"code": ["1", "2", "3"], "date": ["2025-04-01", "2025-03-31", "2025-05-01"], "type": ["ヒアリング", "ヒアリング", "研修"]}
    )
    assert list(frames.not_heard(table, log, frames.first_day("2025-2"))["code"]) == ["2", "3"]


def test_only_changed_rows_are_stored_and_a_decision_is_dated() -> None:
    before = frames.to_decide(judged(("1", "高", "高"), ("2", "低", "低")))
    after = before.copy()
    after.loc[0, "decision"] = "支援する"
    stored = frames.typed_in(before, after, "2025", date(2025, 7, 31))
    assert stored == [{"round": "2025", "code": "1", "wish": None, "decision": "支援する", "why": None, "date": date(2025, 7, 31)}]


def test_a_wish_alone_needs_no_date() -> None:
    before = frames.to_decide(judged(("1", "高", "高")))
    assert frames.typed_in(before, before.assign(wish="有"), "2025", date(2025, 7, 31))[0]["date"] is None


def test_the_form_lies_in_code_order_whatever_the_verdicts() -> None:
    assert list(frames.to_decide(judged(("1", "低", "低"), ("2", None, "中")))["code"]) == ["1", "2"]


def test_the_form_is_a_new_one_once_a_decision_is_stored() -> None:
    before = frames.to_decide(judged(("1", "高", "高")))
    assert frames.fingerprint(before) != frames.fingerprint(before.assign(decision="見送る"))
