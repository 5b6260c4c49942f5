"""A director chairs a meeting, in real Chromium: six clicks to the first slide, → alone through all, nothing lost, minutes in hand."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.desk import Person
from tests.browser.driving import FLAGS, Visit, chromium, serving
from tests.browser.stage import begin, begun, slide_of, slides

pytestmark = pytest.mark.browser

CENTRE = "稲穂町"
NOTES = {"follow_up": "はじめの挨拶", "steps": "研修は合同で", "cases": "事例の町に聞く"}
DECISIONS = ("窓口の棚卸し表を持ち寄る", "研修を合同で開く")
HALF = "共同調達の仕様を"
DUE = date.today() + timedelta(days=90)
NOTE = "メモ（入力すると保存します）"
FIVE = ("稲穂町", "梅園市", "鏡池町", "春日野町", "みほん市")
AGREEING = ("99204", "99322", "99323", "99401")
"""All of them but みほん市 have agreed to be shown by name."""
BEST = "住民または事業者と話し合う場を設けた,庁外の構成員を含めて設け、この間に開いた,企画、運営、評価のいずれかを担った"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Browser]]:
    """A new user's first start, with the sample data."""
    with serving(tmp_path_factory.mktemp("meeting") / "new.duckdb") as address, chromium() as browser:
        yield address, browser


def write(visit: Visit, text: str) -> None:
    """Types a note and touches nothing else: it has to be kept by itself."""
    field = visit.page.get_by_role("textbox", name=NOTE)
    field.click()
    field.press_sequentially(text, delay=20)
    visit.page.wait_for_timeout(1500)
    visit.settle()
    visit.page.keyboard.press("ArrowLeft")  # moves the cursor, not the slide
    field.blur()


def decide(visit: Visit, text: str, item: str = "") -> None:
    page = visit.page
    decision = page.get_by_label("決定事項（必須）")
    expect(decision).to_have_count(1, timeout=30_000)  # the form of the decision before may still be going
    expect(decision).to_have_value("")
    decision.fill(text)
    page.get_by_label("担当").fill("企画課")
    page.get_by_role("spinbutton", name="年、期限").click()
    page.keyboard.type(f"{DUE:%Y%m%d}")
    page.keyboard.press("Tab")
    visit.settle()
    if item:
        page.get_by_role("combobox", name="関係する数値").click()
        page.get_by_role("option", name=item).click()
    page.get_by_role("button", name="決定事項に加える").click()
    expect(page.locator(".slide table")).to_contain_text(text, timeout=30_000)


@contextmanager
def killable(browser: Browser) -> Iterator[tuple[Browser, Callable[[], None]]]:
    """A Chromium of its own, and how to kill it: no page in it learns that it ends."""
    mark = f"--started-for-{uuid4().hex}"
    doomed = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, mark])
    try:
        yield doomed, lambda: kill(mark)
    finally:
        doomed.close()


def kill(mark: str) -> None:
    """Ends the one process that bears the mark and is nobody's child in Chromium."""
    commands = {int(file.parent.name): words_of(file) for file in Path("/proc").glob("[0-9]*/cmdline")}
    (process,) = (number for number, words in commands.items() if mark in words and not any(word.startswith("--type=") for word in words))
    os.kill(process, signal.SIGKILL)


def words_of(file: Path) -> list[str]:
    """The words of a process's command; none where it has ended meanwhile."""
    try:
        return file.read_text(errors="replace").split("\0")
    except OSError:
        return []


def chosen(person: Person) -> None:
    """From the opened app to the first slide, with five who were chosen one by one."""
    visit, page = person.visit, person.page
    person.click(page.get_by_role("link", name="ご近所会議"))
    visit.settle()
    box = page.locator('[class*="st-key-meeting_with_"]')
    person.click(box.get_by_role("button", name="すべて外す"))
    visit.settle()
    person.click(box.get_by_role("combobox"))
    for name in FIVE:
        page.keyboard.type(name)
        expect(page.get_by_role("option", name=name)).to_be_visible()
        page.keyboard.press("Enter")
        visit.settle()
    page.keyboard.press("Escape")
    person.click(page.get_by_role("button", name="会議を始める"))
    begun(visit)


def test_a_meeting_from_the_first_click_to_the_next_meeting(served: tuple[str, Browser], tmp_path: Path) -> None:
    address, browser = served
    with killable(browser) as (doomed, end_at_once):
        last = first_meeting(Visit(doomed, address).open("/"))
        end_at_once()
    visit = Visit(browser, address)
    nothing_is_lost(visit, last)
    papers(visit, tmp_path)
    taken_in(visit, tmp_path)
    second_meeting(visit)
    visit.close()


def first_meeting(visit: Visit) -> str:
    """Held to the middle of a word; gives the address of the last slide."""
    person = Person(visit)
    chosen(person)
    assert person.clicks <= 6
    seen = []
    for key in slides(visit):
        seen.append(key)
        if key == "participants":
            told = visit.page.locator(".slide").first.inner_text()
            assert all(name in told for name in FIVE)
        if key in NOTES:
            write(visit, NOTES[key])
            assert slide_of(visit.page) == key
    assert seen[0] == "follow_up" and seen[-1] == "decisions" and len(seen) > 10
    decide(visit, DECISIONS[0], "観点「住民・地域との関係」")
    decide(visit, DECISIONS[1])
    visit.page.get_by_label("決定事項（必須）").press_sequentially(HALF, delay=20)
    visit.page.wait_for_timeout(2_000)
    return visit.page.url


