"""Do the rows of the gap page keep unknown apart from zero?"""

from __future__ import annotations

import pytest
from pandas import DataFrame

from analytics.frames import gap as frames
from analytics.model import Model, load_model
from tests.conftest import SMALL


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(SMALL / "model")


def gap_rows(*rows: tuple[str, str, float | None, float | None, float]) -> DataFrame:
    """(code, aspect, as_is, target, coverage)."""
    frame = DataFrame(rows, columns=["code", "aspect", "as_is", "target", "coverage"]).astype({"as_is": "float64", "target": "float64"})
    return frame.assign(round=2025, gap=(frame["target"] - frame["as_is"]).clip(lower=0))


def test_who_sent_in_nothing_has_a_row_for_every_aspect(model: Model) -> None:
    found = frames.every_municipality(gap_rows(), {"98201": "静市"}, ["98201"], model)
    assert len(found) == len(model.to_be.aspects)
    assert set(found["why"]) == {frames.SILENT} and found["gap"].isna().all()


def test_the_reason_why_a_gap_is_unknown_is_kept_apart(model: Model) -> None:
    found = frames.every_municipality(
        gap_rows(("a", "results", None, 80, 0.2), ("b", "results", 50, None, 1), ("c", "results", 90, 80, 1)), {}, [], model
    )
    own = found[found["aspect"] == "results"].set_index("code")
    assert dict(own["why"]) == {"a": frames.TOO_FEW, "b": frames.NO_TARGET, "c": ""}
    assert dict(own["reach"]) == {"a": frames.UNKNOWN, "b": frames.UNKNOWN, "c": frames.REACHED}


def test_only_those_with_a_target_of_their_own_can_be_measured_against_it() -> None:
    targets = DataFrame({"code": ["a", "b"], "source": ["own", "prefecture"]})
    gap = DataFrame({"code": ["a", "b"]})
    assert frames.may_be_in_focus(gap, targets, "own") == ["a"]
    assert frames.may_be_in_focus(gap, targets, "prefecture") == [frames.ALL, "a", "b"]


def test_an_unanswered_question_is_counted_apart_from_the_lowest_choice(model: Model) -> None:
    answers = DataFrame({"question": ["q4"] * 3, "points": [0.0, 10.0, None], "missing_reason": [None, None, "対象外"]})
    found = frames.distribution(answers, frames.questions_of(model, "2025", "results"), silent=2)
    assert dict(zip(found["choice"], found["count"], strict=True)) == {"ない": 1, "ある": 1, "対象外": 1, frames.SILENT: 2}
    assert set(found["n"]) == {2} and found["end"].max() == 5


def test_pieces_lie_end_to_end(model: Model) -> None:
    answers = DataFrame({"question": ["q4"] * 3, "points": [0.0, 4.0, 4.0], "missing_reason": None})
    found = frames.distribution(answers, frames.questions_of(model, "2025", "results"), silent=0)
    assert list(found["start"]) == [0, 1] and list(found["end"]) == [1, 3]


def test_drivers_are_summed_over_municipalities_the_largest_first(model: Model) -> None:
    rows = DataFrame({"code": ["a", "b", "a"], "question": ["q2", "q2", "q6"], "contribution": [5.0, 7.0, 30.0]})
    found = frames.drivers_by_question(rows, frames.questions_of(model, "2025", "character"))
    assert list(found["question"]) == ["q6", "q2"] and list(found["contribution"]) == [30.0, 12.0] and list(found["n"]) == [1, 2]


def test_an_answer_can_only_be_raised(model: Model) -> None:
    question = frames.questions_of(model, "2025", "results")["q4"]
    assert frames.higher_choices(question, 4) == [4, 10]
    assert frames.higher_choices(question, 10) == [10]


def test_an_unanswered_question_stays_so_until_it_is_chosen(model: Model) -> None:
    question = frames.questions_of(model, "2025", "results")["q4"]
    assert frames.higher_choices(question, float("nan")) == [None, 0, 4, 10]
    assert frames.choice_label(question, None) == frames.SILENT


def test_a_long_question_takes_two_lines_and_none_begins_with_a_full_stop() -> None:
    assert frames.in_lines("あ" * 24 + "、" + "い" * 30) == "あ" * 24 + "、\n" + "い" * 24 + "…"
    assert frames.in_lines("短い") == "短い"


def test_what_does_not_move_has_no_arrow() -> None:
    assert (frames.arrow(10, 10), frames.arrow(10, 15), frames.arrow(None, 5)) == ("10.0", "10.0 → **15.0**", "分からない → **5.0**")


def test_the_smallest_gap_is_first_and_an_unknown_one_has_no_rank():
    every = DataFrame({"code": ["1", "2", "3"], "gap": [10.0, 20.0, None]})
    assert frames.rank(every, "2", 20.0) == (2, 2)
    assert frames.rank(every, "2", 5.0) == (1, 2)
    assert frames.rank(every, "3", None) is None
