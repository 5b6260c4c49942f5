"""Is what a page takes out of the table of a whole prefecture the same as if it had asked for nothing else?"""

from __future__ import annotations

from pathlib import Path

import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from analytics import benchmark, registry
from analytics.peers import Comparison
from analytics.scope import Role, Scope, Viewer
from pages.shared import cached
from pages.shared.product import product
from pages.shared.whole import WHOLE

pytestmark = pytest.mark.usefixtures("served")
VIEWERS = (Viewer(), Viewer(Role.MUNICIPALITY, "99201"), Viewer(Role.VIEWER))


def scopes(viewer: Viewer) -> list[Scope]:
    [prefecture, *_], codes = cached.prefectures(), list(cached.names())
    whole = Scope(viewer, None, prefecture)
    rounds = [whole.in_round(round) for round in (None, *cached.rounds(), "1999")]
    return [*rounds, whole.in_round("2025").of(*codes[:3]), Scope(viewer, "2025", "", (codes[1],)), Scope(viewer, "2025", "", ("なし",))]


def alone(name: str, scope: Scope) -> DataFrame:
    serving = product()
    return registry.compute(serving.store, serving.config, serving.model, name, scope)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.role.name)
@pytest.mark.parametrize("name", WHOLE)
def test_a_part_is_the_same_as_what_is_asked_for_alone(name: str, viewer: Viewer, served: Path) -> None:
    for scope in scopes(viewer):
        expected = alone(name, scope)
        assert_frame_equal(cached.table(name, scope), expected, check_dtype=len(expected) > 0, obj=f"{name} of {scope}")


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.role.name)
@pytest.mark.parametrize("method", ["adjacent", "similar", "stage"])
def test_the_rows_against_the_peers_are_those_of_the_benchmark(method: str, viewer: Viewer, served: Path) -> None:
    serving, code = product(), list(cached.names())[1]
    scope, comparison = Scope(viewer, "2025", "", (code,)), Comparison.of(serving.config, method)
    every = benchmark.benchmark(serving.store, scope, comparison, serving.config.measures.min_coverage)
    near = every[every["comparison"] == method].reset_index(drop=True)
    found = cached.among_peers(scope, comparison).assign(round="2025")
    assert_frame_equal(found, near, check_dtype=False)
    assert len(near) or not viewer.is_prefecture
