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
from pages.manage.working import Told, begin, finished, goes_on, within
from pages.shared.asking import signed_in
from pages.shared.product import Product, product

Seen = tuple[str, Wishes, int]  # content, wishes and state of the database for which a file was looked at
Folder = tempfile.TemporaryDirectory[str]
UPLOADER, PIECES, FOLDER, LOOKS = "import_uploader", "import_pieces", "import_folder", "import_looks"
TAKING, DONE, STOPPED, UNDER_WAY = "import_taking", "import_done", "import_stopped", "import_under_way"
LOOKING, TAKING_IN = "import_looking", "import_taking_in"  # the long work of this page


@dataclass(frozen=True)
class Piece:
    """One file that waits. folder: where it lies, which goes away with the last that names it, be it a session or work that goes on;
    wishes: what its user corrected; version: how often, so that the form starts anew."""

    name: str
    sha256: str
    folder: Folder
    wishes: Wishes = field(default_factory=Wishes)
    version: int = 0

    @property
    def path(self) -> Path:
        return Path(self.folder.name) / self.sha256


@dataclass(frozen=True)
class Done:
    """What became of one file. receipt: its number, None where it was refused; line: what to say."""

    line: str
    kind: str = ""
    receipt: int | None = None


@dataclass(frozen=True)
class Taking:
    """What is being taken in: all that waited when it began, how many of them come in, and what became of those that did."""

    looks: tuple[Look, ...]
    ready: int
    done: list[tuple[Piece, Done]]


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
        if sha256 not in waiting:  # what its user corrected stays, and work may be reading it
            waiting[sha256] = Piece(upload.name, sha256, folder())
            waiting[sha256].path.write_bytes(content)
    st.session_state[UPLOADER] = st.session_state.get(UPLOADER, 0) + 1
    st.session_state.pop(DONE, None)


def folder() -> Folder:
    """This session's folder."""
    if FOLDER not in st.session_state:
        st.session_state[FOLDER] = tempfile.TemporaryDirectory(dir=product().store.staging, ignore_cleanup_errors=True)
    return st.session_state[FOLDER]  # type: ignore[no-any-return]


def correct(piece: Piece, wishes: Wishes) -> None:
    """The file is to be read otherwise."""
    st.session_state[PIECES][piece.sha256] = replace(piece, wishes=wishes, version=piece.version + 1)


def put_away(taken: Sequence[Piece]) -> None:
    for piece in taken:
        st.session_state[PIECES].pop(piece.sha256, None)
        piece.path.unlink(missing_ok=True)


def looks() -> list[Look] | None:
    """A look at every file that waits: once per content, wishes and state of the database. None while they are looked at."""
    if goes_on(LOOKING):
        return None
    looked = finished(LOOKING)
    if looked:
        put_away_unseen() if looked.ended.is_set() else put_away(st.session_state[UNDER_WAY])
        looked.given()
    known = st.session_state.setdefault(LOOKS, {})
    keys = keys_of(pieces())
    new = [piece for piece, key in zip(pieces(), keys, strict=True) if key not in known]
    if new:
        look_at(new, known)
        return looks()
    st.session_state[LOOKS] = {key: known[key] for key in keys}
    return [known[key] for key in keys]


def keys_of(waiting: Sequence[Piece]) -> list[Seen]:
    generation = product().store.generation
    return [(piece.sha256, piece.wishes, generation) for piece in waiting]


def look_at(new: Sequence[Piece], known: dict[Seen, Look]) -> None:
    """Fills `known` as it goes: what was looked at before somebody ended it need not be looked at again."""
    serving, keys = product(), keys_of(new)
    under_way: list[Piece] = []

    def work(told: Told) -> None:
        for number, (piece, key) in enumerate(zip(new, keys, strict=True), 1):
            under_way.append(piece)
            step = within(told, f"{number}/{len(new)}: {piece.name}")
            known[key] = look(serving.store, serving.model, piece.name, piece.path, limits(serving.config), piece.wishes, step)
            under_way.pop()

    st.session_state[UNDER_WAY] = under_way  # left in it: the file on which the work failed, which must not fail it again
    begin(LOOKING, "ファイルを調べています", work)


def put_away_unseen() -> None:
    """Who ends the looking does not want the files that are still to be looked at."""
    known = st.session_state.get(LOOKS, {})
    put_away([piece for piece, key in zip(pieces(), keys_of(pieces()), strict=True) if key not in known])


def begin_taking_in(seen: Sequence[Look], partial: bool, without_sample: bool) -> None:
    """Begins to take in every file that can be, the master first; the others stay. `after_taking_in` says what became of each."""
    waiting, who, serving = pieces(), signed_in().role.value, product()
    ready = [waiting[index] for index in in_order_of_need([look.kind for look in seen]) if seen[index].can_be_taken_in(partial)]
    done: list[tuple[Piece, Done]] = []

    def work(told: Told) -> None:
        if without_sample:
            told("サンプルデータを消しています")
            drop_sample(serving.store)
        for number, piece in enumerate(ready, 1):
            done.append((piece, taken_in(serving, piece, partial, who, within(told, f"{number}/{len(ready)}: {piece.name}"))))

    if begin(TAKING_IN, "取り込んでいます", work):
        st.session_state[DONE] = []
        st.session_state[TAKING] = Taking(tuple(seen), len(ready), done)


def after_taking_in() -> None:
    """Puts away what was taken in, once the work is done, and keeps what there is to say of each file."""
    course = finished(TAKING_IN)
    if course is None:
        return
    done = st.session_state.pop(TAKING).done
    put_away([piece for piece, result in done if result.receipt])
    st.session_state[DONE] = [result for _, result in done]
    st.session_state[STOPPED] = course.ended.is_set()
    course.given()


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
