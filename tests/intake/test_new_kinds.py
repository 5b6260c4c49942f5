"""Issue lists with criteria, KPIs, offers, menus and programmes, as they arrive: in, compared, replaced, taken back."""

from __future__ import annotations

import pytest

from analytics import ledger
from analytics.intake.checking.reader import ERROR, WARNING
from analytics.intake.taking_in import NotTakenIn
from tests.conftest import GOLDEN, World
from tests.taking import MASTER, book, examined, messages, rows, taken

EXCERPT = GOLDEN / "issue_list_excerpt.csv"
ISSUES = "No.,政策分野,課題（分類A）,緊急性,費用対効果（1〜5）\n1,行政手続,申請が紙のまま,5,3\n２,防災,情報が届かない,,-\n"


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def issues(world: World, columns: str = "no, class_a, criteria") -> list[tuple]:
    return rows(world, f"select {columns} from store.issues order by code, try_cast(no as integer), no")


def revert(world: World, number: int | None) -> None:
    with world.store.writing() as con:
        ledger.revert(con, number or 0)


def test_the_published_excerpt_keeps_labels_and_points_that_contradict_each_other(peopled):
    found = taken(peopled, EXCERPT.read_bytes(), EXCERPT.name, municipality="98201", round="2025")
    assert (found.plan.kind.name, found.errors, found.counts.new) == ("issues", 0, 7)
    assert issues(peopled, "no, own_priority, own_score, class_a") == [
        ("29", "中", 2.55, None), ("30", "低", 2.85, None), ("31", "低", 1.47, "庁内での研修"), ("32", "低", 1.8, "庁内での研修"),
        ("33", "低", 1.8, "庁内での研修"), ("34", "低", 1.8, None), ("35", "低", 2.17, None),
    ]  # fmt: skip


def test_an_issue_list_without_a_year_asks_for_the_round(peopled):
    found = examined(peopled, EXCERPT.read_bytes(), EXCERPT.name, municipality="98201")
    assert found.errors == 1 and "--round" in messages(found)[0]


def test_ratings_are_gathered_by_criterion_and_open_ones_are_absent(peopled):
    taken(peopled, ISSUES, municipality="98201", round="2025")
    assert issues(peopled) == [
        ("1", "申請が紙のまま", {"緊急性": 5.0, "費用対効果": 3.0}), ("2", "情報が届かない", {}),
    ]  # fmt: skip


@pytest.mark.parametrize("rating", ["0", "6", "高い", "5.5"])
def test_a_rating_outside_one_to_five_is_an_error_at_its_cell(peopled, rating):
    found = examined(peopled, ISSUES.replace("まま,5,", f"まま,{rating},"), municipality="98201", round="2025")
    assert tuple(found.findings.loc[0, ["severity", "cell", "value"]]) == (ERROR, "D2", rating)
    assert found.counts.new == 1


def test_only_the_criteria_that_a_later_file_has_are_replaced(peopled):
    taken(peopled, ISSUES, municipality="98201", round="2025")
    later = "No.,緊急性\n1,-\n2,4\n"
    preview = examined(peopled, later, municipality="98201", round="2025", kind="issues")
    second = taken(peopled, later, municipality="98201", round="2025", kind="issues")
    assert (preview.counts.changed, preview.counts.unchanged) == (2, 0)
    assert [row[2] for row in issues(peopled)] == [{"費用対効果": 3.0}, {"緊急性": 4.0}]
    again = examined(peopled, later + "\n", municipality="98201", round="2025", kind="issues")
    assert (again.counts.changed, again.counts.unchanged) == (0, 2)
    revert(peopled, second.receipt)
    assert [row[2] for row in issues(peopled)] == [{"緊急性": 5.0, "費用対効果": 3.0}, {}]


def test_a_column_that_is_no_criterion_is_left_out_and_said(peopled):
    found = taken(peopled, ISSUES.replace("緊急性", "重さ"), municipality="98201", round="2025")
    assert ("重さ", WARNING) in zip(found.findings["column"], found.findings["severity"], strict=True)
    assert issues(peopled)[0][2] == {"費用対効果": 3.0}


def test_doubled_numbers_name_each_other_at_the_number(peopled):
    found = examined(peopled, ISSUES.replace("２,防災", "１,防災"), municipality="98201", round="2025")
    assert tuple(found.findings.loc[1, ["cell", "value"]]) == ("A3", "１") and "A2 にもあります" in messages(found)[1]
    assert found.findings.loc[0, "cell"] == "A2" and "A3 にもあります" in messages(found)[0]


