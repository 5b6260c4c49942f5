"""What did people note about one figure of one municipality, who may read it, and what did it say before?

A note says why a figure jumped or what was agreed. 県担当 alone writes; who may read it is chosen with it, and nobody but the
prefecture unless somebody says so. Only a note for all (共有) leaves the product: in a meeting, on a karte, in an export.
"""

from __future__ import annotations

from collections.abc import Sequence

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics import ledger
from analytics.errors import Unusable
from analytics.ledger import NoteState
from analytics.scope import WANTED, Scope, Viewer
from analytics.state import frame
from analytics.store import Store

INSIDE, ITS_OWN, ALL = "県内部", "当該団体", "共有"
AUDIENCES = {
    INSIDE: "県担当だけ",
    ITS_OWN: "県担当と、その市町村の担当",
    ALL: "すべての人。会議・カルテ・書き出しにも載ります",
}
"""Who may read a note, the fewest first, and what that means in words."""
MEASURES = ("overall", "step", "field", "aspect", "factor", "outcome", "question", "indicator")
"""What a note may be about: one of these and the item's name, as in "aspect:structure"."""
LONGEST = 500  # characters: more is a document, not a note


class NotNoted(Unusable):
    """A note without text, about nothing that there is, by somebody who may not write, or overtaken by somebody else."""


# One row per note as it stands, for whoever asks.
NOTES = f"""
    select note, entry, code, round, item, text, audience, who, noted_at
    from item_note
    where {WANTED}
    order by code, item, round desc nulls last, note desc
"""
HISTORY = f"""
    select note, code, round, item, coalesce(text, '（消した）') as text, audience, who, noted_at
    from item_note_entry
    where {WANTED}
    order by entry desc
"""


def notes(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per note that the viewer may read, those of the scope's round and those of no round.

    note: its number; entry: that of its newest state; code, item: what it is about, item as "aspect:structure"; round: the one it
    was written about, NULL for none; text; audience: one of AUDIENCES; who: the role that wrote; noted_at.
    """
    return frame(con, NOTES, scope.wanted)


def shared(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """The rows of `notes` that are for all: the only ones for meetings, kartes and exports, whoever makes them."""
    found = notes(con, scope)
    return found[found["audience"] == ALL].reset_index(drop=True)


def exported(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """The rows of `shared` as they leave: code, round, item, text, who, noted_at (a text)."""
    found = shared(con, scope)
    return found[["code", "round", "item", "text", "who"]].assign(noted_at=found["noted_at"].dt.strftime("%Y-%m-%d %H:%M").astype(object))


def shared_notes(con: DuckDBPyConnection, codes: Sequence[str], round: str | None = None) -> DataFrame:
    """The rows of `shared` about these municipalities; none where none is named. con: opened for the round, or for all rounds."""
    return shared(con, Scope(round=round, codes=tuple(codes) or ("",)))


def history(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per state that a note ever had, the newest first; only 県担当 sees any. Columns of `notes` but entry."""
    return frame(con, HISTORY, scope.wanted)


# ---------------------------------------------------------------- writing

STATE = "select note, code, round, item, text, who, noted_at from item_note where entry = $entry"
NOW = "select text, who, strftime(noted_at, '%Y-%m-%d %H:%M') from item_note_entry where note = $note order by entry desc limit 1"
OF_ENTRY = "select note from item_note_entry where entry = $entry"
IS_THERE = "select count(*) > 0 from municipality where code = $code"


def write(store: Store, viewer: Viewer, code: str, item: str, round: str | None, text: str, audience: str = INSIDE) -> int:
    """Keeps a new note for good; gives the number of its state. Raises NotNoted with nothing kept."""
    refuse_stranger(viewer)
    said = fit(text)
    refuse_unknown(audience, item)
    with store.writing() as cursor:
        see_all(cursor)
        if not cursor.execute(IS_THERE, {"code": code}).fetchall()[0][0]:
            raise NotNoted(f"団体コード {code} の市町村はありません。市町村マスタを確かめてください。")
        return ledger.record_item_note(cursor, NoteState(None, code, item, round, said, audience), viewer.role.value)


def change(store: Store, viewer: Viewer, entry: int, text: str | None, audience: str) -> int:
    """Gives the note whose newest state is `entry` another text and readers, or none (None: it is taken away); gives the new state.

    What it said stays in the history. Raises NotNoted, also where somebody else has changed it meanwhile.
    """
    refuse_stranger(viewer)
    said = None if text is None else fit(text)
    with store.writing() as cursor:
        see_all(cursor)
        found = cursor.execute(STATE, {"entry": entry}).fetchall()
        if not found:
            raise NotNoted(told_late(cursor, entry))
        note, code, round, item, *_ = found[0]
        refuse_unknown(audience, item)
        return ledger.record_item_note(cursor, NoteState(note, code, item, round, said, audience), viewer.role.value)


def see_all(cursor: DuckDBPyConnection) -> None:
    """From here on the views show what 県担当 sees, of all rounds."""
    cursor.execute("set variable role = $role", {"role": Viewer().role.value})


def refuse_stranger(viewer: Viewer) -> None:
    if not viewer.is_prefecture:
        raise NotNoted("メモを書けるのは県担当だけです。")


def refuse_unknown(audience: str, item: str) -> None:
    if audience not in AUDIENCES:
        raise NotNoted(f"読める人「{audience}」は使えません。{'・'.join(AUDIENCES)}から選んでください。")
    measure, _, name = item.partition(":")
    if measure not in MEASURES or not name:
        raise NotNoted(f"項目「{item}」にはメモを書けません。画面の一覧から選んでください。")


def fit(text: str) -> str:
    """The text as it is kept. Raises NotNoted."""
    said = text.strip()
    if not said:
        raise NotNoted("メモの内容を入れてください。")
    if len(said) > LONGEST:
        raise NotNoted(f"メモが{len(said)}文字あります。{LONGEST}文字までにしてください。")
    return said


def told_late(cursor: DuckDBPyConnection, entry: int) -> str:
    """What the later of two writers is told."""
    number = cursor.execute(OF_ENTRY, {"entry": entry}).fetchall()
    if not number:
        return f"メモの番号 {entry} はありません。画面を読み直してください。"
    text, who, when = cursor.execute(NOW, {"note": number[0][0]}).fetchall()[0]
    became = "消されています" if text is None else f"「{text}」に変わっています"
    return f"入力している間に、メモが{became}（{who}・{when}）。何も保存していません。画面を読み直してから、もう一度入力してください。"
