"""The karte leaves the screen: each file opens again with the figures that were shown, and those of all come as one ZIP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.desk import Person
from tests.browser.driving import Visit, chromium, serving

pytestmark = pytest.mark.browser
ALL = 27
MAKE, STOP, SAVE = f"{ALL}団体のカルテを作る", "中止する", "ZIPを保存"
GOING_ON = re.compile(rf"カルテを作っています… \d+/{ALL}: ")
IN_UTF_8 = 0x800
"""The flag of a name in a ZIP by which Windows reads it as UTF-8."""


@pytest.fixture(scope="module")
def served(copied: Callable[[str], Path]) -> Iterator[tuple[str, Browser]]:
    with serving(copied("sample")) as address, chromium() as browser:
        yield address, browser


def joined(text: str) -> str:
    """Without breaks of lines, which differ from file to file."""
    return re.sub(r"\s", "", text)


def shown(visit: Visit) -> list[str]:
    """The sentence, the scores, the two wheels and what to take up next, as they stand on screen."""
    page = visit.page
    scores = re.findall(r"[\d.]+ / 30", page.get_by_test_id("stMain").inner_text())
    wheels = [box.inner_text() for name in ("自治体DX", "地域社会DX", "接続") for box in metric(page, name)]
    cards = [
        line for text in page.get_by_test_id("stText").all_inner_texts() for line in re.split(r"\n(?:今|次): ", text) if "\n次: " in text
    ]
    assert scores and len(wheels) == 6 and len(cards) == 9
    return [joined(text) for text in (visit.lead(), *scores, *wheels, *cards)]


def metric(page: Page, name: str) -> list[Any]:
    """Value and change of the metric of this name."""
    box = page.get_by_test_id("stMetric").filter(has=page.get_by_text(name, exact=True))
    return [box.get_by_test_id("stMetricValue"), box.get_by_test_id("stMetricDelta")]


def on_pdf(content: bytes, _: Browser, __: Path) -> str:
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) == 1 and pages[0].mediabox.width > pages[0].mediabox.height
    return str(pages[0].extract_text())


def on_html(content: bytes, browser: Browser, folder: Path) -> str:
    """Alone in a browser without a network; it asks for nothing but itself."""
    file = folder / "カルテ.html"
    file.write_bytes(content)
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page, asked, complaints = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()] and complaints == []
    assert page.evaluate("() => [...document.querySelectorAll('.rows')].filter(part => part.scrollWidth > part.clientWidth).length") == 0
    text = page.locator("body").inner_text()
    context.close()
    return text


def on_xlsx(content: bytes, _: Browser, __: Path) -> str:
    """Row by row, each figure with the digits that its format asks for."""
    rows = [row for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.iter_rows()]
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    return "\n".join(
        " / ".join(f"{cell.value:.1f}" if cell.number_format == "0.0" and cell.data_type == "n" else str(cell.value) for cell in row)
        for row in rows
    )


@pytest.mark.parametrize(("name", "read"), [("PDF", on_pdf), ("HTML", on_html), ("Excel", on_xlsx)])
def test_a_saved_karte_opens_again_with_the_figures_of_the_screen_and_their_source(
    served: tuple[str, Browser], tmp_path: Path, name: str, read: Any
) -> None:
    visit = Visit(served[1], served[0]).open("/karte?focus=99301")
    said = joined(read(Person(visit).saved(f"カルテを{name}"), served[1], tmp_path))
    assert [text for text in shown(visit) if text not in said] == []
    assert "令和7年度（2025）" in said and "24問のうち24問に回答" in said and "受付番号" in said
    assert visit.errors() == [] and visit.english() == [] and visit.complaints == [] and visit.outside == []
    visit.close()


def begun(page: Page) -> None:
    page.get_by_role("button", name=MAKE).click()
    expect(page.get_by_text(GOING_ON)).to_be_visible(timeout=60_000)


def test_those_of_all_come_as_a_zip_that_can_be_ended_and_begun_again(served: tuple[str, Browser]) -> None:
    visit = Visit(served[1], served[0]).open("/export")
    page = visit.page
    begun(page)
    page.get_by_text("CSV（表ごとに1ファイル、ZIP）").click()
    expect(page.get_by_text("文字コード")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(GOING_ON)).to_be_visible()
    page.get_by_role("button", name=STOP).click()
    expect(page.get_by_text("中止しました。ファイルは作っていません。")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name=SAVE)).to_have_count(0)
    page.get_by_test_id("stRadio").get_by_text("Excel", exact=True).click()
    visit.settle()
    begun(page)
    page.get_by_role("link", name="全体状況").click()
    visit.settle()
    page.get_by_role("link", name="一括出力").click()
    expect(page.get_by_text(f"市町村DXカルテ_{ALL}団体_XLSX_2025_みほん県_")).to_be_visible(timeout=120_000)
    packed = ZipFile(BytesIO(Person(visit).saved(SAVE)))
    assert packed.testzip() is None and len(packed.infolist()) == ALL
    assert all(one.flag_bits & IN_UTF_8 and re.match(r"市町村DXカルテ_.+_みほん県_\d{8}\.xlsx$", one.filename) for one in packed.infolist())
    assert visit.errors() == [] and visit.english() == [] and visit.complaints == []
    visit.close()
