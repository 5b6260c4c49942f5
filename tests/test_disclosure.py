"""Which groups may be shown: the five rules, and what cannot be worked out from what they leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import Rules, Shown, States, Sums, Unit, decide_departments, decide_units, whole

RULES = Rules()


def unit(managers: int, staff: int) -> Unit:
    return (Sums(managers), Sums(staff))


def alike(n: int, score: float = 80, deviation: float = 0.5) -> Sums:
    """n people within about `deviation` of one score."""
    return Sums(n, n * score, n * score**2 + n * deviation**2)


def spread(n: int) -> Sums:
    return alike(n, 60, 15)


@pytest.mark.parametrize(("people", "shown"), [(1, Shown.NOTHING), (7, Shown.NOTHING), (8, Shown.GROUPS)])
def test_a_group_is_shown_from_eight_people(people: int, shown: Shown) -> None:
    states, _ = decide_units(RULES, {"98201": unit(0, people)}, {})
    assert states["98201"] is shown


def test_a_small_position_group_takes_the_other_with_it() -> None:
    assert decide_units(RULES, {"98201": unit(4, 40)}, {})[0]["98201"] is Shown.TOTAL


def test_a_small_department_is_not_hidden_alone() -> None:
    states = decide_departments(RULES, Shown.TOTAL, {"総務課": unit(0, 20), "税務課": unit(0, 12), "議会": unit(0, 3)})
    assert states == {"総務課": Shown.TOTAL, "税務課": Shown.NOTHING, "議会": Shown.NOTHING}


def test_small_departments_that_are_eight_together_hide_no_other() -> None:
    states = decide_departments(RULES, Shown.TOTAL, {"総務課": unit(0, 20), "会計課": unit(0, 5), "議会": unit(0, 4)})
    assert states["総務課"] is Shown.TOTAL


def test_departments_that_must_each_be_one_person_are_not_even_listed() -> None:
    assert decide_departments(RULES, Shown.TOTAL, {f"課{place}": unit(0, 1) for place in range(12)}) == {}


def test_a_department_with_a_small_position_group_shows_none() -> None:
    departments = {"総務課": unit(4, 20), "福祉課": unit(4, 20), "建設課": unit(9, 20), "教育課": unit(9, 30)}
    states = decide_departments(RULES, Shown.GROUPS, departments)
    assert (states["総務課"], states["福祉課"]) == (Shown.TOTAL, Shown.TOTAL)
    assert (states["建設課"], states["教育課"]) == (Shown.GROUPS, Shown.GROUPS)


def test_the_managers_of_one_closed_department_do_not_follow_from_those_of_the_open_ones() -> None:
    states = decide_departments(RULES, Shown.GROUPS, {"総務課": unit(4, 8), "建設課": unit(9, 20), "教育課": unit(12, 30)})
    assert states == {"総務課": Shown.TOTAL, "建設課": Shown.TOTAL, "教育課": Shown.GROUPS}


def test_a_hidden_member_of_a_pool_is_not_hidden_alone() -> None:
    places = {"98201": unit(0, 60), "98301": unit(0, 5), "98302": unit(0, 9)}
    states, pools = decide_units(RULES, places, {"中央": list(places)})
    assert states == {"98201": Shown.GROUPS, "98301": Shown.NOTHING, "98302": Shown.NOTHING} and pools["中央"] is Shown.GROUPS


def test_three_small_villages_are_visible_together() -> None:
    places = {f"9830{place}": unit(3, 4) for place in range(3)}
    states, pools = decide_units(RULES, places, {"三村": list(places)})
    assert set(states.values()) == {Shown.NOTHING} and pools["三村"] is Shown.GROUPS


def test_a_pool_that_differs_from_another_by_a_hidden_village_is_not_shown() -> None:
    places = {"98301": unit(0, 5), "98302": unit(0, 6), "98303": unit(0, 4), "98201": unit(0, 30)}
    _, pools = decide_units(RULES, places, {"圏域": list(places), "連合": ["98301", "98302", "98201"]})
    assert pools == {"圏域": Shown.GROUPS, "連合": Shown.NOTHING}


def test_people_who_all_answered_alike_are_not_shown_however_many_they_are() -> None:
    assert not RULES.stands_alone(alike(20)) and RULES.stands_alone(spread(20))


def test_what_is_hidden_together_must_not_be_alike() -> None:
    assert RULES.blurs([spread(5), spread(6)]) and not RULES.blurs([alike(5), alike(6)])


COUNTS = st.tuples(st.integers(0, 14), st.integers(0, 30))
DEPARTMENTS = st.dictionaries(st.sampled_from([f"課{place}" for place in range(6)]), COUNTS.map(lambda n: unit(*n)), min_size=1, max_size=6)
PLACES = st.dictionaries(st.sampled_from([f"9820{place}" for place in range(5)]), DEPARTMENTS, min_size=1, max_size=5)
MEMBERS = st.lists(st.sets(st.sampled_from([f"9820{place}" for place in range(5)]), min_size=1), max_size=3)
Place = tuple[str, str, int]


class Shapes:
    """Everything that would be listed: the leaves (municipality, department, position group) of each group, and whether it is shown."""

    def __init__(self, places: dict[str, dict[str, Unit]], pools: Sequence[set[str]]) -> None:
        units = {code: tuple(whole(parts) for parts in zip(*departments.values(), strict=True)) for code, departments in places.items()}
        units = {code: unit for code, unit in units.items() if whole(unit).n}
        self.people = {
            (code, name, group): part.n for code in units for name, unit in places[code].items() for group, part in enumerate(unit)
        }
        self.groups: list[tuple[set[Place], bool]] = []
        states, pooled = decide_units(RULES, units, {str(place): sorted(members) for place, members in enumerate(pools)})
        for place, members in enumerate(pools):
            self.add([leaf for leaf in self.people if leaf[0] in members], pooled[str(place)])
        for code, state in states.items():
            self.add([leaf for leaf in self.people if leaf[0] == code], state)
            departments = {name: unit for name, unit in places[code].items() if whole(unit).n}
            for name, its_state in decide_departments(RULES, state, departments).items():
                self.add([leaf for leaf in self.people if leaf[:2] == (code, name)], its_state)

    def add(self, leaves: list[Place], state: Shown) -> None:
        self.groups.append((set(leaves), state is not Shown.NOTHING))
        for group in {group for *_, group in leaves}:
            self.groups.append(({leaf for leaf in leaves if leaf[2] == group}, state is Shown.GROUPS))

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
    departments = {name: unit for name, unit in departments.items() if whole(unit).n}
    state = (
        decide_units(RULES, {"98201": tuple(whole(p) for p in zip(*departments.values(), strict=True))}, {})[0]["98201"]
        if departments
        else Shown.NOTHING
    )
    states: States = decide_departments(RULES, state, departments)
    hidden = [whole(departments[name]).n for name, shown in states.items() if shown is Shown.NOTHING]
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= RULES.min_group)
