"""What does the page 指標 show? Map and dots of one indicator, two against each other, up to four over the years, the table."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from pandas import DataFrame

from analytics.charts import indicators as charts
from analytics.charts import maps, theme
from analytics.frames import indicators as frames
from analytics.frames import notes as note_frames
from analytics.frames.neighbours import is_yes_no
from analytics.registry import Field
from analytics.sentences import indicators as sentences
from pages.shared import cached, note_field
from pages.shared.screen import View

MOST_YEARS = 4
DONE = ("実施", "未実施")
YEAR_FIELDS = (Field("name", "団体", "text", ""), Field("year", "年", "text", ""), Field("shown", "値", "text", ""))


def one(view: View, catalogue: DataFrame, indicator: str, rows: DataFrame) -> None:
    """Map and dots side by side. No boundaries: dots alone."""
    unit = frames.unit_of(catalogue, indicator)
    outlines = cached.shapes(view.scope)
    left, right = st.columns(2) if outlines["features"] else (None, st.container())
    if left:
        with left:
            chart_map(view, indicator, unit, rows, outlines)
    with right:
        chart_dots(view, indicator, unit, rows)
    view.source("indicators", n=int(rows["value"].notna().sum()))
    national(view, indicator)


def chart_map(view: View, indicator: str, unit: str, rows: DataFrame, outlines: dict[str, object]) -> None:
    """Grey where there is no value."""
    known = rows["value"].dropna()
    title = frames.title_of(indicator, unit)
    colour: maps.Shade | maps.Classes = maps.Classes(indicator, DONE, (theme.BLUE, theme.ORANGE))
    if not is_yes_no(unit):
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        colour = maps.Shade(title, low, max(high, low + 1e-9))
    spec = maps.area_map(colour, len(rows) <= maps.LABELLED)
    view.chart(spec, {theme.ROWS: frames.coloured(rows), maps.SHAPES: outlines}, f"地図でみる{indicator}", key="map")


def chart_dots(view: View, indicator: str, unit: str, rows: DataFrame) -> None:
    figures = view.product.model.listed("figures")
    middle = None if is_yes_no(unit) else rows["value"].median()
    lines = frames.lines(figures, indicator, middle)
    drawn = frames.listed(rows)
    spec = charts.dots(frames.roles(drawn), frames.title_of(indicator, unit), len(drawn), is_yes_no(unit))
    signs = note_frames.signs(note_field.known(view, *drawn["code"]), "indicator", {indicator: indicator}).merge(
        drawn[["code", "name"]], on="code"
    )
    data = {theme.ROWS: drawn[frames.DRAWN], charts.LINES: lines}
    view.chart(*note_field.marked(view, spec, data, signs), sentences.dots(indicator, rows, len(drawn)), YEAR_FIELDS, key="dots")


def national(view: View, indicator: str) -> None:
    """National figures that no line shows stand in a small table, with the page of their source."""
    figures = [figure for figure in view.product.model.listed("figures") if figure["indicator"] != indicator]
    if not figures:
        return
    with st.expander("全国の公表数値（参考）"):
        view.table(frames.national(figures), frames.NATIONAL, "全国の公表数値", key="national")
        st.caption("出典：総務省「地域社会DX事例集」（令和8年3月31日）。ページは表のとおり。")


def noted(view: View, values: DataFrame, indicator: str) -> None:
    """The notes on this indicator, of those shown."""
    note_field.note_field(view, dict(zip(values["code"], values["name"], strict=True)), (f"indicator:{indicator}",))


def two(view: View, catalogue: DataFrame, first: str, second: str, x: DataFrame, y: DataFrame) -> None:
    """Those known in both; marked ones carry their names."""
    units = [frames.unit_of(catalogue, name) for name in (first, second)]
    titles = [frames.title_of(name, unit) for name, unit in zip((first, second), units, strict=True)]
    rows = frames.pairs(x, y)
    spec = charts.scatter(frames.roles(rows), *titles, *map(is_yes_no, units))
    view.chart(spec, rows.drop(columns="code"), sentences.scatter(first, second, rows), frames.pair_fields(*titles), key="scatter")
    view.source("indicators", n=len(rows))


def years(view: View, catalogue: DataFrame, first: str, history: Callable[..., DataFrame]) -> None:
    """Up to four small charts of the same form, two in a row."""
    options = frames.several_years(catalogue)
    if not options:
        return
    st.subheader("経年変化", anchor=False)
    proposed = sorted(options, key=lambda name: (name != first, is_yes_no(frames.unit_of(catalogue, name))))[:MOST_YEARS]
    chosen = st.multiselect(
        "経年で並べる指標（4つまで）",
        options,
        default=proposed,
        max_selections=MOST_YEARS,
        key="years",
        bind="query-params",
        placeholder="指標を選ぶ",
    )
    values = history(*chosen)
    columns = st.columns(2)
    for place, indicator in enumerate(chosen):
        with columns[place % 2]:
            one_over_years(view, catalogue, indicator, values[values["indicator"] == indicator], place)
    view.source("indicators")


def one_over_years(view: View, catalogue: DataFrame, indicator: str, rows: DataFrame, place: int) -> None:
    unit = frames.unit_of(catalogue, indicator)
    known = rows.dropna(subset=["value"])
    if is_yes_no(unit):
        view.chart(
            charts.done_over_years(),
            frames.done_by_year(rows),
            sentences.over_years(indicator, known),
            frames.DONE_FIELDS,
            key=f"years{place}",
        )
        return
    middles = frames.middles_by_year(known)
    spec = charts.over_years(frames.roles(known), frames.title_of(indicator, unit))
    data = {theme.ROWS: known[[*frames.DRAWN, "year"]], charts.MIDDLES: middles}
    view.chart(spec, data, sentences.over_years(indicator, known), YEAR_FIELDS, key=f"years{place}")


def table(view: View, catalogue: DataFrame, values: DataFrame) -> None:
    st.subheader("値の一覧", anchor=False)
    units = [frames.unit_of(catalogue, name) for name in values["indicator"].unique()]
    view.table(frames.with_source(values, catalogue), frames.fields(any(map(is_yes_no, units))), "指標", key="values")
    view.source("indicators", n=int(values.dropna(subset=["value"])["code"].nunique()))
