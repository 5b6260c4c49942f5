"""Which files wait to be taken in? Put down on disk when they come, looked at once each, and kept until they are taken in."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from analytics.errors import Cancelled, Unusable
from analytics.intake.looking import Look, in_order_of_need, limits, look
from analytics.intake.taking_in import staged, take_in
from analytics.intake.understanding.plan import Wishes
from analytics.sample import drop_sample
from analytics.sentences import intake as says
from pages.manage.working import Told, with_way_out, within
from pages.shared.asking import signed_in
from pages.shared.product import Product, product

Seen = tuple[str, Wishes, int]  # content, wishes and state of the database for which a file was looked at
UPLOADER, PIECES, LOOKS, DONE, STOPPED = "import_uploader", "import_pieces", "import_looks", "import_done", "import_stopped"


@dataclass(frozen=True)
class Piece:
    """One file that waits. wishes: what its user corrected; version: how often, so that the form starts anew."""

    name: str
    sha256: str
    path: Path
    wishes: Wishes = field(default_factory=Wishes)
    version: int = 0


@dataclass(frozen=True)
class Done:
    """What became of one file. receipt: its number, None where it was refused; line: what to say."""

    line: str
    kind: str = ""
    receipt: int | None = None


def pieces() -> list[Piece]:
    return list(st.session_state.get(PIECES, {}).values())


def uploader_key() -> str:
    return f"{UPLOADER}_{st.session_state.get(UPLOADER, 0)}"


def put_down() -> None:
    """Moves what was uploaded to disk and gives the uploader a new key: uploads stay in memory as long as it holds them."""
    waiting = st.session_state.setdefault(PIECES, {})
    for upload in st.session_state[uploader_key()] or []:
        content = upload.getvalue()
        sha256 = hashlib.sha256(content).hexdigest()
        path = folder() / sha256
        path.write_bytes(content)
        waiting[sha256] = Piece(upload.name, sha256, path)
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
    st.session_state.pop(DONE, None)


def folder() -> Path:
    """This session's folder; it goes away with the session."""
    kept = st.session_state.setdefault(
        f"{PIECES}_folder", tempfile.TemporaryDirectory(dir=product().store.staging, ignore_cleanup_errors=True)
    )
    return Path(kept.name)


def correct(piece: Piece, wishes: Wishes) -> None:
    """The file is to be read otherwise."""
    st.session_state[PIECES][piece.sha256] = replace(piece, wishes=wishes, version=piece.version + 1)


def put_away(taken: Sequence[Piece]) -> None:
    for piece in taken:
        st.session_state[PIECES].pop(piece.sha256, None)
        piece.path.unlink(missing_ok=True)


def looks() -> list[Look]:
    """A look at every file that waits: once per content, wishes and state of the database."""
    known = st.session_state.setdefault(LOOKS, {})
    keys = keys_of(pieces())
    new = [piece for piece, key in zip(pieces(), keys, strict=True) if key not in known]
    if new:
        look_at(new, known)
    st.session_state[LOOKS] = {key: known[key] for key in keys}
    return [known[key] for key in keys]


def keys_of(waiting: Sequence[Piece]) -> list[Seen]:
    generation = product().store.generation
    return [(piece.sha256, piece.wishes, generation) for piece in waiting]


def look_at(new: Sequence[Piece], known: dict[Seen, Look]) -> None:
    """Fills `known` as it goes: what was looked at before a click ended it need not be looked at again."""
    serving, keys = product(), keys_of(new)

    def work(told: Told) -> None:
        for number, (piece, key) in enumerate(zip(new, keys, strict=True), 1):
            step = within(told, f"{number}/{len(new)}: {piece.name}")
            known[key] = look(serving.store, serving.model, piece.name, piece.path, limits(serving.config), piece.wishes, step)

    with_way_out("ファイルを調べています", work, key="import_stop_looking", stopped=put_away_unseen)


def put_away_unseen() -> None:
    """Who ends the looking does not want the files that are still to be looked at."""
    known = st.session_state.get(LOOKS, {})
    put_away([piece for piece, key in zip(pieces(), keys_of(pieces()), strict=True) if key not in known])


def take_in_all(partial: bool, without_sample: bool) -> None:
    """Takes in every file that can be, the master first; the others stay. What became of each stands in `done`."""
    seen, waiting, who = looks(), pieces(), signed_in().role.value
    ready = [waiting[index] for index in in_order_of_need([look.kind for look in seen]) if seen[index].can_be_taken_in(partial)]
    done: list[Done] = []
    st.session_state[DONE] = done
    pile = st.session_state[PIECES]
    serving = product()

    def work(told: Told) -> None:
        if without_sample:
            told("サンプルデータを消しています")
            drop_sample(serving.store)
        for number, piece in enumerate(ready, 1):
            done.append(taken_in(serving, piece, partial, who, within(told, f"{number}/{len(ready)}: {piece.name}")))
            if done[-1].receipt:
                pile.pop(piece.sha256, None)
                piece.path.unlink(missing_ok=True)

    with_way_out("取り込んでいます", work, key="import_stop_taking_in", stopped=note_stop)


def note_stop() -> None:
    """Somebody ended the taking in: the next run of the page says so."""
    st.session_state[STOPPED] = True


def taken_in(serving: Product, piece: Piece, partial: bool, who: str, told: Told) -> Done:
    """One file as one batch; what its sender can mend is a line, and the next file goes on."""
    try:
        with staged(serving.store, piece.name, piece.path, limits(serving.config), told) as file:
            found = take_in(serving.store, serving.model, file, piece.wishes, partial, who=who, told=told)
    except Cancelled:
        raise
    except Unusable as error:
        return Done(str(error))
    if found.same_as is not None:
        return Done(says.already(piece.name, found.same_as), found.plan.kind.name, found.same_as)
    return Done(says.receipt(piece.name, found.plan.kind.label, found.receipt or 0, found.counts), found.plan.kind.name, found.receipt)


def shown(name: str) -> str:
    """A file's name inside a label that understands markdown."""
    return "".join(f"\\{sign}" if sign in "\\*_`[]()#~:$!|<>{}" else sign for sign in name)
