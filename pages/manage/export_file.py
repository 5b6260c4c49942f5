"""How do the chosen tables become one file? A part of 一括出力."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from analytics import bulk, exports
from analytics.exports import Provenance
from analytics.sentences import bulk as says
from pages.shared.screen import View
from pages.shared.words import fiscal_year

ENCODINGS: dict[str, bulk.Encoding] = {"UTF-8（BOM付き）": "utf-8-sig", "CP932（Shift_JIS）": "cp932"}


def provenance(view: View, rounds: list[str]) -> Provenance:
    filters = tuple((label, value) for label, value in view.filters.words() if label != "調査年度")
    return replace(view.provenance("一括出力"), rounds=tuple(map(fiscal_year, rounds)), filters=filters)


def file_name(view: View, rounds: list[str], suffix: str) -> str:
    return exports.file_name("一括出力", "・".join(rounds), view.filters.prefecture, date.today(), suffix)


def save_workbook(view: View, tables: list[bulk.Chosen], rounds: list[str]) -> None:
    for title in bulk.too_long(tables):
        st.warning(f"「{title}」は Excel の1枚のシートに入りません。絞り込むか、CSVを選んでください。", icon=":material/warning:")
    made = provenance(view, rounds)
    file = file_name(view, rounds, "xlsx")
    st.download_button(
        "Excelで保存",
        lambda: bulk.workbook(tables, made),
        file,
        type="primary",
        on_click="ignore",
        disabled=bool(bulk.too_long(tables)),
        key="export_xlsx",
    )


def save_archive(view: View, tables: list[bulk.Chosen], rounds: list[str]) -> None:
    """With CP932 what it cannot hold is told before anything is saved."""
    words = st.radio(
        "文字コード",
        list(ENCODINGS),
        horizontal=True,
        key="export_encoding",
        help="CP932 は古いソフトで開くときに選びます。ない文字は 〓 になります。",
    )
    made, file = provenance(view, rounds), file_name(view, rounds, "zip")
    if ENCODINGS[words] == "utf-8-sig":
        st.download_button(
            "ZIPで保存",
            lambda: bulk.archive(tables, made, "utf-8-sig")[0],
            file,
            "application/zip",
            type="primary",
            on_click="ignore",
            key="export_zip",
        )
        return
    content, lost = bulk.archive(tables, made, "cp932")
    (st.warning if lost else st.success)(says.lost(lost), icon=":material/translate:")
    for line in lost[:20]:
        st.text(line)
    st.download_button("ZIPで保存", content, file, "application/zip", type="primary", on_click="ignore", key="export_zip_cp932")
