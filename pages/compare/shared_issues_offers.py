"""Who offers something that fits an issue, and which issues does an offer fit? Nobody is recommended."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame

from analytics.frames import issues as of_issues
from analytics.frames import shared_issues as frames
from analytics.sentences import shared_issues as sentences
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View


def of_cluster(view: View, rows: DataFrame) -> None:
    found = frames.offers(rows, view.table_of("matches"), view.table_of("partners"))
    view.finding(sentences.fitting(len(found)))
    if len(found):
        st.caption(sentences.ORDER)
        view.table(found, frames.OFFER_FIELDS, "共通課題に合う提供内容", key="offers", notes=(sentences.ORDER,))


def from_offer(view: View, issues: DataFrame) -> None:
    """From one offer to the issues that it fits."""
    partners = view.table_of("partners")
    st.subheader("提供内容から課題を探す", anchor=False)
    if partners.empty:
        st.caption("「ソリューション・シーズ」を取り込むと、提供内容から課題を探せます。")
        return
    offers = {str(place): f"{row.provider}：{row.title}" for place, row in enumerate(partners.itertuples(index=False))}
    picked = partners.iloc[int(choose(st.selectbox, "提供内容（五十音順）", offers, "offer"))]
    found = frames.of_offer(view.table_of("matches"), issues, picked["provider"], picked["title"])
    view.finding(sentences.of_offer(len(found), found["code"].nunique()))
    st.text("　".join(str(part) for part in picked[["type", "field", "region", "description", "contact"]] if isinstance(part, str)))
    st.caption(sentences.ORDER)
    if len(found):
        view.table(found, frames.MATCH_FIELDS, "提供内容に合う課題", key="matches", issue=st.column_config.TextColumn("課題", width=420))
    view.source("partners", "issues")


def for_others(view: View, is_municipality: bool) -> None:
    """A municipality sees the offers beside its own list; whoever sees sums only sees the offers."""
    partners, issues = view.table_of("partners"), of_issues.named(view.table_of("issues"), cached.names())
    if not is_municipality:
        view.lead(sentences.visitor_lead(len(partners)))
    else:
        matched = view.table_of("matches").drop_duplicates(["code", "no"])
        view.lead(sentences.own_lead(len(issues), len(matched), len(partners)))
        if len(issues):
            from_offer(view, issues)
    view.finding(f"登録されている提供内容（{len(partners)}件）")
    st.caption(sentences.ORDER)
    view.table(partners, frames.CATALOGUE_FIELDS, "ソリューション・シーズ", key="catalogue", notes=(sentences.ORDER,))
