"""What does an empty file of a kind look like, so that it comes back right? One workbook per kind, from its declaration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from analytics.exports import cells, header_cell
from analytics.intake.own_files import EXPLANATION
from analytics.intake.values import REASONS
from analytics.kinds import CODE, Column, Kind
from analytics.model import Model, Question

EXPLANATIONS, LISTS = "説明", "選択肢"
ROWS = 1_000  # rows that have drop-down lists, beyond those that are filled
INLINE = 250  # Excel holds 255 characters of a list inside a cell's rule
REQUIRED_COLOUR, OPTIONAL_COLOUR, EXAMPLE_COLOUR = "CFE2F3", "E4EAF0", "7F7F7F"
NAME = Column("name", "市町村名", example="みほん市", help="団体コードを入れたときは、なくてもかまいません")
FORMATS = {"municipality": "code", "round": "code", "date": "date"}
MISSING = f"値がないときは空欄か、理由（{'・'.join(REASONS)}）を入れてください"


@dataclass(frozen=True)
class Slot:
    """One column of a template: its declaration, the words that its list offers, and what is said of them instead."""

    column: Column
    words: tuple[str, ...] = ()
    allowed: str = ""

    @property
    def title(self) -> str:
        return self.column.label

    @property
    def format(self) -> str:
        return FORMATS.get(self.column.type, "text")

    @property
    def width(self) -> float:
        longest = max((len(word) for word in (*self.words, self.title[:14], self.column.example)), default=8)
        return min(max(2 * longest + 3, 12), 44)


@dataclass(frozen=True)
class Sheet:
    """One sheet to be filled in or filled: a slot per column, a value per slot in each row."""

    title: str
    slots: tuple[Slot, ...]
    rows: Sequence[Sequence[Any]]


def has_template(kind: Kind) -> bool:
    """Shapes come as GeoJSON or TopoJSON; there is nothing to fill in."""
    return kind.name != "boundaries"


def template(kind: Kind, model: Model, round: str) -> bytes:
    """A workbook: a header, an example row to be replaced, lists for coded columns, and a sheet of explanations.

    round: the survey round whose questions, steps and aspects it asks for.
    """
    slots = tuple(slots_of(kind, model, round))
    example = Sheet(kind.label[:31], slots, [[example_value(slot.column) for slot in slots]])
    return workbook([example], introduction(kind), Font(italic=True, color=EXAMPLE_COLOUR))


def workbook(sheets: Sequence[Sheet], lines: Sequence[str], font: Font | None = None) -> bytes:
    """The sheets with their lists, and one that explains: `lines`, then every column. font: of the rows, the usual one if None."""
    book = Workbook(write_only=True)
    lists = [slot for sheet in sheets for slot in sheet.slots if slot.words and not fits_inline(slot.words)]
    places = places_of_lists(lists)
    for sheet in sheets:
        write_sheet(book.create_sheet(sheet.title), sheet, places, font)
    write_explanations(book.create_sheet(EXPLANATIONS), lines, [slot for sheet in sheets for slot in sheet.slots])
    if places:
        write_lists(book, list(places))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- which columns


def slots_of(kind: Kind, model: Model, round: str) -> list[Slot]:
    """The columns in the order of the declaration; a kind that has one column per item gets those of the round."""
    own = [
        slot_of(kind, column, model, round)
        for column in with_name(kind)
        if column.name not in (kind.spread, kind.value) or kind.spread == "indicator"
    ]
    return own + items_of(kind, model, round)


def with_name(kind: Kind) -> Sequence[Column]:
    """Beside the code stands the name: people fill in whichever they know, and both are held against each other."""
    if "name" in kind.by_name or CODE not in kind.columns:
        return kind.columns
    place = kind.columns.index(CODE) + 1
    return (*kind.columns[:place], NAME, *kind.columns[place:])


def slot_of(kind: Kind, column: Column, model: Model, round: str) -> Slot:
    if column.type == "round":
        return Slot(Column(column.name, column.label, "round", required=True, example=round, help=column.help))
    if kind.name == "literacy_groups" and column.name == "category":
        return Slot(column, model.categories)
    return Slot(column, column.choices, listed_ids(kind, column, model, round))


def listed_ids(kind: Kind, column: Column, model: Model, round: str) -> str:
    """What the ids mean that stand in a cell of the menu or of a programme, several in one."""
    if column.name == "factors":
        return in_words((factor.id, factor.label) for factor in model.to_be.factors)
    if kind.name == "support_menu" and column.name == "steps":
        return in_words((step.id, step.label) for step in model.questionnaire(round).steps)
    return ""


def in_words(entries: Iterable[tuple[str, str]]) -> str:
    return " ／ ".join(f"{id}（{label}）" for id, label in entries)


def items_of(kind: Kind, model: Model, round: str) -> list[Slot]:
    if kind.spread == "question":
        return question_slots(model, round)
    if kind.spread == "step":
        return step_slots(model, round)
    if kind.gathers == "criterion":
        return [rated(name, 1, 5, "3", "評価（1〜5点）") for name in model.criteria]
    if kind.gathers == "score":
        return [rated(name, *model.scale, f"{sum(model.scale) / 2:g}", "得点") for name in model.categories]
    return aspect_slots(model) if kind.spread == "aspect" else []


def rated(name: str, low: float, high: float, example: str, help: str) -> Slot:
    return Slot(Column(name, name, "number", low=low, high=high, example=example, help=help))


def question_slots(model: Model, round: str) -> list[Slot]:
    paper = model.questionnaire(round)
    scored = [
        Slot(Column(q.id, f"{q.id} {q.text}", "choice", example=first_choice(q), help=q.help), choices_of(q)) for q in paper.questions
    ]
    return scored + [Slot(Column(t.id, f"{t.id} {t.text}", example="（自由にお書きください）", help=t.help)) for t in paper.texts]


def first_choice(question: Question) -> str:
    return question.choices[0].label


def choices_of(question: Question) -> tuple[str, ...]:
    return tuple(choice.label for choice in question.choices)


def step_slots(model: Model, round: str) -> list[Slot]:
    paper = model.questionnaire(round)
    return [
        Slot(Column(s.id, f"{s.id.upper()} {s.label}", "number", low=0, high=paper.step_maximum(s.id), example="15", help="STEPの得点"))
        for s in paper.steps
    ]


def aspect_slots(model: Model) -> list[Slot]:
    return [
        Slot(Column(a.id, a.label, "number", low=0, high=100, example="70", help=f"目標とする水準（0〜100）。{a.to_be}"))
        for a in model.to_be.aspects
    ]


# ---------------------------------------------------------------- the sheet to fill in


def write_sheet(sheet: Any, filled: Sheet, places: dict[tuple[str, ...], str], font: Font | None) -> None:
    """Header, rows and rules. Widths stand before the first row: the sheet is streamed."""
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 64 if any(len(slot.title) > 20 for slot in filled.slots) else 24
    for number, slot in enumerate(filled.slots, 1):
        sheet.column_dimensions[get_column_letter(number)].width = slot.width
        sheet.column_dimensions[get_column_letter(number)].number_format = "@" if slot.format == "code" else "General"
    sheet.append([titled(sheet, slot) for slot in filled.slots])
    columns = [[row[place] for row in filled.rows] for place in range(len(filled.slots))]
    for row in zip(*(cells(sheet, slot.format, column) for slot, column in zip(filled.slots, columns, strict=True)), strict=True):
        for cell in filter(None, row):
            finish(cell, font)
        sheet.append(row)
    write_rules(sheet, filled.slots, places, len(filled.rows) + ROWS)


def finish(cell: Any, font: Font | None) -> None:
    """A number with every digit it has: openpyxl would write sixteen, one too few for a third."""
    if isinstance(cell._value, float):
        cell._value = repr(cell._value)
    if font:
        cell.font = font


def titled(sheet: Any, slot: Slot) -> Any:
    cell = header_cell(sheet, slot.title)
    cell.fill = PatternFill("solid", fgColor=REQUIRED_COLOUR if slot.column.required else OPTIONAL_COLOUR)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def example_value(column: Column) -> str | float | date | None:
    """The example as Excel holds it: numbers and dates are such, all else is text."""
    if column.type == "date" and column.example:
        return date.fromisoformat(column.example)
    if column.type in ("integer", "number") and column.example:
        return float(column.example) if "." in column.example else int(column.example)
    return column.example or None


def write_rules(sheet: Any, slots: Sequence[Slot], places: dict[tuple[str, ...], str], rows: int) -> None:
    """Lists and bounds warn and let through: a reason why a value is missing may stand in any cell."""
    for number, slot in enumerate(slots, 1):
        rule = rule_of(slot, places.get(slot.words))
        if rule:
            letter = get_column_letter(number)
            rule.add(f"{letter}2:{letter}{rows + 1}")
            sheet.data_validations.append(rule)


def fits_inline(words: Sequence[str]) -> bool:
    return len(",".join(words)) <= INLINE and not any(sign in word for word in words for sign in ',"')


def places_of_lists(slots: Iterable[Slot]) -> dict[tuple[str, ...], str]:
    """The ranges on the sheet of lists, one column for each list that is too long for a rule."""
    lists = list(dict.fromkeys(slot.words for slot in slots))
    letters = (get_column_letter(number) for number in range(1, len(lists) + 1))
    return {words: f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(words) + 1}" for words, letter in zip(lists, letters, strict=True)}


def write_lists(book: Workbook, lists: Sequence[tuple[str, ...]]) -> None:
    """The hidden sheet behind the long lists; its first line says that it is not to be read."""
    sheet: Any = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    sheet.append([EXPLANATION])
    for row in zip_longest(*lists):
        sheet.append([cell for word in row for cell in cells(sheet, "text", [word])])


def rule_of(slot: Slot, place: str | None) -> DataValidation | None:
    column = slot.column
    if slot.words:
        return warning(f"選択肢から選んでください。{MISSING}。", type="list", formula1=place or f'"{",".join(slot.words)}"')
    if column.type in ("integer", "number") and column.low is not None:
        return warning(f"{range_in_words(column)}を入れてください。{MISSING}。", type="decimal", **bounds(column))
    return None


def bounds(column: Column) -> dict[str, str]:
    if column.high is None:
        return {"operator": "greaterThanOrEqual", "formula1": f"{column.low:g}"}
    return {"operator": "between", "formula1": f"{column.low:g}", "formula2": f"{column.high:.10g}"}


def warning(text: str, **rule: Any) -> DataValidation:
    made = DataValidation(allow_blank=True, errorStyle="warning", showErrorMessage=True, **rule)
    made.errorTitle, made.error = "入力の確認", text[:225]
    return made


# ---------------------------------------------------------------- the sheet of explanations

INTRODUCTION = (
    "{label}の様式です（{grain}）。",
    "1枚目のシートの2行目（斜体）は記入例です。上書きするか、行ごと消してください。",
    "列の順番は変えてもかまいません。使わない列は消してください。1行目の見出しは変えないでください。",
    MISSING + "。0 は 0 として扱います。",
    "青い見出しの列は、必ず入れてください。",
)
ADVICE = {
    "literacy": (
        "個人ごとの結果ではなく、集計済みの様式（DXリテラシー診断（集計済み））で集めることをお勧めします。",
        "ほかの団体の職員一人ひとりの結果を受け取るには、個人情報の保護に関する法律などに基づく根拠が必要です。集計済みの結果なら要りません。",
        "氏名などの列は加えないでください（加えても取り込みません）。受診者IDは、本人を特定できない番号にしてください。",
    ),
    "literacy_groups": (
        "この集計済みの様式をお勧めします。一人ひとりの結果を受け取らないため、個人情報を扱う法令上の根拠が要りません。",
        "少人数の集計は、画面では自動で伏せます。人数が少なくても、そのまま入れてください。",
    ),
}


def introduction(kind: Kind) -> list[str]:
    """The lines above the table of columns."""
    return [line.format(label=kind.label, grain=kind.grain) for line in (*INTRODUCTION, *ADVICE.get(kind.name, ()))]


def write_explanations(sheet: Any, lines: Sequence[str], slots: Iterable[Slot]) -> None:
    """A mark by which the import knows the sheet, the lines, and what each column holds."""
    for width, letter in zip((48, 8, 60, 60), "ABCD", strict=True):
        sheet.column_dimensions[letter].width = width
    for line in (EXPLANATION, *lines, ""):
        sheet.append([line])
    sheet.append([header_cell(sheet, title) for title in ("この様式の列", "必須", "書き方", "使える値")])
    for row in dict.fromkeys(tuple(explanation(slot)) for slot in slots):
        sheet.append([wrapped(sheet, text) for text in (f"「{row[0]}」", *row[1:])])


def wrapped(sheet: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def explanation(slot: Slot) -> list[str]:
    column = slot.column
    number = range_in_words(column) if column.type in ("integer", "number") else WRITTEN.get(column.type, "")
    return [slot.title, "必須" if column.required else "", column.help, " ／ ".join(slot.words) or slot.allowed or number]


WRITTEN = {"date": "日付（2025-04-01、令和7年4月1日 など）", "year": "年（2024、令和6年 など）", "round": "年度（2025、令和7年度 など）"}


def range_in_words(column: Column) -> str:
    if column.low is None:
        return "数"
    return f"{column.low:,g}以上の数" if column.high is None else f"{column.low:,g}以上{column.high:,.10g}以下の数"
