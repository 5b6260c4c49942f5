"""Which columns of a table of statistics tell the place, the year, the unit, the parts of an indicator's name, and which hold figures?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from analytics.intake.understanding.headings import ITEM_CODE, headings, is_unit, without_unit_mark, without_year
from analytics.intake.understanding.recognising import OF_THINGS, PLACE_PARTS, Mapping, index_of
from analytics.intake.values import missing_reason, number_text, plain, western_year, without_making, years_in
from analytics.kinds import INDICATORS
from analytics.profiles import Profile

OWN = ("indicator", "year", "unit", "value")
# Columns that speak of the row as a whole, so that they are neither figures nor part of a name.
REMARKS = re.compile(r"(.* )?(備考|注記|注釈|摘要|出典|資料|根拠|annotation|notes?)", re.IGNORECASE)
NOT_THE_SUBJECT = re.compile(r"(公開|更新|作成|出力|印刷|発行|掲載|取得)(年月)?日|ダウンロード|\(?単位|出典|資料|注|※|統計(名|表)|表番号")


# ---------------------------------------------------------------- what a column holds
NO_TITLE = re.compile(r"(データ|一覧|無題|集計|統計|資料|回答|シート|新しい|指標|市(区)?町村)(表|一覧|別)?[\s\d]*")


@dataclass(frozen=True)
class Columns:
    """The header of a table and its first rows, columns 0-based."""

    names: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_place: Callable[[str], bool]

    def texts(self, index: int) -> list[str]:
        """What stands in a column, without what is missing."""
        return [row[index] for row in self.rows if index < len(row) and missing_reason(row[index]) is None]

    def share(self, index: int, test: Callable[[str], bool]) -> float:
        texts = self.texts(index)
        return sum(map(test, texts)) / len(texts) if texts else 0.0

    def is_figures(self, index: int) -> bool:
        """Half of it are numbers, or there is nothing but marks for missing ones."""
        return not self.texts(index) or self.share(index, is_figure) >= 0.5

    def is_empty(self, index: int) -> bool:
        return not any(index < len(row) and row[index].strip() for row in self.rows)

    def is_running_number(self, index: int) -> bool:
        """1, 2, 3 … at the very left."""
        numbers = [number_text(text) for text in self.texts(index)]
        counted = [str(place) for place in range(1, len(numbers) + 1)]
        return not any(self.names[:index]) and len(numbers) >= 3 and [(n or "").removesuffix(".0") for n in numbers] == counted

    def repeats(self, key: Sequence[int]) -> bool:
        """Whether rows have the same texts in these columns, so that further columns must tell them apart."""
        texts = [tuple(row[index] for index in key if index < len(row)) for row in self.rows]
        return len(set(texts)) < len(texts) or not key


REACHED_BY = re.compile(r"〒?\d{3}-\d{4}|\(?0\d{1,4}[-() ]{1,2}\d{1,4}[-) ]\d{3,4}|0\d{9,10}|\S+@\S+|https?:.*")


def is_contact(columns: Columns, index: int) -> bool:
    named = OF_THINGS.fullmatch(without_unit_mark(columns.names[index])[0])
    return bool(named) or columns.share(index, lambda text: bool(REACHED_BY.fullmatch(plain(text)))) >= 0.5


def lists_things(columns: Columns, mapping: Mapping) -> bool:
    """Whether the rows of a municipality are facilities, persons or the like, each with a name of its own, not classes of a measure."""
    if any(PERSON.fullmatch(plain(name)) for name in columns.names):
        return True
    words = (*mapping.labels, *mapping.dimensions)
    is_located = any(
        LOCATED.fullmatch(plain(columns.names[index])) or tells_rows_apart(columns, mapping, index) for index in mapping.unused
    )
    return bool(words) and (is_located or any(names_each_row(columns, mapping, index) for index in words))


PERSON = re.compile(r"(?!.*(担当|代表|回答|記入|連絡|責任)).*氏名.*")
LOCATED = re.compile(r".*(住所|所在地|緯度|経度)")


def tells_rows_apart(columns: Columns, mapping: Mapping, index: int) -> bool:
    """Whether a way to reach something is another one in rows of one municipality: not whom to ask about its figures."""
    if not is_contact(columns, index):
        return False
    pairs = pairs_of(columns, mapping, index)
    return len({place for place, _ in pairs}) < len(pairs)


def pairs_of(columns: Columns, mapping: Mapping, index: int) -> set[tuple[str, str]]:
    """(municipality, text) of a column, each pair once."""
    at = next((mapping.place[part] for part in ("code", "name") if part in mapping.place), None)
    return {(row[at], row[index]) for row in columns.rows if at is not None and max(at, index) < len(row) and row[at] and row[index]}


def names_each_row(columns: Columns, mapping: Mapping, index: int) -> bool:
    """Whether no word of a column is said of two municipalities, though there are several with several rows: a class would be."""
    pairs = pairs_of(columns, mapping, index)
    places, words = {place for place, _ in pairs}, {word for _, word in pairs}
    return len(places) >= 2 and len(pairs) >= max(6, len(places) + 2) and len(words) == len(pairs)


def is_mark(columns: Columns, index: int) -> bool:
    """Whether digits say which thing it is or where it lies, so that they measure nothing."""
    return bool(MARK.fullmatch(without_unit_mark(columns.names[index])[0])) and columns.is_figures(index)


MARK = re.compile(r".*(緯度|経度|番号|コード|code)", re.IGNORECASE)


def is_figure(text: str) -> bool:
    """A number that measures; 65歳 and 3級 name a class."""
    return number_text(text) is not None and not re.search(r"[歳才級位年月日]$", plain(text))


def statistics(columns: Columns, titles: Sequence[str] = (), profile: Profile | None = None) -> Mapping:
    """The mapping of a table of statistics, whichever way it lies: items, years or both across the top, or one value per row."""
    place, own = declared(columns, profile)
    used = {*place.values(), *own.values()}
    rest = [index for index, name in enumerate(columns.names) if index not in used]
    skipped = [index for index in rest if is_skipped(columns, index, profile)]
    rest = [index for index in rest if index not in skipped]
    coded = {index + 1 for index in skipped if is_code(columns.names[index], profile)}
    words = [index for index in rest if index in coded or not columns.is_figures(index)]
    figures = [index for index in rest if index not in words and plain(columns.names[index])]
    subject, condition, unit = said_above(titles, profile)
    mapping = Mapping(INDICATORS, place, own, subject=subject, condition=condition, unit=unit)
    is_long = profile is not None and own.keys() >= {"indicator", "value"}
    mapping = long(mapping, words, figures) if is_long else wide(mapping, columns, words, figures, profile)
    told = {*used, *mapping.items, *mapping.labels, *mapping.dimensions}
    unused = (index for index, name in enumerate(columns.names) if index not in told and plain(name) and not is_code(name, profile))
    return replace(mapping, unused=tuple(index for index in unused if not (index in skipped and columns.is_empty(index))))


CLASS = re.compile(r".*(年齢|年代|男女|性別|国籍|階級)(別|区分|階級)?")


def is_class(columns: Columns, index: int) -> bool:
    """Whether a column says of whom a row's figures tell, were it of the same people in all: 65歳以上."""
    return bool(CLASS.fullmatch(plain(columns.names[index]))) and bool(columns.texts(index))


