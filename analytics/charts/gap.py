"""What does the gap page draw? Gaps as a heat map, states against targets, what makes the gap, and what was answered."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.frames.gap import REACHED, SHORT, UNKNOWN

NAME, NUMBER = alt.Tooltip("name:N", title="団体"), ".1f"
IS_KNOWN, IS_UNKNOWN = "isValid(datum.gap)", "!isValid(datum.gap)"
TWO_LINES = "split(datum.label, '\\n')"


def municipalities(position: str = "name:N") -> alt.X:
    """Municipalities along the bottom, by code."""
    return alt.X(
        position,
        title=None,
        sort=alt.EncodingSortField("code", op="min"),
        axis=alt.Axis(labelAngle=-50, labelOverlap=False, ticks=False, domain=False),
    )


@cache
def heat_map(aspects: tuple[str, ...], with_figures: bool) -> dict[str, Any]:
    """Rows: name, aspect_label, gap, as_is, target, why. Aspect × municipality, darker where the gap is larger."""
    across = alt.Y("aspect_label:N", title=None, sort=list(aspects), axis=alt.Axis(ticks=False, domain=False))
    tips = [NAME, alt.Tooltip("aspect_label:N", title="観点")]
    figures = [alt.Tooltip(f"{name}:Q", title=title, format=NUMBER) for name, title in GAP_TITLES]
    base = alt.Chart(theme.rows()).encode(x=municipalities(), y=across)
    known = base.transform_filter(IS_KNOWN).mark_rect(stroke=theme.PAPER).encode(
        color=alt.Color("gap:Q", title="ギャップ（点、濃いほど大きい）", scale=alt.Scale(scheme="blues", domain=[0, 80], clamp=True), legend=alt.Legend(gradientLength=240, titleLimit=400)),
        tooltip=[*tips, *figures],
    )  # fmt: skip
    unknown = (
        base.transform_filter(IS_UNKNOWN)
        .mark_rect(stroke=theme.PAPER, color=theme.UNKNOWN)
        .encode(tooltip=[*tips, alt.Tooltip("why:N", title="分からない理由")])
    )
    text = (
        base.transform_filter(IS_KNOWN)
        .mark_text(fontSize=12)
        .encode(
            text=alt.Text("gap:Q", format=".0f"),
            color=theme.on_shade("datum.gap", 80),
            tooltip=[*tips, *figures],
        )
    )
    dash = base.transform_filter(IS_UNKNOWN).mark_text(text="–", color=theme.FAINT)
    layers = [unknown, known, text, dash] if with_figures else [unknown, known]
    return theme.structure(alt.layer(*layers).properties(autosize=theme.FIT_WIDTH, height=34 * len(aspects)))


GAP_TITLES = (("gap", "ギャップ（点）"), ("as_is", "現状（点）"), ("target", "目標（点）"))


@cache
def aspects_against_target(aspects: tuple[str, ...]) -> dict[str, Any]:
    """Rows: name, aspect_label, gap, as_is, target, reach, why. One municipality: its state and target in every aspect."""
    figures = [alt.Tooltip(f"{name}:Q", title=title, format=NUMBER) for name, title in GAP_TITLES]
    tips = [NAME, alt.Tooltip("aspect_label:N", title="観点"), *figures]
    points = alt.Scale(domain=[0, 100])
    base = alt.Chart(theme.rows()).encode(
        y=alt.Y("aspect_label:N", title=None, sort=list(aspects), axis=alt.Axis(ticks=False, domain=False))
    )
    unknown = (
        base.transform_filter("!isValid(datum.as_is)")
        .mark_rule(strokeWidth=22, color=theme.UNKNOWN)
        .encode(x=alt.datum(0, type="quantitative"), x2=alt.datum(100), tooltip=[*tips[:2], alt.Tooltip("why:N", title="分からない理由")])
    )
    distance = (
        base.transform_filter(f"datum.reach == '{SHORT}'")
        .mark_rule(color=theme.GREY, strokeWidth=2)
        .encode(x=alt.X("as_is:Q", scale=points), x2="target:Q", tooltip=tips)
    )
    target = (
        base.transform_filter("isValid(datum.target)")
        .mark_tick(color=theme.TARGET, thickness=2.5, size=24)
        .encode(x=alt.X("target:Q", scale=points), tooltip=tips)
    )
    state = (
        base.transform_filter("isValid(datum.as_is)")
        .mark_point(filled=True, size=130, opacity=1)
        .encode(x=alt.X("as_is:Q", title="現状（点、0～100）", scale=points), tooltip=tips, **by_reach("縦線は目標", "triangle-left"))
    )
    figure = base.transform_filter("isValid(datum.as_is)").mark_text(dy=-14).encode(x="as_is:Q", text=alt.Text("as_is:Q", format=NUMBER))
    return theme.structure(
        alt.layer(unknown, distance, target, state, figure).properties(autosize=theme.FIT_WIDTH, height=44 * len(aspects))
    )


def by_reach(title: str, short: str) -> dict[str, Any]:
    """Colour and shape of who reaches the target and who does not."""
    return {
        "color": alt.Color("reach:N", title=title, scale=alt.Scale(domain=[REACHED, SHORT], range=[theme.BLUE, theme.VERMILION])),
        "shape": alt.Shape("reach:N", title=title, scale=alt.Scale(domain=[REACHED, SHORT], range=["circle", short])),
    }


@cache
def dots_against_target() -> dict[str, Any]:
    """Rows: name, as_is, target, gap, coverage, reach, why, in_focus. One aspect: each municipality's state and its target."""
    figures = [alt.Tooltip(f"{name}:Q", title=title, format=NUMBER) for name, title in GAP_TITLES]
    tips = [NAME, *figures, alt.Tooltip("coverage:Q", title="回答率", format=".0%"), alt.Tooltip("reach:N", title="目標")]
    points = alt.Scale(domain=[0, 100])
    base = alt.Chart(theme.rows()).encode(x=municipalities())
    focus = (
        base.transform_filter("datum.in_focus")
        .mark_rule(strokeWidth=26, color=theme.SKY, opacity=0.3)
        .encode(y=alt.datum(0, type="quantitative"), y2=alt.datum(100))
    )
    unknown = (
        base.transform_filter(f"datum.reach == '{UNKNOWN}'")
        .mark_rule(strokeWidth=16, color=theme.UNKNOWN)
        .encode(y=alt.datum(0, type="quantitative"), y2=alt.datum(100), tooltip=[NAME, alt.Tooltip("why:N", title="分からない理由")])
    )
    distance = (
        base.transform_filter(f"datum.reach == '{SHORT}'")
        .mark_rule(color=theme.GREY, strokeWidth=2)
        .encode(y=alt.Y("as_is:Q", scale=points), y2="target:Q", tooltip=tips)
    )
    target = (
        base.transform_filter("isValid(datum.target)")
        .mark_tick(color=theme.TARGET, thickness=2.5, size=22)
        .encode(y=alt.Y("target:Q", scale=points), tooltip=tips)
    )
    state = (
        base.transform_filter("isValid(datum.as_is)")
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            y=alt.Y("as_is:Q", title="現状（点、0～100）", scale=points),
            tooltip=tips,
            **by_reach("横線は目標", "triangle-down"),
        )
    )
    return theme.structure(alt.layer(focus, unknown, distance, target, state).properties(autosize=theme.FIT_WIDTH, height=300))


