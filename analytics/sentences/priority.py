"""Whom does the table put first, why, and how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from pandas import DataFrame

from analytics.config import PUBLISHED_LIMITS
from analytics.frames.priority import HELD, Steps
from analytics.priority import UNANSWERED, Limits
from analytics.sentences import overview

PUBLISHED = {step: Limits(limit.attention_below, limit.support_below) for step, limit in PUBLISHED_LIMITS.items()}
MEANING = "支援優先度は、支援の候補を選ぶための目安です。支援するかどうかは、県と市町村が話し合って決めます。"


def lead(table: DataFrame, steps: Steps) -> str:
    """How many of each verdict, and the weakest step. One row per municipality."""
    if len(table) == 1:
        return of_one(table.iloc[0])
    counts = table["verdict"].value_counts()
    others = "、".join(f"「{verdict}」{counts[verdict]}団体" for verdict in ("中", "低", HELD, UNANSWERED) if verdict in counts)
    high = f"のうち{counts['高']}団体が支援優先度「高」です" if "高" in counts else "のうち、支援優先度「高」の団体はありません"
    return f"{len(table)}団体{high}{f'（{others}）' if others else ''}。" + weakest(table, steps)


def of_one(row: pd.Series) -> str:
    return f"{row['name']}の支援優先度は「{row['support_priority']}」です。{row['reason'].split(': ')[-1]}。"


def weakest(table: DataFrame, steps: Steps) -> str:
    """The step with the lowest median share of its maximum, in the words of 全体状況."""
    known = [(steps.labels[s], table[s].astype(float).median(), most, table[s].count()) for s, most in steps.maxima.items() if most]
    medians = DataFrame(known, columns=["label", "median", "max", "n"])
    return overview.weakest(medians.assign(share=medians["median"] / medians["max"]))


def strip(table: DataFrame, limits: Mapping[str, Limits], steps: Mapping[str, str]) -> str:
    """The finding over the dots: the step that most municipalities fall short of."""
    short = {step: int((table[step] < limit.attention_below - 1e-9).sum()) for step, limit in limits.items() if step in table}
    known = [int(table[step].count()) for step in short]
    if not any(known):
        return "STEP の得点が分かる団体はまだありません"
    if not max(short.values()):
        here = table["name"].iloc[0] if len(table) == 1 else f"得点の分かる{max(known)}団体"
        return f"{here}は、{'どの' if all(known) else '分かっているどの'} STEP も基準以上"
    if len(table) == 1:
        return f"{table['name'].iloc[0]}が基準未満なのは {'・'.join(steps[step] for step, count in short.items() if count)}"
    most = max(short.values())
    named = "・".join(steps[step] for step, count in short.items() if count == most)
    step = next(step for step, count in short.items() if count == most)
    return f"基準未満の団体が最も多いのは {named}（{table[step].count()}団体のうち{most}団体）"


def published_ranges() -> str:
    """Which limits, moved one at a time, give the same published fourteen rows (source p. 28; tested against them)."""
    parts = [f"{step.upper()} は {low:g}点を超え{high:g}点以下" for step, (low, high) in SAME_ROWS.items()]
    return f"ほかの基準を動かさなければ、優先度の基準が、{'、'.join(parts)}のどれでも、公表された14団体の表と同じ結果になります。"


# By step: the attention limits x with low < x ≤ high give the same fourteen rows, all other limits as they are.
SAME_ROWS = {"step0": (10, 15), "step1": (5, 30), "step2": (0, 15), "step3": (14, 15)}


def where_from(config: Mapping[str, Limits], now: Mapping[str, Limits], may_set: bool = True) -> str:
    """Whose limits these are: estimated from the published table, the prefecture's own, or tried out on this page.

    may_set: only who may set them is told how.
    """
    if dict(config) != dict(now):
        return "この画面で変えた基準による試算です。決めた基準にするには、設定ファイルにある支援優先度の基準を書き換えます。"
    if dict(config) != PUBLISHED:
        return "県の設定ファイルで決めた基準です。"
    estimated = "公表された表から推定した基準（特定の県の基準ではない）です。"
    return f"{estimated}{published_ranges()}県の基準を決めて、設定ファイルに書いてください。" if may_set else estimated


def notes(limits: Mapping[str, Limits], steps: Mapping[str, str]) -> tuple[str, ...]:
    """The limits that made the verdicts, as they stand on an export."""
    lines = (
        f"{steps[s]}：{limit.attention_below:g}点未満で優先度に数え、{limit.support_below:g}点未満で支援内容に挙げる"
        for s, limit in limits.items()
        if s in steps
    )
    return (*lines, MEANING)


def sensitivity(found: DataFrame) -> str:
    """How many verdicts turn at most if one limit moves by one point, and by three. One row per step, limit and move."""
    own = found[found["limit"] == "attention_below"]
    if own.empty:
        return "基準を動かしたときの変化は、まだ分かりません。"
    n, one, three = own["n"].max(), most(own, 1), most(own, 3)
    if not one and not three:
        return f"優先度の基準を1つ、3点まで動かしても、{n}団体の支援優先度は変わりません。"
    near = f"1点動かすと最大{one}団体" if one else "1点では変わらず"
    return f"優先度の基準を1つだけ動かすと、{n}団体のうち支援優先度が変わるのは、{near}、3点動かすと最大{three}団体です。"


def most(found: DataFrame, points: float) -> int:
    flips = found.loc[found["move"].abs() == points, "priority_flips"]
    return int(flips.max()) if len(flips) else 0


def coverage(table: DataFrame, unheard: DataFrame, since: date) -> str:
    """Who is 高 and has had no hearing yet since the fiscal year began."""
    high = int((table["verdict"] == "高").sum())
    day = f"{since.year}年{since.month}月{since.day}日"
    if not high:
        return "支援優先度「高」の団体はありません。"
    if unheard.empty:
        return f"支援優先度「高」の{high}団体{'すべて' if high > 1 else ''}に、{day}以降のヒアリングの記録があります。"
    return f"支援優先度「高」の{high}団体のうち、{day}以降のヒアリングの記録がないのは{len(unheard)}団体です：{'、'.join(unheard['name'])}"


def decided(table: DataFrame) -> str:
    """How far the decisions are."""
    if not table["decision"].isin(["支援する", "見送る"]).any():
        return f"支援するか見送るかを決めた団体は、まだありません（全{len(table)}団体）。"
    made = int(table["decision"].isin(["支援する", "見送る"]).sum())
    return f"{len(table)}団体のうち{made}団体で、支援するか見送るかを決めています（支援する {int((table['decision'] == '支援する').sum())}団体）。"


def saved(count: int, receipt: int) -> str:
    return f"{count}団体分を保存しました（受付番号 {receipt}）。取込履歴から元に戻せます。"
