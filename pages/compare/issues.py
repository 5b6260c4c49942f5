"""What troubles the municipalities, how urgent is it by their word and by their ratings, and what is done about it?"""

from __future__ import annotations

import streamlit as st

from analytics.frames import issues as frames
from analytics.scope import Role
from analytics.sentences import issues as sentences
from pages.compare import issues_editing as editing
from pages.compare import issues_figures as figures
from pages.compare.issues_round import of_lists, without_lists
from pages.shared import cached
from pages.shared.screen import screen

with screen("課題リスト", "issues") as asked:
    if asked.viewer.role is Role.VIEWER:
        asked.lead(sentences.OPENING)
        st.stop()
    view = of_lists(asked)
    lists = frames.named(view.table_of("issues"), cached.names())
    if lists.empty:
        without_lists(view)
    first = st.container()
    table = figures.filtered(view, lists)
    with first:
        view.lead(sentences.lead(table, not view.sharing))
    if table.empty:
        st.stop()
    if not view.sharing:
        editing.ask(view)
    figures.quadrant(view, table)
    if not view.sharing:
        figures.compared(view, table)
    figures.breakdown(view, table)
    figures.listed(view, table)
    if not view.sharing:
        editing.edit(view, table)
    figures.road_map(view, table)
    if not view.sharing:
        editing.history(view)
