"""How does a workbook show a number: as it is, as a percentage, or with leading zeros?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

PERCENT = "percent"
ZEROS = range(2, 12)
BUILT_IN_PERCENT = (9, 10)
# What a format shows as text: "人", \-, [赤], _) and *-.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')


def shown_formats(styles: bytes) -> dict[int, str]:
    """Of the styles of `xl/styles.xml`: number of the style → "percent" or the width to which zeros fill; others are left out."""
    root = ElementTree.fromstring(styles)
    codes = {int(number.get("numFmtId", "0")): number.get("formatCode", "") for number in _all(root, "numFmt")}
    cells: Iterable[Element] = next((list(element) for element in root if element.tag.endswith("}cellXfs")), [])
    used = ((style, int(cell.get("numFmtId", "0"))) for style, cell in enumerate(cells))
    found = ((style, PERCENT if number in BUILT_IN_PERCENT else form_of(codes.get(number, ""))) for style, number in used)
    return {style: form for style, form in found if form}


def _all(root: Element, tag: str) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag.endswith(f"}}{tag}"))


def form_of(code: str) -> str:
    """ "percent" for 0.0%, "5" for 00000, "" for what shows the number itself."""
    shown = LITERAL.sub("", code.split(";")[0])
    if "%" in shown:
        return PERCENT
    return str(len(shown)) if re.fullmatch("0+", shown) and len(shown) in ZEROS else ""


def percentage(number: str) -> str:
    """0.72 → 72%, to the digit: no binary fraction comes between."""
    hundredfold = Decimal(number).scaleb(2)
    return f"{hundredfold.normalize():f}%"


def padded(width: int, number: str) -> str:
    """1202 → 01202; a fraction or a negative number stays as it is."""
    return number.zfill(width) if number.isdecimal() else number


SHOWN: dict[str, Callable[[str], str]] = {PERCENT: percentage, **{str(width): partial(padded, width) for width in ZEROS}}
