"""What of the literacy diagnosis is published? From single respondents and summed-up groups to the one table that everybody reads.

Made anew whenever the rows of a diagnosis change (import, revert, removal), inside the same transaction. What may be shown is
decided by `disclosure`; here are the sums, the rounding and the memory of what was shown before.

Somebody may have kept what was published yesterday. If one person has come since, the difference of the two tables is that
person. So a municipality whose shown groups changed by 1 to 7 people keeps its earlier figures (`held`) until more have
changed, and so does a pool; the newer rows wait in the database. A change of who counts as a manager is such a change too.
Of a summed-up group only its number of people says how many changed: corrected means are published at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.config import Literacy, Privacy
from analytics.disclosure import Rules, Shown, States, Sums, Unit, decide_departments, decide_units
from analytics.errors import Unusable
from analytics.intake.values import plain
from analytics.kinds import SCORES

MANAGERS, STAFF, UNKNOWN = "管理職", "一般職員", "職位不明"
GROUPS = (MANAGERS, STAFF, UNKNOWN)
MUNICIPALITY, BLOCK, GROUP = "市町村", "圏域", "グループ"
NO_DEPARTMENT = "所属の記入なし"
EVERYBODY = ["全体", "全職員", "合計", "計", "総計", "すべて", "全員"]
"""Positions of summed-up files that stand for all positions together."""

BANDS_FROM = 20  # people in a group whose distribution over the bands is shown
MOST_ITEMS = 63  # what is shown of a group is one bit per item
BAND_BITS = 24  # people per band and group that can be counted: 16.7 million

Numbers = np.ndarray[Any, Any]
THIS = "round = $round and coalesce(instrument, '') = $instrument"


class TooManyCategories(Unusable):
    """A diagnosis has more categories than can be published."""


def publish(cursor: DuckDBPyConnection, literacy: Literacy, privacy: Privacy, rules: Rules | None = None) -> None:
    """Replaces `literacy_published` and `literacy_unit` by what the stored rows say now. To run in the transaction that changed them.

    rules: others than those of `privacy`, to show what they are good for. Raises TooManyCategories.
    """
    lay_out_seats(cursor, literacy)
    for round, instrument in cursor.execute(DIAGNOSES).fetchall():
        Publishing(cursor, literacy, privacy, rules, {"round": round, "instrument": instrument}).run()


# Every round and diagnosis that has rows or had figures.
DIAGNOSES = """
    select round, coalesce(instrument, '') as instrument from store.literacy
    union select round, coalesce(instrument, '') from store.literacy_groups
    union select round, instrument from store.literacy_unit
    order by all
