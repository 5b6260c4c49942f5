"""Do the figures of the gap page show what they promise?"""

from __future__ import annotations

from typing import Any

from analytics.charts import gap as charts
from analytics.charts.theme import UNKNOWN

ASPECTS = ("取組の性格", "住民・地域との関係")


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return list(spec["layer"])


def encodings(spec: dict[str, Any], channel: str) -> list[str]:
    return [layer["encoding"][channel]["field"] for layer in layers(spec) if "field" in layer["encoding"].get(channel, {})]


def test_a_structure_carries_no_data() -> None:
    for spec in (charts.heat_map(ASPECTS, True), charts.dots_against_target(), charts.drivers(True), charts.distribution()):
        assert "datasets" not in spec
        assert all(layer.get("data", {}).get("name", "rows") == "rows" for layer in [spec, *layers(spec)])


def test_the_same_figure_is_built_once() -> None:
    assert charts.heat_map(ASPECTS, True) is charts.heat_map(ASPECTS, True)


def test_municipalities_stand_in_code_order() -> None:
    for spec in (charts.heat_map(ASPECTS, True), charts.dots_against_target()):
        assert all(layer["encoding"]["x"]["sort"] == {"field": "code", "op": "min"} for layer in layers(spec))


def test_an_unknown_gap_is_a_grey_cell_with_its_reason_and_no_figure() -> None:
    unknown = next(layer for layer in layers(charts.heat_map(ASPECTS, True)) if layer["mark"].get("color") == UNKNOWN)
    assert unknown["transform"] == [{"filter": "!isValid(datum.gap)"}]
    assert "why" in [tip["field"] for tip in unknown["encoding"]["tooltip"]]


def test_figures_are_left_out_where_columns_are_too_narrow_for_them() -> None:
    assert any(layer["mark"]["type"] == "text" for layer in layers(charts.heat_map(ASPECTS, True)))
    assert not any(layer["mark"]["type"] == "text" for layer in layers(charts.heat_map(ASPECTS, False)))


def test_who_reaches_the_target_differs_by_shape_as_well_as_colour() -> None:
    spec = charts.dots_against_target()
    assert encodings(spec, "color") == encodings(spec, "shape") == ["reach"]


def test_states_and_targets_share_one_axis_of_a_hundred_points() -> None:
    scales = [layer["encoding"]["y"].get("scale") for layer in layers(charts.dots_against_target()) if "field" in layer["encoding"]["y"]]
    assert scales == [{"domain": [0, 100]}] * 3


def test_one_municipality_is_drawn_by_aspect() -> None:
    spec = charts.aspects_against_target(ASPECTS)
    assert all(layer["encoding"]["y"]["sort"] == list(ASPECTS) for layer in layers(spec))


def test_the_axis_of_the_drivers_says_whose_points_they_are() -> None:
    titles = [charts.drivers(several)["layer"][0]["encoding"]["x"]["title"] for several in (True, False)]
    assert titles == ["ギャップへの寄与（点、表示団体の合計）", "ギャップへの寄与（点）"]


def test_no_answer_is_grey_and_not_the_lowest_choice() -> None:
    chosen, missing, _ = layers(charts.distribution())
    assert chosen["encoding"]["color"]["field"] == "level"
    assert "color" not in missing["encoding"]
    assert missing["transform"] == [{"filter": "!isValid(datum.level)"}]
