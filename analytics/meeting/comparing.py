"""How do the participants stand beside one another? Their steps, aspects and diagnoses, as far as each agreed, in no order of merit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analytics.frames.literacy import HIDDEN_WORDS, HIGHER, LOWER, MANAGERS, NOBODY, STAFF, WHOLE, verdict
from analytics.meeting.agenda import DIGITS
from analytics.meeting.material import ASPECT, Material
from analytics.meeting.record import Held
from analytics.meeting.slides import Slide
from analytics.sentences import meeting as sentences


def steps(material: Material, last: Held | None) -> Iterator[Slide]:
    rows = material.step_rows
    most = {material.step_labels[step]: float(top) for step, top in rows[["step", "max"]].drop_duplicates().itertuples(index=False)}
    known = {material.step_labels[step]: list(scores.values()) for step, scores in material.steps.items()}
    shown = [(step, label) for step, label in material.step_labels.items() if label in most]
    drawn = [
        cell(material.table.names[code], label, material.steps[step].get(code), most[label], reason(material, code))
        | {"step": step, "place": place}
        for code in material.table.codes
        for place, (step, label) in enumerate(shown)
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


# ---------------------------------------------------------------- the diagnosis of the staff, shown where it is chosen


def literacy(material: Material, last: Held | None) -> Iterator[Slide]:
    """Where managers and staff differ, of those who agreed to it; no slide where nobody did, or nothing may be published."""
    found = material.diagnosis
    if found["mean"].isna().all():
        return
    category = WHOLE if WHOLE in set(found["category"]) else next(iter(found["category"]))
    gaps = material.managers_and_staff
    known = {row["code"]: row for row in gaps[gaps["category"] == category].to_dict("records")}
    codes = material.table.codes
    verdicts = [verdict(row["ci_low"], row["ci_high"]) for row in known.values()]
    yield Slide(
        key="literacy",
        kind="literacy",
        label="DXリテラシー診断",
        title=sentences.literacy(next(iter(found["instrument"])), category, len(known), sum(one in (HIGHER, LOWER) for one in verdicts)),
        columns=("団体", MANAGERS, STAFF, "差（95%区間）"),
        cells=tuple((material.table.names[code], *sides(material, known.get(code), why(material, code))) for code in codes),
        chart="literacy" if known else "",
        drawn=tuple(dots(material.table.names[code], known.get(code), why(material, code)) for code in codes) if known else (),
    )


def why(material: Material, code: str) -> str:
    if code not in material.diagnosed:
        return sentences.NOT_AGREED
    return HIDDEN_WORDS if code in set(material.diagnosis["code"]) else NOBODY


def sides(material: Material, row: dict[str, Any] | None, why: str) -> tuple[str, ...]:
    """Both means and their difference; without names no numbers of people, which would give the names away."""
    if row is None:
        return why, "", ""
    people = {side: "" if material.table.unnamed else f"（n={row[f'n_{side}']:.0f}）" for side in ("manager", "staff")}
    means = (f"{row[f'mean_{side}']:.1f}点{people[side]}" for side in ("manager", "staff"))
    return (*means, sentences.difference(row["diff"], row["ci_low"], row["ci_high"]))


def dots(name: str, row: dict[str, Any] | None, why: str) -> dict[str, Any]:
    manager, staff = (None if row is None else round(float(row[f"mean_{side}"]), DIGITS) for side in ("manager", "staff"))
    return {"name": name, "manager": manager, "staff": staff, "shown": why if row is None else f"{manager:.1f}点"}
