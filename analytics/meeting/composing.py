"""Which slides does a meeting have, and what stands on each? Made from what the participants agreed to show, then frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.errors import Unusable
from analytics.meeting import agenda, following_up
from analytics.meeting.material import WENT_WELL, Material
from analytics.meeting.record import Held
from analytics.meeting.slides import WEIGHTS, Slide, Snapshot
from analytics.scope import Scope
from analytics.sentences import meeting as sentences

MOST_ROWS = 6
LETTERS = 150  # of a free-text answer or an issue: what can be read on a slide
ASPECT = "aspect:"

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
    proposed = tuple(slide.key for slide in slides if slide.kind != "aspect" or slide.key.removeprefix(ASPECT) in weak)
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


def made(make: Maker, material: Material, last: Held | None) -> tuple[Slide, ...]:
    """What a library is missing for stands on the slide in its place."""
    try:
        return tuple(make(material, last))
    except Unusable as fault:
        return (Slide(key=make.__name__, kind=make.__name__, label=MAKERS[make], title=str(fault)),)


def frozen(made: Draft, name: str, held: date, total: int, keys: Sequence[str], own: Sequence[str] = ()) -> Snapshot:
    """The snapshot of a meeting with the slides chosen (decisions always) and own items: no name in it that must not be read."""
    table = made.material.table
    free = [Slide(key=f"own:{place}", kind="own", label=text, title=text) for place, text in enumerate(own, 1) if text.strip()]
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
        items=labels_of(made.material),
        figures={item: {table.names[code]: figure for code, figure in known.items()} for item, known in figures_of(made.material).items()},
        foot=made.material.foot,
    )
    return Snapshot.model_validate(table.veiled(snapshot.model_dump(mode="json")))


def with_minutes(slides: Sequence[Slide], total: int) -> list[Slide]:
    shares = agenda.minutes([WEIGHTS[slide.kind] for slide in slides], total)
    return [slide.model_copy(update={"minutes": share}) for slide, share in zip(slides, shares, strict=True)]


def with_agenda(slides: Sequence[Slide]) -> Iterator[Slide]:
    """The programme stands beside the participants, people's turns in one line."""
    turns = [slide for slide in slides if slide.kind == "voices"]
    listed = [slide for slide in slides if slide.kind != "voices" or slide is turns[0]]
    told = [
        (slide.label if slide.kind != "voices" else "各団体の近況・困りごと・うまくいったこと", f"{minutes_of(slide, turns)}分")
        for slide in listed
    ]
    lines = tuple(f"{label}　{minutes}" for label, minutes in told)
    total = sum(slide.minutes for slide in slides)
    for slide in slides:
        if slide.kind == "participants":
            slide = slide.model_copy(update={"lines": lines, "title": sentences.participants(len(slide.cells), total)})
        yield slide


def minutes_of(slide: Slide, turns: Sequence[Slide]) -> int:
    return sum(turn.minutes for turn in turns) if slide.kind == "voices" else slide.minutes


# ---------------------------------------------------------------- what a promise may be about


def figures_of(material: Material) -> dict[str, dict[str, float]]:
    """Every figure that a promise may name: item → code → value, as far as it may be shown."""
    found = {f"{ASPECT}{item}": dict(known) for item, known in material.states.items()}
    found |= {f"step:{item}": dict(known) for item, known in material.steps.items()}
    found |= {f"indicator:{item}": dict(known) for item, known in material.indicators.items()}
    return {item: known for item, known in found.items() if known}


def labels_of(material: Material) -> dict[str, str]:
    labels = {f"{ASPECT}{item}": f"観点「{label}」" for item, label in material.aspects.items()}
    labels |= {f"step:{item}": label for item, label in material.step_labels.items()}
    return {item: labels.get(item, f"指標「{item.partition(':')[2]}」") for item in figures_of(material)}


# ---------------------------------------------------------------- people first


def follow_up(material: Material, last: Held | None) -> Iterator[Slide]:
    with material.store.reading(Scope()) as con:
        promises = following_up.promised(con, last)
    cells = tuple(following_up.rows(promises, last, material.table, figures_of(material), labels_of(material)))
    n_open = int(promises["status"].isin(following_up.decisions.OPEN).sum())
    title = sentences.follow_up(last.snapshot.name if last else None, len(cells), n_open)
    yield Slide(
        key="follow_up",
        kind="follow_up",
        label="前回の持ち帰り事項",
        title=title,
        columns=following_up.COLUMNS if cells else (),
        cells=cells,
    )


