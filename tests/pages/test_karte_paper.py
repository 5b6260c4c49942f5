"""The karte leaves as a file for whom it is, never from a shared screen; many leave as one ZIP that can be ended."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from analytics.charts.karte import ATTENTION
from analytics.scope import Role, Viewer
from pages.look.karte_paper import made
from pages.manage.export_kartes import MADE, packed
from pages.shared.filters import Filters
from pages.shared.product import product
from tests.pages.opening import opened
from tests.pages.sent import raw

MONTH = ("みなと市", "三つ橋市")
PAPERS = ["カルテをPDF（A4横1枚）で保存", "カルテをExcelで保存", "カルテをHTML（1ファイル）で保存"]
TOWN = "99321"


def saves(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button") if one.proto.label.startswith("カルテを")]


@pytest.mark.parametrize(
    ("role", "own", "query", "shown"),
    [
        ("県担当", "", {}, PAPERS),
        ("市町村担当", TOWN, {"focus": TOWN}, PAPERS),
        ("市町村担当", TOWN, {"focus": "99201"}, []),
        ("閲覧", "", {}, []),
        ("県担当", "", {"share": "true", "m": "みなと市"}, []),
    ],
)
def test_the_paper_is_offered_to_the_prefecture_and_to_its_own_municipality(
    served: Path, role: str, own: str, query: dict[str, str], shown: list[str]
) -> None:
    app = opened("karte", role, own, **query)
    assert not app.exception and saves(app) == shown


@pytest.mark.parametrize(
    ("role", "own", "query", "stand"),
    [
        ("県担当", "", {"focus": TOWN}, True),
        ("市町村担当", TOWN, {"focus": TOWN}, True),
        ("市町村担当", TOWN, {"focus": "99201"}, False),
        ("閲覧", "", {"focus": TOWN}, False),
        ("県担当", "", {"share": "true", "m": "青葉川町", "focus": TOWN}, False),
    ],
)
def test_the_limits_stand_on_screen_for_whom_the_paper_with_them_is(
    served: Path, role: str, own: str, query: dict[str, str], stand: bool
) -> None:
    app = opened("karte", role, own, **query)
    assert not app.exception and (ATTENTION.encode() in raw(app)) is stand


def here(focus: str, method: Any) -> Any:
    """What the page hands to the making of a file: a municipality, its peers, the round."""
    view = SimpleNamespace(product=product(), filters=SimpleNamespace(round="2025"), viewer=Viewer(Role.PREFECTURE))
    return SimpleNamespace(view=view, near=SimpleNamespace(focus=focus, method=method), name="青葉川町")


def test_what_is_saved_is_what_is_on_screen(served: Path) -> None:
    page = made(here(TOWN, "similar"), "html")().decode()
    assert "青葉川町" in page and "規模・特性が近い：" in page and "令和7年度（2025）" in page
    assert made(here(TOWN, "adjacent"), "pdf")().startswith(b"%PDF")


def test_a_batch_is_a_zip_with_a_file_for_each(served: Path) -> None:
    view: Any = SimpleNamespace(product=product(), filters=Filters("2025", "みほん県", (), (), "adjacent"))
    told: list[str] = []
    name, content = packed(view, ("99201", "99541"), "xlsx", told.append)
    assert name.startswith("市町村DXカルテ_2団体_XLSX_2025_みほん県_") and name.endswith(".zip")
    assert [one.split("_")[1] for one in ZipFile(BytesIO(content)).namelist()] == ["みほん市", "沖津島村"]
    assert told == ["値を読んでいます", "1/2: みほん市", "2/2: 沖津島村"]


def test_the_button_makes_the_zip_and_offers_it(served: Path) -> None:
    app = opened("export", m=list(MONTH))
    app.radio(key="export_karte_form").set_value("xlsx").run()
    app.button(key="export_karte_go").click().run()
    until = time.monotonic() + 200
    while MADE not in app.session_state and time.monotonic() < until:
        time.sleep(0.5)
        app.run()
        assert not app.error and not app.exception
    name, content = app.session_state[MADE]
    assert len(ZipFile(BytesIO(content)).namelist()) == 2
    assert [one.value for one in app.success if name in one.value]
    assert "ZIPを保存" in [one.proto.label for one in app.get("download_button")]


@pytest.mark.parametrize(("role", "own"), [("市町村担当", TOWN), ("閲覧", "")])
def test_nobody_else_gets_the_kartes_of_all(served: Path, role: str, own: str) -> None:
    app = opened("export", role, own)
    assert not app.exception and "市町村DXカルテ" not in [one.value for one in app.subheader]


def test_no_karte_leaves_from_a_shared_screen(served: Path) -> None:
    app = opened("export", share="true", m="みなと市")
    assert not app.exception and "市町村DXカルテ" not in [one.value for one in app.subheader]
