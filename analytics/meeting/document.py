"""How do the minutes become a Word document, with the pictures as they were shown?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from analytics.charts import meeting as charts
from analytics.charts.theme import ROWS
from analytics.errors import Unusable
from analytics.meeting.minutes import DECIDED, HEADING, NOTHING, Minutes, written
from analytics.meeting.slides import Slide
from analytics.pictures import FONT as FONT_OF_PICTURES
from analytics.pictures import VEGA_LITE, NotInstalled, converter

FONT = "游ゴシック"
"""Named for Japanese letters as well as for Latin ones: Word keeps the two apart and falls back to a Chinese face."""
WIDTH, SCALE = 900, 2.0
CENTIMETRES = 16.5


class NeedsDocuments(Unusable):
    """The library that writes Word documents is not installed."""


def is_available() -> bool:
    return find_spec("docx") is not None


def what_is_missing() -> str:
    """What to install for what cannot be made here, in a sentence; empty where nothing is missing."""
    if not is_available():
        return "議事概要を Word で保存するには、部品（python-docx）が要ります。「pip install python-docx」で入れてください。"
    if find_spec("vl_convert") is None:
        return "議事概要に図を入れるには、部品（vl-convert-python）が要ります。図の代わりに表を載せます。"
    return ""


def document(made: Minutes) -> bytes:
    """The minutes as DOCX: head, decisions, then each slide with its picture, its table and what was said. Raises NeedsDocuments."""
    if not is_available():
        raise NeedsDocuments(what_is_missing())
    from docx import Document  # takes long to load, and only this needs it

    paper = Document()
    speak_japanese(paper)
    paper.core_properties.title, paper.core_properties.author = legal(f"{HEADING} {made.held.snapshot.name}"), ""
    paper.core_properties.language = "ja-JP"
    paper.add_heading(HEADING, 0)
    paper.add_paragraph(legal(made.held.snapshot.name))
    grid(paper, (), tuple(made.head))
    paper.add_heading("決定事項", 1)
    if made.agreed:
        grid(paper, DECIDED, made.agreed)
    else:
        paper.add_paragraph(NOTHING)
    for slide in made.held.snapshot.slides:
        if slide.kind != "decisions" or made.said_on(slide):
            add_slide(paper, slide, made.lines_of(slide), made.said_on(slide))
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def add_slide(paper: Any, slide: Slide, told: Sequence[str], said: Sequence[str]) -> None:
    paper.add_heading(legal(slide.label), 1)
    paper.add_paragraph(legal(slide.title))
    for line in told:
        paper.add_paragraph(legal(line), style="List Bullet")
    if slide.chart and (shown := picture(slide)):
        from docx.shared import Cm

        paper.add_picture(BytesIO(shown), width=Cm(CENTIMETRES))
    columns, cells = written(slide)
    if cells:
        grid(paper, columns, cells)
    if said:
        paper.add_heading("メモ", 2)
    for text in said:
        for line in text.splitlines():
            paper.add_paragraph(legal(line))


def picture(slide: Slide) -> bytes | None:
    """The slide's picture as PNG; None where the library for it is missing, then its table alone stands on paper."""
    try:
        draw = converter().vegalite_to_png
    except NotInstalled:
        return None
    spec = charts.picture(slide.chart, list(slide.drawn), charts.ON_PAPER)
    drawn = {
        "width": WIDTH,
        "background": "white",
        "datasets": {ROWS: list(slide.drawn)},
        "config": {**spec["config"], "font": FONT_OF_PICTURES},
    }
    return bytes(draw({**spec, **drawn}, vl_version=VEGA_LITE, scale=SCALE, allowed_base_urls=[]))


def grid(paper: Any, columns: tuple[str, ...], cells: tuple[tuple[str, ...], ...]) -> None:
    rows = [columns, *cells] if columns else list(cells)
    drawn = paper.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for place, row in enumerate(rows):
        for cell, text in zip(drawn.rows[place].cells, row, strict=True):
            cell.text = legal(text)
            if columns and place == 0:
                cell.paragraphs[0].runs[0].bold = True
    paper.add_paragraph()


def speak_japanese(paper: Any) -> None:
    """The Japanese font in every style, and the language, by which Word breaks lines and checks spelling."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paper.styles["Normal"].font.size = Pt(10.5)
    for style in paper.styles:
        if getattr(style, "font", None) is None:
            continue
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("w:eastAsia", "w:hAnsi", "w:ascii"):
            fonts.set(qn(name), FONT)
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(name), None)
    for found in paper.styles.element.iter(qn("w:lang")):
        found.set(qn("w:eastAsia"), "ja-JP")


def legal(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "", text)
