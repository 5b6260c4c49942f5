"""What a cell of a workbook shows is what is staged: 72% and not 0.72, 01202 and not 1202."""

from __future__ import annotations

import csv
import datetime
import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analytics.intake.reading.formats import form_of, percentage
from analytics.intake.reading.staged import Limits
from analytics.intake.reading.workbooks import stage_workbook
from tests.conftest import World
from tests.taking import MASTER, rows, taken

DAY = datetime.date(2025, 4, 1)


def formatted(*cells: tuple[Any, str]) -> bytes:
    """A workbook whose second row has these values in these formats."""
    made = openpyxl.Workbook()
    for column, (value, form) in enumerate(cells, 1):
        made.worksheets[0].cell(row=1, column=column, value=f"列{column}")
        made.worksheets[0].cell(row=2, column=column, value=value).number_format = form
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def staged_cells(folder: Path, raw: bytes) -> list[str]:
    (folder / "a.xlsx").write_bytes(raw)
    sheet = stage_workbook(folder / "a.xlsx", folder, Limits())[0]
    return list(csv.reader((folder / sheet.path).open(encoding="utf-8", newline="")))[1]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [(0.72, "0%", "72%"), (0.335, "0.0%", "33.5%"), (0.57, "0.00%", "57%"), (0.29, "[Red]0%;-0%", "29%"), (-0.05, "0%;△0%", "-5%"), (1, "0%", "100%"), (0, "0%", "0%"),
     ("72%", "0%", "72%"), (0.57, '0.00"％"', "0.57"), (1202, "00000", "01202"), (11002, "000000", "011002"), ("01202", "@", "01202"), (12, '#,##0"人"', "12"), (1.5, "00000", "1.5"),
     (DAY, "yyyy/m/d", "2025-04-01"), (45748, '[$-411]ggge"年"m"月"d"日"', "2025-04-01"), (45748.5, "yyyy/m/d h:mm", "2025-04-01 12:00:00"), (0.72, "General", "0.72")],
)  # fmt: skip
def test_a_number_is_staged_as_its_cell_shows_it(tmp_path, value, form, text):
    assert staged_cells(tmp_path, formatted((value, form))) == [text]


def test_a_percentage_is_exact_for_every_hundredth():
    assert [percentage(repr(number / 100)) for number in range(101)] == [f"{number}%" for number in range(101)]


@pytest.mark.parametrize(
    ("code", "form"),
    [('0"%"', ""), (r"0\%", ""), ("0%", "percent"), ("General", ""), ("0000", "4"), ("#,##0", ""), ("0", ""), ("yyyy", "")],
)
def test_only_a_percent_sign_that_multiplies_is_one(code, form):
    assert form_of(code) == form


def test_a_percentage_and_a_code_of_a_workbook_are_stored_as_they_are_seen(world: World):
    taken(world, MASTER)
    made = openpyxl.load_workbook(io.BytesIO(formatted((97202, "00000"), ("府中市", "@"), (0.335, "0.0%"))))
    for column, name in enumerate(("団体コード", "市町村名", "高齢化率"), 1):
        made.worksheets[0].cell(row=1, column=column, value=name)
    out = io.BytesIO()
    made.save(out)
    taken(world, out.getvalue(), "市町村.xlsx")
    assert rows(world, "select aged_ratio from store.municipalities where code = '97202'") == [(33.5,)]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice（soffice）がないため、XLS を作れません")
def test_a_number_of_an_old_workbook_is_staged_as_its_cell_shows_it(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(
        formatted((0.335, "0.0%"), (1202, "00000"), ("=1/0", "General"), ("=NA()", "General"), (DAY, "yyyy/m/d"), (12.5, "0.00"))
    )
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "xls", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=120)
    sheet = stage_workbook(tmp_path / "a.xls", tmp_path, Limits())[0]
    cells = list(csv.reader((tmp_path / sheet.path).open(encoding="utf-8", newline="")))[1]
    assert cells == ["33.5%", "01202", "#DIV/0!", "#N/A", "2025-04-01", "12.5"]
