"""How do the municipalities' files become facts? Files taken in after a look, forms for what is kept by hand, templates."""

from __future__ import annotations

import streamlit as st

from analytics.sentences import intake as says
from pages.manage import tray, uploads
from pages.manage.form_sending import form_sending
from pages.manage.forms import forms
from pages.manage.remembering import kept_ways
from pages.manage.template_choice import template_choice
from pages.manage.working import goes_on, progress
from pages.shared.screen import View, screen

FILES, SENDING, FORMS, TEMPLATES = "ファイルを取り込む", "調査票を送る", "画面で入力する", "様式・登録データ"


def files(view: View) -> None:
    """The files that wait, the work on them where it goes on, or what became of them."""
    if goes_on(tray.TAKING_IN):
        uploads.being_taken_in(view)
        return
    tray.after_taking_in()
    top = st.container()
    uploads.uploader(view)
    uploads.receipts()
    looks = tray.looks()
    if looks is None:
        with top:
            view.lead("ファイルを調べています。終わるまで、何も書き込みません。")
        progress(tray.LOOKING)
        return
    with top:
        view.lead(says.waiting(looks, bool(st.session_state.get("import_partial"))))
    if looks:
        uploads.waiting_files(view, looks)
        uploads.confirm(looks)
    kept_ways()
    uploads.sample()


with screen("データ取込", "import", prefecture_only=True, shareable=False) as view:
    part = st.segmented_control(
        "すること",
        [FILES, SENDING, FORMS, TEMPLATES],
        default=FILES,
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    {FILES: files, SENDING: form_sending, FORMS: forms, TEMPLATES: template_choice}[str(part)](view)
