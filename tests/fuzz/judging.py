"""What became of one file: taken in right, refused for a reason, or wrong?"""

from __future__ import annotations

import csv
import re
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.errors import Unusable
from analytics.intake.reading.staged import Limits
from analytics.intake.taking_in import Staged, compared, fill_incoming, staged
from analytics.intake.understanding.plan import Part, Understanding, Wishes
from analytics.kinds import MUNICIPALITIES
from analytics.scope import Scope
from tests.conftest import World
from tests.fuzz.reference import Grid, first_difference, follows, grids, normal, number_in, same, trimmed
from tests.fuzz.seeds import PLACES, Seed
from tests.taking import MASTER, taken

HANG_SECONDS = 20
LIMITS = Limits(seconds=HANG_SECONDS - 5)
TAKEN, REFUSED, WRONG = "taken", "refused", "wrong"
NAMES = dict(PLACES)
GLYPHS = str.maketrans("ヶが龍", "ケケ竜")
TYPES = {"integer": "integer", "number": "number", "date": "date"}


@dataclass(frozen=True)
class Verdict:
    """detail: the reason of a refusal without the file's own words, or what is wrong; rows: taken into `incoming`."""

    outcome: str
    detail: str = ""
    rows: int = 0
    seconds: float = 0.0


def new_world(folder: Path) -> World:
    world = World(folder)
    taken(world, MASTER, "master.csv")
    return world


def judged(world: World, file: Seed) -> Verdict:
    began = time.monotonic()
    verdict = _judged(world, file)
    seconds = time.monotonic() - began
    if seconds > HANG_SECONDS:
        verdict = Verdict(WRONG, f"hang: {seconds:.0f} s")
    return Verdict(verdict.outcome, verdict.detail, verdict.rows, seconds)


def _judged(world: World, file: Seed) -> Verdict:
    try:
        with staged(world.store, file.name, file.content, LIMITS) as lying:
            fault = staging_fault(lying, file)
            rows, wrong = examined(world, lying)
            fault = fault or wrong
        return Verdict(WRONG, fault) if fault else Verdict(TAKEN, rows=rows)
    except Unusable as error:
        return (
            Verdict(WRONG, f"refusal of several lines: {error}") if "\n" in str(error) else Verdict(REFUSED, reason(str(error), file.name))
        )
    except Exception:  # noqa: BLE001 - a traceback is what is looked for
        return Verdict(WRONG, f"traceback: {traceback.format_exc()}")


def reason(message: str, name: str) -> str:
    """A refusal without the file's own words and numbers, so that equal ones are counted together."""
    text = re.sub(r"「[^」]*」|（[^）]*）?|シート.*?: ", "", message.removeprefix(f"{name}: "))
    return re.sub(r"[\d,.]+", "N", text)[:44]


# --- the staged cells ---------------------------------------------------------------------------------------------


def staging_fault(lying: Staged, file: Seed) -> str | None:
    """Where a staged cell is another than the reference's."""
    if lying.manifest.sheets and lying.manifest.sheets[0].format == "json":
        return json_fault(lying, file)
    readings = [grids(replace(file, separator=separator)) for separator in file.separator or ","]
    found = {sheet.name: trimmed(rows_of(lying.folder / sheet.path)) for sheet in lying.manifest.sheets}
    faults = [grids_fault(lying, file, found, told) for told in readings]
    return None if None in faults else faults[0]


def grids_fault(lying: Staged, file: Seed, found: dict[str, Grid], told: dict[str, Grid] | None) -> str | None:
    if told is None:
        return f"taken in as {lying.manifest.encoding}, though {file.codec} cannot be read" if file.form == "text" else None
    if found.keys() != told.keys():
        return f"sheets {list(found)} instead of {list(told)}"
    faults = ((name, first_difference(found[name], told[name])) for name in told)
    return next((f"{name} {fault} ({lying.manifest.encoding})" for name, fault in faults if fault), None)


def json_fault(lying: Staged, file: Seed) -> str | None:
    text = (lying.folder / lying.manifest.sheets[0].path).read_bytes().decode("utf-8")
    return None if text == file.content.decode("utf-8").removeprefix("\ufeff") else "JSON differs from the file"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, strict=True))


# --- the rows as they would be stored -----------------------------------------------------------------------------


def examined(world: World, lying: Staged) -> tuple[int, str | None]:
    """Rows that would be stored, and the first value that does not follow from its cell or row that is lost unsaid."""
    with world.store.reading(Scope()) as con:
        plan, findings = fill_incoming(con, world.model, lying, Wishes(), lambda step: None)
        compared(con, plan, findings, lying)
        columns = [name for name, *_ in con.execute("describe incoming").fetchall()]
        incoming = [dict(zip(columns, row, strict=True)) for row in con.execute("from incoming").fetchall()]
    if plan.document:
        return len(incoming), next((f"unknown area {row['code']}" for row in incoming if not re.fullmatch(r"\d{5}", row["code"])), None)
    sheets = [rows_of(part.table.path) for part in plan.parts]
    faults = (fault for row in incoming if (fault := row_fault(row, plan, sheets)))
    return len(incoming), next(faults, None) or lost_row(incoming, plan, sheets, findings)


