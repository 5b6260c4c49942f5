"""How urgent an issue is, by the municipality's own word and by its own ratings, side by side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics.config import Config, ImpossibleConfig, load_config
from analytics.issues import Rating, issues
from analytics.kinds import CONSENT_KINDS
from analytics.scope import Role, Scope, Viewer
from tests.conftest import GOLDEN, World
from tests.laws import FEW
from tests.taking import MASTER, taken

NOW = Scope(round="2025")
CRITERIA = Config().issues.criteria
Ratings = tuple[int | None, ...]
"""緊急性, 影響の大きさ, 費用対効果 (objective), 実現しやすさ, 取り組む意欲 (subjective); 1–5."""


def listed(world: World, scope: Scope = NOW) -> DataFrame:
    with world.reading(scope) as con:
        return issues(con, scope, Rating.of(world.config))


def put(world: World, *rows: dict[str, Any]) -> None:
    world.put("issues", [{"round": "2025", "code": "98201", "no": str(number), **row} for number, row in enumerate(rows, 1)])


def rate(world: World, *ratings: Ratings, own: tuple[str | None, ...] = (), points: tuple[float | None, ...] = ()) -> None:
    """One issue per rating, numbered from 1, with the municipality's own labels and points."""
    with world.store.writing() as con:
        for number, rating in enumerate(ratings):
            known = {name: float(value) for name, value in zip(CRITERIA, rating, strict=True) if value is not None}
            con.execute(
                """insert into store.issues (round, code, no, own_priority, own_score, criteria)
                values ('2025', '98201', ?, ?, ?, map(?::varchar[], ?::double[]))""",
                [str(number + 1), *(given[number] if given else None for given in (own, points)), list(known), list(known.values())],
            )


def rated(world: World, *ratings: Ratings, own: tuple[str | None, ...] = ()) -> DataFrame:
    rate(world, *ratings, own=own)
    return listed(world)


def test_published_labels_and_points_survive_and_their_contradiction_is_marked(world: World) -> None:
    taken(world, MASTER)
    taken(world, (GOLDEN / "issue_list_excerpt.csv").read_bytes(), kind="issues", round="2025", municipality="みずほ市")
    found = listed(world)
    assert list(found["no"]) == ["29", "30", "31", "32", "33", "34", "35"]
    assert list(found["own_score"]) == [2.55, 2.85, 1.47, 1.80, 1.80, 1.80, 2.17]
    assert list(found["own_priority"]) == ["中", *["低"] * 6]
    assert list(found["own_conflict"]) == [False, True, *[False] * 5]
    assert found[["objective", "subjective", "score", "priority", "differs"]].isna().all(axis=None)


def test_the_score_is_the_mean_of_both_sides(world: World) -> None:
    found = rated(world, (5, 4, 3, 2, 1)).iloc[0]
    assert (found.objective, found.subjective, found.score, found.priority) == (4, 1.5, 2.75, "中")


def test_a_criterion_that_is_not_known_weighs_nothing(world: World) -> None:
    found = rated(world, (5, None, None, None, None)).iloc[0]
    assert (found.objective, found.score, found.priority) == (5, 5, "高") and found.isna().subjective


@pytest.mark.parametrize(
    ("rating", "priority"), [((4, 4, 4, 3, 3), "高"), ((3, 3, 3, 2, 2), "中"), ((2, 2, 2, 2, 2), "低"), ((None,) * 5, None)]
)
def test_the_limits_belong_to_the_higher_priority(world: World, rating: Ratings, priority: str | None) -> None:
    found = rated(world, rating).iloc[0]
    assert (None if found.isna().priority else found.priority) == priority


def test_the_own_label_is_held_against_the_computed_one(world: World) -> None:
    found = rated(world, *[(5,) * 5] * 5, own=("高", "低", None, "至急", "Ａ"))
    assert found["differs"].astype(object).where(found["differs"].notna(), None).tolist() == [False, True, None, None, False]
    assert list(found["own_priority"].dropna()) == ["高", "低", "至急", "Ａ"]


def test_of_several_with_the_fewest_points_the_first_of_the_list_is_named(world: World) -> None:
    put(
        world,
        *(
            {"no": no, "own_priority": label, "own_score": points}
            for no, label, points in (("10", "中", 2), ("9", "中", 2), ("1", "低", 3))
        ),
    )
    assert listed(world).set_index("no")["conflict_with"]["1"] == "9"


