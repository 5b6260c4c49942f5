"""What does a file say, cell by cell? Its staged text → rows as they would be stored, and findings.

Set-based: DuckDB holds the cells, Python sees each distinct text once. Temporary tables of one cursor:
`cell` (sheet, line, position, item, text) one row per cell that is mapped; `context` (sheet, line, code, round) one row per
data row; `verdict` (round, item, text → value, reason, fault); `incoming` one row per row to be stored; `finding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.codes import NORTHERN_VILLAGES, is_prefecture, is_ward
from analytics.intake.answers import parse_answers
from analytics.intake.layout import cell_name
from analytics.intake.places import Gazetteer, Place, lost_zero, normal, short_code
from analytics.intake.recognising import bare, item_labels, unit_in
from analytics.intake.tables import Table
from analytics.intake.understanding import Part, Understanding
from analytics.intake.values import Parsed, missing_reason, parse, plain, round_in
from analytics.kinds import MUNICIPALITIES, Column, Kind
from analytics.model import Model
from analytics.schema import stored_type

ERROR, WARNING, LEFT_OUT = "error", "warning", "left_out"
TOLD_PLACES = ("code", "name", "prefecture", "county", "round")
PLACE = "(place)"  # the item under which the cells that name a row's municipality stand
FINDING_COLUMNS = ["file", "sheet", "cell", "line", "column", "value", "severity", "message"]


@dataclass(frozen=True)
class Reader:
    """All that the understanding of cells needs beside the cells: the file's plan, the model, the loaded places."""

    cursor: DuckDBPyConnection
    plan: Understanding
    model: Model
    places: Gazetteer

    @property
    def kind(self) -> Kind:
        return self.plan.kind

    @property
    def spreads(self) -> bool:
        """Whether each mapped column stands for one item, so that a row of the file becomes many stored rows."""
        return bool(self.kind.spread) and any(part.mapping.items for part in self.plan.parts)


def stage(reader: Reader) -> pd.DataFrame:
    """Fills the temporary tables from the plan's sheets; gives the findings, errors first, in file order."""
    create_tables(reader.cursor)
    if any(part.lacking for part in reader.plan.parts):
        reader.cursor.execute(NOTHING.format(table=reader.kind.name))
        return tidy(reader, notes_on_plan(reader.plan))
    for number, part in enumerate(reader.plan.parts):
        load_cells(reader, number, part)
    findings = [*notes_on_plan(reader.plan), place_findings(reader), *context_findings(reader)]
    findings += [foreign_findings(reader)]
    judge_cells(reader)
    findings += [cell_findings(reader)]
    gather(reader)
    findings += [duplicate_findings(reader)]
    return tidy(reader, findings)


NOTHING = "create or replace temp table incoming as select 0 as sheet, 0 as line, * exclude (batch) from store.{table} where false"


def create_tables(cursor: DuckDBPyConnection) -> None:
    cursor.execute("create or replace temp table cell (sheet integer, line integer, position integer, item varchar, text varchar)")
    cursor.execute("create or replace temp table context (sheet integer, line integer, code varchar, round varchar, place_text varchar)")
    texts = ", ".join(f"{name} varchar" for name in TOLD_PLACES)
    cursor.execute(f"create or replace temp table row_place (sheet integer, line integer, {texts})")


def framed(cursor: DuckDBPyConnection, name: str, rows: Iterable[tuple[object, ...]], columns: list[str]) -> None:
    """A small temporary table from plain values."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    frame = pd.DataFrame({column: pd.Series(given, dtype=object) for column, given in zip(columns, values, strict=True)})
    cursor.register("given", frame)
    types = ", ".join(
        f'"{column}"::{"integer" if column in ("position", "sheet", "line") else "varchar"} as "{column}"' for column in columns
    )
    cursor.execute(f"create or replace temp table {name} as select {types} from given")
    cursor.unregister("given")


# One row per data row of the sheet and mapped column. Rows that are blank in every column are no rows.
CELLS = """
    insert into cell
    select $sheet, line, position, item, text
    from (unpivot staged on {columns} into name label value text) wide
    join mapped on mapped.label = wide.label
