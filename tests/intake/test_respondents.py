"""Literacy with single respondents: scores come in, persons are never shown."""

from __future__ import annotations

from typing import Any

import pytest

from analytics import backup, ledger
from analytics.intake.checking.reader import ERROR, WARNING
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.taking_in import NotTakenIn
from analytics.sample import drop_sample
from tests.conftest import World
from tests.taking import MASTER, book, examined, messages, rows, taken

HEADER = "調査年度,団体コード,受診者ID,氏名,所属,職位,設問1,問2,Q3,総合\n"
PEOPLE = HEADER + "2025,98201,A001,見本太郎,総務課,課長,10,20,30.5,60\n2025,98201,A002,見本花子,,主事,-,５０,０,70点\n"


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def held(world: World, columns: str = "respondent, position, score1, score2, score3, score4") -> list[tuple[Any, ...]]:
    return rows(world, f"select {columns} from store.literacy order by code, respondent, instrument")


def items(world: World) -> dict[tuple[str, str], int]:
    return {(instrument, item): place for instrument, item, place in rows(world, "from store.literacy_item")}


def revert(world: World, number: int | None) -> None:
    with world.store.writing() as con:
        ledger.revert(con, number or 0)


def whole(world: World) -> list[str]:
    with world.reading() as con:
        return list(backup.faults(con))


def test_scores_stand_by_item_and_missing_ones_are_unknown(peopled):
    found = taken(peopled, PEOPLE)
    assert (found.plan.kind.name, found.counts.new, found.errors) == ("literacy", 2, 0)
    assert items(peopled) == {("", "設問1"): 1, ("", "問2"): 2, ("", "Q3"): 3, ("", "総合"): 4}
    place = {item: f"score{place}" for (_, item), place in items(peopled).items()}
    columns = ", ".join(place[item] for item in ("設問1", "問2", "Q3", "総合"))
    assert held(peopled, f"respondent, department, {columns}") == [
        ("A001", "総務課", 10.0, 20.0, 30.5, 60.0), ("A002", "", None, 50.0, 0.0, 70.0),
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["氏名", "年齢", "メールアドレス", "自由記述", "備考", "問5 年齢を教えてください", "総合所見"])
def test_a_column_that_is_no_score_is_never_taken_in_and_said(peopled, header):
    found = taken(peopled, PEOPLE.replace("氏名", header).replace("見本太郎", "41").replace("見本花子", "42"))
    assert (header, WARNING, "") in zip(found.findings["column"], found.findings["severity"], found.findings["value"], strict=True)
    assert header not in {item for _, item in items(peopled)} and len(items(peopled)) == 4


@pytest.mark.parametrize(
    "header",
    ["設問1", "設問１", "問1", "Q1", "q01", "No.1", "No.1 現状を説明できる", "項目1", "質問1", "第1問", "Why", "マインド・スタンス"],
)
def test_a_column_that_looks_like_a_question_or_is_a_category_is_a_score(peopled, header):
    found = taken(peopled, PEOPLE.replace("設問1", header))
    assert found.errors == 0 and len(items(peopled)) == 4


@pytest.mark.parametrize("cell", ["101", "-1", "よくできる", "1_0", "1e9", "nan", "inf", "2025-04-01"])
def test_what_is_no_score_is_an_error_that_names_the_cell_only(peopled, cell):
    found = examined(peopled, PEOPLE.replace(",10,", f",{cell},"))
    assert tuple(found.findings.loc[0, ["severity", "cell", "column", "value"]]) == (ERROR, "G2", "設問1", "")
    assert cell not in messages(found)[0].replace("0以上100以下", "")
    assert (found.counts.new, found.counts.rejected) == (1, 1)


def test_the_scale_of_config_bounds_items_too(make_world):
    from analytics.config import Literacy
    from analytics.model import model_of

    world = make_world(literacy=Literacy(scale=(1, 5)))
    world.model = model_of(world.config)
    taken(world, MASTER)
    found = examined(world, "調査年度,団体コード,受診者ID,職位,設問1\n2025,98201,A,課長,5\n2025,98201,B,課長,6\n")
    assert [tuple(row) for row in found.findings[["cell", "severity"]].to_numpy()] == [("E3", ERROR)]


