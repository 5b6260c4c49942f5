"""From a file to facts, end to end."""

from __future__ import annotations

import json

import pytest

from analytics.errors import Cancelled
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.taking_in import NotTakenIn, staged, take_in
from analytics.intake.understanding.plan import Wishes
from analytics.registry import compute, fields
from analytics.scope import Scope
from tests.conftest import World
from tests.taking import MASTER, answers, book, examined, messages, rows, taken

WIDE = "団体コード,q1,q2\n98201,一部,ある\n98202,無回答,検討中\n"


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_gives_the_same_facts(peopled, encoding):
    taken(peopled, "団体コード,市町村名,q1\n98301,龍ヶ崎町,全庁で\n98202,府中市,―\n".encode(encoding), round="2025")
    assert answers(peopled) == [("98202", "q1", None, "未回答"), ("98301", "q1", "全庁で", None)]


def test_a_wide_a_long_and_a_tab_separated_file_give_the_same_facts(peopled):
    taken(peopled, WIDE, round="2023")
    taken(peopled, "団体コード,設問,回答\n98201,q1,一部\n98201,q2,ある\n98202,q1,無回答\n98202,q2,検討中\n", round="2024")
    taken(peopled, WIDE.replace(",", "\t"), "回答.tsv", round="2025")
    facts = {
        round: [row[1:] for row in answers(peopled, "round, code, question, choice, points, reason") if row[0] == round]
        for round in ("2023", "2024", "2025")
    }
    assert facts["2023"] == facts["2024"] == facts["2025"] and len(facts["2023"]) == 4


def test_a_workbook_with_a_sheet_per_municipality_is_one_batch(peopled):
    sheets = {name: [["設問", "回答"], ["q1", choice], ["q2", "ある"]] for name, choice in (("みずほ市", "一部"), ("龍ヶ崎町", "全庁で"))}
    found = taken(peopled, book(sheets), "令和7年度_推進状況アンケート.xlsx")
    assert (found.receipt, len(answers(peopled)), found.plan.kind.name) == (2, 4, "survey")


def test_only_the_columns_that_a_file_has_are_replaced(peopled):
    taken(peopled, "団体コード,市町村名,圏域\n98201,みずほ市,中央\n")
    assert rows(peopled, "select population, block from store.municipalities where code = '98201'") == [(32000, "中央")]


def test_a_blank_becomes_missing_with_its_reason(peopled):
    taken(peopled, "団体コード,市町村名,人口\n98201,みずほ市,\n98202,府中市,調査無し\n")
    found = rows(
        peopled, "select population, reasons['population'] from store.municipalities where code in ('98201', '98202') order by code"
    )
    assert found == [(None, "未回答"), (None, "未調査")]


def test_rows_that_a_file_lacks_stay(peopled):
    taken(peopled, WIDE, round="2025")
    taken(peopled, "団体コード,q1\n98202,全庁で\n", round="2025")
    assert [(c, q, a) for c, q, a, _ in answers(peopled)] == [("98201", "q1", "一部"), ("98201", "q2", "ある"), ("98202", "q1", "全庁で"), ("98202", "q2", "検討中")]  # fmt: skip


def test_the_same_file_twice_does_nothing(peopled):
    first = taken(peopled, WIDE, round="2025")
    again = taken(peopled, WIDE, "別の名前.csv", round="2025")
    assert (again.same_as, again.receipt) == (first.receipt, None)
    assert rows(peopled, "select count(*) from store.batch") == [(2,)]


def test_the_same_file_counts_again_once_others_have_changed_its_rows(peopled):
    taken(peopled, WIDE, round="2025")
    taken(peopled, "団体コード,q1\n98201,全庁で\n", round="2025")
    assert taken(peopled, WIDE, round="2025").counts.changed == 1


def test_a_file_with_an_error_takes_nothing_in(peopled):
    with pytest.raises(NotTakenIn) as refused:
        taken(peopled, WIDE.replace("検討中", "？？"), round="2025")
    assert (answers(peopled), len(refused.value.findings)) == ([], 1)


def test_partly_taken_in_the_sound_rows_come_in(peopled):
    found = taken(peopled, WIDE.replace("検討中", "？？"), partial=True, round="2025")
    assert ({code for code, *_ in answers(peopled)}, found.counts.rejected) == ({"98201"}, 1)


def test_of_doubled_rows_none_comes_in_even_partly(peopled):
    taken(peopled, WIDE + "98201,全庁で,ない\n", partial=True, round="2025")
    assert {code for code, *_ in answers(peopled)} == {"98202"}


def test_the_preview_tells_new_changed_unchanged_and_writes_nothing(peopled):
    taken(peopled, WIDE, round="2025")
    found = examined(peopled, "団体コード,q1,q2\n98201,一部,ある\n98202,全庁で,検討中\n98301,一部,ない\n", round="2025")
    assert (found.counts.new, found.counts.changed, found.counts.unchanged) == (1, 1, 1)
    assert found.changes["after"].tolist() == ["全庁で"]
    assert len(answers(peopled)) == 4


def test_of_a_map_that_changes_no_shape_and_no_centre_is_shown(peopled):
    taken(peopled, outline(139), "境界.json")
    found = examined(peopled, outline(138), "境界.json")
    assert (found.counts.changed, len(found.changes)) == (1, 0)


