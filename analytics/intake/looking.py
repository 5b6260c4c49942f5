"""What is known of one uploaded file before it is taken in, and how does its user correct what was recognised?"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import pandas as pd

from analytics.config import Config
from analytics.errors import Cancelled, Unusable
from analytics.intake.checking.reader import WARNING, no_findings
from analytics.intake.reading.staged import MEGABYTE, Limits
from analytics.intake.taking_in import Examination, NotTakenIn, Staged, Told, examine, staged, to_nobody
from analytics.intake.understanding.assigned import PART_OF_NAME
from analytics.intake.understanding.gathering import gathered_titles
from analytics.intake.understanding.layout import column_letter
from analytics.intake.understanding.plan import Part, Wishes
from analytics.intake.understanding.recognising import indicator_name
from analytics.intake.values import plain, shortened
from analytics.kinds import INDICATORS, KINDS, Kind
from analytics.model import Model
from analytics.store import Store

UNUSED = "使わない"
AS_INDICATOR = "指標の値（見出しを指標名とする）"
AS_SCORE = "設問の点数（見出しを設問名とする）"
EXACT, GUESSED, ASSIGNED = "見出しが一致", "似ている（推測）", "指定"
BY_HEADER, BY_CELLS = "見出しを指標名に", "行の語を指標名に"
PLACES = {"code": "団体コード", "name": "市町村名", "prefecture": "都道府県", "county": "郡", "part": "回"}
MOST_SHOWN = 30  # characters of a cell
MAPPING_COLUMNS = ["column", "header", "example", "use", "how"]


@dataclass(frozen=True)
class Look:
    """One file looked at. examination: what taking it in would do, None where it cannot be read; refusal: why not, one line.

    columns: how each column of its first sheet is used, as MAPPING_COLUMNS; sheets: all that it has.
    head: its first rows as they came (行 counts from 1), where it was not understood: so that its user can point at the header.
    """

    name: str
    sheets: tuple[str, ...] = ()
    examination: Examination | None = None
    columns: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=MAPPING_COLUMNS))
    refusal: str = ""
    head: pd.DataFrame = field(default_factory=pd.DataFrame)
    findings: pd.DataFrame = field(default_factory=no_findings)

    @property
    def kind(self) -> Kind | None:
        return self.examination.plan.kind if self.examination else None

    @property
    def errors(self) -> int:
        return self.examination.errors if self.examination else 0

    @property
    def of_several(self) -> bool:
        """Whether its rows may be several municipalities', each to be asked for its own."""
        plan = self.examination.plan if self.examination else None
        if plan is None or plan.kind.private or "code" not in plan.kind.by_name:
            return False
        return len(plan.parts) > 1 or any(part.municipality is None and part.table.end - part.table.first > 1 for part in plan.parts)

    @property
    def warnings(self) -> int:
        return int((self.findings["severity"] == WARNING).sum())

    @property
    def same_as(self) -> int | None:
        return self.examination.same_as if self.examination else None

    @property
    def sound_rows(self) -> int:
        """Rows that could be taken in."""
        if not self.examination:
            return 0
        counts = self.examination.counts
        return counts.new + counts.changed + counts.unchanged

    @property
    def changes_anything(self) -> bool:
        """Whether a row is new or other than what is on record."""
        return self.examination is not None and self.examination.counts.new + self.examination.counts.changed > 0

    def can_be_taken_in(self, partial: bool = False) -> bool:
        return self.same_as is None and self.sound_rows > 0 and (partial or not self.errors)


def limits(config: Config) -> Limits:
    return Limits(csv_bytes=config.limits.csv_megabytes * MEGABYTE, workbook_bytes=config.limits.workbook_megabytes * MEGABYTE)


def look(
    store: Store, model: Model, name: str, content: bytes | Path, bounds: Limits, wishes: Wishes = Wishes(), told: Told = to_nobody
) -> Look:
    """The file examined. What its sender can mend stands in `refusal`; only bugs are raised, and Cancelled."""
    seen = Look(name)
    try:
        with staged(store, name, content, bounds, told) as file:
            seen = replace(seen, sheets=tuple(sheet.name for sheet in file.manifest.sheets if sheet.rows and sheet.name))
            seen = replace(seen, head=first_rows(file, wishes))
            found = examine(store, model, file, wishes, told)
            columns = columns_of(found.plan.parts[0], model, wishes) if found.plan.parts else seen.columns
            return replace(seen, examination=found, columns=columns, findings=found.findings, head=pd.DataFrame())
    except Cancelled:
        raise
    except NotTakenIn as error:
        return replace(seen, refusal=str(error), findings=error.findings)
    except Unusable as error:
        return replace(seen, refusal=str(error))


def first_rows(file: Staged, wishes: Wishes, most: int = 15, wide: int = 12) -> pd.DataFrame:
    """The first rows of the sheet wished for, else of the first that is filled; columns 行, A, B, …; long cells are cut."""
    sheet = next((sheet for sheet in file.manifest.sheets if sheet.rows and sheet.name == (wishes.sheet or sheet.name)), None)
    if sheet is None or sheet.format != "table":
        return pd.DataFrame()
    with (file.folder / sheet.path).open(encoding="utf-8", newline="") as lines:
        rows = [row[:wide] for row in islice(csv.reader(lines), most)]
    letters = [column_letter(index) for index in range(max(map(len, rows), default=0))]
    shown = [[shortened(cell, MOST_SHOWN) for cell in row] + [""] * (len(letters) - len(row)) for row in rows]
    return pd.DataFrame(shown, columns=letters, index=pd.RangeIndex(1, len(rows) + 1, name="行")).reset_index()


