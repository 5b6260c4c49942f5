"""Every layout in which a table reaches an office: what was drawn is what is stored, and what is no data is shown as left out."""

from __future__ import annotations

import csv
import io
import itertools
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from analytics.codes import check_digit
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.taking_in import Examination, NotTakenIn
from tests.conftest import World
from tests.taking import MASTER, rows, taken

PLACES = {
    "98201": ("みずほ市", "試験県", ""),
    "98202": ("府中市", "試験県", ""),
    "98301": ("龍ヶ崎町", "試験県", "北郡"),
    "98302": ("みなみ町", "試験県", "南郡"),
    "97202": ("府中市", "別県", ""),
    "97301": ("みなみ町", "別県", "北郡"),
}
FIGURES = (("図書館数", "館"), ("保育所数", "か所"), ("光回線整備率", "%"), ("来庁者数", "人"))
MASTER_FIGURES = (("人口", "人"), ("世帯数", "世帯"), ("面積", "km2"), ("情報担当職員数", "人"))
STEPS = ("STEP0", "STEP1", "STEP2", "STEP3")
ANSWERS = {
    "q1": ("していない", "一部", "全庁で"),
    "q2": ("ない", "検討中", "ある"),
    "q3": ("いいえ", "一部", "はい"),
    "q4": ("ない", "準備中", "ある"),
    "q5": ("ない", "試行", "ある"),
}
TEXTS = {
    "q1": "職員研修を計画的に行っている",
    "q2": "地域課題を起点とした方針がある",
    "q3": "役割分担が明文化されている",
    "q4": "予算化された取組がある",
    "q5": "住民が参加する取組がある",
}
STORED = {
    "survey": "select code, question, choice from store.survey",
    "survey_long": "select code, question, choice from store.survey",
    "steps": "select code, step, score::integer::varchar from store.steps",
    "indicators": "select code, indicator, value::integer::varchar from store.indicators",
    "municipalities": """select code, item, value::integer::varchar from (
        unpivot (select code, population::double as 人口, households::double as 世帯数, area_km2 as 面積, it_staff::double as 情報担当職員数
        from store.municipalities) on columns(* exclude code) into name item value value)""",
}
TABLE_OF = {"survey_long": "survey"}
Grid = list[list[str]]


@dataclass
class Drawing:
    """Rows as the sender sees them, ranges that are merged, what has to be stored and what has to be shown as left out."""

    rows: Grid = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    facts: set[tuple[str, str, str]] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    def lower(self, by: Grid, merged: list[tuple[int, int, int, int]]) -> Drawing:
        """The same below further rows."""
        moved = [(top + len(by), left, bottom + len(by), right) for top, left, bottom, right in self.merged]
        return replace(self, rows=[*by, *self.rows], merged=[*merged, *moved])

    @property
    def width(self) -> int:
        return max(map(len, self.rows))


# --- what is drawn -----------------------------------------------------------------------------------------------


def items_of(kind: str) -> list[tuple[str, str, str]]:
    """Of each column: what is stored of it, the words in the header, the unit."""
    if kind.startswith("survey"):
        return [(id, text, "") for id, text in TEXTS.items()]
    if kind == "steps":
        return [(name.lower(), name, "点") for name in STEPS]
    return [(name, name, unit) for name, unit in (FIGURES if kind == "indicators" else MASTER_FIGURES)]


def value_of(kind: str, item: str, at: int) -> str:
    """A value that no other cell near it has; answers by their words."""
    if kind.startswith("survey"):
        return ANSWERS[item][(at + int(item[1])) % 3]
    return str({"steps": 0, "indicators": 20, "municipalities": 400}[kind] + at * 2 + len(item))


def facts_of(kind: str, codes: tuple[str, ...], names: dict[str, str] | None = None) -> set[tuple[str, str, str]]:
    """names: item → the name under which it has to be stored, where its group belongs to it."""
    return {(code, (names or {}).get(item, item), value_of(kind, item, at)) for at, code in enumerate(codes) for item, *_ in items_of(kind)}


