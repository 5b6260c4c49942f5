"""What does a literacy diagnosis with single respondents say? One row per person, read as wide as it came, never cell by cell.

Nothing of a row is ever shown: findings name cells only. Temporary objects of one cursor: `respondent_row` (one row per row of the
sheets; its rowid tells the line; scores in i0, i1, …; bit n of `faulty`: score n is none), `told_place` (one row per way in which
rows name their municipality and round), `new_item` (items that the database does not know yet), and the view `incoming`.
"""

from __future__ import annotations

import csv
import mmap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.intake.checking.cells import TOLD_PLACES, width
from analytics.intake.checking.diagnosis_words import mark_answers_off_scale, position_findings, scale_of
from analytics.intake.checking.reader import (
    ERROR,
    FINDING_COLUMNS,
    SUMMED_UP_FROM,
    WARNING,
    Finding,
    Reader,
    finding,
    framed,
    place_position,
)
from analytics.intake.checking.row_places import NO_ROUND, OTHER_ROUND, RowPlace, is_other_round, places_of, round_of
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.understanding.plan import Part
from analytics.intake.values import MARKS, NOT_ASKED, UNANSWERED, missing_reason, parse_number, plain
from analytics.kinds import SCORES, Column

SAMPLE_ROWS = 2_000
TEXTS = (*TOLD_PLACES, "instrument", "respondent", "department", "position")
# Words in letters are left to Python: a person may be numbered NA or X.
MISSING = [mark for reason in (UNANSWERED, NOT_ASKED) for mark in MARKS[reason] if not mark.isascii() or not mark.strip("-.")]


def stage_respondents(reader: Reader) -> list[pd.DataFrame]:
    """Makes `incoming` of the rows without an error; gives the findings. Raises UnreadableFile where the items are too many."""
    items = items_in(reader)
    create_tables(reader.cursor, len(items))
    for number, part in enumerate(reader.plan.parts):
        load_sheet(Sheet(reader, number, part, items))
    spell_alike(reader.cursor)
    mark_answers_off_scale(reader, items)
    findings = [*place_findings(reader), *lacking_findings(reader), *position_findings(reader)]
    findings += [*score_findings(reader, items), *scale_findings(reader, items)]
    stored = stored_places(reader.cursor)
    place_items(reader, items, stored)
    findings += [*duplicate_findings(reader), *loss_findings(reader, stored)]
    make_incoming(reader.cursor)
    return [pd.DataFrame(findings, columns=FINDING_COLUMNS)]


def stage_nobody(reader: Reader) -> None:
    """The same tables without a row, where the sheets lack what is needed."""
    create_tables(reader.cursor, 0)
    framed(reader.cursor, "told_place", [], ["sheet", *TOLD_PLACES, "found_code", "found_round"])


def items_in(reader: Reader) -> list[str]:
    """The scored items of all sheets, in their order."""
    items = list(dict.fromkeys(item for part in reader.plan.parts for _, item in sorted(part.mapping.items.items())))
    refuse_too_many(reader, "このファイル", len(items))
    return items


def refuse_too_many(reader: Reader, whose: str, found: int) -> None:
    if found > len(SCORES):
        raise UnreadableFile(
            f"{reader.plan.name}: {whose}の設問・区分が{found}あります。1つの診断で扱えるのは{len(SCORES)}までです。"
            "診断名を分けるか、集計済みの形で取り込んでください。"
        )


# ---------------------------------------------------------------- reading

# One row per row of data. line: as in the staged sheet, from 0.
RESPONDENT = """
    create or replace temp view respondent as
    select one.*, (one.rowid - above)::integer as line
    from respondent_row one
    join sheet_rows using (sheet)
    where one.rowid - above between "first" and "end" - 1 and not list_contains(skipped, one.rowid - above) and not blank
"""