"""


def load_cells(reader: Reader, number: int, part: Part) -> None:
    """The mapped cells of one sheet. Column names are ours (c0, c1, …); the file's headers are data."""
    mapped = mapped_columns(part)
    if not mapped:
        return
    width = len(part.table.names)
    columns = {f"c{index}": "VARCHAR" for index in range(max(width, part.table.sheet.columns if not part.table.turned else width))}
    framed(reader.cursor, "mapped", [(f"c{index}", index, item) for index, item in mapped], ["label", "position", "item"])
    load_sheet(reader.cursor, part.table, columns)
    used = ", ".join(f"c{index}" for index in sorted({index for index, _ in mapped}))
    reader.cursor.execute(CELLS.format(columns=used), {"sheet": number})
    load_places(reader.cursor, number, part)


def load_places(cursor: DuckDBPyConnection, number: int, part: Part) -> None:
    """What each row of the sheet says of its municipality and round."""
    columns = {**part.mapping.place, **{name: index for name, index in part.mapping.columns.items() if name == "round"}}
    told = ", ".join(f"c{columns[name]}" if name in columns else "''" for name in TOLD_PLACES)
    cursor.execute(f"insert into row_place select $sheet, line, {told} from staged", {"sheet": number})


# Lines count from 0 as the rows of the staged file do; `parallel = false` keeps their order and reads any quoting.
STAGED = """
    create or replace temp table staged as
    select line, {trimmed}
    from (
        select row_number() over () - 1 as line, *
        from read_csv($path, header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {columns},
            null_padding = true, parallel = false, max_line_size = 50000000)
    )
    where line >= $first and line < $end_line and not list_contains($skipped::bigint[], line) and {filled}
"""


def load_sheet(cursor: DuckDBPyConnection, table: Table, columns: dict[str, str]) -> None:
    filled = f"coalesce({', '.join(f'nullif(trim({name}), $blank)' for name in columns)}) is not null"
    trimmed = ", ".join(f"coalesce(trim({name}), $blank) as {name}" for name in columns)
    skipped = [row for row, _ in table.left_out]
    values = {"path": str(table.path), "first": table.first, "end_line": table.end, "blank": "", "skipped": skipped}
    cursor.execute(STAGED.format(columns=columns, filled=filled, trimmed=trimmed), values)


def mapped_columns(part: Part) -> list[tuple[int, str]]:
    """(column, what it is): place parts under one name each, own columns by name, items by id."""
    mapping = part.mapping
    place = [(index, f"{PLACE}{name}") for name, index in mapping.place.items()]
    own = [(index, name) for name, index in mapping.columns.items()]
    return place + own + list(mapping.items.items())


# ---------------------------------------------------------------- which municipality and round a row is about


class RowPlace(NamedTuple):
    """What one row of the file says of its municipality and round, '' where it says nothing."""

    sheet: int
    line: int
    code: str
    name: str
    prefecture: str
    county: str
    round: str

    @property
    def text(self) -> str:
        return self.code or self.name


def place_findings(reader: Reader) -> pd.DataFrame:
    """Fills `context` and tells of rows whose municipality is unknown, and of rows that are no municipality's."""
    rows = [RowPlace(*row) for row in reader.cursor.execute("from row_place order by sheet, line").fetchall()]
    placed_rows = list(zip(rows, places_of(reader, rows), strict=True))
    known = [
        (row.sheet, row.line, place.code, round_of(reader, row), row.text)
        for row, place in placed_rows
        if not (place.fault or place.left_out)
    ]
    framed(reader.cursor, "context", known, ["sheet", "line", "code", "round", "place_text"])
    told = [place_finding(reader, row, place) for row, place in placed_rows if place.fault or place.left_out]
    return pd.DataFrame(told, columns=FINDING_COLUMNS)


