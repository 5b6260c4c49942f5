"""Does the literacy page show what a staff questionnaire says, as the command line prints it?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analytics.__main__ import main
from tests.pages.opening import opened, serving
from tests.pages.printed import Row, table
from tests.pages.sent import tables


@pytest.fixture(scope="module")
def asked(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The sample with a questionnaire of two questions in one municipality."""
    file = tmp_path_factory.mktemp("asked") / "職員アンケート.csv"
    people = [("課長", number, 1 + number % 3, 4 + number % 2) for number in range(20)]
    people += [("主事", number, 3 + number % 3, 3 + number % 2) for number in range(60)]
    rows = "".join(f"2025,99205,職員アンケート,{position}{number},{position},{busy},{proud}\n" for position, number, busy, proud in people)
    file.write_text("調査年度,団体コード,診断名,受診者ID,職位,設問1,設問2\n" + rows, encoding="utf-8")
    assert main(["--db", str(copy), "import", str(file), "--kind", "literacy"]) == 0
    printed = table(copy, "literacy_share")
    with serving(copy):
        yield printed


def test_a_questionnaire_shows_the_shares_of_managers_beside_staff(asked: list[Row]) -> None:
    wanted = {
        (row["item"], row["position_group"]): row["agreeing"]
        for row in asked
        if row["code"] == "99205" and row["instrument"] == "職員アンケート"
    }
    assert wanted["設問1", "一般職員"] == 67 and wanted["設問1", "管理職"] == 0
    app = opened("literacy", diagnosis="2025/職員アンケート")
    shown = next(frame for frame in tables(app) if {"label", "group", "agreeing"} <= set(frame))
    assert not app.exception and set(shown.loc[shown["label"] == "設問1", "agreeing"]) == {
        wanted["設問1", group] for group in ("", "管理職", "一般職員")
    }
