"""Where does each municipality lie, and how does it stand there? Maps of areas, and of tiles where there are no areas."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
from pandas import DataFrame

from analytics import boundaries
from analytics.charts import theme

SHAPES = "shapes"
PICKED = "picked"
"""The name of the point selection: an event carries [{"code": …}] under it."""

KNOWN = "isValid(datum.value)"
"""Grey where the value is not known, so that unknown never looks like little."""

HEIGHT = 420
TILE_HEIGHT = 56
LABELLED = 45
"""Up to so many municipalities carry their name on the map; more would lie upon each other."""


@dataclass(frozen=True)
class Shade:
    """A number shown light to dark, between low and high. label: with its unit, as the legend says it."""

    label: str
    low: float
    high: float


@dataclass(frozen=True)
class Classes:
    """Words shown by colour; the same words stand in the tooltip."""

    label: str
    names: tuple[str, ...]
    colours: tuple[str, ...]


def shapes(areas: DataFrame, names: dict[str, str]) -> dict[str, Any]:
    """The areas (code, geometry as JSON text, longitude, latitude) as coarse GeoJSON with code, name and label point."""
    full = {row.code: json.loads(row.geometry) for row in areas.itertuples(index=False)}
    points = {row.code: (row.longitude, row.latitude) for row in areas.itertuples(index=False)}
    properties = {code: {"name": names.get(code, code), "longitude": x, "latitude": y} for code, (x, y) in points.items()}
    return boundaries.geojson(boundaries.drawable(full), properties)


def tiles(codes_by_block: dict[str, list[str]]) -> DataFrame:
    """One row per municipality: column and row of its tile."""
    cells = boundaries.tile_layout_by_block(codes_by_block)
    return DataFrame([(code, *cell) for code, cell in cells.items()], columns=["code", "column", "row"])


@cache
def area_map(colour: Shade | Classes, labelled: bool = True) -> dict[str, Any]:
    """Areas coloured by `value` of the rows (code, value, shown), grey where there is none. Data: rows and SHAPES."""
    shape = alt.NamedData(SHAPES, format=alt.DataFormat(property="features"))
    base = alt.Chart()
    ground = base.mark_geoshape(fill=theme.UNKNOWN, stroke=theme.GREY, strokeWidth=0.8, strokeDash=[3, 2])
    known = base.transform_filter(KNOWN).mark_geoshape(stroke=theme.PAPER, strokeWidth=1.2).encode(color=scale_of(colour))
    touch = base.mark_geoshape(fill="transparent", cursor="pointer").encode(tooltip=tooltip(colour)).add_params(picked())
    chart = alt.layer(ground, known, *(place_names(base) if labelled else ()), touch, data=shape)
    chart = chart.transform_calculate(code="datum.properties.code", name="datum.properties.name")
    chart = chart.transform_lookup(lookup="code", from_=alt.LookupData(theme.rows(), key="code", fields=["value", "shown"]))
    return theme.structure(chart.properties(autosize=theme.FIT_WIDTH, height=HEIGHT).project("mercator"))


def place_names(base: alt.Chart) -> tuple[alt.Chart, alt.Chart]:
    """Names with a light rim, readable on light and dark areas."""
    place = {"longitude": "properties.longitude:Q", "latitude": "properties.latitude:Q", "text": "name:N"}
    return rimmed(base, 11, 0, **place)


def rimmed(base: alt.Chart, size: int, down: int, **encoding: Any) -> tuple[alt.Chart, alt.Chart]:
    rim = base.mark_text(fontSize=size, dy=down, stroke=theme.PAPER, strokeWidth=3, strokeJoin="round").encode(**encoding)
    return rim, base.mark_text(fontSize=size, dy=down, color=theme.INK).encode(**encoding)


@cache
def tile_map(colour: Shade | Classes, rows: int) -> dict[str, Any]:
    """Tiles coloured by `value` of the rows (code, name, value, shown, column, row), grey where there is none."""
    apart = alt.Scale(paddingInner=0.06)
    base = alt.Chart(theme.rows()).encode(x=alt.X("column:O", axis=None, scale=apart), y=alt.Y("row:O", axis=None, scale=apart))
    ground = base.mark_rect(cornerRadius=4, fill=theme.UNKNOWN, stroke=theme.GREY, strokeDash=[3, 2])
    known = base.transform_filter(KNOWN).mark_rect(cornerRadius=4).encode(color=scale_of(colour))
    touch = base.mark_rect(fill="transparent", cursor="pointer").encode(tooltip=tooltip(colour)).add_params(picked())
    texts = (*rimmed(base, 12, -8, text="name:N"), *rimmed(base, 11, 10, text="shown:N"))
    return theme.structure(alt.layer(ground, known, *texts, touch).properties(autosize=theme.FIT_WIDTH, height=rows * TILE_HEIGHT))


def picked() -> alt.Parameter:
    return alt.selection_point(name=PICKED, fields=["code"])


def scale_of(colour: Shade | Classes) -> alt.Color:
    if isinstance(colour, Classes):
        scale = alt.Scale(domain=list(colour.names), range=list(colour.colours))
        return alt.Color(
            "value:N", title=f"{colour.label}　点線で囲んだ灰色は不明", scale=scale, legend=alt.Legend(titleLimit=420, symbolSize=160)
        )
    legend = alt.Legend(gradientLength=220, titleLimit=420, format=",~f")
    scale = alt.Scale(scheme={"name": theme.SEQUENTIAL}, domain=[colour.low, colour.high])
    return alt.Color("value:Q", title=f"{colour.label}　灰色は不明", scale=scale, legend=legend)


def tooltip(colour: Shade | Classes) -> list[alt.Tooltip]:
    return [alt.Tooltip("name:N", title="市町村"), alt.Tooltip("shown:N", title=colour.label)]
