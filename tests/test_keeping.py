"""What is kept for 県担当 is what a fresh read would give, is renewed by every write, and is nobody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from analytics import keeping, registry
from analytics.keeping import Relation, lay_out
from analytics.scope import Role, Scope, Viewer
from analytics.state import STATES
from tests.conftest import QUESTIONS, World, facts
from tests.laws import ANSWERS, CODES, FEW

NOW = Scope(round="2025")
TOP = {question: points[-1] for question, points in QUESTIONS.items()}
LOW = dict.fromkeys(QUESTIONS, 0)
KEEPING = ("benchmark", "mentors", "robustness", "advice")


def table(world: World, name: str, scope: Scope = NOW, peers: Any = CODES) -> DataFrame:
    found = registry.compute(world.store, world.config, world.model, name, scope, peers if name != "advice" else None)
    return found.assign(round=found["round"].astype(str))


def states(world: World, scope: Scope = NOW, min_coverage: float = 0.5) -> dict[tuple[str, str], float]:
    with world.reading(scope) as con:
        lay_out(world.store, con, scope, min_coverage, STATES)
        return {(code, item): state for code, item, state in con.execute("select code, item, state from state").fetchall()}


@settings(FEW, max_examples=5)
@given(answers=ANSWERS)
def test_what_is_kept_gives_what_a_fresh_read_gives(shared_world: World, answers: Any) -> None:
    """A read of all rounds is made anew each time."""
    towns = [{"code": code, "name": code, "prefecture": "県"} for code in CODES]
    with facts(shared_world, answers, municipalities=towns) as world:
        for name, peers in product(KEEPING, (CODES, "stage")):
            fresh, kept = (table(world, name, scope, peers) for scope in (Scope(), NOW))
            assert_frame_equal(kept, fresh, check_dtype=False, rtol=0, atol=1e-9)


def test_every_write_renews_what_is_kept(world: World) -> None:
    world.municipalities("98201")
    world.answers("98201", **LOW)
    assert states(world)["98201", "community"] == 0
    world.forget("survey")
    world.answers("98201", **TOP)
    assert states(world)["98201", "community"] == 100
    world.forget("survey")
    assert states(world) == {}


def test_rounds_and_coverages_are_kept_apart(world: World) -> None:
    world.municipalities("98201")
    world.answers("98201", "2025", **TOP | {"q2": None})
    world.answers("98201", "2024", **LOW)
    for _ in range(2):
        assert states(world)["98201", "character"] is None
        assert states(world, min_coverage=0.3)["98201", "character"] == 100
        assert states(world, Scope(round="2024"))["98201", "character"] == 0


def test_it_is_made_once_and_by_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    introduce = keeping.introduce

    def counted(cursor: Any, scope: Scope) -> None:
        made.append("")
        introduce(cursor, scope)

    monkeypatch.setattr(keeping, "introduce", counted)
    world.municipalities("98201")
    world.answers("98201", **TOP)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: states(world), range(24)))
    assert len(made) == 1 and all(one == found[0] for one in found)
    world.answers("98201", "2024", **TOP)
    states(world)
    assert len(made) == 2


@pytest.mark.parametrize("viewer", [Viewer(Role.MUNICIPALITY, "98201"), Viewer(Role.VIEWER)])
def test_what_is_kept_is_shown_to_nobody_else(world: World, viewer: Viewer) -> None:
    """Not even where the table is asked for by its name through the relation that 県担当 would see."""
    world.municipalities(*CODES)
    for code in CODES:
        world.answers(code, **TOP)
    before = {name: table(world, name, Scope(viewer, "2025")) for name in KEEPING}
    assert len(states(world)) > 0 and {code for code, _ in states(world, Scope(viewer, "2025"))} <= {viewer.code}
    for name in KEEPING:
        table(world, name)
        assert_frame_equal(table(world, name, Scope(viewer, "2025")), before[name])
    with world.reading(Scope(viewer, "2025")) as con:
        with pytest.raises(duckdb.CatalogException):
            con.execute("from state")
        keeping.show(con, STATES, "prefecture.state_0")
        assert con.execute("from state").fetchall() == []


def test_writes_between_the_asks_of_many_never_give_half_of_one(world: World) -> None:
    """Each ask sees the answers of one moment: all seven alike, whichever of the writes came last."""
    world.municipalities(*CODES)

    def write(points: dict[str, float]) -> None:
        with world.store.writing() as con:
            con.execute("delete from store.survey")
            con.executemany(
                "insert into store.survey (round, code, question, points) values ('2025', ?, ?, ?)",
                [(code, question, value) for code in CODES for question, value in points.items()],
            )

    write(LOW)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(states, world) for _ in range(12) if (write(TOP if _ % 2 else LOW) or True)]
        found = [one.result() for one in asked]
    assert all(len(one) == len(found[0]) and len({v for (_, item), v in one.items() if item == "community"}) == 1 for one in found)


def test_a_relation_is_made_after_those_it_needs_and_each_once() -> None:
    one, two = Relation("one", "select 1"), Relation("two", "select 2")
    three = Relation("three", "select 3", (one, two))
    assert [relation.name for relation in keeping.in_order(Relation("four", "select 4", (two, three)), one)] == [
        "two",
        "one",
        "three",
        "four",
    ]


def test_a_new_file_in_place_of_the_old_is_read_anew(world: World) -> None:
    world.municipalities("98201")
    world.answers("98201", **TOP)
    assert states(world)["98201", "community"] == 100
    fresh = world.store.file.with_name("fresh.duckdb")
    with world.store.alone():
        world.store.empty_log()
        fresh.write_bytes(world.store.file.read_bytes())
    world.forget("survey")
    assert states(world) == {}
    world.store.replace_file(fresh)
    assert states(world)["98201", "community"] == 100
