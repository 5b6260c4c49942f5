"""How does the prefecture stand at a glance? Priorities, heat map, distribution by category, movers, totals."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme

ROW_HEIGHT = 24
PERCENT = alt.Scale(domain=[0, 100])
TENTHS = alt.Axis(values=list(range(0, 101, 20)))
HELD_BACK, SILENT = "判定保留", "未回答"
PRIORITY_ORDER = (*theme.PRIORITIES, SILENT)
PRIORITY_COLOURS = (*theme.PRIORITIES.values(), theme.UNKNOWN)


@cache
def priority_bars() -> dict[str, Any]:
    """One bar per priority with its count (rows: priority, n, names)."""
    order = list(PRIORITY_ORDER)
    base = alt.Chart(theme.rows()).encode(y=alt.Y("priority:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False)))
    n = alt.X("n:Q", title="団体数", axis=alt.Axis(tickMinStep=1, format="d"))
    colour = alt.Color("priority:N", scale=alt.Scale(domain=order, range=list(PRIORITY_COLOURS)), legend=None)
    tooltip = [alt.Tooltip("priority:N", title="支援優先度"), alt.Tooltip("n:Q", title="団体数"), alt.Tooltip("names:N", title="団体")]
    bars = base.mark_bar().encode(x=n, color=colour, tooltip=tooltip)
    counts = base.mark_text(align="left", dx=5, fontWeight="bold").encode(x=n, text=alt.Text("n:Q", format="d"))
    return theme.structure(alt.layer(bars, counts).properties(autosize=theme.FIT_WIDTH, height=130))


@cache
def heat(items: tuple[str, ...], rows: int) -> dict[str, Any]:
    """Municipality × step and aspect (rows in their order: place, item, share, shown, full, n). `items` holds a gap as a blank."""
    x = alt.X(
        "item:N",
        scale=alt.Scale(domain=list(items)),
        title=None,
        axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=150, labelOverlap=False, ticks=False, domain=False),
    )
    base = alt.Chart(theme.rows()).encode(
        x=x,
        y=alt.Y(
            "place:N",
            sort=None,
            title=None,
            axis=alt.Axis(ticks=False, domain=False, labelOverlap=False, labelFlush=False, labelBound=False),
        ),
    )
    shade = alt.Color(
        "share:Q",
        title="満点・100点に対する割合（%）　灰色は未回答・回答不足",
        scale=alt.Scale(scheme={"name": theme.SEQUENTIAL}, domain=[0, 100]),
        legend=alt.Legend(gradientLength=220, titleLimit=420),
    )
    tooltip = [
        alt.Tooltip("name:N", title="市町村"),
        alt.Tooltip("item:N", title="項目"),
        alt.Tooltip("full:N", title="値"),
        alt.Tooltip("n:Q", title="値の分かる団体数"),
    ]
    ground = base.mark_rect(fill=theme.UNKNOWN, stroke=theme.PAPER).encode(tooltip=tooltip)
    cells = base.transform_filter("isValid(datum.share)").mark_rect(stroke=theme.PAPER).encode(color=shade, tooltip=tooltip)
    texts = base.mark_text(fontSize=12).encode(text="shown:N", color=theme.on_shade("datum.share", 100))
    return theme.structure(alt.layer(ground, cells, texts).properties(autosize=theme.FIT_WIDTH, height=rows * ROW_HEIGHT))


@cache
def by_category(groups: tuple[str, ...]) -> dict[str, Any]:
    """Dots of overall as-is by 区分 with the median of each (rows: group, name, as_is, median, n)."""
    y = alt.Y("group:N", sort=list(groups), title=None)
    base = alt.Chart(theme.rows()).encode(y=y)
    tooltip = [
        alt.Tooltip("name:N", title="市町村"),
        alt.Tooltip("as_is:Q", title="現状（総合）", format=".1f"),
        alt.Tooltip("median:Q", title="区分の中央値", format=".1f"),
        alt.Tooltip("n:Q", title="値の分かる団体数"),
    ]
    x = alt.X("as_is:Q", title="現状（総合、0〜100）　縦線は区分の中央値", scale=PERCENT, axis=TENTHS)
    dots = base.mark_circle(size=90, opacity=0.6, color=theme.BLUE).encode(x=x, tooltip=tooltip)
    medians = base.mark_tick(thickness=3, size=40, color=theme.INK).encode(x="max(median):Q")
    texts = base.mark_text(dy=-28, fontWeight="bold").encode(x="max(median):Q", text=alt.Text("max(median):Q", format=".1f"))
    return theme.structure(alt.layer(dots, medians, texts).properties(autosize=theme.FIT_WIDTH, height=90 * len(groups)))


@cache
def movers(n: int) -> dict[str, Any]:
    """From the last round's overall as-is to this one's (rows: name, before, after, change, shown)."""
    base = alt.Chart(theme.rows()).encode(y=alt.Y("name:N", sort=None, title=None))
    tooltip = [
        alt.Tooltip("name:N", title="市町村"),
        alt.Tooltip("before:Q", title="前回", format=".1f"),
        alt.Tooltip("after:Q", title="今回", format=".1f"),
        alt.Tooltip("change:Q", title="変化", format="+.1f"),
    ]
    after = alt.X("after:Q", title="現状（総合、0〜100）　○ 前回　● 今回", scale=PERCENT, axis=TENTHS)
    colour = alt.condition("datum.change < 0", alt.value(theme.VERMILION), alt.value(theme.BLUE))
    lines = base.mark_rule(strokeWidth=2.5).encode(x=alt.X("before:Q", scale=PERCENT), x2="after:Q", color=colour)
    old = base.mark_point(size=70, filled=True, fill=theme.PAPER, strokeWidth=2).encode(x="before:Q", stroke=colour, tooltip=tooltip)
    new = base.mark_circle(size=110, opacity=1).encode(x=after, color=colour, tooltip=tooltip)
    right = alt.expr("datum.change < 0 ? -12 : 12")
    texts = base.mark_text(dx=right, align=alt.expr("datum.change < 0 ? 'right' : 'left'")).encode(x="after:Q", text="shown:N")
    return theme.structure(alt.layer(lines, old, new, texts).properties(autosize=theme.FIT_WIDTH, height=32 * n))


@cache
def totals(n: int) -> dict[str, Any]:
    """Median and middle half of the prefecture by step and aspect (rows: item, median, q1, q3, shown, n)."""
    base = alt.Chart(theme.rows()).encode(y=alt.Y("item:N", sort=None, title=None))
    tooltip = [alt.Tooltip("item:N", title="項目"), alt.Tooltip("shown:N", title="中央値"), alt.Tooltip("n:Q", title="集計した団体数")]
    x = alt.X("q1:Q", title="満点・100点に対する割合（%）　帯は真ん中の半分、縦線は中央値", scale=PERCENT, axis=TENTHS)
    bands = base.mark_bar(height=14, color=theme.SKY).encode(x=x, x2="q3:Q", tooltip=tooltip)
    ticks = base.mark_tick(thickness=4, size=24, color=theme.INK).encode(x="median:Q", tooltip=tooltip)
    texts = base.mark_text(align="left").encode(x=alt.value(4), text="shown:N")
    return theme.structure(alt.layer(bands, ticks, texts).properties(autosize=theme.FIT_WIDTH, height=34 * n))
