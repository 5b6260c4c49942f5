"""Choices by label, by position, by points; and asking where two ways differ."""

from __future__ import annotations

import pytest

from analytics.intake.checking.answers import parse_answers, way_of
from analytics.model import load_model
from tests.conftest import SMALL

PAPER = load_model(SMALL / "model").questionnaire("2025")


def understood(question: str, *texts: str, way: str | None = None) -> list[str | None]:
    found = parse_answers(PAPER, question, list(texts), way)
    return [found[text].value or found[text].reason or found[text].fault for text in texts]


@pytest.mark.parametrize(("texts", "labels"), [(("一部", "全庁で"), ["一部", "全庁で"]), (("1", "2", "3"), ["していない", "一部", "全庁で"]), (("0", "5", "30点"), ["していない", "一部", "全庁で"]), (("３", "1.0"), ["全庁で", "していない"])])  # fmt: skip
def test_label_position_and_points_mean_the_same_choice(texts, labels):
    assert understood("q1", *texts) == labels


def test_a_column_is_read_one_way_throughout():
    assert understood("q1", "0", "5", "3")[2].startswith("選択肢にない回答です。使えるのは 0・5・30")


def test_where_position_and_points_differ_it_asks():
    odd = PAPER.by_id["q1"].model_copy(
        update={"choices": tuple(c.model_copy(update={"points": p}) for c, p in zip(PAPER.by_id["q1"].choices, (0, 1, 2), strict=True))}
    )
    way, doubt = way_of(odd, ["1", "2"], None)
    assert way is None and "選択肢の番号とも点数とも読めます" in doubt and "--answers" in doubt
    assert way_of(odd, ["1", "2"], "points") == ("points", None)


@pytest.mark.parametrize(
    ("text", "shown"), [("研修を計画的に行っている", "「q1 研修を計画的に行っている」"), ("あ" * 60, f"「q1 {'あ' * 39}…」")]
)
def test_the_doubt_names_the_question_by_its_id_and_its_text_is_cut_visibly(text, shown):
    choices = tuple(choice.model_copy(update={"points": points}) for points, choice in enumerate(PAPER.by_id["q1"].choices))
    _, doubt = way_of(PAPER.by_id["q1"].model_copy(update={"choices": choices, "text": text}), ["1", "2"], None)
    assert doubt and doubt.startswith(shown)


def test_zero_settles_the_doubt():
    odd = PAPER.by_id["q1"].model_copy(
        update={"choices": tuple(c.model_copy(update={"points": p}) for c, p in zip(PAPER.by_id["q1"].choices, (0, 1, 2), strict=True))}
    )
    assert way_of(odd, ["0", "1", "2"], None) == ("points", None)


def test_a_missing_mark_is_no_choice_and_carries_its_reason():
    assert understood("q1", "無回答", "対象外", "一部") == ["未回答", "対象外", "一部"]


def test_an_unknown_choice_names_what_would_be_right():
    assert understood("q1", "たまに", "一部")[0] == "選択肢にない回答です。使えるのは していない・一部・全庁で です"


def test_a_question_that_the_questionnaire_lacks_keeps_its_text():
    assert understood("t1", " 特になし ") == ["特になし"]
