"""What does the literacy page draw? Differences and means with their intervals, distributions, shares of agreeing answers."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.frames.literacy import BANDS, EVERYBODY, MANAGERS, STAFF, VERDICTS

NUMBER, SIGNED = ".1f", "+.1f"
HEIGHT = 30
BAND_COLOURS = ["#bf3f0f", "#e8a184", "#b9bfc7", "#7fb2dc", "#0b5aa5"]
GROUPS = [EVERYBODY, MANAGERS, STAFF]


def down(labels: tuple[str, ...]) -> alt.Y:
    return alt.Y("label:N", title=None, sort=list(labels), axis=alt.Axis(labelLimit=340, ticks=False, domain=False))


def across(name: str, title: str | None = None, domain: tuple[float, float] | None = None) -> alt.X:
    return alt.X(f"{name}:Q", title=title, scale=alt.Scale(domain=list(domain)) if domain else alt.Scale(zero=False, nice=True))


def hidden(labels: tuple[str, ...], at: Any) -> alt.Chart:
    """Where a figure is hidden its reason stands in words."""
    return (
        alt.Chart(theme.rows())
        .transform_filter("datum.why != ''")
        .mark_text(align="left", dx=4, color=theme.FAINT, fontSize=12)
        .encode(y=down(labels), x=at, text="why:N")
    )


@cache
def differences(labels: tuple[str, ...], what: str) -> dict[str, Any]:
    """Rows: label, diff, ci_low, ci_high, n_manager, n_staff, mean_manager, mean_staff, hedges_g, verdict, why. what: the labels are."""
    tips = [
        alt.Tooltip("label:N", title=what),
        alt.Tooltip("diff:Q", title="差（点）", format=SIGNED),
        alt.Tooltip("ci_low:Q", title="95%区間の下限", format=SIGNED),
        alt.Tooltip("ci_high:Q", title="95%区間の上限", format=SIGNED),
        alt.Tooltip("hedges_g:Q", title="効果量 g", format=".2f"),
        alt.Tooltip("mean_manager:Q", title="管理職の平均（点）", format=NUMBER),
        alt.Tooltip("n_manager:Q", title="管理職の人数（n）"),
        alt.Tooltip("mean_staff:Q", title="一般職員の平均（点）", format=NUMBER),
        alt.Tooltip("n_staff:Q", title="一般職員の人数（n）"),
        alt.Tooltip("verdict:N", title="読み方"),
    ]
    known = alt.Chart(theme.rows()).transform_filter("isValid(datum.diff)").encode(y=down(labels), tooltip=tips)
    zero = alt.Chart(theme.rows()).mark_rule(color=theme.GREY, strokeDash=[4, 3]).encode(x=alt.datum(0, type="quantitative"))
    colour = alt.Color("verdict:N", title=None, scale=alt.Scale(domain=VERDICTS, range=[theme.BLUE, theme.VERMILION, theme.GREY]))
    shape = alt.Shape("verdict:N", title=None, scale=alt.Scale(domain=VERDICTS, range=["triangle-right", "triangle-left", "circle"]))
    title = "差（点、管理職－一般職員。横線は95%区間）"
    interval = known.mark_rule(strokeWidth=3, opacity=0.6).encode(x=across("ci_low", title), x2="ci_high:Q", color=colour)
    point = known.mark_point(filled=True, size=120, opacity=1).encode(x=across("diff", title), color=colour, shape=shape)
    layers = alt.layer(zero, hidden(labels, alt.datum(0, type="quantitative")), interval, point)
    return theme.structure(layers.properties(autosize=theme.FIT_WIDTH, height=HEIGHT * max(len(labels), 2)))


@cache
def means(labels: tuple[str, ...], what: str) -> dict[str, Any]:
    """Rows: label, mean, ci_low, ci_high, n, why. Means with their intervals, none called different whose intervals overlap."""
    tips = [
        alt.Tooltip("label:N", title=what),
        alt.Tooltip("mean:Q", title="平均（点）", format=NUMBER),
        alt.Tooltip("ci_low:Q", title="95%区間の下限", format=NUMBER),
        alt.Tooltip("ci_high:Q", title="95%区間の上限", format=NUMBER),
        alt.Tooltip("n:Q", title="人数（n、5人単位）"),
    ]
    known = alt.Chart(theme.rows()).transform_filter("isValid(datum.mean)").encode(y=down(labels), tooltip=tips)
    title = "平均（点。横線は95%区間）"
    interval = known.mark_rule(strokeWidth=3, opacity=0.5, color=theme.BLUE).encode(x=across("ci_low", title), x2="ci_high:Q")
    point = known.mark_point(filled=True, size=100, opacity=1, color=theme.BLUE).encode(x=across("mean", title))
    figure = known.mark_text(dy=-12, fontSize=12).encode(x=across("mean", title), text=alt.Text("mean:Q", format=NUMBER))
    layers = alt.layer(hidden(labels, alt.value(0)), interval, point, figure)
    return theme.structure(layers.properties(autosize=theme.FIT_WIDTH, height=(HEIGHT + 6) * max(len(labels), 2)))


@cache
def bands(labels: tuple[str, ...]) -> dict[str, Any]:
    """Rows: label, band, place, percent, n, start, end. The five bands of the scale, of each position group."""
    tips = [
        alt.Tooltip("label:N", title="職位区分"),
        alt.Tooltip("band:N", title="得点の帯"),
        alt.Tooltip("percent:Q", title="割合（%）"),
        alt.Tooltip("n:Q", title="人数（n、5人単位）"),
    ]
    base = alt.Chart(theme.rows()).encode(y=down(labels), tooltip=tips)
    colour = alt.Color("band:N", title="得点の帯（左が低い）", sort=BANDS, scale=alt.Scale(domain=BANDS, range=BAND_COLOURS))
    bar = base.mark_bar(size=30, stroke=theme.PAPER, clip=True).encode(
        x=alt.X("start:Q", title="割合（%）", scale=alt.Scale(domain=[0, 100], nice=False)), x2="end:Q", color=colour
    )
    dark = alt.when("datum.place == 1 || datum.place == 5").then(alt.value("white")).otherwise(alt.value("black"))
    figure = (
        base.transform_filter("datum.percent >= 4")
        .transform_calculate(middle="(datum.start + datum.end) / 2")
        .mark_text(fontSize=12)
        .encode(x="middle:Q", text=alt.Text("percent:Q", format=".0f"), color=dark)
    )
    return theme.structure(alt.layer(bar, figure).properties(autosize=theme.FIT_WIDTH, height=46 * max(len(labels), 1)))


@cache
def shares(labels: tuple[str, ...]) -> dict[str, Any]:
    """Rows: label, group, agreeing, n. Who agrees, managers beside staff."""
    tips = [
        alt.Tooltip("label:N", title="設問"),
        alt.Tooltip("group:N", title="職位区分"),
        alt.Tooltip("agreeing:Q", title="肯定的な回答（%）"),
        alt.Tooltip("n:Q", title="人数（n、5人単位）"),
    ]
    colour = alt.Color("group:N", title=None, sort=GROUPS, scale=alt.Scale(domain=GROUPS, range=[theme.GREY, theme.BLUE, theme.VERMILION]))
    shape = alt.Shape("group:N", title=None, sort=GROUPS, scale=alt.Scale(domain=GROUPS, range=["circle", "triangle-right", "square"]))
    point = (
        alt.Chart(theme.rows())
        .mark_point(filled=True, size=120, opacity=0.9)
        .encode(
            y=down(labels), x=across("agreeing", "肯定的な回答（%、上位2つの選択肢）", (0, 100)), color=colour, shape=shape, tooltip=tips
        )
    )
    return theme.structure(point.properties(autosize=theme.FIT_WIDTH, height=(HEIGHT + 6) * max(len(labels), 2)))
