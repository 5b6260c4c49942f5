"""Where two sources disagree there is a question to ask; where they agree, are unknown, or are too few, there is none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from pandas import DataFrame

from analytics.config import ROOT, ImpossibleConfig
from analytics.contradictions import contradictions
from analytics.model import RULES, load_model
from analytics.publication import publish
from analytics.scope import Role, Scope, Viewer
from tests.conftest import QUESTIONS, SMALL, World, facts
from tests.laws import ANSWERS, FEW
from tests.reference_care import Care

SHIPPED = load_model(ROOT / "data" / "model").rules
NOW = Scope(round="2025")
CODES = [f"98{number}" for number in range(201, 209)]


def asked(world: World, scope: Scope = NOW) -> DataFrame:
    return contradictions(world.store, scope, 0.5, SHIPPED)


def told(world: World, scope: Scope = NOW) -> list[tuple[str, str]]:
    found = asked(world, scope)
    return list(zip(found["code"], found["rule"], strict=True))


def scored(world: World, step: str, points: Mapping[str, float], round: str = "2025") -> None:
    world.put("steps", [{"code": code, "round": round, "step": step, "score": score} for code, score in points.items()])


def diagnosed(world: World, means: Mapping[str, float], position: str = "主事", spread: float = 10, people: int = 40) -> None:
    """Forty people of each municipality around a mean, half above and half below."""
    world.put(
        "literacy_entry",
        [
            {
                "round": "2025",
                "code": code,
                "instrument": "診断",
                "respondent": f"{position}{number}",
                "position": position,
                "batch": 1,
                "holds": True,
            }
            | {"score1": mean + (spread if number % 2 else -spread)}
            for code, mean in means.items()
            for number in range(people)
        ],
    )


def published(world: World) -> None:
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    with world.store.writing() as con:
        publish(con, world.config.literacy, world.config.privacy)


RISING = {code: float(place) for place, code in enumerate(CODES)}
FALLING = {code: 20.0 - place for place, code in enumerate(CODES)}


def test_action_without_structure_is_asked_of_those_in_both_quarters(world: World) -> None:
    world.municipalities(*CODES)
    scored(world, "step3", RISING)
    scored(world, "step2", FALLING)
    found = asked(world)
    assert list(found["code"]) == ["98207", "98208"]
    assert found["figures"][0] == "STEP3 6.0点（県内8団体の上位4分の1は5.2点以上）、STEP2 14.0点（県内8団体の下位4分の1は14.8点以下）"
    assert found["question"][0].endswith("続けられますか。")


@pytest.mark.parametrize("left_out", [CODES[0], CODES[7]])
def test_fewer_than_eight_known_values_make_no_quarters(world: World, left_out: str) -> None:
    world.municipalities(*CODES)
    scored(world, "step3", RISING)
    scored(world, "step2", {code: score for code, score in FALLING.items() if code != left_out})
    assert told(world) == []


def test_eight_that_are_all_alike_have_no_upper_quarter(world: World) -> None:
    world.municipalities(*CODES)
    scored(world, "step3", dict.fromkeys(CODES, 10.0))
    scored(world, "step2", FALLING)
    assert told(world) == []


def test_quarters_are_those_of_the_own_prefecture(world: World) -> None:
    world.municipalities(*CODES[:4])
    world.municipalities(*CODES[4:], prefecture="となり県")
    scored(world, "step3", RISING)
    scored(world, "step2", FALLING)
    assert told(world) == []


def test_momentum_without_literacy_of_the_staff_is_asked(world: World) -> None:
    world.municipalities(*CODES)
    scored(world, "step0", RISING)
    diagnosed(world, {code: 40 + mean for code, mean in FALLING.items()})
    published(world)
    assert told(world) == [("98207", "awareness_without_literacy"), ("98208", "awareness_without_literacy")]


@pytest.mark.parametrize(("above", "spread", "asks"), [(10, 10, True), (9.9, 10, False), (12, 60, False)])
def test_managers_are_asked_about_ten_points_above_staff_if_that_is_sure(world: World, above: float, spread: float, asks: bool) -> None:
    world.municipalities("98201")
    diagnosed(world, {"98201": 50}, spread=spread)
    diagnosed(world, {"98201": 50 + above}, "課長", spread=spread)
    published(world)
    assert told(world) == ([("98201", "managers_above_staff")] if asks else [])


@pytest.fixture
def years(world: World) -> World:
    world.municipalities("98201", "98202")
    world.answers("98201", "2024", q1=0, q2=0, q3=15)
    world.answers("98201", "2025", q1=30, q2=15, q3=30)
    return world


def test_only_a_rise_by_the_whole_scale_is_asked(years: World) -> None:
    found = asked(years)
    assert list(found["rule"]) == ["sudden_rise"]
    assert found["figures"][0] == "前回（2024）は最も低い回答、今回（2025）は最も高い回答：q1「職員研修を計画的に行っている」"


def test_a_question_that_took_the_place_of_two_is_asked_about_once(make_world: Any, tmp_path: Path) -> None:
    world = make_world(model_folder=merged(tmp_path / "model"))
    world.municipalities("98201")
    world.answers("98201", "2025", q1=0, q2=0)
    world.answers("98201", "2026", n1=30)
    assert told(world, Scope(round="2026")) == [("98201", "sudden_rise")]


def merged(folder: Path) -> Path:
    """The golden questionnaire, and one of 2026 whose n1 took the place of q1 and q2."""
    shutil.copytree(SMALL / "model", folder)
    paper = yaml.safe_load((folder / "questionnaire.yaml").read_text(encoding="utf-8"))
    newer = paper | {"id": "newer", "rounds": [2026], "questions": [paper["questions"][0] | {"id": "n1"}, *paper["questions"][2:]]}
    (folder / "questionnaire_2026.yaml").write_text(yaml.safe_dump(newer, allow_unicode=True), encoding="utf-8")
    (folder / "bridge.yaml").write_text("- {old: q1, new: n1}\n- {old: q2, new: n1}\n", encoding="utf-8")
    return folder


def test_a_rise_over_more_than_a_year_is_not_asked(world: World) -> None:
    world.municipalities("98201")
    world.answers("98201", "2023", q1=0)
    world.answers("98201", "2025", q1=30)
    assert told(world) == []


@pytest.mark.parametrize("viewer", [Viewer(Role.MUNICIPALITY, "98201"), Viewer(Role.VIEWER)])
def test_no_other_role_gets_a_row(years: World, viewer: Viewer) -> None:
    assert told(years) and told(years, Scope(viewer, "2025")) == []


def test_a_choice_of_municipalities_cuts_rows_and_not_the_quarters(world: World) -> None:
    world.municipalities(*CODES)
    scored(world, "step3", RISING)
    scored(world, "step2", FALLING)
    assert told(world, NOW.of("98208", "98201")) == [("98208", "action_without_structure")]


def with_published(folder: Path) -> Path:
    """The golden model, whose q1 and q4 a published indicator answers as well."""
    shutil.copytree(SMALL / "model", folder)
    paper = yaml.safe_load((folder / "questionnaire.yaml").read_text(encoding="utf-8"))
    for question in paper["questions"]:
        question |= {"published": {"q1": "研修の実施", "q4": "予算の有無"}.get(question["id"])}
    (folder / "questionnaire.yaml").write_text(yaml.safe_dump(paper, allow_unicode=True), encoding="utf-8")
    return folder


def indicator(world: World, values: Mapping[tuple[str, str], float], year: str = "2025") -> None:
    world.put("indicators", [{"code": code, "indicator": name, "year": year, "value": value} for (code, name), value in values.items()])


@pytest.mark.parametrize(("points", "value", "asks"), [(0, 1, True), (30, 0, True), (5, 1, False), (0, 0, False), (30, 0.5, False)])
def test_an_answer_that_excludes_the_published_value_is_asked(
    make_world: Any, tmp_path: Path, points: float, value: float, asks: bool
) -> None:
    world = make_world(model_folder=with_published(tmp_path / "model"))
    world.municipalities("98201")
    world.answers("98201", "2025", q1=points)
    indicator(world, {("98201", "研修の実施"): value})
    assert told(world) == ([("98201", "against_published")] if asks else [])


def test_only_values_up_to_the_round_count(make_world: Any, tmp_path: Path) -> None:
    world = make_world(model_folder=with_published(tmp_path / "model"))
    world.municipalities("98201")
    world.answers("98201", "2025", q1=0)
    indicator(world, {("98201", "研修の実施"): 1}, "2026")
    assert told(world) == []
    indicator(world, {("98201", "研修の実施"): 1}, "2024")
    assert told(world) == [("98201", "against_published")]


@pytest.mark.parametrize("seed", range(8))
def test_a_slow_computation_agrees(make_world: Any, tmp_path: Path, seed: int) -> None:
    world, rng = make_world(model_folder=with_published(tmp_path / "model")), Random(seed)
    codes = [f"98{number}" for number in range(201, 201 + rng.choice([9, 14]))]
    world.municipalities(*codes)
    years = {
        round: {code: {q: rng.choice([None, *points]) for q, points in QUESTIONS.items()} for code in codes} for round in ("2024", "2025")
    }
    for round, answers in years.items():
        for code, points in answers.items():
            world.answers(code, round, **points)
    values = {(code, name): rng.choice([0.0, 1.0, 0.4]) for code in codes for name in ("研修の実施", "予算の有無") if rng.random() < 0.8}
    indicator(world, values)
    care, found = Care(world.config, world.model, years), asked(world, Scope())
    by_rule = {rule: found[found["rule"] == rule] for rule in RULES}
    keys = {rule: set(zip(rows["code"], rows["round"], rows["rule"], strict=True)) for rule, rows in by_rule.items()}
    assert keys["action_without_structure"] == care.pairs()
    assert with_question(by_rule["sudden_rise"]) == {(code, question) for code, _, question in care.rises()}
    against = by_rule["against_published"]
    assert with_question(against[against["round"] == "2025"]) == care.against(values)
    assert care.rises() and care.against(values)


def with_question(rows: DataFrame) -> set[tuple[str, str]]:
    return {(code, figures.partition("：")[2].partition("「")[0]) for code, figures in zip(rows["code"], rows["figures"], strict=True)}


def test_every_rule_that_ships_has_its_words() -> None:
    assert tuple(rule.id for rule in SHIPPED) == RULES
    assert all(rule.question.endswith("。") for rule in SHIPPED)


def test_a_rule_that_nobody_can_find_is_refused_with_its_name(tmp_path: Path) -> None:
    shutil.copytree(SMALL / "model", tmp_path / "model")
    (tmp_path / "model" / "contradictions.yaml").write_text("- {id: gut_feeling, label: 勘}\n", encoding="utf-8")
    with pytest.raises(ImpossibleConfig, match=r"contradictions\.yaml 1番目 id: gut_feeling は定義されていません"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize(("least", "told"), [("十点", "least: 数値"), (-1, "least: 0.0 以上")])
def test_a_lead_that_is_no_number_of_points_is_refused_on_start(tmp_path: Path, least: object, told: str) -> None:
    shutil.copytree(SMALL / "model", tmp_path / "model")
    rule = {"id": "managers_above_staff", "label": "差", "least": least}
    (tmp_path / "model" / "contradictions.yaml").write_text(yaml.safe_dump([rule], allow_unicode=True), encoding="utf-8")
    with pytest.raises(ImpossibleConfig, match=rf"contradictions\.yaml 1番目 {told}"):
        load_model(tmp_path / "model")


def test_a_lead_of_no_points_asks_wherever_managers_are_surely_above(world: World) -> None:
    world.municipalities("98201")
    diagnosed(world, {"98201": 50}, spread=1)
    diagnosed(world, {"98201": 52}, "課長", spread=1)
    published(world)
    rules = tuple(rule.model_copy(update={"least": 0}) for rule in SHIPPED)
    assert len(contradictions(world.store, NOW, 0.5, rules)) == 1 and contradictions(world.store, NOW, 0.5, SHIPPED).empty


@FEW
@given(answers=ANSWERS)
def test_seven_municipalities_never_make_a_quarter(shared_world: World, answers: Any) -> None:
    with facts(shared_world, answers, municipalities=[{"code": code, "prefecture": "試験県"} for code in answers]) as world:
        assert told(world) == []
