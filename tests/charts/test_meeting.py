"""Pictures of the slides: in the order of the participants, large on a screen, whole on paper, valid Vega-Lite."""

from __future__ import annotations

import json

import pytest

from analytics.charts import meeting as charts
from analytics.charts import theme
from analytics.pictures import VEGA_LITE, converter

ROWS = [
    {"name": name, "label": label, "step": f"step{place}", "place": place, "value": 1.0, "share": 0.1, "shown": "1", "max": 10.0}
    for name in ("乙村", "甲町")
    for place, label in enumerate(("STEP0 認識", "STEP1 方針"))
]
BARS = [{"name": name, "value": 1.0, "target": 80.0, "shown": "1.0"} for name in ("乙村", "甲町")]
DOTS = [{"name": name, "manager": 60.0, "staff": 50.0, "shown": "60.0点"} for name in ("乙村", "甲町")]
SQUARE = {"type": "Polygon", "coordinates": [[[139, 35], [139, 36], [140, 36], [140, 35], [139, 35]]]}
AREAS = [
    {"type": "Feature", "geometry": SQUARE, "name": name, "shown": name, "longitude": 139.5, "latitude": 35.5} for name in ("乙村", "甲町")
]
PICTURES = [("steps", ROWS), ("aspect", BARS), ("literacy", DOTS), ("map", AREAS)]


@pytest.mark.parametrize(("chart", "rows"), PICTURES[:3])
def test_participants_stand_in_the_order_of_the_slides_never_by_score(chart, rows):
    for layer in charts.picture(chart, rows)["layer"]:
        assert [name for name in layer["encoding"]["y"]["sort"] if name != charts.HEAD] == ["乙村", "甲町"]


@pytest.mark.parametrize(("chart", "rows"), PICTURES)
def test_type_grows_with_the_screen_and_is_a_number_on_paper(chart, rows):
    assert charts.picture(chart, rows)["config"]["axis"]["labelFontSize"] == {"expr": charts.ON_SCREEN}
    paper = charts.picture(chart, rows, charts.ON_PAPER)
    assert paper["config"]["axis"]["labelFontSize"] == charts.ON_PAPER and "windowSize" not in json.dumps(paper)


@pytest.mark.parametrize(("chart", "rows"), PICTURES)
def test_a_picture_is_structure_without_data(chart, rows):
    spec = charts.picture(chart, rows)
    assert "datasets" not in spec and '"name": "rows"' in json.dumps(spec)


@pytest.mark.parametrize(("chart", "rows"), PICTURES)
def test_a_picture_can_be_drawn(chart, rows):
    spec = charts.picture(chart, rows, charts.ON_PAPER)
    drawn = converter().vegalite_to_svg({**spec, "datasets": {theme.ROWS: rows}}, vl_version=VEGA_LITE)
    assert "甲町" in drawn and "乙村" in drawn and "undefined" not in drawn and "NaN" not in drawn


def test_each_step_is_named_once_and_keeps_its_colour():
    spec = charts.picture("steps", ROWS)
    scales = [layer["encoding"]["color"]["scale"] for layer in spec["layer"] if "color" in layer["encoding"]]
    assert scales == [{"domain": ["step0", "step1"], "range": [theme.STEPS["step0"], theme.STEPS["step1"]]}]
    drawn = converter().vegalite_to_svg({**charts.picture("steps", ROWS, 20), "datasets": {theme.ROWS: ROWS}}, vl_version=VEGA_LITE)
    assert drawn.count("STEP0") == drawn.count("STEP1") == 1


def test_what_is_not_known_is_a_word_and_no_bar():
    rows = [row | {"share": None, "value": None, "shown": "開示の同意なし"} if row["name"] == "乙村" else row for row in ROWS]
    drawn = converter().vegalite_to_svg({**charts.picture("steps", rows, 20), "datasets": {theme.ROWS: rows}}, vl_version=VEGA_LITE)
    assert drawn.count("開示の同意なし") == 2 and drawn.count("1/10") == 2
