"""How do people correct the clusters? To put together, take apart, name, or leave it to the texts again; kept for good."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics.frames import shared_issues as frames
from analytics.sentences import shared_issues as sentences
from analytics.shared_issues import Undecidable
from analytics.shared_issues import decide as keep
from pages.compare.shared_issues_figures import Gathered
from pages.shared.screen import View

DONE = "shared_issues_done"


def decide(view: View, here: Gathered, one: int) -> None:
    if done := st.session_state.pop(DONE, None):
        st.success(done, icon=":material/check:")
    with st.expander("まとめ方を直す（統合・分割・名前）", icon=":material/edit:"):
        st.caption("決めたまとめ方は、課題リストを取り込み直しても残ります。だれがいつ決めたかも記録します。")
        name_or_merge(view, here, one)
        split(view, here.of(one), one)
        if here.of(one)["by_hand"].any():
            give_up(view, here.of(one))


def name_or_merge(view: View, here: Gathered, one: int) -> None:
    """Another name, and other clusters into this one."""
    labels = dict(zip(here.clusters["cluster"].astype(int), here.clusters["label"], strict=True))
    with st.form(f"shared_issues_name_{one}", border=False):
        name = st.text_input("この共通課題の名前", labels[one], key=f"shared_issues_label_{one}")
        others = st.multiselect(
            "一緒にまとめる共通課題",
            [number for number in labels if number != one],
            format_func=lambda number: labels[number],
            placeholder="なし（名前だけを変える）",
            select_all=False,  # one slip would put all of them together
            key=f"shared_issues_with_{one}",
        )
        if st.form_submit_button("名前とまとめ方を決める", type="primary"):
            store(view, (name, here.members[here.members["cluster"].isin([one, *others])]))


def split(view: View, rows: DataFrame, one: int) -> None:
    """Some issues into a cluster of their own; what stays keeps its name."""
    with st.form(f"shared_issues_split_{one}", border=False):
        choices = {
            place: f"{row.name_} No.{row.no} {row.issue}" for place, row in enumerate(rows.rename(columns={"name": "name_"}).itertuples())
        }
        out = st.multiselect(
            "別にする課題",
            list(choices),
            format_func=lambda place: choices[place],
            placeholder="課題を選ぶ",
            select_all=False,
            key=f"shared_issues_out_{one}",
        )
        name = st.text_input("別にしたまとまりの名前", max_chars=100, key=f"shared_issues_new_{one}")
        if st.form_submit_button("分ける") and out:
            stays = rows.iloc[[place for place in choices if place not in out]]
            store(view, (name, rows.iloc[out]), (rows["label"].iloc[0], stays))


def give_up(view: View, rows: DataFrame) -> None:
    if st.button("手で決めたまとめ方をやめ、文の近さに戻す", key="shared_issues_undo"):
        store(view, (None, rows))


def store(view: View, *parts: tuple[str | None, DataFrame]) -> None:
    """Keeps the parts, or says what to mend."""
    try:
        keep(view.product.store, view.viewer, [(name, frames.keys(rows)) for name, rows in parts if len(rows)])
    except Undecidable as error:
        st.error(str(error), icon=":material/error:")
        return
    name, rows = parts[0]
    st.session_state[DONE] = sentences.decided(len(rows), name)
    st.rerun()
