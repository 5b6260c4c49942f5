"""What do the figures of the page 指標 say in words?"""

from __future__ import annotations

from pandas import DataFrame

from analytics.frames.neighbours import OWN, is_yes_no, written
from analytics.sentences.figures import counts


def lead(indicator: str, rows: DataFrame) -> str:
    """rows: name, role, value, unit, year of one indicator, of all shown."""
    known = rows[rows["value"].notna()]
    if known.empty:
        return f"{indicator}は、表示している{len(rows)}団体のどれについても値がありません。"
    unknown = f"{len(rows) - len(known)}団体は値がありません。" if len(known) < len(rows) else ""
    when = f"{indicator}（{known['year'].iloc[0]}年）は、{len(rows)}団体のうち"
    if is_yes_no(known["unit"].iloc[0]):
        done = int((known["value"] == 1).sum())
        return f"{when}{done}団体が実施、{len(known) - done}団体が未実施です。{unknown}{own(rows)}"
    return f"{when}{len(known)}団体の値が分かっています。{spread(known)}。{unknown}{own(rows)}"


def spread(known: DataFrame) -> str:
    unit = known["unit"].iloc[0]
    low, middle, high = (written(figure, unit) for figure in (known["value"].min(), known["value"].median(), known["value"].max()))
    if len(known) == 1:
        return f"値は{middle}{suffix(unit)}です"
    if low == high:
        return f"どの団体も{middle}{suffix(unit)}です"
    return f"中央値は{middle}{suffix(unit)}、最小は{low}、最大は{high}です"


def suffix(unit: str | None) -> str:
    """The unit behind a figure; % is written with it."""
    return unit if isinstance(unit, str) and unit != "%" and not is_yes_no(unit) else ""


def own(rows: DataFrame) -> str:
    """What the one in focus has, or why it has no value."""
    for row in rows[rows["role"] == OWN].itertuples(index=False):
        return (
            f"{row.name}は{written(row.value, row.unit)}{suffix(row.unit)}です。"
            if row.value == row.value
            else f"{row.name}の値はありません{why(row.reason)}。"
        )
    return ""


def why(reason: object) -> str:
    return f"（{reason}）" if isinstance(reason, str) else ""


def dots(indicator: str, rows: DataFrame, drawn: int) -> str:
    """drawn: how many of the rows are drawn one below the other."""
    known = rows[rows["value"].notna()]
    which = f"（全{len(rows)}団体のうち、中心の団体と比較相手）" if drawn < len(rows) else ""
    if known.empty or is_yes_no(known["unit"].iloc[0]):
        return f"団体ごとの{indicator}{which}"
    low, high = (written(figure, known["unit"].iloc[0]) for figure in (known["value"].min(), known["value"].max()))
    return f"団体ごとの{indicator}：{f'{low}から{high}まで' if low != high else low}{which}"


def scatter(first: str, second: str, rows: DataFrame) -> str:
    """rows: x, y of those known in both."""
    if len(rows) < 3:
        return f"「{first}」と「{second}」の両方が分かる団体は{len(rows)}団体です"
    both = int(((rows["x"] >= rows["x"].median()) & (rows["y"] >= rows["y"].median())).sum())
    return (
        f"「{first}」と「{second}」：両方が分かる{len(rows)}団体のうち、どちらも中央値以上は{both}団体（因果関係を示すものではありません）"
    )


def over_years(indicator: str, rows: DataFrame) -> str:
    """The title over one small multiple: the median of those shown, first year to last."""
    known = rows[rows["value"].notna()]
    middles = known.groupby("year")["value"].median()
    if len(middles) < 2:
        return f"{indicator}：2年以上の値がありません"
    unit, first, last = known["unit"].iloc[0], middles.index[0], middles.index[-1]
    known_in = known.groupby("year")["value"].count()
    if is_yes_no(unit):
        done = known.groupby("year")["value"].sum()
        ends = [f"{year}年の{known_in[year]}団体のうち{done[year]:.0f}団体" for year in (first, last)]
        return f"{indicator}：実施は{ends[0]}から、{ends[1]}へ"
    start, end = written(middles.iloc[0], unit), written(middles.iloc[-1], unit)
    moved = f"{first}年の{start}から{last}年の{end}へ" if start != end else f"{first}年も{last}年も{end}"
    return f"{indicator}：中央値（破線）は{moved}（n={counts([known_in[first], known_in[last]])}）"
