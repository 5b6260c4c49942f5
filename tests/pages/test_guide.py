"""Does the page 使い方 show the manual as it is written, to everybody, and the part that fits the page one comes from?"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from analytics import guide
from analytics.guide import Picture
from tests.pages.opening import PAGES, notes, opened
from tests.pages.test_every_page import TITLES

TOPICS = guide.topics()


def pictures(app: AppTest) -> list[str]:
    return [image.alt for element in app.main.get("image") for image in element.proto.imgs]


def links(app: AppTest) -> list[tuple[str, str, list[str]]]:
    """(label, page, which part of it) of the links beside the page."""
    found = [link.proto for link in app.sidebar.get("page_link")]
    return [(link.label, link.page, parse_qs(link.query_string)["page"]) for link in found]


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic != "screens"])
def test_a_topic_is_shown_with_all_its_pictures(served: Path, topic: str) -> None:
    app = opened("guide", topic=topic)
    assert [heading.value for heading in app.subheader] == [TOPICS[topic]]
    assert pictures(app) == [part.words for part in guide.parts(guide.text(topic)) if isinstance(part, Picture)]
    assert not app.exception and not app.error


def test_each_screen_has_its_own_part(served: Path) -> None:
    for title in guide.sections(guide.text("screens")):
        app = opened("guide", page=title)
        assert [heading.value for heading in app.subheader] == [TOPICS["screens"]]
        assert pictures(app) == [title]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "guide"])
def test_every_page_leads_to_its_part(served: Path, page: str) -> None:
    assert links(opened(page)) == [("この画面の使い方", "guide", [TITLES[page]])]
    assert TITLES[page] in guide.sections(guide.text("screens"))


@pytest.mark.parametrize("role", ["市町村担当", "閲覧"])
def test_whoever_may_open_the_app_may_read_the_manual(served: Path, role: str) -> None:
    app = opened("guide", role, "99202" if role == "市町村担当" else "")
    assert [heading.value for heading in app.subheader] == ["1日目：起動から最初の会議まで"]
    assert pictures(app)


def test_a_picture_that_is_not_installed_is_named_in_its_place(served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in guide.files():
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    serve(monkeypatch, tmp_path)
    app = opened("guide")
    assert pictures(app) == [] and any(caption.value.startswith("（図: 全体状況") for caption in app.caption)


def test_a_manual_that_is_not_installed_is_said(served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tmp_path)
    app = opened("guide")
    assert any("見つかりません" in text.value for text in app.markdown) and not app.exception and not app.error and not notes(app)


def serve(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for read in (guide.topics, guide.text, guide.parts, guide.files):
        monkeypatch.setattr(read, "__defaults__", (folder,))
