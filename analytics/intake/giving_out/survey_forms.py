"""Which form does each municipality get, and who has sent theirs back? One workbook each, filled in as far as anything is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties

from analytics.errors import Unusable
from analytics.exports import cells, file_name, header_cell
from analytics.intake.giving_out.templates import Slot, fits_inline, places_of_lists, question_slots, rule_of, write_lists
from analytics.intake.own_files import FOR_READING, kept, municipality_line
from analytics.intake.values import NOT_APPLICABLE
from analytics.kinds import SURVEY
from analytics.model import Model, Question, Questionnaire
from analytics.rounds import fiscal_year, in_order, round_title
from analytics.scope import WANTED, Scope
from analytics.state import frame

TITLES = (
    f"{FOR_READING}番号",
    "設問",
    "回答",
    f"{FOR_READING}回答欄に入っているもの",
    f"{FOR_READING}公表値・要確認",
    f"{FOR_READING}記入の手引き・根拠資料",
    f"{FOR_READING}県への連絡",
)
WIDTHS = (8, 52, 36, 20, 30, 48, 30)
PREFILLED_COLOUR, LINE = "FFF6D6", Side("thin", "BFBFBF")
LINES = (
    "「回答」の欄だけが取り込まれます。選択肢のある設問は、一覧から選んでください。",
    "色の付いた回答は、前回の回答か公表値です。そのまま返すと今回の回答になります。違うときは直し、分からないときは消してください。",
    "答えられないときは、空欄にするか、理由（未回答・未調査・対象外）を入れてください。見出しと「団体」「調査年度」の行は変えないでください。",
)


@dataclass(frozen=True)
class Prefilled:
    """What already stands in an answer's cell, and where it is from."""

    answer: str = ""
    source: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of one municipality: question → last answer; indicator → published value as it is shown, and as a number."""

    code: str
    name: str
    answers: dict[str, Prefilled]
    published: dict[str, tuple[str, float | None]]


def forms(con: DuckDBPyConnection, scope: Scope, model: Model, round: str) -> Iterator[tuple[str, bytes]]:
    """(file name, workbook) for each municipality of `scope`, in the order of codes; a returned one is taken in by `import`.

    con: opened for 県担当 and all rounds. Filled in: the answers of this round, else the last ones, else what a published
    value settles. Raises Unusable where there is no municipality.
    """
    everybody = known(con, scope, model, round)
    if not everybody:
        raise Unusable("回答票を作る市町村がありません。先に市町村マスタを取り込むか、市町村の指定を確かめてください。")
    for municipality in everybody:
        yield name_of(municipality, round), form(municipality, model, round)


def name_of(municipality: Known, round: str) -> str:
    return file_name("推進状況アンケート", round_in_short(round), "", f"{municipality.code}{municipality.name}", "xlsx")


def round_in_short(round: str) -> str:
    """令和7年度, and for a second round in the year 令和7年度第2回."""
    year, _, number = round.partition("-")
    return fiscal_year(int(year)) + (f"第{number}回" if number else "")


# ---------------------------------------------------------------- what is known already

EVERYBODY = f"select code, name from municipality where {WANTED} order by code"
# One row per municipality, round and question that has an answer, in words, or does not apply.
ANSWERS = f"""
    from (
        select code, round, question, coalesce(choice, $not_applicable) as answer from answer where choice is not null or reason = $not_applicable
        union all
        select code, round, question, text from remark where text <> ''
    )
    where {WANTED}
"""
# One row per municipality and indicator: its newest value.
PUBLISHED = f"""
    select code, indicator, max_by(value, year) as value, max(year) as year, any_value(coalesce(nullif(facts.unit, ''), defined.unit)) as unit,
        any_value(source) as source
    from indicator_value facts
    left join indicator_definition defined using (indicator)
    where value is not null and {WANTED}
    group by code, indicator
