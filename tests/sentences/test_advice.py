"""What 支援メニュー案, 県の取組点検 and 今月の対応 say: nothing known, ties, short places, reminders."""

from __future__ import annotations

from datetime import date

import pytest
from pandas import DataFrame, to_datetime

from analytics.sentences import advice as sentences

MEANS = DataFrame({"label": ["体制", "人材"], "mean": [52.66, 40.0], "n": [25, 24]})
MENUS = DataFrame({"title": ["研修", "窓口", "派遣"], "need": [9, 3, 2], "places": [8, None, 2], "left_over": [5, None, 2]})
PROGRAMMES = DataFrame({"title": ["遠い", "近い", "過ぎた"], "days_left": [40, 3, -1]})


def test_the_prefecture_reads_its_heaviest_factor_and_what_it_can_offer() -> None:
    assert sentences.prefecture(MEANS, 2, MENUS, PROGRAMMES) == (
        "市町村の深刻度の平均が最も高い要因は「体制」（52.7、n=25）。上位3要因に応える県向けのモデル・事例は2件です。"
        "枠のある支援メニューは3件（全3件）、締切がこれからの制度は2件です。"
    )


def test_who_sees_no_means_and_has_no_menus_reads_what_there_is() -> None:
    said = sentences.prefecture(MEANS.head(0), 0, MENUS.head(0), PROGRAMMES.head(0))
    assert said == "県に期待される役割とスキルを読めます。支援メニューと制度は、まだ取り込まれていません。"


def test_a_menu_that_more_need_than_have_places_is_named() -> None:
    assert sentences.menus(MENUS) == "最も多くの団体の案に挙がるのは「研修」（9団体、残り5枠）"
    assert sentences.short_of_places(MENUS) == "案に挙がる団体より残りの枠が少ないのは、「研修」（9団体に対し残り5枠）です。"
    assert sentences.short_of_places(MENUS.tail(2)).startswith("枠のあるメニューでは")


def test_the_next_deadline_is_the_nearest_that_is_not_past() -> None:
    assert sentences.programmes(PROGRAMMES) == "次の締切は「近い」（あと3日）"
    assert sentences.programmes(PROGRAMMES.tail(1)) == "国等の制度・財源 1件（締切がこれからのものはありません）"


def test_advice_counts_its_kinds() -> None:
    assert sentences.advice(DataFrame({"kind": ["menu", "menu", "case"]})) == "支援メニュー案：県の支援メニュー2件、事例1件"
    assert "案はありません" in sentences.advice(DataFrame({"kind": []}))


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2025, 6, 20), "催促の目安は6月30日です（調査の受付は5～7月、あと10日）。"),
        (date(2025, 7, 1), "催促の時期です（受付の目安は7月31日まで、あと30日）。"),
        (date(2025, 8, 1), "受付の目安（2025年7月31日）を過ぎています。提出の予定を聞いてください。"),
    ],
)
def test_the_silent_are_reminded_by_the_calendar_of_the_survey(today: date, said: str) -> None:
    assert sentences.remind(2025, today) == said


def test_what_is_due_and_what_is_late_are_counted_apart() -> None:
    assert sentences.due(DataFrame({"late": ["期限切れ", ""]}), 30) == "30日以内の期限は1件、期限切れは1件です。"
    assert sentences.due(DataFrame({"late": []}), 30) == "30日以内に期限が来る決定事項・対策はありません。"


def test_a_card_says_what_is_due_when_and_of_whom() -> None:
    rows = DataFrame({"due": to_datetime(["2026-06-30"]), "name": ["あ市"], "text": ["あ" * 30]})
    assert sentences.first_due(rows) == f"・2026-06-30 あ市 {'あ' * 19}…"


def test_a_card_says_how_many_places_are_left_or_that_there_is_no_limit() -> None:
    rows = DataFrame({"title": ["研修", "相談"], "need": [14, 3], "places": [60, None], "left_over": [58, None]})
    assert sentences.first_menus(rows) == "・研修：案に挙がる14団体、残り58枠\n・相談：案に挙がる3団体、枠の定めなし"


def test_a_card_puts_the_nearest_deadline_first() -> None:
    days = to_datetime(["2026-12-20", "2026-12-01"])
    rows = DataFrame({"title": ["交付金", "派遣"], "deadline": days, "when": ["あと27日", "あと8日"], "days_left": [27, 8]})
    assert sentences.first_deadlines(rows) == "・派遣：2026-12-01（あと8日）\n・交付金：2026-12-20（あと27日）"
