"""What contradicts itself, the record or the model is told at its cell, and nothing of it is taken in silently."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analytics.intake.checking.reader import ERROR, WARNING
from analytics.intake.checking.summing import summed_up
from analytics.intake.reading.staged import UnreadableFile
from tests.conftest import World
from tests.taking import MASTER, answers, book, examined, messages, rows, taken


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def told(found: Any, severity: str) -> list[tuple[str, str]]:
    """(cell, message) of the findings of one severity."""
    chosen = found.findings[found.findings["severity"] == severity]
    return list(zip(chosen["cell"], chosen["message"], strict=True))


# ---------------------------------------------------------------- the master


def test_a_code_that_would_bear_another_name_is_told_with_both_names(peopled):
    found = examined(peopled, MASTER.replace("98201,みずほ市", "98201,府中市"))
    assert [(cell, "「みずほ市」から「府中市」" in message) for cell, message in told(found, WARNING)] == [("B2", True)]


@pytest.mark.parametrize("name", ["竜ケ崎町", "龍ヶ崎町", "龍ヶ崎 町", "北郡龍ヶ崎町", "試験県北郡龍ヶ崎町"])
def test_a_name_in_other_glyphs_or_with_its_county_is_no_other_name(peopled, name):
    assert "名前が" not in "".join(messages(examined(peopled, MASTER.replace("龍ヶ崎町", name))))


@pytest.mark.parametrize("name", ["みずほ", "みずほ市（新）", "みずほ広域連合"])
def test_a_category_that_no_name_tells_is_an_error_at_the_name(peopled, name):
    found = examined(peopled, MASTER.replace("みずほ市", name))
    ((cell, message),) = told(found, ERROR)
    assert cell == "B2" and "区分" in message and (found.counts.unchanged, found.counts.rejected) == (5, 1)


def test_a_category_that_is_given_needs_no_name_to_tell_it(world):
    taken(world, "団体コード,市町村名,都道府県,区分\n98201,みずほ,試験県,市\n98202,府中市,試験県,\n")
    assert rows(world, "select name, category from store.municipalities order by code") == [("みずほ", "市"), ("府中市", "市")]


# ---------------------------------------------------------------- ids of the model

MENU = "名称,対応STEP,対応要因\n策定支援,{},{}\n"


@pytest.mark.parametrize(
    ("steps", "factors", "cell", "foreign", "allowed"),
    [
        ("step9", "f1", "B2", "step9", "step0・step1・step2・step3"),
        ("step1・STEP7", "f1", "B2", "STEP7", "step0"),
        ("step1", "f1・f99", "C2", "f99", "f1・f4・f6"),
    ],
)
def test_an_id_that_the_model_lacks_is_an_error_that_says_which_there_are(world, steps, factors, cell, foreign, allowed):
    ((where, message),) = told(examined(world, MENU.format(steps, factors)), ERROR)
    assert where == cell and f"「{foreign}」" in message and allowed in message


@pytest.mark.parametrize(
    ("steps", "factors", "stored"),
    [
        ("STEP1、step2", "f4・ｆ６", ("step1・step2", "f4・f6")),
        ("全体方針の決定", "予算化・事業化への接続", ("step1", "f7")),
        ("step0", "", ("step0", None)),
    ],
)
def test_steps_and_factors_may_be_written_by_id_or_by_label(world, steps, factors, stored):
    taken(world, MENU.format(steps, factors))
    assert rows(world, "select steps, factors from store.support_menu") == [stored]


def test_a_programme_names_factors_of_the_model_too(world):
    ((cell, message),) = told(examined(world, "制度名,所管,対応要因\n交付金,国,f6・要因3\n"), ERROR)
    assert cell == "C2" and "「要因3」" in message


# ---------------------------------------------------------------- characters of one machine only


@pytest.mark.parametrize("sign", ["\ue000", "\U000f0001", "\ufdd0", "\x85"])
def test_a_private_or_nameless_character_in_the_name_of_a_municipality_is_an_error(peopled, sign):
    found = examined(peopled, MASTER.replace("みずほ市", f"み{sign}ほ市"))
    ((cell, message),) = told(found, ERROR)
    assert cell == "B2" and f"U+{ord(sign):04X}" in message and "直して" in message.replace("取り除いて", "直して")


def test_a_private_character_in_a_text_is_a_warning_and_in_a_place_an_error(peopled):
    issues = '団体コード,No.,政策分野\n98201,1,手\ue123続\n98202,2,"行政\n手続"\n'
    found = examined(peopled, issues, "課題リスト.csv", round="2025")
    assert found.counts.new == 2 and [(cell, "U+E123" in message) for cell, message in told(found, WARNING)] == [("C2", True)]
    found = examined(peopled, issues.replace("98202", "府\ue000中市"), "課題リスト.csv", round="2025")
    assert [(cell, "外字" in message) for cell, message in told(found, ERROR)] == [("A3", True)]


@pytest.mark.parametrize(
    ("content", "cell"), [("団体コード,指標,年,値\n98201,人\ue000口,2024,3\n", "B2"), ("団体コード,人\ue000口（人）\n98201,3\n", "B1")]
)
def test_a_private_character_in_the_name_of_an_indicator_is_told(peopled, content, cell):
    assert [
        where for where, message in told(examined(peopled, content, kind="indicators", round="2024"), WARNING) if "外字" in message
    ] == [cell]


# ---------------------------------------------------------------- the name of a file, and of a sheet


@pytest.mark.parametrize("name", ["2025 (2).csv", "R7 (1).csv", "令和7年度 (12).csv", "2025年度 - コピー.csv", "2025 - Copy (3).csv"])
def test_the_mark_of_a_second_copy_does_not_put_the_round_in_doubt(peopled, name):
    taken(peopled, "団体コード,q1\n98201,一部\n", name)
    assert rows(peopled, "select distinct round from store.survey") == [("2025",)]


FORM = [["q1", "q2"], ["一部", "ある"]]


@pytest.mark.parametrize(("name", "wishes"), [("龍ヶ崎町2025.xlsx", {}), ("2025.xlsx", {"municipality": "98301"})])
def test_a_sheet_of_another_municipality_than_the_file_or_the_user_names_is_refused(peopled, name, wishes):
    with pytest.raises(UnreadableFile, match=r"シート「みずほ市」.*龍ヶ崎町"):
        examined(peopled, book({"みずほ市": FORM}), name, **wishes)


def test_a_sheet_that_the_file_and_the_user_name_alike_is_taken(peopled):
    taken(peopled, book({"みずほ市": FORM}), "みずほ市2025.xlsx", municipality="98201")
    assert {code for code, *_ in answers(peopled)} == {"98201"}


# ---------------------------------------------------------------- questions whose columns cannot be told


@pytest.mark.parametrize("header", ["職員の育成に関することについて回答してください。", "問99 育成", "#N/A", "（設問文欠落）"])
def test_a_column_of_answers_that_may_be_that_of_a_lacking_question_is_an_error_until_the_user_says(peopled, header):
    content = f"団体コード,{header},q2\n98201,全庁で,ある\n98202,一部,ない\n"
    ((cell, message),) = told(examined(peopled, content, round="2025"), ERROR)
    assert cell == "B1" and "列のない設問: q1・q3" in message
    assert told(examined(peopled, content, round="2025", columns=((1, ""),)), ERROR) == []
    assert taken(peopled, content, round="2025", columns=((1, "q1"),)).counts.new == 2


@pytest.mark.parametrize("column", ["受付時刻,10:00", "回答者,山田", "ご意見があればお書きください。,-", "担当課,総務課"])
def test_a_column_that_is_no_question_or_holds_no_answer_is_only_told(peopled, column):
    header, cell = column.split(",")
    assert told(examined(peopled, f"団体コード,q1,{header}\n98201,一部,{cell}\n", round="2025"), ERROR) == []


def test_a_question_that_the_questionnaire_lacks_is_only_told_where_all_others_have_their_column(peopled):
    content = "団体コード,q1,q2,q3,q4,q5,q6,問7 独自の設問ですか\n98201,一部,ある,はい,ある,ある,いる,はい\n"
    found = taken(peopled, content, round="2025")
    assert (found.errors, [cell for cell, _ in told(found, WARNING)]) == (0, ["H1"])


# ---------------------------------------------------------------- one fault that a whole sheet repeats

ACROSS = "項目,府中市,みなみ町,みずほ市,府中市,龍ヶ崎町,みなみ町\n高齢化率（％）,1,2,3,4,5,6\n"


def test_of_names_across_the_top_the_one_that_breaks_the_order_is_named(peopled):
    assert taken(peopled, ACROSS, kind="indicators", round="2024").counts.new == 6
    found = examined(peopled, ACROSS.replace("みずほ市", "みづほ市"), kind="indicators", round="2024")
    assert [cell for cell, message in told(found, ERROR) if "みずほ市（98201）の位置" in message] == ["D1"]
    assert found.counts.rejected == 5 and found.counts.unchanged == 1


def test_a_fault_that_many_cells_of_a_column_have_is_told_once_with_its_number_and_first_places(peopled):
    lines = "".join(f"98201,{number},高い{number}\n" for number in range(1, 31))
    found = examined(peopled, f"団体コード,No.,点数\n{lines}", "課題リスト.csv", round="2025")
    assert found.errors == 30 == found.counts.rejected
    ((cell, message),) = told(replace(found, findings=summed_up(found.findings)), ERROR)
    assert cell == "C2" and message.startswith("30件（ほかにC3・C4・C5 など）: ")


def test_few_findings_and_those_of_several_columns_stay_one_by_one(peopled):
    lines = "".join(f"98201,{number},高い,遅い\n" for number in range(1, 7))
    found = examined(peopled, f"団体コード,No.,点数,期限\n{lines}", "課題リスト.csv", round="2025")
    assert summed_up(found.findings).equals(found.findings) and len(found.findings) == 12
