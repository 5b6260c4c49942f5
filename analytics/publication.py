"""What of the literacy diagnosis is published? From single respondents and summed-up groups to the one table that everybody reads.

Made anew whenever the rows of a diagnosis change (import, revert, removal), inside the same transaction. What may be shown is
decided by `disclosure`; here are the sums, the rounding and the memory of what was shown before.

Somebody may have kept what was published yesterday. If one person has come since, the difference of the two tables is that
person. So a municipality whose shown groups changed by 1 to 7 people keeps its earlier figures (`held`) until more have
changed, and so does a pool; the newer rows wait in the database. A change of who counts as a manager is such a change too.
Of a summed-up group only its number of people says how many changed: corrected means are published at once.
Who is erased for good cannot be counted again later: such figures stay word for word (`frozen`) until enough have changed in
every group that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.config import Config, Literacy, Privacy
from analytics.disclosure import Numbers, Rules, Shown, Sums, decide_departments, decide_units
from analytics.errors import Unusable
from analytics.intake.values import plain
from analytics.kinds import LITERACY, LITERACY_GROUPS, SCORES, Kind

MANAGERS, STAFF, UNKNOWN = "管理職", "一般職員", "職位不明"
GROUPS = (MANAGERS, STAFF, UNKNOWN)
MUNICIPALITY, BLOCK, GROUP = "市町村", "圏域", "グループ"
NO_DEPARTMENT = "所属の記入なし"
EVERYBODY = ["全体", "全職員", "合計", "計", "総計", "すべて", "全員"]
"""Positions of summed-up files that stand for all positions together."""

BANDS = 5
BANDS_FROM = 20  # people in a group whose distribution over the bands is shown
MOST_ITEMS = 63  # what is shown of a group is one bit per item

Diagnosis = tuple[str, str]
"""Round and instrument."""
SOURCES = (LITERACY, LITERACY_GROUPS)
THIS = "round = $round and coalesce(instrument, '') = $instrument"


class TooManyCategories(Unusable):
    """A diagnosis has more categories than can be published."""


# ---------------------------------------------------------------- when


def publish(
    cursor: DuckDBPyConnection,
    literacy: Literacy,
    privacy: Privacy,
    rules: Rules | None = None,
    diagnoses: Iterable[Diagnosis] | None = None,
    erased: Sequence[str] = (),
) -> None:
    """Replaces `literacy_published` and `literacy_unit` by what the stored rows say now. To run in the transaction that changed them.

    rules: others than those of `privacy`, to show what they are good for. diagnoses: those that changed, all if not given.
    erased: municipalities of which people were removed for good; `before_erasing` has set their rows aside.
    Raises TooManyCategories.
    """
    if not erased:
        cursor.execute(NOBODY_ASIDE)
    lay_out_seats(cursor, literacy)
    for round, instrument in cursor.execute(DIAGNOSES).fetchall() if diagnoses is None else diagnoses:
        Publishing(cursor, literacy, privacy, rules, {"round": round, "instrument": instrument}, tuple(erased)).run()


# Every round and diagnosis that has rows or had figures.
DIAGNOSES = """
    select round, coalesce(instrument, '') as instrument from store.literacy
    union select round, coalesce(instrument, '') from store.literacy_groups
    union select round, instrument from store.literacy_unit
    order by all
