"""Whom can one municipality ask? The finding over the table of mentors."""

from __future__ import annotations

from pandas import DataFrame

from analytics.frames.mentors import CANDIDATE, DECLINED
from analytics.sentences.figures import signed


def finding(rows: DataFrame, name: str) -> str:
    """The aspect with the largest lead and how many aspects have a mentor; candidates are counted apart."""
    if rows.empty:
        return f"先行市町村（相談先候補）：{name}より大きく先を行く比較相手は見当たりません"
    first = rows.loc[rows["lead"].idxmax()]
    ties = int((rows["lead"] >= first["lead"] - 1e-9).sum())
    counts = {said: int((rows["said"] == said).sum()) for said in (CANDIDATE, DECLINED)}
    rest = "".join(f"、うち{n}件は{said}" for said, n in counts.items() if n)
    return (
        f"先行市町村（相談先候補）：{rows['label'].nunique()}観点で{len(rows)}件{rest}。"
        f"差が最も大きいのは「{first['label']}」の{first['mentor_name']}{f'など{ties}件' if ties > 1 else ''}（{signed(first['lead'])}点）"
    )
