"""Does each slide say something true, people first, and is nothing proposed that is empty or was not asked for?"""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from analytics import notes, registry
from analytics.meeting import composing
from analytics.scope import Scope, Viewer
from analytics.sentences import meeting as sentences
from tests.conftest import World
from tests.meeting.circle import (
    CANARY,
    CIRCLE,
    HANARE,
    KAWABE,
    MINATO,
    MORINO,
    SATONO,
    UMINO,
    YAMANO,
    a_prefecture,
    consent,
    diagnosed,
    remark,
    seated,
    shown,
)


@pytest.fixture
def prefecture(world: World) -> World:
    return a_prefecture(world)


def square(world: World, *codes: str) -> None:
    """Areas side by side, one degree each."""
    for x, code in enumerate(codes):
        ring = [[x, 35], [x + 1, 35], [x + 1, 36], [x, 36], [x, 35]]
        world.put("boundaries", [{"code": code, "geometry": json.dumps([[ring]]), "longitude": x + 0.5, "latitude": 35.5}])


# ---------------------------------------------------------------- what proposes itself


def test_slides_with_nothing_to_show_are_not_proposed(world: World) -> None:
    a_prefecture(world)
    assert {"mentors", "shared", "offers"} & set(composing.draft(seated(world), None, 90).proposed) >= {"shared"}
    world.forget("consents")
    made = composing.draft(seated(world), None, 90)
    assert not {"mentors", "shared", "offers", "cases"} & set(made.proposed)
    assert {"follow_up", "participants", "programme", "decisions"} <= set(made.proposed)


def test_the_diagnosis_is_shown_where_it_is_chosen_and_never_by_itself(prefecture: World) -> None:
    diagnosed(prefecture, MINATO, KAWABE)
    made = composing.draft(seated(prefecture), None, 90)
    assert "literacy" in [slide.key for slide in made.slides] and "literacy" not in made.proposed


def test_a_first_meeting_opens_with_what_holds_for_all(prefecture: World) -> None:
    slide = shown(prefecture).slide("follow_up")
    assert "初めて" in slide.title and slide.lines == sentences.FIRST_TIME


# ---------------------------------------------------------------- people


def test_notes_for_all_come_to_the_table_by_name_and_no_others(prefecture: World) -> None:
    for text, audience in (("例規を直したため", notes.ALL), ("内々の事情", notes.INSIDE), ("当人だけに", notes.ITS_OWN)):
        notes.write(prefecture.store, Viewer(), MINATO, "aspect:structure", "2025", text, audience)
    notes.write(prefecture.store, Viewer(), HANARE, "aspect:structure", "2025", CANARY, notes.ALL)
    named = shown(prefecture).model_dump_json()
    assert "例規を直したため" in named and not any(text in named for text in ("内々の事情", "当人だけに", CANARY))
    assert "例規を直したため" not in shown(prefecture, unnamed=True).model_dump_json()


def test_a_turn_tells_the_strength_what_was_written_and_asks_for_what_was_not(prefecture: World) -> None:
    remark(prefecture, MINATO, "窓口を一つにした", "t3")
    slide = next(slide for slide in shown(prefecture).slides if slide.label == "近況 みなと市")
    told = dict(slide.cells)
    assert slide.title.startswith("みなと市：強みは「") and "窓口を一つにした" in told.values()
    asked = [prompt.partition("：")[0] for prompt in sentences.PROMPTS]  # this questionnaire has no free-text questions
    assert list(told)[: len(asked)] == asked and all(told[one].startswith("この場で伺います。") for one in asked)


def test_who_has_not_agreed_is_asked_everything(prefecture: World) -> None:
    slide = next(slide for slide in shown(prefecture).slides if slide.label == "近況 さとの町")
    assert slide.cells and all(answer.startswith("この場で伺います") for _, answer in slide.cells)
    assert CANARY not in str(slide)


# ---------------------------------------------------------------- the map


def test_the_map_holds_the_participants_alone(prefecture: World) -> None:
    square(prefecture, *CIRCLE, UMINO, MORINO, HANARE)
    slide = shown(prefecture).slide("participants")
    assert slide.chart == "map" and [row["name"] for row in slide.drawn] == ["みなと市", "かわべ市", "やまの町", "さとの町"]
    assert {round(row["longitude"], 1) for row in slide.drawn} == {0.5, 1.5, 2.5, 3.5}
    assert not any(code in json.dumps(slide.drawn) for code in CIRCLE)


