"""What a file is, from its headers alone."""

from __future__ import annotations

import pytest

from analytics.intake.recognising import indicator_name, recognise, round_from, unit_in
from analytics.model import load_model
from tests.conftest import SMALL

MODEL = load_model(SMALL / "model")
PAPER = MODEL.questionnaire("2025")


def mapping(*names: str, known: bool = False):
    return recognise(names, MODEL, PAPER, known)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("団体コード", "市町村名", "人口"), "municipalities"),
        (("団体コード", "q1", "q2"), "survey"),
        (("自治体名", "設問", "回答", "年度"), "survey"),
        (("団体コード", "step0", "step1"), "steps"),
        (("市町村", "取組の性格", "成果の出し方"), "targets"),
        (("市町村名", "日付", "種別", "件名"), "support_log"),
        (("団体コードA", "団体コードB"), "neighbours"),
        (("グループ名", "団体コード"), "groups"),
        (("団体コード", "データの種類", "開示の範囲"), "consents"),
        (("団体コード", "指標", "年", "値"), "indicators"),
        (("調査年度", "団体コード", "支援希望", "県の決定"), "support_decisions"),
    ],
)
def test_the_kind_follows_from_the_header(names, kind):
    assert mapping(*names).kind.name == kind


def test_questions_are_found_by_id_number_and_text():
    found = mapping("団体コード", "問1", "q2", "役割分担が明文化されている", "問４．予算化された取組がある")
    assert found.items == {1: "q1", 2: "q2", 3: "q3", 4: "q4"}


def test_a_question_worded_a_little_otherwise_is_offered_as_a_guess():
    found = mapping("団体コード", "q1", "住民が参加する取組みがある（必須）")
    assert found.items[2] == "q5" and found.guessed == (2,)


def test_an_unknown_header_is_no_kind():
    assert mapping("施設名", "所在地", "電話番号") is None


def test_without_a_place_a_survey_needs_to_know_its_municipality():
    assert mapping("q1", "q2") is None
    assert mapping("q1", "q2", known=True).kind.name == "survey"


def test_a_column_with_its_unit_in_brackets_is_known():
    assert mapping("団体コード", "市町村名", "人口（人）").columns["population"] == 2


@pytest.mark.parametrize(
    ("texts", "round"), [(["調査票", "令和7年度 回答.csv"], "2025"), (["回答_2024-2"], "2024-2"), (["20250401_回答.csv"], None)]
)
def test_the_round_stands_in_a_title_or_file_name(texts, round):
    assert round_from(texts) == round


def test_an_indicators_name_and_unit_are_told_apart():
    assert (indicator_name("普及率（%）"), unit_in("普及率（%）")) == ("普及率", "%")
