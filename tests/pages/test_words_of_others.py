"""Do the words that 市町村担当 and 閲覧 read fit what they are shown? No hint for the prefecture, no count of what is not drawn."""

from __future__ import annotations

import re
from pathlib import Path

from tests.pages.opening import opened
from tests.pages.sent import raw, tables

OWN = "99301"


def test_a_map_says_of_how_many_it_shows_the_value(served: Path) -> None:
    app = opened("overview", "市町村担当", OWN)
    [said] = {
        found[0] for element in app.markdown if (found := re.search(r"27団体のうち\d+団体の値が分かる（匿名の\d+団体", element.value))
    }
    shown, unnamed = (int(number) for number in re.findall(r"\d+", said)[1:])
    [drawn] = [frame for frame in tables(app) if "code" in frame and "value" in frame]
    codes = drawn.dropna(subset=["value"])["code"].astype(str)
    assert shown == codes.str.fullmatch(r"99\d{3}").sum() and unnamed == len(codes) - shown and unnamed


def test_only_the_prefecture_is_told_to_set_its_limits(served: Path) -> None:
    assert "設定ファイルに書いてください".encode() in raw(opened("priority"))
    assert "設定ファイル".encode() not in raw(opened("priority", "市町村担当", OWN))


def test_whoever_sees_its_own_list_is_not_told_of_how_many_lists_it_is_one(served: Path) -> None:
    assert "課題リストのある割合 22%" in " ".join(box.value for box in opened("issues").caption)
    own = " ".join(box.value for box in opened("issues", "市町村担当", OWN).caption)
    assert "割合" not in own and "n=1 " in own


def test_no_question_is_called_by_its_code_where_results_are_said_to_turn(served: Path) -> None:
    said = " ".join(text.value for text in opened("karte").text)
    assert "を除くと変わる" in said and not re.search(r"q\d\d", said)
