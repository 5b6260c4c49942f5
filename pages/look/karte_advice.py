"""What could help this municipality, and why that? 支援メニュー案 with the way to the procedure and the cases."""

from __future__ import annotations

import streamlit as st

from analytics.frames import advice as frames
from analytics.frames.karte import weak_steps
from analytics.sentences import advice as sentences
from pages.learn.passages import heading
from pages.look.karte_figures import Sheet
from pages.shared.screen import exports_safe


def advice(here: Sheet) -> None:
    """Its reasons name limits."""
    if not here.shows_all:
        return
    rows = here.table("advice")
    here.view.finding(sentences.advice(rows))
    kinds = frames.of_kinds(rows)
    grid = st.grid(len(kinds) or 1, min_column_width=260, border=True)
    for kind, lines in kinds.items():
        with grid.cell():
            st.caption(frames.LABELS[kind])
            for row in lines.itertuples(index=False):
                heading(row.title)
                st.caption(exports_safe(row.because))
                if kind == "case":
                    st.page_link(
                        "learn/cases.py", label="この事例を開く", icon=":material/menu_book:", query_params={"tab": "事例", "case": row.id}
                    )
    procedures(here)
    if len(rows):
        st.caption(sentences.OUR_READING)
        here.view.downloads(frames.labelled(rows), frames.ADVICE_FIELDS, f"{here.name}_支援メニュー案", key="支援メニュー案")


def procedures(here: Sheet) -> None:
    """The procedure of each step below its limit."""
    weak = weak_steps(here.table("steps"), here.view.product.config.priority)
    if weak and not here.shows_verdict:
        for step in weak:
            text = f"{here.step_labels[step]}の手順書を開く"
            st.page_link("learn/cases.py", label=text, icon=":material/menu_book:", query_params={"step": step})