def long(mapping: Mapping, words: Sequence[int], figures: Sequence[int]) -> Mapping:
    """A classification may be written in digits (an age, a size), so all that is left tells figures apart."""
    return replace(mapping, dimensions=tuple(sorted((*words, *figures))))


def wide(mapping: Mapping, columns: Columns, words: Sequence[int], figures: Sequence[int], profile: Profile | None) -> Mapping:
    """Each column of figures is an item, a year or both; columns of words are parts of the name where rows need them."""
    own = dict(mapping.columns)
    measure = [own.pop("indicator")] if "indicator" in own else []
    figures = sorted([*figures, own.pop("value")]) if "value" in own else list(figures)
    key = [*mapping.place.values(), *(at for name, at in own.items() if name == "year")]
    needed = list(words) if profile or measure or columns.repeats(key) else [index for index in words if is_class(columns, index)]
    found = headings([uncoded(name) for name in columns.names] if profile else columns.names, figures)
    items = {index: one.item for index, one in found.items()}
    if (measure or needed or mapping.subject) and "value" in mapping.columns:
        items[mapping.columns["value"]] = ""
    years = {index: one.year for index, one in found.items() if one.year}
    units = {index: one.unit for index, one in found.items() if one.unit}
    before, after = (measure, needed) if profile else ([*measure, *needed], [])
    return replace(mapping, columns=own, items=items, years=years, units=units, labels=tuple(before), dimensions=tuple(after))


def uncoded(name: str) -> str:
    """A header less the codes of its classes, which an official file writes above them: "020 人口"."""
    return re.sub(r"^(\d{2,3}|\d{5,}|[A-Z]\d{2,})\s+(?=\S)", "", plain(name))


# ---------------------------------------------------------------- what a header is declared to be


def declared(columns: Columns, profile: Profile | None) -> tuple[dict[str, int], dict[str, int]]:
    """(place, own columns): by the profile's patterns, by the usual titles, and the place by what stands in the column."""
    place: dict[str, int] = {}
    for part, titles in PLACE_PARTS.items():
        at = matching(columns, profile.header_patterns(part), set(place.values())) if profile else index_of(columns.names, titles)
        place |= {} if at is None else {part: at}
    if not place.keys() & {"code", "name"}:
        place |= next(({"name": at} for at in range(min(len(columns.names), 4)) if columns.share(at, columns.is_place) >= 0.6), {})
    return place, own_columns(columns, profile, set(place.values()))


def own_columns(columns: Columns, profile: Profile | None, taken: set[int]) -> dict[str, int]:
    own: dict[str, int] = {}
    for name in OWN:
        used = {*taken, *own.values()}
        at = matching(columns, profile.header_patterns(name), used) if profile else None
        at = index_of(columns.names, INDICATORS.by_name[name].titles) if at is None else at
        if at is not None and at not in used and (name != "year" or holds_years(columns, at)):
            own[name] = at
    return own