def test_two_lists_do_not_contradict_each_other(world: World) -> None:
    put(world, {"own_priority": "中", "own_score": 2.0})
    world.put("issues", [{"round": "2025", "code": "98202", "no": "1", "own_priority": "低", "own_score": 3.0}])
    world.put("issues", [{"round": "2024", "code": "98201", "no": "1", "own_priority": "低", "own_score": 3.0}])
    assert not listed(world, Scope())["own_conflict"].any()


def test_a_row_without_points_or_with_a_label_of_its_own_is_not_judged(world: World) -> None:
    put(world, {"own_priority": "中", "own_score": 2.0}, {"own_priority": "低"}, {"own_priority": "様子見", "own_score": 9.0})
    assert listed(world)["own_conflict"].isna().tolist() == [False, True, True]


def test_a_list_is_read_in_the_order_of_its_numbers(world: World) -> None:
    world.put("issues", [{"round": "2025", "code": "98201", "no": no} for no in ("10", "A-1", "2")])
    assert list(listed(world)["no"]) == ["2", "10", "A-1"]


def test_a_municipality_sees_its_own_list_and_a_visitor_none(world: World) -> None:
    put(world, {"class_a": "紙の決裁"})
    world.put("issues", [{"round": "2025", "code": "98202", "no": "1"}])
    assert list(listed(world, Scope(Viewer(Role.MUNICIPALITY, "98201"), "2025"))["code"]) == ["98201"]
    assert listed(world, Scope(Viewer(Role.VIEWER), "2025")).empty


def test_no_consent_shows_a_list_to_another_municipality(world: World) -> None:
    """The consent about issue lists opens them in a meeting, which 県担当 holds; nobody else reads another's list."""
    put(world, {"class_a": "紙の決裁"})
    world.put("consents", [{"code": "98201", "kind": kind, "level": "実名"} for kind in CONSENT_KINDS])
    assert "課題リスト" in CONSENT_KINDS
    assert listed(world, Scope(Viewer(Role.MUNICIPALITY, "98202"), "2025")).empty


def test_weights_and_limits_come_from_the_config(make_world: Any) -> None:
    world = make_world(issues={"weights": {"objective": 3, "subjective": 1}, "high": 4.0, "mid": 3.75})
    found = rated(world, (5, 5, 5, 1, 1)).iloc[0]
    assert (found.score, found.priority) == (4, "高")


@pytest.mark.parametrize(
    "wrong", ["issues: {high: 2, mid: 3}", "issues: {weights: {objective: 0, subjective: 0}}", "partners: {threshold: 2}"]
)
def test_impossible_settings_are_refused(tmp_path: Any, wrong: str) -> None:
    (tmp_path / "config.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ImpossibleConfig):
        load_config(tmp_path / "config.yaml")


ROWS = st.lists(
    st.tuples(
        st.tuples(*[st.none() | st.integers(1, 5)] * 5), st.sampled_from([None, "高", "中", "低", "他"]), st.none() | st.integers(0, 5)
    ),
    min_size=1,
    max_size=6,
)
RANKS = {"高": 3, "中": 2, "低": 1}


def mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def figures(rating: Ratings) -> tuple[float | None, ...]:
    sides = [mean([v for v, of in zip(rating, CRITERIA.values(), strict=True) if of == side]) for side in ("objective", "subjective")]
    return *sides, mean(sides)


def verdicts(row: tuple[Any, ...], rows: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    rating, own, points = row
    score = figures(rating)[2]
    priority = None if score is None else "高" if score >= 3.5 - 1e-9 else "中" if score >= 2.5 - 1e-9 else "低"
    differs = None if own not in RANKS or priority is None else own != priority
    above = [p for _, label, p in rows if label in RANKS and own in RANKS and RANKS[label] > RANKS[own] and p is not None]
    return priority, differs, None if own not in RANKS or points is None else any(p < points for p in above)


@FEW
@given(ROWS)
def test_every_figure_agrees_with_plain_python(shared_world: World, rows: list[tuple[Any, ...]]) -> None:
    shared_world.forget("issues")
    ratings, own, points = zip(*rows, strict=True)
    rate(shared_world, *ratings, own=own, points=points)
    found = listed(shared_world).astype(object)
    found = found.where(found.notna(), None)
    assert list(found[["priority", "differs", "own_conflict"]].itertuples(index=False, name=None)) == [verdicts(row, rows) for row in rows]
    for shown, rating in zip(found[["objective", "subjective", "score"]].values, ratings, strict=True):
        assert list(shown) == [value if value is None else pytest.approx(value, abs=1e-9) for value in figures(rating)]
