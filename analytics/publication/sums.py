"""How many people and which scores are in every group of a diagnosis? SQL from single respondents and summed-up groups to sums."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.publication.people import BLOCK, GROUP, MANAGERS, MUNICIPALITY, STAFF, THIS, UNKNOWN, named

BANDS = 5
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


def person_sums(k: int, scale: tuple[float, float], asks_opinions: bool) -> str:
    """SQL of the sums of one score column: n people, s of scores, q of squares, l1 … below the end of each band, a who agree."""
    low, high = scale
    below = ", ".join(f"count_if(score{k} < {low + (high - low) * band / BANDS:g}) as l{band}_{k}" for band in range(1, BANDS))
    agreeing = f"count_if(score{k} >= {high - 1:g})" if asks_opinions else UNKNOWN_SUM
    return f"""count(score{k}) as n_{k}, coalesce(sum(score{k}), 0) as s_{k}, coalesce(sum(score{k} * score{k}), 0) as q_{k},
        {below}, {agreeing} as a_{k}"""


NAMED = f"{named('department')} as department"

# Single respondents. There are millions of them: no table is joined before they are summed up.
PERSON_ATOM = f"""
    create or replace temp table person_atom as
    with seated as (
        select * replace (coalesce(department, '') as department), case
            when list_contains($seats_of_managers::varchar[], position) then '{MANAGERS}'
            when list_contains($seats_unknown::varchar[], position) then '{UNKNOWN}'
            else '{STAFF}'
        end as position_group
        from store.literacy
        where {THIS} and position is not null
    ),
    summed as (
        select code, {NAMED}, position_group, {{sums}} from seated group by all
    )
    from summed where code not in (select code from held)
    union all
    select code, {NAMED}, position_group, {{sums}} from held_person group by all
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
        select code, department, position, position_group, plain, category, n, mean, sd from held_group where code in (select code from held)
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
    select code, {NAMED}, position_group, place, n, n * mean as s,
        case when n = 1 then mean * mean else (n - 1) * sd * sd + n * mean * mean end as q
    from of_departments
    join item_place using (category)
    where not (department = '' and n = coalesce(in_departments, 0))
"""
ATOM = """
    create or replace temp table atom as
    select code, department, position_group, {persons} from person_atom
    union all by name
    select code, department, position_group, {groups} from summed_up where code not in (select code from person_atom)
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

# The smallest groups are the rows of `atom` as they are.
FIGURES = f"""
    create or replace temp table figure as
    select '{MUNICIPALITY}' as kind, code as unit, department, position_group, {{own}} from atom
    union all
    select '{MUNICIPALITY}', code, coalesce(department, ''), coalesce(position_group, ''), {{sums}}
    from atom
    group by grouping sets ((code, department), (code, position_group), (code))
    union all
    select kind, unit, '', coalesce(position_group, ''), {{sums}}
    from atom
    join pool using (code)
    group by grouping sets ((kind, unit, position_group), (kind, unit))
"""
