"""Are the sentences of a meeting true for one, none, ties and unknown, and does none put anybody below anybody?"""

from __future__ import annotations

from datetime import date

from analytics.sentences import meeting as sentences


def test_the_first_sentence_counts_the_meetings() -> None:
    assert sentences.lead(0, None, None).endswith("これまでに開いた会議はありません。")
    assert "これまでに2回開き、最も新しいのは「第2回」（2026-01-20）です。" in sentences.lead(2, "第2回", date(2026, 1, 20))


def test_the_agenda_says_what_it_proposes_and_what_it_cannot() -> None:
    assert (
        sentences.agenda(9, 60, ["体制"], 2, 3, 4)
        == "進行案は9枚・60分です。共通の課題は「体制」、補い合える組が2組。強みを示せるのは4団体のうち3団体です。"
    )
    assert "共通して目標に届いていない観点はありません、補い合える組は見つかりません" in sentences.agenda(1, 60, [], 0, 0, 2)


def test_who_has_not_agreed_is_named_to_the_chair() -> None:
    assert sentences.consent(3, 3, []) == "参加3団体すべての推進状況を表示できます。"
    assert (
        sentences.consent(1, 3, ["甲町", "乙村"])
        == "参加3団体のうち1団体の推進状況を表示できます。甲町・乙村は開示の同意がないため、値を出しません。"
    )


def test_a_strength_is_told_beside_the_others_or_alone() -> None:
    assert sentences.strength("体制", 70, 12.34, 4) == "「体制」70.0点（ほかの団体の中央値より+12.3点、n=4）"
    for ahead in (None, 0.0, -5.0):
        assert sentences.strength("体制", 70, ahead, 1) == "「体制」70.0点（自団体の中で最も強みに近い観点、n=1）"
    assert sentences.no_strength("電子決裁") == "うまくいったこと：電子決裁" and sentences.no_strength("") == "強みは、当日に伺います"


def test_steps_that_tie_are_all_named() -> None:
    known, most = {"STEP0": [10.0, 20.0], "STEP1": [30.0], "STEP2": [5.0]}, {"STEP0": 30.0, "STEP1": 30.0, "STEP2": 10.0}
    assert sentences.steps(known, most) == "参加団体に共通してこれからなのは STEP0（中央値 15.0/30点、n=2）・STEP2（中央値 5.0/10点、n=1）"
    assert sentences.steps({"STEP0": []}, most) == "STEP の得点を表示できる団体がありません"


def test_an_aspect_says_how_many_have_reached_its_target() -> None:
    assert sentences.aspect("体制", [80, 90], [80, 80]) == "「体制」は、値の分かる2団体すべてが目標に届いています"
    assert sentences.aspect("体制", [10, 30], [80, 80]) == "「体制」は、値の分かる2団体がそろってこれからです（中央値 20.0点）"
    assert (
        sentences.aspect("体制", [10, 80, 30], [80, 80, 80])
        == "「体制」は、値の分かる3団体のうち1団体が目標に届いています（中央値 30.0点）"
    )


def test_issues_in_common_need_two_lists() -> None:
    assert sentences.shared(0, 1) == "課題リストを表示できるのは1団体のため、共通する課題は探していません"
    assert sentences.shared(0, 3).endswith("見つかりません") and sentences.shared(2, 3) == "課題リストのある3団体に共通する課題は2件です"


def test_what_was_promised_is_counted() -> None:
    assert sentences.follow_up(None, 0, 0) == "この顔ぶれでの会議は、今回が初めてです"
    assert sentences.follow_up("第1回", 0, 0) == "「第1回」からの持ち帰り事項はありません"
    assert sentences.follow_up("第1回", 3, 2) == "前回「第1回」の持ち帰り事項は3件、うち未了は2件です"


def test_a_figure_has_risen_fallen_stayed_or_is_not_known() -> None:
    assert sentences.moved("体制", 40, 52.5, "点") == "体制：40.0→52.5点（+12.5）"
    assert sentences.moved("体制", 52.5, 40, "点") == "体制：52.5→40.0点（−12.5）"
    assert sentences.moved("体制", 40, 40.01, "点") == "体制：40.0点で変わらず"
    assert sentences.moved("体制", None, 40, "点") == "体制：40.0点（前回は値なし）"
    assert sentences.moved("体制", 40, None, "点") == sentences.moved("体制", None, None, "点") == "体制：値なし"
    assert sentences.moved_together("体制", [(10, 20), (30, 30)], "点") == "体制：2団体のうち1団体で上昇（中央値 20.0→25.0点）"
    assert sentences.moved_together("体制", [], "点") == "体制：値なし"


def test_nothing_to_show_is_said() -> None:
    assert [sentences.mentors(0), sentences.offers(0), sentences.cases(0), sentences.decided(0)] == [
        sentences.NOBODY_TO_ASK,
        "共通する課題に言葉が合うソリューションは、登録されていません",
        "参加団体のギャップ要因に応える事例は見つかりません",
        "決めたことを、担当と期限とともに書き留めます",
    ]
    assert (
        sentences.mentors(2).startswith("2つの観点") and sentences.offers(1).endswith("1件です") and sentences.cases(3).endswith("3件です")
    )
    assert (
        sentences.decided(2) == "決定事項は2件です"
        and sentences.proposal("甲町", 0) == "甲町"
        and sentences.proposal("甲町", 3) == "甲町とその隣接団体"
    )


def test_who_is_here_is_counted_with_their_strengths() -> None:
    assert sentences.participants(3, 3) == "本日の参加は3団体、どの団体にも強みがあります"
    assert sentences.participants(3, 1) == "本日の参加は3団体、うち1団体は値から分かる強みがあります"
    assert sentences.participants(3, 0) == "本日の参加は3団体です。強みは、それぞれに伺います"


def test_the_programme_runs_from_the_first_minute_on() -> None:
    assert sentences.programme(11, 90) == "本日の進行は11項目、目安は90分です"
    assert sentences.span(0, 8) == "0:00～0:08" and sentences.span(54, 61) == "0:54～1:01"


def test_a_turn_begins_with_a_strength_where_there_is_one() -> None:
    assert sentences.voices("甲町", "「体制」70.0点", 2) == "甲町：強みは「体制」70.0点"
    assert sentences.voices("甲町", "", 2) == "甲町：近況・困りごと・うまくいったこと"
    assert sentences.voices("甲町", "", 0) == "甲町：近況・困りごと・うまくいったことを伺います"


def test_a_status_is_told_beside_that_of_the_last_meeting() -> None:
    assert sentences.since("完了", True) == "未着手→完了" and sentences.since("未着手", True) == "未着手のまま"
    assert sentences.since("実施中", False) == "実施中"


def test_managers_and_staff_differ_in_some_in_none_or_nothing_is_known() -> None:
    assert (
        sentences.literacy("診断", "総合", 3, 2) == "診断（総合）で管理職と一般職員に差があると言えるのは、差の分かる3団体のうち2団体です"
    )
    assert (
        sentences.literacy("診断", "Why", 2, 0) == "診断（「Why」）では、差の分かる2団体のどれも、管理職と一般職員に差があるとは言えません"
    )
    assert sentences.literacy("診断", "総合", 0, 0) == "診断（総合）で管理職と一般職員の差を表示できる団体がありません"
    assert sentences.difference(6.14, -1.49, 10.71) == "+6.1点（−1.5～+10.7）"