def create_tables(cursor: DuckDBPyConnection, items: int) -> None:
    texts = ", ".join(f'"{name}" varchar' for name in TEXTS)
    scores = "".join(f", i{number} double" for number in range(items))
    cursor.execute(f"create or replace temp table respondent_row (sheet integer, {texts}, blank boolean, faulty ubigint{scores})")
    cursor.execute('create or replace temp table sheet_rows (sheet integer, above bigint, "first" bigint, "end" bigint, skipped bigint[])')
    cursor.execute(RESPONDENT)


@dataclass(frozen=True)
class Sheet:
    """One staged sheet: every row as wide as the others, so that several threads may read it in its order."""

    reader: Reader
    number: int
    part: Part
    items: Sequence[str]

    @property
    def cells(self) -> list[str]:
        """The column of each item, null where the sheet lacks it."""
        at_item = {item: f"c{at}" for at, item in self.part.mapping.items.items()}
        return [at_item.get(item, "null") for item in self.items]

    @property
    def texts(self) -> str:
        told = {**self.part.mapping.columns, **self.part.mapping.place}
        shown = {name: f"c{told[name]}" if name in told else "''" for name in TEXTS}
        return ", ".join(f"coalesce({cell if name in TOLD_PLACES else f'trim({cell})'}, '')" for name, cell in shown.items())

    @property
    def filled(self) -> str:
        return f"coalesce({', '.join(f'c{index}::varchar' for index in range(width(self.part)))}, null) is null"

    def source(self, scores: str, more: str = "") -> str:
        types = {f"c{index}": scores if f"c{index}" in self.cells else "VARCHAR" for index in range(width(self.part))}
        return f"""read_csv($path, header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {types},
            max_line_size = 50000000{more})"""

    @property
    def values(self) -> dict[str, object]:
        return {"sheet": self.number, "path": str(self.part.table.path)}


def load_sheet(sheet: Sheet) -> None:
    """As numbers where every score is one; else as text, so that Python may tell what the others mean."""
    if is_plain(sheet) and load_numbers(sheet):
        return
    load_texts(sheet, {})
    meanings = {text: meaning for text in odd_texts(sheet) if (meaning := score_in(sheet.reader, text)) is not None}
    if meanings:
        empty(sheet)
        load_texts(sheet, meanings)


def empty(sheet: Sheet) -> None:
    for table in ("respondent_row", "sheet_rows"):
        sheet.reader.cursor.execute(f"delete from {table} where sheet = $sheet", {"sheet": sheet.number})


def is_plain(sheet: Sheet) -> bool:
    """Whether the rows below the header are all data, and nothing in them is a number to DuckDB alone: it reads 1_0 as 10."""
    table = sheet.part.table
    if table.left_out or table.end != table.sheet.rows or table.turned:
        return False
    with table.path.open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as content:
        above = content[: 1 + position_of_line(content, table.first)]
        return content.find(b"_") < 0 and b'"' not in above


def position_of_line(content: mmap.mmap, line: int) -> int:
    at = -1
    for _ in range(line):
        at = content.find(b"\n", at + 1)
    return at


NUMBERS = """
    insert into respondent_row select $sheet, {texts}, {filled}, 0, {scores}
    from {source}
"""
BEYOND = """
    select 1 from respondent_row
    where sheet = $sheet and (least({scores}) < $low or greatest({scores}) > $high)
    limit 1
"""


def load_numbers(sheet: Sheet) -> bool:
    """Fills `respondent_row`; False, and nothing in it, where a score is no number or beyond the scale."""
    cursor, table = sheet.reader.cursor, sheet.part.table
    cursor.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    source = sheet.source("DOUBLE", f", skip = {int(table.first)}, nullstr = $missing, store_rejects = true, rejects_limit = 1")
    statement = NUMBERS.format(texts=sheet.texts, filled=sheet.filled, scores=", ".join(sheet.cells), source=source)
    cursor.execute(statement, sheet.values | {"missing": ["", *marks_in(table.path)]})
    remember_lines(sheet, table.first)
    low, high = sheet.reader.model.scale
    scores = ", ".join(f"i{place}" for place in range(len(sheet.items)))
    beyond = BEYOND.format(scores=f"{scores}, null")
    if (
        cursor.execute("select 1 from reject_errors limit 1").fetchall()
        or cursor.execute(beyond, {"sheet": sheet.number, "low": low, "high": high}).fetchall()
    ):
        empty(sheet)
        return False
    return True