"""


def lay_out_seats(cursor: DuckDBPyConnection, literacy: Literacy) -> None:
    """`seat`: every position on record, how it is compared, and the position group it is in now."""
    known = cursor.execute(
        "select distinct position from store.literacy_entry union select distinct position from store.literacy_groups_entry"
    ).fetchall()
    managers = managers_of(literacy)
    rows = [(position, plain(position), group_of(plain(position), managers)) for (position,) in known if position is not None]
    put(cursor, "seat", pd.DataFrame(rows, columns=["position", "plain", "position_group"], dtype="str"))


def managers_of(literacy: Literacy) -> list[str]:
    return sorted(plain(position) for position in literacy.manager_positions)


def group_of(position: str, managers: Sequence[str]) -> str:
    if position in EVERYBODY:
        return UNKNOWN
    return MANAGERS if position in managers else STAFF


def put(cursor: DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    cursor.register("rows_to_put", rows)
    cursor.execute(f"create or replace temp table {table} as select * from rows_to_put")
    cursor.unregister("rows_to_put")


@dataclass(frozen=True)
class Publishing:
    """One round of one diagnosis, on the way to its table. Temporary tables of one cursor."""

    cursor: DuckDBPyConnection
    literacy: Literacy
    privacy: Privacy
    given_rules: Rules | None
    which: dict[str, str]

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
        self.find_what_changed()
        self.sum_up(items)
        units = UnitTable.read(self.cursor, len(items))
        pools = self.pools()
        verdicts, pooled = units.decide(self.rules, pools)
        held = self.held_pools(units, pools, pooled)
        put(self.cursor, "verdict", verdicts[~verdicts["unit_key"].isin(held)])
        self.write(items, units, held)

    def ask(self, sql: str, **more: object) -> DuckDBPyConnection:
        """Runs a statement with those of the values that it names."""
        values = {**self.which, "everybody": EVERYBODY, "managers": managers_of(self.literacy), "least": self.rules.min_group, **more}
        return self.cursor.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})

    def items(self) -> list[str]:
        """The categories and questions, in the order of their score columns; then those that only summed-up groups have."""
        items = [
            item for (item,) in self.ask("select item from store.literacy_item where instrument = $instrument order by position").fetchall()
        ]
        summed = {item for (item,) in self.ask(f"select distinct category from store.literacy_groups where {THIS}").fetchall()} - set(items)
        items += [*(item for item in self.literacy.categories if item in summed), *sorted(summed - set(self.literacy.categories))]
        if len(items) > MOST_ITEMS:
            raise TooManyCategories(
                f"診断「{self.which['instrument']}」の区分・設問が{len(items)}あります。公表できるのは{MOST_ITEMS}までです。診断名を分けてください。"
            )
        return items

    def find_what_changed(self) -> None:
        for statement in (BASIS_NOW, BASIS_BEFORE, TOUCHED, EARLIER_PEOPLE, EARLIER_GROUPS, CHANGED_PLACES, HELD):
            self.ask(statement)

    def sum_up(self, items: Sequence[str]) -> None:
        """`atom`: the sums by municipality, department and position group."""
        scored = range(1, min(len(items), len(SCORES)) + 1)
        low, high = self.scale
        agreeing = f"count_if(score{{k}} >= {high - 1:g})" if self.asks_opinions else "null::bigint"
        sums = [PERSON_SUMS.format(k=k, low=low, width=(high - low) / 5, agreeing=agreeing.format(k=k)) for k in scored]
        self.ask(
            f"create or replace temp table person_atom as select code, department, position_group, {', '.join(sums)} from ({PEOPLE}) group by all"
        )
        put(self.cursor, "item_place", pd.DataFrame({"place": range(1, len(items) + 1), "category": list(items)}))
        self.ask(SUMMED_UP)
        places = range(1, len(items) + 1)
        persons = ", ".join(FROM_PERSONS.format(k=k, n=people_in_bands(k)) if k in scored else NO_PERSONS.format(k=k) for k in places)
        groups = ", ".join(FROM_GROUPS.format(k=k) for k in places)
        self.ask(
            f"""create or replace temp table atom as
            select code, {NAMED_DEPARTMENT}, position_group, {persons} from person_atom
            union all by name
            select code, {NAMED_DEPARTMENT}, position_group, {groups} from summed_up where code not in (select code from person_atom)
            group by all"""
        )

    def pools(self) -> dict[tuple[str, str], list[str]]:
        self.ask(POOLS)
        rows = self.cursor.execute(
            "select kind, unit, list(code order by code) from pool group by kind, unit order by kind <> '圏域', unit"
        ).fetchall()
        return {(kind, unit): codes for kind, unit, codes in rows}

    def held_pools(self, units: UnitTable, pools: Mapping[tuple[str, str], list[str]], pooled: Mapping[tuple[str, str], Shown]) -> set[str]:
        """The pools that keep their earlier figures; fills `pool_change`: people who changed since each level was last shown."""
        before = {
            (kind, unit): (set(members), changed)
            for kind, unit, members, changed in self.ask(
                f"select kind, unit, members, changed from store.literacy_unit where {THIS} and kind <> '市町村'"
            ).fetchall()
        }
        people = units.people()
        moved = self.people_moved(people)
        held, rows = set(), []
        for key, codes in pools.items():
            earlier, since = before.get(key, (set(), [None] * (len(GROUPS) + 1)))
            stayed = earlier & set(codes)
            came = [moved.get(code) if code in stayed else moved.get(code) or people.get(code) for code in {*codes, *earlier}]
            grown = [None if old is None else old + sum(these[level] for these in came if these) for level, old in enumerate(since)]
            shows = [pooled[key] > Shown.NOTHING, *[pooled[key] is Shown.GROUPS] * len(GROUPS)]
            waits = any(shown and grow and 0 < grow < self.privacy.min_group for shown, grow in zip(shows, grown, strict=True))
            if waits:
                held.add("/".join(key))
            rows.append((*key, waits, [0 if shown and not waits else grow for shown, grow in zip(shows, grown, strict=True)]))
        put(self.cursor, "pool_change", pd.DataFrame(rows, columns=["kind", "unit", "held", "changed"]) if rows else EMPTY_POOLS)
        return held

    def people_moved(self, people: Mapping[str, list[int]]) -> dict[str, list[int]]:
        """Per municipality whose basis moves: how many people changed, all and by position group."""
        moved: dict[str, list[int]] = {}
        sql = "select code, position_group, people from changed_place where department = '' and code not in (select code from held)"
        for code, group, number in self.cursor.execute(sql).fetchall():
            moved.setdefault(code, [0] * (len(GROUPS) + 1))[GROUPS.index(group) + 1 if group else 0] = number
        new = self.cursor.execute("select code from basis_now where code not in (select code from basis_before)").fetchall()
        return moved | {code: people[code] for (code,) in new if code in people}

    def write(self, items: Sequence[str], units: UnitTable, held: set[str]) -> None:
        self.roll_up(len(items))
        self.ask(
            f"delete from store.literacy_published where {THIS} and not list_contains($kept::varchar[], kind || '/' || unit)",
            kept=sorted(held),
        )
        self.ask(WRITE_FIGURES, bands_from=BANDS_FROM, to=self.privacy.round_to, items=len(items))
        self.ask(f"delete from store.literacy_unit where {THIS}")
        self.ask(WRITE_MUNICIPALITIES)
        self.ask(WRITE_POOLS)

    def roll_up(self, items: int) -> None:
        """`figure`: the sums of every unit, department and position group, as lists over the items."""
        lists = ", ".join(f"[{', '.join(ROLLED[name].format(k=k) for k in range(1, items + 1))}] as {name}" for name in ROLLED)
        self.ask(f"create or replace temp table figure as {FIGURES.format(lists=lists)}")


EMPTY_POOLS = pd.DataFrame(
    {"kind": pd.Series(dtype="str"), "unit": pd.Series(dtype="str"), "held": pd.Series(dtype="bool"), "changed": pd.Series(dtype="object")}
)

# ---------------------------------------------------------------- what changed

BASIS_NOW = f"""
    create or replace temp table basis_now as
    select code, list(batch order by batch) as batches
    from (
        select distinct code, batch from store.literacy where {THIS}
        union select distinct code, batch from store.literacy_groups where {THIS}
    )
    group by code
