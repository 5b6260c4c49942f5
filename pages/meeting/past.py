"""Which meetings have been held? Each can be opened again as it was shown, and its minutes saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
    Field("agreed", "決定事項", "integer", "会議で決めたことの数。"),
    Field("still_open", "うち未了", "integer", "決めたことのうち、未着手・実施中の数。"),
    Field("mode", "名前の出し方", "text", "実名か匿名か。"),
    Field("mark", "資料の番号", "code", "表示した資料を見分ける番号。議事概要にも載ります。"),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def of_today(view: View, held: DataFrame) -> None:
    """The way back into a meeting that goes on: after a break, or after the browser went."""
    if held.empty or held.iloc[0]["held"].date() != date.today():
        return
    newest = held.iloc[0]
    if st.button(f"本日の会議に戻る：{newest['name']}", icon=":material/resume:", key="meeting_resume"):
        open_again(view, int(newest["meeting"]))


def open_again(view: View, number: int) -> None:
    with view.product.store.reading(view.scope) as con:
        enter_stage(number, record.meeting(con, number).snapshot.slides[0].key)
    st.rerun()


def past(view: View, held: DataFrame) -> None:
    view.finding("これまでの会議")
    if held.empty:
        st.caption("会議を始めると、ここに記録が残ります。")
        return
    names = dict(zip(held["meeting"].tolist(), held["name"], strict=True))
    asked = st.query_params.get(MEETING, "")
    place = list(names).index(int(asked)) if asked.isdecimal() and len(asked) < 10 and int(asked) in names else 0
    left, again, word, text = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
    number = left.selectbox("会議", list(names), place, format_func=lambda one: names[one], key=f"meeting_past_{asked}_{len(names)}")
    if again.button("資料を開く", icon=":material/slideshow:", width="stretch", key="meeting_reopen"):
        open_again(view, number)
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