def participants(material: Material, last: Held | None) -> Iterator[Slide]:
    strong = agenda.strengths(material.states, material.table.codes)
    cells = tuple(
        (material.table.names[code], *size(material, code), what_is_strong(material, strong, code)) for code in material.table.codes
    )
    columns = ("団体", "強み") if material.table.unnamed else ("団体", "人口", "強み")
    yield Slide(
        key="participants",
        kind="participants",
        label="本日の参加団体",
        title=sentences.participants(len(cells), 0),
        columns=columns,
        cells=cells,
    )


def size(material: Material, code: str) -> tuple[str, ...]:
    """Population, in a meeting by name only: it would give the name away."""
    if material.table.unnamed:
        return ()
    population = material.municipalities["population"].get(code)
    return (f"{population:,.0f}人" if population is not None and population == population else "",)


def what_is_strong(material: Material, strong: dict[str, agenda.Strength], code: str) -> str:
    if one := strong.get(code):
        return sentences.strength(material.aspects[one.item], one.figure, one.ahead, one.n)
    return sentences.no_strength(shortened(next((text for asked, text in said(material, code) if asked == WENT_WELL), ""), 40))


def voices(material: Material, last: Held | None) -> Iterator[Slide]:
    """One slide each, so that everyone has a turn."""
    for place, code in enumerate(material.table.codes, 1):
        name, told = material.table.names[code], said(material, code)
        lines = tuple(f"{asked}：{shortened(text)}" for asked, text in told)
        yield Slide(key=f"voices:{place}", kind="voices", label=f"近況 {name}", title=sentences.voices(name, len(lines)), lines=lines)


def said(material: Material, code: str) -> list[tuple[str, str]]:
    """(question in short, answer) of the free-text answers."""
    own = material.voices[material.voices["code"] == code]
    return [(asked.partition("：")[0], text) for asked, text in own[["question_text", "text"]].itertuples(index=False)]


def shortened(text: str, letters: int = LETTERS) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= letters else plain[: letters - 1] + "…"


# ---------------------------------------------------------------- figures


def steps(material: Material, last: Held | None) -> Iterator[Slide]:
    rows = material.step_rows
    most = {material.step_labels[step]: float(top) for step, top in rows[["step", "max"]].drop_duplicates().itertuples(index=False)}
    known = {material.step_labels[step]: list(scores.values()) for step, scores in material.steps.items()}
    drawn = [
        cell(material.table.names[code], label, material.steps[step].get(code), most[label], reason(material, code))
        for code in material.table.codes
        for step, label in material.step_labels.items()
        if label in most
    ]
    yield Slide(
        key="steps", kind="steps", label="STEP の並び", title=sentences.steps(known, most), chart="steps" if any(known.values()) else "", drawn=tuple(drawn)
    )  # fmt: skip


def cell(name: str, label: str, value: float | None, most: float, why: str) -> dict[str, Any]:
    shown = why if value is None else f"{value:.1f}".removesuffix(".0")
    return {"name": name, "label": label, "value": value, "share": None if value is None else value / most, "shown": shown, "max": most}


def reason(material: Material, code: str) -> str:
    return sentences.TOO_FEW if code in material.surveyed else sentences.NOT_AGREED


def aspects(material: Material, last: Held | None) -> Iterator[Slide]:
    """One aspect a slide, only where at least two and half of the participants are known."""
    for item, known in material.states.items():
        if len(known) < 2 or 2 * len(known) < len(material.table.codes):
            continue
        aims, label = material.targets[item], material.aspects[item]
        drawn = tuple(
            bar(material.table.names[code], known.get(code), aims.get(code), reason(material, code)) for code in material.table.codes
        )
        title = sentences.aspect(label, list(known.values()), [aims[code] for code in known])
        yield Slide(key=f"{ASPECT}{item}", kind="aspect", label=f"観点「{label}」", title=title, chart="aspect", drawn=drawn)


def bar(name: str, value: float | None, target: float | None, why: str) -> dict[str, Any]:
    return {"name": name, "value": value, "target": target, "shown": why if value is None else f"{value:.1f}"}


# ---------------------------------------------------------------- who can help whom


