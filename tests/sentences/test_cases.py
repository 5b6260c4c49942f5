"""What do the sentences about cases say for one, none, ties and unknown?"""

from __future__ import annotations

import pytest

from analytics.frames.cases import Weakest
from analytics.model import Listed
from analytics.sentences import cases as sentences

SOURCE = "「地域社会DX事例集」（総務省、令和8年3月31日）"


def case(*places: dict[str, object]) -> Listed:
    return Listed.model_validate({"id": "c1", "label": "事例", "page": 39, "places": list(places)})


def test_the_lead_names_the_heaviest_factor_with_median_and_n() -> None:
    said = sentences.lead(12, Weakest("f6", 58.33, 27, False), "人材・時間・ノウハウ", 8)
    assert (
        said
        == "ギャップ要因のうち最も重いのは「人材・時間・ノウハウ」（27団体の深刻度の中央値 58.3）です。「人材・時間・ノウハウ」に応える事例は8件あります。"
    )


def test_of_one_municipality_no_median_is_said() -> None:
    assert "（1団体、深刻度 58.3）" in sentences.lead(12, Weakest("f6", 58.33, 1, False), "人材", 8)


def test_a_tie_says_that_it_is_one_of_several() -> None:
    assert "「人材」など（" in sentences.lead(12, Weakest("f6", 58.33, 27, True), "人材", 8)


def test_a_factor_that_no_case_answers_says_so() -> None:
    assert sentences.lead(12, Weakest("f6", 58.33, 27, False), "人材", 0).endswith("「人材」に応える事例は、一覧にありません。")


def test_without_figures_the_lead_says_what_there_is_to_read() -> None:
    assert sentences.lead(12).startswith("総務省の事例集から12件の事例")


def test_without_cases_the_lead_says_which_file_is_missing() -> None:
    assert "事例のファイル" in sentences.lead(0, Weakest("f6", 58.33, 27, False), "人材", 0)


@pytest.mark.parametrize("n, said", [(12, "事例 12件をすべて表示しています。"), (1, "事例 12件のうち、条件に合うのは1件です。")])
def test_the_number_found_stands_beside_the_whole(n: int, said: str) -> None:
    assert sentences.found(n, 12) == said


def test_population_and_staff_read_as_printed() -> None:
    assert sentences.size({"population": 140_000, "staff": 630}) == "人口 約14万人・一般行政部門職員数 630人"
    assert sentences.size({"population": 7_500, "staff": 88}) == "人口 約7,500人・一般行政部門職員数 88人"


def test_what_is_not_printed_is_not_a_zero() -> None:
    assert sentences.size({"population": 2_000, "staff": None}) == "人口 約2,000人・職員数の記載なし"
    assert sentences.size({"population": None, "staff": None}) == "人口・職員数はこのページに記載なし"


def test_an_estimated_place_is_marked_wherever_it_is_named() -> None:
    estimated = {"name": "小千谷市", "population": 32_000, "staff": 279, "estimated": True}
    assert sentences.place(estimated).startswith("小千谷市（推定）：")
    assert sentences.summary(case(estimated)) == "小千谷市（推定）（約3.2万人）・p.39"


def test_a_case_without_a_name_says_that_none_is_printed() -> None:
    assert sentences.summary(case({"name": None, "population": 7_500, "staff": 88})) == "団体名の記載なし（約7,500人）・p.39"


def test_the_population_of_a_prefecture_does_not_stand_for_a_municipality() -> None:
    assert sentences.summary(case({"name": "宮城県", "population": 2_225_000}, {"name": "村田町"})) == "宮城県 ほか1団体・p.39"


def test_a_case_without_places_still_has_its_page() -> None:
    assert sentences.summary(case()) == "p.39"


def test_who_has_this_gap_gives_the_number_and_of_how_many() -> None:
    assert sentences.who_has_this_gap(6, 27, ["人材"]) == "「人材」のギャップが大きい（深刻度 50 以上）のは、27団体のうち6団体です。"


def test_several_factors_are_joined_by_any_of_them() -> None:
    assert sentences.who_has_this_gap(6, 27, ["人材", "体制"]).startswith("「人材」・「体制」のどれかのギャップ")


def test_nobody_with_this_gap_and_nobody_known_are_not_the_same() -> None:
    assert sentences.who_has_this_gap(0, 27, ["人材"]) == "「人材」のギャップが大きい（深刻度 50 以上の）団体は、27団体の中にありません。"
    assert sentences.who_has_this_gap(0, 0, ["人材"]) == "「人材」の深刻度が分かる団体は、表示できる範囲にありません。"


def test_every_page_of_the_source_is_cited() -> None:
    assert sentences.source(28) == f"出典 p.28 {SOURCE}"
    assert sentences.source(28, 10, None) == f"出典 p.28、10 {SOURCE}"
    assert sentences.source(None) == "出典の記載なし"


def test_below_the_limit_all_above_and_unknown_are_told_apart() -> None:
    assert sentences.short_of("STEP0", 9, 25) == "「STEP0」の得点が基準に満たないのは、25団体のうち9団体です。"
    assert sentences.short_of("STEP0", 0, 25) == "「STEP0」の得点が分かる25団体は、すべて基準以上です。"
    assert "表示できる範囲にありません" in sentences.short_of("STEP0", 0, 0)
