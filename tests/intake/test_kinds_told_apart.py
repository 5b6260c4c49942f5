"""Files of other things than ours: never taken for a kind by words that any list has."""

from __future__ import annotations

import pytest

from analytics.intake.places import Gazetteer
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.understanding.whose import municipality_in
from tests.conftest import World
from tests.taking import MASTER, book, examined, rows, taken


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER, "市町村マスタ.csv")
    return world


def refused(world: World, content: str | bytes, name: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        examined(world, content, name)
    return str(caught.value)


def kind_of(world: World, content: str | bytes, name: str) -> str:
    return examined(world, content, name).plan.kind.name


# ---------------------------------------------------------------- what single persons scored


@pytest.mark.parametrize("number", ["受診者番号", "受診者ID"])
def test_what_persons_scored_is_never_taken_for_decisions_of_the_prefecture(peopled: World, number: str) -> None:
    sheets = {
        name: [[number, "氏名", "所属", "Why", "What", "How"], [1, "山田", "総務課", 50, 60, 60]] for name in ("みずほ市", "みなみ町")
    }
    assert "職位" in refused(peopled, book({"みずほ市": sheets["みずほ市"]}), "令和7年度_診断.xlsx")


@pytest.mark.parametrize("name", ["令和7年度_診断.csv", "令和7年度_指標.csv", "決定の理由_令和7年度.csv"])
def test_an_answer_form_with_addresses_and_scores_lacks_the_respondents_number(peopled: World, name: str) -> None:
    content = "タイムスタンプ,メールアドレス,市町村名,所属,職位,Why（点）,What（点）\n2025/5/1,a@example.jp,みずほ市,総務課,課長,50,60\n"
    assert "受診者ID" in refused(peopled, content, name)


def test_what_persons_scored_is_literacy_also_in_a_file_called_a_table_of_indicators(peopled: World) -> None:
    content = "市町村名,受診者番号,氏名,所属,職位,Why,What\nみずほ市,A1,山田,総務課,課長,50,60\n"
    assert kind_of(peopled, content, "令和7年度_診断の指標.csv") == "literacy"


def test_a_reason_alone_is_no_decision(peopled: World) -> None:
    refused(peopled, "市町村名,理由\nみずほ市,人手不足\n", "令和7年度_辞退理由.csv")
    assert kind_of(peopled, "市町村名,支援希望,理由\nみずほ市,有,人手不足\n", "令和7年度_集計.csv") == "support_decisions"


# ---------------------------------------------------------------- lists of other things

OTHER_LISTS = {
    "みずほ市_令和7年度施設一覧.csv": "No.,施設の名称,所管課,郵便番号,住所,電話番号\n1,あおば園,福祉課,920-0000,本町1,076-220-1111\n",
    "みずほ市_令和7年度一覧.csv": "番号,分野,担当課\n1,福祉,総務課\n",
    "みずほ市_令和7年度件名一覧.csv": "No.,団体,件名\n1,みずほ市,改修\n",
    "みずほ市_図書館一覧.csv": "名称,所在地,電話番号\n中央図書館,本町1,076-220-1111\n",
    "みずほ市_無線LAN.csv": "名称,緯度,経度,台数（台）\n市役所,35.1,138.1,3\n",
    "学校一覧.csv": "名称,所管,対象,URL\n第一小,教育委員会,児童,http://x.example\n",
    "工事契約一覧.csv": "団体,種別,名称,分野,連絡先\nA社,企業,道路工事,土木,総務\n",
    "災害協定一覧.csv": "市町村A,市町村B,協定名\nみずほ市,龍ヶ崎町,災害協定\n",
    "交付金実績_令和6年度.csv": "市町村名,事業名,実施主体,補助率\nみずほ市,窓口改革,みずほ市,1/2\n",
    "商工会.csv": "名称,市町村名,会長名\n商工会,みずほ市,山田\n",
}


@pytest.mark.parametrize("name", OTHER_LISTS)
def test_a_list_of_other_things_is_no_kind_by_words_that_any_list_has(peopled: World, name: str) -> None:
    refused(peopled, OTHER_LISTS[name], name)


HONEST_LISTS = {
    "groups": ("届いたもの.csv", "名称,市町村名\n中央広域連合,みずほ市\n"),
    "programs": ("届いたもの.csv", "制度名,所管,対象,URL\n交付金,国の省庁,市町村,http://x.example\n"),
    "partners": ("シーズ一覧.csv", "団体,種別,名称,分野,連絡先\n大学,大学,分析,行政手続,総務\n"),
    "neighbours": ("隣接.csv", "市町村A,市町村B,渡し方\nみずほ市,龍ヶ崎町,橋\n"),
    "issues": ("みずほ市_令和7年度.csv", "No.,分野,課題（分類A）,電話番号\n1,行政,手続が少ない,076-220-1111\n"),
    "support_log": ("届いたもの.csv", "市町村名,日付,種別,件名\nみずほ市,2025-05-01,会議,打合せ\n"),
}


@pytest.mark.parametrize("kind", HONEST_LISTS)
def test_a_kind_is_known_by_its_own_columns_its_name_or_where_all_columns_fit(peopled: World, kind: str) -> None:
    name, content = HONEST_LISTS[kind]
    assert kind_of(peopled, content, name) == kind


# ---------------------------------------------------------------- a master, or statistics


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("外国人住民_令和6年度.csv", "団体コード,市町村名,区分,人口\n98201,みずほ市,市,1500\n"),
        ("外国人住民_令和6年度.csv", "市町村名,人口（人）\nみずほ市,1500\n"),
        ("消防職員_令和6年度.csv", "市町村名,職員数\nみずほ市,150\n"),
        ("消防職員.csv", "団体コード,市町村名,職員数\n98201,みずほ市,150\n"),
        ("単身世帯_令和6年度.csv", "市町村名,都道府県,世帯数\nみずほ市,試験県,15000\n"),
        ("届いたもの.csv", "65歳以上の人口,,\n市町村名,人口（人）,世帯数\nみずほ市,15000,9000\n"),
    ],
)
def test_what_some_of_the_people_number_never_replaces_the_population(peopled: World, name: str, content: str) -> None:
    assert "--kind municipalities または --kind indicators" in refused(peopled, content, name)


