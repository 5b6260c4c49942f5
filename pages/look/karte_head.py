"""Who is this municipality, with whom is it compared, and what does the prefecture's verdict say?"""

from __future__ import annotations

import streamlit as st

from analytics.frames import karte as frames
from analytics.sentences import karte as sentences
from pages.look.karte_figures import Sheet
from pages.shared import cached
from pages.shared.words import fiscal_year

METRICS = (("人口（人）", "population"), ("一般行政職員数（人）", "staff"), ("情報担当職員数（人）", "it_staff"))


def lead(here: Sheet) -> None:
    """What the answers say, or that there are none."""
    view = here.view
    if not here.is_known:
        asked = f"{fiscal_year(view.filters.round)}の調査" if view.filters.round else "推進状況アンケート"
        view.lead(sentences.unknown(here.name, asked, view.viewer.is_prefecture))
        return
    answered = int(here.table("answers")["points"].notna().sum())
    view.lead(sentences.lead(here.name, here.aspects, answered, len(here.paper.questions)))


def header(here: Sheet) -> None:
    """Size and place, and with whom it is compared and why."""
    row = here.table("municipalities").iloc[0]
    grid = st.grid(len(METRICS) + 1, min_column_width=170, border=True)
    grid.metric("圏域・区分", sentences.place(row["block"], row["category"]))
    for label, name in METRICS:
        grid.metric(label, sentences.figure(row[name]))
    if here.near.note:
        st.caption(here.near.note)
    with st.expander(sentences.peers(here.near.label, len(here.near.peers))):
        shown = frames.peers(here.near.peers, cached.names(), here.view.filters.codes if here.view.sharing else None)
        here.view.table(shown, frames.PEER_FIELDS, f"{here.name}_比較相手", key="比較相手")


def verdict(here: Sheet) -> None:
    """Leads to the procedure of each step that needs support. For the prefecture only, never on a shared screen."""
    priority = here.table("priority")
    label, content, reason = sentences.verdict(priority)
    with st.container(border=True):
        st.metric(
            "支援優先度", label, help="基準に満たない STEP が 0 なら低、1 なら中、2 以上なら高。候補を選ぶためのもので、決めるのは県です。"
        )
        st.text(f"支援内容: {content}\n理由: {reason}")
        for step in frames.weak_steps(here.table("steps"), here.view.product.config.priority):
            text = f"{here.step_labels[step]}の手順書を開く"
            st.page_link("learn/cases.py", label=text, icon=":material/menu_book:", query_params={"step": step})