def nothing_is_lost(visit: Visit, last: str) -> None:
    """Opened again as on any day: the notes, the decisions, and what was not finished."""
    visit.open("/meeting")
    visit.page.get_by_role("button", name="本日の会議に戻る").click()
    begun(visit)
    for key, text in NOTES.items():
        visit.page.goto(last.replace("slide=decisions", f"slide={key}"))
        visit.settle()
        expect(visit.page.get_by_role("textbox", name=NOTE)).to_have_value(text)
    visit.page.goto(last)
    visit.settle()
    for text in (*DECISIONS, DUE.isoformat(), "企画課"):
        expect(visit.page.locator(".slide table")).to_contain_text(text)
    expect(visit.page.locator("h1")).to_contain_text("決定事項は2件です")
    expect(visit.page.get_by_label("決定事項（必須）")).to_have_value(HALF)


def papers(visit: Visit, folder: Path) -> None:
    """The minutes, in both forms, with the pictures in their places."""
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="議事概要（Word）").wait_for(timeout=60_000)
    visit.settle()
    assert visit.errors() == [] and visit.english() == []
    text, word = downloaded(visit, "議事概要（テキスト）").decode(), downloaded(visit, "議事概要（Word）")
    pictures = sum(name.startswith("word/media/") for name in ZipFile(BytesIO(word)).namelist())
    printed, drawn = opened_by_libreoffice(word, folder)
    assert drawn == pictures >= 2
    for paper in (text, printed):
        lost = [one for one in (*DECISIONS, *NOTES.values(), *FIVE, DUE.isoformat()) if one not in paper.replace("\n", "")]
        assert not lost and HALF not in paper


def taken_in(visit: Visit, folder: Path) -> None:
    """Answers sent later, by which the figure of the first decision rises."""
    file = folder / "回答_令和7年度.csv"
    file.write_text("\n".join(["団体コード,q05,q14,q24", *(f"{code},{BEST}" for code in AGREEING)]), encoding="utf-8")
    visit.open("/import")
    visit.page.locator('input[type="file"]').set_input_files(str(file))
    visit.page.get_by_role("button", name="この内容で取り込む").wait_for(timeout=60_000)
    visit.looked_at()
    before = visit.receipts()
    visit.page.get_by_role("button", name="この内容で取り込む").click()
    visit.confirmed(before)


def second_meeting(visit: Visit) -> None:
    """The same circle again: what was promised, how that figure has moved, and how the promise stands now."""
    visit.open("/meeting")
    visit.page.get_by_role("combobox", name="顔ぶれ").click()
    visit.page.get_by_role("option", name="前回と同じ顔ぶれ").first.click()
    visit.settle()
    begin(visit)
    expect(visit.page.locator("h1")).to_contain_text("持ち帰り事項は2件、うち未了は2件")
    told = visit.page.locator(".slide table").inner_text()
    moved = re.search(r"観点「住民・地域との関係」：(\d)団体のうち(\d)団体で上昇（中央値 ([\d.]+)→([\d.]+)点", told)
    assert moved and all(text in told for text in DECISIONS), told
    assert int(moved[1]) == len(AGREEING) >= int(moved[2]) > 0 and float(moved[3]) < float(moved[4]) == 100
    visit.page.get_by_role("button", name="状況を変える").click()
    expect(visit.page.locator(".slide ul").last).to_contain_text("未着手→完了", timeout=30_000)


def downloaded(visit: Visit, name: str) -> bytes:
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def opened_by_libreoffice(word: bytes, folder: Path) -> tuple[str, int]:
    """The text that LibreOffice prints, and how many pictures it draws."""
    file = folder / "minutes.docx"
    file.write_bytes(word)
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)], check=True, timeout=240)
    pages = PdfReader(folder / "minutes.pdf").pages
    drawn = [re.findall(rb"/Im\d+ Do", contents.get_data()) for page in pages if (contents := page.get_contents()) is not None]
    return "".join(page.extract_text() for page in pages), sum(map(len, drawn))


def test_two_in_one_meeting_see_what_the_other_writes_and_nothing_of_either_is_lost(served: tuple[str, Browser]) -> None:
    address, browser = served
    one = Visit(browser, address).open(f"/meeting?focus={CENTRE}")
    begin(one)
    other = Visit(browser, address)
    for visit in (one, other):
        visit.page.goto(one.page.url.replace("slide=follow_up", "slide=steps"))
        visit.settle()
    write(one, "甲の発言")
    expect(other.page.get_by_text("甲の発言")).to_be_visible(timeout=20_000)  # untouched
    write(other, "乙の発言")
    expect(one.page.get_by_text("乙の発言")).to_be_visible(timeout=20_000)
    expect(one.page.get_by_role("textbox", name=NOTE)).to_have_value("甲の発言")
    for visit in (one, other):
        visit.page.goto(one.page.url.replace("slide=steps", "slide=decisions"))
        visit.settle()
    decide(one, DECISIONS[0])
    expect(other.page.locator(".slide table")).to_contain_text(DECISIONS[0], timeout=20_000)
    decide(other, DECISIONS[1])
    expect(one.page.locator(".slide table")).to_contain_text(DECISIONS[1], timeout=20_000)
    for visit in (one, other):
        expect(visit.page.locator("h1")).to_contain_text("決定事項は2件です")
        assert visit.errors() == [] and visit.complaints == []
        visit.close()
