"""What stands on record, word for word? Reads of single facts that no measure is made from."""

from __future__ import annotations

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.scope import WANTED, Scope
from analytics.state import frame

AREAS = f"""
    select code, geometry, longitude, latitude
    from area
    where {WANTED}
    order by code
"""

# The order of the questions is that of the round's questionnaire.
REMARKS = f"""
    select remark.code, round, remark.question, coalesce(asked.text, remark.question) as question_text, remark.text
    from remark
    join round_questionnaire using (round)
    left join text_question asked using (questionnaire, question)
    where trim(remark.text) <> '' and {WANTED}
    order by code, round, asked.position nulls last, remark.question
"""

VISITS = f"""
    select code, date, type, title, method, participants, counterpart, staff, note, "next"
    from support_log
    where {WANTED}
    order by code, date desc, type, title
"""


def areas(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per municipality with boundaries. geometry: polygons as JSON text, degrees; longitude, latitude: its centre."""
    return frame(con, AREAS, scope.wanted)


def remarks(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per free-text answer, for the prefecture and its author. question_text: the question; text: the answer."""
    return frame(con, REMARKS, scope.wanted)


def visits(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per support given, the newest first, with all that was noted."""
    return frame(con, VISITS, scope.wanted)
