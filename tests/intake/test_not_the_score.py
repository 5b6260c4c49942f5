"""A header, a line or a cell that speaks of another figure than the one asked for is never stored as it."""

from __future__ import annotations

import pytest

from analytics.intake.places import Gazetteer
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.understanding.recognising import items_in
from tests.intake.test_recognising import mapping
from tests.taking import MASTER, book, examined, messages, rows, taken

STAFF = "市町村名,受診者ID,所属,職位"
ISSUES = "No.,政策分野,課題（分類A）,課題解決策"


@pytest.fixture
def peopled(world):
    taken(world, MASTER, "市町村マスタ.csv")
    return world


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    "beside",
    ["（順位）", " 県平均との差", "（得点率）", "（前回）", " 件数", "（県平均）", " 中央値", " 現状", " 研修前", " 偏差値"],
)
def test_a_title_beside_words_for_another_figure_is_asked_about(beside):
    found = mapping("市町村名", "step0", f"step1{beside}", f"step2{beside}")
    assert found.items == {1: "step0"} and found.doubtful == {2: "step1", 3: "step2"}


@pytest.mark.parametrize("before", ["前年度 ", "県平均 ", "事前 ", "前回 "])
def test_a_group_above_a_title_may_make_it_another_figure(before):
    found = mapping("市町村名", f"{before}q1", "q2")
    assert found.items == {2: "q2"} and found.doubtful == {1: "q1"}


@pytest.mark.parametrize("beside", ["（点）", "（30点満点）", "【必須】", "（今回）", " 得点", "（令和7年度）"])
def test_a_unit_or_a_remark_beside_a_title_changes_nothing(beside):
    assert mapping("市町村名", f"step0{beside}", "step1").items == {1: "step0", 2: "step1"}


def test_the_column_without_words_for_another_figure_is_the_one():
    found = mapping("市町村名", "q1（前回）", "q1", "前年度 q2", "今年度 q2")
    assert found.items == {2: "q1", 4: "q2"} and found.unused == (1, 3) and not found.doubtful


def test_words_that_belong_to_a_title_are_no_other_figure():
    assert mapping("市町村名", "目標 取組の性格", "成果の出し方").items == {1: "character", 2: "results"}
    asked = {"研修を前年度に実施しましたか(前年度4月以降)": "q1", "q1": "q1"}
    headers = ["問い 研修を前年度に実施しましたか(前年度4月以降)", "前年度 q1"]
    assert [items_in([header], asked, set(), "question").by_index for header in headers] == [{0: "q1"}, {}]


def test_a_file_of_ranks_alone_is_not_taken_in(peopled):
    with pytest.raises(UnreadableFile, match="step0"):
        taken(peopled, "市町村名,step0（順位）,step1（順位）\nみずほ市,3,5\n", "令和7年度_STEP得点表.csv")


def test_a_group_of_means_above_the_scores_is_told_from_them(peopled):
    sheet = [["市町村名", "県平均", None, "得点", None], [None, "step0", "step1", "step0", "step1"], ["みずほ市", 20, 21, 5, 10]]
    taken(peopled, book({"S": sheet}), "令和7年度_STEP得点表.xlsx")
    assert rows(peopled, "select step, score from store.steps order by all") == [("step0", 5.0), ("step1", 10.0)]


def test_scores_of_another_year_than_the_files_are_asked_about(peopled):
    found = examined(peopled, "市町村名,令和6年度 step0,令和7年度 step1\nみずほ市,5,3\n", "令和7年度_STEP得点表.csv")
    assert found.errors == 1 and found.plan.parts[0].mapping.items == {2: "step1"}


def test_a_long_table_of_ranks_is_refused_cell_by_cell(peopled):
    found = examined(peopled, "市町村名,STEP,得点\nみずほ市,step0（順位）,3\nみずほ市,step1,10\n", "令和7年度_STEP得点表.csv")
    faults = found.findings[found.findings["severity"] == "warning"]
    assert list(faults["value"]) == ["step0（順位）"] and list(faults["cell"]) == ["B2"]


def test_the_present_state_is_no_target(peopled):
    with pytest.raises(UnreadableFile, match="character"):
        taken(peopled, "市町村名,取組の性格（現状）\nみずほ市,40\n", "令和7年度_目標.csv")