def outline(east: int) -> str:
    ring = [[east, 36], [east + 1, 36], [east + 1, 37], [east, 36]]
    area = {"type": "Feature", "properties": {"code": "98201"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "features": [area]})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.csv", b"", "空です"),
        ("計画.csv", b"%PDF-1.7 \x00\x01", "PDF"),
        ("白紙.csv", b" \n\n", "文字がありません"),
        ("写真.xlsx", b"\x89PNG\r\n\x1a\n", "PNG"),
        ("表.json", b"[1, 2, 3]", "見分けられません"),
        ("表.json", b'{"a": 1}', "種類（type）"),
        ("表.json", b'{"type": "FeatureCollection", "features": 3}', "崩れて"),
        ("表.json", b'{"type": "FeatureCollection"', "JSON として読めなく"),
        ("見出しだけ.csv", "団体コード,q1\n".encode(), "取り込める行がありません"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_one_line_and_the_store_goes_on(peopled, name, content, told):
    with pytest.raises((NotTakenIn, UnreadableFile)) as refused:
        taken(peopled, content, name, round="2025")
    assert told in str(refused.value) and name in str(refused.value) and "\n" not in str(refused.value)
    assert taken(peopled, WIDE, round="2025").counts.new == 2


def test_a_cell_at_the_far_end_of_a_small_workbook_is_refused(peopled):
    content = book({"回答": [["団体コード", "q1"], ["98201", "一部"]]})
    far = content_with_cell(content, "XFD1048576")
    assert len(far) < 8000
    with pytest.raises(UnreadableFile, match="列"):
        taken(peopled, far, "回答.xlsx", round="2025")
    assert taken(peopled, content, "回答.xlsx", round="2025").counts.new == 1


def content_with_cell(content: bytes, place: str) -> bytes:
    from io import BytesIO

    import openpyxl

    made = openpyxl.load_workbook(BytesIO(content))
    made.worksheets[0][place] = "x"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_the_original_file_is_kept_to_the_byte(peopled):
    from analytics.ledger import original

    found = taken(peopled, WIDE.encode("cp932"), round="2025")
    with peopled.reading() as con:
        assert original(con, found.receipt) == WIDE.encode("cp932")


# ---------------------------------------------------------------- what goes out comes in again


FACTS = {
    "municipalities": MASTER,
    "targets": "調査年度,団体コード,取組の性格,成果の出し方\n2025,98201,70,\n2025,98301,55.5,40\n",
    "indicators": "団体コード,年,指標,値,単位\n98201,2024,普及率,72,%\n98202,2023,件数,0.125,件\n",
    "support_log": "団体コード,日付,種別,件名,方法\n98201,2025-06-12,会議,打合せ,対面\n試験県,2025-07-01,研修,全体研修,リモート\n",
}


@pytest.mark.parametrize("name", FACTS)
def test_an_exported_table_taken_in_again_changes_nothing(peopled, name):
    taken(peopled, FACTS[name], kind=name)
    frame = compute(peopled.store, peopled.config, peopled.model, name, Scope())
    frame = frame[frame["source"] == "own"].drop(columns="source") if name == "targets" else frame
    again = taken(peopled, as_csv(peopled, name, frame), kind=name)
    assert (again.errors, again.counts.new, again.counts.changed) == (0, 0, 0), messages(again)


def as_csv(world: World, name: str, frame) -> str:
    from analytics.exports import plain_csv

    return plain_csv(frame, [field.label for field in fields(name, world.model, frame.columns)])


# ---------------------------------------------------------------- steps are told, and the work can be ended

STEPS = ["読み取り", "確認", "比較", "書き込み"]


def work(world: World, told, content: str = WIDE) -> None:
    with staged(world.store, "回答.csv", content.encode(), told=told) as file:
        take_in(world.store, world.model, file, Wishes(round="2025"), told=told)


def test_every_step_is_told_in_its_order(peopled):
    steps: list[str] = []
    work(peopled, steps.append)
    assert steps == STEPS


@pytest.mark.parametrize("last", STEPS)
def test_work_that_is_ended_leaves_nothing_whichever_step_it_was_at(peopled, last):
    def end(step: str) -> None:
        if step == last:
            raise Cancelled

    with pytest.raises(Cancelled):
        work(peopled, end)
    assert answers(peopled) == [] and rows(peopled, "select count(*) from store.batch") == [(1,)]
    assert list(peopled.store.staging.iterdir()) == []
    work(peopled, lambda step: None)
    assert len(answers(peopled)) == 4


def test_a_file_taken_in_partly_says_more_once_the_master_knows_its_rows(world: World) -> None:
    taken(world, "団体コード,市町村名,都道府県\n98201,みずほ市,試験県\n")
    survey = "団体コード,q1\n98201,一部\n98202,一部\n"
    assert taken(world, survey, partial=True, round="2025").counts.rejected == 1
    assert examined(world, survey, round="2025").same_as is not None
    taken(world, "団体コード,市町村名,都道府県\n98202,府中市,試験県\n", "追加.csv")
    assert taken(world, survey, round="2025").counts.new == 1
