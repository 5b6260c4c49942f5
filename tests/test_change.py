"""Change between two rounds, over the questions that both asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from analytics import gap, steps
from analytics.change import BREAK_BELOW, NoEarlierRound, change, ties
from analytics.factors import factors
from analytics.scope import Role, Scope, Viewer
from tests.conftest import QUESTIONS, World
from tests.laws import ANSWERS, CODES, FEW, PAPERS
from tests.moving import NEW, changed_model, fill
from tests.reference_moves import Change

TOP = {question: points[-1] for question, points in QUESTIONS.items()}
NOTHING = dict.fromkeys(QUESTIONS, 0)
NEW_PAPERS = st.fixed_dictionaries({q["id"]: st.one_of(st.none(), st.sampled_from(q["points"])) for q in NEW})  # type: ignore[arg-type]


def moved(world: World, round: str | None = "2025", since: str | None = None, scope: Scope = Scope()) -> DataFrame:
    asked = scope.in_round(round)
    with world.reading(asked) as con:
        return change(con, asked, 0.5, since)


def by_item(found: DataFrame) -> dict[tuple[str, str, str], tuple[float, ...]]:
    return {(row.code, row.measure, row.item): (row.before, row.after, row.change, row.tied_share) for row in found.itertuples(index=False)}


@pytest.fixture(scope="module")
def bridged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose questionnaire changes in 2026."""
    folder = tmp_path_factory.mktemp("bridged")
    made = World(folder, changed_model(folder / "model"))
    yield made
    made.store.close()


def test_a_change_is_the_later_figure_less_the_earlier(world: World) -> None:
    world.answers("98201", round="2024", **NOTHING)
    world.answers("98201", round="2025", **NOTHING | {"q5": 20})
    found = by_item(moved(world))
    assert found["98201", "aspect", "community"] == (0, 100, 100, 1)
    assert found["98201", "step", "step3"] == pytest.approx((0, 20, 20, 1))
    assert found["98201", "factor", "f8"] == (100, 0, -100, 1)
    assert found["98201", "overall", "as_is"] == pytest.approx((0, 20, 20, 1))


def test_what_is_unknown_in_one_round_has_no_change(world: World) -> None:
    world.answers("98201", round="2024", **TOP | {"q5": None})
    world.answers("98201", round="2025", **TOP)
    world.answers("98202", round="2025", **TOP)
    found = by_item(moved(world))
    assert ("98201", "aspect", "community") not in found and ("98201", "aspect", "results") in found
    assert not [key for key in found if key[0] == "98202"]


def test_by_default_the_newest_round_stands_against_the_one_before(world: World) -> None:
    for round, points in (("2023", 0), ("2024", 10), ("2025", 20), ("2025-2", 0)):
        world.answers("98201", round=round, **NOTHING | {"q5": points})
    latest, earlier = moved(world, None), moved(world, "2025")
    assert set(zip(latest["round_from"], latest["round_to"], strict=True)) == {("2025", "2025-2")}
    assert set(zip(earlier["round_from"], earlier["round_to"], strict=True)) == {("2024", "2025")}
    assert by_item(moved(world, "2025", "2023"))["98201", "aspect", "community"][2] == 100


def test_a_round_cannot_be_compared_with_a_later_one(world: World) -> None:
    for round in ("2024", "2025"):
        world.answers("98201", round=round, **TOP)
    with pytest.raises(NoEarlierRound, match="より前"):
        moved(world, "2024", "2025")


def test_a_round_that_was_never_taken_in_is_no_beginning(world: World) -> None:
    for round in ("2024", "2025"):
        world.answers("98201", round=round, **TOP)
    with pytest.raises(NoEarlierRound, match=r"2019.*取り込まれていません（あるもの: 2024）"):
        moved(world, "2025", "2019")


def test_the_first_round_has_nothing_to_be_compared_with(world: World) -> None:
    world.answers("98201", round="2025", **TOP)
    assert moved(world).empty and list(moved(world)) == [
        "code",
        "round_from",
        "round_to",
        "measure",
        "item",
        "before",
        "after",
        "change",
        "tied_share",
    ]


def test_an_imported_score_counts_where_the_questionnaire_is_the_same(bridged: World) -> None:
    scores = [{"round": r, "code": "98201", "step": "step0", "score": s} for r, s in (("2024", 5.0), ("2025", 15.0), ("2026", 20.0))]
    world = fill(bridged, {}, steps=scores)
    assert by_item(moved(world, "2025")) == {("98201", "step", "step0"): (5, 15, 10, 1)}
    assert moved(world, "2026").empty