@pytest.mark.parametrize(
    ("header", "stored"),
    [
        ("県平均 総合,総合得点", 62.0),
        ("総合（順位）,総合点", 62.0),
        ("前回 総合,総合", 62.0),
        ("研修前 総合,研修後 総合", None),
        ("総合（事前）,総合（事後）", None),
        ("担当課評価 総合,企画課評価 総合", None),
    ],
)
def test_of_two_scores_of_a_person_the_one_asked_for_is_stored(peopled, header, stored):
    content = f"{STAFF},Why,{header}\nみずほ市,A1,総務課,課長,50,40,62\n"
    found = examined(peopled, content, "令和7年度_DXリテラシー.csv")
    assert ("総合" in found.plan.parts[0].mapping.items.values()) is (stored is not None)
    assert (found.errors == 0) is (stored is not None)
    if stored is not None:
        assert found.plan.parts[0].mapping.items == {4: "Why", 6: "総合"}


def test_the_rating_of_last_time_is_no_rating(peopled):
    content = f"{ISSUES},前回 緊急性,今回 緊急性\n1,行政,A,解決,1,5\n"
    found = examined(peopled, content, "みずほ市_令和7年度_課題リスト.csv")
    assert found.plan.parts[0].mapping.items == {5: "緊急性"} and found.errors == 0


# ---------------------------------------------------------------- the year


TABLE = "市町村名,保有率（％）,申請率（％）\nみずほ市,71,72\nみなみ町,7,8\n"


@pytest.mark.parametrize(
    "line",
    [
        "令和7年4月作成",
        "作成：令和7年4月",
        "令和7年4月1日　企画課",
        "令和7年度 第1回会議資料",
        "令和7年版 統計書",
        "更新日：2025年4月",
        "資料2（令和7年5月10日）",
        "（令和7年度公表）",
    ],
)
@pytest.mark.parametrize("content", [TABLE, "市町村名,step0,step1\nみずほ市,5,10\n"])
def test_the_day_of_making_or_of_a_meeting_is_not_the_year_of_the_figures(peopled, line, content):
    name = "統計_令和6年度.csv" if content is TABLE else "令和6年度_STEP得点表.csv"
    found = examined(peopled, f"{line},,\n{content}".replace("みなみ町", "龍ヶ崎町"), name)
    assert found.plan.parts[0].round == "2024"


def test_a_day_at_which_figures_stood_is_their_year(peopled):
    found = examined(peopled, f"令和6年10月1日現在,,\n{TABLE}".replace("みなみ町", "龍ヶ崎町"), "統計.csv")
    assert found.plan.parts[0].round == "2024"


@pytest.mark.parametrize("content", [TABLE, "市町村名,step0,step1\nみずほ市,5,10\n"])
def test_two_years_in_title_and_file_name_are_asked_about(peopled, content):
    with pytest.raises(UnreadableFile, match=r"2023.*2024.*--round"):
        examined(peopled, f"令和5年度の結果,,\n{content}", f"令和6年度_{'統計' if content is TABLE else 'STEP得点表'}.csv")
    found = examined(peopled, f"令和5年度の結果,,\n{content}".replace("みなみ町", "龍ヶ崎町"), "令和6年度_統計.csv", round="2024")
    assert found.plan.parts[0].round == "2024"


# ---------------------------------------------------------------- places


def test_a_prefecture_that_helps_to_find_a_row_is_stored_too(peopled):
    taken(peopled, "code,name,pref,population\n98301,龍ヶ崎町,試験県,8100\n", "市町村マスタ.csv")
    found = mapping("code", "name", "pref", "population")
    assert found.columns["prefecture"] == 2


def test_a_prefecture_follows_from_the_code_where_the_master_says_none():
    places = Gazetteer.of([("13101", "千代田区", None, None, None), ("10521", "板倉町", "", "", "")])
    assert places.find("東京都 千代田区").code == "13101"
    assert places.matching("13101", "東京都 千代田区", "", "").code == "13101"
    assert places.matching("13101", "千代田区", "大阪府", "").code is None


# ---------------------------------------------------------------- further columns of a survey


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("具体的に記入してください", "紙の様式"),
        ("ご意見・ご要望をご記入ください", "特になし"),
        ("ご記入日はいつですか", "2025/7/1"),
        ("問1の補足", "昨年から"),
        ("q1 根拠資料", "別添"),
        ("問25 県への要望", "特になし"),
        ("他団体へ回答を共有してよいですか", "可"),
    ],
)
def test_a_column_of_free_text_beside_a_part_of_the_questions_is_told_as_not_read(peopled, header, cell):
    found = examined(peopled, f"市町村名,q1,q2,{header}\nみずほ市,全庁で,検討中,{cell}\n", "令和7年度_推進状況アンケート.csv")
    assert found.errors == 0 and any("取り込みません" in message for message in messages(found))


