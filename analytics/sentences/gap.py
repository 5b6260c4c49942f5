"""What do the gaps to the To-Be state say? Every function takes the rows that are shown and gives one or two sentences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandas import DataFrame, Series

from analytics.frames.gap import REACHED
from analytics.sentences.figures import amount, counts, percent, plain, same

LINES = {"prefecture": "県の目標", "own": "各団体の目標", "best_peer": "比較相手の最高"}
"""The three To-Be lines by the name they have on the page."""

NOTHING_KNOWN = "回答が足りないため、ギャップはまだ分かりません。"
NO_TARGETS = "目標がないため、ギャップは分かりません。"
SAME = 0.05
"""Points: what reads the same with one decimal counts as equal."""
NO_GAP = 1e-9
"""Points: up to here a gap is none (as frames.gap has it)."""


def listed(names: Sequence[str], most: int = 3, unit: str = "観点") -> str:
    """A・B・C, the rest as a number."""
    shown = "・".join(names[:most])
    return shown if len(names) <= most else f"{shown}ほか{len(names) - most}{unit}"


def lead(rows: DataFrame, line: str) -> str:
    """The weakest aspect of those shown, with n, and how many reach the target there. One row per municipality and aspect."""
    known = rows[rows["gap"].notna()]
    if known.empty:
        return NO_TARGETS if rows["as_is"].notna().any() else NOTHING_KNOWN
    return of_one(known, line) if rows["code"].nunique() == 1 else of_several(known, line)


def of_one(known: DataFrame, line: str) -> str:
    goal = "自ら定めた目標" if line == "own" else LINES[line]
    name, reached, aspects = known["name"].iloc[0], int((known["reach"] == REACHED).sum()), len(known)
    if reached == aspects:
        return f"{name}は、分かっている{aspects}観点{'のすべて' if aspects > 1 else ''}で{goal}に届いています。"
    largest = known["gap"].max()
    far = (known["gap"] > largest - SAME) & (known["gap"] > NO_GAP)
    weakest = listed([f"「{label}」" for label in known.loc[far, "aspect_label"]])
    there = (
        f"分かっている{aspects}観点のうち{reached}観点は届いています。"
        if reached
        else f"分かっている{aspects}観点で届いたものは、まだありません。"
    )
    return f"{name}で{goal}とのギャップが最も大きい観点は{weakest}（{amount(largest)}）です。{there}"


def of_several(known: DataFrame, line: str) -> str:
    medians = known.groupby("aspect_label", sort=False)["gap"].median()
    largest = medians.max()
    if largest <= NO_GAP:
        return f"どの観点でも、半数以上の団体が{LINES[line]}に届いています（ギャップの中央値0点、n={known['code'].nunique()}）。"
    weakest = list(medians.index[(medians > largest - SAME) & (medians > NO_GAP)])
    first = f"{LINES[line]}とのギャップが最も大きい観点は{listed([f'「{label}」' for label in weakest])}（中央値{amount(largest)}"
    if len(weakest) > 1:
        return f"{first}、n={counts(known['aspect_label'].value_counts()[weakest])}）です。"
    here = known[known["aspect_label"] == weakest[0]]
    count = reaching(here)
    there = f"この観点で目標に届いているのは{count}団体です。" if count else "この観点で目標に届いた団体は、まだありません。"
    return f"{first}、n={len(here)}）です。{there}"


def reaching(rows: DataFrame) -> int:
    return int((rows["reach"] == REACHED).sum())


def totals(rows: DataFrame) -> str:
    """The weakest aspect over the prefecture, without any municipality."""
    if rows.empty:
        return "集計できる団体が6団体に満たないため、県内の状況は表示しません。"
    short = rows["target"] - rows["median"]
    if short.max() <= NO_GAP:
        return f"県内の中央値は、すべての観点で県の目標に届いています（n={counts(rows['n'])}）。"
    weakest = rows.loc[short.idxmax()]
    also = "など" if (short > short.max() - SAME).sum() > 1 else ""
    told = f"{weakest['median']:.1f}点" if not same(weakest["median"], weakest["target"]) else f"{weakest['median']:.2f}点"
    return f"県内の現状の中央値が県の目標から最も離れている観点は「{weakest['aspect_label']}」{also}です（{told}、目標{plain(weakest['target'])}点、n={weakest['n']}）。"


def heat_map(rows: DataFrame) -> str:
    """The finding over the heat map: how many cells reach the target."""
    known = rows[rows["gap"].notna()]
    if known.empty:
        return "ギャップが分かる団体はまだありません"
    reached = int((known["reach"] == REACHED).sum())
    unknown = rows.groupby("code")["gap"].count().eq(0).sum()
    there = (
        f"目標に届いているのは、分かっている{len(known)}項目（団体×観点）のうち{reached}項目（{percent(reached, len(known))}）"
        if reached
        else f"分かっている{len(known)}項目（団体×観点）に、目標に届いたものはまだない"
    )
    return there + (f"。灰色の{unknown}団体は分からない" if unknown else "")


def dots(rows: DataFrame, label: str) -> str:
    """The finding over the states of one aspect."""
    known = rows[rows["gap"].notna()]
    if known.empty:
        return f"「{label}」の現状が分かる団体はまだありません"
    count, median = reaching(known), known["as_is"].median()
    there = (
        f"で目標に届いているのは、{len(known)}団体のうち{count}団体" if count else f"で目標に届いた団体は、{len(known)}団体の中にまだない"
    )
    return f"「{label}」{there}（現状の中央値 {median:.1f}点）"


def aspects(rows: DataFrame) -> str:
    """The finding over one municipality's aspects."""
    known = rows[rows["gap"].notna()]
    if known.empty:
        return "ギャップが分かる観点はまだありません"
    return f"{known['name'].iloc[0]}の現状：{len(known)}観点のうち{reaching(known)}観点が目標に届いている"