"""
BASIS_BEFORE = f"""
    create or replace temp table basis_before as
    select unit as code, batches, managers from store.literacy_unit where {THIS} and kind = '{MUNICIPALITY}'
"""

# One row per municipality whose figures would be made from other batches, or by other positions of managers, than those shown.
TOUCHED = """
    create or replace temp table touched as
    select earlier.*
    from basis_before earlier
    left join basis_now using (code)
    where basis_now.batches is distinct from earlier.batches or earlier.managers <> $managers::varchar[]
"""
SCORE_COLUMNS = ", ".join(SCORES)
GROUP_THEN = f"""case when list_contains($everybody, plain) then '{UNKNOWN}' when list_contains(touched.managers, plain) then '{MANAGERS}' else '{STAFF}' end"""

# The respondents from whom the shown figures of these municipalities were made.
EARLIER_PEOPLE = f"""
    create or replace temp table earlier_person as
    select entry.code, respondent, coalesce(department, '') as department, {GROUP_THEN} as position_group, {SCORE_COLUMNS}
    from store.literacy_entry entry
    join touched using (code)
    join seat using (position)
    where entry.round = $round and coalesce(entry.instrument, '') = $instrument and list_contains(touched.batches, entry.batch)
    qualify entry.batch = max(entry.batch) over (partition by entry.code, respondent)
