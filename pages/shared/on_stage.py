"""Is a meeting on the screen? Then its slides have it for themselves: no menu, no filters, nobody who does not take part."""

from __future__ import annotations

import streamlit as st

MEETING, SLIDE = "meeting", "slide"
"""The meeting's number and the slide's key, both kept in the address: a reload or another person opens the same slide."""


def on_stage(url_path: str) -> bool:
    return url_path == "meeting" and SLIDE in st.query_params


def go_to(slide: str) -> None:
    st.query_params[SLIDE] = slide


def enter_stage(number: int, slide: str) -> None:
    """Nothing else stays in the address: filters hold names."""
    st.query_params.from_dict({MEETING: str(number), SLIDE: slide})


def leave_stage() -> None:
    """The meeting stays chosen, so that its minutes are at hand."""
    st.query_params.pop(SLIDE, None)