def test_many_bad_cells_of_a_column_are_one_finding(peopled):
    lines = "".join(f"2025,98201,P{n},氏,課,課長,999,20,30,60\n" for n in range(300))
    found = examined(peopled, HEADER + lines)
    errors = found.findings[found.findings["severity"] == ERROR]
    assert len(errors) == 1 and "300件" in errors["message"].iloc[0] and found.counts.rejected == 300


def test_doubled_persons_name_both_cells_and_stay_out(peopled):
    found = examined(peopled, PEOPLE + "2025,みずほ市,A001,別人,防災課,課長,1,2,3,4\n")
    assert tuple(found.findings.loc[0, ["cell", "value"]]) == ("C4", "") and "C2 にもあります" in messages(found)[0]
    assert (found.counts.new, found.counts.rejected) == (1, 2)


def test_an_unknown_municipality_is_told_once_for_all_its_rows(peopled):
    lines = "".join(f"2025,12345,P{n},氏,課,課長,1,2,3,4\n" for n in range(5))
    found = examined(peopled, PEOPLE + lines)
    assert (found.errors, found.counts.rejected, found.counts.new) == (1, 5, 2)
    assert "5行" in messages(found)[0] and found.findings.loc[0, "cell"] == "B4"


@pytest.mark.parametrize(("old", "new", "cell"), [("A001", "", "C2"), ("課長", " ", "F2")])
def test_a_row_without_its_person_or_position_is_an_error(peopled, old, new, cell):
    found = examined(peopled, PEOPLE.replace(old, new))
    assert tuple(found.findings.loc[0, ["severity", "cell"]]) == (ERROR, cell)


def test_without_a_round_it_is_asked_for(peopled):
    found = examined(peopled, PEOPLE.replace("調査年度", "メモ"))
    assert found.errors == 1 and "--round" in messages(found)[0]
    assert examined(peopled, PEOPLE.replace("調査年度", "メモ"), round="2024").counts.new == 2


def test_a_reimport_replaces_whole_rows_and_taking_it_back_brings_them_back(peopled):
    taken(peopled, PEOPLE)
    before = held(peopled, "* exclude (batch)")
    again = taken(peopled, HEADER + "2025,98201,A001,見本太郎,,部長,,99,,\n")
    place = items(peopled)["", "問2"]
    assert again.counts.changed == 1
    assert rows(peopled, f"select position, department, score{place}, score{items(peopled)['', '設問1']} from store.literacy where respondent = 'A001'") == [
        ("部長", "", 99.0, None)
    ]  # fmt: skip
    revert(peopled, again.receipt)
    assert held(peopled, "* exclude (batch)") == before and whole(peopled) == []


def test_the_same_file_again_does_nothing(peopled):
    first = taken(peopled, PEOPLE)
    assert taken(peopled, PEOPLE, "別名.csv").same_as == first.receipt


def test_an_item_keeps_its_column_in_every_batch_of_its_instrument(peopled):
    head = "調査年度,団体コード,診断名,受診者ID,職位,"
    taken(peopled, head + "問1,問2\n2024,98201,甲,A,課長,1,2\n2024,98201,乙,A,課長,3,4\n")
    taken(peopled, head + "問3,問2,問1\n2025,98201,甲,A,課長,30,20,10\n2025,98201,丙,A,課長,7,8,9\n")
    places = items(peopled)
    found = {
        (round, instrument, item): dict(zip(range(1, 61), scores, strict=True))[places[instrument, item]]
        for round, instrument, *scores in rows(peopled, f"select round, instrument, {', '.join(f'score{n}' for n in range(1, 61))} from store.literacy")
        for item in ("問1", "問2", "問3")
        if (instrument, item) in places
    }  # fmt: skip
    assert found == {
        ("2024", "甲", "問1"): 1, ("2024", "甲", "問2"): 2, ("2024", "甲", "問3"): None, ("2024", "乙", "問1"): 3, ("2024", "乙", "問2"): 4,
        ("2025", "甲", "問1"): 10, ("2025", "甲", "問2"): 20, ("2025", "甲", "問3"): 30,
        ("2025", "丙", "問1"): 9, ("2025", "丙", "問2"): 8, ("2025", "丙", "問3"): 7,
    }  # fmt: skip