def test_only_questions_that_both_papers_asked_count(bridged: World) -> None:
    world = fill(bridged, {"2025": {"98201": NOTHING}, "2026": {"98201": {q["id"]: q["points"][-1] for q in NEW} | {"q1": 0}}})  # type: ignore[index]
    found = by_item(moved(world, "2026"))
    assert found["98201", "aspect", "structure"] == (0, 0, 0, 0.5)  # q7 is new, q3 speaks for another aspect now
    assert found["98201", "aspect", "community"] == (0, 100, 100, 1)
    assert ("98201", "factor", "f4") not in found


def test_the_same_answers_under_new_weights_are_no_change(bridged: World) -> None:
    world = fill(bridged, {"2025": {"98201": NOTHING | {"q4": 4}}, "2026": {"98201": {q["id"]: 0 for q in NEW} | {"q4": 4}}})  # type: ignore[misc]
    found = by_item(moved(world, "2026"))
    assert found["98201", "aspect", "results"][2] == 0 and found["98201", "aspect", "results"][3] == 0.75


def test_a_break_is_known_also_where_no_question_is_tied(bridged: World) -> None:
    world = fill(bridged, {"2025": {"98201": TOP}, "2026": {"98201": {"q1": 0}}})
    with world.reading(Scope()) as con:
        found = ties(con, Scope(round="2026")).set_index(["measure", "item"])["tied_share"]
    assert found["factor", "f4"] == 0 and found["aspect", "structure"] == 0.5 < BREAK_BELOW
    assert found["aspect", "community"] == 1


def test_others_see_the_changes_of_those_they_may_see(world: World) -> None:
    for round in ("2024", "2025"):
        world.answers("98201", round=round, **TOP)
        world.answers("98202", round=round, **TOP)
    assert set(moved(world, scope=Scope(Viewer(Role.MUNICIPALITY, "98201")))["code"]) == {"98201"}
    assert moved(world, scope=Scope(Viewer(Role.VIEWER))).empty


@FEW
@given(before=ANSWERS, after=ANSWERS)
def test_under_one_questionnaire_a_change_is_the_difference_of_the_tables(shared_world: World, before: Any, after: Any) -> None:
    world = fill(shared_world, {"2024": before, "2025": after})
    found = by_item(moved(world))
    with world.reading(Scope()) as con:
        known = {}
        for measure, read, item, value in (
            ("step", steps.steps, "step", "score"),
            ("aspect", gap.gap, "aspect", "as_is"),
            ("factor", factors, "factor", "severity"),
        ):
            known |= {(r.round, r.code, measure, getattr(r, item)): getattr(r, value) for r in read(con, Scope(), 0.5).itertuples()}
        for row in gap.overall(con, Scope(), 0.5).itertuples():
            known |= {(row.round, row.code, "overall", item): getattr(row, item) for item in ("as_is", "gap")}
    certain = {key: value for key, value in known.items() if value == value}
    wanted = {key[1:] for key in certain if key[0] == "2024" and ("2025", *key[1:]) in certain}
    assert set(found) == wanted
    for key, (_, _, difference, share) in found.items():
        assert difference == pytest.approx(known["2025", *key] - known["2024", *key], abs=1e-9) and share == 1


@FEW
@given(paper=PAPERS)
def test_the_same_answers_are_no_change(shared_world: World, paper: Any) -> None:
    found = moved(fill(shared_world, {"2024": {"98201": paper}, "2025": {"98201": paper}}))
    assert (found["change"].abs() < 1e-12).all()


@FEW
@given(
    before=ANSWERS,
    after=st.dictionaries(st.sampled_from(CODES), NEW_PAPERS, min_size=1),
    scores=st.dictionaries(st.sampled_from(CODES), st.sampled_from([0.0, 12.5, 30.0]), max_size=3),
)
def test_the_sql_agrees_with_plain_python_over_a_bridge(bridged: World, before: Any, after: Any, scores: Any) -> None:
    imported = {round: {code: {"step0": score} for code, score in scores.items()} for round in ("2024", "2025")}
    rows = [{"round": r, "code": c, "step": "step0", "score": s["step0"]} for r, codes in imported.items() for c, s in codes.items()]
    world = fill(bridged, {"2024": before, "2025": before, "2026": after}, steps=rows)
    for between in (("2025", "2026"), ("2024", "2025")):
        found = by_item(moved(world, between[1], between[0]))
        answers = {"2024": before, "2025": before, "2026": after}
        wanted = Change(world.config, world.model, answers, imported, between).changes()
        assert set(found) == set(wanted)
        for key, values in wanted.items():
            assert found[key] == tuple(pytest.approx(value, abs=1e-9) for value in values), key
