"""How does a karte become one A4 page to print? Its charts as vectors, its words set by Typst, the font embedded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analytics import pictures
from analytics.exports import ILLEGAL, PRODUCT
from analytics.karte.content import TITLE, Karte, Part
from analytics.rounds import round_title
from analytics.sentences import paper

SHEET = Path(__file__).parent / "sheet.typ"
WIDTH = 500
"""Of a chart in pixels; the column of the page is 90 mm wide, so that 13 px are 6.6 points."""
MODULES = ("typst", "vl_convert", pictures.FONT_PACKAGE)
MOST = {
    "drivers": 5,
    "next_steps": 3,
    "issues": 5,
    "indicators": 8,
    "kpi": 4,
    "support": 3,
    "mentors": 6,
    "advice": 7,
    "literacy": 5,
    "notes": 3,
}
"""Rows that the page has room for; where there are more, it says how many."""
MOST_OF_A_KIND = 2


def pdf(karte: Karte) -> bytes:
    """One page, A4 landscape. Raises NotInstalled."""
    pictures.check_installed(*MODULES)
    import typst  # only for files

    made: bytes = typst.compile(
        str(SHEET),
        font_paths=[str(pictures.font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"karte": json.dumps(content(karte), ensure_ascii=False)},
    )
    return made


def content(karte: Karte) -> dict[str, Any]:
    """What the sheet sets: texts alone, which Typst never reads as markup."""
    source = karte.provenance
    return {
        "title": TITLE,
        "font": pictures.FONT,
        "name": plain(karte.name),
        "prefecture": plain(karte.prefecture),
        "round": round_title(karte.round) if karte.round else paper.NO_SURVEY,
        "sample": paper.sample(source.sample),
        "lead": plain(karte.lead),
        "figures": [[label, plain(value)] for label, value in karte.figures],
        "parts": {key: part_of(part) for key, part in karte.parts.items()},
        "notes": list(karte.notes),
        "source": plain(paper.source(source.rounds, karte.response, source.batches)),
        "made": paper.made(f"{karte.today:%Y-%m-%d}", PRODUCT, source.version),
        "day": [karte.today.year, karte.today.month, karte.today.day],
    }


def plain(text: str) -> str:
    return ILLEGAL.sub("", text)


def part_of(part: Part) -> dict[str, Any]:
    """A part with the rows that there is room for, and how many are left out."""
    rows = fitting(part)
    return {
        "heading": part.heading,
        "finding": plain(part.said),
        "rows": rows,
        "more": paper.more(len(part.rows) - len(rows)) if part.key != "drivers" else "",
        "chart": picture(part),
    }


def fitting(part: Part) -> list[dict[str, str]]:
    """The first rows; of 支援メニュー案 the first of each kind."""
    rows, most = part.cells(), MOST.get(part.key, len(part.rows))
    if part.key == "advice":
        of_kind: dict[str, int] = {}
        kept = []
        for row in rows:
            of_kind[row["label"]] = of_kind.get(row["label"], 0) + 1
            kept += [row] if of_kind[row["label"]] <= MOST_OF_A_KIND else []
        rows = kept
    return rows[:most]


def picture(part: Part) -> str:
    """Empty where there is nothing to draw."""
    drawn = part.chart
    return pictures.svg(drawn.spec, drawn.sets, WIDTH, drawn.height, drawn.beside) if drawn and len(part.rows) else ""
