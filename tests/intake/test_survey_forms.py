"""A form is sent out half filled in, comes back filled in, and is taken in without an option."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from analytics.errors import Unusable
from analytics.intake.giving_out.survey_forms import TITLES, forms, returned, settled
from analytics.intake.taking_in import NotTakenIn
from analytics.model import Choice
from analytics.scope import Scope
from tests.conftest import World
from tests.taking import MASTER, rows, taken

MIZUHO = "推進状況アンケート_令和7年度_98201みずほ市.xlsx"
ANSWER = TITLES.index("回答")


@pytest.fixture
def asked(world: World) -> World:
    taken(world, MASTER)
    taken(world, "団体コード,q1,q2,q3\n98201,一部,ある,対象外\n98202,全庁で,ない,無回答\n", round="2024")
    return world


def sent(world: World, round: str = "2025", **scope: Any) -> dict[str, bytes]:
    with world.reading() as con:
        return dict(forms(con, Scope(**scope), world.model, round))


def changed(content: bytes, **given: str | None) -> bytes:
    """The form with other answers, by question id."""
    book = openpyxl.load_workbook(BytesIO(content))
    for row in book["回答票"].iter_rows():
        question = str(row[1].value).split(" ")[0]
        if question in given:
            row[ANSWER].value = given[question]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cells_of(content: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(BytesIO(content))["回答票"].iter_rows(values_only=True))


def said(world: World, round: str = "2025") -> dict[tuple[str, str], str]:
    found = rows(world, f"select code, question, coalesce(choice, reason) from store.survey where round = '{round}'")
    return {(code, question): answer for code, question, answer in found}


def test_there_is_one_form_for_each_municipality_with_its_name(asked: World) -> None:
    assert list(sent(asked)) == [
        f"推進状況アンケート_令和7年度_{code}.xlsx"
        for code in ("97202府中市", "97301みなみ町", "98201みずほ市", "98202府中市", "98301龍ヶ崎町", "98302みなみ町")
    ]
    assert list(sent(asked, codes=("98201",))) == [MIZUHO]


def test_a_form_that_comes_back_untouched_gives_exactly_what_stood_in_it(asked: World) -> None:
    found = taken(asked, sent(asked)[MIZUHO], MIZUHO)
    assert found.findings.empty and found.plan.round == "2025" and found.plan.kind.name == "survey"
    mine = {question: answer for (_, question), answer in said(asked).items()}
    assert mine == {"q1": "一部", "q2": "ある", "q3": "対象外", "q4": "未回答", "q5": "未回答", "q6": "未回答"}


def test_changed_answers_come_back_changed(asked: World) -> None:
    taken(asked, changed(sent(asked)[MIZUHO], q1="全庁で", q2=None, q4="準備中", q5="未調査"), MIZUHO)
    mine = {question: answer for (_, question), answer in said(asked).items()}
    assert mine == {"q1": "全庁で", "q2": "未回答", "q3": "対象外", "q4": "準備中", "q5": "未調査", "q6": "未回答"}


def test_all_forms_come_back_one_after_another_whatever_they_are_called(asked: World) -> None:
    for number, content in enumerate(sent(asked, "2025-2").values()):
        assert taken(asked, content, f"返送{number}.xlsx").round == "2025-2"
    assert len({code for code, _ in said(asked, "2025-2")}) == 6


def test_the_form_of_another_municipality_than_the_one_named_is_refused(asked: World) -> None:
    with pytest.raises(Unusable, match="みずほ市の回答票で、指定された市町村のものではありません"):
        taken(asked, sent(asked)[MIZUHO], MIZUHO, municipality="龍ヶ崎町")


def test_code_and_name_of_a_form_have_to_agree(asked: World) -> None:
    book = openpyxl.load_workbook(BytesIO(sent(asked)[MIZUHO]))
    book["回答票"]["A3"] = "団体: 98301 みずほ市"
    out = BytesIO()
    book.save(out)
    with pytest.raises(Unusable, match="団体コード 98301 は龍ヶ崎町です"):
        taken(asked, out.getvalue(), MIZUHO)


def test_an_answer_that_is_no_choice_is_refused_with_its_cell(asked: World) -> None:
    with pytest.raises(NotTakenIn) as refused:
        taken(asked, changed(sent(asked)[MIZUHO], q1="たぶん"), MIZUHO)
    (line,) = refused.value.findings.itertuples()
    assert line.cell == "C8" and line.value == "たぶん"


def test_what_stands_in_the_cell_says_where_it_is_from(asked: World) -> None:
    table = {row[1]: row for row in cells_of(sent(asked)[MIZUHO])[7:]}
    source = {title.split(" ")[0]: (row[ANSWER], row[ANSWER + 1]) for title, row in table.items()}
    assert source["q1"] == ("一部", "前回の回答（令和6年度）") and source["q4"] == (None, None)
    taken(asked, "団体コード,q1\n98201,全庁で\n", round="2025")
    assert cells_of(sent(asked)[MIZUHO])[7][ANSWER : ANSWER + 2] == ("全庁で", "回答済み")


def test_the_answers_of_a_later_round_are_no_last_answers(asked: World) -> None:
    assert all(row[ANSWER] is None for row in cells_of(sent(asked, "2023")[MIZUHO.replace("令和7", "令和5")])[7:])


def test_the_choices_of_a_question_are_a_list_in_its_cell(asked: World) -> None:
    rules = openpyxl.load_workbook(BytesIO(sent(asked)[MIZUHO]))["回答票"].data_validations.dataValidation
    assert (str(rules[0].sqref), rules[0].formula1) == ("C8", '"していない,一部,全庁で"')


def test_a_form_fits_the_width_of_a_landscape_page(asked: World) -> None:
    sheet = openpyxl.load_workbook(BytesIO(sent(asked)[MIZUHO]))["回答票"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == ("landscape", 9, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(
    ("points", "value", "label"),
    [((0, 5), 1, "5点"), ((0, 5), 0, "0点"), ((0, 5, 10), 1, None), ((0, 5, 10), 0, "0点"), ((0, 5), 0.5, None), ((0, 5), None, None)],
)
def test_a_published_value_is_an_answer_only_where_it_leaves_one_choice(
    world: World, points: tuple[int, ...], value: float | None, label: str | None
) -> None:
    choices = tuple(Choice(label=f"{one}点", points=one) for one in points)
    assert settled(world.model.questionnaire("2025").questions[0].model_copy(update={"choices": choices}), value) == label


def test_the_list_of_who_has_sent_theirs_back(asked: World) -> None:
    receipt = taken(asked, changed(sent(asked)[MIZUHO], q4="ある"), MIZUHO).receipt
    with asked.reading() as con:
        found = returned(con, Scope(), asked.model, "2025").set_index("code")
    assert found["is_returned"].to_dict()["98201"] and not found.loc["98202", "is_returned"]
    assert found.loc["98201", ["batch", "n_answered", "n_asked"]].tolist() == [receipt, 3, 6]
    assert found.loc["98202", "n_answered"] == 0


def test_without_municipalities_there_are_no_forms(world: World) -> None:
    with pytest.raises(Unusable, match="市町村がありません"):
        sent(world)


@pytest.mark.parametrize(
    ("round", "shown"), [("2025", "令和7年度（2025）"), ("2025-2", "令和7年度 第2回（2025-2）"), ("2019", "令和元年度（2019）")]
)
def test_the_round_stands_in_the_form_as_on_the_screens_and_comes_back_as_itself(asked: World, round: str, shown: str) -> None:
    content = next(iter(sent(asked, round, codes=("98201",)).values()))
    assert cells_of(content)[1][0] == f"調査年度: {shown}"
    assert taken(asked, content, "返送.xlsx").round == round


def test_the_titles_of_a_form_wrap_and_have_room(asked: World) -> None:
    sheet = openpyxl.load_workbook(BytesIO(sent(asked)[MIZUHO]))["回答票"]
    assert all(cell.alignment.wrap_text for cell in sheet[7])
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[7]]
    lines = max(-(-2 * len(cell.value) // width) for cell, width in zip(sheet[7], widths, strict=True))
    assert sheet.row_dimensions[7].height >= 15 * lines
