"""Does the same thing have the same colour in every chart of every page? No value has two."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.VegaLiteChart_pb2 import VegaLiteChart

from analytics.charts import theme
from tests.pages.opening import PAGES, opened
from tests.pages.sent import messages

ONE, OTHER = "99541", "99542"
ASKED: dict[str, tuple[dict[str, str | list[str]], ...]] = {
    "karte": ({"m": ONE}, {"m": OTHER}),
    "gap": ({}, {"m": ONE}),
    "progress": ({"focus": ONE}, {"focus": OTHER}),
    "neighbours": ({"focus": ONE}, {"focus": ONE, "peers": "similar"}),
    "indicators": ({"focus": ONE},),
}
"""Pages that draw otherwise with another municipality in focus."""


def scales(spec: Any) -> Iterator[tuple[str, str]]:
    """(value, colour) of every colour scale with named values, however deep it stands."""
    if isinstance(spec, dict):
        scale = spec.get("color", {}).get("scale") if isinstance(spec.get("color"), dict) else None
        if scale and "domain" in scale and spec["color"].get("type") == "nominal":
            yield from zip(scale["domain"], scale["range"], strict=True)
        for part in spec.values():
            yield from scales(part)
    if isinstance(spec, list):
        for part in spec:
            yield from scales(part)


def drawn(page: str, **query: str | list[str]) -> Iterator[tuple[str, str]]:
    for message in messages(opened(page, **query)):
        if isinstance(message, VegaLiteChart):
            yield from scales(json.loads(message.spec))


@pytest.mark.usefixtures("served")
def test_a_value_has_one_colour_in_all_charts() -> None:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for page in PAGES:
        for query in ASKED.get(page, ({},)):
            for value, colour in drawn(page, **query):
                found[value][colour].add(page)
    assert {value: dict(colours) for value, colours in found.items() if len(colours) > 1} == {}
    assert {step: set(found[step]) for step in theme.STEPS} == {step: {colour} for step, colour in theme.STEPS.items()}
