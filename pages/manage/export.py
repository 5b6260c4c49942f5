"""Which tables, of which rounds and municipalities, leave as one file?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from analytics import bulk, exports
from analytics.exports import Provenance
from analytics.sentences import bulk as says
from pages.shared import cached
from pages.shared.screen import View, column, screen
from pages.shared.words import fiscal_year

USUAL = ["municipalities", "steps", "gap", "overall", bulk.SUMMARY]
XLSX, ZIP = "Excel（1つのブック、表ごとにシート）", "CSV（表ごとに1ファイル、ZIP）"
ENCODINGS: dict[str, bulk.Encoding] = {"UTF-8（BOM付き）": "utf-8-sig", "CP932（Shift_JIS）": "cp932"}


def choose_tables(view: View) -> list[str]:
    labels = bulk.offered(view.viewer, view.sharing)
    usual = [name for name in USUAL if name in labels]
    return st.multiselect("表", list(labels), usual, format_func=lambda name: labels[name], key="export_tables", placeholder="表を選ぶ")


def choose_rounds(view: View) -> list[str]:
    usual = [view.filters.round] if view.filters.round else []
    return st.multiselect("調査年度", cached.rounds(), usual, format_func=fiscal_year, key="export_rounds", placeholder="年度を選ぶ")


def computed(view: View, name: str, rounds: list[str], with_ranks: bool) -> bulk.Chosen:
    """A table of every round chosen; the rows are those that this viewer may see of the municipalities filtered."""
    if name == bulk.SUMMARY:
        frames = [cached.summary(view.prefecture_scope.in_round(round)) for round in rounds]
    else:
        scopes = [view.scope.in_round(round) for round in rounds] if bulk.has_rounds(name) else [view.scope]
        frames = [view.table_of(name, scope) for scope in scopes]
    return bulk.chosen(name, bulk.joined(frames), view.product.model, cached.names(), with_ranks)


def all_computed(view: View, names: list[str], rounds: list[str], with_ranks: bool) -> list[bulk.Chosen]:
    with st.spinner("行を数えています"):
        return [computed(view, name, rounds, with_ranks) for name in names]


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
    st.caption("市町村・圏域・比較相手は、左の絞り込みのとおりです。順位・百分位は、県担当が選んだときだけ出力します。")
