"""Where one stands: among peers, in the prefecture, in the nation; and what who may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics.benchmark import benchmark, prefecture_summary
from analytics.peers import Comparison
from analytics.registry import TABLES, compute
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World, facts, fill_golden
from tests.laws import ANSWERS, CODES, FEW
from tests.reference import Reference, standing

NOW = Scope(round="2025")
MINE = Scope(Viewer(Role.MUNICIPALITY, "98201"), round="2025")
FIELDS = ["n", "min", "q1", "median", "q3", "max", "diff", "rank", "percentile", "place"]


def compared(world: World, scope: Scope = NOW, method: str = "adjacent", **how: Any) -> DataFrame:
    return benchmark(world.store, scope, Comparison(method, **how), 0.5)


def community(world: World, *points: float, scope: Scope = NOW) -> DataFrame:
    """One municipality per figure, all in one prefecture: their standing in it by the aspect of one question."""
    codes = [f"98{200 + n}" for n in range(1, len(points) + 1)]
    world.municipalities(*codes)
    for code, value in zip(codes, points, strict=True):
        world.answers(code, q5=value)
    return standing_of(compared(world, scope))


def standing_of(table: DataFrame, item: str = "community", comparison: str = "prefecture") -> DataFrame:
    return table[(table["item"] == item) & (table["comparison"] == comparison)].set_index("code")


def test_ranks_of_equals_are_equal_and_the_next_is_skipped(world: World) -> None:
    assert list(community(world, 20, 10, 10, 0)["rank"]) == [1, 2, 2, 4]


def test_a_tie_counts_half_in_the_percentile(world: World) -> None:
    assert list(community(world, 20, 10, 10, 0)["percentile"]) == pytest.approx([100, 50, 50, 0])


def test_the_low_gap_is_the_best(world: World) -> None:
    world.municipalities("98201", "98202")
    for code, points in (("98201", 0), ("98202", 30)):
        world.answers(code, q1=points, q3=points, q4=0, q5=0)
    found = compared(world)
    assert list(standing_of(found, "gap")["rank"]) == [2, 1]
    assert list(standing_of(found, "f6")["rank"]) == [2, 1]


def test_two_others_give_values_and_a_rank_but_no_quartiles(world: World) -> None:
    found = community(world, 20, 10, 0).loc["98202"]
    assert (found["n"], found["min"], found["median"], found["max"], found["rank"]) == (2, 0, 50, 100, 2)
    assert found[["q1", "q3", "percentile", "place"]].isna().all()


def test_alone_there_is_nothing_to_compare_with(world: World) -> None:
    found = community(world, 20).loc["98201"]
    assert found["n"] == 0 and found[["min", "median", "diff", "rank", "percentile", "place"]].isna().all()


def test_where_all_others_are_equal_everybody_is_in_the_same_place(world: World) -> None:
    assert community(world, 20, 10, 10, 10).loc["98201", "place"] == "same"


def test_the_place_is_told_by_the_better_and_the_worse_quartile(world: World) -> None:
    assert list(community(world, 20, 0, 0, 20, 10, 10)["place"])[0:2] == ["higher", "lower"]


def test_who_is_not_known_counts_nowhere(world: World) -> None:
    world.municipalities("98201", "98202")
    world.answers("98201", q5=20)
    world.answers("98202", q5=None)
    found = standing_of(compared(world))
    assert list(found.index) == ["98201"] and found.loc["98201", "n"] == 0


def test_cutting_rows_never_cuts_whom_one_is_compared_with(world: World) -> None:
    fill_golden(world)
    everything = compared(world)
    some = compared(world, Scope(round="2025", codes=("98301",)))
    pd.testing.assert_frame_equal(some, everything[everything["code"] == "98301"].reset_index(drop=True), check_dtype=False)


def test_the_nation_is_all_that_is_loaded(world: World) -> None:
    world.municipalities("98201")
    world.municipalities("97201", prefecture="隣県")
    for code in ("98201", "97201"):
        world.answers(code, q5=20)
    found = compared(world)
    assert list(standing_of(found)["n"]) == [0, 0]
    assert list(standing_of(found, comparison="nation")["n"]) == [1, 1]


def test_an_indicator_takes_the_newest_year_up_to_the_round_and_without_direction_no_rank(world: World) -> None:
    world.municipalities(*CODES)
    world.put("survey", [{"code": "98201", "round": "2025", "question": "q1", "points": 30}])
    years = [(year, code, number) for year in ("2023", "2024", "2026") for number, code in enumerate(CODES)]
    world.put("indicators", [{"code": c, "indicator": "カード保有率", "year": y, "value": int(y) + n} for y, c, n in years])
    found = standing_of(compared(world), "カード保有率").loc["98201"]
    assert (found["value"], found["n"], found["median"]) == (2024, 6, 2027.5)
    assert found[["rank", "percentile", "place"]].isna().all()


def test_an_indicator_with_a_direction_has_a_rank(world: World) -> None:
    world.municipalities(*CODES)
    world.put("steps", [{"code": "98201", "round": "2025", "step": "step0", "score": 1.0}])
    world.put("indicators", [{"code": c, "indicator": "費用", "year": "2024", "value": float(n)} for n, c in enumerate(CODES)])
    world.store.cursor().execute("insert into indicator_definition values ('費用', '', '円', 'low', '', 0)")
    found = standing_of(compared(world), "費用")
    assert list(found["rank"]) == [1, 2, 3, 4, 5, 6, 7] and found.loc["98201", "place"] == "higher"


@FEW
@given(answers=ANSWERS, links=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES))))
def test_the_sql_agrees_with_plain_python(shared_world: World, answers: Mapping[str, Any], links: list[tuple[str, str]]) -> None:
    reference = Reference(shared_world.config, shared_world.model, answers)
    master = [{"code": code, "name": code, "prefecture": "試験県" if code < "984" else "隣県"} for code in CODES]
    neighbours = [{"code_a": a, "code_b": b} for a, b in links if a != b]
    with facts(shared_world, answers, municipalities=master, neighbours=neighbours) as world:
        found = compared(world)
    wanted = dict(expected(reference, {frozenset(link) for link in links}))
    assert len(found) == len(wanted)
    for row in found.to_dict("records"):
        close_to(row, wanted[row["code"], row["item"], row["comparison"]])


def expected(reference: Reference, links: set[frozenset[str]]) -> Any:
    """(code, item, comparison) → standing, of all figures but the indicators."""
    for item, (values, high) in figures(reference).items():
        for code, value in values.items():
            others = {other: v for other, v in values.items() if other != code}
            groups = {
                "adjacent": [v for other, v in others.items() if frozenset((code, other)) in links],
                "prefecture": [v for other, v in others.items() if (other < "984") == (code < "984")],
                "nation": list(others.values()),
            }
            for comparison, group in groups.items():
                yield (code, item, comparison), standing(value, group, high)


def figures(reference: Reference) -> dict[str, tuple[dict[str, float], bool]]:
    """item → (code → known figure), whether high is best."""
    found: dict[str, tuple[dict[str, float], bool]] = {}

    def note(item: str, code: str, value: float | None, high: bool = True) -> None:
        if value is not None:
            found.setdefault(item, ({}, high))[0][code] = value

    for (code, step), (score, *_) in reference.steps().items():
        note(step, code, score)
    for (code, aspect), (as_is, *_) in reference.gap().items():
        note(aspect, code, as_is)
    for code, (as_is, gap, _) in reference.overall().items():
        note("as_is", code, as_is)
        note("gap", code, gap, high=False)
    for (code, factor), severity in reference.severity().items():
        note(factor, code, severity, high=False)
    for code in reference.answers:
        for outcome in ("o2", "o8"):
            note(outcome, code, reference.mean(code, (q for q in reference.paper.questions if outcome in q.outcomes))[0])
    return found


def close_to(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for name in FIELDS:
        value, hoped = None if pd.isna(row[name]) else row[name], wanted.get(name)
        assert value == (pytest.approx(hoped, abs=1e-9) if isinstance(hoped, float | int) else hoped), (name, row)


def consenting(world: World, level: str, *codes: str) -> None:
    world.put("consents", [{"code": code, "kind": "推進状況アンケート", "level": level} for code in codes])


def test_a_municipality_gets_no_rank_and_no_percentile(world: World) -> None:
    consenting(world, "実名", *(f"98{200 + n}" for n in range(2, 9)))
    found = community(world, 20, 10, 0, 20, 10, 0, 20, 10, scope=MINE)
    assert found[["rank", "percentile"]].isna().all(axis=None)
    assert found.loc["98201", "place"] == "higher"


def test_sums_for_a_municipality_count_those_who_agreed_to_be_counted(world: World) -> None:
    consenting(world, "集計のみ", *(f"98{200 + n}" for n in range(2, 8)))
    found = community(world, 20, 0, 0, 0, 0, 0, 0, 20, 20, scope=MINE)
    assert list(found.index) == ["98201"]
    assert (found.loc["98201", "n"], found.loc["98201", "median"]) == (6, 0)
    assert found[["min", "max"]].isna().all(axis=None)


def test_a_sum_over_five_is_not_given_to_a_municipality(world: World) -> None:
    consenting(world, "集計のみ", *(f"98{200 + n}" for n in range(2, 7)))
    found = community(world, 20, 0, 0, 0, 0, 0, scope=MINE).loc["98201"]
    assert found["n"] == 5 and found[["q1", "median", "q3", "diff", "place"]].isna().all()


def test_a_municipality_compares_itself_by_name_only_with_those_who_agreed(world: World) -> None:
    world.put("neighbours", [{"code_a": "98201", "code_b": f"98{200 + n}"} for n in (2, 3, 4)])
    consenting(world, "実名", "98202")
    consenting(world, "集計のみ", "98203")
    community(world, 20, 0, 10, 10, scope=MINE)
    found = standing_of(compared(world, MINE), comparison="adjacent")
    assert dict(found["n"]) == {"98201": 1, "98202": 1}
    assert found.loc["98201", "median"] == 0


def test_an_unnamed_municipality_is_counted_once_though_its_scores_come_from_two_kinds(world: World) -> None:
    codes = [f"98{200 + n}" for n in range(1, 9)]
    world.municipalities(*codes)
    consenting(world, "匿名", *codes[1:])
    world.put("consents", [{"code": code, "kind": "STEP得点表", "level": "集計のみ"} for code in codes[1:]])
    world.put("steps", [{"code": code, "round": "2025", "step": "step0", "score": 5.0} for code in codes])
    for code in codes:
        world.answers(code, q1=30)
    found = standing_of(compared(world, MINE), "step0").loc["98201"]
    assert (found["n"], found["median"]) == (7, 30)


def test_a_viewer_gets_sums_and_not_one_row_of_a_municipality(world: World) -> None:
    viewer = Scope(Viewer(Role.VIEWER), round="2025", prefecture="試験県")
    consenting(world, "集計のみ", *(f"98{200 + n}" for n in range(1, 7)))
    assert community(world, 0, 0, 10, 10, 20, 20, 20, scope=viewer).empty
    found = prefecture_summary(world.store, viewer, 0.5).set_index("item")
    assert list(found.loc["community", ["n", "median", "q1", "q3"]]) == [6, 50, 12.5, 87.5]


def test_a_viewer_gets_no_sum_over_few_but_the_prefecture_does(world: World) -> None:
    consenting(world, "集計のみ", "98201", "98202")
    community(world, 0, 20)
    viewer = Scope(Viewer(Role.VIEWER), round="2025")
    hidden = prefecture_summary(world.store, viewer, 0.5).set_index("item").loc["community"]
    assert hidden["n"] == 2 and pd.isna(hidden["median"])
    assert prefecture_summary(world.store, NOW, 0.5).set_index("item").loc["community", "median"] == 50


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_starts_with_its_declared_columns_also_when_empty(world: World, name: str) -> None:
    for scope in (NOW, Scope()):
        found = list(compute(world.store, world.config, world.model, name, scope))
        declared = [field.name for field in TABLES[name].fields]
        assert [column for column in found if column in declared] == declared
