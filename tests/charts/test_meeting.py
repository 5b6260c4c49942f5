"""Pictures of the slides: in the order of the participants, large on a screen, whole on paper, valid Vega-Lite."""

from __future__ import annotations

import json

import pytest

from analytics.charts import meeting as charts

ROWS = [
    {"name": name, "label": label, "value": 1.0, "share": 0.1, "shown": "1", "max": 10.0}
    for name in ("乙村", "甲町")
    for label in ("STEP0 認識", "STEP1 方針")
]
BARS = [{"name": name, "value": 1.0, "target": 80.0, "shown": "1.0"} for name in ("乙村", "甲町")]


@pytest.mark.parametrize(("chart", "rows"), [("steps", ROWS), ("aspect", BARS)])
def test_participants_stand_in_the_order_of_the_slides_never_by_score(chart, rows):
    for layer in charts.picture(chart, rows)["layer"]:
        assert layer["encoding"]["y"]["sort"] == ["乙村", "甲町"]


@pytest.mark.parametrize(("chart", "rows"), [("steps", ROWS), ("aspect", BARS)])
def test_type_grows_with_the_screen_and_is_a_number_on_paper(chart, rows):
    assert charts.picture(chart, rows)["config"]["axis"]["labelFontSize"] == {"expr": charts.ON_SCREEN}
    paper = charts.picture(chart, rows, charts.ON_PAPER)
    assert paper["config"]["axis"]["labelFontSize"] == charts.ON_PAPER and "windowSize" not in json.dumps(paper)


@pytest.mark.parametrize(("chart", "rows"), [("steps", ROWS), ("aspect", BARS)])
def test_a_picture_is_structure_without_data(chart, rows):
    spec = charts.picture(chart, rows)
    assert "datasets" not in spec and '"name": "rows"' in json.dumps(spec)
