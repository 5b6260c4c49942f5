"""What does each cell say? Python sees every distinct text of an item once; the answers stand in the table `verdict`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from analytics.intake.checking.answers import parse_answers
from analytics.intake.checking.characters import NAMES
from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, WARNING, Finding, Reader, finding, framed, no_findings
from analytics.intake.own_files import unguarded
from analytics.intake.places import Place
from analytics.intake.understanding.recognising import indicator_name, item_labels, item_named
from analytics.intake.values import Parsed, parse, plain, strange_character
from analytics.kinds import MUNICIPALITIES, Column
from analytics.model import Model
from analytics.profiles import indicator_names

# Each distinct text once. Plain numbers without bounds need no look, as long as they are exact (values.LARGEST): SQL casts them.
DISTINCT = """
    select round, item, text
    from own_cell join context using (sheet, line)
    where not ($plain_numbers and item not in ('year', 'unit') and regexp_full_match(text, '-?[0-9]{1,15}([.][0-9]+)?'))
    group by round, item, text
    order by round, item, text
"""


# One row per column and round: an item that the round's questionnaire lacks, with the first cell that says something.
FOREIGN = """
    select sheet, min(line) filter (where text <> ''), position, context.round, cell.item, count(*) filter (where text <> '')
    from cell
    join context using (sheet, line)
    join foreign_item on foreign_item.item = cell.item and foreign_item.round = context.round
    group by all
    order by all
"""
DROP_FOREIGN = """
    delete from cell using context, foreign_item
    where context.sheet = cell.sheet and context.line = cell.line and foreign_item.item = cell.item and foreign_item.round = context.round
"""


def foreign_findings(reader: Reader) -> pd.DataFrame:
    """Answers belong to the questionnaire of their round: what that one does not ask is left out, and said."""
    if reader.kind.spread not in ("question", "step") or not reader.spreads:
        return no_findings()
    rounds = [round for (round,) in reader.cursor.execute("select distinct round from context where round is not null").fetchall()]
    items = {item for part in reader.plan.parts for item in part.mapping.items.values()}
    foreign = [(round, item) for round in rounds for item in sorted(items - items_of(reader, round))]
    framed(reader.cursor, "foreign_item", foreign, ["round", "item"])
    rows = reader.cursor.execute(FOREIGN).fetchall() if foreign else []
    reader.cursor.execute(DROP_FOREIGN)
    found = [foreign_finding(reader, sheet, line, at, round, n) for sheet, line, at, round, _, n in rows if n]
    return pd.DataFrame(found, columns=FINDING_COLUMNS)


def items_of(reader: Reader, round: str) -> set[str]:
    questionnaire = reader.model.questionnaire(round)
    if reader.kind.spread == "step":
        return {step.id for step in questionnaire.steps}
    return set(questionnaire.texts_by_id)


def foreign_finding(reader: Reader, sheet: int, line: int, position: int, round: str, n: int) -> Finding:
    message = f"{round}年度の調査票にない項目のため、この列の{n}件を取り込みません"
    return finding(reader, sheet, line, position, "", WARNING, message)


def judge_cells(reader: Reader) -> None:
    """Fills `verdict` with what each distinct text of each item says."""
    if has_long_rows(reader):
        spread_long_rows(reader)
    texts = reader.cursor.execute(DISTINCT, {"plain_numbers": reader.kind.name == "indicators"}).fetchall()
    by_item: dict[tuple[str, str], list[str]] = {}
    for round, item, text in texts:
        by_item.setdefault((round, item), []).append(text)
    rows = [
        (round, item, text, found.value, found.reason, found.fault)
        for (round, item), group in by_item.items()
        for text, found in judged(reader, round, item, group).items()
    ]
    framed(reader.cursor, "verdict", rows, ["round", "item", "text", "value", "reason", "fault"])


def judged(reader: Reader, round: str | None, item: str, texts: list[str]) -> dict[str, Parsed]:
    """What each text says; the apostrophe that keeps Excel from running it as a formula is no part of it."""
    told = {text: unguarded(text) for text in texts}
    found = understood(reader, round, item, list(dict.fromkeys(told.values())))
    return {text: found[bare] for text, bare in told.items()}


def understood(reader: Reader, round: str | None, item: str, texts: list[str]) -> dict[str, Parsed]:
    if reader.kind.spread == "question":
        return parse_answers(reader.model.questionnaire(round), item, texts, reader.plan.answers)
    column = column_of(reader, round, item)
    if column.type == "municipality":
        return {text: placed(reader.places.find(text)) for text in texts}
    if column.ids:
        known = known_ids(reader.model, column)
        return {text: parse_ids(column, known, text) for text in texts}
    if reader.kind is MUNICIPALITIES and item in NAMES:
        return {text: Parsed(fault=fault) if (fault := strange_character(text)) else parse(column, text) for text in texts}
    profile = reader.plan.profile
    words, marks = (profile.words, profile.missing) if profile else ({}, {})
    return {text: worded(column, text, words, marks) for text in texts}


def known_ids(model: Model, column: Column) -> dict[str, str]:
    """What a cell may call the steps or factors of the model: id → id, label → id."""
    steps = (step for questionnaire in model.questionnaires for step in questionnaire.steps)
    entries = [(one.id, one.label) for one in (steps if column.ids == "step" else model.to_be.factors)]
    return {plain(text).casefold(): id for id, label in entries for text in (label, id)}


BETWEEN_IDS = re.compile(r"[・、,，/／;；\s]+")


def parse_ids(column: Column, known: dict[str, str], text: str) -> Parsed:
    """The ids that a cell names, one or several; every one of them has to be the model's."""
    parsed = parse(column, text)
    if parsed.value is None:
        return parsed
    whole = known.get(plain(text).casefold())
    words = [word for word in BETWEEN_IDS.split(plain(text)) if word]
    foreign = [] if whole else [word for word in words if word.casefold() not in known]
    if foreign:
        allowed = "・".join(dict.fromkeys(known.values()))
        return Parsed(fault=f"「{'・'.join(foreign)}」はモデルにありません。使えるのは {allowed} です")
    return Parsed(value=whole or "・".join(dict.fromkeys(known[word.casefold()] for word in words)))


