"""What does the priority page draw? The step scores of all as dots, with the limits that make the verdict."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.frames.priority import SUPPORT, VERDICTS

LINES = "lines"
"""The limits, sent beside the dots under this name."""

COLOURS = [theme.PRIORITIES[verdict] for verdict in VERDICTS]
SHAPES = ["triangle-up", "square", "circle", "diamond"]
LARGE = alt.Legend(symbolSize=140)
BAND = 128
"""Height of one step, pixels: room for the label of a limit above and a dozen equal scores one over the other."""


@cache
def priority_strip(steps: tuple[str, ...], highest: float) -> dict[str, Any]:
    """Rows: name, step_label, score, verdict, offset; LINES: step_label, points, limit, label. Score of each municipality by step."""
    down = alt.Y("step_label:N", title=None, sort=list(steps), axis=alt.Axis(ticks=False, domain=False))
    across = alt.Scale(domain=[-0.5, highest + 0.5], nice=False)
    limits = alt.Chart(alt.NamedData(LINES)).encode(x=alt.X("points:Q", scale=across), y=down)
    tips = [alt.Tooltip("step_label:N", title="STEP"), alt.Tooltip("limit:N", title="線"), alt.Tooltip("points:Q", title="点")]
    rule = limits.mark_tick(orient="vertical", thickness=2, size=BAND - 16, color=theme.INK).encode(tooltip=tips)
    names = [
        limits.transform_filter(f"datum.limit {'==' if side == 'right' else '!='} '{SUPPORT}'")
        .mark_text(align=side, dx=-5 if side == "right" else 5, dy=8 - BAND / 2, fontSize=12, color=theme.INK)
        .encode(text="label:N")
        for side in ("left", "right")
    ]
    dot = (
        alt.Chart(theme.rows())
        .mark_point(filled=True, size=75, opacity=0.9, stroke=theme.PAPER, strokeWidth=0.6)
        .encode(
            x=alt.X("score:Q", title="得点（点）", scale=across),
            y=down,
            yOffset=alt.YOffset("offset:Q", scale=alt.Scale(domain=[-1.2, 1.2])),
            color=alt.Color("verdict:N", title="支援優先度", scale=alt.Scale(domain=VERDICTS, range=COLOURS), legend=LARGE),
            shape=alt.Shape("verdict:N", title="支援優先度", scale=alt.Scale(domain=VERDICTS, range=SHAPES), legend=LARGE),
            tooltip=[
                alt.Tooltip("name:N", title="団体"),
                alt.Tooltip("step_label:N", title="STEP"),
                alt.Tooltip("score:Q", title="得点（点）", format=".1f"),
                alt.Tooltip("verdict:N", title="支援優先度"),
            ],
        )
    )
    return theme.structure(alt.layer(rule, dot, *names).properties(autosize=theme.FIT_WIDTH, height=BAND * len(steps)))