"""


def follow(cursor: DuckDBPyConnection, diagnoses: Sequence[Diagnosis], erased: Sequence[str] = ()) -> None:
    """Publishes the diagnoses whose rows have just changed, by the settings with which the database was opened."""
    if diagnoses:
        literacy, privacy = settings(cursor)
        publish(cursor, literacy, privacy, diagnoses=diagnoses, erased=erased)


def settings(cursor: DuckDBPyConnection) -> tuple[Literacy, Privacy]:
    literacy, privacy = cursor.execute("from publication_setting").fetchall()[0]
    return Literacy.model_validate_json(literacy), Privacy.model_validate_json(privacy)


def hand_on_settings(cursor: DuckDBPyConnection, copy: DuckDBPyConnection) -> None:
    """To an engine of its own over a copy of the database, which knows no config."""
    values = dict(zip(("literacy", "privacy"), cursor.execute("from publication_setting").fetchall()[0], strict=True))
    copy.execute("create or replace table publication_setting as select $literacy as literacy, $privacy as privacy", values)


def settings_row(config: Config) -> tuple[str, str]:
    """What `publication_setting` holds: all that config says of the diagnosis."""
    return config.literacy.model_dump_json(), config.privacy.model_dump_json()


def told_by(cursor: DuckDBPyConnection, kind: Kind, batches: Sequence[int]) -> list[Diagnosis]:
    """The rounds and diagnoses that batches speak of; none where their kind is no diagnosis."""
    if kind not in SOURCES:
        return []
    sql = f"select distinct round, coalesce(instrument, '') from store.{kind.name}_entry where list_contains($batches, batch) order by all"
    return cursor.execute(sql, {"batches": list(batches)}).fetchall()


def publish_if_set_anew(cursor: DuckDBPyConnection, config: Config) -> None:
    """Publishes all if it was last done by other settings, or if this file is of a version that did not publish."""
    now = settings_row(config)
    if cursor.execute("from store.literacy_settings").fetchall() == [now]:
        return
    cursor.execute("begin")
    publish(cursor, config.literacy, config.privacy)
    cursor.execute("delete from store.literacy_settings")
    cursor.execute("insert into store.literacy_settings values (?, ?)", now)
    cursor.execute("commit")


def before_erasing(
    cursor: DuckDBPyConnection, conditions: Sequence[tuple[Kind, str]], values: Mapping[str, str]
) -> tuple[list[Diagnosis], list[str]]:
    """Sets aside the rows that the figures of the municipalities concerned rest on; gives diagnoses and municipalities for `follow`.

    conditions: the kinds of which rows are to be removed, each with SQL that finds them.
    """
    found: set[tuple[str, str, str]] = set()
    for kind, condition in conditions:
        if kind in SOURCES:
            sql = f"select distinct round, coalesce(instrument, ''), code from store.{kind.name}_entry where {condition}"
            found |= set(cursor.execute(sql, values).fetchall())
    # A round goes as a whole: nobody can hold its figures against later ones.
    codes = sorted({code for *_, code in found}) if set(values) - {"round"} else []
    for aside in SET_ASIDE:
        cursor.execute(aside, {"codes": codes})
    return sorted({(round, instrument) for round, instrument, _ in found}), codes


SHOWN_ROWS = """
    create or replace temp table {aside} as
    select entry.*
    from store.{table}_entry entry
    join store.literacy_unit shown
        on shown.round = entry.round and shown.instrument = coalesce(entry.instrument, '') and shown.unit = entry.code
        and shown.kind = '市町村' and list_contains(shown.batches, entry.batch)
    where list_contains($codes::varchar[], entry.code)
"""
SET_ASIDE = tuple(SHOWN_ROWS.format(aside=f"aside_{kind.name}", table=kind.name) for kind in SOURCES)
NOBODY_ASIDE = ";".join(f"create or replace temp table aside_{kind.name} as from store.{kind.name}_entry limit 0" for kind in SOURCES)


# ---------------------------------------------------------------- whether it was done

# One row per diagnosis and municipality with rows: from which batches they are, and how many.
ON_RECORD = """
    select round, coalesce(instrument, '') as instrument, code, list(distinct batch order by batch) as batches,
        count(*) || ':' || list(distinct batch order by batch)::varchar as on_record
    from (
        select round, instrument, code, batch from store.literacy where {only}
        union all select round, instrument, code, batch from store.literacy_groups where {only}
    )
    group by all
"""
UNPUBLISHED = f"""
    select count(*)
    from ({ON_RECORD.format(only="true")}) now
    full join (from store.literacy_unit where kind = '{MUNICIPALITY}') done
        on done.round = now.round and done.instrument = now.instrument and done.unit = now.code
    where done.on_record is distinct from now.on_record
