"""What does a cell of a survey mean? The choice by its label, its position or its points, one way per column."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from analytics.intake.values import Parsed, formula_fault, missing_reason, number_text, plain, shortened
from analytics.model import Question, Questionnaire

WAYS = {"label": "選択肢の文", "position": "選択肢の番号", "points": "点数"}


@cache
def readings(question: Question) -> dict[str, dict[str, str]]:
    """For each way of writing an answer: cell text → label of the choice. Points that two choices share say nothing."""
    points = [choice.points for choice in question.choices]
    return {
        "label": {plain(choice.label): choice.label for choice in question.choices},
        "position": {str(place): choice.label for place, choice in enumerate(question.choices, 1)},
        "points": {f"{choice.points:g}": choice.label for choice in question.choices if points.count(choice.points) == 1},
    }


def form(text: str) -> str:
    """A cell in the form that `readings` has: 10.0, １０ and 10点 are all 10."""
    number = number_text(text)
    return f"{float(number):g}" if number is not None else plain(text)


def fitting(question: Question, texts: Iterable[str]) -> list[str]:
    """The ways in which most of a column's texts are choices; several where they fit equally well."""
    forms = [form(text) for text in texts if plain(text) in readings(question)["label"] or not missing_reason(text)]
    hits = {way: sum(text in reading for text in forms) for way, reading in readings(question).items()}
    best = max(hits.values())
    return [way for way, count in hits.items() if count == best and best > 0]


def differ(question: Question, ways: list[str], texts: Iterable[str]) -> bool:
    """Whether two ways that fit would read some text as different choices."""
    found = readings(question)
    return any(len({found[way].get(form(text)) for way in ways}) > 1 for text in texts if form(text) in found[ways[0]])


def way_of(question: Question, texts: list[str], wanted: str | None) -> tuple[str | None, str | None]:
    """The way in which a column is written, or None and the line that asks for it."""
    if wanted:
        return wanted, None
    ways = fitting(question, texts)
    if not ways:
        return "label", None
    if len(ways) > 1 and differ(question, ways, texts):
        names = "とも".join(WAYS[way] for way in ways)
        return (
            None,
            f"「{question.id} {shortened(question.text, MOST_SHOWN)}」の回答は{names}とも読めます。どちらかを指定してください（--answers {'|'.join(ways)}）",
        )
    return ways[0], None


MOST_SHOWN = 40


def parse_answer(question: Question, text: str, way: str) -> Parsed:
    """The label of the choice that a cell means. A label that looks like a missing mark is the label."""
    reading = readings(question)
    if plain(text) in reading["label"]:
        return Parsed(value=reading["label"][plain(text)])
    if fault := formula_fault(text):
        return Parsed(fault=fault)
    reason = missing_reason(text)
    if reason:
        return Parsed(reason=reason)
    chosen = reading[way].get(form(text))
    allowed = "・".join(reading[way])
    return Parsed(value=chosen) if chosen else Parsed(fault=f"選択肢にない回答です。使えるのは {allowed} です")


def free_text(text: str) -> Parsed:
    reason, fault = missing_reason(text), formula_fault(text)
    return Parsed(fault=fault) if fault else Parsed(reason=reason) if reason else Parsed(value=text.strip())


def parse_answers(questionnaire: Questionnaire, item: str, texts: list[str], wanted: str | None) -> dict[str, Parsed]:
    """Every distinct text of one question's column understood; free-text questions keep the text."""
    question = questionnaire.by_id.get(item)
    if question is None:
        return {text: free_text(text) for text in texts}
    way, doubt = way_of(question, texts, wanted)
    if way is None:
        return {text: Parsed(fault=doubt) for text in texts}
    return {text: parse_answer(question, text, way) for text in texts}
