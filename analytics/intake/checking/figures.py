"""What is each figure of a table of statistics called, of which year, in which unit? In the tables `row_name` and `column_says`."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, WARNING, Finding, Reader, finding, framed, no_findings
from analytics.intake.understanding.headings import named_figure
from analytics.intake.understanding.plan import Part
from analytics.intake.understanding.recognising import Mapping
from analytics.intake.values import missing_reason, plain
from analytics.profiles import indicator_names

ROW_NAME = "create or replace temp table row_name (sheet integer, line integer, before varchar, after varchar, unit varchar)"

# A group is often written once, beside its first row: a blank left of a filled cell stands for what is above it, totals included.
FILLED = """case when c{at} = '' and coalesce({right}) is not null
    then last_value(nullif(c{at}, '') ignore nulls) over (order by line rows between unbounded preceding and current row)
    else c{at} end as c{at}"""


def columns_of_names(mapping: Mapping) -> list[int]:
    """The columns whose words are a part of the names of a row's figures, or say their unit, as they stand in the file."""
    said = [mapping.columns["indicator"]] if "indicator" in mapping.columns else []
    return sorted({*mapping.labels, *mapping.dimensions, *said})


def has_row_names(mapping: Mapping) -> bool:
    return bool(columns_of_names(mapping) or mapping.subject or mapping.condition) and mapping.kind.spread == "indicator"


def name_rows(cursor: DuckDBPyConnection, number: int, part: Part) -> None:
    """Adds the names of one sheet's rows to `row_name`, from `staged`, which holds its left-out rows, too."""
    mapping, used = part.mapping, columns_of_names(part.mapping)
    words = ", ".join(filled(at, used[place + 1 :]) for place, at in enumerate(used))
    cursor.execute(f"create or replace temp table row_word as select line{', ' if used else ''}{words} from staged")
    names = [f"c{at}" for at in used]
    distinct = cursor.execute(f"select distinct {', '.join(names) or 1} from row_word").fetchall()
    told = [(*texts[: len(used)], *name_of(mapping, dict(zip(used, texts, strict=False)))) for texts in distinct]
    framed(cursor, "row_told", told, [*names, "before", "after", "unit"])
    same = " and ".join(f"row_word.{name} is not distinct from row_told.{name}" for name in names) or "true"
    cursor.execute(f"insert into row_name select $n, line, before, after, unit from row_word join row_told on {same}", {"n": number})


def filled(at: int, right: Sequence[int]) -> str:
    return FILLED.format(at=at, right=", ".join(f"nullif(c{other}, '')" for other in right)) if right else f"c{at}"


def name_of(mapping: Mapping, texts: dict[int, str | None]) -> tuple[str, str, str]:
    """(words before the item, words after it, unit) of a row. A mark for "nothing here" is no word."""
    said = {at: text for at, text in texts.items() if text and missing_reason(text) is None}
    measured = {at: named_figure(said[at]) for at in (*mapping.labels, mapping.columns.get("indicator", -1)) if at in said}
    before = [mapping.subject, *(measured[at][0] for at in mapping.labels if at in said)]
    after = [*(plain(said[at]) for at in mapping.dimensions if at in said), mapping.condition]
    unit = next((unit for _, unit in measured.values() if unit), "")
    return " ".join(filter(None, before)), " ".join(filter(None, after)), unit


# Columns of figures in which no row says anything: the first row of each.
EMPTY = """
    create or replace temp table empty_column as
    select sheet, position, min(line) as line
    from cell
    where list_contains($items, item)
    group by sheet, position
    having max(text) = ''
"""
WITHOUT_EMPTY = "delete from cell using empty_column empty where cell.sheet = empty.sheet and cell.position = empty.position"


def empty_findings(reader: Reader) -> pd.DataFrame:
    """A header over nothing counts nothing, unless a profile declares what it counts: its column leaves `cell`."""
    items = sorted({item for part in reader.plan.parts for item in part.mapping.items.values()} - set(indicator_names()))
    if reader.kind.spread != "indicator" or not items:
        return no_findings()
    reader.cursor.execute(EMPTY, {"items": items})
    rows = reader.cursor.execute("select sheet, line, position from empty_column order by all").fetchall()
    reader.cursor.execute(WITHOUT_EMPTY)
    message = "この列はすべて空欄のため取り込みません"
    return pd.DataFrame([finding(reader, sheet, line, at, "", WARNING, message) for sheet, line, at in rows], columns=FINDING_COLUMNS)


def say_columns(reader: Reader) -> None:
    """Fills `column_says` (sheet, position, year, unit) from the headers, and the unit of the whole table where they name none."""
    rows = [
        (number, index, part.mapping.years.get(index, ""), part.mapping.units.get(index, ""), part.mapping.unit)
        for number, part in enumerate(reader.plan.parts)
        for index in (*part.mapping.items, *(at for name, at in part.mapping.columns.items() if name == "value"))
    ]
    framed(reader.cursor, "column_says", rows, ["sheet", "position", "year", "unit", "table_unit"])