def placed(place: Place) -> Parsed:
    return Parsed(value=place.code, fault=place.fault)


def worded(column: Column, text: str, words: dict[str, float], marks: dict[str, str]) -> Parsed:
    """A cell of an official file may be a word that stands for a number, or a mark of its own."""
    if plain(text) in words:
        return Parsed(value=f"{words[plain(text)]:g}")
    return Parsed(reason=marks[plain(text)]) if plain(text) in marks else parse(column, text)


def column_of(reader: Reader, round: str | None, item: str) -> Column:
    """The declaration that an item's cells obey: its own column, or the kind's value column (a step has its maximum)."""
    own = reader.kind.by_name.get(item)
    if own and reader.kind.name == "literacy_groups" and item in ("mean", "sd"):
        low, high = reader.model.scale
        return replace(own, low=low, high=high) if item == "mean" else replace(own, low=0, high=high - low)
    if own and not (reader.kind.spread and own.name == reader.kind.value):
        return own
    if reader.kind.gathers == "criterion":
        return Column(item, item, "number", low=1, high=5)
    column = reader.kind.by_name[reader.kind.value or ""]
    if reader.kind.spread == "step":
        return Column(column.name, column.label, "number", low=0, high=reader.model.questionnaire(round).step_maximum(item))
    return Column(column.name, column.label, column.type, low=column.low, high=column.high)


# A long table has the item in a column of its own: its cells become cells of that item.
LONG_ITEMS = """
    select distinct round, text from cell join context using (sheet, line) where item = $spread
"""
LONG_CELLS = """
    create or replace temp table long_cell as
    select value.sheet, value.line, value.position, named.item, value.text
    from cell value
    join context using (sheet, line)
    join cell label on label.sheet = value.sheet and label.line = value.line and label.item = $spread
    join named on named.text = label.text and named.round is not distinct from context.round
    where value.item = $value and named.item is not null
"""


