"""Rows of 訪問計画: sorted by one column at a time, never contacted is not zero days, what is past stays until it is done."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from pandas import DataFrame

from analytics.frames import visits as frames

TODAY = date(2026, 1, 20)
NAMES = {"98201": "あ市", "98202": "い町", "98203": "う村"}
VISITS = DataFrame(
    {
        "code": ["98201", "98202", "98203"],
        "gap": [10.0, 40.0, None],
        "change": [None, -2.0, 3.0],
        "days_since_contact": [200, None, 5],
        "open_promises": [0, 2, 1],
        "one_person_it": [True, False, None],
        "last_contact": pd.to_datetime(["2025-07-04", None, "2026-01-15"]),
    }
)
MASTER = DataFrame({"code": ["98201", "98202", "98203"], "block": ["東部", None, "西部"]})


def listed(order: str) -> DataFrame:
    return frames.listed(VISITS, MASTER, NAMES, order)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("団体コード順", ["あ市", "い町", "う村"]),
        ("ギャップが大きい順", ["い町", "あ市", "う村"]),
        ("前回から下がった順", ["い町", "う村", "あ市"]),
        ("連絡が古い順", ["い町", "あ市", "う村"]),
        ("未了の約束が多い順", ["い町", "う村", "あ市"]),
    ],
)
def test_the_list_is_sorted_by_one_column_and_what_is_unknown_stands_last(order: str, names: list[str]) -> None:
    assert listed(order)["name"].to_list() == names


def test_an_unknown_number_of_staff_is_said_as_such() -> None:
    assert listed("")["it"].to_list() == ["1人以下", "2人以上", "不明"]


@pytest.mark.parametrize(
    ("days", "band"), [(None, "一度も記録がない"), (0, "90日未満"), (89, "90日未満"), (90, "90～179日前"), (180, "180日以上前")]
)
def test_a_band_tells_how_long_ago_the_last_contact_was(days: int | None, band: str) -> None:
    assert frames.band(days) == band


def test_the_chart_draws_only_those_whose_gap_is_known() -> None:
    drawn = frames.dots(listed(""))
    assert drawn["name"].to_list() == drawn["label"].to_list() == ["あ市", "い町"]
    assert drawn["days"].to_list() == ["200", "記録なし"] and drawn["change"].to_list() == ["不明", "-2.0"]


def test_names_on_the_chart_keep_apart_and_the_largest_gaps_have_them() -> None:
    gaps = pd.Series([50.0, 49.0, 30.0, 28.0, 10.0, 2.0])
    assert frames.apart(gaps, 6.0) == [0, 2, 4]


def decided(*rows: tuple[int, str | None, str, str | None]) -> DataFrame:
    found = DataFrame(rows, columns=["decision", "code", "status", "due"])
    return found.assign(
        meeting="訪問", date=pd.Timestamp(TODAY), text=[f"約束{n}" for n in found["decision"]], owner=None, due=pd.to_datetime(found["due"])
    )


PROMISES = decided(
    (1, "98201", "完了", "2026-01-01"),
    (2, "98202", "未着手", "2026-03-01"),
    (3, None, "実施中", "2026-01-19"),
    (4, "98203", "未着手", None),
)


def test_open_promises_stand_first_by_due_day_and_late_ones_say_so() -> None:
    rows = frames.promises(PROMISES, NAMES, TODAY)
    assert rows["decision"].to_list() == [3, 2, 4, 1]
    assert rows["late"].to_list() == ["期限切れ", "", "", ""]
    assert rows["name"].to_list() == ["会議全体", "い町", "う村", "あ市"]


def test_a_promise_due_today_is_not_late() -> None:
    assert frames.promises(decided((1, "98201", "未着手", str(TODAY))), NAMES, TODAY)["late"].to_list() == [""]


def test_only_open_promises_can_be_closed() -> None:
    assert frames.open_ones(frames.promises(PROMISES, NAMES, TODAY)) == {
        3: "会議全体：約束3（実施中）",
        2: "い町：約束2（未着手）",
        4: "う村：約束4（未着手）",
    }


def log(*rows: tuple[str, str, str | None]) -> DataFrame:
    return DataFrame(rows, columns=["code", "date", "next"]).assign(title="聞き取り", staff="支援班")


def test_a_planned_visit_stands_until_a_later_entry_follows_it() -> None:
    visits = log(
        ("98201", "2025-10-01", "2025-12-01"),
        ("98201", "2025-12-01", None),
        ("98202", "2025-10-01", "2025-12-01"),
        ("98203", "2026-01-10", "2026-02-09"),
    )
    rows = frames.planned(visits, frames.promises(PROMISES.head(0), NAMES, TODAY), NAMES, TODAY)
    assert list(zip(rows["name"], rows["when"], rows["is_late"], strict=True)) == [
        ("い町", "50日過ぎています", True),
        ("う村", "20日後", False),
    ]


def test_an_entry_for_a_day_to_come_is_planned_and_takes_nothing_before_it_off_the_calendar() -> None:
    visits = log(("98201", "2026-01-10", "2026-01-25"), ("98201", "2026-02-09", None))
    rows = frames.planned(visits, frames.promises(PROMISES.head(0), NAMES, TODAY), NAMES, TODAY)
    assert rows["when"].to_list() == ["5日後", "20日後"]


def test_due_days_of_open_promises_stand_in_the_calendar() -> None:
    rows = frames.planned(log(), frames.promises(PROMISES, NAMES, TODAY), NAMES, TODAY)
    assert list(zip(rows["sort"], rows["text"], rows["when"], strict=True)) == [
        ("約束の期限", "約束3", "1日過ぎています"),
        ("約束の期限", "約束2", "40日後"),
    ]
