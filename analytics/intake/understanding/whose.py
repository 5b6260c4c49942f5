"""Whose is a sheet? The municipality or prefecture that the user, the lines above the table, the sheet or the file name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from analytics.intake.own_files import told_beside_label, told_municipality
from analytics.intake.places import Gazetteer, Place, normal
from analytics.intake.reading.staged import Manifest, Sheet, UnreadableFile
from analytics.intake.understanding.given import Contradiction, Given, sheet_words
from analytics.intake.understanding.plan import Wishes
from analytics.intake.understanding.statistics import told_above
from analytics.intake.understanding.tables import Table
from analytics.intake.values import plain


def wished_municipality(manifest: Manifest, places: Gazetteer, wishes: Wishes) -> str | None:
    """The code of the municipality that the user names. Raises UnreadableFile where there is none."""
    if not wishes.municipality:
        return None
    place = places.admitting(True).find(wishes.municipality)
    if place.code is None:
        raise UnreadableFile(f"{manifest.name}: 指定された市町村「{wishes.municipality}」が分かりません。{place.fault}")
    return place.code


def agree_on_municipality(given: Given, sheet: Sheet, wishes: Wishes) -> None:
    """Raises Contradiction where the sheet's name is another municipality's than the user, or else the file's name, says."""
    told, meant = given.places.find(sheet.name).code, wishes.municipality or file_says(given)
    if not sheet.name or not told or not meant or told == meant:
        return
    names = given.places.names
    who = "指定された市町村" if wishes.municipality else "ファイル名"
    raise Contradiction(
        f"{sheet_words(sheet)}シート名は{names.get(told, told)}ですが、{who}は{names.get(meant, meant)}です。どちらかを直してください"
    )


def told_in_title(given: Given, sheet: Sheet, table: Table, wishes: Wishes) -> str | None:
    """The code of the municipality that a form's lines above the table name. Raises Contradiction where it is not the one that the
    user, the sheet or the file names."""
    told = told_municipality(table.titles)
    place = given.places.admitting(True).matching(*told, "", "") if told else beside_label(given, table.titles)
    if place is None:
        return None
    others = [wishes.municipality] if wishes.municipality else [given.places.find(sheet.name).code, file_says(given)]
    is_open = place.code is None and not told
    meant = next((code for code in others if code and is_open and is_called_so(given, code, table.titles)), None)
    if meant:
        return meant
    other = next((code for code in others if code not in (None, place.code)), None)
    named = given.places.names.get(place.code or "", place.code)
    fault = place.fault or (f"{named}の回答票で、指定された市町村のものではありません" if wishes.municipality and other else None)
    if other and not fault:
        fault = f"{named}とありますが、シート名かファイル名は{given.places.names.get(other, other)}です。どちらかを直してください"
    if fault:
        raise Contradiction(f"{sheet_words(sheet)}「団体」の行: {fault}")
    return place.code


def is_called_so(given: Given, code: str, titles: Sequence[str]) -> bool:
    """Whether a line above the table bears the name of this municipality, which others may bear too."""
    return any(normal(given.places.names.get(code, code)) in normal(text) for text in told_beside_label(titles))


def beside_label(given: Given, titles: Sequence[str]) -> Place | None:
    """The municipality behind 市町村名 or 回答団体 above a table; None where none is named there, or several as in a header."""
    places = [place for text in told_beside_label(titles) if (place := place_at_head(given, text))]
    codes = {place.code for place in places}
    return places[0] if len(codes) == 1 else None


def place_at_head(given: Given, text: str) -> Place | None:
    """The one municipality in a text: as a whole, or as one or two of its words (石川県 金沢市). A fault where its first word only looks
    like one."""
    words = [word for word in re.split(r"[\s():,、「」【】\[\]]+", text) if word]
    pairs = [first + second for first, second in pairwise(words) if not (first + second).isdigit()]
    whole = given.places.find(text)
    codes = {whole.code} if whole.code else {given.places.find(words).code for words in (*words, *pairs)} - {None}
    if codes:
        return Place(codes.pop()) if len(codes) == 1 else None
    looks_like_one = words and re.fullmatch(r"\d{5,6}|\S{1,12}[市町村](役所|役場)?", words[0]) and not given.known(words[0])
    return given.places.find(words[0]) if looks_like_one else None


def file_says(given: Given) -> str | None:
    return municipality_in(Path(given.manifest.name).stem, given.places)


def municipality_of(given: Given, sheet: Sheet, table: Table) -> str | None:
    """The municipality that a line above the table says, else the sheet's name, else the one that stands in the file's name."""
    for text in (told_above(table.titles, "name", given.profile), sheet.name):
        if text and (code := given.places.find(text).code):
            return code
    return file_says(given)


def prefecture_of(given: Given, sheet: Sheet) -> str | None:
    """The code of the prefecture that the sheet's name, else the file's name, says; None where it goes on to a municipality."""
    codes = given.places.prefecture_codes()
    for text in filter(None, (sheet.name, Path(given.manifest.name).stem)):
        found = [name for name in codes if name in plain(text)]
        if len(found) == 1 and not re.search("[市町村郡]", plain(text).replace(found[0], "")):
            return codes[found[0]]
    return None


# What may stand right before a municipality's name in a file's: another word ends there.
BEFORE_NAME = re.compile(r"(^|[^一-鿿々ぁ-んァ-ヶー]|[都道府県郡年月日回版]|年度|回答|課題|調査|結果|提出|様式|[票表の]|[ァ-ヶー])$")


def municipality_in(stem: str, places: Gazetteer) -> str | None:
    """The one municipality that a file's name has in it. 大津市 is not 津市, and 南会津市町村 is none."""
    rest = re.sub(r"市区?町村", "\n", normal(stem))
    found: set[str] = set()
    within: set[str] = set()
    for spelling in sorted(places.spellings, key=len, reverse=True):
        if len(spelling) >= 2 and spelling in rest:
            starts = [match.start() for match in re.finditer(re.escape(spelling), rest)]
            own = found if all(BEFORE_NAME.search(rest[:start]) for start in starts) else within
            own |= places.spellings[spelling]
            rest = rest.replace(spelling, "\n")
    return found.pop() if len(found) == 1 and within <= found else None
