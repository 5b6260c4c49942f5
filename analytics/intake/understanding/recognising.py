"""What is this file? Its kind, round and municipality, and which column is which, from headers, names and sheets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from rapidfuzz import fuzz, process

from analytics.intake.own_files import FOR_READING
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.understanding.another_figure import is_another, words_for_another
from analytics.intake.understanding.gathering import gathered_labels, gathered_titles
from analytics.intake.understanding.headings import named_figure
from analytics.intake.values import plain, round_and_part, round_in, without_making
from analytics.kinds import KINDS, MUNICIPALITIES, Kind
from analytics.model import Model, Question, Questionnaire

PLACE_PARTS = {
    "code": ("団体コード", "code", "市区町村コード", "市町村コード", "全国地方公共団体コード", "地方公共団体コード", "自治体コード", "標準地域コード", "area_code", "コード", "code5", "code6"),
    "name": ("市町村名", "団体名", "自治体名", "市区町村名", "市町村", "市区町村", "自治体", "name", "都道府県・市区町村", "地域", "回答団体", "市区町村名(漢字)", "団体"),
    "prefecture": ("都道府県", "都道府県名", "都道府県名(漢字)", "県名", "prefecture", "pref"),
    "county": ("郡", "郡名", "county"),
}  # fmt: skip
ROUND_PART = "part"  # of a row's place: the column 回 beside one of years
PART_TITLES = ("調査回", "回", "実施回", "回次")
LIKENESS = 88  # rapidfuzz ratio from which a header is offered as a guess for a question's text
ALIKE = 2  # texts whose ratios differ by less are equally like


@dataclass(frozen=True)
class Mapping:
    """Which column of one sheet is what.

    place: code, name, prefecture, county → column index. columns: our column → index. items: index → question, step,
    aspect or indicator that the column stands for. guessed: indexes matched by likeness only. unused: the rest.
    unmatched: those of the unused that look like questions, while questions are without a column → these questions.
    doubtful: indexes that nothing was assigned to, because they could mean several things or several columns mean the same → what.

    For statistics: labels and dimensions are columns whose words stand before and after the item in an indicator's name; subject and
    condition are such words for the whole table; years and units: index → what the header says of them, unit: of the whole table.
    """

    kind: Kind
    place: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    items: dict[int, str] = field(default_factory=dict)
    guessed: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()
    doubtful: dict[int, str] = field(default_factory=dict)
    unmatched: dict[int, str] = field(default_factory=dict)
    labels: tuple[int, ...] = ()
    dimensions: tuple[int, ...] = ()
    subject: str = ""
    condition: str = ""
    years: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    unit: str = ""

    @property
    def matched(self) -> float:
        """How many columns of the file it explains; a guess counts half."""
        return len({*self.place.values(), *self.columns.values(), *self.items}) - len(self.guessed) / 2


@lru_cache(maxsize=50_000)
def bare(title: str) -> str:
    """A header without what people add to it: 必須 marks, blanks, and the request of a form (市町村名を選択してください)."""
    text = re.sub(r"[\s\u3000※*＊●○]|【必須】|\(必須\)|\[必須\]", "", plain(title))
    return re.sub(r"(?<=.)を(ご?(選択|入力|記入|回答)|選んで)(して)?(ください|下さい)。?$", "", text).casefold()


@lru_cache(maxsize=50_000)
def without_unit(title: str) -> str:
    return re.sub(r"[(\[（][^)\]）]*[)\]）]$", "", bare(title))


def without_points(title: str) -> str:
    """A header without the word for its score: 総合得点, Whyスコア."""
    return re.sub(r"(?<=.)の?(得点|点数|評価点|スコア|点)$", "", without_unit(title))


# What people write in brackets behind a header that changes nothing of what it means.
REMARK = re.compile(
    r"必須|任意|選択.*|記[入述].*|入力.*|半角.*|全角.*|数[値字]|整数|西暦|和暦|年月日|y+.*|\d+桁.*|例.*|漢字|カナ|ふりがな|フリガナ|.*回答|自由.*|.*(現在|時点)"
)


def without_remark(title: str, units: Sequence[str] = ()) -> str:
    """A header without a bracket at its end that names its own unit or how to fill it in: 人口（千人） and 人口（男） keep theirs."""
    text = bare(title)
    found = re.search(r"[(\[（]([^)\]）]*)[)\]）]$", text)
    if found is None or words_for_another(found[1]) or not (found[1] in map(bare, units) or REMARK.fullmatch(found[1])):
        return text
    return text[: found.start()]


def index_of(names: Sequence[str], titles: Iterable[str], units: Sequence[str] = ()) -> int | None:
    """The column whose header is one of `titles`, with its own unit in brackets or without; None also where two are alike."""
    found = all_of(names, titles, units)
    return found[0] if len(found) == 1 else None


def all_of(names: Sequence[str], titles: Iterable[str], units: Sequence[str] = ()) -> list[int]:
    """The columns that bear the first of `titles` that any column bears."""
    wanted = [bare(title) for title in titles]
    for form in (bare, partial(without_remark, units=units)):
        headers = [form(name) for name in names]
        found = next((title for title in wanted if title in headers), None)
        if found is not None:
            return [index for index, header in enumerate(headers) if header == found]
    return []


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
    return {bare(title): title for title in gathered_titles(kind, model)}


@lru_cache(maxsize=16)
def question_titles(questionnaire: Questionnaire) -> dict[str, str]:
    """Every way a header names a question exactly: its id, its text, both, its number. An id is never a number's; a text that two
    questions share names none."""
    asked = questionnaire.texts_by_id
    texts = Counter(bare(text) for text in asked.values())
    titles = {bare(text): id for id, text in asked.items() if texts[bare(text)] == 1}
    titles |= {bare(id): id for id in asked}
    titles |= {bare(f"{id}{mark}{text}"): id for id, text in asked.items() for mark in ("", ".", ":", "_")}
    for question, number in numbered(questionnaire):
        titles.setdefault(number, question.id)
        titles[bare(f"{number}{question.text}")] = question.id
    return titles


QUESTION_NUMBER = re.compile(r"q0*(\d+)(?:[-_.]0*(\d+))?")


def numbered(questionnaire: Questionnaire) -> list[tuple[Question, str]]:
    """The number under which people know each question, as 問7 or 問7-2: that of its id (q07, q7_2) where all have one, else its place."""
    numbers = [QUESTION_NUMBER.fullmatch(question.id.casefold()) for question in questionnaire.questions]
    if all(numbers):
        return [
            (question, number_title(*found.groups())) for question, found in zip(questionnaire.questions, numbers, strict=True) if found
        ]
    return [(question, number_title(str(place))) for place, question in enumerate(questionnaire.questions, 1)]


def number_title(number: str, part: str | None = None) -> str:
    return f"問{int(number)}" + (f"-{int(part)}" if part else "")


NUMBERED = re.compile(
    r"[\[【(]?(?P<word>問|設問|質問|q|no|第)?\.?(?P<number>\d{1,3})(?P<close>問|番)?(?:(?:[-_.の]\(?|\()(?P<part>\d{1,2})\)?(?!\d))?(?P<mark>[\])】.:、_-]*)(?P<rest>.*)"
)


@dataclass(frozen=True)
class Numbered:
    """A header that begins with a number in one of the usual styles: 問1, Q1, 設問1-(1), (1), ①. named: whether a word says that
    the number is a question's; rest: what follows it."""

    title: str
    named: bool
    rest: str