"""
WITHOUT_UNIT = "select count(*) from store.literacy_published anti join store.literacy_unit using (round, instrument, kind, unit)"


def faults(cursor: DuckDBPyConnection) -> Iterator[str]:
    """What is published that the stored rows do not say, or the other way round, a line each."""
    for sql, words in (
        (UNPUBLISHED, "DXリテラシー診断の公表用の表が、{}団体で診断結果と合いません"),
        (WITHOUT_UNIT, "DXリテラシー診断の公表用の表に、もとの団体が分からない行が{}行あります"),
    ):
        wrong = cursor.execute(sql).fetchall()[0][0]
        if wrong:
            yield words.format(wrong)


# ---------------------------------------------------------------- who counts as what


def lay_out_seats(cursor: DuckDBPyConnection, literacy: Literacy) -> None:
    """`seat`: every position on record, how it is compared, and the position group it is in now."""
    known = cursor.execute(" union ".join(f"select position from {table}" for table in WITH_POSITIONS)).fetchall()
    managers = managers_of(literacy)
    rows = [(position, plain(position), group_of(plain(position), managers)) for (position,) in known if position is not None]
    put(cursor, "seat", pd.DataFrame(rows, columns=["position", "plain", "position_group"], dtype="str"))


WITH_POSITIONS = [f"{place}{kind.name}{end}" for kind in SOURCES for place, end in (("store.", "_entry"), ("aside_", ""))]


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


# ---------------------------------------------------------------- one diagnosis

PoolName = tuple[str, str]
"""Kind and unit."""


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
        self.find_what_changed()
        self.sum_up(items)
        units = UnitTable.read(self.cursor, len(items))
        pools = self.pools()
        verdicts, pooled = units.decide(self.rules, pools)
        kept = self.frozen() | self.held_pools(units, pools, pooled)
        put(self.cursor, "verdict", verdicts[~(verdicts["kind"] + "/" + verdicts["unit"]).isin(kept)])
        self.write(items, kept)

    def ask(self, sql: str, **more: object) -> DuckDBPyConnection:
        """Runs a statement with those of the values that it names."""
        values = {**self.which, "everybody": EVERYBODY, "managers": managers_of(self.literacy), "least": self.rules.min_group}
        values |= {"erased": list(self.erased), **more}
        return self.cursor.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})

    def items(self) -> list[str]:
        """The categories and questions, in the order of their score columns; then those that only summed-up groups have."""
        items = [item for (item,) in self.ask(SCORED_ITEMS).fetchall()]
        summed = {item for (item,) in self.ask(f"select distinct category from store.literacy_groups where {THIS}").fetchall()} - set(items)
        items += [*(item for item in self.literacy.categories if item in summed), *sorted(summed - set(self.literacy.categories))]
        if len(items) > MOST_ITEMS:
            raise TooManyCategories(
                f"診断「{self.which['instrument']}」の区分・設問が{len(items)}あります。公表できるのは{MOST_ITEMS}までです。診断名を分けてください。"
            )
        return items

    def find_what_changed(self) -> None:
        for statement in (BASIS_NOW, BASIS_BEFORE, TOUCHED, EARLIER_GROUPS, CHANGED_PLACES, HELD, EARLIER_PEOPLE):
            self.ask(statement)

    def sum_up(self, items: Sequence[str]) -> None:
        """`atom`: the sums by municipality, department and position group."""
        places, scored = range(1, len(items) + 1), range(1, min(len(items), len(SCORES)) + 1)
        sums = ", ".join(self.person_sums(k) for k in scored)
        self.ask(PERSON_ATOM.format(sums=sums, together=", ".join(each(k, ADDED) for k in scored)))
        put(self.cursor, "item_place", pd.DataFrame({"place": places, "category": list(items)}))
        self.ask(SUMMED_UP)
        persons = ", ".join(each(k, OWN if k in scored else NONE) for k in places)
        self.ask(ATOM.format(persons=persons, groups=", ".join(each(k, OF_GROUPS) for k in places)))

    def person_sums(self, k: int) -> str:
        """SQL of the sums of one score column: n people, s of scores, q of squares, l1 … below the end of each band, a who agree."""
        low, high = self.scale
        below = ", ".join(f"count_if(score{k} < {low + (high - low) * band / BANDS:g}) as l{band}_{k}" for band in range(1, BANDS))
        agreeing = f"count_if(score{k} >= {high - 1:g})" if self.asks_opinions else UNKNOWN_SUM
        return f"""count(score{k}) as n_{k}, coalesce(sum(score{k}), 0) as s_{k}, coalesce(sum(score{k} * score{k}), 0) as q_{k},
            {below}, {agreeing} as a_{k}"""

    def pools(self) -> dict[PoolName, list[str]]:
        self.ask(POOLS)
        rows = self.ask(
            "select kind, unit, list(code order by code) from pool group by kind, unit order by kind <> '圏域', unit"
        ).fetchall()
        return {(kind, unit): codes for kind, unit, codes in rows}

    def frozen(self) -> set[str]:
        return {f"{MUNICIPALITY}/{code}" for (code,) in self.ask("select code from held where is_frozen").fetchall()}

    def held_pools(self, units: UnitTable, pools: Mapping[PoolName, Sequence[str]], pooled: Mapping[PoolName, Shown]) -> set[str]:
        """The pools that keep their earlier figures; fills `pool_change`: people who changed since each level was last shown."""
        before = {(kind, unit): (set(members), changed) for kind, unit, members, changed in self.ask(POOLS_BEFORE).fetchall()}
        people, frozen = units.people(), {name.partition("/")[2] for name in self.frozen()}
        moved = self.people_moved(people)
        held, rows = set(), []
        for key, codes in pools.items():
            earlier, since = before.get(key, (set(), [None] * (len(GROUPS) + 1)))
            stayed = earlier & set(codes)
            came = [moved.get(code) if code in stayed else moved.get(code) or people.get(code) for code in {*codes, *earlier}]
            grown = [None if old is None else old + sum(these[level] for these in came if these) for level, old in enumerate(since)]
            shows = [pooled[key] > Shown.NOTHING, *[pooled[key] is Shown.GROUPS] * len(GROUPS)]
            waits = any(shown and grow and 0 < grow < self.privacy.min_group for shown, grow in zip(shows, grown, strict=True))
            waits = waits or not frozen.isdisjoint(codes)
            if waits:
                held.add("/".join(key))
            rows.append((*key, waits, [0 if shown and not waits else grow for shown, grow in zip(shows, grown, strict=True)]))
        put(self.cursor, "pool_change", pd.DataFrame(rows, columns=["kind", "unit", "held", "changed"]) if rows else EMPTY_POOLS)
        return held

    def people_moved(self, people: Mapping[str, list[int]]) -> dict[str, list[int]]:
        """Per municipality whose basis moves: how many people changed, all and by position group."""
        moved: dict[str, list[int]] = {}
        for code, group, number in self.ask(MOVED).fetchall():
            moved.setdefault(code, [0] * (len(GROUPS) + 1))[GROUPS.index(group) + 1 if group else 0] = number
        new = self.ask("select code from basis_now where code not in (select code from basis_before)").fetchall()
        return moved | {code: people[code] for (code,) in new if code in people}

    def write(self, items: Sequence[str], kept: set[str]) -> None:
        places = range(1, len(items) + 1)
        self.ask(FIGURES.format(sums=", ".join(each(k, ADDED) for k in places)))
        self.ask(
            f"delete from store.literacy_published where {THIS} and not list_contains($kept::varchar[], kind || '/' || unit)",
            kept=sorted(kept),
        )
        lists = ", ".join(f"[{', '.join(text.format(k=k) for k in places)}] as {name}" for name, text in WRITTEN.items())
        told = ", ".join(f"{TOLD[name].format(k=k, bit=k - 1)} as {name}_{k}" for name in TOLD for k in places)
        self.ask(WRITE_FIGURES.format(told=told, lists=lists), bands_from=BANDS_FROM, to=self.privacy.round_to)
        self.ask(EARLIER_UNITS)
        self.ask(f"delete from store.literacy_unit where {THIS}")
        self.ask(WRITE_UNITS, items=list(items))


EMPTY_POOLS = pd.DataFrame(
    {"kind": pd.Series(dtype="str"), "unit": pd.Series(dtype="str"), "held": pd.Series(dtype="bool"), "changed": pd.Series(dtype="object")}
)
SCORED_ITEMS = f"""
    select item from store.literacy_item
    where instrument = $instrument and exists (from store.literacy_entry where {THIS})
    order by position
