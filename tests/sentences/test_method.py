"""Do the words about the method say the settings that are in force?"""

from __future__ import annotations

import pytest

from analytics.config import Config, Measures, Peers
from analytics.kinds import CONSENT_LEVELS
from analytics.model import Questionnaire
from analytics.scope import Role
from analytics.sentences import method as sentences
from tests.conftest import World


@pytest.fixture
def paper(golden: World) -> Questionnaire:
    return golden.model.questionnaire("2025")


def test_the_lead_says_how_many_of_how_many_answered(paper: Questionnaire) -> None:
    said = sentences.lead("試験県", "令和7年度（2025）", paper, 5, 7)
    assert said.startswith("試験県の令和7年度（2025）は、6問・4つのSTEPの調査票に、7団体のうち5団体が答えています。")


def test_the_lead_does_not_call_hidden_answers_missing(paper: Questionnaire) -> None:
    assert "あなたに表示できる回答は1団体分です" in sentences.lead("試験県", "令和7年度", paper, 1, 7, sees_all=False)


def test_a_borrowed_questionnaire_is_said(paper: Questionnaire) -> None:
    assert "それより前の年度の調査票" in sentences.lead("試験県", "令和8年度", paper, 5, 7, borrowed=True)


def test_without_answers_the_method_can_still_be_read(paper: Questionnaire) -> None:
    assert (
        sentences.lead_without_answers(paper) == "この年度に表示できる回答はありません。6問の調査票と、モデル・計算方法はこのまま読めます。"
    )


def test_the_least_coverage_of_config_stands_in_the_rules() -> None:
    formulas = sentences.formulas(Config(measures=Measures(min_coverage=0.6)))
    assert "60%" in " ".join(formulas["steps"].notes) and "60%" in " ".join(formulas["gap"].notes)


def test_the_number_of_nearest_and_their_universe_stand_in_the_rules() -> None:
    notes = " ".join(sentences.formulas(Config(peers=Peers(nearest=7, universe="all")))["peers"].notes)
    assert "7団体" in notes and "取り込んだすべて" in notes


def test_every_formula_is_a_topic_of_the_page() -> None:
    assert set(sentences.formulas(Config())) <= set(sentences.TOPICS)


def test_every_role_and_every_level_of_consent_is_explained() -> None:
    assert {role for role, _ in sentences.SIGHT} == {role.value for role in Role}
    assert {level for level, _ in sentences.CONSENT} >= set(CONSENT_LEVELS)


def test_years_of_a_questionnaire_are_named(paper: Questionnaire) -> None:
    assert sentences.years(paper) == "2024年度、2025年度"
    assert sentences.years(paper.model_copy(update={"rounds": ()})) == "年度の指定なし"
