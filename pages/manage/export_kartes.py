"""How do the kartes of all municipalities leave at once? As a ZIP, made beside the page and ended at will. A part of 一括出力."""

from __future__ import annotations

import streamlit as st

from analytics import exports
from analytics.karte import many, reading
from analytics.karte.content import TITLE
from analytics.sentences import paper as sentences
from pages.manage.working import Told, begin, finished, goes_on, progress
from pages.shared import cached
from pages.shared.screen import View

WORK, MADE = "export_kartes_work", "export_kartes_made"


def kartes(view: View) -> None:
    """For 県担当: each paper is drawn up for one municipality, and nobody else gets those of others."""
    if not view.viewer.is_prefecture or view.sharing:
        return
    st.subheader(TITLE, anchor=False)
    codes = view.scope.codes or tuple(cached.names(view.filters.prefecture))
    form: many.FormName = st.radio("カルテの形式", list(many.FORMS), format_func=lambda name: many.FORMS[name].label, horizontal=True, key="export_karte_form")  # fmt: skip
    st.caption(f"{sentences.batch(len(codes), many.FORMS[form].label)}{sentences.HANDED_OVER}")
    if goes_on(WORK):
        progress(WORK)
        return
    if course := finished(WORK):
        st.session_state[MADE] = course.given()
        if st.session_state[MADE] is None:
            st.info("中止しました。ファイルは作っていません。", icon=":material/cancel:")
    ask(view, codes, form)
    offer()


def ask(view: View, codes: tuple[str, ...], form: many.FormName) -> None:
    lacking = many.FORMS[form].missing
    if st.button(
        f"{len(codes)}団体のカルテを作る", icon=":material/description:", disabled=bool(lacking or not codes), key="export_karte_go"
    ):
        st.session_state.pop(MADE, None)
        begin(WORK, "カルテを作っています", lambda told: packed(view, codes, form, told))
        st.rerun()
    if lacking:
        st.caption(lacking)


def packed(view: View, codes: tuple[str, ...], form: many.FormName, told: Told) -> tuple[str, bytes]:
    """The name of the ZIP and its content. The peers are those of the sidebar; the usual ones may be stood in for."""
    serving, asked = view.product, view.filters
    method = None if asked.peers == serving.config.peers.default else asked.peers
    told("値を読んでいます")
    records = reading.records(serving.store, serving.config, serving.model, codes, asked.round, method)
    name = exports.file_name(f"{TITLE}_{len(codes)}団体_{form.upper()}", asked.round, asked.prefecture, records.today, "zip")
    return name, many.archive(records, form, told)


def offer() -> None:
    """What was made last, until something else is asked for."""
    if made := st.session_state.get(MADE):
        name, content = made
        st.success(f"{name} ができました（{len(content) / 1_000_000:.1f} MB）。", icon=":material/check:")
        st.download_button("ZIPを保存", content, name, "application/zip", type="primary", on_click="ignore", key="export_karte_zip")
