"""Other limits than those of config: the same verdicts by the same statement, and how many of them turn."""

from __future__ import annotations

from typing import Any

from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.priority import Limits, decisions, priority, sensitivity, trials
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World

USUAL = {"step0": Limits(15, 15), "step1": Limits(10, 10), "step2": Limits(15, 15), "step3": Limits(15, 10)}
ROUND = Scope(round="2025")


def scored(world: World, code: str, *scores: float) -> None:
    world.municipalities(code)
    world.put("steps", [{"code": code, "round": "2025", "step": f"step{n}", "score": float(score)} for n, score in enumerate(scores)])


def verdict(world: World, limits: dict[str, Limits] | None = None) -> Any:
    with world.reading(ROUND) as con:
        return priority(con, ROUND, 0.5, limits).iloc[0]


def test_the_limits_of_config_said_aloud_change_nothing(golden: World) -> None:
    with golden.reading(ROUND) as con:
        assert priority(con, ROUND, 0.5).equals(priority(con, ROUND, 0.5, USUAL))


def test_another_limit_gives_another_verdict_and_says_so(world: World) -> None:
    scored(world, "98201", 14, 30, 30, 30)
    assert verdict(world).support_priority == "中"
    found = verdict(world, {"step0": Limits(10, 10)})
    assert (found.support_priority, found.reason) == ("低", "すべての STEP が基準以上")
    assert "基準 20 点未満" in verdict(world, {"step0": Limits(20, 10)}).reason


def test_support_follows_where_attention_falls_below_it() -> None:
    moved = next(trial for trial in trials(USUAL) if (trial.step, trial.limit, trial.move) == ("step0", "attention_below", -3))
    assert moved.limits["step0"] == Limits(12, 12)


def test_no_trial_puts_support_above_attention_or_below_zero() -> None:
    tried = [trial.limits[trial.step] for trial in trials({"step0": Limits(15, 15), "step1": Limits(1, 0)})]
    assert all(0 <= limit.support_below <= limit.attention_below for limit in tried)


def test_the_verdicts_that_turn_are_counted(world: World) -> None:
    scored(world, "98201", 15, 30, 30, 30)
    scored(world, "98202", 14, 30, 30, 30)
    with world.reading(ROUND) as con:
        found = sensitivity(con, ROUND, 0.5, USUAL).set_index(["step", "limit", "move"])
    assert found.loc[("step0", "attention_below", 1.0), ["priority_flips", "n"]].tolist() == [1, 2]
    assert found.loc[("step0", "attention_below", -1.0), "priority_flips"] == 1
    assert found.loc[("step1", "attention_below", 3.0), "priority_flips"] == 0


def test_sensitivity_is_for_the_prefecture(world: World) -> None:
    scored(world, "98201", 15, 30, 30, 30)
    own = Scope(Viewer(Role.MUNICIPALITY, "98201"), "2025")
    with world.reading(own) as con:
        assert sensitivity(con, own, 0.5, USUAL).empty


def test_a_later_decision_holds_and_others_do_not_see_it(world: World) -> None:
    scored(world, "98201", 15, 30, 30, 30)
    for word in ("検討中", "支援する"):
        enter(world.store, KINDS["support_decisions"], [{"round": "2025", "code": "98201", "decision": word}], who="県担当")
    with world.reading(ROUND) as con:
        assert decisions(con, ROUND)["decision"].tolist() == ["支援する"]
    own = Scope(Viewer(Role.MUNICIPALITY, "98201"), "2025")
    with world.reading(own) as con:
        assert decisions(con, own).empty
