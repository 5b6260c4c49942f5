"""A note is read by those for whom it was written, keeps all that it ever said, and leaves the product only if it is for all."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from analytics import backup, erasing, ledger, notes, registry
from analytics.notes import ALL, AUDIENCES, INSIDE, ITS_OWN, LONGEST, NotNoted, change, write
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World

PREFECTURE, OWN, OTHER, VISITOR = Viewer(), Viewer(Role.MUNICIPALITY, "98201"), Viewer(Role.MUNICIPALITY, "98202"), Viewer(Role.VIEWER)
ITEM = "aspect:structure"


@pytest.fixture
def towns(world: World) -> World:
    world.municipalities("98201", "98202")
    return world


def noted(world: World, text: str, audience: str = INSIDE, code: str = "98201", item: str = ITEM, round: str | None = "2025") -> int:
    return write(world.store, PREFECTURE, code, item, round, text, audience)


def read(world: World, viewer: Viewer = PREFECTURE, round: str | None = "2025", **more: Any) -> list[str]:
    scope = Scope(viewer, round, **more)
    with world.reading(scope) as con:
        return sorted(notes.notes(con, scope)["text"])


def told(world: World, viewer: Viewer = PREFECTURE) -> list[tuple[str, str]]:
    with world.reading(Scope(viewer)) as con:
        found = notes.history(con, Scope(viewer))
    return list(zip(found["text"], found["audience"], strict=True))


# ---- who reads ----


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [(PREFECTURE, ["全", "内", "本"]), (OWN, ["全", "本"]), (OTHER, ["全"]), (VISITOR, ["全"])],
    ids=["県", "当該", "他", "閲覧"],
)
def test_a_note_is_read_by_those_for_whom_it_was_written(towns: World, viewer: Viewer, seen: list[str]) -> None:
    for text, audience in (("内", INSIDE), ("本", ITS_OWN), ("全", ALL)):
        noted(towns, text, audience)
    assert read(towns, viewer) == seen


def test_a_note_is_for_the_prefecture_alone_unless_somebody_says_otherwise(towns: World) -> None:
    write(towns.store, PREFECTURE, "98201", ITEM, "2025", "書いたまま")
    assert read(towns) == ["書いたまま"] and not read(towns, OWN) and not read(towns, VISITOR)


def test_without_a_role_nothing_is_read(towns: World) -> None:
    noted(towns, "全", ALL)
    with towns.store.writing() as con:
        assert con.execute("select * from item_note").fetchall() == con.execute("select * from item_note_entry").fetchall() == []


def test_what_is_narrowed_again_is_read_by_nobody_else_any_more_in_no_state(towns: World) -> None:
    entry = noted(towns, "皆に", ALL)
    change(towns.store, PREFECTURE, entry, "やはり内部に", INSIDE)
    assert read(towns, OTHER) == read(towns, VISITOR) == read(towns, OWN) == []
    assert told(towns) == [("やはり内部に", INSIDE), ("皆に", ALL)] and not told(towns, OWN) and not told(towns, VISITOR)


def test_a_note_belongs_to_its_round_and_one_without_a_round_to_all(towns: World) -> None:
    noted(towns, "今年")
    noted(towns, "いつも", round=None)
    assert read(towns) == ["いつも", "今年"] and read(towns, round="2024") == ["いつも"] and read(towns, round=None) == ["いつも", "今年"]


def test_only_the_municipalities_asked_for_are_read(towns: World) -> None:
    noted(towns, "一")
    noted(towns, "二", code="98202")
    assert (
        read(towns, codes=("98202",)) == ["二"] and read(towns, prefecture="試験県") == ["一", "二"] and not read(towns, prefecture="別県")
    )


# ---- who writes, and what ----


@pytest.mark.parametrize("viewer", [OWN, OTHER, VISITOR])
def test_nobody_but_the_prefecture_writes(towns: World, viewer: Viewer) -> None:
    entry = noted(towns, "元の", ALL)
    with pytest.raises(NotNoted, match="県担当だけ"):
        write(towns.store, viewer, "98201", ITEM, "2025", "自分で")
    with pytest.raises(NotNoted, match="県担当だけ"):
        change(towns.store, viewer, entry, None, ALL)
    assert read(towns) == ["元の"]


@pytest.mark.parametrize(
    ("change_of", "why"),
    [
        ({"text": " 　\n"}, "内容を入れて"),
        ({"text": "長" * (LONGEST + 1)}, f"{LONGEST + 1}文字"),
        ({"audience": "みんな"}, "みんな"),
        ({"item": "structure"}, "structure"),
        ({"item": "aspect:"}, "aspect:"),
        ({"item": "rank:1"}, "rank:1"),
        ({"code": "98999"}, "98999"),
    ],
)
def test_what_cannot_be_noted_is_refused_and_nothing_is_kept(towns: World, change_of: dict[str, str], why: str) -> None:
    with pytest.raises(NotNoted, match=why):
        noted(towns, **{"text": "一言", **change_of})
    assert read(towns) == [] and told(towns) == []


@pytest.mark.parametrize("text", ["'; drop table item_note; --", "<script>alert(1)</script>", "一行目\n二行目", "𠮷野家😀", "=1+1"])
def test_words_are_kept_as_they_were_typed(towns: World, text: str) -> None:
    noted(towns, f"  {text} ")
    assert read(towns) == [text]


# ---- changing ----


def test_a_changed_note_says_the_new_words_and_its_history_the_old_ones(towns: World) -> None:
    entry = noted(towns, "初め", ITS_OWN)
    change(towns.store, PREFECTURE, entry, "次", ALL)
    assert read(towns, OTHER) == ["次"] and told(towns) == [("次", ALL), ("初め", ITS_OWN)]


def test_a_note_taken_away_is_read_by_nobody_and_the_history_says_so(towns: World) -> None:
    change(towns.store, PREFECTURE, noted(towns, "初め", ALL), None, ALL)
    assert read(towns) == read(towns, OTHER) == [] and told(towns) == [("（消した）", ALL), ("初め", ALL)]


def test_the_later_of_two_writers_is_told_what_it_says_now_and_overwrites_nothing(towns: World) -> None:
    entry = noted(towns, "初め")
    newer = change(towns.store, PREFECTURE, entry, "先に", INSIDE)
    with pytest.raises(NotNoted, match="「先に」に変わっています（県担当・"):
        change(towns.store, PREFECTURE, entry, "後から", INSIDE)
    change(towns.store, PREFECTURE, newer, None, INSIDE)
    with pytest.raises(NotNoted, match="消されています"):
        change(towns.store, PREFECTURE, newer, "後から", INSIDE)
    with pytest.raises(NotNoted, match="999"):
        change(towns.store, PREFECTURE, 999, "ないもの", INSIDE)
    assert read(towns) == []


# ---- what leaves ----


def test_only_a_note_for_all_leaves_the_product_whoever_makes_the_file(towns: World) -> None:
    for text, audience in (("内", INSIDE), ("本", ITS_OWN), ("全", ALL)):
        noted(towns, text, audience)
    table = registry.compute(towns.store, towns.config, towns.model, "notes", Scope(round="2025"))
    assert table[["code", "round", "item", "text", "who"]].values.tolist() == [["98201", 2025, ITEM, "全", "県担当"]]
    with towns.reading(Scope()) as con:
        assert notes.shared_notes(con, ["98201"])["text"].tolist() == ["全"]
        assert notes.shared_notes(con, ["98202"]).empty and notes.shared_notes(con, []).empty


# ---- removing and keeping safe ----


def test_erasing_a_municipality_takes_its_notes_with_it_and_a_round_its_own(towns: World) -> None:
    noted(towns, "昨年", round="2024")
    noted(towns, "今年")
    noted(towns, "隣", code="98202")
    gone = erasing.erase(towns.store, erasing.Target(round="2024"))
    assert gone.rows == (("メモ（画面で入力したもの）", 1, 0),) and [text for text, _ in told(towns)] == ["隣", "今年"]
    erasing.erase(towns.store, erasing.Target(municipality="98201"))
    assert [text for text, _ in told(towns)] == ["隣"]


def test_notes_of_the_sample_go_with_it(towns: World) -> None:
    noted(towns, "見本")
    noted(towns, "本物", code="98202")
    towns.put("municipalities_entry", [{"code": "98201", "batch": 1}])
    towns.put("batch", [{"batch": 1, "kind": "municipalities", "sample": True, "in_force": True}])
    with towns.store.writing() as con:
        ledger.remove_sample(con)
        assert con.execute("select text from store.item_note").fetchall() == [("本物",)]


def test_a_backup_holds_the_notes_and_check_tells_of_two_states_with_one_number(towns: World) -> None:
    noted(towns, "一")
    noted(towns, "二")
    assert backup.read_fingerprint(backup.backup(towns.store))["item_note"][0] == 2
    with towns.store.writing() as con:
        assert list(backup.faults_of_edits(con)) == []
        con.execute("update store.item_note set entry = 1")
        assert list(backup.faults_of_edits(con)) == ["メモの履歴に、同じ番号の記録が1件あります"]


# ---- a second, slow computation ----


def may_read(viewer: Viewer, audience: str, code: str) -> bool:
    return viewer.is_prefecture or audience == ALL or (audience == ITS_OWN and viewer.role is Role.MUNICIPALITY and viewer.code == code)


@pytest.mark.parametrize("seed", range(8))
def test_what_each_reads_agrees_with_plain_python(towns: World, seed: int) -> None:
    random, standing = Random(seed), {}
    for number in range(30):
        audience, text = random.choice(list(AUDIENCES)), f"メモ{number}"
        if standing and random.random() < 0.5:
            entry = random.choice(list(standing))
            code, round, *_ = standing.pop(entry)
            new = None if random.random() < 0.3 else text
            changed = change(towns.store, PREFECTURE, entry, new, audience)
            standing |= {changed: (code, round, new, audience)} if new else {}
        else:
            code, round = random.choice(["98201", "98202"]), random.choice(["2024", "2025", None])
            standing[noted(towns, text, audience, code, round=round)] = (code, round, text, audience)
    for viewer in (PREFECTURE, OWN, OTHER, VISITOR):
        for asked in ("2024", "2025", None):
            expected = [
                text
                for code, round, text, audience in standing.values()
                if may_read(viewer, audience, code) and (asked is None or round in (None, asked))
            ]
            assert read(towns, viewer, asked) == sorted(expected)
