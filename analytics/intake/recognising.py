"""What is this file? Its kind, round and municipality, and which column is which, from headers, names and sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from analytics.intake.values import plain, round_in
from analytics.kinds import KINDS, Kind
from analytics.model import Model, Question, Questionnaire

PLACE_PARTS = {
    "code": ("団体コード", "code", "市区町村コード", "市町村コード", "全国地方公共団体コード", "地方公共団体コード", "自治体コード", "標準地域コード", "area_code", "コード", "code5", "code6"),
    "name": ("市町村名", "団体名", "自治体名", "市区町村名", "市町村", "市区町村", "自治体", "name", "都道府県・市区町村", "地域", "回答団体", "市区町村名(漢字)", "団体"),
    "prefecture": ("都道府県", "都道府県名", "都道府県名(漢字)", "県名", "prefecture", "pref"),
    "county": ("郡", "郡名", "county"),
}  # fmt: skip
LIKENESS = 88  # rapidfuzz ratio from which a header is offered as a guess for a question's text


@dataclass(frozen=True)
class Mapping:
    """Which column of one sheet is what.

    place: code, name, prefecture, county → column index. columns: our column → index. items: index → question, step,
    aspect or indicator that the column stands for. guessed: indexes matched by likeness only. unused: the rest.
    """

    kind: Kind
    place: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    items: dict[int, str] = field(default_factory=dict)
    guessed: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()

    @property
    def matched(self) -> float:
        """How many columns of the file it explains; a guess counts half."""
        return len({*self.place.values(), *self.columns.values(), *self.items}) - len(self.guessed) / 2


@lru_cache(maxsize=50_000)
def bare(title: str) -> str:
    """A header without what people add to it: 必須 marks, units in brackets, numbering dots, blanks."""
    text = re.sub(r"[\s\u3000※*＊●○]|【必須】|\(必須\)|\[必須\]", "", plain(title))
    return text.casefold()


@lru_cache(maxsize=50_000)
def without_unit(title: str) -> str:
    return re.sub(r"[(\[（][^)\]）]*[)\]）]$", "", bare(title))


def index_of(names: Sequence[str], titles: Iterable[str]) -> int | None:
    """The first column whose header is one of `titles`, with its unit in brackets or without."""
    wanted = [bare(title) for title in titles]
    headers = [bare(name) for name in names]
    for title in wanted:
        if title in headers:
            return headers.index(title)
    shorter = [without_unit(name) for name in names]
    return next((shorter.index(title) for title in wanted if title in shorter), None)


def places_in(names: Sequence[str]) -> dict[str, int]:
    found = {part: index_of(names, titles) for part, titles in PLACE_PARTS.items()}
    return {part: index for part, index in found.items() if index is not None}


def item_labels(kind: Kind, model: Model, questionnaire: Questionnaire) -> dict[str, str]:
    """Header text → item, for kinds whose columns may stand for one item each; indicators are whatever a file names."""
    if kind.spread == "question":
        return question_titles(questionnaire)
    if kind.spread == "step":
        return {bare(title): s.id for s in questionnaire.steps for title in (s.id, s.label, s.content_label, f"{s.id} {s.label}")}
    if kind.spread == "aspect":
        return {bare(title): a.id for a in model.to_be.aspects for title in (a.id, a.label)}
    return {}


@lru_cache(maxsize=16)
def question_titles(questionnaire: Questionnaire) -> dict[str, str]:
    """Every way a header names a question exactly: its id, its text, its number, number and text. An id is never a number's."""
    titles = {bare(title): id for id, text in questionnaire.texts_by_id.items() for title in (text, id)}
    for question, number in numbered(questionnaire):
        numbers = (
            f"問{number}",
            f"設問{number}",
            f"q{number}",
            f"q{number:02d}",
            f"no.{number}",
            f"第{number}問",
            f"{number}.",
            str(number),
        )
        for title in numbers:
            titles.setdefault(bare(title), question.id)
        for start in (*numbers, question.id):
            titles.update({bare(f"{start}{mark}{question.text}"): question.id for mark in ("", ".", ":", "_")})
    titles.update({bare(f"{text.id}{text.text}"): text.id for text in questionnaire.texts})
    return titles


def numbered(questionnaire: Questionnaire) -> list[tuple[Question, int]]:
    """The number under which people know each question: that of its id (q07) where all ids have one, else its place."""
    numbers = [re.fullmatch(r"q0*(\d+)", question.id.casefold()) for question in questionnaire.questions]
    if all(numbers):
        return [(question, int(found[1])) for question, found in zip(questionnaire.questions, numbers, strict=True) if found]
    return [(question, place) for place, question in enumerate(questionnaire.questions, 1)]


def labels_of_all(kind: Kind, model: Model) -> dict[str, str]:
    """What headers mean in every questionnaire alike, for files whose rows belong to several rounds."""
    every = [item_labels(kind, model, questionnaire) for questionnaire in model.questionnaires]
    meanings: dict[str, set[str]] = {}
    for labels in every:
        for title, item in labels.items():
            meanings.setdefault(title, set()).add(item)
    return {title: items.pop() for title, items in meanings.items() if len(items) == 1}


def labels_for(kind: Kind, names: Sequence[str], model: Model, questionnaire: Questionnaire) -> dict[str, str]:
    """The items that the headers of a sheet may name: where rows tell their round, those of all questionnaires."""
    has_rounds = "round" in kind.by_name and index_of(names, kind.by_name["round"].titles) is not None
    return labels_of_all(kind, model) if has_rounds and len(model.questionnaires) > 1 else item_labels(kind, model, questionnaire)


