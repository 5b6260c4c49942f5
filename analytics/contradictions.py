"""Which sources disagree about a municipality, so that somebody should ask? Questions, never verdicts; for 県担当 only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duckdb import DuckDBPyConnection
from pandas import DataFrame, concat

from analytics.facts import NEWEST_YEARS
from analytics.fetching import long_frame
from analytics.keeping import Relation, lay_out
from analytics.literacy import welch
from analytics.model import Rule
from analytics.scope import WANTED, Scope
from analytics.state import TOLERANCE, frame
from analytics.steps import SCORES
from analytics.store import Store
from analytics.visits import ASKED

LEAST_KNOWN = 8
"""Quarters are made of at least so many known values of the prefecture."""
OVERALL, MANAGERS_RULE = "総合", "managers_above_staff"
COLUMNS = ("code", "round", "rule", "figures", "question", "label")

# Which upper quarter beside which lower one makes a rule.
PAIRS = (("awareness_without_literacy", "step0", "literacy"), ("action_without_structure", "step3", "step2"))

# One row per municipality, round, diagnosis and position group whose mean of all categories is shown. Read once for two rules.
LITERACY = f"""
    select unit as code, round, instrument, position_group, n[place] as n, mean[place] as mean, sd[place] as sd
    from (select *, list_position(categories, '{OVERALL}') as place from literacy_group where kind = '市町村' and department = '')
    where hidden[place] is not null and mean[place] is not null
"""
OVERALL_LITERACY = Relation("overall_literacy", LITERACY)

# One row per municipality, round and thing whose quarters count. The master on record is seen by 県担当 alone.
PLACED = f"""
    figure as (
        select code, round, step as measure, upper(step) as name, score as value
        from score
        where step in ('step0', 'step2', 'step3') and score is not null
        union all
        select code, round, 'literacy', instrument || '・一般職員の{OVERALL}', mean
        from overall_literacy
        where position_group = '一般職員'
    ),
    home as (
        select code, coalesce(prefecture, '') as prefecture from municipalities_on_record
    ),
    quarter as (
        select prefecture, round, name, count(*) as n, quantile_cont(value, 0.25) as q1, quantile_cont(value, 0.75) as q3
        from figure
        join home using (code)
        group by all
        having n >= {LEAST_KNOWN} and q3 - q1 > {TOLERANCE}
    ),
    placed as (
        select
            code,
            round,
            measure,
            value >= q3 - {TOLERANCE} as is_high,
            value <= q1 + {TOLERANCE} as is_low,
            name || ' ' || format('{{:.1f}}', value) || '点（県内' || n || '団体の' as begun,
            '上位4分の1は' || format('{{:.1f}}', q3) || '点以上）' as high_end,
            '下位4分の1は' || format('{{:.1f}}', q1) || '点以下）' as low_end
        from figure
        join home using (code)
        join quarter using (prefecture, round, name)
    )
"""


def pair(rule: str, high: str, low: str) -> str:
    """One row per municipality and round in the upper quarter of one thing and the lower one of another."""
    return f"""
        select code, round, '{rule}' as rule, up.begun || up.high_end || '、' || down.begun || down.low_end as figures
        from placed up
        join placed down using (code, round)
        where up.measure = '{high}' and up.is_high and down.measure = '{low}' and down.is_low
    """


APART = Relation("apart", f"with {PLACED} {' union all '.join(pair(*each) for each in PAIRS)}", (SCORES, OVERALL_LITERACY))
"""The rules about quarters: of all prefectures at once, as those of one take no less time."""

# What every rule about answers starts from: each answer of the rounds asked for and of those before them is read once.
SAID = f"""
    {ASKED},
    said as materialized (
        select code, round, questionnaire, question, points, max_points
        from scored
        where points is not null
            and round in (select unnest([round, earlier]) from asked where $round is null or round = $round)
    )
"""

# One row per municipality, round and question that went from its lowest choice to its top one since the round before, at most a
# year ago. Questions of two questionnaires are tied by id or by the bridge; one that took the place of several stands once.
RISES = """
    lowest as (
        select questionnaire, question, min(points) as points from choice group by all
    ),
    bottom as (
        select code, round, question
        from said
        join lowest using (questionnaire, question)
        where said.points = lowest.points
    ),
    top as (
        select code, round, question from said where points = max_points
    ),
    rise as (
        select distinct top.code, top.round, 'sudden_rise' as rule,
            '前回（' || earlier || '）は最も低い回答、今回（' || top.round || '）は最も高い回答：' || question.question || '「' || question.text || '」' as figures
        from top
        join (from asked where $round is null or round = $round) asked on asked.round = top.round
        join tie on questionnaire_from = earlier_questionnaire and questionnaire_to = asked.questionnaire and question_to = top.question
        join bottom on bottom.code = top.code and bottom.round = earlier and bottom.question = question_from
        join question on question.questionnaire = asked.questionnaire and question.question = top.question
        where left(top.round, 4)::integer - left(earlier, 4)::integer <= 1
    )
