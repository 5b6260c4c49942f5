"""What should these participants talk about? Weaknesses they share, pairs that complement each other, a strength of everyone.

Nothing here puts municipalities in an order by score: aspects stand in the model's order, municipalities in that of the slides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from pandas import DataFrame

MOST = 3
"""Shared weaknesses, and pairs."""
NEAR = 1e-9
DIGITS = 9

Figures = Mapping[str, Mapping[str, float]]
"""item → code → its figure, known ones alone; items in the model's order, codes in that of the slides"""


@dataclass(frozen=True)
class Strength:
    """What a participant does best beside the others. ahead: points above the median of the others, None where nobody else is known;
    n: participants whose figure is known, itself included."""

    item: str
    figure: float
    ahead: float | None
    n: int


@dataclass(frozen=True)
class Pair:
    """Two who can learn from each other: `first` is ahead in `first_in`, `second` in `second_in`."""

    first: str
    second: str
    first_in: str
    second_in: str
    exchange: float


def figures(table: DataFrame, item: str, value: str, items: Sequence[str], codes: Sequence[str]) -> dict[str, dict[str, float]]:
    """The known values of a table with a row per code and item, as nested mappings in the order of `items` and `codes`.

    Rounded where a sum ends otherwise each time: what is shown twice of the same data bears the same number.
    """
    known = table.dropna(subset=[value])
    found = {(row[0], row[1]): round(float(row[2]), DIGITS) for row in known[[item, "code", value]].itertuples(index=False)}
    return {name: {code: found[name, code] for code in codes if (name, code) in found} for name in items}


def shared_weaknesses(states: Figures, targets: Figures) -> list[str]:
    """Up to three items in which at least half of those known, and two at least, are below their target: those with the largest
    median gap, in the model's order."""
    gaps = {item: [max(0.0, targets[item][code] - state) for code, state in known.items()] for item, known in states.items()}
    behind = {item: sum(gap > NEAR for gap in some) for item, some in gaps.items()}
    shared = [item for item, some in gaps.items() if behind[item] >= 2 and 2 * behind[item] >= len(some)]
    widest = sorted(shared, key=lambda item: -round(median(gaps[item]), 9))[:MOST]
    return [item for item in states if item in widest]


def strengths(states: Figures, codes: Sequence[str]) -> dict[str, Strength]:
    """The strength of everybody of whom any figure is known: the item in which it stands highest beside the median of the others."""
    found = {}
    for code in codes:
        options = [strength(item, known, code) for item, known in states.items() if code in known]
        if options:
            found[code] = max(options, key=lambda one: (one.ahead is not None, round(one.ahead or 0, 9), round(one.figure, 9)))
    return found


def strength(item: str, known: Mapping[str, float], code: str) -> Strength:
    others = [figure for other, figure in known.items() if other != code]
    return Strength(item, known[code], known[code] - median(others) if others else None, len(known))


def complementary_pairs(states: Figures, codes: Sequence[str], lead: float) -> list[Pair]:
    """Up to three pairs of which each is ahead of the other by `lead` or more in something; nobody twice while others are left.

    Those with the most to exchange are chosen, and stand in the order of the slides.
    """
    every = [pair for first, second in combinations(codes, 2) for pair in of_two(states, first, second, lead)]
    ordered = sorted(every, key=lambda pair: -round(pair.exchange, 9))
    chosen: list[Pair] = []
    for most in (0, 1):
        for pair in ordered:
            met = [code for other in chosen for code in (other.first, other.second)]
            if pair not in chosen and len(chosen) < MOST and max(met.count(pair.first), met.count(pair.second)) <= most:
                chosen.append(pair)
    return sorted(chosen, key=lambda pair: (codes.index(pair.first), codes.index(pair.second)))


def of_two(states: Figures, first: str, second: str, lead: float) -> Iterator[Pair]:
    """The pair, if each has something to give: the item in which it is furthest ahead."""
    ahead = {item: known[first] - known[second] for item, known in states.items() if first in known and second in known}
    if not ahead:
        return
    best, worst = max(ahead, key=lambda item: round(ahead[item], 9)), min(ahead, key=lambda item: round(ahead[item], 9))
    if ahead[best] >= lead - NEAR and -ahead[worst] >= lead - NEAR:
        yield Pair(first, second, best, worst, min(ahead[best], -ahead[worst]))


def assigned(topics: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Topic → who is named on it, of those who qualify (topic → codes, the best first).

    Nobody is named on more than half of the topics on which several qualify, unless there is one such topic alone; what that
    leaves without anybody is left out. Who has been named least comes first; who alone qualifies is always named.
    """
    contested = [topic for topic, codes in topics.items() if len(codes) > 1]
    most = max(1, len(contested) // 2)
    named: dict[str, str] = {topic: codes[0] for topic, codes in topics.items() if len(codes) == 1}
    told = list(named.values())
    counts: dict[str, int] = {}
    for topic in sorted(contested, key=lambda topic: len(topics[topic])):
        free = [code for code in topics[topic] if counts.get(code, 0) < most]
        if free:
            chosen = min(free, key=lambda code: counts.get(code, 0) + told.count(code))
            counts[chosen] = counts.get(chosen, 0) + 1
            named[topic] = chosen
    return {topic: named[topic] for topic in topics if topic in named}


def minutes(weights: Sequence[float], total: int) -> list[int]:
    """Whole minutes in proportion to the weights that add up to `total`; one at least for each, as long as there are so many."""
    if not weights:
        return []
    least = 1 if total >= len(weights) else 0
    exact = [(total - least * len(weights)) * weight / sum(weights) for weight in weights]
    whole = [int(share) for share in exact]
    rest = total - least * len(weights) - sum(whole)
    largest = sorted(range(len(weights)), key=lambda place: (-round(exact[place] - whole[place], 9), place))[:rest]
    return [least + share + (place in largest) for place, share in enumerate(whole)]
