"""The tables of plans and offers are read as they are, and say how far a plan has come."""

from __future__ import annotations

import pytest

from analytics import facts, registry
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "progress"),
    [(20, 60, 45, 62.5), (60, 20, 50, 25), (20, 60, 70, 125), (None, 60, 45, None), (20, 60, None, None), (20, 20, 20, None)],
)
def test_progress_is_the_way_gone_from_baseline_to_target(
    world: World, baseline: float | None, target: float, actual: float | None, progress: float | None
) -> None:
    world.municipalities("98201")
    values = {"baseline": baseline, "target": target, "actual": actual}
    world.put("kpi", [{"code": "98201", "kpi": "申請率", "year": "2025"} | values])
    found = registry.compute(world.store, world.config, world.model, "kpi", Scope())
    assert list(found)[:7] == ["code", "kpi", "year", "baseline", "target", "actual", "progress"]
    assert found["progress"].astype(object).where(found["progress"].notna(), None).tolist() == [progress]


def test_the_figures_of_a_plan_are_its_owners(world: World) -> None:
    world.municipalities("98201", "98202")
    world.put("kpi", [{"code": code, "kpi": "申請率", "year": "2025"} for code in ("98000", "98201", "98202")])
    seen = {
        role: registry.compute(world.store, world.config, world.model, "kpi", Scope(Viewer(role, "98201")))["code"].tolist()
        for role in Role
    }
    assert seen == {Role.PREFECTURE: ["98000", "98201", "98202"], Role.MUNICIPALITY: ["98201"], Role.VIEWER: []}


def test_offers_are_for_everybody(world: World) -> None:
    world.put("partners", [{"provider": "みほん大学", "title": "窓口の分析"}])
    found = registry.compute(world.store, world.config, world.model, "partners", Scope(Viewer(Role.VIEWER), codes=("98201",)))
    assert list(found)[:5] == ["provider", "title", "type", "field", "region"] and len(found) == 1


def test_the_kpis_of_a_prefecture_stand_among_those_of_its_municipalities_and_in_no_choice_of_them(world: World) -> None:
    world.municipalities("98201")
    world.municipalities("97201", prefecture="隣県")
    world.put(
        "kpi",
        [
            {"code": code, "kpi": "率", "year": "2025", "baseline": 0.0, "target": 10.0, "actual": 5.0}
            for code in ("98000", "98201", "97000")
        ],
    )
    for scope, codes in ((Scope(prefecture="試験県"), ["98000", "98201"]), (Scope(prefecture="試験県", codes=("98201",)), ["98201"])):
        with world.reading(scope) as con:
            assert list(facts.kpi(con, scope)["code"]) == codes
