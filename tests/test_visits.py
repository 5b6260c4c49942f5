"""The visit list: days up to a given day, open promises, change since the last round, and nothing for any other role."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics.decisions import STATUSES, change_status, promise
from analytics.registry import compute
from analytics.scope import Role, Scope, Viewer
from tests.conftest import QUESTIONS, SMALL, World, facts
from tests.laws import ANSWERS, FEW
from tests.reference_care import Care

TODAY = date(2026, 1, 20)
NOW = Scope(round="2025")


def listed(world: World, scope: Scope = NOW, today: date = TODAY) -> DataFrame:
    return compute(world.store, world.config, world.model, "visits", scope, today=today)


def one(world: World, **more: Any) -> Any:
    return listed(world, **more).iloc[0]


def contact(world: World, *days: date, code: str = "98201") -> None:
    world.put("support_log", [{"code": code, "date": day, "type": "会議", "title": str(day)} for day in days])


@pytest.fixture
def asked(world: World) -> World:
    world.municipalities("98201")
    world.answers("98201", "2025", q1=30, q2=15, q3=15, q4=4, q5=10)
    return world


def test_days_are_counted_from_the_newest_contact_to_the_day_given(asked: World) -> None:
    contact(asked, date(2025, 12, 1), date(2026, 1, 10), date(2026, 2, 1))
    assert one(asked).days_since_contact == 10
    assert one(asked, today=date(2026, 2, 3)).days_since_contact == 2


def test_who_was_never_contacted_has_no_number_of_days(asked: World) -> None:
    contact(asked, date(2026, 2, 1))
    assert pd.isna(one(asked).days_since_contact) and pd.isna(one(asked).last_contact)


def test_support_of_the_prefecture_as_a_whole_is_no_contact(asked: World) -> None:
    contact(asked, date(2026, 1, 10), code="98000")
    assert pd.isna(one(asked).days_since_contact)


def test_who_has_not_answered_is_on_the_list_without_a_gap(asked: World) -> None:
    asked.municipalities("98202")
    silent = listed(asked).set_index("code").loc["98202"]
    assert pd.isna(silent.gap) and pd.isna(silent.change) and silent.open_promises == 0


def test_closed_promises_are_not_counted_and_those_of_a_whole_meeting_are(asked: World) -> None:
    asked.municipalities("98202")
    promise(asked.store, "送る", TODAY, "98201")
    promise(asked.store, "持ち寄る", TODAY, participants=["98201", "98202"])
    change_status(asked.store, promise(asked.store, "済んだこと", TODAY, "98201"), "完了")
    change_status(asked.store, promise(asked.store, "やめたこと", TODAY, "98201"), "取りやめ")
    assert listed(asked)["open_promises"].to_list() == [2, 1]


def test_one_person_is_marked_and_an_unknown_number_is_not(world: World) -> None:
    for code, staff in (("98201", 0), ("98202", 1), ("98203", 2), ("98204", None)):
        world.municipalities(code, it_staff=staff)
    world.answers("98201", "2025", q1=30)
    marks = listed(world)["one_person_it"].astype(object)
    assert marks.where(marks.notna(), None).to_list() == [True, True, False, None]


@pytest.mark.parametrize("viewer", [Viewer(Role.MUNICIPALITY, "98201"), Viewer(Role.VIEWER)])
def test_no_other_role_gets_a_row(asked: World, viewer: Viewer) -> None:
    assert len(listed(asked)) == 1 and listed(asked, Scope(viewer, "2025")).empty


def test_change_is_that_of_the_change_table(asked: World) -> None:
    asked.answers("98201", "2024", q1=5, q2=0, q3=15, q4=0, q5=10)
    found = compute(asked.store, asked.config, asked.model, "change", NOW).set_index(["measure", "item"])
    assert one(asked).change == pytest.approx(found.loc[("overall", "as_is"), "change"], abs=1e-9) and one(asked).change > 0


def test_the_first_round_has_no_change(asked: World) -> None:
    assert pd.isna(one(asked).change)


CODES = [f"98{number}" for number in range(201, 213)]


def drawn(rng: Random) -> dict[str, dict[str, float | None]]:
    return {code: {q: rng.choice([None, *points]) for q, points in QUESTIONS.items()} for code in CODES if rng.random() < 0.9}


@pytest.mark.parametrize("seed", range(8))
def test_a_slow_computation_agrees(world: World, seed: int) -> None:
    rng = Random(seed)
    years = {"2024": drawn(rng), "2025": drawn(rng)}
    staff = {code: rng.choice([None, 0, 1, 2, 5]) for code in CODES}
    for code in CODES:
        world.municipalities(code, it_staff=staff[code])
    for round, answers in years.items():
        for code, points in answers.items():
            world.answers(code, round, **points)
    log = [{"code": rng.choice(CODES), "date": TODAY + timedelta(days=rng.randint(-400, 60))} for _ in range(15)]
    world.put("support_log", [row | {"type": "会議", "title": str(place)} for place, row in enumerate(log)])
    agreed = [promised(world, rng) for _ in range(6)]
    care = Care(world.config, world.model, years)
    for row in listed(world).itertuples():
        expected = care.visit(row.code, log, agreed, staff[row.code], TODAY)
        given = (row.gap, row.change, row.days_since_contact, row.open_promises, row.one_person_it)
        assert [None if pd.isna(value) else value for value in given] == [
            None if value is None else pytest.approx(value, abs=1e-9) for value in expected
        ]


def promised(world: World, rng: Random) -> dict[str, Any]:
    code = rng.choice([None, *CODES])
    participants = rng.sample(CODES, 3) if code is None else []
    status = rng.choice(STATUSES)
    change_status(world.store, promise(world.store, "約束", TODAY, code, participants=participants), status)
    return {"code": code, "participants": participants, "status": status}


def with_a_new_paper(folder: Path) -> Path:
    """The golden questionnaire, and one of 2026 that asks q1, q3 and q4 again and the rest anew."""
    shutil.copytree(SMALL / "model", folder)
    paper = yaml.safe_load((folder / "questionnaire.yaml").read_text(encoding="utf-8"))
    for question in paper["questions"]:
        question["id"] = question["id"] if question["id"] in ("q1", "q3", "q4") else f"n{question['id']}"
    newer = paper | {"id": "newer", "rounds": [2026]}
    (folder / "questionnaire_2026.yaml").write_text(yaml.safe_dump(newer, allow_unicode=True), encoding="utf-8")
    return folder


def test_between_two_questionnaires_change_is_over_the_tied_questions_alone(make_world: Any, tmp_path: Path) -> None:
    world = make_world(model_folder=with_a_new_paper(tmp_path / "model"))
    world.municipalities("98201")
    world.answers("98201", "2025", q1=0, q2=0, q3=0, q4=0, q5=0, q6=0)
    world.answers("98201", "2026", q1=30, nq2=30, q3=30, q4=0, nq5=20, nq6=10)
    newest = Scope(round="2026")
    found = compute(world.store, world.config, world.model, "change", newest).set_index(["measure", "item"])
    assert one(world, scope=newest).change == pytest.approx(found.loc[("overall", "as_is"), "change"], abs=1e-9)
    assert one(world, scope=newest).change == pytest.approx(100 * 2 / 3)  # structure (weight 2) rose to the top, results (1) stayed


@FEW
@given(answers=ANSWERS, days=st.integers(0, 400))
def test_each_municipality_stands_once_and_days_pass_one_by_one(shared_world: World, answers: Any, days: int) -> None:
    with facts(shared_world, answers, municipalities=[{"code": code, "prefecture": "試験県"} for code in answers]) as world:
        world.forget("support_log")
        contact(world, TODAY - timedelta(days=days), code=next(iter(answers)))
        now, later = listed(world), listed(world, today=TODAY + timedelta(days=7))
    assert sorted(now["code"]) == sorted(answers)
    assert now["days_since_contact"].dropna().to_list() == [days] and later["days_since_contact"].dropna().to_list() == [days + 7]