def has_long_rows(reader: Reader) -> bool:
    """Whether rows of some sheet name their item in a column; other sheets may have a column per item."""
    return bool(reader.kind.spread) and any(not part.mapping.items for part in reader.plan.parts)


def spread_long_rows(reader: Reader) -> None:
    kind = reader.kind
    spread, value = {"spread": kind.spread}, {"spread": kind.spread, "value": kind.value}
    texts = reader.cursor.execute(LONG_ITEMS, spread).fetchall()
    labels = {round: labels_of(reader, round) for round in {round for round, _ in texts}}
    named = [(round, text, labels[round](unguarded(text))) for round, text in texts]
    framed(reader.cursor, "named", named, ["round", "text", "item"])
    reader.cursor.execute(LONG_CELLS, value)
    reader.cursor.execute(UNNAMED, spread)
    reader.cursor.execute("delete from cell where item in ($spread, $value)", value)
    reader.cursor.execute("insert into cell select * from long_cell")


UNNAMED = """
    create or replace temp table unnamed as
    select cell.*
    from cell
    join context using (sheet, line)
    join named on named.text = cell.text and named.round is not distinct from context.round
    where cell.item = $spread and named.item is null
"""


def labels_of(reader: Reader, round: str | None) -> Callable[[str], str | None]:
    """Item text → id in the questionnaire of the round; any text is an indicator, a declared one in the spelling of its profile."""
    if reader.kind.spread == "indicator":
        declared = {indicator_name(name): name for name in indicator_names()}
        return lambda text: declared.get(indicator_name(text), indicator_name(text)) or None
    questionnaire = reader.model.questionnaire(round)
    labels = item_labels(reader.kind, reader.model, questionnaire)
    return lambda text: item_named(text, labels)


# Told apart first: put in another order, every row would meet every fault of its round.
FAULTY_CELLS = """
    create or replace temp table faulty_cell as
    with told as materialized (select cell.*, context.round from cell join context using (sheet, line))
    select told.sheet, told.line, told.position, told.item, told.text, faulty.fault
    from told
    join (from verdict where fault is not null) faulty
        on faulty.round is not distinct from told.round and faulty.item = told.item and faulty.text = told.text
"""


def cell_findings(reader: Reader) -> pd.DataFrame:
    """Fills `faulty_cell` and tells of each of its cells."""
    reader.cursor.execute(FAULTY_CELLS)
    faulty = reader.cursor.execute("from faulty_cell order by sheet, line, position").fetchall()
    found = [finding(reader, sheet, line, at, text, ERROR, fault) for sheet, line, at, _, text, fault in faulty]
    return pd.DataFrame(found + unnamed_findings(reader), columns=FINDING_COLUMNS)


ITSELF = "select sheet, line, code_b from incoming where code_a = code_b order by sheet, line"


def self_neighbour_findings(reader: Reader) -> pd.DataFrame:
    """Pairs of a municipality with itself; they are kept out."""
    if reader.kind.name != "neighbours":
        return no_findings()
    rows = reader.cursor.execute(ITSELF).fetchall()
    reader.cursor.execute("delete from incoming where code_a = code_b")
    message = "団体コードAと団体コードBが同じ団体です。隣り合う別の団体を入れてください"
    told = [
        finding(reader, sheet, line, reader.plan.parts[sheet].mapping.columns["code_b"], code, ERROR, message) for sheet, line, code in rows
    ]
    return pd.DataFrame(told, columns=FINDING_COLUMNS)


def unnamed_findings(reader: Reader) -> list[Finding]:
    """Long rows whose item the model does not have: left out, and said."""
    if not has_long_rows(reader):
        return []
    what = reader.kind.by_name[reader.kind.spread or ""].label
    rows = reader.cursor.execute("select sheet, line, position, text from unnamed order by sheet, line").fetchall()
    return [finding(reader, s, n, at, text, WARNING, f"この{what}はモデルにないため取り込みません") for s, n, at, text in rows]
