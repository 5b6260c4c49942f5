"""Which of the values that came in lie far from what is known? The SQL, over temporary tables of one cursor.

`known`: one row per number that came in, with its place in the file, and per number that these can be compared with, without one.
`observed`: those that came in. `beside`: observed, next to what the same municipality had last. `meaning` tells what is compared
with what: the wording of a question (its number may change from one questionnaire to the next), else the name of the item.
"""

from __future__ import annotations

from typing import NamedTuple

from duckdb import DuckDBPyConnection

from analytics.kinds import KINDS, Kind

# The questions by what they mean. One wording may stand twice in a questionnaire: then in its order.
ASKED = """(
    select questionnaire, question, max_points, hash(text, row_number() over (partition by questionnaire, text order by position)) as meaning
    from question
)"""
# Answers, scores and targets as shares of their scale. {place}: sheet, line and position where the source has them.
SCALES = {
    "survey": f"""
        select {{place}} code, round as period, fact.question as item, meaning, fact.points / asked.max_points as value, null as unit
        from {{source}} fact
        join questionnaire_year on year = left(round, 4)::integer
        join {ASKED} asked using (questionnaire, question)
        where fact.points is not null
    """,
    "steps": """
        select {place} code, round as period, fact.step as item, hash(fact.step) as meaning, fact.score / part.max_points as value, null as unit
        from {source} fact
        join questionnaire_year on year = left(round, 4)::integer
        join (select questionnaire, step, max_points from step) part using (questionnaire, step)
        where fact.score is not null
    """,
    "targets": """
        select {place} code, round as period, aspect as item, hash(aspect) as meaning, target / 100 as value, null as unit
        from {source} where target is not null
    """,
}
STATISTICS = {
    "indicators": """
        select {place} code, year as period, indicator as item, hash(indicator) as meaning, value, unit
        from {source} where value is not null
    """,
    # The master has no years: what is held is what was last.
    "municipalities": """
        select {place} code, {period} as period, item, hash(item) as meaning, value, case item when 'aged_ratio' then '%' end as unit
        from {source}
    """,
}
NOW, HELD = "'now'", "'held'"


class Balance(NamedTuple):
    """Two figures of the master of which the first is at least low and at most high times the other."""

    one: str
    other: str
    low: float
    high: float
    words: str


OBSERVED = """
    create or replace temp table known as {facts};
    create or replace temp view observed as from known where sheet is not null;
"""
# The figures of the master stand in columns; where each was read is told by its cell.
MASTER_READ = """(
    select fact.*, position
    from (unpivot (select sheet, line, code, {doubles} from incoming) on {names} into name item value value) fact
    join cell using (sheet, line, item)
)"""
MASTER_HELD = "(unpivot (select code, {doubles} from store.municipalities) on {names} into name item value value)"
# What is held of the periods of the file is known only where the file does not say it anew.
KNOWN = """
    insert into known by name
    with told as (select distinct period from observed)
    select held.*
    from ({facts}) held
    where meaning in (select meaning from observed) and period not in (from told) and period < (select max(period) from told)
    union all
    select held.*
    from (select * from ({facts}) where meaning in (select meaning from observed) and period in (from told)) held
    anti join observed on observed.code = held.code and observed.period = held.period and observed.meaning = held.meaning
"""
# Of a municipality and meaning there is one value per period, so that the row before is that of the last period.
BESIDE = """
    create or replace temp table beside as
    select *
    from (select *, lag(period) over course as last_period, lag(value) over course as last_value from known window course as (partition by code, meaning order by period))
    where sheet is not null
"""
# The same for a file of one period, in a third of the time.
BESIDE_ONE_PERIOD = """
    create or replace temp table beside as
    select observed.*, last.period as last_period, last.value as last_value
    from observed
    left join (
        select code, meaning, max(period) as period, max_by(value, period) as value
        from known where period < $period group by code, meaning
    ) last using (code, meaning)
"""


