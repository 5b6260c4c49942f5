"""Are the sentences about issues true for none, ties and unknown?"""

from __future__ import annotations

from datetime import date

from analytics.frames import issues as frames
from analytics.sentences import issues as sentences
from tests.frames.test_issues import named


def test_the_first_sentence_counts_issues_verdicts_and_progress() -> None:
    table = named(
        {"priority": "高", "own_priority": "中", "differs": True, "status": "完了"},
        {"priority": "高", "own_priority": "高", "differs": False},
        {"priority": "低", "status": "検討中", "code": "98202"},
    )
    assert sentences.lead(table, True) == (
        "2団体の課題は3件です。計算した優先度は「高」2件・「中」0件・「低」1件で、市町村の評価と違うのは1件です。"
        "対応の状況が入っているのは2件（検討中1件・完了1件）です。"
    )


def test_on_a_shared_screen_no_priority_is_said() -> None:
    assert sentences.lead(named({"priority": "高"}), False) == "みずほ市の課題は1件です。対応の状況は、まだ入力されていません。"


def test_without_ratings_no_priority_is_claimed() -> None:
    assert "優先度は計算していません" in sentences.lead(named({"own_priority": "高"}), True)


def test_without_own_labels_nothing_is_said_to_differ() -> None:
    said = sentences.lead(named({"priority": "高"}), True)
    assert "「高」1件・「中」0件・「低」0件で、比べられる市町村の評価はありません。" in said and "違うのは" not in said


def test_filters_that_let_nothing_through_are_said() -> None:
    assert sentences.lead(named({}).head(0), True) == "絞り込みに当てはまる課題はありません。"


def test_the_middle_itself_is_not_above_it() -> None:
    table = named({"objective": 3.0, "subjective": 4.0}, {"objective": 3.5, "subjective": 3.5}, {"objective": 5.0})
    assert sentences.quadrant(table) == "客観・主観とも中間（3点）を上回る課題は1件（両方の評価がある2件のうち）"


def test_only_what_has_both_labels_is_compared() -> None:
    table = named({"differs": True, "own_conflict": True, "own_score": 3.0, "conflict_with": "2"}, {"differs": False, "own_score": 2.0}, {})
    said = sentences.compared(table)
    assert "違うのは1件（両方ある2件のうち）" in said and "逆なのは1件（両方ある1件のうち）" in said


def test_fields_that_tie_are_all_named_and_municipalities_are_not_ranked() -> None:
    table = named({"policy_field": "税"}, {"policy_field": "防災"})
    assert sentences.breakdown(frames.groups(table, "policy_field"), "政策分野") == "課題が最も多い政策分野は「税」・「防災」（各1件／2件）"
    assert "最も多い" not in sentences.breakdown(frames.groups(table, "name"), "市町村")


def test_only_what_is_past_its_date_and_not_done_is_late() -> None:
    planned = frames.plan(named({"due": "2026-03-31"}, {"due": "2026-03-31", "status": "完了"}, {"due": "2026-04-01"}, {"measure": "様式"}))
    assert sentences.road_map(planned, date(2026, 4, 1)) == (
        "対応を入力した課題は4件。期限があるのは3件、完了は1件、期限を過ぎて完了していないのは1件"
    )


def test_a_road_map_says_whose_it_is_and_what_it_leaves_out() -> None:
    planned = frames.plan(named({"due": "2026-03-31"}, {"measure": "様式"}))
    whole = sentences.road_map(planned, date(2026, 4, 1))
    assert sentences.road_map_of("みずほ市", 2, planned, date(2026, 4, 1)) == f"みずほ市の実行計画：{whole}"
    assert sentences.road_map_of("みずほ市", 1, planned, date(2026, 4, 1)) == (
        f"みずほ市の実行計画（図は、完了していないものを先に、期限の早い1件）：{whole}"
    )
    assert sentences.plan(planned) == "実行計画の一覧（みずほ市・2件）"


def test_a_question_shows_both_wordings_and_what_would_come_along() -> None:
    row = {"no": "5", "before": "紙の決裁", "now": "", "status": "検討中", "owner": None, "due": "2026-03-31", "measure": float("nan")}
    assert sentences.question(row, "みずほ市") == "みずほ市 No.5：前の内容は「紙の決裁」、今の内容は「（内容なし）」"
    assert sentences.coming_along(row) == "状況「検討中」、期限「2026-03-31」"


def test_the_top_five_say_by_what_they_are_ordered() -> None:
    assert sentences.top(named({"score": 4.0, "priority": "高"})) == "課題リスト：得点の高い課題（全1件、計算した優先度「高」は1件）"
    assert sentences.top(named({"own_score": 4.0})) == "課題リスト：市町村の点数が高い課題（全1件）"
    assert sentences.top(named({})) == "課題リスト（全1件）"
