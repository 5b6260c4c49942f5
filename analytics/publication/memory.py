"""What was shown before, and would a table made now tell of a few people by its difference from that?

Every version of a municipality's figures that was ever published is remembered by the batches and the positions of managers it
was made from. A new one is shown only if, held against each of them, in every category at least `min_group` people have changed
(or nobody) in each shown group, and in the hidden departments together. Else the last version stays (`held`). A municipality
whose rows are taken back is `withdrawn`: nobody sees its figures, but what was shown is not forgotten. Where people were erased
for good, the version cannot be counted again: then every group has to have changed by enough (`erased`).
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.kinds import SCORES
from analytics.publication.people import GROUPS, HIDDEN, MANAGERS, MUNICIPALITY, SOURCES, STAFF, THIS, UNKNOWN, named

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
BASIS_NOW = f"create or replace temp table basis_now as {ON_RECORD.format(only=THIS)}"

# One row per municipality and version of its figures, the newest one last. places: the groups that were shown, as department/position
# group, and */… where others were hidden beside them; items: the categories in which the municipality itself was, a bit each.
VERSIONS = f"""
    create or replace temp table version as
    select unit as code, number, unnest(versions[number]), number = len(versions) as is_last
    from (
        select unit, versions, unnest(range(1, len(versions) + 1)) as number
        from store.literacy_unit
        where {THIS} and kind = '{MUNICIPALITY}'
    )
"""
MARK_ERASED = "update version set erased = true where list_contains($erased::varchar[], code)"

# The versions that rest on other rows, or on other positions of managers, than figures made now would.
TOUCHED = """
    create or replace temp table touched as
    select version.*, basis_now.code is null as is_gone
    from version
    left join basis_now using (code)
    where basis_now.batches is distinct from version.batches or managers <> $managers::varchar[] or erased
"""

# ---------------------------------------------------------------- the rows of a version

GROUP_THEN = f"""case when list_contains($everybody, plain) then '{UNKNOWN}' when list_contains(version.managers, plain) then '{MANAGERS}' else '{STAFF}' end"""

EARLIER = f"""
    select entry.code, number, coalesce(department, '') as department, {GROUP_THEN} as position_group, {{columns}}
    from (
        from store.{{table}}_entry where {THIS} and code in (select code from {{versions}}) and not list_contains($erased::varchar[], code)
        union all by name from aside_{{table}} where {THIS}
    ) entry
    join {{versions}} version using (code)
    join seat using (position)
    where list_contains(version.batches, entry.batch)
    qualify entry.batch = max(entry.batch) over (partition by entry.code, number, {{key}})
"""
THE_HELD = "(from version semi join held using (code, number))"
OF_PEOPLE = {"table": "literacy", "columns": f"respondent, {', '.join(SCORES)}", "key": "respondent"}
OF_GROUPS = {
    "table": "literacy_groups",
    "columns": "entry.position, plain, category, n, mean, sd",
    "key": "department, entry.position, category",
}
HELD_PEOPLE = "create or replace temp table held_person as " + EARLIER.format(versions=THE_HELD, **OF_PEOPLE)
HELD_GROUPS = "create or replace temp table held_group as " + EARLIER.format(versions=THE_HELD, **OF_GROUPS)

# ---------------------------------------------------------------- who changed


def places(department: str, group: str) -> str:
    """SQL of the four places that somebody is in: the whole, its position group, the department and its group; * for hidden ones."""
    name = named(department)
    inside = f"if(list_contains(places, {name} || '/'), {name}, '{HIDDEN}') || '/'"
    inside_group = f"if(list_contains(places, {name} || '/' || {group}), {name}, '{HIDDEN}') || '/' || {group}"
    return f"case when {department} is not null then ['/', '/' || {group}, {inside}, {inside_group}] end"


def bits(condition: str, items: int) -> str:
    """SQL of a bit per score column for which a condition on {score} holds."""
    return " | ".join(f"(({condition.format(score=SCORES[k])})::bigint << {k})" for k in range(min(items, len(SCORES)))) or "0::bigint"


# One row per version, place and person in it who came, went or changed. categories: those in which that makes a difference, a bit each.
CHANGED_PEOPLE = """
    create or replace temp table changed_person as
    with earlier as (
        {earlier}
    ),
    later as (
        select touched.number, person.* replace (coalesce(department, '') as department), position_group
        from (from store.literacy where {this}) person
        join seat using (position)
        join touched using (code)
    ),
    person as (
        select code, number, {before} as before, {after} as after, {changed} as changed, {known_before} as known_before,
            {known_after} as known_after
        from earlier
        full join later using (code, number, respondent)
        join touched using (code, number)
    ),
    step as (
        select code, number, unnest(before) as before, unnest(after) as after, changed, known_before, known_after from person
        where changed <> 0 or before is distinct from after
    )
    select code, number, before as place, if(before = after, changed, known_before) as categories from step where before is not null
    union all
    select code, number, after, known_after from step where after is not null and after is distinct from before
