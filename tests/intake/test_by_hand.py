"""What a form gives becomes a row; what holds already stands in its fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.intake.by_hand import FORMS, answer_row, columns_of, faults, held, held_answer, held_row, row_of
from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.scope import Role, Scope, Viewer

LOG = KINDS["support_log"]
VISIT = {"code": "99201", "date": date(2025, 6, 12), "type": "ヒアリング", "title": "聞き取り", "note": " よい "}


def test_every_kind_that_is_kept_by_hand_has_a_form() -> None:
    assert {kind for kind in KINDS.values() if kind.by_hand} <= set(FORMS)


def test_blanks_are_unknown_and_texts_are_trimmed() -> None:
    row = row_of(LOG, VISIT | {"counterpart": "  "})
    assert row["note"] == "よい" and row["counterpart"] is None and row["method"] is None


def test_a_missing_key_is_said_in_words() -> None:
    assert faults(LOG, VISIT | {"title": None}) == ["「件名」を入れてください。"]


def test_a_municipality_is_no_neighbour_of_itself() -> None:
    assert faults(KINDS["neighbours"], {"code_a": "99201", "code_b": "99201"}) == ["隣接は、異なる2つの市町村を選んでください。"]


def test_what_was_entered_stands_in_the_form_of_the_same_key(world: Any) -> None:
    world.municipalities("99201")
    enter(world.store, LOG, [row_of(LOG, VISIT)])
    with world.reading() as con:
        rows = held(con, Scope(), "support_log")
    key = {column.name: VISIT[column.name] for column in columns_of(LOG)[0]}
    assert held_row(rows, LOG, key) == {"note": "よい"}
    assert held_row(rows, LOG, key | {"title": "別の件"}) == {}


def test_an_answer_carries_the_points_of_its_choice(world: Any) -> None:
    question = world.model.questionnaire("2025").questions[0]
    row = answer_row(world.model, "2025", "99201", question.id, question.choices[-1].label, None)
    assert row["points"] == question.max_points and row["text"] is None and row["reason"] is None


def test_a_reason_replaces_an_answer(world: Any) -> None:
    world.municipalities("99201")
    question = world.model.questionnaire("2025").questions[0]
    for given, reason in ((question.choices[0].label, None), (None, "対象外")):
        enter(world.store, KINDS["survey"], [answer_row(world.model, "2025", "99201", question.id, given, reason)])
    with world.reading() as con:
        assert held_answer(con, Scope(), "2025", "99201", question.id) == {"reason": "対象外"}


def test_who_may_not_see_a_decision_is_shown_none(world: Any) -> None:
    world.municipalities("99201")
    enter(
        world.store,
        KINDS["support_decisions"],
        [row_of(KINDS["support_decisions"], {"round": "2025", "code": "99201", "decision": "見送る"})],
    )
    with world.store.reading(Scope(Viewer(Role.VIEWER))) as con:
        assert held(con, Scope(), "support_decisions").empty
