"""How does long work go on without freezing its page? In a thread of its own: the script shows the steps, a click ends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import streamlit as st

from analytics.errors import Cancelled
from analytics.intake.reading.child import cancel_reading

Given = TypeVar("Given")
Told = Callable[[str], None]
SECONDS = 0.2


class Course:
    """How far the work is, and whether it is to end."""

    def __init__(self) -> None:
        self.step, self.since = "", time.monotonic()
        self.ended = threading.Event()
        self.thread: int | None = None

    def told(self, step: str) -> None:
        """The work says what it does next; here it ends where that was asked for."""
        self.thread = threading.get_ident()
        if self.ended.is_set():
            raise Cancelled()
        self.step = step

    def in_words(self) -> str:
        seconds = int(time.monotonic() - self.since)
        return f"{self.step}（{seconds}秒）" if seconds >= 2 else self.step

    def end(self) -> None:
        self.ended.set()
        if self.thread is not None:
            cancel_reading(self.thread)


def within(told: Told, whole: str) -> Told:
    """The steps of a part, each told behind the name of the part."""
    return lambda step: told(f"{whole} {step}")


def carried_out(work: Callable[[Told], Given], show: Callable[[str], object]) -> Given:
    """The result of `work`. A click on the page interrupts the script where it shows a step; the work is then ended, too."""
    course = Course()
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(work, course.told)
        try:
            while not future.done():
                show(course.in_words())
                wait([future], timeout=SECONDS)
            return future.result()
        except BaseException:
            course.end()
            raise


def with_way_out(label: str, work: Callable[[Told], Given], key: str, stopped: Callable[[], None] | None = None) -> Given:
    """The same under a line that tells the step and a button that ends it; `stopped` is called when it is clicked."""
    place = st.empty()
    with place.container():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("中止する", icon=":material/cancel:", on_click=stopped, key=key)
            line = st.empty()
        with st.spinner(label):
            given = carried_out(work, lambda step: line.text(step))
    place.empty()
    return given
