"""Which rows would be stored? One row per key in the table `incoming`, without those that have an error."""

from __future__ import annotations

import pandas as pd

from analytics.intake.checking.cells import PLACE
from analytics.intake.checking.figures import FIGURES, say_columns
from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, Finding, Reader, finding, no_findings, place_position
from analytics.intake.understanding.plan import Understanding
from analytics.kinds import MUNICIPALITIES, Kind
from analytics.schema import stored_type


def gather(reader: Reader) -> None:
    """Fills `incoming` (sheet, line, key, values, reason or reasons) from the rows without an error."""
    say_columns(reader)
    if reader.kind.spread:
        reader.cursor.execute(SPREAD_INCOMING[reader.kind.spread])
    else:
        criteria = criteria_of(reader.plan)
        bound = {"criteria": criteria} if criteria else {}
        reader.cursor.execute(record_incoming(reader.kind, record_columns(reader.plan)), bound)
    if "round" in reader.kind.key:
        reader.cursor.execute("delete from incoming where round is null")  # told in `context_findings`


SOUND = "sound as (select * from context anti join faulty_cell using (sheet, line))"
# cell: own_cell, or cell where the rows' municipalities are needed as well.
JOINED = """
    from sound
    join {cell} cell using (sheet, line)
    left join verdict on verdict.round is not distinct from sound.round and verdict.item = cell.item and verdict.text = cell.text
"""


def one_value(item: str, value: str) -> str:
    """One row per municipality, round and item, with its number."""
    return f"""
        create or replace temp table incoming as with {SOUND}
        select sheet, line, position, sound.round, code, cell.item as {item}, verdict.value::double as {value}, verdict.reason
        {JOINED.format(cell="own_cell")}
        order by sound.round, code, {item}
    """


SPREAD_INCOMING = {
    # One row per municipality, round and question. A blank free text is an empty text, so that it replaces an older one.
    "question": f"""
        create or replace temp table incoming as with {SOUND},
        said as materialized (
            select verdict.round, item, verdict.text, verdict.reason,
                case when asked.question is not null then verdict.value end as choice,
                choice.points,
                case when asked.question is null then coalesce(verdict.value, '') end as words
            from verdict
            left join questionnaire_year on questionnaire_year.year = left(verdict.round, 4)::integer
            left join question asked on asked.questionnaire = questionnaire_year.questionnaire and asked.question = item
            left join choice on choice.questionnaire = questionnaire_year.questionnaire and choice.question = item and choice.label = verdict.value
        )
        select sheet, line, cell.position, sound.round, code, cell.item as question, choice, points, words as text, reason
        from sound
        join own_cell cell using (sheet, line)
        left join said on said.round = sound.round and said.item = cell.item and said.text = cell.text
        order by sound.round, code
    """,
    "step": one_value("step", "score"),
    "aspect": one_value("aspect", "target"),
    "indicator": FIGURES.format(sound=SOUND, joined=JOINED.format(cell="own_cell")),
}


def record_columns(plan: Understanding) -> list[str]:
    """The stored columns that the file has, in the order of the declaration."""
    kind = plan.kind
    mapped = {name for part in plan.parts for name in part.mapping.columns} | derived_columns(kind)
    declared = [column.name for column in kind.columns if column.name in mapped and column.name not in ("code", "round")]
    return [*declared, *(["criteria"] if criteria_of(plan) else [])]


def derived_columns(kind: Kind) -> set[str]:
    """A municipality's category follows from its name where the file has no such column."""
    return {"category"} if kind is MUNICIPALITIES else set()


def criteria_of(plan: Understanding) -> list[str]:
    """The criteria by which the file rates its rows."""
    if plan.kind.gathers != "criterion":
        return []
    return sorted({item for part in plan.parts for item in part.mapping.items.values()})


def record_incoming(kind: Kind, columns: list[str]) -> str:
    """One row per row of the file, a column per declared column; a missing mark leaves NULL and its reason."""
    head = [name for name in ("round", "code") if name in kind.key]
    grouped = "".join(f"sound.{name} as {name}, " for name in head)
    # Keys have to compare: where a file lacks an optional one, its rows have the blank one.
    blank = "".join(f"'' as \"{name}\", " for name in kind.key if name not in (*head, *columns))
    values = ",\n            ".join(f'{record_value(kind, name)} as "{name}"' for name in columns)
    return f"""
        create or replace temp table incoming as with {SOUND}
        select sheet, line, {grouped}{blank}
            {values},
            {reasons_of([name for name in columns if name not in (*kind.key, *derived_columns(kind), "criteria")])}::map(varchar, varchar) as reasons
        {JOINED.format(cell="cell")}
        group by sheet, line{"".join(f", sound.{name}" for name in head)}
        order by sheet, line
    """