def test_more_than_sixty_items_of_an_instrument_are_refused(peopled):
    def table(first: int, last: int) -> str:
        numbers = range(first, last + 1)
        return f"調査年度,団体コード,受診者ID,職位,{','.join(f'問{n}' for n in numbers)}\n2025,98201,A,課長{',1' * len(numbers)}\n"

    with pytest.raises(UnreadableFile, match="61"):
        taken(peopled, table(1, 61))
    taken(peopled, table(1, 60))
    with pytest.raises(UnreadableFile, match="61"):
        taken(peopled, table(61, 61))


def test_a_workbook_with_a_sheet_per_municipality_comes_in_as_one_batch(peopled):
    lines = [["令和7年度 DXリテラシー診断"], [], ["受診者ID", "職位", "設問1", "設問2"], ["1", "課長", 40, 50.5], ["2", "主事", None, 0]]
    found = taken(peopled, book({"みずほ市": lines, "龍ヶ崎町": lines}), "診断結果.xlsx")
    assert (found.counts.new, found.errors) == (4, 0)
    assert held(peopled, "code, respondent, score1, score2") == [
        ("98201", "1", 40.0, 50.5), ("98201", "2", None, 0.0), ("98301", "1", 40.0, 50.5), ("98301", "2", None, 0.0),
    ]  # fmt: skip


def test_titles_above_notes_below_and_line_breaks_inside_move_the_cells(peopled):
    content = (
        '診断結果,,,,\n調査年度,団体コード,受診者ID,職位,"設問1\n（理解）"\n2025,98201,A,"課\n長",5\n2025,98201,B,主事,？\n注 架空,,,,\n'
    )
    found = examined(peopled, content)
    assert found.findings.loc[0, "cell"] == "E4" and found.counts.new == 1
    assert "架空" not in " ".join(found.findings["value"])


def test_no_original_no_sample_of_rows_and_no_value_is_shown(peopled):
    taken(peopled, PEOPLE)
    found = examined(peopled, PEOPLE.replace(",10,", ",11,").replace("A002", "A003").replace("主事,-", "主事,秘密"))
    assert found.changes.empty and set(found.findings["value"]) == {""}
    assert rows(peopled, "select count(*) from store.original") == [(1,)]
    assert rows(peopled, "select count(*) from store.batch where kind = 'literacy'") == [(1,)]


def test_partly_taken_in_the_sound_persons_come_in(peopled):
    with pytest.raises(NotTakenIn):
        taken(peopled, PEOPLE.replace(",10,", ",？,"))
    assert items(peopled) == {}
    assert taken(peopled, PEOPLE.replace(",10,", ",？,"), partial=True).counts.rejected == 1
    assert [row[0] for row in held(peopled)] == ["A002"]


def test_with_the_sample_the_items_of_its_instruments_go(world):
    from analytics.intake.taking_in import staged, take_in

    for name, content in (("市町村一覧.csv", MASTER), ("診断.csv", PEOPLE)):
        with staged(world.store, name, content.encode()) as file:
            take_in(world.store, world.model, file, sample=True)
    drop_sample(world.store)
    assert items(world) == {} and whole(world) == []


def test_a_file_that_lacks_a_column_says_which(peopled):
    found = examined(peopled, PEOPLE.replace("職位", "名前の欄"), kind="literacy")
    assert found.errors == 1 and "職位" in messages(found)[0]


def test_missing_marks_words_and_full_width_digits_are_read_alike_in_a_plain_and_a_quoted_file(peopled):
    plain = "調査年度,団体コード,受診者ID,職位,設問1,設問2,設問3\n2025,98201,A,課長,-,未回答,７\n2025,98201,B,課長,…,対象外,8点\n"
    taken(peopled, plain)
    first = held(peopled, "respondent, score1, score2, score3")
    found = examined(peopled, plain.replace("課長", '"課長"'))
    assert first == [("A", None, None, 7.0), ("B", None, None, 8.0)] and found.counts.unchanged == 2


