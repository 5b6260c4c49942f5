"""What does the page 近隣比較 draw? Named dots over the peers' band, and who gave which answer."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.frames.neighbours import AWAY, OWN, PEER, tops

BANDS = "bands"
"""The second set of rows of `dot_and_band`: one per item."""

LANE, AROUND = 20, 120  # pixels: one line of names; key, legend and axis, which count as part of the height
WRAP = 15  # letters: a longer label takes a second line
ROLES = (OWN, PEER, AWAY)
COLOURS, SHAPES, SIZES = (theme.FOCUS, theme.PEER, theme.AWAY), ("circle", "circle", "square"), (170, 70, 70)
KEY = "帯：比較相手の中央の半分（第1～第3四分位）　実線：比較相手の中央値"
BAND_TITLES = (("q1", "第1四分位"), ("median", "比較相手の中央値"), ("q3", "第3四分位"), ("target", "目標"))
TWO_LINES = "split(replace(datum.label, '（', '\\n（'), '\\n')"


@cache
def dot_and_band(
    labels: tuple[str, ...], heights: tuple[int, ...], scale: float, axis: str, with_target: bool = False, with_away: bool = False
) -> dict[str, Any]:
    """Rows: label, name, text, role, value, y, side. Bands: label, q1, median, q3, target, n, top, foot. One row per item.

    heights: how many lines of names each item needs. scale: the right end of the axis, which `axis` names with its unit.
    """
    y, spec = down(labels, heights), of_any_height(scale, axis, with_target, with_away)
    layers = [{**layer, "encoding": {**layer["encoding"], "y": {**layer["encoding"]["y"], **y}}} for layer in spec["layer"]]
    return {**spec, "layer": layers, "height": round(LANE * foot(heights)) + AROUND}


@cache
def of_any_height(scale: float, axis: str, with_target: bool, with_away: bool) -> dict[str, Any]:
    """All but the items and how high each is, which change with every municipality: building costs 200 times as much as adding them."""
    x = alt.Scale(domain=[0, scale], nice=False)
    layers = [*behind(x, axis, with_target), *in_front(x, ROLES if with_away else ROLES[:2])]
    legend = KEY + ("　破線：目標" if with_target else "")
    title = alt.TitleParams(legend, anchor="start", frame="group", fontSize=12, fontWeight="normal", color=theme.FAINT, offset=6)
    return theme.structure(alt.layer(*layers).properties(title=title))


def foot(heights: tuple[int, ...]) -> float:
    return tops(heights)[-1] + heights[-1]


def down(labels: tuple[str, ...], heights: tuple[int, ...]) -> dict[str, Any]:
    """Scale and axis of the items, each as high as its names need, with its label at its middle."""
    middles = [top + height / 2 for top, height in zip(tops(heights), heights, strict=True)]
    lines = [[label[i : i + WRAP] for i in range(0, len(label), WRAP)] for label in labels]
    expression = f"{json.dumps(lines, ensure_ascii=False)}[indexof({json.dumps(middles)}, datum.value)]"
    axis = {"values": middles, "labelExpr": expression, "grid": False, "ticks": False, "domain": False, "labelPadding": 8}
    return {"title": None, "scale": {"domain": [0, foot(heights)], "reverse": True, "nice": False}, "axis": axis}


def behind(x: alt.Scale, axis: str, with_target: bool) -> list[alt.Chart]:
    """The band of the middle half, the median and the target of each item."""
    tips = [
        alt.Tooltip("label:N", title="項目"),
        *(alt.Tooltip(f"{name}:Q", title=title, format=".1f") for name, title in BAND_TITLES[: 4 if with_target else 3]),
        alt.Tooltip("n:Q", title="値の分かる比較相手（団体）"),
    ]
    base = alt.Chart(alt.NamedData(BANDS)).encode(y="top:Q", y2="foot:Q", tooltip=tips)
    across: dict[str, Any] = {"title": axis, "scale": x, "axis": alt.Axis(tickCount=6)}
    band = base.transform_filter("isValid(datum.q1)").mark_rect(color=theme.BAND, stroke=theme.BAND_RIM)
    return [
        base.mark_rect(color=theme.BLANK).encode(x=alt.value(0), x2=alt.value("width")),
        band.encode(x=alt.X("q1:Q", **across), x2="q3:Q"),
        upright(base, "median", across, []),
        *([upright(base, "target", across, [5, 4])] if with_target else []),
    ]


def upright(base: alt.Chart, figure: str, across: dict[str, Any], dash: list[int]) -> alt.Chart:
    known = base.transform_filter(f"isValid(datum.{figure})")
    return known.mark_rule(color=theme.INK, strokeWidth=2, strokeDash=dash).encode(x=alt.X(f"{figure}:Q", **across))


def in_front(x: alt.Scale, roles: tuple[str, ...]) -> list[alt.Chart]:
    """The dots with their names; the one in focus is filled, large and bold."""
    tips = [
        alt.Tooltip("name:N", title="団体"),
        alt.Tooltip("role:N", title="区分"),
        alt.Tooltip("label:N", title="項目"),
        alt.Tooltip("value:Q", title="値", format=".1f"),
    ]
    base = alt.Chart(theme.rows()).encode(x=alt.X("value:Q", scale=x), y="y:Q", tooltip=tips)
    points = base.mark_point(filled=True, opacity=1).encode(
        color=alt.Color("role:N", title=None, scale=alt.Scale(domain=list(roles), range=list(COLOURS[: len(roles)]))),
        shape=alt.Shape("role:N", title=None, scale=alt.Scale(domain=list(roles), range=list(SHAPES[: len(roles)]))),
        size=alt.Size("role:N", title=None, scale=alt.Scale(domain=list(roles), range=list(SIZES[: len(roles)]))),
    )
    texts = [names(base, side, is_own, is_halo) for side in ("right", "left") for is_own in (True, False) for is_halo in (True, False)]
    return [points, *texts]


def names(base: alt.Chart, side: str, is_own: bool, is_halo: bool) -> alt.Chart:
    """Names on one side of their dots; a halo behind them keeps them readable on a line."""
    chosen = base.transform_filter(f"datum.side == '{side}' && datum.role {'==' if is_own else '!='} '{OWN}'")
    shift = 10 if is_own else 7
    look: dict[str, Any] = {"align": "left", "dx": shift} if side == "right" else {"align": "right", "dx": -shift}
    look |= {"fontWeight": "bold"} if is_own else {}
    look |= {"stroke": theme.PAPER, "strokeWidth": 3, "opacity": 0.8} if is_halo else {}
    colour = theme.PAPER if is_halo else theme.INK
    return chosen.mark_text(fontSize=12, color=colour, **look).encode(text="text:N")


@cache
def answers(rows: tuple[str, ...], columns: tuple[str, ...]) -> dict[str, Any]:
    """Rows: row, name, normalised, text, said, wording. Question × municipality: darker is nearer to the top choice."""
    base = alt.Chart(theme.rows()).encode(
        x=alt.X(
            "name:N",
            title=None,
            sort=list(columns),
            axis=alt.Axis(orient="top", labelAngle=0, labelExpr=TWO_LINES, ticks=False, domain=False, labelOverlap=False, labelFlush=False),
        ),
        y=alt.Y("row:N", title=None, sort=list(rows), axis=alt.Axis(labelLimit=420, ticks=False, domain=False, labelFlush=False)),
        tooltip=[
            alt.Tooltip("name:N", title="団体"),
            alt.Tooltip("wording:N", title="設問"),
            alt.Tooltip("said:N", title="回答"),
            alt.Tooltip("text:N", title="点数／満点"),
        ],
    )
    known = (
        base.transform_filter("isValid(datum.normalised)")
        .mark_rect(stroke=theme.PAPER)
        .encode(
            color=alt.Color(
                "normalised:Q",
                title="到達率（濃いほど上位）",
                scale=alt.Scale(scheme="blues", domain=[0, 1]),
                legend=alt.Legend(format=".0%", gradientLength=220, values=[0, 0.5, 1]),
            )
        )
    )
    unknown = base.transform_filter("!isValid(datum.normalised)").mark_rect(stroke=theme.PAPER, color=theme.UNKNOWN)
    figures = base.mark_text(fontSize=12).encode(text="text:N", color=theme.on_shade("datum.normalised", 1))
    return theme.structure(alt.layer(unknown, known, figures).properties(height=27 * len(rows) + AROUND))
