"""What do the figures of one municipality say, in one or two sentences?"""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame

from analytics.frames.priority import HELD, in_words
from analytics.priority import UNANSWERED


def unknown(name: str, survey: str, seen_all: bool) -> str:
    """Who sees all knows that there is no answer; others cannot tell it from an answer that is not shared."""
    rest = "公表されている指標などを表示しています。"
    if seen_all:
        return f"{name}は、{survey}にまだ回答していません。{rest}"
    return f"{name}の{survey}の回答は、公開されていないか、まだありません。{rest}"


def lead(name: str, aspects: DataFrame, answered: int, asked: int) -> str:
    """aspects: label, as_is, target, gap. The aspect with the largest gap, and how many reach their target."""
    known = aspects.dropna(subset=["gap"])
    counted = f"（{asked}問のうち{answered}問に回答）" if answered else "（STEP得点表だけが分かる団体です）"
    if known.empty:
        return f"{name}は、観点の現状を示すには回答が足りません{counted}。"
    largest = known[known["gap"] >= known["gap"].max() - 1e-9]
    if largest["gap"].iloc[0] <= 0:
        return f"{name}は、分かっている{len(known)}観点のすべてで目標に届いています{counted}。"
    reached = int((known["gap"] <= 0).sum())
    far = largest.iloc[0]
    also = f"など{len(largest)}観点" if len(largest) > 1 else ""
    first = (
        f"{name}は、分かっている{len(known)}観点のうち{reached}観点で目標に届いています。"
        if reached
        else f"{name}は、分かっている{len(known)}観点のどれも目標に届いていません。"
    )
    return f"{first}最も遠いのは「{far.label}」{also}（現状 {far.as_is:.1f}、目標 {far.target:g}）{counted}。"


def verdict(priority: DataFrame) -> tuple[str, str, str]:
    """The verdict, the support needed and the reason, in words."""
    label = in_words(priority)
    if label == UNANSWERED:
        return label, "－", "この調査年度の回答がありません。"
    row = priority.iloc[0]
    content = "STEP がそろってから判定します" if pd.isna(row["support_priority"]) else str(row["support_content"] or "なし")
    return label, content, str(row["reason"]).removeprefix(f"{HELD}: ")


def steps(rows: DataFrame) -> str:
    """The finding of the step bars: the lowest share of its maximum."""
    known = rows.dropna(subset=["score"])
    if known.empty:
        return "STEP の得点は、回答が足りないため分かりません"
    shares = known["score"] / known["max"]
    lowest = known[shares <= shares.min() + 1e-9]
    if len(lowest) == len(known) and len(known) > 1:
        return "どの STEP も同じ水準"
    return f"最も低いのは {'と '.join(lowest['label'])}（{lowest['score'].iloc[0]:.1f} / {lowest['max'].iloc[0]:g}）"


def aspects(rows: DataFrame, line: str = "") -> str:
    """line: the To-Be line, named where it is not the prefecture's."""
    short = int((rows["gap"] > 0).sum())
    known = int(rows["gap"].notna().sum())
    if not known:
        return "観点の現状は、回答が足りないため分かりません"
    goal = line or "目標"
    return f"{known}観点のうち{short}観点が{goal}に届いていない" if short else f"{known}観点のすべてが{goal}に届いている"


def drivers(rows: DataFrame, shown: int) -> str:
    if rows.empty:
        return "目標に届いていない観点はありません。"
    part = f"（寄与の大きい{shown}問、全{len(rows)}問）" if shown < len(rows) else f"（{len(rows)}問）"
    return f"ギャップの内訳（設問別）：最も大きいのは「{rows['label'].iloc[0]}」{part}"


def extreme(rows: DataFrame, measure: str, highest: bool) -> str:
    """The finding of a profile: which item stands out."""
    known = rows.dropna(subset=["value"])
    if known.empty:
        return f"{measure}は、回答が足りないため分かりません"
    place = known["value"].idxmax() if highest else known["value"].idxmin()
    return (
        f"{measure}：最も{'深刻なのは' if highest else '遅れているのは'}「{known.loc[place, 'label']}」（{known.loc[place, 'value']:.0f}）"
    )


def next_steps(rows: DataFrame) -> str:
    if rows.empty:
        return "次に取り組む項目（案）：目標に届いているか、回答が足りないため、挙げるものがありません。"
    return f"次に取り組む項目（案）：小さく始められる順に{len(rows)}項目"


def support(n: int) -> str:
    return f"支援記録（{n}件、新しい順）" if n else "支援記録はまだありません"


def place(block: str | None, category: str | None) -> str:
    return "・".join(str(part) for part in (block, category) if pd.notna(part) and part) or "－"


def figure(value: float | None) -> str:
    return "－" if pd.isna(value) else f"{value:,.1f}".removesuffix(".0")


def peers(method: str, n: int) -> str:
    return f"比較相手 {n}団体（{method}）と、その理由" if n else f"比較相手（{method}）がありません"


def after(aspect: str, as_is: float) -> str:
    return "" if pd.isna(as_is) else f"ここまで実施すると「{aspect}」の現状は {as_is:.1f}"