def round_of(reader: Reader, row: RowPlace) -> str | None:
    """The round of one row as it stands in its column, else that of its sheet."""
    if "round" not in reader.kind.by_name or missing_reason(row.round):
        return reader.plan.parts[row.sheet].round
    return round_in(row.round)


def places_of(reader: Reader, rows: list[RowPlace]) -> list[Place]:
    """The municipality of each row; each distinct text is looked up once."""
    if "code" not in reader.kind.by_name:
        return [Place()] * len(rows)
    if in_code_order(reader, rows):
        return [Place(code) for code in code_list(reader)]
    look_up = code_of_master_row if reader.kind is MUNICIPALITIES else code_of_row
    longest = max((len(plain(row.code)) for row in rows), default=0)
    known: dict[tuple[object, ...], Place] = {}
    for row in rows:
        texts = (row.sheet, *row[2:6])
        if texts not in known:
            known[texts] = look_up(reader, row, longest)
    return [known[row.sheet, *row[2:6]] for row in rows]


def code_list(reader: Reader) -> list[str]:
    return sorted(reader.places.names)


def in_code_order(reader: Reader, rows: list[RowPlace]) -> bool:
    """Names without codes that are the whole code list in its order: then names that occur twice are told apart by it."""
    turned = reader.plan.parts[0].table.turned
    if not turned or len(rows) != len(reader.places.names) or any(row.code for row in rows):
        return False
    return all(normal(row.name) == normal(reader.places.names[code]) for row, code in zip(rows, code_list(reader), strict=True))


def code_of_row(reader: Reader, row: RowPlace, longest: int) -> Place:
    part = reader.plan.parts[row.sheet]
    if part.municipality:
        return reader.places.find(part.municipality)
    place = reader.places.matching(row.code, row.name, row.prefecture, row.county)
    if part.only and place.code not in (None, part.only):
        return Place(
            fault=f"指定された市町村（{reader.places.names.get(part.only, part.only)}）の行ではありません。指定を外すか、行を直してください"
        )
    return place


def code_of_master_row(reader: Reader, row: RowPlace, longest: int) -> Place:
    """In the master itself the file's codes are the truth; only their form is checked. `longest`: most digits in the column."""
    if not row.code:
        return reader.places.full_name(row.name, row.prefecture, row.county)
    digits = plain(row.code).removesuffix(".0")
    restored = lost_zero(digits) if longest == 6 and len(digits) == 5 else None
    place = Place(restored) if restored else short_code(row.code)
    if place.code is None:
        return place
    reason = reason_left_out(place.code, row.name)
    return Place(left_out=reason) if reason else place


def reason_left_out(code: str, name: str) -> str | None:
    """Why a row of a code list is no municipality, None where it is one."""
    if is_prefecture(code) or not plain(name):
        return "都道府県の行のため除きました"
    if is_ward(code):
        return "政令指定都市の区のため除きました"
    return "北方領土の村のため除きました" if code in NORTHERN_VILLAGES else None


def place_finding(reader: Reader, row: RowPlace, place: Place) -> tuple[object, ...]:
    severity, message = (LEFT_OUT, place.left_out) if place.left_out else (ERROR, place.fault or "")
    return finding(reader, row.sheet, row.line, place_position(reader, row.sheet), row.text, severity, message)


def place_position(reader: Reader, sheet: int) -> int:
    """The column in which a row's municipality stands."""
    place = reader.plan.parts[sheet].mapping.place
    return place.get("code", place.get("name", 0))


def finding(reader: Reader, sheet: int, line: int, position: int, value: str, severity: str, message: str) -> tuple[object, ...]:
    table = reader.plan.parts[sheet].table
    title = table.names[position] if position < len(table.names) else ""
    return (reader.plan.name, table.sheet.name, table.cell(line, position), line, title, value, severity, message)


def no_findings() -> pd.DataFrame:
    return pd.DataFrame(columns=FINDING_COLUMNS)


