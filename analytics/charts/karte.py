"""How does one municipality stand? Its steps, aspects, drivers and profiles beside its peers' median."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme

MARKS = "marks"
"""The second data set of these charts: what stands on or beside the bars (label, kind, value)."""

MEDIAN, TARGET, BEFORE, AS_IS = "比較相手の中央値", "目標", "前回", "現状"
ATTENTION, SUPPORT = "優先度の基準", "支援内容の基準"
SIGNS = {
    AS_IS: ("circle", theme.FOCUS),
    BEFORE: ("square", theme.SKY),
    MEDIAN: ("diamond", theme.INK),
    TARGET: ("stroke", theme.TARGET),
    ATTENTION: ("stroke", theme.TARGET),
    SUPPORT: ("triangle-down", theme.FAINT),
}
PERCENT = (0.0, 100.0)
TENTHS = alt.Axis(values=list(range(0, 101, 20)))


def signs(y: alt.Y, kinds: tuple[str, ...], domain: tuple[float, float], size: int = 150) -> alt.Chart:
    """Marks told apart by shape and colour; they are what the legend explains."""
    legend = alt.Legend(symbolStrokeWidth=0, symbolSize=140)
    shape = alt.Shape(
        "kind:N", title=None, legend=legend, scale=alt.Scale(domain=list(kinds), range=[upright(SIGNS[kind][0]) for kind in kinds])
    )
    colour = alt.Color("kind:N", title=None, legend=legend, scale=alt.Scale(domain=list(kinds), range=[SIGNS[kind][1] for kind in kinds]))
    tooltip = [
        alt.Tooltip("label:N", title="項目"),
        alt.Tooltip("kind:N", title="種類"),
        alt.Tooltip("value:Q", title="値", format=".1f"),
        alt.Tooltip("note:N", title="補足"),
    ]
    return (
        alt.Chart(alt.NamedData(MARKS))
        .mark_point(size=size, filled=True, opacity=1, stroke=theme.PAPER, strokeWidth=1)
        .encode(y=y, x=alt.X("value:Q", scale=alt.Scale(domain=list(domain))), shape=shape, color=colour, tooltip=tooltip)
    )


def upright(shape: str) -> str:
    """Vega's own stroke lies flat; a limit on a horizontal axis is a standing line."""
    return "M0.25,-1.4L0.25,1.4L-0.25,1.4L-0.25,-1.4Z" if shape == "stroke" else shape


def figures(base: alt.Chart, size: int) -> tuple[alt.Chart, alt.Chart]:
    """The exact value at the foot of each bar, with a light rim: readable on every colour."""
    placed = base.encode(x=alt.value(0), text="shown:N")
    rim = placed.mark_text(align="left", dx=6, fontSize=size, fontWeight="bold", stroke=theme.PAPER, strokeWidth=3, strokeJoin="round")
    return rim, placed.mark_text(align="left", dx=6, fontSize=size, fontWeight="bold", color=theme.INK)


@cache
def step_bars(labels: tuple[str, ...], steps: tuple[str, ...], highest: float, kinds: tuple[str, ...]) -> dict[str, Any]:
    """The steps with their marks (rows: label, step, score, max, shown; marks: label, kind, value, note)."""
    y = alt.Y("label:N", sort=list(labels), title=None)
    domain = (0.0, highest)
    colours = [theme.STEPS.get(step, theme.GREY) for step in steps]
    base = alt.Chart(theme.rows()).encode(y=y)
    x = alt.X("score:Q", title="得点（点）", scale=alt.Scale(domain=list(domain)), axis=alt.Axis(tickCount=6))
    tooltip = [alt.Tooltip("label:N", title="STEP"), alt.Tooltip("shown:N", title="得点"), alt.Tooltip("note:N", title="回答の状況")]
    ground = base.mark_bar(height=26, color=theme.BLANK).encode(x="max:Q", tooltip=tooltip)
    bars = base.mark_bar(height=26).encode(
        x=x, color=alt.Color("step:N", legend=None, scale=alt.Scale(domain=list(steps), range=colours)), tooltip=tooltip
    )
    chart = alt.layer(ground, bars, *figures(base, 13), signs(y, kinds, domain)).resolve_scale(color="independent", shape="independent")
    return theme.structure(chart.properties(autosize=theme.FIT_WIDTH, height=48 * len(labels)))


@cache
def aspect_dots(labels: tuple[str, ...], kinds: tuple[str, ...]) -> dict[str, Any]:
    """As-is against target with the gap between (rows: label, as_is, target, shown; marks: label, kind, value, note)."""
    y = alt.Y("label:N", sort=list(labels), title=None)
    base = alt.Chart(theme.rows()).encode(y=y)
    x = alt.X("as_is:Q", title="現状と目標（0〜100）", scale=alt.Scale(domain=list(PERCENT)), axis=TENTHS)
    ground = base.mark_rule(color=theme.BLANK, strokeWidth=12).encode(x=alt.datum(0), x2=alt.datum(100))
    gaps = (
        base.transform_filter("datum.as_is < datum.target")
        .mark_rule(strokeWidth=5, color=theme.SKY, opacity=0.7)
        .encode(x=x, x2="target:Q")
    )
    texts = base.mark_text(dy=-17, fontSize=12).encode(x=alt.X("middle:Q", scale=alt.Scale(domain=list(PERCENT))), text="shown:N")
    return theme.structure(
        alt.layer(ground, gaps, texts, signs(y, kinds, PERCENT)).properties(autosize=theme.FIT_WIDTH, height=50 * len(labels))
    )


@cache
def driver_bars(n: int) -> dict[str, Any]:
    """Questions by their share of the gap (rows, largest first: label, contribution, aspect, question, answer)."""
    base = alt.Chart(theme.rows()).encode(y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=380)))
    tooltip = [
        alt.Tooltip("text:N", title="設問"),
        alt.Tooltip("aspect:N", title="観点"),
        alt.Tooltip("choice:N", title="回答"),
        alt.Tooltip("contribution:Q", title="ギャップへの寄与（点）", format=".1f"),
    ]
    x = alt.X("contribution:Q", title="ギャップへの寄与（点）")
    bars = base.mark_bar(color=theme.VERMILION, height=16).encode(x=x, tooltip=tooltip)
    texts = base.mark_text(align="left", dx=4).encode(x=x, text=alt.Text("contribution:Q", format=".1f"))
    return theme.structure(alt.layer(bars, texts).properties(autosize=theme.FIT_WIDTH, height=28 * n))


@cache
def profile(labels: tuple[str, ...], axis: str, colour: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    """One bar per item, 0–100, with marks (rows: label, value, shown; marks: label, kind, value, note)."""
    y = alt.Y("label:N", sort=list(labels), title=None, axis=alt.Axis(labelLimit=300))
    base = alt.Chart(theme.rows()).encode(y=y)
    x = alt.X("value:Q", title=axis, scale=alt.Scale(domain=list(PERCENT)), axis=TENTHS)
    tooltip = [alt.Tooltip("label:N", title="項目"), alt.Tooltip("shown:N", title="値")]
    ground = base.mark_bar(height=18, color=theme.BLANK).encode(x=alt.datum(100), tooltip=tooltip)
    bars = base.mark_bar(height=18, color=colour).encode(x=x, tooltip=tooltip)
    return theme.structure(
        alt.layer(ground, bars, *figures(base, 12), signs(y, kinds, PERCENT, 110)).properties(
            autosize=theme.FIT_WIDTH, height=28 * len(labels)
        )
    )
