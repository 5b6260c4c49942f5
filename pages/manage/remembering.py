"""Is a way of reading to be found again next year? Kept under a name by whoever corrected it, and listed where it can be dropped."""

from __future__ import annotations

import streamlit as st
from duckdb import DuckDBPyConnection

from analytics.intake.looking import Look
from analytics.intake.understanding import remembered
from analytics.intake.understanding.remembered import Remembered
from analytics.kinds import KINDS
from analytics.scope import Scope
from pages.manage.tray import Piece, shown
from pages.shared import cached
from pages.shared.asking import signed_in
from pages.shared.product import product


def remembering(piece: Piece, look: Look) -> None:
    """Says which kept way was used; offers to keep one that its user corrected or that rests on guesses."""
    plan = look.examination.plan if look.examination else None
    if plan is None or plan.document:
        return
    if plan.remembered:
        st.caption(f"保存した読み方「{shown(plan.remembered)}」で読みました。")
    said = piece.wishes.columns or piece.wishes.kind or piece.wishes.header or piece.wishes.answers
    guessed = any(part.mapping.guessed for part in plan.parts)
    if any(part.lacking for part in plan.parts) or not (said or guessed):
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    name = left.text_input(
        "この読み方に名前を付けて保存", placeholder=f"例: {plan.kind.label}（県の様式）", key=f"import_remember_name_{piece.sha256}"
    )
    if right.button("読み方を保存", icon=":material/bookmark_add:", disabled=not name.strip(), key=f"import_remember_{piece.sha256}"):
        with product().store.writing() as cursor:
            remembered.save(cursor, name.strip(), plan, piece.wishes, signed_in().role.value)
        st.toast(f"読み方「{shown(name.strip())}」を保存しました。同じ列名のファイルで使います。")
        st.rerun()


def kept_ways() -> None:
    """All kept ways of reading, each with a button to drop it."""
    ways = cached.read(listed, Scope())
    if not ways:
        return
    with st.expander(f"保存した読み方（{len(ways)}件）", icon=":material/bookmarks:"):
        for number, way in enumerate(ways):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.text(f"{way.name}（{KINDS[way.kind].label}、{way.saved_at:%Y-%m-%d}）")
            if right.button("消す", key=f"import_forget_{number}"):
                with product().store.writing() as cursor:
                    remembered.forget(cursor, way.name)
                st.rerun()


def listed(con: DuckDBPyConnection, scope: Scope) -> list[Remembered]:
    """One per name: a workbook whose sheets differ keeps several headers under one."""
    return list({way.name: way for way in remembered.listed(con)}.values())