# One row per municipality, indicator and year, with the column it stands in. The unit stands in the cell (72%), in a column of its own, in the header, in the
# words of the row, in the profile, or above the table.
FIGURES = """
    create or replace temp table incoming as with {sound},
    unit_column as (select sheet, line, any_value(text) as unit from cell where item = 'unit' group by all),
    year_column as (
        select cell.sheet, cell.line, any_value(verdict.value) as year
        from cell join context using (sheet, line)
        join verdict on verdict.round is not distinct from context.round and verdict.item = 'year' and verdict.text = cell.text
        where cell.item = 'year' group by all
    ),
    figure as (
        select sheet, line, code, cell.position, cell.text,
            concat_ws(' ', nullif(row_name.before, ''), nullif(cell.item, ''), nullif(row_name.after, '')) as indicator,
            coalesce(year_column.year, nullif(column_says.year, ''), left(sound.round, 4)) as year,
            coalesce(try_cast(cell.text as double), verdict.value::double) as value,
            coalesce(nullif(unit_column.unit, ''), nullif(column_says.unit, ''), nullif(row_name.unit, '')) as told_unit,
            nullif(column_says.table_unit, '') as table_unit,
            nullif(trim(regexp_extract(cell.text, '[0-9０-９] *([^0-9０-９]+)$', 1)), '') as cell_unit,
            verdict.reason
        {joined}
        left join row_name using (sheet, line)
        left join unit_column using (sheet, line)
        left join year_column using (sheet, line)
        left join column_says on column_says.sheet = cell.sheet and column_says.position = cell.position
        where cell.item not in ('year', 'unit', 'indicator')
    )
    select sheet, line, code, indicator, year, value,
        coalesce(told_unit, indicator_definition.unit,
            case when max(right(text, 1) in ('%', '％')) over (partition by indicator) then '%' end, table_unit) as unit,
        reason, figure.position, cell_unit, coalesce(told_unit, case when cell_unit not in ('%', '％') then table_unit end) as said_unit
    from figure
    left join indicator_definition using (indicator)
    order by code, indicator, year
"""

# A figure without a year or without a name is no indicator: the first of each column, and how many there are.
INCOMPLETE = """
    select sheet, min(line), position, count(*), bool_or(indicator = '') as is_nameless
    from incoming
    where year is null or indicator = ''
    group by sheet, position
    order by all
"""


def incomplete_findings(reader: Reader) -> pd.DataFrame:
    """What cannot be stored because nothing says its year or what it counts; those rows leave `incoming`."""
    if reader.kind.spread != "indicator":
        return no_findings()
    rows = reader.cursor.execute(INCOMPLETE).fetchall()
    found = [incomplete_finding(reader, *row) for row in rows]
    reader.cursor.execute("delete from incoming where year is null or indicator = ''")
    return pd.DataFrame(found, columns=FINDING_COLUMNS)


def incomplete_finding(reader: Reader, sheet: int, line: int, position: int, n: int, is_nameless: bool) -> Finding:
    if is_nameless:
        message = f"何の値か分かりません（この列の{n}件）。列に指標名を指定するか、見出しに指標名を入れてください"
    else:
        message = f"何年の値か分かりません（この列の{n}件）。年の列を加えるか、年度を指定してください（--round 2024）"
    return finding(reader, sheet, line, position, "", ERROR, message)


# Columns whose headers say the same thing in other words (2020年, 令和2年): with the first row in which they meet.
COLLIDING = """
    with meeting as (
        select sheet, line, indicator, year, list(distinct position order by position) as positions
        from incoming group by all having count(distinct position) > 1
    )
    select sheet, min(line), indicator, year, positions from meeting group by all order by all
"""


def colliding_findings(reader: Reader) -> pd.DataFrame:
    """Columns that stand for the same figure of the same year; their figures leave `incoming`, since none is surer than the other."""
    if not any(len(part.mapping.items) > 1 for part in reader.plan.parts) or reader.kind.spread != "indicator":
        return no_findings()
    rows = reader.cursor.execute(COLLIDING).fetchall()
    found = [colliding_finding(reader, *row) for row in rows]
    dropped = [(sheet, at, indicator, year) for sheet, _, indicator, year, positions in rows for at in positions]
    framed(reader.cursor, "colliding", dropped, ["sheet", "position", "indicator", "year"])
    reader.cursor.execute("delete from incoming using colliding where {}".format(" and ".join(SAME_FIGURE)))
    return pd.DataFrame(found, columns=FINDING_COLUMNS)


SAME_FIGURE = [f"incoming.{name} = colliding.{name}" for name in ("sheet", "position", "indicator", "year")]


def colliding_finding(reader: Reader, sheet: int, line: int, indicator: str, year: str, positions: list[int]) -> Finding:
    names = reader.plan.parts[sheet].table.names
    both = "と".join(f"「{names[at]}」" for at in positions)
    message = f"{both}はどれも{year}年の「{indicator}」です。1列だけにするか、列名を分けてください"
    return finding(reader, sheet, line, positions[-1], "", ERROR, message)


