"""How does long work go on whatever is clicked meanwhile? In a thread that its session keeps; each run of a page finds it again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import streamlit as st

from analytics.errors import Cancelled
from analytics.intake.reading.child import cancel_reading

Told = Callable[[str], None]
SHORT = 0.4  # seconds that a page waits for work that is done at once, so that nothing flashes up
BETWEEN = 0.5  # seconds between two looks at work that goes on


class Course:
    """Work that has begun: how far it is, whether it is to end, and what came of it."""

    def __init__(self, label: str, work: Callable[[Told], Any]) -> None:
        self.label, self.step, self.since = label, "", time.monotonic()
        self.ended = threading.Event()
        self.thread: int | None = None
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="working")
        self.future: Future[Any] = pool.submit(work, self.told)
        pool.shutdown(wait=False)

    def told(self, step: str) -> None:
        """The work says what it does next; here it ends where that was asked for."""
        self.thread = threading.get_ident()
        if self.ended.is_set():
            raise Cancelled()
        self.step = step

    def in_words(self) -> str:
        seconds = int(time.monotonic() - self.since)
        step = "中止しています" if self.ended.is_set() else self.step
        return f"{self.label}… {step}" + (f"（{seconds}秒）" if seconds >= 2 else "")

    def end(self) -> None:
        self.ended.set()
        if self.thread is not None:
            cancel_reading(self.thread)

    def is_done(self, within: float = 0) -> bool:
        wait([self.future], timeout=within)
        return self.future.done()

    def given(self) -> Any:
        """What the work gave, None where somebody ended it; its fault is raised."""
        try:
            return self.future.result()
        except Cancelled:
            return None


def within(told: Told, whole: str) -> Told:
    """The steps of a part, each told behind the name of the part."""
    return lambda step: told(f"{whole} {step}")


def begin(key: str, label: str, work: Callable[[Told], Any]) -> bool:
    """Starts work beside the page. False where the same goes on already, as after a double click."""
    if key in st.session_state:
        return False
    st.session_state[key] = Course(label, work)
    return True


def goes_on(key: str) -> bool:
    """Whether the work of this name is still being done."""
    course = st.session_state.get(key)
    return course is not None and not course.is_done(SHORT)


def finished(key: str) -> Course | None:
    """The work of this name, once, when it is done."""
    return st.session_state.pop(key, None) if not goes_on(key) else None


@st.fragment(run_every=BETWEEN)
def progress(key: str) -> None:
    """What the work does just now, told anew by itself, and the button that ends it; the page is drawn anew when it is done."""
    course = st.session_state.get(key)
    if course is None or course.is_done():
        st.rerun()
    line, way_out = st.columns([5, 1], vertical_alignment="center")
    with line.container(horizontal=True, vertical_alignment="center"):
        st.markdown(":material/hourglass_top:", width="content")
        st.text(course.in_words())
    way_out.button("中止する", icon=":material/cancel:", on_click=course.end, disabled=course.ended.is_set(), key=f"{key}_stop")
