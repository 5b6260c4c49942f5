"""Charts of change: structure without data, a second cue beside the colour, units on the axes, gaps where a series breaks."""

import json

import pytest

from analytics.charts import progress as charts
from analytics.frames.progress import OTHER, OWN, PEER, SHOWN_MIDDLE

SPECS = (charts.slopes((SHOWN_MIDDLE, OTHER, OWN, PEER)), charts.series("甲市"), charts.effect(), charts.kpis(3))


@pytest.mark.parametrize("spec", SPECS)
def test_a_chart_is_structure_without_data(spec):
    assert "datasets" not in spec and '"name": "rows"' in json.dumps(spec)


@pytest.mark.parametrize("spec", SPECS)
def test_an_axis_has_its_unit_and_a_tooltip_its_figures(spec):
    text = json.dumps(spec, ensure_ascii=False)
    assert "0～100" in text or "（点）" in text or "%" in text
    assert "団体" in text or "KPI" in text


def test_the_one_in_focus_differs_by_width_and_the_median_by_dashes():
    encoding = SPECS[0]["encoding"]
    of = dict(zip(encoding["strokeWidth"]["scale"]["domain"], encoding["strokeWidth"]["scale"]["range"], strict=True))
    assert of[OWN] > of[PEER] > of[OTHER]
    dashes = dict(zip(encoding["strokeDash"]["scale"]["domain"], encoding["strokeDash"]["scale"]["range"], strict=True))
    assert dashes[SHOWN_MIDDLE] != dashes[OWN]
    assert SPECS[0]["encoding"]["detail"]["field"] == "piece"


def test_a_broken_series_is_drawn_in_pieces():
    assert all(layer["encoding"]["detail"]["field"] == "piece" for layer in SPECS[1]["layer"])


def test_the_difference_has_a_shape_of_its_own():
    dots = next(layer for layer in SPECS[2]["layer"] if layer["mark"]["type"] == "point")
    assert dots["encoding"]["shape"]["condition"][0]["value"] == "diamond"
