"""Who is here, what did they promise last time, how are they, and what do they do well? People come before figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pandas import notna

from analytics import boundaries
from analytics.meeting import agenda, following_up
from analytics.meeting.material import WENT_WELL, Material, shortened
from analytics.meeting.record import Held
from analytics.meeting.slides import Slide
from analytics.scope import Scope
from analytics.sentences import meeting as sentences

TURN = ("問い", "答え")
FREE = "自由記述"
"""Shown where there is one; nobody is asked for it aloud."""
NOTED = "県のメモ（共有）"
POINTS = 3_000
"""Of all outlines together: small beside a page, and more than a screen shows."""


def follow_up(material: Material, last: Held | None) -> Iterator[Slide]:
    with material.store.reading(Scope()) as con:
        promises = following_up.promised(con, last, material.table)
    cells = tuple(following_up.rows(promises, last, material.table, material.figures, material.labels))
    n_open = int(promises["status"].isin(following_up.decisions.OPEN).sum())
    title = sentences.follow_up(last.snapshot.name if last else None, len(cells), n_open)
    yield Slide(
        key="follow_up",
        kind="follow_up",
        label="前回の持ち帰り事項",
        title=title,
        lines=() if last else sentences.FIRST_TIME,
        columns=following_up.COLUMNS if cells else (),
        cells=cells,
        promises=tuple((int(number), str(status)) for number, status in promises[["decision", "status"]].itertuples(index=False)),
    )


def participants(material: Material, last: Held | None) -> Iterator[Slide]:
    strong = agenda.strengths(material.states, material.table.codes)
    cells = tuple(
        (material.table.names[code], *size(material, code), what_is_strong(material, strong, code)) for code in material.table.codes
    )
    columns = ("団体", "強み") if material.table.unnamed else ("団体", "人口", "強み")
    drawn = tuple(areas(material))
    yield Slide(
        key="participants",
        kind="participants",
        label="本日の参加団体",
        title=sentences.participants(len(cells), len(strong)),
        columns=columns,
        cells=cells,
        chart="map" if drawn else "",
        drawn=drawn,
    )


def areas(material: Material) -> Iterator[dict[str, Any]]:
    """The participants' areas as GeoJSON features that bear their names; of those alone whose boundaries are there."""
    rows = {row.code: row for row in material.areas.itertuples(index=False)}
    shapes = boundaries.drawable({code: json.loads(row.geometry) for code, row in rows.items()}, POINTS)
    for feature in boundaries.geojson(shapes, {})["features"]:
        row = rows[feature["properties"]["code"]]
        name = material.table.names[row.code]
        place = {"longitude": float(row.longitude), "latitude": float(row.latitude)}
        yield {"type": "Feature", "geometry": feature["geometry"], "name": name, "shown": name, **place}


def programme(material: Material, last: Held | None) -> Iterator[Slide]:
    """What is talked about, and for how long; its rows are filled in when the slides are chosen."""
    yield Slide(key="programme", kind="programme", label="本日の進行", title=sentences.programme(0, 0))


def size(material: Material, code: str) -> tuple[str, ...]:
    """Population, in a meeting by name only: it would give the name away."""
    if material.table.unnamed:
        return ()
    population = material.municipalities["population"].get(code)
    return (f"{population:,.0f}人" if notna(population) else "",)


def what_is_strong(material: Material, strong: dict[str, agenda.Strength], code: str) -> str:
    if one := strong.get(code):
        return sentences.strength(material.aspects[one.item], one.figure, one.ahead, one.n)
    return sentences.no_strength(shortened(next((text for asked, text in said(material, code) if asked == WENT_WELL), ""), 40))


def voices(material: Material, last: Held | None) -> Iterator[Slide]:
    """One slide each, so that everyone has a turn: what was written, and what is to be asked where nothing was."""
    strong = agenda.strengths(material.states, material.table.codes)
    for place, code in enumerate(material.table.codes, 1):
        name = material.table.names[code]
        title = sentences.voices(name, what_is_strong(material, strong, code) if code in strong else "", len(said(material, code)))
        yield Slide(
            key=f"voices:{place}", kind="voices", label=f"近況 {name}", title=title, columns=TURN, cells=tuple(turn(material, code))
        )


def turn(material: Material, code: str) -> Iterator[tuple[str, str]]:
    """Question in short, and the answer or what is asked on the day; questions of no questionnaire of the round come last."""
    told = dict(said(material, code))
    asked = dict(parted(asked.text) for asked in material.paper.texts) if material.paper else {}
    for question, prompt in (asked or dict(map(parted, sentences.PROMPTS))).items():
        if (answer := told.pop(question, "")) or question != FREE:
            yield question, shortened(answer) or sentences.to_ask(prompt)
    yield from ((question, shortened(text)) for question, text in told.items())
    own = material.notes[material.notes["code"] == code]
    if len(own):
        yield NOTED, shortened("　".join(f"{about}：{text}" for about, text in own[["about", "text"]].itertuples(index=False)))


def parted(asked: str) -> tuple[str, str]:
    """A question in short, and in full."""
    short, _, whole = asked.partition("：")
    return short, whole


def said(material: Material, code: str) -> list[tuple[str, str]]:
    """(question in short, answer) of the free-text answers."""
    own = material.voices[material.voices["code"] == code]
    return [(parted(asked)[0], text) for asked, text in own[["question_text", "text"]].itertuples(index=False)]
