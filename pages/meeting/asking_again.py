"""What has become of what was promised? Asked while the slide of the promises is on, and kept beside what it shows."""

from __future__ import annotations

import streamlit as st

from analytics import decisions
from analytics.meeting import following_up
from analytics.meeting.record import Held
from analytics.scope import Scope
from analytics.sentences import meeting as sentences
from pages.meeting.deciding import OFTEN
from pages.meeting.showing import listed
from pages.shared.asking import viewer
from pages.shared.product import product


@st.fragment(run_every=OFTEN)
def ask_again(held: Held) -> None:
    """A form to say how a promise stands, and below it all that has changed since the slide was made, by whomever."""
    with product().store.reading(Scope(viewer())) as con:
        told = following_up.changes(con, held)
    which, how, button = st.columns([5, 2, 2], vertical_alignment="bottom")
    first = next((place for place, (_, then, _) in enumerate(told.values()) if then in decisions.OPEN), 0)
    which.selectbox("持ち帰り事項", list(told), first, format_func=lambda one: told[one][0], key="stage_promise")
    how.selectbox("いまの状況", decisions.STATUSES, index=2, key="stage_status")
    button.button("状況を変える", key="stage_change", width="stretch", on_click=change)
    changed = [sentences.became(*one) for one in told.values() if one[1] != one[2]]
    st.html(f'<div class="slide">{listed(changed)}</div>')


def change() -> None:
    decisions.change_status(product().store, st.session_state["stage_promise"], st.session_state["stage_status"], viewer().role.value)
