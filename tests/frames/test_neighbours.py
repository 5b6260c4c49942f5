"""Which rows 近隣比較 draws: names that do not cover each other, reasons instead of zeros."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics.frames import neighbours as frames
from analytics.frames.neighbours import AWAY, OWN, PEER


@pytest.fixture
def shown() -> DataFrame:
    peers = DataFrame({"peer": ["19205", "20304"], "reason": "境界を接する", "distance": None})
    master = DataFrame(
        {"code": ["19201", "19205", "20304"], "name": ["甲府市", "山梨市", "川上村"], "prefecture": ["山梨県", "山梨県", "長野県"]}
    )
    return frames.members("19201", peers, master)


def test_a_peer_of_another_prefecture_is_marked_with_it(shown: DataFrame):
    assert list(shown["label"]) == ["甲府市", "山梨市", "川上村（長野県・県外）"] and list(shown["role"]) == [OWN, PEER, AWAY]


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_no_name_covers_another_dot_or_name(values: list[float]):
    rows = DataFrame({"item": "a", "value": values, "text": "富士河口湖町"})
    lanes = frames.beside(rows, 100).join(rows)
    spans = [(row.lane, *span(row.value, row.side, len(row.text))) for row in lanes.itertuples()]
    assert all(a[2] <= b[1] or b[2] <= a[1] for a, b in combinations(spans, 2) if a[0] == b[0])


def span(value: float, side: str, letters: int) -> tuple[float, float]:
    here, width = value / 100 * frames.PIXELS, frames.LETTER * letters
    left, right = (frames.DOT / 2, frames.DOT / 2 + width) if side == "right" else (frames.DOT / 2 + width, frames.DOT / 2)
    return here - left, here + right


def test_unknown_values_have_no_dot(shown: DataFrame):
    values = DataFrame({"code": ["19201", "19205"], "item": "a", "value": [50.0, None]})
    assert list(frames.dots(values, shown, {"a": "観点"}, 100)["name"]) == ["甲府市"]


def test_nothing_known_still_has_a_row_for_every_item(shown: DataFrame):
    nothing = DataFrame({"code": [], "item": [], "value": []})
    rows = DataFrame(columns=["label", "item", "q1", "median", "q3", "n"])
    drawn = frames.picture(nothing, shown, {"a": "観点A", "b": "観点B"}, rows, 100)
    assert drawn.heights == (1, 1) and list(drawn.bands["label"]) == ["観点A", "観点B"] and drawn.dots.empty


@pytest.mark.parametrize(
    ("value", "unit", "reason", "shown_as"),
    [(1.0, "実施=1", None, "実施"), (0.0, "実施=1、未実施=0", None, "未実施"), (72.0, "%", None, "72%"),
        (47.86, "%", None, "47.9%"), (0.0, "%", None, "0%"), (None, "%", "未調査", "－（未調査）"), (1234.0, "手続", None, "1,234")],
)  # fmt: skip
def test_a_value_is_written_as_people_write_it(value: float | None, unit: str, reason: str | None, shown_as: str):
    assert frames.written(value, unit, reason) == shown_as


def test_side_by_side_marks_each_missing_value_with_its_reason_and_saves_numbers(shown: DataFrame):
    facts = [("19201", 72.0, None), ("19205", None, "未回答")]
    values = frames.cells(
        DataFrame(facts, columns=["code", "value", "reason"]).assign(indicator="保有率", year="2024", unit="%", category="住民")
    )
    ranked = DataFrame({"item": ["保有率"], "standing": [None]})
    row = frames.side_by_side(values, shown, ranked).iloc[0]
    assert (row["19201"], row["19205"], row["20304"], row["standing"]) == ("72%", "－（未回答）", "－（情報なし）", "－")
    assert frames.side_by_side(values, shown, ranked, as_text=False).iloc[0]["19201"] == 72.0


def test_of_the_most_different_indicators_those_with_three_known_peers_come_first():
    ranked = DataFrame({"item": ["a", "b"], "n": [1, 3], "diff": [90.0, 1.0]})
    values = DataFrame({"indicator": ["a", "b"], "code": "19201", "unit": "%"})
    assert list(frames.most_different(ranked, values, "19201")["item"]) == ["b"]


def test_who_answered_lists_every_choice_and_every_reason(golden):
    paper = golden.model.questionnaire("2025")
    question = paper.questions[0]
    cells = DataFrame({"question": question.id, "said": [question.choices[-1].label, "未回答"], "name": ["甲市", "乙町"]})
    told = frames.who_answered(cells, paper, question.id)
    assert list(told["said"]) == [*(choice.label for choice in reversed(question.choices)), "未回答"] and told["n"].sum() == 2


def test_behind_needs_more_than_half_of_the_known_peers_at_the_top():
    cells = DataFrame({"question": "q", "code": ["a", "b", "c", "d"], "normalised": [0.5, 1, 1, None]})
    assert frames.behind(cells, "a") == ["q"] and frames.behind(cells.assign(normalised=[0.5, 1, 0, None]), "a") == []
