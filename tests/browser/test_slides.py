"""Can every slide be read from the last row, by everybody, on a projector and in a small window, and does it send nothing of others?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from playwright.sync_api import Browser

from analytics import registry
from analytics.config import load_config
from analytics.intake.taking_in import staged, take_in
from analytics.kinds import CONSENT_KINDS
from analytics.meeting import composing, record
from analytics.meeting.agenda import DIGITS
from analytics.meeting.material import material
from analytics.model import Model, load_model
from analytics.sample import load_sample
from analytics.sample_meetings import MEETINGS
from analytics.scope import Scope
from analytics.store import Store, open_store
from tests.browser.accessibility import faults
from tests.browser.driving import SIZES, Visit, chromium, serving
from tests.browser.stage import pressed, slide_of, slides

pytestmark = pytest.mark.browser

AT_TABLE = ("99301", "99321", "99322", "99342", "99402")
"""Five of the sample; four of them have lists of issues, three a diagnosis."""
CHIRP = "金糸雀"
"""Begins the name of everybody else."""
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
NAMED, UNNAMED = "実名の会", "匿名の会"
READ, HEADED = {"1920": 24, "1280": 16}, {"1920": 36, "1280": 24}
"""Pixels of what is read, and of titles, at the least."""


@dataclass(frozen=True)
class Known:
    """Names, codes, populations as they are written, and figures that nobody on the other side has."""

    words: tuple[str, ...]
    figures: tuple[float, ...]

    def found_in(self, told: bytes) -> list[str]:
        numbers = [f"{figure}" for figure in self.figures if pack("<d", figure) in told]
        return [word for word in self.words if word.encode() in told] + numbers


@dataclass(frozen=True)
class Place:
    """Where the app is served; the slides of its two meetings; what is known of those at the table and of everybody else."""

    address: str
    browser: Browser
    keys: dict[str, list[str]]
    names: tuple[str, ...]
    here: Known
    away: Known

    def visit(self, meeting: str, size: str = "1920", theme: str = "light", key: str = "follow_up") -> Visit:
        found = Visit(self.browser, self.address, SIZES[size], theme)
        return found.open(f"/meeting?meeting={self.number(meeting)}&slide={key}")

    def number(self, meeting: str) -> int:
        """Those of the sample were held before."""
        return len(MEETINGS) + list(self.keys).index(meeting) + 1


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The sample in which everybody agreed to everything and all but five are called 金糸雀…, with two meetings of the five."""
    database = tmp_path_factory.mktemp("slides") / "sample.duckdb"
    with opened(database) as (store, model):
        load_sample(store, load_config(), model)
        everybody_agrees(store, model)
        keys = {name: held(store, model, name) for name in (NAMED, UNNAMED)}
        here, away = known(store, model, True), known(store, model, False)
        names = tuple(name for code, name in names_of(store).items() if code in AT_TABLE)
    with serving(database) as address, chromium() as browser:
        yield Place(address, browser, keys, names, here, away)


@contextmanager
def opened(database: Path) -> Iterator[tuple[Store, Model]]:
    config = load_config(database=database)
    model = load_model(config.model.folder)
    store = open_store(config, model)
    try:
        yield store, model
    finally:
        store.close()


def names_of(store: Store) -> dict[str, str]:
    with store.reading(Scope()) as con:
        return dict(con.execute("select code, name from municipality order by code").fetchall())


def everybody_agrees(store: Store, model: Model) -> None:
    """As files that come in: new names of those who are not there, and a consent of everybody to each kind of data."""
    renamed = {code: f"{CHIRP}{code[2:].translate(KANJI)}村" for code in names_of(store) if code not in AT_TABLE}
    sent(store, model, "市町村マスタ.csv", ["団体コード,市町村名", *(f"{code},{name}" for code, name in renamed.items())])
    agreed = [f"{code},{name},{kind},実名" for code, name in names_of(store).items() for kind in CONSENT_KINDS]
    sent(store, model, "開示の同意.csv", ["団体コード,市町村名,データの種類,開示の範囲", *agreed])


def sent(store: Store, model: Model, name: str, lines: list[str]) -> None:
    with staged(store, name, "\r\n".join(lines).encode("utf-8-sig")) as file:
        take_in(store, model, file)


def held(store: Store, model: Model, name: str) -> list[str]:
    """A meeting with every slide that there could be; gives their keys."""
    seated = material(store, load_config(), model, AT_TABLE, name == UNNAMED, "2025")
    made = composing.draft(seated, None, 90)
    snapshot = composing.frozen(made, name, date(2026, 1, 20), 90, [slide.key for slide in made.slides], ["次年度の共同研修の進め方"])
    record.hold(store, snapshot, seated.table.codes, "", "県担当")
    return [slide.key for slide in snapshot.slides]


