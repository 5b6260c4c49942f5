"""A director chairs a meeting, in real Chromium: six clicks to the first slide, → alone through all, nothing lost, minutes in hand."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import Person
from tests.browser.driving import SIZES, Visit, chromium, serving

pytestmark = pytest.mark.browser

CENTRE = "稲穂町"
NOTES = {"follow_up": "はじめの挨拶", "steps": "研修は合同で", "cases": "事例の町に聞く"}
DECISIONS = ("窓口の棚卸し表を持ち寄る", "研修を合同で開く")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Browser]]:
    """A new user's first start, with the sample data."""
    with serving(tmp_path_factory.mktemp("meeting") / "new.duckdb") as address, chromium() as browser:
        yield address, browser


def begun(person: Person) -> None:
    """From the opened app to the first slide."""
    visit, page = person.visit, person.page
    person.click(page.get_by_role("link", name="ご近所会議"))
    visit.settle()
    person.click(page.get_by_role("combobox", name="中心にする団体"))
    page.keyboard.type(CENTRE)
    person.click(page.get_by_role("option", name=CENTRE))
    visit.settle()
    person.click(page.get_by_role("button", name="会議を始める"))
    page.wait_for_selector(".st-key-stage_nav", timeout=60_000)
    visit.settle()


def slide_of(page: Page) -> str:
    return page.url.partition("slide=")[2].replace("%3A", ":")


def slides(visit: Visit) -> Iterator[str]:
    """Every slide, by the key → alone."""
    while True:
        visit.settle()
        yield slide_of(visit.page)
        if visit.page.get_by_role("button", name="次へ").is_disabled():
            return
        before = visit.page.url
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_function("before => location.href !== before", arg=before, timeout=30_000)


def write(visit: Visit, text: str) -> None:
    """Types a note and touches nothing else: it has to be kept by itself."""
    field = visit.page.get_by_role("textbox", name="メモ（入力すると保存します）")
    field.click()
    field.press_sequentially(text, delay=20)
    visit.page.wait_for_timeout(1500)
    visit.settle()
    visit.page.keyboard.press("ArrowLeft")  # moves the cursor, not the slide
    field.blur()


def decide(visit: Visit, text: str, item: str = "") -> None:
    page = visit.page
    page.get_by_label("決定事項（必須）").fill(text)
    page.get_by_label("担当").fill("企画課")
    if item:
        page.get_by_role("combobox", name="関係する数値").click()
        page.get_by_role("option", name=item).click()
    page.get_by_role("button", name="決定事項に加える").click()
    expect(page.locator(".slide table")).to_contain_text(text, timeout=30_000)


LOOK = """
() => {
  const seen = (node) => node.checkVisibility() && node.getBoundingClientRect().width > 0 && node.textContent.trim();
  const level = (channel) => { const c = channel / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * level(r) + 0.7152 * level(g) + 0.0722 * level(b);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = numbers(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (node) => {
    const [a, b] = [light(numbers(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const told = (selector) => [...document.querySelectorAll(selector)].filter(seen).map((node) => (
    { text: node.textContent.slice(0, 30), size: parseFloat(getComputedStyle(node).fontSize), contrast: contrast(node) }
  ));
  const nav = document.querySelector(".st-key-stage_nav").getBoundingClientRect();
  const shown = [...document.querySelectorAll(".slide, [data-testid=stVegaLiteChart]")].filter((node) => node.getBoundingClientRect().height > 0);
  return {
    titles: told("[data-testid=stMain] h1"), body: told(".slide li, .slide td, .slide th"), others: told(".banner, .foot, .dots b"),
    wide: document.documentElement.scrollWidth - window.innerWidth,
    hidden: Math.max(0, ...shown.map((node) => node.getBoundingClientRect().bottom - nav.top)),
    menu: [...document.querySelectorAll("[data-testid=stSidebar], [data-testid=stHeader]")].filter((node) => node.checkVisibility()).length,
    letters: [...document.querySelectorAll("[data-testid=stVegaLiteChart] svg text")].map((node) => parseFloat(getComputedStyle(node).fontSize)),
  };
}
"""


