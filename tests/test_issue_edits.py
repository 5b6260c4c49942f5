"""What people add to an issue stays with it, is told to everybody who may see it, and nobody's work is overwritten unseen."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from analytics import backup, erasing, ledger
from analytics.issue_edits import Change, EditedMeanwhile, NotEditable, answer, edit, history, questions
from analytics.issues import Rating, issues
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World
from tests.taking import MASTER, taken

PREFECTURE = Viewer()
OWN = Viewer(Role.MUNICIPALITY, "98201")
METER, MONKEY, PAPER = "水道メーターの検針員が足りない", "サルが畑を荒らす", "紙の決裁が多い"
Said = tuple[str, str, str, str]
"""round, code, no, text"""


def put(world: World, *rows: Said, **more: Any) -> None:
    world.put("issues", [{"round": round, "code": code, "no": no, "class_b": text or None, **more} for round, code, no, text in rows])


def listed(world: World, round: str = "2025", viewer: Viewer = PREFECTURE) -> dict[str, tuple[Any, ...]]:
    """No. → status, owner, due, measure as the table shows them."""
    scope = Scope(viewer, round)
    with world.reading(scope) as con:
        found = issues(con, scope, Rating.of(world.config))
    rows = found[["status", "owner", "due", "measure"]].astype(object)
    shown = rows.where(rows.notna(), None).itertuples(index=False, name=None)
    return {no: tuple(None if value is None else str(value)[:10] for value in row) for no, row in zip(found["no"], shown, strict=True)}


def change(item: str, old: str | None, new: str | None, no: str = "1", round: str = "2025", code: str = "98201") -> Change:
    return Change(round, code, no, item, old, new)


def put_down(world: World, *changes: Change, viewer: Viewer = PREFECTURE) -> int:
    return edit(world.store, viewer, changes)


def asked(world: World, round: str = "2025") -> list[tuple[str, str, str]]:
    with world.reading(Scope()) as con:
        found = questions(con, Scope(), round)
    return list(found[["no", "before", "now"]].itertuples(index=False, name=None))


# ---- what is shown ----


def test_edited_values_stand_in_the_table_and_the_list_keeps_its_own(world: World) -> None:
    put(world, ("2025", "98201", "1", METER), ("2025", "98201", "2", MONKEY), status="検討中")
    put_down(world, change("status", "検討中", "実施中"), change("owner", None, "上水係"), change("due", None, "2026-03-31"))
    assert listed(world) == {"1": ("実施中", "上水係", "2026-03-31", None), "2": ("検討中", None, None, None)}
    with world.store.writing() as con:
        assert con.execute("select distinct status from store.issues").fetchall() == [("検討中",)]


def test_a_value_can_be_cleared(world: World) -> None:
    put(world, ("2025", "98201", "1", METER), owner="上水係")
    put_down(world, change("owner", "上水係", None))
    assert listed(world)["1"][1] is None


def test_the_history_says_who_changed_what_into_what(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("status", None, "検討中"))
    put_down(world, change("status", "検討中", "完了"), viewer=OWN)
    with world.reading(Scope()) as con:
        found = history(con, Scope())
    assert found[["no", "text", "item", "new", "who"]].values.tolist() == [
        ["1", METER, "状況", "完了", "市町村担当（98201）"],
        ["1", METER, "状況", "検討中", "県担当"],
    ]
    assert list(found["old"].fillna("")) == ["検討中", ""]


# ---- who may ----


def test_a_municipality_edits_its_own_list_only(world: World) -> None:
    put(world, ("2025", "98201", "1", METER), ("2025", "98202", "1", METER))
    assert put_down(world, change("owner", None, "総務課"), viewer=OWN) == 1
    with pytest.raises(NotEditable):
        put_down(world, change("owner", None, "総務課", code="98202"), viewer=OWN)
    assert listed(world, viewer=OWN) == {"1": (None, "総務課", None, None)}


def test_a_visitor_edits_nothing_and_sees_no_history(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("owner", None, "総務課"))
    visitor = Viewer(Role.VIEWER)
    with pytest.raises(NotEditable):
        put_down(world, change("status", None, "完了"), viewer=visitor)
    with world.reading(Scope(visitor)) as con:
        assert history(con, Scope(visitor)).empty
    other = Scope(Viewer(Role.MUNICIPALITY, "98202"))
    with world.reading(other) as con:
        assert history(con, other).empty


@pytest.mark.parametrize(
    ("item", "new"), [("status", "たぶん完了"), ("due", "三月末"), ("due", "2026-02-30"), ("measure", "長" * 501), ("own_priority", "高")]
)
def test_an_impossible_value_is_refused_and_nothing_of_the_whole_is_saved(world: World, item: str, new: str) -> None:
    put(world, ("2025", "98201", "1", METER))
    with pytest.raises(NotEditable):
        put_down(world, change("owner", None, "総務課"), change(item, None, new))
    assert listed(world)["1"] == (None, None, None, None)


def test_the_later_of_two_editors_is_told_by_whom_and_overwrites_nothing(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("status", None, "検討中"), viewer=OWN)
    with pytest.raises(EditedMeanwhile, match="「検討中」に変わっています（市町村担当（98201）"):
        put_down(world, change("owner", None, "県の係"), change("status", None, "完了"))
    assert listed(world)["1"] == ("検討中", None, None, None)


def test_two_who_edit_different_values_do_not_disturb_each_other(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("status", None, "検討中"))
    put_down(world, change("owner", None, "総務課"))
    assert listed(world)["1"] == ("検討中", "総務課", None, None)


# ---- the list comes again ----


def test_an_edit_holds_over_a_list_that_is_taken_in_again(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("status", None, "実施中"))
    world.forget("issues")
    put(world, ("2025", "98201", "1", METER), status="未着手")
    assert listed(world)["1"][0] == "実施中" and not asked(world)


def test_an_edit_survives_the_revert_of_its_list_and_a_new_import(world: World) -> None:
    taken(world, MASTER)
    rows = f"No.,課題（分類B）\n1,{METER}\n".encode()
    taken(world, rows, kind="issues", round="2025", municipality="みずほ市")
    put_down(world, change("measure", None, "共同で検針する"))
    with world.store.writing() as con:
        ledger.revert(con, last_batch(con))
    assert listed(world) == {}
    taken(world, rows, kind="issues", round="2025", municipality="みずほ市")
    assert listed(world)["1"][3] == "共同で検針する"


def last_batch(con: Any) -> int:
    return int(con.execute("select max(batch) from store.batch").fetchall()[0][0])


def test_spaces_and_case_make_no_other_issue(world: World) -> None:
    put(world, ("2025", "98201", "1", "ICTの　導入"))
    put_down(world, change("owner", None, "総務課"))
    world.forget("issues")
    put(world, ("2025", "98201", "1", "ictの 導入"))
    assert listed(world)["1"][1] == "総務課"


def test_an_edit_moves_to_the_next_list_by_number_and_words(world: World) -> None:
    put(world, ("2024", "98201", "1", METER), ("2025", "98201", "1", METER), ("2025", "98202", "1", METER))
    put_down(world, change("status", None, "検討中", round="2024"))
    with world.reading(Scope(round="2025")) as con:
        found = issues(con, Scope(round="2025"), Rating.of(world.config)).set_index("code")["status"]
    assert found["98201"] == "検討中" and found.isna()["98202"] and not asked(world)


def test_what_the_next_list_says_itself_is_newer_than_an_edit_of_the_last(world: World) -> None:
    put(world, ("2024", "98201", "1", METER))
    put(world, ("2025", "98201", "1", METER), status="完了")
    put_down(world, change("status", None, "検討中", round="2024"), change("owner", None, "上水係", round="2024"))
    assert listed(world)["1"] == ("完了", "上水係", None, None) and listed(world, "2024")["1"][0] == "検討中"


def test_an_edit_in_the_next_list_leaves_the_last_one_as_it_was(world: World) -> None:
    put(world, ("2024", "98201", "1", METER), ("2025", "98201", "1", METER))
    put_down(world, change("status", None, "検討中", round="2024"))
    put_down(world, change("status", "検討中", "完了"))
    assert (listed(world, "2024")["1"][0], listed(world)["1"][0]) == ("検討中", "完了")


def test_an_issue_that_only_got_another_number_keeps_its_edits_without_a_question(world: World) -> None:
    put(world, ("2024", "98201", "1", METER), ("2025", "98201", "1", MONKEY), ("2025", "98201", "2", METER))
    put_down(world, change("owner", None, "上水係", round="2024"))
    assert {no: row[1] for no, row in listed(world).items()} == {"1": None, "2": "上水係"} and not asked(world)


def test_of_issues_that_say_the_same_each_keeps_the_edits_of_its_number(world: World) -> None:
    put(world, *(("2024", "98201", no, METER) for no in "12"), *(("2025", "98201", no, METER) for no in "23"))
    put_down(world, *(change("owner", None, f"{no}係", no, "2024") for no in "12"))
    assert {no: row[1] for no, row in listed(world).items()} == {"2": "2係", "3": None}


def test_issues_without_words_are_known_by_their_number(world: World) -> None:
    put(world, ("2024", "98201", "29", ""), ("2024", "98201", "30", ""), ("2025", "98201", "30", ""), ("2025", "98201", "31", ""))
    put_down(world, change("owner", None, "総務課", "30", "2024"), change("owner", None, "税務課", "29", "2024"))
    assert {no: row[1] for no, row in listed(world).items()} == {"30": "総務課", "31": None}


# ---- where the words differ ----


@pytest.fixture
def reworded(world: World) -> World:
    """No. 1 of 2024 was edited; its number says something else in 2025."""
    put(world, ("2024", "98201", "1", METER), ("2024", "98201", "2", MONKEY), ("2025", "98201", "1", PAPER), ("2025", "98201", "2", MONKEY))
    put_down(world, change("status", None, "検討中", round="2024"), change("due", None, "2026-03-31", round="2024"))
    return world


def test_where_the_words_under_a_number_differ_people_are_asked(reworded: World) -> None:
    assert asked(reworded) == [("1", METER, PAPER)] and not asked(reworded, "2024")
    assert listed(reworded)["1"] == (None,) * 4


def test_a_yes_brings_the_edits_along_and_is_not_asked_again(reworded: World) -> None:
    assert answer(reworded.store, PREFECTURE, "2025", "98201", "1", METER, True) == 2
    assert listed(reworded)["1"] == ("検討中", None, "2026-03-31", None) and not asked(reworded)
    put(reworded, ("2026", "98201", "1", PAPER))
    assert listed(reworded, "2026")["1"][0] == "検討中" and not asked(reworded, "2026")


def test_a_no_is_kept_over_a_new_import(reworded: World) -> None:
    assert answer(reworded.store, OWN, "2025", "98201", "1", METER, False) == 0
    reworded.forget("issues")
    put(reworded, ("2024", "98201", "1", METER), ("2025", "98201", "1", PAPER))
    assert not asked(reworded) and listed(reworded)["1"] == (None,) * 4
    with reworded.reading(Scope()) as con:
        newest = history(con, Scope()).iloc[0]
    assert (newest["item"], newest["old"], newest["new"]) == ("前回と同じ課題か", METER, "いいえ")


def test_a_yes_does_not_write_over_what_the_new_list_says(world: World) -> None:
    put(world, ("2024", "98201", "1", METER))
    put(world, ("2025", "98201", "1", PAPER), status="完了")
    put_down(world, change("status", None, "検討中", round="2024"))
    assert answer(world.store, PREFECTURE, "2025", "98201", "1", METER, True) == 0
    assert listed(world)["1"][0] == "完了"


def test_the_same_question_is_answered_once_and_only_by_who_may_see_it(reworded: World) -> None:
    with pytest.raises(NotEditable):
        answer(reworded.store, Viewer(Role.MUNICIPALITY, "98202"), "2025", "98201", "1", METER, True)
    answer(reworded.store, PREFECTURE, "2025", "98201", "1", METER, False)
    with pytest.raises(NotEditable, match="先に答えた"):
        answer(reworded.store, PREFECTURE, "2025", "98201", "1", METER, True)


def test_a_list_of_the_same_round_that_changes_its_words_is_asked_about_too(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("owner", None, "上水係"))
    world.forget("issues")
    put(world, ("2025", "98201", "1", PAPER))
    assert asked(world) == [("1", METER, PAPER)]


def test_a_number_that_bore_two_other_texts_is_asked_about_each_of_them(world: World) -> None:
    for text, owner in ((METER, "上水係"), (MONKEY, "農林係")):
        world.forget("issues")
        put(world, ("2025", "98201", "1", text))
        put_down(world, change("owner", None, owner))
    world.forget("issues")
    put(world, ("2025", "98201", "1", PAPER))
    assert asked(world) == [("1", MONKEY, PAPER), ("1", METER, PAPER)]
    assert answer(world.store, PREFECTURE, "2025", "98201", "1", METER, True) == 1 and listed(world)["1"][1] == "上水係"
    assert answer(world.store, PREFECTURE, "2025", "98201", "1", MONKEY, False) == 0 and not asked(world)


def test_an_issue_nobody_edited_is_no_question(world: World) -> None:
    put(world, ("2024", "98201", "1", METER), ("2025", "98201", "1", PAPER))
    assert not asked(world)


# ---- removing and keeping safe ----


def test_erasing_a_municipality_takes_its_edits_and_clusters_with_it_and_a_round_only_its_own(world: World) -> None:
    put(world, ("2024", "98201", "1", METER), ("2025", "98201", "1", METER), ("2025", "98202", "1", METER))
    put_down(world, change("owner", None, "い", round="2024"), change("status", None, "完了"))
    put_down(world, change("owner", None, "は", code="98202"))
    with world.store.writing() as con:
        ledger.assign_cluster(con, [("2025", "98201", "1", "x"), ("2025", "98202", "1", "x")], "水道", "試験")
    gone = erasing.erase(world.store, erasing.Target(round="2024"))
    assert ("課題の対応（画面で入力したもの）", 1, 0) in gone.rows
    erasing.erase(world.store, erasing.Target(municipality="98201"))
    with world.store.writing() as con:
        assert con.execute("select code, round from store.issue_edit").fetchall() == [("98202", "2025")]
        assert con.execute("select code from store.issue_cluster").fetchall() == [("98202",)]


def test_edits_of_the_sample_go_with_it(world: World) -> None:
    put(world, ("2025", "98201", "1", METER), ("2025", "98202", "1", METER))
    put_down(world, change("owner", None, "い"), change("owner", None, "ろ", code="98202"))
    world.put("municipalities_entry", [{"code": "98201", "batch": 1}])
    world.put("batch", [{"batch": 1, "kind": "municipalities", "sample": True, "in_force": True}])
    with world.store.writing() as con:
        ledger.remove_sample(con)
        assert con.execute("select code from store.issue_edit").fetchall() == [("98202",)]


def test_a_backup_holds_the_edits(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("owner", None, "い"))
    copy = backup.backup(world.store)
    assert backup.read_fingerprint(copy)["issue_edit"][0] == 1


def test_two_edits_with_one_number_are_a_fault_that_check_tells(world: World) -> None:
    put(world, ("2025", "98201", "1", METER))
    put_down(world, change("owner", None, "い"), change("status", None, "完了"))
    with world.store.writing() as con:
        assert list(backup.faults_of_edits(con)) == []
        con.execute("update store.issue_edit set edit = 1")
        assert list(backup.faults_of_edits(con)) == ["課題の対応の履歴に、同じ番号の記録が1件あります"]


# ---- a second, slow computation ----

WORDS = ("", "あ", "い", "う", "う う")


def mark(text: str) -> str:
    return text.replace(" ", "").lower()


def is_only(rows: dict[tuple[str, str], str], round: str, no: str) -> bool:
    text = mark(rows[round, no])
    return text != "" and sum(mark(other) == text for (there, _), other in rows.items() if there == round) == 1


def shown(
    rows: dict[tuple[str, str], str], files: dict[tuple[str, str], str | None], edits: list[dict[str, Any]], round: str, no: str
) -> Any:
    """The owner of one issue, by the rules as they are written."""
    text, value, here = mark(rows[round, no]), None, False
    for told in sorted(edits, key=lambda told: (told["round"], told["edit"])):
        near = told["no"] == no or (told["is_only"] and is_only(rows, round, no))
        if told["round"] <= round and mark(told["text"]) == text and near:
            value, here = told["new"], told["round"] == round
    return value if here else files[round, no] or value


@pytest.mark.parametrize("seed", range(25))
def test_what_holds_agrees_with_plain_python(world: World, seed: int) -> None:
    random = Random(seed)
    rows = {(round, no): random.choice(WORDS) for round in ("2023", "2024", "2025") for no in "12345"}
    files = {key: random.choice([None, None, "file"]) for key in rows}
    for (round, no), text in rows.items():
        put(world, (round, "98201", no, text), owner=files[round, no])
    edits: list[dict[str, Any]] = []
    for number in range(1, 13):
        round, no = random.choice(list(rows))
        told = {"round": round, "no": no, "new": random.choice([None, f"係{number}"])}
        put_down(world, change("owner", shown(rows, files, edits, round, no), told["new"], no, round))
        edits.append({**told, "edit": number, "text": rows[round, no], "is_only": is_only(rows, round, no)})
    found = {(round, no): row[1] for round in ("2023", "2024", "2025") for no, row in listed(world, round).items()}
    assert found == {(round, no): shown(rows, files, edits, round, no) for round, no in rows}
