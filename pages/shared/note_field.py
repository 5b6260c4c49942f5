"""What is noted on these figures? The notes that the viewer may read, their signs on charts, and for 県担当 a form to write one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics import notes, published
from analytics.charts import notes as charts
from analytics.frames import notes as frames
from analytics.scope import Scope
from analytics.sentences import notes as sentences
from pages.shared import cached
from pages.shared.screen import View, column, exports_safe

SAVED, TURN = "note_saved", "note_turn"
"""TURN counts what was written: a new key gives an empty form for the next one."""

Sets = dict[str, Any]


def known(view: View, *codes: str) -> DataFrame:
    """The notes on these municipalities, of the round in view; none while the screen is shared: they do not leave the server."""
    return cached.read(notes.notes, Scope(view.viewer, view.filters.round, "", (*codes, "") if not view.sharing else ("",)), cut=True)


def marked(
    view: View, spec: Mapping[str, Any], sets: Sets, rows: DataFrame, layer: int = -1, along: str = "y",
    at: Mapping[str, Any] = charts.AT_RIGHT, **shift: int,
) -> tuple[dict[str, Any], Sets]:  # fmt: skip
    """A chart with a sign for each of `rows` (frames.signs with the fields of their places), as it is where there are none."""
    if view.sharing or rows.empty:
        return dict(spec), sets
    drawn = rows.drop(columns=[name for name in ("item",) if name in rows])
    return charts.with_signs(spec, layer, along, at, **shift), {**sets, charts.NOTES: drawn}


def note_field(view: View, names: Mapping[str, str], about: Sequence[str] = ()) -> None:
    """The notes on these municipalities (code → name) and the form. about: measures or single items, all where none is named.

    Nothing on a shared screen, and nothing for others than 県担当 where there is nothing to read.
    """
    if view.sharing or not names:
        return
    every = cached.read(notes.notes, Scope(view.viewer, None, "", tuple(names)), cut=True)
    labels = all_items(view)
    items = {item: frames.about(item, labels) for item in labels if fits(item, about)}
    rows = frames.listed(of(every, about), names, labels)
    if rows.empty and not view.viewer.is_prefecture:
        return
    if told := st.session_state.pop(SAVED, None):
        st.toast(told, icon=":material/check:")
    with st.expander(sentences.counted(rows), icon=":material/sticky_note_2:", key=f"{view.key}_notes"):
        for row in rows.to_dict("records"):
            shown(view, row, len(names) > 1)
        if view.viewer.is_prefecture and items:
            form(view, names, items)
            if st.toggle("メモの経緯を見る", key=f"{view.key}_notes_history"):
                history(view, names, labels, about)
    if len(rows):
        st.caption(sentences.SIGN)


def all_items(view: View) -> dict[str, str]:
    catalogue = cached.read(published.catalogue, Scope(view.viewer))
    return frames.labels(view.product.model, view.filters.round, list(catalogue["indicator"]) if len(catalogue) else ())


def of(rows: DataFrame, about: Sequence[str]) -> DataFrame:
    return rows[rows["item"].map(lambda item: fits(item, about)).astype(bool)]


def fits(item: str, about: Sequence[str]) -> bool:
    return not about or item in about or item.partition(":")[0] in about


def shown(view: View, row: Mapping[str, Any], with_name: bool) -> None:
    """One note; 県担当 may change it or take it away."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container():
            st.caption(exports_safe(sentences.line(row, with_name)))
            st.text(row["text"])
        if view.viewer.is_prefecture:
            with st.popover("直す", icon=":material/edit:", width="content"):
                changing(view, row, f"{view.key}_note_{row['entry']}")


def changing(view: View, row: Mapping[str, Any], key: str) -> None:
    with st.form(f"{key}_form", border=False):
        text = st.text_area("メモ", row["text"], max_chars=notes.LONGEST, key=f"{key}_text")
        audience = readers(key, row["audience"])
        if st.form_submit_button("直して保存", type="primary"):
            keep(lambda: notes.change(view.product.store, view.viewer, row["entry"], text, audience), "メモを直しました。")
        if st.form_submit_button("このメモを消す"):
            keep(lambda: notes.change(view.product.store, view.viewer, row["entry"], None, audience), "メモを消しました。")


def form(view: View, names: Mapping[str, str], items: Mapping[str, str]) -> None:
    """A new note on one item of one municipality, about the round in view."""
    key = f"{view.key}_note_{'_'.join([*names][:1])}_{st.session_state.get(TURN, 0)}"
    with st.form(f"{key}_new", border=False):
        places = iter(st.columns(max(1, sum(len(options) > 1 for options in (names, items)))))
        code = one_of(places, "団体", names, f"{key}_code")
        item = one_of(places, "項目", items, f"{key}_item")
        text = st.text_area("新しいメモ（なぜ動いたか、何を合意したか）", max_chars=notes.LONGEST, key=f"{key}_text", height=90)
        audience = readers(key, notes.INSIDE)
        st.caption(sentences.DISCLOSURE)
        if st.form_submit_button("メモを保存", type="primary"):
            keep(
                lambda: notes.write(view.product.store, view.viewer, code, item, view.filters.round, text, audience), "メモを保存しました。"
            )


def one_of(places: Iterator[Any], label: str, options: Mapping[str, str], key: str) -> str:
    """A choice in the next of the places; where there is only one thing to choose it is not asked for."""
    if len(options) == 1:
        return next(iter(options))
    return str(next(places).selectbox(label, list(options), format_func=lambda one: options[one], key=key))


def readers(key: str, now: str) -> str:
    return str(
        st.radio(
            "読める人", list(notes.AUDIENCES), list(notes.AUDIENCES).index(now), captions=list(notes.AUDIENCES.values()), key=f"{key}_readers",
            horizontal=True,
        )
    )  # fmt: skip


def keep(done: Any, told: str) -> None:
    """Stores, or says what to mend."""
    try:
        done()
    except notes.NotNoted as fault:
        st.error(str(fault), icon=":material/error:")
        return
    st.session_state[SAVED] = told
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.rerun()


def history(view: View, names: Mapping[str, str], labels: Mapping[str, str], about: Sequence[str]) -> None:
    """What the notes said before. It stays on the screen: only notes for all leave the product."""
    states = cached.read(notes.history, Scope(view.viewer, None, "", tuple(names)), cut=True)
    rows = frames.history(of(states, about), names, labels)
    fields = frames.HISTORY_FIELDS
    st.dataframe(
        rows[[field.name for field in fields]], hide_index=True, column_config={field.name: column(field) for field in fields},
        key=f"{view.key}_notes_states",
    )  # fmt: skip
