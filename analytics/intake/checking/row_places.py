"""Which municipality and which round is each row of a file about? In the table `context`."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from analytics.codes import DESIGNATED_CITIES, NORTHERN_VILLAGES, is_prefecture, is_ward
from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, LEFT_OUT, Finding, Reader, finding, framed, place_position
from analytics.intake.places import Gazetteer, Place, have_lost_zeros, lost_zero, normal, short_code
from analytics.intake.understanding.plan import Understanding
from analytics.intake.values import missing_reason, parse_year, plain, round_and_part
from analytics.kinds import INDICATORS, MUNICIPALITIES

YEARS = range(2000, 2101)  # of rounds; a questionnaire is older than none of them
NO_ROUND = (
    f"調査年度（{YEARS[0]}〜{YEARS[-1]}年度のうち1つ）が分かりません。調査年度の列を 2025 や 2025-2 のように直すか、"
    "年度を指定してください（--round 2025）"
)


class RowPlace(NamedTuple):
    """What one row of the file says of its municipality and round, '' where it says nothing."""

    sheet: int
    line: int
    code: str
    name: str
    prefecture: str
    county: str
    round: str
    part: str = ""

    @property
    def text(self) -> str:
        return self.code or self.name


def place_findings(reader: Reader) -> pd.DataFrame:
    """Fills `context` and tells of rows whose municipality is unknown, and of rows that are no municipality's."""
    rows = [RowPlace(*row) for row in reader.cursor.execute("from row_place order by sheet, line").fetchall()]
    placed_rows = list(zip(rows, places_of(reader.plan, reader.places, rows), strict=True))
    sure = [(row, place.code) for row, place in placed_rows if not (place.fault or place.left_out)]
    others = [row for row, _ in sure if is_other_round(row, reader.plan.parts[row.sheet].only_round)]
    refused = {(row.sheet, row.line) for row in others}
    known = [(row.sheet, row.line, code, round_of(reader, row), row.text) for row, code in sure if (row.sheet, row.line) not in refused]
    framed(reader.cursor, "context", known, ["sheet", "line", "code", "round", "place_text"])
    told = [place_finding(reader, row, place) for row, place in placed_rows if place.fault]
    told += [other_round_finding(reader, row.sheet, row.line, "round", row.round) for row in others]
    return pd.DataFrame(told + left_out_findings(reader, placed_rows), columns=FINDING_COLUMNS)


def left_out_findings(reader: Reader, placed_rows: list[tuple[RowPlace, Place]]) -> list[Finding]:
    """One line per place that is no municipality: a long table has the nation once per year and item."""
    groups: dict[tuple[object, ...], list[tuple[RowPlace, Place]]] = {}
    for row, place in placed_rows:
        if place.left_out:
            groups.setdefault((row.sheet, row.text, row.name, place.left_out), []).append((row, place))
    return [place_finding(reader, *group[0], times=len(group)) for group in groups.values()]


def round_of(reader: Reader, row: RowPlace) -> str | None:
    """The round of one row as it stands in its columns, else that of its sheet; None where it is in no year of a questionnaire."""
    of_sheet = reader.plan.parts[row.sheet].round
    if "round" not in reader.kind.by_name:
        return of_sheet
    told = round_and_part((of_sheet or "") if missing_reason(row.round) else row.round, row.part)
    return told if told and int(told[:4]) in YEARS else None


def places_of(plan: Understanding, places: Gazetteer, rows: list[RowPlace]) -> list[Place]:
    """The municipality of each row; each distinct text is looked up once."""
    if "code" not in plan.kind.by_name:
        return [Place()] * len(rows)
    if in_code_order(plan, places, rows):
        return [Place(code) for code in code_list(places)]
    look_up = code_of_master_row if plan.kind is MUNICIPALITIES else code_of_row
    longest = 6 if have_lost_zeros({row.code for row in rows}, () if plan.kind is MUNICIPALITIES else places.names) else 5
    known: dict[tuple[object, ...], Place] = {}
    for row in rows:
        texts = (row.sheet, *row[2:6])
        if texts not in known:
            known[texts] = look_up(plan, places, row, longest)
    found = [known[row.sheet, *row[2:6]] for row in rows]
    return with_disorder(plan, places, rows, found) if any(place.fault for place in found) else found