@lru_cache(maxsize=50_000)
def numbered_header(name: str) -> Numbered | None:
    found = NUMBERED.fullmatch(bare(name))
    if not found:
        return None
    return Numbered(number_title(found["number"], found["part"]), bool(found["close"] or found["word"] not in (None, "第")), found["rest"])


def item_named(text: str, labels: dict[str, str]) -> str | None:
    """The item that a text names exactly, without words that make it another figure."""
    item = item_within(text, labels)
    return item if item and not is_another(text, titles_of(item, labels)) else None


def titles_of(item: str, labels: dict[str, str]) -> list[str]:
    return [title for title, named in labels.items() if named == item]


def item_within(text: str, labels: dict[str, str]) -> str | None:
    """The item whose title a text is: as a whole, without what stands in brackets, by number, or by number and wording together."""
    whole = labels.get(bare(text)) or labels.get(without_unit(text))
    number = numbered_header(text)
    if whole or number is None:
        return whole
    by_number, by_rest = labels.get(number.title), labels.get(number.rest)
    if not number.rest:
        return by_number
    return by_rest if by_number in (None, by_rest) or not number.named else None


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
    if kind.gathers:
        return gathered_labels(kind, names, model, (bare, without_unit, without_points))
    has_rounds = "round" in kind.by_name and index_of(names, kind.by_name["round"].titles) is not None
    return labels_of_all(kind, model) if has_rounds and len(model.questionnaires) > 1 else item_labels(kind, model, questionnaire)


