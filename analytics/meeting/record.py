"""Which meetings have been held, and what was shown in them? Kept as they were shown, whatever is taken in later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics import ledger
from analytics.decisions import OPEN
from analytics.errors import Unusable
from analytics.meeting.slides import Snapshot
from analytics.scope import Scope
from analytics.state import frame
from analytics.store import Store


class NoSuchMeeting(Unusable):
    """A meeting that is not on record, or a name that one has already."""


MEETINGS = """
    with agreed as (
        select meeting as name, count(*) as agreed, count(*) filter (list_contains($open, status)) as still_open
        from decision
        group by all
    )
    select meeting, name, held, "group", len(participants) as participants, unnamed, mark, round,
        coalesce(agreed, 0) as agreed, coalesce(still_open, 0) as still_open
    from meeting
    left join agreed using (name)
    order by held desc, meeting desc
"""

# One row per circle that has met: its newest meeting.
CIRCLES = """
    select meeting, name, "group", participants
    from meeting
    qualify row_number() over (partition by coalesce("group", list_sort(participants)::varchar) order by held desc, meeting desc) = 1
    order by held desc, meeting desc
"""

ONE = 'select meeting, mark, "group", participants, document from meeting where meeting = $meeting'

# Of the same named group, or else of the same participants.
CIRCLE = """
    select meeting, name
    from meeting
    where case when $group = '' then list_sort(participants) = list_sort($codes::varchar[]) else "group" = $group end
    order by held desc, meeting desc
"""


@dataclass(frozen=True)
class Held:
    """A meeting on record. codes: the participants in the order of snapshot.participants, never sent to a screen without names."""

    number: int
    mark: str
    group: str | None
    codes: tuple[str, ...]
    snapshot: Snapshot

    @property
    def names(self) -> dict[str, str]:
        """Code → the name under which the slides show it."""
        return dict(zip(self.codes, self.snapshot.participants, strict=True))


def meetings(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per meeting, the newest first. participants: how many; mark: fingerprint of its snapshot; agreed, still_open: how many
    decisions were taken in it, and how many of them are neither done nor dropped. For 県担当 only."""
    return frame(con, MEETINGS, {"open": list(OPEN)})


def circles(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per circle that has met, the one that met last first: the number and name of its newest meeting, its group, its
    participants (codes). For 県担当 only."""
    return frame(con, CIRCLES, {})


def meeting(con: DuckDBPyConnection, number: int) -> Held:
    """Raises NoSuchMeeting."""
    found = con.execute(ONE, {"meeting": number}).fetchall()
    if not found:
        raise NoSuchMeeting(f"会議の番号 {number} の記録はありません。会議の一覧から選んでください。")
    place, mark, group, codes, document = found[0]
    return Held(place, mark, group, tuple(codes), Snapshot.model_validate_json(document))


def last_meeting(con: DuckDBPyConnection, codes: Sequence[str], group: str) -> Held | None:
    """The newest meeting of the named group, or without one of the same participants."""
    found = con.execute(CIRCLE, {"codes": list(codes), "group": group}).fetchall()
    return meeting(con, found[0][0]) if found else None


def circle(con: DuckDBPyConnection, codes: Sequence[str], group: str) -> list[str]:
    """The names of all meetings of the same circle, the newest first."""
    return [name for _, name in con.execute(CIRCLE, {"codes": list(codes), "group": group}).fetchall()]


def hold(store: Store, snapshot: Snapshot, codes: Sequence[str], group: str, who: str) -> int:
    """Keeps what a meeting shows, for good; gives its number. Its name must be new, so that decisions can be told apart.

    Raises NoSuchMeeting.
    """
    with store.reading(Scope()) as con:
        names = set(meetings(con, Scope())["name"])
    if not snapshot.name.strip():
        raise NoSuchMeeting("会議の名前を入れてください。")
    if snapshot.name in names:
        raise NoSuchMeeting(f"「{snapshot.name}」という会議はすでにあります。別の名前にしてください。")
    with store.writing() as cursor:
        return ledger.record_meeting(
            cursor, snapshot.mark, snapshot.name, snapshot.held, group or None, snapshot.round, snapshot.quoted, codes, snapshot.unnamed,
            snapshot.model_dump_json(), who,
        )  # fmt: skip


def unused_name(taken: Sequence[str], wanted: str) -> str:
    """The name wanted, with a number where a meeting of that day has it already."""
    names = (wanted, *(f"{wanted}（{number}）" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def title(meeting_name: str, who: str, held: date) -> str:
    return f"{meeting_name}（{who}）{held.year}年{held.month}月{held.day}日"