def marks_in(path: Path) -> list[str]:
    """The marks for missing values that the first rows have; looking out for each costs time in every cell."""
    with path.open(encoding="utf-8", newline="") as lines:
        cells = {cell for row in islice(csv.reader(lines), SAMPLE_ROWS) for cell in row}
    return [mark for mark in MISSING if mark in cells]


# In a transaction DuckDB numbers new rows from somewhere far up, but one after the other.
LINES = "insert into sheet_rows select $sheet, min(rowid) - $above, $first, $end, $skipped from respondent_row where sheet = $sheet"


def remember_lines(sheet: Sheet, above: int) -> None:
    """above: how many rows of the sheet were not read, at its top."""
    table = sheet.part.table
    skipped = [row for row, _ in table.left_out]
    values = {"sheet": sheet.number, "above": above, "first": table.first, "end": table.end, "skipped": skipped}
    sheet.reader.cursor.execute(LINES, values)


TEXTUAL = """
    insert into respondent_row select $sheet, {texts}, {filled}, {faulty}, {scores}
    from {source}
"""


def load_texts(sheet: Sheet, meanings: dict[str, float | str]) -> None:
    """`meanings`: what texts that are no plain number mean: a score, or '' where one is missing."""
    low, high = sheet.reader.model.scale
    statement = TEXTUAL.format(
        texts=sheet.texts,
        filled=sheet.filled,
        faulty=" | ".join(faulty(cell, place, bool(meanings)) for place, cell in enumerate(sheet.cells)),
        scores=", ".join(score(cell, bool(meanings)) for cell in sheet.cells),
        source=sheet.source("VARCHAR"),
    )
    known = {"known": list(meanings), "scores": [None if value == "" else value for value in meanings.values()]} if meanings else {}
    sheet.reader.cursor.execute(statement, sheet.values | {"low": low, "high": high} | known)
    remember_lines(sheet, 0)


def plain_score(cell: str) -> str:
    """A cell as a number; nullif keeps DuckDB from reading the whole column as numbers, which would refuse the header."""
    return f"try_cast(nullif({cell}, '') as double)"


def score(cell: str, has_meanings: bool) -> str:
    if cell == "null":
        return "null"
    return f"coalesce({plain_score(cell)}, map($known, $scores::double[])[{cell}])" if has_meanings else plain_score(cell)


IS_SCORE = "coalesce({number} between $low and $high and not contains({cell}, '_'), false)"


def faulty(cell: str, place: int, has_meanings: bool) -> str:
    """The bit of one item: set where the cell says something that is no score."""
    if cell == "null":
        return "0::ubigint"
    known = f" and not list_contains($known, {cell})" if has_meanings else ""
    wrong = f"{cell} is not null and not {IS_SCORE.format(number=plain_score(cell), cell=cell)}{known}"
    return f"case when {wrong} then {1 << place}::ubigint else 0::ubigint end"


ODD_TEXTS = """
    select distinct text
    from (unpivot (select {cells} from {source}) on columns(*) into name label value text)
    where not {is_score}
"""


def odd_texts(sheet: Sheet) -> set[str]:
    """The distinct texts that are no plain score, of the columns that have any among their data."""
    cursor, (low, high) = sheet.reader.cursor, sheet.reader.model.scale
    mask = cursor.execute("select bit_or(faulty) from respondent where sheet = $sheet", {"sheet": sheet.number}).fetchall()[0][0]
    odd = [cell for place, cell in enumerate(sheet.cells) if (mask or 0) >> place & 1]
    if not odd:
        return set()
    is_score = IS_SCORE.format(number=plain_score("text"), cell="text")
    statement = ODD_TEXTS.format(cells=", ".join(odd), source=sheet.source("VARCHAR"), is_score=is_score)
    values = {"path": str(sheet.part.table.path), "low": low, "high": high}
    return {text for (text,) in cursor.execute(statement, values).fetchall()}


