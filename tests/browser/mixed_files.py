"""What lies on a director's desk in June? Twenty-seven files of a made-up prefecture, in as many hands; three of them faulty."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from analytics.config import ROOT
from analytics.intake.giving_out import survey_forms
from analytics.model import Questionnaire
from analytics.scope import Scope
from tests.conftest import World
from tests.taking import book, taken

PREFECTURE, ROUND = "はつしま県", "2026"
TOWNS = {f"98{301 + number}": f"{sign}{ending}" for number, (sign, ending) in enumerate(
    zip("朝夕春夏秋冬東西南北上中下山川海森林", ("日町", "凪町", "野村", "木市", "葉町", "見村", "原市", "浜町", "沢村") * 2, strict=True)
)}  # fmt: skip
FAULTY = ("夏木市_回答.csv", "山葉町_アンケート.xlsx", "統計指標_県内.csv")
"""The files with a fault each: an answer that is no choice, another one with a wrong word, a figure with a letter in it."""


def mixed_files(folder: Path) -> list[Path]:
    """Writes the files; gives their paths, the master somewhere in the middle."""
    world = World(folder / "drawing", ROOT / "data" / "model")
    try:
        contents = dict(all_files(world))
    finally:
        world.store.close()
    desk = folder / "desk"
    desk.mkdir()
    for name, content in contents.items():
        (desk / name).write_bytes(content)
    return sorted(desk.iterdir())


def all_files(world: World) -> Iterator[tuple[str, bytes]]:
    master = master_book()
    taken(world, master, "master.xlsx")
    yield "市町村一覧（令和8年4月1日）.xlsx", master
    yield from surveys(world)
    yield "課題リスト_令和8年度.xlsx", issue_book()
    yield (
        "支援記録.xlsx",
        book({"記録": [["市町村名", "日付", "種別", "件名", "方法"], ["朝日町", "令和8年6月3日", "ヒアリング", "現状の聞き取り", "対面"]]}),
    )
    yield "令和8年度_目標.csv", text([["団体コード", "取組の性格", "推進体制・役割分担"], *([code, 70, 60] for code in TOWNS)], "cp932")
    yield FAULTY[2], text(indicators(), "cp932")
    yield (
        "ソリューション一覧.xlsx",
        book(
            {"一覧": [["提供者", "種別", "名称", "分野", "説明"], ["はつしま大学", "大学", "窓口業務の分析", "行政手続", "手続を調べます"]]}
        ),
    )
    yield "広域連合.csv", text([["グループ名", "市町村名"], ["はつしま広域連合", "朝日町"], ["はつしま広域連合", "夕凪町"]], "utf-8-sig")
    yield "リテラシー診断_集計_令和8年度.csv", text(literacy(), "utf-8")
    yield "隣接_橋.csv", text([["市町村A", "市町村B"], ["朝日町", "夕凪町"]], "cp932")


def master_book() -> bytes:
    rows = [[code, PREFECTURE, name, 1_000 * (number + 3), 40 + 3 * number] for number, (code, name) in enumerate(TOWNS.items())]
    header = ["団体コード", "都道府県名", "市町村名", "人口", "一般行政部門職員数"]
    return book({"一覧": [["はつしま県 市町村一覧"], [], header, *rows, ["（注）令和8年4月1日現在"]]})


# ---------------------------------------------------------------- one survey answer per municipality, each in a form of its own


def surveys(world: World) -> Iterator[tuple[str, bytes]]:
    with world.store.reading(Scope()) as con:
        forms = dict(zip(TOWNS, survey_forms.forms(con, Scope(), world.model, ROUND), strict=True))
    paper = world.model.questionnaire(ROUND)
    for number, (code, name) in enumerate(TOWNS.items()):
        said = answers(paper, number)
        if number % 6 == 0:
            yield forms[code][0], filled_in(forms[code][1], paper, said)
        elif number == 3:
            yield FAULTY[0], text(wide(code, paper, said | {paper.questions[1].id: "たぶん実施"}), "cp932")
        elif number == 13:
            rows = wide(code, paper, said | {paper.questions[4].id: "けんとう中"})
            yield FAULTY[1], book({"回答": [["令和8年度 推進状況アンケート"], [], *rows]})
        else:
            yield in_own_form(number, code, name, paper, said)


def in_own_form(number: int, code: str, name: str, paper: Questionnaire, said: dict[str, str]) -> tuple[str, bytes]:
    if number % 6 == 2:
        return f"{name}_令和8年度.csv", text(wide(code, paper, said), "utf-8-sig")
    if number % 6 == 3:
        return f"令和8年度_{name}_アンケート.csv", text(wide(code, paper, said), "cp932")
    if number % 6 == 4:
        return f"令和8年度回答（{name}）.tsv", text(wide(code, paper, said), "utf-16", "\t")
    if number % 6 == 5:
        rows = [["設問", "回答"], *([question, answer] for question, answer in said.items())]
        return f"R8アンケート_{name}.xlsx", book({name: [["令和8年度 推進状況アンケート"], [], *rows]})
    return f"{name}_アンケート.xlsx", book({"回答": [["令和8年度 推進状況アンケート"], [], *wide(code, paper, said)]})


def answers(paper: Questionnaire, number: int) -> dict[str, str]:
    return {question.id: question.choices[(number + place) % len(question.choices)].label for place, question in enumerate(paper.questions)}


def wide(code: str, paper: Questionnaire, said: dict[str, str]) -> list[list[Any]]:
    return [
        ["調査年度", "団体コード", *(f"{q.id} {q.text}" for q in paper.questions)],
        [ROUND, code, *(said[q.id] for q in paper.questions)],
    ]


def filled_in(form: bytes, paper: Questionnaire, said: dict[str, str]) -> bytes:
    """The form that the app gave out, as an official sends it back: an answer in the column of answers of every question."""
    made = openpyxl.load_workbook(io.BytesIO(form))
    sheet = made.worksheets[0]
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "回答")
    for row in sheet.iter_rows(min_row=place.row + 1):
        found = next((q for q in paper.questions if any(str(cell.value).startswith(f"{q.id} ") for cell in row)), None)
        if found:
            sheet.cell(row[0].row, place.column).value = said[found.id]
    return saved(made)


# ---------------------------------------------------------------- the other files


def issue_book() -> bytes:
    header = ["No.", "政策分野", "課題（分類A）", "課題解決策", "緊急性", "実現しやすさ", "優先度評価", "点数"]
    rows = [
        [1, "行政手続", "窓口が混む", "書かない窓口の導入", 4, 3, "高", 3.5],
        [2, "防災", "情報が届かない", "防災アプリの共同利用", 5, 2, "中", 3.4],
    ]
    return book({name: [["令和8年度 課題リスト"], header, *rows] for name in list(TOWNS.values())[:3]})


def indicators() -> list[list[Any]]:
    """Municipalities across the top; one figure has the letter O for a zero."""
    figures = [str(10 + number) for number in range(len(TOWNS))]
    figures[4] = "1O"
    return [["指標", *TOWNS.values()], ["年", *["2025"] * len(TOWNS)], ["公衆無線LANの設置数（か所）", *figures]]


def literacy() -> list[list[Any]]:
    header = ["調査年度", "市町村名", "職位", "区分", "人数", "平均", "標準偏差"]
    return [
        header,
        *(
            [ROUND, name, position, "総合", 30, 55 + number, 11.5]
            for number, name in enumerate(list(TOWNS.values())[:6])
            for position in ("管理職", "一般職員")
        ),
    ]


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def text(rows: Sequence[Sequence[Any]], encoding: str, separator: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)
