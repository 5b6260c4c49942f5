"""What a karte says of itself holds for none, one and many."""

from __future__ import annotations

import pytest
from pandas import DataFrame

from analytics.sentences import paper

KPI = DataFrame({"progress": [100.0, 99.9999, None]})


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), "隣接：なし"),
        (("甲",), "隣接：甲"),
        (("甲", "乙", "丙"), "隣接：甲・乙・丙"),
        (("甲", "乙", "丙", "丁", "戊"), "隣接：甲・乙・丙 ほか2団体"),
    ],
)
def test_the_first_peers_are_named_the_rest_counted(names, told):
    assert paper.peers("adjacent", names) == told


def test_every_way_of_choosing_peers_has_a_word():
    assert [paper.method(one) for one in ("centres", "group:広域連合", ("98201",))] == ["中心間の距離が近い", "広域連合", "選んだ団体"]


@pytest.mark.parametrize(
    ("counts", "told"),
    [((), "載せていません"), ((3, 3), "比較相手 3団体の値"), ((2, 5, 3), "比較相手 2～5団体の値")],
)
def test_a_median_is_told_with_how_many_it_rests_on(counts, told):
    assert told in paper.medians(list(counts))


@pytest.mark.parametrize(("n", "asked", "told"), [(0, 24, "回答なし"), (24, 24, "24問のうち24問に回答（回答率 100%）"), (0, 0, "回答なし")])
def test_the_response_is_counted(n, asked, told):
    assert paper.answered(n, asked) == told


def test_kpis_count_those_that_are_known_and_those_that_are_reached():
    assert paper.kpis(KPI) == "達成度の分かる2件のうち、目標に達したのは1件（全3件）"
    assert paper.kpis(KPI.iloc[2:]) == "1件のうち、基準値・目標値・実績がそろうものはまだありません"
    assert paper.kpis(KPI.head(0)) == "計画の KPIは、まだ取り込まれていません。"


def test_mentors_are_counted_by_aspect():
    assert paper.mentors(DataFrame({"label": ["甲", "甲", "乙"]})) == "相談受入可の団体は、2観点で延べ3団体"
    assert "見当たりません" in paper.mentors(DataFrame({"label": []}))


def test_the_years_of_indicators_are_one_or_a_span():
    assert paper.years(DataFrame({"year": ["2025", "2025"]})) == "2025年の値"
    assert paper.years(DataFrame({"year": ["2025", "2020"]})) == "2020～2025年の値"
    assert paper.years(DataFrame({"year": []})) == "公表されている指標は、まだ取り込まれていません。"


def test_receipts_stand_by_kind():
    told = paper.source(("令和7年度（2025）",), "回答なし", ((1, "指標", ""), (7, "指標", ""), (3, "課題リスト", "")))
    assert told == "令和7年度（2025）　回答なし　取込の受付番号：指標 1・7、課題リスト 3"
    assert paper.source((), "回答なし", ()) == "調査なし　回答なし　取込の受付番号：なし"


def test_nothing_left_out_is_not_told():
    assert (paper.more(0), paper.more(3)) == ("", "ほか3件")
    assert "カルテを作る市町村がありません" in paper.batch(0, "PDF")
