"""Fresh real databases for tests: a model, a handful of facts, nothing mocked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.config import Config, Storage
from analytics.config import Model as ModelSection
from analytics.model import Model, load_model
from analytics.scope import Scope
from analytics.store import Store, open_store
from tests.browser.states import make

GOLDEN = Path(__file__).parent / "golden"
SMALL = GOLDEN / "small"


class World:
    """One database with the facts that a test draws."""

    def __init__(self, folder: Path, model_folder: Path = SMALL / "model", **sections: Any) -> None:
        self.config = Config(
            storage=Storage(path=folder / "facts.duckdb", backups=folder / "backups"),
            model=sections.pop("model", ModelSection(folder=model_folder)),
            **sections,
        )
        self.model: Model = load_model(model_folder)
        self.store: Store = open_store(self.config, self.model)

    def put(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds rows to one table of the database, by the names of its columns."""
        frame = pd.DataFrame(list(rows))
        if frame.empty:
            return
        with self.store.writing() as con:
            con.register("new_rows", frame)
            con.execute(f"insert into store.{table} by name select * from new_rows")
            con.unregister("new_rows")

    def forget(self, *tables: str) -> None:
        with self.store.writing() as con:
            for table in tables:
                con.execute(f"delete from store.{table}")

    def municipalities(self, *codes: str, **more: Any) -> None:
        self.put("municipalities", [{"code": code, "name": f"{code}町", "prefecture": "試験県", "category": "町"} | more for code in codes])

    def answers(self, code: str, round: str = "2025", **points: float | None) -> None:
        """Answers by question; None is an unanswered one."""
        self.put("survey", [answer(code, round, question, value) for question, value in points.items()])

    def reading(self, scope: Scope = Scope()) -> Any:
        return self.store.reading(scope)


def answer(code: str, round: str, question: str, points: float | None) -> dict[str, Any]:
    return {"round": round, "code": code, "question": question, "points": points, "reason": None if points is not None else "未回答"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty database with the golden model: six questions, four steps, four aspects."""
    made = World(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Any]:
    """Makes databases with other settings; all are closed afterwards."""
    with ExitStack() as stack:

        def make(**sections: Any) -> World:
            made = World(tmp_path, **sections)
            stack.callback(made.store.close)
            return made

        yield make


def fill_golden(world: World) -> None:
    """The small complete prefecture of tests/golden/small, as it would be taken in."""
    world.put("municipalities", golden_municipalities())
    pairs = pd.read_csv(SMALL / "neighbours.csv", dtype=str)
    world.put("neighbours", [{"code_a": a, "code_b": b} for a, b in pairs.itertuples(index=False)])
    world.put("survey", golden_answers(world.model))


def golden_municipalities() -> list[dict[str, Any]]:
    names = ["code", "name", "prefecture", "category", "block", "population", "staff", "it_staff", "area_km2"]
    table = pd.read_csv(SMALL / "municipalities.csv", dtype={"団体コード": str}).set_axis(names, axis=1)
    return table.to_dict("records")


def golden_answers(model: Model) -> list[dict[str, Any]]:
    table = (
        pd.read_csv(SMALL / "survey_2025.csv", dtype=str)
        .drop(columns="市町村名")
        .melt("団体コード", var_name="question", value_name="label")
    )
    questions = model.questionnaire("2025").by_id
    points = {(q.id, c.label): c.points for q in questions.values() for c in q.choices}
    return [
        answer(code, "2025", question, points.get((question, label))) | {"choice": label if (question, label) in points else None}
        for code, question, label in table.itertuples(index=False)
    ]


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    from analytics.config import Peers

    made = World(tmp_path_factory.mktemp("golden"), peers=Peers(nearest=3))
    fill_golden(made)
    yield made
    made.store.close()


QUESTIONS = {
    "q1": (0, 5, 30),
    "q2": (0, 15, 30),
    "q3": (0, 15, 30),
    "q4": (0, 4, 10),
    "q5": (0, 10, 20),
    "q6": (0, 10),
}
"""The questions of the golden model and the points of their choices."""


@contextmanager
def facts(world: World, answers: Mapping[str, Mapping[str, float | None]], **tables: list[dict[str, Any]]) -> Iterator[World]:
    """The world with these facts alone: for laws, where one database serves many examples."""
    world.forget("survey", "municipalities", "neighbours", "steps")
    world.put("survey", [answer(code, "2025", question, value) for code, given in answers.items() for question, value in given.items()])
    for table, rows in tables.items():
        world.put(table, rows)
    yield world


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One database for all examples of a law."""
    made = World(tmp_path_factory.mktemp("laws"))
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A database of that state, made once. It stays as it was made: serve it to readers, or change a copy."""
    return cache(lambda state: make(state, tmp_path_factory.mktemp(state)))


@pytest.fixture(scope="session")
def copied(made: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A copy of the database of that state, to write to."""
    return lambda state: Path(shutil.copy(made(state), tmp_path_factory.mktemp(f"copy_of_{state}") / f"{state}.duckdb"))
