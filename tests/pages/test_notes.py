"""On the pages a note is read by those for whom it was written, written by 県担当 alone, and never sent to a shared screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics import notes
from analytics.config import load_config
from analytics.model import load_model
from analytics.scope import Scope, Viewer
from analytics.store import open_store
from pages.shared.product import product
from tests.pages.opening import opened, serving
from tests.pages.sent import raw

TOWN, NAME, BESIDE = "99301", "高嶺町", "99302"
WORDS = {audience: f"カナリアの{audience}のメモ" for audience in notes.AUDIENCES}
PAGES = {
    "karte": {"focus": TOWN},
    "gap": {"aspect": "structure", "m": NAME},
    "neighbours": {"focus": TOWN},
    "indicators": {"focus": TOWN},
}


@pytest.fixture(scope="module")
def noted(copy: Path) -> Iterator[Path]:
    """The sample with one note of each kind on everything that these pages show of one town."""
    config = load_config(database=copy)
    model = load_model(config.model.folder)
    store = open_store(config, model)
    with store.reading(Scope()) as con:
        indicator = con.execute("select indicator from indicator_value where code = $code order by 1 limit 1", {"code": TOWN}).fetchall()[
            0
        ][0]
    for audience, text in WORDS.items():
        for item in ("step:step0", "aspect:structure", "factor:f1", f"indicator:{indicator}"):
            notes.write(store, Viewer(), TOWN, item, "2025", text, audience)
    store.close()
    with serving(copy):
        yield copy


def sent(app: AppTest) -> set[str]:
    """The audiences whose notes are in any message."""
    assert not app.exception and not app.error
    return {audience for audience, text in WORDS.items() if text.encode() in raw(app)}


EVERY, OWN, ALL = set(WORDS), {notes.ITS_OWN, notes.ALL}, {notes.ALL}


@pytest.mark.parametrize(
    ("role", "own", "seen"), [("県担当", "", EVERY), ("市町村担当", TOWN, OWN), ("市町村担当", BESIDE, ALL), ("閲覧", "", ALL)]
)
def test_each_is_sent_the_notes_that_are_for_them(noted: Path, role: str, own: str, seen: set[str]) -> None:
    assert sent(opened("karte", role, own, focus=TOWN)) == seen


@pytest.mark.parametrize("page", PAGES)
def test_the_prefecture_sees_all_notes_where_the_item_is_looked_at(noted: Path, page: str) -> None:
    query = {"x": first_indicator()} if page == "indicators" else {}
    assert sent(opened(page, **PAGES[page], **query)) == EVERY


def first_indicator() -> str:
    with product().store.reading(Scope()) as con:
        return str(con.execute("select item[11:] from item_note where starts_with(item, 'indicator:') limit 1").fetchall()[0][0])


@pytest.mark.parametrize("page", PAGES)
def test_to_a_shared_screen_no_note_is_sent_not_even_one_for_all(noted: Path, page: str) -> None:
    app = opened(page, share="true", **{**PAGES[page], "m": NAME})
    assert sent(app) == set() and not forms(app)


def forms(app: AppTest) -> list[str]:
    return [area.label for area in app.text_area if "新しいメモ" in area.label]


@pytest.mark.parametrize(("role", "own", "count"), [("県担当", "", 1), ("市町村担当", TOWN, 0), ("閲覧", "", 0)])
@pytest.mark.parametrize("page", PAGES)
def test_only_the_prefecture_has_the_form(noted: Path, page: str, role: str, own: str, count: int) -> None:
    assert len(forms(opened(page, role, own, **PAGES[page]))) == count


def test_the_form_says_that_notes_may_be_disclosed_and_begins_with_the_fewest_readers(noted: Path) -> None:
    app = opened("karte", focus=TOWN)
    assert any("情報公開請求" in caption.value for caption in app.caption)
    assert [radio.value for radio in app.radio if radio.label == "読める人"][-1] == notes.INSIDE


def test_what_is_written_stands_on_the_page_and_can_be_corrected_and_taken_away(noted: Path) -> None:
    app = opened("karte", focus=BESIDE)
    field = next(area for area in app.text_area if "新しいメモ" in area.label)
    field.set_value("聞き取りで分かったこと")
    button(app, "メモを保存").click().run()
    assert texts(app).count("聞き取りで分かったこと") == 1 and not forms_filled(app)
    next(area for area in app.text_area if area.value == "聞き取りで分かったこと").set_value("直した言葉")
    button(app, "直して保存").click().run()
    assert "直した言葉" in texts(app) and "聞き取りで分かったこと" not in texts(app)
    button(app, "このメモを消す").click().run()
    assert "直した言葉" not in texts(app)
    next(toggle for toggle in app.toggle if "経緯" in toggle.label).set_value(True).run()
    said = [frame.value["text"].tolist() for frame in app.dataframe if "noted_at" in frame.value]
    assert said == [["（消した）", "直した言葉", "聞き取りで分かったこと"]]


def test_an_empty_note_is_refused_in_one_line(noted: Path) -> None:
    app = opened("karte", focus=BESIDE)
    button(app, "メモを保存").click().run()
    assert [box.value for box in app.error] == ["メモの内容を入れてください。"]


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def forms_filled(app: AppTest) -> list[str]:
    return [area.value for area in app.text_area if "新しいメモ" in area.label and area.value]
