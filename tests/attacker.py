"""Who can be found out from what is published? An integer programme over everything that a reader sees and knows.

The attacker knows the rules by heart, who belongs to which pool, and the published table of one diagnosis and round, and asks:
which tables of people and scores could have led to it? A hidden group is found out where all of them agree: on its number of
people, or on its mean to ± 5 points. Every answer of the solver is one such table and clears many groups at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np
from pandas import DataFrame
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

Key = tuple[str, str, str, str]
"""Kind, unit, department, position group."""
GROUPS = ("管理職", "一般職員")
NEAR = 5.0
HALF_DIGIT = 0.05 + 1e-9
NODES = 300  # of the search tree of one question: the same on every machine, however busy it is


@dataclass
class Attacker:
    """published: rows of one round and diagnosis; members: (kind, pool) → codes.

    together, whole_departments: whether rule 3 and rule 2 are known to hold. whole_category: the one that is everybody's mean of the
    others, if one is.
    """

    published: DataFrame
    members: Mapping[tuple[str, str], Sequence[str]]
    min_group: int = 8
    together: bool = True
    whole_departments: bool = True
    round_to: int = 5
    most: int = 400
    whole_category: str = ""
    rows: list[dict[int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        keys = ["kind", "unit", "department", "position_group"]
        self.categories = list(dict.fromkeys(self.published["category"]))
        self.told: dict[Key, dict[str, Any]] = {}
        for row in self.published.to_dict("records"):
            self.told.setdefault(tuple(row[key] for key in keys), {})[row["category"]] = row
        self.leaves = list(self.find_leaves())
        self.n = {leaf: self.variable(self.most, whole=True) for leaf in self.leaves}
        self.sums = {c: {leaf: self.variable(100 * self.most) for leaf in self.leaves} for c in self.categories}
        self.squares = {c: {leaf: self.variable(10_000 * self.most) for leaf in self.leaves} for c in self.categories}
        self.know_scores()
        self.know_whole()
        self.know_rows()
        self.know_rules()

    # ---------------------------------------------------------------- what the unknowns are

    def find_leaves(self) -> Iterator[tuple[str, str, str]]:
        """Municipality × department × position group; one nameless department where none is listed."""
        for code in sorted({unit for kind, unit, *_ in self.told if kind == "市町村"}):
            departments = sorted({d for kind, unit, d, _ in self.told if kind == "市町村" and unit == code and d}) or [""]
            yield from ((code, department, group) for department in departments for group in GROUPS)

    def variable(self, upper: float, whole: bool = False) -> int:
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.upper) - 1

    def inside(self, key: Key) -> list[tuple[str, str, str]]:
        kind, unit, department, group = key
        codes = [unit] if kind == "市町村" else self.members[kind, unit]
        return [leaf for leaf in self.leaves if leaf[0] in codes and department in ("", leaf[1]) and group in ("", leaf[2])]

    def know(self, terms: Mapping[int, float], low: float = -np.inf, high: float = np.inf) -> None:
        self.rows.append(dict(terms))
        self.low.append(low)
        self.high.append(high)

    def people(self, key: Key, times: float = 1) -> dict[int, float]:
        return {self.n[leaf]: times for leaf in self.inside(key)}

    # ---------------------------------------------------------------- what is known

    def know_scores(self) -> None:
        """Scores lie between 0 and 100, so do their squares between their tangents and the chord."""
        for category in self.categories:
            for leaf, n in self.n.items():
                total, squares = self.sums[category][leaf], self.squares[category][leaf]
                self.know({total: 1, n: -100}, high=0)
                self.know({squares: 1, total: -100}, high=0)
                for at in range(0, 101, 10):
                    self.know({squares: 1, total: -2 * at, n: at * at}, low=0)

    def know_whole(self) -> None:
        """Of every group: the mean of the other categories, so nothing but their sums."""
        if not self.whole_category:
            return
        others = [category for category in self.categories if category != self.whole_category]
        for leaf in self.leaves:
            terms = {self.sums[self.whole_category][leaf]: -float(len(others))} | {self.sums[c][leaf]: 1.0 for c in others}
            self.know(terms, low=0, high=0)

    def know_rows(self) -> None:
        for key, by_category in self.told.items():
            for category, row in by_category.items():
                if not row["hidden"]:
                    self.know_figures(key, category, row)
            if any(not row["hidden"] for row in by_category.values()):
                continue
            # a department lists its position groups whether it has somebody in them or not
            if not (key[2] and key[3]):
                self.know(self.people(key), low=1)

    def know_figures(self, key: Key, category: str, row: Mapping[str, Any]) -> None:
        half = (self.round_to - 1) // 2
        n, mean, sd = int(row["n"]), float(row["mean"]), float(row["sd"])
        self.know(self.people(key), low=max(self.min_group, n - half), high=n + half)
        total = {self.sums[category][leaf]: 1.0 for leaf in self.inside(key)}
        self.know(total | self.people(key, -(mean - HALF_DIGIT)), low=0)
        self.know(total | self.people(key, -(mean + HALF_DIGIT)), high=0)
        squares = {self.squares[category][leaf]: 1.0 for leaf in self.inside(key)}
        least, most = (max(0.0, sd - HALF_DIGIT) ** 2, (sd + HALF_DIGIT) ** 2)
        self.know(squares | self.people(key, -least - max(0.0, mean - HALF_DIGIT) ** 2), low=-least)
        self.know(squares | self.people(key, -most - (mean + HALF_DIGIT) ** 2), high=-most)

    def know_rules(self) -> None:
        for parent, siblings in self.families():
            hidden = [key for key in siblings if self.is_hidden(key)]
            shown = [key for key in siblings if not self.is_hidden(key)]
            if hidden and not self.is_hidden(parent):
                self.know_family(hidden, shown)
        for key in self.told:
            in_department = bool(key[2] and key[3])
            of_itself = not self.whole_departments if in_department else not self.together or self.stands_apart(key)
            if self.is_hidden(key) and of_itself:
                self.know(self.people(key), high=self.min_group - 1)

    def is_hidden(self, key: Key) -> bool:
        return all(row["hidden"] for row in self.told[key].values())

    def stands_apart(self, key: Key) -> bool:
        """A hidden municipality that is in no shown pool is hidden for its own sake."""
        return key[0] == "市町村" and not key[2] and not key[3] and not self.pools_of(key[1])

    def pools_of(self, code: str) -> list[tuple[str, str]]:
        return [pool for pool, codes in self.members.items() if code in codes]

    def families(self) -> Iterator[tuple[Key, list[Key]]]:
        """A total and its parts: departments, position groups, members of a pool."""
        for key in self.told:
            kind, unit, department, group = key
            if not group:
                yield key, [(*key[:3], g) for g in GROUPS if (*key[:3], g) in self.told]
            if kind == "市町村" and not department:
                yield key, [other for other in self.told if other[:2] == key[:2] and other[2] and other[3] == group]
            if kind != "市町村":
                yield key, [other for code in self.members[kind, unit] if (other := ("市町村", code, "", group)) in self.told]

    def know_family(self, hidden: list[Key], shown: list[Key]) -> None:
        """Hidden parts: together 8 or more, each of 1 to 7, or else among the smallest; one at least of 1 to 7."""
        if not self.together or any(key[2] and key[3] for key in hidden):
            return
        self.know({v: 1 for key in hidden for v in self.people(key)}, low=self.min_group)
        # A position group may be hidden in its municipality for the sake of the pool's other members.
        if any(key[3] for key in hidden) and hidden[0][1] != hidden[-1][1]:
            return
        if any(len(self.pools_of(key[1])) > 1 and not key[2] for key in hidden):
            return
        large = [self.variable(1, whole=True) for _ in hidden]
        for key, is_large in zip(hidden, large, strict=True):
            self.know(self.people(key) | {is_large: -self.most}, high=self.min_group - 1)
            for other in shown if not key[3] else ():
                self.know(self.people(key) | dict.fromkeys(self.people(other), -1.0), high=0)
        if not hidden[0][3]:
            self.know(dict.fromkeys(large, 1.0), high=len(large) - 1)

    # ---------------------------------------------------------------- the attack

    def solve(self, objective: Mapping[int, float]) -> np.ndarray[Any, Any] | None:
        """A possible table with the least value of the objective."""
        c = np.zeros(len(self.upper))
        for variable, weight in objective.items():
            c[variable] += weight
        if not hasattr(self, "matrix"):
            at = [(row, column, value) for row, terms in enumerate(self.rows) for column, value in terms.items()]
            rows, columns, values = zip(*at, strict=True)
            self.matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.upper)))
        found = milp(
            c,
            integrality=self.whole,
            bounds=(0, self.upper),
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            options={"node_limit": NODES, "time_limit": 300, "mip_rel_gap": 0.02},
        )
        assert found.status in (0, 1), "no table is possible: the attacker knows something that is not so"
        return found.x

    def targets(self) -> list[Key]:
        return [key for key in self.told if self.hidden_categories(key)]

    def hidden_categories(self, key: Key) -> list[str]:
        return [category for category, row in self.told[key].items() if row["hidden"]]

    def seen(self, table: np.ndarray[Any, Any], key: Key, category: str) -> tuple[float, float | None]:
        leaves = self.inside(key)
        n = round(sum(table[self.n[leaf]] for leaf in leaves))
        return n, sum(table[self.sums[category][leaf]] for leaf in leaves) / n if n else None

    def attack(self, secrets: Collection[Key] | None = None) -> list[str]:
        """What is found out, a line each; empty where nothing is. secrets: the groups whose means are sought, all if not given. Raises AssertionError where no table is possible at all."""
        self.counts: dict[Key, set[float]] = {key: set() for key in self.targets()}
        self.means: dict[tuple[Key, str], list[float]] = {(key, c): [] for key in self.targets() for c in self.categories}
        self.look({})
        found = [*self.persons()]
        for key in self.targets():
            found += self.attack_count(key)
            found += self.attack_means(key) if secrets is None or key in secrets else ()
        return found

    def look(self, objective: Mapping[int, float]) -> bool:
        table = self.solve(objective)
        if table is None:
            return False
        for key in self.counts:
            for category in self.categories:
                n, mean = self.seen(table, key, category)
                self.counts[key].add(n)
                if mean is not None:
                    self.means[key, category].append(mean)
        return True

    def attack_count(self, key: Key) -> Iterator[str]:
        for sign in (1, -1):
            if len(self.counts[key]) < 2:
                self.look(self.people(key, sign))
        if self.is_hidden(key) and len(self.counts[key]) < 2:
            yield f"{key}: {self.counts[key]}人"

    def attack_means(self, key: Key) -> Iterator[str]:
        for category in self.hidden_categories(key):
            if self.narrows(key, category):
                low, high = min(self.means[key, category]), max(self.means[key, category])
                yield f"{key} {category}: 平均 {low:.1f}～{high:.1f}"

    def narrows(self, key: Key, category: str) -> bool:
        """Whether the mean stays within ± 5 points, after looking for the farthest that is possible."""
        means = self.means[key, category]
        for sign in (1, -1):
            for _ in range(3):
                if means and max(means) - min(means) > 2 * NEAR:
                    return False
                edge = (max(means) if sign > 0 else min(means)) if means else 50.0
                total = {self.sums[category][leaf]: -sign for leaf in self.inside(key)}
                before = len(means)
                self.look(total | self.people(key, sign * edge))
                if len(means) == before or abs(means[-1] - edge) < 0.01:
                    break
        return bool(means) and max(means) - min(means) <= 2 * NEAR

    def persons(self) -> Iterator[str]:
        """Shown groups in which everybody is within ± 5 points of the mean."""
        for key, by_category in self.told.items():
            for category, row in by_category.items():
                if not row["hidden"]:
                    n = int(row["n"]) + (self.round_to - 1) // 2
                    if (float(row["sd"]) + HALF_DIGIT) * (n - 1) / sqrt(n) <= NEAR:
                        yield f"{key} {category}: だれもが {row['mean']} に近い"
