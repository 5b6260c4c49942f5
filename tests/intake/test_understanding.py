"""How a file is read as a whole, and how the user corrects that."""

from __future__ import annotations

import pytest

from analytics.intake.reading.staged import UnreadableFile
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
    assert messages(found) == [
        "調査年度（2000〜2100年度のうち1つ）が分かりません。調査年度の列を 2025 や 2025-2 のように直すか、年度を指定してください（--round 2025）"
    ]


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


def test_questions_with_municipalities_across_the_top_are_a_survey(peopled):
    taken(
        peopled,
        "設問,みずほ市,龍ヶ崎町,みなみ町（試験県）\nq1,一部,全庁で,一部\nq2,ある,ない,ある\n".replace("みなみ町（試験県）", "98302"),
        round="2025",
    )
    assert sorted((code, question) for code, question, *_ in answers(peopled)) == [
        (code, question) for code in ("98201", "98301", "98302") for question in ("q1", "q2")
    ]


def test_a_municipalitys_sheet_that_cannot_be_read_is_an_error_and_a_cover_is_not(peopled):
    sheets = {
        "表紙": [["回答のまとめ"]],
        "みずほ市": [["q1", "q2"], ["一部", "ある"]],
        "龍ヶ崎町": [["担当", "電話"], ["総務課", "内線 12"]],
    }
    found = examined(peopled, book(sheets), "令和7年度.xlsx")
    assert [(row.sheet, row.severity) for row in found.findings.itertuples()] == [("龍ヶ崎町", "error"), ("表紙", "left_out")]


def test_a_sheet_with_the_header_of_the_others_but_no_municipality_is_an_error(peopled):
    form = [["q1", "q2"], ["一部", "ある"]]
    for name in ("府中市", "みずほ", "01みずほ市", "みずほ市(済)", "みずほ市_回答", "提出分"):
        found = examined(peopled, book({"龍ヶ崎町": form, name: form, "凡例": [["記号", "意味"], ["○", "はい"]]}), "令和7年度.xlsx")
        told = [(row.sheet, row.message) for row in found.findings.itertuples() if row.severity == "error"]
        assert [sheet for sheet, _ in told] == [name] and "シート名から市町村が分かりません" in told[0][1]
        assert name == "提出分" or "（98202）" in told[0][1] or "（98201）" in told[0][1]


def test_rows_of_another_round_than_the_one_asked_for_are_refused(peopled):
    found = examined(peopled, "調査年度,団体コード,q1\n令和6年度,98201,一部\n2025,98301,一部\n", round="2025")
    assert found.counts.new == 1
    told = found.findings.iloc[0]
    assert (told["cell"], told["severity"]) == ("A2", "error") and "指定された年度（2025）の行ではありません" in told["message"]


def test_figures_of_another_year_than_the_one_asked_for_are_refused(peopled):
    found = examined(peopled, "団体コード,指標,年,値\n98201,普及率,2020,70\n98301,普及率,2024,60\n", kind="indicators", round="2024")
    assert (found.counts.new, found.errors, found.findings.loc[0, "cell"]) == (1, 1, "C2")
    with pytest.raises(UnreadableFile, match="2020 年の値で、指定された 2024 ではありません"):
        examined(peopled, "団体コード,普及率 2020年\n98201,70\n", kind="indicators", round="2024")


def test_a_form_that_says_another_round_than_the_one_asked_for_is_refused(peopled):
    form = "調査年度: 2024\n団体: 98201 みずほ市\n\n設問,回答\nq1,一部\n"
    assert examined(peopled, form, round="2024").counts.new == 1
    with pytest.raises(UnreadableFile, match="「調査年度」の行は 2024 で、指定された 2025 ではありません"):
        examined(peopled, form, round="2025")


FORM = "{}\n担当者,x\n\n設問,回答\nq1,一部\n"


