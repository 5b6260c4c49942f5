"""Whom does a meeting bring together, what do they talk about, and what did they agree?"""

from __future__ import annotations

import streamlit as st

from analytics.meeting import record
from analytics.meeting.record import Held
from analytics.scope import Scope
from analytics.sentences import meeting as sentences
from pages.meeting.past import of_today, past
from pages.meeting.preparing import prepare
from pages.meeting.stage import stage
from pages.shared import cached
from pages.shared.asking import viewer
from pages.shared.on_stage import MEETING, on_stage
from pages.shared.product import product
from pages.shared.screen import calmly, screen


def opened() -> Held:
    """The meeting of the address, for whoever may open it. Raises NoSuchMeeting."""
    number = st.query_params.get(MEETING, "")
    if not viewer().is_prefecture:
        raise record.NoSuchMeeting("この画面は県担当だけが使えます。")
    if not number.isdecimal() or len(number) > 9:
        raise record.NoSuchMeeting("会議の記録はありません。会議の一覧から選んでください。")
    with product().store.reading(Scope(viewer())) as con:
        return record.meeting(con, int(number))


if on_stage("meeting"):
    with calmly("meeting"):
        stage(opened())
else:
    with screen(product().config.app.meeting_name, "meeting", prefecture_only=True, shareable=False) as view:
        if cached.table("municipalities", view.scope).empty:
            view.empty("municipalities")
        held = cached.read(record.meetings, view.scope)
        newest = held.iloc[0] if len(held) else None
        view.lead(sentences.lead(len(held), None if newest is None else newest["name"], None if newest is None else newest["held"].date()))
        of_today(view, held)
        with calmly("meeting"):
            prepare(view)
        past(view, held)
