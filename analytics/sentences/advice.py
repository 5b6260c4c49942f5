"""What could help, and why that? Sentences over advice, menus and programmes."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pandas import DataFrame

from analytics.frames.advice import LABELS, ahead, of_kinds, with_places
from analytics.sentences.figures import counts
from analytics.sentences.overview import first_lines

OUR_READING = "要因とモデル・事例の対応は、この製品の読み取りです。選ぶのは市町村と県です。"
HOW_TAKEN = "利用した団体は、今年度の支援記録で、件名が支援メニューの名称で始まる団体を数えています。"


def advice(rows: DataFrame) -> str:
    """The finding over the advice of one municipality."""
    if rows.empty:
        return "支援メニュー案：要因の深刻度が分からないか、満点のため、案はありません"
    return "支援メニュー案：" + "、".join(f"{LABELS[kind]}{len(part)}件" for kind, part in of_kinds(rows).items())


def prefecture(means: DataFrame, models: int, menus: DataFrame, programmes: DataFrame) -> str:
    """The first sentence of 県の取組点検. means: by factor, empty where they are not shown; models: of layer ② that answer."""
    if means.empty:
        return f"県に期待される役割とスキルを読めます。{offers(menus, programmes)}"
    worst = means.iloc[0]
    if not worst["mean"]:
        return f"市町村が満点に届いていない要因はありません（n={counts(means['n'])}）。{offers(menus, programmes)}"
    tied = "など" if (means["mean"] >= worst["mean"] - 1e-9).sum() > 1 else ""
    return (
        f"市町村の深刻度の平均が最も高い要因は「{worst['label']}」{tied}（{worst['mean']:.1f}、n={worst['n']}）。"
        f"上位3要因に応える県向けのモデル・事例は{models}件です。{offers(menus, programmes)}"
    )


def offers(menus: DataFrame, programmes: DataFrame) -> str:
    if menus.empty and programmes.empty:
        return "支援メニューと制度は、まだ取り込まれていません。"
    return f"枠のある支援メニューは{len(with_places(menus))}件（全{len(menus)}件）、締切がこれからの制度は{len(ahead(programmes))}件です。"


def severe(means: DataFrame) -> str:
    """The finding over the bars of the factors: the three heaviest and what ties with the third, the heaviest first."""
    if means["mean"].max() - means["mean"].min() < 1e-9:
        return f"どの要因も深刻度の平均は同じ（{means['mean'].iloc[0]:.1f}、n={counts(means['n'])}）"
    third = means["mean"].nlargest(3).iloc[-1]
    named = "".join(f"「{label}」" for label in means.loc[means["mean"] >= third - 1e-9, "label"])
    return f"深刻度の平均が高いのは{named}（n={counts(means['n'])}）"


def menus(rows: DataFrame) -> str:
    """The finding over the menus by need."""
    if rows.empty:
        return "支援メニューはまだ取り込まれていません"
    top = rows.iloc[0]
    if not top["need"]:
        return f"支援メニュー {len(rows)}件"
    places = "枠の定めなし" if pd.isna(top["places"]) else f"残り{int(top['left_over'])}枠"
    most = int((rows["need"] == rows["need"].max()).sum())
    also = f"など{most}件" if most > 1 else ""
    return f"最も多くの団体の案に挙がるのは「{top['title']}」{also}（{'各' if also else ''}{top['need']}団体、{'「' + top['title'] + '」は' if also else ''}{places}）"


def short_of_places(rows: DataFrame) -> str:
    """Menus that more municipalities need than have places left."""
    known = rows[rows["places"].notna()]
    if known.empty:
        return "枠の定めのあるメニューはありません。"
    short = known[known["need"] > known["left_over"]]
    if short.empty:
        return "枠のあるメニューでは、案に挙がる団体より残りの枠が多いか同じです。"
    named = "、".join(f"「{row.title}」（{row.need}団体に対し残り{row.left_over:.0f}枠）" for row in short.itertuples(index=False))
    return f"案に挙がる団体より残りの枠が少ないのは、{named}です。"


def programmes(rows: DataFrame) -> str:
    if rows.empty:
        return "国等の制度・財源はまだ取り込まれていません"
    coming = ahead(rows)
    if coming.empty:
        return f"国等の制度・財源 {len(rows)}件（締切がこれからのものはありません）"
    first = coming.sort_values("days_left", kind="stable").iloc[0]
    also = f"など{n}件" if (n := int((coming["days_left"] == first["days_left"]).sum())) > 1 else ""
    return f"次の締切は「{first['title']}」{also}（{days(int(first['days_left']))}）"


def days(left: int) -> str:
    return f"あと{left}日" if left else "今日まで"


def remind(year: int, today: date) -> str:
    """When to remind those who have not answered: the survey of a fiscal year runs from May to July."""
    ask, close = date(year, 6, 30), date(year, 7, 31)
    if today <= ask:
        return f"催促の目安は6月30日です（調査の受付は5～7月、{days((ask - today).days)}）。"
    if today <= close:
        return f"催促の時期です（受付の目安は7月31日まで、{days((close - today).days)}）。"
    return f"受付の目安（{year}年7月31日）を過ぎています。提出の予定を聞いてください。"


def first_due(rows: DataFrame) -> str:
    """The first few of what is due or late: the day, who, what. rows: due, name, text, by day."""
    return first_lines(f"{row.due:%Y-%m-%d} {row.name} {cut(row.text)}" for row in rows.itertuples(index=False))


def first_menus(rows: DataFrame) -> str:
    """The first few menus by need, and the places left in them. rows: title, need, places, left_over."""
    return first_lines(
        f"{row.title}：案に挙がる{row.need}団体、{'枠の定めなし' if pd.isna(row.places) else f'残り{row.left_over:.0f}枠'}"
        for row in rows.itertuples(index=False)
    )


def first_deadlines(rows: DataFrame) -> str:
    """The first few deadlines ahead, the nearest first. rows: title, deadline, when, days_left."""
    near = rows.sort_values("days_left", kind="stable")
    return first_lines(f"{row.title}：{row.deadline:%Y-%m-%d}（{row.when}）" for row in near.itertuples(index=False))


def cut(text: str, most: int = 20) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def due(rows: DataFrame, within: int) -> str:
    """rows: with late."""
    if rows.empty:
        return f"{within}日以内に期限が来る決定事項・対策はありません。"
    late = int((rows["late"] != "").sum())
    return f"{within}日以内の期限は{len(rows) - late}件" + (f"、期限切れは{late}件" if late else "") + "です。"
