"""Which survey form goes to whom, and who has sent theirs back?"""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pandas as pd
import streamlit as st
from duckdb import DuckDBPyConnection

from analytics.exports import file_name
from analytics.frames import intake as frames
from analytics.intake.giving_out import survey_forms
from analytics.scope import Scope
from analytics.sentences import intake as says
from pages.manage.reading_form import years
from pages.manage.working import Told, begin, finished, goes_on, progress
from pages.shared import cached
from pages.shared.product import Product, product
from pages.shared.screen import View
from pages.shared.words import fiscal_year, this_fiscal_year

Asked = tuple[Scope, str, int]  # of whom, for which round, from which state of the database
MAKING, MADE = "import_forms_making", "import_forms_made"


def form_sending(view: View) -> None:
    """The round, one form per municipality as a ZIP, and the list of what came back."""
    top = st.container()
    if not cached.names():
        view.empty("municipalities")
    options = list(years())
    round = st.selectbox(
        "調査年度", options, index=options.index(str(this_fiscal_year())), format_func=fiscal_year, key="import_forms_round"
    )
    scope = Scope(view.viewer, None, view.filters.prefecture, view.filters.codes)
    rows = cached.read(returned, scope, round)
    with top:
        view.lead(says.sent_back(rows, fiscal_year(round)))
    st.caption(
        "調査票は1団体に1つのExcelです。前回の回答と公表値を記入済みにして、確かめてから返してもらいます。"
        "返ってきた調査票は「ファイルを取り込む」にそのまま置けます。"
    )
    sending(view, scope, round)
    st.subheader("回収状況", anchor=False)
    view.table(frames.returned(rows), frames.RETURNED_FIELDS, f"回収状況_{fiscal_year(round)}", key="returned")


def returned(con: DuckDBPyConnection, scope: Scope, round: str) -> pd.DataFrame:
    return survey_forms.returned(con, scope, product().model, round)


def sending(view: View, scope: Scope, round: str) -> None:
    """The forms are made on a click, one after another; then they can be saved."""
    asked = (scope, round, view.product.store.generation)
    making = goes_on(MAKING)
    st.button(
        "調査票を用意する",
        icon=":material/description:",
        type="primary",
        disabled=making,
        on_click=begin_making,
        args=(asked,),
        key="import_forms_make",
    )
    if making:
        progress(MAKING)
    elif made := finished(MAKING):
        st.session_state[MADE] = made.given()
    made_for, content = st.session_state.get(MADE) or (None, b"")
    if made_for == asked:
        name = file_name("推進状況アンケート調査票", round, view.filters.prefecture, date.today(), "zip")
        st.download_button("調査票をまとめて保存（ZIP）", content, name, "application/zip", on_click="ignore", key="import_forms_save")


def begin_making(asked: Asked) -> None:
    serving = product()
    begin(MAKING, "調査票を用意しています", lambda told: (asked, archive(serving, asked[0], asked[1], told)))


def archive(serving: Product, scope: Scope, round: str, told: Told) -> bytes:
    """All forms in one ZIP."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, serving.store.reading(scope) as con:
        for name, content in survey_forms.forms(con, scope, serving.model, round):
            told(name)
            package.writestr(name, content)
    return out.getvalue()