def score_in(reader: Reader, text: str) -> float | str | None:
    """What a text means: a score, '' where it is a mark for a missing one, None where it is neither."""
    if missing_reason(text):
        return ""
    low, high = reader.model.scale
    parsed = parse_number(Column("score", "点数", "number", low=low, high=high), text)
    return float(parsed.value) if parsed.value is not None else None


# ---------------------------------------------------------------- which municipality, round and person

# Bytes and characters are as many only in ASCII, which has one spelling.
ODD_SPELLINGS = "select distinct respondent from respondent_row where strlen(respondent) <> length(respondent)"


def spell_alike(cursor: DuckDBPyConnection) -> None:
    """Ａ００１ and A001 are one respondent; 1 and 001 are two."""
    odd = [text for (text,) in cursor.execute(ODD_SPELLINGS).fetchall()]
    if not odd:
        return
    framed(cursor, "respelled", [(text, plain(text)) for text in odd], ["text", "plain"])
    cursor.execute("update respondent_row set respondent = plain from respelled where respondent_row.respondent = respelled.text")


WAYS_OF_TELLING = (
    f"select sheet, min(line), {', '.join(TOLD_PLACES)}, count(*) from respondent group by sheet, {', '.join(TOLD_PLACES)} order by 1, 2"
)


def place_findings(reader: Reader) -> list[Finding]:
    """Fills `told_place`; tells of municipalities and rounds that are unknown, once for all rows that name them alike."""
    told = reader.cursor.execute(WAYS_OF_TELLING).fetchall()
    rows = [RowPlace(*row[:-1]) for row in told]
    places = places_of(reader.plan, reader.places, rows)
    wanted = {number: part.only_round for number, part in enumerate(reader.plan.parts)}
    others = [is_other_round(row, wanted[row.sheet]) for row in rows]
    rounds = [None if is_other else round_of(reader, row) for row, is_other in zip(rows, others, strict=True)]
    known = [(row.sheet, *row[2:], place.code, round) for row, place, round in zip(rows, places, rounds, strict=True)]
    framed(reader.cursor, "told_place", known, ["sheet", *TOLD_PLACES, "found_code", "found_round"])
    found = []
    for row, place, round, is_other, times in zip(rows, places, rounds, others, (row[-1] for row in told), strict=True):
        if place.code is None:
            found.append(finding(reader, row.sheet, row.line, place_position(reader, row.sheet), "", ERROR, rest(place.fault or "", times)))
        elif round is None:
            at = reader.plan.parts[row.sheet].mapping.columns.get("round", 0)
            message = OTHER_ROUND.format(wanted[row.sheet]) if is_other else NO_ROUND
            found.append(finding(reader, row.sheet, row.line, at, "", ERROR, rest(message, times)))
    return found


def rest(message: str, times: int) -> str:
    return message if times == 1 else f"{message}（同じ書き方の{times:,}行）"


def lacking_findings(reader: Reader) -> list[Finding]:
    """Rows without a respondent or a position."""
    needed = [column for column in reader.kind.required if column.name in ("respondent", "position")]
    return [line for column in needed for line in lacking(reader, column)]


def lacking(reader: Reader, column: Column) -> Iterable[Finding]:
    cells = reader.cursor.execute(f"select sheet, line from respondent where \"{column.name}\" = '' order by all").fetchall()
    positions = [part.mapping.columns[column.name] for part in reader.plan.parts]
    return cell_findings(
        reader, [(sheet, line, positions[sheet]) for sheet, line in cells], f"「{column.label}」がありません。必ず入れてください"
    )