def context_findings(reader: Reader) -> list[pd.DataFrame]:
    """Rows without a round, where the kind needs one."""
    if "round" not in reader.kind.key:
        return []
    rows = reader.cursor.execute("select sheet, line from context where round is null order by sheet, line").fetchall()
    if not rows:
        return []
    position = [reader.plan.parts[sheet].mapping.columns.get("round", 0) for sheet, _ in rows]
    message = "調査年度が分かりません。調査年度の列を加えるか、年度を指定してください（--round 2025）"
    if "round" not in reader.plan.parts[0].mapping.columns:
        return [pd.DataFrame([(reader.plan.name, "", "", -1, "調査年度", "", ERROR, message)], columns=FINDING_COLUMNS)]
    found = [finding(reader, sheet, line, at, "", ERROR, message) for (sheet, line), at in zip(rows, position, strict=True)]
    return [pd.DataFrame(found, columns=FINDING_COLUMNS)]


# ---------------------------------------------------------------- what each cell says

# Each distinct text once. Plain numbers without bounds need no look: SQL casts them.
DISTINCT = """
    select round, item, text
    from cell join context using (sheet, line)
    where not starts_with(item, '(place)') and item <> 'round'
        and not ($plain_numbers and item not in ('year', 'unit') and regexp_full_match(text, '-?[0-9]+([.][0-9]+)?'))
    group by round, item, text
    order by round, item, text
"""


# One row per column and round: an item that the round's questionnaire lacks, with the first cell that says something.
FOREIGN = """
    select sheet, min(line) filter (where text <> ''), position, context.round, cell.item, count(*) filter (where text <> '')
    from cell
    join context using (sheet, line)
    join foreign_item on foreign_item.item = cell.item and foreign_item.round = context.round
    group by all
    order by all
"""
DROP_FOREIGN = """
    delete from cell using context, foreign_item
    where context.sheet = cell.sheet and context.line = cell.line and foreign_item.item = cell.item and foreign_item.round = context.round
"""


def foreign_findings(reader: Reader) -> pd.DataFrame:
    """Answers belong to the questionnaire of their round: what that one does not ask is left out, and said."""
    if reader.kind.spread not in ("question", "step") or not reader.spreads:
        return no_findings()
    rounds = [round for (round,) in reader.cursor.execute("select distinct round from context where round is not null").fetchall()]
    items = {item for part in reader.plan.parts for item in part.mapping.items.values()}
    foreign = [(round, item) for round in rounds for item in sorted(items - items_of(reader, round))]
    framed(reader.cursor, "foreign_item", foreign, ["round", "item"])
    rows = reader.cursor.execute(FOREIGN).fetchall() if foreign else []
    reader.cursor.execute(DROP_FOREIGN)
    found = [foreign_finding(reader, sheet, line, at, round, n) for sheet, line, at, round, _, n in rows if n]
    return pd.DataFrame(found, columns=FINDING_COLUMNS)


def items_of(reader: Reader, round: str) -> set[str]:
    questionnaire = reader.model.questionnaire(round)
    if reader.kind.spread == "step":
        return {step.id for step in questionnaire.steps}
    return set(questionnaire.texts_by_id)


def foreign_finding(reader: Reader, sheet: int, line: int, position: int, round: str, n: int) -> tuple[object, ...]:
    message = f"{round}年度の調査票にない項目のため、この列の{n}件を取り込みません"
    return finding(reader, sheet, line, position, "", WARNING, message)


def judge_cells(reader: Reader) -> None:
    """Fills `verdict` with what each distinct text of each item says."""
    if reader.kind.spread and not reader.spreads:
        spread_long_rows(reader)
    texts = reader.cursor.execute(DISTINCT, {"plain_numbers": reader.kind.name == "indicators"}).fetchall()
    by_item: dict[tuple[str, str], list[str]] = {}
    for round, item, text in texts:
        by_item.setdefault((round, item), []).append(text)
    rows = [
        (round, item, text, found.value, found.reason, found.fault)
        for (round, item), group in by_item.items()
        for text, found in understood(reader, round, item, group).items()
    ]
    framed(reader.cursor, "verdict", rows, ["round", "item", "text", "value", "reason", "fault"])