"""
EARLIER_GROUPS = f"""
    create or replace temp table earlier_group as
    select entry.code, coalesce(department, '') as department, entry.position, {GROUP_THEN} as position_group, plain, category, n, mean, sd
    from store.literacy_groups_entry entry
    join touched using (code)
    join seat using (position)
    where entry.round = $round and coalesce(entry.instrument, '') = $instrument and list_contains(touched.batches, entry.batch)
    qualify entry.batch = max(entry.batch) over (partition by entry.code, department, entry.position, category)
"""
NAMED_DEPARTMENT = f"case when department = '' then '{NO_DEPARTMENT}' else department end as department"
PLACES = "grouping sets ((code, department, position_group), (code, department), (code, position_group), (code))"

# One row per municipality, department ('': all) and position group ('': all) with people who came, went or changed.
CHANGED_PLACES = f"""
    create or replace temp table changed_place as
    with before as (
        select code, respondent, department, position_group, hash({SCORE_COLUMNS}) as scores from earlier_person
    ),
    after as (
        select code, respondent, coalesce(department, '') as department, position_group, hash({SCORE_COLUMNS}) as scores
        from store.literacy join seat using (position) where {THIS} and code in (select code from touched)
    ),
    person as (
        (from before except from after) union all (from after except from before)
    ),
    group_after as (
        select code, coalesce(department, '') as department, position, position_group, category, n
        from store.literacy_groups join seat using (position) where {THIS} and code in (select code from touched)
    ),
    summed as (
        select code, department, position_group, position, max(abs(coalesce(earlier.n, 0) - coalesce(later.n, 0))) as people
        from earlier_group as earlier full join group_after as later using (code, department, position_group, position, category)
        group by all
    ),
    counted as (
        select code, department, position_group, count(distinct respondent) as people
        from (select code, {NAMED_DEPARTMENT}, position_group, respondent from person) group by {PLACES}
        union all
        select code, department, position_group, sum(people)
        from (select code, {NAMED_DEPARTMENT}, position_group, people from summed) group by {PLACES}
    )
    select code, coalesce(department, '') as department, coalesce(position_group, '') as position_group, sum(people)::bigint as people
    from counted
    group by all
    having sum(people) > 0
"""

# The municipalities that keep their earlier figures: a shown group changed by fewer people than may be seen alone.
HELD = f"""
    create or replace temp table held as
    select distinct code
    from changed_place place
    join store.literacy_published figure
        on figure.kind = '{MUNICIPALITY}' and figure.unit = place.code and figure.department = place.department
        and figure.position_group = place.position_group
    where {THIS} and not figure.hidden and place.people < $least
"""

# ---------------------------------------------------------------- sums

PEOPLE = f"""
    select code, coalesce(department, '') as department, position_group, {SCORE_COLUMNS}
    from store.literacy
    join seat using (position)
    where {THIS} and code not in (select code from held)
    union all
    select code, department, position_group, {SCORE_COLUMNS} from earlier_person where code in (select code from held)
"""

# s: sum of scores, q: of their squares, p: people per fifth of the scale, BAND_BITS for each, a: people who agree.
PERSON_SUMS = f"""coalesce(sum(score{{k}}), 0) as s{{k}}, coalesce(sum(score{{k}} * score{{k}}), 0) as q{{k}},
    coalesce(sum(case when score{{k}} is not null
        then 1::hugeint << ({BAND_BITS} * greatest(0, least(4, floor((score{{k}} - {{low}}) / {{width}})::integer))) end), 0) as p{{k}},
    {{agreeing}} as a{{k}}"""
FROM_PERSONS = "{n} as n{k}, s{k}, q{k}, p{k}, a{k}"
NO_PERSONS = "0::bigint as n{k}, 0::double as s{k}, 0::double as q{k}, 0::hugeint as p{k}, null::bigint as a{k}"


def band(packed: str, number: int | str) -> str:
    return f"(({packed} >> ({BAND_BITS} * {number})) & {2**BAND_BITS - 1}::hugeint)::bigint"


def people_in_bands(item: int) -> str:
    return "(" + " + ".join(band(f"p{item}", number) for number in range(5)) + ")"


# One row per summed-up group and category that is known. Where a file has the total beside its parts, the total is left out.
SUMMED_UP = f"""
    create or replace temp table summed_up as
    with effective as (
        select code, coalesce(department, '') as department, position, position_group, plain, category, n, mean, sd
        from store.literacy_groups
        join seat using (position)
        where {THIS} and code not in (select code from held)
        union all
        select code, department, position, position_group, plain, category, n, mean, sd from earlier_group where code in (select code from held)
    ),
    with_all as (
        select *, list_contains($everybody, plain) as is_all,
            count_if(not list_contains($everybody, plain)) over (partition by code, department, category) > 0 as has_parts
        from effective
        where n > 0 and mean is not null
    ),
    of_departments as (
        select *, sum(case when department <> '' then n end) over (partition by code, position, category) as in_departments
        from with_all
        where not (is_all and has_parts)
    )
    select code, department, position_group, place, n, n * mean as s,
        case when n = 1 then mean * mean else (n - 1) * sd * sd + n * mean * mean end as q
    from of_departments
    join item_place using (category)
    where not (department = '' and n = coalesce(in_departments, 0))
