"""What is to go for good? Named, shown, and removed on a second word. A part of 取込履歴."""

from __future__ import annotations

import streamlit as st

from analytics import erasing
from analytics.erasing import Target
from analytics.errors import Unusable
from analytics.scope import Scope
from pages.manage.reading_form import years
from pages.manage.tray import shown
from pages.shared import cached
from pages.shared.product import product

SAID = "history_erased"
MEETINGS = (
    "消した市町村が参加した会議と、消した年度の値を載せた会議（前回の値として載せたものも含む）は、資料・メモごと消えます。"
    "決定事項は、年度を消しても残り、市町村を消すとその市町村のものが消えます。"
)
MUNICIPALITY, ROUND, RESPONDENT = "市町村", "調査年度", "受診者"


def erasing_data() -> None:
    """Choose what; see what would go; remove it."""
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(said, icon=":material/check_circle:")
    with st.expander("データを完全に消す", icon=":material/delete_forever:"):
        st.caption("取消と違い、元のファイルも含めて消し、元に戻せません。団体の廃止、本人からの求めなどのときに使います。")
        st.caption(MEETINGS)
        target = choose()
        if target and st.button("消えるものを確かめる…", icon=":material/search:", key="history_erase"):
            look_at(target)


def choose() -> Target | None:
    what = st.radio("消すもの", [MUNICIPALITY, ROUND, RESPONDENT], horizontal=True, key="history_erase_what")
    if what == ROUND:
        round = st.selectbox("調査年度", list(years()), index=None, format_func=lambda one: years()[one], key="history_erase_round")
        return Target(round=round) if round else None
    names = cached.names()
    label = "市町村" if what == MUNICIPALITY else "市町村（受診者IDが複数の団体にあるとき）"
    code = st.selectbox(
        label, list(names), index=None, format_func=lambda one: names[one], placeholder="選んでください", key=f"history_erase_{what}"
    )
    if what == MUNICIPALITY:
        return Target(municipality=code) if code else None
    respondent = st.text_input("受診者ID", key="history_erase_respondent").strip()
    return Target(municipality=code, respondent=respondent) if respondent else None


def look_at(target: Target) -> None:
    serving = product()
    try:
        with serving.store.reading(Scope()) as con:
            found = erasing.preview(con, serving.store, target)
    except Unusable as error:
        st.warning(shown(str(error)), icon=":material/info:")
        return
    confirm(target, found.lines())


@st.dialog("データを完全に消す", width="large")
def confirm(target: Target, lines: list[str]) -> None:
    st.text("次のものを消します。")
    for line in lines:
        st.text(f"・{line}")
    agreed = st.checkbox("元に戻せないことを確かめました", key="history_erase_agreed")
    if st.button("完全に消す", type="primary", disabled=not agreed, key="history_erase_confirm"):
        try:
            erasing.erase(product().store, target)
        except Unusable as error:
            st.error(shown(str(error)), icon=":material/error:")
            return
        st.session_state[SAID] = "選んだデータを完全に消しました。先に作ったバックアップには残っています。"
        st.rerun()
