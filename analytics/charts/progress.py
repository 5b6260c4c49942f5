"""What does the page of change draw? Slopes between two rounds, series with breaks, the two groups of support, KPIs."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.frames.progress import DIFFERENCE, MIDDLE, OTHER, OWN, PEER, PEERS_MIDDLE, SHOWN_MIDDLE

ROLES = {
    OWN: (theme.FOCUS, 4.0, [1, 0]),
    PEER: (theme.PEER, 2.0, [1, 0]),
    SHOWN_MIDDLE: (theme.INK, 2.5, [6, 4]),
    OTHER: (theme.OTHER, 0.8, [1, 0]),
}
"""Colour, width and dash: a second cue beside the colour."""
PERCENT = alt.Scale(domain=[0, 100])


@cache
def slopes(roles: tuple[str, ...]) -> dict[str, Any]:
    """Rows: name, role, round, value, shown, piece. One line per municipality (piece) between two rounds, boldest the one in focus."""
    known = [role for role in ROLES if role in roles]
    looks = [ROLES[role] for role in known]
    colour = alt.Color(
        "role:N", title=None, scale=alt.Scale(domain=known, range=[look[0] for look in looks]), legend=alt.Legend(symbolType="stroke")
    )
    width = alt.StrokeWidth("role:N", legend=None, scale=alt.Scale(domain=known, range=[look[1] for look in looks]))
    dash = alt.StrokeDash("role:N", legend=None, scale=alt.Scale(domain=known, range=[look[2] for look in looks]))
    tips = [
        alt.Tooltip("name:N", title="団体"),
        alt.Tooltip("role:N", title="区分"),
        alt.Tooltip("shown:N", title="現状（総合）"),
        alt.Tooltip("round:O", title="調査年度"),
    ]
    base = alt.Chart(theme.rows()).encode(
        x=alt.X("round:O", title="調査年度", axis=alt.Axis(labelAngle=0), scale=alt.Scale(padding=0.15)),
        y=alt.Y("value:Q", title="現状（総合、0～100）", scale=alt.Scale(zero=False)),
        detail="piece:N",
        color=colour,
        tooltip=tips,
    )
    lines = base.mark_line(point=alt.OverlayMarkDef(size=45)).encode(strokeWidth=width, strokeDash=dash)
    return theme.structure(lines.properties(autosize=theme.FIT_WIDTH, height=340))


@cache
def series(name: str) -> dict[str, Any]:
    """Rows: line, round, value, n, piece. A municipality and two medians over the rounds; a line is broken between its pieces. What stands for what is said once above all of them."""
    order = [name, PEERS_MIDDLE, MIDDLE]
    colours, dashes = [theme.FOCUS, theme.INK, theme.GREY], [[1, 0], [1, 0], [6, 4]]
    base = alt.Chart(theme.rows()).encode(
        x=alt.X("round:O", title="調査年度", axis=alt.Axis(labelAngle=0), scale=alt.Scale(padding=0.5)),
        y=alt.Y("value:Q", title="現状（0～100）", scale=PERCENT, axis=alt.Axis(values=[0, 25, 50, 75, 100])),
        detail="piece:N",
        color=alt.Color("line:N", legend=None, scale=alt.Scale(domain=order, range=colours)),
        tooltip=[
            alt.Tooltip("line:N", title="線"),
            alt.Tooltip("round:O", title="調査年度"),
            alt.Tooltip("value:Q", title="値", format=".1f"),
            alt.Tooltip("n:Q", title="団体数（n）"),
        ],
    )
    shape = alt.Shape("line:N", legend=None, scale=alt.Scale(domain=order, range=["circle", "diamond", "square"]))
    lines = base.mark_line().encode(strokeDash=alt.StrokeDash("line:N", legend=None, scale=alt.Scale(domain=order, range=dashes)))
    points = base.mark_point(filled=True, size=70, opacity=1).encode(shape=shape)
    return theme.structure(alt.layer(lines, points).properties(autosize=theme.FIT_WIDTH, height=150))


@cache
def effect() -> dict[str, Any]:
    """Rows: label, order, group, n, mean, low, high. Mean change of both groups, and their difference with its 95 % interval."""
    tips = [
        alt.Tooltip("group:N", title="区分"), alt.Tooltip("n:Q", title="団体数（n）"), alt.Tooltip("mean:Q", title="点", format="+.1f"),
        alt.Tooltip("low:Q", title="区間の下限", format="+.1f"), alt.Tooltip("high:Q", title="区間の上限", format="+.1f"),
    ]  # fmt: skip
    base = alt.Chart(theme.rows()).encode(
        y=alt.Y("label:N", title=None, sort=alt.EncodingSortField("order", op="min"), axis=alt.Axis(labelLimit=320)), tooltip=tips
    )
    x = alt.X("mean:Q", title="現状（総合）の変化（点）　線は差の95%信頼区間", scale=alt.Scale(zero=True))
    zero = alt.Chart(theme.rows()).mark_rule(color=theme.FAINT).encode(x=alt.datum(0, type="quantitative"))
    spans = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=4, color=theme.SKY).encode(x=alt.X("low:Q"), x2="high:Q")
    is_difference = f"datum.group == '{DIFFERENCE}'"
    dots = base.transform_filter("isValid(datum.mean)").mark_point(filled=True, size=150, opacity=1).encode(
        x=x,
        color=alt.when(is_difference).then(alt.value(theme.INK)).otherwise(alt.value(theme.BLUE)),
        shape=alt.when(is_difference).then(alt.value("diamond")).otherwise(alt.value("circle")),
    )  # fmt: skip
    figures = base.transform_filter("isValid(datum.mean)").mark_text(dy=-14).encode(x="mean:Q", text=alt.Text("mean:Q", format="+.1f"))
    return theme.structure(alt.layer(zero, spans, dots, figures).properties(autosize=theme.FIT_WIDTH, height=180))


@cache
def kpis(n: int) -> dict[str, Any]:
    """Rows: label, shown, progress, baseline, actual, target, year. How far each KPI is from its baseline to its target."""
    tips = [
        alt.Tooltip(f"{name}:{kind}", title=title)
        for name, kind, title in (
            ("label", "N", "KPI"),
            ("year", "N", "年度"),
            ("baseline", "Q", "基準値"),
            ("actual", "Q", "実績"),
            ("target", "Q", "目標値"),
            ("shown", "N", "達成度"),
        )
    ]
    base = alt.Chart(theme.rows()).encode(y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=340)), tooltip=tips)
    x = alt.X("progress:Q", title="達成度（%、基準値が0・目標値が100）")
    bars = base.mark_bar(height=14, color=theme.BLUE).encode(x=x)
    goal = alt.Chart(theme.rows()).mark_rule(color=theme.TARGET, strokeWidth=2).encode(x=alt.datum(100, type="quantitative"))
    figures = base.mark_text(align="left", dx=5).encode(x=alt.X("progress:Q"), text="shown:N")
    return theme.structure(alt.layer(bars, goal, figures).properties(autosize=theme.FIT_WIDTH, height=26 * n))