def row_fault(row: dict[str, Any], plan: Understanding, sheets: list[list[list[str]]]) -> str | None:
    part, cells = plan.parts[row["sheet"]], sheets[row["sheet"]][row["line"]]
    for told in (place_fault(row, part, cells, plan), *value_faults(row, part, cells, plan)):
        if told:
            return f"{plan.kind.name} {part.table.cell(row['line'], 0)}: {told}; cells {cells}"
    return None


def place_fault(row: dict[str, Any], part: Part, cells: list[str], plan: Understanding) -> str | None:
    """The code follows from the code's cell, else from the name's."""
    if "code" not in row or part.municipality:
        return None
    texts = {name: cells[at] for name, at in part.mapping.place.items() if at < len(cells)}
    digits = ["".join(re.findall(r"\d", normal(texts.get(name, "")).removesuffix(".0"))) for name in ("code", "name")]
    if any(row["code"] in (told[:5], f"0{told}"[:5]) for told in digits):
        return None
    spoken = normal(texts.get("county", "") + texts.get("name", texts.get("code", ""))).translate(GLYPHS)
    known = NAMES.get(row["code"], "?").translate(GLYPHS)
    if (plan.kind is not MUNICIPALITIES or not texts.get("code", "").strip()) and (
        known in spoken or kana_of(row["code"]) in spoken or row["code"].endswith("000")
    ):
        return None
    return f"code {row['code']} does not follow from {texts}"


def kana_of(code: str) -> str:
    return next(line.split(",")[4] for line in MASTER.splitlines() if line.startswith(code)) if code in NAMES else "?"


def value_faults(row: dict[str, Any], part: Part, cells: list[str], plan: Understanding) -> Iterator[str | None]:
    kind = plan.kind
    if kind.spread:
        yield spread_fault(row, part, cells, plan)
        return
    for name, at in part.mapping.columns.items():
        if name in row and name not in ("code", "round") and kind.by_name[name].type not in ("municipality", "year") and at < len(cells):
            yield cell_fault(name, row[name], (row.get("reasons") or {}).get(name), cells[at], TYPES.get(kind.by_name[name].type, "text"))


def cell_fault(name: str, value: Any, why: str | None, text: str, kind: str) -> str | None:
    if value is None:
        return None if why or not text.strip() else f"{name}: {text!r} is lost without a reason"
    return None if follows(value, text, kind) else f"{name}: {value!r} does not follow from {text!r}"


def spread_fault(row: dict[str, Any], part: Part, cells: list[str], plan: Understanding) -> str | None:
    """One value of one item: its column is that of the item, of a long table the column of values."""
    item = row[plan.kind.spread or ""]
    wide = {name: at for at, name in part.mapping.items.items()}
    at = wide.get(item, part.mapping.columns.get(plan.kind.value or ""))
    value = next((row[name] for name in ("value", "score", "target", "choice", "text") if row.get(name) is not None), None)
    texts = [cells[at]] if at is not None and at < len(cells) else cells
    if value in (None, ""):
        return None if row["reason"] or not any(text.strip() for text in texts) else f"{item}: {texts} lost without a reason"
    if isinstance(value, float):
        return (
            None
            if any(number_in(text) is not None and same(str(value), str(number_in(text))) for text in texts)
            else f"{item}: {value} from {texts}"
        )
    return (
        None if any(normal(value) == normal(text) or number_in(text) is not None for text in texts) else f"{item}: {value!r} from {texts}"
    )


def lost_row(incoming: list[dict[str, Any]], plan: Understanding, sheets: list[list[list[str]]], findings: pd.DataFrame) -> str | None:
    """A row with text inside the table that is neither stored nor spoken of. An error may speak of a whole column."""
    errors = findings[findings["severity"] == "error"]
    if any(part.lacking for part in plan.parts) or (errors["line"] < 0).any() or errors["message"].str.contains("この列の").any():
        return None
    for number, part in enumerate(plan.parts):
        told = set(findings.loc[findings["sheet"] == part.table.sheet.name, "line"]) | {line for line, _ in part.table.left_out}
        told |= {row["line"] for row in incoming if row["sheet"] == number} | first_places(findings)
        for line in range(part.table.first, part.table.end):
            if line not in told and any(cell.strip() for cell in sheets[number][line]):
                return f"{plan.kind.name} row {line + 1} is lost unsaid: {sheets[number][line]}"
    return None


def first_places(findings: pd.DataFrame) -> set[int]:
    """Rows that a finding of a later row names as its double."""
    doubles = findings.loc[findings["message"].str.startswith("同じ"), "message"]
    return {int(row) - 1 for message in doubles for row in re.findall(r"[A-Z]+(\d+) に", message)}