# ---------------------------------------------------------------- which column is what, in words


def columns_of(part: Part, model: Model, wishes: Wishes) -> pd.DataFrame:
    """One row per column of the sheet: letter, header, first value, what it is taken for, and how that came."""
    labels = uses(part.mapping.kind, model, part.round)
    examples = first_values(part)
    targets = targets_of(part)
    rows = [
        (
            column_in_words(part, index),
            header,
            examples[index] if index < len(examples) else "",
            use_in_words(targets.get(index, ""), labels, by_header(part.mapping.kind)),
            how(part, index, wishes),
        )
        for index, header in enumerate(part.table.names)
    ]
    return pd.DataFrame(rows, columns=MAPPING_COLUMNS)


def column_in_words(part: Part, index: int) -> str:
    """C, or 3行 of a sheet that lay on its side."""
    return f"{index + 1}行" if part.table.turned else column_letter(index)


def targets_of(part: Part) -> dict[int, str]:
    """Column → what it stands for: a part of the place, a declared column, or an item."""
    mapping = part.mapping
    parts = dict.fromkeys((*mapping.labels, *mapping.dimensions), PART_OF_NAME)
    return parts | mapping.items | {at: name for name, at in mapping.columns.items()} | {at: name for name, at in mapping.place.items()}


def use_in_words(target: str, labels: dict[str, str], otherwise: str) -> str:
    return labels.get(target, otherwise) if target else UNUSED


def by_header(kind: Kind) -> str:
    """How a column is used that stands for an item of its own, called as its header says; '' where a kind has no such."""
    if kind is INDICATORS:
        return AS_INDICATOR
    return AS_SCORE if kind.gathers == "score" else ""


def how(part: Part, index: int, wishes: Wishes) -> str:
    if index in {at for at, target in wishes.columns if target}:
        return ASSIGNED
    if index not in targets_of(part):
        return UNUSED
    if index in part.mapping.guessed:
        return GUESSED
    if index in (*part.mapping.labels, *part.mapping.dimensions):
        return BY_CELLS
    return BY_HEADER if part.mapping.kind is INDICATORS and index in part.mapping.items else EXACT


def first_values(part: Part) -> list[str]:
    """The first row below the header, shortened: it helps to tell what a column is. Of persons and small groups nothing is shown."""
    if part.mapping.kind.confidential:
        return []
    with part.table.path.open(encoding="utf-8", newline="") as lines:
        row = next(islice(csv.reader(lines), part.table.first, None), [])
    return [shortened(value, MOST_SHOWN) for value in row]


def uses(kind: Kind, model: Model, round: str | None) -> dict[str, str]:
    """What a column of this kind may be taken for → in words."""
    place = PLACES if "code" in kind.by_name else {}
    own = {column.name: column.label for column in kind.columns if column.name != "code"}
    own |= {PART_OF_NAME: "指標名の一部（区分）"} if kind is INDICATORS else {}
    return place | own | item_words(kind, model, round)


def item_words(kind: Kind, model: Model, round: str | None) -> dict[str, str]:
    paper = model.questionnaire(round)
    if kind.spread == "question":
        return {q.id: f"設問 {q.id} {q.text[:24]}" for q in paper.questions} | {t.id: f"自由記述 {t.id} {t.text[:20]}" for t in paper.texts}
    if kind.spread == "step":
        return {s.id: f"{s.id.upper()} {s.label}" for s in paper.steps}
    if kind.spread == "aspect":
        return {a.id: f"観点 {a.label}" for a in model.to_be.aspects}
    what = {"criterion": "評価項目", "score": "診断区分"}.get(kind.gathers or "", "")
    return {title: f"{what} {title}" for title in gathered_titles(kind, model)}


def use_choices(kind: Kind, model: Model, round: str | None) -> list[str]:
    own = [by_header(kind)] if by_header(kind) else []
    return [UNUSED, *own, *dict.fromkeys(uses(kind, model, round).values())]


def corrections(shown: pd.DataFrame, wanted: Sequence[str], kind: Kind, model: Model, round: str | None) -> tuple[tuple[int, str], ...]:
    """What the user changed in the column `use`: (column, target). A target given anew is taken from the column that had it."""
    targets = {words: target for target, words in uses(kind, model, round).items()}
    changed = [(index, use) for index, (before, use) in enumerate(zip(shown["use"], wanted, strict=True)) if use != before]
    given = {use for _, use in changed} - {UNUSED, AS_INDICATOR, AS_SCORE}
    losing = [(index, "") for index, use in enumerate(wanted) if use in given and shown["use"].iloc[index] == use]
    return (*losing, *((index, target_of(use, shown["header"].iloc[index], targets)) for index, use in changed))


def target_of(use: str, header: str, targets: dict[str, str]) -> str:
    if use == UNUSED:
        return ""
    if use == AS_SCORE:
        return " ".join(plain(header).split())
    return indicator_name(header) if use == AS_INDICATOR else targets[use]


def corrected(wishes: Wishes, more: Sequence[tuple[int, str]]) -> Wishes:
    """The wishes with further columns assigned; a column's last word counts."""
    columns = {**dict(wishes.columns), **dict(more)}
    return replace(wishes, columns=tuple(columns.items()))


def in_order_of_need(kinds: Sequence[Kind | None]) -> list[int]:
    """Positions in the order in which files must be taken in: the master first, since all others name its municipalities."""
    ranks = {name: place for place, name in enumerate(KINDS)}
    return sorted(range(len(kinds)), key=lambda index: ranks.get(getattr(kinds[index], "name", ""), len(ranks)))
