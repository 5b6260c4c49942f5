"""What 市町村担当 and 閲覧 are sent, on every page: no figure and no word of a municipality that has not consented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import registry
from analytics.config import load_config
from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.model import load_model
from analytics.scope import Scope
from analytics.store import open_store
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
            codes = [row[0] for row in con.execute("select code from municipality where code not in (select code from consent) order by code").fetchall()]
        hidden, looking = codes[0], codes[1]
        enter(store, KINDS["support_log"], [{"code": hidden, "date": date(2025, 5, 1), "type": "会議", "title": CANARY, "note": CANARY}])
        enter(store, KINDS["support_decisions"], [{"round": "2025", "code": hidden, "wish": "有", "decision": "検討中", "why": CANARY, "date": date(2025, 7, 1)}])
        enter(store, KINDS["survey"], [{"round": "2025", "code": hidden, "question": "t2", "choice": None, "points": None, "text": CANARY, "reason": None}])
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


def test_the_canaries_are_seen_by_the_prefecture(database: tuple[str, str, set[float]]) -> None:
    _, hidden, figures = database
    assert figures
    page = opened("karte", focus=hidden)
    assert CANARY.encode() in raw(page)
    assert figures & numbers(page)


@pytest.mark.parametrize("role", ["市町村担当", "閲覧"])
@pytest.mark.parametrize("page", PAGES)
def test_no_other_role_is_sent_anything_of_a_municipality_that_has_not_consented(
    database: tuple[str, str, set[float]], page: str, role: str
) -> None:
    looking, hidden, figures = database
    for query in ({}, {"focus": hidden, "m": hidden, "peers": "similar"}, {"share": "true", "m": hidden}):
        app = opened(page, role, looking if role == "市町村担当" else "", **query)
        assert not app.exception
        assert CANARY.encode() not in raw(app)
        assert not figures & numbers(app)