def test_a_workbook_with_a_sheet_per_municipality_is_one_issue_list(peopled):
    lines = [["令和7年度 課題一覧"], [], ["No.", "課題（分類A）", "緊急性"], [1, "窓口が混む", 4], [2, "様式が多い", None]]
    found = taken(peopled, book({"みずほ市": lines, "龍ヶ崎町": lines}), "課題一覧.xlsx")
    assert (found.plan.kind.name, found.round, found.counts.new) == ("issues", "2025", 4)


# ---------------------------------------------------------------- kinds without a municipality, and rows of the prefecture

PLAIN = {
    "partners": ("提供者,名称,分野,説明\n㈱みほん,窓口支援,行政手続,手続を減らす\nみほん大学,分析支援,防災,－\n", "分野", "行政手続", "防災"),
    "support_menu": ("メニュー名,対応STEP,枠数,担当\n計画策定支援,step1,5,企画班\n研修,step0・step2,,企画班\n", "枠数", "5,", "7,"),
    "programs": ("制度名,所管,補助率,締切\n交付金,国の省庁,2分の1,令和8年1月31日\n補助金,国の省庁,定額,\n", "補助率", "2分の1", "3分の1"),
    "kpi": ("団体コード,KPI,年度,計画,目標値,実績\n98201,申請率,2025,推進計画,60,45\n試験県,申請率,令和7年度,推進計画,70,▲5\n", "実績", ",45", ",50"),
    "literacy_groups": (
        "調査年度,団体コード,職位,区分,人数,平均,標準偏差\n2025,98201,課長,総合,12,61.5,9.8\n2025,98201,主事,総合,30,55,\n", "平均", "61.5", "63"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_each_kind_comes_in_is_compared_replaced_and_taken_back(peopled, name):
    content, _, old, new = PLAIN[name]
    first = taken(peopled, content)
    before = rows(peopled, f"select * exclude (batch) from store.{name} order by all")
    assert (first.plan.kind.name, first.errors, first.counts.new) == (name, 0, 2), messages(first)
    assert taken(peopled, content).same_as == first.receipt
    changed = taken(peopled, content.replace(old, new, 1))
    assert (changed.counts.new, changed.counts.changed, changed.counts.unchanged) == (0, 1, 1)
    assert rows(peopled, f"select * exclude (batch) from store.{name} order by all") != before
    revert(peopled, changed.receipt)
    assert rows(peopled, f"select * exclude (batch) from store.{name} order by all") == before


def test_optional_keys_that_a_file_lacks_compare_as_blank(peopled):
    taken(peopled, PLAIN["literacy_groups"][0])
    more = "調査年度,団体コード,診断名,所属,職位,区分,人数\n2025,98201,,,課長,総合,13\n2025,98201,,総務課,課長,総合,3\n"
    found = taken(peopled, more)
    assert (found.counts.new, found.counts.changed) == (1, 1)
    assert rows(peopled, "select department, position, n, mean from store.literacy_groups order by all") == [
        ("", "主事", 30, 55.0), ("", "課長", 13, 61.5), ("総務課", "課長", 3, None),
    ]  # fmt: skip


def test_offers_of_the_same_title_are_told_at_the_title(peopled):
    found = examined(peopled, "提供者,名称\n大学,分析\n大学,分析\n大学,講座\n")
    assert (found.errors, found.counts.new) == (2, 1) and list(found.findings["cell"]) == ["B2", "B3"]


def test_a_kpi_of_the_prefecture_is_its_own(peopled):
    taken(peopled, PLAIN["kpi"][0])
    assert rows(peopled, "select code, year, target, actual from store.kpi order by code") == [
        ("98000", "2025", 70.0, -5.0), ("98201", "2025", 60.0, 45.0),
    ]  # fmt: skip


def test_an_offer_without_a_provider_is_refused(peopled):
    with pytest.raises(NotTakenIn) as refused:
        taken(peopled, "提供者,名称\n,分析\n大学,講座\n")
    assert "「提供者」がありません" in messages(refused.value)[0]


@pytest.mark.parametrize(
    ("word", "meant"), [("○", "有"), ("〇", "有"), ("あり", "有"), ("有り", "有"), ("×", "無"), ("なし", "無"), ("未定", "未定")]
)
def test_words_that_people_use_for_a_choice_are_that_choice(peopled, word, meant):
    taken(peopled, f"団体コード,No.,課題（分類A）,参加意向\n98201,1,窓口,{word}\n", round="2025")
    assert issues(peopled, "joins") == [(meant,)]


@pytest.mark.parametrize("word", ["△", "たぶん", "はい"])
def test_a_word_that_is_declared_nowhere_is_never_guessed(peopled, word):
    found = examined(peopled, f"団体コード,No.,課題（分類A）,参加意向\n98201,1,窓口,{word}\n", round="2025")
    assert found.errors == 1 and "有・無・未定" in messages(found)[0]