# Answers are held against older ones alone, figures also against those of like municipalities.
SEVERAL_ROUNDS = """
    select 1 from (select distinct round from incoming) given
    where round > (select min(round) from incoming) or exists (select 1 from store.{} held where held.round < given.round)
"""


def lay_out(cursor: DuckDBPyConnection, kind: Kind) -> bool:
    """Fills observed, known and beside; tells whether the file has anything to compare."""
    if not cursor.execute(SEVERAL_ROUNDS.format(kind.name) if kind.name in SCALES else "select 1 from incoming limit 1").fetchall():
        return False
    columns = master_numbers(cursor) if kind.name == "municipalities" else []
    if kind.name == "municipalities" and not columns:
        return False
    read, held = "incoming", f"store.{kind.name}"
    if columns:
        told = {"doubles": ", ".join(f"{name}::double as {name}" for name in columns), "names": ", ".join(columns)}
        read, held = MASTER_READ.format(**told), MASTER_HELD.format(**told)
    body = (SCALES | STATISTICS)[kind.name]
    cursor.execute(OBSERVED.format(facts=body.format(place="sheet, line, position,", source=read, period=NOW)))
    cursor.execute(KNOWN.format(facts=body.format(place="", source=held, period=HELD)))
    periods = [period for (period,) in cursor.execute("select distinct period from observed").fetchall()]
    if len(periods) == 1:
        cursor.execute(BESIDE_ONE_PERIOD, {"period": periods[0]})
    elif periods:
        cursor.execute(BESIDE)
    return bool(periods)


def master_numbers(cursor: DuckDBPyConnection) -> list[str]:
    """The numbers that this file gives of a municipality."""
    given = {name for name, *_ in cursor.execute("describe incoming").fetchall()}
    return [column.name for column in KINDS["municipalities"].columns if column.type in ("integer", "number") and column.name in given]


# ---------------------------------------------------------------- answers, scores and targets

# How people know the last value again: the words of the choice, the score, the target.
TOLD = {
    "survey": f"""(
        select any_value(label) from {ASKED} asked join choice using (questionnaire, question)
        where asked.meaning = shown.meaning and abs(choice.points / asked.max_points - shown.last_value) < 1e-9
    )""",
    "steps": "(select format('{:g}', shown.last_value * any_value(max_points)) from step where hash(step) = shown.meaning)",
    "targets": "format('{:g}', shown.last_value * 100)",
}
# One row per answer more than half of the scale away from the last one. is_step_up: to the next choice, as progress goes. Rows and
# columns that are doubted as a whole are left out.
LEAPS = f"""
    create or replace temp table leap as
    with far as (select * from beside where abs(value - last_value) > 0.5 + 1e-9),
    leapt_over as (
        select distinct sheet, line, far.position
        from far
        join {ASKED} asked using (meaning)
        join choice using (questionnaire, question)
        where choice.points / asked.max_points > last_value + 1e-9 and choice.points / asked.max_points < value - 1e-9
    )
    select far.sheet, far.line, far.position, last_period, last_value, meaning,
        $steps_up and value > last_value and leapt_over.sheet is null as is_step_up
    from far
    left join leapt_over using (sheet, line, position)
    where (far.sheet, far.line) not in (select unnest($row_sheets::integer[]), unnest($lines::integer[]))
        and (far.sheet, far.position) not in (select unnest($column_sheets::integer[]), unnest($positions::integer[]))
"""
ROWS_STEPPED_UP = "select count(*) from (select distinct sheet, line from leap where is_step_up)"
# n: how many leaps of its sort stand in its column; where those are told together, the first of them.
LEAPS_TOLD = """
    with shown as (
        select *, count(*) over (partition by is_step_up, sheet, position) as n
        from leap
        qualify row_number() over (partition by is_step_up, sheet, position order by line) <= $first or n <= $most and not (is_step_up and $is_usual)
    )
    select sheet, line, position, last_period, {told}, is_step_up, n from shown order by sheet, line, position
"""


