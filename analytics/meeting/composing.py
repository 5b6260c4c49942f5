"""Which slides does a meeting have, and what stands on each? Made from what the participants agreed to show, then frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from analytics.errors import Unusable
from analytics.meeting import agenda, comparing, following_up, helping, people
from analytics.meeting.material import ASPECT, Material
from analytics.meeting.record import Held
from analytics.meeting.slides import WEIGHTS, Slide, Snapshot
from analytics.sentences import meeting as sentences

PROGRAMME = ("経過", "議題", "目安")
ON_WISH = ("literacy",)
"""Never proposed: literacy is off until it is chosen."""
NEEDS_ROWS = ("mentors", "shared", "offers", "cases")
"""Not proposed where they have nothing to show."""

Maker = Callable[[Material, Held | None], Iterator[Slide]]


@dataclass(frozen=True)
class Draft:
    """All slides that could be shown. proposed: the keys of those that the agenda proposes; summary: what it proposes, in a sentence."""

    material: Material
    slides: tuple[Slide, ...]
    proposed: tuple[str, ...]
    summary: str
    consent: str
    last: Held | None


def draft(material: Material, last: Held | None, total: int) -> Draft:
    """The slides of a meeting of `total` minutes, with the agenda that they propose."""
    weak = agenda.shared_weaknesses(material.states, material.targets)
    slides = tuple(slide for make in MAKERS for slide in made(make, material, last))
    proposed = tuple(slide.key for slide in slides if is_proposed(slide, weak))
    strong = agenda.strengths(material.states, material.table.codes)
    pairs = agenda.complementary_pairs(material.states, material.table.codes, material.config.mentors.min_lead)
    labels = [material.aspects[item] for item in weak]
    n = len(material.table.codes)
    missing = [name for code, name in material.table.every_name.items() if code in material.table.codes and code not in material.surveyed]
    return Draft(
        material,
        slides,
        proposed,
        sentences.agenda(len(proposed), total, labels, len(pairs), len(strong), n),
        sentences.consent(len(material.surveyed), n, missing),
        last,
    )


def is_proposed(slide: Slide, weak: Sequence[str]) -> bool:
    """Of the aspects the shared weaknesses alone; nothing that is empty, and nothing that is shown on wish only."""
    if slide.kind == "aspect":
        return slide.key.removeprefix(ASPECT) in weak
    return slide.kind not in ON_WISH and (slide.kind not in NEEDS_ROWS or bool(slide.cells))


def made(make: Maker, material: Material, last: Held | None) -> tuple[Slide, ...]:
    """What a library is missing for stands on the slide in its place."""
    try:
        return tuple(make(material, last))
    except Unusable as fault:
        return (Slide(key=make.__name__, kind=make.__name__, label=MAKERS[make], title=str(fault)),)


def frozen(made: Draft, name: str, held: date, total: int, keys: Sequence[str], own: Sequence[str] = ()) -> Snapshot:
    """The snapshot of a meeting with the slides chosen (decisions always) and own items: no name in it that must not be read."""
    table = made.material.table
    turns = sentences.own_item([table.names[code] for code in table.codes])
    free = [Slide(key=f"own:{place}", kind="own", label=text, title=text, lines=turns) for place, text in enumerate(own, 1) if text.strip()]
    chosen = [slide for slide in made.slides if slide.key in keys or slide.kind == "decisions"]
    slides = with_minutes(sorted([*chosen, *free], key=lambda slide: list(WEIGHTS).index(slide.kind)), total)
    snapshot = Snapshot(
        name=name.strip(),
        held=held,
        round=made.material.round,
        unnamed=table.unnamed,
        warning=sentences.GUESSABLE if table.is_guessable else "",
        participants=tuple(table.names[code] for code in table.codes),
        slides=tuple(with_agenda(slides)),
        items=made.material.labels,
        figures={item: {table.names[code]: figure for code, figure in known.items()} for item, known in made.material.figures.items()},
        quoted=following_up.quoted(chosen, made.last),
        foot=made.material.foot,
    )
    return Snapshot.model_validate(table.veiled(snapshot.model_dump(mode="json")))


def with_minutes(slides: Sequence[Slide], total: int) -> list[Slide]:
    shares = agenda.minutes([WEIGHTS[slide.kind] for slide in slides], total)
    return [slide.model_copy(update={"minutes": share}) for slide, share in zip(slides, shares, strict=True)]


def with_agenda(slides: Sequence[Slide]) -> Iterator[Slide]:
    """The programme lists every item with its time; people's turns are one item."""
    turns = [slide for slide in slides if slide.kind == "voices"]
    listed = [slide for slide in slides if slide.kind != "voices" or slide is turns[0]]
    told = [(sentences.TURNS if slide.kind == "voices" else slide.label, minutes_of(slide, turns)) for slide in listed]
    starts = [sum(minutes for _, minutes in told[:place]) for place in range(len(told))]
    cells = tuple(
        (sentences.span(start, start + minutes), label, f"{minutes}分") for start, (label, minutes) in zip(starts, told, strict=True)
    )
    title = sentences.programme(len(told), sum(slide.minutes for slide in slides))
    for slide in slides:
        yield slide.model_copy(update={"cells": cells, "columns": PROGRAMME, "title": title}) if slide.kind == "programme" else slide


def minutes_of(slide: Slide, turns: Sequence[Slide]) -> int:
    return sum(turn.minutes for turn in turns) if slide.kind == "voices" else slide.minutes


def closing(material: Material, last: Held | None) -> Iterator[Slide]:
    yield Slide(key="decisions", kind="decisions", label="決定事項", title=sentences.decided(0))


MAKERS: dict[Maker, str] = {
    people.follow_up: "前回の持ち帰り事項", people.participants: "本日の参加団体", people.programme: "本日の進行", people.voices: "近況",
    comparing.steps: "STEP の並び", comparing.aspects: "観点ごとの比較", comparing.literacy: "DXリテラシー診断",
    helping.mentors: "先行市町村", helping.shared: "共通課題", helping.offers: "活用可能なソリューション", helping.cases: "関連事例",
    closing: "決定事項",
}  # fmt: skip
"""What makes the slides, in their order."""