def mentors(material: Material, last: Held | None) -> Iterator[Slide]:
    """Each aspect with one who can be asked; nobody stands on more than half of them where another could."""
    found = material.mentors
    qualify = {item: list(dict.fromkeys(found[found["aspect"] == item].sort_values("position")["mentor"])) for item in material.aspects}
    named = agenda.assigned({item: codes for item, codes in qualify.items() if codes})
    names = material.table.names
    cells = tuple(
        (material.aspects[item], names[code], "・".join(names[one] for one in learners(material, item, code)))
        for item, code in named.items()
    )
    pairs = agenda.complementary_pairs(material.states, material.table.codes, material.config.mentors.min_lead)
    lines = tuple(
        sentences.pair(names[one.first], names[one.second], material.aspects[one.first_in], material.aspects[one.second_in])
        for one in pairs
    )
    columns = ("観点", "相談先（相談受入可）", "相談できる団体") if cells else ()
    yield Slide(
        key="mentors", kind="mentors", label="先行市町村", title=sentences.mentors(len(cells)), lines=lines, columns=columns, cells=cells
    )


def learners(material: Material, item: str, mentor: str) -> list[str]:
    found = material.mentors
    codes = set(found.loc[(found["aspect"] == item) & (found["mentor"] == mentor), "code"])
    return [code for code in material.table.codes if code in codes]


def shared(material: Material, last: Held | None) -> Iterator[Slide]:
    rows = material.clusters
    cells = tuple(
        (shortened(str(row["label"]), 60), "・".join(material.table.names[code] for code in material.table.codes if code in row["codes"]), str(row["joint"] or ""))
        for row in rows.head(MOST_ROWS).to_dict("records")
    )  # fmt: skip
    columns = ("共通課題", "団体", "共同調達・共同利用") if cells else ()
    yield Slide(
        key="shared", kind="shared", label="共通課題", title=sentences.shared(len(rows), len(material.listed)), columns=columns, cells=cells
    )


def offers(material: Material, last: Held | None) -> Iterator[Slide]:
    """In 五十音 order of the providers, as many as can be read; all of them stand on 共通課題・マッチング."""
    places = {key: place for place, key in enumerate(material.of("partners", ())[["provider", "title"]].itertuples(index=False, name=None))}
    told = material.offers.drop_duplicates(["provider", "title"])
    ordered = sorted(told[["provider", "title", "label"]].itertuples(index=False, name=None), key=lambda offer: places[offer[:2]])
    cells = tuple((shortened(provider, 30), shortened(title, 40), shortened(label, 40)) for provider, title, label in ordered[:MOST_ROWS])
    yield Slide(
        key="offers",
        kind="offers",
        label="活用可能なソリューション",
        title=sentences.offers(len(ordered)),
        lines=(sentences.OFFER_NOTE,) if cells else (),
        columns=("提供者", "名称", "共通課題") if cells else (),
        cells=cells,
    )


def cases(material: Material, last: Held | None) -> Iterator[Slide]:
    """Those that answer the factors of most participants; of as many in the order of their pages."""
    pages = {case.id: (case.label, case.page) for case in material.model.listed("cases")}
    counts = material.cases.groupby("id")["code"].nunique().to_dict()
    chosen = sorted((id for id in counts if id in pages), key=lambda id: (-counts[id], pages[id][1] or 0))[: agenda.MOST]
    n = len(material.surveyed)
    cells = tuple((pages[id][0], f"{n}団体のうち{counts[id]}団体", f"p.{pages[id][1]}") for id in chosen)
    columns = ("事例", "要因に応える団体", "出典のページ") if cells else ()
    yield Slide(key="cases", kind="cases", label="関連事例", title=sentences.cases(len(cells)), columns=columns, cells=cells)


def closing(material: Material, last: Held | None) -> Iterator[Slide]:
    yield Slide(key="decisions", kind="decisions", label="決定事項", title=sentences.decided(0))


MAKERS: dict[Maker, str] = {
    follow_up: "前回の持ち帰り事項", participants: "本日の参加団体", voices: "近況", steps: "STEP の並び", aspects: "観点ごとの比較",
    mentors: "先行市町村", shared: "共通課題", offers: "活用可能なソリューション", cases: "関連事例", closing: "決定事項",
}  # fmt: skip
"""What makes the slides, in their order."""