"""

# ---------------------------------------------------------------- what changed

BASIS_NOW = f"create or replace temp table basis_now as {ON_RECORD.format(only=THIS)}"
BASIS_BEFORE = f"""
    create or replace temp table basis_before as
    select unit as code, batches, managers, frozen from store.literacy_unit where {THIS} and kind = '{MUNICIPALITY}'
"""

# One row per municipality whose figures would be made from other rows, or by other positions of managers, than those shown.
TOUCHED = """
    create or replace temp table touched as
    select earlier.* exclude (frozen), frozen or list_contains($erased::varchar[], code) as is_frozen
    from basis_before earlier
    left join basis_now using (code)
    where basis_now.batches is distinct from earlier.batches or earlier.managers <> $managers::varchar[]
        or frozen or list_contains($erased::varchar[], code)
"""
SCORE_COLUMNS = ", ".join(SCORES)
GROUP_THEN = f"""case when list_contains($everybody, plain) then '{UNKNOWN}' when list_contains(touched.managers, plain) then '{MANAGERS}' else '{STAFF}' end"""

# The rows from which the figures shown of some municipalities were made.
EARLIER = f"""
    select entry.code, coalesce(department, '') as department, {GROUP_THEN} as position_group, {{columns}}
    from (
        from store.{{table}}_entry where {THIS} and code in (select code from {{codes}}) and not list_contains($erased::varchar[], code)
        union all by name from aside_{{table}} where {THIS} and code in (select code from {{codes}})
    ) entry
    join touched using (code)
    join seat using (position)
    where list_contains(touched.batches, entry.batch)
    qualify entry.batch = max(entry.batch) over (partition by entry.code, {{key}})
