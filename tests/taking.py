"""Files drawn in a test, taken in by the product's own import."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl

from analytics.intake.taking_in import Examination, examine, staged, take_in
from analytics.intake.understanding.plan import Wishes
from tests.conftest import World

MASTER = """団体コード,市町村名,都道府県,郡,カナ,人口
98201,みずほ市,試験県,,ミズホシ,32000
98202,府中市,試験県,,フチュウシ,50000
97202,府中市,別県,,フチュウシ,40000
98301,龍ヶ崎町,試験県,北郡,リュウガサキマチ,8000
98302,みなみ町,試験県,南郡,ミナミマチ,3000
97301,みなみ町,別県,北郡,ミナミマチ,9000
"""

# One row per published group and category: the lists of `literacy_group` taken apart by DuckDB.
PUBLISHED = """(
    from (
        select round, instrument, kind, unit, department, position_group, unnest(categories) as category, unnest(range(1, len(categories) + 1)) as position,
            unnest(n) as n, unnest(mean) as mean, unnest(sd) as sd, unnest(bands) as bands, unnest(agreeing) as agreeing, unnest(hidden) as hidden,
            prefecture, members, held
        from literacy_group
    )
    where hidden is not null
)"""


def taken(world: World, content: str | bytes, name: str = "data.csv", partial: bool = False, **wishes: Any) -> Examination:
    """Takes a file in; text is UTF-8. Raises NotTakenIn, UnreadableFile."""
    raw = content.encode() if isinstance(content, str) else content
    with staged(world.store, name, raw) as file:
        return take_in(world.store, world.model, file, Wishes(**wishes), partial, "試験")


def examined(world: World, content: str | bytes, name: str = "data.csv", **wishes: Any) -> Examination:
    raw = content.encode() if isinstance(content, str) else content
    with staged(world.store, name, raw) as file:
        return examine(world.store, world.model, file, Wishes(**wishes))


def book(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook with these rows on these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def rows(world: World, sql: str) -> list[tuple[Any, ...]]:
    """What the database file itself holds, whoever asks."""
    with world.store.writing() as con:
        return con.execute(sql).fetchall()


def answers(world: World, columns: str = "code, question, choice, reason") -> list[tuple[Any, ...]]:
    return rows(world, f"select {columns} from store.survey order by all")


def messages(found: Examination | Any) -> list[str]:
    return list(found.findings["message"])
