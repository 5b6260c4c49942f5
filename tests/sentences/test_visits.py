"""What 訪問計画 says: zero, ties, unknown, late."""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame

from analytics.sentences import visits as sentences


def rows(*visits: tuple[str, float | None, int | None, int, bool | None]) -> DataFrame:
    return DataFrame(visits, columns=["name", "gap", "days_since_contact", "open_promises", "one_person_it"]).astype({"gap": "float64"})


def test_the_lead_counts_quiet_ones_and_names_the_largest_gap() -> None:
    said = sentences.lead(rows(("あ市", 10.0, 89, 0, True), ("い町", 41.26, 90, 2, False), ("う村", None, None, 1, None)))
    assert said == (
        "3団体のうち、90日以上支援記録のない団体は2団体（うち1団体は一度も記録なし）です。"
        "ギャップ（総合）が最も大きいのはい町（41.3点、n=2）です。情報担当の職員が1人以下の団体は1団体（n=2）、未了の約束がある団体は2団体です。"
    )


def test_a_tie_is_said_and_an_unknown_gap_is_no_zero() -> None:
    assert "あ市など2団体（40.0点、n=2）" in sentences.lead(rows(("あ市", 40.0, 1, 0, None), ("い町", 40.0, 1, 0, None)))
    assert "ギャップは、回答が足りないためまだ分かりません。" in sentences.lead(rows(("あ市", None, 1, 0, None)))


def test_an_unknown_number_of_staff_is_not_counted_as_two_or_more() -> None:
    assert "情報担当の職員数は分からず、未了の約束がある団体はありません。" in sentences.lead(rows(("あ市", 40.0, 1, 0, None)))
    assert "情報担当の職員が1人以下の団体はなく、" in sentences.lead(rows(("あ市", 40.0, 1, 0, False)))


def test_the_corner_holds_large_gaps_of_long_silence() -> None:
    said = sentences.corner(
        rows(("a", 40.0, None, 0, None), ("b", 20.0, 90, 0, None), ("c", 10.0, None, 0, None), ("d", None, None, 0, None))
    )
    assert said == "ギャップが中央値（20.0点）以上で、90日以上支援記録のない団体は2団体（n=3）"


def test_late_promises_and_plans_are_counted_apart() -> None:
    promised = DataFrame({"status": ["未着手", "実施中", "完了"], "late": ["期限切れ", "", ""]})
    assert sentences.promises(promised) == "未了の約束は2件（うち1件は期限を過ぎています）"
    assert sentences.promises(promised.tail(1)) == "未了の約束はありません"
    assert sentences.plan(DataFrame({"is_late": [True, False, False]})) == "これからの予定は2件。予定日・期限を過ぎたものが1件"
    assert sentences.plan(DataFrame({"is_late": []})) == "予定されている訪問・期限はありません"


def test_questions_are_counted_by_municipality() -> None:
    assert sentences.questions(DataFrame({"code": ["1", "1", "2"]})) == "確認したい点：2団体に3件"
    assert "見つかりませんでした" in sentences.questions(pd.DataFrame({"code": []}))
