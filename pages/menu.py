"""Which pages are there, for whom, and what do all of them share? The main script of the app."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pages.shared.asking import choose_view, signed_in, viewer
from pages.shared.filters import choose_filters
from pages.shared.look import apply_look
from pages.shared.on_stage import on_stage
from pages.shared.product import product, product_or_reason

st.set_page_config(page_title=product_or_reason().config.app.title, page_icon="🗾", layout="wide", initial_sidebar_state="auto")


def pages(for_prefecture: bool, meeting: str) -> dict[str, list[st.Page]]:
    """The menu. What is for the prefecture is hidden from others; the page itself refuses them as well."""
    only: Literal["visible", "hidden"] = "visible" if for_prefecture else "hidden"
    return {
        "見る": [
            st.Page("look/overview.py", title="全体状況", icon=":material/dashboard:", default=True),
            st.Page("look/karte.py", title="市町村DXカルテ", icon=":material/clinical_notes:", url_path="karte"),
            st.Page("look/gap.py", title="あるべき姿とのギャップ", icon=":material/target:", url_path="gap"),
            st.Page("look/priority.py", title="支援優先度", icon=":material/low_priority:", url_path="priority"),
            st.Page("look/progress.py", title="経年変化・支援効果", icon=":material/trending_up:", url_path="progress"),
            st.Page("look/visits.py", title="訪問計画", icon=":material/directions_walk:", url_path="visits", visibility=only),
        ],
        "比べる": [
            st.Page("compare/neighbours.py", title="近隣比較", icon=":material/compare_arrows:", url_path="neighbours"),
            st.Page("compare/literacy.py", title="DXリテラシー診断", icon=":material/school:", url_path="literacy"),
            st.Page("compare/issues.py", title="課題リスト", icon=":material/list_alt:", url_path="issues"),
            st.Page("compare/shared_issues.py", title="共通課題・マッチング", icon=":material/handshake:", url_path="shared-issues"),
            st.Page("compare/indicators.py", title="指標", icon=":material/bar_chart:", url_path="indicators"),
        ],
        "会議": [st.Page("meeting/meeting.py", title=meeting, icon=":material/groups:", url_path="meeting", visibility=only)],
        "学ぶ": [
            st.Page("learn/cases.py", title="事例・手順書", icon=":material/menu_book:", url_path="cases"),
            st.Page("learn/prefecture.py", title="県の取組点検", icon=":material/fact_check:", url_path="prefecture"),
            st.Page("learn/method.py", title="モデルと計算方法", icon=":material/calculate:", url_path="method"),
            st.Page("learn/guide.py", title="使い方", icon=":material/help:", url_path="guide"),
        ],
        "データ": [
            st.Page("manage/intake.py", title="データ取込", icon=":material/upload_file:", url_path="import", visibility=only),
            st.Page("manage/history.py", title="取込履歴", icon=":material/history:", url_path="history", visibility=only),
            st.Page("manage/export.py", title="一括出力", icon=":material/download:", url_path="export"),
        ],
    }


apply_look(product().config.app.title)
page = st.navigation(pages(viewer().is_prefecture, product().config.app.meeting_name), expanded=True)
st.set_page_config(page_title=f"{page.title} - {product().config.app.title}")
if not on_stage(page.url_path):  # there not even the names of the filters may leave the server
    st.session_state["filters_in_force"] = choose_filters(product().config)
    if signed_in().is_prefecture:
        choose_view()
    if page.url_path != "guide":
        query = {"page": page.title}
        st.sidebar.page_link("learn/guide.py", label="この画面の使い方", icon=":material/help:", query_params=query)
page.run()
