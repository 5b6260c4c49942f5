"""Whom of its peers can a municipality ask about one aspect, and about which questions?"""

from __future__ import annotations

from pandas import DataFrame

from analytics.keeping import lay_out
from analytics.peers import ASKED, VARIABLES, Comparison, distance, every_value, lay_out_peers, only_with_peers, standardised
from analytics.scope import Scope
from analytics.state import STATES, TOLERANCE, frame
from analytics.store import Store

MOST = 3
"""Mentors of one aspect, and questions of one mentor."""

# One row per municipality, round, aspect and mentor, over the relations `peer` and `state`. Who has not said that it takes questions
# (相談受入可) is seen by 県担当 only, and told apart before anybody is counted.
MENTORS = f"""
    {ASKED}, {standardised()},
    met as (
        select own.code, own.round, own.item as aspect, own.position as place, own.state as own, other.state as theirs, peer.peer as mentor
        from state own
        join peer on peer.code = own.code and (peer.round is null or peer.round = own.round)
        join state other on other.code = peer.peer and other.round = own.round and other.item = own.item
        where own.kind = 'aspect' and other.kind = 'aspect' and own.state is not null and other.state is not null and own.code in (select code from asked)
    ),
    high as (
        select code, round, aspect, case when count(*) >= 3 then quantile_cont(theirs, 0.75) else max(theirs) end as bar
        from met
        group by all
    ),
    candidate as (
        select
            met.*,
            theirs - own as lead,
            coalesce(master.accepts_questions = '可', false) as confirmed,
            coalesce(master.accepts_questions = '否', false) as declined,
            border.code is not null as is_adjacent,
            {distance()} as distance
        from met
        join high using (code, round, aspect)
        join municipality master on master.code = mentor
        left join neighbour border on border.code = met.code and border.neighbour = mentor
        left join standard here on here.code = met.code
        left join standard there on there.code = mentor and there.universe = here.universe
        where theirs - own >= $min_lead - {TOLERANCE} and theirs >= bar - {TOLERANCE}
    ),
    mentor as (
        select code, round, aspect, mentor, lead, confirmed, declined, is_adjacent, own, theirs, place,
            row_number() over (
                partition by code, round, aspect
                order by round(lead, 9) desc, is_adjacent desc, round(distance, 12) nulls last, mentor
            ) as position
        from candidate
        where $sees_all or confirmed
        qualify position <= {MOST}
    )
"""

TABLE = """
    select code, round, aspect, position, mentor, lead, confirmed, own, theirs, is_adjacent, declined
    from mentor
    order by code, round, place, position
"""

# The answers both gave, as far as the mentor's reaches further.
QUESTIONS = f"""
    select
        mentor.code,
        mentor.round,
        mentor.aspect,
        mentor,
        own.question,
        own.normalised as own,
        other.normalised as theirs,
        own.weight * (other.normalised - own.normalised) as lead
    from mentor
    join scored own on own.code = mentor.code and own.round = mentor.round and own.aspect = mentor.aspect
    join scored other on other.code = mentor and other.round = mentor.round and other.question = own.question
    where other.normalised > own.normalised + {TOLERANCE}
    qualify row_number() over (
        partition by mentor.code, mentor.round, mentor.aspect, mentor order by round(lead, 9) desc, own.position
    ) <= {MOST}
    order by mentor.code, mentor.round, place, mentor.position, round(lead, 9) desc, own.position
"""


def mentors(store: Store, scope: Scope, comparison: Comparison, min_coverage: float, min_lead: float) -> DataFrame:
    """One row per municipality, round, aspect and mentor, three at most: peers that lead by `min_lead` points or more and reach
    the third quartile of the known peers (with fewer than three: their best). The largest lead first, then who is adjacent.

    lead: points 0–100 of as_is; own, theirs: as_is of both; confirmed: the mentor takes questions; the others are
    candidates (候補（未確認）; declined: it has said that it takes none) and stand here for 県担当 alone.
    """
    return asked(store, scope, comparison, min_coverage, min_lead, TABLE)


def mentor_questions(store: Store, scope: Scope, comparison: Comparison, min_coverage: float, min_lead: float) -> DataFrame:
    """One row per mentor (as in `mentors`) and question on which it leads, the three largest leads first.

    own, theirs: 0–1 of the question's maximum, both answered; lead: their difference by the question's weight.
    """
    return asked(store, scope, comparison, min_coverage, min_lead, QUESTIONS)


def asked(store: Store, scope: Scope, comparison: Comparison, min_coverage: float, min_lead: float, sql: str) -> DataFrame:
    """One select over the relation `mentor`; nobody beyond those wanted and their peers is read."""
    near = {name: value for name, value in every_value(comparison, min_coverage).items() if name in ("universe", *VARIABLES)}
    with store.reading(scope) as con:
        lay_out_peers(store, con, scope, comparison, min_coverage)
        only_with_peers(con, scope)
        lay_out(store, con, scope, min_coverage, STATES)
        values = {"sees_all": scope.viewer.is_prefecture, "min_lead": min_lead, **near, **scope.wanted}
        return frame(con, f"with {MENTORS} {sql}", values)
