"""How does a chart become a picture that needs no browser, with a Japanese font wherever it is opened?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pandas import DataFrame

from analytics.errors import Unusable
from analytics.exports import ILLEGAL, values

FONT = "IPAexGothic"
"""The font of all that is made for paper: the product brings it along, so that a page looks the same on every machine."""
FONT_PACKAGE, FONT_FILE = "matplotlib_fontja", "ipaexg.ttf"
FONT_FOLDERS = tuple(map(Path, ("/usr/share/fonts/opentype/ipaexfont-gothic", "C:/Windows/Fonts", "/Library/Fonts")))
VEGA_LITE = "6.4"
NEEDED = {"typst": "typst", "vl_convert": "vl-convert-python", FONT_PACKAGE: "matplotlib-fontja"}


class NotInstalled(Unusable):
    """A library that this file form needs is not there."""


def check_installed(*modules: str) -> None:
    """Raises NotInstalled with what to install."""
    absent = [
        NEEDED.get(module, module) for module in modules if find_spec(module) is None and not (module == FONT_PACKAGE and fonts_of_system())
    ]
    if absent:
        raise NotInstalled(f"この形式で保存するには、{'・'.join(absent)} が要ります（pip install {' '.join(absent)}）。")


def fonts_of_system() -> list[Path]:
    return [folder for folder in FONT_FOLDERS if (folder / FONT_FILE).exists()]


@cache
def font_folder() -> Path:
    """Where the font lies: in the package that carries it, which is not imported for that. Raises NotInstalled."""
    found = find_spec(FONT_PACKAGE)
    if found is not None and found.origin:
        return Path(found.origin).parent / "fonts"
    check_installed(FONT_PACKAGE)
    return fonts_of_system()[0]


@cache
def converter() -> Any:
    """The library that draws, which knows the font from here on."""
    check_installed("vl_convert")
    import vl_convert  # heavy, and only for files

    vl_convert.register_font_directory(str(font_folder()))
    return vl_convert


def svg(spec: Mapping[str, Any], sets: Mapping[str, DataFrame], width: int, height: int, beside: int = 5) -> str:
    """A structure of analytics.charts with its data sets as SVG. width: of all, height: of the plot, beside: room at its right, in pixels.

    Nothing is loaded from anywhere.
    """
    drawn = {
        **spec,
        "datasets": {name: records(rows) for name, rows in sets.items()},
        "width": width,
        "height": height,
        "padding": {"left": 5, "top": 5, "bottom": 5, "right": beside},
        "config": {**spec.get("config", {}), "font": FONT},
    }
    return str(converter().vegalite_to_svg(drawn, vl_version=VEGA_LITE, allowed_base_urls=[]))


def records(rows: DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values; NULL is null, and what no XML can hold is left out of texts."""
    columns = [[ILLEGAL.sub("", one) if isinstance(one, str) else one for one in values(rows[name])] for name in rows.columns]
    return [dict(zip(map(str, rows.columns), row, strict=True)) for row in zip(*columns, strict=True)]