def matching(columns: Columns, patterns: Iterable[str], taken: set[int]) -> int | None:
    """The column whose header is as a pattern says; of several the one with most municipalities, else the first."""
    for pattern in patterns:
        found = [at for at, name in enumerate(columns.names) if at not in taken and re.fullmatch(pattern, plain(name), re.IGNORECASE)]
        if found:
            return max(found, key=lambda at: (columns.share(at, columns.is_place), -at))
    return None


def holds_years(columns: Columns, index: int) -> bool:
    return columns.share(index, lambda text: western_year(plain(text)[:4] if plain(text).isdigit() else text) is not None) >= 0.8


def is_code(name: str, profile: Profile | None) -> bool:
    """The code beside a name says nothing more than the name."""
    return any(re.fullmatch(pattern, plain(name), re.IGNORECASE) for pattern in (profile.header_patterns("code_beside") if profile else ()))


def is_skipped(columns: Columns, index: int, profile: Profile | None) -> bool:
    name = plain(columns.names[index])
    patterns = profile.header_patterns("skipped") if profile else ()
    by_profile = any(re.fullmatch(pattern, name, re.IGNORECASE) for pattern in patterns)
    is_remark = bool(REMARKS.fullmatch(name)) or (profile is None and (is_contact(columns, index) or is_mark(columns, index)))
    return by_profile or is_code(name, profile) or is_remark or columns.is_running_number(index)


# ---------------------------------------------------------------- what stands above the table


def said_above(titles: Sequence[str], profile: Profile | None) -> tuple[str, str, str]:
    """(measure, classes, unit) that an official file states once above its table: "表章項目： 人口【人】", "男女： 男"."""
    if not profile or not profile.titles:
        return "", "", unit_above(titles)
    said = dict(statements(titles))
    subject, unit = without_unit_mark(next((text for key, text in said.items() if is_title(key, "indicator", profile)), ""))
    others = [text for key, text in said.items() if not any(is_title(key, role, profile) for role in profile.titles)]
    return ITEM_CODE.sub("", subject), " ".join(others), unit or unit_above(titles)


def statements(titles: Sequence[str]) -> Iterable[tuple[str, str]]:
    """(what, says) of each line of the form "調査年： 2020100000 2020年度"; the code before the words is left out."""
    for line in titles:
        key, colon, text = plain(line).partition(":")
        words = plain(re.sub(r"^\s*[\dA-Z_]+\s+(?=\S)", "", text.strip()))
        if colon and words:
            yield plain(key), words


def is_title(key: str, role: str, profile: Profile) -> bool:
    return any(re.fullmatch(pattern, key) for pattern in profile.title_patterns(role))


def told_above(titles: Sequence[str], role: str, profile: Profile | None) -> str | None:
    """What an official file says above its table of a year or a place."""
    return next((text for key, text in statements(titles) if is_title(key, role, profile)), None) if profile else None


def unit_above(titles: Sequence[str]) -> str:
    """The one unit of the whole table: （単位：千円）. Where several are listed none is taken."""
    found = [match[1].strip() for line in titles for match in re.finditer(r"単位\s*:\s*([^)\]】]+)", plain(line))]
    return found[0] if len(found) == 1 and is_unit(found[0]) else ""


def year_above(titles: Sequence[str], profile: Profile | None) -> str | None:
    """The year of a table as the lines above it, its sheet and its file tell. Two years in one line tell none."""
    stated = told_above(titles, "year", profile)
    for text in [stated] if stated else titles:
        line = without_making(re.sub(r"\d{8,}", " ", text))
        years = years_in(line)
        if years and not NOT_THE_SUBJECT.match(line):
            return str(years.pop()) if len(years) == 1 else None
    return None


def title_of(titles: Sequence[str]) -> str:
    """The line that names what a table counts, less its number, year and unit, the last of several; '' where there is none."""
    for line in reversed(titles):
        text = re.sub(r"^(表題|図?表\s*[-.\d]*|第?\s*\d+[-.\d]*\s*表?)\s*[:.、\s]\s*", "", plain(line))
        text = without_year(without_unit_mark(re.sub(r"\(?単位\s*:[^)]*\)?", "", text))[0])[0]
        text = re.sub(r"(の)?(年次|経年)?推移(表)?$", "", text)
        if text and not NOT_THE_SUBJECT.match(plain(line)) and not NO_TITLE.fullmatch(text) and re.search("[ぁ-んァ-ヶ一-鿿]{2}", text):
            return text
    return ""


def with_title(mapping: Mapping, titles: Sequence[str]) -> Mapping:
    """Columns that are bare years, in a table whose rows are bare municipalities, are called as the title says: a guess to be shown."""
    nameless = tuple(index for index, item in mapping.items.items() if not item)
    if not nameless or mapping.labels or mapping.dimensions or mapping.subject or not title_of(titles):
        return mapping
    return replace(mapping, items={**mapping.items, **dict.fromkeys(nameless, title_of(titles))}, guessed=nameless)
