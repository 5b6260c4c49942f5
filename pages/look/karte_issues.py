"""Which of its issues matter most to this municipality? The first five of its list."""

from __future__ import annotations

import streamlit as st

from analytics.frames import issues as frames
from analytics.sentences import issues as sentences
from pages.look.karte_figures import Sheet
from pages.shared import cached


def issues(here: Sheet) -> None:
    """For the prefecture and the municipality itself; their order is a priority, so never on a shared screen."""
    if here.view.sharing:
        return
    table = frames.named(here.view.table_of("issues", here.view.scope_of(here.near.focus)), cached.names())
    if table.empty:
        return
    here.view.finding(sentences.top(table))
    wide = st.column_config.TextColumn("課題", width=360)
    here.view.table(frames.top(table), frames.TOP_FIELDS, f"{here.name}_課題上位", key="issues", issue=wide)
    here.view.source("issues")
    st.page_link("compare/issues.py", label="課題リストを開く", icon=":material/list_alt:", query_params={"m": here.name})
