"""What speaks for a visit? Overall gap beside how long ago the last contact was, and the prefecture's factors."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme

BANDS = ("一度も記録がない", "180日以上前", "90～179日前", "90日未満")
MARKS = ("1人以下", "2人以上", "不明")
COLOURS, SHAPES = (theme.VERMILION, theme.BLUE, theme.GREY), ("triangle-up", "circle", "cross")
BAND_HEIGHT = 56


@cache
def visit_dots() -> dict[str, Any]:
    """One mark per municipality: overall gap, by the band of its last contact (rows: name, band, gap, change, days, promises, it,
    at: the name's place above or below the mark, label)."""
    y = alt.Y(
        "band:N", sort=list(BANDS), title="最後の支援", scale=alt.Scale(domain=list(BANDS)), axis=alt.Axis(grid=True, labelOverlap=False)
    )
    x = alt.X("gap:Q", title="ギャップ（総合、点）", scale=alt.Scale(zero=True, nice=True))
    tooltip = [
        alt.Tooltip("name:N", title="市町村"),
        alt.Tooltip("gap:Q", title="ギャップ（総合、点）", format=".1f"),
        alt.Tooltip("change:N", title="前回からの変化（点）"),
        alt.Tooltip("days:N", title="最後の支援からの日数"),
        alt.Tooltip("promises:Q", title="未了の約束"),
        alt.Tooltip("it:N", title="情報担当"),
    ]
    colour = alt.Color("it:N", title="情報担当職員", scale=alt.Scale(domain=list(MARKS), range=list(COLOURS)))
    shape = alt.Shape("it:N", title="情報担当職員", scale=alt.Scale(domain=list(MARKS), range=list(SHAPES)))
    base = alt.Chart(theme.rows()).encode(x=x, y=y)
    marks = base.mark_point(size=110, filled=True, opacity=0.8).encode(color=colour, shape=shape, tooltip=tooltip)
    names = base.mark_text(dy=-13, fontSize=12).encode(text="label:N")
    return theme.structure(alt.layer(marks, names).properties(autosize=theme.FIT_WIDTH, height=BAND_HEIGHT * len(BANDS)))


@cache
def factor_means(labels: tuple[str, ...]) -> dict[str, Any]:
    """One bar per factor: the mean severity of the municipalities (rows: label, mean, shown, n)."""
    base = alt.Chart(theme.rows()).encode(y=alt.Y("label:N", sort=list(labels), title=None))
    x = alt.X(
        "mean:Q",
        title="深刻度の平均（0〜100）",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(values=list(range(0, 101, 20))),
    )
    tooltip = [
        alt.Tooltip("label:N", title="ギャップ要因"),
        alt.Tooltip("mean:Q", title="深刻度の平均", format=".1f"),
        alt.Tooltip("n:Q", title="値の分かる団体数"),
    ]
    bars = base.mark_bar(color=theme.VERMILION, height=18).encode(x=x, tooltip=tooltip)
    texts = base.mark_text(align="left", dx=6, fontWeight="bold").encode(x="mean:Q", text="shown:N")
    return theme.structure(alt.layer(bars, texts).properties(autosize=theme.FIT_WIDTH, height=30 * len(labels)))