"""
FROM_GROUPS = """coalesce(sum(n) filter (where place = {k}), 0)::bigint as n{k}, coalesce(sum(s) filter (where place = {k}), 0) as s{k},
    case when not bool_or(place = {k} and q is null) then coalesce(sum(q) filter (where place = {k}), 0) end as q{k},
    case when count_if(place = {k}) = 0 then 0::hugeint end as p{k}, null::bigint as a{k}"""

POOLS = f"""
    create or replace temp table pool as
    with home as (
        select code, block, coalesce(prefecture, '') as prefecture from store.municipalities
    ),
    named as (
        select block, count(distinct prefecture) > 1 as is_common from home group by block
    )
    select '{BLOCK}' as kind, case when is_common then prefecture || ' ' || block else block end as unit, prefecture, code
    from home join named using (block)
    where block <> '' and code in (select code from atom)
    union all
    select '{GROUP}', membership."group", coalesce(prefecture, ''), membership.code
    from store.groups membership left join home using (code)
    where membership.code in (select code from atom)
"""

ROLLED = {
    "ns": "sum(n{k})::bigint",
    "ss": "sum(s{k})::double",
    "qs": "case when not bool_or(n{k} > 0 and q{k} is null) then sum(q{k}) end",
    "ps": "case when not bool_or(n{k} > 0 and p{k} is null) then sum(p{k}) end",
    "gs": "case when not bool_or(n{k} > 0 and a{k} is null) then sum(a{k})::bigint end",
}

FIGURES = f"""
    select '{MUNICIPALITY}' as kind, code as unit, coalesce(department, '') as department, coalesce(position_group, '') as position_group, {{lists}}
    from atom
    group by {PLACES}
    union all
    select kind, unit, '', coalesce(position_group, ''), {{lists}}
    from atom
    join pool using (code)
    group by grouping sets ((kind, unit, position_group), (kind, unit))
"""

# ---------------------------------------------------------------- what is written

# A small group stays hidden here whatever was decided. Shares come from counts rounded like n: the five bands as parts of their rounded sum.
WRITE_FIGURES = f"""
    insert into store.literacy_published
    with item as (
        select verdict.* exclude (unit_key), unnest(range(1, $items + 1)) as place,
            unnest(ns) as n, unnest(ss) as s, unnest(qs) as q, unnest(ps) as p, unnest(gs) as g
        from verdict
        left join figure using (kind, unit, department, position_group)
    ),
    told as (
        select *, (visible >> (place - 1)) & 1 = 1 and coalesce(n, 0) >= $least as is_shown
        from item
        join item_place using (place)
        where (listed >> (place - 1)) & 1 = 1
    ),
    counted as (
        select *, round(n / $to) * $to as rounded,
            case when is_shown and n >= $bands_from and p is not null
                then [round({band("p", "number")} / $to) * $to for number in range(5)] end as parts
        from told
    )
    select $round, $instrument, kind, unit, department, position_group, category, place,
        case when is_shown then rounded end,
        case when is_shown then round(s / n, 1) end,
        case when is_shown and q is not null then round(sqrt(greatest(0, (q - s * s / n) / (n - 1))), 1) end,
        [round(100 * part / nullif(list_sum(parts), 0))::integer for part in parts],
        case when is_shown then round(100 * (round(g / $to) * $to) / rounded) end,
        not is_shown
    from counted
    order by kind, unit, department, position_group, place
