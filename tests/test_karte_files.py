"""A karte fits one page whatever stands on it, its words can be found, and no file of it asks for anything."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame
from pypdf import PdfReader

from analytics import notes
from analytics.config import ROOT
from analytics.errors import Cancelled
from analytics.karte import many
from analytics.karte.content import Karte, Part, karte
from analytics.karte.page import html
from analytics.karte.pdf import MOST, fitting, part_of, pdf
from analytics.karte.reading import records
from analytics.karte.workbook import xlsx
from analytics.pictures import FONT
from analytics.registry import Field
from analytics.scope import Viewer
from tests.conftest import World
from tests.laws import FEW

TODAY = date(2026, 1, 20)
LONGEST = "南北アルプス大歩危小歩危ひたちなか東かがわ広域連合町"
HOSTILE = '#panic("x") *b* $x$ <script>alert(1)</script> \\u{1} =1+1 \x07 :icon: [a](http://evil.example) ' + "長" * 300
SHIPPED = ROOT / "data" / "model"


def made(world: World, code: str, round: str | None = "2025") -> Karte:
    return karte(records(world.store, world.config, world.model, (code,), round, None, TODAY), code)


def answer_all(world: World, code: str, best: bool) -> None:
    """Every question with its first or its last choice, in two rounds."""
    choices = [(q.id, q.choices[-1 if best else 0]) for q in world.model.questionnaire("2025").questions]
    world.put(
        "survey",
        [
            {"round": round, "code": code, "question": question, "points": choice.points, "choice": choice.label}
            for round in ("2024", "2025")
            for question, choice in choices
        ],
    )


def fill(world: World, text: str, name: str = LONGEST) -> None:
    """As much as can stand on a karte, all of it in the words given, for the first of six towns."""
    codes = [f"9820{place}" for place in range(1, 7)]
    for code in codes:
        world.municipalities(
            code, name=f"{name}{code[-1]}", block=text, population=1_234_567, staff=12_345, it_staff=123, accepts_questions="可"
        )
        answer_all(world, code, best=code != codes[0])
    world.put("neighbours", [{"code_a": codes[0], "code_b": other} for other in codes[1:]])
    world.put(
        "consents", [{"code": code, "kind": kind, "level": "実名"} for code in codes for kind in ("推進状況アンケート", "市町村マスタ")]
    )
    own = {"code": codes[0]}
    world.put("issues", [own | {"round": "2025", "no": str(no), "class_a": text, "solution": text, "own_score": 3.0, "status": "検討中"} for no in range(60)])  # fmt: skip
    world.put("kpi", [own | {"kpi": f"{text}{no}", "year": "2025", "baseline": 0.0, "target": 9e8, "actual": 1.5} for no in range(12)])
    world.put(
        "support_log",
        [own | {"date": date(2025, 5, day), "type": "ヒアリング", "title": text, "method": "リモート"} for day in range(1, 20)],
    )
    world.put("indicators", [own | {"indicator": f"{no}{text}", "year": "2025", "value": 1e9 / 7, "unit": "％"} for no in range(30)])
    world.put("support_menu", [{"title": f"{no}{text}", "factors": "f1・f2・f3・f4・f5・f6・f7・f8"} for no in range(6)])
    world.put("programs", [{"title": f"{no}{text}", "factors": "f1・f2・f3"} for no in range(6)])


@pytest.fixture
def shipped(make_world: Any) -> World:
    world: World = make_world(model_folder=SHIPPED)
    return world


def read(content: bytes) -> tuple[PdfReader, str]:
    found = PdfReader(BytesIO(content))
    return found, re.sub(r"\s", "", "".join(page.extract_text() for page in found.pages))


@pytest.mark.parametrize("text", ["最も長い課題の名前がここに入りさらに続きます", HOSTILE], ids=["usual", "hostile"])
def test_the_fullest_karte_is_one_page_that_says_what_it_leaves_out(shipped, text):
    fill(shipped, text)
    found, words = read(pdf(made(shipped, "98201")))
    page = found.pages[0]
    assert len(found.pages) == 1
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
    assert f"{LONGEST}1" in words and "あるべき姿とのギャップ" in words and "推進体制・役割分担" in words
    assert "全60件" in words and "ほか22件" in words and "ほか16件" in words and "作成2026-01-20" in words


def test_the_emptiest_karte_is_one_page_that_says_what_is_missing(shipped):
    shipped.municipalities("98201", name="村")
    found, words = read(pdf(made(shipped, "98201", None)))
    assert len(found.pages) == 1 and "課題リストは、まだ取り込まれていません。" in words and "調査なし" in words


def test_a_model_of_many_more_items_is_set_smaller_and_still_fits(shipped):
    fill(shipped, "言葉")
    full = made(shipped, "98201")
    many_charts = replace(full, parts={**full.parts, "factors": full.parts["aspects"], "drivers": full.parts["aspects"]})
    found, words = read(pdf(many_charts))
    assert len(found.pages) == 1 and words.count("総合") == 3


def test_words_of_a_file_are_text_and_never_markup(shipped):
    fill(shipped, HOSTILE, name='#panic("x")*b*')
    full = made(shipped, "98201")
    assert '#panic("x")*b*1' in read(pdf(full))[1]
    page = html(full).decode()
    assert "<script" not in page and "&lt;script&gt;" in page and "\x07" not in page
    sheet = openpyxl.load_workbook(BytesIO(xlsx(full)))["課題リスト"]
    assert sheet["B2"].data_type == "s" and "<script>" in sheet["B2"].value


def test_every_font_is_embedded_and_the_page_says_its_language(shipped):
    fill(shipped, "言葉")
    found, _ = read(pdf(made(shipped, "98201")))
    fonts = [font.get_object() for font in found.pages[0]["/Resources"]["/Font"].values()]
    below = [one.get_object() for font in fonts for one in font.get("/DescendantFonts", [font])]
    assert fonts and all(FONT in font["/BaseFont"] for font in fonts)
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object()) for font in below)
    assert str(found.trailer["/Root"]["/Lang"]).startswith("ja")
    assert found.metadata and LONGEST in str(found.metadata.title)


def test_the_charts_are_drawn_not_painted(shipped):
    fill(shipped, "言葉")
    found, _ = read(pdf(made(shipped, "98201")))
    assert not found.pages[0].images


ASKING = re.compile(r"""(?:src|href|action|data)\s*=|@import|url\(|<(?:script|link|iframe|img|form|object)\b""")


def test_the_html_file_needs_nothing_and_asks_for_nothing(shipped):
    fill(shipped, "言葉")
    page = html(made(shipped, "98201")).decode()
    assert '<html lang="ja">' in page and page.count("<svg") == 4
    assert not ASKING.search(page.replace('xmlns:xlink="http://www.w3.org/1999/xlink"', ""))
    assert "default-src 'none'" in page and "@media print" in page


def test_the_html_file_has_every_row_and_each_chart_its_sentence(shipped):
    fill(shipped, "言葉")
    full = made(shipped, "98201")
    page = html(full).decode()
    assert page.count("<tr>") == sum(len(part.rows) + 1 for part in full.parts.values() if len(part.rows))
    assert not [part.heading for part in full.parts.values() if f"<p>{part.heading}：" in page]
    assert all(f'aria-label="{full.parts[key].finding}"' in page for key in ("steps", "aspects", "drivers", "factors"))


def test_the_workbook_has_a_sheet_for_each_part_with_its_figures_as_numbers(shipped):
    fill(shipped, "言葉")
    full = made(shipped, "98201")
    book = openpyxl.load_workbook(BytesIO(xlsx(full)))
    with_rows = [part.heading for part in full.parts.values() if len(part.rows)]
    assert book.sheetnames == ["概要", *with_rows, "条件・出典"]
    gaps = book["あるべき姿とのギャップ"]
    printed = [row[1] for row in gaps.iter_rows(min_row=2, values_only=True)]
    assert printed == pytest.approx(full.parts["aspects"].rows["as_is"].tolist(), abs=1e-9)
    for part, sheet in (("steps", "STEP の得点"), ("factors", "ギャップ要因")):
        printed = [row[1] for row in book[sheet].iter_rows(min_row=2, values_only=True)]
        assert printed == pytest.approx(full.parts[part].rows["score" if part == "steps" else "value"].tolist(), abs=1e-9)
    assert [row[1] for row in book["概要"].iter_rows(values_only=True)][1] == f"{LONGEST}1"


@FEW
@given(st.integers(0, 40), st.sampled_from([*MOST]))
def test_what_is_shown_and_what_is_left_out_make_up_all_of_it(n, key):
    rows = DataFrame({"label": [f"種類{place // 3}" for place in range(n)]}, dtype=object)
    part = Part(key, "見出し", "", rows, (Field("label", "種類", "text", "。"),), ())
    kept, more = fitting(part), part_of(part)["more"]
    left = int(re.sub(r"\D", "", more) or 0)
    assert len(kept) <= MOST[key]
    assert key == "drivers" or len(kept) + left == n


def test_a_batch_gives_every_municipality_its_own_file_and_tells_each(shipped):
    shipped.municipalities("98201", "98202")
    shipped.municipalities("98203", name="98201町")
    told: list[str] = []
    batch = records(shipped.store, shipped.config, shipped.model, ("98201", "98202", "98203"), None, None, TODAY)
    packed = ZipFile(BytesIO(many.archive(batch, "xlsx", told.append)))
    assert packed.namelist()[1] == "市町村DXカルテ_98202町_試験県_20260120.xlsx" and len(set(packed.namelist())) == 3
    assert [step.partition(":")[0] for step in told] == ["1/3", "2/3", "3/3"]
    titles = [openpyxl.load_workbook(BytesIO(packed.read(name)))["概要"]["B2"].value for name in packed.namelist()]
    assert titles == [batch.names[code] for code in batch.codes] and all(one != other for one, other in pairwise(titles))


def test_a_batch_ends_where_somebody_ends_it(shipped):
    shipped.municipalities(*(f"98{place}" for place in range(201, 220)))
    batch = records(shipped.store, shipped.config, shipped.model, tuple(f"98{place}" for place in range(201, 220)), None, None, TODAY)
    begun: list[str] = []

    def told(step: str) -> None:
        begun.append(step)
        if len(begun) == 2:
            raise Cancelled()

    with pytest.raises(Cancelled):
        many.archive(batch, "html", told)
    assert len(begun) == 2


def test_a_form_whose_library_is_absent_says_what_to_install():
    assert "pip install not-there-at-all" in many.Form("名", pdf, "", ("not-there-at-all",)).missing
    assert not many.FORMS["pdf"].missing and not many.FORMS["xlsx"].needs


def test_a_karte_full_of_notes_is_still_one_page_and_says_how_many_it_leaves_out(shipped):
    fill(shipped, "言葉")
    for number in range(9):
        notes.write(shipped.store, Viewer(), "98201", "aspect:structure", "2025", f"{number}番目{'長' * 480}", notes.ALL)
    full = made(shipped, "98201")
    found, words = read(pdf(full))
    assert len(found.pages) == 1 and "メモ（共有）" in words and "8番目" in words and "ほか6件" in words
    page, book = html(full).decode(), openpyxl.load_workbook(BytesIO(xlsx(full)))
    assert all(f"{number}番目" in page for number in range(9)) and book["メモ（共有）"].max_row == 10
