"""Do the rows of 共通課題・マッチング agree with the tables, and do they hold nothing of those who may not be seen?"""

from __future__ import annotations

from typing import Any

import pytest
from pandas import DataFrame

from analytics import registry
from analytics.frames import issues as of_issues
from analytics.frames import shared_issues as frames
from analytics.model import Model
from analytics.scope import Scope
from tests.conftest import World

NOW = Scope(round="2025")
METER, MONKEY = "水道メーターの検針員が足りない", "サルが畑を荒らす"
NAMES = {"98201": "い市", "98202": "ろ町", "98203": "は村"}
NOBODY = DataFrame({"code": [], "peer": []}, dtype=object)


def put(world: World, *issues: tuple[str, str, str], **more: Any) -> None:
    world.put("issues", [{"round": "2025", "code": code, "no": no, "class_b": text, **more} for code, no, text in issues])


def tables(world: World, scope: Scope = NOW) -> tuple[DataFrame, DataFrame]:
    """shared_issues and issues of the scope."""
    model: Model = world.model
    shared, issues = (registry.compute(world.store, world.config, model, name, scope) for name in ("shared_issues", "issues"))
    return shared, of_issues.named(issues, NAMES)


@pytest.fixture
def three(world: World) -> World:
    """The meters of three municipalities, the monkeys of two. い and ろ are neighbours and renew in 2026 and 2028."""
    world.municipalities(*NAMES)
    put(world, ("98201", "1", METER), renewal="2026", joins="有", policy_field="水道")
    put(world, ("98202", "1", METER + "（山間部）"), renewal="2028", policy_field="水道")
    put(world, ("98203", "1", METER), ("98203", "2", MONKEY), joins="有", policy_field="環境")
    put(world, ("98202", "2", MONKEY))
    world.put("neighbours", [{"code_a": "98201", "code_b": "98202"}])
    return world


def test_a_cluster_has_the_figures_of_the_table(three: World) -> None:
    shared, issues = tables(three)
    found = frames.clusters(frames.members(shared, issues, NAMES))
    whole = shared.drop_duplicates("cluster")
    assert list(found["n_municipalities"]) == list(whole["n_municipalities"]) == [3, 2]
    assert list(found["joint"].notna()) == list(whole["joint_procurement"]) == [True, False]
    assert list(found["near"].notna()) == list(whole["adjacent"].astype(bool)) == [True, False]
    assert list(found["label"]) == list(whole["label"])


def test_the_reason_names_years_and_those_who_would_join(three: World) -> None:
    found = frames.clusters(frames.members(*tables(three), NAMES)).set_index("n_municipalities")
    assert found["reason"][3] == "更改予定年度が2年以内（い市 2026年度、ろ町 2028年度）、参加意向「有」が2団体（い市、は村）"
    assert found["reason"][2].startswith("同じ内容の課題がある")
    assert (found["towns"][3], found["fields"][3], found["n_issues"][3]) == ("い市、ろ町、は村", "水道、環境", 3)


def test_no_score_is_sent_to_a_screen(three: World) -> None:
    shared, issues = tables(three)
    rows = frames.members(shared, issues, NAMES)
    assert not {"similarity", "score"} & {*rows, *frames.clusters(rows)}


def test_on_a_shared_screen_a_cluster_is_what_those_chosen_share(three: World) -> None:
    """ろ and は have no border, no two renewals and one who would join; い, whose words were the label, is not there."""
    shared, issues = tables(three, NOW.of("98202", "98203"))
    found = frames.clusters(frames.members(shared, issues, NAMES, NOBODY))
    assert list(found["n_municipalities"]) == [2, 2] and found["joint"].isna().all() and found["near"].isna().all()
    assert found["label"].isin(issues["issue"]).all() and not found["towns"].str.contains("い市").any()


def test_on_a_shared_screen_one_alone_shares_nothing(three: World) -> None:
    shared, issues = tables(three, NOW.of("98203"))
    assert frames.clusters(frames.members(shared, issues, NAMES, NOBODY)).empty


def test_on_a_shared_screen_neighbours_among_those_chosen_are_still_told(three: World) -> None:
    shared, issues = tables(three, NOW.of("98201", "98202"))
    among = DataFrame({"code": ["98201"], "peer": ["98202"]})
    assert list(frames.clusters(frames.members(shared, issues, NAMES, among))["near"]) == ["近隣の団体を含む"]


def test_a_chosen_municipality_leaves_the_clusters_it_has_a_part_in(three: World) -> None:
    found = frames.clusters(frames.members(*tables(three), NAMES))
    assert list(frames.concerned(found, ["98201"])["n_municipalities"]) == [3] and len(frames.concerned(found, [])) == 2


def test_who_sent_in_no_list_is_not_on_the_map() -> None:
    found = frames.on_map(("98201",), ["98201", "98202", "98202"], NAMES)
    assert found[["code", "value"]].values.tolist() == [["98201", frames.HAS], ["98202", frames.HAS_NOT]]


def test_offers_of_a_cluster_stand_in_the_order_of_the_syllabary_without_scores(three: World) -> None:
    three.put("partners", [{"provider": p, "title": "検針", "description": METER, "region": "県内"} for p in ("さくら", "株式会社あおば")])
    shared, issues = tables(three)
    matches, partners = (registry.compute(three.store, three.config, three.model, name, NOW) for name in ("matches", "partners"))
    rows = frames.members(shared, issues, NAMES)
    found = frames.offers(rows[rows["cluster"] == 1], matches, partners)
    assert list(found["provider"]) == ["株式会社あおば", "さくら"] and list(found["n_issues"]) == [3, 3] and "score" not in found
    back = frames.of_offer(matches, issues, "さくら", "検針")
    assert list(back["name"]) == ["い市", "ろ町", "は村"] and back["words"].str.contains("検針").all() and "score" not in back


def test_themes_gather_clusters_by_their_leading_field(three: World) -> None:
    rows = frames.members(*tables(three), NAMES)
    found = frames.themes(frames.clusters(rows), rows).set_index("theme")
    assert found.loc["水道", ["n_clusters", "n_municipalities", "n_joint"]].tolist() == [1, 3, 1]


def test_the_joint_road_map_ends_the_year_before_the_first_renewal(three: World) -> None:
    rows = frames.members(*tables(three), NAMES)
    found = frames.road_map(frames.clusters(rows), rows)
    assert found[["name", "decide_by"]].values.tolist() == [["い市", "2025年度"], ["ろ町", "2025年度"], ["は村", "2025年度"]]


def test_nothing_shared_gives_empty_lists(world: World) -> None:
    put(world, ("98201", "1", METER))
    rows = frames.members(*tables(world), NAMES)
    found = frames.clusters(rows)
    assert found.empty and frames.themes(found, rows).empty and frames.road_map(found, rows).empty


def test_issues_of_a_cluster_are_named_as_decisions_take_them(three: World) -> None:
    rows = frames.members(*tables(three), NAMES)
    assert frames.keys(rows[rows["cluster"] == 2]) == [("2025", "98202", "2"), ("2025", "98203", "2")]
