"""What 指標 says, for one, none, ties and unknown."""

from __future__ import annotations

import math

from pandas import DataFrame

from analytics.frames.indicators import OTHER
from analytics.frames.neighbours import OWN
from analytics.sentences import indicators as say


def rows(*values: float | None, unit: str = "%", role: str = OTHER) -> DataFrame:
    known = [math.nan if value is None else value for value in values]
    reason = [None if value is not None else "未回答" for value in values]
    return DataFrame(
        {"name": [f"{n}町" for n, _ in enumerate(values)], "role": role, "value": known, "unit": unit, "reason": reason, "year": "2024"}
    )


def test_the_lead_gives_median_and_span_with_n():
    assert (
        say.lead("保有率", rows(60, 70, 90))
        == "保有率（2024年）は、3団体のうち3団体の値が分かっています。中央値は70%、最小は60%、最大は90%です。"
    )


def test_an_unknown_value_is_counted_and_not_a_zero():
    said = say.lead("保有率", rows(60, None))
    assert "2団体のうち1団体" in said and "値は60%です" in said and "1団体は値がありません" in said


def test_nobody_known_is_said():
    assert say.lead("保有率", rows(None, None)).endswith("どれについても値がありません。")


def test_yes_and_no_are_counted():
    assert say.lead("CIOの任命", rows(1, 0, 1, unit="実施=1")) == "CIOの任命（2024年）は、3団体のうち2団体が実施、1団体が未実施です。"


def test_the_one_in_focus_is_named_with_its_value_or_the_reason():
    assert say.own(rows(72, role=OWN)) == "0町は72%です。"
    assert say.own(rows(None, role=OWN)) == "0町の値はありません（未回答）。" and say.own(rows(72)) == ""


def test_a_unit_other_than_percent_stands_behind_the_figure():
    assert "中央値は15手続" in say.lead("手続総数", rows(10, 20, unit="手続"))


def test_few_in_both_indicators_are_only_counted():
    assert say.scatter("甲", "乙", DataFrame({"x": [1.0], "y": [2.0]})) == "「甲」と「乙」の両方が分かる団体は1団体です"


def test_a_scatter_never_speaks_of_a_cause():
    both = DataFrame({"x": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 3.0]})
    assert "どちらも中央値以上は2団体" in say.scatter("甲", "乙", both) and "因果関係を示すものではありません" in say.scatter(
        "甲", "乙", both
    )


def test_one_year_is_no_development():
    assert "2年以上の値がありません" in say.over_years("保有率", rows(60, 70))


def test_the_years_tell_where_the_median_went():
    both = rows(60, 70).assign(year=["2023", "2024"])
    assert say.over_years("保有率", both) == "保有率：中央値（破線）は2023年の60%から2024年の70%へ（n=1）"
