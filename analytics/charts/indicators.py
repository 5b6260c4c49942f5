"""What does the page 指標 draw? Dots by municipality, two indicators against each other, and one over the years."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.frames.indicators import ROLES, STATES
from analytics.frames.neighbours import OWN

LINES, MIDDLES = "lines", "middles"
"""Second sets of rows: lines across the dots; the median of each year."""

ROW, AROUND = 20, 130  # pixels: one municipality; legend and axis, which count as part of the height
COLOURS, SHAPES, SIZES = (
    (theme.FOCUS, theme.PEER, theme.AWAY, theme.OTHER),
    ("circle", "triangle-up", "square", "circle"),
    (170, 90, 80, 50),
)
NAME, ROLE = alt.Tooltip("name:N", title="団体"), alt.Tooltip("role:N", title="区分")
YES_NO = "datum.value == 1 ? '実施' : datum.value == 0 ? '未実施' : ''"


def by_role(roles: tuple[str, ...]) -> dict[str, Any]:
    """Colour, shape and size of a role: it looks the same on all charts of the page; only roles there are stand in the key."""
    at = [ROLES.index(role) for role in roles]
    return {
        "color": alt.Color("role:N", title=None, scale=alt.Scale(domain=list(roles), range=[COLOURS[i] for i in at])),
        "shape": alt.Shape("role:N", title=None, scale=alt.Scale(domain=list(roles), range=[SHAPES[i] for i in at])),
        "size": alt.Size("role:N", title=None, scale=alt.Scale(domain=list(roles), range=[SIZES[i] for i in at])),
    }


def figure_axis(yes_no: bool) -> alt.Axis:
    return alt.Axis(values=[0, 1], labelExpr=YES_NO) if yes_no else alt.Axis(tickCount=6)


@cache
def dots(roles: tuple[str, ...], title: str, rows: int, yes_no: bool = False) -> dict[str, Any]:
    """Rows: name, value, shown, role, in their order. Lines: line, value. Unknown ones keep their row, with the reason."""
    scale = alt.Scale(domain=[-0.15, 1.15], nice=False) if yes_no else alt.Scale(zero=False, nice=True, padding=12)
    x = alt.X("value:Q", title=title, scale=scale, axis=figure_axis(yes_no))
    y = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(ticks=False, domain=False, grid=True, labelFlush=False, labelOverlap=False))
    base = alt.Chart(theme.rows()).encode(y=y, tooltip=[NAME, ROLE, alt.Tooltip("shown:N", title=title)])
    known = base.transform_filter("isValid(datum.value)").mark_point(filled=True, opacity=1).encode(x=x, **by_role(roles))
    unknown = (
        base.transform_filter("!isValid(datum.value)")
        .mark_text(align="left", dx=4, color=theme.FAINT, fontSize=12)
        .encode(x=alt.value(0), text="shown:N")
    )
    return theme.structure(alt.layer(*across(x), known, unknown).properties(height=ROW * rows + AROUND))


def across(x: alt.X) -> list[alt.Chart]:
    """Lines from top to bottom: the median, national figures; each with its words."""
    base = alt.Chart(alt.NamedData(LINES)).encode(
        x=x, tooltip=[alt.Tooltip("line:N", title="線"), alt.Tooltip("value:Q", title="値", format=",.1f")]
    )
    dash = alt.StrokeDash("line:N", title=None, legend=alt.Legend(symbolType="stroke", symbolStrokeColor=theme.INK, columns=2))
    return [base.mark_rule(color=theme.INK, strokeWidth=1.5).encode(strokeDash=dash)]


@cache
def scatter(roles: tuple[str, ...], x_title: str, y_title: str, x_yes_no: bool = False, y_yes_no: bool = False) -> dict[str, Any]:
    """Rows: name, role, x, y, x_shown, y_shown. Those marked carry their names, where not all lie on two lines."""
    base = alt.Chart(theme.rows()).encode(
        x=alt.X("x:Q", title=x_title, scale=alt.Scale(zero=False, padding=20), axis=figure_axis(x_yes_no)),
        y=alt.Y("y:Q", title=y_title, scale=alt.Scale(zero=False, padding=20), axis=figure_axis(y_yes_no)),
        tooltip=[NAME, ROLE, alt.Tooltip("x_shown:N", title=x_title), alt.Tooltip("y_shown:N", title=y_title)],
    )
    points = base.mark_point(filled=True, opacity=0.9).encode(**by_role(roles))
    if x_yes_no or y_yes_no:
        return theme.structure(points.properties(height=420))
    named = base.transform_filter(f"datum.role != '{ROLES[-1]}'")
    halo = named.mark_text(align="left", dx=9, fontSize=12, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=3)
    names = named.mark_text(align="left", dx=9, fontSize=12, color=theme.INK)
    return theme.structure(alt.layer(points, halo.encode(text="name:N"), names.encode(text="name:N")).properties(height=420))


@cache
def over_years(roles: tuple[str, ...], title: str) -> dict[str, Any]:
    """Rows: name, role, year, value, shown. Middles: year, value. One line per municipality, the median dashed."""
    at = [ROLES.index(role) for role in roles]
    x = alt.X("year:O", title="年", axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=title, scale=alt.Scale(zero=False))
    colour = alt.Color("role:N", title=None, scale=alt.Scale(domain=list(roles), range=[COLOURS[i] for i in at]))
    width = alt.StrokeWidth("role:N", title=None, scale=alt.Scale(domain=list(roles), range=[(4, 1.8, 1.8, 0.7)[i] for i in at]))
    tips = [NAME, ROLE, alt.Tooltip("year:O", title="年"), alt.Tooltip("shown:N", title=title)]
    base = alt.Chart(theme.rows()).encode(x=x, y=y, detail="name:N", color=colour, tooltip=tips)
    others = base.transform_filter(f"datum.role != '{OWN}'").mark_line(point=alt.OverlayMarkDef(size=18)).encode(strokeWidth=width)
    own = base.transform_filter(f"datum.role == '{OWN}'").mark_line(point=alt.OverlayMarkDef(size=90)).encode(strokeWidth=width)
    middle = alt.Chart(alt.NamedData(MIDDLES)).mark_line(color=theme.INK, strokeWidth=2.5, strokeDash=[6, 4]).encode(
        x=x, y=y, tooltip=[alt.Tooltip("year:O", title="年"), alt.Tooltip("value:Q", title="表示団体の中央値", format=",.1f")]
    )  # fmt: skip
    return theme.structure(alt.layer(others, middle, own).properties(height=300))


@cache
def done_over_years() -> dict[str, Any]:
    """Rows: year, state, n. How many do it, by year: a line would only cross from 0 to 1."""
    states = alt.Scale(domain=list(STATES), range=[theme.BLUE, theme.ORANGE, theme.UNKNOWN])
    base = alt.Chart(theme.rows()).encode(
        x=alt.X("n:Q", title="団体数（団体）", stack="zero", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("year:O", title="年", axis=alt.Axis(labelFlush=False)),
        order=alt.Order("order:Q"),
        tooltip=[alt.Tooltip("year:O", title="年"), alt.Tooltip("state:N", title="状況"), alt.Tooltip("n:Q", title="団体数")],
    )
    bars = base.mark_bar(stroke=theme.PAPER).encode(color=alt.Color("state:N", title=None, scale=states))
    figures = base.transform_filter("datum.n > 0").mark_text(align="right", dx=-6, fontSize=13, fontWeight="bold").encode(
        text="n:Q",
        color=alt.when("datum.order == 0").then(alt.value("white")).when("datum.order == 1").then(alt.value("black")).otherwise(alt.value(theme.INK)),
    )  # fmt: skip
    return theme.structure(alt.layer(bars, figures).properties(height=300))
