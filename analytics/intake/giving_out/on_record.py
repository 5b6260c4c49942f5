"""What is on record, in the form in which it comes back? Every stored row of a kind, in the columns of its template."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from analytics import VERSION
from analytics.errors import Unusable
from analytics.exports import EXCEL_ROWS, ILLEGAL, csv_lines, exact, plain
from analytics.intake.giving_out.templates import Sheet, Slot, slots_of, workbook
from analytics.intake.own_files import NOTHING_SAID, guarded, kept, mark_of, signed_shapes
from analytics.intake.values import REASONS
from analytics.kinds import BOUNDARIES, NEIGHBOURS, Column, Kind
from analytics.ledger import has_sample, receipts
from analytics.model import Model
from analytics.rounds import in_order
from analytics.schema import quoted, reason_name
from analytics.scope import Scope

Record = dict[str, Any]
FORMS = ("xlsx", "csv", "geojson")


class NotOnRecord(Unusable):
    """There is nothing of this kind to give out, or not in this form."""


def on_record(con: DuckDBPyConnection, scope: Scope, kind: Kind, model: Model, form: str = "xlsx") -> bytes:
    """A file of all stored rows of a kind, for 県担当; taken in again it gives the same rows. form: one of `forms_of`.

    `scope.round`, `scope.codes` and `scope.prefecture` cut its rows. Raises NotOnRecord.
    """
    if form not in forms_of(kind):
        allowed = "・".join(forms_of(kind))
        raise NotOnRecord(f"{kind.label}は {allowed} で書き出してください。" if allowed else private(kind))
    if kind is BOUNDARIES:
        return shapes(con, scope)
    sheets = sheets_of(con, scope, kind, model)
    return as_xlsx(kind, sheets, sources(con, kind)) if form == "xlsx" else as_csv(kind, sheets)


def sources(con: DuckDBPyConnection, kind: Kind) -> list[str]:
    """What the rows are traced back by: the receipt numbers of their files, and whether any of them is sample data."""
    numbers = "・".join(str(number) for number, *_ in receipts(con, [kind.name]))
    made = f"出典: 取込の受付番号 {numbers}（{datetime.now():%Y-%m-%d %H:%M} 時点、ご近所DXカルテ {VERSION}）"
    return [made, *(["サンプルデータを含みます。実際の市町村の値ではありません。"] if has_sample(con) else [])]


def forms_of(kind: Kind) -> tuple[str, ...]:
    """The forms in which a kind goes out; none where persons or small groups stand in its rows."""
    if kind.confidential:
        return ()
    return ("geojson",) if kind is BOUNDARIES else ("xlsx", "csv")


def private(kind: Kind) -> str:
    whose = "個人" if kind.private else "少人数の集団"
    return f"{kind.label}は、{whose}の結果を含むため書き出せません。"


# ---------------------------------------------------------------- the rows

# The rows of a kind that were asked for: those of a municipality, of a prefecture with the prefecture's own, of a round.
WANTED = """(len($codes::varchar[]) = 0 or list_contains($codes::varchar[], {code}))
        and ($prefecture = '' or {code} in (select code from origin where prefecture = $prefecture
            union all select left(code, 2) || '000' from origin where prefecture = $prefecture))"""
IN_ROUND = "($round is null or round = $round)"


def records(con: DuckDBPyConnection, scope: Scope, kind: Kind) -> list[Record]:
    """The stored rows as they are, in the order of their key, with `reasons` (stored column → why it is empty)."""
    names = (*kind.key, *(name for name in kind.values if name != "points"), reason_name(kind))
    conditions: list[str] = []
    values: dict[str, object] = {}
    if NEIGHBOURS.key == kind.key:
        conditions.append(f"(({WANTED.format(code='code_a')}) or ({WANTED.format(code='code_b')}))")
    if "code" in kind.key:
        conditions.append(WANTED.format(code="code"))
    if conditions:
        values |= scope.wanted
    if "round" in kind.key:
        conditions.append(IN_ROUND)
        values |= {"round": scope.round}
    where = f"where {' and '.join(conditions)}" if conditions else ""
    rows = con.execute(f"select {quoted(names)} from {kind.name}_on_record {where} order by {quoted(kind.key)}", values).fetchall()
    found = [dict(zip(names, row, strict=True)) for row in rows]
    if not found:
        raise NotOnRecord(f"{kind.label}は、条件に合う記録がありません。調査年度や市町村を確かめてください。")
    return [{**record, "reasons": reasons_of(kind, record)} for record in found]


def reasons_of(kind: Kind, record: Record) -> dict[str, str]:
    if reason_name(kind) == "reasons":
        return dict(record["reasons"] or {})
    return {kind.value or "": record["reason"]} if record["reason"] else {}


def is_wide(kind: Kind) -> bool:
    """Whether its files have one column per item; indicators are too many for that."""
    return bool(kind.spread) and kind.spread != "indicator"


def side_by_side(kind: Kind, rows: Iterable[Record]) -> list[Record]:
    """One record per municipality and round, with its items as columns."""
    told: dict[tuple[Any, ...], Record] = {}
    own = tuple(name for name in kind.key if name != kind.spread)
    for row in rows:
        record = told.setdefault(tuple(row[name] for name in own), {**{name: row[name] for name in own}, "reasons": {}})
        item = row[kind.spread or ""]
        record[item] = value_of(kind, row)
        record["reasons"] |= dict.fromkeys([item] if row["reasons"] else [], row["reason"])
    return list(told.values())


def value_of(kind: Kind, row: Record) -> Any:
    """What one stored row says of its item; of a question the choice, else the words."""
    if kind.value in row:
        return row[kind.value]
    return row["choice"] if row["choice"] is not None else row["text"]


# ---------------------------------------------------------------- the sheets


def sheets_of(con: DuckDBPyConnection, scope: Scope, kind: Kind, model: Model) -> list[Sheet]:
    """The rows in the columns of the template; where these differ from round to round, a sheet per round."""
    names = dict(con.execute("select code, name from municipality").fetchall()) | prefectures(con)
    rows = records(con, scope, kind)
    wide = side_by_side(kind, rows) if is_wide(kind) else [gathered(row) for row in rows]
    if not is_wide(kind):
        return [sheet(kind, model, "2100", kind.label[:31], wide, names)]
    rounds = sorted({record["round"] for record in wide}, key=in_order)
    return [
        sheet(kind, model, round, f"{kind.label[:20]} {round}", [record for record in wide if record["round"] == round], names)
        for round in rounds
    ]


def prefectures(con: DuckDBPyConnection) -> dict[str, str]:
    rows = con.execute("select distinct left(code, 2) || '000', prefecture from municipality where prefecture is not null").fetchall()
    return dict(rows)


def gathered(record: Record) -> Record:
    """A record with the columns that are stored together side by side; an open one of them is a blank cell."""
    return record | {name: "" if value is None else value for name, value in (record.get("criteria") or {}).items()}


def sheet(kind: Kind, model: Model, round: str, title: str, found: Sequence[Record], names: Mapping[str, str]) -> Sheet:
    slots = [*slots_of(kind, model, round), *further_slots(kind, model, round, found)]
    rows = [[cell(kind, slot, record, names) for slot in slots] for record in found]
    used = [place for place, slot in enumerate(slots) if slot.column.required or any(row[place] != NOTHING_SAID for row in rows)]
    if not any(slots[place].column.name not in (*kind.key, "name") for place in used):
        used = list(range(len(slots)))  # a file that says nothing beside its key is not known for what it is
    return Sheet(title, tuple(slots[place] for place in used), [[row[place] for place in used] for row in rows])


def further_slots(kind: Kind, model: Model, round: str, found: Sequence[Record]) -> list[Slot]:
    """Columns for what is on record though the model no longer asks for it."""
    known = {slot.column.name for slot in slots_of(kind, model, round)} | {"reasons", "reason", "criteria", *kind.by_name, *kind.values}
    return [Slot(Column(name, name)) for name in dict.fromkeys(name for record in found for name in record) if name not in known]


def cell(kind: Kind, slot: Slot, record: Record, names: Mapping[str, str]) -> Any:
    """What stands in a column: the value, the mark of the reason why there is none, or that nothing is on record."""
    name = slot.column.name
    if name == "name" and "name" not in kind.by_name:
        return names.get(record["code"], "")
    value, reason = record.get(name), record["reasons"].get(name)
    if reason and value in (None, ""):
        return mark_of(reason, slot.words)
    return NOTHING_SAID if value is None else value


# ---------------------------------------------------------------- the files


def as_xlsx(kind: Kind, sheets: Sequence[Sheet], source: Sequence[str]) -> bytes:
    """Raises NotOnRecord where a sheet cannot hold the rows or their words."""
    if max(len(sheet.rows) for sheet in sheets) >= EXCEL_ROWS - 1:
        raise NotOnRecord(f"{kind.label}は行が多く、ブックに入りません。条件で絞るか、csv を選んでください。")
    lines = [f"{kind.label}の、いまの記録です（{kind.grain}）。直して取り込むと、同じ団体・項目の記録が置き換わります。", *source, *KEEPING]
    return workbook([Sheet(one.title, one.slots, [list(map(for_workbook, row)) for row in one.rows]) for one in sheets], lines)


KEEPING = (
    f"値がないところは、その理由（{'・'.join(REASONS)}）か、{NOTHING_SAID}と書いてあります。{NOTHING_SAID}のセルは取り込みません。",
    "1行目の見出しは変えないでください。",
)


def for_workbook(value: Any) -> Any:
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date) and value.year <= 1900 else value
    if ILLEGAL.search(value):
        raise NotOnRecord(f"「{ILLEGAL.sub('', value)[:20]}」に、ブックに書けない文字（制御文字）があります。csv を選んでください。")
    return kept(value)


def as_csv(kind: Kind, sheets: Sequence[Sheet]) -> bytes:
    """UTF-8 with a mark, as Excel opens it. Raises NotOnRecord where the rounds have different columns."""
    titles = {tuple(slot.title for slot in sheet.slots) for sheet in sheets}
    if len(titles) > 1:
        raise NotOnRecord(f"{kind.label}は調査年度によって列が違います。調査年度を1つ選ぶ（--round）か、xlsx を選んでください。")
    lines = [list(titles.pop()), *([for_csv(value) for value in row] for sheet in sheets for row in sheet.rows)]
    return csv_lines(lines, "\r\n").encode("utf-8-sig")


def for_csv(value: Any) -> str:
    """Text guarded, numbers with every digit and without an exponent."""
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return guarded(value) if isinstance(value, str) else exact(plain(value))


# ---------------------------------------------------------------- shapes


SHAPES = f"""
    select shape.code, coalesce(master.name, ''), geometry, borders, shape.longitude, shape.latitude
    from boundaries_on_record shape
    left join municipality master using (code)
    where {WANTED.format(code="shape.code")}
    order by shape.code
"""


def shapes(con: DuckDBPyConnection, scope: Scope) -> bytes:
    """A FeatureCollection with the areas as they are stored, their neighbours and centres: neither can be had from coarse shapes."""
    rows = con.execute(SHAPES, scope.wanted).fetchall()
    if not rows:
        raise NotOnRecord("境界は、条件に合う記録がありません。都道府県や市町村を確かめてください。")
    return json.dumps(signed_shapes(list(map(feature, rows))), ensure_ascii=False).encode()


def feature(row: tuple[Any, ...]) -> dict[str, Any]:
    code, name, geometry, borders, longitude, latitude = row
    properties = {"団体コード": code, "市町村名": name, "隣接": borders or [], "経度": longitude, "緯度": latitude}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": json.loads(geometry)}}
