"""Which files does the fuzz run begin with? A few of every kind and form, small, made in memory, the same every time."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from tests.taking import MASTER

PLACES = [line.split(",")[:2] for line in MASTER.splitlines()[1:]]
STARTED = datetime(2025, 4, 1)
FIXED = (2025, 4, 1, 0, 0, 0)


@dataclass(frozen=True)
class Seed:
    """form: text, book, old_book or json. codec and separator: how a text is written, None for the others; several separators
    where texts with different ones are mixed."""

    name: str
    content: bytes
    form: str
    codec: str | None = None
    separator: str | None = None


def master() -> list[list[str]]:
    return list(csv.reader(io.StringIO(MASTER)))


def survey() -> list[list[str]]:
    words = [["していない", "ない", "いいえ", "ない", "ない", "いない"], ["全庁で", "検討中", "一部", "ある", "試行", "いる"]]
    return [["団体コード", "市町村名", "q1", "q2", "q3", "q4", "q5", "q6"], *([*place, *words[n % 2]] for n, place in enumerate(PLACES))]


def indicators() -> list[list[str]]:
    rows = [[*place, "2024", f"{100 * n:,}", f"{n + 0.5}%", "…" if n == 2 else f"▲{n}"] for n, place in enumerate(PLACES, 8)]
    return [["団体コード", "市町村名", "年", "オンライン申請件数", "保有率", "増減"], *rows]


def steps() -> list[list[str]]:
    return [["調査年度", "団体コード", "STEP0", "STEP1", "STEP2"], *(["令和7年度", code, "15", "20", "5.5"] for code, _ in PLACES)]


def support_log() -> list[list[str]]:
    rows = [
        [code, f"令和7年{n}月{n + 1}日", "研修", f"研修 第{n}回", "対面", str(n), f'{name}の、\n課題 "{n}"']
        for n, (code, name) in enumerate(PLACES, 1)
    ]
    return [["団体コード", "日付", "種別", "件名", "方法", "人数", "内容"], *rows]


def groups() -> list[list[str]]:
    return [["グループ", "団体コード", "備考"], *(["北広域連合", code, "①㈱髙﨑～－№"] for code, _ in PLACES)]


TABLES = {
    "市町村マスタ": master,
    "アンケート2025": survey,
    "指標": indicators,
    "STEP得点表": steps,
    "支援記録": support_log,
    "グループ": groups,
}


def text_of(rows: Iterable[Sequence[str]], separator: str, end: str, quoting: Any = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


def texts() -> list[Seed]:
    forms = [
        ("utf-8", ",", "\n"), ("utf-8-sig", ",", "\r\n"), ("cp932", ",", "\r\n"), ("cp932", "\t", "\n"),
        ("utf-16", "\t", "\r\n"), ("utf-8", ";", "\r"), ("utf-16-be", ",", "\n"), ("cp932", "|", "\r\n"),
    ]  # fmt: skip
    return [
        Seed(f"{name}.{'tsv' if separator == chr(9) else 'csv'}", text_of(make(), separator, end).encode(codec), "text", codec, separator)
        for name, make in TABLES.items()
        for codec, separator, end in forms
    ] + [
        Seed("引用.csv", text_of(support_log(), ",", "\r\n", csv.QUOTE_ALL).encode("cp932"), "text", "cp932", ","),
        Seed("表題.csv", text_of([["調査結果（2025年度）"], [], *survey(), ["※注 速報値"]], ",", "\r\n").encode(), "text", "utf-8", ","),
    ]


def typed(cell: str) -> Any:
    """Numbers as numbers, as Excel has them; a code stays text."""
    return float(cell) if cell.replace(".", "", 1).isdigit() and len(cell) != 5 else cell


def saved(book: openpyxl.Workbook) -> bytes:
    """The same bytes at every run: openpyxl writes the hour of the day."""
    book.properties.created = book.properties.modified = STARTED
    out = io.BytesIO()
    book.save(out)
    return zipped(dict(unzipped(out.getvalue())))


def unzipped(raw: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return [(name, package.read(name)) for name in package.namelist()]


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def book(sheets: dict[str, list[list[str]]], odd: bool = False) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append([typed(cell) for cell in row])
    if odd:
        make_odd(made.worksheets[0])
    return saved(made)


def make_odd(sheet: Any) -> None:
    """A title merged over the table, a date, a formula that was never calculated, a truth value."""
    sheet.insert_rows(1)
    sheet["A1"] = "令和7年度 調査結果"
    sheet.merge_cells("A1:D1")
    row = [*PLACES[0], date(2025, 4, 1), STARTED, True, "=SUM(1,2)", 0.1]
    for column, value in enumerate(row, 1):
        sheet.cell(sheet.max_row + (column == 1), column, value)


def books() -> list[Seed]:
    made = {
        "マスタ.xlsx": book({"一覧": master()}),
        "アンケート2025.xlsx": book({"回答": survey(), "控え": [["メモ"]]}, odd=True),
        "指標.xlsx": book({"指標": indicators()}),
        "市町村別2025.xlsm": book({name: [["設問", "回答"], ["q1", "一部"], ["q2", "ある"]] for _, name in PLACES[:3]}),
        "支援記録.xlsx": book({"記録": support_log()}),
        "STEP2025.xlsx": book({"得点": steps()}),
    }
    return [Seed(name, content, "book") for name, content in made.items()]


def shapes() -> list[Seed]:
    squares = [
        {
            "type": "Feature",
            "properties": {"N03_001": "試験県", "N03_004": name, "N03_007": code},
            "geometry": {"type": "Polygon", "coordinates": [[[at, 35.0], [at + 1.0, 35.0], [at + 1.0, 36.0], [at, 36.0], [at, 35.0]]]},
        }
        for at, (code, name) in enumerate(PLACES, 130)
    ]
    arcs = [[[at, 35.0], [at + 1, 35.0], [at + 1, 36.0], [at, 36.0], [at, 35.0]] for at in range(130, 130 + len(PLACES))]
    objects = [{"type": "Polygon", "arcs": [[n]], "properties": square["properties"]} for n, square in enumerate(squares)]
    topology = {"type": "Topology", "arcs": arcs, "objects": {"city": {"type": "GeometryCollection", "geometries": objects}}}
    collection = {"type": "FeatureCollection", "features": squares}
    return [
        Seed("境界.geojson", json.dumps(collection, ensure_ascii=False).encode(), "json", "utf-8"),
        Seed("境界.topojson", json.dumps(topology, ensure_ascii=False, indent=1).encode("utf-8-sig"), "json", "utf-8-sig"),
    ]


def old_books() -> list[Seed]:
    """Books in the format of Excel 97, where LibreOffice is there to write them."""
    office = shutil.which("soffice")
    if not office:
        return []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "old.xlsx"
        source.write_bytes(book({"回答": survey()}, odd=True))
        home = f"-env:UserInstallation=file://{folder}/home"
        command = [office, home, "--headless", "--convert-to", "xls", "--outdir", folder, str(source)]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
        made = Path(folder) / "old.xls"
        return [Seed("アンケート2025.xls", made.read_bytes(), "old_book")] if made.exists() else []


def seeds(with_old_books: bool = True) -> list[Seed]:
    return [*texts(), *books(), *shapes(), *(old_books() if with_old_books else [])]
