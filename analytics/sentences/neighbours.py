"""What do the figures of the page 近隣比較 say in words?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandas import DataFrame

from analytics.frames.neighbours import AWAY, OWN, differences

MOST = 3
SURVEYED = ("step", "aspect")


def lead(name: str, rows: DataFrame, peers: str, n: int, n_away: int = 0, no_survey: str = "") -> str:
    """rows: measure, label, place of the one in focus against its peers. Speaks of the indicators where there is no survey.

    no_survey: why there is none to speak of.
    """
    if n == 0:
        return f"{name}の値だけを表示しています。比べる団体がありません。"
    surveyed = rows[rows["measure"].isin(SURVEYED)]
    if len(surveyed):
        return stands_out(name, surveyed, group(peers, n, n_away))
    return no_survey + of_indicators(name, rows[rows["measure"] == "indicator"], group(peers, n, n_away))


def no_survey(name: str, has_round: bool, may_see: bool) -> str:
    """Why the page speaks of published indicators only."""
    if not has_round:
        return "推進状況アンケートの結果がまだないため、公表指標で比べます。"
    return f"{name}の推進状況アンケートの結果{'がない' if may_see else 'は表示できない'}ため、公表指標で比べます。"


def group(peers: str, n: int, n_away: int = 0) -> str:
    away = f"、うち県外{n_away}団体" if n_away else ""
    return f"比較相手{n}団体（{peers}{away}）"


def stands_out(name: str, rows: DataFrame, among: str) -> str:
    if not rows["place"].notna().any():
        return f"{name}と{among}の値を並べています。値の分かる相手が3団体に満たないため、高い・低いの判定はしていません。"
    higher, lower = differences(rows, SURVEYED)
    if not higher and not lower:
        placed, of = int(rows["place"].notna().sum()), len(rows)
        which = "どのSTEP・観点も" if placed == of else f"判定できる{placed}項目（STEP・観点{of}項目のうち）は、どれも"
        return f"{name}は、{among}と比べて、{which}同程度です。"
    parts = [f"{listed(higher)}が近隣より高く" if higher else "", f"{listed(lower)}が近隣より低い（伸びしろ）" if lower else ""]
    said = "、".join(part for part in parts if part)
    return f"{name}は、{among}と比べて、{said.removesuffix('高く') + '高い' if not lower else said}状況です。"


def of_indicators(name: str, rows: DataFrame, among: str) -> str:
    if not len(rows):
        return f"{name}の公表指標は、まだありません。{among}の値だけを並べています。"
    counts = rows["place"].value_counts()
    told = int(rows["place"].notna().sum())
    if not told:
        return f"{name}の公表指標{len(rows)}件を、{among}と並べています。高い・低いを判定できる指標はありません。"
    higher, lower = int(counts.get("higher", 0)), int(counts.get("lower", 0))
    if not higher and not lower:
        return f"{name}は、{among}と比べられる{told}件の公表指標のどれも同程度です。"
    said = "、".join(
        ([f"{higher}件で近隣より高{'く' if lower else 'い'}"] if higher else [])
        + ([f"{lower}件で近隣より低い（伸びしろ）"] if lower else [])
    )
    return f"{name}は、{among}と比べられる{told}件のうち、{said}状況です。"


def listed(labels: Sequence[str], most: int = MOST) -> str:
    """「A」「B」「C」など5項目."""
    shown = "".join(f"「{label}」" for label in labels[:most])
    return shown if len(labels) <= most else f"{shown}など{len(labels)}項目"


def why_peers(shown: DataFrame) -> list[str]:
    """One line per reason: who is a peer because of it; distance in brackets, another prefecture is in the name."""
    peers = shown[shown["role"] != OWN]
    lines = []
    for reason, rows in peers.groupby(peers["reason"].map(without_distance), sort=False):
        lines.append(f"{reason}（{len(rows)}団体）：" + "、".join(map(with_distance, rows["label"], rows["reason"], rows["distance"])))
    return lines


CENTRES = "中心間の距離"


def without_distance(reason: str) -> str:
    return f"{CENTRES}が近い" if reason.startswith(CENTRES) else reason


def with_distance(label: str, reason: str, distance: float) -> str:
    if pd.isna(distance):
        return label
    return f"{label} {distance:.0f} km" if reason.startswith(CENTRES) else f"{label} 距離{distance:.2f}"


def instead(name: str, adjacent: int, label: str) -> str:
    """Why another way of choosing peers stands in for 隣接."""
    if adjacent == 0:
        why = f"{name}には、陸続きで境界を接する、値の分かる団体がありません"
    else:
        why = f"{name}に隣接する、値の分かる団体が{adjacent}団体（3団体未満）のため"
    return f"{why}{'。' if adjacent == 0 else '、'}「{label}」団体と比べています。"


def nobody(name: str) -> str:
    return f"{name}と比べられる団体が見つかりません。左の「比較相手」で別の選び方を選ぶか、市町村マスタ（人口・圏域）と境界を取り込んでください。"


def chosen(others: int, most: int, sharing: bool) -> str:
    """What to know about a direct comparison."""
    where = "左の「市町村」" if sharing else "左の「比較する市町村」"
    if others == 0:
        return f"{where}で団体を選ぶと、{most}団体まで並べて比べられます。"
    left_out = f"直接並べられるのは{most}団体までです。はじめの{most}団体を表示しています。" if others >= most else ""
    return f"画面共有中は、選んだ団体どうしだけで比べます。{left_out}" if sharing else left_out


def differing(rows: DataFrame, of: str) -> list[str]:
    """Up to two lines under a chart: all that stands out, by name."""
    higher, lower = differences(rows, set(rows["measure"]))
    lines = [
        f"▲ 近隣より高い{of}（{len(higher)}）：{'、'.join(higher)}" if higher else "",
        f"▽ 近隣より低い{of}（伸びしろ、{len(lower)}）：{'、'.join(lower)}" if lower else "",
    ]
    return [line for line in lines if line]


def finding(name: str, rows: DataFrame, of: str) -> str:
    """The title over the dots of one measure."""
    higher, lower = list(rows.loc[rows["place"] == "higher", "label"]), list(rows.loc[rows["place"] == "lower", "label"])
    if not higher and not lower and not rows["place"].notna().all():
        return f"{of}：{name}と比較相手の値"
    if not higher and not lower:
        return f"{of}：{name}は比較相手と同程度"
    said = "、".join(([f"高いのは{listed(higher, 2)}"] if higher else []) + ([f"低いのは{listed(lower, 2)}"] if lower else []))
    return f"{of}：比較相手より{said}"


def heat_map(name: str, asked: int, behind: int) -> str:
    """The title over the heat map of the answers."""
    if not behind:
        return f"設問ごとの回答（{asked}問）：比較相手の過半数が最上位の選択肢で、{name}だけが届いていない設問はありません"
    return f"設問ごとの回答（{asked}問）：比較相手の過半数が最上位の選択肢なのに、{name}がそうでないのは{behind}問です"


def furthest(n: int) -> str:
    return f"比較相手の中央値との差が大きい公表指標{n}件"


def side_by_side(rows: DataFrame, indicators: int, unknown: int) -> str:
    """The title over the table of published indicators. rows: those that the one in focus has."""
    counts = rows["place"].value_counts()
    missing = f"、値がないもの{unknown}件" if unknown else ""
    return f"公表指標{indicators}件：近隣より高いもの{int(counts.get('higher', 0))}件、近隣より低いもの（伸びしろ）{int(counts.get('lower', 0))}件{missing}"


def away(shown: DataFrame) -> int:
    return int((shown["role"] == AWAY).sum())
