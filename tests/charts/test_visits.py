"""Charts of 訪問計画 and 県の取組点検: structure without data, a shape beside each colour, units on the axes."""

from __future__ import annotations

import json

import pytest

from analytics.charts import theme
from analytics.charts import visits as charts

SPECS = {"visits": charts.visit_dots(), "factors": charts.factor_means(("人材・時間・ノウハウ", "横展開の仕組み"))}


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_is_structure_without_data(name: str) -> None:
    assert "datasets" not in SPECS[name]
    assert f'"name": "{theme.ROWS}"' in json.dumps(SPECS[name])


@pytest.mark.parametrize("name", SPECS)
def test_every_tooltip_and_axis_has_a_japanese_title(name: str) -> None:
    layers = SPECS[name]["layer"]
    titles = [tip["title"] for layer in layers for tip in layer["encoding"].get("tooltip", [])]
    titles += [axis["title"] for layer in layers for at in ("x", "y") if (axis := layer["encoding"].get(at)) and axis.get("title")]
    assert titles and not [title for title in titles if title.isascii()]


def test_who_has_one_person_for_it_is_told_by_colour_and_by_shape() -> None:
    encoding = SPECS["visits"]["layer"][0]["encoding"]
    assert encoding["color"]["scale"]["domain"] == encoding["shape"]["scale"]["domain"] == list(charts.MARKS)
    assert len(set(encoding["shape"]["scale"]["range"])) == len(charts.MARKS)


def test_those_never_contacted_have_a_row_of_their_own_above_all_others() -> None:
    assert SPECS["visits"]["layer"][0]["encoding"]["y"]["scale"]["domain"] == list(charts.BANDS)
    assert charts.BANDS[0] == "一度も記録がない"