# One row per cell that is no score.
FAULTY = """
    select instrument, sheet, line, place
    from (select instrument, sheet, line, faulty, unnest(range($items)) as place from respondent where faulty <> 0)
    where (faulty >> place) & 1 = 1
    order by instrument, sheet, place, line
"""


def score_findings(reader: Reader, items: Sequence[str]) -> Iterator[Finding]:
    at_item = [{item: at for at, item in part.mapping.items.items()} for part in reader.plan.parts]
    rows = reader.cursor.execute(FAULTY, {"items": len(items)}).fetchall()
    for scale, cells in groupby(rows, key=lambda row: scale_of(reader.model, row[0])):
        message = "点数として読めません。{:g}以上{:g}以下の数か、空欄にしてください".format(*scale)
        yield from cell_findings(reader, [(sheet, line, at_item[sheet][items[place]]) for _, sheet, line, place in cells], message)


def scale_findings(reader: Reader, items: Sequence[str]) -> list[Finding]:
    """Scores that all lie within a tenth of the scale seem to be counted on another one: 1 to 5 where 0 to 100 is meant."""
    low, high = reader.model.scale
    tenth = low + (high - low) / 10
    message = f"どの値も{tenth:g}以下です（{low:g}～{high:g}の点数として取り込みます）。5点満点などの値なら、{high:g}点満点に直してください"
    found = []
    for place, item in enumerate(items):
        if item in reader.model.categories:
            few = reader.cursor.execute(FEW_POINTS.format(item=f"i{place}"), {"tenth": tenth}).fetchall()
            at = [(sheet, reader.plan.parts[sheet]) for (sheet,) in few]
            found += [finding(reader, sheet, part.table.first, position_of(part, item), "", WARNING, message) for sheet, part in at]
    return found


FEW_POINTS = "select sheet from respondent_row group by sheet having count({item}) >= 20 and max({item}) <= $tenth order by sheet"


def position_of(part: Part, item: str) -> int:
    return next(at for at, named in part.mapping.items.items() if named == item)


def cell_findings(reader: Reader, cells: Sequence[tuple[int, int, int]], message: str) -> Iterable[Finding]:
    """One finding per cell; those of a column beyond SUMMED_UP_FROM are one. The cells of a column come together, in order."""
    by_column: dict[tuple[int, int], list[int]] = {}
    for sheet, line, position in cells:
        by_column.setdefault((sheet, position), []).append(line)
    for (sheet, position), lines in by_column.items():
        if len(lines) <= SUMMED_UP_FROM:
            yield from (finding(reader, sheet, line, position, "", ERROR, message) for line in lines)
        else:
            yield finding(reader, sheet, lines[0], position, "", ERROR, f"この列の{len(lines):,}件が、{message}")


# ---------------------------------------------------------------- rows as they would be stored


Places = dict[str, dict[str, int]]  # instrument → item → the number of the score column in which it stands


def stored_places(cursor: DuckDBPyConnection) -> Places:
    """What the database knows of the instruments that the file names."""
    instruments = [name for (name,) in cursor.execute("select distinct instrument from respondent order by 1").fetchall()]
    stored = cursor.execute("select instrument, item, position from store.literacy_item").fetchall()
    return {name: {item: place for instrument, item, place in stored if instrument == name} for name in instruments}


def place_items(reader: Reader, items: Sequence[str], stored: Places) -> None:
    """Makes the view `sound` of the rows without a fault, each item in the score column that its instrument has for it."""
    instruments = list(stored)
    positions = {name: dict(places) for name, places in stored.items()}
    known = {name: len(places) for name, places in positions.items()}
    for name, places in positions.items():
        for item in items:
            places.setdefault(item, len(places) + 1)
        refuse_too_many(reader, f"診断「{name}」" if name else "この診断", len(places))
    new = [(name, item, place) for name, places in positions.items() for item, place in places.items() if place > known[name]]
    framed(reader.cursor, "new_item", new, ["instrument", "item", "position"])
    framed(reader.cursor, "told_instrument", list(zip(instruments, range(len(instruments)), strict=True)), ["instrument", "position"])
    told = [name for name in TOLD_PLACES if any(name in {**part.mapping.columns, **part.mapping.place} for part in reader.plan.parts)]
    numbered = "join told_instrument kept using (instrument)" if len(instruments) > 1 else ""
    scores = ", ".join(score_columns(list(positions.values()), items))
    reader.cursor.execute(SOUND.format(told=", ".join(["sheet", *told]), numbered=numbered, scores=scores))


