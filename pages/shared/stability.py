"""Does what this page says in words hold? The mark beside its statements: 安定した結果 or 参考（条件により変動）."""

from __future__ import annotations

import streamlit as st

from analytics.sentences import robustness as sentences
from pages.shared import cached
from pages.shared.screen import View


def stability(view: View, focus: str, method: str | tuple[str, ...], *kinds: str) -> None:
    """One line per statement of these kinds (below_peers, weakest_aspect, priority) about the municipality in focus."""
    if view.filters.round is None:
        return
    rows = cached.table("robustness", view.scope_of(focus), method)
    told = rows[rows["statement"].str.partition(":")[0].isin(kinds)] if len(rows) else rows
    aspects = {aspect.id: aspect.label for aspect in view.product.model.to_be.aspects}
    if len(told):
        with st.expander(sentences.counted(told, "結果の安定性", "件"), icon=":material/verified:", expanded=len(told) <= 2):
            st.text("\n".join(sentences.lines(told, aspects)))
            st.caption(sentences.MEANING)
