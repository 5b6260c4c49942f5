"""What was being written down as a decision when the browser went? The form keeps it as the slides keep their notes."""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection
from pydantic import BaseModel, ConfigDict

from analytics.meeting import notes
from analytics.store import Store

PLACE = "decisions:form"
"""Stands as the slide of these notes: no slide has this name, so that they are in no minutes."""


class Draft(BaseModel):
    """A decision that is not one yet. code "": of the whole meeting; item: the figure it is about, as "aspect:structure"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    code: str = ""
    owner: str = ""
    due: date | None = None
    item: str = ""


def waiting(con: DuckDBPyConnection, meeting: int) -> tuple[int | None, Draft]:
    """The newest form that was begun and neither finished nor emptied, with its number; (None, an empty one) where there is none."""
    found = notes.notes(con, meeting)
    begun = found[found["slide"] == PLACE].tail(1)
    return next(((int(row.entry), Draft.model_validate_json(row.text)) for row in begun.itertuples()), (None, Draft()))


def keep(store: Store, meeting: int, draft: Draft, follows: int | None, who: str) -> int | None:
    """Keeps the form as it is now; gives its number. follows: that of the state before."""
    return notes.take_down(store, meeting, PLACE, "" if draft == Draft() else draft.model_dump_json(), follows, who).entry