def understood(reader: Reader, round: str | None, item: str, texts: list[str]) -> dict[str, Parsed]:
    if reader.kind.spread == "question":
        return parse_answers(reader.model.questionnaire(round or "2100"), item, texts, reader.plan.answers)
    column = column_of(reader, round, item)
    if column.type == "municipality":
        return {text: placed(reader.places.find(text)) for text in texts}
    profile = reader.plan.profile
    words = {**(profile.words if profile else {})}
    marks = {**(profile.missing if profile else {})}
    return {text: worded(column, text, words, marks) for text in texts}


def placed(place: Place) -> Parsed:
    return Parsed(value=place.code, fault=place.fault)


def worded(column: Column, text: str, words: dict[str, float], marks: dict[str, str]) -> Parsed:
    """A cell of an official file may be a word that stands for a number, or a mark of its own."""
    if plain(text) in words:
        return Parsed(value=f"{words[plain(text)]:g}")
    return Parsed(reason=marks[plain(text)]) if plain(text) in marks else parse(column, text)


def column_of(reader: Reader, round: str | None, item: str) -> Column:
    """The declaration that an item's cells obey: its own column, or the kind's value column (a step has its maximum)."""
    own = reader.kind.by_name.get(item)
    if own and not (reader.kind.spread and own.name == reader.kind.value):
        return own
    column = reader.kind.by_name[reader.kind.value or ""]
    if reader.kind.spread == "step":
        return Column(column.name, column.label, "number", low=0, high=reader.model.questionnaire(round or "2100").step_maximum(item))
    return Column(column.name, column.label, column.type, low=column.low, high=column.high)


# A long table has the item in a column of its own: its cells become cells of that item.
LONG_ITEMS = """
    select distinct round, text from cell join context using (sheet, line) where item = $spread
"""
LONG_CELLS = """
    create or replace temp table long_cell as
    select value.sheet, value.line, value.position, named.item, value.text
    from cell value
    join context using (sheet, line)
    join cell label on label.sheet = value.sheet and label.line = value.line and label.item = $spread
    join named on named.text = label.text and named.round is not distinct from context.round
    where value.item = $value and named.item is not null
"""


def spread_long_rows(reader: Reader) -> None:
    kind = reader.kind
    spread, value = {"spread": kind.spread}, {"spread": kind.spread, "value": kind.value}
    texts = reader.cursor.execute(LONG_ITEMS, spread).fetchall()
    named = [(round, text, labels_of(reader, round)(text)) for round, text in texts]
    framed(reader.cursor, "named", named, ["round", "text", "item"])
    reader.cursor.execute(LONG_CELLS, value)
    reader.cursor.execute(UNNAMED, spread)
    reader.cursor.execute("delete from cell where item in ($spread, $value)", value)
    reader.cursor.execute("insert into cell select * from long_cell")


UNNAMED = """
    create or replace temp table unnamed as
    select cell.*
    from cell
    join context using (sheet, line)
    join named on named.text = cell.text and named.round is not distinct from context.round
    where cell.item = $spread and named.item is null
"""


def labels_of(reader: Reader, round: str | None) -> Callable[[str], str | None]:
    """Item text → id in the questionnaire of the round; any text is an indicator."""
    if reader.kind.spread == "indicator":
        return lambda text: plain(text) or None
    questionnaire = reader.model.questionnaire(round or "2100")
    labels = item_labels(reader.kind, reader.model, questionnaire)
    return lambda text: labels.get(bare(text))


FAULTY_CELLS = """
    select cell.sheet, cell.line, cell.position, cell.item, cell.text, verdict.fault
    from cell
    join context using (sheet, line)
    join verdict on verdict.round is not distinct from context.round and verdict.item = cell.item and verdict.text = cell.text
    where verdict.fault is not null
    order by cell.sheet, cell.line, cell.position
"""


