"""What do the changes say? Moves, breaks, supported against not supported with its caution, and KPIs, each with its n."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pandas import DataFrame, isna

from analytics.change import BREAK_BELOW
from analytics.frames.progress import is_broken, overall, up_and_down
from analytics.rounds import round_title
from analytics.sentences.figures import below, percent, signed
from analytics.sentences.figures import interval as span

CAUTION = "支援は進みの遅い団体に向かいやすく、低いところからは上がりやすいため、この差は支援の効果の証明ではありません。"
SAME_YEAR = "同じ年度の中の2回では、間の支援を年度で数えられないため、比べません。"
ONE_ROUND = "比べられる調査年度がまだ一つだけです。次の調査を取り込むと、変化を表示します。"


def lead(change: DataFrame, before: str, after: str) -> str:
    """change: rows of the table; before, after: the two rounds in words."""
    rows = overall(change)
    if rows.empty:
        return f"{before}と{after}の両方で現状（総合）が分かる団体は、まだありません。"
    if is_broken(rows):
        return (
            f"{before}と{after}では調査票が変わり、現状（総合）で対応する設問は{below(rows['tied_share'].min(), BREAK_BELOW)}です"
            f"（{100 * BREAK_BELOW:.0f}%に満たないため、上がり下がりは数えません。両方の回で分かるのは{len(rows)}団体です）。"
        )
    up, down = up_and_down(rows["change"])
    middle = signed(rows["change"].median())
    moves = [f"{up}団体で上がり"] * bool(up) + [f"{down}団体で下がり"] * bool(down)
    if not moves:
        return f"{before}から{after}までに、両方の回で分かる{len(rows)}団体の現状（総合）は、どこも変わっていません（変化の中央値 {middle}点）。"
    return f"{before}から{after}までに、現状（総合）は、両方の回で分かる{len(rows)}団体のうち{'、'.join(moves)}ました（変化の中央値 {middle}点）。"


def totals(summary: DataFrame, words: Mapping[str, str]) -> str:
    """For those who see sums only: the prefecture's median in each round."""
    rows = summary[(summary["measure"] == "overall") & (summary["item"] == "as_is") & summary["median"].notna()]
    if rows.empty:
        return "集計に同意した団体が6団体に満たないため、県内の変化は表示していません。"
    told = "、".join(f"{words.get(str(r.round), str(r.round))} {r.median:.1f}点（n={r.n}）" for r in rows.itertuples(index=False))
    return f"集計に同意した団体の現状（総合）の中央値は、{told}です。"


def slopes(change: DataFrame, name: str, focus: str) -> str:
    rows = overall(change)
    own = rows[rows["code"] == focus]
    if own.empty:
        return f"現状（総合）の変化（{name}は、どちらかの回が分からない）" if len(rows) else "現状（総合）の変化が分かる団体はありません"
    row = own.iloc[0]
    said = "調査票が変わり、続きとみなせない" if is_broken(own) else f"{signed(row['change'])}点"
    return f"{name}の現状（総合）は {row['before']:.1f} から {row['after']:.1f} へ（{said}、両方の回で分かるのは{len(rows)}団体）"


def series(rows: DataFrame, name: str, label: str, broken: Collection[str], moved: str = "") -> str:
    """moved: the change as `moved` words it, which stands only where the series does not break."""
    own = rows[rows["line"] == name]
    if own.empty:
        return f"{label}：回答が足りない"
    tail = f"、{'・'.join(map(round_title, broken))}で設問が入れ替わり、つながらない" if broken else moved
    return f"{label}：{' → '.join(f'{value:.1f}' for value in own['value'])}{tail}"


def moved(change: DataFrame, focus: str, measure: str, item: str, since: str) -> str:
    """The change of one municipality in one item from the round `since`, over the questions that both rounds asked; empty if unknown."""
    own = change[(change["code"] == focus) & (change["measure"] == measure) & (change["item"] == item)]
    if own.empty or is_broken(own):
        return ""
    row = own.iloc[0]
    return f"、{since}から{'' if row['tied_share'] > 1 - 1e-9 else '対応する設問だけで'} {signed(row['change'])}点"


def lines(name: str) -> str:
    """What stands for what in the small charts."""
    return f"青の●は{name}、実線の◆は比較相手の中央値、灰色の破線の■は県内の中央値です。線が切れているところは、設問が入れ替わってつながりません。"


def breaks(ties: DataFrame, labels: Mapping[tuple[str, str], str], limit: float) -> str:
    """Which items the two papers have too little in common for."""
    rows = ties[ties["tied_share"] < limit]
    if rows.empty:
        return ""
    named = "、".join(f"{labels.get((r.measure, r.item), r.item)}（{below(r.tied_share, limit)}）" for r in rows.itertuples(index=False))
    return f"調査票が変わり、対応する設問の割合が{100 * limit:.0f}%に満たないため、次の項目は続きとみなせません：{named}"


def effect(table: DataFrame) -> str:
    """Both means with n, the difference and its interval; always shown beside CAUTION."""
    if table.empty:
        return "支援の有無で比べられる団体がありません。"
    groups = {bool(row.supported): row for row in table.itertuples(index=False)}
    said = "、".join(
        mean(label, groups[side].n, groups[side].mean_change) for side, label in ((True, "支援した団体"), (False, "支援していない団体"))
    )
    return f"現状（総合）の変化の平均は、{said}です。{interval(groups[True])}"


def mean(label: str, n: int, value: float) -> str:
    return f"{label}なし（n=0）" if not n else f"{label} {signed(value)}点（n={n}）"


def interval(row: object) -> str:
    diff, low, high = (getattr(row, name) for name in ("diff", "ci_low", "ci_high"))
    if isna(diff):
        return "片方の団体がないため、差は出しません。"
    if isna(low):
        return f"差は {signed(diff)}点です。どちらかが8団体未満か、値にばらつきがないため、区間は出しません。"
    across = "区間が0をまたぐため、差があるとは言えません。" if low <= 0 <= high else "区間は0をまたぎません。"
    return f"差は {signed(diff)}点（95%信頼区間 {span(low, high)}）で、{across}"


def kpis(rows: DataFrame) -> str:
    known = rows.dropna(subset=["progress"])
    if rows.empty:
        return "計画の KPI は、まだ取り込まれていません"
    if known.empty:
        return f"KPI {len(rows)}件のうち、基準値・目標値・実績がそろうものはまだありません"
    done = int((known["progress"] >= 100 - 1e-9).sum())
    return f"基準値・目標値・実績がそろう KPI {len(known)}件のうち、目標に達し{f'たのは{done}件' if done else 'たものはまだない'}（達成度の中央値 {percent(known['progress'].median(), 100)}、全{len(rows)}件）"


def filtered(types: Sequence[str], first: str, last: str) -> str:
    return f"支援とみなす記録：{'・'.join(types)}（{first}～{last}）"
