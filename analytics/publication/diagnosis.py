"""How is one round of one diagnosis published? What changed, the sums, what may be shown, what has to wait, the table: step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.config import Literacy, Privacy
from analytics.disclosure import Numbers, Rules
from analytics.kinds import SCORES
from analytics.publication import memory
from analytics.publication.deciding import Decision, PoolName, UnitTable
from analytics.publication.people import EVERYBODY, GROUPS, MANAGERS, MUNICIPALITY, THIS, UNKNOWN, TooManyCategories, managers_of, put
from analytics.publication.sums import ADDED, ATOM, FIGURES, NONE, OF_GROUPS, OWN, PERSON_ATOM, POOLS, SUMMED_UP, each, person_sums
from analytics.publication.writing import BANDS_FROM, EARLIER_UNITS, SHOWN_NOW, TOLD, WRITE_FIGURES, WRITE_UNITS, WRITTEN

MOST_ITEMS = 63  # what is shown of a group is one bit per item
LEVELS = ("", *GROUPS)
"""All people together, and each position group."""


@dataclass(frozen=True)
class Publishing:
    """One round of one diagnosis, on the way to its table. Temporary tables of one cursor."""

    cursor: DuckDBPyConnection
    literacy: Literacy
    privacy: Privacy
    given_rules: Rules | None
    which: dict[str, str]
    erased: tuple[str, ...] = ()

    @property
    def scale(self) -> tuple[float, float]:
        return self.literacy.questionnaires.get(self.which["instrument"], self.literacy.scale)

    @property
    def asks_opinions(self) -> bool:
        return self.which["instrument"] in self.literacy.questionnaires

    @property
    def rules(self) -> Rules:
        """No score may be told within 5 points of a scale of 100."""
        low, high = self.scale
        return self.given_rules or Rules(self.privacy.min_group, (high - low) / 20, self.privacy.round_to)

    def run(self) -> None:
        items = self.items()
        if not items:
            self.ask(f"delete from store.literacy_published where {THIS}")
            self.ask(f"delete from store.literacy_unit where {THIS}")
            return
        for statement in memory.finding_what_changed(len(items)):
            self.ask(statement)
        self.sum_up(items)
        units = UnitTable.read(self.cursor, len(items))
        pools = self.pools()
        decision = units.decide(self.rules, pools)
        withdrawn = self.names(memory.WITHDRAWN)
        kept = self.frozen() | withdrawn | self.held_pools(units, pools, decision)
        put(self.cursor, "verdict", decision.verdicts_but(kept))
        self.write(items, kept, withdrawn)

    def ask(self, sql: str, **more: object) -> DuckDBPyConnection:
        """Runs a statement with those of the values that it names."""
        values: dict[str, object] = {**self.which, "everybody": EVERYBODY, "managers": managers_of(self.literacy), "groups": list(LEVELS)}
        values |= {"erased": list(self.erased), "least": self.rules.min_group, **more}
        return self.cursor.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})

    def names(self, sql: str) -> set[str]:
        return {name for (name,) in self.ask(sql).fetchall()}

    def items(self) -> list[str]:
        """The categories and questions, in the order of their score columns; then those that only summed-up groups have."""
        items = [item for (item,) in self.ask(SCORED_ITEMS).fetchall()]
        summed = (self.names(SUMMED_ITEMS.format("")) or self.names(SUMMED_ITEMS.format("_entry"))) - set(items)
        items += [*(item for item in self.literacy.categories if item in summed), *sorted(summed - set(self.literacy.categories))]
        if len(items) > MOST_ITEMS:
            raise TooManyCategories(
                f"診断「{self.which['instrument']}」の区分・設問が{len(items)}あります。公表できるのは{MOST_ITEMS}までです。診断名を分けてください。"
            )
        return items

    def sum_up(self, items: Sequence[str]) -> None:
        """`atom`: the sums by municipality, department and position group."""
        places, scored = range(1, len(items) + 1), range(1, min(len(items), len(SCORES)) + 1)
        sums = ", ".join(person_sums(k, self.scale, self.asks_opinions) for k in scored)
        self.ask(PERSON_ATOM.format(sums=sums), seats_of_managers=self.seats(MANAGERS), seats_unknown=self.seats(UNKNOWN))
        put(self.cursor, "item_place", pd.DataFrame({"place": places, "category": list(items)}))
        self.ask(SUMMED_UP)
        persons = ", ".join(each(k, OWN if k in scored else NONE) for k in places)
        self.ask(ATOM.format(persons=persons, groups=", ".join(each(k, OF_GROUPS) for k in places)))

    def seats(self, position_group: str) -> list[str]:
        return sorted(self.names(f"select position from seat where position_group = '{position_group}'"))

    def pools(self) -> dict[PoolName, list[str]]:
        self.ask(POOLS)
        rows = self.ask(
            "select kind, unit, list(code order by code) from pool group by kind, unit order by kind <> '圏域', unit"
        ).fetchall()
        return {(kind, unit): codes for kind, unit, codes in rows}

    def frozen(self) -> set[str]:
        return self.names(f"select '{MUNICIPALITY}/' || code from held where is_frozen")

    def held_pools(self, units: UnitTable, pools: Mapping[PoolName, Sequence[str]], decision: Decision) -> set[str]:
        """The pools that keep their earlier figures; fills `pool_change`: by level and category the people who changed since it was
        last shown, of all its members and then of those that do not show the level themselves; NaN where it never was shown."""
        before = {(kind, unit): (set(members), changed) for kind, unit, members, changed in self.ask(memory.POOLS_BEFORE).fetchall()}
        moves, frozen = Moves.read(self, units, decision), self.names("select code from held where is_frozen")
        held, rows = set(), []
        for key, codes in pools.items():
            members, since = before.get(key, (set(), None))
            grown = grown_since(since, units.items) + moves.between(members, set(codes))
            shown = np.tile(decision.shown_pools[key], (2, 1))
            waits = bool((shown & (grown > 0) & (grown < self.rules.min_group)).any()) or not frozen.isdisjoint(codes)
            if waits:
                held.add("/".join(key))
            rows.append((*key, waits, np.where(shown & (not waits), 0, grown).tolist()))
        self.ask(POOL_CHANGE)
        self.cursor.executemany("insert into pool_change values (?, ?, ?, ?)", rows) if rows else None
        return held

    def write(self, items: Sequence[str], kept: set[str], withdrawn: set[str]) -> None:
        places = range(1, len(items) + 1)
        own, sums = (", ".join(each(k, sql) for k in places) for sql in (OWN, ADDED))
        self.ask(FIGURES.format(own=own, sums=sums))
        self.ask(
            f"delete from store.literacy_published where {THIS} and not list_contains($kept::varchar[], kind || '/' || unit)",
            kept=sorted(kept),
        )
        lists = ", ".join(f"[{', '.join(text.format(k=k) for k in places)}] as {name}" for name, text in WRITTEN.items())
        told = ", ".join(f"{TOLD[name].format(k=k, bit=k - 1)} as {name}_{k}" for name in TOLD for k in places)
        self.ask(WRITE_FIGURES.format(told=told, lists=lists), bands_from=BANDS_FROM, to=self.privacy.round_to)
        self.ask(SHOWN_NOW)
        self.ask(EARLIER_UNITS)
        self.ask(f"delete from store.literacy_unit where {THIS}")
        self.ask(WRITE_UNITS, items=list(items), withdrawn=sorted(withdrawn))


POOL_CHANGE = "create or replace temp table pool_change (kind varchar, unit varchar, held boolean, changed double[][])"
SCORED_ITEMS = f"""
    select item from store.literacy_item
    where instrument = $instrument and exists (from store.literacy_entry where {THIS})
    order by position
