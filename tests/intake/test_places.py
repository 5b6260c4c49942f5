"""Codes and names as people write them, and what they may mean."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.codes import check_digit, city_of, has_check_digit, is_ward
from analytics.intake.places import Gazetteer, have_lost_zeros, lost_zero, normal, short_code
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


@pytest.mark.parametrize(
    ("codes", "lost"),
    [(["12203", "122041"], True), (["12203", "11002"], True), (["12203"], False), (["12203", "12204"], False), (["12203", "11002", "12204"], False), (["11002", "12025", "12033", "12041", "12050"], True)],
)  # fmt: skip
def test_a_column_tells_whether_its_codes_have_lost_their_zeros(codes, lost):
    assert have_lost_zeros(codes, {"12203", "12204", "01100", "01220"}) == lost


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


@pytest.mark.parametrize(
    "text",
    [
        "98201 みずほ市",
        "98201:みずほ市",
        "９８２０１　みずほ市",
        "みずほ市(98201)",
        "みずほ市 98201",
        "みずほ市（試験県）",
        "みずほ市役所",
        "みずほ市 御中",
        "みずほ市役所　御中",
        "試験県みずほ市役所",
        "みずほ市\u200b",
        "試験県ミズホシ",
        "ﾐｽﾞﾎｼ",
    ],
)
def test_a_name_is_found_with_its_code_its_prefecture_or_as_an_address(text):
    assert PLACES.find(text).code == "98201"


@pytest.mark.parametrize(
    ("text", "why"),
    [("98201 府中市", "合いません"), ("98201 みずほ", "近いのは 試験県みずほ市"), ("府中市役所", "同じ名前の市町村が2つ"), ("府中市（南県）", "マスタにない名前"),
     ("みずほ市中央区", "マスタにない名前"), ("1 みずほ市", "マスタにない名前"), ("みずほ", "近いのは"), ("府中市・みずほ市", "マスタにない名前"), ("982010", "検査数字")],
)  # fmt: skip
def test_what_is_not_sure_is_never_a_municipality(text, why):
    found = PLACES.find(text)
    assert found.code is None and why in (found.fault or "")


def test_the_prefecture_beside_an_ambiguous_name_decides():
    assert (PLACES.find("府中市（別県）").code, PLACES.find("みなみ町（南郡）").code) == ("97202", "98302")


@given(st.sampled_from(["みずほ市", "龍ヶ崎町", "府中市"]), st.sampled_from(["", " ", "　"]))
def test_a_name_is_the_same_with_blanks_around(name, blank):
    assert normal(f"{blank}{name}{blank}") == normal(name)


NATION = Path(__file__).parents[2].parent / "shared" / "realdata" / "municipalities.csv"
GLYPHS = str.maketrans("崎高竜沢浜辺広桧館槙滝円塩島薮ケヶ", "﨑髙龍澤濱邉廣檜舘槇瀧圓鹽嶋藪ヶケ")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.skipif(not NATION.exists(), reason="../shared/realdata（公的ファイルの見本）がないため")
def test_every_municipality_is_found_however_it_is_written_and_never_another():
    with NATION.open(encoding="utf-8") as lines:
        rows = [(r["code5"], r["name"], r["pref"], r["county"], r["kana"]) for r in csv.DictReader(lines)]
    nation = Gazetteer.of(rows)
    for code, name, prefecture, county, kana in rows:
        sure = [code, code + check_digit(code), code.translate(WIDE), prefecture + name, f"{prefecture}　{name}",
                f"{name}（{prefecture}）", f"{code} {name}", prefecture + name.translate(GLYPHS), prefecture + county + name]  # fmt: skip
        assert {text: nation.find(text).code for text in sure} == dict.fromkeys(sure, code)
        lost = str(int(code + check_digit(code)))
        assert nation.find(lost).code == (lost if lost in nation.names else code)
        for text in (name, kana, county + name, name.translate(GLYPHS), f"{name} 御中"):
            found = nation.find(text)
            assert found.code == code or (found.code is None and f"{prefecture}{name}（{code}）" in (found.fault or ""))
    assert len(rows) == 1741


@pytest.mark.parametrize(
    ("code", "name", "prefecture"),
    [("98202", "みずほ市役所", ""), ("98301", "うみの村（試験県）", ""), ("98201", "府中", ""), ("98201", "みずほ市", "別県"), ("98202", "府中市（別県）", ""),
     ("98201", "", "別県"), ("98201", "みずほ市・府中市", ""), ("98302", "北郡みなみ町", ""), ("98201", "みずほ市役所 府中市総務課", ""), ("98201", "全国", "")],
)  # fmt: skip
def test_a_name_or_prefecture_that_is_not_the_codes_is_refused_with_both(code, name, prefecture):
    found = PLACES.matching(code, name, prefecture, "")
    assert found.code is None and code in (found.fault or "") and name in (found.fault or "") and "合いません" in (found.fault or "")


@pytest.mark.parametrize(
    ("name", "prefecture", "county"),
    [("みずほ", "", ""), ("みずほ市※", "", ""), ("みずほ市役所 総務課 御中", "試験県", ""), ("みずほ市（試験県）", "試験県", ""), ("試験県　みずほ市", "試験県", ""),
     ("", "", ""), ("-", "", ""), ("ミズホシ", "試験", ""), ("みずほ市", "98", ""), ("982016", "", ""), ("みずほ市", "98 試験県", "")],
)  # fmt: skip
def test_a_usual_way_to_write_the_codes_own_name_agrees_with_it(name, prefecture, county):
    name = name.replace("982016", "98201" + check_digit("98201"))
    assert PLACES.matching("98201", name, prefecture, county).code == "98201"


def test_a_prefectures_code_beside_a_municipalitys_name_is_refused():
    places = PLACES.admitting(True)
    assert places.matching("98000", "試験県", "", "").code == "98000"
    assert "合いません" in (places.matching("98000", "みずほ市", "", "").fault or "")


@pytest.mark.parametrize(
    ("name", "prefecture", "code"),
    [("府中市（試験県）", "", "98202"), ("みずほ市 御中", "", "98201"), ("みずほ市役所 総務課", "", "98201"), ("みずほ市役所総務課", "試験県", "98201"),
     ("北郡龍ヶ崎町", "", "98301"), ("東郡みずほ市", "", None), ("東郡龍ヶ崎町", "試験県", None), ("みずほ市", "別県", None), ("府中市（別県）", "試験県", None),
     ("98202 府中市", "", "98202"), ("98201 府中市", "", None)],
)  # fmt: skip
def test_a_name_without_a_code_is_found_in_every_usual_writing(name, prefecture, code):
    assert PLACES.matching("", name, prefecture, "").code == code


def test_a_county_that_the_master_does_not_say_is_passed_over_unless_two_are_called_alike():
    places = Gazetteer.of(
        [("98361", "つばた町", "試験県", "", ""), ("97361", "つばた町", "別県", "", ""), ("98362", "うち村", "試験県", None, None)]
    )
    found = [places.find(text).code for text in ("試験県河北郡つばた町", "河北郡つばた町", "河北郡うち村")]
    assert found == ["98361", None, "98362"]
    assert places.matching("", "河北郡つばた町", "試験県", "").code == "98361"
