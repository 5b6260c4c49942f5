"""Which issues several municipalities share, and what a user has decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from analytics import ledger
from analytics.config import Config
from analytics.generating.issue_files import DETAILS, TOPICS
from analytics.likeness import normalised, vectors
from analytics.scope import Role, Scope, Viewer
from analytics.shared_issues import AT_MOST, TEXT, TooManyIssues, Undecidable, decide, partition, shared_issues
from tests.conftest import World
from tests.reference_texts import clustered, cosines

NOW = Scope(round="2025")
PREFECTURE = Viewer()
HERE = Path(__file__).parent
THRESHOLD = Config().issues.cluster_threshold
METER = "水道メーターの検針員が足りない"
MONKEY = "サルが畑を荒らす"


def put(world: World, *issues: tuple[str, str, str], **more: Any) -> None:
    """Issues as (code, no, text)."""
    world.put("issues", [{"round": "2025", "code": code, "no": no, "class_b": text, **more} for code, no, text in issues])


def shared(world: World, scope: Scope = NOW, threshold: float = THRESHOLD) -> DataFrame:
    with world.reading(scope) as con:
        return shared_issues(con, scope, threshold)


def groups(table: DataFrame) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(zip(rows["code"], rows["no"], strict=True)) for _, rows in table.groupby("cluster")}


def group(*issues: str) -> frozenset[tuple[str, str]]:
    """Issues as 98201-1."""
    return frozenset((issue.split("-")[0], issue.split("-")[1]) for issue in issues)


def listed(texts: Sequence[str]) -> DataFrame:
    """Issues of these normalised texts."""
    return DataFrame({"text": list(texts), "policy_field": None, "prefecture": "試験県"})


def parted(texts: Sequence[str], threshold: float = THRESHOLD) -> set[frozenset[int]]:
    table = listed(texts)
    numbers = partition(table, vectors(list(table["text"])), threshold)
    return {frozenset(np.flatnonzero(numbers == number).tolist()) for number in set(numbers)}


# ---- what is found ----


def test_two_municipalities_that_say_the_same_share_an_issue(world: World) -> None:
    put(world, ("98201", "1", METER), ("98201", "2", MONKEY), ("98202", "7", "検針員の不足（水道メーター）"))
    found = shared(world)
    assert groups(found) == {group("98201-1", "98202-7")}
    assert set(found["n_municipalities"]) == {2} and set(found["label"]) == {METER}


def test_what_one_municipality_says_twice_is_not_shared(world: World) -> None:
    put(world, ("98201", "1", METER), ("98201", "2", METER), ("98202", "1", MONKEY))
    assert shared(world).empty


def test_full_width_signs_and_spaces_make_no_difference(world: World) -> None:
    put(world, ("98201", "1", "ＩＣＴ ﾜﾅの　見回り"), ("98202", "1", "ictワナの見回り"), ("98202", "2", METER))
    found = shared(world)
    assert list(found["similarity"]) == [pytest.approx(1, abs=1e-9)] * 2


def test_an_issue_without_words_is_in_no_cluster(world: World) -> None:
    put(world, ("98201", "1", " "), ("98202", "1", ""))
    world.put("issues", [{"round": "2025", "code": "98203", "no": "1", "own_priority": "高"}])
    assert shared(world).empty


def test_the_same_issue_in_the_lists_of_two_years_is_not_shared(world: World) -> None:
    put(world, ("98201", "1", METER))
    put(world, ("98202", "1", METER), round="2024")
    assert shared(world, Scope()).empty


def test_asking_for_one_municipality_cuts_rows_and_not_the_comparison(world: World) -> None:
    put(world, ("98201", "1", METER), ("98202", "1", METER), ("98203", "1", MONKEY))
    found = shared(world, NOW.of("98202"))
    assert list(found["code"]) == ["98202"] and list(found["n_municipalities"]) == [2]


@pytest.mark.parametrize("viewer", [Viewer(Role.MUNICIPALITY, "98201"), Viewer(Role.VIEWER)])
def test_nobody_but_the_prefecture_sees_the_issues_of_another(world: World, viewer: Viewer) -> None:
    put(world, ("98201", "1", METER), ("98202", "1", METER))
    assert shared(world, Scope(viewer, "2025")).empty


def test_the_widest_shared_issue_comes_first(world: World) -> None:
    put(world, *((code, "1", MONKEY) for code in ("98201", "98202")), *((code, "2", METER) for code in ("98201", "98202", "98203")))
    found = shared(world)
    assert list(found.drop_duplicates("cluster")["label"]) == [METER, MONKEY]


def test_neighbours_among_the_members_are_marked(world: World) -> None:
    put(world, *((code, "1", METER) for code in ("98201", "98202")), *((code, "2", MONKEY) for code in ("98202", "98203")))
    world.put("neighbours", [{"code_a": "98201", "code_b": "98202"}])
    found = shared(world)
    assert dict(zip(found["label"], found["adjacent"], strict=True)) == {METER: True, MONKEY: False}


# ---- joint procurement ----


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ({"renewal": "2026"}, {"renewal": "2028"}, True),
        ({"renewal": "2026"}, {"renewal": "2029"}, False),
        ({"renewal": "2026"}, {}, False),
        ({"joins": "有"}, {"joins": "有"}, True),
        ({"joins": "有"}, {"joins": "未定"}, False),
        ({}, {}, False),
    ],
)
def test_words_alone_propose_no_procurement(world: World, first: dict[str, Any], second: dict[str, Any], wanted: bool) -> None:
    put(world, ("98201", "1", METER), **first)
    put(world, ("98202", "1", METER), **second)
    assert list(shared(world)["joint_procurement"]) == [wanted] * 2


def test_two_renewals_of_one_municipality_are_no_joint_procurement(world: World) -> None:
    put(world, ("98201", "1", METER), renewal="2026", joins="有")
    put(world, ("98201", "2", METER), renewal="2027", joins="有")
    put(world, ("98202", "1", METER), renewal="2035")
    assert not shared(world)["joint_procurement"].any()


# ---- what a user decides ----


@pytest.fixture
def four(world: World) -> World:
    """Two shared issues of two municipalities each: 1 is the meters, 2 the monkeys."""
    put(world, *((code, no, text) for code in ("98201", "98202") for no, text in (("1", METER), ("2", MONKEY))))
    return world


def keys(*issues: str) -> list[tuple[str, str, str]]:
    return [("2025", code, no) for code, no in sorted(group(*issues))]


def test_clusters_can_be_put_together_and_named(four: World) -> None:
    decide(four.store, PREFECTURE, [("現場の担い手", keys("98201-1", "98202-1", "98201-2", "98202-2"))])
    found = shared(four)
    assert groups(found) == {group("98201-1", "98202-1", "98201-2", "98202-2")}
    assert set(found["label"]) == {"現場の担い手"} and found["by_hand"].all()


def test_a_cluster_can_be_taken_apart(four: World) -> None:
    put(four, ("98203", "1", METER), ("98204", "1", METER))
    decide(four.store, PREFECTURE, [("北", keys("98201-1", "98202-1")), ("南", keys("98203-1", "98204-1"))])
    assert groups(shared(four)) == {group("98201-1", "98202-1"), group("98203-1", "98204-1"), group("98201-2", "98202-2")}


def test_the_newest_decision_holds_and_can_be_given_up(four: World) -> None:
    decide(four.store, PREFECTURE, [("仮", keys("98201-1", "98202-2"))])
    decide(four.store, PREFECTURE, [(None, keys("98201-1", "98202-2"))])
    assert groups(shared(four)) == {group("98201-1", "98202-1"), group("98201-2", "98202-2")}


def test_a_decision_survives_a_list_that_is_numbered_anew(four: World) -> None:
    decide(four.store, PREFECTURE, [("水道", keys("98201-1", "98202-1"))])
    four.forget("issues")
    put(four, ("98201", "8", METER), ("98202", "9", METER))
    assert set(shared(four)["label"]) == {"水道"}


def test_a_decision_says_nothing_of_an_issue_whose_words_changed(four: World) -> None:
    decide(four.store, PREFECTURE, [("水道", keys("98201-1", "98202-1"))])
    four.forget("issues")
    put(four, ("98201", "1", MONKEY), ("98202", "1", MONKEY))
    assert set(shared(four)["label"]) == {MONKEY}


def test_a_list_that_comes_later_joins_the_named_cluster(four: World) -> None:
    decide(four.store, PREFECTURE, [("水道", keys("98201-1", "98202-1"))])
    put(four, ("98203", "1", METER))
    assert group("98201-1", "98202-1", "98203-1") in groups(shared(four))


def put_next(world: World, *issues: tuple[str, str, str]) -> None:
    world.put("issues", [{"round": "2026", "code": code, "no": no, "class_b": text} for code, no, text in issues])


def labels(world: World, round: str) -> dict[str, bool]:
    found = shared(world, Scope(round=round))
    return dict(zip(found["label"], found["by_hand"], strict=True))


def test_a_decision_goes_on_in_the_next_round_where_the_words_are_the_same(four: World) -> None:
    decide(four.store, PREFECTURE, [("現場の担い手", keys("98201-1", "98202-1", "98201-2", "98202-2"))])
    put_next(four, ("98201", "7", METER), ("98202", "1", METER), ("98202", "2", MONKEY), ("98203", "1", METER))
    found = shared(four, Scope(round="2026"))
    assert groups(found) == {group("98201-7", "98202-1", "98202-2", "98203-1")} and labels(four, "2026") == {"現場の担い手": True}
    both = shared(four, Scope())
    assert set(both["label"]) == {"現場の担い手"} and set(both["round"]) == {"2025", "2026"}


def test_what_is_decided_in_the_next_round_leaves_the_last_one_as_it_was(four: World) -> None:
    put_next(four, ("98201", "1", METER), ("98202", "1", METER))
    next_ones = [("2026", code, "1") for code in ("98201", "98202")]
    decide(four.store, PREFECTURE, [("水道", keys("98201-1", "98202-1"))])
    decide(four.store, PREFECTURE, [("検針", next_ones)])
    decide(four.store, PREFECTURE, [("上水道", keys("98201-1", "98202-1"))])
    assert labels(four, "2026") == {"検針": True} and labels(four, "2025") == {"上水道": True, MONKEY: False}
    decide(four.store, PREFECTURE, [(None, next_ones)])
    assert labels(four, "2026") == {METER: False} and labels(four, "2025") == {"上水道": True, MONKEY: False}


def test_two_parts_need_two_names(four: World) -> None:
    with pytest.raises(Undecidable, match="分けた両方の名前が「水道」"):
        decide(four.store, PREFECTURE, [("水道", keys("98201-1")), (" 水道 ", keys("98202-1"))])
    assert not shared(four)["by_hand"].any()


@pytest.mark.parametrize("viewer", [Viewer(Role.MUNICIPALITY, "98201"), Viewer(Role.VIEWER)])
def test_nobody_but_the_prefecture_decides(four: World, viewer: Viewer) -> None:
    with pytest.raises(Undecidable):
        decide(four.store, viewer, [("水道", keys("98201-1"))])
    assert not shared(four)["by_hand"].any()


def test_whatever_a_cluster_rests_on_changes_it_at_once(four: World) -> None:
    before = shared(four)
    assert shared(four).equals(before)
    four.put("neighbours", [{"code_a": "98201", "code_b": "98202"}])
    assert shared(four)["adjacent"].all()
    put(four, ("98203", "1", METER), renewal="2027")
    put(four, ("98204", "1", METER), renewal="2028")
    found = shared(four)
    assert found["n_municipalities"].max() == 4 and found["joint_procurement"].any()
    assert groups(shared(four, threshold=1)) != groups(found)


def test_a_table_that_a_caller_changes_is_not_the_one_that_is_kept(four: World) -> None:
    found = shared(four)
    found["label"] = "ほか"
    assert set(shared(four)["label"]) == {METER, MONKEY}


@pytest.mark.parametrize(("name", "issue"), [(" ", "98201-1"), ("水道", "98201-99"), ("水道", "98999-1")])
def test_an_impossible_decision_is_refused_whole(four: World, name: str, issue: str) -> None:
    with pytest.raises(Undecidable):
        decide(four.store, PREFECTURE, [("よい名前", keys("98201-1")), (name, keys(issue))])
    assert not shared(four)["by_hand"].any()


def test_decisions_about_the_sample_go_with_it(four: World) -> None:
    decide(four.store, PREFECTURE, [("水道", keys("98201-1", "98202-1"))])
    four.put("municipalities_entry", [{"code": "98201", "batch": 1}])
    four.put("batch", [{"batch": 1, "kind": "municipalities", "sample": True, "in_force": True}])
    with four.store.writing() as cursor:
        ledger.remove_sample(cursor)
        assert cursor.execute("select distinct code from store.issue_cluster").fetchall() == [("98202",)]


# ---- laws ----


def random_texts(random: Random, count: int) -> list[str]:
    """Texts over few signs, so that they have n-grams in common; no two the same."""
    return list({"".join(random.choices("水道検針鳥獣害防災紙決裁", k=random.randint(4, 12))): None for _ in range(count)})


@pytest.mark.parametrize("seed", range(12))
def test_clusters_agree_with_plain_python(seed: int) -> None:
    random = Random(seed)
    texts, threshold = random_texts(random, 24), random.uniform(0.05, 0.4)
    assert parted(texts, threshold) == clustered(texts, threshold)


@pytest.mark.parametrize("seed", range(4))
def test_the_likeness_shown_is_that_of_plain_python(world: World, seed: int) -> None:
    texts = random_texts(Random(seed), 14)
    put(world, *((str(98201 + place), "1", text) for place, text in enumerate(texts)))
    alike = cosines(texts)
    found = shared(world, threshold=0.15)
    assert len(found)
    for _, rows in found.groupby("cluster"):
        central = texts.index(rows["label"].iloc[0])
        for row in rows.itertuples():
            assert row.similarity == pytest.approx(alike[central][texts.index(row.issue)], abs=1e-9)
        means = [sum(alike[texts.index(one)][texts.index(other)] for other in rows["issue"]) for one in rows["issue"]]
        assert max(means) == pytest.approx(means[list(rows["issue"]).index(texts[central])], abs=1e-7)


def test_the_order_in_which_issues_come_in_is_irrelevant(world: World) -> None:
    issues = [(str(98201 + place), "1", text) for place, text in enumerate(random_texts(Random(5), 20))]
    tables = []
    for seed in range(3):
        world.forget("issues")
        put(world, *Random(seed).sample(issues, len(issues)))
        tables.append(shared(world, threshold=0.15))
    assert len(tables[0])
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])


def test_every_issue_is_in_exactly_one_cluster() -> None:
    texts = random_texts(Random(3), 40)
    assert sorted(place for cluster in parted(texts, 0.2) for place in cluster) == list(range(len(texts)))


@pytest.mark.parametrize("threshold", [0.1, 0.2, 0.3])
def test_a_higher_threshold_only_takes_clusters_apart(threshold: float) -> None:
    texts = random_texts(Random(4), 40)
    coarse = parted(texts, threshold)
    assert all(any(fine <= cluster for cluster in coarse) for fine in parted(texts, threshold + 0.1))


def test_an_issue_that_has_nothing_in_common_changes_no_cluster() -> None:
    texts = random_texts(Random(6), 30)
    assert parted([*texts, "ABC"], 0.2) - {frozenset([len(texts)])} == parted(texts, 0.2)


# ---- planted clusters ----


def labelled(name: str) -> DataFrame:
    return pd.read_csv(HERE / name, dtype=str).fillna("")


def pairwise_f1(labels: Sequence[str], clusters: set[frozenset[int]]) -> float:
    pairs = list(combinations(range(len(labels)), 2))
    number = {place: cluster for cluster in clusters for place in cluster}
    found = {pair for pair in pairs if number[pair[0]] == number[pair[1]]}
    wanted = {pair for pair in pairs if labels[pair[0]] == labels[pair[1]]}
    return 2 * len(found & wanted) / (len(found) + len(wanted))


def test_the_planted_clusters_of_the_labelled_list_are_found() -> None:
    table = labelled("labelled_issues.csv")
    issues = listed([normalised(row) for row in table[list(TEXT)].itertuples(index=False)])
    numbers = partition(issues, vectors(list(issues["text"])), THRESHOLD)
    clusters = {frozenset(np.flatnonzero(numbers == number).tolist()) for number in set(numbers)}
    assert len(table) == 120 and table["label"].nunique() == 12
    assert pairwise_f1(list(table["label"]), clusters) >= 0.85


@pytest.mark.parametrize("seed", range(5))
def test_planted_clusters_are_found_although_all_lists_share_phrases(seed: int) -> None:
    """12 topics with 10 issues each, in words of the topic, and every issue with one of five phrases that all of them use."""
    random = Random(seed)
    planted = [(topic, number) for number, topic in enumerate(random.sample(TOPICS, 12)) for _ in range(10)]
    texts = [
        normalised([random.choice(topic.words), random.choice(topic.causes), random.choice(DETAILS), random.choice(topic.remedies)])
        for topic, _ in planted
    ]
    assert pairwise_f1([str(number) for _, number in planted], parted(texts)) >= 0.9


# ---- size ----


def words(count: int, seed: int = 1) -> list[str]:
    """So many short texts of a list's length."""
    random, parts = Random(seed), labelled("tuning_issues.csv")
    return ["".join(random.choice(list(parts[name])) for name in ("class_b", "solution")) for _ in range(count)]


def test_above_the_limit_issues_are_compared_within_their_policy_field() -> None:
    texts = [METER, METER, *words(AT_MOST - 1)]
    table = listed(texts).assign(policy_field=["水道", "環境", *(["水道"] * 2_500), *(["環境"] * (AT_MOST - 2_501))])
    rows = vectors(list(table["text"]))
    apart, together = partition(table, rows, THRESHOLD), partition(table[:200], rows[:200], THRESHOLD)
    assert apart[0] != apart[1] and together[0] == together[1]


def test_more_issues_than_can_be_compared_are_refused_by_name() -> None:
    table = listed([METER] * (AT_MOST + 1)).assign(policy_field="水道")
    with pytest.raises(TooManyIssues, match="「水道」に、1県で 5,001 件"):
        partition(table, vectors(list(table["text"])), THRESHOLD)
