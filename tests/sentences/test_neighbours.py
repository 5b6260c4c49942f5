"""What 近隣比較 says, for one, none, ties and unknown."""

from __future__ import annotations

from pandas import DataFrame

from analytics.frames.neighbours import AWAY, OWN, PEER
from analytics.sentences import neighbours as say


def rows(*places: str | None, measure: str = "step") -> DataFrame:
    labels = [f"項目{number}" for number, _ in enumerate(places)]
    return DataFrame({"measure": measure, "label": labels, "place": list(places)}, dtype=object)


def test_the_lead_names_what_is_higher_and_lower_with_n():
    said = say.lead("甲市", rows("higher", "lower", "same"), "隣接", 5, 1)
    assert (
        said
        == "甲市は、比較相手5団体（隣接、うち県外1団体）と比べて、「項目0」が近隣より高く、「項目1」が近隣より低い（伸びしろ）状況です。"
    )


def test_only_higher_ends_the_sentence_well():
    assert say.lead("甲市", rows("higher"), "隣接", 5).endswith("「項目0」が近隣より高い状況です。")


def test_many_are_counted_after_three_names():
    assert "「項目0」「項目1」「項目2」など4項目" in say.lead("甲市", rows(*["lower"] * 4), "隣接", 5)


def test_all_alike_is_said_so():
    assert "同程度です" in say.lead("甲市", rows("same", "same"), "隣接", 5)


def test_two_peers_give_no_verdict():
    assert "判定はしていません" in say.lead("甲市", rows(None, None), "隣接", 2)


def test_nobody_to_compare_with_is_said():
    assert say.lead("甲市", rows(None), "選んだ団体", 0) == "甲市の値だけを表示しています。比べる団体がありません。"


def test_without_a_survey_the_indicators_are_counted():
    why = say.no_survey("甲市", has_round=False, may_see=True)
    said = say.lead("甲市", rows("higher", "lower", None, measure="indicator"), "隣接", 10, no_survey=why)
    assert said.startswith("推進状況アンケートの結果がまだない") and "2件のうち、1件で近隣より高く、1件で近隣より低い" in said


def test_who_may_not_see_answers_is_told_that_and_not_that_there_are_none():
    assert "表示できない" in say.no_survey("甲市", has_round=True, may_see=False)


def test_without_anything_known_of_the_one_in_focus_that_is_said():
    assert "公表指標は、まだありません" in say.lead("甲市", rows(measure="indicator"), "隣接", 4)


def shown(*peers: tuple[str, str, str, float | None]) -> DataFrame:
    return DataFrame([("甲市", OWN, None, None), *peers], columns=["label", "role", "reason", "distance"])


def test_why_each_is_a_peer_is_said_once_per_reason():
    lines = say.why_peers(shown(("乙町", PEER, "境界を接する", None), ("丙村（長野県・県外）", AWAY, "境界を接する", None)))
    assert lines == ["境界を接する（2団体）：乙町、丙村（長野県・県外）"]


def test_distances_stand_behind_the_names():
    assert say.why_peers(shown(("乙町", PEER, "人口・職員数の近さ", 0.318))) == ["人口・職員数の近さ（1団体）：乙町 距離0.32"]
    assert say.why_peers(shown(("乙町", PEER, "中心間の距離 37 km", 37.2))) == ["中心間の距離が近い（1団体）：乙町 37 km"]


def test_an_island_is_told_apart_from_one_with_few_neighbours():
    assert "陸続きで境界を接する" in say.instead("甲村", 0, "圏域") and "2団体（3団体未満）" in say.instead("甲村", 2, "圏域")


def test_a_ninth_in_direct_comparison_is_left_out_and_said():
    assert "8団体まで" in say.chosen(8, 8, sharing=False) and say.chosen(7, 8, sharing=False) == ""


def test_no_question_behind_is_a_sentence_of_its_own():
    assert "ありません" in say.heat_map("甲市", 24, 0) and "3問です" in say.heat_map("甲市", 24, 3)


def test_a_title_claims_alike_only_where_every_item_could_be_placed():
    assert say.finding("甲市", rows("same", "same"), "STEP") == "STEP：甲市は比較相手と同程度"
    assert say.finding("甲市", rows("same", None), "公表指標") == "公表指標：甲市と比較相手の値"


def test_all_that_stands_out_is_named_under_the_chart():
    assert say.differing(rows("higher", "lower"), "STEP") == ["▲ 近隣より高いSTEP（1）：項目0", "▽ 近隣より低いSTEP（伸びしろ、1）：項目1"]
    assert say.differing(rows("same"), "STEP") == []
