"""The verdict: how many steps are below attention, what is named, and what is held back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import yaml

from analytics.config import StepLimits
from analytics.priority import NOTHING_KNOWN, priority
from analytics.registry import compute
from analytics.scope import Role, Scope, Viewer
from tests.conftest import SMALL, World

FINE = {"step0": 15, "step1": 10, "step2": 15, "step3": 15}


def verdict(world: World, scope: Scope = Scope(round="2025"), **scores: float | None) -> Any:
    world.put(
        "steps", [{"code": "98201", "round": "2025", "step": s, "score": float(p)} for s, p in (FINE | scores).items() if p is not None]
    )
    with world.reading(scope) as con:
        return priority(con, scope, 0.5).iloc[0]


def test_a_score_on_the_limit_is_not_below_it(world: World) -> None:
    found = verdict(world)
    assert (found.support_priority, found.support_content, found.reason) == ("低", "", "すべての STEP が基準以上")


def test_one_step_below_attention_is_middle_and_says_why(world: World) -> None:
    found = verdict(world, step0=10)
    assert (found.support_priority, found.support_content) == ("中", "育成取組み")
    assert found.reason == "STEP0 が 10 点で基準 15 点未満"


def test_two_steps_below_attention_are_high(world: World) -> None:
    assert verdict(world, step0=0, step2=14.9).support_content == "育成取組み・推進体制"


def test_a_step_between_its_two_limits_counts_but_is_named_only_if_none_else_is(world: World) -> None:
    assert verdict(world, step3=12, step0=10).support_content == "育成取組み"


def test_a_step_between_its_two_limits_is_named_where_no_other_is(world: World) -> None:
    found = verdict(world, step3=12)
    assert (found.support_priority, found.support_content) == ("中", "取組み実行")


def test_a_reason_never_rounds_a_score_up_to_its_limit(world: World) -> None:
    assert verdict(world, step0=14.96).reason == "STEP0 が 14.9 点で基準 15 点未満"


def test_an_unknown_step_holds_the_verdict_back_and_is_named(world: World) -> None:
    found = verdict(world, step0=10, step2=None)
    assert pd.isna(found.support_priority) and pd.isna(found.support_content)
    assert found.priority_at_least == "中"
    assert found.reason == "判定保留: STEP0 が 10 点で基準 15 点未満。STEP2 は回答が不足"


def test_a_wholly_blank_form_is_unanswered_and_one_answer_makes_it_held_back(world: World) -> None:
    questions, scope = [question.id for question in world.model.questionnaire("2025").questions], Scope(round="2025")
    world.answers("98201", **dict.fromkeys(questions))
    world.answers("98202", **dict.fromkeys(questions) | {questions[0]: 0})
    with world.reading(scope) as con:
        blank, begun = priority(con, scope, 0.9).itertuples(index=False)
    assert blank.reason == NOTHING_KNOWN and pd.isna(blank.support_priority)
    assert begun.reason.startswith("判定保留: ") and pd.isna(begun.support_priority)


def test_two_known_steps_below_attention_are_high_whatever_is_unknown(world: World) -> None:
    found = verdict(world, step0=10, step1=0, step2=None)
    assert (found.support_priority, found.support_content) == ("高", "育成取組み・全体方針策定")


def test_a_step_without_limits_never_counts(make_world: Any) -> None:
    world = make_world(priority={"step1": StepLimits(attention_below=10, support_below=10)})
    found = verdict(world, step0=0, step2=None)
    assert (found.support_priority, found.step0) == ("低", 0)


def test_without_any_limits_there_is_no_verdict(make_world: Any) -> None:
    found = verdict(make_world(priority={}))
    assert pd.isna(found.support_priority) and found.reason == "基準のある STEP がない"


def test_a_municipality_sees_its_own_verdict_and_no_other(world: World) -> None:
    world.put("steps", [{"code": code, "round": "2025", "step": "step0", "score": 0.0} for code in ("98201", "98202")])
    world.put("consents", [{"code": "98202", "kind": "STEP得点表", "level": "実名"}])
    mine = Scope(Viewer(Role.MUNICIPALITY, "98201"), round="2025")
    with world.reading(mine) as con:
        assert list(priority(con, mine, 0.5)["code"]) == ["98201"]


def test_the_step_columns_are_those_of_the_rounds_questionnaire(tmp_path: Any) -> None:
    paper = yaml.safe_load((SMALL / "model" / "questionnaire.yaml").read_text("utf-8"))
    later = paper | {"id": "later", "rounds": [2026], "steps": [{"id": "early", "label": "初期", "content_label": "初期"}]}
    later["questions"] = [paper["questions"][0] | {"step": "early"}]
    folder = tmp_path / "model"
    folder.mkdir()
    for name, content in (("questionnaire", paper), ("questionnaire_2026", later)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    (folder / "to_be.yaml").write_text((SMALL / "model" / "to_be.yaml").read_text("utf-8"), "utf-8")
    world = World(tmp_path, folder)
    world.answers("98201", round="2025", q1=30)
    world.answers("98201", round="2026", q1=30)
    columns = {r: list(compute(world.store, world.config, world.model, "priority", Scope(round=r)))[2:-4] for r in ("2025", "2026", None)}
    world.store.close()
    assert columns == {"2025": [*FINE], "2026": ["early"], None: ["early", *FINE]}
