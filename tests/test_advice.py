"""What is advised answers what is known to be missing, says why, and never more than three of a kind."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from pandas import DataFrame

from analytics.advice import for_prefecture, menus
from analytics.registry import compute
from analytics.scope import Role, Scope, Viewer
from tests.conftest import QUESTIONS, SMALL, World, facts
from tests.laws import ANSWERS, FEW
from tests.reference_care import Care

TODAY = date(2026, 1, 20)
NOW = Scope(round="2025")
MODELS = (
    {"id": "r1", "layer": 1, "label": "庁内の型", "outcomes": ["o2"], "page": 22},
    {"id": "r2", "layer": 2, "label": "県の型", "outcomes": ["o2", "o8"], "page": 23},
    {"id": "r3", "layer": 3, "label": "産学官民の型", "outcomes": ["o8"], "page": 23},
)
CASES = (
    {"id": "c1", "label": "小さな村", "page": 31, "layer": 1, "factors": ["f4"], "places": [{"name": "村", "population": 3000}]},
    {"id": "c2", "label": "大きな市", "page": 30, "layer": 1, "factors": ["f4"], "places": [{"name": "市", "population": 200000}]},
    {"id": "c3", "label": "人口の記載なし", "page": 29, "layer": 3, "factors": ["f4"], "places": [{"name": None, "population": None}]},
    {"id": "c4", "label": "二つに応える", "page": 39, "layer": 3, "factors": ["f4", "f6"], "places": []},
    {"id": "c5", "label": "県の事例", "page": 28, "layer": 2, "factors": ["f4"], "places": [{"name": "県", "population": 900000}]},
)


@pytest.fixture
def town(make_world: Any, tmp_path: Path) -> World:
    """A town of 4,000 whose f4 is at 100, f6 at 50 and f1 at 0; f7 and f8 are not known."""
    world: World = make_world(model_folder=with_remedies(tmp_path / "model"))
    world.municipalities("98201", population=4000)
    world.answers("98201", "2025", q1=30, q2=30, q3=0, q6=10)
    return world


def with_remedies(folder: Path) -> Path:
    shutil.copytree(SMALL / "model", folder)
    to_be = yaml.safe_load((folder / "to_be.yaml").read_text(encoding="utf-8"))
    (folder / "to_be.yaml").write_text(yaml.safe_dump(to_be | {"reference_models": list(MODELS)}, allow_unicode=True), encoding="utf-8")
    (folder / "cases.yaml").write_text(yaml.safe_dump(list(CASES), allow_unicode=True), encoding="utf-8")
    return folder


def advised(world: World, scope: Scope = NOW, today: date = TODAY) -> DataFrame:
    return compute(world.store, world.config, world.model, "advice", scope, today=today)


def titles(world: World, kind: str, **more: Any) -> list[str]:
    rows = advised(world, **more)
    return list(rows.loc[rows["kind"] == kind, "title"])


def menu(title: str, factors: str = "f4", steps: str = "step9", places: int | None = 5) -> dict[str, Any]:
    return {"title": title, "factors": factors, "steps": steps, "places": places}


def test_a_line_says_the_factor_its_figure_and_its_page(town: World) -> None:
    town.put("support_menu", [menu("体制づくり", steps="step2")])
    reason = advised(town).iloc[0].because
    assert reason == "要因「推進体制と役割分担」（深刻度 100.0、p.10）に応える。STEP2 が 0 点で基準 15 点未満（p.28）。残り 5 枠"


def test_a_menu_for_a_weak_step_alone_says_the_step(town: World) -> None:
    town.put("support_menu", [menu("体制づくり", factors="f1", steps="STEP2・step0")])
    assert advised(town)["because"].iloc[0] == "STEP2 が 0 点で基準 15 点未満（p.28）。残り 5 枠"


def test_nothing_is_advised_on_a_factor_that_is_not_known_or_fully_reached(town: World) -> None:
    town.put("support_menu", [menu("予算", "f7"), menu("住民", "f8"), menu("価値", "f1")])
    town.put("programs", [{"title": "住民の制度", "factors": "f8"}])
    assert titles(town, "menu") == titles(town, "programme") == []


def test_places_left_are_those_that_nobody_had_in_the_fiscal_year_of_the_day(town: World) -> None:
    town.put("support_menu", [menu("伴走"), menu("いつでも", places=None)])
    entries = [("98201", "2025-04-01"), ("98202", "2026-03-31"), ("98202", "2025-06-01"), ("98203", "2025-03-31"), ("98000", "2025-07-01")]
    town.put("support_log", [{"code": c, "date": date.fromisoformat(d), "type": "伴走支援", "title": f"伴走（{d}）"} for c, d in entries])
    with town.reading() as con:
        found = menus(con, Scope(), TODAY).set_index("title")
    assert found.loc["伴走", ["places", "taken", "left_over"]].to_list() == [5, 2, 3]
    assert found.loc["いつでも", ["places", "left_over"]].isna().all()
    assert [reason.rpartition("。")[2] for reason in advised(town)["because"][:2]] == ["枠の定めなし", "残り 3 枠"]


def test_an_entry_takes_a_place_of_the_menu_with_the_longest_name_that_it_begins_with(town: World) -> None:
    town.put("support_menu", [menu("DX研修"), menu("DX研修（管理職）")])
    town.put("support_log", [{"code": "98201", "date": TODAY, "type": "研修", "title": "DX研修（管理職）第1回"}])
    with town.reading() as con:
        assert menus(con, Scope(), TODAY).set_index("title")["taken"].to_dict() == {"DX研修": 0, "DX研修（管理職）": 1}


@pytest.mark.parametrize(("today", "left"), [(date(2026, 3, 31), "残り 4 枠"), (date(2026, 4, 1), "残り 5 枠")])
def test_places_are_free_again_on_the_first_of_april(town: World, today: date, left: str) -> None:
    town.put("support_menu", [menu("伴走")])
    town.put("support_log", [{"code": "98201", "date": date(2026, 3, 31), "type": "伴走支援", "title": "伴走"}])
    assert advised(town, today=today)["because"][0].endswith(left)


def test_a_menu_without_places_left_comes_last_and_says_so(town: World) -> None:
    town.put("support_menu", [menu("あ満員", places=0), menu("い空き")])
    assert titles(town, "menu") == ["い空き", "あ満員"]
    assert advised(town)["because"][1].endswith("今年度の枠は残っていない")


def test_programmes_stand_by_deadline_and_leave_the_list_once_past(town: World) -> None:
    days = {"きのう": -1, "きょう": 0, "来月": 30, "いつでも": None, "県だけ": 5}
    rows = [{"title": t, "factors": "f4", "deadline": None if d is None else TODAY + timedelta(days=d)} for t, d in days.items()]
    town.put("programs", [row | {"audience": "都道府県" if row["title"] == "県だけ" else "市町村"} for row in rows])
    assert titles(town, "programme") == ["きょう", "来月", "いつでも"]
    assert titles(town, "programme", today=TODAY + timedelta(days=1)) == ["来月", "いつでも"]


def test_layer_two_speaks_to_the_prefecture_only(town: World) -> None:
    assert {"r2", "c5"}.isdisjoint(advised(town)["id"])
    found = for_prefecture(town.store, NOW, 0.5, TODAY)
    assert list(found["code"].unique()) == ["98000"]
    assert set(found.loc[found["kind"].isin(["model", "case"]), "id"]) == {"r2", "c5"}


@pytest.mark.parametrize(
    ("audience", "town_is_told", "prefecture_is_told"),
    [
        ("市町村", True, False),
        ("市区町村（人口5万人未満）", True, False),
        ("都道府県", False, True),
        ("都道府県のみ", False, True),
        ("都道府県・市町村", True, True),
        ("地方公共団体", True, True),
        (None, True, True),
    ],
)
def test_a_programme_is_told_to_those_whom_it_is_for(
    town: World, audience: str | None, town_is_told: bool, prefecture_is_told: bool
) -> None:
    town.put("programs", [{"title": "制度", "factors": "f4", "audience": audience}])
    assert (titles(town, "programme") == ["制度"]) is town_is_told
    assert ("programme" in set(for_prefecture(town.store, NOW, 0.5, TODAY)["kind"])) is prefecture_is_told


def test_the_mean_of_a_prefecture_is_told_with_its_n(town: World) -> None:
    town.municipalities("98202", population=9000)
    town.answers("98202", "2025", q3=30)
    reason = for_prefecture(town.store, NOW, 0.5, TODAY)["because"][0]
    assert "（深刻度の平均 50.0、n=2、p.10）" in reason


def test_two_prefectures_are_never_put_into_one_mean(town: World) -> None:
    town.put("municipalities", [{"code": "97201", "name": "隣町", "prefecture": "隣県", "population": 9000}])
    town.answers("97201", "2025", q3=0)
    found = for_prefecture(town.store, NOW, 0.5, TODAY)
    assert list(found["code"].unique()) == ["97000", "98000"] and found["because"].str.contains("n=1、").sum() >= 2


def test_a_model_names_the_outcomes_by_which_it_answers(town: World) -> None:
    rows = advised(town).set_index("id")
    assert "アウトカム「県・市町村内の体制構築」（p.14）。出典 p.22" in rows.loc["r1", "because"]
    assert "r3" not in rows.index


def test_cases_that_answer_more_come_first_then_those_of_like_size_then_those_without_a_figure(town: World) -> None:
    rows = advised(town)
    assert list(rows.loc[rows["kind"] == "case", "id"]) == ["c4", "c1", "c2"]
    assert "人口 約3,000人の団体の例。出典 p.31" in rows.set_index("id").loc["c1", "because"]


@pytest.mark.parametrize(("viewer", "n"), [(Viewer(), 2), (Viewer(Role.MUNICIPALITY, "98201"), 1), (Viewer(Role.VIEWER), 0)])
def test_a_municipality_is_advised_and_no_other_is_shown_to_it(town: World, viewer: Viewer, n: int) -> None:
    town.municipalities("98202")
    town.answers("98202", "2025", q3=0)
    town.put("consents", [{"code": "98202", "kind": "推進状況アンケート", "level": "実名"}])
    assert advised(town, Scope(viewer, "2025"))["code"].nunique() == n


def test_the_prefecture_as_a_whole_is_for_the_prefecture(town: World) -> None:
    scope = Scope(Viewer(Role.MUNICIPALITY, "98201"), "2025")
    assert for_prefecture(town.store, scope, 0.5, TODAY).empty


def titled(world: World, rows: DataFrame, code: str) -> dict[str, list[str]]:
    mine = rows[rows["code"] == code]
    return {kind: list(mine.loc[mine["kind"] == kind, "id"]) for kind in ("menu", "programme", "model", "case")}


@pytest.mark.parametrize("seed", range(8))
def test_a_slow_computation_agrees(make_world: Any, tmp_path: Path, seed: int) -> None:
    world, rng = make_world(model_folder=with_remedies(tmp_path / "model")), Random(seed)
    codes = [f"98{number}" for number in range(201, 211)]
    people = {code: rng.choice([None, rng.randint(1000, 300_000)]) for code in codes}
    for code in codes:
        world.municipalities(code, population=people[code])
    answers = {code: {q: rng.choice([None, *points]) for q, points in QUESTIONS.items()} for code in codes}
    for code, points in answers.items():
        world.answers(code, "2025", **points)
    offered = [
        menu(f"支援{n}", tags(rng, "f1 f4 f6 f7 f8"), tags(rng, "step0 step1 step2 step3"), rng.choice([None, 0, 3])) for n in range(7)
    ]
    world.put("support_menu", offered)
    deadlines = [None, *(TODAY + timedelta(days=days) for days in (-3, 0, 9, 40))]
    programmes = [{"title": f"制度{n}", "factors": tags(rng, "f1 f4 f6 f7 f8"), "deadline": rng.choice(deadlines)} for n in range(7)]
    world.put("programs", programmes)
    care, rows = Care(world.config, world.model, {"2024": {}, "2025": answers}), advised(world)
    left = {one["title"]: one["places"] for one in offered}
    for code in codes:
        top = care.top(care.severities(code))
        assert titled(world, rows, code) == {
            "menu": care.menus(top, care.weak(code), offered, left),
            "programme": care.programmes(top, programmes, TODAY),
            "model": care.models(top, {1, 3}),
            "case": care.cases(top, people[code], {1, 3}),
        }
    whole = titled(world, for_prefecture(world.store, NOW, 0.5, TODAY), "98000")
    top, everybody = care.top(care.mean_severities()), sum(n or 0 for n in people.values()) if all(people.values()) else None
    assert (whole["model"], whole["case"]) == (care.models(top, {2}), care.cases(top, everybody, {2}))
    assert rows.groupby(["code", "kind"]).size().max() == 3


def tags(rng: Random, ids: str) -> str:
    return "・".join(rng.sample(ids.split(), rng.randint(1, 2)))


@FEW
@given(answers=ANSWERS)
def test_every_menu_that_is_advised_answers_a_known_factor_above_zero(shared_world: World, answers: Any) -> None:
    with facts(shared_world, answers, municipalities=[{"code": code, "prefecture": "試験県"} for code in answers]) as world:
        world.forget("support_menu")
        world.put("support_menu", [menu(factor, factor) for factor in ("f1", "f4", "f6", "f7", "f8")])
        rows, factors = advised(world), compute(world.store, world.config, world.model, "factors", NOW)
    severity = factors.set_index(["code", "factor"])["severity"]
    assert all(severity[code, factor] > 0 for code, factor in zip(rows["code"], rows["id"], strict=True))
    assert rows.groupby("code").size().le(3).all()
