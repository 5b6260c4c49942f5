"""What happened in みほん県? Who answered what in which year, and whom the prefecture supported."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from analytics.generating.places import NEWEST, YEARS, Place
from analytics.model import Model, Question, Questionnaire

Cell = int | str  # the place of the chosen answer, or a mark for a missing one
# Those that sent nothing. In 2024 one was written down as a row of 未回答; two of 2023 kept only the sums of the steps.
SILENT = {2023: ("99502", "99541", "99404"), 2024: ("99561",), 2025: ("99403", "99521")}
SUMS_ONLY = ("99404", "99502")
# Broke off in the middle of STEP3 in 2025: too little is known for a verdict.
BROKE_OFF = "99502"


@dataclass(frozen=True)
class Story:
    """What happened: who answered what in which year, and whom the prefecture supported in which fiscal year."""

    places: tuple[Place, ...]
    answers: dict[tuple[int, str, str], Cell]
    supported: dict[int, tuple[str, ...]]

    def of(self, *codes: str) -> list[Place]:
        return [place for place in self.places if place.code in codes]

    def respondents(self, year: int) -> list[Place]:
        return [place for place in self.places if place.code not in SILENT[year]]


GROWTH = {2023: -0.09, 2024: -0.045, 2025: 0.0}  # of a level between 0 and 1
SUPPORTED = 0.075  # what a year with support adds
HARDER = {"step0": -0.09, "step1": 0.08, "step2": 0.02, "step3": 0.0}
WEAKER = {"linkage": -0.08, "community": -0.06, "structure": 0.06, "spread": 0.03}
PERSISTENT, FLEETING = 0.21, 0.03  # deviations: of one question at one place, and of one year
MARKS = {2023: ("－", "無回答"), 2024: ("未回答", "-", "対象外"), 2025: ("", "未回答")}


def story(seed: int, model: Model, towns: tuple[Place, ...]) -> Story:
    rng = Random(f"{seed}:abilities")
    abilities = {place.code: ability(place) + rng.gauss(0, 0.085) for place in towns}
    supported = supported_years(seed, abilities)
    answers: dict[tuple[int, str, str], Cell] = {}
    for place in towns:
        levels = {year: abilities[place.code] + lift(place.code, year, supported) for year in YEARS}
        answers |= answers_of(seed, model, place.code, levels)
    return Story(towns, answers, supported)


def ability(place: Place) -> float:
    """Small municipalities lag: 0.31 at 800 inhabitants, 0.72 at 190,000."""
    return 0.31 + 0.172 * (math.log10(place.population) - 2.9)


def supported_years(seed: int, abilities: dict[str, float]) -> dict[int, tuple[str, ...]]:
    """Ten of the seventeen weakest in each fiscal year; two of these are never reached."""
    rng = Random(f"{seed}:supported")
    weak = sorted(abilities, key=abilities.__getitem__)[:17]
    reached = sorted(rng.sample(weak, 15))
    return {year: tuple(sorted(rng.sample(reached, 10))) for year in YEARS}


def lift(code: str, year: int, supported: dict[int, tuple[str, ...]]) -> float:
    return GROWTH[year] + SUPPORTED * sum(code in supported[earlier] for earlier in YEARS if earlier < year)


def answers_of(seed: int, model: Model, code: str, levels: dict[int, float]) -> dict[tuple[int, str, str], Cell]:
    """All cells of one municipality. What it is good at and what not stays over the years."""
    rng = Random(f"{seed}:answers:{code}")
    profile = {aspect.id: rng.gauss(0, 0.12) for aspect in model.to_be.aspects}
    lasting = {q.id: rng.gauss(0, PERSISTENT) for q in all_questions(model)}
    cells: dict[tuple[int, str, str], Cell] = {}
    for year in (year for year, silent in SILENT.items() if code not in silent):
        for question in questionnaire_of(model, year).questions:
            level = levels[year] + profile.get(question.aspect, 0) + lasting[question.id] + rng.gauss(0, FLEETING)
            cells[year, code, question.id] = chosen(question, level)
        without_policy(cells, year, code)
        leave_out(rng, model, cells, year, code)
    return cells


def questionnaire_of(model: Model, year: int) -> Questionnaire:
    return model.questionnaire(str(year))


def all_questions(model: Model) -> list[Question]:
    return list({q.id: q for year in YEARS for q in questionnaire_of(model, year).questions}.values())


def chosen(question: Question, level: float) -> int:
    level += HARDER.get(question.step, 0) + WEAKER.get(question.aspect, 0)
    return min(max(int(level * len(question.choices)), 0), len(question.choices) - 1)


def without_policy(cells: dict[tuple[int, str, str], Cell], year: int, code: str) -> None:
    """Where there is no policy (q06), nothing can stand in it (q07, q08)."""
    if cells.get((year, code, "q06")) == 0:
        cells |= {key: 0 for question in ("q07", "q08") if (key := (year, code, question)) in cells}


def leave_out(rng: Random, model: Model, cells: dict[tuple[int, str, str], Cell], year: int, code: str) -> None:
    """One in three leaves one or two questions open; one breaks off."""
    questions = questionnaire_of(model, year).questions
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        cells[year, code, rng.choice(questions).id] = rng.choice(MARKS[year])
    if code == BROKE_OFF and year == NEWEST:
        late = [question.id for question in questions if question.step == questions[-1].step][3:]
        cells |= {(year, code, question): "" for question in late}


def words(question: Question, cell: Cell) -> str:
    return question.choices[cell].label if isinstance(cell, int) else cell


def step_sums(model: Model, answers: dict[tuple[int, str, str], Cell], year: int, code: str) -> dict[str, float]:
    """The points of each step, unanswered questions left out."""
    sums: dict[str, float] = defaultdict(float)
    for question in questionnaire_of(model, year).questions:
        cell = answers.get((year, code, question.id))
        sums[question.step] += question.choices[cell].points if isinstance(cell, int) else 0
    return dict(sums)


def newest(told: Story, code: str, question: str) -> int:
    """The place of the newest known answer; 0 where none is known."""
    cells = (told.answers.get((year, code, question)) for year in reversed(YEARS))
    return next((cell for cell in cells if isinstance(cell, int)), 0)