def known(store: Store, model: Model, at_table: bool) -> Known:
    """Of those at the table, or of all others: names, codes, populations, and states that are to be found on this side alone."""
    sides: dict[bool, set[float]] = {True: set(), False: set()}
    gap = registry.compute(store, load_config(), model, "gap", Scope(round="2025"))
    for code, state in gap[["code", "as_is"]].dropna().itertuples(index=False):
        sides[code in AT_TABLE].add(float(state))
    with store.reading(Scope()) as con:
        rows = con.execute("select code, name, population from municipality").fetchall()
    words = [word for code, name, people in rows if (code in AT_TABLE) == at_table for word in (code, name, f"{people:,.0f}人")]
    alone = {round(figure, DIGITS) for figure in sides[at_table]} - {round(figure, DIGITS) for figure in sides[not at_table]}
    figures = {
        one
        for figure in sides[at_table]
        if round(figure, DIGITS) in alone
        for one in (figure, round(figure, DIGITS))
        if one != round(one, 3)
    }
    return Known((*words, *(() if at_table else (CHIRP,))), tuple(sorted(figures)))


LOOK = """
() => {
  const level = (channel) => { const c = channel / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * level(r) + 0.7152 * level(g) + 0.0722 * level(b);
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = numbers(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (colour, node) => {
    const [a, b] = [light(numbers(colour)), light(ground(node))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const own = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const main = document.querySelector("[data-testid=stMain]");
  const seen = [...main.querySelectorAll("*")].filter((node) => own(node) && !node.closest("svg, script, style, kbd, [aria-hidden=true], template, :disabled")
    && node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && node.getBoundingClientRect().width > 1);
  const words = seen.map((node) => {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    return { text: node.textContent.trim().slice(0, 40), title: Boolean(node.closest("h1")), size: parseFloat(style.fontSize), contrast: contrast(style.color, node),
      off: box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1 };
  });
  const letters = [...main.querySelectorAll("[data-testid=stVegaLiteChart] svg text")].filter((node) => node.textContent.trim()).map((node) => {
    const box = node.getBoundingClientRect(), frame = node.ownerSVGElement.getBoundingClientRect();
    return { text: node.textContent, size: parseFloat(getComputedStyle(node).fontSize), contrast: contrast(getComputedStyle(node).fill, node),
      off: box.left < frame.left - 1 || box.top < frame.top - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1,
      box: [box.left, box.top, box.right, box.bottom] };
  });
  const apart = (a, b) => a.text === b.text || a.box[2] <= b.box[0] + 1 || b.box[2] <= a.box[0] + 1 || a.box[3] <= b.box[1] + 3 || b.box[3] <= a.box[1] + 3;
  const held = [...main.querySelectorAll("*")].filter((node) => !node.closest("textarea, svg, [aria-hidden=true]") && node.checkVisibility() && getComputedStyle(node).overflow !== "visible");
  const part = (name) => main.querySelector(name).getBoundingClientRect();
  return {
    words, letters,
    crossing: letters.flatMap((a, place) => letters.slice(place + 1).filter((b) => !apart(a, b)).map((b) => `${a.text} × ${b.text}`)),
    cut: held.filter((node) => node.scrollWidth > node.clientWidth + 1 || (node.scrollHeight > node.clientHeight + 1 && node !== main)).map((node) => node.outerHTML.slice(0, 160)),
    order: [part("h1").bottom, part(".st-key-stage_body").top, part(".st-key-stage_body").bottom, part(".foot").top, part(".foot").bottom, part(".st-key-stage_nav").top],
    chrome: [...document.querySelectorAll("[data-testid=stSidebar], [data-testid=stHeader], [data-testid=stSidebarNav]")].filter((node) => node.checkVisibility()).length,
    wide: document.documentElement.scrollWidth - innerWidth, high: main.scrollHeight - main.clientHeight,
    marks: main.querySelectorAll(".dots span").length, here: [...main.querySelectorAll(".dots span")].findIndex((one) => one.classList.contains("here")),
  };
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_slide_is_large_enough_whole_in_contrast_and_without_barriers(place: Place, size: str, theme: str) -> None:
    visit, seen = place.visit(NAMED, size, theme), []
    for key in slides(visit):
        look: dict[str, Any] = visit.page.evaluate(LOOK)
        for word in [*look["words"], *look["letters"]]:
            assert word["size"] >= (HEADED if word.get("title") else READ)[size] - 0.01, (key, word)
            assert word["contrast"] >= 4.5 and not word["off"], (key, word)
        assert look["cut"] == [] and look["crossing"] == [], (key, look["cut"], look["crossing"])
        assert look["wide"] <= 0 and look["high"] <= 0 and look["chrome"] == 0, (key, look["wide"], look["high"])
        assert all(above <= below + 1 for above, below in zip(look["order"][::2], look["order"][1::2], strict=True)), (key, look["order"])
        assert (look["marks"], look["here"]) == (len(place.keys[NAMED]), len(seen)), key
        assert faults(visit.page) == [], key
        seen.append(key)
    assert seen == place.keys[NAMED] and len(seen) >= 10 and {"literacy", "shared", "participants"} <= set(seen)
    assert visit.errors() == [] and visit.english() == [] and visit.complaints == [] and visit.outside == []
    visit.close()


def test_what_is_too_small_too_pale_or_cut_is_found(place: Place) -> None:
    """The measure itself: three faults are put on a slide."""
    visit = place.visit(NAMED)
    visit.page.evaluate("""() => {
      const fault = document.createElement("div");
      fault.innerHTML = '<p style="font-size:23px">小さい</p><p style="color:#999">うすい</p><p style="white-space:nowrap;overflow:hidden;width:3em">切れている文です</p>';
      document.querySelector(".slide").append(fault);
    }""")
    look: dict[str, Any] = visit.page.evaluate(LOOK)
    assert [word["text"] for word in look["words"] if word["size"] < 24] == ["小さい"]
    assert [word["text"] for word in look["words"] if word["contrast"] < 4.5] == ["うすい"]
    assert len(look["cut"]) == 1 and "切れている" in look["cut"][0]
    visit.close()


def test_arrows_the_list_of_slides_and_one_key_lead_through_a_meeting(place: Place) -> None:
    visit, keys = place.visit(NAMED), place.keys[NAMED]
    page = visit.page
    pressed(visit, "ArrowRight")
    assert slide_of(page) == keys[1]
    pressed(visit, "ArrowLeft")
    assert slide_of(page) == keys[0]
    page.get_by_role("combobox", name="スライドへ移る").click()
    assert page.get_by_role("option").count() == len(keys)
    page.get_by_role("option", name="STEP の並び").click()
    page.wait_for_url("**slide=steps*")
    visit.settle()
    assert page.get_by_text("実名で表示しています").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !location.href.includes('slide=')")
    page.wait_for_selector('[data-testid="stSidebar"]', timeout=60_000)
    visit.close()


# ---------------------------------------------------------------- canaries


def overheard(place: Place, meeting: str) -> bytes:
    """All that comes over the wire while every slide is shown, the page as it stands on each, and its address."""
    visit = Visit(place.browser, place.address)
    told: list[bytes] = []

    def listen(socket: Any) -> None:
        for event in ("framereceived", "framesent"):
            socket.on(event, lambda frame: told.append(frame if isinstance(frame, bytes) else frame.encode()))

    visit.page.on("websocket", listen)
    visit.open(f"/meeting?meeting={place.number(meeting)}&slide={place.keys[meeting][0]}")
    seen = []
    for key in slides(visit):
        seen.append(key)
        told.append(f"{visit.page.content()}{visit.page.url}{visit.page.title()}".encode())
    visit.close()
    assert seen == place.keys[meeting] and len(told) > 2 * len(seen)
    return b"\n".join(told)


def test_nothing_of_those_who_are_not_there_crosses_the_wire(place: Place) -> None:
    told = overheard(place, NAMED)
    assert place.away.found_in(told) == []
    found = place.here.found_in(told)  # what is there is found in the same way: names, populations and figures as they travel
    states = {f"{figure}" for figure in place.here.figures if figure == round(figure, DIGITS)}
    assert {*place.names} <= set(found) and sum(one.endswith("人") for one in found) == len(AT_TABLE)
    assert len(states) >= 2 and states <= set(found)
    assert not [code for code in AT_TABLE if code.encode() in told]


def test_without_names_neither_names_nor_codes_of_anybody_cross_the_wire(place: Place) -> None:
    told = overheard(place, UNNAMED)
    assert place.away.found_in(told) == []
    assert not [word for word in place.here.words if word.encode() in told]
    assert "団体A".encode() in told and "匿名で表示しています".encode() in told and "推測される可能性があります".encode() in told
