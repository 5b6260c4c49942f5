"""Do the published and the hand-worked figures come out?"""

from __future__ import annotations

import pandas as pd
import pytest
from pandas import DataFrame

from analytics.registry import compute
from analytics.scope import Scope
from tests.conftest import GOLDEN, SMALL, World

TABLES = ["gap", "drivers", "factors", "steps", "overall", "priority"]
CODES = {"code": str, "peer": str}


def expected(name: str) -> DataFrame:
    return pd.read_csv(SMALL / f"expected_{name}.csv", dtype=CODES)


def computed(world: World, name: str, **how: object) -> DataFrame:
    return compute(world.store, world.config, world.model, name, Scope(round="2025"), **how)


def assert_same(found: DataFrame, wanted: DataFrame, keys: list[str]) -> None:
    """The wanted columns of both, row by row, to 1e-8; an empty text and an unknown one read the same in a CSV."""
    found, wanted = (table[list(wanted)].sort_values(keys, ignore_index=True).replace("", None) for table in (found, wanted))
    found = found.astype(dict.fromkeys(wanted.select_dtypes("number"), "float64"))
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False, rtol=0, atol=1e-8, check_names=False)


@pytest.mark.parametrize("name", TABLES)
def test_the_worked_table_comes_out(golden: World, name: str) -> None:
    wanted = expected(name)
    found = computed(golden, name)
    assert len(found) == len(wanted)
    assert_same(found, wanted, [c for c in ("code", "round", "step", "aspect", "factor", "question") if c in wanted])


def test_the_worked_similar_peers_come_out(golden: World) -> None:
    assert_same(computed(golden, "peers", peers="similar"), expected("peers_similar_k3"), ["code", "position"])


def test_the_worked_benchmark_comes_out(golden: World) -> None:
    found = computed(golden, "benchmark")
    found = found[(found["comparison"] == "adjacent") & found["item"].isin(["character", "gap"])]
    wanted = expected("benchmark_adjacent")
    assert len(found) == len(wanted)
    assert_same(found, wanted, ["measure", "item", "code"])


def test_all_fourteen_published_verdicts_come_out(world: World) -> None:
    published = pd.read_csv(GOLDEN / "support_priority.csv")
    steps = ["step0", "step1", "step2", "step3"]
    world.municipalities(*(f"{98000 + row}" for row in published["row"]))
    scores = published.melt("row", steps, "step", "score").assign(code=lambda t: (98000 + t["row"]).astype(str), round="2025")
    world.put("steps", scores.drop(columns="row").to_dict("records"))
    found = computed(world, "priority")
    wanted = published.assign(code=(98000 + published["row"]).astype(str)).drop(columns="row")
    assert len(found) == 14
    assert_same(found, wanted, ["code"])
