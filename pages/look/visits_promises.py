"""What was promised on visits and in meetings? The list, and forms to enter a promise and to say what became of it."""

from __future__ import annotations

from datetime import date

import streamlit as st
from pandas import DataFrame

from analytics import decisions
from analytics.frames import visits as frames
from analytics.sentences import visits as sentences
from pages.shared.screen import View

SAVED, TURN = "visits_saved", "visits_turn"
"""TURN counts what was entered: a new key gives an empty form for the next one."""


def promises(view: View, names: dict[str, str], today: date) -> DataFrame:
    """Shows the promises with their forms, and gives them."""
    rows = frames.promises(view.table_of("decisions"), names, today)
    view.finding(sentences.promises(rows))
    if done := st.session_state.pop(SAVED, None):
        st.toast(done, icon=":material/check:")
    if len(rows):
        view.table(rows, frames.PROMISE_FIELDS, "約束・決定事項", key="promises")
    left, right = st.columns(2)
    with left.expander("約束を記録する", icon=":material/edit_note:"):
        enter(view, names, today)
    with right.expander("約束の状況を変える", icon=":material/task_alt:"):
        change(view, frames.open_ones(rows))
    return rows


def enter(view: View, names: dict[str, str], today: date) -> None:
    turn = st.session_state.get(TURN, 0)
    codes = list(view.table_of("municipalities")["code"])
    with st.form("visits_promise", border=False):
        code = st.selectbox("市町村", codes, format_func=lambda code: names.get(code, code), key=f"visits_promise_code_{turn}")
        text = st.text_area("約束の内容（必須）", key=f"visits_promise_text_{turn}", placeholder="例: 推進計画のひな形を送る")
        owner = st.text_input("担当", key=f"visits_promise_owner_{turn}", placeholder="例: 県DX推進課")
        on = st.date_input("約束した日", today, format="YYYY-MM-DD", key=f"visits_promise_on_{turn}")
        due = st.date_input("期限", None, format="YYYY-MM-DD", key=f"visits_promise_due_{turn}")
        if st.form_submit_button("記録する", type="primary"):
            keep(view, text, on, code, owner, due)


def keep(view: View, text: str, on: date, code: str, owner: str, due: date | None) -> None:
    """Stores the promise, or says what to mend."""
    try:
        decisions.promise(view.product.store, text, on, code, owner, due, who=view.viewer.role.value)
    except decisions.NotAgreed as fault:
        st.error(str(fault), icon=":material/error:")
        return
    done("約束を記録しました。")


def change(view: View, open_ones: dict[int, str]) -> None:
    if not open_ones:
        st.caption("未了の約束はありません。")
        return
    turn = st.session_state.get(TURN, 0)
    with st.form("visits_status", border=False):
        number = st.selectbox("約束", list(open_ones), format_func=lambda one: open_ones[one], key=f"visits_status_of_{turn}")
        status = st.selectbox("新しい状況", decisions.STATUSES, index=2, key=f"visits_status_to_{turn}")
        if st.form_submit_button("状況を変える", type="primary"):
            decisions.change_status(view.product.store, number, status, view.viewer.role.value)
            done(f"状況を「{status}」に変えました。")


def done(words: str) -> None:
    st.session_state[SAVED] = words
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.rerun()
