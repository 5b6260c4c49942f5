"""What is entered on 訪問計画 is kept, and what cannot be kept says why; the karte's advice is for those it is for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import decisions
from analytics.intake.taking_in import enter
from analytics.kinds import KINDS
from analytics.sample_meetings import MEETINGS
from analytics.scope import Scope
from pages.shared.product import product
from tests.pages.opening import lead, notes, opened, serving
from tests.pages.sent import raw, tables

MEETING = "東部ご近所会議"
LEFT_OPEN = {agreed.code for meeting in MEETINGS for agreed in meeting.agreed if agreed.status in decisions.OPEN} - {"99301"}
"""Of whom the sample's meetings have left a promise open, each one."""


@pytest.fixture(scope="module")
def own_copy(copy: Path) -> Iterator[Path]:
    with serving(copy):
        yield copy


def kept() -> list[tuple[str, str]]:
    """What was entered beside what the sample holds."""
    with product().store.reading(Scope()) as con:
        rows = decisions.decisions(con, Scope())
    given = [agreed.text for meeting in MEETINGS for agreed in meeting.agreed]
    return [(text, status) for text, status in zip(rows["text"], rows["status"], strict=True) if text not in given]


def pressed(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def findings(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown if "finding" in element.value)


def test_a_promise_is_entered_counted_and_closed(own_copy: Path) -> None:
    app = opened("visits")
    app.selectbox(key="visits_promise_code_0").select("99301")
    app.text_area(key="visits_promise_text_0").input("ひな形を送る")
    app.date_input(key="visits_promise_due_0").set_value(date.today() + timedelta(days=30))
    app = pressed(app, "記録する")
    assert kept() == [("ひな形を送る", "未着手")] and f"未了の約束は{len(LEFT_OPEN) + 1}件" in findings(app)
    assert f"未了の約束がある団体は{len(LEFT_OPEN) + 1}団体です。" in lead(app) and "これからの予定は1件" in findings(app)
    ask = next(box for box in app.selectbox if box.label == "約束")
    ask.select_index(next(place for place, told in enumerate(ask.options) if "ひな形を送る" in told))
    app = pressed(app, "状況を変える")
    assert kept() == [("ひな形を送る", "完了")] and f"未了の約束がある団体は{len(LEFT_OPEN)}団体です。" in lead(app)


def test_a_promise_without_words_is_refused_and_the_page_stays_whole(own_copy: Path) -> None:
    before, app = kept(), pressed(opened("visits"), "記録する")
    assert [box.value for box in app.error] == ["約束の内容を入れてください。"]
    assert kept() == before and "支援記録は" in findings(app) and not app.exception


def test_the_order_chosen_is_that_of_the_table(own_copy: Path) -> None:
    app = opened("visits").segmented_control(key="visits_order").select("ギャップが大きい順").run()
    shown = next(frame for frame in tables(app) if {"gap", "it", "last_contact"} <= set(frame.columns))
    assert shown["gap"].dropna().is_monotonic_decreasing and shown["gap"].notna().sum() == 25


@pytest.mark.parametrize(
    ("role", "own", "sees"), [("県担当", "", True), ("市町村担当", "99301", True), ("市町村担当", "99302", False), ("閲覧", "", False)]
)
def test_the_advice_on_a_karte_is_for_the_prefecture_and_the_municipality_itself(own_copy: Path, role: str, own: str, sees: bool) -> None:
    app = opened("karte", role, own, focus="99301")
    assert ("支援メニュー案" in findings(app)) is sees and not app.exception


def test_no_advice_and_no_promise_leaves_the_server_for_a_shared_screen(own_copy: Path) -> None:
    decisions.promise(product().store, "門外不出の約束", date(2026, 1, 1), "99301", meeting=MEETING)
    for page in ("karte", "visits", "overview"):
        sent = raw(opened(page, share="true", m="高嶺町", focus="99301"))
        assert "門外不出の約束".encode() not in sent and "支援メニュー案：".encode() not in sent
    assert "門外不出の約束".encode() in raw(opened("visits"))


def test_what_was_noted_on_a_visit_stays_off_a_shared_screen(own_copy: Path) -> None:
    row = {"code": "99301", "date": date(2026, 1, 5), "type": "会議", "title": "聞き取り", "staff": "担当の名", "note": "内々の話"}
    enter(product().store, KINDS["support_log"], [row])
    plain, shared = raw(opened("karte", focus="99301")), raw(opened("karte", share="true", m="高嶺町", focus="99301"))
    assert all(words.encode() in plain and words.encode() not in shared for words in ("内々の話", "担当の名"))


@pytest.mark.parametrize("page", ["prefecture", "priority"])
def test_a_menu_whose_name_is_markup_is_shown_as_text(own_copy: Path, page: str) -> None:
    picture = "![画](http://x.invalid/a.png)"
    row = {"title": picture, "steps": "step0・step1・step2・step3", "factors": "f1・f2・f3・f4・f5・f6・f7・f8", "places": 1}
    enter(product().store, KINDS["support_menu"], [row])
    app = opened(page)
    said = [element.value for element in (*app.caption, *app.markdown)]
    assert any("http" in text and "残り1枠" in text for text in said) and not any(picture in text for text in said)


def test_a_damaged_address_of_the_list_shows_the_plain_page(own_copy: Path) -> None:
    app = opened("visits", visits_order="x", visits_code="99999")
    assert lead(app) == lead(opened("visits")) and not notes(app)
