"""Rows of 支援メニュー案 and 県の取組点検: menus by need, programmes ahead, what is due."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from pandas import DataFrame

from analytics.frames import advice as frames

TODAY = date(2026, 1, 20)
FACTORS = {"f1": "住民価値", "f4": "推進体制"}
MENUS = DataFrame(
    {
        "title": ["い", "あ", "う"],
        "steps": ["step1", "step2", None],
        "factors": ["F1・f4", "f9", None],
        "places": [5, None, 3],
        "left_over": [5, None, 0],
    }
)
ADVICE = DataFrame(
    {"kind": ["menu", "menu", "case", "menu"], "id": ["あ", "あ", "c1", "い"], "title": list("ああcい"), "because": list("1234")}
)


def test_menus_stand_by_how_many_are_advised_them() -> None:
    rows = frames.menus(MENUS, ADVICE, {"step1": "STEP1 方針"}, FACTORS)
    assert list(zip(rows["title"], rows["need"], strict=True)) == [("あ", 2), ("い", 1), ("う", 0)]
    assert rows["factor_labels"].to_list() == ["f9", "住民価値、推進体制", ""]
    assert rows["step_labels"].to_list() == ["step2", "STEP1 方針", ""]


def test_a_menu_without_a_limit_of_places_has_places() -> None:
    assert frames.with_places(MENUS)["title"].to_list() == ["い", "あ"]


def test_kinds_stand_in_their_order_and_empty_ones_are_left_out() -> None:
    assert list(frames.of_kinds(ADVICE)) == ["menu", "case"]


@pytest.mark.parametrize(("within", "titles"), [(None, ["今日", "遠い"]), (60, ["今日"])])
def test_ahead_is_what_ends_today_or_later(within: int | None, titles: list[str]) -> None:
    rows = DataFrame({"title": ["過ぎた", "今日", "遠い", "なし"], "days_left": [-1, 0, 61, None]})
    assert frames.ahead(rows, within)["title"].to_list() == titles


def test_a_mean_is_taken_over_known_severities_and_the_worst_stands_first() -> None:
    rows = frames.factor_means(
        DataFrame({"factor": ["f1", "f1", "f4", "f4"], "severity": [20.0, 40.0, 70.0, None]}), FACTORS, {"f1": 10, "f4": 10}
    )
    assert rows[["label", "mean", "n", "shown"]].values.tolist() == [
        ["推進体制", 70.0, 1, "70.0（n=1）"],
        ["住民価値", 30.0, 2, "30.0（n=2）"],
    ]


def test_what_is_due_is_open_and_near_or_late() -> None:
    decisions = DataFrame(
        {"code": [None, "98201"], "text": ["持ち寄る", "済み"], "due": ["2026-01-19", "2026-01-25"], "status": ["実施中", "完了"]}
    )
    issues = DataFrame(
        {"code": ["98201", "98201", "98201"], "no": ["1", "2", "3"], "measure": ["棚卸し", None, "遠い"], "class_a": ["手続", "人材", "財源"], "class_c": [None, "育成", None],
         "due": ["2026-02-19", "2026-02-01", "2026-02-20"], "status": [None, "検討中", "未着手"]}
    )  # fmt: skip
    rows = frames.due(decisions, issues, {"98201": "あ市"}, TODAY, 30)
    assert list(zip(rows["name"], rows["text"], rows["late"], strict=True)) == [
        ("会議全体", "持ち寄る", "期限切れ"),
        ("あ市", "No.2 人材／育成", ""),
        ("あ市", "棚卸し", ""),
    ]


def test_of_each_municipality_its_newest_list_counts() -> None:
    issues = DataFrame({"code": ["a", "a", "b"], "round": [2024, 2025, 2024], "no": ["1", "1", "9"]})
    assert frames.newest_lists(issues)["round"].to_list() == [2025, 2024]


def test_nothing_due_is_an_empty_table() -> None:
    nothing = DataFrame(
        {name: pd.Series(dtype=object) for name in ("code", "text", "due", "status", "no", "measure", "class_a", "class_c")}
    )
    assert frames.due(nothing, nothing, {}, TODAY, 30).empty
