"""How does a chart show that there is a note on a figure? A sheet of paper, drawn over it, that tells the note when touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.charts import theme

NOTES = "notes"
"""The set of rows that the signs need: the fields of their places, label and told."""
SHEET = "M-0.75,-1L0.3,-1L0.75,-0.55L0.75,1L-0.75,1ZM0.3,-1L0.3,-0.55L0.75,-0.55"
AT_RIGHT: dict[str, Any] = {"x": {"value": "width"}}
ON_TOP: dict[str, Any] = {"y": {"value": 0}}
TOLD = [{"field": "label", "type": "nominal", "title": "項目"}, {"field": "told", "type": "nominal", "title": "メモ"}]


def with_signs(spec: Mapping[str, Any], layer: int, along: str, at: Mapping[str, Any], **shift: int) -> dict[str, Any]:
    """A structure with a layer of signs over it. along: the channels (x, y or both) that they share with that `layer`; at: where
    they stand in the other one; shift: xOffset and yOffset in pixels. A sign differs from all marks by its shape; it has no colour."""
    shared = {channel: spec["layer"][layer]["encoding"][channel] for channel in along}
    sign = {
        "data": {"name": NOTES},
        "mark": {"type": "point", "shape": SHEET, "size": 110, "opacity": 1, "fill": theme.PAPER, "stroke": theme.INK, "strokeWidth": 1.6, **shift},
        "encoding": {**shared, **at, "tooltip": TOLD},
    }  # fmt: skip
    return {**spec, "layer": [*spec["layer"], sign]}
