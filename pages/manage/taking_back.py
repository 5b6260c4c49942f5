"""What comes back if a batch is taken back? Shown first; done on a second word."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from duckdb import DuckDBPyConnection

from analytics import ledger
from analytics.errors import Unusable
from analytics.frames import intake as frames
from analytics.scope import Scope
from analytics.sentences import intake as says
from pages.manage.tray import shown
from pages.shared import cached
from pages.shared.product import product
from pages.shared.screen import View

SAID = "history_said"


def taking_back(view: View, chosen: pd.Series) -> None:
    """The preview and the button; why it cannot be done where it cannot."""
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(said, icon=":material/check_circle:")
    if not chosen["in_force"]:
        return
    try:
        found = cached.read(preview, Scope(view.viewer), int(chosen["batch"]))
    except Unusable as error:
        st.warning(shown(str(error)), icon=":material/lock:")
        return
    st.markdown("**取り消すとどうなるか**")
    st.text(says.comeback(found))
    what_comes_back(view, found)
    if st.button("この取込を取り消す…", icon=":material/undo:", key="history_revert"):
        confirm(int(chosen["batch"]), str(chosen["file"]), says.comeback(found))


def preview(con: DuckDBPyConnection, scope: Scope, number: int) -> ledger.Comeback:
    return ledger.revert_preview(con, number)


def what_comes_back(view: View, found: ledger.Comeback) -> None:
    if len(found.back):
        st.dataframe(
            frames.back_to(found)[["batch", "file", "taken_at", "rows"]],
            hide_index=True,
            column_config={f.name: f.label for f in frames.BACK_TO_FIELDS},
            key="history_back_to",
        )
    values = frames.values_back(found, cached.names(), view.product.model)
    if len(values):
        st.caption("戻る値の一部（200件まで）です。")
        view.table(values, frames.BACK_FIELDS, "戻る値", key="values", what=st.column_config.TextColumn("対象", width=260))


@st.dialog("取込を取り消す")
def confirm(number: int, file: str, effect: str) -> None:
    st.text(f"受付番号 {number}「{file}」を取り消します。\n{effect}")
    st.caption("取り消した取込も履歴に残ります。もう一度有効にするには、元のファイルを取り込み直してください。")
    if st.button("取り消す", type="primary", key="history_revert_confirm"):
        try:
            with product().store.writing() as cursor:
                ledger.revert(cursor, number)
        except Unusable as error:
            st.error(shown(str(error)), icon=":material/error:")
            return
        st.session_state[SAID] = f"受付番号 {number} を取り消しました。"
        st.rerun()
