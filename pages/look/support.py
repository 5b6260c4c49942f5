"""What did the municipality write, what support was given, and what was it today? With a form for a visit."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics import records
from analytics.frames import karte as frames
from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.sentences import karte as sentences
from pages.look.karte_figures import Sheet
from pages.shared import cached
from pages.shared.screen import View

LOG = KINDS["support_log"]
STORED, TURN = "karte_stored", "karte_turn"
"""TURN counts what was entered: a new key gives an empty form for the next one."""


def remarks(here: Sheet) -> None:
    """For the prefecture and its author only, never on a shared screen: the view `remark` holds no others."""
    if here.view.sharing:
        return
    rows = cached.read(records.remarks, here.view.scope_of(here.near.focus), cut=True)
    if rows.empty and not here.view.viewer.is_prefecture:
        return
    here.view.finding("自由記述（県内部）" if here.view.viewer.is_prefecture else "自由記述")
    for row in rows.itertuples(index=False):
        with st.container(border=True):
            st.caption(row.question_text.partition("：")[0])
            st.text(row.text)
    if rows.empty:
        st.caption("この調査年度の自由記述はありません。")


def support(here: Sheet) -> None:
    """The log; the prefecture enters a visit on the spot. A shared screen shows what was done, not who said what."""
    rows = cached.read(records.visits, here.view.scope_of(here.near.focus).in_round(None), cut=True)
    if rows.empty and not here.shows_verdict:
        return
    here.view.finding(sentences.support(len(rows)))
    if len(rows):
        here.view.table(
            rows, frames.SHARED_VISIT_FIELDS if here.view.sharing else frames.VISIT_FIELDS, f"{here.name}_支援記録", key="支援記録"
        )
    if here.shows_verdict:
        visit_form(here.view, here.near.focus)


def visit_form(view: View, code: str) -> None:
    """Enters one visit to, or support of, a municipality."""
    if st.session_state.pop(STORED, False):
        st.toast("支援記録に追加しました。", icon=":material/check:")
    with st.expander("訪問・支援を記録する", icon=":material/edit_note:"), st.form("karte_visit", clear_on_submit=False, border=False):
        row = asked(code)
        if st.form_submit_button("記録する", type="primary"):
            store(view, code, row)


def asked(code: str) -> dict[str, object]:
    """The fields of one entry as the form holds them."""
    of, turn = LOG.by_name, f"{code}_{st.session_state.get(TURN, 0)}"
    left, middle, right = st.columns(3)
    return {
        "date": left.date_input("日付", date.today(), format="YYYY-MM-DD", key=f"karte_date_{turn}"),
        "type": middle.selectbox("種別", of["type"].choices, key=f"karte_type_{turn}"),
        "method": right.selectbox("方法", of["method"].choices, key=f"karte_method_{turn}"),
        "title": st.text_input("件名（必須）", key=f"karte_title_{turn}", placeholder="例: 現状の聞き取り"),
        "participants": left.number_input("人数", 0, int(of["participants"].high or 0), None, key=f"karte_participants_{turn}"),
        "counterpart": middle.text_input("相手先", key=f"karte_counterpart_{turn}"),
        "staff": right.text_input("担当", key=f"karte_staff_{turn}"),
        "note": st.text_area("内容", key=f"karte_note_{turn}"),
        "next": st.date_input("次回予定", None, format="YYYY-MM-DD", key=f"karte_next_{turn}"),
    }


def store(view: View, code: str, row: dict[str, object]) -> None:
    """Stores the visit as a batch of its own, or says what to mend."""
    faults = frames.faults_of_visit(row, date.today())
    if faults:
        st.error(" ".join(faults), icon=":material/error:")
        return
    known = {name: None if value == "" else value for name, value in row.items()}
    enter(view.product.store, LOG, [{"code": code, **known}], view.viewer.role.value)
    st.session_state[STORED] = True
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.rerun()
