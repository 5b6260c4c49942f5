"""Can everyone tell the colours apart, on the light and on the dark page?"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Sequence
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.charts import indicators, issues, literacy, neighbours, theme, visits

PAGES = (theme.PAPER, theme.DARK_PAPER)
MARKS = (theme.BLUE, theme.VERMILION, theme.GREEN, theme.PURPLE, theme.SKY, theme.ORANGE, theme.GREY, theme.HELD_BACK, theme.OTHERS)
TOGETHER = {
    "steps": tuple(theme.STEPS.values()),
    "fields": tuple(theme.FIELDS.values()),
    "priorities": tuple(theme.PRIORITIES.values()),
    "places": tuple(theme.PLACES.values()),
    "neighbours": neighbours.COLOURS,
    "indicators": tuple(dict.fromkeys(indicators.COLOURS)),
    "ranks of issues": tuple(issues.RANK_COLOURS),
    "states of issues": tuple(issues.STATE_COLOURS),
    "bands of literacy": tuple(literacy.BAND_COLOURS),
    "visits": visits.COLOURS,
}
APART = 10
"""CIEDE2000. Z. Schuessler's reading of the scale (zschuessler.github.io/DeltaE/learn, also in WezTerm's documentation): up to 1 not seen,
1–2 on close observation, 2–10 at a glance. Colours that stand together are further apart than a glance needs, and none stands alone: a
shape, a place or a word goes with each."""
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


def difference(one: Sequence[float] | NDArray[np.float64], other: Sequence[float] | NDArray[np.float64]) -> float:
    """CIEDE2000 after Sharma, Wu, Dalal 2005, equations 2 to 22; all weights 1."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    stretch = 1.5 - 0.5 * sqrt(at_25((hypot(a1, b1) + hypot(a2, b2)) / 2))
    c1, c2 = hypot(stretch * a1, b1), hypot(stretch * a2, b2)
    h1, h2 = (degrees(atan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1 if abs(h2 - h1) <= 180 else h2 - h1 - 360 if h2 > h1 else h2 - h1 + 360
    light, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2 if c1 * c2 else h1 + h2
    t = 1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6) - 0.2 * cosine(4 * hue - 63)
    by_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * t)
    rotation = -sin(radians(60 * exp(-(((hue % 360 - 275) / 25) ** 2)))) * 2 * sqrt(at_25(chroma))
    return sqrt(by_light**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)


def at_25(chroma: float) -> float:
    return chroma**7 / (chroma**7 + 25.0**7)


def cosine(angle: float) -> float:
    return cos(radians(angle))


# L, a, b of both and their difference: the pairs of table 1 in Sharma, Wu, Dalal 2005 on which programs go wrong.
PUBLISHED = (
    (50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425), (50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615),
    (50, 2.8361, -74.02, 50, 0, -82.7485, 3.4412), (50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0),
    (50, -1.1848, -84.8006, 50, 0, -82.7485, 1.0), (50, -0.9009, -85.5211, 50, 0, -82.7485, 1.0),
    (50, 0, 0, 50, -1, 2, 2.3669), (50, -1, 2, 50, 0, 0, 2.3669), (50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792),
    (50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195), (50, 2.49, -0.001, 50, -2.49, 0.0012, 7.2195),
    (50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045), (50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461), (50, 2.5, 0, 50, 0, -2.5, 4.3065),
    (50, 2.5, 0, 73, 25, -18, 27.1492), (50, 2.5, 0, 61, -5, 29, 22.8977), (50, 2.5, 0, 56, -27, -3, 31.9030),
    (50, 2.5, 0, 58, 24, 15, 19.4535), (50, 2.5, 0, 50, 3.1736, 0.5854, 1.0), (50, 2.5, 0, 50, 3.2972, 0, 1.0),
    (50, 2.5, 0, 50, 1.8634, 0.5757, 1.0), (50, 2.5, 0, 50, 3.2592, 0.335, 1.0),
    (60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644), (63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630),
    (61.2901, 3.7196, -5.3901, 61.4292, 2.248, -4.962, 1.8731), (35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645),
    (22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373), (36.4612, 47.858, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146),
    (90.8027, -2.0831, 1.441, 91.1528, -1.6435, 0.0447, 1.4441), (90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381),
    (6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377), (2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082),
)  # fmt: skip


@pytest.mark.parametrize("pair", PUBLISHED)
def test_the_difference_of_two_colours_is_the_published_one(pair: tuple[float, ...]) -> None:
    assert difference(pair[:3], pair[3:6]) == pytest.approx(pair[6], abs=5e-5)
    assert difference(pair[3:6], pair[:3]) == pytest.approx(pair[6], abs=5e-5)


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
        assert difference(lab(one, sight), lab(other, sight)) >= APART, (one, other)


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
