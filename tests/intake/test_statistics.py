"""Tables of statistics, official exports above all: every figure under its name, year and unit, whichever way the table lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from analytics.config import ImpossibleConfig
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.taking_in import NotTakenIn
from analytics.intake.understanding.headings import Heading, heading, headings
from analytics.profiles import read_profile
from tests.conftest import World
from tests.taking import MASTER, book, examined, messages, rows, taken

Grid = Sequence[Sequence[str]]


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def text(grid: Grid) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in grid)


def stored(world: World, grid: Grid, name: str = "FEH_00200521.csv", **wishes: Any) -> list[tuple[Any, ...]]:
    """(code, indicator, year, unit, value) of all that came in."""
    taken(world, text(grid), name, **wishes)
    return rows(world, "select code, indicator, year, unit, value from store.indicators order by all")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("A1101_総人口【人】", Heading("総人口", "人")),
        ("#A011000_総人口（人）", Heading("総人口", "人")),
        ("令和2年度 決算額（千円）", Heading("決算額", "千円", "2020")),
        ("令和元年度決算額", Heading("決算額", "", "2019")),
        ("2015年_不詳補完値", Heading("不詳補完値", "", "2015")),
        ("2020000000 2020年", Heading("", "", "2020")),
        ("人口（令和2年）", Heading("人口", "", "2020")),
        ("R2", Heading("", "", "2020")),
        ("人口 人", Heading("人口", "人")),
        ("人口【人】 男", Heading("人口 男", "人")),
        ("図書館（館）", Heading("図書館", "館")),
        ("人口（男）", Heading("人口(男)")),
        ("手続総数（分母）", Heading("手続総数(分母)")),
        ("2000人以上の事業所", Heading("2000人以上の事業所")),
        ("2015年～2020年増減率", Heading("2015年~2020年増減率")),
        ("平成27年比", Heading("平成27年比")),
    ],
)
def test_a_header_says_what_is_counted_its_unit_and_its_year(header, said):
    assert heading(header) == said


def test_headers_that_would_fall_together_keep_what_tells_them_apart():
    found = headings(["普及率（%）", "普及率（人）", "普及数（人）"], range(3))
    assert [found[index].item for index in range(3)] == ["普及率(%)", "普及率(人)", "普及数"]


# ---------------------------------------------------------------- official exports, as they are downloaded

MIZUHO, RYU = ("98201", "試験県 みずほ市"), ("98301", "試験県 龍ヶ崎町")
POPULATION = [("98201", "人口 男", "2020", "人", 15), ("98201", "人口 総数", "2020", "人", 32), ("98301", "人口 男", "2020", "人", 4)]

LONG = [
    ["tab_code", "表章項目", "cat01_code", "男女別", "area_code", "地域", "time_code", "時間軸（年次）", "unit", "value"],
    ["020", "人口", "100", "総数", *MIZUHO, "2020000000", "2020年", "人", "32"],
    ["020", "人口", "110", "男", *MIZUHO, "2020000000", "2020年", "人", "15"],
    ["020", "人口", "110", "男", *RYU, "2020000000", "2020年", "人", "4"],
]
LONG_WITHOUT_CODES = [[row[1], row[3], row[5], row[7], row[8], row[9]] for row in LONG]
LONG_WITH_SUBCODES = [
    ["表章項目 コード", "表章項目 補助コード", "表章項目", "男女別 コード", "男女別", "全国・都道府県・市区町村 コード",
     "全国・都道府県・市区町村 補助コード", "全国・都道府県・市区町村", "時間軸（年次） コード", "時間軸（年次）", "unit", "value", "annotation"],
    ["020", "", "人口", "100", "総数", MIZUHO[0], "", MIZUHO[1], "2020000000", "2020年", "人", "32", ""],
    ["020", "", "人口", "110", "男", MIZUHO[0], "", MIZUHO[1], "2020000000", "2020年", "人", "15", ""],
    ["020", "", "人口", "110", "男", RYU[0], "", RYU[1], "2020000000", "2020年", "人", "4", ""],
]  # fmt: skip
YEARS_ACROSS = [
    [
        "地域_時系列 コード",
        "地域_時系列",
        "表章項目 コード",
        "表章項目",
        "男女_時系列 コード",
        "男女_時系列",
        "/時間軸（調査年）",
        "2020年",
    ],
    [*MIZUHO, "020", "人口【人】", "100", "総数", "", "32"],
    [*MIZUHO, "020", "人口【人】", "110", "男", "", "15"],
    [*RYU, "020", "人口【人】", "110", "男", "", "4"],
]
CLASSES_ACROSS = [
    ["時間軸（年次） コード", "時間軸（年次）", "地域 コード", "地域", "表章項目 コード", "表章項目", "/男女別", "総数", "男"],
    ["2020000000", "2020年", *MIZUHO, "020", "人口【人】", "", "32", "15"],
    ["2020000000", "2020年", *RYU, "020", "人口【人】", "", "***", "4"],
]
MEASURE_ABOVE = [
    ["統計名：", "国勢調査", "", ""],
    ["表章項目：", "020", "人口【人】", ""],
    ["調査年：", "2020000000", "2020年", ""],
    ["公開日：", "2025年06月20日", "", ""],
    ["", "", "", ""],
    ["地域 コード", "地域", "男女別", "/項目", "総数"],
    [*MIZUHO, "総数", "", "32"],
    [*MIZUHO, "男", "", "15"],
    [*RYU, "男", "", "4"],
]


@pytest.mark.parametrize("grid", [LONG, LONG_WITHOUT_CODES, LONG_WITH_SUBCODES, YEARS_ACROSS])
def test_the_same_figures_come_in_alike_from_every_form_of_export(peopled, grid):
    assert stored(peopled, grid) == POPULATION


def test_classes_across_the_top_stand_behind_what_is_counted(peopled):
    assert stored(peopled, CLASSES_ACROSS) == [
        ("98201", "人口 男", "2020", "人", 15),
        ("98201", "人口 総数", "2020", "人", 32),
        ("98301", "人口 男", "2020", "人", 4),
        ("98301", "人口 総数", "2020", "人", None),
    ]
    assert rows(peopled, "select reason from store.indicators where value is null") == [("未調査",)]


def test_what_an_export_states_above_its_table_belongs_to_every_name(peopled):
    grid = [
        ["統計名：", "国勢調査", "", "", ""],
        ["表章項目：", "020", "人口【人】", "", ""],
        ["男女別：", "110", "男", "", ""],
        ["公開日：", "2025年06月20日", "", "", ""],
        ["", "", "", "", ""],
        ["地域 コード", "地域", "/時間軸（年次）", "2015年", "2020年"],
        [*MIZUHO, "", "14", "15"],
        [*RYU, "", "5", "4"],
    ]
    assert stored(peopled, grid)[:2] == [("98201", "人口 男", "2015", "人", 14), ("98201", "人口 男", "2020", "人", 15)]


def test_a_sheet_per_year_takes_the_year_of_the_survey_not_that_of_the_publication(peopled):
    def sheet(year: str, value: str) -> list[list[str]]:
        return [
            ["表題：", "市区町村のすがた", "", "", ""],
            ["公開日：", "2025年06月20日", "", "", ""],
            ["調査年：", f"{year}100000", f"{year}年度", "", ""],
            ["", "", "", "", ""],
            ["", "", "/項目 コード", "A1101", ""],
            ["地域 コード", "地域", "/項目", "A1101_総人口【人】", "注釈"],
            [*MIZUHO, "", value, ""],
            ["98000", "試験県", "", "99,999", ""],
            [*RYU, "", "X", ""],
            ["", "", "", "", ""],
            ["***", "調査又は集計していないもの", "", "", ""],
        ]

    found = taken(peopled, book({"1": sheet("2020", "32,100"), "2": sheet("2015", "33,400")}), "FEI_CITY.xlsx")
    assert rows(peopled, "select code, indicator, year, unit, value, reason from store.indicators order by all") == [
        ("98201", "総人口", "2015", "人", 33400, None),
        ("98201", "総人口", "2020", "人", 32100, None),
        ("98301", "総人口", "2015", "人", None, "秘匿"),
        ("98301", "総人口", "2020", "人", None, "秘匿"),
    ]
    assert "都道府県の行のため除きました" in messages(found)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (("00000", "全国"), "合計・見出し・注記"),
        (("00100", "人口集中地区"), "集計の行"),
        (("13100", "東京都 特別区部"), "集計の行"),
        (("17000", "石川県"), "都道府県の行"),
        (("14101", "神奈川県 横浜市 鶴見区"), "政令指定都市の区"),
        (("01695", "色丹村"), "北方領土の村"),
    ],
)
@pytest.mark.parametrize("coded", [True, False])
def test_rows_that_are_no_municipality_are_left_out_and_shown(peopled, place, why, coded):
    if not coded and place[0] == "01695":
        return
    grid = [["地域 コード", "地域", "/項目", "総人口【人】"], [*MIZUHO, "", "32"], [*place, "", "99"]]
    found = examined(peopled, text([row if coded else row[1:] for row in grid]), "令和2年.csv", kind="indicators")
    assert found.counts.new == 1 and found.errors == 0 and any(why in message for message in messages(found))


def test_a_ward_is_never_taken_for_the_municipality_of_its_name(peopled):
    grid = [["地域 コード", "地域", "/項目", "総人口【人】"], [*MIZUHO, "", "32"], ["27128", "大阪府 大阪市 中央区", "", "99"]]
    assert {code for code, *_ in stored(peopled, grid, "2020年.csv")} == {"98201"}


def test_a_prefecture_beside_a_name_is_never_overruled_by_the_name(peopled):
    grid = [["都道府県", "市区町村", "人口（人）"], ["試験県", "みずほ市", "1"], ["別県", "みずほ市", "2"]]
    with pytest.raises(NotTakenIn) as refused:
        taken(peopled, text(grid), "令和2年指標.csv")
    assert refused.value.findings.loc[0, ["cell", "severity"]].tolist() == ["B3", "error"]


def test_an_export_without_any_municipality_is_refused_with_the_true_reason(peopled):
    grid = [LONG[0], ["020", "人口", "100", "総数", "17000", "石川県", "2020000000", "2020年", "人", "126"]]
    with pytest.raises(NotTakenIn, match="取り込める行がありません（都道府県の行のため除きました）"):
        taken(peopled, text(grid), "FEH.csv")


def test_classes_written_as_numbers_are_no_figures(peopled):
    grid = [
        ["年齢各歳 コード", "年齢各歳", "地域 コード", "地域", "/項目", "人口【人】"],
        ["001", "0歳", *MIZUHO, "", "7"],
        ["002", "1歳", *MIZUHO, "", "8"],
    ]
    assert [(name, value) for _, name, _, _, value in stored(peopled, grid, "2020年.csv")] == [("人口 0歳", 7), ("人口 1歳", 8)]


def test_an_annotation_that_says_something_is_shown_as_not_taken_in(peopled):
    grid = [["地域 コード", "地域", "/項目", "人口【人】", "注釈"], [*MIZUHO, "", "7", "推計値"], [*RYU, "", "8", ""]]
    assert messages(examined(peopled, text(grid), "2020年.csv")) == ["使い道が分からない列のため取り込みません"]


def test_two_years_in_the_title_are_asked_about(peopled):
    grid = [["平成27年・令和2年の人口", "", ""], ["地域 コード", "地域", "人口【人】"], [*MIZUHO, "7"], [*RYU, "8"]]
    found = examined(peopled, text(grid), "a.csv", kind="indicators")
    assert found.counts.new == 0 and any("何年の値か分かりません（この列の2件）" in message for message in messages(found))


# ---------------------------------------------------------------- municipal tables

TAX = [
    ["市税決算の推移（単位：千円）", "", "", "", ""],
    ["税目", "区分", "令和元年度", "令和2年度", "令和３年度"],
    ["市民税", "個人", "1,000", "1,100", "1,200"],
    ["", "法人", "500", "400", "-"],
    ["固定資産税", "土地", "▲3", "20", "30"],
    ["たばこ税", "－", "7", "8", "9"],
]


def test_item_rows_and_year_columns_of_one_municipality_come_in_after_mapping_alone(peopled):
    assert stored(peopled, TAX, kind="indicators", municipality="みずほ市") == [
        ("98201", "たばこ税", "2019", "千円", 7),
        ("98201", "たばこ税", "2020", "千円", 8),
        ("98201", "たばこ税", "2021", "千円", 9),
        ("98201", "固定資産税 土地", "2019", "千円", -3),
        ("98201", "固定資産税 土地", "2020", "千円", 20),
        ("98201", "固定資産税 土地", "2021", "千円", 30),
        ("98201", "市民税 個人", "2019", "千円", 1000),
        ("98201", "市民税 個人", "2020", "千円", 1100),
        ("98201", "市民税 個人", "2021", "千円", 1200),
        ("98201", "市民税 法人", "2019", "千円", 500),
        ("98201", "市民税 法人", "2020", "千円", 400),
        ("98201", "市民税 法人", "2021", "千円", None),
    ]


def test_labels_of_rows_and_a_year_column_go_into_name_and_year(peopled):
    grid = [["#property", "year", "taxItem", "class", "amount", "rate"], ["1", "令和6年度", "市民税", "個人", "10", "99.2"],
            ["2", "令和6年度", "市民税", "法人", "20", "-"], ["3", "令和5年度", "市民税", "法人", "21", "98"]]  # fmt: skip
    found = stored(peopled, grid, kind="indicators", municipality="98201")
    assert found[0] == ("98201", "市民税 個人 amount", "2024", None, 10) and len(found) == 6


def test_a_group_below_a_total_row_keeps_its_own_name(peopled):
    grid = [["税目", "区分", "2020年"], ["市民税", "個人", "1"], ["固定資産税", "計", "5"], ["", "土地", "3"], ["", "家屋", "2"]]
    names = {name for _, name, *_ in stored(peopled, grid, kind="indicators", municipality="98201")}
    assert {"固定資産税 土地", "固定資産税 家屋"} <= names and "市民税 土地" not in names


def test_municipalities_down_and_years_across_are_called_as_the_title_says_and_that_is_shown_as_a_guess(peopled):
    grid = [["表1 観光入込客数（単位：千人）", "", ""], ["市町村", "令和4年", "令和5年"], ["みずほ市", "10", "11"], ["龍ヶ崎町", "2", "3"]]
    assert stored(peopled, grid)[0] == ("98201", "観光入込客数", "2022", "千人", 10)
    assert any("表題から" in message for message in messages(examined(peopled, text(grid), "b.csv")))


def test_where_no_title_does_the_file_names_what_is_counted(peopled):
    grid = [["団体コード", "2019", "2020"], ["98201", "0.51", "0.52"], ["98301", "0.3", "0.31"]]
    assert stored(peopled, grid, "財政力指数の推移.csv")[0] == ("98201", "財政力指数", "2019", None, 0.51)


def test_years_across_without_any_title_are_asked_about(peopled):
    grid = [["市町村", "令和4年", "令和5年"], ["みずほ市", "10", "11"], ["龍ヶ崎町", "2", "3"]]
    found = examined(peopled, text(grid), "b.csv")
    assert found.counts.new == 0 and any("何の値か分かりません" in message for message in messages(found))


def test_groups_of_years_and_items_across_are_told_apart(peopled):
    grid = [
        ["市町村", "人口", "", "世帯数", ""],
        ["", "2015年", "2020年", "2015年", "2020年"],
        ["みずほ市", "10", "11", "4", "5"],
        ["龍ヶ崎町", "2", "3", "1", "1"],
    ]
    assert [row[1:3] for row in stored(peopled, grid)][:4] == [("世帯数", "2015"), ("世帯数", "2020"), ("人口", "2015"), ("人口", "2020")]


def test_rows_of_classes_are_told_apart_by_their_words(peopled):
    grid = [["市町村", "男女", "人口（人）", "就業者（人）"], ["みずほ市", "男", "10", "4"], ["みずほ市", "女", "11", "5"]]
    names = [row[1] for row in stored(peopled, grid, kind="indicators", round="2020")]
    assert names == ["女 人口", "女 就業者", "男 人口", "男 就業者"]


def test_words_that_tell_no_rows_apart_are_left_out_and_said(peopled):
    grid = [["市町村", "担当課", "人口（人）"], ["みずほ市", "総務課", "10"], ["龍ヶ崎町", "企画課", "11"]]
    found = examined(peopled, text(grid), kind="indicators", round="2020")
    assert found.counts.new == 2 and messages(found) == ["使い道が分からない列のため取り込みません"]


def test_the_same_figure_twice_is_refused_with_both_places(peopled):
    grid = [["市町村", "年", "人口（人）"], ["みずほ市", "2020", "10"], ["みずほ市", "2020", "11"]]
    with pytest.raises(NotTakenIn) as refused:
        taken(peopled, text(grid), kind="indicators")
    assert "同じ団体・項目の行が" in messages(refused.value)[0]


def test_a_table_of_facilities_is_no_statistics(peopled):
    grid = [["№", "施設名", "所在地", "定員"], ["1", "くすのき", "本町", "10"], ["2", "すぎのき", "西町", "20"]]
    with pytest.raises(UnreadableFile, match="見分けられません"):
        examined(peopled, text(grid), "facilities.csv")


def test_a_profile_with_an_unreadable_pattern_is_refused_by_name(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("{id: own, label: 自作, kind: indicators, source: x, marks: [['(']]}", encoding="utf-8")
    with pytest.raises(ImpossibleConfig, match=r"own.yaml .*正規表現として読めません"):
        read_profile(path)


def test_a_profile_has_to_say_how_it_is_recognised(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("{id: own, label: 自作, kind: indicators, source: x}", encoding="utf-8")
    with pytest.raises(ImpossibleConfig, match="recognised_by か marks のどちらかが必要です"):
        read_profile(path)


# ---------------------------------------------------------------- what cannot be told apart, and units that do not go together


def test_two_columns_for_the_same_figure_of_the_same_year_are_an_error(peopled):
    grid = [["市町村名", "人口 2020年", "人口 令和2年", "面積 2020年"], ["みずほ市", "32100", "32000", "155"]]
    found = examined(peopled, text(grid), "人口.csv")
    wrong = found.findings[found.findings["severity"] == "error"]
    assert list(wrong["cell"]) == ["C2"]
    assert "「人口 2020年」と「人口 令和2年」はどれも2020年の「人口」です" in wrong["message"].iloc[0]
    taken(peopled, text(grid), "人口.csv", partial=True)
    assert rows(peopled, "select indicator, value from store.indicators") == [("面積", 155)]


def test_a_column_of_years_does_not_make_one_figure_of_two_columns(peopled):
    grid = [["市町村名", "年", "人口 2019年", "人口 2020年"], ["みずほ市", "2022", "32100", "32000"]]
    assert "はどれも2022年の「人口」です" in "".join(messages(examined(peopled, text(grid), "人口.csv")))


@pytest.mark.parametrize("two", [("千円", "百万円"), ("‰", "％"), ("人", "千人")])
def test_the_rarer_unit_of_an_indicator_is_an_error_on_its_rows(peopled, two):
    usual, rarer = two
    header = ["市町村名", "指標", "年", "値", "単位"]
    grid = [
        header,
        ["みずほ市", "決算額", "2024", "1000", usual],
        ["龍ヶ崎町", "決算額", "2024", "900", usual],
        ["98202", "決算額", "2024", "5", rarer],
    ]
    found = examined(peopled, text(grid), "決算.csv", kind="indicators")
    assert list(found.findings[found.findings["severity"] == "error"]["line"]) == [3]
    assert "単位が1つのファイルの中で違います" in "".join(messages(found))
    taken(peopled, text(grid), "決算.csv", kind="indicators", partial=True)
    assert rows(peopled, "select code from store.indicators order by code") == [("98201",), ("98301",)]


def test_of_two_units_that_are_equally_frequent_neither_is_taken(peopled):
    grid = [["市町村名", "指標", "年", "値", "単位"], ["みずほ市", "額", "2024", "9", "千円"], ["龍ヶ崎町", "額", "2024", "5", "百万円"]]
    assert examined(peopled, text(grid), "額.csv").errors == 2


def test_units_written_in_the_cells_are_compared_as_well(peopled):
    grid = [["市町村名", "料金 2024年"], ["みずほ市", "33円"], ["龍ヶ崎町", "40円"], ["98202", "4000%"]]
    found = examined(peopled, text(grid), "料金.csv", kind="indicators")
    assert list(found.findings[found.findings["severity"] == "error"]["cell"]) == ["B4"]


def test_a_cell_may_not_contradict_the_unit_of_its_header(peopled):
    grid = [["市町村名", "料金（千円） 2024年"], ["みずほ市", "33円"], ["龍ヶ崎町", "40"]]
    found = examined(peopled, text(grid), "料金.csv", kind="indicators")
    assert list(found.findings[found.findings["severity"] == "error"]["cell"]) == ["B2"]


@pytest.mark.parametrize("two", [("人", "名"), ("%", "％"), ("km2", "㎢"), ("人", "")])
def test_one_unit_in_several_spellings_is_one_unit(peopled, two):
    header = ["市町村名", "指標", "年", "値", "単位"]
    grid = [header, ["みずほ市", "何か", "2024", "10", two[0]], ["龍ヶ崎町", "何か", "2024", "9", two[1]]]
    assert examined(peopled, text(grid), "何か.csv").errors == 0


def test_a_declared_indicator_of_a_long_table_keeps_the_name_that_its_profile_gives_it(world: World) -> None:
    taken(world, MASTER)
    taken(world, "団体コード,指標,年,値,単位\n98201,地方税申告手続（eLTAX）,2024,72,%\n98201,独自の指標（県南部）,2024,1,\n")
    assert rows(world, "select indicator from store.indicators order by 1") == [("地方税申告手続（eLTAX）",), ("独自の指標(県南部)",)]


def test_a_column_without_any_figure_is_no_indicator_and_that_is_said(peopled):
    found = taken(peopled, "団体コード,年,面積（km2）,予備,世帯数\n98201,2024,1.5,,…\n98202,2024,2.5,,\n", "統計.csv", kind="indicators")
    stored = rows(peopled, "select distinct indicator from store.indicators order by 1")
    assert stored == [("世帯数",), ("面積",)]
    assert [row.column for row in found.findings.itertuples() if "すべて空欄のため" in row.message] == ["予備"]


@pytest.mark.parametrize("number", ["9" * 20, "9" * 400, "-" + "9" * 16])
def test_a_number_with_more_digits_than_are_kept_is_refused_at_its_cell(world: World, number: str) -> None:
    world.municipalities("98101", "98102")
    found = examined(world, f"団体コード,年度,端末台数\n98101,2024,5\n98102,2024,{number}\n", "指標.csv")
    assert (found.errors, found.counts.new) == (1, 1) and found.findings.loc[0, "cell"] == "C3"