"""
SUMMED_ITEMS = f"select distinct category from store.literacy_groups{{}} where {THIS}"


def grown_since(changed: Sequence[Sequence[float]] | None, items: int) -> Numbers:
    """What `pool_change` said, by level and category; NaN for what was not there yet."""
    grown = np.full((2 * len(LEVELS), items), np.nan)
    if changed is not None:
        known = np.array(changed, dtype=float)[:, :items]
        grown[:, : known.shape[1]] = known
    return grown


@dataclass(frozen=True)
class Moves:
    """People by level and category, of each municipality: there, and changed since it last showed other figures; and who shows what."""

    there: Mapping[str, Numbers]
    changed: Mapping[str, Numbers]
    showed: Mapping[str, Numbers]
    shows: Mapping[str, Numbers]

    @classmethod
    def read(cls, publishing: Publishing, units: UnitTable, decision: Decision) -> Moves:
        there, none = units.people(), np.zeros((len(LEVELS), units.items))
        changed: dict[str, Numbers] = {}
        for code, group, people in publishing.ask(memory.MOVED).fetchall():
            changed.setdefault(code, none.copy())[LEVELS.index(group)] = people
        for (code,) in publishing.ask(memory.NEW).fetchall():
            changed[code] = there.get(code, none)
        showed = {code: np.array(levels)[:, np.newaxis] for code, levels in publishing.ask(memory.SHOWN_BEFORE).fetchall()}
        return cls(there, changed, showed, decision.shown_units)

    def between(self, before: set[str], now: set[str]) -> Numbers:
        """How many people differ between two sets of members, in all and of those whose own figures do not tell it."""
        came = [self.of(code, code in before) for code in sorted(before | now)]
        untold = [people * ~self.tells(code, before, now) for code, people in zip(sorted(before | now), came, strict=True)]
        return np.concatenate([np.sum(came, axis=0), np.sum(untold, axis=0)])

    def of(self, code: str, stayed: bool) -> Numbers:
        nobody = np.zeros_like(next(iter({**self.there, **self.changed}.values())))
        return self.changed.get(code, nobody if stayed else self.there.get(code, nobody))

    def tells(self, code: str, before: set[str], now: set[str]) -> Numbers:
        """Whether a municipality shows the level itself: before if it was a member, and now if it is."""
        nothing = np.array(False)
        showed, shows = self.showed.get(code, nothing), self.shows.get(code, nothing)
        return np.asarray((showed | (code not in before)) & (shows | (code not in now)))
