"""What does a cell say? Text as people write it → a number, date, round or word, a reason why it is missing, or a fault."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from analytics.kinds import Column

UNANSWERED, NOT_ASKED, NOT_APPLICABLE, CONCEALED, ILLEGIBLE = REASONS = ("未回答", "未調査", "対象外", "秘匿", "判読不能")
MARKS = {
    UNANSWERED: ("", "未回答", "無回答", "回答なし", "-", "--", "―", "ー", "‐", "–", "—", "─", "無記入", "未記入"),
    NOT_ASKED: ("未調査", "調査無し", "調査なし", "…", "...", "・・・", "n/a", "#n/a", "na", "n.a."),
    NOT_APPLICABLE: ("該当なし", "該当無し", "対象外", "非該当"),
    CONCEALED: ("x", "χ", "***", "秘匿"),
    ILLEGIBLE: ("判読不能",),
}
REASON_OF = {unicodedata.normalize("NFKC", mark).casefold(): reason for reason, marks in MARKS.items() for mark in marks}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988, "S": 1925}
ERA_YEAR = re.compile(r"(令和|平成|昭和|大正|明治|(?<![A-Za-z])[RHS])\s*\.?\s*(元|\d{1,2})", re.IGNORECASE)
MINUS = str.maketrans({"▲": "-", "△": "-", "−": "-", "‐": "-", "–": "-", "—": "-", "―": "-"})
UNITS = re.compile(r"(人|名|団体|件|世帯|km2|km²|㎢|%|パーセント|点|円|回|箇所|か所|歳)$")
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d+)?")
EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Parsed:
    """One cell understood. Exactly one of value, reason and fault is set, but for a blank text, where none is."""

    value: str | None = None
    reason: str | None = None
    fault: str | None = None


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """NFKC, without surrounding blanks: full-width digits, letters and units become the usual ones."""
    return unicodedata.normalize("NFKC", text).strip().strip("\u3000")


def missing_reason(text: str) -> str | None:
    return REASON_OF.get(plain(text).casefold())


def number_text(text: str) -> str | None:
    """A number as people write it (1,234人, ▲3, 72%, ５) in the form that a computer reads; None where it is none."""
    compact = UNITS.sub("", plain(text).translate(MINUS).replace(" ", "")).strip()
    if compact.startswith("(") and compact.endswith(")") and compact[1:-1].replace(",", "").isdigit():
        return None  # (3) is a minus in accounts and a note elsewhere: not ours to guess
    return compact.replace(",", "") if NUMBER.fullmatch(compact) else None


def parse_number(column: Column, text: str) -> Parsed:
    found = number_text(text)
    if found is None:
        return Parsed(fault=f"数値ではありません。{bounds(column)}を半角の数字で入れてください")
    value = float(found)
    if column.type == "integer" and value != int(value):
        return Parsed(fault="整数ではありません。小数のない数を入れてください")
    if (column.low is not None and value < column.low) or (column.high is not None and value > column.high):
        return Parsed(fault=f"範囲の外の値です。{bounds(column)}を入れてください")
    return Parsed(value=str(int(value)) if column.type == "integer" else found)


def bounds(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f"{column.low:,g}以上{column.high:,.0f}以下の数"
    return f"{column.low:,g}以上の数" if column.low is not None else "数"


def western_year(text: str) -> int | None:
    """The year that a text names: 2025, 2025年度, 令和7年, R7, H30, 元年. None where it names none."""
    era = ERA_YEAR.search(plain(text))
    if era:
        count = 1 if era.group(2) == "元" else int(era.group(2))
        return ERAS.get(era.group(1), ERAS.get(era.group(1).upper(), 0)) + count
    western = re.search(r"(?<!\d)(18|19|20)\d{2}(?!\d)", plain(text))
    return int(western.group()) if western else None


SECOND = re.compile(r"第\s*([2-9])\s*回|(?<=\d{4})-([2-9])$|回\s*([2-9])$")


@lru_cache(maxsize=10_000)
def round_in(text: str) -> str | None:
    """The round that a text names: "2025", or "2025-2" for a second one in the year. None where it names none."""
    year = western_year(text)
    if year is None:
        return None
    second = SECOND.search(plain(text))
    return f"{year}-{next(g for g in second.groups() if g)}" if second else str(year)


def parse_round(column: Column, text: str) -> Parsed:
    found = round_in(text)
    return Parsed(value=found) if found else Parsed(fault="年度ではありません。2025 や 令和7年度 のように入れてください")


def parse_year(column: Column, text: str) -> Parsed:
    if re.fullmatch(r"(18|19|20)\d{2}\d{6}", plain(text)):
        return Parsed(value=plain(text)[:4])  # e-Stat writes 2020 as 2020000000
    found = western_year(text)
    return Parsed(value=str(found)) if found else Parsed(fault="年ではありません。2024 や 令和6年 のように入れてください")


ISO_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?00:00(:00)?.*)?")
ERA_DATE = re.compile(r"(令和|平成|昭和|[RHSrhs])\.?(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def parse_date(column: Column, text: str) -> Parsed:
    try:
        found = date_in(plain(text).replace(" ", ""))
    except ValueError:
        return Parsed(fault="存在しない日付です。2025-04-01 のように入れてください")
    return (
        Parsed(value=found.isoformat()) if found else Parsed(fault="日付ではありません。2025-04-01 や 令和7年4月1日 のように入れてください")
    )


def date_in(text: str) -> date | None:
    """Raises ValueError for a day that no calendar has."""
    western, era = ISO_DATE.fullmatch(text), ERA_DATE.fullmatch(text)
    if western:
        return date(int(western[1]), int(western[2]), int(western[3]))
    if era:
        return date(western_year(era[1] + era[2]) or 0, int(era[3]), int(era[4]))
    if re.fullmatch(r"[2-6]\d{4}(\.0)?", text):  # 1954 to 2091 as Excel counts days
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    return None


def parse_choice(column: Column, text: str) -> Parsed:
    chosen = {plain(choice): choice for choice in column.choices}.get(plain(text))
    allowed = "・".join(column.choices)
    return Parsed(value=chosen) if chosen else Parsed(fault=f"選択肢にない値です。使えるのは {allowed} です")


PARSERS = {
    "integer": parse_number,
    "number": parse_number,
    "date": parse_date,
    "round": parse_round,
    "year": parse_year,
    "choice": parse_choice,
}


def parse(column: Column, text: str) -> Parsed:
    """What `text` says in `column`. A choice named like a mark (無) is the choice; other marks carry their reason."""
    if column.type == "choice" and plain(text) in column.choices:
        return Parsed(value=plain(text))
    reason = missing_reason(text)
    if column.required and column.type == "text" and reason != UNANSWERED:
        reason = None  # a name may be called X
    if column.required and reason:
        return Parsed(fault=f"「{column.label}」がありません。必ず入れてください")
    if reason:
        return Parsed(reason=reason)
    parser = PARSERS.get(column.type)
    return parser(column, text) if parser else Parsed(value=text.strip())
