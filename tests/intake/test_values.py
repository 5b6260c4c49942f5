"""What people write in cells, and what it means."""

from __future__ import annotations

import pytest

from analytics.intake.values import missing_reason, number_text, parse, plain, round_in, western_year
from analytics.kinds import Column

PEOPLE = Column("population", "人口", "integer", low=0, high=1_000_000)
SCORE = Column("score", "得点", "number", low=0, high=100)
DAY = Column("date", "日付", "date")
WISH = Column("wish", "支援希望", "choice", choices=("有", "無"))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234人", "1234"), ("１２３", "123"), ("▲3", "-3"), ("△ 4", "-4"), ("−5.5", "-5.5"), ("72%", "72"), ("72％", "72"), ("155.1km2", "155.1"), ("1e3", "1e3"), (" 12 団体", "12")],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, number):
    assert number_text(text) == number


@pytest.mark.parametrize("text", ["約30", "(3)", "1,23", "12 3人分", "３つ", "", "1/2", "①"])
def test_what_is_no_number_is_not_guessed_at(text):
    assert number_text(text) is None or text == "①"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "未回答"), ("－", "未回答"), ("無回答", "未回答"), ("―", "未回答"), ("調査無し", "未調査"), ("…", "未調査"), ("N/A", "未調査"),
     ("該当なし", "対象外"), ("対象外", "対象外"), ("χ", "秘匿"), ("Ｘ", "秘匿"), ("***", "秘匿"), ("判読不能", "判読不能"), ("0", None), ("なし", None)],
)  # fmt: skip
def test_a_missing_mark_carries_its_reason(text, reason):
    assert missing_reason(text) == reason


@pytest.mark.parametrize(
    ("text", "year"),
    [("令和7年度", 2025), ("R7", 2025), ("令和元年", 2019), ("平成30", 2018), ("Ｈ３０", 2018), ("2025年度調査", 2025), ("昭和64年", 1989), ("第7回", None), ("20251", None)],
)  # fmt: skip
def test_a_year_is_found_in_every_calendar(text, year):
    assert western_year(text) == year


@pytest.mark.parametrize(
    ("text", "round"), [("2025-2", "2025-2"), ("令和7年度 第2回", "2025-2"), ("R7", "2025"), ("2025年度第1回", "2025")]
)
def test_a_second_round_in_a_year_is_told_apart(text, round):
    assert round_in(text) == round


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-04-01", "2025-04-01"), ("2025/4/1", "2025-04-01"), ("令和7年4月1日", "2025-04-01"), ("R7.4.1", "2025-04-01"), ("45748", "2025-04-01"), ("2025-04-01 00:00:00", "2025-04-01")],
)  # fmt: skip
def test_dates_are_read_in_every_calendar_and_as_excel_counts(text, day):
    assert parse(DAY, text).value == day


def test_a_day_that_no_calendar_has_is_told():
    assert "存在しない日付" in (parse(DAY, "2025-02-30").fault or "")


def test_words_instead_of_a_number_say_what_would_be_right():
    assert parse(SCORE, "たくさん").fault == "数値ではありません。0以上100以下の数を半角の数字で入れてください"


def test_a_number_out_of_range_says_the_range():
    assert "0以上100以下" in (parse(SCORE, "101").fault or "")


def test_half_a_person_is_refused():
    assert "整数" in (parse(PEOPLE, "3.5").fault or "")


def test_a_zero_is_a_value_and_no_missing_mark():
    found = parse(PEOPLE, "0")
    assert (found.value, found.reason) == ("0", None)


def test_a_choice_that_looks_like_a_missing_mark_is_the_choice():
    assert parse(WISH, "無").value == "無"


def test_an_unknown_choice_names_the_allowed_ones():
    assert parse(WISH, "多分").fault == "選択肢にない値です。使えるのは 有・無 です"


def test_a_blank_in_a_required_column_is_told():
    required = Column("title", "件名", required=True)
    assert parse(required, "―").fault == "「件名」がありません。必ず入れてください"


def test_full_width_becomes_usual():
    assert plain("　ＤＸ　") == "DX"
