"""What does the command line say of the same database? Its tables and its list of batches, as it prints them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analytics.__main__ import main
from analytics.kinds import KINDS

Row = dict[str, Any]


@cache
def table(database: Path, name: str, *options: str) -> list[Row]:
    """One table; no page may be open on the database at that time, and nobody changes it between two tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.json"
        asked = ["--db", str(database), "table", name, "--format", "json", "--headers", "code", "--out", str(file), *options]
        with contextlib.redirect_stderr(io.StringIO()):
            assert main(asked) == 0
        return json.loads(file.read_text(encoding="utf-8"))


def on_record(database: Path, kind: str) -> list[dict[str, str]]:
    """The records of a kind as `records` writes them, by the titles of their columns' names in code."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "records.csv"
        with contextlib.redirect_stderr(io.StringIO()):
            assert main(["--db", str(database), "records", kind, "--format", "csv", "--out", str(file)]) == 0
        columns = {column.label: column.name for column in KINDS[kind].columns}
        rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
        return [{columns.get(title, title): value for title, value in row.items()} for row in rows]


def batches(database: Path) -> list[Row]:
    """Newest first."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["--db", str(database), "imports", "--json"]) == 0
    return json.loads(said.getvalue())