def test_the_class_of_people_is_part_of_the_indicators_name(peopled: World) -> None:
    taken(peopled, "市町村名,年齢,人口（人）\nみずほ市,65歳以上,9000\n龍ヶ崎町,65歳以上,3000\n", "65歳以上人口_令和6年度.csv")
    assert rows(peopled, "select distinct indicator, year from store.indicators") == [("65歳以上 人口", "2024")]
    taken(peopled, "市町村名,区分,人口（人）\nみずほ市,男,10\nみずほ市,女,11\n", "男女別人口_令和6年度.csv")
    assert rows(peopled, "select indicator from store.indicators where value < 12 order by 1") == [("女 人口",), ("男 人口",)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("届いたもの.csv", "団体コード,市町村名,人口\n98201,みずほ市,32000\n"),
        ("令和6年度_市町村マスタ.csv", "市町村名,人口\nみずほ市,32000\n"),
        ("令和6年度_一覧.csv", "団体コード,市町村名,カナ,人口\n98201,みずほ市,ミズホシ,32000\n"),
        ("試験県の人口と世帯数.csv", "市町村名,人口（人）,世帯数\nみずほ市,32000,13000\n"),
    ],
)
def test_a_list_of_municipalities_stays_a_master(peopled: World, name: str, content: str) -> None:
    assert kind_of(peopled, content, name) == "municipalities"


# ---------------------------------------------------------------- lists in the place of indicators


def test_numbers_that_say_which_or_where_are_no_figures(peopled: World) -> None:
    header = "市町村名,緯度,経度,法人番号,統計コード,保有率（％）"
    taken(peopled, f"{header}\nみずほ市,35.1,138.1,1000020992011,12,10\n", "率_令和6年度.csv")
    assert rows(peopled, "select indicator from store.indicators") == [("保有率",)]


@pytest.mark.parametrize(
    "content",
    [
        "市町村名,氏名,年齢（歳）,勤続年数（年）\nみずほ市,山田,50,20\n龍ヶ崎町,鈴木,40,10\n",
        "市町村名,駅名,緯度,経度,乗降客数（人）\nみずほ市,中央駅,35.1,138.1,1000\nみずほ市,東駅,35.2,138.2,500\n",
    ],
)
def test_persons_and_places_are_no_classes_of_a_measure(peopled: World, content: str) -> None:
    refused(peopled, content, "一覧_令和6年度.csv")


@pytest.mark.parametrize(
    "content",
    [
        "市町村名,年齢階級,保有率（％）,問い合わせ先電話\nみずほ市,20代,1,076-220-1111\nみずほ市,30代,2,076-220-1111\n",
        "市町村名,産業,事業所数（所）\nみずほ市,農業,1\nみずほ市,漁業,5\n龍ヶ崎町,林業,7\n龍ヶ崎町,鉱業,8\n",
    ],
)
def test_few_classes_and_whom_to_ask_about_them_are_statistics(peopled: World, content: str) -> None:
    assert kind_of(peopled, content, "集計_令和6年度.csv") == "indicators" and examined(peopled, content, "集計_令和6年度.csv").errors == 0


# ---------------------------------------------------------------- whose rows they are

KPIS = [["指標名", "年度", "目標値", "実績"], ["申請率", 2025, 60, 50]]


def test_the_plan_of_a_prefecture_is_told_by_the_name_of_sheet_or_file(peopled: World) -> None:
    text = "\n".join(",".join(map(str, row)) for row in KPIS)
    taken(peopled, text, "試験県_推進計画のKPI.csv")
    assert rows(peopled, "select code from store.kpi") == [("98000",)]
    taken(peopled, book({"別県": KPIS}), "推進計画のKPI.xlsx")
    assert rows(peopled, "select code from store.kpi order by 1") == [("97000",), ("98000",)]


@pytest.mark.parametrize("name", ["試験県なぞの市_推進計画のKPI.csv", "試験県内市町村_推進計画のKPI.csv"])
def test_a_prefecture_before_municipalities_is_not_meant(peopled: World, name: str) -> None:
    assert "どの市町村のものか" in refused(peopled, "\n".join(",".join(map(str, row)) for row in KPIS), name)


@pytest.mark.parametrize("stem", ["R7_南会津市町村課題", "R7会津市課題", "R7市町村課題", "大津市_R7課題", "津市と大津市"])
def test_a_name_inside_a_longer_word_is_nobodys(stem: str) -> None:
    assert municipality_in(stem, Gazetteer.of([("24201", "津市", "三重県", "", "ツシ")])) is None


@pytest.mark.parametrize(
    "stem", ["津市_R7課題", "令和7年度津市課題", "三重県津市", "R7市町村課題_津市", "アンケート津市", "回答票（津市）"]
)
def test_a_name_at_the_head_of_a_word_is_its_municipalitys(stem: str) -> None:
    assert municipality_in(stem, Gazetteer.of([("24201", "津市", "三重県", "", "ツシ")])) == "24201"
