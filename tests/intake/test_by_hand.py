"""What a form gives becomes a row; what holds already stands in its fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

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


NEW_ROWS = {
    "kpi": {"code": "99201", "kpi": "申請率", "year": "2025", "target": 60.0, "owner": "総務課"},
    "support_menu": {"title": "計画の策定支援", "steps": "step1", "places": 5},
    "programs": {"title": "交付金", "provider": "国", "deadline": date(2026, 1, 31)},
    "neighbours": {"code_a": "99201", "code_b": "99202", "note": "フェリー"},
}


@pytest.mark.parametrize("name", NEW_ROWS)
def test_what_was_entered_by_hand_is_held(world: Any, name: str) -> None:
    world.municipalities("99201", "99202")
    kind, given = KINDS[name], NEW_ROWS[name]
    assert faults(kind, row_of(kind, given)) == []
    enter(world.store, kind, [row_of(kind, given)])
    with world.reading() as con:
        rows = held(con, Scope(), name)
    found = held_row(rows, kind, {key: given[key] for key in kind.key})
    assert {key: str(value)[:10] for key, value in found.items()} == {key: str(given[key])[:10] for key in given if key not in kind.key}


def test_the_form_of_an_issue_changes_how_it_stands_and_nothing_else(world: Any) -> None:
    world.municipalities("99201")
    issues, key = KINDS["issues"], {"round": "2025", "code": "99201", "no": "1"}
    enter(world.store, issues, [{**key, "solution": "様式をそろえる", "status": "未着手", "owner": "総務課", "budget": "10万円"}])
    assert [column.name for column in columns_of(issues)[1]] == ["status", "measure", "owner", "due"]
    enter(world.store, issues, [row_of(issues, {**key, "status": "完了", "owner": "", "due": date(2026, 3, 31)})])
    with world.reading() as con:
        row = held_row(held(con, Scope(), "issues"), issues, key)
    assert row["solution"] == "様式をそろえる" and row["budget"] == "10万円" and row["status"] == "完了" and "owner" not in row


def test_a_mark_is_no_value_in_a_form_either(world: Any) -> None:
    assert row_of(LOG, VISIT | {"note": "―"})["note"] is None
    assert faults(LOG, VISIT | {"title": "-"}) == ["「件名」を入れてください。"]
    assert answer_row(world.model, "2025", "99201", "unknown", " ", None)["reason"] == "未回答"


def test_an_issue_needs_its_key_but_no_list_columns(world: Any) -> None:
    assert faults(KINDS["issues"], row_of(KINDS["issues"], {"round": "2025", "code": "99201", "status": "完了"})) == [
        "「No.」を入れてください。"
    ]


def test_a_form_calls_a_municipality_so(world: Any) -> None:
    lines = faults(KINDS["targets"], {"round": "2025", "aspect": "character", "target": 60})
    assert lines == ["「市町村」を入れてください。"]
