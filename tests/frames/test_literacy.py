"""The rows that the literacy page draws: nothing hidden becomes a figure, nothing shown goes missing."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandas import DataFrame

from analytics.frames import literacy as frames

NAMES = {"98201": "みほん市", "98202": "となり町"}


def found(*rows: dict[str, Any]) -> DataFrame:
    usual = {
        "code": "98201", "kind": "市町村", "instrument": "診断", "department": "", "position_group": "", "category": "総合", "n": 20,
        "mean": 50.0, "sd": 10.0, "ci_low": 45.0, "ci_high": 55.0, "hidden": False, "agreeing": None, **{f"band{band}": 20 for band in range(1, 6)},
    }  # fmt: skip
    return frames.named(DataFrame([usual | row for row in rows]), NAMES, sharing=False)


def test_a_shared_screen_has_no_pools() -> None:
    rows = DataFrame({"kind": ["市町村", "圏域"], "code": ["98201", "中央"]})
    assert list(frames.named(rows, NAMES, sharing=True)["name"]) == ["みほん市"]
    assert list(frames.named(rows, NAMES, sharing=False)["name"]) == ["みほん市", "中央（圏域）"]


def test_a_unit_without_a_difference_stays_with_the_reason() -> None:
    rows = found({}, {"code": "98202"})
    gaps = DataFrame([{"kind": "市町村", "code": "98201", "category": "総合", "diff": 5.0, "ci_low": 2.0, "ci_high": 8.0}])
    shown = frames.differences(gaps, rows, "総合").set_index("label")
    assert shown.loc["みほん市", "verdict"] == frames.HIGHER and shown.loc["みほん市", "why"] == ""
    assert pd.isna(shown.loc["となり町", "diff"]) and shown.loc["となり町", "why"] == frames.HIDDEN_WORDS


def test_bands_are_laid_end_to_end_and_small_groups_have_none() -> None:
    rows = frames.bands(found({}, {"position_group": "管理職", "band1": None}), "総合")
    assert list(rows["label"].unique()) == [frames.EVERYBODY] and rows["end"].iloc[-1] == 100 and list(rows["start"]) == [0, 20, 40, 60, 80]


def test_the_training_need_is_the_lowest_category_but_for_the_total() -> None:
    rows = found(
        *({"position_group": "管理職", "category": name, "mean": mean} for name, mean in (("総合", 10.0), ("Why", 40.0), ("What", 30.0)))
    )
    needs = frames.needs(rows)
    assert needs[["name", "group", "category", "mean", "low"]].to_numpy().tolist() == [["みほん市", frames.MANAGERS, "What", 30.0, 40]]


def test_a_hidden_group_needs_nothing() -> None:
    assert frames.needs(found({"position_group": "管理職", "category": "Why", "mean": None, "hidden": True})).empty


def test_departments_are_those_of_all_positions_together() -> None:
    rows = found(
        {},
        {"department": "総務課"},
        {"department": "総務課", "position_group": "管理職"},
        {"department": "税務課", "mean": None, "hidden": True},
    )
    shown = frames.departments(rows, "総合")
    assert list(shown["label"]) == ["総務課", "税務課"] and list(shown["why"]) == ["", frames.HIDDEN_WORDS]


def test_the_listing_has_every_row_in_words() -> None:
    rows = frames.listing(found({}, {"position_group": "管理職", "department": "総務課", "hidden": True, "mean": None, "n": None}))
    assert rows[["department", "group", "why"]].to_numpy().tolist() == [
        ["全所属", "全員", ""],
        ["総務課", "管理職・幹部職員", "少人数のため非表示"],
    ]


def test_the_newest_diagnosis_is_no_questionnaire_and_none_where_there_is_none() -> None:
    rows = found({"round": "2025"}, {"round": "2025-2"}, {"round": "2024"}, {"round": "2026", "instrument": "職員アンケート"})
    assert list(frames.newest(rows, ["職員アンケート"])["round"]) == ["2025-2"]
    assert frames.newest(rows.head(0), []).empty
