"""Which databases do the page tests serve? Each state is made once; a served one is closed when its tests are done."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.browser.states import make
from tests.pages.opening import serving


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A database of that state. It stays as it was made: serve it, or change a copy."""
    return cache(lambda state: make(state, tmp_path_factory.mktemp(state)))


@pytest.fixture(scope="session")
def beside(made: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample for the command line, while the pages have the sample itself open. Nobody writes to it."""
    return Path(shutil.copy(made("sample"), tmp_path_factory.mktemp("beside") / "beside.duckdb"))


@pytest.fixture(scope="module")
def copy(made: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample to write to."""
    return Path(shutil.copy(made("sample"), tmp_path_factory.mktemp("copy") / "copy.duckdb"))


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, made: Callable[[str], Path]) -> Iterator[Path]:
    """The database that the pages show: the sample, or the state asked for with `without_data`."""
    with serving(made(getattr(request, "param", "sample"))) as database:
        yield database
