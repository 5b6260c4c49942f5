"""Which characters of a file mean something on the sender's machine only, or nothing at all?"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analytics.intake.checking.cells import PLACE
from analytics.intake.checking.reader import FINDING_COLUMNS, WARNING, Finding, Reader, finding, framed
from analytics.intake.understanding.plan import Part
from analytics.intake.values import strange_character
from analytics.kinds import MUNICIPALITIES

NAMES = ["name", "prefecture", "county"]  # of a municipality: in the master such a character is an error in them

# One row per cell with such a text, but for what names a row's municipality, where it is an error.
CELLS = f"""
    select cell.sheet, cell.line, cell.position, cell.text, strange.message
    from cell
    join context using (sheet, line)
    join strange using (text)
    where not starts_with(item, '{PLACE}') and not list_contains($places, item)
    order by cell.sheet, cell.line, cell.position
"""


def character_findings(reader: Reader) -> pd.DataFrame:
    """Warnings on texts and column names that have such characters."""
    found = [one for number, part in enumerate(reader.plan.parts) for one in header_findings(reader, number, part)]
    texts = [text for (text,) in reader.cursor.execute("select distinct text from cell").fetchall()]
    strange = [(text, message) for text in texts if (message := strange_character(text))]
    if strange:
        framed(reader.cursor, "strange", strange, ["text", "message"])
        rows = reader.cursor.execute(CELLS, {"places": NAMES if reader.kind is MUNICIPALITIES else []}).fetchall()
        found += [finding(reader, sheet, line, at, text, WARNING, message) for sheet, line, at, text, message in rows]
    return pd.DataFrame(found, columns=FINDING_COLUMNS)


def header_findings(reader: Reader, number: int, part: Part) -> Iterable[Finding]:
    for at, name in enumerate(part.table.names):
        if message := strange_character(name):
            yield finding(reader, number, part.table.first - 1, at, name, WARNING, message)