def cell_findings(reader: Reader) -> pd.DataFrame:
    faulty = reader.cursor.execute(FAULTY_CELLS).fetchall()
    found = [finding(reader, sheet, line, at, text, ERROR, fault) for sheet, line, at, _, text, fault in faulty]
    return pd.DataFrame(found + unnamed_findings(reader), columns=FINDING_COLUMNS)


def unnamed_findings(reader: Reader) -> list[tuple[object, ...]]:
    """Long rows whose item the model does not have: left out, and said."""
    if not reader.kind.spread or reader.spreads:
        return []
    what = reader.kind.by_name[reader.kind.spread].label
    rows = reader.cursor.execute("select sheet, line, position, text from unnamed order by sheet, line").fetchall()
    return [finding(reader, s, n, at, text, WARNING, f"この{what}はモデルにないため取り込みません") for s, n, at, text in rows]


# ---------------------------------------------------------------- rows as they would be stored


def gather(reader: Reader) -> None:
    """Fills `incoming` (sheet, line, key, values, reason or reasons) from the rows without an error."""
    framed(reader.cursor, "item_unit", item_units(reader.plan), ["item", "unit"])
    reader.cursor.execute(incoming_sql(reader))


def incoming_sql(reader: Reader) -> str:
    if reader.kind.spread:
        return SPREAD_INCOMING[reader.kind.spread]
    return record_incoming(reader.kind, record_columns(reader))


BAD_LINES = """
    with bad as (
        select distinct sheet, line
        from cell join context using (sheet, line)
        join verdict on verdict.round is not distinct from context.round and verdict.item = cell.item and verdict.text = cell.text
        where verdict.fault is not null
    ),
    sound as (select * from context anti join bad using (sheet, line))
"""
JOINED = """
    from sound
    join cell using (sheet, line)
    left join verdict on verdict.round is not distinct from sound.round and verdict.item = cell.item and verdict.text = cell.text
"""


def one_value(item: str, value: str) -> str:
    """One row per municipality, round and item, with its number."""
    return f"""
        create or replace temp table incoming as {BAD_LINES}
        select sheet, line, sound.round, code, cell.item as {item}, verdict.value::double as {value}, verdict.reason
        {JOINED}
        where not starts_with(cell.item, '(place)') and cell.item <> 'round'
        order by sound.round, code, {item}
    """


SPREAD_INCOMING = {
    # One row per municipality, round and question. A blank free text is an empty text, so that it replaces an older one.
    "question": f"""
        create or replace temp table incoming as {BAD_LINES}
        select sheet, line, sound.round, code, cell.item as question,
            case when asked.question is not null then verdict.value end as choice,
            choice.points,
            case when asked.question is null then coalesce(verdict.value, '') end as text,
            verdict.reason
        {JOINED}
        left join questionnaire_year on questionnaire_year.year = left(sound.round, 4)::integer
        left join question asked on asked.questionnaire = questionnaire_year.questionnaire and asked.question = cell.item
        left join choice on choice.questionnaire = questionnaire_year.questionnaire and choice.question = cell.item and choice.label = verdict.value
        where not starts_with(cell.item, '(place)') and cell.item <> 'round'
        order by sound.round, code, question
    """,
    "step": one_value("step", "score"),
    "aspect": one_value("aspect", "target"),
    # The unit stands in the cell (72%), in a column of its own, in the header or in the profile.
    "indicator": f"""
        create or replace temp table incoming as {BAD_LINES},
        unit_column as (select sheet, line, any_value(text) as unit from cell where item = 'unit' group by all),
        year_column as (
            select cell.sheet, cell.line, any_value(verdict.value) as year
            from cell join context using (sheet, line)
            join verdict on verdict.round is not distinct from context.round and verdict.item = 'year' and verdict.text = cell.text
            where cell.item = 'year' group by all
        )
        select sheet, line, code, cell.item as indicator, coalesce(year_column.year, left(sound.round, 4)) as year,
            coalesce(try_cast(cell.text as double), verdict.value::double) as value,
            coalesce(unit_column.unit, indicator_definition.unit, item_unit.unit,
                case when max(right(cell.text, 1) in ('%', '％')) over (partition by cell.item) then '%' end) as unit,
            verdict.reason
        {JOINED}
        left join unit_column using (sheet, line)
        left join year_column using (sheet, line)
        left join item_unit on item_unit.item = cell.item
        left join indicator_definition on indicator_definition.indicator = cell.item
        where not starts_with(cell.item, '(place)') and cell.item not in ('round', 'year', 'unit')
        order by code, indicator, year
    """,
}