def leaps_told(kind: Kind) -> str:
    return LEAPS_TOLD.replace("{told}", TOLD[kind.name])


# One row per question and round in which nothing moved, although much moved elsewhere: expected is how many would have.
# 3 expected moves or more leave a chance of at most 5 % for none.
UNMOVED_ANSWERS = """
    with moved as (
        select meaning, period, min(last_period) as last_period, count(*) as n, count(*) filter (where value <> last_value) as n_moved,
            min({'sheet': sheet, 'line': line, 'position': position}) as first
        from beside where last_value is not null group by all
    ),
    others as (select *, sum(n) over (partition by period) - n as n_others, sum(n_moved) over (partition by period) - n_moved as moved_others from moved)
    select first.sheet, first.line, first.position, n, last_period
    from others where n_moved = 0 and n >= 8 and n * ln(1 - least(moved_others / n_others, 0.99)) < ln(0.05)
    order by all
"""
# Rows of one file that stand next to each other and are far more like each other's last answers than like their own. The lower
# ones are worked out first: joined in another order, every answer to a question would meet every other.
SWAPPED_ANSWERS = """
    with row as (select sheet, line, lag(line) over (partition by sheet order by line) as above from (select distinct sheet, line from beside)),
    lower as materialized (select beside.*, above from beside join row using (sheet, line) where above is not null and last_value is not null),
    pair as (
        select lower.sheet, lower.line, lower.above,
            count(*) filter (where lower.value <> lower.last_value) + count(*) filter (where upper.value <> upper.last_value) as own,
            count(*) filter (where lower.value <> upper.last_value) + count(*) filter (where upper.value <> lower.last_value) as crossed
        from lower
        join beside upper on upper.sheet = lower.sheet and upper.line = lower.above and upper.meaning = lower.meaning
        where upper.last_value is not null and lower.code <> upper.code
        group by all
    )
    select sheet, line, above from pair where own - crossed >= 4 and crossed <= 0.6 * own order by all
"""

# ---------------------------------------------------------------- statistics

# Figures lie apart by ratio, shares by points; what touches zero by a curve between the two.
SHAPE = """
    create or replace temp table shape as
    select meaning, bool_or(unit in ('%', '％')) as is_percent, min(value) > 0 as is_positive, count(distinct value) as n_values, max(value) as highest,
        bool_and(value = floor(value)) as is_count, coalesce(median(abs(value)) filter (where value <> 0), 1) as scale
    from known group by meaning
"""
LEVEL = "case when coalesce(is_percent, false) then {0} when is_positive then ln({0}) else asinh({0} / scale) end"
BACK = "case when coalesce(is_percent, false) then {0} when is_positive then exp({0}) else sinh({0}) * scale end"
LEVELS = f"""
    create or replace temp table level as
    select beside.*, coalesce(is_percent, false) as is_percent, is_count, n_values, {LEVEL.format("value")} as level, {LEVEL.format("last_value")} as last_level
    from beside join shape using (meaning)
"""