def items_in(names: Sequence[str], labels: dict[str, str], taken: set[int]) -> tuple[dict[int, str], tuple[int, ...]]:
    """Columns that stand for an item, and those of them matched by likeness only. No item is given twice."""
    exact: dict[int, str] = {}
    for index, name in enumerate(names):
        item = next((labels[form] for form in forms_of(name) if form in labels), None)
        if item and index not in taken and item not in exact.values():
            exact[index] = item
    guesses = guessed_items(names, labels, taken | set(exact), set(exact.values()))
    return {**exact, **guesses}, tuple(guesses)


def forms_of(name: str) -> Iterable[str]:
    """A header as a whole, without its unit, and its parts, as joined headers carry their group first."""
    yield bare(name)
    yield without_unit(name)
    for part in re.split(r"[\s\u3000]+", plain(name))[::-1]:
        yield bare(part)


def guessed_items(names: Sequence[str], labels: dict[str, str], taken: set[int], given: set[str]) -> dict[int, str]:
    """The closest question text for the headers left, where it is close enough to be offered as a guess."""
    texts = {title: item for title, item in labels.items() if len(title) >= 8 and item not in given}
    guesses: dict[int, str] = {}
    for index, name in enumerate(names):
        if index in taken or len(bare(name)) < 8:
            continue
        close = process.extractOne(bare(name), list(texts), scorer=fuzz.partial_ratio, score_cutoff=LIKENESS)
        if close and texts[close[0]] not in guesses.values():
            guesses[index] = texts[close[0]]
    return guesses


def map_columns(kind: Kind, names: Sequence[str], labels: dict[str, str]) -> Mapping:
    place = places_in(names) if "code" in kind.by_name else {}
    columns = {
        column.name: index
        for column in kind.columns
        if column.type != "municipality" or column.name != "code"
        if (index := index_of(names, column.titles)) is not None
    }
    if kind.name != "municipalities":
        columns = {name: index for name, index in columns.items() if index not in place.values()}
    taken = {*place.values(), *columns.values()}
    items, guessed = items_in(names, labels, taken) if labels else ({}, ())
    used = taken | set(items)
    unused = tuple(index for index, name in enumerate(names) if index not in used and plain(name))
    return Mapping(kind, place, columns, items, guessed, unused)


def lacking(mapping: Mapping, municipality_known: bool) -> list[str]:
    """The titles of the columns that a sheet would still need to be of this kind."""
    kind = mapping.kind
    has_place = bool(mapping.place.keys() & {"code", "name"}) or municipality_known or "code" not in kind.by_name
    required = [column for column in kind.required if column.name not in ("code", kind.spread, kind.value)]
    missing = [column.label for column in required if column.name not in mapping.columns]
    return [
        *([] if has_place else ["団体コード"]),
        *missing,
        *([] if says_something(mapping) else [WHAT_IT_SAYS.get(kind.spread or "", "値")]),
    ]


WHAT_IT_SAYS = {"question": "設問", "step": "STEP", "aspect": "観点", "indicator": "指標"}


def says_something(mapping: Mapping) -> bool:
    """Whether there are columns beside those that tell a row's place and round."""
    kind = mapping.kind
    is_long = kind.spread in mapping.columns and kind.value in mapping.columns
    return is_long or bool(mapping.items) if kind.spread else bool(mapping.columns.keys() - {"round"})


def is_complete(mapping: Mapping, municipality_known: bool) -> bool:
    """Whether the columns of a sheet are enough to be of this kind."""
    return not lacking(mapping, municipality_known)


def recognise(names: Sequence[str], model: Model, questionnaire: Questionnaire, municipality_known: bool = False) -> Mapping | None:
    """The kind whose columns explain most of a header; None where no kind's required columns are there."""
    mappings = (
        map_columns(kind, names, labels_for(kind, names, model, questionnaire)) for kind in KINDS.values() if kind.name != "boundaries"
    )
    complete = [mapping for mapping in mappings if is_complete(mapping, municipality_known)]
    return max(complete, key=lambda mapping: mapping.matched, default=None)


def wide_indicators(names: Sequence[str], mapping: Mapping) -> Mapping:
    """Every column of a statistics table that is not the place or the year is an indicator of its own."""
    used = {*mapping.place.values(), *mapping.columns.values()}
    items = {index: indicator_name(name) for index, name in enumerate(names) if index not in used and plain(name)}
    return replace(mapping, items=items, unused=())


def indicator_name(header: str) -> str:
    return re.sub(r"\s*[（(][^（）()]*[)）]$", "", re.sub(r"\s+", " ", plain(header)))


def unit_in(header: str) -> str:
    """The unit that a header names in brackets at its end: 人口（人） → 人."""
    found = re.search(r"[（(]([^（）()]{1,6})[)）]$", plain(header))
    return found.group(1) if found else ""


def round_from(texts: Iterable[str]) -> str | None:
    """The first round that a title line, sheet name or file name tells."""
    return next((found for text in texts if (found := round_in(re.sub(r"\d{8,}", "", text)))), None)


def known_header(kinds: Iterable[Kind], labels: dict[str, str]) -> Callable[[str], bool]:
    """Tells the header row apart: is this text the title of any declared column or item?"""
    titles = {bare(title) for kind in kinds for column in kind.columns for title in column.titles}
    titles |= {bare(title) for titles in PLACE_PARTS.values() for title in titles} | labels.keys()
    return lambda text: bare(text) in titles or without_unit(text) in titles