@dataclass(frozen=True)
class Items:
    """Which columns stand for an item, which of them by likeness only, and which were left because they or the items are in doubt."""

    by_index: dict[int, str] = field(default_factory=dict)
    guessed: tuple[int, ...] = ()
    doubtful: dict[int, str] = field(default_factory=dict)


def items_in(names: Sequence[str], labels: dict[str, str], taken: set[int], spread: str | None = None, year: str | None = None) -> Items:
    """No item is given twice: of columns that name the same one none gets it. A column that means another figure of an item is in
    doubt, unless the item has a column of its own."""
    others = others_in(names, labels, taken, spread, year)
    found = own_items(names, labels, taken | others.keys())
    named = {*found.by_index.values(), *(item for what in found.doubtful.values() for item in what.split("・"))}
    doubts = {index: "・".join(sorted(items)) for index, items in others.items() if not items <= named}
    return replace(found, doubtful=found.doubtful | doubts)


def others_in(names: Sequence[str], labels: dict[str, str], taken: set[int], spread: str | None, year: str | None) -> dict[int, set[str]]:
    """Column → the items of which it is another figure: their rank, their mean, that of last time."""
    texts = {title: item for title, item in labels.items() if len(title) >= 8}
    strange = [index for index, name in enumerate(names) if index not in taken and words_for_another(name, spread, year)]
    meant = {index: exact_items(names[index], labels) or closest(names[index], texts, labels, set()) for index in strange}
    return {
        index: items
        for index, items in meant.items()
        if items and all(is_another(names[index], titles_of(item, labels), spread, year) for item in items)
    }


def own_items(names: Sequence[str], labels: dict[str, str], taken: set[int]) -> Items:
    meant = {index: exact_items(name, labels) for index, name in enumerate(names) if index not in taken}
    named = Counter(item for items in meant.values() if len(items) == 1 for item in items)
    exact = {index: min(items) for index, items in meant.items() if len(items) == 1 and named[min(items)] == 1}
    doubtful = {index: "・".join(sorted(items)) for index, items in meant.items() if items and index not in exact}
    given = {*exact.values(), *(item for item, times in named.items() if times > 1)}
    guesses, doubts = guessed_items(names, labels, taken | meant.keys() & {*exact, *doubtful}, given)
    return Items(exact | guesses, tuple(guesses), doubtful | doubts)


def exact_items(name: str, labels: dict[str, str]) -> set[str]:
    """The items that a header names: as a whole, else by its parts, as joined headers carry their group first."""
    whole = item_within(name, labels)
    if whole:
        return {whole}
    number = numbered_header(name)
    if number and number.named and number.rest:
        return set()
    parts = [part for part in re.split(r"[\s\u3000]+", plain(name)) if not (bare(part).isdigit() or is_bare_number(part))]
    return {item for part in parts if (item := item_within(part, labels))}


def is_bare_number(text: str) -> bool:
    """(1), 1., ①: a number that each group of questions begins anew."""
    number = numbered_header(text)
    return number is not None and not number.named and not number.rest


def guessed_items(names: Sequence[str], labels: dict[str, str], taken: set[int], given: set[str]) -> tuple[dict[int, str], dict[int, str]]:
    """(guesses, doubts): the one closest question of each header left, or the several that are equally close."""
    texts = {title: item for title, item in labels.items() if len(title) >= 8 and item not in given}
    close = {index: closest(name, texts, labels, given) for index, name in enumerate(names) if index not in taken}
    times = Counter(min(items) for items in close.values() if len(items) == 1)
    guesses = {index: min(items) for index, items in close.items() if len(items) == 1 and times[min(items)] == 1}
    return guesses, {index: "・".join(sorted(items)) for index, items in close.items() if items and index not in guesses}


NEGATION = re.compile(r"な[いしくか]|なけれ|無(?![料線])|未(?![来満])|以外|除|ず(?!れ)|不(?!動)|非")


def is_opposite(one: str, other: str) -> bool:
    """Whether only one of two texts denies something: 行っている and 行っていない are alike but for their meaning."""
    return bool(NEGATION.search(one)) != bool(NEGATION.search(other))


