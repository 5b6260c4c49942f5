"""Which rows does the page 指標 draw? Published values with names, roles and words, and the national figures beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from pandas import DataFrame

from analytics.frames.neighbours import AWAY, OWN, PEER, is_yes_no, unit_in_words, written
from analytics.model import Listed
from analytics.registry import Field

OTHER = "その他の団体"
ROLES = (OWN, PEER, AWAY, OTHER)
DRAWN = ["name", "value", "shown", "role"]
STATES = ("実施", "未実施", "値なし")
NOTHING = ""
"""The choice of no second indicator."""


def labels(catalogue: DataFrame) -> dict[str, str]:
    """Indicator → its name behind its category, in the order of the catalogue: how a list without groups shows groups."""
    return {row.indicator: f"{row.category}｜{row.indicator}" for row in catalogue.itertuples(index=False)}


def unit_of(catalogue: DataFrame, indicator: str) -> str:
    unit = catalogue.set_index("indicator")["unit"].get(indicator)
    return unit if isinstance(unit, str) else ""


def title_of(indicator: str, unit: str) -> str:
    """An indicator as the title of an axis, with its unit."""
    words = unit_in_words(unit)
    return f"{indicator}（{words}）" if unit else indicator


def at(history: DataFrame, indicator: str, year: str) -> DataFrame:
    """The rows of an indicator in the newest of its years that is not after `year`, else in its newest."""
    rows = history[history["indicator"] == indicator]
    fitting = rows[rows["year"] <= year]
    return rows[rows["year"] == (fitting if len(fitting) else rows)["year"].max()]


def marked(values: DataFrame, names: Mapping[str, str], members: DataFrame) -> DataFrame:
    """values in code order with name, role (of members: who is in focus, who a peer) and the value in words."""
    roles = dict(zip(members["code"], members["role"], strict=True))
    called = dict(names) | dict(zip(members["code"], members["label"], strict=True))
    shown = [written(*row) for row in values[["value", "unit", "reason"]].itertuples(index=False)]
    rows = values.assign(
        name=values["code"].map(lambda code: called.get(code, code)),
        role=values["code"].map(lambda code: roles.get(code, OTHER)),
        shown=shown,
    )
    return rows.sort_values("code", ignore_index=True)


MOST_ROWS = 60


def listed(rows: DataFrame) -> DataFrame:
    """The rows that are drawn one below the other: all, or of more than can be read only those marked."""
    return rows if len(rows) <= MOST_ROWS else rows[rows["role"] != OTHER]


def coloured(rows: DataFrame) -> DataFrame:
    """What the map takes: value is a number, or 実施 / 未実施 in words; unknown ones are None."""
    if len(rows) and is_yes_no(rows["unit"].iloc[0]):
        return DataFrame({"code": rows["code"], "value": rows["shown"].where(rows["value"].notna(), None), "shown": rows["shown"]})
    return rows[["code", "value", "shown"]]


def pairs(first: DataFrame, second: DataFrame) -> DataFrame:
    """One row per municipality known in both: x, y, and both in words."""
    both = first.merge(second[["code", "value", "shown"]], on="code", suffixes=("", "_y"))
    known = both.dropna(subset=["value", "value_y"])
    return known.rename(columns={"value": "x", "shown": "x_shown", "value_y": "y", "shown_y": "y_shown"})[
        ["code", "name", "role", "x", "y", "x_shown", "y_shown"]
    ]


def several_years(catalogue: DataFrame) -> list[str]:
    return [row.indicator for row in catalogue.itertuples(index=False) if len(row.years) > 1]


def lines(figures: Iterable[Listed], indicator: str, middle: float | None) -> DataFrame:
    """The lines across the dots: the median of those shown, and national figures of an indicator of the same name."""
    rows = [("表示団体の中央値", middle)] if middle is not None and not pd.isna(middle) else []
    national = [
        (f"全国 {figure['group']}（{figure['including']}）", float(figure["value"]))
        for figure in figures
        if figure["indicator"] == indicator
    ]
    return DataFrame(rows + national, columns=["line", "value"])


def national(figures: Iterable[Listed]) -> DataFrame:
    """The published national figures, one row each, with the page of the source."""
    rows = [(f.label, f["value"], f["unit"], f["group"], f["including"], f.page, f["source"]) for f in figures]
    return DataFrame(rows, columns=[field.name for field in NATIONAL])


NATIONAL = (
    Field("label", "項目", "text", "公表されている全国の数字。"),
    Field("value", "値", "integer", ""),
    Field("unit", "単位", "text", ""),
    Field("group", "対象", "text", "数えられている団体。"),
    Field("including", "数え方", "text", "どこまでを数えたか。"),
    Field("page", "事例集のページ", "integer", "「地域社会DX事例集」に印刷されたページ。"),
    Field("source", "元の調査", "text", ""),
)


def fields(yes_no: bool) -> tuple[Field, ...]:
    value = Field("shown", "値", "text", "実施か未実施か。") if yes_no else Field("value", "値", "score", "公表されている値。")
    return (
        Field("code", "団体コード", "code", "全国地方公共団体コードの先頭5桁。"),
        Field("name", "団体", "text", "市町村の名前。"),
        Field("role", "区分", "text", "中心の団体か比較相手か。"),
        Field("indicator", "指標", "text", "公表されている指標の名前。"),
        Field("year", "年", "text", "値の年。"),
        value,
        Field("unit", "単位", "text", "値の単位。"),
        Field("reason", "値がない理由", "text", "未回答・未調査・対象外・秘匿・判読不能のどれか。"),
        Field("source", "出典", "text", "値を公表している資料。"),
    )


def with_source(rows: DataFrame, catalogue: DataFrame) -> DataFrame:
    """rows with the source as the profile names it, else the receipt numbers of the files."""
    named = {
        row.indicator: row.source if isinstance(row.source, str) else f"取り込んだファイル（受付番号 {'・'.join(map(str, row.batches))}）"
        for row in catalogue.itertuples(index=False)
    }
    return rows.assign(source=rows["indicator"].map(named), unit=rows["unit"].map(unit_in_words))


def roles(rows: DataFrame) -> tuple[str, ...]:
    """The roles that occur, in their fixed order: the key names no others."""
    return tuple(role for role in ROLES if (rows["role"] == role).any())


def pair_fields(x: str, y: str) -> tuple[Field, ...]:
    return (
        Field("name", "団体", "text", "市町村の名前。"),
        Field("role", "区分", "text", "中心の団体か比較相手か。"),
        Field("x_shown", x, "text", ""),
        Field("y_shown", y, "text", ""),
    )


def middles_by_year(known: DataFrame) -> DataFrame:
    """One row per year: the median of those shown."""
    return known.groupby("year", as_index=False)["value"].median()


def done_by_year(rows: DataFrame) -> DataFrame:
    """One row per year and state: how many municipalities. order: the states from left to right."""
    state = rows["value"].map({1.0: STATES[0], 0.0: STATES[1]}).fillna(STATES[2])
    counts = rows.assign(state=state).groupby(["year", "state"], as_index=False).size().rename(columns={"size": "n"})
    return counts.assign(order=counts["state"].map(STATES.index)).sort_values(["year", "order"], ignore_index=True)


DONE_FIELDS = (Field("year", "年", "text", ""), Field("state", "状況", "text", ""), Field("n", "団体数", "integer", ""))
