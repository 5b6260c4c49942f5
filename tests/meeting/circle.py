"""A prefecture in which neighbours meet: who sits at the table, what they agreed to, and what nobody else may learn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from analytics.kinds import CONSENT_KINDS
from analytics.meeting import composing, record
from analytics.meeting.material import Material, material
from analytics.meeting.slides import Snapshot
from analytics.publication import publish
from analytics.scope import Scope
from tests.conftest import World, fill_golden

MINATO, KAWABE, YAMANO, SATONO, UMINO, MORINO, HANARE = "98201", "98202", "98301", "98302", "98401", "98402", "98403"
CIRCLE = (MINATO, KAWABE, YAMANO, SATONO)
DAY = date(2026, 1, 20)
CANARY = "カナリアの鳴き声"


def consent(world: World, level: str, *codes: str, kinds: Sequence[str] = CONSENT_KINDS) -> None:
    world.put("consents", [{"code": code, "kind": kind, "level": level} for code in codes for kind in kinds])


def remark(world: World, code: str, text: str, question: str = "t2") -> None:
    world.put("survey", [{"round": "2025", "code": code, "question": question, "text": text}])


def issue(world: World, code: str, no: str, text: str, **more: Any) -> None:
    world.put("issues", [{"round": "2025", "code": code, "no": no, "class_a": text, "solution": text} | more])


def diagnosed(world: World, *codes: str, managers: float = 70.0, staff: float = 50.0) -> None:
    """40 managers and 60 others of each, around these means; with whatever was diagnosed before."""
    rows = [
        {"round": "2025", "code": code, "instrument": "診断", "respondent": f"{position}{number}", "position": position, "batch": 1, "holds": True}
        | {"score1": mean + (5 if number % 2 else -5)}
        for code in codes
        for position, mean, n in (("課長", managers, 40), ("主事", staff, 60))
        for number in range(n)
    ]  # fmt: skip
    world.put("literacy_entry", rows)
    world.put("literacy_item", [{"instrument": "診断", "item": "総合", "position": 1}])
    with world.store.writing() as con:
        publish(con, world.config.literacy, world.config.privacy)


def a_prefecture(world: World) -> World:
    """Six of seven agreed to everything by name; who did not sits at the table too; those who are not there said much."""
    fill_golden(world)
    consent(world, "実名", MINATO, KAWABE, YAMANO, UMINO, MORINO, HANARE)
    remark(world, MINATO, "うみの村に相談したい")
    remark(world, SATONO, CANARY)
    remark(world, UMINO, CANARY)
    with world.store.writing() as con:  # figures that nobody else has
        con.execute(
            "update store.survey set points = 7.3 where question = 'q6' and code in ($umino, $hanare)", {"umino": UMINO, "hanare": HANARE}
        )
    for place, code in enumerate((MINATO, KAWABE, UMINO)):
        issue(world, code, str(place), "窓口の申請書を紙で受け付けていて入力に手間がかかる")
    issue(world, SATONO, "9", f"窓口の申請書 {CANARY}")
    world.put(
        "partners",
        [{"provider": "もりの村", "title": "窓口の申請書の入力をなくす", "field": "窓口", "description": "申請書を紙で受け付けない"}],
    )
    return world


def seated(world: World, *codes: str, unnamed: bool = False, round: str | None = "2025") -> Material:
    return material(world.store, world.config, world.model, codes or CIRCLE, unnamed, round)


def shown(world: World, *codes: str, unnamed: bool = False, name: str = "第1回", group: str = "", own: Sequence[str] = ()) -> Snapshot:
    """The snapshot with every slide that there could be."""
    at_table = seated(world, *codes, unnamed=unnamed)
    with world.reading(Scope()) as con:
        last = record.last_meeting(con, at_table.table.codes, group)
    made = composing.draft(at_table, last, 90)
    return composing.frozen(made, name, DAY, 90, [slide.key for slide in made.slides], own)


def held(world: World, *codes: str, unnamed: bool = False, name: str = "第1回", group: str = "") -> record.Held:
    """The meeting, held and read again."""
    snapshot = shown(world, *codes, unnamed=unnamed, name=name, group=group)
    seats = codes or CIRCLE
    with world.reading(Scope()) as con:
        names = dict(con.execute("select name, code from municipality").fetchall())
    ordered = seats if unnamed else [names[name] for name in snapshot.participants]
    number = record.hold(world.store, snapshot, ordered, group, "県担当")
    with world.reading(Scope()) as con:
        return record.meeting(con, number)
