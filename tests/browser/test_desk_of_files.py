"""Twenty-seven files dropped at once, three of them faulty: taken in, mended from the workbook for the sender, in few clicks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.desk import Person, empty_the_desk
from tests.browser.driving import ROOT, Visit, chromium, serving
from tests.browser.mixed_files import TOWNS

pytestmark = pytest.mark.browser
CLICKS = 40


def test_a_desk_full_of_files_is_taken_in_and_the_faulty_ones_are_mended(tmp_path: Path) -> None:
    with serving(tmp_path / "new.duckdb") as address, chromium() as browser:
        visit = Visit(browser, address).open("/import")
        person = Person(visit)
        empty_the_desk(person, tmp_path)
        assert visit.lead() == f"令和8年度（2026）の回答は、{len(TOWNS)}団体すべてから届いています。"
        assert person.clicks < CLICKS, person.clicks
        assert visit.errors() == []
        assert visit.english() == []
        visit.close()
    asked = ["table", "indicators", "--headers", "code", "--format", "json"]
    told = subprocess.run(
        [sys.executable, "-m", "analytics", "--db", tmp_path / "new.duckdb", *asked], capture_output=True, check=True, cwd=ROOT
    )
    assert {row["code"]: row["value"] for row in json.loads(told.stdout)} == {
        code: 10 + number if number != 4 else 10 for number, code in enumerate(TOWNS)
    }