@pytest.mark.parametrize(("header", "cell"), [("体制の分担を決めていますか", "はい"), ("体制の分担を決めていますか", "15")])
def test_a_reworded_question_with_its_answers_is_asked_about(peopled, header, cell):
    first = "全庁で" if cell == "はい" else "30"
    found = examined(peopled, f"市町村名,q1,{header}\nみずほ市,{first},{cell}\n", "令和7年度_推進状況アンケート.csv")
    assert found.errors == 1 and any("--accept-partial" in message for message in messages(found))


# ---------------------------------------------------------------- units


def test_the_unit_above_a_table_makes_it_one_of_statistics(peopled):
    content = "財政の状況,,\n（単位：千円）,,\n市町村名,歳入総額,歳出総額\nみずほ市,10,20\n龍ヶ崎町,11,21\n"
    taken(peopled, content, "統計_令和6年度.csv")
    assert rows(peopled, "select distinct indicator, unit from store.indicators order by all") == [
        ("歳入総額", "千円"),
        ("歳出総額", "千円"),
    ]


def test_a_row_of_units_may_be_called_so(peopled):
    taken(peopled, "市町村名,歳入総額,人口\n単位,千円,人\nみずほ市,100,20\n龍ヶ崎町,120,30\n", "統計_令和6年度.csv")
    assert rows(peopled, "select distinct indicator, unit from store.indicators order by all") == [("人口", "人"), ("歳入総額", "千円")]


def test_a_unit_below_the_municipalities_is_that_of_the_table(peopled):
    taken(peopled, "項目,みずほ市,龍ヶ崎町\n,,（単位：千円）\n歳入,71,72\n歳出,5,6\n", "統計_令和6年度.csv")
    assert rows(peopled, "select distinct indicator, unit from store.indicators order by all") == [("歳入", "千円"), ("歳出", "千円")]


def test_a_share_beside_percentages_is_not_stored_as_one(peopled):
    found = examined(peopled, "市町村名,指標,年度,値,単位\nみずほ市,率,2024,0.72,%\n龍ヶ崎町,率,2024,72%,\n", "統計.csv")
    assert found.errors == 1 and any("0.72" in message and "72%" in message for message in messages(found))


def test_a_small_percentage_written_as_one_is_stored(peopled):
    found = examined(peopled, "市町村名,率（％）\nみずほ市,0.72%\n龍ヶ崎町,72%\n", "統計_令和6年度.csv")
    assert found.errors == 0


def test_scores_of_five_on_a_scale_of_a_hundred_are_doubted(peopled):
    staff = "".join(f"みずほ市,A{n},総務課,課長,{n % 5 + 1},{n + 40}\n" for n in range(20))
    found = examined(peopled, f"{STAFF},Why,総合\n{staff}", "令和7年度_DXリテラシー.csv")
    doubts = found.findings[found.findings["message"].str.contains("満点")]
    assert list(doubts["column"]) == ["Why"] and list(doubts["severity"]) == ["warning"]


def test_units_that_contradict_are_shown_where_they_stand(peopled):
    content = "市町村名,指標,年度,値,単位\nみずほ市,歳入,2024,100,千円\n龍ヶ崎町,歳入,2024,120,百万円\n"
    found = examined(peopled, content, "統計.csv")
    assert {"E2", "E3"} == set(found.findings[found.findings["severity"] == "error"]["cell"])


@pytest.mark.parametrize(
    "content",
    [
        "項目,みずほ市,,龍ヶ崎町,\n保有率（％）,71,*,72,\n申請率（％）,5,,6,*\n",
        "項目,みずほ市,龍ヶ崎町\n保有率（％）,71,72\n申請率（％）,5,6\n,,- 1 -\n",
    ],
)
def test_marks_of_footnotes_and_pages_beside_a_turned_table_are_left_out(peopled, content):
    taken(peopled, content, "統計_令和6年度.csv")
    assert rows(peopled, "select count(*), sum(value) from store.indicators") == [(4, 154.0)]
