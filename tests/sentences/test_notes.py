"""What is said of notes is counted from them, and names who may read each."""

from pandas import DataFrame

from analytics.sentences import notes


def test_notes_are_counted_and_none_is_said_in_words():
    assert notes.counted(DataFrame({"text": ["一", "二"]})) == "メモ 2件"
    assert notes.counted(DataFrame({"text": []})) == "メモはまだありません"


def test_a_note_is_introduced_by_what_it_is_about_and_who_may_read_it():
    note = {
        "name": "みなと市",
        "about": "観点：推進体制",
        "year": "令和7年度（2025）",
        "audience": "県内部",
        "who": "県担当",
        "day": "2026-01-20",
    }
    told = "観点：推進体制 ｜ 令和7年度（2025） ｜ 読める人：県内部 ｜ 県担当 2026-01-20"
    assert notes.line(note, False) == told and notes.line(note, True) == f"みなと市 ｜ {told}"
