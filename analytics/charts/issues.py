"""What does 課題リスト draw? The quadrant of ratings, own against computed priority, counts by group, and the road map of measures."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import altair as alt

from analytics.charts import theme
from analytics.frames.issues import MIDDLE, PRIORITIES, STATES, UNRATED

RANKS = (*PRIORITIES, UNRATED)
RANK_COLOURS = [*(theme.PRIORITIES[rank] for rank in PRIORITIES), theme.OTHERS]
RANK_SHAPES = ["triangle-up", "square", "circle", "diamond"]
STATE_COLOURS = [theme.ORANGE, theme.PURPLE, theme.BLUE, theme.GREEN, theme.OTHERS]
STATE_SHAPES = ["circle", "square", "triangle-right", "diamond", "cross"]
LARGE = alt.Legend(symbolSize=140)
QUADRANT_HEIGHT, CELL, BAR, LANE = 460, 46, 26, 26
TEXT_WIDTH = 330
"""Pixels for what is to be done, left of the quarters of the road map."""
RATED = alt.Scale(domain=[0.6, 5.4], nice=False, zero=False)
CORNERS: tuple[tuple[float, float, str, Literal["left", "right"]], ...] = (
    (0.65, 5.32, "主観だけ高い", "left"),
    (5.35, 5.32, "客観・主観とも高い", "right"),
    (0.65, 0.68, "客観・主観とも低い", "left"),
    (5.35, 0.68, "客観だけ高い", "right"),
)


def rank(title: str = "優先度（計算）") -> alt.Color:
    return alt.Color("priority:N", title=title, scale=alt.Scale(domain=list(RANKS), range=RANK_COLOURS), legend=LARGE)


@cache
def quadrant(with_priority: bool) -> dict[str, Any]:
    """Rows: objective, subjective, priority, n, which. Issues by their two ratings (1–5); size and figure: how many lie on one spot."""
    axis = alt.Axis(values=[1, 2, 3, 4, 5], format="d")
    tips = [
        alt.Tooltip("objective:Q", title="客観評価", format=".2f"),
        alt.Tooltip("subjective:Q", title="主観評価", format=".2f"),
        *([alt.Tooltip("priority:N", title="優先度（計算）")] if with_priority else []),
        alt.Tooltip("n:Q", title="課題の数（件）"),
        alt.Tooltip("which:N", title="課題"),
    ]
    base = alt.Chart(theme.rows()).encode(
        x=alt.X("objective:Q", title="客観評価（1～5点の平均）", scale=RATED, axis=axis),
        y=alt.Y("subjective:Q", title="主観評価（1～5点の平均）", scale=RATED, axis=axis),
        tooltip=tips,
    )
    size = alt.Size("n:Q", title="課題の数（件）", scale=alt.Scale(type="sqrt", range=[60, 500]), legend=None)
    look: dict[str, Any] = {"size": size}
    if with_priority:
        shape = alt.Shape("priority:N", title="優先度（計算）", scale=alt.Scale(domain=list(RANKS), range=RANK_SHAPES), legend=LARGE)
        look |= {"color": rank(), "shape": shape}
    dots = base.mark_point(filled=True, opacity=0.8, stroke=theme.PAPER, strokeWidth=0.6).encode(**look)
    counts = base.transform_filter("datum.n > 1").mark_text(fontSize=11, dx=15, dy=-10, color=theme.INK).encode(text="n:Q")
    return theme.structure(alt.layer(*borders(), dots, counts).properties(autosize=theme.FIT_WIDTH, height=QUADRANT_HEIGHT))


def borders() -> list[alt.Chart]:
    """The lines at the middle of the scale and the name of each quadrant."""
    here = alt.Chart(alt.sequence(1))  # one row, made in the browser
    line = here.mark_rule(color=theme.FAINT, strokeDash=[5, 4])
    words = [
        here.mark_text(align=side, fontSize=13, color=theme.FAINT).encode(
            x=alt.XDatum(x, scale=RATED), y=alt.YDatum(y, scale=RATED), text=alt.value(word)
        )
        for x, y, word, side in CORNERS
    ]
    return [line.encode(x=alt.XDatum(MIDDLE, scale=RATED)), line.encode(y=alt.YDatum(MIDDLE, scale=RATED)), *words]


@cache
def own_against_computed(owns: tuple[str, ...], ranks: tuple[str, ...], most: int) -> dict[str, Any]:
    """Rows: own, priority, n. How many issues have which own label and which computed priority; darker is more."""
    band = alt.Scale(paddingInner=0.06)
    base = alt.Chart(theme.rows()).encode(
        x=alt.X("priority:N", title="計算した優先度", sort=list(ranks), scale=band, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("own:N", title="市町村の優先度評価", sort=list(owns), scale=band),
        tooltip=[
            alt.Tooltip("own:N", title="市町村の優先度評価"),
            alt.Tooltip("priority:N", title="計算した優先度"),
            alt.Tooltip("n:Q", title="課題の数（件）"),
        ],
    )
    shade = alt.Color("n:Q", title=None, legend=None, scale=alt.Scale(range=[theme.PALE, theme.DEEP], domain=[0, most]))
    cells = base.mark_rect(cornerRadius=4).encode(color=shade)
    texts = base.mark_text(fontSize=15, fontWeight="bold").encode(text="n:Q", color=theme.on_shade("datum.n", most))
    same = base.transform_filter("datum.own == datum.priority").mark_rect(fill=None, stroke=theme.INK, strokeWidth=2, cornerRadius=4)
    return theme.structure(alt.layer(cells, same, texts).properties(autosize=theme.FIT_WIDTH, height=CELL * len(owns)))


@cache
def breakdown(groups: tuple[str, ...], by: str, with_priority: bool) -> dict[str, Any]:
    """Rows: group, priority, n, level. Number of issues by group, in computed priorities from high to low."""
    tips = [alt.Tooltip("group:N", title=by), *([alt.Tooltip("priority:N", title="優先度（計算）")] if with_priority else [])]
    base = alt.Chart(theme.rows()).encode(y=alt.Y("group:N", title=None, sort=list(groups)))
    stacked = alt.X("sum(n):Q", title="課題の数（件）", stack="zero", axis=alt.Axis(tickMinStep=1))
    bars = base.mark_bar(color=theme.BLUE, stroke=theme.PAPER).encode(
        x=stacked, tooltip=[*tips, alt.Tooltip("sum(n):Q", title="課題の数（件）")]
    )
    if with_priority:
        bars = bars.encode(color=rank(), order=alt.Order("level:Q"))
    totals = base.mark_text(align="left", dx=5, color=theme.INK).encode(x=alt.X("sum(n):Q"), text="sum(n):Q")
    return theme.structure(alt.layer(bars, totals).properties(autosize=theme.FIT_WIDTH, height=BAR * len(groups)))


@cache
def road_map(quarters: tuple[str, ...], lanes: int) -> dict[str, Any]:
    """Rows: lane, is_owner, label, quarter, state, by, due, issue, name. A line for each owner, below it the measures at their quarter."""
    down = alt.Y("lane:O", axis=None, scale=alt.Scale(domain=list(range(lanes)), paddingInner=0))
    rows = alt.Chart(theme.rows())
    owners = rows.transform_filter("datum.is_owner").encode(y=down)
    ground = owners.mark_rect(color=theme.BLANK).encode(x=alt.value(0), x2=alt.value("width"))
    names = owners.mark_text(align="left", fontWeight="bold", color=theme.INK).encode(x=alt.value(8), text="label:N")
    measures = rows.transform_filter("!datum.is_owner").encode(y=down, tooltip=tips_of_measure())
    texts = measures.mark_text(align="left", fontSize=12, color=theme.INK, limit=TEXT_WIDTH - 24).encode(x=alt.value(20), text="label:N")
    dots = measures.mark_point(filled=True, size=130, opacity=1).encode(
        x=across(quarters),
        color=alt.Color("state:N", title="状況", scale=alt.Scale(domain=list(STATES), range=STATE_COLOURS), legend=LARGE),
        shape=alt.Shape("state:N", title="状況", scale=alt.Scale(domain=list(STATES), range=STATE_SHAPES), legend=LARGE),
    )
    return theme.structure(alt.layer(ground, names, texts, dots).properties(autosize=theme.FIT_WIDTH, height=LANE * lanes))


def across(quarters: tuple[str, ...]) -> alt.X:
    """The quarters, to the right of what is to be done."""
    reach: list[Any] = [TEXT_WIDTH, alt.ExprRef("width")]
    axis = alt.Axis(
        orient="top",
        labelAngle=0,
        labelExpr="split(datum.label, ' ')",
        labelFontSize=11,
        grid=True,
        labelLimit=0,
        labelOverlap=len(quarters) > 7,
    )
    return alt.X(
        "quarter:O", title="期限のある四半期", scale=alt.Scale(type="band", domain=list(quarters), range=reach, padding=0), axis=axis
    )


def tips_of_measure() -> list[alt.Tooltip]:
    titles = {"name": "市町村", "by": "担当", "label": "対策", "issue": "課題", "due": "期限", "state": "状況"}
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]
