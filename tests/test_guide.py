"""Does the manual speak of what is there: its pictures, its links, and the words that stand on the screens?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import guide
from analytics.config import ROOT
from analytics.guide import Picture
from analytics.kinds import KINDS
from analytics.meeting.slides import WEIGHTS
from analytics.sentences import guide as sentences
from analytics.sentences.method import TOPICS
from tests.browser.driving import PAGES, SIZES
from tests.browser.screenshots import TARGET, THEMES

ENDINGS = [f"_{size}{theme}.jpg" for size in SIZES for theme in THEMES.values()]
HOLE = "\x00"
"""Where the code puts something in."""
MOST_BYTES = 25_000_000
MENU = dict(re.findall(r'st\.Page\("([^"]+)", title=(?:"([^"]+)"|meeting)', (ROOT / "pages" / "menu.py").read_text(encoding="utf-8")))
TEXTS = {topic: guide.text(topic) for topic in guide.topics()}
SAID = [(topic, words) for topic, text in TEXTS.items() for words in re.findall(r"「([^」]+)」", text)]


@cache
def words_of_the_app() -> str:
    """Every text that stands in the code of the screens, each between two line breaks."""
    files = [*(ROOT / "pages").rglob("*.py"), *(ROOT / "analytics").rglob("*.py")]
    own = [file for file in files if file.name != "guide.py"]
    found = [text for file in own for text in literals(file)]
    return "\n" + "\n".join([*found, *(kind.label for kind in KINDS.values()), "ご近所会議"]) + "\n"


def literals(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)


@cache
def labels_with_holes() -> list[re.Pattern[str]]:
    """Labels into which the app writes a name or a number, such as カルテを◯で保存."""
    found = [line for line in words_of_the_app().split("\n") if HOLE in line and len(line.replace(HOLE, "")) >= 5]
    return [re.compile(re.escape(line).replace(HOLE, ".+")) for line in found]


def stands_on_a_screen(words: str) -> bool:
    """As a whole label, as the beginning of one that goes on (with … or a bracket), or as a sentence within a message."""
    app = words_of_the_app()
    if any(pattern.fullmatch(words) for pattern in labels_with_holes()):
        return True
    return f"\n{words}\n" in app or re.search(rf"\n{re.escape(words)}[（…]", app) is not None or (len(words) > 8 and words in app)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_its_pictures_in_both_sizes_and_both_themes(page: str) -> None:
    assert [ending for ending in ENDINGS if not (TARGET / f"{page}_sample{ending}").exists()] == []


@pytest.mark.parametrize("kind", WEIGHTS)
def test_each_kind_of_slide_has_its_pictures_in_both_sizes_and_both_themes(kind: str) -> None:
    names = [file.name for file in TARGET.glob(f"slide_{kind}*.jpg")]
    assert [ending for ending in ENDINGS if not any(re.fullmatch(rf"slide_{kind}(-\w+)?{ending}", name) for name in names)] == []


def test_every_page_of_the_menu_has_a_section_of_its_own() -> None:
    titles = [title or "ご近所会議" for title in MENU.values() if title != "使い方"]
    assert list(guide.sections(TEXTS["screens"])) == titles and len(titles) == len(PAGES) - 1


def test_the_pictures_are_not_heavy() -> None:
    assert sum(file.stat().st_size for file in TARGET.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("topic", TEXTS)
def test_each_picture_that_is_named_is_there_and_says_what_it_shows(topic: str) -> None:
    pictures = [part for part in guide.parts(TEXTS[topic]) if isinstance(part, Picture)]
    assert [picture for picture in pictures if not picture.file.is_file() or not picture.words] == []
    assert len(pictures) == TEXTS[topic].count("![")


@pytest.mark.parametrize(("topic", "words"), SAID, ids=[f"{topic}-{words}" for topic, words in SAID])
def test_what_stands_in_brackets_stands_on_a_screen(topic: str, words: str) -> None:
    assert stands_on_a_screen(words)


def test_words_that_no_screen_has_are_found() -> None:
    assert not stands_on_a_screen("データを全部消す") and not stands_on_a_screen("取り込む内容")


def test_every_link_leads_somewhere() -> None:
    links = [link for text in TEXTS.values() for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", text)]
    files = {file.name for file in guide.files()}
    formulas = {f"{guide.HOME}method?about={about}" for about in TOPICS}
    assert links and [link for link in links if link not in files | formulas] == []


def test_links_lead_to_the_pages_of_the_app_that_shows_them() -> None:
    shown = guide.parts(f"[式]({guide.HOME}method?about=gap) と [会議](3_meeting.md)")
    assert shown == ["[式](./method?about=gap) と [会議](guide?topic=meeting)"]


@given(st.lists(st.tuples(st.text("あいう。\n", min_size=1), st.booleans()), max_size=6))
def test_texts_and_pictures_keep_their_order_and_nothing_is_lost(drawn: list[tuple[str, bool]]) -> None:
    body = "\n".join("![図](../screenshots/a.jpg)" if picture else text for text, picture in drawn)
    found = guide.parts(body)
    assert [isinstance(part, Picture) for part in found].count(True) == sum(picture for _, picture in drawn)
    kept = "".join(part for part in found if isinstance(part, str))
    assert "".join(kept.split()) == "".join("".join(text.split()) for text, picture in drawn if not picture)


def test_a_manual_that_is_not_installed_has_no_topics(tmp_path: Path) -> None:
    assert guide.topics(tmp_path) == {}


def test_the_first_sentence_counts_the_topics() -> None:
    assert (
        sentences.lead(["1日目", "年間の流れ", "困ったとき"])
        == "「1日目」から「困ったとき」まで、3項目で説明します。図はサンプルデータの画面です。"
    )
    assert sentences.lead(["1日目"]) == "「1日目」を説明します。図はサンプルデータの画面です。"
    assert "見つかりません" in sentences.lead([])
