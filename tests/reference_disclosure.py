"""What may be shown, decided once more and slowly: one group after the other, in plain Python, as the rules are written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import nan
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Sums:
    """People with a score, the sum of their scores and of its squares. NaN: not known, then only counts are judged."""

    n: int
    total: float = nan
    squares: float = nan

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def spread(self) -> float:
        """The sum of squared deviations from the mean."""
        return self.squares - self.total**2 / self.n if self.n else nan


class Shown(IntEnum):
    """How much of a unit is shown."""

    NOTHING = 0
    TOTAL = 1
    GROUPS = 2


NOBODY = Sums(0, 0, 0)
Unit = tuple[Sums, ...]
"""The people of one unit by position group, in one order for all units."""


def whole(units: Iterable[Sums]) -> Sums:
    return sum(units, NOBODY)


@dataclass(frozen=True)
class Rules:
    """min_group: people that a shown group has at least. near: points within which a score must not be told. round_to: of counts."""

    min_group: int = 8
    near: float = 5
    round_to: int = 5

    def stands_alone(self, group: Sums) -> bool:
        """Rule 1. Also: nobody's own score follows from the group's mean and deviation."""
        return group.n >= self.min_group and not self.is_near(group.spread, group.n)

    def is_near(self, spread: Any, n: Any, least: Any = 1) -> Any:
        """Whether `least` of n people have a mean within `near` of that of all, whoever they are; of numbers or arrays alike."""
        return spread * (n - least) / (least * n) <= self.near**2

    def splits(self, unit: Unit) -> bool:
        """Rule 2: every position group that anybody is in stands alone."""
        return all(self.stands_alone(group) for group in unit if group.n)

    def splits_department(self, department: Unit, of: Unit, state: Shown) -> bool:
        """Rule 2 for a department: its municipality shows its position groups, and every one that it has stands alone in it."""
        return state is Shown.GROUPS and all(self.stands_alone(group) for group, there in zip(department, of, strict=True) if there.n)

    def blurs(self, hidden: Sequence[Sums], shown: Sequence[Sums] = ()) -> bool:
        """Rule 3: whether hidden parts of one total cannot be told apart by somebody who knows their sums together.

        shown: the other parts of the total.
        """
        if len(hidden) < 2 or sum(part.n for part in hidden) < self.min_group:
            return False
        return not self.is_forced(hidden, shown) and not self.is_alike(hidden)

    def is_forced(self, hidden: Sequence[Sums], shown: Sequence[Sums]) -> bool:
        """Whether the rounded counts leave the hidden parts no other sizes than the least (1) or the largest that a small group has."""
        half = (self.round_to - 1) // 2
        total = self.rounded(sum(part.n for part in (*hidden, *shown)))
        others = sum(self.rounded(part.n) for part in shown)
        slack = half * (1 + len(shown))
        return total - others + slack <= len(hidden) or (
            max(part.n for part in hidden) < self.min_group and total - others - slack >= len(hidden) * (self.min_group - 1)
        )

    def rounded(self, n: int) -> int:
        return (2 * n + self.round_to) // (2 * self.round_to) * self.round_to

    def is_alike(self, hidden: Sequence[Sums]) -> bool:
        """Whether the mean of a small part follows from the sums of all: at most `near` away, however the people are divided."""
        together, least = whole(hidden), self.least([part.n for part in hidden])
        return least > 0 and bool(self.is_near(together.spread, together.n, least))

    def least(self, sizes: Sequence[int]) -> int:
        """The fewest that a small one of these hidden parts may have for all that is known: then its mean can be farthest from that
        of all. 0 where none is small."""
        most = self.min_group - 1
        small = sum(n <= most for n in sizes)
        return (max(1, sum(sizes) - most * (len(sizes) - 1)) if small == len(sizes) else 1) if small else 0

    def blurs_columns(self, parts: Sequence[Sums]) -> bool:
        """Rule 3 for one position group over the units that do not show it: nobody, or enough people in more than one unit."""
        together = whole(parts)
        return not together.n or (len(parts) > 1 and together.n >= self.min_group)


States = dict[str, Shown]
Pool = TypeVar("Pool", bound=Hashable)


def shown_of(rules: Rules, unit: Unit) -> Shown:
    """What a unit would show if it stood alone."""
    if not rules.stands_alone(whole(unit)):
        return Shown.NOTHING
    return Shown.GROUPS if rules.splits(unit) else Shown.TOTAL


def hide_rows(rules: Rules, units: Mapping[str, Unit], states: States) -> bool:
    """Hides the next smallest until what is hidden blurs; False where it does not even if all are hidden."""
    totals = {name: whole(unit) for name, unit in units.items()}
    while hidden := [totals[name] for name in units if states[name] is Shown.NOTHING]:
        left = [name for name in units if states[name] is not Shown.NOTHING]
        if rules.blurs(hidden, [totals[name] for name in left]):
            return True
        if not left:
            return False
        states[min(left, key=lambda name: (totals[name].n, name))] = Shown.NOTHING
    return True


def hide_columns(rules: Rules, units: Mapping[str, Unit], states: States) -> bool:
    """Takes the position groups from the next smallest until what is hidden of each blurs; False where it never does."""
    while unblurred := columns_that_tell(rules, [units[name] for name in units if states[name] is not Shown.GROUPS]):
        left = [name for name in units if states[name] is Shown.GROUPS]
        if not left:
            return False
        column = unblurred[0]
        states[min(left, key=lambda name: (units[name][column].n, name))] = Shown.TOTAL
    return True


def columns_that_tell(rules: Rules, closed: Sequence[Unit]) -> list[int]:
    """The position groups that do not blur over the units that do not show theirs."""
    return [column for column, parts in enumerate(zip(*closed, strict=True)) if not rules.blurs_columns(parts)]


Members = Mapping[str, Unit]


def decide_units(
    rules: Rules, units: Mapping[str, Unit], pools: Mapping[Pool, Sequence[str]], most: Mapping[str | Pool, Shown]
) -> tuple[States, dict[Pool, Shown]]:
    """What each municipality and each pool of municipalities shows in one item, no more than `most`.

    pools: in the order in which they matter. Each in turn is shown as far as that leaves those before it as they are.
    """
    states = {code: min(shown_of(rules, unit), most[code]) for code, unit in units.items()}
    members: dict[Pool, Members] = {
        pool: {code: units[code] for code in sorted(set(codes)) if code in units} for pool, codes in pools.items()
    }
    kept: dict[Pool, Shown] = dict.fromkeys(pools, Shown.NOTHING)
    for pool, inside in members.items():
        together = tuple(whole(parts) for parts in zip(*inside.values(), strict=True))
        level = min(shown_of(rules, together), most[pool]) if inside else Shown.NOTHING
        while level is not Shown.NOTHING:
            near = {**linked(members, kept, pool), pool: level}
            tried = dict(states)
            if close_pools(rules, members, near, tried):
                states, kept[pool] = tried, level
                break
            level = Shown(level - 1)
    return states, kept


def linked(members: Mapping[Pool, Members], kept: Mapping[Pool, Shown], pool: Pool) -> dict[Pool, Shown]:
    """The shown pools that share members with `pool`, or with one that does."""
    shown = {other: state for other, state in kept.items() if state is not Shown.NOTHING}
    found: dict[Pool, Shown] = {}
    reached = [pool]
    while reached:
        here = members[reached.pop()].keys()
        news = [other for other in shown if other not in found and not here.isdisjoint(members[other])]
        found |= {other: shown[other] for other in news}
        reached += news
    return found


def close_pools(rules: Rules, members: Mapping[Pool, Members], pools: Mapping[Pool, Shown], states: States) -> bool:
    """Hides members until no pool tells of a few; False where that cannot be had, or only by hiding for the sake of one that is large."""
    before: list[Shown] = []
    while before != (now := list(states.values())):
        before = now
        for pool, level in pools.items():
            hidden = [whole(unit) for code, unit in members[pool].items() if states[code] is Shown.NOTHING]
            if len(hidden) == 1 and hidden[0].n >= rules.min_group:
                return False
            if not hide_rows(rules, members[pool], states):
                return False
            if level is Shown.GROUPS and not hide_columns(rules, members[pool], states):
                return False
    return len(pools) == 1 or overlaps_blur(rules, members, pools, states)


def overlaps_blur(rules: Rules, members: Mapping[Pool, Members], pools: Mapping[Pool, Shown], states: States) -> bool:
    """Whether hidden municipalities that lie in the same pools blur, and their position groups likewise."""
    rows = regions(members, pools, states, Shown.NOTHING)
    columns = regions(members, pools, states, Shown.TOTAL)
    return all(rules.blurs([whole(unit) for unit in region]) for region in rows) and not any(
        columns_that_tell(rules, region) for region in columns
    )


def regions(members: Mapping[Pool, Members], pools: Mapping[Pool, Shown], states: States, closed: Shown) -> list[list[Unit]]:
    """The municipalities that show no more than `closed`, by the pools they lie in that show more than that."""
    inside = {code: unit for pool in pools for code, unit in members[pool].items() if states[code] <= closed}
    found: dict[tuple[Pool, ...], list[Unit]] = defaultdict(list)
    for code, unit in inside.items():
        found[tuple(pool for pool in pools if pools[pool] > closed and code in members[pool])].append(unit)
    return [region for around, region in found.items() if around]


def decide_departments(rules: Rules, state: Shown, departments: Mapping[str, Unit], most: Mapping[str, Shown]) -> States:
    """What each department of a municipality shows in one item, no more than `most`; empty where departments are not even listed.

    state: what the municipality shows. One department alone is the municipality itself.
    """
    if state is Shown.NOTHING or len(departments) < 2:
        return {}
    of = tuple(whole(parts) for parts in zip(*departments.values(), strict=True))
    states = {name: min(shown_of_department(rules, state, unit, of), most[name]) for name, unit in departments.items()}
    if not hide_rows(rules, departments, states):
        return {}
    if state is Shown.GROUPS:
        hide_columns(rules, departments, states)
    return states


def shown_of_department(rules: Rules, state: Shown, unit: Unit, of: Unit) -> Shown:
    if not rules.stands_alone(whole(unit)):
        return Shown.NOTHING
    return Shown.GROUPS if rules.splits_department(unit, of, state) else Shown.TOTAL


# ---------------------------------------------------------------- what one item hides, every item hides


def there(units: Sequence[Unit]) -> dict[str, Unit]:
    """Those in which somebody answered, by their place."""
    return {str(place): unit for place, unit in enumerate(units) if whole(unit).n}


def decide_items(rules: Rules, items: Sequence[Sequence[Unit]], pools: Sequence[Sequence[int]]) -> list[list[int]]:
    """By item what each municipality and then each pool shows: all over again with less, one group after the other."""
    members = {place: [str(member) for member in inside] for place, inside in enumerate(pools)}
    names: list[str | int] = [*map(str, range(len(items[0]))), *members]
    most: dict[str | int, Shown] = dict.fromkeys(names, Shown.GROUPS)
    while True:
        found = []
        for units in items:
            own, pooled = decide_units(rules, there(units), members, most)
            found.append({**own, **{pool: state for pool, state in pooled.items() if set(members[pool]) & own.keys()}})
        least = {name: min([states[name] for states in found if name in states] or [most[name]]) for name in names}
        if least == most or all(states[name] == least[name] for states in found for name in states):
            return [[int(states.get(name, Shown.NOTHING)) for name in names] for states in found]
        most = least


def decide_departments_of_items(rules: Rules, state: Shown, items: Sequence[Sequence[Unit]]) -> list[list[int]]:
    """By item what each department of one municipality shows; -1 where it is not listed."""
    names = [str(place) for place in range(len(items[0]))]
    several = [units for units in map(there, items) if len(units) > 1]
    most = dict.fromkeys(names, Shown.GROUPS)
    while True:
        found = [decide_departments(rules, state, units, most) for units in several]
        if not all(found):
            return [[-1] * len(names) for _ in items]
        least = {name: min([states[name] for states in found if name in states] or [most[name]]) for name in names}
        if all(states[name] == least[name] for states in found for name in states):
            by_item = [decide_departments(rules, state, there(units), most) for units in items]
            return [[int(states.get(name, -1)) for name in names] for states in by_item]
        most = least
