"""Which rows the page 指標 draws."""

from __future__ import annotations

from pandas import DataFrame

from analytics.frames import indicators as frames
from analytics.model import Listed

HISTORY = DataFrame(
    {
        "code": ["a", "a", "b"],
        "indicator": "率",
        "year": ["2022", "2024", "2024"],
        "value": [1.0, 2.0, None],
        "unit": "%",
        "reason": [None, None, "未回答"],
    }
)
MEMBERS = DataFrame({"code": ["a"], "role": [frames.OWN], "label": ["甲市"]})


def test_the_newest_year_up_to_the_one_chosen_is_taken_for_all_alike():
    assert list(frames.at(HISTORY, "率", "2023")["year"]) == ["2022"] and len(frames.at(HISTORY, "率", "2024")) == 2


def test_a_year_before_the_first_takes_the_newest_there_is():
    assert set(frames.at(HISTORY, "率", "2020")["year"]) == {"2024"}


def test_everyone_has_a_role_and_a_missing_value_its_reason():
    rows = frames.marked(HISTORY, {"b": "乙町"}, MEMBERS)
    assert list(rows["role"]) == [frames.OWN, frames.OWN, frames.OTHER] and rows["shown"].iloc[-1] == "－（未回答）"


def test_the_map_of_yes_and_no_takes_words_and_leaves_unknown_empty():
    rows = DataFrame({"code": ["a", "b"], "value": [1.0, None], "unit": "実施=1", "shown": ["実施", "－（未調査）"]})
    assert frames.coloured(rows)["value"].iloc[0] == "実施" and frames.coloured(rows)["value"].isna().tolist() == [False, True]


def test_a_national_figure_is_a_line_only_under_the_same_name():
    figure = Listed.model_validate(
        {"id": "f", "label": "AI", "indicator": "AIの導入団体割合", "group": "都道府県", "including": "導入済み", "value": 100}
    )
    assert list(frames.lines([figure], "AIの導入団体割合", 30.0)["value"]) == [30.0, 100.0]
    assert list(frames.lines([figure], "率", None)["line"]) == []


def test_of_more_than_sixty_only_the_marked_ones_are_listed():
    many = DataFrame({"role": [frames.OWN, *[frames.OTHER] * 60]})
    assert len(frames.listed(many)) == 1 and len(frames.listed(many.iloc[:60])) == 60


def test_a_pair_needs_both_values():
    x = DataFrame({"code": ["a", "b"], "name": ["甲市", "乙町"], "role": frames.OTHER, "value": [1.0, 2.0], "shown": ["1%", "2%"]})
    y = DataFrame({"code": ["a", "b"], "value": [3.0, None], "shown": ["3%", "－（未回答）"]})
    assert list(frames.pairs(x, y)["name"]) == ["甲市"]


def test_municipalities_without_a_value_are_counted_apart():
    rows = DataFrame({"year": "2024", "value": [1.0, 0.0, None]})
    assert list(frames.done_by_year(rows)["state"]) == list(frames.STATES)
