"""How a file is read as a whole, and how the user corrects that."""

from __future__ import annotations

import pytest

from analytics.intake.staged import UnreadableFile
from tests.conftest import World
from tests.taking import MASTER, answers, book, examined, messages, taken


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def test_the_round_comes_from_the_column_before_the_file_name(peopled):
    found = examined(peopled, "調査年度,団体コード,q1\n令和6年度,98201,一部\n", "令和7年度_回答.csv")
    assert found.counts.new == 1
    taken(peopled, "調査年度,団体コード,q1\n令和6年度,98201,一部\n", "令和7年度_回答.csv")
    assert answers(peopled, "round, code") == [("2024", "98201")]


def test_the_round_asked_for_wins_over_the_file_name(peopled):
    assert examined(peopled, "団体コード,q1\n98201,一部\n", "令和7年度_回答.csv", round="2024").round == "2024"


def test_without_any_round_it_asks_once(peopled):
    found = examined(peopled, "団体コード,q1\n98201,一部\n98202,一部\n")
    assert messages(found) == ["調査年度が分かりません。調査年度の列を加えるか、年度を指定してください（--round 2025）"]


def test_the_municipality_comes_from_the_sheet_name(peopled):
    taken(peopled, book({"みずほ市": [["q1", "q2"], ["一部", "ある"]], "龍ヶ崎町": [["q1", "q2"], ["全庁で", "ない"]]}), "令和7年度.xlsx")
    assert [(code, choice) for code, question, choice, _ in answers(peopled) if question == "q1"] == [
        ("98201", "一部"),
        ("98301", "全庁で"),
    ]


def test_the_municipality_comes_from_the_file_name(peopled):
    taken(peopled, "q1,q2\n一部,ある\n", "みずほ市_令和7年度回答.csv")
    assert {code for code, *_ in answers(peopled)} == {"98201"}


def test_a_sheet_that_is_something_else_is_left_out_and_said(peopled):
    found = examined(
        peopled, book({"回答": [["団体コード", "q1"], ["98201", "一部"]], "凡例": [["記号", "意味"], ["○", "はい"]]}), "令和7年度.xlsx"
    )
    assert any("このシートは取り込みません" in message for message in messages(found)) and found.counts.new == 1


def test_an_unknown_sheet_names_those_there_are(peopled):
    with pytest.raises(UnreadableFile, match="シート: 回答"):
        examined(peopled, book({"回答": [["団体コード", "q1"], ["98201", "一部"]]}), "a.xlsx", sheet="集計")


def test_an_unknown_table_is_refused_with_its_true_column_names(peopled):
    text = "№,施設名,区分,浸水レベル,高潮\n3,くすのき,通所,4,区域外\n2,すぎのき,入所,3,区域外\n1,まつのき,通所,1,4\n"
    with pytest.raises(UnreadableFile, match="見つかった列: No、施設名、区分、浸水レベル、高潮"):
        examined(peopled, text.encode("cp932"))


def test_a_column_can_be_assigned_by_hand(peopled):
    taken(peopled, "団体コード,研修\n98201,一部\n", round="2025", kind="survey", columns=((1, "q1"),))
    assert [row[1:3] for row in answers(peopled)] == [("q1", "一部")]


def test_a_kind_named_by_the_user_says_which_columns_it_lacks(peopled):
    found = examined(peopled, "団体コード,備考\n98201,あ\n", kind="support_log")
    assert messages(found)[0] == "支援記録に必要な列がありません（日付・種別・件名）。列名か、列の対応を直してください"
    assert (found.errors, found.counts.new) == (1, 0)


def test_json_for_another_kind_is_refused_in_words(peopled):
    with pytest.raises(UnreadableFile, match="境界は GeoJSON か TopoJSON"):
        examined(peopled, '{"type": "FeatureCollection", "features": []}', "a.json", kind="survey")


def test_unused_columns_are_told(peopled):
    found = examined(peopled, "団体コード,q1,受付時刻\n98201,一部,10:00\n", round="2025")
    assert messages(found) == ["使い道が分からない列のため取り込みません"]
    assert found.findings.loc[0, ["cell", "column"]].tolist() == ["C1", "受付時刻"]