def code_list(places: Gazetteer) -> list[str]:
    return sorted(places.names)


def with_disorder(plan: Understanding, places: Gazetteer, rows: list[RowPlace], found: list[Place]) -> list[Place]:
    """Of names that all but a few are the code list in its order, those few are what keeps the others from being told apart."""
    codes = code_list(places)
    if not is_turned_without_codes(plan, places, rows):
        return found
    odd = [normal(row.name) != normal(places.names[code]) for row, code in zip(rows, codes, strict=True)]
    if sum(odd) > max(2, len(odd) // 10):
        return found
    return [
        Place(fault=DISORDER.format(places.listed([code]))) if is_odd else place
        for place, code, is_odd in zip(found, codes, odd, strict=True)
    ]


DISORDER = "コード順ではここは{}の位置です。名前か並びを直してください。並びが合わないと、同じ名前の市町村を見分けられません"


def is_turned_without_codes(plan: Understanding, places: Gazetteer, rows: list[RowPlace]) -> bool:
    """Whether as many names as the code list has stand across the top, without their codes."""
    return plan.parts[0].table.turned and len(rows) == len(places.names) and not any(row.code for row in rows)


def in_code_order(plan: Understanding, places: Gazetteer, rows: list[RowPlace]) -> bool:
    """Names without codes that are the whole code list in its order: then names that occur twice are told apart by it."""
    return is_turned_without_codes(plan, places, rows) and all(
        normal(row.name) == normal(places.names[code]) for row, code in zip(rows, code_list(places), strict=True)
    )


def code_of_row(plan: Understanding, places: Gazetteer, row: RowPlace, longest: int) -> Place:
    part = plan.parts[row.sheet]
    if part.municipality:
        return places.find(part.municipality)
    restored = lost_zero(plain(row.code).removesuffix(".0")) if longest == 6 else None
    code = restored if restored in places.names else row.code
    place = places.matching(code or "", row.name, row.prefecture, row.county)
    is_own = row.code and short_code(code).code in places.names
    total = reason_of_total(row) if place.fault and plan.kind is INDICATORS and not is_own else None
    if total:
        return Place(left_out=total)
    if part.only and place.code not in (None, part.only):
        return Place(
            fault=f"指定された市町村（{places.names.get(part.only, part.only)}）の行ではありません。指定を外すか、行を直してください"
        )
    return place


def code_of_master_row(plan: Understanding, places: Gazetteer, row: RowPlace, longest: int) -> Place:
    """In the master itself the file's codes are the truth; only their form is checked. `longest`: digits of the column's codes."""
    if not row.code:
        return places.full_name(row.name, row.prefecture, row.county)
    digits = plain(row.code).removesuffix(".0")
    restored = lost_zero(digits) if longest == 6 and len(digits) == 5 else None
    place = Place(restored) if restored else short_code(row.code)
    if place.code is None:
        return place
    reason = reason_left_out(place.code, row.name)
    return Place(left_out=reason) if reason else place


def reason_left_out(code: str, name: str) -> str | None:
    """Why a row of a code list is no municipality, None where it is one."""
    if is_prefecture(code) or not plain(name):
        return "都道府県の行のため除きました"
    if is_ward(code):
        return "政令指定都市の区のため除きました"
    return "北方領土の村のため除きました" if code in NORTHERN_VILLAGES else None


TOTAL = re.compile(r"(.*[\s\u3000])?(全国|市部|郡部|区部|町村部|特別区部|人口集中地区.*)")
PREFECTURE = re.compile(r"東京都|北海道|(京都|大阪)府|\S{2,3}県")
WARD = re.compile(rf"(\S{{2,4}}[都道府県])?({'|'.join(DESIGNATED_CITIES.values())})\S{{1,5}}区")


def reason_of_total(row: RowPlace) -> str | None:
    """Why a row of a table of statistics is no municipality's: it sums up several, is a part of one, or explains a mark."""
    code, name = short_code(row.code).code if row.code else None, plain(row.name or row.code)
    if row.code and missing_reason(row.code):
        return "記号の説明の行のため除きました"
    if (code and (code.startswith("00") or code == "13100")) or TOTAL.fullmatch(name):
        return "全国・市部などの集計の行のため除きました"
    if code and (is_prefecture(code) or is_ward(code) or code in NORTHERN_VILLAGES):
        return reason_left_out(code, name or code)
    if PREFECTURE.fullmatch(name):
        return reason_left_out("00000", name)
    return reason_left_out("01101", name) if WARD.fullmatch(normal(name)) else None


def place_finding(reader: Reader, row: RowPlace, place: Place, times: int = 1) -> Finding:
    severity, message = (LEFT_OUT, place.left_out) if place.left_out else (ERROR, place.fault or "")
    message = f"{message}（同じ地域の{times}行）" if times > 1 else message
    return finding(reader, row.sheet, row.line, place_position(reader, row.sheet), row.text, severity, message)


def context_findings(reader: Reader) -> list[pd.DataFrame]:
    """Rows of another year than the user named, and rows without one, where the kind needs one."""
    other = other_year_findings(reader)
    if "round" not in reader.kind.key:
        return other
    rows = reader.cursor.execute(ROUNDLESS).fetchall()
    if not rows:
        return other
    if "round" not in reader.plan.parts[0].mapping.columns:
        told = reader.plan.parts[0].round or ""
        return [*other, pd.DataFrame([Finding(reader.plan.name, "", "", -1, "調査年度", told, ERROR, NO_ROUND)], columns=FINDING_COLUMNS)]
    found = [finding(reader, sheet, line, round_position(reader, sheet), text, ERROR, NO_ROUND) for sheet, line, text in rows]
    return [*other, pd.DataFrame(found, columns=FINDING_COLUMNS)]


ROUNDLESS = """
    select sheet, line, trim(concat(row_place.round, ' ', row_place.part))
    from context join row_place using (sheet, line)
    where context.round is null
    order by sheet, line
"""


def round_position(reader: Reader, sheet: int) -> int:
    return reader.plan.parts[sheet].mapping.columns.get("round", 0)


OTHER_YEARS = """
    select cell.sheet, cell.line, cell.text
    from cell join context using (sheet, line) join other_year using (sheet, text)
    where cell.item = 'year'
    order by all
"""
WITHOUT_OTHER_YEARS = """
    delete from context
    using (select cell.sheet, cell.line from cell join other_year using (sheet, text) where cell.item = 'year') other
    where context.sheet = other.sheet and context.line = other.line
"""


def other_year_findings(reader: Reader) -> list[pd.DataFrame]:
    """Rows whose column says another year than the user; they leave `context`."""
    if "year" not in reader.kind.by_name or not any(part.only_round for part in reader.plan.parts):
        return []
    said = reader.cursor.execute("select distinct sheet, text from cell where item = 'year'").fetchall()
    other = [(sheet, text) for sheet, text in said if is_other_year(text, reader.plan.parts[sheet].only_round)]
    framed(reader.cursor, "other_year", other, ["sheet", "text"])
    rows = reader.cursor.execute(OTHER_YEARS).fetchall()
    reader.cursor.execute(WITHOUT_OTHER_YEARS)
    return [pd.DataFrame([other_round_finding(reader, sheet, line, "year", text) for sheet, line, text in rows], columns=FINDING_COLUMNS)]


OTHER_ROUND = "指定された年度（{}）の行ではありません。指定を外すか、行を直してください"


def is_other_round(row: RowPlace, wanted: str | None) -> bool:
    """Whether a row names a round that is not the wanted one. What names none is judged elsewhere."""
    return wanted is not None and round_and_part(row.round, row.part) not in (None, wanted)


def is_other_year(text: str, wanted: str | None) -> bool:
    return wanted is not None and parse_year(INDICATORS.by_name["year"], text).value not in (None, wanted[:4])


def other_round_finding(reader: Reader, sheet: int, line: int, column: str, text: str) -> Finding:
    part = reader.plan.parts[sheet]
    return finding(reader, sheet, line, part.mapping.columns[column], text, ERROR, OTHER_ROUND.format(part.only_round))
