"""What was promised, by whom and until when, and what became of it? Meetings' decisions and what is agreed on a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics import ledger
from analytics.errors import Unusable
from analytics.scope import WANTED_OF, Scope
from analytics.state import frame
from analytics.store import Store

STATUSES = ("未着手", "実施中", "完了", "取りやめ")
OPEN = STATUSES[:2]
VISIT = "訪問"
"""Stands as the meeting of what was agreed with one municipality alone."""


class NotAgreed(Unusable):
    """A promise without content, with an impossible date or status, or one that is not there."""


# A promise of a whole meeting (code NULL) is wanted where one of its participants is; all are where nobody is chosen, also those
# of municipalities that are no longer listed.
WANTED_PROMISES = f"""
    select *
    from decision
    where len($codes::varchar[]) = 0 and $prefecture = '' or list_has_any(
        case when code is null then participants else [code] end,
        (select coalesce(list(code), []) from municipality where {WANTED_OF})
    )
"""

DECISIONS = f"""
    select meeting, date, code, text, owner, due, status, decision, item
    from ({WANTED_PROMISES})
    order by date, meeting, code nulls first, decision
"""

# One row per open promise and municipality that it binds.
BOUND = f"""
    select unnest(case when code is null then participants else [code] end) as code, decision
    from decision
    where status in ('{"', '".join(OPEN)}')
"""


def decisions(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per promise, oldest first. code NULL: that of the whole meeting; status: one of STATUSES; decision: its number;
    item: the figure it is about, as "aspect:structure".

    県担当 sees all; 市町村担当 its own and those of a whole meeting in which it took part.
    """
    return frame(con, DECISIONS, scope.wanted)


def promise(
    store: Store,
    text: str,
    on: date,
    code: str | None = None,
    owner: str = "",
    due: date | None = None,
    meeting: str = VISIT,
    participants: Sequence[str] = (),
    who: str = "",
    item: str | None = None,
) -> int:
    """Keeps a promise for good; gives its number. code None: that of the whole meeting, which then needs participants.
    item: the figure it is about, as "aspect:structure", so that the next meeting can see how that has moved.

    Raises NotAgreed.
    """
    if not text.strip():
        raise NotAgreed("約束の内容を入れてください。")
    if due and due < on:
        raise NotAgreed(f"期限（{due}）は、約束した日（{on}）以後の日にしてください。")
    if code is None and not participants:
        raise NotAgreed("約束した市町村か、会議の参加団体を選んでください。")
    with store.writing() as cursor:
        return ledger.record_decision(
            cursor,
            meeting.strip() or VISIT,
            list(dict.fromkeys(participants)),
            on,
            code,
            text.strip(),
            owner.strip() or None,
            due,
            STATUSES[0],
            who,
            item,
        )


def change_status(store: Store, decision: int, status: str, who: str = "") -> None:
    """Says what became of a promise; what was said before stays on record. Raises NotAgreed."""
    if status not in STATUSES:
        raise NotAgreed(f"状況「{status}」は使えません（使えるもの: {'・'.join(STATUSES)}）。")
    with store.writing() as cursor:
        if not ledger.change_decision(cursor, decision, status, who):
            raise NotAgreed(f"約束の番号 {decision} はありません。")