def record_columns(reader: Reader) -> list[str]:
    """The stored columns that the file has, in the order of the declaration."""
    mapped = {name for part in reader.plan.parts for name in part.mapping.columns} | derived_columns(reader)
    return [column.name for column in reader.kind.columns if column.name in mapped and column.name not in ("code", "round")]


def derived_columns(reader: Reader) -> set[str]:
    """A municipality's category follows from its name where the file has no such column."""
    return {"category"} if reader.kind is MUNICIPALITIES else set()


def record_incoming(kind: Kind, columns: list[str]) -> str:
    """One row per row of the file, a column per declared column; a missing mark leaves NULL and its reason."""
    values = ",\n            ".join(f'{record_value(kind, name)} as "{name}"' for name in columns)
    known = [name for name in columns if name not in kind.key]
    pairs = ", ".join(f"{{'key': '{name}', 'value': any_value(verdict.reason) filter (where cell.item = '{name}')}}" for name in known)
    reasons = f"map_from_entries(list_filter([{pairs}], lambda entry: entry.value is not null))" if pairs else "map()"
    head = [name for name in ("round", "code") if name in kind.key]
    grouped = "".join(f"sound.{name} as {name}, " for name in head)
    return f"""
        create or replace temp table incoming as {BAD_LINES}
        select sheet, line, {grouped}
            {values},
            {reasons}::map(varchar, varchar) as reasons
        {JOINED}
        group by sheet, line{"".join(f", sound.{name}" for name in head)}
        order by sheet, line
    """


def record_value(kind: Kind, name: str) -> str:
    told = f"any_value(verdict.value) filter (where cell.item = '{name}')"
    if kind is MUNICIPALITIES and name == "category":
        told = f"coalesce({told}, right({record_value(kind, 'name')}, 1))"
    if kind is MUNICIPALITIES and name in ("name", "prefecture", "county"):
        told = f"any_value(replace(cell.text, ' ', '')) filter (where cell.item = '{name}' or cell.item = '{PLACE}{name}')"
    elif kind.by_name[name].type == "municipality":
        told = f"any_value(verdict.value) filter (where cell.item = '{name}')"
    return f"({told})::{stored_type(kind, name)}"


# One row per row of the file whose key an earlier row has.
DOUBLED = """
    create or replace temp table doubled as
    select distinct sheet, line, first_sheet, first_line
    from (
        select sheet, line, first(sheet) over same as first_sheet, first(line) over same as first_line
        from incoming window same as (partition by {key} order by sheet, line)
    )
    where (sheet, line) <> (first_sheet, first_line)
"""
WITHOUT_DOUBLED = """
    delete from incoming
    using (select sheet, line from doubled union select first_sheet, first_line from doubled) twice
    where incoming.sheet = twice.sheet and incoming.line = twice.line
"""
DOUBLED_PLACES = (
    "select doubled.*, place_text from doubled left join context using (sheet, line) order by sheet, line, first_sheet, first_line"
)