def reasons_of(columns: list[str]) -> str:
    pairs = ", ".join(f"{{'key': '{name}', 'value': any_value(verdict.reason) filter (where cell.item = '{name}')}}" for name in columns)
    return f"map_from_entries(list_filter([{pairs}], lambda entry: entry.value is not null))" if pairs else "map()"


# A criterion that the file has and a row leaves open is in the map without a value: it replaces an older rating.
CRITERIA = """map_from_entries(list({'key': cell.item, 'value': verdict.value} order by cell.item)
                filter (where list_contains($criteria, cell.item)))"""


def record_value(kind: Kind, name: str) -> str:
    told = CRITERIA if name == "criteria" else f"any_value(verdict.value) filter (where cell.item = '{name}')"
    if kind is MUNICIPALITIES and name == "category":
        told = f"coalesce({told}, right({record_value(kind, 'name')}, 1))"
    if kind is MUNICIPALITIES and name in ("name", "prefecture", "county"):
        place = f"any_value(cell.text) filter (where cell.item = '{PLACE}{name}')"  # judged only where the column is stored as well
        told = f"replace(case when count(*) filter (where cell.item = '{name}') = 0 then {place} else {told} end, ' ', '')"
    if name in kind.key and kind.by_name[name].type == "text":
        told = f"coalesce({told}, '')"
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
# One row per row of the file that is among them, with another that is like it: the first of all, for the first the next one.
DOUBLED_PLACES = """
    with later as (select first_sheet as sheet, first_line as line, min((sheet, line)) as other from doubled group by all),
    alike as (select sheet, line, first_sheet as other_sheet, first_line as other_line from doubled union select sheet, line, other[1], other[2] from later)
    select alike.*, coalesce(own.text, place_text, '')
    from alike
    left join context using (sheet, line)
    left join cell own on own.sheet = alike.sheet and own.line = alike.line and own.item = $own
    order by alike.sheet, alike.line, other_sheet, other_line
"""


def duplicate_findings(reader: Reader) -> pd.DataFrame:
    """Rows whose key another row of the file has: each names the other, all are kept out."""
    key = ", ".join(f'"{name}"' for name in reader.kind.key)
    if is_row_per_place(reader) and not reader.cursor.execute(SAME_PLACE).fetchall():
        return no_findings()
    if not reader.cursor.execute(f"select 1 from incoming group by {key} having count(*) > 1 limit 1").fetchall():
        return no_findings()
    reader.cursor.execute(DOUBLED.format(key=key))
    reader.cursor.execute(WITHOUT_DOUBLED)
    rows = reader.cursor.execute(DOUBLED_PLACES, {"own": own_key(reader)}).fetchall()
    return pd.DataFrame([duplicate_finding(reader, *row) for row in rows], columns=FINDING_COLUMNS)


SAME_PLACE = "select 1 from context group by round, code having count(*) > 1 limit 1"


def is_row_per_place(reader: Reader) -> bool:
    """Whether a key can only come twice where a municipality and round do: no row of these files has an item twice."""
    items = [list(part.mapping.items.values()) for part in reader.plan.parts]
    return reader.kind.spread in ("question", "step", "aspect") and all(given and len(set(given)) == len(given) for given in items)


def own_key(reader: Reader) -> str | None:
    """The column that tells the rows of one municipality apart; None where its rows are its items."""
    mapped = reader.plan.parts[0].mapping.columns
    return None if reader.kind.spread else next((name for name in reversed(reader.kind.key) if name in mapped and name != "round"), None)


def duplicate_finding(reader: Reader, sheet: int, line: int, first_sheet: int, first_line: int, text: str) -> Finding:
    here, there = (key_position(reader, at) for at in (sheet, first_sheet))
    other = reader.plan.parts[first_sheet].table
    where = f"シート「{other.sheet.name}」の" if sheet != first_sheet else ""
    message = f"同じ団体・項目の行が{where} {other.cell(first_line, there)} にもあります。どちらか1行にしてください"
    return finding(reader, sheet, line, here, text, ERROR, message)


def key_position(reader: Reader, sheet: int) -> int:
    return reader.plan.parts[sheet].mapping.columns.get(own_key(reader) or "", place_position(reader, sheet))
