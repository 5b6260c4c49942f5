"""What in a list of municipalities contradicts itself or the one on record? Names that a code loses, categories that no name tells."""

from __future__ import annotations

import re

import pandas as pd

from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, WARNING, Finding, Reader, finding, no_findings
from analytics.intake.places import normal
from analytics.kinds import MUNICIPALITIES

CATEGORIES = MUNICIPALITIES.by_name["category"].choices
WHERE = re.compile(r"([^都道府県]{2,3}[都道府県])?([^郡]{1,5}郡)?")  # what may stand before a name without changing it


def master_findings(reader: Reader) -> pd.DataFrame:
    """Rows whose category nothing tells leave `incoming`; codes that would be called otherwise are told."""
    if reader.kind is not MUNICIPALITIES:
        return no_findings()
    return pd.DataFrame([*category_findings(reader), *rename_findings(reader)], columns=FINDING_COLUMNS)


# Derived from the last character of the name where the file does not say it.
NO_CATEGORY = "select sheet, line, name from incoming where not list_contains($categories, category) order by sheet, line"
WITHOUT_THEM = "delete from incoming where not list_contains($categories, category)"


def category_findings(reader: Reader) -> list[Finding]:
    bound = {"categories": list(CATEGORIES)}
    rows = reader.cursor.execute(NO_CATEGORY, bound).fetchall()
    reader.cursor.execute(WITHOUT_THEM, bound)
    message = f"名前の最後の字から区分（{'・'.join(CATEGORIES)}）が決められません。市町村名を直すか、区分の列に入れてください"
    return [finding(reader, sheet, line, name_position(reader, sheet), name, ERROR, message) for sheet, line, name in rows]


def rename_findings(reader: Reader) -> list[Finding]:
    rows = reader.cursor.execute("select sheet, line, code, name from incoming order by sheet, line").fetchall()
    known = reader.places.names
    return [
        finding(reader, sheet, line, name_position(reader, sheet), name, WARNING, renamed(code, known[code], name))
        for sheet, line, code, name in rows
        if code in known and not is_same_name(known[code], name)
    ]


def renamed(code: str, old: str, new: str) -> str:
    return f"団体コード {code} の名前が「{old}」から「{new}」に変わります。コードの付け間違いでないか確かめてください"


def is_same_name(one: str, other: str) -> bool:
    """Whether two names differ in nothing but glyphs, blanks, and a prefecture or county before one of them."""
    short, long = sorted((normal(one), normal(other)), key=len)
    return long.endswith(short) and WHERE.fullmatch(long.removesuffix(short)) is not None


def name_position(reader: Reader, sheet: int) -> int:
    mapping = reader.plan.parts[sheet].mapping
    return mapping.columns.get("name", mapping.place.get("name", 0))
