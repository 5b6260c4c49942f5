"""Do the minutes hold what was shown, said and agreed, in a form that Word and a text editor open?"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from analytics.decisions import promise
from analytics.meeting import document, minutes
from analytics.meeting.notes import take_down
from tests.conftest import World
from tests.meeting.circle import DAY, KAWABE, a_prefecture, held

docx = pytest.importorskip("docx")
HOSTILE = "**太字** <b>x</b> [x](http://x) | 表\n# 見出し"


@pytest.fixture
def made(world: World) -> minutes.Minutes:
    meeting = held(a_prefecture(world))
    take_down(world.store, meeting.number, "steps", "来年は一緒に研修を開く", None, "県担当")
    take_down(world.store, meeting.number, "cases", HOSTILE, None, "県担当")
    promise(world.store, "仕様を持ち寄る", DAY, KAWABE, "総務課", DAY, meeting.snapshot.name, meeting.codes)
    promise(world.store, "別の会議の約束", DAY, KAWABE, meeting="ほかの会議", participants=meeting.codes)
    return minutes.minutes(world.store, meeting.number)


def opened(made: minutes.Minutes) -> Any:
    return docx.Document(BytesIO(document.document(made)))


def test_the_text_holds_participants_number_notes_and_decisions(made: minutes.Minutes) -> None:
    text = minutes.markdown(made).decode()
    assert f"- 資料の番号: {made.held.mark}" in text and "- 参加団体: みなと市、かわべ市、やまの町、さとの町" in text
    assert "| 仕様を持ち寄る | かわべ市 | 総務課 | 2026-01-20 | 未着手 |" in text and "別の会議の約束" not in text
    assert "> 来年は一緒に研修を開く" in text


def test_every_slide_stands_in_the_text_with_what_it_drew(made: minutes.Minutes) -> None:
    text = minutes.markdown(made).decode()
    for slide in made.held.snapshot.slides:
        assert slide.kind == "decisions" or f"## {minutes.plain(slide.label)}" in text
        for row in slide.drawn:
            assert row["name"] in text and row["shown"] in text


def test_what_was_typed_acts_as_no_markup_in_the_text(made: minutes.Minutes) -> None:
    text = minutes.markdown(made).decode()
    assert "\n> \\# 見出し" in text and "\\*\\*太字\\*\\*" in text and "<b>" not in text.replace("\\<b", "")


def test_the_document_holds_the_same_with_one_picture_for_each_that_was_shown(made: minutes.Minutes) -> None:
    paper = opened(made)
    said = [paragraph.text for paragraph in paper.paragraphs]
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "来年は一緒に研修を開く" in said and "# 見出し" in said and made.held.mark in cells and "仕様を持ち寄る" in cells
    assert len(paper.inline_shapes) == sum(bool(slide.chart) for slide in made.held.snapshot.slides) > 2


def test_the_pictures_are_png_of_their_own(made: minutes.Minutes) -> None:
    drawn = [document.picture(slide) for slide in made.held.snapshot.slides if slide.chart]
    assert all(picture and picture[:8] == b"\x89PNG\r\n\x1a\n" for picture in drawn) and len(set(drawn)) == len(drawn)


def test_japanese_letters_have_a_japanese_font_in_every_style(made: minutes.Minutes) -> None:
    from docx.oxml.ns import qn

    fonts = [style.element.rPr.rFonts for style in opened(made).styles if getattr(style, "font", None) is not None]
    assert fonts and {found.get(qn("w:eastAsia")) for found in fonts} == {document.FONT}


def test_letters_that_xml_cannot_hold_are_left_out() -> None:
    assert document.legal("あ\x00い\x0bう\ufffe𠮷\n") == "あいう𠮷\n"


def test_where_word_documents_cannot_be_made_it_is_said_what_to_install(made: minutes.Minutes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "find_spec", lambda name: None)
    assert "pip install python-docx" in document.what_is_missing()
    with pytest.raises(document.NeedsDocuments):
        document.document(made)
