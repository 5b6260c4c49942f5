"""Which colour, font and number format stands for what? The one theme of all charts."""

from __future__ import annotations

from typing import Any

import altair as alt

ROWS = "rows"
"""The name under which a chart's own data is sent apart from its structure."""

FONT = "'BIZ UDPGothic', 'Yu Gothic UI', Meiryo, 'Hiragino Sans', 'Noto Sans JP', IPAexGothic, sans-serif"
INK, FAINT, GRID, PAPER = "#1a1a1c", "#5f6670", "#d5d9df", "#ffffff"
BLANK, BAND, BAND_RIM, UNKNOWN = "#eef1f5", "#cfdeec", "#9fb6cc", "#e3e6ea"
PALE, DEEP = "#d6e6f4", "#08519c"
"""The two ends of what is shaded from little to much: the same on both pages, since the legends say "darker is more"."""

# After Okabe–Ito; vermilion, purple, sky and orange darker, so that each stands out 3:1 on the light and on the dark page, and the sets
# below stay apart under all three kinds of colour blindness (tests/charts/test_theme.py). The same thing keeps its colour everywhere.
BLUE, VERMILION, GREEN, PURPLE, SKY, ORANGE, GREY = "#0072b2", "#bf3f0f", "#009e73", "#a24272", "#3895fe", "#c08400", "#7f7f7f"
HELD_BACK, OTHERS = "#6b7280", "#868f99"
STEPS = {"step0": BLUE, "step1": ORANGE, "step2": GREEN, "step3": PURPLE}
FIELDS = {"自治体DX": BLUE, "地域社会DX": VERMILION, "接続": GREEN}
PRIORITIES = {"高": VERMILION, "中": ORANGE, "低": SKY, "判定保留": HELD_BACK}
PLACES = {"higher": BLUE, "same": GREY, "lower": VERMILION}
FOCUS, PEER, AWAY, OTHER, TARGET = BLUE, ORANGE, VERMILION, OTHERS, INK
SEQUENTIAL = "blues"

DARK_PAPER = "#14181d"
"""The dark page, as in .streamlit/config.toml."""
ON_DARK = {
    INK: "#f2f4f7", FAINT: "#aab2bd", GRID: "#333b45", PAPER: DARK_PAPER,
    BLANK: "#262d36", BAND: "#2b4560", BAND_RIM: "#557699", UNKNOWN: "#39424d",
}  # fmt: skip

FIT_WIDTH = alt.AutoSizeParams(type="fit-x", contains="padding")
"""As wide as the page, as high as said: the height is that of the plot alone, long labels below it add to it."""

WORDS = {"labelColor": INK, "titleColor": INK}


def config() -> dict[str, Any]:
    return {
        "config": {
            "font": FONT,
            "background": "transparent",
            # Vega would read out axes and marks in English, by the names of fields. The chart has its sentence and its table.
            "aria": False,
            "mark": {"aria": False},
            "view": {"stroke": None},
            "axis": {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "gridColor": GRID, "labelLimit": 260, **WORDS},
            # A name stands level with its row, also in the first and the last one.
            "axisYBand": {"labelFlush": False, "labelBound": False},
            "axisYPoint": {"labelFlush": False, "labelBound": False},
            "legend": {"labelFontSize": 13, "titleFontSize": 13, "orient": "top", "labelLimit": 260, **WORDS},
            "header": {"labelFontSize": 13, "titleFontSize": 13, "labelLimit": 260, **WORDS},
            "title": {"color": INK},
            "text": {"fontSize": 13, "color": INK},
        }
    }


@alt.theme.register("dxkarte", enable=True)
def dxkarte() -> alt.theme.ThemeConfig:
    return config()  # type: ignore[return-value]


VALIDATES = False
"""Whether a chart is held against Vega-Lite's schema: half of the cost of building it. The tests build every chart so."""


def structure(chart: alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart) -> dict[str, Any]:
    """A chart as the dictionary that is kept: without data, which is sent beside it under the name ROWS."""
    spec = chart.to_dict(validate=VALIDATES)
    spec.pop("datasets", None)
    return spec


def rows() -> alt.NamedData:
    return alt.NamedData(ROWS)


def on_shade(value: str, most: float) -> Any:
    """The colour of a figure upon its shade, from 0 to `most`: what has 4.5:1 there; ink where nothing is known and shaded."""
    deep, known = f"isValid({value}) && {value} > {0.73 * most:g}", f"isValid({value})"
    return alt.when(deep).then(alt.value("white")).when(known).then(alt.value("black")).otherwise(alt.value(INK))


def on_dark(spec: Any) -> Any:
    """A structure for the dark page: paper and ink change places, marks and shades keep their colours."""
    if isinstance(spec, dict):
        return {key: on_dark(value) for key, value in spec.items()}
    if isinstance(spec, list):
        return [on_dark(value) for value in spec]
    return ON_DARK.get(spec, spec) if isinstance(spec, str) else spec
