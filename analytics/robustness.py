"""Does what a page says of one municipality hold if a single question is left out, or if all weights are equal?"""

from __future__ import annotations

from pandas import DataFrame

from analytics.gap import LINES
from analytics.keeping import Relation, lay_out
from analytics.peers import Comparison, lay_out_peers, only_with_peers
from analytics.priority import AT_LEAST, IS_HELD_BACK, JUDGED, NEEDS_ATTENTION
from analytics.scope import Scope
from analytics.state import TOLERANCE, frame
from analytics.steps import SCORES
from analytics.store import Store

# One row per municipality, round and scored question, answered or not. trial: the number under which it is left out.
CELLS = Relation(
    "cell",
    """
    select
        respondent.code,
        respondent.round,
        question.position + 1 as trial,
        question.question,
        question.aspect,
        question.step,
        question.weight,
        question.max_points,
        scored.normalised,
        scored.points
    from (select distinct code, round, questionnaire from scored) respondent
    join question using (questionnaire)
    left join scored using (code, round, question)
    """,
    stays=False,
)

# What is left of a sum without one question: known only where an answered one is left, and enough of the weight.
LEFT = f"""
    case
        when n_known > ({{value}} is not null)::integer and whole - {{weight}} > {TOLERANCE}
            and (known - if({{value}} is null, 0, {{weight}})) / (whole - {{weight}}) >= $min_coverage - {TOLERANCE}
        then (reached - coalesce({{reached}}, 0)) / (known - if({{value}} is null, 0, {{weight}}))
    end
"""

# One row per municipality, round, aspect and trial. trial 0: as it is; −1: all weights 1; else without that question.
TRIALS = Relation(
    "trial",
    f"""
    with aspect_sum as (
        select
            code,
            round,
            aspect,
            sum(weight) as whole,
            coalesce(sum(weight) filter (where normalised is not null), 0) as known,
            coalesce(sum(weight * normalised), 0) as reached,
            count(normalised) as n_known,
            count(*) as n,
            avg(normalised) as plain
        from cell
        group by all
    )
    select code, round, aspect, unnest([0, -1]) as trial, null as question, 100 * unnest([
        case when n_known > 0 and known / whole >= $min_coverage - {TOLERANCE} then reached / known end,
        case when n_known / n >= $min_coverage - {TOLERANCE} then plain end
    ]) as state
    from aspect_sum
    union all
    select code, round, aspect, trial, question, 100 * ({LEFT.format(value="normalised", weight="weight", reached="weight * normalised")})
    from cell
    join aspect_sum using (code, round, aspect)
    """,
    (CELLS,),
)

# Is the aspect below the median of the known peers? NULL where it or all of them are unknown. The median
# is not worked out: it is higher if more than half of the peers are, or just half and the two in the middle lie high enough.
BELOW = f"""
    met as (
        select
            own.code,
            own.round,
            own.aspect,
            own.trial,
            own.question,
            any_value(own.state) as state,
            count(other.state) as n,
            count(*) filter (where other.state > own.state + {TOLERANCE}) as n_above,
            min(other.state) filter (where other.state > own.state + {TOLERANCE}) as next,
            max(other.state) filter (where other.state <= own.state + {TOLERANCE}) as last
        from (from trial semi join asked using (code)) own
        join peer on peer.code = own.code and (peer.round is null or peer.round = own.round)
        join trial other on other.code = peer.peer and other.round = own.round and other.aspect = own.aspect and other.trial = own.trial
        group by all
    ),
    below as (
        select code, round, aspect, trial, question,
            case when state is not null and n > 0 then 2 * n_above > n or 2 * n_above = n and (next + last) / 2 > state + {TOLERANCE} end as is_so
        from met
    )
"""

# Which aspects are farthest from the prefecture's target? One question moves one aspect: the others stand as they are.
WEAKEST = f"""
    line as (with state as (select code, round, 'aspect' as kind, aspect as item from trial where trial = 0) {LINES["prefecture"]}),
    short as (
        select code, round, aspect, trial, target, target - state as short
        from trial
        join line using (code, round, aspect)
        where trial <= 0
    ),
    farthest as (
        select code, round, trial, max(short) as most, list(short) as every from short group by code, round, trial
    ),
    placed as (
        select *, coalesce(short > most - {TOLERANCE}, false) as is_weakest
        from short
        join farthest using (code, round, trial)
        where most is not null
    ),
    usual_place as (
        select *,
            len(list_filter(every, lambda one: one > most - {TOLERANCE})) as n_weakest,
            list_max(list_filter(every, lambda one: one <= most - {TOLERANCE})) as second
        from placed
        where trial = 0
    ),
    weakest_tried as (
        select code, round, trial.trial, trial.question,
            case
                when not is_weakest then coalesce(target - state < most - {TOLERANCE}, true)
                when n_weakest > 1 then abs(target - state - most) <= {TOLERANCE}
                else target - state > coalesce(second, '-infinity'::double) + {TOLERANCE}
            end as is_so
        from trial
        join usual_place using (code, round, aspect)
        where trial.trial > 0
        union all
        select code, round, -1, null, bool_and(equal.is_weakest = usual.is_weakest)
        from usual_place usual
        left join (select code, round, aspect, is_weakest from placed where trial = -1) equal using (code, round, aspect)
        group by all
    )
"""

