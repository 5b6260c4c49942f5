"""What was agreed, who does it, and until when? Kept as it is typed, and asked about when the same circle meets again."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import decisions
from analytics.meeting import drafting, minutes
from analytics.meeting.drafting import Draft
from analytics.meeting.record import Held
from analytics.scope import Scope
from analytics.sentences import meeting as sentences
from pages.meeting.showing import table
from pages.shared.asking import viewer
from pages.shared.product import product

TURN, FORM, FAULT = "stage_decided", "stage_draft", "stage_not_agreed"
ALL, NO_FIGURE = "", ""
EXAMPLE = "例: 窓口の棚卸し表を持ち寄る"
OFTEN = 3
"""Seconds after which what somebody else has written in the meantime is shown."""


def agreed(held: Held) -> tuple[tuple[str, ...], ...]:
    return minutes.minutes(product().store, held.number).agreed


def decide(held: Held, rows: tuple[tuple[str, ...], ...]) -> None:
    """The decisions so far, those of others who have the meeting open too, and a form for the next one."""
    so_far(held, rows)
    form(held)


@st.fragment(run_every=OFTEN)
def so_far(held: Held, rows: tuple[tuple[str, ...], ...]) -> None:
    if agreed(held) != rows:
        st.rerun()
    st.html(f'<div class="slide">{table(minutes.DECIDED, rows)}</div>')


@st.fragment
def form(held: Held) -> None:
    """Not st.form: that would keep what is typed in the browser until its button is pressed."""
    turn = st.session_state.get(TURN, 0)
    if f"stage_text_{turn}" not in st.session_state:
        take_up(held, turn)
    names, items = {ALL: "全体"} | held.names, {NO_FIGURE: "なし"} | held.snapshot.items
    codes = list(names)
    more: dict[str, Any] = {"on_change": put_down, "args": (held, turn)}
    hint = sentences.TYPE_NO_NAME if held.snapshot.unnamed else EXAMPLE
    st.text_input("決定事項（必須）", key=f"stage_text_{turn}", placeholder=hint, live="500ms", **more)
    left, middle, right, last = st.columns(4)
    left.selectbox("だれが", range(len(codes)), format_func=lambda one: names[codes[one]], key=f"stage_code_{turn}", **more)
    middle.text_input("担当", key=f"stage_owner_{turn}", placeholder="例: 企画課", live="500ms", **more)
    right.date_input("期限", None, format="YYYY-MM-DD", key=f"stage_due_{turn}", **more)
    last.selectbox("関係する数値", list(items), format_func=lambda one: items[one], key=f"stage_item_{turn}", **more)
    if fault := st.session_state.pop(FAULT, ""):
        st.error(fault, icon=":material/error:")
    if st.button("決定事項に加える", type="primary", key="stage_decide", on_click=keep, args=(held, turn)) and not fault:
        st.rerun()


def take_up(held: Held, turn: int) -> None:
    """The form as it was left, by whomever: a browser may have gone in the middle of it."""
    with product().store.reading(Scope(viewer())) as con:
        entry, draft = drafting.waiting(con, held.number)
    codes = [ALL, *held.codes]
    told: dict[str, Any] = {"text": draft.text, "owner": draft.owner, "due": draft.due}
    told["item"] = draft.item if draft.item in held.snapshot.items else NO_FIGURE
    told["code"] = codes.index(draft.code) if draft.code in codes else 0
    st.session_state.update({f"stage_{name}_{turn}": value for name, value in told.items()} | {FORM: entry})


def written(held: Held, turn: int) -> Draft:
    told = {name: st.session_state[f"stage_{name}_{turn}"] for name in ("text", "owner", "due", "item")}
    return Draft(**told, code=[ALL, *held.codes][st.session_state[f"stage_code_{turn}"]])


def put_down(held: Held, turn: int) -> None:
    st.session_state[FORM] = drafting.keep(product().store, held.number, written(held, turn), st.session_state[FORM], viewer().role.value)


def keep(held: Held, turn: int) -> None:
    """Stores the decision and empties the form, or says what to mend."""
    draft, store, who = written(held, turn), product().store, viewer().role.value
    try:
        decisions.promise(
            store, draft.text, held.snapshot.held, draft.code or None, draft.owner, draft.due, held.snapshot.name, held.codes, who, draft.item or None
        )  # fmt: skip
    except decisions.NotAgreed as fault:
        st.session_state[FAULT] = str(fault)
        return
    drafting.keep(store, held.number, Draft(), st.session_state[FORM], who)
    st.session_state[TURN] = turn + 1
