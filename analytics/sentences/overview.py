"""What do the figures of the prefecture say, in one or two sentences?"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from pandas import DataFrame

from analytics.frames.progress import up_and_down
from analytics.sentences.figures import plain, same, signed

HIGH, HELD_BACK, SILENT = "高", "判定保留", "未回答"
SHOWN = 3
"""How many lines of a list stand in a card."""


def lead(n: int, answered: int, counts: DataFrame | None, medians: DataFrame) -> str:
    """n: municipalities looked at; counts: by priority, None where priorities are not shown; medians: by step."""
    if not answered:
        return f"{n}団体のうち、この調査年度に回答した団体はまだありません。"
    first = f"{n}団体のうち{answered}団体が回答しています。" if counts is None else priorities(n, counts)
    return first + weakest(medians)


def quiet(rows: DataFrame) -> str:
    """The first few without contact, never contacted first. rows: name, last (NULL: never)."""
    seen = ("記録なし" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in rows["last"])
    return first_lines((f"{name}（{day}）" for name, day in zip(rows["name"], seen, strict=True)), "団体")


def first_lines(lines: Iterable[str], unit: str = "件", most: int = SHOWN) -> str:
    """One line each under a dot, and how many more there are."""
    told = [f"・{line}" for line in lines]
    return "\n".join([*told[:most], *([f"ほか{len(told) - most}{unit}"] if len(told) > most else [])])


def no_round(n: int) -> str:
    return f"{n}団体を取り込んでいます。推進状況アンケートの回答は、まだありません。"


def counted(counts: DataFrame) -> str:
    """The finding over the bars of priorities."""
    of = dict(zip(counts["priority"], counts["n"], strict=True))
    return "支援優先度 " + "・".join(f"{label} {of[label]}" for label in (HIGH, "中", "低", HELD_BACK, SILENT) if label in of) + "（団体）"


def priorities(n: int, counts: DataFrame) -> str:
    of = dict(zip(counts["priority"], counts["n"], strict=True))
    rest = "・".join(f"{label} {of[label]}団体" for label in (HELD_BACK, SILENT) if of.get(label))
    rest = f"（ほかに{rest}）" if rest else ""
    if not of.get(HIGH):
        return f"{n}団体のうち、支援優先度「高」の団体はありません{rest}。"
    return f"{n}団体のうち{of[HIGH]}団体が支援優先度「高」{rest}。"


def weakest(medians: DataFrame) -> str:
    """The step whose median is lowest against its maximum; all that share the lowest place are named."""
    known = medians.dropna(subset=["share"])
    if known.empty:
        return "STEP の得点は、回答が足りないためまだ分かりません。"
    lowest = known[known["share"] <= known["share"].min() + 1e-9]
    if len(known) == 1:
        row = known.iloc[0]
        return f"得点が分かる STEP は「{row['label']}」だけです（中央値 {plain(row['median'])}/{row['max']:g}、{row['n']}団体）。"
    if len(lowest) == len(known):
        return f"どの STEP も同じ水準です（満点に対する中央値 {100 * known['share'].iloc[0]:.0f}%）。"
    named = "と".join(f" {row.label}（中央値 {plain(row.median)}/{row.max:g}、{row.n}団体）" for row in lowest.itertuples(index=False))
    return f"最も弱いのは{named}。"


def totals(rows: DataFrame) -> str:
    """For those who see sums only."""
    if rows.empty:
        return "集計に同意した団体が6団体に満たないため、県全体の集計は表示していません。"
    steps = rows.dropna(subset=["max"])
    medians = steps.assign(label=steps["item"], median=steps["points"], share=steps["points"] / steps["max"])
    return f"集計に同意した{counted_in(rows)}団体の結果です。" + weakest(medians)


def counted_in(rows: DataFrame) -> int:
    """How many municipalities stand behind the sums."""
    return 0 if rows.empty else int(rows["n"].max())


def heat(rows: DataFrame) -> str:
    """The item that is lowest for the most, as the finding of the heat map."""
    known = rows.dropna(subset=["share"])
    if known.empty:
        return "値の分かる団体がまだありません"
    medians = known.groupby("item", sort=False)["share"].median()
    if medians.max() - medians.min() < 1e-9:
        return "市町村ごとの STEP・観点の水準"
    low, high = (listed(medians.index[(medians - end).abs() < 1e-9]) for end in (medians.min(), medians.max()))
    return (
        f"全体に{low}が低く、{high}が高い（中央値、n={known['code'].nunique()}）" if "code" in known else f"全体に{low}が低く、{high}が高い"
    )


def listed(labels: Iterable[str]) -> str:
    """The first by name, how many share its place."""
    names = list(labels)
    return f"「{names[0]}」" + (f"など{len(names)}項目" if len(names) > 1 else "")


def place_of(label: str, known: int, n: int, unnamed: int = 0) -> str:
    """The finding of a map: how many of all are coloured. unnamed: those whose value may be seen, but not where they lie."""
    rest = f"（匿名の{unnamed}団体は地図に表さない）" if unnamed else ""
    if not known:
        return f"{label}：値の分かる団体はない{rest or f'（{n}団体）'}"
    return f"{label}：{n}団体のうち{known}団体の値が分かる{rest}" if known < n else f"{label}（{n}団体）"


def medians_of(n: int, of: int | None) -> str:
    """Over how many a median is taken. of: how many there are, for whoever may know."""
    return f"値の分かる団体 {n}/{of}" if of else f"表示できる{n}団体の中央値"


def answered(known: int, n: int) -> str:
    if not known:
        return f"回答した団体はまだない（{n}団体）"
    return f"{n}団体{'すべて' if n > 1 else ''}が回答済" if known == n else f"{n}団体のうち{n - known}団体が未回答"


def categories(rows: DataFrame) -> str:
    medians = rows.groupby("category", sort=False)["median"].first()
    if len(medians) < 2 or same(medians.max(), medians.min()):
        return "区分による現状（総合）の分布"
    high, low = medians.max(), medians.min()
    there = {end: "と".join(map(str, medians.index[(medians - end).abs() < 1e-9])) for end in (high, low)}
    return f"中央値は{there[high]}が{high:.1f}で最も高く、{there[low]}が{low:.1f}で最も低い"


def movement(changed: DataFrame) -> str:
    """How the known ones moved since the last round; the chart shows those that moved most."""
    if changed.empty:
        return "両方の回で分かる団体はありません"
    up, down = up_and_down(changed["change"])
    still = "" if up or down else "、変わらない団体だけ"
    moved = f"のうち、{up}団体が上昇、{down}団体が低下" if up or down else ""
    return f"両方の回で分かる{len(changed)}団体{moved}{still}（変化の中央値 {signed(changed['change'].median())}）"


def movers_shown(shown: int, known: int, earlier: str) -> str:
    which = f"変化の大きい{shown}団体を団体コード順に" if shown < known else "団体コード順に"
    return f"{which}表しています。前回は{earlier}です。"


def completeness(rows: DataFrame) -> str:
    states = rows["state"].value_counts()
    parts = [f"{label} {states[label]}団体" for label in ("回答済", "一部未回答", SILENT, "STEP得点表だけ") if label in states]
    return "回答のそろい具合：" + ("、".join(parts) or "表示できる団体はない")


def silent(names: list[str]) -> str:
    return "、".join(names) if names else "すべての団体が回答しています。"
