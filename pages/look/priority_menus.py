"""Which of the prefecture's menus do most need, and how many places are left? A part of 支援優先度, for the prefecture."""

from __future__ import annotations

import streamlit as st

from pages.learn.prefecture_figures import offers
from pages.shared.screen import View


def menus_by_need(view: View) -> None:
    st.subheader("支援メニューの必要と残りの枠", anchor=False)
    menus, _ = offers(view)
    menus.show()
