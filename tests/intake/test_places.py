"""Codes and names as people write them, and what they may mean."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.codes import check_digit, city_of, has_check_digit, is_ward
from analytics.intake.places import Gazetteer, lost_zero, normal, short_code
from tests.taking import MASTER

ROWS = [(r["団体コード"], r["市町村名"], r["都道府県"], r["郡"], r["カナ"]) for r in csv.DictReader(io.StringIO(MASTER))]
PLACES = Gazetteer.of([*ROWS, ("01100", "札幌市", "北海道", None, None)])


@pytest.mark.parametrize(
    "text", ["98201", "９８２０１", "982016", "98201.0", "みずほ市", "ミズホシ", "試験県みずほ市", "試験県 みずほ市", " みずほ市　"]
)
def test_a_municipality_is_found_by_code_name_kana_and_prefecture(text):
    assert PLACES.find(text.replace("982016", "98201" + check_digit("98201"))).code == "98201"


@pytest.mark.parametrize("text", ["龍ヶ崎町", "竜ケ崎町", "龍ケ崎町", "竜が崎町", "龍ヶ﨑町", "北郡龍ヶ崎町", "試験県北郡竜ヶ崎町"])
def test_old_and_new_glyphs_are_one_name(text):
    assert PLACES.find(text).code == "98301"


def test_an_ambiguous_name_lists_both_candidates():
    found = PLACES.find("府中市")
    assert found.code is None
    assert "試験県府中市（98202）" in (found.fault or "") and "別県府中市（97202）" in (found.fault or "")


@pytest.mark.parametrize(("prefecture", "county", "code"), [("別県", "", "97301"), ("", "南郡", "98302"), ("試験県", "南郡", "98302")])
def test_prefecture_or_county_tells_equal_names_apart(prefecture, county, code):
    assert PLACES.matching("", "みなみ町", prefecture, county).code == code


def test_an_unknown_name_names_the_nearest():
    assert "近いのは 試験県みずほ市（98201）" in (PLACES.find("みづほ市").fault or "")


def test_an_unknown_code_is_told():
    assert "市町村マスタにない団体コード" in (PLACES.find("98999").fault or "")


def test_before_the_master_everything_asks_for_it():
    assert "先に市町村マスタを取り込んでください" in (Gazetteer().find("みずほ市").fault or "")


def test_code_and_name_have_to_mean_the_same():
    assert "合いません" in (PLACES.matching("98201", "府中市", "", "").fault or "")


def test_a_wrong_check_digit_says_the_right_one():
    right = check_digit("98201")
    wrong = str((int(right) + 1) % 10)
    assert short_code("98201" + wrong).fault == f"団体コードの検査数字が合いません。98201 なら末尾は {right} です"


@pytest.mark.parametrize("text", ["011002", "1100", "01100", "11002"])
def test_a_lost_leading_zero_is_put_back(text):
    assert PLACES.find(text).code == "01100"


def test_only_a_code_whose_check_digit_fits_has_lost_a_zero():
    assert (lost_zero("11002"), lost_zero("13206")) == ("01100", None)


@given(st.integers(1000, 99999))
def test_one_digit_wrong_never_has_a_fitting_check_digit(number):
    code = f"{number:05d}"
    others = (f"{code[:4]}{digit}{check_digit(code)}" for digit in "0123456789" if digit != code[4])
    assert has_check_digit(code + check_digit(code))
    assert sum(map(has_check_digit, others)) <= 1  # sums that leave 0 and 10 share the digit 1 − 0


@pytest.mark.parametrize(("code", "city"), [("01101", "01100"), ("14153", "14150"), ("14131", "14130"), ("40137", "40130"), ("13101", "13101"), ("01202", "01202"), ("98101", "98101")])  # fmt: skip
def test_wards_belong_to_their_designated_city_and_no_other_code_does(code, city):
    assert city_of(code) == city
    assert is_ward(code) == (code != city)


def test_a_prefecture_stands_for_a_municipality_only_where_it_may():
    assert PLACES.find("試験県").code is None
    assert PLACES.admitting(True).find("試験県").code == "98000"


@given(st.sampled_from(["みずほ市", "龍ヶ崎町", "府中市"]), st.sampled_from(["", " ", "　"]))
def test_a_name_is_the_same_with_blanks_around(name, blank):
    assert normal(f"{blank}{name}{blank}") == normal(name)
