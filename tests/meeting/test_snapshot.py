"""Is what a meeting shows complete, in order, and frozen? Held against the tables it was made from."""

from __future__ import annotations

from statistics import median

import pytest

from analytics import registry
from analytics.decisions import change_status, promise
from analytics.erasing import Target, erase, preview
from analytics.meeting import people, record
from analytics.meeting.slides import WEIGHTS
from analytics.scope import Role, Scope, Viewer
from analytics.sentences.meeting import TURNS
from tests.conftest import World
from tests.meeting.circle import CIRCLE, DAY, KAWABE, MINATO, SATONO, UMINO, YAMANO, a_prefecture, diagnosed, held, seated, shown


@pytest.fixture
def prefecture(world: World) -> World:
    return a_prefecture(world)


def test_the_slides_stand_in_the_order_of_a_meeting_people_first(prefecture: World) -> None:
    diagnosed(prefecture, MINATO, KAWABE)
    kinds = list(dict.fromkeys(slide.kind for slide in shown(prefecture, own=["次年度の研修"]).slides))
    assert kinds == list(WEIGHTS)


def test_everybody_has_a_turn(prefecture: World) -> None:
    assert [slide.title.partition("：")[0] for slide in shown(prefecture).slides if slide.kind == "voices"] == [
        "みなと市",
        "かわべ市",
        "やまの町",
        "さとの町",
    ]


def test_the_minutes_of_all_slides_are_those_of_the_meeting_and_stand_on_the_programme(prefecture: World) -> None:
    snapshot = shown(prefecture)
    assert snapshot.minutes == 90
    times = [(span, int(minutes.removesuffix("分"))) for span, _, minutes in snapshot.slide("programme").cells]
    assert sum(minutes for _, minutes in times) == 90 and times[0][0].startswith("0:00～") and times[-1][0].endswith("～1:30")
    labels = [label for _, label, _ in snapshot.slide("programme").cells]
    assert labels == [*[slide.label for slide in snapshot.slides if slide.kind != "voices"][:3], TURNS, *labels[4:]]


def test_an_aspect_of_which_fewer_than_half_are_known_has_no_slide(prefecture: World) -> None:
    assert any(slide.kind == "aspect" for slide in shown(prefecture).slides)
    prefecture.forget("consents")
    assert not any(slide.kind == "aspect" for slide in shown(prefecture).slides)


def test_the_figures_are_those_of_the_tables(prefecture: World) -> None:
    gap = registry.compute(prefecture.store, prefecture.config, prefecture.model, "gap", Scope(round="2025"))
    known = {row.code: row.as_is for row in gap[gap["aspect"] == "character"].itertuples() if row.as_is == row.as_is}
    names = {MINATO: "みなと市", KAWABE: "かわべ市", YAMANO: "やまの町"}
    expected = {name: known[code] for code, name in names.items() if code in known}
    snapshot = shown(prefecture)
    assert snapshot.figures["aspect:character"] == pytest.approx(expected)
    drawn = {row["name"]: row["value"] for row in snapshot.slide("aspect:character").drawn if row["value"] is not None}
    assert drawn == pytest.approx(expected)
    assert (
        f"中央値 {median(expected.values()):.1f}点" in snapshot.slide("aspect:character").title
        or "目標に届いています" in snapshot.slide("aspect:character").title
    )


def test_the_step_title_names_the_least_far_of_all(prefecture: World) -> None:
    steps = registry.compute(
        prefecture.store, prefecture.config, prefecture.model, "steps", Scope(round="2025", codes=(MINATO, KAWABE, YAMANO))
    )
    middles = {step: rows["score"].median() / rows["max"].iloc[0] for step, rows in steps.dropna(subset=["score"]).groupby("step")}
    lowest = [step.upper() for step, middle in middles.items() if abs(middle - min(middles.values())) < 1e-9]
    title = shown(prefecture).slide("steps").title
    assert all(step in title for step in lowest) and title.count("STEP") == len(lowest)


def test_shared_issues_are_those_of_the_participants_alone(prefecture: World) -> None:
    slide = shown(prefecture).slide("shared")
    assert slide.cells[0][1] == "みなと市・かわべ市" and "2団体に共通する課題は1件" in slide.title


def test_what_is_taken_in_later_does_not_change_what_was_shown(prefecture: World) -> None:
    before = held(prefecture)
    prefecture.forget("survey", "consents", "issues", "municipalities")
    with prefecture.reading() as con:
        after = record.meeting(con, before.number)
    assert after == before and after.snapshot.mark == after.mark


def test_two_meetings_bear_two_marks(prefecture: World) -> None:
    assert held(prefecture).mark != held(prefecture, name="第2回").mark


def test_a_name_that_a_meeting_has_is_refused_and_another_one_proposed(prefecture: World) -> None:
    held(prefecture)
    with pytest.raises(record.NoSuchMeeting, match="「第1回」という会議はすでにあります"):
        held(prefecture)
    with pytest.raises(record.NoSuchMeeting, match="名前を入れてください"):
        held(prefecture, name=" ")
    assert record.unused_name(["会", "会（2）"], "会") == "会（3）" and record.unused_name([], "会") == "会"