def closest(name: str, texts: dict[str, str], labels: dict[str, str], given: set[str]) -> set[str]:
    """The items whose text is like a header, all that are as like as the likest; else the one whose number it bears."""
    number = numbered_header(name)
    wording = number.rest if number else bare(name)
    found = process.extract(wording, list(texts), scorer=fuzz.partial_ratio, score_cutoff=LIKENESS, limit=5) if len(wording) >= 8 else []
    best = max((score for _, score, _ in found), default=0)
    likest = {texts[title] for title, score, _ in found if score > best - ALIKE}
    if any(is_opposite(wording, title) for title, score, _ in found if score > best - ALIKE):
        return set()
    by_number = labels.get(number.title) if number and number.named else None
    denied = any(is_opposite(wording, title) for title, item in texts.items() if item == by_number)
    return likest or ({by_number} if by_number and by_number not in given and not (wording and denied) else set())


def map_columns(kind: Kind, names: Sequence[str], labels: dict[str, str], year: str | None = None) -> Mapping:
    """What a header says if it is of this kind. year: of the file, as far as it tells one."""
    place = places_in(names) if "code" in kind.by_name else {}
    columns, doubtful = columns_in(kind, names)
    if kind.name != "municipalities":
        columns = {name: index for name, index in columns.items() if index not in place.values()}
    part = index_of(names, PART_TITLES) if "round" in columns else None
    if part is not None and part not in columns.values():
        place[ROUND_PART] = part
    if kind is MUNICIPALITIES:  # what helps to find a row is stored, too, however its column is called
        columns = {part: at for part, at in place.items() if part in ("prefecture", "county")} | columns
    taken = {*place.values(), *columns.values(), *doubtful}
    if kind.gathers:
        items = gathered_items({at: name for at, name in enumerate(names) if at not in taken and name in labels}, labels, year)
    else:
        items = items_in(names, labels, taken, kind.spread, year) if labels else Items()
    doubtful |= items.doubtful
    used = taken | items.by_index.keys() | doubtful.keys()
    unused = tuple(index for index, name in enumerate(names) if index not in used and plain(name) and not is_for_reading(name))
    return Mapping(kind, place, columns, items.by_index, items.guessed, unused, doubtful)


def columns_in(kind: Kind, names: Sequence[str]) -> tuple[dict[str, int], dict[int, str]]:
    """(declared column → index, index → what it might be): a header that two columns could mean is the one's whose label it is. The
    names that the columns have among us are titles only in a file of such names: elsewhere Why is a category, not a reason."""
    in_codes = all(plain(name).isascii() for name in names)
    titles = {column.name: column.titles if in_codes else column.words for column in kind.columns}
    found = {column.name: all_of(names, titles[column.name], column.units) for column in kind.columns if column.name != "code"}
    doubtful = {index: kind.by_name[name].label for name, indexes in found.items() if len(indexes) > 1 for index in indexes}
    claims: dict[int, list[str]] = {}
    for name, indexes in found.items():
        if len(indexes) == 1:
            claims.setdefault(indexes[0], []).append(name)
    columns: dict[str, int] = {}
    for index, claiming in claims.items():
        called = [name for name in claiming if bare(kind.by_name[name].label) == bare(names[index])] or claiming
        if len(called) == 1:
            columns[called[0]] = index
        else:
            doubtful[index] = "・".join(kind.by_name[name].label for name in called)
    return columns, {index: what for index, what in doubtful.items() if index not in columns.values()}


def is_for_reading(name: str) -> bool:
    """Whether a column of one of our forms only helps to fill it in."""
    return plain(name).startswith(plain(FOR_READING))


ASKING = re.compile(r".{7,}(か|[?？]|ください|下さい)[。.]?$")


def is_asking(name: str) -> bool:
    """Whether a header is worded or numbered as a question."""
    number = numbered_header(name)
    return bool(ASKING.search(bare(name))) or (number is not None and number.named)


def gathered_items(headers: dict[int, str], labels: dict[str, str], year: str | None) -> Items:
    """The one column of each rating or score. labels: header → what it seems to mean."""
    others = {at for at, name in headers.items() if is_another(name, [bare(labels[name])], None, year)}
    own = Counter(labels[name] for at, name in headers.items() if at not in others)
    by_index = {at: labels[name] for at, name in headers.items() if at not in others and own[labels[name]] == 1}
    doubtful = {at: labels[name] for at, name in headers.items() if at not in by_index and (at not in others or not own[labels[name]])}
    return Items(by_index, (), doubtful)


