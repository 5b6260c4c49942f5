"""What was taken in, by whom, what holds, and what would come back if a batch were taken back?"""

from __future__ import annotations

import pandas as pd
import streamlit as st
from duckdb import DuckDBPyConnection

from analytics import ledger
from analytics.frames import intake as frames
from analytics.scope import Scope
from analytics.sentences import intake as says
from pages.manage.backups import backups
from pages.manage.erasing import erasing_data
from pages.manage.original import original
from pages.manage.taking_back import taking_back
from pages.shared import cached
from pages.shared.screen import View, screen, sized
from pages.shared.words import fiscal_year


def record(view: View, batches: pd.DataFrame) -> None:
    """All batches, and one of them in detail: its file as it came, and taking it back."""
    counts = dict.fromkeys(("new", "changed", "unchanged", "rejected"), 72)
    widths = sized(frames.HISTORY_FIELDS, batch=64, state=110, taken_at=134, file=330, kind_label=126, round=148, **counts)
    view.table(batches, frames.HISTORY_FIELDS, "取込履歴", key="batches", **widths)
    labels = {row.batch: f"{row.batch} {row.file}（{row.kind_label}）" for row in batches.itertuples()}
    st.subheader("1件ずつ見る", anchor=False)
    number = st.selectbox("受付番号", list(labels), format_func=lambda batch: labels[batch], key="history_batch")
    chosen = batches[batches["batch"] == number].iloc[0]
    st.text(f"状態: {chosen['state']}　{chosen['reverted_at']}")
    original(chosen)
    taking_back(view, chosen)


def read_history(con: DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    return ledger.history(con)


with screen("取込履歴", "history", prefecture_only=True, shareable=False) as view:
    batches = cached.read(read_history, Scope(view.viewer))
    view.lead(says.on_record(batches))
    if len(batches):
        record(view, frames.history(batches, fiscal_year))
    backups(view)
    erasing_data()
