"""Which meetings have been held? Each can be opened again as it was shown, and its minutes saved."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from analytics.meeting import document, minutes, record
from analytics.registry import Field
from pages.shared.on_stage import MEETING, enter_stage
from pages.shared.screen import View

FIELDS = (
    Field("held", "開催日", "date", "会議を開いた日。"),
    Field("name", "会議", "text", "会議の名前。"),
    Field("participants", "参加団体数", "integer", "参加した市町村の数。"),
    Field("mode", "名前の出し方", "text", "実名か匿名か。"),
    Field("mark", "資料の番号", "code", "表示した資料を見分ける番号。議事概要にも載ります。"),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def past(view: View, held: DataFrame) -> None:
    view.finding("これまでの会議")
    if held.empty:
        st.caption("会議を始めると、ここに記録が残ります。")
        return
    names = dict(zip(held["meeting"].tolist(), held["name"], strict=True))
    asked = st.query_params.get(MEETING, "")
    place = list(names).index(int(asked)) if asked.isdecimal() and len(asked) < 10 and int(asked) in names else 0
    left, open_again, word, text = st.columns([4, 1, 1, 1], vertical_alignment="bottom")
    number = left.selectbox("会議", list(names), place, format_func=lambda one: names[one], key=f"meeting_past_{asked}_{len(names)}")
    if open_again.button("資料を開く", icon=":material/slideshow:", width="stretch", key="meeting_reopen"):
        with view.product.store.reading(view.scope) as con:
            enter_stage(number, record.meeting(con, number).snapshot.slides[0].key)
        st.rerun()
    name = view.file_name(f"議事概要_{names[number]}")
    if document.is_available():
        word.download_button("議事概要（Word）", written(view, number, document.document), f"{name}.docx", WORD, width="stretch", key="meeting_docx", on_click="ignore")  # fmt: skip
    text.download_button("議事概要（テキスト）", written(view, number, minutes.markdown), f"{name}.md", "text/markdown", width="stretch", key="meeting_md", on_click="ignore")  # fmt: skip
    if why := document.what_is_missing():
        st.caption(why)
    shown = held.assign(mode=["匿名" if hidden else "実名" for hidden in held["unnamed"]])
    view.table(shown, FIELDS, "会議の一覧", key="past")


def written(view: View, number: int, write: Callable[[minutes.Minutes], bytes]) -> Callable[[], bytes]:
    """The minutes as they stand when the button is pressed."""
    return lambda: write(minutes.minutes(view.product.store, number))