# told: what the file has of what tells a row's place and round; `position` of told_instrument numbers the instruments of the file.
SOUND = """
    create or replace temp view sound as
    select sheet, line, found_round as round, found_code as code, instrument, respondent, department, one.position, {scores},
        null::varchar as reason
    from respondent one
    join told_place using ({told})
    {numbered}
    where faulty = 0 and respondent <> '' and one.position <> '' and found_code is not null and found_round is not null
"""


def score_columns(positions: Sequence[dict[str, int]], items: Sequence[str]) -> Iterable[str]:
    """SQL of each score column: the item that stands in it, which may differ from instrument to instrument."""
    of_place = [{places[item]: f"i{number}" for number, item in enumerate(items)} for places in positions]
    for place, name in enumerate(SCORES, 1):
        cells = [cells.get(place, "null::double") for cells in of_place] or ["null::double"]
        told = " ".join(f"when {number} then {cell}" for number, cell in enumerate(cells))
        yield f"{cells[0] if len(set(cells)) == 1 else f'case kept.position {told} end'} as {name}"


# Whether it is worth looking closer: telling numbers apart is quick.
ANY_DOUBLED = "select count(*) > count(distinct hash(round, code, instrument, respondent)) from sound"
# One row per row whose person an earlier row has.
DOUBLED = """
    create or replace temp table doubled as
    select sheet, line, first_sheet, first_line
    from (
        select sheet, line, first(sheet) over same as first_sheet, first(line) over same as first_line
        from sound semi join (
            select round, code, instrument, respondent from sound group by all having count(*) > 1
        ) using (round, code, instrument, respondent)
        window same as (partition by round, code, instrument, respondent order by sheet, line)
    )
    where (sheet, line) <> (first_sheet, first_line)
"""
NOTHING_DOUBLED = """
    create or replace temp table doubled (sheet integer, line integer, first_sheet integer, first_line integer);
    create or replace temp table losing (sheet integer, line integer)
"""
INCOMING = """
    create or replace temp view incoming as
    select * from sound
    where (sheet, line) not in (
        select (sheet, line) from doubled union select (first_sheet, first_line) from doubled union select (sheet, line) from losing
    )
"""
KEPT_OUT = "select (select count(*) from doubled) + (select count(*) from losing)"


def make_incoming(cursor: DuckDBPyConnection) -> None:
    """Makes `incoming` of `sound`, without the rows that stand in `doubled` or `losing`."""
    cursor.execute(INCOMING if cursor.execute(KEPT_OUT).fetchall()[0][0] else "create or replace temp view incoming as from sound")


def duplicate_findings(reader: Reader) -> list[Finding]:
    """Fills `doubled`; of rows about the same person both cells are named."""
    reader.cursor.execute(NOTHING_DOUBLED)
    if not reader.cursor.execute(ANY_DOUBLED).fetchall()[0][0]:
        return []
    reader.cursor.execute(DOUBLED)
    doubled = reader.cursor.execute("from doubled order by sheet, line").fetchall()
    if len(doubled) > SUMMED_UP_FROM:
        sheet, line, *_ = doubled[0]
        message = f"同じ団体・受診者の行が、ほかにもあわせて{len(doubled):,}行あります。1人1行にしてください"
        return [finding(reader, sheet, line, reader.plan.parts[sheet].mapping.columns["respondent"], "", ERROR, message)]
    return [doubled_finding(reader, *row) for row in doubled]


