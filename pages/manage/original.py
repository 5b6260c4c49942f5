"""What did the file look like as it came? A part of 取込履歴."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import ledger
from analytics.scope import Scope
from pages.shared.product import product


def original(chosen: pd.Series) -> None:
    """The file as it came, unpacked when it is clicked."""
    if not chosen["has_original"]:
        st.caption("元のファイルは保存していません（画面から入力したもの、個人の結果を含むもの、完全に消したもの）。")
        return
    st.download_button(
        "元のファイルを保存",
        lambda: stored(int(chosen["batch"])),
        chosen["file"],
        on_click="ignore",
        icon=":material/download:",
        key="history_original",
    )


def stored(number: int) -> bytes:
    with product().store.reading(Scope()) as con:
        return ledger.original(con, number) or b""