def test_a_meeting_without_names_has_no_map(prefecture: World) -> None:
    square(prefecture, *CIRCLE, UMINO, MORINO)
    for codes in (CIRCLE, (*CIRCLE, UMINO, MORINO)):
        slide = shown(prefecture, *codes, unnamed=True).slide("participants")
        assert slide.chart == "" and slide.drawn == () and "人口" not in slide.columns


def test_without_boundaries_the_table_stands_alone(prefecture: World) -> None:
    slide = shown(prefecture).slide("participants")
    assert slide.chart == "" and len(slide.cells) == 4


# ---------------------------------------------------------------- the diagnosis


def test_means_of_the_diagnosis_are_those_of_the_table_and_the_title_counts_what_is_sure(prefecture: World) -> None:
    diagnosed(prefecture, MINATO)
    diagnosed(prefecture, KAWABE, managers=50.0)
    diagnosed(prefecture, UMINO, managers=88.0)
    slide = shown(prefecture).slide("literacy")
    table = registry.compute(prefecture.store, prefecture.config, prefecture.model, "literacy_gap", Scope(round="2025"))
    rows = {row.code: row for row in table[table["category"] == "総合"].itertuples()}
    drawn = {row["name"]: row for row in slide.drawn}
    for code, name in ((MINATO, "みなと市"), (KAWABE, "かわべ市")):
        assert (drawn[name]["manager"], drawn[name]["staff"]) == (rows[code].mean_manager, rows[code].mean_staff)
    sure = sum(rows[code].ci_low > 0 or rows[code].ci_high < 0 for code in (MINATO, KAWABE))
    assert sure == 1 and slide.title.endswith("差の分かる2団体のうち1団体です")
    assert drawn["さとの町"]["shown"] == sentences.NOT_AGREED and drawn["やまの町"]["shown"] == "受診者なし"
    assert f"{rows[UMINO].mean_manager:.1f}" not in slide.model_dump_json() and "うみの村" not in slide.model_dump_json()


def test_who_has_agreed_to_everything_but_the_diagnosis_is_not_in_it(world: World) -> None:
    a_prefecture(world)
    world.forget("consents")
    consent(world, "実名", MINATO, KAWABE, kinds=("推進状況アンケート",))
    consent(world, "実名", YAMANO, kinds=("DXリテラシー診断",))
    diagnosed(world, MINATO, KAWABE, YAMANO)
    drawn = {row["name"]: row["manager"] for row in shown(world).slide("literacy").drawn}
    assert drawn["やまの町"] is not None and drawn["みなと市"] is None and drawn["かわべ市"] is None


def test_without_names_the_diagnosis_tells_no_numbers_of_people(prefecture: World) -> None:
    diagnosed(prefecture, MINATO, KAWABE)
    named = shown(prefecture).slide("literacy").model_dump_json()
    unnamed = shown(prefecture, unnamed=True).slide("literacy").model_dump_json()
    assert "n=40" in named and "n=" not in unnamed


def test_where_nobody_agreed_or_nobody_was_diagnosed_there_is_no_such_slide(prefecture: World) -> None:
    assert "literacy" not in [slide.key for slide in shown(prefecture).slides]
    diagnosed(prefecture, SATONO, UMINO)  # who did not agree, and who is not there
    assert "literacy" not in [slide.key for slide in shown(prefecture).slides]


# ---------------------------------------------------------------- nobody is shown up


def test_names_stand_in_one_order_on_every_slide_whatever_the_figures(prefecture: World) -> None:
    diagnosed(prefecture, MINATO, KAWABE)
    snapshot = shown(prefecture)
    for slide in snapshot.slides:
        names = list(dict.fromkeys(row["name"] for row in slide.drawn)) or [
            row[0] for row in slide.cells if row[0] in snapshot.participants
        ]
        places = [snapshot.participants.index(name) for name in names]
        assert all(one < other for one, other in pairwise(places)), slide.key


def test_no_title_names_who_is_behind(prefecture: World) -> None:
    for slide in shown(prefecture).slides:
        if slide.kind != "voices":
            assert not [name for name in ("みなと市", "かわべ市", "やまの町", "さとの町") if name in slide.title], slide.title
