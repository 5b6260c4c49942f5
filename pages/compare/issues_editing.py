"""How do people write into an issue list? Questions about issues that changed, the form, and the history of what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics import issue_edits
from analytics.frames import issues as frames
from analytics.issue_edits import EditedMeanwhile, NotEditable
from analytics.sentences import issues as sentences
from analytics.shared_issues import fingerprint
from pages.shared import cached
from pages.shared.screen import View

SAVED, BEFORE = "issues_saved", "issues_before"
MOST_ASKED = 10
MOST_TYPED = 300
"""Issues in the form at once: more are not looked through by anybody, and all of them cross to the browser."""


def ask(view: View) -> None:
    """「この課題は前回と同じですか」: issues whose number bears other words than when they were edited."""
    found = cached.read(issue_edits.questions, view.scope.in_round(None), view.filters.round)
    if found.empty:
        return
    with st.expander(f"この課題は前回と同じですか（{len(found)}件）", expanded=True, icon=":material/help:"):
        st.caption("No. は同じで内容が違う課題です。「同じ課題」を選ぶと、前に入力した対応を引き継ぎます。答えは記録に残ります。")
        for row in found.head(MOST_ASKED).to_dict("records"):
            one_question(view, row)


def one_question(view: View, row: dict[str, object]) -> None:
    round, code, no, before = (str(row[name]) for name in ("round", "code", "no", "before"))
    st.text(sentences.question(row, cached.names().get(code, code)))
    st.text(f"前に入力した対応：{sentences.coming_along(row) or 'なし'}")
    buttons = st.container(horizontal=True)
    for label, is_same in (("同じ課題", True), ("別の課題", False)):
        if buttons.button(label, key=f"issues_same_{code}_{no}_{fingerprint(before)[:8]}_{is_same}"):
            n = issue_edits.answer(view.product.store, view.viewer, round, code, no, before, is_same)
            st.session_state[SAVED] = sentences.answered(is_same, n)
            st.rerun()


@dataclass(frozen=True)
class Form:
    """The rows as they were when typing began: `about` tells which filters they belong to, `key` is the widget's."""

    about: str
    key: str
    rows: DataFrame


def edit(view: View, table: DataFrame) -> None:
    st.subheader("対応を入力する", anchor=False)
    if done := st.session_state.pop(SAVED, None):
        st.success(done, icon=":material/check:")
    if len(table) > MOST_TYPED:
        st.caption(
            f"{MOST_TYPED}件までに絞り込むと、ここで対応を入力できます（今は{len(table):,}件）。左の「市町村」か、上の政策分野・担当部署で絞り込んでください。"
        )
        return
    form = form_of(table)
    typed = st.data_editor(
        form.rows,
        hide_index=True,
        disabled=["name", "no", "issue"],
        column_config={"code": None, "round": None, **asked()},
        placeholder="未入力",
        key=form.key,
    )
    changes = frames.typed_in(form.rows, typed)
    label = f"{len(changes)}項目を保存する" if changes else "保存する"
    if st.button(label, type="primary", disabled=not changes, key="issues_save", icon=":material/save:"):
        save(view, changes)


def form_of(table: DataFrame) -> Form:
    """What was typed is kept until it is saved, beside the values that stood there then: who was faster is noticed on saving."""
    rows = frames.to_edit(table)
    about = frames.fingerprint(rows[["code", "round", "no"]])
    before: Form | None = st.session_state.get(BEFORE)
    if before and before.about == about and (st.session_state.get(before.key) or {}).get("edited_rows"):
        return before
    form = Form(about, f"issues_form_{frames.fingerprint(rows)}", rows)
    st.session_state[BEFORE] = form
    return form


def asked() -> dict[str, Any]:
    """How each column of the form is typed in."""
    labels = {field.name: field for field in frames.FIELDS}
    return {
        "name": st.column_config.TextColumn("市町村名", width=100),
        "no": st.column_config.TextColumn("No.", width=50),
        "issue": st.column_config.TextColumn("課題", width=340),
        "status": st.column_config.SelectboxColumn(labels["status"].label, options=list(issue_edits.STATUSES), width=100),
        "owner": st.column_config.TextColumn(labels["owner"].label, max_chars=100, width=120),
        "due": st.column_config.DateColumn(labels["due"].label, format="YYYY-MM-DD", width=120),
        "measure": st.column_config.TextColumn(labels["measure"].label, max_chars=issue_edits.LONGEST, width=300),
    }


def save(view: View, changes: list[issue_edits.Change]) -> None:
    """Saves all or nothing; who was too late is told, and may read anew."""
    try:
        n = issue_edits.edit(view.product.store, view.viewer, changes)
    except (EditedMeanwhile, NotEditable) as error:
        st.error(str(error), icon=":material/error:")
        st.button("入力を捨てて、最新の内容を読み込む", key="issues_anew", on_click=lambda: st.session_state.pop(BEFORE, None))
        return
    st.session_state.pop(BEFORE, None)
    st.session_state[SAVED] = f"{n}項目を保存しました。"
    st.rerun()


def history(view: View) -> None:
    rows = cached.read(issue_edits.history, view.scope.in_round(None), cut=True)
    with st.expander(f"対応の履歴（{len(rows)}件）", icon=":material/history:"):
        if rows.empty:
            st.caption("まだ編集はありません。だれが、いつ、何を変えたかがここに残ります。")
            return
        names = cached.names()
        view.table(
            rows.assign(name=[names.get(code, code) for code in rows["code"]]), frames.HISTORY_FIELDS, "課題の対応の履歴", key="history"
        )
