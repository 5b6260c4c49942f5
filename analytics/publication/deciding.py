"""Which groups of a diagnosis are listed and shown? The sums of its groups laid out for `disclosure`, and what that decides, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.disclosure import Numbers, Rules, Shown, Sums, decide_departments, decide_units
from analytics.publication.people import GROUPS, MUNICIPALITY

PoolName = tuple[str, str]
"""Kind and unit."""


Verdict = tuple[str, str, str, str, int, int]
"""Kind, unit, department, position group, and the items for which it is listed and shown, a bit each."""


@dataclass(frozen=True)
class Decision:
    """verdicts: a row per group. Of municipalities and pools: whether all people and each position group are shown, by category."""

    verdicts: pd.DataFrame
    shown_units: Mapping[str, Numbers]
    shown_pools: Mapping[PoolName, Numbers]

    def verdicts_but(self, kept: set[str]) -> pd.DataFrame:
        """Those of the units that do not keep their earlier figures."""
        return self.verdicts[~(self.verdicts["kind"] + "/" + self.verdicts["unit"]).isin(kept)]


def levels_of(states: Numbers) -> list[Numbers]:
    """Of each unit: all people and each position group, by category. states: by category and unit."""
    levels = np.stack([states > Shown.NOTHING, *[states == Shown.GROUPS] * len(GROUPS)])
    return [levels[:, :, at] for at in range(states.shape[1])]


@dataclass(frozen=True)
class UnitTable:
    """The sums of `atom` by item, department and position group, and of the municipalities.

    pairs: code and name of each department, those of a municipality one after another; names: the municipalities; starts: the
    first department of each.
    """

    pairs: list[tuple[str, str]]
    departments: Sums
    names: list[str]
    starts: list[int]
    units: Sums

    @classmethod
    def read(cls, cursor: DuckDBPyConnection, items: int) -> UnitTable:
        columns = [f"{name}_{k}" for name in "nsq" for k in range(1, items + 1)]
        rows = cursor.execute(
            f"select code, department, position_group, {', '.join(columns)} from atom order by code, department"
        ).fetchnumpy()
        pairs = list(dict.fromkeys(zip(rows["code"].tolist(), rows["department"].tolist(), strict=True)))
        place = {pair: at for at, pair in enumerate(pairs)}
        places = [place[pair] for pair in zip(rows["code"].tolist(), rows["department"].tolist(), strict=True)]
        groups = [GROUPS.index(group) for group in rows["position_group"].tolist()]
        sums = np.zeros((3, items, len(pairs), len(GROUPS)))
        sums[:, :, places, groups] = np.array([np.ma.filled(rows[name], np.nan) for name in columns]).reshape(3, items, -1)
        starts = [at for at, pair in enumerate(pairs) if at == 0 or pairs[at - 1][0] != pair[0]]
        units = np.add.reduceat(sums, starts, axis=2) if starts else sums
        return cls(pairs, Sums(*sums), [pairs[at][0] for at in starts], starts, Sums(*units))

    @property
    def items(self) -> int:
        return len(self.units.n)

    def people(self) -> dict[str, Numbers]:
        """By municipality: all people and those of each position group, by category."""
        n = self.units.n
        levels = np.concatenate([n.sum(axis=-1, keepdims=True), n], axis=-1)
        return {code: levels[:, at].T for at, code in enumerate(self.names)}

    def decide(self, rules: Rules, pools: Mapping[PoolName, Sequence[str]]) -> Decision:
        """What is listed and shown of every group."""
        units, place = self.units, {name: at for at, name in enumerate(self.names)}
        members = [[place[code] for code in codes] for codes in pools.values()]
        states, pooled = decide_units(rules, units, members)
        verdicts = list(verdicts_of([(MUNICIPALITY, name) for name in self.names], units.n, states))
        if members:
            verdicts += verdicts_of(list(pools), np.stack([units.n[:, inside].sum(axis=1) for inside in members], axis=1), pooled)
        verdicts += self.decide_departments(rules, states)
        columns = ["kind", "unit", "department", "position_group", "listed", "visible"]
        found = pd.DataFrame(verdicts, columns=columns).astype({"listed": "int64", "visible": "int64"} | dict.fromkeys(columns[:4], "str"))
        return Decision(found, dict(zip(self.names, levels_of(states), strict=True)), dict(zip(pools, levels_of(pooled), strict=True)))

    def decide_departments(self, rules: Rules, states: Numbers) -> Iterator[Verdict]:
        """Municipalities with the same number of departments are decided together."""
        by_size: dict[int, list[int]] = {}
        for unit, (start, end) in enumerate(pairwise([*self.starts, len(self.pairs)])):
            by_size.setdefault(end - start, []).append(unit)
        for size, alike in by_size.items():
            if size > 1:
                rows = np.array([range(self.starts[unit], self.starts[unit] + size) for unit in alike])
                yield from verdicts_of_departments(rules, self.pairs, rows, self.departments[:, rows], states[:, alike])


def bits(items: Numbers) -> Numbers:
    """Yes or no by item, along the first axis, as the bits of one number."""
    weights = (1 << np.arange(len(items), dtype=np.int64)).reshape(-1, *[1] * (items.ndim - 1))
    return np.asarray((items * weights).sum(axis=0))


def verdicts_of(names: Sequence[PoolName], n: Numbers, states: Numbers) -> Iterator[Verdict]:
    """Of units and their position groups; a unit that is hidden lists no group. n: people by item, unit and position group."""
    totals = bits(n.sum(axis=-1) > 0).tolist(), bits(states > Shown.NOTHING).tolist()
    listed, shown = (bits((n > 0) & told[..., np.newaxis]).tolist() for told in (states > Shown.NOTHING, states == Shown.GROUPS))
    for at, (kind, unit) in enumerate(names):
        yield kind, unit, "", "", totals[0][at], totals[1][at]
        for place, group in enumerate(GROUPS):
            if listed[at][place]:
                yield kind, unit, "", group, listed[at][place], shown[at][place]


def verdicts_of_departments(
    rules: Rules, pairs: Sequence[tuple[str, str]], rows: Numbers, departments: Sums, states: Numbers
) -> Iterator[Verdict]:
    """Of the departments of several municipalities. Where a municipality shows its position groups, a department lists all of them,
    whoever it has. rows: their places in `pairs`; states: what their municipalities show, by item."""
    found = decide_departments(rules, states, departments)
    in_groups = (states[..., np.newaxis] == Shown.GROUPS) | (found == Shown.GROUPS)
    listed = (found > Shown.NOTHING)[..., np.newaxis] & in_groups[..., np.newaxis] & (departments.n.sum(axis=2, keepdims=True) > 0)
    totals = bits(found > Shown.UNLISTED).tolist(), bits(found > Shown.NOTHING).tolist()
    groups = bits(listed).tolist(), bits(listed & (found == Shown.GROUPS)[..., np.newaxis]).tolist()
    for at, own in enumerate(rows):
        for place, row in enumerate(own):
            code, department = pairs[row]
            if totals[0][at][place]:
                yield MUNICIPALITY, code, department, "", totals[0][at][place], totals[1][at][place]
            for number, group in enumerate(GROUPS):
                if groups[0][at][place][number]:
                    yield MUNICIPALITY, code, department, group, groups[0][at][place][number], groups[1][at][place][number]
