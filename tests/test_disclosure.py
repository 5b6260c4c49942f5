"""Which groups may be shown: the five rules, and what cannot be worked out from what they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import Rules, Shown, Sums, decide_departments, decide_units
from tests import reference_disclosure as slow

RULES = Rules()
Unit = tuple[int, ...]
"""People by position group."""


def decided(units: Mapping[str, Unit], pools: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], dict[str, int]]:
    """What each municipality and each pool shows, from counts alone."""
    places = list(units)
    members = [sorted(places.index(code) for code in set(codes) if code in places) for codes in pools.values()]
    states, pooled = decide_units(RULES, counts(units), members)
    return dict(zip(places, states[0], strict=True)), dict(zip(pools, pooled[0], strict=True))


def departments_of(state: int, departments: Mapping[str, Unit]) -> dict[str, int]:
    """What each department shows; empty where they are not listed."""
    states = decide_departments(RULES, np.array([[state]]), counts(departments)[:, np.newaxis])[0, 0]
    return {name: shown for name, shown in zip(departments, states, strict=True) if shown != Shown.UNLISTED}


def counts(units: Mapping[str, Unit]) -> Sums:
    return Sums.counted(np.array([list(units.values())]).reshape(1, len(units), 2))


def together(units: Iterable[Unit]) -> Unit:
    return tuple(map(sum, zip(*units, strict=True)))


def group(n: int, score: float, deviation: float) -> Sums:
    """n people within about `deviation` of one score."""
    return Sums(*(np.array([float(value)]) for value in (n, n * score, n * score**2 + n * deviation**2)))


def blurs(*parts: Sums) -> bool:
    sums = Sums(*(np.array([[value[0] for value in values]]) for values in zip(*((p.n, p.total, p.squares) for p in parts), strict=True)))
    hidden = np.ones((1, len(parts)), dtype=bool)
    return bool(RULES.blurs(sums, hidden, ~hidden)[0])


@pytest.mark.parametrize(("people", "shown"), [(1, Shown.NOTHING), (7, Shown.NOTHING), (8, Shown.GROUPS)])
def test_a_group_is_shown_from_eight_people(people: int, shown: Shown) -> None:
    assert decided({"98201": (0, people)}, {})[0]["98201"] == shown


def test_a_small_position_group_takes_the_other_with_it() -> None:
    assert decided({"98201": (4, 40)}, {})[0]["98201"] == Shown.TOTAL


def test_a_small_department_is_not_hidden_alone() -> None:
    states = departments_of(Shown.TOTAL, {"税務課": (0, 12), "総務課": (0, 20), "議会": (0, 3)})
    assert states == {"総務課": Shown.TOTAL, "税務課": Shown.NOTHING, "議会": Shown.NOTHING}


def test_small_departments_that_are_eight_together_hide_no_other() -> None:
    states = departments_of(Shown.TOTAL, {"総務課": (0, 20), "会計課": (0, 5), "議会": (0, 4)})
    assert states["総務課"] == Shown.TOTAL


def test_departments_that_must_each_be_one_person_are_not_even_listed() -> None:
    assert departments_of(Shown.TOTAL, {f"課{place}": (0, 1) for place in range(12)}) == {}


def test_a_department_with_a_small_position_group_shows_none() -> None:
    departments = {"総務課": (4, 20), "福祉課": (4, 20), "建設課": (9, 20), "教育課": (9, 30)}
    states = departments_of(Shown.GROUPS, departments)
    assert (states["総務課"], states["福祉課"]) == (Shown.TOTAL, Shown.TOTAL)
    assert (states["建設課"], states["教育課"]) == (Shown.GROUPS, Shown.GROUPS)


def test_the_managers_of_one_closed_department_do_not_follow_from_those_of_the_open_ones() -> None:
    states = departments_of(Shown.GROUPS, {"総務課": (4, 8), "建設課": (9, 20), "教育課": (12, 30)})
    assert states == {"総務課": Shown.TOTAL, "建設課": Shown.TOTAL, "教育課": Shown.GROUPS}


def test_a_hidden_member_of_a_pool_is_not_hidden_alone() -> None:
    places = {"98201": (0, 60), "98301": (0, 5), "98302": (0, 9)}
    states, pools = decided(places, {"中央": list(places)})
    assert states == {"98201": Shown.GROUPS, "98301": Shown.NOTHING, "98302": Shown.NOTHING} and pools["中央"] == Shown.GROUPS


def test_three_small_villages_are_visible_together() -> None:
    places = {f"9830{place}": (3, 4) for place in range(3)}
    states, pools = decided(places, {"三村": list(places)})
    assert set(states.values()) == {Shown.NOTHING} and pools["三村"] == Shown.GROUPS


def test_a_pool_that_differs_from_another_by_a_hidden_village_is_not_shown() -> None:
    places = {"98301": (0, 5), "98302": (0, 6), "98303": (0, 4), "98201": (0, 30)}
    _, pools = decided(places, {"圏域": list(places), "連合": ["98301", "98302", "98201"]})
    assert pools == {"圏域": Shown.GROUPS, "連合": Shown.NOTHING}


def test_people_who_all_answered_alike_are_not_shown_however_many_they_are() -> None:
    assert not RULES.stands_alone(group(20, 80, 0.5)) and RULES.stands_alone(group(20, 60, 15))


def test_what_is_hidden_together_must_not_be_alike() -> None:
    assert blurs(group(5, 60, 15), group(6, 60, 15)) and not blurs(group(5, 80, 0.5), group(6, 80, 0.5))


def test_what_one_item_hides_every_item_hides() -> None:
    """The mean of all items would give back the one that is missing."""
    items = [[[0, 60], [0, 5], [0, 9]], [[0, 60], [0, 30], [0, 9]]]
    states, _ = decide_units(RULES, Sums.counted(items), [[0, 1, 2]])
    assert states.tolist() == [[Shown.GROUPS, Shown.NOTHING, Shown.NOTHING]] * 2


def test_an_item_that_a_municipality_does_not_have_hides_nothing_there() -> None:
    items = [[[0, 60], [0, 0]], [[0, 60], [0, 30]]]
    states, _ = decide_units(RULES, Sums.counted(items), [])
    assert states[1].tolist() == [Shown.GROUPS, Shown.GROUPS]


def test_departments_that_cannot_be_listed_in_one_item_are_listed_in_none() -> None:
    items = [[[[0, 1]] * 12], [[[0, 20]] * 12]]
    states = decide_departments(RULES, np.array([[Shown.GROUPS]] * 2), Sums.counted(items))
    assert (states == Shown.UNLISTED).all()


COUNTS = st.tuples(st.integers(0, 14), st.integers(0, 30))
DEPARTMENTS = st.dictionaries(st.sampled_from([f"課{place}" for place in range(6)]), COUNTS, min_size=1, max_size=6)
PLACES = st.dictionaries(st.sampled_from([f"9820{place}" for place in range(5)]), DEPARTMENTS, min_size=1, max_size=5)
MEMBERS = st.lists(st.sets(st.sampled_from([f"9820{place}" for place in range(5)]), min_size=1), max_size=3)
Place = tuple[str, str, int]


class Shapes:
    """Everything that would be listed: the leaves (municipality, department, position group) of each group, and whether it is shown."""

    def __init__(self, places: dict[str, dict[str, Unit]], pools: Sequence[set[str]]) -> None:
        units = {code: together(departments.values()) for code, departments in places.items()}
        units = {code: unit for code, unit in units.items() if sum(unit)}
        self.people = {
            (code, name, group): people for code in units for name, unit in places[code].items() for group, people in enumerate(unit)
        }
        self.groups: list[tuple[set[Place], bool]] = []
        states, pooled = decided(units, {str(place): sorted(members) for place, members in enumerate(pools)})
        for place, members in enumerate(pools):
            self.add([leaf for leaf in self.people if leaf[0] in members], pooled[str(place)])
        for code, state in states.items():
            self.add([leaf for leaf in self.people if leaf[0] == code], state)
            departments = {name: unit for name, unit in places[code].items() if sum(unit)}
            for name, its_state in departments_of(state, departments).items():
                self.add([leaf for leaf in self.people if leaf[:2] == (code, name)], its_state)

    def add(self, leaves: list[Place], state: int) -> None:
        self.groups.append((set(leaves), state != Shown.NOTHING))
        for group in {group for *_, group in leaves}:
            self.groups.append(({leaf for leaf in leaves if leaf[2] == group}, state == Shown.GROUPS))

    def size(self, leaves: set[Place]) -> int:
        return sum(self.people[leaf] for leaf in leaves)

    def small(self) -> Iterator[set[Place]]:
        yield from (leaves for leaves, _ in self.groups if 0 < self.size(leaves) < RULES.min_group)

    def matrix(self) -> np.ndarray:
        return np.array([[leaf in leaves for leaf in self.people] for leaves, shown in self.groups if shown], dtype=float)


@settings(max_examples=150, deadline=None)
@given(PLACES, MEMBERS)
def test_nothing_shown_is_small(places: dict[str, dict[str, Unit]], pools: list[set[str]]) -> None:
    shapes = Shapes(places, pools)
    assert not [leaves for leaves, shown in shapes.groups if shown and 0 < shapes.size(leaves) < RULES.min_group]


@settings(max_examples=150, deadline=None)
@given(PLACES, MEMBERS)
def test_no_small_group_is_a_sum_or_difference_of_shown_ones(places: dict[str, dict[str, Unit]], pools: list[set[str]]) -> None:
    shapes = Shapes(places, pools)
    known = shapes.matrix()
    rank = np.linalg.matrix_rank(known) if known.size else 0
    for leaves in shapes.small():
        wanted = np.array([[leaf in leaves for leaf in shapes.people]], dtype=float)
        assert np.linalg.matrix_rank(np.vstack([known, wanted]) if known.size else wanted) > rank


@given(DEPARTMENTS)
def test_hidden_departments_are_nobody_or_eight_together(departments: dict[str, Unit]) -> None:
    departments = {name: unit for name, unit in departments.items() if sum(unit)}
    state = decided({"98201": together(departments.values())}, {})[0]["98201"] if departments else Shown.NOTHING
    hidden = (
        [sum(departments[name]) for name, shown in departments_of(state, departments).items() if shown == Shown.NOTHING]
        if departments
        else []
    )
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= RULES.min_group)


SCORES = st.tuples(st.integers(0, 14), st.sampled_from([50, 80]), st.sampled_from([0.5, 4, 15]))
GROUP_SUMS = SCORES.map(lambda told: slow.Sums(told[0], float(told[0] * told[1]), float(told[0] * (told[1] ** 2 + told[2] ** 2))))
POOLED = st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=3)


ITEMS = st.integers(1, 5).flatmap(
    lambda places: st.lists(st.lists(st.tuples(GROUP_SUMS, GROUP_SUMS), min_size=places, max_size=places), min_size=1, max_size=3)
)
Items = list[list[slow.Unit]]


def arrays(items: Items) -> Sums:
    return Sums(*(np.array([[[float(getattr(g, name)) for g in unit] for unit in units] for units in items]) for name in ("n", "total", "squares")))  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(ITEMS, POOLED)
def test_municipalities_and_pools_are_decided_as_a_slow_computation_does(items: Items, pools: list[set[int]]) -> None:
    members = [sorted(place for place in pool if place < len(items[0])) for pool in pools]
    states, pooled = decide_units(RULES, arrays(items), members)
    wanted = slow.decide_items(slow.Rules(), items, members)
    assert [[*own, *pool] for own, pool in zip(states.tolist(), pooled.tolist(), strict=True)] == wanted


@settings(max_examples=200, deadline=None)
@given(ITEMS, st.sampled_from(list(slow.Shown)))
def test_departments_are_decided_as_a_slow_computation_does(items: Items, state: slow.Shown) -> None:
    wanted = slow.decide_departments_of_items(slow.Rules(), state, items)
    found = decide_departments(RULES, np.full((len(items), 1), int(state)), arrays(items)[:, np.newaxis])[:, 0]
    assert found.tolist() == wanted


@settings(max_examples=200, deadline=None)
@given(ITEMS, POOLED)
def test_a_municipality_shows_the_same_in_all_items_that_it_has(items: Items, pools: list[set[int]]) -> None:
    members = [sorted(place for place in pool if place < len(items[0])) for pool in pools]
    sums = arrays(items)
    states, _ = decide_units(RULES, sums, members)
    for place in range(len(items[0])):
        assert len({*states[sums.n[:, place].sum(axis=-1) > 0, place].tolist()}) <= 1