"""
WRITE_MUNICIPALITIES = f"""
    insert into store.literacy_unit
    select $round, $instrument, '{MUNICIPALITY}', code, coalesce(prefecture, ''), [code],
        case when is_held then earlier.batches else current.batches end,
        case when is_held then earlier.managers else $managers::varchar[] end, is_held, null
    from (select distinct code, code in (select code from held) as is_held from atom)
    left join basis_now current using (code)
    left join basis_before earlier using (code)
    left join store.municipalities using (code)
"""
WRITE_POOLS = """
    insert into store.literacy_unit
    select $round, $instrument, kind, unit, case when count(distinct pool.prefecture) = 1 then any_value(pool.prefecture) else '' end,
        list(distinct pool.code order by pool.code), null, null, any_value(change.held), any_value(change.changed)
    from pool
    join pool_change change using (kind, unit)
    group by kind, unit
"""

# ---------------------------------------------------------------- decisions


@dataclass(frozen=True)
class UnitTable:
    """The sums of `atom`, a row per municipality, department and position group in that order; a column per item."""

    codes: list[str]
    departments: list[str]
    groups: Numbers
    n: Numbers
    total: Numbers
    squares: Numbers

    @classmethod
    def read(cls, cursor: DuckDBPyConnection, items: int) -> UnitTable:
        columns = [f"{name}{k}" for name in "nsq" for k in range(1, items + 1)]
        rows = cursor.execute(
            f"select code, department, position_group, {', '.join(columns)} from atom order by code, department"
        ).fetchnumpy()
        blocks = [np.array([np.ma.filled(rows[f"{name}{k}"].astype(float), np.nan) for k in range(1, items + 1)]).T for name in "nsq"]
        groups = np.array([GROUPS.index(group) for group in rows["position_group"]], dtype=int)
        return cls(list(rows["code"]), list(rows["department"]), groups, *blocks)

    @property
    def units(self) -> Units:
        """The municipalities: the sums of their departments."""
        names = list(dict.fromkeys(self.codes))
        place = {name: at for at, name in enumerate(names)}
        return Units.of(names, np.array([place[code] for code in self.codes], dtype=int), self)

    def people(self) -> dict[str, list[int]]:
        """By municipality, all and by position group: as many as have a score in the category that most have one in."""
        units = self.units
        most = units.n.max(axis=2, initial=0).astype(int).tolist()
        return {code: [sum(by_group), *by_group] for code, by_group in zip(units.names, most, strict=True)}

    def decide(self, rules: Rules, pools: Pools) -> tuple[pd.DataFrame, dict[tuple[str, str], Shown]]:
        """One row per group that is listed, with the items for which it is listed and shown; and the most that each pool shows."""
        units, board = self.units, Board()
        most = dict.fromkeys(pools, Shown.NOTHING)
        states = np.zeros((len(units.names), units.items), dtype=int)
        for items, (shown, pooled) in units.decisions(rules, pools):
            states[:, items] = np.array([shown[code] for code in units.names], dtype=int).reshape(-1, 1)
            board.put_units(units, shown, items)
            board.put_pools(units, pools, pooled, items)
            most = {pool: max(most[pool], state) for pool, state in pooled.items()}
        for at, departments in enumerate(self.departments_by_unit(units)):
            board.put_departments(units.names[at], departments, rules, states[at])
        return board.frame(), most

    def departments_by_unit(self, units: Units) -> Iterator[Units]:
        """The departments of each municipality, in the order of `units`."""
        starts = np.flatnonzero([True, *(a != b for a, b in pairwise(self.codes))][: len(self.codes)])
        for first, end in pairwise([*starts, len(self.codes)]):
            rows = slice(int(first), int(end))
            names = list(dict.fromkeys(self.departments[rows]))
            place = {name: at for at, name in enumerate(names)}
            yield Units.of(names, np.array([place[name] for name in self.departments[rows]], dtype=int), self, rows)


Pools = Mapping[tuple[str, str], Sequence[str]]
Decision = tuple[dict[str, Shown], dict[tuple[str, str], Shown]]


@dataclass(frozen=True)
class Units:
    """Municipalities, or the departments of one. Numbers by unit, position group and item."""

    names: list[str]
    n: Numbers
    total: Numbers
    squares: Numbers

    @classmethod
    def of(cls, names: list[str], places: Numbers, table: UnitTable, rows: slice = slice(None)) -> Units:
        def summed(values: Numbers) -> Numbers:
            out = np.zeros((len(names), len(GROUPS), values.shape[1]))
            np.add.at(out, (places, table.groups[rows]), values[rows])
            return out

        return cls(names, summed(table.n), summed(table.total), summed(table.squares))

    @property
    def items(self) -> int:
        return int(self.n.shape[2])

    def counted(self, item: int) -> dict[str, Unit]:
        """By number of people alone; who has nobody with a score is not there."""
        rows = self.n[:, :, item].astype(int).tolist()
        return {name: tuple(map(Sums, row)) for name, row in zip(self.names, rows, strict=True) if sum(row)}

    def summed(self, item: int) -> dict[str, Unit]:
        """With sums of scores and of squares."""
        rows = np.stack([self.n[:, :, item], self.total[:, :, item], self.squares[:, :, item]], axis=-1).tolist()
        return {
            name: tuple(Sums(int(n), total, squares) for n, total, squares in row)
            for name, row in zip(self.names, rows, strict=True)
            if any(n for n, _, _ in row)
        }

    def patterns(self) -> Iterator[Numbers]:
        """The items with the same numbers of people everywhere, together."""
        if self.items:
            _, pattern = np.unique(self.n.reshape(-1, self.items), axis=1, return_inverse=True)
            yield from (np.flatnonzero(pattern.ravel() == number) for number in range(pattern.max() + 1))

    def too_alike(self, rules: Rules) -> Numbers:
        """The items in which some group is so much alike that its people's scores could be told: those are judged one by one."""
        whole = [values.sum(axis=1, keepdims=True) for values in (self.n, self.total, self.squares)]
        n, total, squares = (np.concatenate(pair, axis=1) for pair in zip((self.n, self.total, self.squares), whole, strict=True))
        spread = squares - total**2 / np.maximum(n, 1)
        return np.asarray(((n >= rules.min_group) & rules.is_near(spread, np.maximum(n, 1))).any(axis=(0, 1)))

    def decisions(self, rules: Rules, pools: Pools) -> Iterator[tuple[Numbers, Decision]]:
        """Of municipalities: which items, and what every municipality and pool shows in them."""
        alike = self.too_alike(rules)
        for items in self.patterns():
            shown, pooled = decide_units(rules, self.counted(items[0]), pools)
            calm = items[~alike[items] & self.stay_blurred(rules, shown, pools, items)]
            yield calm, (self.everybody(shown), pooled)
            for item in np.setdiff1d(items, calm):
                shown, pooled = decide_units(rules, self.summed(item), pools)
                yield np.array([item]), (self.everybody(shown), pooled)

    def everybody(self, shown: Mapping[str, Shown]) -> dict[str, Shown]:
        return {name: shown.get(name, Shown.NOTHING) for name in self.names}

    def stay_blurred(self, rules: Rules, shown: Mapping[str, Shown], pools: Pools, items: Numbers) -> Numbers:
        """In which of the items what the members hide of each pool is not too much alike; the items have the same numbers of people."""
        hidden = {name: at for at, name in enumerate(self.names) if shown.get(name) is Shown.NOTHING}
        found = [self.differ(rules, [hidden[code] for code in codes if code in hidden], items) for codes in pools.values()]
        return np.logical_and.reduce([np.ones(len(items), dtype=bool), *found])

    def differ(self, rules: Rules, places: Sequence[int], items: Numbers) -> Numbers:
        """In which of the items these hidden units, taken together, are not too much alike."""
        n, total, squares = (values[list(places)][:, :, items].sum(axis=1) for values in (self.n, self.total, self.squares))
        sizes = [int(size) for size in n[:, 0] if size]
        least = rules.least(sizes)
        if not least:
            return np.ones(len(items), dtype=bool)
        spread = squares.sum(axis=0) - total.sum(axis=0) ** 2 / sum(sizes)
        return np.asarray(~rules.is_near(spread, sum(sizes), least))