def who_reaches(rows: DataFrame) -> str:
    """Who is already there, by name as far as the names may be seen."""
    there = list(rows.loc[rows["reach"] == REACHED, "name"])
    if rows["gap"].isna().all():
        return lead(rows, "prefecture")
    return (
        f"すでに目標に届いている団体：{'、'.join(there)}（{rows['gap'].count()}団体のうち{len(there)}団体）"
        if there
        else f"すでに目標に届いている団体は、まだありません（n={rows['gap'].count()}）。"
    )


def drivers(rows: DataFrame, label: str) -> str:
    """The finding over the questions that make the gap."""
    if rows.empty:
        return f"「{label}」は回答が足りないため、内訳は分かりません"
    total = rows["contribution"].sum()
    if total <= NO_GAP:
        return f"「{label}」にギャップはありません"
    largest = rows.iloc[0]
    share = percent(largest["contribution"], total)
    ties = int((rows["contribution"] > largest["contribution"] - SAME).sum())
    if ties > 1:
        return f"「{label}」のギャップが最も大きい設問は{ties}つ（それぞれギャップの{share}）"
    return f"「{label}」のギャップの{share}は、設問「{short(largest['text'])}」によるもの"


def short(text: str, width: int = 26) -> str:
    return text if len(text) <= width else text[:width] + "…"


def distribution(rows: DataFrame, label: str) -> str:
    """The finding over the answers: the question that most left at the lowest choice."""
    known = rows[rows["level"].notna()]
    if known.empty:
        return f"「{label}」の設問に、まだ回答がありません"
    lowest = known[known["level"] == 0].sort_values("count", ascending=False)
    if lowest.empty:
        return f"「{label}」の設問で、いちばん下の選択肢を選んだ団体はありません"
    most = lowest.iloc[0]
    return f"設問「{short(most['text'])}」では、回答した{most['n']}団体のうち{most['count']}団体が、いちばん下の選択肢"


def way_to_target(way: DataFrame, gap: Series, name: str, label: str) -> str:
    """The fewest questions that lead one municipality to the target of one aspect. gap: its row of the gap table."""
    if pd.isna(gap["gap"]):
        return f"{name}の「{label}」は{gap['why']}のため、目標までの道のりは分かりません。" if gap["why"] else NOTHING_KNOWN
    if gap["reach"] == REACHED:
        return f"{name}の「{label}」は、すでに目標に届いています（現状{gap['as_is']:.1f}点、目標{gap['target']:.1f}点）。"
    if way.empty:
        return f"{name}の「{label}」は、今の設問だけでは目標に届きません。"
    return f"{name}の「{label}」は、{len(way)}つの設問をいちばん上の選択肢まで進めると、{way['as_is_after'].iloc[-1]:.1f}点となり、目標（{gap['target']:.1f}点）に届きます。"


def what_if(raised: int, overall: tuple[float | None, float | None], priorities: tuple[str, str] | None) -> str:
    """What the answers tried out would change. overall: the overall gap before and after; priorities: for 県担当 only."""
    if not raised:
        return "回答を選び直すと、現状・ギャップなどがどう変わるかをここに表示します。データは書き換わりません。"
    before, after = overall
    moved = overall_moves(before, after)
    if priorities is None:
        return f"{raised}つの回答を引き上げると、{moved}。"
    kept = (
        f"支援優先度は「{priorities[0]}」のままです"
        if priorities[0] == priorities[1]
        else f"支援優先度は「{priorities[0]}」から「{priorities[1]}」に変わります"
    )
    return f"{raised}つの回答を引き上げると、{moved}。{kept}。"


def overall_moves(before: float | None, after: float | None) -> str:
    if after is None:
        return "総合のギャップはまだ分かりません"
    if before is None:
        return f"総合のギャップは{amount(after)}と分かります"
    if abs(before - after) <= NO_GAP:
        return f"総合のギャップは{amount(after)}のままです"
    if same(before, after):
        return f"総合のギャップは{amount(after)}のまま、ほとんど変わりません"
    return f"総合のギャップは{amount(before)}から{amount(after)}になります"


def rank(before: tuple[int, int] | None, after: tuple[int, int] | None) -> str:
    """The place of the overall gap in the prefecture before and after; the smallest gap is first."""
    if before is None or after is None:
        return "総合のギャップの順位は、分かっている観点が足りないため出せません。"
    moved = f"{before[0]}位" if before == after else f"{before[0]}位 → {after[0]}位"
    return f"総合のギャップが小さい順では、県内{after[1]}団体のうち {moved} です。"
