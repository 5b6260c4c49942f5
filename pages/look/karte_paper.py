"""How does the karte leave the screen? As one page to print and hand over, as a workbook or as one file, made when clicked."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.karte import many, reading
from analytics.sentences import paper as sentences
from pages.look.karte_figures import Sheet

ICONS: dict[many.FormName, str] = {"pdf": ":material/picture_as_pdf:", "xlsx": ":material/table_view:", "html": ":material/html:"}


def paper(here: Sheet) -> None:
    if not here.shows_all:
        return
    row = st.container(horizontal=True, vertical_alignment="center")
    for name, form in many.FORMS.items():
        row.download_button(
            f"カルテを{form.label}で保存",
            made(here, name),
            here.view.file_name(f"市町村DXカルテ_{here.name}") + f".{name}",
            form.mime,
            icon=ICONS[name],
            type="primary" if name == "pdf" else "secondary",
            on_click="ignore",
            disabled=bool(form.missing),
            key=f"karte_paper_{name}",
        )
    for lacking in dict.fromkeys(form.missing for form in many.FORMS.values() if form.missing):
        st.caption(lacking)
    st.caption(sentences.HANDED_OVER)


def made(here: Sheet, form: many.FormName) -> Callable[[], bytes]:
    """The file as it is made on click, of what is on screen now: round, municipality and peers."""
    serving, near, round = here.view.product, here.near, here.view.filters.round

    def make() -> bytes:
        records = reading.records(serving.store, serving.config, serving.model, (near.focus,), round, near.method)
        return next(many.files(records, form))[1]

    return make