def test_a_meeting_that_is_not_on_record_is_refused(prefecture: World) -> None:
    with pytest.raises(record.NoSuchMeeting, match="番号 7 の記録はありません"), prefecture.reading() as con:
        record.meeting(con, 7)


def test_other_roles_see_no_meeting(prefecture: World) -> None:
    held(prefecture)
    for viewer in (Viewer(Role.MUNICIPALITY, MINATO), Viewer(Role.VIEWER)):
        with prefecture.reading(Scope(viewer)) as con:
            assert record.meetings(con, Scope(viewer)).empty


# ---------------------------------------------------------------- the next meeting


def decided(world: World, meeting: record.Held) -> None:
    promise(world.store, "指針を持ち寄る", DAY, MINATO, "企画課", None, meeting.snapshot.name, meeting.codes, item="aspect:character")
    promise(world.store, "研修を一緒に開く", DAY, None, "県", None, meeting.snapshot.name, meeting.codes, item="step:step0")


def answered_again(world: World) -> None:
    """In the next round みなと市 falls in one aspect, and in STEP0 two of three rise."""
    for code in (MINATO, KAWABE, YAMANO):
        world.answers(code, "2026", q1=30, q2=0 if code == MINATO else 30, q3=15, q4=4, q5=10, q6=0 if code == MINATO else 10)


def test_the_next_meeting_opens_with_what_was_promised_and_how_that_very_figure_has_moved(prefecture: World) -> None:
    first = held(prefecture)
    decided(prefecture, first)
    change_status(prefecture.store, 1, "完了")
    answered_again(prefecture)
    slides = people.follow_up(seated(prefecture, round="2026"), first)
    cells = {row[0]: row for row in next(iter(slides)).cells}
    before = first.snapshot.figures["aspect:character"]["みなと市"]
    assert cells["指針を持ち寄る"][1:5] == ("みなと市", "企画課", "", "未着手→完了")
    assert cells["指針を持ち寄る"][5] == f"観点「取組の性格」：{before:.1f}→0.0点（−{before:.1f}）"
    assert cells["研修を一緒に開く"][1] == "全体" and "3団体のうち2団体で上昇" in cells["研修を一緒に開く"][5]


def test_the_title_counts_what_is_open(prefecture: World) -> None:
    decided(prefecture, held(prefecture))
    change_status(prefecture.store, 1, "完了")
    assert shown(prefecture).slide("follow_up").title == "前回「第1回」の持ち帰り事項は2件、うち未了は1件です"


def test_what_is_still_open_from_the_meeting_before_the_last_is_asked_about_again(prefecture: World) -> None:
    decided(prefecture, held(prefecture))
    change_status(prefecture.store, 1, "完了")
    held(prefecture, name="第2回")
    assert [row[0] for row in shown(prefecture).slide("follow_up").cells] == ["研修を一緒に開く"]


def test_another_circle_begins_anew_unless_it_is_the_same_named_group(prefecture: World) -> None:
    held(prefecture, group="流域の会")
    assert "初めて" in shown(prefecture, MINATO, KAWABE).slide("follow_up").title
    assert "第1回" in shown(prefecture, MINATO, KAWABE, group="流域の会").slide("follow_up").title


def test_a_figure_that_may_no_longer_be_shown_is_not_told_by_its_movement(prefecture: World) -> None:
    decided(prefecture, held(prefecture))
    prefecture.forget("consents")
    told = [row[5] for row in shown(prefecture).slide("follow_up").cells]
    assert told == ["観点「取組の性格」：値なし", "STEP0 認識共有・機運醸成：値なし"] or all("値なし" in line for line in told)


# ---------------------------------------------------------------- erasing


def test_erasing_a_participant_takes_the_meetings_with_its_figures_along_and_says_so(prefecture: World) -> None:
    held(prefecture)
    with prefecture.store.writing() as con:
        told = preview(con, prefecture.store, Target(municipality=MINATO)).rows
    assert any("ご近所会議の控え" in label and now == 1 for label, now, _ in told)
    erase(prefecture.store, Target(municipality=MINATO))
    with prefecture.reading() as con:
        assert record.meetings(con, Scope()).empty


def test_erasing_somebody_else_leaves_the_meeting(prefecture: World) -> None:
    before = held(prefecture, *CIRCLE)
    erase(prefecture.store, Target(municipality=UMINO))
    with prefecture.reading() as con:
        assert record.meeting(con, before.number) == before


def test_who_sits_there_without_having_agreed_is_asked_for_a_strength_on_the_day(prefecture: World) -> None:
    strong = {cell[0]: cell[2] for cell in shown(prefecture).slide("participants").cells}
    assert strong["さとの町"] == "強みは、当日に伺います" and SATONO in CIRCLE
    assert all("点" in strong[name] for name in ("みなと市", "かわべ市", "やまの町"))