@pytest.mark.parametrize(
    "head",
    ["市町村名,みずほ市", "回答団体：みずほ市", "団体名,98201", "自治体名,試験県,みずほ市", "市町村名を選択してください,みずほ市役所"],
)
def test_the_municipality_comes_from_a_line_above_the_table(peopled, head):
    taken(peopled, FORM.format(head), "回答.csv", round="2025")
    assert {code for code, *_ in answers(peopled)} == {"98201"}


@pytest.mark.parametrize("head", ["市町村名,みずほ市", "回答団体：みずほ市", "団体名,98201", "団体: 98201 みずほ市"])
def test_a_form_of_another_municipality_than_file_or_user_name_is_refused(peopled, head):
    for name, wishes in (("龍ヶ崎町2025.csv", {}), ("回答2025.csv", {"municipality": "龍ヶ崎町"})):
        with pytest.raises(UnreadableFile, match="みずほ市"):
            examined(peopled, FORM.format(head), name, **wishes)
    assert examined(peopled, FORM.format(head), "龍ヶ崎町2025.csv", municipality="98201").counts.new == 1


@pytest.mark.parametrize("head", ["市町村名,みづほ市", "市町村名,府中市"])
def test_an_unknown_or_ambiguous_name_above_the_table_is_refused_and_not_passed_over(peopled, head):
    with pytest.raises(UnreadableFile, match="「団体」の行"):
        examined(peopled, FORM.format(head), "龍ヶ崎町2025.csv")


def test_a_sheet_whose_title_names_another_municipality_is_an_error(peopled):
    sheets = {
        "みずほ市": [["市町村名", "みずほ市"], [], ["q1", "q2"], ["一部", "ある"]],
        "龍ヶ崎町": [["市町村名", "みずほ市"], [], ["q1", "q2"], ["一部", "ある"]],
    }
    found = examined(peopled, book(sheets), "令和7年度.xlsx")
    assert [row.sheet for row in found.findings.itertuples() if row.severity == "error"] == ["龍ヶ崎町"]


def test_rows_of_another_municipality_than_the_line_above_says_are_refused(peopled):
    found = examined(peopled, "回答団体：みずほ市\n\n団体コード,q1\n98201,一部\n98301,一部\n", round="2025")
    assert (found.counts.new, found.errors) == (1, 1)


RATES = "都道府県名,市区町村名,{},保有枚数,率\n試験県,みずほ市,31000,20000,64.5\n別県,府中市,41000,30000,73.2\n"


def test_a_population_that_is_the_base_of_other_figures_does_not_rewrite_the_master(peopled):
    assert examined(peopled, RATES.format("人口（2024年1月1日時点）")).plan.kind.name == "indicators"
    with pytest.raises(UnreadableFile, match="市町村マスタとも指標とも読める"):
        examined(peopled, RATES.format("人口"))
    assert examined(peopled, RATES.format("人口"), kind="municipalities").plan.kind.name == "municipalities"
    assert examined(peopled, "団体コード,市町村名,人口,面積,備考\n98201,みずほ市,31000,50,あ\n").plan.kind.name == "municipalities"


def test_results_of_another_round_than_the_one_asked_for_are_refused(peopled):
    text = "年度,市町村名,受診者ID,職位,設問1\n2024,みずほ市,a,課長,3\n2024,みずほ市,b,課長,3\n2025,みずほ市,c,課長,3\n"
    found = examined(peopled, text, kind="literacy", round="2025")
    assert found.counts.new == 1 and any("指定された年度（2025）の行ではありません" in message for message in messages(found))


@pytest.mark.parametrize("head", ["市町村名：みずほ市（担当：総務課）", "市町村名（　みずほ市　）"])
def test_what_stands_around_the_name_in_the_line_above_does_not_hide_it(peopled, head):
    with pytest.raises(UnreadableFile, match="みずほ市とありますが"):
        examined(peopled, f"{head}\n\nq1,q2\n一部,ある\n", "龍ヶ崎町2025.csv")
