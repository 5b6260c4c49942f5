"""Do the tables of the model say what is in force here?"""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.config import Config, StepLimits
from analytics.config import Model as ModelSection
from analytics.frames import method as frames
from analytics.profiles import profiles
from tests.conftest import World


def test_the_target_of_config_wins_in_its_round_only(golden: World) -> None:
    config = Config(model=ModelSection(targets={"2025": {"structure": 70}}))
    assert [frames.target(config, golden.model, round, "structure") for round in ("2025", "2024", None)] == [70, 80, 80]


def test_every_aspect_has_its_weight_target_and_questions(golden: World) -> None:
    table = frames.aspect_table(Config(), golden.model, golden.model.questionnaire("2025"), "2025").set_index("id")
    assert list(table.loc["structure", ["weight", "target", "questions"]]) == [2, 80, "問1、問3"]


def test_a_factor_names_its_questions_aspects_and_outcomes(golden: World) -> None:
    table = frames.factor_table(golden.model, golden.model.questionnaire("2025")).set_index("id")
    assert list(table.loc["f6", ["aspects", "outcomes", "questions"]]) == [
        "推進体制・役割分担、成果の出し方",
        "県・市町村内の体制構築",
        "問1、問3",
    ]


def test_an_outcome_names_its_questions(golden: World) -> None:
    table = frames.outcome_table(golden.model, golden.model.questionnaire("2025")).set_index("id")
    assert table.loc["o8", "questions"] == "問2、問5"


def test_a_question_shows_every_choice_with_its_points(golden: World) -> None:
    table = frames.question_table(golden.model, golden.model.questionnaire("2025")).set_index("id")
    assert table.loc["問4", "choices"] == "0点 ない／4点 準備中／10点 ある" and table.loc["問4", "max_points"] == 10


@pytest.mark.parametrize("name", ["ASPECT", "FACTOR", "OUTCOME", "QUESTION", "LIMIT"])
def test_every_column_that_is_shown_is_there(golden: World, name: str) -> None:
    paper = golden.model.questionnaire("2025")
    tables = {
        "ASPECT": frames.aspect_table(Config(), golden.model, paper, None),
        "FACTOR": frames.factor_table(golden.model, paper),
        "OUTCOME": frames.outcome_table(golden.model, paper),
        "QUESTION": frames.question_table(golden.model, paper),
        "LIMIT": frames.limit_table(Config(), paper),
    }
    assert {field.name for field in getattr(frames, f"{name}_FIELDS")} <= set(tables[name])


def test_limits_stand_as_config_sets_them_and_none_is_left_blank(golden: World) -> None:
    config = Config(priority={"step0": StepLimits(attention_below=12, support_below=6)})
    table = frames.limit_table(config, golden.model.questionnaire("2025"))
    assert list(table["attention_below"][:1]) == [12] and table["attention_below"][1:].isna().all()


def test_every_known_source_has_a_licence_or_says_where_to_look() -> None:
    table = frames.licence_table(profiles())
    assert len(table) == len(profiles()) + 1 and table["licence"].str.len().gt(0).all()


def test_the_example_is_ones_own_then_one_with_a_gap() -> None:
    steps = pd.DataFrame({"code": ["1", "1", "2", "3", "4"]})
    overall = pd.DataFrame({"code": ["1", "2", "3"], "gap": [0.0, 12.0, 8.0]})
    assert frames.example_order(steps, overall) == ["2", "3", "1", "4"]
    assert frames.example_order(steps, overall, own="4") == ["4", "2", "3", "1"]


def test_nobody_to_show_gives_no_example() -> None:
    assert frames.example_order(pd.DataFrame({"code": []}), pd.DataFrame({"code": [], "gap": []})) == []
