"""Which colour, font and number format stands for what? The one theme of all charts."""

from __future__ import annotations

from typing import Any

import altair as alt

ROWS = "rows"
"""The name under which a chart's own data is sent apart from its structure."""

FONT = "'BIZ UDPGothic', 'Yu Gothic UI', Meiryo, 'Hiragino Sans', 'Noto Sans JP', IPAexGothic, sans-serif"
INK, FAINT, GRID = "#1a1a1c", "#5f6670", "#d5d9df"

# Okabe–Ito, without its yellow, which is too faint on white. The same thing keeps its colour on every chart.
BLUE, VERMILION, GREEN, PURPLE, SKY, ORANGE, GREY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7f7f7f"
STEPS = {"step0": BLUE, "step1": ORANGE, "step2": GREEN, "step3": PURPLE}
FIELDS = {"自治体DX": BLUE, "地域社会DX": VERMILION, "接続": GREEN}
PRIORITIES = {"高": VERMILION, "中": ORANGE, "低": SKY, "判定保留": "#b6bcc6"}
PLACES = {"higher": BLUE, "same": GREY, "lower": VERMILION}
FOCUS, PEER, TARGET, UNKNOWN = BLUE, GREY, INK, "#e3e6ea"
SEQUENTIAL = "blues"

FIT_WIDTH = alt.AutoSizeParams(type="fit-x", contains="padding")
"""As wide as the page, as high as said: the height is that of the plot alone, long labels below it add to it."""


def config() -> dict[str, Any]:
    return {
        "config": {
            "font": FONT,
            "background": "transparent",
            "view": {"stroke": None},
            "axis": {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "gridColor": GRID, "labelLimit": 260},
            # A name stands level with its row, also in the first and the last one.
            "axisYBand": {"labelFlush": False, "labelBound": False},
            "axisYPoint": {"labelFlush": False, "labelBound": False},
            "legend": {"labelFontSize": 13, "titleFontSize": 13, "orient": "top", "labelLimit": 260},
            "header": {"labelFontSize": 13, "titleFontSize": 13, "labelLimit": 260},
            "text": {"fontSize": 13},
        }
    }


@alt.theme.register("dxkarte", enable=True)
def dxkarte() -> alt.theme.ThemeConfig:
    return config()  # type: ignore[return-value]


def structure(chart: alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart) -> dict[str, Any]:
    """A chart as the dictionary that is kept: without data, which is sent beside it under the name ROWS."""
    spec = chart.to_dict()
    spec.pop("datasets", None)
    return spec


def rows() -> alt.NamedData:
    return alt.NamedData(ROWS)