def doubled_finding(reader: Reader, sheet: int, line: int, first_sheet: int, first_line: int) -> Finding:
    here, there = (reader.plan.parts[at].mapping.columns["respondent"] for at in (sheet, first_sheet))
    other = reader.plan.parts[first_sheet].table
    where = f"シート「{other.sheet.name}」の " if sheet != first_sheet else " "
    message = f"同じ団体・受診者の行が{where}{other.cell(first_line, there)} にもあります。どちらか1行にしてください"
    return finding(reader, sheet, line, here, "", ERROR, message)


ANY_HELD = (
    "select 1 from store.literacy semi join (select found_round as round, found_code as code from told_place) using (round, code) limit 1"
)


def holds_any(cursor: DuckDBPyConnection) -> bool:
    """Whether anybody is on record of a municipality and round that the file names. Where nobody is, millions need not be compared."""
    return bool(cursor.execute(ANY_HELD).fetchall())


# A row is replaced as a whole, so that a file that lacks a column would take what stands there from every person on record: the
# persons of one sheet and instrument of whom some batch in force says something in a column that the sheet lacks: not only the
# one that holds, since taking that back would bring back an older one, and with it the loss.
LOSING = """
    create or replace temp table losing_here as
    select sound.sheet, sound.line, {told}
    from sound
    join store.literacy_entry held using (round, code, instrument, respondent)
    where sound.sheet = $sheet and instrument = $instrument and coalesce({cells}) is not null
        and held.batch in (select batch from store.batch where in_force)
    group by sound.sheet, sound.line
"""
WHAT_IS_LOST = "select min(line), count(*), {counted} from losing_here"


def loss_findings(reader: Reader, stored: Places) -> list[Finding]:
    """Fills `losing`: persons of whom the file would take away what it does not speak of, told once per sheet and instrument."""
    if not holds_any(reader.cursor):
        return []
    told = (
        loss_finding(reader, sheet, instrument, places) for sheet in range(len(reader.plan.parts)) for instrument, places in stored.items()
    )
    return [one for one in told if one]


def loss_finding(reader: Reader, sheet: int, instrument: str, places: dict[str, int]) -> Finding | None:
    mapping = reader.plan.parts[sheet].mapping
    lacking = {item: f"held.{SCORES[place - 1]}" for item, place in places.items() if item not in mapping.items.values()}
    lacking |= {} if "department" in mapping.columns else {reader.kind.by_name["department"].label: "nullif(held.department, '')"}
    if not lacking:
        return None
    cells = [f"{cell}::varchar" for cell in lacking.values()]
    told = ", ".join(f"any_value({cell}) as lost{number}" for number, cell in enumerate(cells))
    statement = LOSING.format(told=told, cells=", ".join([*cells, "null"]))
    reader.cursor.execute(statement, {"sheet": sheet, "instrument": instrument})
    reader.cursor.execute("insert into losing select sheet, line from losing_here")
    counted = ", ".join(f"count(lost{number})" for number in range(len(lacking)))
    line, persons, *counts = reader.cursor.execute(WHAT_IS_LOST.format(counted=counted)).fetchall()[0]
    lost = [item for item, count in zip(lacking, counts, strict=True) if count]
    return finding(reader, sheet, line, mapping.columns["respondent"], "", ERROR, lost_in_words(lost, persons)) if persons else None


def lost_in_words(columns: Sequence[str], persons: int) -> str:
    names = "・".join(columns[:5]) + (f" ほか{len(columns) - 5}列" if len(columns) > 5 else "")
    return (
        f"登録済みの受診者{persons:,}人について、このファイルにない列（{names}）の値が失われます。全ての列がそろったファイルにしてください"
    )


def rows_in(cursor: DuckDBPyConnection) -> int:
    """How many rows of data the file has, sound or not."""
    return int(cursor.execute("select count(*) from respondent").fetchall()[0][0])
