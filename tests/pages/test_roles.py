"""What 市町村担当 and 閲覧 are sent, on every page: no figure and no word of a municipality that has not consented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from analytics import bulk, exports, registry
from analytics.config import load_config
from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.model import load_model
from analytics.scope import Role, Scope, Viewer
from analytics.store import open_store
from pages.shared import cached
from pages.shared.product import product
from pages.shared.screen import View
from tests.pages.opening import PAGES, opened, serving
from tests.pages.sent import numbers, raw

CANARY = "カナリアの鳴き声"
MEASURES = ("steps", "gap", "overall", "wheels", "drivers", "factors", "outcomes", "next_steps", "benchmark")


@pytest.fixture(scope="module")
def silent(copy: Path) -> tuple[str, str, set[float]]:
    """In `copy`: the code that looks, the code that has not consented, and the figures that are that one's alone."""
    config = load_config(database=copy)
    model = load_model(config.model.folder)
    store = open_store(config, model)
    try:
        with store.reading(Scope()) as con:
            codes = [
                row[0]
                for row in con.execute(
                    "select code from municipality where code not in (select code from consent) order by code"
                ).fetchall()
            ]
        hidden, looking = codes[0], codes[1]
        enter(store, KINDS["support_log"], [{"code": hidden, "date": date(2025, 5, 1), "type": "会議", "title": CANARY, "note": CANARY}])
        enter(
            store,
            KINDS["support_decisions"],
            [{"round": "2025", "code": hidden, "wish": "有", "decision": "検討中", "why": CANARY, "date": date(2025, 7, 1)}],
        )
        enter(
            store,
            KINDS["survey"],
            [{"round": "2025", "code": hidden, "question": "t2", "choice": None, "points": None, "text": CANARY, "reason": None}],
        )
        enter(store, KINDS["municipalities"], [{"code": hidden, "contact": CANARY}])
        return looking, hidden, own_figures(store, config, model, hidden)
    finally:
        store.close()


def own_figures(store, config, model, code: str) -> set[float]:
    """Figures with a fraction that only this municipality has."""
    theirs: set[float] = set()
    others: set[float] = set()
    for name in MEASURES:
        frame = registry.compute(store, config, model, name, Scope(round="2025"))
        for column in frame.select_dtypes("number"):
            if column not in ("round", "n", "rank", "position", "min", "max", "q1", "q3", "median", "diff", "percentile"):
                theirs |= {round(float(x), 9) for x in frame[column][frame["code"] == code].dropna()}
                others |= {round(float(x), 9) for x in frame[column][frame["code"] != code].dropna()}
    return {x for x in theirs - others if x != round(x, 2)}


@pytest.fixture(scope="module")
def database(copy: Path, silent: tuple[str, str, set[float]]) -> Iterator[tuple[str, str, set[float]]]:
    with serving(copy):
        yield silent


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the download buttons of the pages give, filled while a page runs: nobody can press them in a test."""
    given: list[str] = []
    draw = View.downloads

    def downloads(view, frame, fields, *more, **named) -> None:  # type: ignore[no-untyped-def]
        given.append(exports.to_csv(frame, fields)[0].decode("utf-8-sig"))
        draw(view, frame, fields, *more, **named)

    monkeypatch.setattr(View, "downloads", downloads)
    return given


def figures_in(text: str) -> set[float]:
    return {round(float(number), 9) for number in re.findall(r"-?\d+\.\d+", text)}


def bulk_in_words(viewer: Viewer, names: list[str]) -> str:
    """All tables of 一括出力 for that viewer, as the CSV files of its ZIP and the cells of its workbook."""
    serving, scope = product(), Scope(viewer, "2025")
    frames = {name: registry.compute(serving.store, serving.config, serving.model, name, scope) for name in names if name != bulk.SUMMARY}
    frames |= {bulk.SUMMARY: cached.summary(scope)} if bulk.SUMMARY in names else {}
    tables = [bulk.chosen(name, frame, serving.model, cached.names(), with_ranks=True) for name, frame in frames.items()]
    made = exports.Provenance("一括出力", (), ("2025",), (), datetime(2026, 4, 1), "0")
    archive = ZipFile(BytesIO(bulk.archive(tables, made, "utf-8-sig")[0]))
    workbook = ZipFile(BytesIO(bulk.workbook(tables, made)))
    return "\n".join(
        file.read(name).decode("utf-8-sig") for file in (archive, workbook) for name in file.namelist() if name.endswith((".csv", ".xml"))
    )


def test_the_canaries_are_seen_and_saved_by_the_prefecture(database: tuple[str, str, set[float]], files: list[str]) -> None:
    _, hidden, figures = database
    assert figures
    page = opened("karte", focus=hidden)
    assert CANARY.encode() in raw(page)
    assert figures & numbers(page)
    saved = "\n".join(files)
    assert CANARY in saved and figures & figures_in(saved)
    everything = bulk_in_words(Viewer(), list(bulk.offered(Viewer(), sharing=False)))
    assert CANARY in everything and figures & figures_in(everything)


@pytest.mark.parametrize("role", ["市町村担当", "閲覧"])
@pytest.mark.parametrize("page", PAGES)
def test_no_other_role_is_sent_anything_of_a_municipality_that_has_not_consented(
    database: tuple[str, str, set[float]], files: list[str], page: str, role: str
) -> None:
    looking, hidden, figures = database
    name = cached.names()[hidden]
    for query in ({}, {"focus": hidden, "m": name, "peers": "規模・特性が近い"}, {"share": "true", "m": name, "focus": hidden}):
        app = opened(page, role, looking if role == "市町村担当" else "", **query)
        assert not app.exception and not app.error
        assert CANARY.encode() not in raw(app)
        assert not figures & numbers(app)
    saved = "\n".join(files)
    assert CANARY not in saved
    assert not figures & figures_in(saved)


@pytest.mark.parametrize("asked", ["offered", "all"])
@pytest.mark.parametrize("role", [Role.MUNICIPALITY, Role.VIEWER])
def test_no_table_of_another_role_holds_anything_of_a_municipality_that_has_not_consented(
    database: tuple[str, str, set[float]], role: Role, asked: str
) -> None:
    looking, _, figures = database
    viewer = Viewer(role, looking if role is Role.MUNICIPALITY else "")
    offered = list(bulk.offered(viewer, sharing=False))
    said = bulk_in_words(viewer, offered if asked == "offered" else [*registry.TABLES, bulk.SUMMARY])
    assert "市町村一覧" in said or "市町村マスタ" in said
    assert CANARY not in said
    assert not figures & figures_in(said)