# How far a figure of the master moves between two lists: share of the held figure, and at least so much.
TOLERANCES = {
    "population": (0.10, 0.0),
    "households": (0.10, 5.0),
    "staff": (0.20, 10.0),
    "it_staff": (0.50, 3.0),
    "area_km2": (0.01, 0.1),
    "aged_ratio": (0.0, 3.0),
}
FAR_MASTER = f"""
    select sheet, line, position, '' as last_period, value, last_value, is_percent
    from level
    join (values {", ".join(f"('{item}', {share}, {floor})" for item, (share, floor) in TOLERANCES.items())}) tolerance (item, share, floor)
        using (item)
    where abs(value - last_value) > greatest(share * last_value, floor) + 1e-9
    order by sheet, line, position
"""
# A change far outside the changes of the others from the same year to the same year; with few others, a change by itself large.
# Counts of a few move by ones and twos, and a yes or no by all there is: they are left alone.
FAR_INDICATORS = """
    with change as (select *, level - last_level as change, case when is_percent then 1.0 else 0.05 end as floor from level where last_value is not null),
    usual as (
        select meaning, period, last_period, count(*) as n, quantile_cont(change, 0.25) as low, quantile_cont(change, 0.75) as high
        from change group by all
    )
    select sheet, line, position, last_period, value, last_value, is_percent
    from change join usual using (meaning, period, last_period)
    where n_values > 2 and not (is_count and abs(value - last_value) < 3)
        and case when n >= 8 then change < low - 3 * greatest(high - low, floor) or change > high + 3 * greatest(high - low, floor)
            else abs(change) > case when is_percent then 15 else ln(2) end end
    order by sheet, line, position
"""
# Values without an earlier one, far from the ten next larger and ten next smaller municipalities: by Tukey's outer fence
# (three times the interquartile range), after what goes with population is taken out. An area goes with nothing.
FAR_FROM_LIKE = f"""
    with asked as (select sheet, line, position, code, meaning, period from beside where last_value is null and item <> 'area_km2'),
    newest_people as (select code, value from known where item = 'population' and period = 'now'),
    people as (select code, coalesce(newest_people.value, population) as population from store.municipalities full join newest_people using (code)),
    pool as (
        select code, meaning, asked.period, max_by(value, known.period) as value
        from known join (select distinct meaning, period from asked) asked using (meaning)
        where known.period = asked.period or known.period = 'held'
        group by all
    ),
    measured as (
        select code, meaning, period, value, ln(population) as size, shape.* exclude (meaning), {LEVEL.format("value")} as level
        from pool join people using (code) join shape using (meaning)
        where population > 0
    ),
    sloped as (
        select *, case when coalesce(is_percent, false) or var_pop(size) over alike < 1e-9 then 0.0 else regr_slope(level, size) over alike * size end as by_size
        from measured
        window alike as (partition by meaning, period)
    ),
    fenced as (
        select *, level - by_size as rest, count(*) over like_sized as n, quantile_cont(level - by_size, 0.25) over like_sized as low,
            quantile_cont(level - by_size, 0.75) over like_sized as high, case when coalesce(is_percent, false) then 3.0 else 0.25 end as floor
        from sloped
        window like_sized as (partition by meaning, period order by size rows between 10 preceding and 10 following exclude current row)
    )
    select sheet, line, position, {BACK.format("(low + by_size)")} as low, {BACK.format("(high + by_size)")} as high
    from fenced join asked using (code, meaning, period)
    where n >= 8 and n_values >= 5
        and (rest < low - 3 * greatest(high - low, floor) or rest > high + 3 * greatest(high - low, floor))
        and not (is_count and abs(value - {BACK.format("((low + high) / 2 + by_size)")}) < 3)
    order by sheet, line, position
"""
# Two figures of one row of the master that cannot both be right: the first to the second lies outside the bounds. The bounds
# are wide enough for every municipality of Japan (most persons per household about 3, fewest about 1.6; a remote island
# village has one member of staff for 7 inhabitants, a large city one for 250).
BALANCES = (
    Balance("population", "households", 1.2, 5.0, "人口と世帯数が釣り合いません（1世帯当たり {}人）"),
    Balance("population", "staff", 2.5, 1_000.0, "人口と職員数が釣り合いません（職員1人当たり {}人）"),
    Balance("staff", "it_staff", 1.0, 100_000.0, "情報担当職員数が職員数を超えています（情報担当職員1人当たりの職員 {}人）"),
)
UNBALANCED = """
    with own as (select code, item, max_by(value, period) as value from known group by all)
    select sheet, line, position, one.value / other.value as ratio
    from observed join own one on one.code = observed.code and one.item = $one join own other on other.code = observed.code and other.item = $other
    where observed.item in ($one, $other) and other.value > 0 and one.value / other.value not between $low and $high
    order by sheet, line, position
"""

# ---------------------------------------------------------------- whole columns

