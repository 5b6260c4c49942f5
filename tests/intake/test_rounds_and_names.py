"""Nothing is stored under another question, round or municipality than the file says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.taking_in import NotTakenIn
from tests.conftest import SMALL, World
from tests.taking import MASTER, answers, book, messages, rows, taken

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


HOKKAIDO = "団体コード,市町村名,都道府県\n01100,札幌市,北海道\n01202,函館市,北海道\n01220,士別市,北海道\n12203,市川市,千葉県\n"


def test_a_code_that_lost_its_zero_is_not_taken_for_another_municipality(world_with):
    world = world_with(paper("a", [2025], "q1"))
    taken(world, HOKKAIDO)
    taken(world, "団体コード,q1\n11002,ある\n12203,ない\n", round="2025")
    assert answers(world, "code, choice") == [("01100", "ある"), ("01220", "ない")]


def test_a_master_whose_codes_all_lost_their_zeros_gets_them_back(world_with):
    world = world_with(paper("a", [2025], "q1"))
    lines = "\n".join(
        f"{code},{name},北海道"
        for code, name in ((11002, "札幌市"), (12025, "函館市"), (12033, "小樽市"), (12041, "旭川市"), (12050, "室蘭市"))
    )
    taken(world, f"団体コード,市町村名,都道府県\n{lines}\n")
    assert {"01100", "01202", "01203", "01204", "01205"} <= {code for (code,) in rows(world, "select code from store.municipalities")}


def rounds_stored(world: World) -> list[str]:
    return [round for (round,) in rows(world, "select distinct round from store.survey order by round")]


@pytest.mark.parametrize("name", ["2025-2.csv", "R7-2.csv", "令和7年度2回目.csv"])
def test_a_second_round_leaves_the_first_as_it_was(world_with, name):
    world = world_with(paper("a", [2025], "q1"))
    taken(world, "団体コード,q1\n98201,ない\n", "2025.csv")
    taken(world, "団体コード,q1\n98201,ある\n", name)
    assert answers(world, "round, choice") == [("2025", "ない"), ("2025-2", "ある")]


def test_the_file_says_which_round_of_the_year_its_title_names(world_with):
    world = world_with(paper("a", [2025], "q1"))
    taken(world, book({"第2回": [["令和7年度調査"], ["団体コード", "q1"], ["98201", "ない"]]}), "回答.xlsx")
    taken(world, "令和7年度調査\n団体コード,q1\n98202,ない\n", "2025-3.csv")
    assert rounds_stored(world) == ["2025-2", "2025-3"]


@pytest.mark.parametrize(
    "name", ["2025(2).csv", "2025（2）.csv", "s1945.csv", "調査2025年3月版.csv", "令和6年度実績に関する令和7年度調査.csv"]
)
def test_a_round_that_is_in_doubt_is_asked_for(world_with, name):
    world = world_with(paper("a", [2025], "q1"))
    with pytest.raises(NotTakenIn) as refused:
        taken(world, "団体コード,q1\n98201,ある\n", name)
    assert ["--round 2025" in message for message in messages(refused.value)] == [True]


@pytest.mark.parametrize("title", ["回", "調査回"])
def test_a_count_beside_the_year_tells_the_round(world_with, title):
    world = world_with(paper("a", [2025], "q1"))
    found = taken(world, f"調査年度,{title},団体コード,q1\n2025,第2回,98201,ある\n令和7年度,1,98202,ない\n")
    assert answers(world, "round, code") == [("2025", "98202"), ("2025-2", "98201")]
    assert len(found.findings) == 0


def test_a_count_that_is_none_is_told_at_its_row(world_with):
    world = world_with(paper("a", [2025], "q1"))
    with pytest.raises(NotTakenIn) as refused:
        taken(world, "調査年度,回,団体コード,q1\n2025,秋,98201,ある\n")
    assert refused.value.findings.loc[0, ["cell", "value"]].tolist() == ["A2", "2025 秋"]


def test_the_round_that_is_asked_for_has_to_be_that_of_year_and_count(world_with):
    world = world_with(paper("a", [2025], "q1"))
    text = "調査年度,回,団体コード,q1\n2025,2,98201,ある\n"
    with pytest.raises(NotTakenIn):
        taken(world, text, round="2025")
    taken(world, text, round="2025-2")
    assert rounds_stored(world) == ["2025-2"]


def test_a_count_without_a_year_beside_it_is_still_the_round(world_with):
    world = world_with(paper("a", [2025], "q1"))
    taken(world, "回,団体コード,q1\n2025-2,98201,ある\n")
    assert rounds_stored(world) == ["2025-2"]


def test_persons_of_a_second_round_are_counted_by_the_column_too(world_with):
    world = world_with(paper("a", [2025], "q1"))
    taken(world, "調査年度,回,団体コード,受診者ID,職位,設問1\n2025,2回目,98201,A1,課長,40\n", "DXリテラシー診断.csv", kind="literacy")
    assert rows(world, "select distinct round from store.literacy") == [("2025-2",)]


def test_means_beyond_the_scale_of_the_diagnosis_are_refused(world_with):
    world = world_with(paper("a", [2025], "q1"))
    with pytest.raises(NotTakenIn) as refused:
        taken(world, "調査年度,団体コード,職位,区分,人数,平均,標準偏差\n2025,98201,課長,総合,24,615,12\n2025,98201,主事,総合,24,61.5,123\n")
    assert list(refused.value.findings["cell"]) == ["F2", "G3"]


def test_a_municipality_is_not_its_own_neighbour(world_with):
    world = world_with(paper("a", [2025], "q1"))
    found = taken(world, "団体コードA,団体コードB\n98201,みずほ市\n98201,98202\n", partial=True)
    assert (found.findings.loc[0, "cell"], found.errors) == ("B2", 1)
    assert rows(world, "select code_a, code_b from store.neighbours") == [("98201", "98202")]
