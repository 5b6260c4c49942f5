"""Which groups of people may be shown without anybody being found out? Decided from counts, before anything is published.

Three things are known of a unit (a municipality, a pool of them, a department): nothing, its total, or its position groups too.
What stands below never says more than what stands above it: the parts of a hidden unit are not listed, and a department
tells its position groups only where its municipality does. So all that can be worked out from what is shown, even by somebody
who knew every shown figure exactly, are the figures of the hidden parts of one total *together*; `Rules.blurs` says when that
is too little to tell them apart. (Privacy, rules 1 to 3 and 5; rounding comes on top and is not relied upon.)

The rules hide more than the text asks for where a way was found:
- who shares a total with hidden others has to have at least one of them beside it, and they must not all be of the least or of
  the largest size that a hidden group can have: then their counts would be known;
- a group, or what is hidden together, is too much alike where everybody in it is within ± `near` points: then it hides nothing;
- a department shows its position groups only where it has at least 8 of every group that its municipality has, so that a
  department that shows none does not tell that it has somebody of each;
- pools that overlap: what lies in the one and not in the other is a group too, and has to meet the rules;
- what is hidden in one item of a diagnosis is hidden in all of them: 総合 is the mean of the other items, and would give back the
  one that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Sums:
    """Groups of people, in arrays of one shape: how many have a score, the sum of their scores and of its squares.

    The last axis is the position group where there is one, before it stand the units. NaN: not known, then only counts are judged.
    """

    n: Numbers
    total: Numbers
    squares: Numbers

    @classmethod
    def counted(cls, n: Any) -> Sums:
        return cls(np.asarray(n, dtype=float), *(np.full(np.shape(n), np.nan) for _ in range(2)))

    def __getitem__(self, at: Any) -> Sums:
        return Sums(self.n[at], self.total[at], self.squares[at])

    def where(self, mask: Numbers) -> Sums:
        """Nobody where the mask does not hold."""
        return Sums(*(np.where(mask, values, 0) for values in (self.n, self.total, self.squares)))

    def over(self, axis: int) -> Sums:
        return Sums(*(values.sum(axis=axis) for values in (self.n, self.total, self.squares)))

    @property
    def spread(self) -> Numbers:
        """The sum of squared deviations from the mean."""
        return self.squares - self.total**2 / np.maximum(self.n, 1)


class Shown(IntEnum):
    """How much of a unit is shown. UNLISTED: not even that it is hidden."""

    UNLISTED = -1
    NOTHING = 0
    TOTAL = 1
    GROUPS = 2


@dataclass(frozen=True)
class Rules:
    """min_group: people that a shown group has at least. near: points within which a score must not be told. round_to: of counts."""

    min_group: int = 8
    near: float = 5
    round_to: int = 5

    def stands_alone(self, group: Sums) -> Numbers:
        """Rule 1. Also: nobody's own score follows from the group's mean and deviation."""
        return (group.n >= self.min_group) & ~self.is_near(group.spread, group.n)

    def is_near(self, spread: Numbers, n: Numbers, least: Numbers | int = 1) -> Numbers:
        """Whether `least` of n people have a mean within `near` of that of all, whoever they are."""
        return np.asarray(spread * (n - least) / np.maximum(least * n, 1) <= self.near**2)

    def splits(self, unit: Sums) -> Numbers:
        """Rule 2: every position group that anybody is in stands alone."""
        return np.asarray((self.stands_alone(unit) | (unit.n == 0)).all(axis=-1))

    def splits_department(self, department: Sums, of: Sums, state: Numbers) -> Numbers:
        """Rule 2 for a department: its municipality shows its position groups, and every one that it has stands alone in it."""
        return (state == Shown.GROUPS) & (self.stands_alone(department) | (of.n == 0)).all(axis=-1)

    def blurs(self, parts: Sums, hidden: Numbers, shown: Numbers) -> Numbers:
        """Rule 3: whether hidden parts of one total cannot be told apart by somebody who knows their sums together.

        hidden, shown: which of the parts, along the last axis; those in neither are not there.
        """
        enough = (hidden.sum(axis=-1) > 1) & (parts.where(hidden).n.sum(axis=-1) >= self.min_group)
        return enough & ~self.is_forced(parts.n, hidden, shown) & ~self.is_alike(parts, hidden)

    def is_forced(self, n: Numbers, hidden: Numbers, shown: Numbers) -> Numbers:
        """Whether the rounded counts leave the hidden parts no other sizes than the least (1) or the largest that a small group has."""
        half, count = (self.round_to - 1) // 2, hidden.sum(axis=-1)
        rest = self.rounded((n * (hidden | shown)).sum(axis=-1)) - (self.rounded(n) * shown).sum(axis=-1)
        slack = half * (1 + shown.sum(axis=-1))
        are_small = np.where(hidden, n, 0).max(axis=-1, initial=0) < self.min_group
        return np.asarray((rest + slack <= count) | (are_small & (rest - slack >= count * (self.min_group - 1))))

    def rounded(self, n: Numbers) -> Numbers:
        return (2 * n + self.round_to) // (2 * self.round_to) * self.round_to

    def is_alike(self, parts: Sums, hidden: Numbers) -> Numbers:
        """Whether the mean of a small part follows from the sums of all: at most `near` away, however the people are divided."""
        together, least = parts.where(hidden).over(-1), self.least(parts.n, hidden)
        return (least > 0) & self.is_near(together.spread, together.n, np.maximum(least, 1))

    def least(self, n: Numbers, hidden: Numbers) -> Numbers:
        """The fewest that a small one of these hidden parts may have for all that is known: then its mean can be farthest from that
        of all. 0 where none is small."""
        most, count = self.min_group - 1, hidden.sum(axis=-1)
        small = (hidden & (n <= most)).sum(axis=-1)
        where_all_are = np.maximum(1, np.where(hidden, n, 0).sum(axis=-1) - most * (count - 1))
        return np.where(small == 0, 0, np.where(small == count, where_all_are, 1))

    def blurs_columns(self, parts: Sums, closed: Numbers) -> Numbers:
        """Rule 3 for each position group over the units that do not show it: nobody, or enough people in more than one unit."""
        together = (parts.n * closed[..., np.newaxis]).sum(axis=-2)
        return np.asarray((together == 0) | ((closed.sum(axis=-1) > 1)[..., np.newaxis] & (together >= self.min_group)))


def shown_of(rules: Rules, units: Sums) -> Numbers:
    """What units would show if each stood alone."""
    return np.where(rules.stands_alone(units.over(-1)), np.where(rules.splits(units), Shown.GROUPS, Shown.TOTAL), Shown.NOTHING)


def alike(decide: Callable[[Numbers], Numbers], there: Numbers) -> Numbers:
    """What is decided where every group shows the same in all the items in which it is `there`.

    The items are the first axis. decide: what is shown if no group shows more than is given; asked again with less until all agree.
    """
    most = np.full(there.shape, Shown.GROUPS, dtype=np.int64)
    while True:
        found = decide(most)
        least = np.where(there, found, most).min(axis=0)
        if (~there | (found == least)).all():
            return found
        most = np.broadcast_to(least, there.shape)


# In what follows the first axis is the item (or the item and municipality): each of its places is decided for itself.


def hide_rows(rules: Rules, wholes: Sums, states: Numbers, where: Numbers) -> Numbers:
    """Hides the next smallest until what is hidden blurs; gives where it does, which it may not even if all are hidden.

    wholes, states: by unit; states are changed in the places of `where`.
    """
    blurred = np.ones(len(states), dtype=bool)
    places = np.flatnonzero(where)
    while len(places):
        parts, there = wholes[places], wholes.n[places] > 0
        hidden = there & (states[places] == Shown.NOTHING)
        left = there & ~hidden
        telling = hidden.any(axis=1) & ~rules.blurs(parts, hidden, left)
        blurred[places[telling & ~left.any(axis=1)]] = False
        going = telling & left.any(axis=1)
        places = places[going]
        states[places, smallest(parts.n[going], left[going])] = Shown.NOTHING
    return blurred


def hide_columns(rules: Rules, units: Sums, states: Numbers, where: Numbers) -> Numbers:
    """Takes the position groups from the next smallest until what is hidden of each blurs; gives where it does in the end."""
    blurred = np.ones(len(states), dtype=bool)
    places = np.flatnonzero(where)
    while len(places):
        parts, there = units[places], units.n[places].sum(axis=-1) > 0
        left = there & (states[places] == Shown.GROUPS)
        tells = ~rules.blurs_columns(parts, there & ~left)
        blurred[places[tells.any(axis=1) & ~left.any(axis=1)]] = False
        going = np.flatnonzero(tells.any(axis=1) & left.any(axis=1))
        places, column = places[going], tells[going].argmax(axis=1)
        states[places, smallest(parts.n[going, :, column], left[going])] = Shown.TOTAL
    return blurred


def smallest(n: Numbers, among: Numbers) -> Numbers:
    """The place of the smallest one, of several the first."""
    return np.where(among, n, np.inf).argmin(axis=1)


# ---------------------------------------------------------------- municipalities and pools of them


def decide_units(rules: Rules, units: Sums, pools: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """What each municipality and each pool of municipalities shows, by item; the same in all items that it has.

    units: by item, municipality and position group. pools: the places of their members among the municipalities, in the order in
    which the pools matter: each in turn is shown as far as that leaves those before it as they are.
    """
    wholes, count = units.over(-1).n, units.n.shape[1]
    there = np.concatenate([wholes, *(wholes[:, members].sum(axis=1, keepdims=True) for members in pools)], axis=1) > 0

    def decide(most: Numbers) -> Numbers:
        return np.concatenate(decide_items(rules, units, pools, most[:, :count], most[:, count:]), axis=1)

    found = alike(decide, there)
    return found[:, :count], found[:, count:]


def decide_items(rules: Rules, units: Sums, pools: Sequence[Sequence[int]], most: Numbers, most_pooled: Numbers) -> tuple[Numbers, Numbers]:
    """The same, each item for itself, none showing more than `most`."""
    states = np.minimum(shown_of(rules, units), most)
    kept = np.full((len(states), len(pools)), Shown.NOTHING)
    for place, members in enumerate(pools):
        level = np.minimum(shown_of(rules, units[:, members].over(1)[:, np.newaxis])[:, 0], most_pooled[:, place])
        near = linked(pools, place)
        while (open := level > Shown.NOTHING).any():
            levels = kept[:, near]
            levels[:, near.index(place)] = level
            tried = states.copy()
            holds = close_pools(rules, units, [pools[other] for other in near], levels, tried, open)
            states[holds], kept[holds, place] = tried[holds], level[holds]
            level = np.where(open & ~holds, level - 1, Shown.NOTHING)
    return states, kept


def linked(pools: Sequence[Sequence[int]], place: int) -> list[int]:
    """A pool and those before it that share members with it, or with one that does."""
    found, reached = {place}, [place]
    while reached:
        here = set(pools[reached.pop()])
        news = [other for other in range(place) if other not in found and not here.isdisjoint(pools[other])]
        found.update(news)
        reached += news
    return sorted(found)


def close_pools(rules: Rules, units: Sums, pools: Sequence[Sequence[int]], levels: Numbers, states: Numbers, where: Numbers) -> Numbers:
    """Hides members until no pool tells of a few; gives where that can be had without hiding for the sake of one that is large."""
    holds = where.copy()
    before = np.full_like(states, Shown.UNLISTED)
    while (before[holds] != states[holds]).any():
        before = states.copy()
        for members, level in zip(pools, levels.T, strict=True):
            holds &= close_pool(rules, units[:, members], level, states, members, holds)
    return holds if len(pools) == 1 else holds & overlaps_blur(rules, units, pools, levels, states)


def close_pool(rules: Rules, inside: Sums, level: Numbers, states: Numbers, members: Sequence[int], where: Numbers) -> Numbers:
    """One pool, where it is shown at all."""
    wholes, own = inside.over(-1), states[:, members]
    active = where & (level > Shown.NOTHING)
    hidden = (wholes.n > 0) & (own == Shown.NOTHING)
    is_large_alone = (hidden.sum(axis=1) == 1) & ((wholes.n * hidden).sum(axis=1) >= rules.min_group)
    holds = ~active | (~is_large_alone & hide_rows(rules, wholes, own, active))
    holds &= hide_columns(rules, inside, own, holds & active & (level == Shown.GROUPS))
    states[:, members] = own
    return holds


def overlaps_blur(rules: Rules, units: Sums, pools: Sequence[Sequence[int]], levels: Numbers, states: Numbers) -> Numbers:
    """Whether hidden municipalities that lie in the same pools blur, and their position groups likewise."""
    blur = np.ones(len(states), dtype=bool)
    for pattern in np.unique(levels, axis=0):
        items = np.flatnonzero((levels == pattern).all(axis=1))
        for closed in (Shown.NOTHING, Shown.TOTAL):
            around = [members for members, level in zip(pools, pattern, strict=True) if level > closed]
            for region in regions(around, states.shape[1]) if around else ():
                blur[items] &= region_blurs(rules, units[items][:, region], states[items][:, region], closed)
    return blur


def regions(pools: Sequence[Sequence[int]], count: int) -> list[Numbers]:
    """The municipalities by the pools they lie in; those in none are left out."""
    inside = np.array([[place in set(members) for members in pools] for place in range(count)], dtype=bool).reshape(count, len(pools))
    return [np.flatnonzero((inside == row).all(axis=1)) for row in np.unique(inside, axis=0) if row.any()]


def region_blurs(rules: Rules, units: Sums, states: Numbers, closed: Shown) -> Numbers:
    """Those of one region that show no more than `closed`, together."""
    hidden = (units.n.sum(axis=-1) > 0) & (states <= closed)
    if closed is Shown.NOTHING:
        return ~hidden.any(axis=1) | rules.blurs(units.over(-1), hidden, np.zeros_like(hidden))
    return np.asarray(rules.blurs_columns(units, hidden).all(axis=1))


# ---------------------------------------------------------------- departments


def decide_departments(rules: Rules, state: Numbers, departments: Sums) -> Numbers:
    """What each department of each municipality shows, by item; the same in all items that it has.

    UNLISTED where departments are not even listed. state: what the municipalities show, by item; departments: by item, municipality,
    department and position group, as many departments in each. One department alone is the municipality itself.
    """
    shape = departments.n.shape
    flat = Sums(*(values.reshape(-1, *shape[2:]) for values in (departments.n, departments.total, departments.squares)))
    answered = departments.over(-1).n > 0
    there = answered & (answered.sum(axis=-1, keepdims=True) > 1)

    def decide(most: Numbers) -> Numbers:
        return decide_departments_of_items(rules, state.ravel(), flat, most.reshape(-1, shape[2])).reshape(shape[:3])

    return alike(decide, there)


def decide_departments_of_items(rules: Rules, state: Numbers, departments: Sums, most: Numbers) -> Numbers:
    """The same, each item of each municipality for itself, none showing more than `most`."""
    wholes, of = departments.over(-1), departments.over(1)[:, np.newaxis]
    there = wholes.n > 0
    splits = rules.splits_department(departments, of, state[:, np.newaxis])
    states = np.minimum(np.where(rules.stands_alone(wholes), np.where(splits, Shown.GROUPS, Shown.TOTAL), Shown.NOTHING), most)
    listed = (state > Shown.NOTHING) & (there.sum(axis=1) > 1) & (most > Shown.UNLISTED).all(axis=1)
    listed &= hide_rows(rules, wholes, states, listed)
    hide_columns(rules, departments, states, listed & (state == Shown.GROUPS))
    return np.where(listed[:, np.newaxis] & there, states, Shown.UNLISTED)