def lacking(mapping: Mapping, municipality_known: bool) -> list[str]:
    """The titles of the columns that a sheet would still need to be of this kind."""
    kind = mapping.kind
    has_place = bool(mapping.place.keys() & {"code", "name"}) or municipality_known or "code" not in kind.by_name
    required = [column for column in kind.required if column.name not in ("code", kind.spread, kind.value)]
    missing = [column.label for column in required if column.name not in mapping.columns]
    return [
        *([] if has_place else ["団体コード"]),
        *missing,
        *([] if says_something(mapping) else [WHAT_IT_SAYS.get(kind.spread or kind.gathers or "", "値")]),
    ]


WHAT_IT_SAYS = {"question": "設問", "step": "STEP", "aspect": "観点", "indicator": "指標", "score": "設問（設問1 など）または区分の点数"}


def says_something(mapping: Mapping) -> bool:
    """Whether there are columns beside those that tell a row's place and round."""
    kind = mapping.kind
    if kind.gathers == "score":
        return bool(mapping.items)
    is_long = kind.spread in mapping.columns and kind.value in mapping.columns
    return is_long or bool(mapping.items) if kind.spread else bool(mapping.columns.keys() - {"round"})


def is_complete(mapping: Mapping, municipality_known: bool) -> bool:
    """Whether the columns of a sheet are enough to be of this kind."""
    return not lacking(mapping, municipality_known)


def is_bare_list(mapping: Mapping) -> bool:
    """Names and codes of municipalities beside columns that no master has: they tell whom the rows are about, not what the file is."""
    return mapping.kind is MUNICIPALITIES and bool(mapping.unused) and mapping.columns.keys() <= PLACE_PARTS.keys()


class TwoKinds(UnreadableFile):
    """The columns of a sheet are those of two kinds alike: its reader has to say which it is."""


def mappings_of(names: Sequence[str], model: Model, questionnaire: Questionnaire, year: str | None = None) -> list[Mapping]:
    """What a header says, kind by kind. year: of the file, as far as it tells one."""
    kinds = (kind for kind in KINDS.values() if kind.name != "boundaries")
    return [map_columns(kind, names, labels_for(kind, names, model, questionnaire), year) for kind in kinds]


# Headers that lists of all sorts have: that a kind has such a column says nothing for it.
COMMON = frozenset(
    ["名称", "名前", "タイトル", "団体", "企業名", "事業者名", "事業名", "所管", "実施主体", "大分類", "中分類", "小分類", "id", "回答者id"]
)
# A column that says where something is or how to reach it: no figure, and no part of a measure's name.
OF_THINGS = re.compile(
    r".*(住所|所在地|電話(番号)?|TEL|FAX|ファク?ックス|ファクス|郵便番号|〒|氏名|代表者名?|担当者名?|メール(アドレス)?|URL|ホームページ)",
    re.IGNORECASE,
)


