"""What do the slides of a meeting draw? Few large marks, each with its figure beside it: a projector has no tooltips."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.frames.literacy import MANAGERS, STAFF

ROW = 50
"""Pixels for each municipality: eight of them and the axis fit on a screen of 720."""

ON_SCREEN = "max(16, windowSize()[0] / 76)"
"""As large as on a slide: 25 px on 1920, 17 px on 1280. On paper a number stands in its place."""
ON_PAPER = 20
TITLE = "現状（点、0～100）　太い縦線：目標"
HEAD = " "
"""The row above the participants, in which the steps are named."""
LENGTH = 0.62
"""Of the width of a step, for its full marks; the rest is for the figure."""
ROOM = 132
"""Where the axis of points ends: to the right of 100 stand the figures."""
LIE = 420


@cache
def steps(names: tuple[str, ...], kinds: tuple[str, ...], letters: float | None = None) -> dict[str, Any]:
    """Rows: name, label, step, place, share, shown, max. In each step a bar of its full marks, filled as far as each has come."""
    x = alt.X("start:Q", scale=alt.Scale(domain=[0, len(kinds)], nice=False, zero=False), axis=None)
    base = (
        alt.Chart(theme.rows())
        .transform_calculate(
            start="datum.place",
            full=f"datum.place + {LENGTH}",
            end=f"datum.place + {LENGTH} * datum.share",
            after=f"datum.place + {LENGTH + 0.02}",
            told="isValid(datum.share) ? datum.shown + '/' + datum.max : datum.shown",
        )
        .encode(
            y=down((HEAD, *names)),
            tooltip=[
                alt.Tooltip("name:N", title="団体"),
                alt.Tooltip("label:N", title="STEP"),
                alt.Tooltip("shown:N", title="得点（点）"),
                alt.Tooltip("max:Q", title="満点（点）"),
            ],
        )
    )
    colours = [theme.STEPS.get(step, theme.GREY) for step in kinds]
    colour = alt.Color("step:N", legend=None, scale=alt.Scale(domain=list(kinds), range=colours))
    known = base.transform_filter("isValid(datum.share)")
    track = known.mark_bar(color=theme.BLANK, height={"band": 0.5}).encode(x=x, x2="full:Q")
    filled = known.mark_bar(height={"band": 0.5}).encode(x=x, x2="end:Q", color=colour)
    words = {"align": "left", "baseline": "middle", "fontSize": size(letters)}
    figures = known.mark_text(color=theme.INK, **words).encode(x=alt.X("after:Q", axis=None), text="told:N")
    unknown = base.transform_filter("!isValid(datum.share)").mark_text(color=theme.FAINT, **words).encode(x=x, text="told:N")
    return large(
        alt.layer(track, filled, figures, unknown, heads(x, names, words, letters)).properties(height=ROW * (len(names) + 1)), letters
    )


def heads(x: alt.X, names: tuple[str, ...], words: dict[str, Any], letters: float | None) -> alt.Chart:
    """The names of the steps above their bars, each once, in two lines."""
    return (
        alt.Chart(theme.rows())
        .transform_aggregate(rows="count()", groupby=["label", "place"])
        .transform_calculate(start="datum.place", head=f"'{HEAD}'", lines="split(datum.label, ' ')")
        .mark_text(color=theme.INK, fontWeight="bold", lineHeight=size(letters, 1.25), **words | {"dy": size(letters, -0.6)})
        .encode(x=x, y=down((HEAD, *names), "head"), text="lines:N")
    )


@cache
def aspect(names: tuple[str, ...], letters: float | None = None) -> dict[str, Any]:
    """Rows: name, value, target, shown. One bar each up to its state, a line at its target, both figures to the right."""
    axis = alt.Axis(values=[0, 20, 40, 60, 80, 100], grid=True, titleAnchor="start")
    x: dict[str, Any] = {"scale": alt.Scale(domain=[0, ROOM], nice=False), "title": TITLE, "axis": axis}
    base = (
        alt.Chart(theme.rows())
        .transform_calculate(told="isValid(datum.target) ? datum.shown + '／目標 ' + format(datum.target, '.1~f') : datum.shown")
        .encode(
            y=down(names),
            tooltip=[
                alt.Tooltip("name:N", title="団体"),
                alt.Tooltip("shown:N", title="現状（点）"),
                alt.Tooltip("target:Q", title="目標（点）", format=".1f"),
            ],
        )
    )
    known = base.transform_filter("isValid(datum.value)")
    bars = known.mark_bar(color=theme.BLUE, height={"band": 0.55}).encode(x=alt.X("value:Q", **x))
    aims = base.transform_filter("isValid(datum.target)").mark_tick(color=theme.TARGET, thickness=5, bandSize=ROW * 0.8).encode(x=alt.X("target:Q", **x))  # fmt: skip
    words = {"align": "left", "fontSize": size(letters)}
    figures = known.mark_text(color=theme.INK, **words).encode(x=alt.datum(102), text="told:N")
    unknown = base.transform_filter("!isValid(datum.value)").mark_text(color=theme.FAINT, dx=8, **words).encode(x=alt.datum(0), text="shown:N")  # fmt: skip
    return large(alt.layer(bars, aims, figures, unknown).properties(height=ROW * len(names)), letters)


@cache
def literacy(names: tuple[str, ...], letters: float | None = None) -> dict[str, Any]:
    """Rows: name, manager, staff, shown. Two marks each, apart by shape and colour, with a line between them."""
    base = alt.Chart(theme.rows()).encode(y=down(names))
    known = base.transform_filter("isValid(datum.manager)")
    scale = alt.Scale(zero=False, nice=True, padding=16)
    x: dict[str, Any] = {"scale": scale, "title": "平均（点）", "axis": alt.Axis(tickCount=5)}
    between = known.mark_rule(color=theme.GREY, strokeWidth=4).encode(x=alt.X("manager:Q", **x), x2="staff:Q")
    both = known.transform_calculate(**{MANAGERS: "datum.manager", STAFF: "datum.staff"}).transform_fold(
        [MANAGERS, STAFF], ["group", "mean"]
    )
    look: dict[str, Any] = {"title": None, "sort": [MANAGERS, STAFF], "legend": alt.Legend(orient="top", symbolSize=220)}
    marks = both.mark_point(filled=True, size=420, opacity=1).encode(
        x=alt.X("mean:Q", **x),
        color=alt.Color("group:N", scale=alt.Scale(domain=[MANAGERS, STAFF], range=[theme.BLUE, theme.VERMILION]), **look),
        shape=alt.Shape("group:N", scale=alt.Scale(domain=[MANAGERS, STAFF], range=["triangle-right", "square"]), **look),
        tooltip=[
            alt.Tooltip("name:N", title="団体"),
            alt.Tooltip("group:N", title="職位"),
            alt.Tooltip("mean:Q", title="平均（点）", format=".1f"),
        ],
    )
    unknown = base.transform_filter("!isValid(datum.manager)").mark_text(align="left", dx=8, color=theme.FAINT, fontSize=size(letters))
    return large(alt.layer(between, marks, unknown.encode(x=alt.value(0), text="shown:N")).properties(height=ROW * len(names)), letters)


@cache
def lie(letters: float | None = None) -> dict[str, Any]:
    """Rows: GeoJSON features with name, longitude, latitude. Where the participants lie, and nobody else."""
    base = alt.Chart()
    place = {"longitude": "longitude:Q", "latitude": "latitude:Q", "text": "name:N"}
    ground = base.mark_geoshape(fill=theme.BAND, stroke=theme.PAPER, strokeWidth=3)
    rim = base.mark_text(fontSize=size(letters), stroke=theme.PAPER, strokeWidth=5, strokeJoin="round").encode(**place)
    names = base.mark_text(fontSize=size(letters), color=theme.INK).encode(**place)
    return large(alt.layer(ground, rim, names, data=theme.rows()).properties(height=LIE).project("mercator"), letters)


def down(names: tuple[str, ...], field: str = "name") -> alt.Y:
    return alt.Y(
        f"{field}:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names)),
        axis=alt.Axis(labelLimit=0, ticks=False, domain=False),
    )  # fmt: skip


def size(letters: float | None, times: float = 1) -> Any:
    """Of letters, or of a distance as a multiple of them: Vega does not follow a size that is an expression with the lines' distance."""
    return alt.ExprRef(f"{times} * {ON_SCREEN}") if letters is None else times * letters


def large(chart: alt.LayerChart | alt.FacetChart, letters: float | None) -> dict[str, Any]:
    """With type that is read from the last row of the room."""
    spec = theme.structure(chart)
    told = {"expr": ON_SCREEN} if letters is None else letters
    axis = spec["config"]["axis"] | {"labelFontSize": told, "titleFontSize": told}
    legend = spec["config"]["legend"] | {"labelFontSize": told, "titleFontSize": told, "labelLimit": 0}
    return {**spec, "config": {**spec["config"], "axis": axis, "legend": legend}}


def picture(chart: str, drawn: list[dict[str, Any]], letters: float | None = None) -> dict[str, Any]:
    """The structure of a slide's picture by its name, fitted to its rows."""
    names = tuple(dict.fromkeys(row["name"] for row in drawn))
    if chart == "steps":
        return steps(names, tuple(dict.fromkeys(row["step"] for row in drawn)), letters)
    if chart == "map":
        return lie(letters)
    return {"aspect": aspect, "literacy": literacy}[chart](names, letters)
