"""How does a karte become a workbook? A sheet for the head and one for each part that has rows, and 条件・出典."""

from __future__ import annotations

from pandas import DataFrame

from analytics import exports
from analytics.karte.content import Karte
from analytics.registry import Field

OVERVIEW = "概要"
OVERVIEW_FIELDS = (
    Field("item", "項目", "text", "カルテの見出しの項目。"),
    Field("content", "内容", "text", "その市町村の内容。"),
)


def xlsx(karte: Karte) -> bytes:
    """All rows of every part, figures as numbers."""
    sheets = [(part.heading, part.rows, part.fields) for part in karte.parts.values() if len(part.rows)]
    return exports.to_xlsx([(OVERVIEW, overview(karte), OVERVIEW_FIELDS), *sheets], karte.provenance)


def overview(karte: Karte) -> DataFrame:
    """The head, and what each part says, in reading order."""
    said = [(part.heading, part.said) for part in karte.parts.values() if part.said]
    rows = [("市町村", karte.name), *karte.figures, ("要点", karte.lead), ("回答", karte.response), *said]
    return DataFrame(rows, columns=["item", "content"])
