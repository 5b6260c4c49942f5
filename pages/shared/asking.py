"""Who is asking? The one place that fills in role and municipality; sign-in will only have to change this."""

from __future__ import annotations

import streamlit as st

from analytics.scope import Role, Scope, Viewer
from pages.shared.product import product

ROLE, OWN = "asking_role", "asking_own"


def signed_in() -> Viewer:
    """Whoever uses this machine is 県担当 until sign-in exists."""
    return Viewer(Role.PREFECTURE)


def viewer() -> Viewer:
    """The viewer whose sight binds this run: the signed-in one, or the one 県担当 looks through (表示の確認)."""
    if not signed_in().is_prefecture:
        return signed_in()
    role = Role(st.session_state.get(ROLE, Role.PREFECTURE.value))
    own = st.session_state.get(OWN, "") if role is Role.MUNICIPALITY else ""
    return Viewer(role, own or "") if role is not Role.MUNICIPALITY or own else Viewer(Role.VIEWER)


def choose_view() -> None:
    """「表示の確認」 in the sidebar: 県担当 sees the app as another role would. Not in the address, so none can type it."""
    with st.sidebar.expander("表示の確認", icon=":material/visibility:"):
        st.radio(
            "だれの画面として表示しますか",
            [role.value for role in Role],
            key=ROLE,
            persist_state="session",
            help="市町村担当や閲覧の人に、何が見えて何が見えないかを確かめるための切り替えです。",
        )
        if st.session_state.get(ROLE) == Role.MUNICIPALITY.value:
            names = municipality_names()
            st.selectbox("市町村", list(names), format_func=lambda code: names[code], key=OWN, persist_state="session")


def municipality_names() -> dict[str, str]:
    """Code → name, of all that are loaded, in code order. Names are public."""
    with product().store.reading(Scope()) as con:
        return dict(con.execute("select code, name from municipality order by code").fetchall())