# One row per figure, with the units that its cell and its row, column or table state.
STATED = (
    "select distinct indicator, cell_unit, said_unit from incoming where value is not null and coalesce(cell_unit, said_unit) is not null"
)
UNIT_COUNTS = """
    create or replace temp table unit_count as
    select indicator, meant, count(*) as n
    from (
        select distinct incoming.sheet, incoming.line, incoming.position, indicator, meant
        from incoming
        join unit_meant using (indicator)
        where value is not null and unit_meant.stated in (cell_unit, said_unit)
    )
    group by all
"""
# The rows that state a unit which is not the one most often stated; where two are stated equally often, none is the usual one.
RARER = """
    create or replace temp table rarer as
    with most as (select indicator, n as most from unit_count qualify row_number() over (partition by indicator order by n desc) = 1),
    usual as (select indicator, any_value(meant) as meant from unit_count join most using (indicator) where n = most group by indicator having count(*) = 1)
    select sheet, line, position, indicator, min(stated) as stated, any_value(usual.meant) as usual, bool_or(stated = cell_unit) as is_in_cell
    from incoming
    join unit_meant using (indicator)
    left join usual using (indicator)
    where value is not null and unit_meant.stated in (cell_unit, said_unit) and unit_meant.meant is distinct from usual.meant
    group by sheet, line, position, indicator
    order by sheet, line, position
"""
WITHOUT_RARER = """
    delete from incoming using rarer
    where incoming.sheet = rarer.sheet and incoming.line = rarer.line and incoming.position = rarer.position
        and incoming.indicator = rarer.indicator
"""
SAME_UNIT = {"名": "人", "パーセント": "%", "自治体": "団体", "市町村": "団体"}


def unit_findings(reader: Reader) -> pd.DataFrame:
    """Figures of one indicator in several units (千円, 百万円) cannot be compared: those in the rarer unit are errors and leave `incoming`."""
    if reader.kind.spread != "indicator":
        return no_findings()
    told = reader.cursor.execute(STATED).fetchall()
    stated = {(indicator, unit): unit_meant(unit) for indicator, *units in told for unit in units if unit}
    meant: dict[str, set[str]] = {}
    for (indicator, _), unit in stated.items():
        meant.setdefault(indicator, set()).add(unit)
    several = [(indicator, unit, same) for (indicator, unit), same in stated.items() if len(meant[indicator]) > 1]
    if not several:
        return no_findings()
    framed(reader.cursor, "unit_meant", several, ["indicator", "stated", "meant"])
    reader.cursor.execute(UNIT_COUNTS)
    reader.cursor.execute(RARER)
    rows = reader.cursor.execute("select * from rarer order by sheet, line, position").fetchall()
    reader.cursor.execute(WITHOUT_RARER)
    found = [unit_finding(reader, "・".join(sorted(meant[row[3]])), *row) for row in rows]
    return pd.DataFrame(found, columns=FINDING_COLUMNS)


def unit_meant(text: str) -> str:
    unit = plain(text).casefold().replace(" ", "").strip("()[]【】")
    return SAME_UNIT.get(unit, unit)


def unit_finding(
    reader: Reader, units: str, sheet: int, line: int, position: int, indicator: str, stated: str, usual: str | None, is_in_cell: bool
) -> Finding:
    """At the cell that states the unit: the figure's own, else the one in the column of units where there is one."""
    at = position if is_in_cell else reader.plan.parts[sheet].mapping.columns.get("unit", position)
    wanted = f"多くの値と同じ「{usual}」に" if usual else "どちらか1つに"
    message = f"「{indicator}」の単位が1つのファイルの中で違います（{units}）。{wanted}そろえてください"
    return finding(reader, sheet, line, at, stated, ERROR, message)


# Figures without a % of their own, none beyond 1, of an indicator that others write as percentages beyond 1: 0.72 beside 72%.
SHARES = """
    create or replace temp table share as
    with percentage as (
        select indicator, arg_max(value, abs(value)) as example
        from incoming
        where cell_unit in ('%', '％')
        group by indicator having max(abs(value)) > 1
    )
    select sheet, line, position, indicator, value, example
    from incoming
    join percentage using (indicator)
    where cell_unit is null and value <> 0 and abs(value) <= 1
    order by sheet, line, position
"""
WITHOUT_SHARES = WITHOUT_RARER.replace("rarer", "share")


def share_findings(reader: Reader) -> pd.DataFrame:
    """Shares of one among percentages of the same indicator leave `incoming`: 0.72 may be 72 % or less than one."""
    if reader.kind.spread != "indicator":
        return no_findings()
    reader.cursor.execute(SHARES)
    rows = reader.cursor.execute("select * from share order by sheet, line, position").fetchall()
    reader.cursor.execute(WITHOUT_SHARES)
    return pd.DataFrame([share_finding(reader, *row) for row in rows], columns=FINDING_COLUMNS)


def share_finding(reader: Reader, sheet: int, line: int, position: int, indicator: str, value: float, example: float) -> Finding:
    message = f"「{indicator}」には {example:g}% のような値もあり、{value:g} が {value:g}% か {100 * value:g}% か決められません。% を付けて書いてください"
    return finding(reader, sheet, line, position, f"{value:g}", ERROR, message)
