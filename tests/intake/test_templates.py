"""An empty template of every kind comes back through the import once its example row is replaced."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from analytics.intake.giving_out.templates import EXPLANATIONS, LISTS, Sheet, Slot, has_template, slots_of, template, workbook
from analytics.intake.taking_in import Examination, examine, staged, take_in
from analytics.kinds import KINDS, Column, Kind

KINDS_WITH_TEMPLATE = [kind for kind in KINDS.values() if has_template(kind)]
CODES = ("99201", "99202")


def book_of(world: Any, kind: Kind) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(template(kind, world.model, "2025")))


def filled_in(world: Any, kind: Kind) -> bytes:
    """The template with the example row replaced by one for another municipality."""
    book = book_of(world, kind)
    for cell in book.worksheets[0][2]:
        cell.value = {"99201": "99202", "99202": "99201", "みほん市": None}.get(str(cell.value), cell.value)
    if kind.name == "municipalities":
        book.worksheets[0]["B2"] = "みほん市"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def examined(world: Any, kind: Kind) -> Examination:
    with staged(world.store, f"{kind.label}_様式.xlsx", filled_in(world, kind)) as file:
        return examine(world.store, world.model, file)


@pytest.fixture
def two(world: Any) -> Any:
    world.municipalities(*CODES)
    return world


@pytest.mark.parametrize("kind", KINDS_WITH_TEMPLATE, ids=lambda kind: kind.name)
def test_a_filled_template_is_recognised_and_comes_back_without_an_error(two: Any, kind: Kind) -> None:
    found = examined(two, kind)
    assert found.plan.kind is kind
    assert found.errors == 0
    assert found.counts.new + found.counts.changed == 1


@pytest.mark.parametrize("kind", KINDS_WITH_TEMPLATE, ids=lambda kind: kind.name)
def test_no_column_of_a_template_is_guessed_or_unused(two: Any, kind: Kind) -> None:
    mapping = examined(two, kind).plan.parts[0].mapping
    assert mapping.guessed == () and mapping.unused == ()


def test_the_round_of_a_template_is_the_one_that_was_asked_for(two: Any) -> None:
    with staged(two.store, "様式.xlsx", filled_in(two, KINDS["survey"])) as file:
        take_in(two.store, two.model, file)
    with two.reading() as con:
        assert con.execute("select round from round_known").fetchall() == [("2025",)]


def test_the_survey_template_has_a_column_for_every_question_of_the_round(world: Any) -> None:
    titles = [cell.value for cell in book_of(world, KINDS["survey"]).worksheets[0][1]]
    paper = world.model.questionnaire("2025")
    assert titles[3:] == [f"{question.id} {question.text}" for question in (*paper.questions, *paper.texts)]


def test_the_choices_of_a_question_are_a_drop_down_list(world: Any) -> None:
    sheet = book_of(world, KINDS["survey"]).worksheets[0]
    question = world.model.questionnaire("2025").questions[0]
    rule = next(rule for rule in sheet.data_validations.dataValidation if "D2" in rule.sqref)
    assert rule.formula1 == f'"{",".join(choice.label for choice in question.choices)}"'


def test_a_list_may_be_left_for_a_reason_why_there_is_no_value(world: Any) -> None:
    rules = book_of(world, KINDS["survey"]).worksheets[0].data_validations.dataValidation
    assert {rule.errorStyle for rule in rules} == {"warning"}


def test_a_list_too_long_for_a_rule_stands_on_a_hidden_sheet() -> None:
    words = ("はい、できています" * 40, "いいえ")
    made = workbook([Sheet("様式", (Slot(Column("q01", "設問"), words),), [["いいえ"]])], [])
    book = openpyxl.load_workbook(BytesIO(made))
    assert book.worksheets[0].data_validations.dataValidation[0].formula1 == f"'{LISTS}'!$A$2:$A$3"
    assert [cell.value for cell in book[LISTS]["A"]][1:] == list(words) and book[LISTS].sheet_state == "hidden"


def test_codes_are_text_so_that_no_leading_zero_is_lost(world: Any) -> None:
    sheet = book_of(world, KINDS["steps"]).worksheets[0]
    assert sheet["B2"].number_format == "@" and sheet["B2"].value == "99201"


def test_every_column_is_explained(world: Any) -> None:
    for kind in KINDS_WITH_TEMPLATE:
        explained = {row[0] for row in book_of(world, kind)[EXPLANATIONS].iter_rows(values_only=True)}
        assert {f"「{slot.title}」" for slot in slots_of(kind, world.model, "2025")} <= explained


def test_what_stood_in_a_template_is_stored(two: Any) -> None:
    with staged(two.store, "様式.xlsx", filled_in(two, KINDS["targets"])) as file:
        take_in(two.store, two.model, file)
    with two.reading() as con:
        assert con.execute("select distinct code, target from own_target").fetchall() == [("99202", 70.0)]


def test_boundaries_have_no_template() -> None:
    assert not has_template(KINDS["boundaries"])


def test_the_sheets_beside_the_one_to_fill_in_come_back_without_a_word(two: Any) -> None:
    found = examined(two, KINDS["survey"])
    assert found.plan.left_out == () and len(found.plan.parts) == 1


def test_an_issue_list_has_a_column_for_each_criterion(world: Any) -> None:
    titles = [cell.value for cell in book_of(world, KINDS["issues"]).worksheets[0][1]]
    assert titles[-len(world.model.criteria) :] == list(world.model.criteria)


def test_single_results_have_the_categories_and_the_advice_to_send_sums_instead(world: Any) -> None:
    book = book_of(world, KINDS["literacy"])
    assert [cell.value for cell in book.worksheets[0][1]][-5:] == list(world.model.categories)
    assert any("根拠が必要です" in str(row[0]) for row in book[EXPLANATIONS].iter_rows(values_only=True))


def test_ids_in_a_cell_are_explained_with_their_labels(world: Any) -> None:
    told = {row[0]: row[3] for row in book_of(world, KINDS["support_menu"])[EXPLANATIONS].iter_rows(values_only=True) if row[0]}
    assert told["「対応STEP」"].startswith("step0（認識共有・機運醸成） ／ step1（")
    assert all(f"{factor.id}（{factor.label}）" in told["「対応要因」"] for factor in world.model.to_be.factors)
