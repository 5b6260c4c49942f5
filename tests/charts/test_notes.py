"""A sign stands where the figure stands, differs by its shape, and changes nothing of the chart below it."""

from __future__ import annotations

import pytest

from analytics.charts import gap, indicators, karte, neighbours, theme
from analytics.charts.notes import AT_RIGHT, NOTES, ON_TOP, SHEET, with_signs

PLACES = [
    (karte.step_bars(("STEP0",), ("step0",), 30.0, ()), "y", AT_RIGHT),
    (karte.aspect_dots(("取組の性格",), (karte.AS_IS,)), "y", AT_RIGHT),
    (gap.dots_against_target(), "x", ON_TOP),
    (neighbours.dot_and_band(("STEP0",), (1,), 30.0, "得点（点）"), "xy", {}),
    (indicators.dots((indicators.ROLES[0],), "値（%）", 3), "y", AT_RIGHT),
]


@pytest.mark.parametrize(("spec", "along", "at"), PLACES)
def test_a_sign_shares_the_axis_of_its_figure_and_tells_the_note(spec, along, at):
    made = with_signs(spec, -1, along, at)
    sign = made["layer"][-1]
    assert made["layer"][:-1] == spec["layer"] and sign["data"] == {"name": NOTES}
    assert {"x", "y"} <= set(sign["encoding"])
    assert all(sign["encoding"][channel] == spec["layer"][-1]["encoding"][channel] for channel in along)
    assert [tip["title"] for tip in sign["encoding"]["tooltip"]] == ["項目", "メモ"]


@pytest.mark.parametrize(("spec", "along", "at"), PLACES)
def test_the_structure_without_notes_stays_as_it_was(spec, along, at):
    before = len(spec["layer"])
    with_signs(spec, -1, along, at)
    assert len(spec["layer"]) == before


def test_the_shape_is_that_of_no_other_mark_and_its_colours_turn_with_the_page():
    assert SHEET not in [sign for sign, _ in karte.SIGNS.values()]
    sign = with_signs(PLACES[0][0], -1, "y", AT_RIGHT)["layer"][-1]["mark"]
    assert theme.on_dark(sign)["fill"] == theme.DARK_PAPER and theme.on_dark(sign)["stroke"] != sign["stroke"]
