"""With whom a municipality is compared, by which method, and why."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics.peers import Comparison, UnknownPeers, peers
from analytics.registry import compute
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World, facts, fill_golden, golden_municipalities
from tests.laws import CODES, FEW
from tests.reference import distance, standardised

NOW = Scope(round="2025")


def met(world: World, method: str = "adjacent", scope: Scope = NOW, **how: Any) -> DataFrame:
    with world.reading(scope) as con:
        return peers(con, scope, Comparison(method, **how), 0.5)


def pairs(table: DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["code"], table["peer"], strict=True))


def test_neighbours_are_neighbours_both_ways(world: World) -> None:
    world.municipalities("98201", "98202")
    world.put("neighbours", [{"code_a": "98201", "code_b": "98202"}])
    found = met(world)
    assert pairs(found) == [("98201", "98202"), ("98202", "98201")]
    assert list(found["reason"]) == ["境界を接する"] * 2


def test_a_neighbour_across_the_prefecture_border_is_marked(world: World) -> None:
    world.municipalities("98201")
    world.municipalities("97201", prefecture="隣県")
    world.put("neighbours", [{"code_a": "98201", "code_b": "97201"}])
    assert list(met(world)["other_prefecture"]) == [True, True]


def test_a_neighbour_that_is_not_loaded_is_no_peer(world: World) -> None:
    world.municipalities("98201")
    world.put("neighbours", [{"code_a": "98201", "code_b": "97201"}])
    assert met(world).empty


def test_an_island_has_no_neighbours_but_a_nearest_centre(world: World) -> None:
    world.municipalities("98201", "98403")
    world.put("boundaries", [{"code": c, "latitude": lat, "longitude": 140.0} for c, lat in (("98201", 38.0), ("98403", 39.0))])
    assert met(world).empty
    found = met(world, "centres").iloc[0]
    assert found.distance == pytest.approx(111.2, abs=0.1) and found.reason == "中心間の距離 111 km"


def test_the_block_is_that_of_the_own_prefecture(world: World) -> None:
    world.municipalities("98201", "98202", block="北部")
    world.municipalities("97201", block="北部", prefecture="隣県")
    assert pairs(met(world, "block")) == [("98201", "98202"), ("98202", "98201")]


def test_the_official_class_goes_before_kind_and_size(world: World) -> None:
    world.municipalities("98201", "98202", **{"class": "Ⅰ－１", "population": 3000})
    world.municipalities("98301", population=3000)
    world.municipalities("98302", population=4999)
    world.municipalities("98303", population=5000)
    found = met(world, "class")
    assert pairs(found) == [("98201", "98202"), ("98202", "98201"), ("98301", "98302"), ("98302", "98301")]
    assert found["reason"].iloc[2] == "町・人口5,000人未満"


def test_groups_are_shared_or_named(world: World) -> None:
    world.municipalities("98201", "98202", "98301")
    world.put("groups", [{"group": "広域連合", "code": c} for c in ("98201", "98202")])
    assert pairs(met(world, "group")) == [("98201", "98202"), ("98202", "98201")]
    assert pairs(met(world, "group:広域連合", NOW.of("98301"))) == [("98301", "98201"), ("98301", "98202")]


def test_chosen_peers_are_everybodys_peers_but_not_their_own(world: World) -> None:
    world.municipalities("98201", "98202")
    assert pairs(met(world, "custom", codes=("98202",))) == [("98201", "98202")]


def test_a_method_that_does_not_exist_is_refused_with_those_that_do(world: World) -> None:
    with pytest.raises(UnknownPeers, match=r"nearby.*adjacent"):
        met(world, "nearby")


def test_codes_that_are_given_are_chosen_peers(world: World) -> None:
    world.municipalities("98201", "98202")
    found = compute(world.store, world.config, world.model, "peers", NOW, peers=["98202"])
    assert list(found["method"]) == ["custom"]


def test_the_stage_is_that_of_the_round_and_needs_every_step(world: World) -> None:
    world.municipalities("98201", "98202", "98301")
    rows = [("98201", 10, 20), ("98202", 10, 30), ("98301", 10, None)]
    world.put(
        "steps", [{"code": c, "round": "2025", "step": f"step{n}", "score": v} for c, a, b in rows for n, v in enumerate((a, a, a, b)) if v]
    )
    found = met(world, "stage")
    assert pairs(found) == [("98201", "98202"), ("98202", "98201")]
    assert list(found["distance"]) == pytest.approx([1 / 3, 1 / 3])


def test_equal_distances_are_told_apart_by_code(world: World) -> None:
    for code in ("98201", "98302", "98301"):
        world.municipalities(code, population=1000, staff=10, area_km2=1.0)
    world.municipalities("98401", population=2000, staff=10, area_km2=1.0)
    found = met(world, "similar", NOW.of("98201"), nearest=2)
    assert list(found["peer"]) == ["98301", "98302"]


def test_a_variable_of_weight_zero_is_dropped_and_one_alone_gives_no_distance(world: World) -> None:
    world.put("municipalities", golden_municipalities())
    only = {"log_staff": 0.0, "staff_per_1000": 0.0, "log_density": 0.0}
    assert met(world, "similar", weights=only).empty
    assert set(met(world, "similar", weights={"log_density": 0.0})["reason"]) == {"人口・職員数・人口千人当たり職員数の近さ"}


def test_asking_for_one_changes_none_of_its_distances(world: World) -> None:
    fill_golden(world)
    for method in ("similar", "stage", "class", "block", "adjacent"):
        everybody = met(world, method)
        one = met(world, method, NOW.of("98302"))
        pd.testing.assert_frame_equal(one, everybody[everybody["code"] == "98302"].reset_index(drop=True), check_dtype=False)


def test_whoever_is_not_the_prefecture_learns_no_stage_of_the_unseen(world: World) -> None:
    world.municipalities("98201", "98202")
    world.put("steps", [{"code": c, "round": "2025", "step": f"step{n}", "score": 10.0} for c in ("98201", "98202") for n in range(4)])
    assert met(world, "stage", Scope(Viewer(Role.MUNICIPALITY, "98201"), round="2025")).empty


FIGURE = st.one_of(st.none(), st.integers(1, 10**6))
MASTER = st.lists(st.fixed_dictionaries({"population": FIGURE, "staff": FIGURE, "area_km2": FIGURE}), min_size=2, max_size=len(CODES))
WEIGHTS = st.fixed_dictionaries(
    {v: st.sampled_from((0.0, 0.5, 1.0, 3.0)) for v in ("log_population", "log_staff", "staff_per_1000", "log_density")}
)


@FEW
@given(rows=MASTER, weights=WEIGHTS)
def test_similarity_is_symmetric_and_agrees_with_plain_python(
    shared_world: World, rows: list[dict[str, Any]], weights: dict[str, float]
) -> None:
    master = [{"code": code, "name": code, "prefecture": "試験県", **row} for code, row in zip(CODES, rows, strict=False)]
    with facts(shared_world, {}, municipalities=master) as world:
        found = met(world, "similar", nearest=20, weights=weights)
    distances = dict(zip(pairs(found), found["distance"], strict=True))
    z = standardised(master)
    wanted = {(a, b): d for a in z for b in z if a != b and (d := distance(z[a], z[b], weights)) is not None}
    assert distances == {pair: pytest.approx(value, abs=1e-9) for pair, value in wanted.items()}
    assert all(distances[b, a] == pytest.approx(value, abs=1e-12) for (a, b), value in distances.items())
