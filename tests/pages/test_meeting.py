"""A meeting is prepared, held, noted and opened again; nothing of anybody who is not there is ever sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import decisions
from analytics.meeting import notes, record
from analytics.sample_meetings import MEETINGS
from analytics.scope import Scope
from pages.meeting.noting import BESIDE
from pages.shared import cached
from pages.shared.product import product
from tests.pages.opening import lead, opened, serving
from tests.pages.opening import notes as boxes
from tests.pages.sent import raw

CENTRE = "稲穂町"


@pytest.fixture(scope="module")
def own_copy(copy: Path) -> Iterator[Path]:
    with serving(copy):
        yield copy


def pressed(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def begun(unnamed: bool = False, **query: str) -> AppTest:
    """A meeting of one municipality and its neighbours, on its first slide."""
    app = opened("meeting", focus=CENTRE, **query)
    if unnamed:
        app = app.radio(key="meeting_mode").set_value("匿名（団体A、団体B…）").run()
    app = pressed(app, "meeting_begin")
    assert not app.exception and not app.error
    return app


def on(app: AppTest) -> tuple[int, str]:
    """Meeting and slide of the address."""
    return int(one(app.query_params["meeting"])), one(app.query_params["slide"])


def one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def newest() -> record.Held:
    with product().store.reading(Scope()) as con:
        return record.meeting(con, int(record.meetings(con, Scope())["meeting"].max()))


def through(app: AppTest) -> Iterator[AppTest]:
    """Every slide, by the button alone."""
    while True:
        yield app
        if app.button(key="stage_next").disabled:
            return
        app = pressed(app, "stage_next")


def test_one_and_its_neighbours_propose_themselves_with_an_agenda(own_copy: Path) -> None:
    app = opened("meeting", focus=CENTRE)
    assert app.multiselect(key=f"meeting_with_{CENTRE}とその隣接団体").value[0] == next(
        code for code, name in cached.names().items() if name == CENTRE
    )
    said = " ".join(element.value for element in app.markdown)
    assert "進行案は" in said and "90分です" in said and f"これまでに{len(MEETINGS)}回開き" in lead(app)


def test_a_meeting_runs_through_all_its_slides_and_sends_nobody_who_is_not_there(own_copy: Path) -> None:
    app = begun()
    held = newest()
    away = [name for name in cached.names().values() if name not in held.snapshot.participants]
    seen = []
    for slide in through(app):
        sent = raw(slide).decode(errors="replace")
        assert not slide.exception and not slide.error and not slide.sidebar.multiselect
        assert not [name for name in away if name in sent]
        seen.append(on(slide)[1])
    assert seen == [slide.key for slide in held.snapshot.slides] and len(away) > 15


def test_an_anonymous_meeting_sends_no_name_at_all(own_copy: Path) -> None:
    app = begun(unnamed=True)
    for slide in through(app):
        sent = raw(slide).decode(errors="replace")
        assert not slide.exception and not [name for name in cached.names().values() if name in sent]
        assert "匿名で表示しています" in sent
    assert newest().snapshot.unnamed


def test_a_note_is_kept_and_a_reload_shows_it_again(own_copy: Path) -> None:
    number, slide = on(begun())
    field = f"stage_field_{number}:{slide}"
    opened("meeting", meeting=str(number), slide=slide).text_area(key=field).input("研修を一緒に").run()
    assert opened("meeting", meeting=str(number), slide=slide).text_area(key=field).value == "研修を一緒に"


def test_two_who_write_at_once_are_both_kept_and_the_later_is_told(own_copy: Path) -> None:
    number, slide = on(begun())
    field = f"stage_field_{number}:{slide}"
    one, two = (opened("meeting", meeting=str(number), slide=slide) for _ in range(2))
    one.text_area(key=field).input("はじめの人").run()
    two = two.text_area(key=field).input("あとの人").run()
    assert BESIDE in boxes(two)
    with product().store.reading(Scope()) as con:
        assert set(notes.notes(con, number)["text"]) == {"はじめの人", "あとの人"}


def test_a_decision_is_kept_and_opens_the_next_meeting_of_the_same_circle(own_copy: Path) -> None:
    number, _ = on(begun())
    app = opened("meeting", meeting=str(number), slide="decisions")
    app.text_input(key="stage_text_0").input("共同で研修を開く")
    app.selectbox(key="stage_item_0").select("aspect:community")
    app = next(button for button in app.button if button.label == "決定事項に加える").click().run()
    assert [title.value for title in app.title] == ["決定事項は1件です"]
    kept = cached.read(decisions.decisions, Scope())
    assert kept.iloc[-1]["item"] == "aspect:community" and kept.iloc[-1]["meeting"] == newest().snapshot.name
    begun()
    told = newest().snapshot.slide("follow_up")
    assert ([row[0] for row in told.cells] == ["共同で研修を開く"] and "で変わらず" in told.cells[0][5]) or "団体で上昇" in told.cells[0][5]


def test_a_decision_without_words_is_refused_and_the_slide_stays(own_copy: Path) -> None:
    number, _ = on(begun())
    app = opened("meeting", meeting=str(number), slide="decisions")
    app = next(button for button in app.button if button.label == "決定事項に加える").click().run()
    assert boxes(app) == ["約束の内容を入れてください。"] and on(app)[1] == "decisions"


def test_a_decision_that_is_being_written_outlives_the_browser_and_is_gone_once_it_is_taken(own_copy: Path) -> None:
    number, _ = on(begun())
    app = opened("meeting", meeting=str(number), slide="decisions")
    app.text_input(key="stage_text_0").input("共同で研修を").run()
    app.selectbox(key="stage_code_0").select_index(1).run()
    other = opened("meeting", meeting=str(number), slide="decisions")
    assert (other.text_input(key="stage_text_0").value, other.selectbox(key="stage_code_0").value) == ("共同で研修を", 1)
    other = pressed(other, "stage_decide")
    assert other.text_input(key="stage_text_1").value == "" and [title.value for title in other.title] == ["決定事項は1件です"]
    assert opened("meeting", meeting=str(number), slide="decisions").text_input(key="stage_text_0").value == ""


def test_decisions_of_two_who_have_the_meeting_open_are_both_kept_and_shown(own_copy: Path) -> None:
    number, _ = on(begun())
    one, two = (opened("meeting", meeting=str(number), slide="decisions") for _ in range(2))
    for app, text in ((one, "はじめの決定"), (two, "あとの決定")):
        app.text_input(key="stage_text_0").input(text).run()
        pressed(app, "stage_decide")
    sent = raw(one.run()).decode(errors="replace")
    assert "はじめの決定" in sent and "あとの決定" in sent and [title.value for title in one.title] == ["決定事項は2件です"]


def test_on_the_slide_of_promises_it_is_said_how_they_stand_now_and_the_slide_stays_as_it_was(own_copy: Path) -> None:
    number, _ = on(begun())
    decisions.promise(product().store, "様式を配る", date.today(), None, "県", None, newest().snapshot.name, newest().codes)
    app = begun()
    before = newest()
    said = app.selectbox(key="stage_promise")
    app = said.select(next(one for one, _ in before.snapshot.slide("follow_up").promises if one == kept_last())).run()
    app = pressed(app.selectbox(key="stage_status").select("実施中").run(), "stage_change")
    assert cached.read(decisions.decisions, Scope()).set_index("decision")["status"][kept_last()] == "実施中"
    assert "「様式を配る」：未着手→実施中" in raw(app).decode(errors="replace") and newest() == before and number != before.number


def test_of_the_promises_the_first_that_is_still_open_is_asked_about(own_copy: Path) -> None:
    app = pressed(opened("meeting", focus="朝凪市"), "meeting_begin")
    asked = newest().snapshot.slide("follow_up")
    (left_open,) = [number for number, status in asked.promises if status in decisions.OPEN]
    assert asked.promises[0][0] != left_open == app.selectbox(key="stage_promise").value
    assert "推進リーダーの役割を文書にする" in app.selectbox(key="stage_promise").options[[n for n, _ in asked.promises].index(left_open)]


def kept_last() -> int:
    return int(cached.read(decisions.decisions, Scope())["decision"].max())


def test_a_circle_that_has_met_is_proposed_to_meet_again_whatever_it_was_made_of(own_copy: Path) -> None:
    app = opened("meeting", focus=CENTRE)
    chosen = [code for code, _ in zip(cached.names(), range(5), strict=False)]
    app = app.multiselect(key=f"meeting_with_{CENTRE}とその隣接団体").set_value(chosen).run()
    pressed(app, "meeting_begin")
    met = newest()
    decisions.promise(product().store, "様式を配る", date.today(), None, "県", None, met.snapshot.name, met.codes)
    app = opened("meeting", circle=f"again:{met.number}")
    label = f"{cached.names()[sorted(chosen)[0]]}ほか4団体"
    assert sorted(app.multiselect(key=f"meeting_with_{label}").value) == sorted(chosen) and f"（{label}）" in met.snapshot.name
    pressed(app, "meeting_begin")
    assert newest().codes == met.codes and "持ち帰り事項は1件" in newest().snapshot.slide("follow_up").title


def test_a_meeting_that_goes_on_is_one_click_away(own_copy: Path) -> None:
    number, first = on(begun())
    assert on(pressed(opened("meeting"), "meeting_resume")) == (number, first)


def test_items_of_ones_own_are_slides_and_those_taken_out_are_not(own_copy: Path) -> None:
    app = opened("meeting", focus=CENTRE)
    app.text_area(key="meeting_own").input("次年度の研修\n\n共同の窓口").run()
    pills = next(group for group in app.button_group if group.key and group.key.startswith("meeting_slides_"))
    pills.set_value([one for one in pills.value if not one.startswith("voices")])
    pressed(app, "meeting_begin")
    slides = newest().snapshot.slides
    assert [slide.label for slide in slides if slide.kind == "own"] == ["次年度の研修", "共同の窓口"]
    assert not [slide for slide in slides if slide.kind == "voices"] and sum(slide.minutes for slide in slides) == 90


def test_fewer_than_six_without_names_are_warned_of_and_six_by_name_are_not(own_copy: Path) -> None:
    app = opened("meeting", focus=CENTRE)
    assert not [text for text in boxes(app) if "推測" in text]
    app = app.radio(key="meeting_mode").set_value("匿名（団体A、団体B…）").run()
    assert [text for text in boxes(app) if "推測される可能性があります" in text]


def test_one_key_ends_the_sharing_view_and_the_meeting_can_be_opened_again(own_copy: Path) -> None:
    app = begun()
    number, first = on(app)
    app = pressed(app, "stage_end")
    assert "slide" not in app.query_params and [title.value for title in app.title] == ["ご近所会議"]
    assert on(pressed(app, "meeting_reopen")) == (number, first)


@pytest.mark.parametrize("role", ["市町村担当", "閲覧"])
def test_who_may_not_chair_is_sent_nothing_of_a_meeting(own_copy: Path, role: str) -> None:
    number, _ = on(begun())
    app = opened("meeting", role, "99202" if role == "市町村担当" else "", meeting=str(number), slide="participants")
    assert boxes(app) == ["この画面は県担当だけが使えます。"]
    assert not [name for name in newest().snapshot.participants if name in raw(app).decode(errors="replace")]


@pytest.mark.parametrize(
    ("number", "told"), [("9999", "番号 9999 の記録はありません"), ("x", "会議の記録はありません"), ("9" * 50, "会議の記録はありません")]
)
def test_a_meeting_that_there_is_not_is_said_in_one_line(own_copy: Path, number: str, told: str) -> None:
    app = opened("meeting", meeting=number, slide="steps")
    assert told in boxes(app)[0] and not app.exception


def test_an_unknown_slide_shows_the_first(own_copy: Path) -> None:
    app = begun()
    number, _ = on(app)
    assert [title.value for title in opened("meeting", meeting=str(number), slide="<b>").title] == [title.value for title in app.title]


def test_one_alone_is_no_meeting_and_the_list_of_meetings_stays(own_copy: Path) -> None:
    begun()
    app = opened("meeting", focus=CENTRE)
    app = (
        app.multiselect(key=f"meeting_with_{CENTRE}とその隣接団体")
        .set_value([app.multiselect(key=f"meeting_with_{CENTRE}とその隣接団体").value[0]])
        .run()
    )
    assert "参加団体は2～8団体にしてください（いまは1団体です）。" in boxes(app)
    assert any("これまでの会議" in element.value for element in app.markdown)
