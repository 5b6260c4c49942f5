"""Whom to support first, and with what? The verdict of each municipality and the reason for it (source p. 28)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.scope import WANTED, Scope
from analytics.state import TOLERANCE, frame
from analytics.steps import STEP_SCORES, step_names

VERDICT = ("support_priority", "support_content", "priority_at_least", "reason")

UNANSWERED = "未回答"
NOTHING_KNOWN = f"{UNANSWERED}: この年度の回答がない"
"""The reason of those of whom nothing is known: no form came, or a wholly blank one. Held back is who answered in part."""

MOVES = (-3.0, -1.0, 1.0, 3.0)
"""By how many points a limit is moved to see whether the verdicts hold."""


class Limits(NamedTuple):
    """Two limits of one step, points. support_below ≤ attention_below."""

    attention_below: float
    support_below: float


class Trial(NamedTuple):
    """One limit (of config's names) of one step moved by some points, and the limits of all steps that follow."""

    step: str
    limit: str
    move: float
    limits: Mapping[str, Limits]


NEEDS_ATTENTION = f"coalesce(score < attention_below - {TOLERANCE}, false)"

# One row per municipality, round and step that has limits; only those count. Over a relation `score`.
# The score in the reason is cut, not rounded: 14.96 must not read "15 で基準 15 未満".
JUDGED = f"""
    select
        *,
        score is null as is_missing,
        {NEEDS_ATTENTION} as needs_attention,
        coalesce(score < support_below - {TOLERANCE}, false) as needs_support,
        upper(step) || ' が ' || rtrim(rtrim(format('{{:.1f}}', floor(score * 10 + {TOLERANCE}) / 10), '0'), '.') || ' 点で基準 '
            || format('{{:g}}', attention_below) || ' 点未満' as finding
    from score
    where attention_below is not null
"""


# Over n, the steps that need attention, and is_open, whether others are unknown.
AT_LEAST = "case n when 0 then '低' when 1 then '中' else '高' end"
IS_HELD_BACK = "is_open and n < 2"


def verdicts(trial: str = "") -> str:
    """One row per municipality and round (and trial, where the relation `score` has several), over a relation `score`."""
    key = f"{trial}code, round"
    return f"""
    with counted as (
        select
            {key},
            count(*) filter (where needs_attention) as n,
            bool_or(is_missing) as is_open,
            string_agg(finding, '、' order by position) filter (where needs_attention) as findings,
            string_agg(upper(step), '・' order by position) filter (where is_missing) as unknown,
            string_agg(content_label, '・' order by position) filter (where needs_support) as content,
            string_agg(content_label, '・' order by position) filter (where needs_attention) as attended
        from ({JUDGED})
        group by {key}
    ),
    verdict as (
        select *, {IS_HELD_BACK} as is_held_back, {AT_LEAST} as at_least from counted
    )
    select
        {key},
        case when not is_held_back then at_least end as support_priority,
        case when not is_held_back then coalesce(content, attended, '') end as support_content,
        at_least as priority_at_least,
        case when is_held_back then '判定保留: ' else '' end
            || concat_ws('。', coalesce(findings, case when not is_open then 'すべての STEP が基準以上' end), unknown || ' は回答が不足') as reason
    from verdict
"""


VERDICTS = verdicts()

# The scores with other limits than those of config, for the steps named.
SCORES = f"""
    select known.* replace (
        coalesce(tried.attention_below, known.attention_below) as attention_below,
        coalesce(tried.support_below, known.support_below) as support_below
    )
    from ({STEP_SCORES}) known
    left join (
        select unnest($steps::varchar[]) as step, unnest($attention::double[]) as attention_below, unnest($support::double[]) as support_below
    ) tried using (step)
"""

# One row per municipality, round and step of the relation `score`; the verdict stands beside each.
EXPLAINED = f"""
    select
        code,
        round,
        step,
        score,
        support_priority,
        support_content,
        priority_at_least,
        case
            when not bool_or(coverage > 0 or score is not null) over (partition by code, round) then '{NOTHING_KNOWN}'
            else coalesce(reason, '基準のある STEP がない')
        end as reason
    from score
    left join ({VERDICTS}) verdict using (code, round)
"""

PRIORITY = f"""
    with score as ({SCORES})
    select * from ({EXPLAINED})
    where ($sees_all or code = $own) and {WANTED}
    order by code, round
"""


# One row per trial: in how many municipalities the verdict or its content differs from that of trial 0. For 県担当 only.
FLIPS = f"""
    with score as (
        select known.* replace (tried.attention_below as attention_below, tried.support_below as support_below), trial
        from ({STEP_SCORES}) known
        join (
            select unnest($trials::integer[]) as trial, unnest($steps::varchar[]) as step,
                unnest($attention::double[]) as attention_below, unnest($support::double[]) as support_below
        ) tried using (step)
    ),
    verdict as ({verdicts("trial, ")})
    select
        moved.trial,
        count(*) filter (where moved.support_priority is distinct from usual.support_priority) as priority_flips,
        count(*) filter (where moved.support_content is distinct from usual.support_content) as content_flips,
        count(*) as n
    from (select * from verdict where {WANTED}) moved
    join (select * from verdict where trial = 0) usual using (code, round)
    where $sees_all and moved.trial > 0
    group by moved.trial
    order by moved.trial
"""

# One row per municipality and round: what people decided beside the verdict.
DECISIONS = f"""
    select code, round, wish, decision, why, date
    from support_decision
    where {WANTED}
    order by code, round
"""


def priority(con: DuckDBPyConnection, scope: Scope, min_coverage: float, limits: Mapping[str, Limits] | None = None) -> DataFrame:
    """One row per municipality and round, a column for each step between round and support_priority (points).

    support_priority: 低・中・高, NULL where unknown steps could still change it (判定保留) or nothing is known (未回答, so says reason); priority_at_least: the verdict
    from the known steps alone. Steps without limits do not count. limits: by step, in place of those of config.
    For 県担当; others get their own row only. Source p. 28.
    """
    sight = {"sees_all": scope.viewer.is_prefecture, "own": scope.viewer.code}
    rows = frame(con, PRIORITY, {"min_coverage": min_coverage, **bound(limits or {}), **sight, **scope.wanted})
    return with_a_column_for_each_step(rows, step_names(con, scope))


def bound(limits: Mapping[str, Limits]) -> dict[str, object]:
    """Limits as the values that a statement binds."""
    return {
        "steps": list(limits),
        "attention": [limit.attention_below for limit in limits.values()],
        "support": [limit.support_below for limit in limits.values()],
    }


def with_a_column_for_each_step(rows: DataFrame, names: list[str]) -> DataFrame:
    scores = rows.pivot(index=["code", "round"], columns="step", values="score").reindex(columns=names)
    verdicts = rows.drop(columns=["step", "score"]).drop_duplicates(["code", "round"])
    return verdicts.merge(scores.reset_index(), on=["code", "round"])[["code", "round", *names, *VERDICT]]


def trials(limits: Mapping[str, Limits]) -> list[Trial]:
    """Each limit of each step moved by each of MOVES. One that cannot be (above attention, below 0) is left out.

    Where attention falls below support, support falls with it: what is not counted is not named either.
    """
    found = []
    for step, (attention, support) in limits.items():
        for move in MOVES:
            if attention + move >= 0:
                found.append(
                    Trial(step, "attention_below", move, {**limits, step: Limits(attention + move, min(support, attention + move))})
                )
        for move in MOVES:
            if 0 <= support + move <= attention:
                found.append(Trial(step, "support_below", move, {**limits, step: Limits(attention, support + move)}))
    return found


def sensitivity(con: DuckDBPyConnection, scope: Scope, min_coverage: float, limits: Mapping[str, Limits]) -> DataFrame:
    """One row per step, limit (attention_below, support_below) and move (points): does the verdict hold if the limit moves?

    priority_flips, content_flips: municipalities whose 支援優先度 or 支援内容 then differs, of n. For 県担当 only.
    """
    tried = trials(limits)
    every = [(number, step, *limit) for number, trial in enumerate([limits, *(t.limits for t in tried)]) for step, limit in trial.items()]
    columns = zip(("trials", "steps", "attention", "support"), map(list, zip(*every, strict=True)), strict=True) if every else ()
    if not limits:
        return DataFrame(columns=["step", "limit", "move", "priority_flips", "content_flips", "n"])
    found = frame(con, FLIPS, {"min_coverage": min_coverage, "sees_all": scope.viewer.is_prefecture, **dict(columns), **scope.wanted})
    named = DataFrame([(number, t.step, t.limit, t.move) for number, t in enumerate(tried, 1)], columns=["trial", "step", "limit", "move"])
    return named.merge(found, on="trial").drop(columns="trial")


def decisions(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality and round: wish 有・無・未確認, decision 支援する・見送る・検討中, why, date. For 県担当 only."""
    return frame(con, DECISIONS, scope.wanted)
