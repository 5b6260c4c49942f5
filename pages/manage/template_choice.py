"""Which empty file is wanted? One workbook per kind, made when it is clicked."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.exports import file_name
from analytics.frames import intake as frames
from analytics.intake.templates import has_template, template
from analytics.kinds import KINDS, Kind
from pages.manage.reading_form import years
from pages.shared.screen import View
from pages.shared.words import fiscal_year, this_fiscal_year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template_choice(view: View) -> None:
    """A kind, for what is asked by round also the round, and the workbook to fill in."""
    view.lead("種類を選ぶと、見出し・選択肢・記入例の入ったExcelの様式を保存できます。記入して戻ったファイルは、そのまま取り込めます。")
    left, right = st.columns(2)
    labels = {kind.name: kind.label for kind in KINDS.values() if has_template(kind)}
    kind = KINDS[left.selectbox("種類", list(labels), format_func=lambda name: labels[name], key="import_template_kind")]
    round = choose_round(right, kind)
    st.download_button(
        f"「{kind.label}」の様式を保存（Excel）",
        lambda: template(kind, view.product.model, round),
        file_name(f"{kind.label}_様式", round if asks_round(kind) else None, view.filters.prefecture, date.today(), "xlsx"),
        XLSX,
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="import_template",
    )
    st.subheader("この様式の列", anchor=False)
    st.dataframe(frames.columns_of_template(kind, view.product.model, round), hide_index=True, key="import_template_columns")
    st.caption("境界（地図の形）には様式がありません。国土数値情報「行政区域」などの GeoJSON または TopoJSON をそのまま取り込めます。")


def asks_round(kind: Kind) -> bool:
    return "round" in kind.by_name


def choose_round(place: st.delta_generator.DeltaGenerator, kind: Kind) -> str:
    options = list(years())
    return place.selectbox(
        "調査年度",
        options,
        index=options.index(str(this_fiscal_year())),
        format_func=fiscal_year,
        disabled=not asks_round(kind),
        key="import_template_round",
    )
