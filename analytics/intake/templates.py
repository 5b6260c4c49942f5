"""What does an empty file of a kind look like, so that it comes back right? One workbook per kind, from its declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from analytics.intake.values import REASONS
from analytics.kinds import CODE, Column, Kind
from analytics.model import Model, Question

EXPLANATIONS, LISTS = "説明", "選択肢"
ROWS = 1_000  # rows that have drop-down lists
INLINE = 250  # Excel holds 255 characters of a list inside a cell's rule
REQUIRED_COLOUR, OPTIONAL_COLOUR, EXAMPLE_COLOUR = "CFE2F3", "E4EAF0", "7F7F7F"
NAME = Column("name", "市町村名", example="みほん市", help="団体コードを入れたときは、なくてもかまいません")
FORMATS = {"municipality": "@", "round": "@", "date": "yyyy-mm-dd"}
MISSING = f"値がないときは空欄か、理由（{'・'.join(REASONS)}）を入れてください"


@dataclass(frozen=True)
class Slot:
    """One column of a template: its declaration and the words that its list offers."""

    column: Column
    words: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.column.label

    @property
    def width(self) -> float:
        longest = max((len(word) for word in (*self.words, self.title[:14], self.column.example)), default=8)
        return min(max(2 * longest + 3, 12), 44)


def has_template(kind: Kind) -> bool:
    """Shapes come as GeoJSON or TopoJSON; there is nothing to fill in."""
    return kind.name != "boundaries"


def template(kind: Kind, model: Model, round: str) -> bytes:
    """A workbook: a header, an example row to be replaced, lists for coded columns, and a sheet of explanations.

    round: the survey round whose questions, steps and aspects it asks for.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = kind.label[:31]
    slots = slots_of(kind, model, round)
    write_header(sheet, slots)
    write_example(sheet, slots)
    write_rules(book, sheet, slots)
    write_explanations(book.create_sheet(EXPLANATIONS, 1), kind, slots)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- which columns


def slots_of(kind: Kind, model: Model, round: str) -> list[Slot]:
    """The columns in the order of the declaration; a kind that has one column per item gets those of the round."""
    own = [
        slot_of(column, round) for column in with_name(kind) if column.name not in (kind.spread, kind.value) or kind.spread == "indicator"
    ]
    return own + items_of(kind, model, round)


def with_name(kind: Kind) -> Sequence[Column]:
    """Beside the code stands the name: people fill in whichever they know, and both are held against each other."""
    if "name" in kind.by_name or CODE not in kind.columns:
        return kind.columns
    place = kind.columns.index(CODE) + 1
    return (*kind.columns[:place], NAME, *kind.columns[place:])


def slot_of(column: Column, round: str) -> Slot:
    if column.type == "round":
        return Slot(Column(column.name, column.label, "round", required=True, example=round, help=column.help))
    return Slot(column, column.choices)


def items_of(kind: Kind, model: Model, round: str) -> list[Slot]:
    if kind.spread == "question":
        return question_slots(model, round)
    if kind.spread == "step":
        return step_slots(model, round)
    return aspect_slots(model) if kind.spread == "aspect" else []


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


def write_header(sheet: Any, slots: Sequence[Slot]) -> None:
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 64 if any(len(slot.title) > 20 for slot in slots) else 24
    for number, slot in enumerate(slots, 1):
        cell = sheet.cell(1, number, slot.title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=REQUIRED_COLOUR if slot.column.required else OPTIONAL_COLOUR)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = slot.width
        if slot.column.type in FORMATS:
            sheet.column_dimensions[letter].number_format = FORMATS[slot.column.type]


def write_example(sheet: Any, slots: Sequence[Slot]) -> None:
    for number, slot in enumerate(slots, 1):
        cell = sheet.cell(2, number, example_value(slot.column))
        cell.number_format = FORMATS.get(slot.column.type, "General")
        cell.font = Font(italic=True, color=EXAMPLE_COLOUR)


def example_value(column: Column) -> str | float | date | None:
    """The example as Excel holds it: numbers and dates are such, all else is text."""
    if column.type == "date" and column.example:
        return date.fromisoformat(column.example)
    if column.type in ("integer", "number") and column.example:
        return float(column.example) if "." in column.example else int(column.example)
    return column.example or None


def write_rules(book: Workbook, sheet: Any, slots: Sequence[Slot]) -> None:
    """Lists and bounds warn and let through: a reason why a value is missing may stand in any cell."""
    long = [slot for slot in slots if slot.words and not fits_inline(slot.words)]
    where = write_lists(book, long)
    for number, slot in enumerate(slots, 1):
        rule = rule_of(slot, where.get(slot.column.name))
        if rule:
            letter = get_column_letter(number)
            rule.add(f"{letter}2:{letter}{ROWS + 1}")
            sheet.add_data_validation(rule)


def fits_inline(words: Sequence[str]) -> bool:
    return len(",".join(words)) <= INLINE and not any(sign in word for word in words for sign in ',"')


def write_lists(book: Workbook, slots: Sequence[Slot]) -> dict[str, str]:
    """A hidden sheet with one column of words for each list that is too long for a rule; gives their ranges."""
    if not slots:
        return {}
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    ranges = {}
    for number, slot in enumerate(slots, 1):
        for row, word in enumerate(slot.words, 1):
            sheet.cell(row, number, word)
        letter = get_column_letter(number)
        ranges[slot.column.name] = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(slot.words)}"
    return ranges


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


def write_explanations(sheet: Any, kind: Kind, slots: Sequence[Slot]) -> None:
    for width, letter in zip((48, 8, 60, 60), "ABCD", strict=True):
        sheet.column_dimensions[letter].width = width
    for line in INTRODUCTION:
        sheet.append([line.format(label=kind.label, grain=kind.grain)])
    sheet.append([])
    sheet.append(["この様式の列", "必須", "書き方", "使える値"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for slot in slots:
        title, *rest = explanation(slot)
        sheet.append([f"「{title}」", *rest])  # a bare title would look like the header of a table
    for row in sheet.iter_rows(min_row=len(INTRODUCTION) + 2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def explanation(slot: Slot) -> list[str]:
    column = slot.column
    allowed = " ／ ".join(slot.words) or (range_in_words(column) if column.type in ("integer", "number") else WRITTEN.get(column.type, ""))
    return [slot.title, "必須" if column.required else "", column.help, allowed]


WRITTEN = {"date": "日付（2025-04-01、令和7年4月1日 など）", "year": "年（2024、令和6年 など）", "round": "年度（2025、令和7年度 など）"}


def range_in_words(column: Column) -> str:
    if column.low is None:
        return "数"
    return f"{column.low:,g}以上の数" if column.high is None else f"{column.low:,g}以上{column.high:,.10g}以下の数"
