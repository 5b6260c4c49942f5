"""Charts of 全体状況: structure without data, units on the axes, unknown apart from little."""

import json

import pytest

from analytics.charts import overview as charts
from analytics.charts import theme

ITEMS = ("STEP0 育成取組み", " ", "取組の性格")
SPECS = {
    "priority": charts.priority_bars(),
    "heat": charts.heat(ITEMS, 27),
    "category": charts.by_category(("市（8団体）", "村（5団体）")),
    "movers": charts.movers(10),
    "totals": charts.totals(10),
}


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_is_structure_without_data(name):
    assert "datasets" not in SPECS[name]
    assert '"name": "rows"' in json.dumps(SPECS[name])


@pytest.mark.parametrize("name", SPECS)
def test_every_tooltip_has_a_japanese_title(name):
    titles = [tip["title"] for layer in SPECS[name]["layer"] for tip in layer.get("encoding", {}).get("tooltip", [])]
    assert titles and not [title for title in titles if title.isascii()]


def test_priorities_keep_their_colours_and_order():
    scale = SPECS["priority"]["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["高", "中", "低", "判定保留", "未回答"]
    assert scale["range"][:3] == [theme.VERMILION, theme.ORANGE, theme.SKY]


def test_unknown_cells_of_the_heat_map_are_grey_under_the_known_ones():
    ground, cells, _ = SPECS["heat"]["layer"]
    assert ground["mark"]["fill"] == theme.UNKNOWN
    assert cells["transform"] == [{"filter": "isValid(datum.share)"}]


def test_the_heat_map_grows_with_its_rows():
    assert charts.heat(ITEMS, 54)["height"] == 2 * SPECS["heat"]["height"]


def test_the_heat_map_keeps_the_order_of_its_rows():
    assert SPECS["heat"]["layer"][1]["encoding"]["y"]["sort"] is None


@pytest.mark.parametrize("name", ["category", "movers", "totals"])
def test_scores_stand_on_the_whole_scale(name):
    domains = [layer["encoding"]["x"]["scale"]["domain"] for layer in SPECS[name]["layer"] if "scale" in layer["encoding"]["x"]]
    assert domains and all(domain == [0, 100] for domain in domains)
