"""A diagnosis is held against config: who counts as a manager, and on which scale a questionnaire is answered."""

from __future__ import annotations

import pytest

from analytics.intake.checking.reader import ERROR, WARNING
from tests.conftest import World
from tests.taking import MASTER, examined, taken

Told = list[tuple[str, str]]


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def told(world: World, *people: str) -> tuple[Told, list[str]]:
    """Cell and severity of each finding, and what they say."""
    content = "調査年度,団体コード,診断名,受診者ID,職位,設問1\n" + "".join(f"2025,98201,{person}\n" for person in people)
    found = examined(world, content, kind="literacy").findings
    return list(zip(found["cell"], found["severity"], strict=True)), list(found["message"])


def test_a_position_that_sounds_like_a_managers_and_is_not_named_in_config_is_told_of(peopled: World) -> None:
    cells, messages = told(peopled, "診断,A,課長,50", "診断,B,支所センター長,60", "診断,C,主事,40")
    assert cells == [("E2", WARNING)] and messages[0].startswith("「支所センター長」は一般職員として数えます")


def test_a_diagnosis_without_any_manager_is_told_of(peopled: World) -> None:
    cells, messages = told(peopled, "診断,A,主事,50", "診断,B,主任,60")
    assert cells == [("E2", WARNING)] and "「主事」「主任」は一般職員" in messages[0]


def test_managers_and_staff_that_config_knows_are_not_told_of(peopled: World) -> None:
    assert told(peopled, "診断,A,課長,50", "診断,B,係長,60", "診断,C,課長補佐,60") == ([], [])


def test_an_answer_beyond_the_scale_of_its_questionnaire_is_an_error(peopled: World) -> None:
    cells, messages = told(peopled, "職員アンケート,A,課長,5", "職員アンケート,B,主事,6", "職員アンケート,C,主事,0", "診断,D,主事,60")
    assert cells == [("F3", ERROR), ("F4", ERROR)] and all("1以上5以下" in message for message in messages)
