"""What speaks for which visit, in one or two sentences? Never a sum, never a ranking of worth."""

from __future__ import annotations

from pandas import DataFrame

from analytics.decisions import OPEN
from analytics.frames.overview import QUIET_DAYS
from analytics.frames.visits import is_quiet
from analytics.sentences.figures import amount

NO_SUM = "四つの列は足し合わせません。どれを重く見るかは、県が決めます。"
QUESTIONS_ONLY = "判定ではなく、訪問のときに尋ねるための手がかりです。県担当だけに表示し、配布物には含めません。"


def lead(rows: DataFrame) -> str:
    """rows: the visit list with names. Who has not been contacted, where the gap is largest, single-handed IT, open promises."""
    quiet, never = int(is_quiet(rows).sum()), int(rows["days_since_contact"].isna().sum())
    part = f"（うち{never}団体は一度も記録なし）" if never else ""
    promised = int((rows["open_promises"] > 0).sum())
    return (
        f"{len(rows)}団体のうち、{QUIET_DAYS}日以上支援記録のない団体は{f'{quiet}団体{part}です' if quiet else 'ありません'}。{largest(rows)}"
        f"{alone(rows)}、未了の約束がある団体は{f'{promised}団体です' if promised else 'ありません'}。"
    )


def alone(rows: DataFrame) -> str:
    known = rows["one_person_it"].notna().sum()
    if not known:
        return "情報担当の職員数は分からず"
    few = int(rows["one_person_it"].eq(True).sum())
    if not few:
        return "情報担当の職員が1人以下の団体はなく" + (f"（n={known}）" if known < len(rows) else "")
    return f"情報担当の職員が1人以下の団体は{few}団体" + (f"（n={known}）" if known < len(rows) else "")


def largest(rows: DataFrame) -> str:
    known = rows.dropna(subset=["gap"])
    if known.empty:
        return "ギャップは、回答が足りないためまだ分かりません。"
    if known["gap"].max() <= 1e-9:
        return f"ギャップ（総合）のある団体はありません（n={len(known)}）。"
    top = known[known["gap"] >= known["gap"].max() - 1e-9]
    also = f"など{len(top)}団体" if len(top) > 1 else ""
    return f"ギャップ（総合）が最も大きいのは{top['name'].iloc[0]}{also}（{amount(top['gap'].iloc[0])}、n={len(known)}）です。"


def corner(rows: DataFrame) -> str:
    """The finding over the dots: gap at or above the median, and not contacted for long."""
    known = rows.dropna(subset=["gap"])
    if known.empty:
        return "ギャップの分かる団体がまだありません"
    middle = known["gap"].median()
    both = int(((known["gap"] >= middle) & is_quiet(known)).sum())
    return f"ギャップが中央値（{middle:.1f}点）以上で、{QUIET_DAYS}日以上支援記録のない団体は{both}団体（n={len(known)}）"


def questions(rows: DataFrame) -> str:
    if rows.empty:
        return "確認したい点：食い違う情報は見つかりませんでした"
    return f"確認したい点：{rows['code'].nunique()}団体に{len(rows)}件"


def promises(rows: DataFrame) -> str:
    """rows: with late and status."""
    open_ones = rows[rows["status"].isin(OPEN)]
    late = int((rows["late"] != "").sum())
    if open_ones.empty:
        return "未了の約束はありません"
    return f"未了の約束は{len(open_ones)}件" + (f"（うち{late}件は期限を過ぎています）" if late else "")


def plan(rows: DataFrame) -> str:
    """rows: date, sort, is_late."""
    if rows.empty:
        return "予定されている訪問・期限はありません"
    late = int(rows["is_late"].sum())
    coming = len(rows) - late
    ahead = f"これからの予定は{coming}件" if coming else "これからの予定はない"
    return ahead + (f"。予定日・期限を過ぎたものが{late}件" if late else "")


def log(rows: DataFrame) -> str:
    return f"支援記録は{len(rows)}件" if len(rows) else "支援記録はまだありません"
