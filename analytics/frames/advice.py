"""Which rows stand behind 支援メニュー案 and 県の取組点検? Advice by kind, menus by need, programmes by deadline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
from pandas import DataFrame

from analytics.advice import KINDS
from analytics.registry import Field

LABELS = dict(zip(KINDS, ("県の支援メニュー", "国等の制度・財源", "リファレンスモデル", "事例"), strict=True))
SOON_DAYS = 60
"""From so many days on before it a deadline is due."""

ADVICE_FIELDS = (
    Field("label", "種類", "text", "県の支援メニュー・国等の制度・リファレンスモデル・事例のどれか。"),
    Field("title", "名称", "text", "支援メニュー・制度・モデル・事例の名称。"),
    Field("because", "理由", "text", "応える要因の深刻度とページ、基準に満たない STEP、残りの枠、締切、出典のページ。"),
)
MENU_FIELDS = (
    Field("title", "支援メニュー", "text", "県の支援メニューの名称。"),
    Field("need", "案に挙がる団体", "integer", "支援メニュー案（団体ごとに3件まで）にこのメニューが挙がる団体の数。"),
    Field("places", "枠数", "integer", "年間の枠。空欄は定めなし。"),
    Field("taken", "利用した団体", "integer", "今年度の支援記録で、件名がメニューの名称で始まる団体の数。"),
    Field("left_over", "残りの枠", "integer", "枠数から利用した団体を引いた数。"),
    Field("step_labels", "対応するSTEP", "text", "メニューが支える STEP。"),
    Field("factor_labels", "対応する要因", "text", "メニューが応えるギャップ要因。"),
    Field("method", "方法", "text", "支援の方法。"),
    Field("period", "期間", "text", "実施する期間。"),
    Field("owner", "担当", "text", "県の担当。"),
    Field("funding", "財源", "text", "費用の出どころ。"),
)
PROGRAMME_FIELDS = (
    Field("title", "制度", "text", "国等の制度・財源の名称。"),
    Field("deadline", "締切", "date", "申請の締切。空欄は記載なし。"),
    Field("when", "締切まで", "text", "今日から締切までの日数。"),
    Field("provider", "所管", "text", "制度の所管。"),
    Field("audience", "対象", "text", "申請できる団体。"),
    Field("rate", "補助率", "text", "補助の割合や上限。"),
    Field("factor_labels", "対応する要因", "text", "制度が応えるギャップ要因。"),
)
MEAN_FIELDS = (
    Field("label", "ギャップ要因", "text", "ギャップの要因。"),
    Field("mean", "深刻度の平均", "score", "値の分かる団体の平均（0～100、高いほど深刻）。"),
    Field("n", "団体数", "integer", "値の分かる団体の数。"),
    Field("page", "ページ", "integer", "「地域社会DX事例集」に印刷されたページ。"),
)


def labelled(advice: DataFrame) -> DataFrame:
    """The lines with the words of their kind."""
    return advice.assign(label=advice["kind"].map(LABELS))


def of_kinds(advice: DataFrame) -> dict[str, DataFrame]:
    """Kind → its lines, in the order of KINDS, without kinds that have none."""
    return {kind: rows for kind in KINDS if len(rows := advice[advice["kind"] == kind])}


def in_words(ids: str | None, labels: Mapping[str, str]) -> str:
    """Ids as a file has them (f4・f6) in words; what is no id stays as it is."""
    if not isinstance(ids, str):
        return ""
    return "、".join(labels.get(one.lower(), one) for one in re.split(r"[\s,，、・/／;；]+", ids.strip()) if one)


def menus(rows: DataFrame, advice: DataFrame, steps: Mapping[str, str], factors: Mapping[str, str]) -> DataFrame:
    """The menus with need, step_labels and factor_labels; those that most are advised first, then in the order of their names."""
    need = advice.loc[advice["kind"] == "menu", "id"].value_counts()
    found = rows.assign(
        need=rows["title"].map(need).fillna(0).astype("int64"),
        step_labels=[in_words(ids, steps) for ids in rows["steps"]],
        factor_labels=[in_words(ids, factors) for ids in rows["factors"]],
    )
    return found.sort_values(["need", "title"], ascending=[False, True], ignore_index=True)


def programmes(rows: DataFrame, factors: Mapping[str, str]) -> DataFrame:
    """The programmes with when (words) and factor_labels."""
    days = rows["days_left"]
    return rows.assign(
        when=["記載なし" if pd.isna(one) else f"あと{one:.0f}日" if one >= 0 else "終了" for one in days],
        factor_labels=[in_words(ids, factors) for ids in rows["factors"]],
    )


def ahead(rows: DataFrame, within: int | None = None) -> DataFrame:
    """The programmes whose deadline lies ahead, at most `within` days."""
    days = rows["days_left"]
    return rows[days.ge(0) & (days.le(within) if within is not None else True)]


def with_places(rows: DataFrame) -> DataFrame:
    """The menus that still have places, or know no limit of them."""
    return rows[rows["places"].isna() | (rows["left_over"] > 0)]


def factor_means(severities: DataFrame, labels: Mapping[str, str], pages: Mapping[str, int | None]) -> DataFrame:
    """One row per factor with a known severity, the most severe first: factor, label, mean (0–100), shown, n, page."""
    found = severities.dropna(subset=["severity"]).groupby("factor", sort=False)["severity"].agg(mean="mean", n="count").reset_index()
    order = {factor: place for place, factor in enumerate(labels)}
    found = found.assign(
        label=found["factor"].map(labels),
        page=found["factor"].map(pages),
        shown=[f"{mean:.1f}（n={n}）" for mean, n in zip(found["mean"], found["n"], strict=True)],
        place=found["factor"].map(order),
        by=found["mean"].round(9),
    )
    return found.sort_values(["by", "place"], ascending=[False, True], ignore_index=True).drop(columns=["place", "by"])


def newest_lists(issues: DataFrame) -> DataFrame:
    """Of each municipality the issues of its newest list."""
    round = issues["round"].astype(str)
    return issues[round == round.groupby(issues["code"]).transform("max")]


def due(decisions: DataFrame, issues: DataFrame, names: Mapping[str, str], today: date, within: int) -> DataFrame:
    """What is due within so many days or is late: open decisions and measures of issues, by due day: due, sort, name, text."""
    limit = pd.Timestamp(today) + pd.Timedelta(days=within)
    parts = [
        DataFrame(
            {"due": pd.to_datetime(decisions["due"]), "code": decisions["code"], "text": decisions["text"], "status": decisions["status"]}
        ).assign(sort="決定事項"),
        DataFrame(
            {"due": pd.to_datetime(issues["due"]), "code": issues["code"], "text": issue_words(issues), "status": issues["status"]}
        ).assign(sort="課題への対策"),
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["due"].notna() & (rows["due"] <= limit) & ~rows["status"].isin(["完了", "取りやめ"])]
    late = rows["due"] < pd.Timestamp(today)
    told = rows.assign(
        name=["会議全体" if pd.isna(code) else names.get(code, code) for code in rows["code"]],
        late=["期限切れ" if one else "" for one in late],
    )
    return told.sort_values(["due", "name"], ignore_index=True)


def issue_words(issues: DataFrame) -> Sequence[str]:
    """The measure of each issue, else the issue itself."""
    return [
        str(one) if isinstance(one, str) and one else f"No.{no} {'／'.join(str(part) for part in parts if isinstance(part, str) and part)}"
        for one, no, *parts in zip(issues["measure"], issues["no"], issues["class_a"], issues["class_c"], strict=True)
    ]


DUE_FIELDS = (
    Field("due", "期限", "date", "いつまでに行うか。"),
    Field("late", "期限切れ", "text", "今日までに期限が過ぎているか。"),
    Field("sort", "種類", "text", "会議や訪問での決定事項か、課題リストの対策か。"),
    Field("name", "市町村", "text", "団体の名前。"),
    Field("text", "内容", "text", "決めたこと、または対策。"),
)
