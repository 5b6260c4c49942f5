"""What was agreed, who does it, and until when? Kept at once, and asked about when the same circle meets again."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics import decisions
from analytics.meeting import minutes
from analytics.meeting.record import Held
from pages.meeting.showing import table
from pages.shared.asking import viewer
from pages.shared.product import product

TURN = "stage_decided"
ALL, NO_FIGURE = "", ""


def agreed(held: Held) -> tuple[tuple[str, ...], ...]:
    return minutes.minutes(product().store, held.number).agreed


def decide(held: Held, rows: tuple[tuple[str, ...], ...]) -> None:
    """The decisions so far, and a form for the next one."""
    st.html(f'<div class="slide">{table(minutes.DECIDED, rows)}</div>')
    turn = st.session_state.get(TURN, 0)
    names = {ALL: "全体"} | held.names
    items = {NO_FIGURE: "なし"} | held.snapshot.items
    with st.form(f"stage_decide_{turn}", border=False):
        text = st.text_input("決定事項（必須）", key=f"stage_text_{turn}", placeholder="例: 窓口の棚卸し表を持ち寄る")
        left, middle, right, last = st.columns(4)
        code = left.selectbox("だれが", range(len(names)), format_func=lambda one: list(names.values())[one], key=f"stage_code_{turn}")
        owner = middle.text_input("担当", key=f"stage_owner_{turn}", placeholder="例: 企画課")
        due = right.date_input("期限", None, format="YYYY-MM-DD", key=f"stage_due_{turn}")
        item = last.selectbox("関係する数値", list(items), format_func=lambda one: items[one], key=f"stage_item_{turn}")
        if st.form_submit_button("決定事項に加える", type="primary"):
            keep(held, text, list(names)[code], owner, due, item)


def keep(held: Held, text: str, code: str, owner: str, due: date | None, item: str) -> None:
    """Stores the decision, or says what to mend."""
    try:
        decisions.promise(
            product().store, text, held.snapshot.held, code or None, owner, due, held.snapshot.name, held.codes, viewer().role.value, item or None
        )  # fmt: skip
    except decisions.NotAgreed as fault:
        st.error(str(fault), icon=":material/error:")
        return
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.rerun()
