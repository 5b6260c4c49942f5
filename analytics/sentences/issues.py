"""How many issues are there, how urgent are they by which word, what is done about them and by when?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
from pandas import DataFrame

from analytics.frames.issues import MIDDLE, PRIORITIES, SILENT
from analytics.issue_edits import STATUSES

OPENING = "課題リストは、県担当と当の市町村の担当だけが見られます。"


def lead(table: DataFrame, with_priority: bool) -> str:
    """How many issues of how many municipalities, how they are judged and how far they are. table: frames.issues.named."""
    if table.empty:
        return "絞り込みに当てはまる課題はありません。"
    first = f"{whose(table)}の課題は{len(table)}件です。"
    return first + (judged(table) if with_priority else "") + progress(table)


def whose(table: DataFrame) -> str:
    """One municipality by its name, several by their number."""
    return str(table["name"].iloc[0]) if table["code"].nunique() == 1 else f"{table['code'].nunique()}団体"


def judged(table: DataFrame) -> str:
    known = table["priority"].notna().sum()
    if not known:
        return "評価項目の点数がないため、優先度は計算していません。"
    counts = "・".join(f"「{label}」{(table['priority'] == label).sum()}件" for label in PRIORITIES)
    compared = table["differs"].dropna()
    own = "比べられる市町村の評価はありません。"
    if len(compared):
        own = f"市町村の評価と違うのは{int(compared.sum())}件です。" if compared.any() else "市町村の評価と違うものはありません。"
    rest = f"（評価項目の点数がない{len(table) - known}件を除く）" if known < len(table) else ""
    return f"計算した優先度は{counts}{rest}で、{own}"


def progress(table: DataFrame) -> str:
    told = table[table["state"] != SILENT]
    if told.empty:
        return "対応の状況は、まだ入力されていません。"
    counts = "・".join(f"{state}{n}件" for state in STATUSES if (n := int((told["state"] == state).sum())))
    return f"対応の状況が入っているのは{len(told)}件（{counts}）です。"


def quadrant(table: DataFrame) -> str:
    rated = table.dropna(subset=["objective", "subjective"])
    if rated.empty:
        return "客観・主観の両方の評価がある課題はありません"
    both = ((rated["objective"] > MIDDLE) & (rated["subjective"] > MIDDLE)).sum()
    return f"客観・主観とも中間（{MIDDLE:g}点）を上回る課題は{both}件（両方の評価がある{len(rated)}件のうち）"


def compared(table: DataFrame) -> str:
    known, conflicts = table["differs"].dropna(), table["own_conflict"].dropna()
    differing = (
        f"市町村の評価と計算した優先度が違うのは{int(known.sum())}件（両方ある{len(known)}件のうち）"
        if len(known)
        else "市町村の評価と計算した優先度の両方がある課題はない"
    )
    if conflicts.empty:
        return differing
    return f"{differing}、点数と評価の順が同じリストの中で逆なのは{int(conflicts.sum())}件（両方ある{len(conflicts)}件のうち）"


def breakdown(groups: DataFrame, by: str) -> str:
    """The largest group; those that tie are all named. groups: frames.issues.groups."""
    counts = groups.groupby("group", sort=False)["n"].sum()
    if counts.empty:
        return f"{by}ごとの課題はありません"
    largest = [str(group) for group, n in counts.items() if n == counts.max()]
    if by == "市町村":
        return f"市町村ごとの課題の数（{len(counts)}団体、計{counts.sum()}件。多いほど悪いという意味ではありません）"
    named = "・".join(f"「{group}」" for group in largest[:3]) + (f"ほか{len(largest) - 3}区分" if len(largest) > 3 else "")
    return f"課題が最も多い{by}は{named}（{'各' if len(largest) > 1 else ''}{counts.max()}件／{counts.sum()}件）"


def road_map(planned: DataFrame, today: date) -> str:
    """How many measures are due, and how many of them are late. planned: frames.issues.plan."""
    if planned.empty:
        return "対応を入力した課題はまだありません"
    dated = planned.dropna(subset=["due"])
    late = dated[(dated["due"] < pd.Timestamp(today)) & (dated["state"] != "完了")]
    done = int((planned["state"] == "完了").sum())
    return (
        f"対応を入力した課題は{len(planned)}件。期限があるのは{len(dated)}件、完了は{done}件、期限を過ぎて完了していないのは{len(late)}件"
    )


def road_map_of(name: str, drawn: int, planned: DataFrame, today: date) -> str:
    """Of whom the road map is, and how many of the measures it draws. planned: frames.issues.plan of the municipality."""
    part = f"（図は、完了していないものを先に、期限の早い{drawn}件）" if drawn < len(planned) else ""
    return f"{name}の実行計画{part}：{road_map(planned, today)}"


def plan(planned: DataFrame) -> str:
    if planned.empty:
        return "実行計画の一覧（まだありません）"
    return f"実行計画の一覧（{whose(planned)}・{len(planned):,}件）"


def question(row: Mapping[str, object], name: str) -> str:
    return f"{name} No.{row['no']}：前の内容は「{row['before'] or '（内容なし）'}」、今の内容は「{row['now'] or '（内容なし）'}」"


def coming_along(row: Mapping[str, object]) -> str:
    """What would come along with a yes."""
    labels = {"status": "状況", "owner": "担当", "due": "期限", "measure": "対策"}
    return "、".join(f"{label}「{row[item]}」" for item, label in labels.items() if isinstance(row[item], str) and row[item])


def answered(is_same: bool, n: int) -> str:
    return f"同じ課題として、入力済みの対応を{n}項目引き継ぎました。" if is_same else "別の課題として記録しました。"


def top(table: DataFrame) -> str:
    """Over the five on a karte. table: all issues of one municipality."""
    if table["score"].notna().any():
        return f"課題リスト：得点の高い課題（全{len(table)}件、計算した優先度「高」は{(table['priority'] == '高').sum()}件）"
    return (
        f"課題リスト：市町村の点数が高い課題（全{len(table)}件）" if table["own_score"].notna().any() else f"課題リスト（全{len(table)}件）"
    )
