"""Which issues does a municipality have, and how urgent are they, by its own word and by its own ratings?"""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.config import Config
from analytics.fetching import long_frame
from analytics.rounds import rounds
from analytics.scope import WANTED, Scope
from analytics.state import TOLERANCE

# What an issue says, in one line, and the same without spaces and case: by which it is known again in another list.
SAID = "concat_ws('／', nullif(trim(class_a), ''), nullif(trim(class_b), ''), nullif(trim(class_c), ''), nullif(trim(solution), ''))"
MARK = "lower(regexp_replace(nfc_normalize({text}), '[\\s\u3000]', '', 'g'))"

# One row per issue as the files have it, of those {{only}}. is_only: no other issue of its list says the same.
LISTED = f"""
    with worded as materialized (
        select *, {SAID} as said, {MARK.format(text="said")} as mark
        from issue
        where {{only}}
    ),
    lone as (
        select code, round, mark
        from worded
        group by all
        having count(*) = 1 and mark <> ''
    )
    select worded.*, lone.mark is not null as is_only
    from worded
    left join lone using (code, round, mark)
"""

OF_EDITED = "code in (select code from issue_edit)"

# An edit belongs to the issue with the same words under the same number; under another number where nothing else says them.
BELONGS = """edited.code = listed.code and edited.mark = listed.mark and edited.round <= listed.round
            and (edited.no = listed.no or edited.is_only and listed.is_only)"""
EDITED = f"select *, {MARK.format(text='text')} as mark from issue_edit"

# What an edit of this round says holds over the list, taken in before or after; one of an earlier round where the list says nothing.
HOLDS = """case
            when edits['{item}'] is null then {item}
            when edits['{item}'].is_here then edits['{item}'].new::{type}
            else coalesce({item}, edits['{item}'].new::{type})
        end as {item}"""
EDITABLE = {"status": "varchar", "owner": "varchar", "due": "date", "measure": "varchar"}

# One row per issue as it stands now: the list with the edits that belong to it. Where nobody has edited anything, nothing is compared.
NOW = f"""
    with listed as ({LISTED.format(only=OF_EDITED)}),
    edited as ({EDITED}),
    newest as (
        select
            listed.code,
            listed.round,
            listed.no,
            edited.item,
            last({{'new': edited.new, 'is_here': edited.round = listed.round}} order by edited.round, edited.edit) as told
        from listed
        join edited on {BELONGS}
        group by all
    ),
    gathered as (
        select code, round, no, map_from_entries(list({{'key': item, 'value': told}})) as edits
        from newest
        group by all
    )
    select issue.* replace ({", ".join(HOLDS.format(item=item, type=type) for item, type in EDITABLE.items())})
    from issue
    left join gathered using (code, round, no)
"""

# The order in which people read the numbers of a list: 2 before 10.
BY_NUMBER = "try_cast(no as double) nulls last, no"

# The mean of those criteria that are known; NULL where none is.
MEAN = "list_avg(list_filter(list_transform({names}::varchar[], lambda name: criteria[name]), lambda rating: rating is not null))"

# Labels that lists of municipalities use, all for the same three ranks. Any other is kept and not judged.
RANK = """case upper(trim(translate(own_priority, 'ＡＢＣａｂｃ', 'ABCabc')))
    when '高' then 3 when '大' then 3 when 'A' then 3
    when '中' then 2 when 'B' then 2
    when '低' then 1 when '小' then 1 when 'C' then 1
end"""

# One row per issue. The label of a row is at odds with the list where a row with fewer points has a higher one.
ISSUES = f"""
    with rated as (
        select *, {MEAN.format(names="$objective")} as objective, {MEAN.format(names="$subjective")} as subjective, {RANK} as own_rank
        from ({NOW})
    ),
    scored as (
        select
            *,
            ($weight_objective * coalesce(objective, 0) + $weight_subjective * coalesce(subjective, 0))
                / nullif(if(objective is null, 0, $weight_objective) + if(subjective is null, 0, $weight_subjective), 0) as score,
            min(own_score) over above as least_above,
            first(no order by own_score nulls last, {BY_NUMBER}) over above as lowest_above
        from rated
        window above as (partition by code, round order by own_rank desc nulls last groups between unbounded preceding and 1 preceding)
    ),
    judged as (
        select *, case when score >= $high - {TOLERANCE} then 3 when score >= $mid - {TOLERANCE} then 2 when score is not null then 1 end as rank
        from scored
    )
    select
        code,
        round,
        no,
        policy_field,
        policy_goal,
        class_a,
        class_b,
        class_c,
        department,
        solution,
        objective,
        subjective,
        score,
        ['低', '中', '高'][rank] as priority,
        own_score,
        own_priority,
        own_rank <> rank as differs,
        case when own_rank is not null and own_score is not null then coalesce(own_score > least_above, false) end as own_conflict,
        status,
        owner,
        due,
        measure,
        renewal,
        joins,
        case when own_rank is not null and own_score > least_above then lowest_above end as conflict_with
    from judged
    where {WANTED}
    order by code, round, {BY_NUMBER}
"""


@dataclass(frozen=True)
class Rating:
    """By which criteria an issue is rated from 1 to 5, how much each side weighs, and from which score it is 高 or 中."""

    objective: tuple[str, ...]
    subjective: tuple[str, ...]
    weight_objective: float = 0.5
    weight_subjective: float = 0.5
    high: float = 3.5
    mid: float = 2.5

    @classmethod
    def of(cls, config: Config) -> Rating:
        set_ = config.issues
        sides = {side: tuple(name for name, of in set_.criteria.items() if of == side) for side in ("objective", "subjective")}
        return cls(sides["objective"], sides["subjective"], set_.weights.objective, set_.weights.subjective, set_.high, set_.mid)


def listed_rounds(con: DuckDBPyConnection, scope: Scope) -> list[str]:
    """The rounds that have issue lists, newest first."""
    return rounds(con, "issue_round")[::-1]


def issues(con: DuckDBPyConnection, scope: Scope, rating: Rating) -> DataFrame:
    """One row per issue, in the order of the lists. objective, subjective, score: 1–5, of the known criteria; NULL without any.

    priority: 高・中・低 by the score; own_priority, own_score: as the municipality wrote them. differs: own and computed label
    are not the same rank; own_conflict: another row of the list has a higher label for fewer points (conflict_with: the No. of the
    one with the fewest). differs and own_conflict are NULL where
    one of the things compared is not known, or the own label is none of 高・中・低, 大・中・小 and A・B・C. status, owner, due, measure: as edited (analytics/issue_edits.py),
    else as the list says. Source p. 29–30.
    """
    return long_frame(
        con, ISSUES, {**vars(rating), "objective": list(rating.objective), "subjective": list(rating.subjective), **scope.wanted}
    )