"""


def known(con: DuckDBPyConnection, scope: Scope, model: Model, round: str) -> list[Known]:
    answers = last_answers(frame(con, ANSWERS, scope.wanted | {"not_applicable": NOT_APPLICABLE}), model, round)
    published: dict[str, dict[str, tuple[str, float | None]]] = {}
    for row in frame(con, PUBLISHED, scope.wanted).itertuples(index=False):
        published.setdefault(row.code, {})[row.indicator] = (shown(row), row.value)
    municipalities = frame(con, EVERYBODY, scope.wanted).itertuples(index=False)
    return [Known(row.code, row.name, answers.get(row.code, {}), published.get(row.code, {})) for row in municipalities]


def shown(row: Any) -> str:
    """実施（2024年、出典…）; a value whose unit says what 1 means is said in that word."""
    unit = "" if pd.isna(row.unit) else row.unit
    word = unit.removesuffix("=1")
    value = (
        (word if row.value == 1 else f"未{word}" if row.value == 0 else f"{row.value:g}") if unit.endswith("=1") else f"{row.value:g}{unit}"
    )
    source = "" if pd.isna(row.source) else f"、{row.source}"
    return f"{value}（{row.year}年{source}）"


def last_answers(rows: pd.DataFrame, model: Model, round: str) -> dict[str, dict[str, Prefilled]]:
    """Per municipality and question of the round: the newest answer of this round or an earlier one, if it can still be given."""
    paper, old = model.questionnaire(round), {tie.new: tie.old for tie in model.bridge}
    found: dict[str, dict[str, Prefilled]] = {}
    earlier = rows[rows["round"].map(lambda given: in_order(given) <= in_order(round)).astype(bool)]
    for given in sorted(set(earlier["round"]), key=in_order):
        source = "回答済み" if given == round else f"前回の回答（{round_in_short(given)}）"
        same = model.questionnaire(given) is paper
        told = {(row.code, row.question): row.answer for row in earlier[earlier["round"] == given].itertuples(index=False)}
        for code in {code for code, _ in told}:
            for question in paper.texts_by_id:
                answer = told.get((code, question if same else old.get(question, question)))
                if answer and can_be_given(paper, question, answer):
                    found.setdefault(code, {})[question] = Prefilled(answer, source)
    return found


def can_be_given(paper: Questionnaire, question: str, answer: str) -> bool:
    asked = paper.by_id.get(question)
    return asked is None or answer == NOT_APPLICABLE or answer in {choice.label for choice in asked.choices}


def settled(question: Question, value: float | None) -> str | None:
    """The one choice that a published value (0 not done, 1 done) leaves: without points if not done, with points if done."""
    if value not in (0, 1):
        return None
    fitting = [choice.label for choice in question.choices if (choice.points > 0) == bool(value)]
    return fitting[0] if len(fitting) == 1 else None


def prefilled(municipality: Known, question: Question) -> tuple[Prefilled, str]:
    """What stands in the answer's cell, and the published value beside it."""
    text, value = municipality.published.get(question.published or "", ("", None))
    label = settled(question, value)
    held = municipality.answers.get(question.id) or (Prefilled(label, "公表値・要確認") if label else Prefilled())
    return held, text


# ---------------------------------------------------------------- the workbook