"""

# One row per municipality, round and question whose answer and published value (0 not done, 1 done) exclude each other.
AGAINST = f"""
    newest as (
        {NEWEST_YEARS.format(rounds="round_known")}
    ),
    against as (
        select code, said.round, 'against_published' as rule,
            '回答は ' || format('{{:g}}', points) || '/' || format('{{:g}}', said.max_points) || '点、公表値「' || indicator || '」（' || year
                || '年）は' || if(value = 1, '実施', '未実施') || '：' || question || '「' || question.text || '」' as figures
        from said
        join question using (questionnaire, question)
        join newest on newest.indicator = question.published and newest.round = said.round
        join indicator_value published using (code, indicator, year)
        where ($round is null or said.round = $round) and value in (0, 1) and (points > 0) <> (value = 1)
    )
"""

GROUPS = ("n_manager", "n_staff", "mean_manager", "mean_staff", "sd_manager", "sd_staff")

# One row per municipality, round and diagnosis whose managers are $least points or more above its staff.
ABOVE = f"""
    select code, round, instrument, {", ".join(f"{group}.{figure} as {figure}_{group}" for figure in ("n", "mean", "sd") for group in ("manager", "staff"))}
    from (from overall_literacy where position_group = '管理職') manager
    join (from overall_literacy where position_group = '一般職員') staff using (code, round, instrument)
    where manager.mean - staff.mean >= $least and code in (select code from municipalities_on_record) and {WANTED}
"""

FOUND = f"""
    with {SAID}, {RISES}, {AGAINST}
    from (
        from apart
        union all select code, round, rule, figures from rise
        union all select code, round, rule, figures from against
    )
    where code in (select code from municipalities_on_record) and {WANTED}
"""


def contradictions(store: Store, scope: Scope, min_coverage: float, rules: Sequence[Rule]) -> DataFrame:
    """One row per municipality, round, rule and case of it; no row for any role but 県担当.

    figures: both sides in words, points or shares; question: what to ask; label: the rule in words. Only what is known on both
    sides counts; quarters (q1, q3, inclusive) are made of at least LEAST_KNOWN values of one prefecture, and only where q1 < q3.
    """
    by_rule = {rule.id: rule for rule in rules}
    with store.reading(scope.of().in_round(None), cut=bool(scope.prefecture)) as con:
        lay_out(store, con, scope, min_coverage, APART, OVERALL_LITERACY)
        found = long_frame(con, FOUND, {"round": scope.round, **scope.wanted})
        if MANAGERS_RULE in by_rule:
            found = concat([found, managers(con, scope, by_rule[MANAGERS_RULE].least)], ignore_index=True)
    told = found[found["rule"].isin(list(by_rule))]
    told = told.assign(
        question=[by_rule[rule].question or by_rule[rule].label for rule in told["rule"]],
        label=[by_rule[rule].label for rule in told["rule"]],
        place=[list(by_rule).index(rule) for rule in told["rule"]],
    )
    return told.sort_values(["code", "round", "place", "figures"], ignore_index=True)[list(COLUMNS)]


def managers(con: DuckDBPyConnection, scope: Scope, least: float) -> DataFrame:
    """One row per municipality, round and diagnosis whose managers are `least` points or more above its staff, surely so."""
    found = frame(con, ABOVE, {"least": least - float(TOLERANCE), **scope.wanted})
    sure = found.assign(**welch(**{name: found[name] for name in GROUPS})) if len(found) else found.assign(ci_low=[])
    return DataFrame(list(in_words(sure[sure["ci_low"] > 0])), columns=list(COLUMNS[:4]))


def in_words(rows: DataFrame) -> Iterator[tuple[str, str, str, str]]:
    for row in rows.itertuples(index=False):
        yield (
            row.code,
            row.round,
            MANAGERS_RULE,
            f"{row.instrument}の{OVERALL}は、管理職 {row.mean_manager:.1f}点（n={row.n_manager:g}）、一般職員 {row.mean_staff:.1f}点"
            f"（n={row.n_staff:g}）。差 {row.diff:.1f}点（95%区間 {row.ci_low:.1f}～{row.ci_high:.1f}）",
        )
