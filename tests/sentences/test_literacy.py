"""What the literacy page says is what its rows say, hidden ones included, and never a difference that is none."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandas import DataFrame

from analytics.frames import literacy as frames
from analytics.sentences import literacy as sentences


def row(code: str, diff: float | None, half: float = 2, kind: str = "市町村", category: str = "総合") -> dict[str, Any]:
    known = diff is not None
    return {
        "kind": kind, "code": code, "name": f"{code}町", "label": category, "category": category, "diff": diff,
        "ci_low": diff - half if known else None, "ci_high": diff + half if known else None,
        "n_manager": 20 if known else None, "n_staff": 60 if known else None,
    }  # fmt: skip


def judged(*rows: dict[str, Any]) -> DataFrame:
    return frames.judged(DataFrame(rows))


def test_a_difference_whose_interval_holds_zero_is_not_called_one() -> None:
    assert list(judged(row("1", 5), row("2", -5), row("3", 1), row("4", None))["verdict"].fillna("")) == [
        frames.HIGHER, frames.LOWER, frames.UNSURE, "",
    ]  # fmt: skip


def test_the_lead_counts_municipalities_by_verdict_and_leaves_pools_out() -> None:
    rows = judged(row("1", 5), row("2", -5), row("3", 1), row("4", None), row("中央", 9, kind="圏域"))
    assert sentences.lead("令和7年度の診断", "総合", rows) == (
        "令和7年度の診断の総合で管理職と一般職員の差が分かる3団体のうち、「管理職が高い」が1団体、「一般職員が高い」が1団体、"
        "「差があるとは言えない」が1団体です（95%区間による）。ほかの1団体は少人数のため非表示です。"
    )


def test_of_one_municipality_the_lead_tells_the_figures_with_their_n() -> None:
    assert sentences.lead("令和7年度の診断", "Why", judged(row("1", -5.04, category="Why"))) == (
        "令和7年度の診断では、1町の「Why」は一般職員のほうが高い状況です（差 −5.0点、95%区間 −7.0～−3.0、管理職20人・一般職員60人）。"
    )


def test_where_all_is_hidden_the_lead_says_so() -> None:
    said = sentences.lead("令和7年度の診断", "総合", judged(row("1", None), row("2", None)))
    assert said == "令和7年度の診断では、総合の管理職と一般職員の差は表示できません（2団体とも少人数のため非表示）。"


def test_pools_alone_are_called_pools() -> None:
    assert "1まとまり（圏域・グループ）" in sentences.differences("総合", judged(row("中央", 9, kind="圏域")))


def test_categories_without_a_sure_difference_are_said_to_have_none() -> None:
    rows = judged(row("1", 1, category="Why"), row("1", -1, category="How"))
    assert sentences.by_category(rows) == "1町：2区分のどれでも、管理職と一般職員に差があるとは言えない"
    rows = judged(row("1", 9, category="Why"), row("1", -9, category="How"), row("1", 0, category="What"))
    assert sentences.by_category(rows) == "1町：3区分のうち、管理職が高いのは「Why」、一般職員が高いのは「How」"


def mean_row(label: str, mean: float | None, half: float = 1) -> dict[str, Any]:
    known = mean is not None
    return {"kind": "市町村", "label": label, "mean": mean, "ci_low": mean - half if known else None, "ci_high": mean + half if known else None, "n": 20}  # fmt: skip


def test_overlapping_means_are_not_called_different() -> None:
    assert "違うとは言えない" in sentences.means("総合", DataFrame([mean_row("あ", 50), mean_row("い", 51)]))
    assert "区間が離れている組がある" in sentences.means("総合", DataFrame([mean_row("あ", 50), mean_row("い", 60)]))


def test_hidden_departments_are_counted_beside_the_shown() -> None:
    said = sentences.departments("みほん町", "総合", DataFrame([mean_row("総務課", 50), mean_row("税務課", None)]))
    assert said == "みほん町の総合の平均を表示できるのは総務課だけ（50.0点、1所属は少人数のため非表示）"


def test_the_question_with_the_widest_gap_is_named_with_both_shares() -> None:
    rows = DataFrame(
        [(item, group, agreeing, 20) for item, shares in {"忙しい": (40, 70), "誇り": (60, 55)}.items() for group, agreeing in zip((frames.MANAGERS, frames.STAFF), shares, strict=True)],
        columns=["label", "group", "agreeing", "n"],
    )  # fmt: skip
    assert sentences.shares("みほん町", rows) == "みほん町で最も開くのは「忙しい」（管理職40%、一般職員70%が肯定的）"
    assert sentences.shares("みほん町", rows[rows["group"] == frames.STAFF]) == "みほん町の肯定的な回答の割合（2設問）"


def test_the_category_that_is_lowest_most_often_is_named() -> None:
    rows = DataFrame({"category": ["What", "How", "What"]})
    assert sentences.needs(rows) == "平均が最も低い区分として多いのは「What」（3集団のうち2集団）"
    assert "分かりません" in sentences.needs(pd.DataFrame({"category": []}))


def test_the_response_rate_has_the_digit_that_its_table_has() -> None:
    assert "70.6%～92.3%" in sentences.response(DataFrame({"rate": [0.9231, 0.7059]}))


def test_who_keeps_earlier_figures_is_named_with_the_round_and_nobody_else() -> None:
    rows = DataFrame({"name": ["甲町", "甲町", "乙町", "丙町"], "held": [True, True, False, None]})
    told = sentences.kept("令和7年度（2025）", rows, 8)
    assert told.startswith("令和7年度（2025）の甲町は、") and "8人" in told and "乙町" not in told and "丙町" not in told
    assert sentences.kept("令和7年度（2025）", rows[rows["name"] != "甲町"], 8) == ""


def test_the_questions_of_a_questionnaire_are_not_called_categories() -> None:
    rows = judged(row("1", 5, category="問1"), row("1", 1, category="問2"))
    assert "2設問のうち" in sentences.by_category(rows, "設問") and "2区分のうち" in sentences.by_category(rows)


def test_means_that_are_all_the_same_are_told_once() -> None:
    rows = DataFrame({"kind": "市町村", "label": ["甲町", "乙町"], "mean": [2.8, 2.8], "ci_low": 2.5, "ci_high": 3.1, "n": 40})
    assert sentences.means("問1", rows) == "「問1」の平均はどこも2.8点（2団体、区間はすべて重なり、違うとは言えない）"
