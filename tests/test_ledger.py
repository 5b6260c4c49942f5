"""Batches: what holds follows from those in force, whatever came and went."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import ledger
from analytics.backup import faults
from analytics.intake.checking.reader import ERROR
from analytics.intake.taking_in import NotTakenIn
from analytics.kinds import KINDS
from analytics.ledger import Irrevocable
from analytics.schema import written_tables
from tests.conftest import World
from tests.laws import FEW
from tests.taking import MASTER, answers, rows, taken

CODES = ("98201", "98202", "98301")


@pytest.fixture
def peopled(world: World) -> World:
    taken(world, MASTER)
    return world


def revert(world: World, number: int | None) -> None:
    with world.store.writing() as con:
        ledger.revert(con, number or 0)


def test_taking_a_batch_back_brings_back_what_it_had_replaced(peopled):
    taken(peopled, "団体コード,q1\n98201,一部\n", round="2025")
    second = taken(peopled, "団体コード,q1\n98201,全庁で\n98202,一部\n", round="2025")
    revert(peopled, second.receipt)
    assert answers(peopled) == [("98201", "q1", "一部", None)]


def test_an_older_batch_taken_back_leaves_the_newer_one(peopled):
    first = taken(peopled, "団体コード,q1,q2\n98201,一部,ある\n", round="2025")
    taken(peopled, "団体コード,q1\n98201,全庁で\n", round="2025")
    revert(peopled, first.receipt)
    assert answers(peopled) == [("98201", "q1", "全庁で", None)]


def test_a_master_that_facts_need_is_not_taken_back_and_the_facts_are_named(peopled):
    found = taken(peopled, "団体コード,q1\n98201,一部\n", round="2025")
    with pytest.raises(Irrevocable, match=rf"推進状況アンケート（受付番号 {found.receipt}）の1団体（98201"):
        revert(peopled, 1)
    assert rows(peopled, "select count(*) from store.municipalities") == [(6,)]


def test_once_the_facts_are_gone_the_master_can_be_taken_back(peopled):
    revert(peopled, taken(peopled, "団体コード,q1\n98201,一部\n", round="2025").receipt)
    revert(peopled, 1)
    assert rows(peopled, "select count(*) from store.municipalities") == [(0,)]


@pytest.mark.parametrize(("number", "told"), [(99, "99 の取込はありません"), (2, "すでに取り消されています")])
def test_what_is_not_there_cannot_be_taken_back(peopled, number, told):
    taken(peopled, "団体コード,q1\n98201,一部\n", round="2025")
    revert(peopled, 2)
    with pytest.raises(Irrevocable, match=told):
        revert(peopled, number)


def test_the_history_knows_who_when_what_and_how_many(peopled):
    taken(peopled, "団体コード,q1\n98201,一部\n", "回答.csv", round="2025")
    with peopled.reading() as con:
        newest = ledger.history(con).iloc[0]
    assert (newest["batch"], newest["who"], newest["file"], newest["kind_label"], newest["round"], newest["new"]) == (2, "試験", "回答.csv", "推進状況アンケート", "2025", 1)  # fmt: skip
    assert len(newest["sha256"]) == 64 and newest["taken_at"] is not None


def test_the_points_of_a_reverted_answer_are_those_of_the_model(peopled):
    taken(peopled, "団体コード,q1\n98201,一部\n", round="2025")
    revert(peopled, taken(peopled, "団体コード,q1\n98201,無回答\n", round="2025").receipt)
    assert answers(peopled, "choice, points, reason") == [("一部", 5.0, None)]


# ---------------------------------------------------------------- laws

SURVEY_FILES = st.dictionaries(
    st.sampled_from(CODES),
    st.fixed_dictionaries(
        {}, optional={"q1": st.sampled_from(["していない", "一部", "", "対象外"]), "q2": st.sampled_from(["ない", "ある", "…"])}
    ),
    min_size=1,
)
REVERTS = st.integers(0, 5)


def survey_csv(file: dict[str, dict[str, str]]) -> tuple[str, list[tuple[str, str, str]]]:
    """A long file, and what it says."""
    said = [(code, question, answer) for code, given in file.items() for question, answer in given.items()]
    return "団体コード,設問,回答\n" + "".join(f"{code},{question},{answer}\n" for code, question, answer in said), said


MEANING = {"": (None, "未回答"), "対象外": (None, "対象外"), "…": (None, "未調査")}


@FEW
@given(st.lists(st.one_of(SURVEY_FILES, REVERTS), min_size=2, max_size=6))
def test_what_holds_is_what_the_remaining_batches_say_in_their_order(shared_world: World, events: list[Any]) -> None:
    start_anew(shared_world)
    batches: dict[int, list[tuple[str, str, str]]] = {}
    for event in events:
        if isinstance(event, int):
            take_one_back(shared_world, batches, event)
        else:
            remember(batches, shared_world, *survey_csv(event), round="2025")
    held = {
        (code, question): MEANING.get(answer, (answer, None)) for number in sorted(batches) for code, question, answer in batches[number]
    }
    assert {(code, question): (choice, reason) for code, question, choice, reason in answers(shared_world)} == held


TOUCHED = ("municipalities", "survey", "literacy", "issues")


def start_anew(world: World) -> None:
    """Nothing is there but the master, taken in again only where it is not the one batch of its kind."""
    is_there = rows(world, "select file, in_force from store.batch where kind = 'municipalities'") == [("master.csv", True)]
    gone = [kind for kind in TOUCHED if kind != "municipalities" or not is_there]
    with world.store.writing() as con:
        con.execute("delete from store.batch where list_contains($gone, kind)", {"gone": gone})
        for table in (
            "original",
            "literacy_item",
            "literacy_published",
            "literacy_unit",
            *(table for kind in gone for table in written_tables(KINDS[kind])),
        ):
            con.execute(f"delete from store.{table}")
    if not is_there:
        taken(world, MASTER, "master.csv")


def take_one_back(world: World, batches: dict[int, Any], place: int) -> None:
    if batches:
        number = sorted(batches)[place % len(batches)]
        revert(world, number)
        del batches[number]


def remember(batches: dict[int, Any], world: World, content: str, said: Any, **wishes: Any) -> None:
    """Takes the file in; a file without rows, or one still wholly in force, makes no batch."""
    if said:
        receipt = taken(world, content, **wishes).receipt
        if receipt:
            batches[receipt] = said


MASTER_FILES = st.builds(
    lambda columns, codes, value: (columns, codes, value),
    st.lists(st.sampled_from(["人口", "圏域", "CIO"]), min_size=1, unique=True),
    st.lists(st.sampled_from(CODES), min_size=1, unique=True),
    st.sampled_from(["1", "2", "", "調査無し"]),
)
FIELDS = {"人口": "population", "圏域": "block", "CIO": "cio"}


def master_csv(file: tuple[list[str], list[str], str]) -> str:
    columns, codes, value = file
    lines = [f"{code},名{code}町,{','.join([value] * len(columns))}" for code in codes]
    return f"団体コード,市町村名,{','.join(columns)}\n" + "\n".join(lines) + "\n"


@FEW
@given(st.lists(st.one_of(MASTER_FILES, REVERTS), min_size=2, max_size=6))
def test_each_column_is_held_by_the_newest_remaining_batch_that_had_it(shared_world: World, events: list[Any]) -> None:
    start_anew(shared_world)
    batches: dict[int, Any] = {}
    for event in events:
        if isinstance(event, int):
            take_one_back(shared_world, batches, event)
        else:
            remember(batches, shared_world, master_csv(event), event)
    found = rows(
        shared_world, f"select code, population::varchar, block, cio, reasons from store.municipalities where code in {CODES} order by code"
    )
    told = {code: (values, {name: why for name, why in reasons.items() if name != "county"}) for code, *values, reasons in found}
    assert told == replayed(batches)


def replayed(batches: dict[int, Any]) -> dict[str, Any]:
    """The same in plain Python: the master first, then every remaining file in its order."""
    held = {code: {"人口": people, "圏域": None, "CIO": None} for code, people in zip(CODES, ("32000", "50000", "8000"), strict=True)}
    reasons: dict[str, dict[str, str]] = {code: {} for code in CODES}
    for number in sorted(batches):
        columns, codes, value = batches[number]
        for code in codes:
            for column in columns:
                reason = {"": "未回答", "調査無し": "未調査"}.get(value)
                held[code][column] = None if reason else value
                reasons[code].pop(FIELDS[column], None)
                reasons[code] |= {FIELDS[column]: reason} if reason else {}
    return {code: (list(held[code].values()), reasons[code]) for code in CODES}


@FEW
@given(SURVEY_FILES)
def test_taken_in_twice_is_taken_in_once(shared_world: World, file: Any) -> None:
    start_anew(shared_world)
    content, said = survey_csv(file)
    if said:
        taken(shared_world, content, round="2025")
        before = answers(shared_world)
        assert taken(shared_world, content, round="2025").receipt is None
        assert answers(shared_world) == before


# ---------------------------------------------------------------- several kinds, and several at once

LITERACY_FILES = st.dictionaries(st.sampled_from(["A", "B"]), st.dictionaries(st.sampled_from(["問1", "問2", "総合"]), st.sampled_from(["1", "50", ""]), min_size=1), min_size=1)  # fmt: skip
ISSUE_FILES = st.dictionaries(
    st.sampled_from(["1", "2"]),
    st.fixed_dictionaries({"status": st.sampled_from(["未着手", "完了", ""])}, optional={"緊急性": st.sampled_from(["1", "5", "-"])}),
    min_size=1,
)
MIXED = st.one_of(
    SURVEY_FILES.map(lambda file: ("survey", file)),
    LITERACY_FILES.map(lambda file: ("literacy", file)),
    ISSUE_FILES.map(lambda file: ("issues", file)),
    st.tuples(st.just("revert"), REVERTS),
)


def literacy_csv(file: dict[str, dict[str, str]]) -> str:
    items = sorted({item for scores in file.values() for item in scores})
    lines = [f"98201,{person},課長,{','.join(scores.get(item, '') for item in items)}" for person, scores in file.items()]
    return f"団体コード,受診者ID,職位,{','.join(items)}\n" + "\n".join(lines) + "\n"


def issues_csv(file: dict[str, dict[str, str]]) -> str:
    rated = any("緊急性" in issue for issue in file.values())
    lines = [f"98201,{no},{issue['status']}{',' + issue.get('緊急性', '') if rated else ''}" for no, issue in file.items()]
    return f"団体コード,No.,状況{',緊急性' if rated else ''}\n" + "\n".join(lines) + "\n"


WRITTEN = {"survey": lambda file: survey_csv(file)[0], "literacy": literacy_csv, "issues": issues_csv}


@FEW
@given(st.lists(MIXED, min_size=3, max_size=7))
def test_whatever_comes_and_goes_the_rest_alone_gives_the_same(shared_world: World, events: list[Any]) -> None:
    """Imports and reverts of three kinds, mixed: as if only the files that remain had ever been taken in, in their order."""
    start_anew(shared_world)
    files: dict[int, tuple[str, str]] = {}
    for name, told in events:
        if name == "revert":
            take_one_back(shared_world, files, told)
        elif any(told.values()):
            remember_file(files, shared_world, name, WRITTEN[name](told))
    with shared_world.reading() as con:
        assert list(faults(con)) == []
    mixed = facts_of(shared_world)
    start_anew(shared_world)
    for number in sorted(files):
        taken(shared_world, files[number][1], kind=files[number][0], round="2025")
    assert facts_of(shared_world) == mixed


def remember_file(files: dict[int, tuple[str, str]], world: World, name: str, content: str) -> None:
    """A literacy file that would take scores from persons on record is refused, and changes nothing; alone, the rest is never refused."""
    before = facts_of(world)
    try:
        receipt = taken(world, content, kind=name, round="2025").receipt
    except NotTakenIn as refused:
        told = refused.findings.loc[refused.findings["severity"] == ERROR, "message"]
        assert name == "literacy" and all("値が失われます" in message for message in told) and facts_of(world) == before
        return
    if receipt:
        files[receipt] = (name, content)


def facts_of(world: World) -> dict[str, Any]:
    """What holds of three kinds, scores by the name of their item: the column of an item depends on what came first."""
    scores = ", ".join(f"score{place}" for place in range(1, 61))
    items = rows(world, "select item, position from store.literacy_item")
    people = rows(world, f"select respondent, position, [{scores}] from store.literacy order by all")
    return {
        "survey": rows(world, "select * exclude (batch) from store.survey order by all"),
        "issues": rows(world, "select no, status, criteria, reasons from store.issues order by no"),
        "literacy": [
            (who, rank, {item: told[place - 1] for item, place in items if told[place - 1] is not None}) for who, rank, told in people
        ],
    }


SEVERAL = (
    ("survey", "団体コード,q1\n{code},一部\n"),
    ("survey", "団体コード,q2\n{code},ある\n"),
    ("literacy", "団体コード,受診者ID,職位,問1\n{code},A,課長,5\n"),
    ("literacy", "団体コード,受診者ID,職位,問2\n{code},B,課長,6\n"),
    ("issues", "団体コード,No.,状況\n{code},1,完了\n"),
)


def test_imports_at_once_lose_nothing_and_every_receipt_stands(peopled: World) -> None:
    """Twenty rounds of five at once, of the same and of different kinds."""
    receipts: list[int | None] = []
    with ThreadPoolExecutor(max_workers=len(SEVERAL)) as pool:
        for round in range(2001, 2021):
            done = [
                pool.submit(taken, peopled, content.format(code=code), kind=kind, round=str(round))
                for (kind, content), code in zip(SEVERAL, (*CODES, *CODES), strict=False)
            ]
            receipts += [future.result().receipt for future in done]
    assert sorted(number or 0 for number in receipts) == list(range(2, 102))
    assert rows(peopled, "select kind, count(*) from store.batch where in_force group by kind order by kind") == [
        ("issues", 20), ("literacy", 40), ("municipalities", 1), ("survey", 40),
    ]  # fmt: skip
    assert [rows(peopled, f"select count(*) from store.{kind}")[0][0] for kind in ("survey", "literacy", "issues")] == [40, 40, 20]
    with peopled.reading() as con:
        assert list(faults(con)) == []
