"""What did the last meeting of the same circle promise, and how has that very figure moved since?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics import decisions
from analytics.meeting.agenda import Figures
from analytics.meeting.consent import Table
from analytics.meeting.record import Held, circle
from analytics.meeting.slides import Slide
from analytics.scope import Scope
from analytics.sentences import meeting as sentences

COLUMNS = ("決定事項", "だれが", "担当", "期限", "状況（前回→いま）", "数値（前回→いま）")
UNITS = {"step": "点", "aspect": "点"}


def promised(con: DuckDBPyConnection, last: Held | None, table: Table) -> DataFrame:
    """The decisions of the last meeting, and those of earlier ones of the same circle that are still open; table `decisions`.

    Those of a municipality that is not at the table this time wait until it is.
    """
    if last is None:
        return DataFrame(columns=["text", "code", "owner", "due", "status", "item", "meeting", "decision"])
    found = decisions.decisions(con, Scope(codes=last.codes))
    found = found[found["code"].isna() | found["code"].isin(table.codes)]
    earlier = found["meeting"].isin(circle(con, last.codes, last.group or "")) & found["status"].isin(decisions.OPEN)
    return found[(found["meeting"] == last.snapshot.name) | earlier]


def quoted(slides: Sequence[Slide], last: Held | None) -> tuple[str, ...]:
    """The round of which the slides tell figures beside today's: that of the last meeting, where its promises are on a slide."""
    is_told = last is not None and last.snapshot.round and any(slide.promises for slide in slides)
    return (last.snapshot.round,) if is_told and last and last.snapshot.round else ()


def changes(con: DuckDBPyConnection, held: Held) -> dict[int, tuple[str, str, str]]:
    """What has become of the promises since the slides were made: number → (words on the slide, status there, status now)."""
    now = dict(con.execute("select decision, status from decision").fetchall())
    asked = (slide for slide in held.snapshot.slides if slide.promises)
    shown = [row for slide in asked for row in zip(slide.promises, slide.cells, strict=True)]
    return {number: (cells[0], then, now.get(number, then)) for (number, then), cells in shown}


def rows(promises: DataFrame, last: Held | None, table: Table, now: Figures, labels: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """One row per promise in the words of COLUMNS; now: item → code → figure, as far as it may be shown today."""
    for promise in promises.to_dict("records"):
        code, item = (promise[name] if isinstance(promise[name], str) else "" for name in ("code", "item"))
        yield (
            promise["text"],
            table.names[code] if code else "全体",
            promise["owner"] if isinstance(promise["owner"], str) else "",
            str(promise["due"])[:10] if is_given(promise["due"]) else "",
            sentences.since(promise["status"], last is not None and promise["meeting"] == last.snapshot.name),
            moved(item, code, last, table, now, labels) if last and item else "",
        )


def is_given(value: Any) -> bool:
    return value is not None and value == value  # NaT is not equal to itself


def moved(item: str, code: str, last: Held, table: Table, now: Figures, labels: Mapping[str, str]) -> str:
    """The figure of who promised, or of all participants, when it was promised and now."""
    label, unit = labels.get(item) or last.snapshot.items.get(item, item), UNITS.get(item.partition(":")[0], "")
    before = {one: last.snapshot.figures.get(item, {}).get(name) for one, name in last.names.items()}
    after = now.get(item, {})
    if code:
        return sentences.moved(label, before.get(code), after.get(code), unit)
    both = [(earlier, after[one]) for one in table.codes if (earlier := before.get(one)) is not None and one in after]
    return sentences.moved_together(label, both, unit)
