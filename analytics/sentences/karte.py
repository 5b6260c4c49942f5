"""What do the figures of one municipality say, in one or two sentences?"""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame

from analytics.frames.priority import HELD, in_words
from analytics.priority import UNANSWERED
from analytics.sentences.figures import plain, same


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
    if largest["gap"].iloc[0] <= 1e-9:
        return f"{name}は、分かっている{len(known)}観点{'のすべて' if len(known) > 1 else ''}で目標に届いています{counted}。"
    reached = int((known["gap"] <= 1e-9).sum())
    far = largest.iloc[0]
    also = f"など{len(largest)}観点" if len(largest) > 1 else ""
    first = (
        f"{name}は、分かっている{len(known)}観点のうち{reached}観点で目標に届いています。"
        if reached
        else f"{name}は、分かっている{len(known)}観点{'のどれも' if len(known) > 1 else 'は'}目標に届いていません。"
    )
    return f"{first}最も遠いのは「{far.label}」{also}（現状 {state(far)}、目標 {plain(far.target)}）{counted}。"


def state(far: pd.Series) -> str:
    """With two decimals where one would read as if the target were reached."""
    return f"{far.as_is:.{2 if same(far.as_is, far.target) else 1}f}"


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
    points = [f"{row.label}（{row.score:.1f} / {row.max:g}）" for row in lowest.itertuples(index=False)]
    if len(known) == 1:
        return f"得点が分かる STEP は {points[0]} だけ"
    if len(lowest) == len(known):
        return f"どの STEP も同じ水準（満点の{100 * shares.iloc[0]:.0f}%）"
    return f"最も低いのは {'と '.join(points)}"


def aspects(rows: DataFrame, line: str = "") -> str:
    """line: the To-Be line, named where it is not the prefecture's."""
    short = int((rows["gap"] > 1e-9).sum())
    known = int(rows["gap"].notna().sum())
    if not known:
        return "観点の現状は、回答が足りないため分かりません"
    goal = line or "目標"
    if short:
        return f"{known}観点のうち{short}観点が{goal}に届いていない"
    return f"分かっている{known}観点{'のすべて' if known > 1 else ''}が{goal}に届いている"


def drivers(rows: DataFrame, shown: int) -> str:
    if rows.empty:
        return "目標に届いていない観点はありません。"
    part = f"（寄与の大きい{shown}問、全{len(rows)}問）" if shown < len(rows) else f"（全{len(rows)}問）"
    ties = int((rows["contribution"] >= rows["contribution"].max() - 1e-9).sum()) if "contribution" in rows else 1
    also = f"など{ties}問" if ties > 1 else ""
    return f"ギャップの内訳（設問別）：最も大きいのは「{rows['label'].iloc[0]}」{also}{part}"


def extreme(rows: DataFrame, measure: str, highest: bool) -> str:
    """The finding of a profile: which item stands out."""
    known = rows.dropna(subset=["value"])
    if known.empty:
        return f"{measure}は、回答が足りないため分かりません"
    worst = known["value"].max() if highest else known["value"].min()
    there = known[(known["value"] - worst).abs() <= 1e-9]
    if len(there) == len(known) and len(known) > 1:
        return f"{measure}：{len(known)}項目のどれも同じ（{plain(worst)}）"
    also = f"など{len(there)}項目" if len(there) > 1 else ""
    return f"{measure}：最も{'深刻なのは' if highest else '遅れているのは'}「{there['label'].iloc[0]}」{also}（{plain(worst)}）"


def next_steps(rows: DataFrame) -> str:
    if rows.empty:
        return "次に取り組む項目（案）：目標に届いているか、回答が足りないため、挙げるものがありません。"
    return f"次に取り組む項目（案）：小さく始められる順に{len(rows)}項目"


def support(n: int) -> str:
    return f"支援記録（{n}件、新しい順）" if n else "支援記録はまだありません"


def place(block: str | None, category: str | None) -> str:
    return "・".join(str(part) for part in (block, category) if pd.notna(part) and part) or "－"


def figure(value: float | None) -> str:
    return "－" if value is None or pd.isna(value) else plain(value)


def peers(method: str, n: int) -> str:
    return f"比較相手 {n}団体（{method}）と、その理由" if n else f"比較相手（{method}）がありません"


def after(aspect: str, as_is: float) -> str:
    return "" if pd.isna(as_is) else f"ここまで実施すると「{aspect}」の現状は {as_is:.1f}"
