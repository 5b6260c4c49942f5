"""Which databases do the page tests serve? Each state is made once; a served one is closed when its tests are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pages.opening import serving


@pytest.fixture(scope="session")
def beside(copied: Callable[[str], Path]) -> Path:
    """A copy of the sample for the command line, while the pages have the sample itself open. Nobody writes to it."""
    return copied("sample")


@pytest.fixture(scope="module")
def copy(copied: Callable[[str], Path]) -> Path:
    """A copy of the sample to write to."""
    return copied("sample")


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, made: Callable[[str], Path]) -> Iterator[Path]:
    """The database that the pages show: the sample, or the state asked for with `without_data`."""
    with serving(made(getattr(request, "param", "sample"))) as database:
        yield database
