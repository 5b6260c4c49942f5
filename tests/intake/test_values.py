"""What people write in cells, and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.values import missing_reason, number_text, parse, plain, round_and_part, round_in, western_year
from analytics.kinds import Column

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
PEOPLE = Column("population", "人口", "integer", low=0, high=1_000_000)
SCORE = Column("score", "得点", "number", low=0, high=100)
DAY = Column("date", "日付", "date")
WISH = Column("wish", "支援希望", "choice", choices=("有", "無"))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234人", "1234"), ("１２３", "123"), ("１，２３４", "1234"), ("▲3", "-3"), ("△ 4", "-4"), ("−5.5", "-5.5"), ("－7", "-7"), ("+5", "5"), ("＋５", "5"),
     ("72%", "72"), ("72 ％", "72"), ("155.1km2", "155.1"), ("155.1㎢", "155.1"), ("155.1km²", "155.1"), ("1e3", "1e3"), ("1.5E+03", "1.5E+03"), (" 12 団体", "12"),
     ("3ヶ所", "3"), ("0.30000000000000004", "0.30000000000000004"), ("1234\u200b", "1234"), ("\xa05\u3000", "5"), ("0", "0"), ("-0", "-0")],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, number):
    assert number_text(text) == number


@pytest.mark.parametrize(
    "text",
    ["約1,200", "(3)", "1,23", "12 34", "12 3人分", "1, 234", "３つ", "", "1/2", "½", "1234¹", "12③", "10以上", "50～60", "1.2.3", "12\n34", "1.2万", "32千人", "5百万円",
     "--3", "▲-3", "1e999", "1e16", "9999999999999999", "#REF!", "令和7年", "1１a", "五", "1|2", "12ー", "2025-04-01", "1_000", "٣5"],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed_at(text):
    assert number_text(text) is None


@pytest.mark.parametrize(("text", "right"), [("1.2万人", "12000"), ("32千人", "32000"), ("3百万円", "3000000"), ("１億", "100000000")])
def test_a_number_with_a_power_of_ten_in_words_says_its_digits(text, right):
    assert f"は {right} と入れてください" in (parse(Column("count", "数", "number"), text).fault or "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "未回答"), ("－", "未回答"), ("無回答", "未回答"), ("未 回 答", "未回答"), ("　", "未回答"), ("―", "未回答"), ("−", "未回答"), ("調査無し", "未調査"), ("…", "未調査"),
     ("‥", "未調査"), ("N/A", "未調査"), ("Ｎ／Ａ", "未調査"), ("NA", "未調査"), ("該当なし", "対象外"), ("対象外", "対象外"), ("χ", "秘匿"), ("Χ", "秘匿"), ("Ｘ", "秘匿"), ("***", "秘匿"),
     ("＊＊＊", "秘匿"), ("判読不能", "判読不能"), ("0", None), ("０", None), ("なし", None), ("×", None), ("ゼロ", None), ("0人", None), ("-0", None)],
)  # fmt: skip
def test_a_missing_mark_carries_its_reason(text, reason):
    assert missing_reason(text) == reason


@pytest.mark.parametrize("text", ["#REF!", "#DIV/0!", "#N/A", "＃VALUE！", "#NAME?", "####"])
@pytest.mark.parametrize("type", ["integer", "text", "date", "choice", "round", "year"])
def test_a_formula_without_a_result_is_an_error_and_no_missing_mark(text, type):
    assert "数式のエラー" in (parse(Column("x", "x", type, choices=("有", "無")), text).fault or "")


@pytest.mark.parametrize(
    ("text", "year"),
    [("令和7年度", 2025), ("R7", 2025), ("令和元年", 2019), ("平成30", 2018), ("Ｈ３０", 2018), ("2025年度調査", 2025), ("昭和64年", 1989), ("㋿7年", 2025), ("第7回", None),
     ("20251", None), ("'20", None), ("令和0年", None)],
)  # fmt: skip
def test_a_year_is_found_in_every_calendar(text, year):
    assert western_year(text) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [("2020000000", "2020"), ("2020100000", "2020"), ("令和2年度", "2020"), ("2020年度(令和2年度)", "2020"), ("R2.4.1", "2020"), ("2020～2024年", None), ("'20", None),
     ("20", None), ("令和2年から令和6年", None)],
)  # fmt: skip
def test_a_cell_names_one_year_or_is_refused(text, year):
    assert parse(Column("year", "年", "year"), text).value == year


@pytest.mark.parametrize(
    ("text", "round"),
    [("2025-2", "2025-2"), ("令和7年度 第2回", "2025-2"), ("R7", "2025"), ("2025年度第1回", "2025"), ("2026-03-01", None), ("令和8年3月1日", None), ("1905-07-17", None)],
)  # fmt: skip
def test_a_round_is_a_fiscal_year_and_no_day(text, round):
    assert round_in(text) == round


@pytest.mark.parametrize(
    ("text", "round"),
    [("s2025.csv", "2025"), ("R2025.csv", "2025"), ("H2025調査.csv", "2025"), ("令和2025年度", None), ("R070331", None), ("R7.csv", "2025"), ("令和7年度(2025年度)", "2025")],
)  # fmt: skip
def test_a_letter_before_a_western_year_makes_no_era_of_it(text, round):
    assert round_in(text) == round


@pytest.mark.parametrize(
    ("text", "round"),
    [("2025-2.csv", "2025-2"), ("R7-2.csv", "2025-2"), ("令和7年度2回目.csv", "2025-2"), ("2025年度-3", "2025-3"), ("令和7年度（第二回）", "2025-2"), ("2025(2)", "2025-2"),
     ("2025年度2回.csv", "2025-2"), ("2025-2_回答.csv", "2025-2"), ("2025-1", "2025"), ("2025-2 第3回", None), ("2025 年2回の調査", "2025"), ("2025年度 2回答", "2025")],
)  # fmt: skip
def test_the_second_round_of_a_year_is_not_the_first(text, round):
    assert round_in(text) == round


@pytest.mark.parametrize(
    "text",
    ["令和7年3月31日現在", "調査2025年3月版.xlsx", "2025年3月", "2025/3", "2025-03", "R7.3", "R7.3.31", "20250331", "令和7・8年度", "R7-8年度", "2025～26年度", "令和7年度から8年度",
     "令和6年度実績に関する令和7年度調査", "2024・2025年度"],
)  # fmt: skip
def test_a_month_or_two_years_name_no_round(text):
    assert round_in(text) is None


def test_a_day_beside_the_fiscal_year_does_not_hide_it():
    assert round_in("令和7年度調査（令和8年3月31日現在）") == "2025"


@pytest.mark.parametrize(
    ("round", "part", "both"),
    [("2025", "第2回", "2025-2"), ("令和7年度", "２", "2025-2"), ("R7", "2回目", "2025-2"), ("2025", "1", "2025"), ("2025", "", "2025"), ("2025-2", "2", "2025-2"),
     ("2025-2", "第3回", None), ("2025", "秋", None), ("", "2", None)],
)  # fmt: skip
def test_a_year_and_a_count_are_one_round(round, part, both):
    assert round_and_part(round, part) == both


@pytest.mark.parametrize(
    ("text", "year"),
    [("2025年3月末", None), ("令和7年3月31日", None), ("R7.1", None), ("2025年4月", "2025"), ("令和7・8年度", None), ("令和7年度", "2025")],
)
def test_a_fiscal_year_is_not_read_from_a_month_before_april(text, year):
    assert parse(Column("year", "年度", "year"), text).value == year


@pytest.mark.parametrize(
    ("text", "number"),
    [("5枠", "5"), ("５ 枠", "5"), ("1,200枠", "1200"), ("12③枠", None), ("5%枠", None), ("5千枠", None), ("枠", None), ("5窓", None)],
)
def test_a_column_knows_its_own_unit(text, number):
    assert parse(Column("places", "枠数", "integer", units=("枠",)), text).value == number


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-04-01", "2025-04-01"), ("2025/4/1", "2025-04-01"), ("2025.4.1", "2025-04-01"), ("令和7年4月1日", "2025-04-01"), ("R7.4.1", "2025-04-01"), ("Ｒ７／４／１", "2025-04-01"),
     ("令和元年5月1日", "2019-05-01"), ("45748", "2025-04-01"), ("20250401", "2025-04-01"), ("2025-04-01 00:00:00", "2025-04-01"), ("2025-4-1 10:30", "2025-04-01"),
     ("2025年4月1日(火)", "2025-04-01"), ("2025年 4月 1日", "2025-04-01"), ("2025-04-01T09:30:00", "2025-04-01")],
)  # fmt: skip
def test_dates_are_read_in_every_calendar_and_as_excel_counts(text, day):
    assert parse(DAY, text).value == day


@pytest.mark.parametrize(
    ("text", "why"),
    [("2025-02-30", "存在しない日付"), ("20251301", "存在しない日付"), ("2025年4月", "日がありません"), ("R7.4", "日がありません"), ("4月1日", "年がありません"), ("4/1", "年がありません"),
     ("25/4/1", "日付ではありません"), ("2025", "日付ではありません"), ("2025-4-111", "日付ではありません"), ("12345678", "日付ではありません")],
)  # fmt: skip
def test_what_is_no_day_says_what_is_wrong(text, why):
    assert why in (parse(DAY, text).fault or "")


def test_words_instead_of_a_number_say_what_would_be_right():
    assert parse(SCORE, "たくさん").fault == "数値ではありません。0以上100以下の数を半角の数字で入れてください"


def test_a_number_out_of_range_says_the_range():
    assert "0以上100以下" in (parse(SCORE, "101").fault or "")


@pytest.mark.parametrize("text", ["3.5", "72%"])
def test_half_a_person_is_refused(text):
    assert "整数" in (parse(PEOPLE, text).fault or "")


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


@given(st.text(max_size=12), st.sampled_from(["integer", "number", "date", "round", "year", "choice", "text"]))
def test_any_text_is_a_value_or_missing_or_a_fault(text, type):
    found = parse(Column("x", "x", type, choices=("有",)), text)
    assert sum(part is not None for part in (found.value, found.reason, found.fault)) == 1


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_stays_the_number_however_it_is_written(number):
    for text in (str(number), f"{number:,}", f"{number:,}人", str(number).translate(FULL_WIDTH), str(number).replace("-", "▲")):
        assert parse(Column("x", "x", "integer"), text).value == str(number)


def test_full_width_becomes_usual():
    assert plain("　ＤＸ　") == "DX"
