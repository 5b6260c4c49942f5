"""Does every figure that a page sends stand in the command line's tables for the same municipality, round and item?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import isclose, nan
from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame, isna

from analytics.config import ROOT
from analytics.model import load_model
from tests.pages.opening import opened
from tests.pages.printed import batches, table
from tests.pages.sent import tables

MODEL = load_model(ROOT / "data" / "model")
PAPER, TO_BE = MODEL.questionnaire("2025"), MODEL.to_be
ITEMS = {
    **{label: ("step", step.id) for step in PAPER.steps for label in (step.id, f"{step.id.upper()} {step.content_label}")},
    **{label: ("aspect", aspect.id) for aspect in TO_BE.aspects for label in (aspect.id, aspect.label)},
    **{factor.label: ("factor", factor.id) for factor in TO_BE.factors},
    **{outcome.label: ("outcome", outcome.id) for outcome in TO_BE.outcomes},
    "総合": ("overall", "as_is"),
}
"""Id or words of an item → what the benchmark calls it."""
MEASURES = {"steps": "step", "gap": "aspect", "factors": "factor", "outcomes": "outcome"}
"""Table → measure; the item's column is called as the measure is."""
MARKS = {"比較相手の中央値": "median", "目標": "target", "現状": "as_is"}
"""What a mark on a chart of a karte is → the column that it draws."""
COUNTING_PEERS = ("karte", "neighbours")
"""Where n is the number of known peers; elsewhere it counts all that are shown."""
ITEM_COLUMNS = ("step", "aspect", "step_label", "aspect_label", "item", "label")
YEARS = {"2025": "令和7年度（2025）", "2024": "令和6年度（2024）"}
FIRST = "99201"
Key = tuple[str, ...]
Facts = dict[Key, dict[str, Any]]


@pytest.fixture(scope="module")
def facts(beside: Path) -> Callable[[str, str], Facts]:
    """(code, item…) → column → figure, of a round and a way of choosing peers; (code,) has what is known of it as a whole."""
    return cache(lambda round, peers: collected(beside, round, peers))


def collected(beside: Path, round: str, peers: str) -> Facts:
    found: Facts = {}

    def put(row: dict[str, Any], *key: object) -> None:
        found.setdefault(tuple(map(str, key)), {}).update(row)

    asked = ("--round", round)
    compared_with = (*asked, "--peers", peers)
    for name, measure in MEASURES.items():
        for row in table(beside, name, *asked):
            put(row, row["code"], measure, row[measure])
    for row in table(beside, "benchmark", *compared_with):
        if row["comparison"] == peers:
            figures = {name: row[name] for name in ("value", "n", "q1", "median", "q3")}
            put(figures, row["code"], row["measure"], row["item"])
    for row in table(beside, "overall", *asked):
        put(row, row["code"])
        put(row, row["code"], "overall", "as_is")
    for row in table(beside, "visits", *asked):
        put(row, row["code"])
    for row in table(beside, "priority", *asked):
        put(row, row["code"])
    for row in table(beside, "drivers", *asked):
        put(row, row["code"], "question", row["aspect"], row["question"])
    for row in table(beside, "indicators"):
        put(row, row["code"], "indicator", row["indicator"], row["year"])
    for row in table(beside, "peers", *compared_with):
        put(row, row["code"], "peer", row["peer"])
    for row in table(beside, "municipalities"):
        put(row, row["name"])
    return found


def key_of(row: dict[str, Any], columns: set[str], page: str, query: dict[str, str], facts: Facts) -> Key | None:
    """What a row of a page is about; None where it speaks of several or of nobody."""
    code = row.get("code") or facts.get((str(row.get("name")),), {}).get("code")
    focus = query.get("focus", FIRST)
    if "distance" in columns:
        return (focus, "peer", str(code))
    if not code and ((page not in ("karte", "neighbours") and "focus" not in query) or "name" in columns):
        return None
    code = code or focus
    item = next((ITEMS.get(str(row[name])) for name in ITEM_COLUMNS if str(row.get(name)) in ITEMS), None)
    if "question" in columns:
        aspect = item[1] if item else query.get("aspect", "character")
        return (code, "question", aspect, str(row["question"]))
    if page == "indicators":
        years = [key[3] for key in facts if len(key) == 4 and key[:3] == (code, "indicator", query["x"])]
        return (code, "indicator", query["x"], str(row.get("year") or max(years, default="")))
    if page == "gap" and not item:
        item = ("aspect", query.get("aspect", "character"))
    return (code, *item) if item else (code,)


