"""Do the figures of the literacy page show what they promise?"""

from __future__ import annotations

from typing import Any

from analytics.charts import literacy as charts
from analytics.frames.literacy import BANDS, VERDICTS

LABELS = ("みほん市", "となり町")


def every() -> list[dict[str, Any]]:
    return [charts.differences(LABELS, "団体"), charts.means(LABELS, "団体"), charts.bands(LABELS), charts.shares(LABELS)]


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return list(spec.get("layer", [spec]))


def test_a_structure_carries_no_data_and_keeps_the_order_of_the_rows() -> None:
    for spec in every():
        assert "datasets" not in spec
        sorts = [layer["encoding"]["y"]["sort"] for layer in layers(spec) if "y" in layer["encoding"]]
        assert sorts and all(sort == list(LABELS) for sort in sorts)


def test_a_verdict_has_a_colour_and_a_shape() -> None:
    point = layers(charts.differences(LABELS, "団体"))[-1]["encoding"]
    assert point["color"]["scale"]["domain"] == point["shape"]["scale"]["domain"] == VERDICTS


def test_where_a_figure_is_hidden_its_reason_stands_in_words() -> None:
    for spec in every()[:2]:
        words = [layer for layer in layers(spec) if layer["encoding"].get("text", {}).get("field") == "why"]
        assert words and words[0]["transform"] == [{"filter": "datum.why != ''"}]


def test_every_tooltip_tells_how_many_people() -> None:
    told = [{tip["field"] for layer in layers(spec) for tip in layer["encoding"].get("tooltip", [])} for spec in every()]
    assert {"n_manager", "n_staff"} <= told[0] and all("n" in fields for fields in told[1:])


def test_bands_stand_from_the_lowest_to_the_highest() -> None:
    assert layers(charts.bands(LABELS))[0]["encoding"]["color"]["scale"]["domain"] == BANDS


def test_a_question_of_twenty_five_letters_is_not_cut() -> None:
    for spec in every():
        axes = [layer["encoding"]["y"]["axis"] for layer in layers(spec) if "axis" in layer["encoding"].get("y", {})]
        assert axes and all(axis["labelLimit"] >= 25 * 13 for axis in axes)
