"""What could help with what holds a municipality back, and why that? Menus, programmes, models and cases (source p. 10–39)."""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.factors import SEVERITIES
from analytics.keeping import is_kept, lay_out
from analytics.scope import WANTED, Scope
from analytics.state import STATES, TOLERANCE, frame
from analytics.steps import SCORES
from analytics.store import Store

MOST = 3
"""Factors that are looked at, and lines of each kind."""
NEVER = 100_000
"""Stands in an order for a deadline or a size that is not known: after all others."""
STEP_PAGE = 28
"""Where the source prints the steps and the procedure that belongs to each."""

# What a menu has left in the fiscal year of $today: its places less the municipalities with a support entry that begins with its name.
LEFT = """
    select title, taken, case when places is not null then greatest(0, places - taken) end as left_over
    from (
        select menu.title, places, coalesce(taken, 0) as taken
        from support_menu menu
        left join (select title, taken from menu_taken where fiscal_year = year($today::date - interval 3 month)) had using (title)
    )
"""

MENUS = f"""
    select title, steps, factors, method, places, taken, left_over, owner, funding, period
    from support_menu
    join ({LEFT}) using (title)
    order by title
"""

PROGRAMMES = """
    select title, provider, audience, rate, deadline, datediff('day', $today::date, deadline) as days_left, factors, link
    from programs
    order by deadline is null, deadline < $today, deadline, title
"""

KINDS = ("menu", "programme", "model", "case")
PREFECTURAL, MUNICIPAL = "県", "市|町|村"
"""By what the audience of a programme names whom. One that names neither (地方公共団体) is for both."""

# Ids in a cell of a file, whatever stands between them.
IDS = "list_distinct(regexp_split_to_array(lower(trim({})), '[\\s,，、・/／;；]+'))"

# What a municipality needs, over the relations `state` and `score`. severe: the severity of its factors (0–100), measured: the same in words; weak: the steps below the limit
# of attention, in words.
NEEDS = f"""
    severe as (
        select code, round, factor, severity, position, '深刻度 ' || format('{{:.1f}}', severity) as measured
        from ({SEVERITIES})
        where severity > {TOLERANCE} and ($sees_all or code = $own) and {WANTED}
    ),
    weak as materialized (
        select code, round, step, position,
            upper(step) || ' が ' || rtrim(rtrim(format('{{:.1f}}', floor(score * 10 + {TOLERANCE}) / 10), '0'), '.') || ' 点で基準 '
                || format('{{:g}}', attention_below) || ' 点未満（p.{STEP_PAGE}）' as words
        from score
        where score < attention_below - {TOLERANCE} and ($sees_all or code = $own) and {WANTED}
    ),
    size as (
        select code, population from municipality
    )
"""

# The same for each prefecture as a whole: the mean severity of its municipalities, its inhabitants if all are known. No steps.
PREFECTURE_NEEDS = f"""
    severe as (
        select left(code, 2) || '000' as code, round, factor, avg(severity) as severity, position,
            '深刻度の平均 ' || format('{{:.1f}}', avg(severity)) || '、n=' || count(*) as measured
        from ({SEVERITIES})
        where severity is not null and $sees_all and {WANTED}
        group by left(code, 2), round, factor, position
        having avg(severity) > {TOLERANCE}
    ),
    weak as materialized (
        select null::varchar as code, null::varchar as round, null::varchar as step, 0 as position, '' as words where false
    ),
    size as (
        select left(code, 2) || '000' as code, case when count(population) = count(*) then sum(population) end as population
        from municipality
        where {WANTED}
        group by left(code, 2)
    )
"""

# thing: one row per menu, programme, model and case that may be advised now; tail: what its line ends in.
# serves: one row per thing and factor (f:) or step (s:) that it answers.
THINGS = f"""
    offered as (
        select 'menu' as kind, title as id, title, coalesce(left_over = 0, false) as is_full, 0 as days, 0 as sequence, []::varchar[] as outcomes,
            case
                when left_over is null then '枠の定めなし'
                when left_over > 0 then '残り ' || left_over || ' 枠'
                else '今年度の枠は残っていない'
            end as tail
        from ({LEFT})
        union all
        select 'programme', title, title, false, coalesce(datediff('day', $today::date, deadline), {NEVER}), 0, [],
            coalesce('締切 ' || strftime(deadline, '%Y-%m-%d'), '締切の記載なし')
        from programs
        where (deadline is null or deadline >= $today)
            and (regexp_matches(coalesce(audience, ''), $us) or not regexp_matches(coalesce(audience, ''), $them))
        union all
        select kind, id, title, false, 0, position, outcomes, '出典 p.' || page from remedy where list_contains($layers::integer[], layer)
    ),
    thing as (
        select * replace (row_number() over (order by sequence, title, id) as sequence) from offered
    ),
    serves as (
        select 'menu' as kind, title as id, 'f:' || unnest({IDS.format("factors")}) as tag, []::varchar[] as outcomes from support_menu
        union all select 'menu', title, 's:' || unnest({IDS.format("steps")}), [] from support_menu
        union all select 'programme', title, 'f:' || unnest({IDS.format("factors")}), [] from programs
        union all select kind, id, 'f:' || lower(factor), outcomes from remedy_factor
    )
"""