def duplicate_findings(reader: Reader) -> pd.DataFrame:
    """Rows whose key an earlier row of the file has: both places are named, both are kept out."""
    key = ", ".join(f'"{name}"' for name in reader.kind.key)
    if not reader.cursor.execute(f"select 1 from incoming group by {key} having count(*) > 1 limit 1").fetchall():
        return no_findings()
    reader.cursor.execute(DOUBLED.format(key=key))
    reader.cursor.execute(WITHOUT_DOUBLED)
    rows = reader.cursor.execute(DOUBLED_PLACES).fetchall()
    return pd.DataFrame([duplicate_finding(reader, *row) for row in rows], columns=FINDING_COLUMNS)


def duplicate_finding(reader: Reader, sheet: int, line: int, first_sheet: int, first_line: int, place: str | None) -> tuple[object, ...]:
    position = place_position(reader, sheet)
    other = reader.plan.parts[first_sheet].table
    where = f"シート「{other.sheet.name}」の" if sheet != first_sheet else ""
    message = f"同じ団体・項目の行が{where} {other.cell(first_line, position)} にもあります。どちらか1行にしてください"
    return finding(reader, sheet, line, position, place or "", ERROR, message)


# ---------------------------------------------------------------- what there is to say about the file as a whole


def notes_on_plan(plan: Understanding) -> list[pd.DataFrame]:
    notes = [note for part in plan.parts for note in notes_on_part(plan, part)]
    notes += [(plan.name, sheet, "", -1, "", "", LEFT_OUT, f"このシートは取り込みません。{why}") for sheet, why in plan.left_out]
    if plan.year_is_assumed and plan.profile:
        text = f"ファイルに年がないため、{plan.profile.year}年の値として取り込みます。違うときは年度を指定してください（--round）"
        notes.append((plan.name, "", "", -1, "年", "", WARNING, text))
    return [pd.DataFrame(notes, columns=FINDING_COLUMNS)]


def notes_on_part(plan: Understanding, part: Part) -> Iterable[tuple[object, ...]]:
    table, mapping = part.table, part.mapping
    if part.lacking:
        message = f"{mapping.kind.label}に必要な列がありません（{'・'.join(part.lacking)}）。列名か、列の対応を直してください"
        yield (plan.name, table.sheet.name, "", -1, "", "", ERROR, message)
    for row, text in table.left_out:
        yield (plan.name, table.sheet.name, table.cell(row, 0), row, "", text[:60], LEFT_OUT, "表の後の行のため取り込みません")
    for index in mapping.guessed:
        item = mapping.items.get(index, "")
        yield (
            plan.name,
            table.sheet.name,
            cell_name(table.first - 1, index),
            -1,
            table.names[index],
            item,
            WARNING,
            f"列名が似ているため「{item}」の列とみなしました。違うときは対応を直してください",
        )
    for index in mapping.unused:
        yield (
            plan.name,
            table.sheet.name,
            cell_name(table.first - 1, index),
            -1,
            table.names[index],
            "",
            WARNING,
            "使い道が分からない列のため取り込みません",
        )
    for cell in table.sheet.uncalculated:
        yield (plan.name, table.sheet.name, cell, -1, "", "", WARNING, "計算結果のない数式です。表計算ソフトで開いて保存し直してください")


def item_units(plan: Understanding) -> list[tuple[str, str]]:
    """The unit in the header of each indicator column."""
    return [
        (item, unit_in(part.table.names[index]))
        for part in plan.parts
        for index, item in part.mapping.items.items()
        if unit_in(part.table.names[index])
    ]


def tidy(reader: Reader, findings: list[pd.DataFrame]) -> pd.DataFrame:
    """All findings in one frame: errors, then warnings, then what was left out; in file order within."""
    filled = [frame for frame in findings if not frame.empty]
    if not filled:
        return no_findings()
    order = {ERROR: 0, WARNING: 1, LEFT_OUT: 2}
    every = pd.concat(filled, ignore_index=True)
    return every.sort_values(
        by=["severity", "sheet", "line"], key=lambda c: c.map(order) if c.name == "severity" else c, kind="stable"
    ).reset_index(drop=True)


__all__ = ["ERROR", "LEFT_OUT", "WARNING", "Reader", "no_findings", "stage"]
