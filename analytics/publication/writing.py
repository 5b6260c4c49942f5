"""How does what was decided become the published table? Rounding, shares and the record of what was shown, as SQL."""

from __future__ import annotations

from analytics.publication.people import HIDDEN, MUNICIPALITY, THIS
from analytics.publication.sums import BANDS, Sql

BANDS_FROM = 20  # people in a group whose distribution over the bands is shown

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

# What is shown of each municipality now: see `version`.
SHOWN_NOW = f"""
    create or replace temp table shown_now as
    with shown as (
        select unit as code, department, position_group, n
        from store.literacy_published
        where {THIS} and kind = '{MUNICIPALITY}' and list_max(n) is not null
    ),
    hidden as (
        select distinct unit as code, '{HIDDEN}/' || position_group as place
        from figure
        anti join shown on shown.code = unit and shown.department = figure.department and shown.position_group = figure.position_group
        semi join shown as whole on whole.code = unit and whole.department = '' and whole.position_group = figure.position_group
        where kind = '{MUNICIPALITY}' and figure.department <> ''
    ),
    item as (
        select code, list_sum(list_transform(n, lambda number, item: if(number is null, 0, 1::bigint << (item - 1))))::bigint as items
        from shown
        where department = '' and position_group = ''
    )
    select code, list(place order by place) as places, coalesce(any_value(items), 0) as items
    from (select code, department || '/' || position_group as place from shown union from hidden) left join item using (code)
    group by code
"""

# Whose figures stay word for word keep the categories that these were written with.
EARLIER_UNITS = f"create or replace temp table earlier_unit as from store.literacy_unit where {THIS}"

# The versions of a municipality: those before, and last the one shown now, with all that was ever shown of it.
WRITE_UNITS = f"""
    insert into store.literacy_unit by name
    with earlier as (
        select code, list({{'batches': batches, 'managers': managers, 'erased': erased, 'places': places, 'items': items}} order by number) as versions
        from version
        group by code
    ),
    basis as (
        select current.code, on_record, held.code is not null as held, coalesce(is_frozen, false) as frozen,
            if(held.code is null, current.batches, last.batches) as batches, if(held.code is null, $managers::varchar[], last.managers) as managers
        from basis_now current
        left join held using (code)
        left join version last on last.code = current.code and last.is_last
    ),
    parted as (
        select basis.*, coalesce(shown_now.places, []) as places, coalesce(shown_now.items, 0) as items,
            list_filter(coalesce(versions, []), lambda past: past.batches = batches and past.managers = managers and past.erased = frozen) as same,
            list_filter(coalesce(versions, []), lambda past: past.batches <> batches or past.managers <> managers or past.erased <> frozen) as others
        from basis left join earlier using (code) left join shown_now using (code)
    ),
    municipality as (
        select '{MUNICIPALITY}' as kind, code as unit, coalesce(master.prefecture, '') as prefecture, [code] as members, held, frozen, on_record,
            others || [{{
                'batches': batches, 'managers': managers, 'erased': frozen,
                'places': list_sort(list_distinct(places || flatten(list_transform(same, lambda past: past.places)))),
                'items': items | coalesce(same[1].items, 0)
            }}] as versions
        from parted left join store.municipalities master using (code)
    ),
    pooled as (
        select kind, unit, case when count(distinct pool.prefecture) = 1 then any_value(pool.prefecture) else '' end as prefecture,
            list(distinct pool.code order by pool.code) as members, any_value(change.held) as held, any_value(change.changed) as changed
        from pool
        join pool_change change using (kind, unit)
        group by kind, unit
    ),
    withdrawn as (
        select kind, unit, earlier_unit.prefecture, members, false as held, changed, coalesce(earlier.versions, earlier_unit.versions) as versions
        from earlier_unit left join earlier on kind = '{MUNICIPALITY}' and code = unit
        where list_contains($withdrawn::varchar[], kind || '/' || unit)
    )
    select $round as round, $instrument as instrument, given.* exclude (frozen, is_withdrawn), coalesce(is_withdrawn, false) as withdrawn,
        case when frozen or is_withdrawn or given.held and kind <> '{MUNICIPALITY}' then earlier_unit.categories else $items::varchar[] end as categories
    from (
        from municipality union all by name from pooled union all by name select *, true as is_withdrawn from withdrawn
    ) given
    left join earlier_unit using (kind, unit)
    order by kind, unit
"""