def bits_of(items: Numbers) -> int:
    return sum(1 << item for item in items.tolist())


class Board:
    """What is listed and shown, a bit per item, by (kind, unit, department, position group)."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str, str], list[int]] = {}

    def put(self, key: tuple[str, str, str, str], bits: int, shown: bool) -> None:
        row = self.rows.setdefault(key, [0, 0])
        row[0] |= bits
        row[1] |= bits if shown else 0

    def put_one(self, kind: str, name: str, n: Numbers, state: Shown, items: Numbers, department: str = "") -> None:
        """A unit and its position groups. n: people by position group; a unit that is hidden lists no group."""
        if not len(items) or not n.any():
            return
        bits = bits_of(items)
        self.put((kind, name, department, ""), bits, state is not Shown.NOTHING)
        for group in np.flatnonzero(n) if state is not Shown.NOTHING else ():
            self.put((kind, name, department, GROUPS[group]), bits, state is Shown.GROUPS)

    def put_units(self, units: Units, shown: Mapping[str, Shown], items: Numbers) -> None:
        for at, name in enumerate(units.names if len(items) else ()):
            self.put_one(MUNICIPALITY, name, units.n[at, :, items[0]], shown[name], items)

    def put_pools(self, units: Units, pools: Pools, pooled: Mapping[tuple[str, str], Shown], items: Numbers) -> None:
        place = {name: at for at, name in enumerate(units.names)}
        for (kind, name), codes in pools.items() if len(items) else ():
            n = units.n[[place[code] for code in codes], :, items[0]].sum(axis=0)
            self.put_one(kind, name, n, pooled[kind, name], items)

    def put_departments(self, code: str, departments: Units, rules: Rules, states: Numbers) -> None:
        """The departments of one municipality; states: what it shows, by item."""
        if len(departments.names) < 2:
            return
        alike = departments.too_alike(rules)
        for items in departments.patterns():
            for state in np.unique(states[items]):
                same = items[states[items] == state]
                shown = decide_departments(rules, Shown(state), departments.counted(same[0]))
                hidden = [at for at, name in enumerate(departments.names) if shown.get(name) is Shown.NOTHING]
                calm = same[~alike[same] & departments.differ(rules, hidden, same)]
                self.put_shown_departments(code, departments, shown, Shown(state), calm)
                for item in np.setdiff1d(same, calm):
                    shown = decide_departments(rules, Shown(state), departments.summed(item))
                    self.put_shown_departments(code, departments, shown, Shown(state), np.array([item]))

    def put_shown_departments(self, code: str, departments: Units, shown: States, state: Shown, items: Numbers) -> None:
        """Where the municipality shows its position groups, a department lists all of them, whoever it has."""
        if not len(items):
            return
        of, bits = departments.n[:, :, items[0]].sum(axis=0), bits_of(items)
        for name, its_state in shown.items():
            self.put((MUNICIPALITY, code, name, ""), bits, its_state is not Shown.NOTHING)
            for group in np.flatnonzero(of) if its_state is not Shown.NOTHING and Shown.GROUPS in (state, its_state) else ():
                self.put((MUNICIPALITY, code, name, GROUPS[group]), bits, its_state is Shown.GROUPS)

    def frame(self) -> pd.DataFrame:
        rows = [(*key, f"{key[0]}/{key[1]}", *bits) for key, bits in self.rows.items()]
        columns = ["kind", "unit", "department", "position_group", "unit_key", "listed", "visible"]
        return pd.DataFrame(rows, columns=columns).astype({"listed": "int64", "visible": "int64"} | dict.fromkeys(columns[:5], "str"))
