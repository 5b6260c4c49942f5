"""How do files that the product writes say what a plain cell cannot? The marks that its own reading knows again."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.intake.values import MARKS, plain

NOTHING_SAID = "（記録なし）"
"""A cell about which nothing is on record, not even a reason: reading passes it over as if the column were not there."""
FOR_READING = "（参考）"
"""How the title of a column begins that is there to be read by people and says nothing to be stored."""
EXPLANATION = "（説明のシートです。取り込みません）"
"""The first cell of a sheet that explains the others: left out without a word."""
FORMULA = re.compile(r"'*[=+\-@\t]")
SIGNATURE = "ご近所DXカルテ"
"""The member of a GeoJSON that the product wrote which tells whether its features are still as they were written."""


def guarded(text: str) -> str:
    """The text for a CSV: what Excel would run as a formula gets an apostrophe, and so does what looks guarded already."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` made of a text, taken back."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def kept(text: str) -> str:
    """The text for a workbook, where nothing runs unless it is meant to: only what looks guarded is guarded."""
    return guarded(text) if text.startswith("'") else text


def mark_of(reason: str, words: Sequence[str] = ()) -> str:
    """How a cell says why it is empty. words: the choices of the column, none of which may be taken for the mark."""
    taken = {plain(word) for word in words}
    return next((mark for mark in (reason, *MARKS.get(reason, ())) if mark and plain(mark) not in taken), reason)


def municipality_line(code: str, name: str) -> str:
    """The title line by which a form says whose it is."""
    return f"団体: {code} {name}"


MUNICIPALITY_LABEL = re.compile(
    r"(?:^|[\s\u3000])(?:回答|提出|記入)?(?:市区?町村|団体|自治体|市区町村)名?(?:を(?:選択|入力|記入).{0,6})?\s*[:：\s(\[【「]\s*(.+)"
)


def told_municipality(titles: Sequence[str]) -> tuple[str, str] | None:
    """Code and name of our form's line, None where no title is one."""
    found = (re.search(r"団体\s*[:：]\s*(\d{5,6})\s*(\S*)", title) for title in titles)
    return next(((line[1], line[2]) for line in found if line), None)


def told_beside_label(titles: Sequence[str]) -> list[str]:
    """What stands behind 市町村名, 団体名, 回答団体 … in the lines above a table of another form."""
    return [found[1] for title in titles if (found := MUNICIPALITY_LABEL.search(plain(title)))]


def told_round(titles: Sequence[str]) -> str | None:
    """The round that the line 調査年度: 2025 of a form says, as it stands there."""
    found = (re.search(r"調査年度\s*[:：\s]\s*(\S+)", title) for title in titles)
    return next((line[1] for line in found if line), None)


def is_explanation(path: Path) -> bool:
    """Whether a staged sheet is one that explains the others."""
    with path.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines), [""])[:1] == [EXPLANATION]


def signed_shapes(features: list[dict[str, Any]]) -> dict[str, Any]:
    """A FeatureCollection whose features tell more than their shapes: 隣接, 経度 and 緯度, which coarse shapes no longer give."""
    return {"type": "FeatureCollection", SIGNATURE: signature(features), "features": features}


def signature(features: object) -> str:
    return hashlib.sha256(json.dumps(features, sort_keys=True).encode()).hexdigest()


def shapes_told(document: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str], float, float]]:
    """(code, geometry, neighbours, longitude, latitude) of what `signed_shapes` wrote; nothing where it was changed since."""
    features = document.get("features")
    if document.get(SIGNATURE) != signature(features):
        return
    for one in features or ():
        told = one["properties"]
        yield told["団体コード"], json.dumps(one["geometry"]["coordinates"]), told["隣接"], told["経度"], told["緯度"]
