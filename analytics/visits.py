"""Whom to visit next? What speaks for a visit stands side by side; no sum is made of it. For 県担当 only."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.change import change
from analytics.decisions import BOUND
from analytics.gap import GAPS, LINES, OVERALL
from analytics.keeping import Relation, lay_out
from analytics.rounds import rounds
from analytics.scope import WANTED, Scope
from analytics.state import STATES, frame
from analytics.store import Store

# Rounds in their order, the second one of a year after the first; with what came before.
ASKED = """
    asked as (
        select round, questionnaire, lag(round) over in_order as earlier, lag(questionnaire) over in_order as earlier_questionnaire
        from round_questionnaire
        window in_order as (order by left(round, 4)::integer, coalesce(try_cast(substr(round, 6) as integer), 1))
    )
"""

OVERALLS = Relation("overall", f"with gap as ({GAPS.format(line=LINES['prefecture'])}) {OVERALL}", (STATES,))

# One row per municipality and round, silent ones included: the master on record is seen by 県担当 alone.
VISITS = f"""
    with {ASKED},
    contact as (
        select code, max(date) as last_contact from support_log where date <= $today group by code
    ),
    promised as (
        select code, count(*) as open_promises from ({BOUND}) group by code
    ),
    listed as (
        select
            code,
            round,
            now.gap,
            case when questionnaire = earlier_questionnaire then now.as_is - before.as_is end as change,
            datediff('day', last_contact, $today::date) as days_since_contact,
            coalesce(open_promises, 0) as open_promises,
            it_staff <= 1 as one_person_it,
            last_contact,
            questionnaire <> earlier_questionnaire as is_new_paper
        from (select code, it_staff from municipalities_on_record)
        cross join (from asked where $round is null or round = $round)
        left join overall now using (code, round)
        left join (select code, round as earlier, as_is from overall_before) before using (code, earlier)
        left join contact using (code)
        left join promised using (code)
    )
    from listed
    where {WANTED}
    order by code, round
"""


def visits(store: Store, scope: Scope, min_coverage: float, today: date) -> DataFrame:
    """One row per municipality and round; no row for any role but 県担当.

    gap: overall gap, points 0–100; change: of overall as-is since the round before, over the questions that both asked, NULL
    where one is unknown; days_since_contact: from the newest support entry up to `today`, NULL where there never was one;
    open_promises: of its own and of whole meetings in which it took part; one_person_it: it_staff ≤ 1, NULL if unknown;
    last_contact: the day of that entry.
    """
    with store.reading(scope.in_round(None), cut=True) as con:
        lay_out_overalls(store, con, scope, min_coverage)
        found = frame(con, VISITS, {"today": today, "round": scope.round, **scope.wanted})
        for round in found.loc[found["is_new_paper"].eq(True), "round"].unique():
            of_round = found["round"] == round
            found.loc[of_round, "change"] = found.loc[of_round, "code"].map(tied_change(con, scope.in_round(round), min_coverage))
    return found.drop(columns="is_new_paper")


def lay_out_overalls(store: Store, con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> None:
    """`overall` of the round asked for (None: all) and `overall_before` of the one before."""
    before: list[str | None] = [earlier for earlier, round in pairwise(rounds(con)) if round == scope.round]
    for round in before or [scope.round]:
        lay_out(store, con, scope.in_round(round), min_coverage, OVERALLS)
        con.execute("create or replace temp table overall_before as from overall")
    if before:
        lay_out(store, con, scope, min_coverage, OVERALLS)


def tied_change(con: DuckDBPyConnection, scope: Scope, min_coverage: float) -> dict[str, float]:
    """Code → change of overall as-is since the round before, where another questionnaire served it: over tied questions only.

    Where the same one served both, this would give the plain difference, and take longer.
    """
    rows = change(con, scope, min_coverage)
    as_is = rows[(rows["measure"] == "overall") & (rows["item"] == "as_is")]
    return dict(zip(as_is["code"], as_is["change"], strict=True))
