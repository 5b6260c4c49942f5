"""Who can help whom, which issues do the participants share, and who has an answer to them?"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.meeting import agenda
from analytics.meeting.material import Material, shortened
from analytics.meeting.record import Held
from analytics.meeting.slides import Slide
from analytics.sentences import meeting as sentences

MOST_ROWS = 5


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
    cells: tuple[tuple[str, ...], ...] = tuple(
        (shortened(str(row["label"]), 50), "・".join(material.table.names[code] for code in material.table.codes if code in row["codes"]), shortened(present(row["joint"]), 50))
        for row in rows.head(MOST_ROWS).to_dict("records")
    )  # fmt: skip
    columns: tuple[str, ...] = ("共通課題", "団体", "共同調達・共同利用") if cells else ()
    if not any(joint for *_, joint in cells):
        columns, cells = columns[:2], tuple(cell[:2] for cell in cells)
    title = sentences.shared(len(rows), len(material.listed))
    yield Slide(key="shared", kind="shared", label="共通課題", title=title, lines=sentences.first_of(len(rows), MOST_ROWS), columns=columns, cells=cells)  # fmt: skip


def present(text: object) -> str:
    """In words what is known: pandas keeps an absent text as a number."""
    return text if isinstance(text, str) else ""


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
    points = {case.id: shortened(str(case["point"] or ""), 80) for case in material.model.listed("cases")}
    cells = tuple((pages[id][0], points[id], f"{n}団体のうち{counts[id]}団体", f"p.{pages[id][1]}") for id in chosen)
    columns = ("事例", "持ち帰るポイント", "要因に応える団体", "出典") if cells else ()
    yield Slide(key="cases", kind="cases", label="関連事例", title=sentences.cases(len(cells)), columns=columns, cells=cells)