# The words that stand in a list of (place, words), in the order of the places: sorted by hand, as an ordered aggregate costs ten times as much.
IN_ORDER = "array_to_string(list_transform(list_sort(list(struct_pack(place, words)) filter (where {})), lambda one: one.words), '{}')"

# One row per line of advice, over the relations of NEEDS. Lines are put in order by figures; only those that stay get their words.
# served: how many of the top factors and weak steps a thing answers; far: of a case, from the nearest of its places in log10 of people.
ADVICE = f"""
    {THINGS},
    ranked as (
        select code, severe.round, 'f:' || lower(factor) as tag,
            row_number() over (partition by code, severe.round order by round(severity, 9) desc, severe.position) as place,
            '「' || label || '」（' || measured || coalesce('、p.' || page, '') || '）' as words
        from severe
        join factor using (factor)
        qualify place <= {MOST}
    ),
    need as materialized (
        select code, round, tag, place, words from ranked
        union all
        select code, round, 's:' || lower(step), {MOST} + 1 + position, words from weak
    ),
    distance as (
        select code, remedy_place.id, 'case' as kind,
            arg_min(remedy_place.population, abs(log10(size.population) - log10(remedy_place.population))) as population,
            min(abs(log10(size.population) - log10(remedy_place.population))) as far
        from size
        cross join remedy_place
        where size.population > 0 and remedy_place.population > 0 and code in (select code from need)
        group by all
    ),
    kept as (
        select code, round, kind, id, population, row_number() over (
            partition by code, round, kind
            order by is_full, served desc,
                case kind when 'menu' then first when 'programme' then days when 'case' then coalesce(round(far, 9), {NEVER}) else 0 end,
                sequence
        ) as place
        from (select code, round, kind, id, count(*) as served, min(place) as first from need join serves using (tag) group by all)
        join thing using (kind, id)
        left join distance using (code, kind, id)
        qualify place <= {MOST}
    ),
    line as (
        select code, round, kind, id, population,
            row_number() over (partition by code, round order by list_position({list(KINDS)}, kind), place) as position
        from kept
    ),
    reason as (
        select code, round, kind, id, any_value(line.position) as position, any_value(population) as population,
            {IN_ORDER.format(f"place <= {MOST}", "")} as factors, {IN_ORDER.format(f"place > {MOST}", "、")} as steps,
            flatten(list(outcomes)) as reached
        from line
        join need using (code, round)
        join serves using (kind, id, tag)
        group by code, round, kind, id
    )
    select code, round, position, kind, id, title,
        concat_ws('。',
            '要因' || factors || 'に応える',
            steps,
            'アウトカム' || nullif(array_to_string(list_filter(outcomes, lambda outcome: list_contains(reached, outcome)), ''), ''),
            '人口 約' || format('{{:,}}', population::bigint) || '人の団体の例',
            tail) as because
    from reason
    join thing using (kind, id)
    order by code, round, position
"""


def advice(store: Store, scope: Scope, min_coverage: float, today: date) -> DataFrame:
    """One row per municipality, round and line, at most three of each kind: menu, programme, model (layers ① ③), case.

    because: the factor with its severity (0–100) and printed page, or the step below its limit; places left in the fiscal year
    of `today` (places less municipalities with a support entry that begins with the menu's name); deadlines from `today` on.
    Only the three most severe known factors count. 県担当 sees all, 市町村担当 its own row.
    """
    sight = {"sees_all": scope.viewer.is_prefecture, "own": scope.viewer.code}
    values = {"layers": [1, 3], "today": today, "us": MUNICIPAL, "them": PREFECTURAL}
    with store.reading(scope, cut=not is_kept(scope)) as con:
        lay_out(store, con, scope, min_coverage, STATES, SCORES)
        return frame(con, f"with {NEEDS}, {ADVICE}", {**values, **sight, **scope.wanted})


def menus(con: DuckDBPyConnection, scope: Scope, today: date) -> DataFrame:
    """One row per menu of the prefecture. places: in a year, NULL where not said; taken: municipalities that have had it in the
    fiscal year of `today`, by support entries that begin with its name; left_over: places less taken."""
    return frame(con, MENUS, {"today": today})


def programmes(con: DuckDBPyConnection, scope: Scope, today: date) -> DataFrame:
    """One row per programme, the nearest deadline first, those without and those past last. days_left: negative once past."""
    return frame(con, PROGRAMMES, {"today": today})


def for_prefecture(store: Store, scope: Scope, min_coverage: float, today: date) -> DataFrame:
    """The same for each prefecture of `scope` as a whole, with layer ②: from the mean severity of its municipalities.

    code: that of the prefecture. No menus by steps; no row for any role but 県担当.
    """
    sight = {"sees_all": scope.viewer.is_prefecture}
    values = {"layers": [2], "today": today, "us": PREFECTURAL, "them": MUNICIPAL}
    with store.reading(scope, cut=not is_kept(scope)) as con:
        lay_out(store, con, scope, min_coverage, STATES)
        return frame(con, f"with {PREFECTURE_NEEDS}, {ADVICE}", {**values, **sight, **scope.wanted})
