"""What has a function already given? Its results as they are, without the copy that Streamlit makes of what it keeps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

import streamlit as st

MOST = 400
"""Results kept, the ones asked for last."""

Asked = ParamSpec("Asked")
Given = TypeVar("Given")


class Shelf:
    """Results by what they were asked with. Shared by all sessions: nobody may change what it gets."""

    def __init__(self) -> None:
        self._results: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], object]) -> object:
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = make()
        with self._lock:
            self._results[key] = result
            while len(self._results) > MOST:
                self._results.popitem(last=False)
        return result


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    return Shelf()


def kept(function: Callable[Asked, Given]) -> Callable[Asked, Given]:
    """Asked again with the same (hashable) values, `function` is not run again."""

    @wraps(function)
    def given(*args: Asked.args, **kwargs: Asked.kwargs) -> Given:
        return shelf().get((function.__qualname__, args), lambda: function(*args, **kwargs))  # type: ignore[return-value]

    return given
