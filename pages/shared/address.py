"""How is a choice kept in the address? By its words, as Streamlit does, and reachable by its code for links (?step=step1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


def choose(draw: Callable[..., Any], label: str, options: Mapping[str, str], key: str, **more: Any) -> str:
    """One of `options` (code → words) by a widget such as st.selectbox, kept in the address under `key`."""
    code = st.query_params.get(key)
    follow(key, code if code in options else None)
    if code in options:
        more.pop("default", None)  # Streamlit warns where a default stands beside a value that was set
    return str(draw(label, list(options), format_func=lambda code: options.get(code, code), key=key, bind="query-params", **more))


def follow(key: str, value: str | None) -> None:
    """Chooses what a link asks for, before the widget of this key is first drawn: a bound widget knows only its words."""
    if value is not None and key not in st.session_state:
        st.session_state[key] = value