# --- files of it -------------------------------------------------------------------------------------------------


def content(form: str, *sheets: tuple[str, Drawing]) -> bytes:
    if form.endswith("csv"):
        out = io.StringIO(newline="")
        width = max(drawing.width for _, drawing in sheets)
        csv.writer(out).writerows([*row, *[""] * (width - len(row))] for _, drawing in sheets for row in drawing.rows)
        return out.getvalue().encode("cp932" if form.startswith("cp932") else "utf-8")
    return workbook(dict(sheets))


def workbook(sheets: dict[str, Drawing]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, drawing in sheets.items():
        sheet = made.create_sheet(name)
        for row in drawing.rows:
            sheet.append([int(cell) if cell.isdecimal() and cell not in PLACES else cell or None for cell in row])
        for top, left, bottom, right in drawing.merged:
            if (top, left) != (bottom, right):
                sheet.merge_cells(f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# --- the judgement -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One database for all layouts; each takes its file in anew."""
    made = World(tmp_path_factory.mktemp("layouts"))
    yield made
    made.store.close()


def taken_in(world: World, kind: str, raw: bytes, name: str, **wishes: Any) -> tuple[set[tuple[str, str, str]], Examination]:
    table = TABLE_OF.get(kind, kind)
    world.forget("batch", "original", table, f"{table}_entry")
    if kind == "municipalities" or not rows(world, "select 1 from store.municipalities limit 1"):
        taken(world, MASTER.replace(",人口", ",備考"), "市町村.csv")
    try:
        found = taken(world, raw, name, kind=table, **wishes)
    except NotTakenIn as error:
        error.add_note("\n".join(map(str, error.findings[["cell", "value", "message"]].itertuples(index=False))))
        raise
    return {row for row in rows(world, STORED[kind]) if row[2] is not None}, found


def assert_shown(found: Examination, left_out: list[str]) -> None:
    shown = " ".join(found.findings[found.findings["severity"] == "left_out"]["value"])
    assert all(plain_words(text) in plain_words(shown) for text in left_out), (left_out, shown)


def plain_words(text: str) -> str:
    return "".join(text.split()).translate(str.maketrans("：（）　", ":() "))


# --- tables that stand upright -----------------------------------------------------------------------------------

PLACE_COLUMNS = {
    "code": ("団体コード",),
    "code and name": ("団体コード", "市町村名"),
    "prefecture and name": ("都道府県", "市町村名"),
    "prefecture, county, name": ("都道府県名", "郡名", "市町村名"),
}
TITLES: dict[str, Grid] = {
    "no title": [],
    "one title": [["DX推進状況調査（令和7年度）"]],
    "title and blank row": [["令和7年度　市町村のすがた"], []],
    "two titles": [["市町村のすがた"], ["令和7年度"]],
    "titles, blank rows, sender": [["市町村のすがた", "", "令和7年度"], [], ["担当：総務課", "", "内線 123"], []],
    "merged title": [["令和7年度 市町村のすがた"]],
    "title with a note": [["令和7年度 市町村のすがた"], ["※ 色の付いたセルに入れてください"], []],
    "title at the right": [["", "", "令和7年度調査"], ["", "", "", "単位：人、％"]],
}
NOTES: dict[str, tuple[Grid, int]] = {
    "no note": ([], 0),
    "source": ([["出典：住民基本台帳"]], 1),
    "blank row and notes": ([[], ["注1　4月1日現在"], ["注2　速報値を含む"]], 2),
    "mark and reference": ([["※ 速報値"], ["（資料）総務省「統計」"]], 2),
    "numbered": ([[], ["(1) 人口は国勢調査による。"], ["(2) 面積は国土地理院による。"]], 2),
    "note at the right": ([[], ["", "", "資料：県統計課"]], 1),
}
TOTALS: dict[str, tuple[tuple[str, int], ...]] = {
    "no total": (),
    "total below": (("合計", -1),),
    "prefecture above": (("県計", 0),),
    "county in the middle": (("郡計", 2), ("町村計", -1)),
    "mean and total below": (("総数", -1), ("平均", -1)),
    "named totals": (("試験県計", 0), ("北郡計", 3), ("県平均", -1)),
}
SIDES = ("plain", "blank first column", "running number", "blank column inside", "blank rows inside", "blank row below the header")
HEADERS = ("one row", "line breaks", "groups merged", "groups unmerged", "three rows", "units below", "places merged, no groups")
FORMS = ("csv", "cp932 csv", "xlsx", "xlsm")


@dataclass(frozen=True)
class Upright:
    kind: str
    places: str
    titles: str
    header: str
    notes: str
    totals: str
    side: str
    form: str

    def __str__(self) -> str:
        return " | ".join(vars(self).values())


def upright_cases() -> list[Upright]:
    """Every kind with every header, the other dimensions by lot."""
    lot = random.Random(20261123)
    kinds = ("survey", "survey_long", "steps", "indicators", "municipalities")
    found = []
    for kind, header in itertools.product(kinds, HEADERS):
        if header in ("groups merged", "groups unmerged", "three rows", "units below") and kind == "survey_long":
            continue
        for titles in lot.sample(list(TITLES), 4):
            more = (lot.choice(list(NOTES)), lot.choice(list(TOTALS)), lot.choice(SIDES), lot.choice(FORMS))
            places = "code and name" if kind == "municipalities" else lot.choice(list(PLACE_COLUMNS))
            found.append(Upright(kind, places, titles, header, *more))
    return found


def drawn(case: Upright) -> Drawing:
    codes = tuple(PLACES)
    table = long_table(case, codes) if case.kind == "survey_long" else wide_table(case, codes)
    table = with_side(case.side, with_totals(case, table))
    notes, count = NOTES[case.notes]
    below = list(notes)
    titles = TITLES[case.titles]
    merged = [(0, 0, 0, table.width - 1)] if case.titles in ("merged title", "title with a note") else []
    left_out = [*table.left_out, *("".join(row) for row in notes if row)]
    assert count == sum(map(bool, notes))
    return replace(table.lower(titles, merged), rows=[*titles, *table.rows, *below], left_out=left_out)


def place_cells(places: str, code: str) -> list[str]:
    name, prefecture, county = PLACES[code]
    return {
        "code": [code],
        "code and name": [code, name],
        "prefecture and name": [prefecture, name],
        "prefecture, county, name": [prefecture, county, name],
    }[places]


def wide_table(case: Upright, codes: tuple[str, ...]) -> Drawing:
    items = items_of(case.kind)
    body = [[*place_cells(case.places, code), *(value_of(case.kind, item, at) for item, *_ in items)] for at, code in enumerate(codes)]
    head, merged, names = header_of(case, [*PLACE_COLUMNS[case.places]], items)
    return Drawing([*head, *body], merged, facts_of(case.kind, codes, names))


def long_table(case: Upright, codes: tuple[str, ...]) -> Drawing:
    body = [[*place_cells(case.places, code), id, value_of("survey_long", id, at)] for at, code in enumerate(codes) for id in TEXTS]
    titles = [*PLACE_COLUMNS[case.places], "設問", "回答"]
    head = [[title[:1] + "\n" + title[1:] if case.header == "line breaks" else title for title in titles]]
    merged = []
    if case.header == "places merged, no groups":
        head, merged = [titles, [""] * len(titles)], [(0, column, 1, column) for column in range(len(titles))]
    return Drawing([*head, *body], merged, facts_of("survey_long", codes))


def grouped(case: Upright, items: list[tuple[str, str, str]], *groups: list[str]) -> dict[str, str]:
    """Item → its name behind those of its groups: so an indicator is called that no kind declares."""
    if case.kind != "indicators":
        return {}
    return {item: " ".join((*path, item)) for (item, *_), *path in zip(items, *groups, strict=True)}


def header_of(case: Upright, place: list[str], items: list[tuple[str, str, str]]) -> tuple[Grid, list[tuple[int, ...]], dict[str, str]]:
    """Rows of the header, merged ranges, and names to be stored where a group belongs to them."""
    words = [text for _, text, _ in items]
    n, half = len(place), len(words) // 2
    blank = [""] * n
    down = [(0, column, 2 if case.header == "three rows" else 1, column) for column in range(n)]
    first, second = ["体制"] * half, ["実績"] * (len(words) - half)
    if case.header == "line breaks":
        return [[*(f"{t[:2]}\n{t[2:]}" for t in place), *(f"{t[:3]}\n{t[3:]}" for t in words)]], [], {}
    if case.header == "groups merged":
        top = [*place, "体制", *[""] * (half - 1), "実績", *[""] * (len(words) - half - 1)]
        return (
            [top, [*blank, *words]],
            [*down, (0, n, 0, n + half - 1), (0, n + half, 0, n + len(words) - 1)],
            grouped(case, items, [*first, *second]),
        )
    if case.header == "groups unmerged":
        top = [*blank, "体制", *[""] * (half - 1), "実績", *[""] * (len(words) - half - 1)]
        return [top, [*place, *words]], [], grouped(case, items, [*first, *second])
    if case.header == "three rows":
        top = [*place, "全体", *[""] * (len(words) - 1)]
        middle = [*blank, "体制", *[""] * (half - 1), "実績", *[""] * (len(words) - half - 1)]
        ranges = [(0, n, 0, n + len(words) - 1), (1, n, 1, n + half - 1), (1, n + half, 1, n + len(words) - 1)]
        return [top, middle, [*blank, *words]], [*down, *ranges], grouped(case, items, ["全体"] * len(words), [*first, *second])
    if case.header == "units below":
        return [[*place, *words], [*blank, *(f"({unit})" if unit else "" for *_, unit in items)]], [], {}
    if case.header == "places merged, no groups":
        return [[*place, *words], [""] * (n + len(words))], [(0, column, 1, column) for column in range(n + len(words))], {}
    return [[*place, *words]], [], {}


def with_totals(case: Upright, table: Drawing) -> Drawing:
    """Rows of sums among the data; their figures are no municipality's."""
    if case.kind.startswith("survey"):
        return table
    n, width = len(PLACE_COLUMNS[case.places]), table.width
    body = next(at for at, row in enumerate(table.rows) if any(cell in PLACES or cell in ("試験県", "別県") for cell in row[:1]))
    head, data = table.rows[:body], table.rows[body:]
    left_out = []
    for word, at in TOTALS[case.totals]:
        row = [*[""] * (n - 1), word, *(str(9_000 + column) for column in range(width - n))]
        data.insert(len(data) if at < 0 else at, row)
        left_out.append(word)
    return replace(table, rows=[*head, *data], left_out=left_out)


def with_side(side: str, table: Drawing) -> Drawing:
    """Blank or counting columns, blank rows."""
    first = next(
        at
        for at, row in enumerate(table.rows)
        if any(cell in PLACES or cell in ("試験県", "別県", "県計") or cell.endswith("県計") for cell in row)
    )
    if side in ("blank rows inside", "blank row below the header"):
        at = first if side == "blank row below the header" else first + 2
        return replace(table, rows=[*table.rows[:at], [], *table.rows[at:]])
    if side == "plain":
        return table
    at = 0 if side != "blank column inside" else table.width - 2
    merged = [(top, left + (left >= at), bottom, right + (right >= at)) for top, left, bottom, right in table.merged]
    counting = side == "running number"
    padded = [[*row, *[""] * (table.width - len(row))] for row in table.rows]
    given = ["No.", *[""] * (first - 1), *map(str, range(1, len(padded)))] if counting else [""] * len(padded)
    return replace(table, rows=[[*row[:at], cell, *row[at:]] for row, cell in zip(padded, given, strict=False)], merged=merged)


@pytest.mark.parametrize("case", upright_cases(), ids=str)
def test_an_upright_table_is_stored_as_it_was_drawn(office: World, case: Upright) -> None:
    drawing = drawn(case)
    name = f"表.{case.form.split()[-1]}"
    stored, found = taken_in(office, case.kind, content(case.form, ("表", drawing)), name, round="2025")
    assert stored == drawing.facts
    assert_shown(found, drawing.left_out)


# --- municipalities across the top -------------------------------------------------------------------------------

ACROSS_HEADS = (
    "names",
    "names with prefecture",
    "codes",
    "six-digit codes",
    "codes above names",
    "names above codes",
    "prefectures above names",
    "two municipalities",
)
ACROSS_LABELS = ("one column", "group at the left", "group merged", "number and item", "item and unit", "headings", "titled columns")
ACROSS_SIDES = (
    "plain",
    "trailing blank column",
    "total at the right",
    "total at the left",
    "total and mean",
    "remarks at the right",
    "blank column inside",
)


@dataclass(frozen=True)
class Sideways:
    kind: str
    head: str
    labels: str
    side: str
    titles: str
    notes: str
    form: str

    def __str__(self) -> str:
        return " | ".join(vars(self).values())


def sideways_cases() -> list[Sideways]:
    lot = random.Random(20261124)
    found = []
    for head, labels in itertools.product(ACROSS_HEADS, ACROSS_LABELS):
        for kind in ("survey", "indicators"):
            titles = lot.choice([title for title in TITLES if title != "title with a note"])
            found.append(Sideways(kind, head, labels, lot.choice(ACROSS_SIDES), titles, lot.choice(list(NOTES)), lot.choice(FORMS)))
    return found


def drawn_sideways(case: Sideways) -> Drawing:
    codes = tuple(
        code for code in PLACES if case.head not in ("names", "two municipalities") or PLACES[code][0] not in ("府中市", "みなみ町")
    )
    codes = codes[:2] if case.head == "two municipalities" else codes
    items = [(item, words, unit or "人") for item, words, unit in items_of(case.kind)]
    labels, merged = labels_of(case, items)
    head = head_of(case, codes)
    n = len(labels[0])
    titled = {"titled columns": ["設問番号", "項目"], "item and unit": ["項目", "単位"]}.get(case.labels, [""] * n)
    body = [
        [*label, *(value_of(case.kind, item, at) for at in range(len(codes)))] if item else [*label, *[""] * len(codes)]
        for label, item in zip(labels, with_headings(case, items), strict=True)
    ]
    rows = [*([*(titled if row == len(head) - 1 else [""] * n), *cells] for row, cells in enumerate(head)), *body]
    table = Drawing(
        rows, [(top + len(head), left, bottom + len(head), right) for top, left, bottom, right in merged], facts_of(case.kind, codes)
    )
    table = beside(case.side, table, n, len(head))
    titles, (notes, _) = TITLES[case.titles], NOTES[case.notes]
    bar = [(0, 0, 0, table.width - 1)] if case.titles == "merged title" else []
    return replace(
        table.lower(titles, bar), rows=[*titles, *table.rows, *notes], left_out=[*table.left_out, *("".join(row) for row in notes if row)]
    )


def head_of(case: Sideways, codes: tuple[str, ...]) -> Grid:
    names = [PLACES[code][0] for code in codes]
    return {
        "names with prefecture": [[PLACES[code][1] + PLACES[code][0] for code in codes]],
        "codes": [list(codes)],
        "six-digit codes": [[code + check_digit(code) for code in codes]],
        "codes above names": [list(codes), names],
        "names above codes": [names, [code + check_digit(code) for code in codes]],
        "prefectures above names": [
            [PLACES[code][1] if at == 0 or PLACES[codes[at - 1]][1] != PLACES[code][1] else "" for at, code in enumerate(codes)],
            names,
        ],
    }.get(case.head, [names])


def with_headings(case: Sideways, items: list[tuple[str, str, str]]) -> list[str]:
    """The item of each row, '' for a row that is a heading."""
    ids = [item for item, *_ in items]
    return ["", *ids[:2], "", *ids[2:]] if case.labels == "headings" else ids


def labels_of(case: Sideways, items: list[tuple[str, str, str]]) -> tuple[Grid, list[tuple[int, int, int, int]]]:
    words = [text for _, text, _ in items]
    last = len(words) - 1
    if case.labels == "headings":
        return [["■体制"], *([word] for word in words[:2]), ["■実績"], *([word] for word in words[2:])], []
    if case.labels == "group at the left":
        return [["体制" if at < 2 else "実績", word] for at, word in enumerate(words)], []
    if case.labels == "group merged":
        return [["体制" if at == 0 else "実績" if at == 2 else "", word] for at, word in enumerate(words)], [(0, 0, 1, 0), (2, 0, last, 0)]
    if case.labels == "number and item":
        return [[str(at), word] for at, word in enumerate(words, 1)], []
    if case.labels == "titled columns":
        return [[f"({at})", word] for at, word in enumerate(words, 1)], []
    if case.labels == "item and unit":
        return [[word, unit] for _, word, unit in items], []
    return [[word] for word in words], []


def beside(side: str, table: Drawing, labels: int, head: int) -> Drawing:
    """Further columns, none of which is a municipality's."""
    last = head - 1

    def column(title: str, text: str) -> list[str]:
        return ["" if row < last else title if row == last else text if any(cells[labels:]) else "" for row, cells in enumerate(table.rows)]

    more = {
        "trailing blank column": [(99, column("", ""))],
        "blank column inside": [(labels + 1, column("", ""))],
        "total at the right": [(99, column("県計", "9001"))],
        "total at the left": [(labels, column("合計", "9001"))],
        "total and mean": [(99, column("計", "9001")), (99, column("県平均", "45.5"))],
        "remarks at the right": [(99, column("備考", "確認中"))],
    }.get(side, [])
    rows, merged, left_out = [list(row) for row in table.rows], table.merged, []
    for at, cells in more:
        rows = [[*row[:at], cell, *row[at:]] for row, cell in zip(rows, cells, strict=True)]
        left_out += [cells[last]] if cells[last] else []
    return replace(table, rows=rows, merged=merged, left_out=left_out)


@pytest.mark.parametrize("case", sideways_cases(), ids=str)
def test_a_table_with_municipalities_across_the_top_is_stored_as_it_was_drawn(office: World, case: Sideways) -> None:
    drawing = drawn_sideways(case)
    stored, found = taken_in(office, case.kind, content(case.form, ("表", drawing)), f"表.{case.form.split()[-1]}", round="2025")
    assert stored == drawing.facts
    assert_shown(found, drawing.left_out)


# --- a sheet for each --------------------------------------------------------------------------------------------

SHEETS = ("a municipality each", "a municipality each, long", "a year each")
BESIDE = ("nothing", "cover", "hidden sheet", "empty sheet", "legend", "all of them")


def sheets_of(way: str, titles: str) -> tuple[list[tuple[str, Drawing]], set[tuple[str, ...]], str]:
    """Sheets, what has to be stored, and the question to the database."""
    above = TITLES[titles]
    if way == "a year each":
        sheets, facts = [], set()
        for year, at in (("令和5年度", 0), ("令和6年度", 2), ("令和7年度", 4)):
            body = [[code, *(value_of("steps", name.lower(), number + at) for name in STEPS)] for number, code in enumerate(PLACES)]
            sheets.append((year, Drawing([["団体コード", *STEPS], *body])))
            round = str(2018 + int(year[2]))
            facts |= {
                (round, code, name.lower(), value_of("steps", name.lower(), number + at))
                for number, code in enumerate(PLACES)
                for name in STEPS
            }
        return sheets, facts, "select round, code, step, score::integer::varchar from store.steps"
    named = {code: place[0] for code, place in PLACES.items() if place[0] not in ("府中市", "みなみ町")} | {"98202": "試験県府中市"}
    facts = {("2025", *fact) for fact in facts_of("survey", tuple(named))}
    sheets = []
    for at, name in enumerate(named.values()):
        answers = [value_of("survey", id, at) for id in TEXTS]
        long = [["設問", "回答"], *([id, answer] for id, answer in zip(TEXTS, answers, strict=True))]
        sheets.append((name, Drawing([*above, *(long if way.endswith("long") else [list(TEXTS.values()), answers])])))
    return sheets, facts, "select round, code, question, choice from store.survey"


def with_more(beside: str, sheets: list[tuple[str, Drawing]]) -> list[tuple[str, Drawing]]:
    """The workbook with sheets that are no data, or that its sender hides."""
    wrong = replace(sheets[0][1], rows=[[cell.replace("ある", "ない") for cell in row] for row in sheets[0][1].rows])
    more = {
        "cover": [("表紙", Drawing([["推進状況アンケート"], [], ["担当", "総務課"], ["電話", "000-000"]]))],
        "legend": [("記入要領", Drawing([["記入要領"], ["1. 色の付いたセルに入れてください。"], ["2. 分からないときは空けてください。"]]))],
        "empty sheet": [("Sheet1", Drawing([[]]))],
        "hidden sheet": [("前回（非表示）", wrong)],
    }
    chosen = list(more) if beside == "all of them" else [beside] if beside in more else []
    first = [sheet for name in chosen if name == "cover" for sheet in more[name]]
    return [*first, *sheets, *(sheet for name in chosen if name != "cover" for sheet in more[name])]


@pytest.mark.parametrize("titles", ["no title", "one title", "titles, blank rows, sender", "merged title"])
@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("way", SHEETS)
def test_a_workbook_with_a_sheet_for_each_comes_in_as_one_batch(office: World, way: str, beside: str, titles: str) -> None:
    sheets, facts, question = sheets_of(way, titles)
    made = openpyxl.load_workbook(io.BytesIO(content("xlsx", *with_more(beside, sheets))))
    for sheet in made.worksheets:
        sheet.sheet_state = "hidden" if "非表示" in sheet.title else "visible"
    out = io.BytesIO()
    made.save(out)
    kind = "steps" if way == "a year each" else "survey"
    _, found = taken_in(office, kind, out.getvalue(), "回答.xlsx", **({} if kind == "steps" else {"round": "2025"}))
    assert set(rows(office, question)) == facts
    shown = set(found.findings[found.findings["severity"] == "left_out"]["sheet"])
    assert {name for name in ("表紙", "前回（非表示）", "記入要領") if name in made.sheetnames} <= shown


def test_a_hidden_sheet_comes_in_where_it_is_asked_for(office: World) -> None:
    drawing = Drawing([["団体コード", *STEPS], ["98201", "1", "2", "3", "4"]])
    made = openpyxl.load_workbook(
        io.BytesIO(content("xlsx", ("表", drawing), ("控え", replace(drawing, rows=[drawing.rows[0], ["98202", "5", "6", "7", "8"]]))))
    )
    made["控え"].sheet_state = "veryHidden"
    out = io.BytesIO()
    made.save(out)
    stored, _ = taken_in(office, "steps", out.getvalue(), "得点.xlsx", round="2025", sheet="控え")
    assert {code for code, *_ in stored} == {"98202"}


# --- cells merged among the data, a header that the reader points at, older workbooks ----------------------------


def merged_book(rows: Grid, *merged: tuple[int, int, int, int]) -> bytes:
    return content("xlsx", ("表", Drawing(rows, list(merged))))


def test_a_name_merged_over_its_rows_is_meant_for_each_of_them(office: World) -> None:
    table = [["市町村名", "設問", "回答"], ["みずほ市", "q1", "一部"], ["", "q2", "ある"], ["龍ヶ崎町", "q1", "全庁で"], ["", "q2", "ない"]]
    stored, _ = taken_in(office, "survey_long", merged_book(table, (1, 0, 2, 0), (3, 0, 4, 0)), "回答.xlsx", round="2025")
    assert stored == {("98201", "q1", "一部"), ("98201", "q2", "ある"), ("98301", "q1", "全庁で"), ("98301", "q2", "ない")}


@pytest.mark.parametrize(
    ("table", "span"),
    [
        ([["団体コード", "STEP0", "STEP1"], ["98201", "5", "6"], ["98202", "", "7"]], (1, 1, 2, 1)),
        ([["団体コード", "STEP0", "STEP1"], ["98201", "5", ""], ["98202", "6", "7"]], (1, 1, 1, 2)),
    ],
)
def test_a_figure_merged_over_several_cells_is_refused_with_its_place(office: World, table: Grid, span: tuple[int, int, int, int]) -> None:
    first = f"B2:{'B3' if span[2] == 2 else 'C2'}"
    with pytest.raises(UnreadableFile, match=f"{first} のセルが結合されています"):
        taken_in(office, "steps", merged_book(table, span), "得点.xlsx", round="2025")


def test_a_heading_merged_between_the_rows_is_left_out_and_shown(office: World) -> None:
    table = [
        ["団体コード", *STEPS],
        ["北部地区", "", "", "", ""],
        ["98201", "1", "2", "3", "4"],
        ["南部地区", "", "", "", ""],
        ["98202", "5", "6", "7", "8"],
    ]
    stored, found = taken_in(office, "steps", merged_book(table, (1, 0, 1, 4), (3, 0, 3, 4)), "得点.xlsx", round="2025")
    assert {code for code, *_ in stored} == {"98201", "98202"}
    assert_shown(found, ["北部地区", "南部地区"])


def test_names_printed_once_more_on_every_page_are_left_out(office: World) -> None:
    head = ["団体コード", *STEPS]
    table = [head, ["98201", "1", "2", "3", "4"], head, ["98202", "5", "6", "7", "8"]]
    stored, found = taken_in(office, "steps", content("csv", ("表", Drawing(table))), "得点.csv", round="2025")
    assert {code for code, *_ in stored} == {"98201", "98202"}
    assert_shown(found, ["団体コード STEP0"])


def test_two_rows_of_one_name_across_the_top_are_refused_with_both_places(office: World) -> None:
    table = [["", "みずほ市", "龍ヶ崎町"], ["図書館数", "1", "2"], ["図書館数", "3", "4"]]
    with pytest.raises(UnreadableFile, match="A2 と A3 の項目名が同じです"):
        taken_in(office, "indicators", content("csv", ("表", Drawing(table))), "指標.csv", round="2025")


def test_an_unknown_name_among_municipalities_across_the_top_is_an_error_at_its_cell(office: World) -> None:
    table = [["", "みずほ市", "龍ヶ崎町", "みずは市", "試験県府中市"], ["図書館数", "1", "2", "3", "4"]]
    with pytest.raises(NotTakenIn) as refused:
        taken_in(office, "indicators", content("csv", ("表", Drawing(table))), "指標.csv", round="2025")
    errors = refused.value.findings[refused.value.findings["severity"] == "error"]
    assert list(errors["cell"]) == ["D1"] and "近いのは 試験県みずほ市（98201）" in errors["message"].iloc[0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice（soffice）がないため、XLS を作れません")
def test_an_old_workbook_is_stored_as_it_was_drawn(office: World, tmp_path: Path) -> None:
    chosen = [case for case in upright_cases() if case.form == "xlsx"][::12]
    for number, case in enumerate(chosen):
        (tmp_path / f"{number}.xlsx").write_bytes(content("xlsx", ("表", drawn(case))))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "xls", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.xlsx")))], check=True, capture_output=True, timeout=120)
    for number, case in enumerate(chosen):
        stored, found = taken_in(office, case.kind, (tmp_path / f"{number}.xls").read_bytes(), "表.xls", round="2025")
        assert stored == drawn(case).facts, case
        assert_shown(found, drawn(case).left_out)
