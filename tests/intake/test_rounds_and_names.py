"""Nothing is stored under another question, round or municipality than the file says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from analytics.intake.staged import UnreadableFile
from analytics.intake.taking_in import NotTakenIn
from tests.conftest import SMALL, World
from tests.taking import MASTER, answers, messages, taken

CHOICES = [{"label": "ない", "points": 0}, {"label": "一部", "points": 10}, {"label": "ある", "points": 30}]


def paper(id: str, rounds: list[int], *ids: str, step: str = "step0") -> dict:
    """A questionnaire with these questions in this order."""
    asked = [
        {"id": q, "step": step, "field": "接続", "aspect": "character", "text": f"{q}についての設問の文です", "choices": CHOICES}
        for q in ids
    ]
    return {"id": id, "rounds": rounds, "steps": [{"id": step, "label": step, "content_label": step}], "questions": asked}


@pytest.fixture
def world_with(tmp_path: Path):
    made: list[World] = []

    def make(*papers: dict) -> World:
        folder = tmp_path / "model"
        folder.mkdir()
        (folder / "to_be.yaml").write_text((SMALL / "model" / "to_be.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        for number, content in enumerate(papers):
            (folder / f"questionnaire{number}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        made.append(World(tmp_path, folder))
        taken(made[0], MASTER)
        return made[0]

    yield make
    for world in made:
        world.store.close()


def test_an_id_is_never_taken_for_the_number_of_another_question(world_with):
    world = world_with(paper("a", [2025], "q1", "q3", "q2"))
    taken(world, "団体コード,q1,q2\n98201,ない,ある\n", round="2025")
    taken(world, "団体コード,設問,回答\n98202,q2,一部\n", round="2025")
    assert answers(world, "code, question, choice") == [("98201", "q1", "ない"), ("98201", "q2", "ある"), ("98202", "q2", "一部")]


def test_ids_that_count_from_zero_keep_their_columns(world_with):
    world = world_with(paper("a", [2025], "q0", "q1"))
    taken(world, "団体コード,q0,q1\n98201,ない,ある\n", round="2025")
    assert answers(world, "question, choice") == [("q0", "ない"), ("q1", "ある")]


def test_the_way_that_is_asked_for_is_the_way_that_is_read(world_with):
    world = world_with(paper("a", [2025], "q1"))
    with pytest.raises(NotTakenIn) as refused:
        taken(world, "団体コード,q1\n98201,0\n98202,1\n", round="2025", answers="position")
    assert ["選択肢にない" in message for message in messages(refused.value)] == [True]


def test_long_rows_belong_to_the_questionnaire_of_their_round(world_with):
    world = world_with(paper("old", [2024], "a1"), paper("new", [2025], "b1"))
    taken(world, "調査年度,団体コード,設問,回答\n2024,98201,a1,ある\n2025,98201,b1,一部\n")
    assert answers(world, "round, question, choice") == [("2024", "a1", "ある"), ("2025", "b1", "一部")]


def test_wide_columns_of_another_round_are_left_out_and_said(world_with):
    world = world_with(paper("old", [2024], "a1"), paper("new", [2025], "b1"))
    found = taken(world, "調査年度,団体コード,a1,b1\n2024,98201,ある,\n2025,98201,一部,ある\n")
    assert answers(world, "round, question, choice") == [("2024", "a1", "ある"), ("2025", "b1", "ある")]
    assert ["2025年度の調査票にない" in message for message in found.findings["message"]] == [True]


def test_a_step_table_over_two_questionnaires_keeps_both(world_with):
    world = world_with(paper("old", [2024], "a1", step="pst1"), paper("new", [2025], "b1", step="zst1"))
    taken(world, "調査年度,団体コード,STEP,得点\n2024,98201,pst1,1\n2025,98201,zst1,2\n")
    with world.reading() as con:
        assert con.execute("select round, step, score from step_table order by round").fetchall() == [
            ("2024", "pst1", 1),
            ("2025", "zst1", 2),
        ]


def test_a_municipality_that_the_user_names_has_to_be_known_and_to_agree_with_the_rows(world_with):
    world = world_with(paper("a", [2025], "q1"))
    with pytest.raises(UnreadableFile, match="北市"):
        taken(world, "団体コード,q1\n98201,ある\n", round="2025", municipality="北市")
    with pytest.raises(NotTakenIn) as refused:
        taken(world, "団体コード,q1\n98201,ある\n", round="2025", municipality="98202")
    assert "行ではありません" in messages(refused.value)[0]
    taken(world, "団体コード,q1\n98201,ある\n", round="2025", municipality="98201")


def test_a_column_of_municipalities_may_hold_codes_or_names(world_with):
    world = world_with(paper("a", [2025], "q1"))
    taken(world, "市町村,q1\n98201,ある\n龍ヶ崎町,ない\n", round="2025")
    assert answers(world, "code, choice") == [("98201", "ある"), ("98301", "ない")]


def test_a_group_may_be_called_x(world_with):
    world = world_with(paper("a", [2025], "q1"))
    assert taken(world, "グループ,団体コード\nX,98201\n").counts.new == 1
