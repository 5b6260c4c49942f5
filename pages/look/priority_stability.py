"""Do the verdicts hold if a single question is left out? A part of 支援優先度."""

from __future__ import annotations

import streamlit as st

from analytics.frames import robustness as frames
from analytics.sentences import robustness as sentences
from pages.shared import cached
from pages.shared.screen import View


def verdicts_hold(view: View) -> None:
    """With the usual limits alone: the marks rest on them."""
    found = view.table_of("robustness")
    rows = frames.verdicts(found, cached.names())
    if rows.empty:
        return
    with st.expander(sentences.counted(rows, "支援優先度の安定性", "団体"), icon=":material/verified:"):
        st.caption(sentences.MEANING)
        view.table(rows, frames.VERDICT_FIELDS, "支援優先度の安定性", key="stability")
