"""Charts of the karte: a step keeps its colour, marks are told apart by shape as well, values have units."""

import json

import pytest

from analytics.charts import karte as charts
from analytics.charts import theme

STEPS = charts.step_bars(("STEP0 育成取組み", "STEP1 全体方針策定"), ("step0", "step1"), 30.0, (charts.MEDIAN, charts.ATTENTION))
ASPECTS = charts.aspect_dots(("取組の性格",), (charts.AS_IS, charts.TARGET))
DRIVERS = charts.driver_bars(8)
PROFILE = charts.profile(("人材・時間・ノウハウ",), "深刻度（0〜100）", theme.VERMILION, (charts.MEDIAN,))
SPECS = (STEPS, ASPECTS, DRIVERS, PROFILE)


@pytest.mark.parametrize("spec", SPECS)
def test_a_chart_is_structure_without_data(spec):
    assert "datasets" not in spec and '"name": "rows"' in json.dumps(spec)


def test_a_step_keeps_its_colour():
    scale = STEPS["layer"][1]["encoding"]["color"]["scale"]
    assert scale == {"domain": ["step0", "step1"], "range": [theme.BLUE, theme.ORANGE]}


def test_a_step_that_a_prefecture_made_up_is_grey():
    spec = charts.step_bars(("STEP9 独自",), ("step9",), 10.0, ())
    assert spec["layer"][1]["encoding"]["color"]["scale"]["range"] == [theme.GREY]


def test_marks_differ_by_shape_and_colour():
    encoding = STEPS["layer"][-1]["encoding"]
    for channel in ("shape", "color"):
        assert encoding[channel]["scale"]["domain"] == [charts.MEDIAN, charts.ATTENTION]
    assert len(set(encoding["shape"]["scale"]["range"])) == 2


def test_the_marks_are_a_data_set_of_their_own():
    assert STEPS["layer"][-1]["data"] == {"name": charts.MARKS}


def test_steps_run_up_to_their_maximum():
    assert STEPS["layer"][1]["encoding"]["x"]["scale"]["domain"] == [0, 30]


def test_axes_say_their_unit():
    titles = [layer["encoding"]["x"].get("title") for spec in SPECS for layer in spec["layer"]]
    assert {"得点（点）", "現状と目標（0〜100）", "ギャップへの寄与（点）", "深刻度（0〜100）"} <= set(titles)


def test_drivers_stay_in_the_order_of_their_rows():
    assert DRIVERS["layer"][0]["encoding"]["y"]["sort"] is None
