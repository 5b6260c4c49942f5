"""How was a file with these column names read last time? Ways of reading that a user confirmed, kept under a name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from duckdb import DuckDBPyConnection

from analytics.intake.understanding.headings import YEAR_ALONE, YEAR_INSIDE
from analytics.intake.understanding.plan import Part, Understanding, Wishes
from analytics.intake.understanding.recognising import bare
from analytics.intake.values import plain

ROUND_COUNT = re.compile(r"第\s*\d+\s*回")


@dataclass(frozen=True)
class Remembered:
    """A kept way of reading. header: the column names as `normal_header` gives them; columns: column name → what it is ("" = not used),
    only where a user said or confirmed it; header_rows: where the names stand, counted from 1, if the user pointed at them."""

    name: str
    header: frozenset[str]
    kind: str
    answers: str | None = None
    columns: MappingOf[str, str] = field(default_factory=dict)
    header_rows: tuple[int, int] | None = None
    saved_at: datetime | None = None
    who: str = ""


def normal_name(name: str) -> str:
    """A column name without the years and rounds it names, which are others next year."""
    text = ROUND_COUNT.sub("", YEAR_INSIDE.sub("", plain(name)))
    words = "".join(part for part in re.split(r"([\s_()]+)", text) if not YEAR_ALONE.fullmatch(part))
    return bare(re.sub(r"\(\s*\)", "", words))


def normal_header(names: Sequence[str]) -> frozenset[str]:
    """What of a header stays the same from year to year, in whatever order its columns stand."""
    return frozenset(filter(None, map(normal_name, names)))


def save(cursor: DuckDBPyConnection, name: str, plan: Understanding, wishes: Wishes, who: str) -> None:
    """Keeps how a file was read, under a name; what was kept under it before goes. Round, municipality and sheet are a file's own."""
    forget(cursor, name)
    kept = {normal_header(part.table.names): as_json(part, wishes) for part in plan.parts}
    now = datetime.now()
    for header, said in kept.items():
        cursor.execute(
            "insert into store.reading_profile values ($name, $header, $kind, $wishes, $now, $who)",
            {"name": name, "header": sorted(header), "kind": plan.kind.name, "wishes": said, "now": now, "who": who},
        )


def as_json(part: Part, wishes: Wishes) -> str:
    """What a user said of a sheet or confirmed of what was guessed. All else is recognised anew, as it may differ next year."""
    guessed = {index: part.mapping.items[index] for index in part.mapping.guessed if index in part.mapping.items}
    targets: dict[str, set[str]] = {}
    for index, target in {**guessed, **dict(wishes.columns)}.items():
        if index < len(part.table.names):
            targets.setdefault(normal_name(part.table.names[index]), set()).add(target)
    columns = {name: found.pop() for name, found in targets.items() if len(found) == 1}
    return json.dumps({"answers": wishes.answers, "columns": columns, "header": wishes.header}, ensure_ascii=False)


def listed(con: DuckDBPyConnection) -> list[Remembered]:
    """All that is kept, newest first; 県担当 only."""
    rows = con.execute("select name, header, kind, wishes, saved_at, who from reading_profile order by saved_at desc, name").fetchall()
    return [from_row(*row) for row in rows]


def from_row(name: str, header: list[str], kind: str, wishes: str, saved_at: datetime, who: str) -> Remembered:
    said = json.loads(wishes)
    rows = (said["header"][0], said["header"][1]) if said["header"] else None
    return Remembered(name, frozenset(header), kind, said["answers"], said["columns"], rows, saved_at, who)


def remembered_for(kept: Sequence[Remembered], names: Sequence[str]) -> Remembered | None:
    """What is kept for a file with these column names; the newest of several."""
    header = normal_header(names)
    return next((one for one in kept if header and one.header == header), None)


def target_by_column(known: Remembered, names: Sequence[str]) -> dict[int, str]:
    """Column → what it was kept to be."""
    found = {index: normal_name(name) for index, name in enumerate(names)}
    return {index: known.columns[name] for index, name in found.items() if name in known.columns}


def forget(cursor: DuckDBPyConnection, name: str) -> None:
    cursor.execute("delete from store.reading_profile where name = $name", {"name": name})