# One row per figure and period. n_same: municipalities with their last value; n_before: of those whose last value was
# compared with the one before it, n_static had not moved then either (an area does not).
COLUMNS = """
    create or replace temp table figure_column as
    with before as (
        select beside.meaning, beside.period, count(*) as n_before, count(*) filter (where known.value = last_value) as n_static
        from beside asof join known on known.code = beside.code and known.meaning = beside.meaning and beside.last_period > known.period
        group by all
    )
    select beside.meaning, beside.period, min(last_period) as last_period, count(*) as n, count(distinct value) as n_values,
        count(*) filter (where value = last_value) as n_same, coalesce(any_value(n_static) > 0.5 * any_value(n_before), false) as is_static,
        any_value(item) as item, min({'sheet': sheet, 'line': line, 'position': position}) as first
    from beside left join before using (meaning, period)
    where last_value is not null group by all
"""
# The area stays and offices grow by one person: of the master only these move in every list.
UNMOVED_FIGURES = """
    with suspect as (
        select *, count(*) over (partition by period) as n_columns, count(*) filter (where n_same < 0.5 * n) over (partition by period) as n_moved
        from figure_column where period <> 'now' or item in ('population', 'households', 'staff', 'aged_ratio')
    )
    select first.sheet, first.line, first.position, n, last_period
    from suspect
    where n >= 8 and n_values >= 8 and n_same >= 0.95 * n and not is_static and (n_moved > 0 or period <> 'now' and n_columns = 1)
    order by all
"""
# Percentages of which none is above 1, and none ever was. Where most are next to nothing, what is counted is rare indeed.
SHARE_AS_RATIO = """
    select min({'sheet': sheet, 'line': line, 'position': position}) as first, count(*) as n
    from observed join shape using (meaning)
    where is_percent group by meaning, period
    having count(*) >= 3 and max(value) <= 1 and median(value) >= 0.1 and any_value(highest) <= 1
    order by all
"""
# One row per column whose values are nearly all a power of ten away from the last ones.
SCALED = """
    with power as (select *, round(log10(value / last_value)) as ten from beside where value > 0 and last_value > 0),
    counted as (
        select meaning, period, ten, count(*) as n, min(last_period) as last_period, min({'sheet': sheet, 'line': line, 'position': position}) as first
        from power where ten <> 0 and abs(log10(value / last_value) - ten) < 0.08 group by all
    ),
    whole as (select meaning, period, count(*) as n_all from power group by all)
    select first.sheet, first.line, first.position, n, n_all, ten, last_period, meaning, period
    from counted join whole using (meaning, period)
    where n >= 3 and n >= 0.8 * n_all
    order by all
"""
# The columns of which enough municipalities said something before; how many they are, and how many items they may be held against.
TOLD_COLUMNS = """
    create or replace temp table told_column as
    select meaning, period from beside where last_value is not null group by all having count(*) >= 8
"""
HOW_MANY_COLUMNS = """
    select (select count(*) from told_column), count(distinct meaning)
    from (select meaning from known group by meaning, period having count(*) >= 8)
"""
# One row per column that has left its own course for what another column (or this one, of an older period) was last: apart is
# the distance, of answers in shares of the scale, of figures in shares of the larger one. Sixty municipalities tell, $asked where
# there are very many columns. A column in which three of four say the same proves nothing, nor does one of few municipalities.
SHIFTED = """
    with chosen as (select distinct code from beside semi join told_column using (meaning, period) order by hash(code) limit $asked),
    asked as (from beside semi join chosen using (code) semi join told_column using (meaning, period)),
    own as (
        select meaning, period, sum({apart_last}) as apart, count(*) filter (where value is distinct from last_value) as n_moved,
            min({{'sheet': sheet, 'line': line, 'position': position}}) as first
        from asked group by all
    ),
    varied as (
        select meaning, period, max(n) as n_alike, sum(n) as n, count(*) as n_values
        from (select meaning, period, value, count(*) as n from asked group by all) group by meaning, period
    ),
    near as (from known semi join asked using (code) qualify count(*) over (partition by meaning, period) >= 8),
    met as (
        select asked.meaning, asked.period, near.meaning as other, near.period as other_period, near.item, asked.value, near.value as other_value
        from asked join near on near.code = asked.code and near.period = asked.last_period
        where near.meaning <> asked.meaning
        union all
        select asked.meaning, asked.period, near.meaning, near.period, near.item, asked.value, near.value
        from asked join near on near.code = asked.code and near.meaning = asked.meaning
        where near.period < asked.last_period
    ),
    pair as (
        select meaning, period, other, other_period, any_value(item) as item, count(*) as n,
            sum({apart_other}) as apart_other, count(*) filter (where abs(value - other_value) < 1e-9) as n_same
        from met
        group by all
    )
    select first.sheet, first.line, first.position, pair.n, item, other_period
    from pair join own using (meaning, period) join varied using (meaning, period)
    where pair.n >= 8 and n_alike <= 0.75 * varied.n
        and (apart >= 0.15 * pair.n and 2 * apart_other <= apart or n_values >= 8 and n_same >= 0.95 * pair.n and n_moved >= 0.5 * pair.n)
    qualify row_number() over (partition by meaning, period order by apart_other, other_period desc, item) = 1
    order by all
"""
APART_ANSWERS, APART_FIGURES = "abs(value - {0})", "least(1, abs(value - {0}) / greatest(abs(value), abs({0}), 1e-9))"


