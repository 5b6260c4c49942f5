"""What is about to leave, in words."""

from __future__ import annotations

from pandas import DataFrame

from analytics.bulk import Chosen
from analytics.sentences import bulk as says


def test_without_a_table_one_is_asked_for() -> None:
    assert says.leaving([], ["2025"]) == "出力する表を選んでください。"


def test_tables_without_rows_are_said_to_be_empty() -> None:
    assert says.leaving([Chosen("総合", DataFrame(), ())], []) == "選んだ表には、出力できる行がありません。"


def test_tables_rows_and_rounds_are_counted() -> None:
    assert says.leaving([Chosen("総合", DataFrame({"a": [1]}), ())], ["令和7年度（2025）"]) == (
        "1表・1行を、条件・出典を付けて出力します。調査年度は令和7年度（2025）です。"
    )


def test_characters_that_cp932_lacks_are_counted() -> None:
    assert says.lost(["「𠮷」…"]).startswith("CP932 にない文字が1種類あり")
    assert says.lost([]).startswith("CP932 にない文字はありません")
