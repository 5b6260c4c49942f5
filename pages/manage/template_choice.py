"""Which empty file is wanted? One workbook per kind, made when it is clicked."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.exports import file_name
from analytics.frames import intake as frames
from analytics.intake.giving_out.on_record import NotOnRecord, forms_of, on_record
from analytics.intake.giving_out.templates import has_template, template
from analytics.kinds import KINDS, Kind
from analytics.scope import Scope
from pages.manage.reading_form import years
from pages.shared.product import product
from pages.shared.screen import View, receipts
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
    recorded(view)
    st.caption("境界（地図の形）には様式がありません。国土数値情報「行政区域」などの GeoJSON または TopoJSON をそのまま取り込めます。")


SUFFIXES = {"xlsx": "Excel", "csv": "CSV", "geojson": "GeoJSON"}


def recorded(view: View) -> None:
    """What is on record of a kind, in the columns of its template: to be looked over, mended and taken in again."""
    st.subheader("登録されているデータを様式の形で保存", anchor=False)
    st.caption("取り込んだデータを、様式と同じ列で保存します。直してから取り込み直すと、変えたところだけが変わります。")
    left, right = st.columns(2)
    labels = {kind.name: kind.label for kind in KINDS.values() if forms_of(kind)}
    kind = KINDS[left.selectbox("種類", list(labels), format_func=lambda name: labels[name], key="import_record_kind")]
    form = right.selectbox("形式", forms_of(kind), format_func=lambda one: SUFFIXES[one], key="import_record_form")
    if not receipts((kind.name,)):
        st.info(f"「{kind.label}」の登録はまだありません。", icon=":material/inbox:")
        return
    scope = Scope(view.viewer, None, view.filters.prefecture, view.filters.codes)
    name = file_name(f"{kind.label}_登録データ", None, view.filters.prefecture, date.today(), form)
    st.download_button(
        f"「{kind.label}」の登録データを保存", lambda: recorded_file(scope, kind, form), name, on_click="ignore", key="import_record"
    )


def recorded_file(scope: Scope, kind: Kind, form: str) -> bytes:
    """The file; where the filter leaves nothing, the empty template."""
    serving = product()
    try:
        with serving.store.reading(scope) as con:
            return on_record(con, scope, kind, serving.model, form)
    except NotOnRecord:
        return template(kind, serving.model, str(this_fiscal_year()))


def asks_round(kind: Kind) -> bool:
    return "round" in kind.by_name


def choose_round(place: st.delta_generator.DeltaGenerator, kind: Kind) -> str:
    if not asks_round(kind):
        place.caption("年度によらない様式です。")
        return str(this_fiscal_year())
    options = list(years())
    return place.selectbox(
        "調査年度",
        options,
        index=options.index(str(this_fiscal_year())),
        format_func=fiscal_year,
        key="import_template_round",
    )