def form(municipality: Known, model: Model, round: str) -> bytes:
    """One question per row below the lines that say whose form it is and for which round."""
    paper, book = model.questionnaire(round), Workbook(write_only=True)
    sheet: Any = book.create_sheet("回答票")
    slots = question_slots(model, round)
    lists = places_of_lists(slot for slot in slots if slot.words and not fits_inline(slot.words))
    rows = rows_of(municipality, paper, slots)
    head = [f"{SURVEY.label} 回答票", f"調査年度: {round_title(round)}", municipality_line(municipality.code, municipality.name), *LINES]
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFG"[place]].width = width
    on_paper(sheet, len(head) + 1)
    for number, line in enumerate(head):
        sheet.append([lettered(sheet, line, Font(bold=number < 3, sz=14 if number == 0 else 11))])
    sheet.row_dimensions[len(head) + 1].height = 16.0 * lines_of(TITLES) + 4
    sheet.append([wrapped(header_cell(sheet, title)) for title in TITLES])
    for number, (slot, row) in enumerate(zip(slots, rows, strict=True), len(head) + 2):
        sheet.row_dimensions[number].height = height(slot, row)
        sheet.append([boxed(sheet, value, bool(row[3]) and place == 2) for place, value in enumerate(row)])
    add_lists(sheet, slots, lists, len(head) + 2)
    if lists:
        write_lists(book, list(lists))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(municipality: Known, paper: Questionnaire, slots: Sequence[Slot]) -> list[list[str]]:
    """The cells under TITLES, a row per question."""
    rows = []
    for number, slot in enumerate(slots, 1):
        question = paper.by_id.get(slot.column.name)
        held, text = prefilled(municipality, question) if question else (municipality.answers.get(slot.column.name, Prefilled()), "")
        rows.append([str(number), slot.title, kept(held.answer), held.source, text, slot.column.help, ""])
    return rows


def on_paper(sheet: Any, frozen: int) -> None:
    """A4 landscape, as wide as the page, the header on each."""
    sheet.freeze_panes = f"A{frozen + 1}"
    sheet.print_title_rows = f"{frozen}:{frozen}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.right.text = "&P / &N"


def lettered(sheet: Any, text: str, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = font
    return cell


def boxed(sheet: Any, text: str, is_prefilled: bool) -> Any:
    """A wrapped cell with a border; text stays text whatever it begins with."""
    cell = next(cells(sheet, "text", [text])) or WriteOnlyCell(sheet)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
    if is_prefilled:
        cell.fill = PatternFill("solid", fgColor=PREFILLED_COLOUR)
    return cell


def height(slot: Slot, row: Sequence[str]) -> float:
    """Room for the longest wrapped text; a free text has room for some lines."""
    return 16.0 * max(lines_of(row), 1 if slot.words else 5)


def lines_of(row: Sequence[str]) -> int:
    """How many lines the longest text of a row takes in the width of its column."""
    return max(-(-2 * len(text) // width) for text, width in zip(row, WIDTHS, strict=True))


def wrapped(cell: Any) -> Any:
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def add_lists(sheet: Any, slots: Sequence[Slot], lists: dict[tuple[str, ...], str], first: int) -> None:
    for row, slot in enumerate(slots, first):
        rule = rule_of(replace(slot, column=replace(slot.column, type="text")), lists.get(slot.words))
        if rule:
            rule.add(f"C{row}")
            sheet.data_validations.append(rule)


# ---------------------------------------------------------------- who has sent theirs back

RETURNED = f"""
    with said as (
        select code, question, batch, choice is not null as answered from answer where round = $round
        union all
        select code, question, batch, text <> '' from remark where round = $round
    ),
    counted as (select code, max(batch) as batch, count(*) filter (where answered) as n_answered from said group by code)
    select code, name, counted.batch is not null as is_returned, receipt.taken_at as received_at, counted.batch, coalesce(n_answered, 0) as n_answered
    from municipality
    left join counted using (code)
    left join receipt on receipt.batch = counted.batch
    where {WANTED}
    order by code
"""


def returned(con: DuckDBPyConnection, scope: Scope, model: Model, round: str) -> pd.DataFrame:
    """One row per municipality: whether and when its answers of the round came in, the newest receipt that holds any of them,
    and n_answered of n_asked questions (scored and free). code, name, is_returned, received_at, batch, n_answered, n_asked."""
    found = con.execute(RETURNED, scope.wanted | {"round": round}).df()
    return found.assign(n_asked=len(model.questionnaire(round).texts_by_id), batch=found["batch"].astype("Int64"))
