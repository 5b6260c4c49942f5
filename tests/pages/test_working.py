"""Long work runs beside its page, tells its steps, outlives every run of the page, and ends where somebody asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from analytics.errors import Unusable
from pages.manage.working import Course, within

Told = Callable[[str], None]


def test_the_step_is_told_while_the_work_goes_on_and_its_result_stays() -> None:
    reached, go = threading.Event(), threading.Event()

    def work(told: Told) -> int:
        told("読み取り")
        reached.set()
        go.wait(5)
        return 7

    course = Course("取り込んでいます", work)
    reached.wait(5)
    assert (course.in_words(), course.is_done()) == ("取り込んでいます… 読み取り", False)
    go.set()
    assert course.is_done(5) and course.given() == 7


def test_the_work_ends_at_its_next_step_where_somebody_asks_for_it() -> None:
    steps: list[str] = []
    reached, go = threading.Event(), threading.Event()

    def work(told: Told) -> None:
        for step in ("一", "二"):
            told(step)
            steps.append(step)
            reached.set()
            go.wait(5)

    course = Course("取り込んでいます", work)
    reached.wait(5)
    course.end()
    assert course.in_words() == "取り込んでいます… 中止しています"
    go.set()
    assert course.is_done(5) and course.given() is None and steps == ["一"]


def test_a_fault_of_the_work_reaches_the_page() -> None:
    def work(told: Told) -> None:
        raise Unusable("列がありません")

    course = Course("取り込んでいます", work)
    assert course.is_done(5)
    with pytest.raises(Unusable, match="列がありません"):
        course.given()


def test_the_steps_of_a_part_stand_behind_its_name() -> None:
    told: list[str] = []
    within(told.append, "3/27: 回答.csv")("読み取り")
    assert told == ["3/27: 回答.csv 読み取り"]
