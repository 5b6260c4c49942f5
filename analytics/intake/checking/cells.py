"""Which cells does a file have, and for what does each stand? One row per mapped cell, in the table `cell`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from duckdb import DuckDBPyConnection

from analytics.intake.checking.figures import ROW_NAME, has_row_names, name_rows
from analytics.intake.checking.reader import Reader, framed
from analytics.intake.own_files import NOTHING_SAID
from analytics.intake.understanding.plan import Part

TOLD_PLACES = ("code", "name", "prefecture", "county", "round", "part")
PLACE = "(place)"  # the item under which the cells that name a row's municipality stand
# The cells that say something beside the row's municipality and round.
OWN_CELL = f"create or replace temp view own_cell as select * from cell where not starts_with(item, '{PLACE}') and item <> 'round'"
Numbered = tuple[int, Part]


def create_tables(cursor: DuckDBPyConnection) -> None:
    cursor.execute("create or replace temp table cell (sheet integer, line integer, position integer, item varchar, text varchar)")
    cursor.execute("create or replace temp table context (sheet integer, line integer, code varchar, round varchar, place_text varchar)")
    texts = ", ".join(f"{name} varchar" for name in TOLD_PLACES)
    cursor.execute(OWN_CELL)
    cursor.execute(ROW_NAME)
    cursor.execute(f"create or replace temp table row_place (sheet integer, line integer, {texts})")


# One row per data row and mapped column. Rows that are blank in every column are no rows.
CELLS = """
    insert into cell
    select sheet, line, position, item, text
    from (unpivot (select sheet, line, {columns} from staged) on {columns} into name label value text) wide
    join mapped using (sheet, label)
    where text <> $nothing
"""


def load_cells(reader: Reader) -> None:
    """The mapped cells of all sheets, in one statement for those that are equally wide. Column names are ours (c0, c1, …); the
    file's headers are data."""
    mapped = [(number, part) for number, part in enumerate(reader.plan.parts) if mapped_columns(part)]
    for number, part in mapped:
        if has_row_names(part.mapping):
            load_sheets(reader.cursor, [(number, replace(part, table=replace(part.table, left_out=())))])
            name_rows(reader.cursor, number, part)
    for alike in grouped(mapped, width):
        load_alike(reader.cursor, alike)


def load_alike(cursor: DuckDBPyConnection, parts: Sequence[Numbered]) -> None:
    load_sheets(cursor, parts)
    mapped = [(number, f"c{index}", index, item) for number, part in parts for index, item in mapped_columns(part)]
    framed(cursor, "mapped", mapped, ["sheet", "label", "position", "item"])
    used = ", ".join(f"c{index}" for index in sorted({index for _, _, index, _ in mapped}))
    cursor.execute(CELLS.format(columns=used), {"nothing": NOTHING_SAID})
    for told_alike in grouped(parts, told_places):
        load_places(cursor, told_alike)


def grouped(parts: Sequence[Numbered], by: Callable[[Part], Hashable]) -> Iterable[list[Numbered]]:
    """The parts that are alike, together."""
    groups: dict[Hashable, list[Numbered]] = {}
    for number, part in parts:
        groups.setdefault(by(part), []).append((number, part))
    return groups.values()


def width(part: Part) -> int:
    """How many columns the staged sheet has at most."""
    table = part.table
    return len(table.names) if table.turned else max(len(table.names), table.sheet.columns)


def told_places(part: Part) -> tuple[str, ...]:
    """SQL of what a row says of its municipality and round."""
    columns = {**part.mapping.place, **{name: index for name, index in part.mapping.columns.items() if name == "round"}}
    return tuple(f"c{columns[name]}" if name in columns else "''" for name in TOLD_PLACES)


def load_places(cursor: DuckDBPyConnection, parts: Sequence[Numbered]) -> None:
    """What each row of these sheets says of its municipality and round, all in the same columns."""
    told = ", ".join(told_places(parts[0][1]))
    cursor.execute(
        f"insert into row_place select sheet, line, {told} from staged where list_contains($sheets, sheet)",
        {"sheets": [number for number, _ in parts]},
    )


# One row per row of the files, numbered through all of them as they follow each other; `parallel = false` keeps their order and
# reads any quoting.
READ = """
    create or replace temp table read_row as
    select row_number() over () as number, filename, {trimmed}
    from read_csv($paths, header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {columns},
        null_padding = true, parallel = false, max_line_size = 50000000, filename = true)
"""
# One row per sheet. top: the number of its first row; first, end: its data rows; skipped: those of them that are no data.
SHEETS = """
    create or replace temp table staged_sheet as
    select sheet, filename, top, "first", "end", skipped
    from (
        select unnest($sheets) as sheet, unnest($paths) as filename, unnest($firsts) as "first", unnest($ends) as "end",
            unnest($skipped::bigint[][]) as skipped
    )
    join (select filename, min(number) as top from read_row group by filename) using (filename)
"""
# One row per data row. Lines count from 0 as the rows of the staged file do.
STAGED = """
    create or replace temp view staged as
    select sheet, number - top as line, read_row.* exclude (number, filename)
    from read_row join staged_sheet using (filename)
    where number - top >= "first" and number - top < "end" and not list_contains(skipped, number - top)
        and coalesce({filled}) is not null
"""


def load_sheets(cursor: DuckDBPyConnection, parts: Sequence[Numbered]) -> None:
    """Makes `staged` of sheets that are equally wide."""
    names = [f"c{index}" for index in range(width(parts[0][1]))]
    tables = [part.table for _, part in parts]
    paths = [str(table.path) for table in tables]
    trimmed = ", ".join(f"coalesce(trim({name}), '') as {name}" for name in names)
    cursor.execute(READ.format(columns=dict.fromkeys(names, "VARCHAR"), trimmed=trimmed), {"paths": paths})
    values = {
        "sheets": [number for number, _ in parts], "paths": paths, "firsts": [table.first for table in tables],
        "ends": [table.end for table in tables], "skipped": [[row for row, _ in table.left_out] for table in tables],
    }  # fmt: skip
    cursor.execute(SHEETS, values)
    cursor.execute(STAGED.format(filled=", ".join(f"nullif({name}, '')" for name in names)))


def mapped_columns(part: Part) -> list[tuple[int, str]]:
    """(column, what it is): place parts under one name each, own columns by name, items by id."""
    mapping = part.mapping
    place = [(index, f"{PLACE}{name}") for name, index in mapping.place.items()]
    own = [(index, name) for name, index in mapping.columns.items()]
    return place + own + list(mapping.items.items())