"""
EARLIER_PEOPLE = "create or replace temp table earlier_person as " + EARLIER.format(
    table="literacy", codes="held", columns=SCORE_COLUMNS, key="respondent"
)
EARLIER_GROUPS = "create or replace temp table earlier_group as " + EARLIER.format(
    table="literacy_groups",
    codes="touched",
    columns="entry.position, plain, category, n, mean, sd",
    key="department, entry.position, category",
)
NAMED_DEPARTMENT = f"case when department = '' then '{NO_DEPARTMENT}' else department end as department"
PLACES = "grouping sets ((code, department, position_group), (code, department), (code, position_group), (code))"

# One row per municipality, department ('': all) and position group ('': all) with people who came, went or changed.
CHANGED_PLACES = f"""
    create or replace temp table changed_place as
    with before as (
        {EARLIER.format(table="literacy", codes="touched", columns=f"respondent, hash({SCORE_COLUMNS}) as scores", key="respondent")}
    ),
    after as (
        select code, coalesce(department, '') as department, position_group, respondent, hash({SCORE_COLUMNS}) as scores
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

# The municipalities that keep their earlier figures: a shown group changed by fewer people than may be seen alone; or people
# were erased, and not every shown group has changed by enough.
HELD = f"""
    create or replace temp table held as
    select code, any_value(is_frozen) as is_frozen
    from (
        select unit as code, department, position_group from store.literacy_published
        where {THIS} and kind = '{MUNICIPALITY}' and list_max(n) is not null
    ) shown
    join touched using (code)
    left join changed_place place using (code, department, position_group)
    where place.people < $least or is_frozen and place.people is null
    group by code
"""
POOLS_BEFORE = f"select kind, unit, members, changed from store.literacy_unit where {THIS} and kind <> '{MUNICIPALITY}'"
MOVED = "select code, position_group, people from changed_place where department = '' and code not in (select code from held)"

# ---------------------------------------------------------------- sums

Sql = Mapping[str, str]
BELOW = [f"l{band}" for band in range(1, BANDS)]
PARTS = ("n", "s", "q", *BELOW, "a")


def each(k: int, sql: Sql) -> str:
    """The sums of item k, each by the SQL given for it ({k}: the item, {name}: the sum)."""
    return ", ".join(f"{sql[name].format(k=k, name=name)} as {name}_{k}" for name in PARTS)


UNKNOWN_SUM = "'nan'::double"
"""What cannot be known of a part cannot be known of the whole: NaN stays NaN however much is added."""
OWN: Sql = dict.fromkeys(PARTS, "{name}_{k}")
ADDED: Sql = dict.fromkeys(PARTS, "sum({name}_{k})::double")
NONE: Sql = dict.fromkeys(PARTS, "0::double") | {"a": UNKNOWN_SUM}
OF_GROUPS: Sql = dict.fromkeys(BELOW, f"case when count_if(place = {{k}}) = 0 then 0 else {UNKNOWN_SUM} end") | {
    "n": "coalesce(sum(n) filter (where place = {k}), 0)::double",
    "s": "coalesce(sum(s) filter (where place = {k}), 0)::double",
    "q": f"coalesce(sum(coalesce(q, {UNKNOWN_SUM})) filter (where place = {{k}}), 0)::double",
    "a": UNKNOWN_SUM,
}

# Single respondents, summed up by their position as it is written before anything is looked up: of them there are millions.
PERSON_ATOM = f"""
    create or replace temp table person_atom as
    with written as (
        select code, coalesce(department, '') as department, position, {{sums}} from store.literacy where {THIS}
        group by code, department, position
    )
    select code, department, position_group, {{together}}
    from written join seat using (position)
    where code not in (select code from held)
    group by code, department, position_group
    union all
    select code, department, position_group, {{sums}} from earlier_person group by code, department, position_group
"""

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
ATOM = f"""
    create or replace temp table atom as
    select code, {NAMED_DEPARTMENT}, position_group, {{persons}} from person_atom
    union all by name
    select code, {NAMED_DEPARTMENT}, position_group, {{groups}} from summed_up where code not in (select code from person_atom)
    group by code, department, position_group
"""

POOLS = f"""
    create or replace temp table pool as
    with home as (
        select code, block, coalesce(prefecture, '') as prefecture from store.municipalities
    ),
    named as (
        select block, count(distinct prefecture) > 1 as is_common from home group by block
    ),
    there as (
        select distinct code from atom
    )
    select '{BLOCK}' as kind, case when is_common then prefecture || ' ' || block else block end as unit, prefecture, code
    from home join named using (block) semi join there using (code)
    where block <> ''
    union all
    select '{GROUP}', membership."group", coalesce(prefecture, ''), membership.code
    from store.groups membership left join home using (code) semi join there using (code)
"""

FIGURES = f"""
    create or replace temp table figure as
    select '{MUNICIPALITY}' as kind, code as unit, coalesce(department, '') as department, coalesce(position_group, '') as position_group, {{sums}}
    from atom
    group by {PLACES}
    union all
    select kind, unit, '', coalesce(position_group, ''), {{sums}}
    from atom
    join pool using (code)
    group by grouping sets ((kind, unit, position_group), (kind, unit))
"""

# ---------------------------------------------------------------- what is written

# A small group stays hidden here whatever was decided. Shares come from counts rounded like n: the five bands as parts of their
# rounded sum. v: shown; r: n rounded; b: people in each band, rounded.
TOLD: Sql = {
    "v": "((visible >> {bit}) & 1 = 1 and coalesce(n_{k}, 0) >= $least)",
    "r": "(round(n_{k} / $to) * $to)",
    "b": "case when v_{k} and n_{k} >= $bands_from and not isnan(l1_{k}) then ["
    + ", ".join(f"round({upper} / $to) * $to" for upper in ("l1_{k}", *(f"(l{b}_{{k}} - l{b - 1}_{{k}})" for b in range(2, BANDS)), f"(n_{{k}} - l{BANDS - 1}_{{k}})"))
    + "] end",
}  # fmt: skip
WRITTEN: Sql = {
    "n": "case when v_{k} then r_{k}::integer end",
    "mean": "case when v_{k} then round(s_{k} / n_{k}, 1) end",
    "sd": "case when v_{k} and not isnan(q_{k}) then round(sqrt(greatest(0, (q_{k} - s_{k} * s_{k} / n_{k}) / (n_{k} - 1))), 1) end",
    "bands": "[round(100 * part / nullif(list_sum(b_{k}), 0))::integer for part in b_{k}]",
    "agreeing": "case when v_{k} and not isnan(a_{k}) then round(100 * (round(a_{k} / $to) * $to) / r_{k})::integer end",
    "hidden": "case when (listed >> ({k} - 1)) & 1 = 1 then not v_{k} end",
}
WRITE_FIGURES = """
    insert into store.literacy_published by name
    with item as (
        select *, {told} from verdict left join figure using (kind, unit, department, position_group)
    )
    select $round as round, $instrument as instrument, kind, unit, department, position_group, {lists}
    from item
    order by kind, unit, department, position_group
"""

# Whose figures stay word for word keep the categories that these were written with.
EARLIER_UNITS = f"create or replace temp table earlier_unit as select kind, unit, categories from store.literacy_unit where {THIS}"
WRITE_UNITS = f"""
    insert into store.literacy_unit by name
    with municipality as (
        select '{MUNICIPALITY}' as kind, code as unit, coalesce(master.prefecture, '') as prefecture, [code] as members,
            case when held.code is null then current.batches else earlier.batches end as batches,
            case when held.code is null then $managers::varchar[] else earlier.managers end as managers,
            held.code is not null as held, coalesce(is_frozen, false) as frozen, null::bigint[] as changed, current.on_record
        from basis_now current
        full join held using (code)
        left join basis_before earlier using (code)
        left join store.municipalities master using (code)
    ),
    pooled as (
        select kind, unit, case when count(distinct pool.prefecture) = 1 then any_value(pool.prefecture) else '' end as prefecture,
            list(distinct pool.code order by pool.code) as members, null::integer[] as batches, null::varchar[] as managers,
            any_value(change.held) as held, false as frozen, any_value(change.changed) as changed, null::varchar as on_record
        from pool
        join pool_change change using (kind, unit)
        group by kind, unit
    )
    select $round as round, $instrument as instrument, given.*,
        case when frozen or held and kind <> '{MUNICIPALITY}' then earlier.categories else $items::varchar[] end as categories
    from (from municipality union all by name from pooled) given
    left join earlier_unit earlier using (kind, unit)
    order by kind, unit
"""

# ---------------------------------------------------------------- decisions

Verdict = tuple[str, str, str, str, int, int]
"""Kind, unit, department, position group, and the items for which it is listed and shown, a bit each."""


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

    def people(self) -> dict[str, list[int]]:
        """By municipality, all and by position group: as many as have a score in the category that most have one in."""
        most = self.units.n.max(axis=0, initial=0).astype(int).tolist()
        return {code: [sum(by_group), *by_group] for code, by_group in zip(self.names, most, strict=True)}

    def decide(self, rules: Rules, pools: Mapping[PoolName, Sequence[str]]) -> tuple[pd.DataFrame, dict[PoolName, Shown]]:
        """What is listed and shown, a row per group; and the most that each pool shows."""
        units, place = self.units, {name: at for at, name in enumerate(self.names)}
        members = [[place[code] for code in codes] for codes in pools.values()]
        states, pooled = decide_units(rules, units, members)
        verdicts = list(verdicts_of([(MUNICIPALITY, name) for name in self.names], units.n, states))
        if members:
            verdicts += verdicts_of(list(pools), np.stack([units.n[:, inside].sum(axis=1) for inside in members], axis=1), pooled)
        verdicts += self.decide_departments(rules, states)
        columns = ["kind", "unit", "department", "position_group", "listed", "visible"]
        found = pd.DataFrame(verdicts, columns=columns).astype({"listed": "int64", "visible": "int64"} | dict.fromkeys(columns[:4], "str"))
        return found, {key: Shown(state) for key, state in zip(pools, pooled.max(axis=0, initial=0), strict=True)}

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
    totals = bits(n.sum(axis=-1) > 0), bits(states > Shown.NOTHING)
    listed, shown = bits((n > 0) & (states > Shown.NOTHING)[..., np.newaxis]), bits((n > 0) & (states == Shown.GROUPS)[..., np.newaxis])
    for at, (kind, unit) in enumerate(names):
        yield kind, unit, "", "", totals[0][at], totals[1][at]
        for place, group in enumerate(GROUPS):
            if listed[at, place]:
                yield kind, unit, "", group, listed[at, place], shown[at, place]


def verdicts_of_departments(
    rules: Rules, pairs: Sequence[tuple[str, str]], rows: Numbers, departments: Sums, states: Numbers
) -> Iterator[Verdict]:
    """Of the departments of several municipalities. Where a municipality shows its position groups, a department lists all of them,
    whoever it has. rows: their places in `pairs`; states: what their municipalities show, by item."""
    flat = Sums(*(values.reshape(-1, *values.shape[2:]) for values in (departments.n, departments.total, departments.squares)))
    found = decide_departments(rules, states.ravel(), flat).reshape(departments.n.shape[:3])
    in_groups = (states[..., np.newaxis] == Shown.GROUPS) | (found == Shown.GROUPS)
    listed = (found > Shown.NOTHING)[..., np.newaxis] & in_groups[..., np.newaxis] & (departments.n.sum(axis=2, keepdims=True) > 0)
    totals = bits(found > Shown.UNLISTED), bits(found > Shown.NOTHING)
    groups = bits(listed), bits(listed & (found == Shown.GROUPS)[..., np.newaxis])
    for at, own in enumerate(rows):
        for place, row in enumerate(own):
            code, department = pairs[row]
            if totals[0][at, place]:
                yield MUNICIPALITY, code, department, "", totals[0][at, place], totals[1][at, place]
            for number, group in enumerate(GROUPS):
                if groups[0][at, place, number]:
                    yield MUNICIPALITY, code, department, group, groups[0][at, place, number], groups[1][at, place, number]
