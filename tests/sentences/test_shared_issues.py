"""Are the sentences about shared issues true for none, ties and those who may not see them?"""

from __future__ import annotations

from pandas import DataFrame

from analytics.frames.shared_issues import COLUMNS
from analytics.sentences import shared_issues as sentences


def clusters(*rows: tuple[str, int, str | None]) -> DataFrame:
    """(label, n_municipalities, joint)."""
    found = DataFrame(rows, columns=["label", "n_municipalities", "joint"])
    return found.reindex(columns=list(COLUMNS)).astype({"joint": object})


def test_the_first_sentence_counts_candidates_and_names_the_widest() -> None:
    assert sentences.lead(clusters(("検針", 4, "検討候補"), ("サル", 2, None)), 30, 6) == (
        "課題リストのある6団体・30件の中で、2団体以上に共通する課題（合同検討候補）は2件、うち共同調達・共同利用の検討候補は1件です。"
        "最も広く共通するのは「検針」（4団体）です。"
    )


def test_several_that_are_equally_wide_are_counted() -> None:
    assert "「検針」など2件（2団体）" in sentences.lead(clusters(("検針", 2, None), ("サル", 2, None)), 4, 2)


def test_nothing_shared_is_said_with_its_n() -> None:
    assert (
        sentences.lead(clusters(), 4, 2, "only")
        == "選んだ団体のうち、課題リストのある2団体・4件の中に、2団体以上に共通する課題は見つかりません。"
    )


def test_others_than_the_prefecture_are_told_what_they_see() -> None:
    assert sentences.own_lead(0, 0, 3).startswith("自団体の課題リストはまだありません。登録されている提供内容は3件")
    assert "課題5件のうち2件に" in sentences.own_lead(5, 2, 3)
    assert sentences.visitor_lead(3) == "登録されている提供内容は3件です。共通課題は、県担当だけが見られます。"


def test_text_alone_is_no_reason_to_buy_together() -> None:
    judged = DataFrame({"code": ["1", "2"], "renewal": [2026.0, 2030.0], "joins": [True, False]})
    assert sentences.joint_reason(judged, {"1": "い市", "2": "ろ町"}) == sentences.TEXT_ONLY


def test_the_years_of_one_municipality_stand_together() -> None:
    judged = DataFrame({"code": ["1", "1", "2", "1"], "renewal": [2026.0, 2028.0, 2027.0, 2040.0], "joins": [False] * 4})
    assert sentences.joint_reason(judged, {"1": "い市", "2": "ろ町"}) == "更改予定年度が2年以内（い市 2026・2028年度、ろ町 2027年度）"