def is_told(mapping: Mapping, names: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether columns that are complete say what the file is: one that only this kind has, its name somewhere, or no column is left over
    that another kind of list would have."""
    kind = mapping.kind
    if kind is MUNICIPALITIES:
        return not is_bare_list(mapping)
    if kind.spread or kind.private or is_called(kind, (*titles, *names)):
        return True
    if "code" not in kind.by_name and {*places_in(names).values()} & {*mapping.unused}:
        return False  # it tells of municipalities, one by one
    if kind.telling:
        return any(bare(names[at]) not in COMMON for name, at in mapping.columns.items() if name in kind.telling)
    left = [*mapping.unused, *mapping.doubtful]
    return 4 * len(left) <= sum(map(bool, names)) and not any(OF_THINGS.fullmatch(plain(names[at])) for at in left)


WHO = re.compile(r"(?!.*(数|課|係)$).*(氏名|名前|メール|mail|受診者|職員番号).*", re.IGNORECASE)


def is_about_persons(mappings: Sequence[Mapping], names: Sequence[str]) -> bool:
    """Whether a row is what one person scored, whichever columns are still lacking: it is never to be taken for anything else."""
    own = next((mapping for mapping in mappings if mapping.kind.private), None)
    if own is None:
        return False
    numbered = "respondent" in own.columns and bare(names[own.columns["respondent"]]) not in COMMON
    is_scored = any(numbered_header(names[at]) is None for at in own.items)
    return numbered or (is_scored and any(WHO.fullmatch(plain(name)) for name in names))


def fitting(mappings: Sequence[Mapping], names: Sequence[str], municipality_known: bool, titles: Sequence[str]) -> Mapping | None:
    """The kind whose columns explain most of a header; None where no kind's required columns are there, or they could be anybody's. Of
    kinds that explain as much, the one that a title or the file's name tells; TwoKinds where none does."""
    complete = [mapping for mapping in mappings if is_complete(mapping, municipality_known) and is_told(mapping, names, titles)]
    if is_about_persons(mappings, names):
        complete = [mapping for mapping in complete if mapping.kind.private]
    most = max((mapping.matched for mapping in complete), default=0)
    best = [mapping for mapping in complete if mapping.matched == most]
    best = [mapping for mapping in best if is_called(mapping.kind, titles)] or best
    if len(best) > 1:
        both = "・".join(mapping.kind.label for mapping in best)
        options = " または ".join(f"--kind {mapping.kind.name}" for mapping in best)
        raise TwoKinds(f"列名が {both} のどれにも合います。種類を指定してください（{options}）。")
    return best[0] if best else None


def is_called(kind: Kind, titles: Sequence[str]) -> bool:
    """Whether a file's name, sheet or title says that it is of this kind."""
    words = (kind.label, *kind.also_called)
    return any(word in plain(title) for title in titles for word in words) or any(kind.name in title for title in titles)


def wide_indicators(names: Sequence[str], mapping: Mapping) -> Mapping:
    """Every column of a statistics table that is not the place or the year is an indicator of its own."""
    used = {*mapping.place.values(), *mapping.columns.values()}
    items = {index: indicator_name(name) for index, name in enumerate(names) if index not in used and plain(name)}
    return replace(mapping, items=items, units={index: unit_in(names[index]) for index in items if unit_in(names[index])}, unused=())


def indicator_name(header: str) -> str:
    """What a text names as an indicator, less its unit and code: A1101_総人口【人】 → 総人口."""
    return named_figure(header)[0]


def unit_in(header: str) -> str:
    """The unit that a header names: 人口（人） → 人."""
    return named_figure(header)[1]


COPY = re.compile(r"\([2-9]\)(\.\w{1,5})?$")


# What a browser or the desktop adds to a second copy: R7 (1).xlsx, R7 - コピー.xlsx, R7 - Copy (2).xlsx. Without the blank, R7(2).xlsx
# may as well be the second round of the year.
COPY_OF_FILE = re.compile(r"(?<=.)( *-? *(コピー|Copy))?( +\(\d{1,2}\))?(?=(\.\w{1,5})?$)", re.IGNORECASE)


def without_copy_mark(name: str) -> str:
    """A file's name as it was before it was copied. Only half-width brackets are a machine's: 2025（2） is a person's."""
    return COPY_OF_FILE.sub("", name, count=1)


def round_from(texts: Iterable[str]) -> str | None:
    """The first round that a title line, sheet name or file name tells; which one of its year, another of them may say. None where two
    disagree on that, and where "2025(2)" may be a second round or a second copy."""
    lines = [without_making(re.sub(r"\d{8,}", " ", text)) for text in texts]
    told = [(line, round) for line in lines if (round := round_in(line))]
    if not told:
        return None
    year = told[0][1][:4]
    of_year = [(line, round) for line, round in told if round[:4] == year]
    if any(COPY.search(line) for line, _ in of_year):
        return None
    alone = {round for line in lines if "回" in line and (round := round_and_part(year, line))}
    second = {round for _, round in of_year} | (alone if all(round == year for _, round in of_year) else set())
    return max(second) if len(second - {year}) < 2 else None


def known_header(kinds: Iterable[Kind], labels: dict[str, str]) -> Callable[[str], bool]:
    """Tells the header row apart: is this text the title of any declared column or item?"""
    titles = {bare(title) for kind in kinds for column in kind.columns for title in column.titles}
    titles |= {bare(title) for titles in PLACE_PARTS.values() for title in titles}
    return lambda text: bare(text) in titles or without_unit(text) in titles or item_within(text, labels) is not None