def questions_down() -> alt.Y:
    return alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelExpr=TWO_LINES, labelLimit=380, ticks=False, domain=False))


@cache
def drivers(several: bool) -> dict[str, Any]:
    """Rows: label, text, contribution, n. Which questions make the gap of one aspect, largest first."""
    title = "ギャップへの寄与（点、表示団体の合計）" if several else "ギャップへの寄与（点）"
    tips = [
        alt.Tooltip("text:N", title="設問"),
        alt.Tooltip("contribution:Q", title=title, format=NUMBER),
        alt.Tooltip("n:Q", title="団体数（n）"),
    ]
    base = alt.Chart(theme.rows()).encode(
        y=questions_down(), x=alt.X("contribution:Q", title=title, scale=alt.Scale(zero=True)), tooltip=tips
    )
    bars = base.mark_bar(color=theme.BLUE, size=22)
    figures = base.mark_text(align="left", dx=4).encode(text=alt.Text("contribution:Q", format=NUMBER))
    return theme.structure(alt.layer(bars, figures).properties(autosize=theme.FIT_WIDTH, height=alt.Step(46)))


@cache
def distribution() -> dict[str, Any]:
    """Rows: label, text, choice, level, count, n, start, end. How many chose what; darker is nearer to the top choice."""
    tips = [
        alt.Tooltip("text:N", title="設問"),
        alt.Tooltip("choice:N", title="回答"),
        alt.Tooltip("count:Q", title="団体数"),
        alt.Tooltip("n:Q", title="回答した団体（n）"),
    ]
    base = alt.Chart(theme.rows()).encode(y=questions_down(), tooltip=tips)
    lies = {"x": alt.X("start:Q", title="団体数（灰色は未回答など）", axis=alt.Axis(tickMinStep=1)), "x2": "end:Q"}
    shade = alt.Color(
        "level:Q",
        title="選択肢（濃いほど、あるべき姿に近い）",
        scale=alt.Scale(domain=[0, 1], range=[theme.PALE, theme.DEEP]),
        legend=alt.Legend(format=".0%", gradientLength=240, titleLimit=400, values=[0, 0.5, 1]),
    )
    chosen = base.transform_filter("isValid(datum.level)").mark_bar(size=26, stroke=theme.PAPER).encode(color=shade, **lies)
    missing = base.transform_filter("!isValid(datum.level)").mark_bar(size=26, stroke=theme.PAPER, color=theme.UNKNOWN).encode(**lies)
    figures = (
        base.transform_calculate(middle="(datum.start + datum.end) / 2")
        .mark_text()
        .encode(x="middle:Q", text="count:Q", color=theme.on_shade("datum.level", 1))
    )
    return theme.structure(alt.layer(chosen, missing, figures).properties(autosize=theme.FIT_WIDTH, height=alt.Step(46)))
