"""Are the sentences about support priority true for one, none, ties and unknown?"""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas import DataFrame

from analytics.frames.priority import Steps
from analytics.priority import Limits, priority
from analytics.scope import Scope
from analytics.sentences import priority as sentences
from tests.conftest import GOLDEN, World

STEPS = Steps({"step0": "STEP0 育成取組み", "step1": "STEP1 全体方針策定"}, {"step0": 30.0, "step1": 30.0})
LIMITS = {"step0": Limits(15, 15), "step1": Limits(10, 10)}


def table(*rows: tuple[str, float | None, float | None, str]) -> DataFrame:
    """(name, step0, step1, verdict): one municipality each."""
    frame = DataFrame(rows, columns=["name", "step0", "step1", "verdict"]).astype({"step0": "float64", "step1": "float64"})
    return frame.assign(code=frame["name"], support_priority=frame["verdict"], reason="STEP0 が 10 点で基準 15 点未満", decision=None)


def test_the_count_of_each_verdict_and_the_weakest_step_lead() -> None:
    shown = table(("A市", 10, 20, "中"), ("B町", 5, 5, "高"))
    assert (
        sentences.lead(shown, STEPS)
        == "2団体のうち1団体が支援優先度「高」です（「中」1団体）。最も弱いのは STEP0 育成取組み（中央値 7.5/30、2団体）。"
    )


def test_verdicts_held_back_are_told() -> None:
    assert "「判定保留」1" in sentences.lead(table(("A市", 10, None, "判定保留"), ("B町", 5, 5, "高")), STEPS)


def test_who_did_not_answer_is_counted_apart_from_who_is_held_back() -> None:
    shown = table(("A市", 10, None, "判定保留"), ("B町", None, None, "未回答"))
    assert "（「判定保留」1団体、「未回答」1団体）" in sentences.lead(shown, STEPS)


def test_no_score_at_all_names_no_weakest_step() -> None:
    assert sentences.weakest(table(("A市", None, None, "判定保留")), STEPS) == "STEP の得点は、回答が足りないためまだ分かりません。"


def test_steps_that_tie_are_both_named() -> None:
    three = Steps(STEPS.labels | {"step2": "STEP2 推進体制"}, STEPS.maxima | {"step2": 30.0})
    said = sentences.weakest(table(("A市", 10, 10, "中")).assign(step2=20.0), three)
    assert "STEP0 育成取組み" in said and "STEP1 全体方針策定" in said and "STEP2" not in said
    assert sentences.weakest(table(("A市", 10, 10, "中")), STEPS) == "どの STEP も同じ水準です（満点に対する中央値 33%）。"


def test_one_municipality_gets_its_own_reason() -> None:
    assert sentences.lead(table(("A市", 10, 20, "中")), STEPS) == "A市の支援優先度は「中」です。STEP0 が 10 点で基準 15 点未満。"


def test_the_strip_counts_who_falls_short() -> None:
    shown = table(("A市", 10, 20, "中"), ("B町", 15, None, "低"))
    assert sentences.strip(shown, LIMITS, STEPS.labels) == "基準未満の団体が最も多いのは STEP0 育成取組み（2団体のうち1団体）"


def test_nobody_below_a_limit_is_said() -> None:
    assert sentences.strip(table(("A市", 15, 10, "低")), LIMITS, STEPS.labels) == "A市は、どの STEP も基準以上"


def test_limits_tried_out_are_not_called_the_estimated_ones() -> None:
    assert sentences.where_from(sentences.PUBLISHED, sentences.PUBLISHED).startswith(
        "公表された表から推定した基準（特定の県の基準ではない）"
    )
    assert "試算" in sentences.where_from(LIMITS, {**LIMITS, "step0": Limits(20, 15)})
    assert sentences.where_from(LIMITS, LIMITS) == "県の設定ファイルで決めた基準です。"


def test_the_ranges_that_give_the_same_published_rows_are_true(world: World) -> None:
    published = pd.read_csv(GOLDEN / "support_priority.csv")
    codes = [f"{98000 + row}" for row in published["row"]]
    world.municipalities(*codes)
    scores = published.assign(code=codes, round="2025").melt(["code", "round"], list(sentences.SAME_ROWS), "step", "score")
    world.put("steps", scores.to_dict("records"))
    wanted = list(published[["support_priority", "support_content"]].fillna("").itertuples(index=False, name=None))

    def same(step: str, limit: float) -> bool:
        tried = {step: Limits(limit, min(limit, sentences.PUBLISHED[step].support_below))}
        with world.reading(Scope(round="2025")) as con:
            found = priority(con, Scope(round="2025"), 0.5, tried)
        return list(found[["support_priority", "support_content"]].itertuples(index=False, name=None)) == [
            (p, c.replace("、", "・")) for p, c in wanted
        ]

    for step, (low, high) in sentences.SAME_ROWS.items():
        assert [same(step, limit) for limit in (low, low + 0.5, high, high + 0.5)] == [False, True, True, False], step


def test_sensitivity_tells_the_most_that_turn() -> None:
    moves = DataFrame({"limit": ["attention_below"] * 2, "move": [1.0, -3.0], "priority_flips": [2, 5], "n": [25, 25]})
    assert (
        sentences.sensitivity(moves)
        == "優先度の基準を1つだけ動かすと、25団体のうち支援優先度が変わるのは、1点動かすと最大2団体、3点動かすと最大5団体です。"
    )


def test_verdicts_that_do_not_turn_are_said_to_hold() -> None:
    moves = DataFrame({"limit": ["attention_below"] * 2, "move": [1.0, -3.0], "priority_flips": [0, 0], "n": [25, 25]})
    assert sentences.sensitivity(moves).endswith("25団体の支援優先度は変わりません。")


def test_who_is_high_and_was_not_heard_is_named() -> None:
    shown, since = table(("A市", 5, 5, "高"), ("B町", 5, 5, "高")), date(2025, 4, 1)
    assert sentences.coverage(shown, shown[:1], since).endswith("2025年4月1日以降のヒアリングの記録がないのは1団体です：A市")
    assert "すべてに" in sentences.coverage(shown, shown[:0], since)
    assert sentences.coverage(table(("A市", 30, 30, "低")), shown[:0], since) == "支援優先度「高」の団体はありません。"


def test_the_decisions_made_are_counted() -> None:
    shown = table(("A市", 5, 5, "高"), ("B町", 5, 5, "高")).assign(decision=["支援する", "検討中"])
    undecided = sentences.decided(shown.assign(decision=None))
    assert undecided == "支援するか見送るかを決めた団体は、まだありません（全2団体）。"
    assert sentences.decided(shown) == "2団体のうち1団体で、支援するか見送るかを決めています（支援する 1団体）。"
