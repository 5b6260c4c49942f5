"""Supported against not supported: the window, the groups, Welch's interval, and what was planted is found again."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, isna

from analytics.change import change
from analytics.scope import Role, Scope, Viewer
from analytics.support_effect import SMALLEST_GROUP, TYPES, compared, support_effect
from tests.conftest import World
from tests.laws import FEW, PAPERS
from tests.moving import fill
from tests.reference_moves import effect

LEVELS = {"q1": 30, "q2": 30, "q3": 30, "q4": 10, "q5": 20, "q6": 10}
SILENT = dict.fromkeys(LEVELS, None)


def level(share: float) -> dict[str, float]:
    """A paper whose every aspect is at `share` (0–1)."""
    return {question: share * points for question, points in LEVELS.items()}


def codes(n: int) -> list[str]:
    return [f"98{number:03}" for number in range(n)]


def visit(code: str, day: date, kind: str = "伴走支援") -> dict[str, Any]:
    return {"code": code, "date": day, "type": kind, "title": "支援"}


def asked(world: World, round: str = "2025", since: str | None = None, viewer: Viewer = Viewer(), types: Any = TYPES) -> DataFrame:
    scope = Scope(viewer, round)
    with world.reading(scope) as con:
        return support_effect(con, scope, 0.5, since, types)


def two_groups(world: World, *visits: dict[str, Any], n: int = 2) -> World:
    """n municipalities; the first rises by 40 points, the others stand still."""
    rounds = {r: {code: level(0.4 if r == "2025" and code == codes(n)[0] else 0) for code in codes(n)} for r in ("2024", "2025")}
    return fill(world, rounds, support_log=list(visits))


@pytest.mark.parametrize(
    ("day", "counts"), [(date(2024, 3, 31), False), (date(2024, 4, 1), True), (date(2025, 3, 31), True), (date(2025, 4, 1), False)]
)
def test_support_counts_from_april_of_the_earlier_year_to_march_before_the_later_one(world: World, day: date, counts: bool) -> None:
    found = asked(two_groups(world, visit("98000", day)))
    assert list(found["supported"]) == [True, False]
    assert list(found["n"]) == ([1, 1] if counts else [0, 2])


def test_only_the_chosen_types_are_support(world: World) -> None:
    two_groups(world, visit("98000", date(2024, 6, 1), "会議"))
    assert list(asked(world, types=("伴走支援",))["n"]) == [0, 2]
    assert list(asked(world, types=("会議",))["n"]) == [1, 1]


def test_several_visits_are_one_supported_municipality(world: World) -> None:
    found = asked(two_groups(world, visit("98000", date(2024, 6, 1)), visit("98000", date(2024, 7, 1))))
    assert list(found["n"]) == [1, 1] and list(found["mean_change"]) == pytest.approx([40, 0]) and found["diff"][0] == pytest.approx(40)


def test_a_small_group_has_means_and_no_interval(world: World) -> None:
    found = asked(two_groups(world, visit("98000", date(2024, 6, 1)), n=20))
    assert list(found["n"]) == [1, 19] and found[["ci_low", "ci_high"]].isna().all(axis=None)


def test_an_empty_group_has_neither_mean_nor_difference(world: World) -> None:
    found = asked(two_groups(world))
    assert list(found["n"]) == [0, 2]
    assert isna(found["mean_change"][0]) and found["mean_change"][1] == pytest.approx(20) and found["diff"].isna().all()


def test_within_one_fiscal_year_nothing_is_said(world: World) -> None:
    fill(world, {round: {"98000": level(0.2)} for round in ("2025", "2025-2")})
    assert asked(world, "2025-2").empty


def test_who_did_not_answer_twice_is_in_no_group(world: World) -> None:
    fill(world, {"2024": {"98000": level(0.2), "98001": SILENT}, "2025": {"98000": level(0.2), "98001": level(1), "98002": level(1)}})
    assert list(asked(world)["n"]) == [0, 1]


@pytest.mark.parametrize("viewer", [Viewer(Role.VIEWER), Viewer(Role.MUNICIPALITY, "98000")])
def test_the_groups_are_for_the_prefecture_only(world: World, viewer: Viewer) -> None:
    two_groups(world, visit("98000", date(2024, 6, 1)), n=20)
    assert asked(world, viewer=viewer).empty


def test_chosen_municipalities_cut_no_group(world: World) -> None:
    two_groups(world, visit("98000", date(2024, 6, 1)), n=20)
    scope = Scope(round="2025", codes=("98000",))
    with world.reading(scope) as con:
        assert list(support_effect(con, scope, 0.5)["n"]) == [1, 19]


@FEW
@given(
    papers=st.lists(st.tuples(PAPERS, PAPERS), min_size=1, max_size=24),
    helped=st.sets(st.integers(0, 23)),
)
def test_the_sql_agrees_with_plain_python(shared_world: World, papers: Any, helped: set[int]) -> None:
    names = codes(len(papers))
    rounds = {r: {code: both[at] for code, both in zip(names, papers, strict=True)} for at, r in enumerate(("2024", "2025"))}
    world = fill(shared_world, rounds, support_log=[visit(f"98{number:03}", date(2024, 9, 1)) for number in helped])
    with world.reading(Scope()) as con:
        moves = change(con, Scope(round="2025"), 0.5)
    own = moves[(moves["measure"] == "overall") & (moves["item"] == "as_is")]
    wanted = effect(dict(zip(own["code"], own["change"], strict=True)), {f"98{number:03}" for number in helped})
    found = asked(world)
    if own.empty:
        assert found.empty
        return
    assert tuple(found["n"]) == wanted["n"]
    assert [None if isna(mean) else mean for mean in found["mean_change"]] == [
        None if m is None else pytest.approx(m, abs=1e-9) for m in wanted["mean"]
    ]
    assert isna(found["diff"][0]) if wanted["diff"] is None else found["diff"][0] == pytest.approx(wanted["diff"], abs=1e-9)
    assert found.iloc[0][["diff", "ci_low", "ci_high"]].equals(found.iloc[1][["diff", "ci_low", "ci_high"]])
    if "interval" in wanted:
        assert tuple(found.loc[0, ["ci_low", "ci_high"]]) == pytest.approx(wanted["interval"], abs=1e-9)
    else:
        assert found[["ci_low", "ci_high"]].isna().all(axis=None)


def test_a_planted_effect_lies_in_its_interval_in_95_of_100_prefectures() -> None:
    """1,000 prefectures of 12 supported, who rise by 6 ± 8 points, and 20 others by 2 ± 5: the planted difference is 4."""
    random, hits, runs = Random(4), 0, 1000
    for _ in range(runs):
        moves = {True: [random.gauss(6, 8) for _ in range(12)], False: [random.gauss(2, 5) for _ in range(20)]}
        groups = DataFrame(
            [(s, len(m), sum(m) / len(m), DataFrame(m)[0].std()) for s, m in moves.items()], columns=["supported", "n", "mean_change", "sd"]
        )
        found = compared(groups)
        hits += found["ci_low"] <= 4 <= found["ci_high"]
    assert 0.93 <= hits / runs <= 0.97


def test_a_planted_effect_comes_back_through_answers_and_support_log(shared_world: World) -> None:
    """100 prefectures through the whole way in SQL: the supported rise by 10 points more. Their share in the interval is 95 %
    give or take what 100 runs allow (at least 88 with a probability of 99.7 %)."""
    random, hits = Random(11), 0
    names = codes(24)
    for _ in range(100):
        start = {code: random.uniform(0.1, 0.4) for code in names}
        end = {code: min(1, start[code] + random.gauss(0.2 if at < 10 else 0.1, 0.08)) for at, code in enumerate(names)}
        world = fill(
            shared_world,
            {"2024": {c: level(start[c]) for c in names}, "2025": {c: level(max(0, end[c])) for c in names}},
            support_log=[visit(code, date(2024, 9, 1)) for code in names[:10]],
        )
        found = asked(world).iloc[0]
        hits += found["ci_low"] <= 10 <= found["ci_high"]
    assert hits >= 88
    assert SMALLEST_GROUP <= 10


def test_a_planted_change_is_found_in_every_aspect(shared_world: World) -> None:
    """Everybody rises by a planted share: the change of each aspect is that share in all of 100 runs, to rounding."""
    random = Random(5)
    for _ in range(100):
        start, rise = random.uniform(0, 0.5), random.uniform(0, 0.5)
        fill(shared_world, {"2024": {"98000": level(start)}, "2025": {"98000": level(start + rise)}})
        with shared_world.reading(Scope()) as con:
            found = change(con, Scope(round="2025"), 0.5)
        assert list(found[found["measure"] == "aspect"]["change"]) == pytest.approx([100 * rise] * 4, abs=1e-9)