def shifted(is_answers: bool) -> str:
    apart = APART_ANSWERS if is_answers else APART_FIGURES
    return SHIFTED.format(apart_last=apart.format("last_value"), apart_other=apart.format("other_value"))


# Two rows next to each other that carry each other's figures: each is near the other's last ones and far from its own.
SWAPPED_FIGURES = """
    with spread as (select *, greatest(stddev_pop(level) over (partition by meaning, period), 1e-9) as width from level where last_level is not null),
    row as (select sheet, line, lag(line) over (partition by sheet order by line) as above from (select distinct sheet, line from spread)),
    lower as materialized (select spread.*, above from spread join row using (sheet, line) where above is not null),
    pair as (
        select lower.sheet, lower.line, lower.above, count(*) as n,
            sum((abs(lower.level - lower.last_level) + abs(upper.level - upper.last_level)) / lower.width) as own,
            sum((abs(lower.level - upper.last_level) + abs(upper.level - lower.last_level)) / lower.width) as crossed
        from lower
        join spread upper
            on upper.sheet = lower.sheet and upper.line = lower.above and upper.meaning = lower.meaning and upper.period = lower.period
        where lower.code <> upper.code
        group by all
    )
    select sheet, line, above from pair where n >= 2 and own / n >= 0.1 and 2 * crossed <= own order by all
"""
# The same number of an issue with another text: beside the text held for the same round, else beside that of the last one,
# where a mended wording is usual and only a text more than half new is told.
REWORDED = """
    with said as (select sheet, line, code, "no", round, regexp_replace(nfc_normalize({words}), '[\\s\u3000]', '', 'g') as words from incoming),
    held as (
        select code, "no", round, {words} as told, regexp_replace(nfc_normalize({words}), '[\\s\u3000]', '', 'g') as words
        from store.issues where {words} is not null
    )
    select said.sheet, said.line, cell.position, held.round, told
    from said
    asof join held on said.code = held.code and said."no" = held."no" and said.round >= held.round
    join cell on cell.sheet = said.sheet and cell.line = said.line and cell.item = $item
    where said.words <> held.words
        and (said.round = held.round or levenshtein(said.words, held.words) > 0.5 * greatest(length(said.words), length(held.words)))
    order by all
"""
EMPTY = """
    select sheet, position, any_value(item)
    from own_cell
    group by sheet, position
    having count(*) >= 3 and max(text) = ''
    order by all
"""
