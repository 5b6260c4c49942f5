"""What was said on each slide? Notes as they were typed: every state stays on record, and of two writers neither is lost."""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics import ledger
from analytics.scope import Scope
from analytics.state import frame
from analytics.store import Store

# The states that no newer one follows; an emptied note is none.
STANDING = """
    select entry, slide, text, who, noted_at
    from meeting_note
    where meeting = $meeting and entry not in (select follows from meeting_note where follows is not null)
        and trim(text) <> ''
    order by slide, entry
"""

# Whether what this state was written upon had already been written on by somebody else.
OVERTAKEN = """
    select count(*) > 0
    from meeting_note
    where meeting = $meeting and slide = $slide and follows is not distinct from $follows
"""


@dataclass(frozen=True)
class Kept:
    """What became of a note. entry: its newest state; beside: somebody else has written at the same time, and both stand."""

    entry: int | None
    beside: bool = False


def notes(con: DuckDBPyConnection, meeting: int) -> DataFrame:
    """One row per note that stands: entry, slide, text, who, noted_at. Several of one slide where two people wrote at once."""
    return frame(con, STANDING, {"meeting": meeting})


def take_down(store: Store, meeting: int, slide: str, text: str, follows: int | None, who: str) -> Kept:
    """Keeps what the field of a slide says now. follows: the state that the field showed before, None for an empty field."""
    if follows is None and not text.strip():
        return Kept(None)
    with store.writing() as cursor, store.reading(Scope()) as con:
        overtaken = bool(con.execute(OVERTAKEN, {"meeting": meeting, "slide": slide, "follows": follows}).fetchall()[0][0])
        return Kept(ledger.record_note(cursor, meeting, slide, follows, text, who), overtaken)
