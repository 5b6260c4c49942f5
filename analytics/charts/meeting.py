"""What do the slides of a meeting draw? Few large marks, each with its figure beside it: a projector has no tooltips."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme

ROW = 50
"""Pixels for each municipality: eight of them and the axis fit on a screen of 720."""

ON_SCREEN = "max(15, windowSize()[0] / 76)"
"""As large as on a slide: 25 px on 1920, 17 px on 1280. On paper a number stands in its place."""
ON_PAPER = 20
UNITS = {"steps": "得点（濃いほど満点に近い）", "aspect": "現状（点、0～100）"}


@cache
def steps(names: tuple[str, ...], labels: tuple[str, ...], letters: float | None = None) -> dict[str, Any]:
    """Rows: name, label, share, shown, max. Municipality × STEP, each with its points."""
    base = alt.Chart(theme.rows()).encode(
        x=alt.X(
            "label:N",
            title=None,
            sort=list(labels),
            axis=alt.Axis(orient="top", labelAngle=0, labelExpr="split(datum.label, ' ')", labelLimit=0, labelOverlap=False, labelFlush=False,
                labelPadding=18, ticks=False, domain=False),
        ),
        y=alt.Y("name:N", title=None, sort=list(names), axis=alt.Axis(labelLimit=0, ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip("name:N", title="団体"),
            alt.Tooltip("label:N", title="STEP"),
            alt.Tooltip("shown:N", title="得点（点）"),
            alt.Tooltip("max:Q", title="満点"),
        ],
    )  # fmt: skip
    shade = alt.Color("share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[theme.PALE, theme.DEEP]))
    known = base.transform_filter("isValid(datum.share)").mark_rect(stroke=theme.PAPER, strokeWidth=3).encode(color=shade)
    unknown = base.transform_filter("!isValid(datum.share)").mark_rect(stroke=theme.PAPER, strokeWidth=3, color=theme.UNKNOWN)
    figures = base.mark_text(fontSize=size(letters)).encode(text="shown:N", color=theme.on_shade("datum.share", 1))
    return large(alt.layer(unknown, known, figures).properties(height=ROW * len(names)), letters)


@cache
def aspect(names: tuple[str, ...], letters: float | None = None) -> dict[str, Any]:
    """Rows: name, value, target, shown. One bar each up to its state, a line at its target."""
    x: dict[str, Any] = {
        "scale": alt.Scale(domain=[0, 100], nice=False),
        "title": UNITS["aspect"] + "　縦線：目標",
        "axis": alt.Axis(tickCount=6),
    }
    base = alt.Chart(theme.rows()).encode(
        y=alt.Y("name:N", title=None, sort=list(names), axis=alt.Axis(labelLimit=0, ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip("name:N", title="団体"),
            alt.Tooltip("shown:N", title="現状（点）"),
            alt.Tooltip("target:Q", title="目標（点）", format=".1f"),
        ],
    )
    bars = base.mark_bar(color=theme.BAND, height={"band": 0.6}).encode(x=alt.X("value:Q", **x))
    aims = (
        base.transform_filter("isValid(datum.target)").mark_tick(color=theme.TARGET, thickness=4, bandSize=ROW * 0.8).encode(x="target:Q")
    )
    texts = base.mark_text(align="left", dx=8, fontSize=size(letters), color=theme.INK).encode(x=alt.value(0), text="shown:N")
    return large(alt.layer(bars, aims, texts).properties(height=ROW * len(names)), letters)


def size(letters: float | None) -> Any:
    return alt.ExprRef(ON_SCREEN) if letters is None else letters


def large(chart: alt.LayerChart | alt.FacetChart, letters: float | None) -> dict[str, Any]:
    """With type that is read from the last row of the room."""
    spec = theme.structure(chart)
    told = {"expr": ON_SCREEN} if letters is None else letters
    axis = spec["config"]["axis"] | {
        "labelFontSize": told,
        "titleFontSize": told,
        "labelLineHeight": {"expr": f"1.25 * ({ON_SCREEN})"} if letters is None else 1.25 * letters,
    }
    return {**spec, "config": {**spec["config"], "axis": axis}}


def picture(chart: str, drawn: list[dict[str, Any]], letters: float | None = None) -> dict[str, Any]:
    """The structure of a slide's picture by its name, fitted to its rows."""
    names = tuple(dict.fromkeys(row["name"] for row in drawn))
    if chart == "aspect":
        return aspect(names, letters)
    return steps(names, tuple(dict.fromkeys(row["label"] for row in drawn)), letters)
