"""Published indicators: one year for all, reasons kept, standing the same as the benchmark's."""

from __future__ import annotations

import pytest

from analytics import published
from analytics.peers import Comparison
from analytics.registry import compute
from analytics.scope import Role, Scope, Viewer

NAME = "マイナンバーカードの保有状況"


@pytest.fixture
def filled(world):
    world.municipalities("01001", "01002", "01003", "01004")
    world.put("neighbours", [{"code_a": "01001", "code_b": f"0100{n}"} for n in (2, 3, 4)])
    values = {"01001": 72.0, "01002": 60.0, "01003": 70.0, "01004": 75.0}
    world.put("indicators", [{"code": code, "indicator": NAME, "year": "2024", "value": value} for code, value in values.items()])
    world.put("indicators", [{"code": "01001", "indicator": NAME, "year": "2025", "value": None, "reason": "未調査"}])
    return world


def read(world, function, scope, *values):
    with world.reading(scope) as con:
        return function(con, scope, *values)


def test_without_a_round_indicators_still_have_a_standing(filled):
    row = read(filled, published.standing, Scope(codes=("01001",)), Comparison(), 0.5).iloc[0]
    assert (row["value"], row["n"], row["median"], row["q3"], row["rank"], row["place"]) == (72.0, 3, 70.0, 72.5, 2, "same")


def test_with_a_round_it_is_what_the_benchmark_says(filled):
    filled.answers("01001", q1=0)
    scope = Scope(round="2025", codes=("01001",))
    told = compute(filled.store, filled.config, filled.model, "benchmark", scope)
    told = told[(told["measure"] == "indicator") & (told["comparison"] == "adjacent")].iloc[0]
    own = read(filled, published.standing, scope, Comparison(), 0.5).iloc[0]
    same = ["item", "value", "n", "min", "q1", "median", "q3", "max", "diff", "rank", "percentile", "place"]
    assert own[same].to_dict() == pytest.approx(told[same].to_dict())


def test_two_known_peers_give_no_place(filled):
    filled.forget("neighbours")
    row = read(filled, published.standing, Scope(codes=("01001",)), Comparison("custom", ("01002", "01003")), 0.5).iloc[0]
    assert row["n"] == 2 and row[["q1", "q3", "percentile", "place"]].isna().all()


def test_a_year_without_any_value_is_not_the_newest(filled):
    assert set(read(filled, published.newest, Scope())["year"]) == {"2024"}


def test_the_history_keeps_the_reason_of_a_missing_value(filled):
    rows = read(filled, published.history, Scope(codes=("01001",)), (NAME,))
    assert list(rows["reason"].fillna("")) == ["", "未調査"] and rows["value"].isna().tolist() == [False, True]


def test_the_catalogue_knows_unit_category_and_years(filled):
    row = read(filled, published.catalogue, Scope()).iloc[0]
    assert (row["unit"], row["category"], list(row["years"])) == ("%", "住民サービスのDX", ["2025", "2024"])


def test_published_values_are_for_every_role_and_ranks_for_the_prefecture(filled):
    scope = Scope(Viewer(Role.VIEWER), codes=("01001",))
    row = read(filled, published.standing, scope, Comparison(), 0.5).iloc[0]
    assert row["value"] == 72.0 and row["rank"] is None and row["percentile"] is None
