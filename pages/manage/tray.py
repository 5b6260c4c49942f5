"""Which files wait to be taken in? Put down on disk when they come, looked at once each, and kept until they are taken in."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from analytics.errors import Unusable
from analytics.intake.looking import Look, in_order_of_need, limits, look
from analytics.intake.taking_in import staged, take_in
from analytics.intake.understanding import Wishes
from analytics.sample import drop_sample
from analytics.sentences import intake as says
from pages.shared.asking import signed_in
from pages.shared.product import product

UPLOADER, PIECES, LOOKS, DONE = "import_uploader", "import_pieces", "import_looks", "import_done"


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
    known = st.session_state.get(LOOKS, {})
    generation = product().store.generation
    keys = [(piece.sha256, piece.wishes, generation) for piece in pieces()]
    new = [piece for piece, key in zip(pieces(), keys, strict=True) if key not in known]
    found = known | looked_at(new, generation)
    st.session_state[LOOKS] = {key: found[key] for key in keys}
    return [found[key] for key in keys]


def looked_at(new: Sequence[Piece], generation: int) -> dict[tuple[str, Wishes, int], Look]:
    if not new:
        return {}
    serving = product()
    found = {}
    with st.status("ファイルを調べています") as status:
        for number, piece in enumerate(new, 1):
            status.update(label=f"ファイルを調べています（{number}/{len(new)}）: {shown(piece.name)}")
            found[piece.sha256, piece.wishes, generation] = look(
                serving.store, serving.model, piece.name, piece.path.read_bytes(), limits(serving.config), piece.wishes
            )
        status.update(label=f"{len(new)}ファイルを調べました", state="complete")
    return found


def take_in_all(partial: bool, without_sample: bool) -> None:
    """Takes in every file that can be, the master first; the others stay. What became of each stands in `done`."""
    seen = looks()
    ready = [index for index in in_order_of_need([look.kind for look in seen]) if seen[index].can_be_taken_in(partial)]
    chosen = [pieces()[index] for index in ready]
    with st.status("取り込んでいます", expanded=True) as status:
        if without_sample:
            status.write("サンプルデータを消しています")
            drop_sample(product().store)
        done = []
        for number, piece in enumerate(chosen, 1):
            status.update(label=f"取り込んでいます（{number}/{len(chosen)}）: {shown(piece.name)}")
            done.append(taken_in(piece, partial))
            status.text(done[-1].line)
        status.update(label="取込が終わりました", state="complete")
    put_away([piece for piece, result in zip(chosen, done, strict=True) if result.receipt])
    st.session_state[DONE] = done


def taken_in(piece: Piece, partial: bool) -> Done:
    """One file as one batch; what its sender can mend is a line, and the next file goes on."""
    serving = product()
    try:
        with staged(serving.store, piece.name, piece.path.read_bytes(), limits(serving.config)) as file:
            found = take_in(serving.store, serving.model, file, piece.wishes, partial, who=signed_in().role.value)
    except Unusable as error:
        return Done(str(error))
    if found.same_as is not None:
        return Done(says.already(piece.name, found.same_as), found.plan.kind.name, found.same_as)
    return Done(says.receipt(piece.name, found.plan.kind.label, found.receipt or 0, found.counts), found.plan.kind.name, found.receipt)


def shown(name: str) -> str:
    """A file's name inside a label that understands markdown."""
    return "".join(f"\\{sign}" if sign in "\\*_`[]()#~:$!|<>{}" else sign for sign in name)
