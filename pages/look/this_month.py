"""What is due this month? Who has not answered, who has not been contacted, how many have which priority."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from analytics.charts import overview as charts
from analytics.frames import overview as frames
from analytics.sentences import overview as sentences
from pages.look.seen import THIRD, Seen
from pages.shared.screen import View, column


def this_month(view: View, here: Seen) -> None:
    """For the prefecture only, never on a shared screen."""
    st.subheader("今月の対応", anchor=False)
    grid = st.grid(3, min_column_width=THIRD, border=True)
    with grid.cell():
        silent = [here.names.get(code, code) for code in here.codes if code not in here.answered]
        st.metric("この調査年度に回答していない団体", f"{len(silent)}団体")
        st.text(sentences.silent(silent))
    with grid.cell():
        quiet_ones(view, here)
    with grid.cell():
        counts = frames.priority_counts(view.table_of("priority"), here.codes, here.names)
        view.chart(charts.priority_bars(), counts, sentences.counted(counts), key="priority")
        st.page_link("look/priority.py", label="支援優先度を開く", icon=":material/low_priority:")


def quiet_ones(view: View, here: Seen) -> None:
    rows = frames.quiet(view.table_of("support_log"), here.codes, here.names, date.today())
    help = "ヒアリング・研修・伴走支援・会議のどれも、支援記録にない団体です。県全体への支援は数えません。"
    st.metric(f"{frames.QUIET_DAYS}日以上、支援記録のない団体", f"{len(rows)}団体", help=help)
    if len(rows):
        st.dataframe(
            rows[["name", "last"]], hide_index=True, height=190, placeholder="記録なし", column_config=columns(), key="overview_quiet"
        )


def columns() -> dict[str, Any]:
    return {field.name: column(field) for field in frames.QUIET_FIELDS}