def compared(frame: DataFrame, page: str, query: dict[str, str], facts: Facts) -> Iterator[tuple[Key, str, float, float]]:
    """Every figure of a frame beside the command line's: key, column, figure sent, figure printed."""
    columns = set(map(str, frame.columns))
    for row in frame.to_dict("records"):
        key = key_of(row, columns, page, query, facts)
        if key is None:
            continue
        if row.get("kind") in MARKS:
            row = {MARKS[row["kind"]]: row["value"]}
        elif "kind" in columns:
            continue
        printed = facts.get(key, {})
        for name, figure in row.items():
            is_number = isinstance(figure, (int, float)) and not isinstance(figure, bool)
            if is_number and name in printed and (name != "n" or page in COUNTING_PEERS):
                yield key, name, nan if isna(figure) else float(figure), nan if printed[name] is None else float(printed[name])


WALK = [
    ("overview", {}, {"as_is"}),
    ("karte", {}, {"score", "max", "median", "n", "as_is", "target", "gap", "surplus", "contribution", "value"}),
    ("karte", {"focus": "99203"}, {"score", "max", "median", "n", "as_is", "target", "gap", "surplus", "contribution", "value"}),
    ("karte", {"focus": "99502", "peers": "規模・特性が近い"}, {"score", "median", "n", "as_is", "gap", "value", "distance"}),
    ("gap", {}, {"as_is", "target", "gap", "coverage"}),
    ("gap", {"aspect": "community"}, {"as_is", "target", "gap", "coverage"}),
    ("gap", {"aspect": "results", "focus": "99203"}, {"as_is", "target", "gap", "coverage", "contribution"}),
    ("priority", {}, {"step0", "step1", "step2", "step3", "score"}),
    ("visits", {}, {"gap", "change", "days_since_contact", "open_promises"}),
    ("neighbours", {}, {"value", "q1", "median", "q3", "n", "target"}),
    ("neighbours", {"focus": "99343"}, {"value", "q1", "median", "q3", "n", "target"}),
    ("neighbours", {"focus": "99343", "peers": "規模・特性が近い"}, {"value", "q1", "median", "q3", "n", "target"}),
    ("cases", {}, {"severity"}),
    ("cases", {"factor": "f8"}, {"severity"}),
]
"""A page, what its address says, and the columns that must be met at least."""


@pytest.mark.parametrize(
    ("page", "query", "columns", "round"), [(*stop, round) for stop in WALK for round in YEARS if round == "2025" or not stop[1]]
)
def test_the_figures_of_a_page_are_those_of_the_command_line(
    served: Path, facts: Callable[[str, str], Facts], page: str, query: dict[str, str], columns: set[str], round: str
) -> None:
    known = facts(round, "similar" if "peers" in query else "adjacent")
    app = opened(page, round=YEARS[round], **query)
    found = [both for frame in tables(app) for both in compared(frame, page, query, known)]
    assert columns <= {name for _, name, *_ in found}
    assert not [both for both in found if not same(*both[2:])]


def same(sent: float, printed: float) -> bool:
    return isclose(sent, printed, rel_tol=0, abs_tol=1e-9) or (isna(sent) and isna(printed))


@pytest.mark.parametrize("indicator", ["オンライン申請率", "財政力指数"])
def test_the_figures_of_an_indicator_are_those_of_the_command_line(
    served: Path, facts: Callable[[str, str], Facts], indicator: str
) -> None:
    query = {"x": indicator}
    frames = [frame for frame in tables(opened("indicators", **query)) if {"name", "value", "role"} <= set(frame.columns)]
    found = [both for frame in frames[:1] for both in compared(frame, "indicators", query, facts("2025", "adjacent"))]
    assert len(found) == 27
    assert not [both for both in found if not same(*both[2:])]


def test_the_history_counts_the_rows_that_the_command_line_does(served: Path, beside: Path) -> None:
    counts = ["batch", "new", "changed", "unchanged", "rejected"]
    printed = [[batch[name] for name in counts] for batch in batches(beside)]
    assert tables(opened("history"))[0][counts].to_numpy().tolist() == printed
