"""Can everyone tell the colours apart, on the light and on the dark page?"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.charts import neighbours, theme

PAGES = (theme.PAPER, theme.DARK_PAPER)
MARKS = (theme.BLUE, theme.VERMILION, theme.GREEN, theme.PURPLE, theme.SKY, theme.ORANGE, theme.GREY, theme.HELD_BACK, theme.OTHERS)
TOGETHER = {
    "steps": tuple(theme.STEPS.values()),
    "fields": tuple(theme.FIELDS.values()),
    "priorities": tuple(theme.PRIORITIES.values()),
    "places": tuple(theme.PLACES.values()),
    "neighbours": neighbours.COLOURS,
}
# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "full": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(colour: str) -> NDArray[np.float64]:
    shares = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2."""
    low, high = sorted(float((XYZ @ linear(colour))[1]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, sight: str) -> NDArray[np.float64]:
    share = XYZ @ np.clip(SIGHTS[sight] @ linear(colour), 0, 1) / WHITE
    root = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_stands_out_on_the_light_and_on_the_dark_page(mark: str, page: str) -> None:
    assert contrast(mark, page) >= 3


@pytest.mark.parametrize("text", [theme.INK, theme.FAINT])
@pytest.mark.parametrize("ground", [theme.PAPER, theme.BLANK, theme.BAND, theme.UNKNOWN])
def test_texts_are_readable_on_all_grounds_of_both_pages(text: str, ground: str) -> None:
    enough = 4.5 if text == theme.INK or ground in (theme.PAPER, theme.BLANK) else 3
    assert contrast(text, ground) >= enough
    assert contrast(theme.ON_DARK[text], theme.ON_DARK[ground]) >= enough


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("group", TOGETHER)
def test_colours_that_stand_together_stay_apart_for_every_sight(group: str, sight: str) -> None:
    for one, other in itertools.combinations(TOGETHER[group], 2):
        assert np.linalg.norm(lab(one, sight) - lab(other, sight)) >= 12, (one, other)


def test_the_pages_are_those_of_the_app() -> None:
    app = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert (app["light"]["backgroundColor"], app["dark"]["backgroundColor"]) == PAGES
    assert set(app["chartCategoricalColors"]) <= set(MARKS)


# Vega's scheme "blues", eleven steps from little to much.
BLUES = ["cfe1f2", "bed8ec", "a8cee5", "8fc1de", "74b2d7", "5ba3cf", "4592c6", "3181bd", "206fb2", "125ca4", "0a4a90"]


def shade(at: float) -> tuple[str, str]:
    """The colour of Vega's scheme and of ours, at a share between little and much."""
    place = min(int(at * 10), 9)
    return between(f"#{BLUES[place]}", f"#{BLUES[place + 1]}", at * 10 - place), between(theme.PALE, theme.DEEP, at)


def between(one: str, other: str, at: float) -> str:
    return "#" + "".join(f"{round((1 - at) * int(one[i : i + 2], 16) + at * int(other[i : i + 2], 16)):02x}" for i in (1, 3, 5))


@pytest.mark.parametrize("percent", range(0, 101, 5))
def test_a_figure_is_readable_on_every_shade(percent: int) -> None:
    for ground in shade(percent / 100):
        assert contrast("#ffffff" if percent > 73 else "#000000", ground) >= 4.4


def test_a_figure_is_white_on_deep_black_on_pale_and_ink_where_nothing_is_known() -> None:
    said = theme.on_shade("datum.gap", 80)
    assert [(case["test"], case["value"]) for case in said["condition"]] == [
        ("isValid(datum.gap) && datum.gap > 58.4", "white"),
        ("isValid(datum.gap)", "black"),
    ]
    assert said["value"] == theme.INK


def test_on_the_dark_page_ink_and_paper_change_places() -> None:
    spec = {"mark": {"color": theme.INK, "stroke": theme.PAPER}, "scale": {"scheme": theme.SEQUENTIAL}, "range": [theme.BLUE]}
    turned = theme.on_dark(spec)
    assert turned == {
        "mark": {"color": "#f2f4f7", "stroke": theme.DARK_PAPER},
        "scale": {"scheme": theme.SEQUENTIAL},
        "range": [theme.BLUE],
    }
    assert spec["mark"] == {"color": theme.INK, "stroke": theme.PAPER}
