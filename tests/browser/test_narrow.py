"""Does a page hold on a phone, with everything twice as large, and on a very wide screen? Nothing is wider than the screen, the menu
covers nothing, no line of text is too long to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from analytics.charts import theme
from tests.browser.driving import PAGES, Visit, serving, visiting

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "1280 at 200 %": (640, 360), "2560": (2560, 1440)}
LINE = 70
"""Letters of Japanese in one line of text, at the most."""
LOOK = """
() => {
  const main = document.querySelector('[data-testid="stMain"]'), title = main.querySelector("h1"), edge = main.getBoundingClientRect().right + 1;
  const inside = "[data-testid=stDataFrame], [data-testid=stTabs], [data-testid=stVegaLiteChart] svg";
  const drawn = (node) => node.checkVisibility() && node.getBoundingClientRect().width > 0 && !node.closest(inside);
  title.scrollIntoView({ block: "center" });
  const place = title.getBoundingClientRect();
  return {
    wide: document.documentElement.scrollWidth - innerWidth, main_wide: main.scrollWidth - main.clientWidth,
    beyond: [...main.querySelectorAll("h1, p, button, label")].filter((node) => drawn(node) && node.getBoundingClientRect().right > edge).map((node) => node.innerText),
    long: [...main.querySelectorAll("p, li")].filter((node) => drawn(node) && node.getBoundingClientRect().width > LINE * parseFloat(getComputedStyle(node).fontSize) + 1).map((node) => node.innerText),
    covered: !title.contains(document.elementFromPoint(place.left + 8, place.top + place.height / 2)),
  };
}
""".replace("LINE", str(LINE))


@pytest.fixture(scope="module")
def address(copied: Callable[[str], Path]) -> Iterator[str]:
    with serving(copied("sample")) as found:
        yield found


@pytest.fixture(scope="module", params=SIZES)
def visit(request: pytest.FixtureRequest, address: str) -> Iterator[Visit]:
    with visiting(address, SIZES[request.param]) as found:
        yield found


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_the_screen_and_nothing_covers_its_title(visit: Visit, page: str) -> None:
    look = visit.open(PAGES[page]).page.evaluate(LOOK)
    assert look == {"wide": 0, "main_wide": 0, "beyond": [], "long": [], "covered": False}


def test_what_is_printed_is_what_is_read(visit: Visit) -> None:
    visit.open("/gap").page.emulate_media(media="print")
    seen = [
        visit.page.get_by_test_id(part).filter(visible=True).count()
        for part in ("stSidebar", "stHeader", "stDownloadButton", "stButton", "stWidgetLabel")
    ]
    visit.page.emulate_media(media="null")
    assert seen == [0, 0, 0, 0, 0]


def test_paper_holds_the_whole_page_without_its_buttons(visit: Visit, tmp_path: Path) -> None:
    visit.open("/gap").page.pdf(path=tmp_path / "gap.pdf", format="A4", landscape=True)
    told = "".join(page.extract_text() for page in PdfReader(tmp_path / "gap.pdf").pages)
    text = unicodedata.normalize("NFKC", told).replace("\n", "")  # a PDF spells 面 as the radical ⾯
    assert "あるべき姿とのギャップ" in text and "中央値" in text
    assert not [word for word in ("CSVで保存", "Excelで保存", "画面共有", "市町村DXカルテ", "比べる目標", "詳しく見る団体") if word in text]


LETTERS = """
() => [...new Set([...document.querySelectorAll("[data-testid=stVegaLiteChart] svg text")]
  .filter((node) => !["black", "white"].includes(node.getAttribute("fill")) && node.textContent.match(/市$|の/))
  .map((node) => getComputedStyle(node).fill))]
"""


def test_a_page_that_turns_dark_while_it_is_open_turns_the_letters_of_its_charts(visit: Visit) -> None:
    visit.open("/gap")
    try:
        for scheme, ink in (("light", theme.INK), ("dark", theme.ON_DARK[theme.INK]), ("light", theme.INK)):
            visit.page.emulate_media(color_scheme=scheme)
            visit.page.wait_for_function(
                f"() => getComputedStyle(document.querySelector('[data-testid=stVegaLiteChart] svg')).colorScheme === '{scheme}'"
            )
            assert visit.page.evaluate(LETTERS) == [f"rgb({int(ink[1:3], 16)}, {int(ink[3:5], 16)}, {int(ink[5:], 16)})"]
    finally:
        visit.page.emulate_media(color_scheme="light")
