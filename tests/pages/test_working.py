"""Long work runs beside its page, tells its steps, and ends where somebody asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from analytics.errors import Cancelled, Unusable
from pages.manage.working import carried_out, within


class Click(BaseException):
    """What Streamlit raises inside a script when somebody clicks while it runs."""


def test_the_result_comes_back_and_the_steps_are_shown() -> None:
    shown: list[str] = []
    seen = threading.Event()

    def work(told: Callable[[str], None]) -> int:
        told("読み取り")
        seen.wait(5)
        return 7

    def show(step: str) -> None:
        shown.append(step)
        if step:
            seen.set()

    assert carried_out(work, show) == 7
    assert "読み取り" in shown


def test_a_click_ends_the_work_at_its_next_step() -> None:
    steps: list[str] = []
    clicked = threading.Event()

    def work(told: Callable[[str], None]) -> None:
        told("一")
        clicked.wait(5)
        try:
            told("二")
        except Cancelled:
            steps.append("中止")
            raise
        steps.append("二")

    def show(step: str) -> None:
        if step:
            clicked_later()
            raise Click

    def clicked_later() -> None:
        threading.Timer(0.1, clicked.set).start()

    with pytest.raises(Click):
        carried_out(work, show)
    assert steps == ["中止"]


def test_a_fault_of_the_work_reaches_the_page() -> None:
    def work(told: Callable[[str], None]) -> None:
        raise Unusable("列がありません")

    with pytest.raises(Unusable, match="列がありません"):
        carried_out(work, lambda step: None)


def test_the_steps_of_a_part_stand_behind_its_name() -> None:
    told: list[str] = []
    within(told.append, "3/27: 回答.csv")("読み取り")
    assert told == ["3/27: 回答.csv 読み取り"]
