"""Which tables, of which rounds and municipalities, leave as one file?"""

from __future__ import annotations

import streamlit as st

from analytics import bulk
from analytics.sentences import bulk as says
from pages.manage.export_choice import all_computed, choose_rounds, choose_tables
from pages.manage.export_file import save_archive, save_workbook
from pages.manage.export_kartes import kartes
from pages.shared import cached
from pages.shared.screen import column, screen
from pages.shared.words import fiscal_year

XLSX, ZIP = "Excel（1つのブック、表ごとにシート）", "CSV（表ごとに1ファイル、ZIP）"

with screen("一括出力", "export") as view:
    if not cached.names():
        view.empty("municipalities")
    lead = st.container()
    names, rounds = choose_tables(view), choose_rounds(view)
    may_rank = view.viewer.is_prefecture and not view.sharing and "benchmark" in names
    with_ranks = may_rank and st.checkbox(
        "「比較」に順位・百分位を含める",
        key="export_ranks",
        help="ふだんは含めません。順位だけが独り歩きしないよう、配る相手を確かめてください。",
    )
    tables = all_computed(view, names, rounds, with_ranks)
    with lead:
        view.lead(says.leaving(tables, [fiscal_year(round) for round in rounds]))
    if tables:
        st.dataframe(
            bulk.counts(tables),
            hide_index=True,
            column_config={field.name: column(field) for field in bulk.COUNT_FIELDS},
            key="export_counts",
        )
        form = st.radio("形式", [XLSX, ZIP], horizontal=True, key="export_form")
        (save_workbook if form == XLSX else save_archive)(view, tables, rounds)
    if rounds == [view.filters.round]:
        view.source()
    ranks = "順位・百分位は、選んだときだけ出力します。" if view.viewer.is_prefecture else ""
    st.caption(f"市町村・圏域・比較相手は、左の絞り込みのとおりです。{ranks}")
    kartes(view)
