"""What a director does, in real Chromium: the public files taken in and seen, a table exported and opened again, bad files dropped."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.browser.driving import Visit, serving, visiting
from tests.browser.states import REAL, REAL_FILES, needs_real
from tests.intake.bad_files import bad_files

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(copied: Callable[[str], Path]) -> Iterator[Visit]:
    """A new user, who has nothing but the sample data."""
    with serving(copied("sample")) as address, visiting(address) as found:
        yield found


def drop(visit: Visit, *files: Path) -> None:
    visit.page.locator('input[type="file"]').set_input_files([str(file) for file in files])
    visit.page.get_by_role("button", name="この内容で取り込む").wait_for(timeout=60_000)
    visit.settle()


def confirm(visit: Visit) -> None:
    before = visit.receipts()
    visit.page.get_by_role("button", name="この内容で取り込む").click()
    visit.confirmed(before)


@needs_real
def test_the_public_files_are_taken_in_and_compared(visit: Visit) -> None:
    visit.open("/import")
    drop(visit, *(REAL / name for name in REAL_FILES))
    visit.page.get_by_text("サンプルデータ（架空のみほん県）をすべて消してから取り込む").click()
    visit.settle()
    confirm(visit)
    if visit.page.get_by_role("button", name="この内容で取り込む").count():
        confirm(visit)  # the dashboards name municipalities that only the code list made known
    visit.open("/neighbours?prefecture=山梨県&focus=19201")
    shown = visit.page.locator('[data-testid="stMain"]').inner_text()
    assert "甲府市" in visit.lead()
    assert "川上村" in shown
    assert "長野県" in shown
    visit.open("/?prefecture=山梨県")
    assert visit.page.locator("canvas, svg.marks, .vega-embed").count() > 0
    assert visit.errors() == []
    assert visit.outside == []


def downloaded(visit: Visit, name: str) -> bytes:
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_the_priority_table_opens_in_excel_with_numbers_as_numbers_and_codes_as_text(visit: Visit) -> None:
    visit.open("/priority")
    sheet = openpyxl.load_workbook(BytesIO(downloaded(visit, "Excelで保存"))).worksheets[0]
    header, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert all(isinstance(row[header.index("団体コード")], str) and len(row[header.index("団体コード")]) == 5 for row in rows)
    scores = [row[place] for row in rows for place, title in enumerate(header) if title.startswith("STEP") and row[place] is not None]
    assert len(scores) > 90 and all(isinstance(score, (int, float)) for score in scores)
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
def test_the_exported_workbook_opens_in_libreoffice(visit: Visit, tmp_path: Path) -> None:
    visit.open("/priority")
    (tmp_path / "out.xlsx").write_bytes(downloaded(visit, "Excelで保存"))
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(tmp_path / "out.xlsx")], check=True, timeout=180
    )
    assert "99201" in (tmp_path / "out.csv").read_text(encoding="utf-8", errors="replace")


def test_bad_files_get_a_japanese_line_each_and_the_app_goes_on(visit: Visit, tmp_path: Path) -> None:
    files = bad_files(tmp_path)
    visit.open("/import")
    visit.page.locator('input[type="file"]').set_input_files([str(file) for file in files])
    visit.page.get_by_role("button", name="取り込まずに一覧から外す").wait_for(timeout=120_000)
    visit.settle()
    assert visit.page.get_by_role("button", name="この内容で取り込む（0ファイル）").is_disabled()
    assert visit.english() == []
    assert "Traceback" not in visit.page.locator('[data-testid="stMain"]').inner_text()
    visit.open("/")
    assert visit.lead()


def test_a_view_is_opened_again_by_its_address_and_the_filters_stay_from_page_to_page(visit: Visit) -> None:
    visit.open("/gap?m=みほん市")
    visit.page.get_by_role("link", name="近隣比較").click()
    visit.settle()
    assert "m=" in visit.page.url
    assert "みほん市" in visit.lead()
