"""Does every table that others rely on come out of the command line, with its columns, whole in every form, and cut by rows alone?"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics import registry
from analytics.__main__ import FORMATS, provenance_of
from analytics.config import Config, load_config
from analytics.exports import Provenance
from analytics.model import Model, load_model
from analytics.scope import Scope
from analytics.store import Store, open_store
from tests.browser.states import make
from tests.pages.printed import Row, table
from tests.test_guards import PROMISED

STEPS = "step0, step1, step2, step3"
PRIORITY = f"code, round, {STEPS}, support_priority, support_content, priority_at_least, reason"
COLUMNS = PROMISED | {"priority": PRIORITY}
"""Every table of the interface with its columns in their order."""
STARTS_EMPTY = {"issue_edits": "nobody has edited anything yet"}
"""Tables without a row in the sample, and why."""
ONE = "99301"
"""It has sent every kind of file; it lies in a pool of the literacy diagnosis."""
POOLED = ("literacy", "literacy_gap", "literacy_share")
"""A municipality's rows are its own and those of the pools that it is in."""
READERS: dict[str, Callable[[BytesIO], pd.DataFrame]] = {
    "csv": lambda file: pd.read_csv(file, dtype=str),
    "json": lambda file: pd.DataFrame(json.load(file)),
    "xlsx": lambda file: pd.read_excel(file, engine="calamine"),
    "parquet": pd.read_parquet,
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make("sample", tmp_path_factory.mktemp("tables"))


@pytest.mark.parametrize("name", registry.TABLES)
def test_a_table_of_the_sample_comes_with_its_columns_and_at_least_a_row(sample: Path, name: str) -> None:
    rows = table(sample, name)
    assert bool(rows) == (name not in STARTS_EMPTY)
    if rows:
        promised = COLUMNS[name].split(", ")
        assert list(rows[0])[: len(promised)] == promised


def test_no_other_table_is_promised_than_there_is() -> None:
    assert set(COLUMNS) == set(registry.TABLES) - set(STARTS_EMPTY)


@pytest.mark.parametrize("name", [name for name in registry.TABLES if name not in STARTS_EMPTY])
def test_naming_a_municipality_cuts_the_rows_and_changes_no_figure(sample: Path, name: str) -> None:
    rows, cut = table(sample, name), table(sample, name, "--municipality", ONE)
    if "code" not in rows[0]:
        kept = rows
    elif name in POOLED:
        pools = {row["code"] for row in cut if row["kind"] != "市町村"}
        assert len(pools) < len({row["code"] for row in rows if row["kind"] != "市町村"})
        kept = [row for row in rows if row["code"] in {ONE, *pools}]
    else:
        kept = [row for row in rows if row["code"] == ONE]
    assert len(kept) == len(cut) and all(alike(one, other) for one, other in zip(kept, cut, strict=True))


def alike(one: Row, other: Row) -> bool:
    """The same but for the last digits, which depend on the order of adding."""
    return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)


def same(one: Any, other: Any) -> bool:
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) if isinstance(one, float) and isinstance(other, float) else bool(one == other)


# ---- every form ----

Open = tuple[Store, Config, Model, Provenance]


@pytest.fixture(scope="module")
def opened(sample: Path) -> Iterator[Open]:
    config = load_config(database=sample)
    model = load_model(config.model.folder)
    store = open_store(config, model)
    yield store, config, model, provenance_of(store, Scope(round="2025"), argparse.Namespace(name="gap", peers=None))
    store.close()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", registry.TABLES)
def test_a_table_is_whole_in_every_form_under_japanese_headers(opened: Open, name: str, form: str) -> None:
    store, config, model, provenance = opened
    frame = registry.compute(store, config, model, name, Scope(round="2025"))
    fields = registry.fields(name, model, frame.columns)
    labels = [field.label for field in fields]
    assert len(set(labels)) == len(labels)
    found = READERS[form](BytesIO(FORMATS[form](frame, fields, provenance)))
    assert len(found) == len(frame)
    if len(frame):
        assert list(found.columns) == labels
        for field in fields:
            assert filled(found[field.label]) == filled(frame[field.name]), field.label


def filled(column: pd.Series[Any]) -> list[bool]:
    """Where something stands; an empty text is nothing in a file."""
    return [bool(one) for one in (column.notna() & (column.astype(str) != ""))]
