"""What do people decide beside the verdict? The form for 支援希望 and 県の決定; every save is a batch, so none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics.frames import priority as frames
from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.sentences import priority as sentences
from pages.shared.screen import View, sized

SAVED = "priority_saved"
KIND = KINDS["support_decisions"]


def decide(view: View, table: DataFrame) -> None:
    st.subheader("支援希望と県の決定を入力する", anchor=False)
    if done := st.session_state.pop(SAVED, None):
        st.success(done, icon=":material/check:")
    st.markdown(sentences.decided(table))
    before = frames.to_decide(table)
    rows = frames.typed_in(before, form(view, before), view.filters.round or "", date.today())
    label = f"{len(rows)}団体分を保存する" if rows else "保存する"
    if st.button(label, type="primary", disabled=not rows, key="priority_save", icon=":material/save:"):
        receipt = enter(view.product.store, KIND, rows, who=view.viewer.role.value)
        st.session_state[SAVED] = sentences.saved(len(rows), receipt)
        st.rerun()


def form(view: View, before: DataFrame) -> DataFrame:
    """The rows as typed over. A new key for new content: what was typed never slips onto another row."""
    return st.data_editor(
        before,
        hide_index=True,
        disabled=["name", "support_priority"],
        column_config={"code": None, **sized((frames.NAME, frames.VERDICT["support_priority"]), **frames.WIDTHS), **asked()},
        placeholder="未入力",
        key=f"priority_form_{view.filters.round}_{frames.fingerprint(before)}",
    )


def asked() -> dict[str, Any]:
    choices = {name: list(KIND.by_name[name].choices) for name in ("wish", "decision")}
    return {
        **{name: st.column_config.SelectboxColumn(KIND.by_name[name].label, options=words, width=130) for name, words in choices.items()},
        "why": st.column_config.TextColumn("決定の理由", max_chars=500, width=300),
        "date": st.column_config.DateColumn("決定日", format="YYYY-MM-DD", width=120),
    }
