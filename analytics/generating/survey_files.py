"""What do the survey files of three years look like? Each year in another form, as they come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from analytics.generating.days import workday
from analytics.generating.places import NEWEST, Place, clear_name
from analytics.generating.story import SILENT, SUMS_ONLY, Story, questionnaire_of, step_sums, words
from analytics.generating.texts import written
from analytics.model import Model, Questionnaire
from analytics.writing import era, full_width, grouped_header, headline, only_sheet, write_csv, write_workbook


def survey_sheets(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2023: one sheet per municipality, one line per question."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for place in told.respondents(2023):
        sheet = book.create_sheet(clear_name(place))
        headline(sheet, f"{era(2023)} 推進状況アンケート", f"回答団体：{place.name}", "※ 回答欄は選択肢から選んでください。")
        sheet.append([])
        sheet.append(["設問番号", "設問", "回答"])
        for row in answer_lines(seed, model, told, place):
            sheet.append(row)
        sheet.column_dimensions["B"].width = 70
        sheet.column_dimensions["C"].width = 45
    return write_workbook(path, book)


def answer_lines(seed: int, model: Model, told: Story, place: Place) -> Iterator[list[str]]:
    questionnaire = questionnaire_of(model, 2023)
    for question in questionnaire.questions:
        yield [question.id, question.text, words(question, told.answers[2023, place.code, question.id])]
    texts = written(seed, place, 2023)
    for text in questionnaire.texts:
        yield [text.id, text.text, texts.get(text.id, "") or "特になし"]


def survey_table(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2024: one table under title rows, the steps as groups over the questions."""
    questionnaire = questionnaire_of(model, 2024)
    book = Workbook()
    sheet = only_sheet(book, "回答一覧")
    headline(sheet, f"{era(2024)} 市町村DX推進状況アンケート 回答一覧", "照会日：令和6年7月1日　締切：令和6年7月31日")
    grouped_header(sheet, 4, table_header(questionnaire))
    for place in told.places:
        sheet.append([place.code, place.name, *table_cells(seed, questionnaire, told, place)])
    sheet.append([])
    sheet.append(["注　「-」は無回答、「対象外」は該当する業務がないもの。"])
    return write_workbook(path, book)


def table_header(questionnaire: Questionnaire) -> Iterator[tuple[str, Sequence[str]]]:
    yield from (("", ("団体コード",)), ("", ("市町村名",)))
    for number, step in enumerate(questionnaire.steps):
        questions = [question for question in questionnaire.questions if question.step == step.id]
        yield f"STEP{number} {step.label}", [f"{question.id} {question.text}" for question in questions]
    yield "記述", [text.text for text in questionnaire.texts]


def table_cells(seed: int, questionnaire: Questionnaire, told: Story, place: Place) -> list[str | None]:
    """The cells in the order of the header: by step, then the texts."""
    order = [step.id for step in questionnaire.steps]
    questions = sorted(questionnaire.questions, key=lambda question: order.index(question.step))
    if place.code in SILENT[2024]:
        return ["未回答"] * (len(questions) + len(questionnaire.texts))
    texts = written(seed, place, 2024)
    answers = [words(question, told.answers[2024, place.code, question.id]) for question in questions]
    return [*answers, *(texts.get(text.id) or None for text in questionnaire.texts)]


def survey_form(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2025: what a form tool exports, in the order of arrival; codes typed by hand, some in full-width digits."""
    questionnaire = questionnaire_of(model, 2025)
    rng = Random(f"{seed}:form")
    rows = [form_row(seed, rng, questionnaire, told, place) for place in told.respondents(2025)]
    titles = [question.text for question in questionnaire.questions] + [text.text for text in questionnaire.texts]
    header = ["タイムスタンプ", "団体コード（6桁）", "市町村名", *titles]
    return write_csv(path, [header, *sorted(rows)], "cp932", "\r\n")


def form_row(seed: int, rng: Random, questionnaire: Questionnaire, told: Story, place: Place) -> list[str]:
    moment = workday(date(2025, 7, 1) + timedelta(days=rng.randrange(29)))
    stamp = f"{moment:%Y/%m/%d} {rng.randrange(8, 18):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
    code = full_width(place.six_digits) if rng.random() < 0.4 else place.six_digits
    answers = [words(question, told.answers[2025, place.code, question.id]) for question in questionnaire.questions]
    texts = written(seed, place, 2025)
    return [stamp, code, place.name, *answers, *(texts.get(text.id, "") for text in questionnaire.texts)]


def step_table(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2023: two that did not answer the questions but had kept the sums of the prefecture's older check."""
    rng = Random(f"{seed}:sums")
    steps = questionnaire_of(model, 2023).steps
    rows = []
    for place in told.of(*SUMS_ONLY):
        later = step_sums(model, told.answers, 2024, place.code)
        sums = [max(0, 5 * round((later[step.id] - rng.choice((0, 5))) / 5)) for step in steps]
        rows.append([era(2023), place.code, place.name, *sums])
    header = ["調査年度", "団体コード", "市町村名", *(step.id for step in steps)]
    return write_csv(path, [header, *rows], "utf-8-sig")


def target_list(seed: int, model: Model, told: Story, path: Path) -> Path:
    """Own lines of six: small ones go in phases, some want more than the prefecture asks."""
    rng = Random(f"{seed}:targets")
    owners = rng.sample([place for place in told.places if place.code not in SILENT[NEWEST]], 6)
    rows = [["調査年度", "団体コード", "市町村名", "観点", "目標値"]]
    for place in sorted(owners, key=lambda place: place.code):
        start = 60 if place.population < 10_000 else 75
        for aspect in model.to_be.aspects:
            rows.append([str(NEWEST), place.code, place.name, aspect.label, str(start + 5 * rng.randrange(4))])
    return write_csv(path, rows, "utf-8-sig", "\r\n")