VERDICT = f"case when not ({IS_HELD_BACK}) then {AT_LEAST} end"

# The verdict without one question: only that question's step moves, and its maximum stays, for the limits are in its points.
PRIORITIES = f"""
    step_sum as (
        select
            code,
            round,
            step,
            sum(max_points) as whole,
            coalesce(sum(max_points) filter (where points is not null), 0) as known,
            coalesce(sum(points), 0) as reached,
            count(points) as n_known
        from cell
        group by all
    ),
    usual as ({JUDGED}),
    counted as (
        select
            code,
            round,
            count(*) filter (where needs_attention) as n,
            bool_or(is_missing) as is_open,
            count(*) filter (where is_missing) as n_missing,
            bool_or(source = 'table') as is_from_table
        from usual
        group by code, round
    ),
    judged as (
        select code, round, step, max as highest, attention_below, needs_attention::integer as counts, is_missing::integer as lacks,
            n as n_usual, n_missing, is_from_table, {VERDICT} as verdict
        from usual
        join counted using (code, round)
    ),
    left_out as (
        select code, round, trial, question, attention_below, counts, lacks, n_usual, n_missing, is_from_table, verdict,
            coalesce(highest * ({LEFT.format(value="points", weight="max_points", reached="points")}), step_table.score) as score
        from cell
        join judged using (code, round, step)
        join step_sum using (code, round, step)
        left join step_table using (code, round, step)
        where verdict is not null
    ),
    tried as (
        select code, round, trial, question, is_from_table, verdict,
            n_usual - counts + ({NEEDS_ATTENTION})::integer as n, n_missing - lacks + (score is null)::integer > 0 as is_open
        from left_out
    ),
    priority_tried as (
        select code, round, trial, question, is_from_table, {VERDICT} = verdict as is_so from tried
        union all
        select distinct code, round, 0, null, is_from_table, true from judged where verdict is not null
    )
"""

# The questions of the trials of which something is true, in their order: sorted by hand, as an ordered aggregate costs ten times as much.
WITHOUT = """
    array_to_string(list_transform(list_sort(list(struct_pack(trial, question)) filter (where {} and trial > 0)), lambda one: one.question), '・')
"""

# One row per municipality, round and statement, over a relation `tried` with is_so: whether the statement still stands in a trial,
# NULL where it is not known any more.
TOLD = f"""
    select
        code,
        round,
        statement,
        case when not coalesce(bool_or(is_from_table), false) then bool_and(coalesce(is_so, false)) end as holds,
        case when bool_or(is_from_table) then '判定不可（取り込んだ STEP 得点表による）' else nullif(concat_ws('、',
            '設問 ' || {WITHOUT.format("not is_so")} || ' を除くと変わる',
            '設問 ' || {WITHOUT.format("is_so is null")} || ' を除くと分からなくなる',
            any_value(case when is_so is null then '重みをすべて 1 にすると分からなくなる' when not is_so then '重みをすべて 1 にすると変わる' end)
                filter (where trial = -1)
        ), '') end as turns_when,
        place
    from statement
    group by code, round, statement, place
"""

# What is said of a municipality whoever its peers are.
ALONE = Relation(
    "alone",
    f"""
    with {WEAKEST}, {PRIORITIES},
    statement as (
        select code, round, 'weakest_aspect' as statement, trial, question, is_so, null as is_from_table, 1000 as place from weakest_tried
        union all
        select code, round, 'priority', trial, question, is_so, is_from_table, 1001 from priority_tried
    )
    {TOLD}
    """,
    (CELLS, TRIALS, SCORES),
)

# One row per municipality, round and statement that is made, over a relation `peer`.
ROBUSTNESS = f"""
    with {BELOW},
    statement as (
        select code, round, 'below_peers:' || aspect as statement, below.trial, question, is_so, null as is_from_table, aspect.position as place
        from below
        join aspect using (aspect)
        semi join (from below where trial = 0 and is_so) usual using (code, round, aspect)
    )
    select code, round, statement, holds, turns_when
    from (select * from ({TOLD}) union all from alone semi join asked using (code) where statement <> 'priority' or $sees_all or code = $own)
    order by code, round, place
"""


def robustness(store: Store, scope: Scope, comparison: Comparison, min_coverage: float) -> DataFrame:
    """One row per municipality, round and statement that can be made of it in words.

    statement: below_peers:<aspect> (the state is below the median of the peers by `comparison`), weakest_aspect (the aspect
    or aspects farthest from the prefecture's target), priority (for 県担当 and the municipality itself). holds: whether it
    stays so when each single question is left out for all in turn and when all weights are 1; what becomes unknown does not
    hold; NULL (判定不可) where an imported step table decides. turns_when: the conditions under which it turns, NULL if none.
    """
    sight = {"sees_all": scope.viewer.is_prefecture, "own": scope.viewer.code}
    with store.reading(scope) as con:
        lay_out_peers(store, con, scope, comparison, min_coverage)
        only_with_peers(con, scope)
        lay_out(store, con, scope, min_coverage, TRIALS, ALONE)
        return frame(con, ROBUSTNESS, sight)
