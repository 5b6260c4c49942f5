"""Files that cannot be taken in, each for its own reason, in the form in which they reach an office."""

from __future__ import annotations

from pathlib import Path

import openpyxl

SURVEY = "調査年度,団体コード,q01\n"


def bad_files(folder: Path) -> list[Path]:
    """An empty file, a PDF called .csv, an unknown municipality, an unknown choice, a row twice, a cell at the far corner."""
    contents = {
        "空のファイル.csv": b"",
        "本当はPDF.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        "知らない市町村.csv": f"{SURVEY}2025,99999,まだ\n".encode(),
        "知らない選択肢.csv": f"{SURVEY}2025,99201,たぶん\n".encode(),
        "同じ行が2回.csv": "調査年度,団体コード,STEP0\n2025,99201,10\n2025,99201,15\n".encode("cp932"),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [*(folder / name for name in contents), far_corner(folder / "端のセル.xlsx")]


def far_corner(path: Path) -> Path:
    """A small workbook whose one cell stands at XFD1048576."""
    book = openpyxl.Workbook(write_only=False)
    book.active.cell(row=1_048_576, column=16_384, value="端")
    book.save(path)
    return path