"""

# One row per version, place and summed-up group of which another number of people is known now.
CHANGED_GROUPS = f"""
    create or replace temp table changed_group as
    with earlier as (
        {EARLIER.format(versions="touched", **OF_GROUPS)}
    ),
    later as (
        select code, number, coalesce(department, '') as department, position, position_group, category, n
        from (from store.literacy_groups where {THIS}) join seat using (position) join touched using (code)
    ),
    summed as (
        select code, number, department, position_group, max(abs(coalesce(earlier.n, 0) - coalesce(later.n, 0))) as people
        from earlier full join later using (code, number, department, position_group, position, category)
        group by code, number, department, position_group, position
    )
    select code, number, unnest({places("department", "position_group")}) as place, people
    from summed join touched using (code, number)
    where people > 0
"""


def who_changed(items: int) -> list[str]:
    """SQL that fills `changed_place`: one row per touched version and place, with the number of people changed by category."""
    told = {
        "this": THIS,
        "earlier": EARLIER.format(versions="touched", **OF_PEOPLE),
        "before": places("earlier.department", "earlier.position_group"),
        "after": places("later.department", "later.position_group"),
        "changed": bits("earlier.{score} is distinct from later.{score}", items),
        "known_before": bits("earlier.{score} is not null", items),
        "known_after": bits("later.{score} is not null", items),
    }
    of_people = ", ".join(f"sum((categories >> {k}) & 1) as c{k}" for k in range(items))
    of_groups = ", ".join(f"sum(people) as c{k}" for k in range(items))
    both = ", ".join(f"sum(c{k})::bigint" for k in range(items))
    counted = f"""
        create or replace temp table changed_place as
        select code, number, place, [{both}] as people
        from (
            select code, number, place, {of_people} from changed_person group by all
            union all
            select code, number, place, {of_groups} from changed_group group by all
        )
        group by all
    """
    return [CHANGED_PEOPLE.format(**told), CHANGED_GROUPS, counted]


# The municipalities that keep the version last shown: one made now would tell of fewer people than may be seen alone.
HELD = f"""
    create or replace temp table held as
    with known as (
        select code, number, items, erased, unnest(places) as place
        from touched
        where not is_gone and code in (select code from touched where is_last)
    ),
    told as (
        from known
        union
        select code, number, items, false, '{HIDDEN}' || place from known where place in ({", ".join(f"'/{group}'" for group in ("", *GROUPS))})
    ),
    telling as (
        select code
        from told
        left join changed_place using (code, number, place)
        where len(list_filter(people, lambda n, item: (items >> (item - 1)) & 1 = 1 and n > 0 and n < $least)) > 0
            or erased and len(list_filter(people, lambda n, item: (items >> (item - 1)) & 1 = 1 and n >= $least)) is distinct from bit_count(items)
    )
    select code, number, erased as is_frozen from version where is_last and code in (select code from telling)
"""

# Of the municipalities that show other figures than last: how many people changed since, by category.
MOVED = f"""
    select code, place[2:], people
    from changed_place join version using (code, number)
    where is_last and place in ({", ".join(f"'/{group}'" for group in ("", *GROUPS))}) and code not in (select code from held)
"""
SHOWN_BEFORE = "select code, list_transform($groups::varchar[], lambda name: list_contains(places, '/' || name)) from version where is_last"
POOLS_BEFORE = f"select kind, unit, members, changed from store.literacy_unit where {THIS} and kind <> '{MUNICIPALITY}'"
NEW = "select code from basis_now where code not in (select code from version)"

# What nobody sees any more but was seen: units without rows that hold, as long as any are on record.
WITHDRAWN = f"""
    with on_record as (
        select code from store.literacy_entry where {THIS} union select code from store.literacy_groups_entry where {THIS}
    )
    select kind || '/' || unit
    from store.literacy_unit
    where {THIS} and list_has_any(members, (select list(code) from on_record)) and not list_has_any(members, $erased::varchar[])
        and (kind, unit) not in (select ('{MUNICIPALITY}', code) from basis_now union all select (kind, unit) from pool)
"""


def finding_what_changed(items: int) -> Sequence[str]:
    """SQL from the versions on record to `held`, in order."""
    return [BASIS_NOW, VERSIONS, MARK_ERASED, TOUCHED, *who_changed(items), HELD, HELD_PEOPLE, HELD_GROUPS]


# ---------------------------------------------------------------- before somebody is erased

SHOWN_ROWS = """
    create or replace temp table aside_{table} as
    select entry.*
    from store.{table}_entry entry
    join store.literacy_unit shown
        on shown.round = entry.round and shown.instrument = coalesce(entry.instrument, '') and shown.unit = entry.code
        and shown.kind = '市町村' and list_contains(flatten(list_transform(shown.versions, lambda version: version.batches)), entry.batch)
    where list_contains($codes::varchar[], entry.code)
"""
SET_ASIDE = tuple(SHOWN_ROWS.format(table=kind.name) for kind in SOURCES)
NOBODY_ASIDE = ";".join(f"create or replace temp table aside_{kind.name} as from store.{kind.name}_entry limit 0" for kind in SOURCES)
