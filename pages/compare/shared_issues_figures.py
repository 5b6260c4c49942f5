"""What stands on 共通課題・マッチング? The candidates with their reasons, who shares one of them, and the list to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from pandas import DataFrame

from analytics import exports
from analytics.charts import maps, theme
from analytics.frames import issues as of_issues
from analytics.frames import shared_issues as frames
from analytics.sentences import shared_issues as sentences
from pages.look.prefecture_map import draw
from pages.look.seen import seen
from pages.shared import cached
from pages.shared.address import choose
from pages.shared.screen import View

SHARED_BY = maps.Classes("課題リスト", (frames.HAS, frames.HAS_NOT), (theme.BLUE, theme.PALE))
LIST = "合同検討候補リスト"


@dataclass(frozen=True)
class Gathered:
    """issues: those that may be seen; members: the issues of clusters; clusters: one row each."""

    issues: DataFrame
    members: DataFrame
    clusters: DataFrame

    def is_listed(self, codes: Sequence[str]) -> bool:
        """Whether there is a list of one of these municipalities, of any where none is named."""
        return not self.issues.empty and (not codes or bool(self.issues["code"].isin(codes).any()))

    def of(self, number: int) -> DataFrame:
        return self.members[self.members["cluster"] == number]


def gathered(view: View) -> Gathered:
    """While the screen is shared, what the municipalities chosen share among themselves; else the clusters they have a part in, whole."""
    scope = view.scope if view.sharing else view.prefecture_scope
    among = cached.table("peers", view.scope, "adjacent") if view.sharing else None
    names = cached.names()
    issues = of_issues.named(view.table_of("issues", scope), names)
    members = frames.members(view.table_of("shared_issues", scope), issues, names, among)
    return Gathered(issues, members, frames.concerned(frames.clusters(members), view.scope.codes))


def about(view: View) -> str:
    """Whom the first sentence speaks of."""
    return "only" if view.sharing else "chosen" if view.scope.codes else "all"


def listed(view: View, here: Gathered) -> None:
    view.finding(f"合同検討候補（{len(here.clusters)}件）")
    st.caption("文章の近さだけでまとめた候補です。共同調達・共同利用の検討候補は、更改予定年度か参加意向がそろうものに限ります。")
    wide = {"label": 300, "towns": 220, "reason": 360}
    sized: dict[str, Any] = {
        field.name: st.column_config.TextColumn(field.label, help=field.meaning, width=wide[field.name])
        for field in frames.CLUSTER_FIELDS
        if field.name in wide
    }
    view.table(here.clusters, frames.CLUSTER_FIELDS, "合同検討候補", key="clusters", row_height=frames.THREE_LINES, **sized)
    st.download_button(
        f"{LIST}を保存（Excel：候補・テーマ案・ロードマップ案）",
        lambda: exports.to_xlsx(sheets(here), replace(view.provenance(LIST, "issues"), notes=(sentences.ORDER,))),
        f"{view.file_name(LIST)}.xlsx",
        key="shared_issues_book",
        icon=":material/download:",
        on_click="ignore",
    )
    view.source("issues", n=here.issues["code"].nunique())


def sheets(here: Gathered) -> list[tuple[str, DataFrame, tuple[of_issues.Field, ...]]]:
    """The workbook to take along: candidates, themes for a joint subcommittee, a joint road map, and the issues behind them."""
    members = here.members[here.members["cluster"].isin(here.clusters["cluster"])]
    return [
        ("合同検討候補", here.clusters, frames.CLUSTER_FIELDS),
        ("合同部会のテーマ案", frames.themes(here.clusters, members), frames.THEME_FIELDS),
        ("共同ロードマップ案", frames.road_map(here.clusters, members), frames.ROAD_FIELDS),
        ("構成する課題", members, (frames.LABEL, *frames.MEMBER_FIELDS)),
    ]


def chosen(here: Gathered) -> int:
    options = {str(number): label for number, label in zip(here.clusters["cluster"], here.clusters["label"], strict=True)}
    return int(choose(st.selectbox, "共通課題を選ぶ", options, "cluster"))


def where(view: View, here: Gathered, one: int) -> None:
    """The map of who shares it, then the issues as the municipalities wrote them."""
    row = here.clusters[here.clusters["cluster"] == one].iloc[0].to_dict()
    rows = frames.on_map(row["codes"], list(here.issues["code"]), cached.names())
    draw(view, seen(view), rows, SHARED_BY, sentences.one_cluster(row))
    st.text(f"理由：{row['reason']}")
    view.table(here.of(one), frames.MEMBER_FIELDS, "共通課題の内容", key="members", issue=st.column_config.TextColumn("課題", width=420))