def test_persons_of_a_row_left_out_below_the_table_are_not_shown(peopled):
    found = examined(peopled, PEOPLE + "\n注 見本太郎は欠席,,,,,,,,,\n")
    assert "見本太郎" not in found.findings.to_string() and found.counts.new == 2


# ---------------------------------------------------------------- spellings of one person, columns that a later file lacks


@pytest.mark.parametrize(("one", "other"), [("００１", "001"), ("Ａ１", "A1"), ("Ｂ－２", "B-2"), ("7\u3000", "7")])
def test_one_number_of_a_person_in_two_spellings_is_one_person(peopled, one, other):
    taken(peopled, f"調査年度,団体コード,受診者ID,職位,設問1\n2025,98201,{one},課長,3\n", "全角.csv")
    found = taken(peopled, f"調査年度,団体コード,受診者ID,職位,設問1\n2025,98201,{other},課長,4\n", "半角.csv")
    assert (found.counts.new, found.counts.changed, held(peopled, "respondent, score1")) == (0, 1, [(other, 4.0)])


def test_two_spellings_of_one_person_in_a_file_are_told_with_both_cells(peopled):
    content = "調査年度,団体コード,受診者ID,職位,設問1\n2025,98201,００１,課長,3\n2025,98201,1,主事,5\n2025,98201,001,課長,4\n"
    found = examined(peopled, content)
    assert [(row.cell, "C2" in row.message) for row in found.findings.itertuples() if row.severity == ERROR] == [("C4", True)]
    assert (found.counts.new, found.counts.rejected) == (1, 2)


FULL = "調査年度,団体コード,受診者ID,所属,職位,設問1,設問2\n2025,98201,A1,総務課,課長,1,2\n2025,98201,A2,総務課,主事,3,\n"
HALF = (
    "調査年度,団体コード,受診者ID,所属,職位,設問1\n2025,98201,A1,総務課,課長,9\n2025,98201,A2,総務課,主事,8\n2025,98201,A3,総務課,主事,7\n"
)


def test_a_file_that_lacks_scores_on_record_is_refused_with_the_columns_and_how_many_would_lose_them(peopled):
    taken(peopled, FULL, "全部.csv")
    found = examined(peopled, HALF)
    ((cell, message),) = [(row.cell, row.message) for row in found.findings.itertuples() if row.severity == ERROR]
    assert cell == "C2" and "受診者1人" in message and "（設問2）" in message
    taken(peopled, HALF, partial=True)
    assert held(peopled, "respondent, score1, score2") == [("A1", 1.0, 2.0), ("A2", 8.0, None), ("A3", 7.0, None)]


def test_a_file_that_lacks_a_department_on_record_is_refused_too(peopled):
    taken(peopled, FULL, "全部.csv")
    found = examined(peopled, FULL.replace(",所属", "").replace(",総務課", ""))
    assert ["受診者2人" in message and "（所属）" in message for message in messages(found)] == [True]


def test_columns_that_others_lack_are_no_loss_where_nobody_is_on_record(peopled):
    taken(peopled, FULL, "全部.csv")
    assert taken(peopled, HALF.replace("98201", "98202")).counts.new == 3
    assert taken(peopled, HALF.replace("2025", "2026"), "来年.csv").counts.new == 3


def test_a_file_with_more_columns_replaces_and_taking_it_back_gives_the_old_scores(peopled):
    taken(peopled, HALF, "半分.csv")
    more = taken(peopled, FULL, "全部.csv")
    assert held(peopled, "respondent, score1, score2") == [("A1", 1.0, 2.0), ("A2", 3.0, None), ("A3", 7.0, None)]
    revert(peopled, more.receipt)
    assert held(peopled, "respondent, score1, score2") == [("A1", 9.0, None), ("A2", 8.0, None), ("A3", 7.0, None)]
