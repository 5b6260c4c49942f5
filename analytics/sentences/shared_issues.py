"""Which issues do several municipalities share, why could they buy together, and what is on offer?"""

from __future__ import annotations

from collections.abc import Mapping

from pandas import DataFrame

from analytics.shared_issues import YEARS_APART, renewing_together

NEIGHBOURS = "近隣の団体を含む"
ORDER = "掲載順は優劣を示しません（五十音順。漢字で始まる名称は読みが分からないため、かなで始まる名称の後に、漢字の標準（JIS）の順）。特定の提供者を勧めるものではありません。"
TEXT_ONLY = "同じ内容の課題がある（更改予定年度と参加意向からは、共同調達の検討候補とまではいえない）"


ABOUT = {"all": ("", "2団体以上"), "chosen": ("", "選んだ団体を含む2団体以上"), "only": ("選んだ団体のうち、", "2団体以上")}
"""All municipalities; those chosen among all; those chosen and nobody else: how the first sentence puts it."""


def lead(clusters: DataFrame, n_issues: int, n_lists: int, about: str = "all") -> str:
    """How many clusters, how many of them for buying together, and the widest. clusters: frames.shared_issues.clusters."""
    among, who = ABOUT[about]
    known = f"{among}課題リストのある{n_lists}団体・{n_issues}件"
    if clusters.empty:
        return f"{known}の中に、{who}に共通する課題は見つかりません。"
    joint = int(clusters["joint"].notna().sum())
    most = int(clusters["n_municipalities"].max())
    widest = clusters[clusters["n_municipalities"] == most]
    tail = (
        f"最も広く共通するのは「{widest['label'].iloc[0]}」" + (f"など{len(widest)}件" if len(widest) > 1 else "") + f"（{most}団体）です。"
    )
    return f"{known}の中で、{who}に共通する課題（合同検討候補）は{len(clusters)}件、{f'うち共同調達・共同利用の検討候補は{joint}件です' if joint else '共同調達・共同利用の検討候補はありません'}。{tail}"


def own_lead(n_issues: int, n_matched: int, n_offers: int) -> str:
    """For a municipality, which sees its own list only."""
    own = "自団体の課題リストはまだありません。"
    if n_issues:
        matched = (
            f"{n_issues}件のうち{n_matched}件に、言葉が合う提供内容があります"
            if n_matched
            else f"{n_issues}件に、言葉が合う提供内容は見つかりません"
        )
        own = f"自団体の課題{matched}。"
    return f"{own}{on_offer(n_offers)}ほかの団体との共通課題は、県担当に尋ねてください。"


def on_offer(n: int) -> str:
    return f"登録されている提供内容は{n}件です。" if n else "提供内容は、まだ登録されていません。"


def visitor_lead(n_offers: int) -> str:
    return f"{on_offer(n_offers)}共通課題は、県担当だけが見られます。"


def joint_reason(judged: DataFrame, towns: Mapping[str, str]) -> str:
    """Why a cluster is a candidate, with its figures. judged: code, renewal (year or NULL), joins (bool), a row per issue."""
    near = renewing_together(judged)
    told = []
    if near:
        years = "、".join(
            f"{town} {'・'.join(str(year) for year, code in near if code == own)}年度"
            for own, town in towns.items()
            if own in {code for _, code in near}
        )
        told.append(f"更改予定年度が{YEARS_APART}年以内（{years}）")
    willing = [towns[code] for code in dict.fromkeys(judged.loc[judged["joins"], "code"])]
    if len(willing) > 1:
        told.append(f"参加意向「有」が{len(willing)}団体（{'、'.join(willing)}）")
    return "、".join(told) or TEXT_ONLY


def one_cluster(row: Mapping[str, object]) -> str:
    """Over the map: the cluster and how many share it."""
    return f"「{row['label']}」は{row['n_municipalities']}団体・{row['n_issues']}件に共通（{row['towns']}）"


def fitting(n: int) -> str:
    return f"この共通課題に言葉が合う提供内容（{n}件）" if n else "この共通課題に言葉が合う提供内容は、登録されたものの中には見つかりません"


def of_offer(n: int, n_towns: int) -> str:
    return f"この提供内容に言葉が合う課題は{n}件（{n_towns}団体）" if n else "この提供内容に言葉が合う課題は見つかりません"


def decided(n: int, name: str | None) -> str:
    return f"{n}件の課題を「{name}」にまとめました。" if name else f"{n}件の課題のまとめ方を、文の近さに戻しました。"
