"""Is there a copy of everything? The verified backups: made, checked, listed; put back from the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from analytics import backup
from analytics.errors import Unusable
from pages.manage.tray import shown
from pages.shared.product import product
from pages.shared.screen import View

SAID = "history_backup_said"


def backups(view: View) -> None:
    """The copies that lie in the folder, a button for a new one, and a check of any of them."""
    st.subheader("バックアップ", anchor=False)
    folder = view.product.config.storage.backups
    files = backup.listed(folder)
    st.text(f"データベース全体の写しが{len(files)}個あります（{folder}）。" if files else "バックアップはまだありません。")
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(said, icon=":material/check_circle:")
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    if left.button("バックアップを作る", icon=":material/save:", key="history_backup"):
        make()
    if files:
        listing(files)
        check(files, right)
    st.caption("バックアップから戻すには、アプリを終了してから、管理者が「使い方」の「困ったとき」の手順で行います。")


def make() -> None:
    with st.status("バックアップを作っています") as status:
        try:
            made = backup.backup(product().store)
        except Unusable as error:
            status.update(label="バックアップを作れませんでした", state="error")
            st.error(shown(str(error)), icon=":material/error:")
            return
        status.update(label="バックアップを作りました", state="complete")
    st.session_state[SAID] = f"バックアップ {shown(made.name)} を作り、元と同じ内容であることを確かめました。"
    st.rerun()


def listing(files: list[Path]) -> None:
    rows = [(file.name, f"{datetime.fromtimestamp(file.stat().st_mtime):%Y-%m-%d %H:%M}", file.stat().st_size / 1e6) for file in files]
    table = pd.DataFrame(rows, columns=["ファイル", "作成日時", "大きさ（MB）"])
    st.dataframe(
        table, hide_index=True, column_config={"大きさ（MB）": st.column_config.NumberColumn(format="%.1f")}, key="history_backups"
    )


def check(files: list[Path], place: st.delta_generator.DeltaGenerator) -> None:
    chosen = place.selectbox("確かめるバックアップ", files, format_func=lambda file: file.name, key="history_backup_file")
    if st.button("選んだバックアップを確かめる", icon=":material/verified:", key="history_verify"):
        try:
            wrong = backup.verify(chosen)
        except Unusable as error:
            wrong = [str(error)]
        for line in wrong:
            st.error(shown(line), icon=":material/error:")
        if not wrong:
            st.success("開いて確かめました。欠けている行や合わない内容はありません。", icon=":material/check_circle:")