@pytest.mark.parametrize(("size", "theme"), [("1920", "light"), ("1280", "light"), ("1920", "dark")])
def test_each_slide_can_be_read_from_the_last_row(served: tuple[str, Browser], size: str, theme: str) -> None:
    address, browser = served
    visit = Visit(browser, address, SIZES[size], theme).open("/")
    person = Person(visit)
    begun(person)
    assert person.clicks <= 6
    for key in slides(visit):
        look: dict[str, Any] = visit.page.evaluate(LOOK)
        assert look["wide"] <= 0 and look["menu"] == 0 and look["hidden"] <= 0, (key, look)
        if size == "1920":
            assert min(one["size"] for one in look["titles"]) >= 36, key
            assert all(one["size"] >= 24 for one in look["body"]) and all(letters >= 24 for letters in look["letters"]), (key, look)
        assert all(one["contrast"] >= 4.5 for part in ("titles", "body", "others") for one in look[part]), (key, look)
        assert visit.errors() == [] and visit.english() == []
    assert visit.complaints == [] and visit.outside == []
    visit.close()


def test_a_meeting_from_the_first_click_to_the_next_meeting(served: tuple[str, Browser], tmp_path: Path) -> None:
    address, browser = served
    visit = Visit(browser, address).open("/")
    begun(Person(visit))
    for key in slides(visit):
        if key in NOTES:
            write(visit, NOTES[key])
            assert slide_of(visit.page) == key
    decide(visit, DECISIONS[0], "観点「住民・地域との関係」")
    decide(visit, DECISIONS[1])
    last = visit.page.url
    visit.close()  # as a browser that is killed: nothing was saved by hand

    visit = Visit(browser, address)
    visit.page.goto(last)
    visit.settle()
    for text in DECISIONS:
        expect(visit.page.locator(".slide table")).to_contain_text(text)
    for key, text in NOTES.items():
        visit.page.goto(last.replace("slide=decisions", f"slide={key}"))
        visit.settle()
        expect(visit.page.get_by_role("textbox", name="メモ（入力すると保存します）")).to_have_value(text)

    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="議事概要（Word）").wait_for(timeout=60_000)
    visit.settle()
    assert visit.errors() == [] and visit.english() == []
    word = downloaded(visit, "議事概要（Word）")
    told = "".join(re.findall(r"<w:t[^>]*>([^<]*)", ZipFile(BytesIO(word)).read("word/document.xml").decode()))
    assert all(text in told for text in (*DECISIONS, *NOTES.values(), CENTRE))
    assert sum(name.startswith("word/media/") for name in ZipFile(BytesIO(word)).namelist()) >= 2
    if writes_documents():
        opened_by_libreoffice(word, tmp_path)

    begun(Person(visit.open("/")))
    expect(visit.page.locator("h1")).to_contain_text("持ち帰り事項は2件、うち未了は2件")
    expect(visit.page.locator(".slide table")).to_contain_text("住民・地域との関係")
    visit.close()


def downloaded(visit: Visit, name: str) -> bytes:
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def writes_documents() -> bool:
    """Whether LibreOffice is here with its Writer, which comes as a package of its own."""
    office = shutil.which("soffice")
    return office is not None and any((Path(office).resolve().parent / f"libswlo.{ending}").exists() for ending in ("so", "dylib", "dll"))


def opened_by_libreoffice(word: bytes, folder: Path) -> None:
    """Text and pictures in their places."""
    file = folder / "minutes.docx"
    file.write_bytes(word)
    subprocess.run(["soffice", "--headless", "--convert-to", "html", "--outdir", str(folder), str(file)], check=True, timeout=240)
    text = (folder / "minutes.html").read_text(encoding="utf-8", errors="replace")
    assert all(one in text for one in (*DECISIONS, *NOTES.values())) and text.count("<img") >= 2
