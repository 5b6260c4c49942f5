"""Visits, contradictions and advice once more, in slow plain Python straight from their definitions: the SQL has to agree with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import log10
from statistics import fmean
from typing import Any

from analytics.config import Config
from analytics.model import Model
from tests.reference import ENOUGH, Answers, Reference, quantile

Row = Mapping[str, Any]


class Care:
    """One prefecture in two rounds. years: round → answers, oldest first, of one questionnaire."""

    def __init__(self, config: Config, model: Model, years: Mapping[str, Answers]) -> None:
        self.config, self.model, self.years = config, model, years
        self.newest = list(years)[-1]
        self.of = {round: Reference(config, model, answers) for round, answers in years.items()}

    # ---- visits

    def visit(self, code: str, log: list[Row], decisions: list[Row], it_staff: int | None, today: date) -> tuple[Any, ...]:
        """gap, change, days_since_contact, open_promises, one_person_it of one municipality in the newest round."""
        now, before = (self.of[round].overall().get(code, (None, None, 0)) for round in (self.newest, list(self.years)[-2]))
        change = now[0] - before[0] if now[0] is not None and before[0] is not None else None
        days = [(today - row["date"]).days for row in log if row["code"] == code and row["date"] <= today]
        mine = [row for row in decisions if row["code"] == code or (row["code"] is None and code in row["participants"])]
        still = sum(row["status"] in ("未着手", "実施中") for row in mine)
        return now[1], change, min(days, default=None), still, None if it_staff is None else it_staff <= 1

    # ---- contradictions

    def pairs(self) -> set[tuple[str, str, str]]:
        """(code, round, rule) of action_without_structure."""
        found = set()
        for round, reference in self.of.items():
            scores = reference.steps()
            action, structure = (
                {code: score for (code, step), (score, *_) in scores.items() if step == wanted and score is not None}
                for wanted in ("step3", "step2")
            )
            found |= {(code, round, "action_without_structure") for code in upper(action) & lower(structure)}
        return found

    def rises(self) -> set[tuple[str, str, str]]:
        """(code, round, question) that went from the lowest to the top choice."""
        early, late = list(self.years)[-2:]
        found = set()
        for question in self.model.questionnaire(late).questions:
            low, high = question.choices[0].points, question.choices[-1].points
            for code in self.years[late]:
                if self.of[late].points(code, question.id) == high and self.of[early].points(code, question.id) == low:
                    found.add((code, late, question.id))
        return found

    def against(self, published: Mapping[tuple[str, str], float]) -> set[tuple[str, str]]:
        """(code, question) whose answer and published value exclude each other, in the newest round."""
        questions = [q for q in self.model.questionnaire(self.newest).questions if q.published]
        told = [
            (code, q, self.of[self.newest].points(code, q.id), published.get((code, q.published or "")))
            for code in self.years[self.newest]
            for q in questions
        ]
        return {(code, q.id) for code, q, points, value in told if points is not None and value in (0, 1) and (points > 0) != (value == 1)}

    # ---- advice

    def top(self, severity: Mapping[str, float | None]) -> list[str]:
        """The three most severe known factors, the most severe first."""
        known = [factor.id for factor in self.model.to_be.factors if (severity[factor.id] or 0) > ENOUGH]
        return sorted(known, key=lambda factor: -round(severity[factor] or 0, 9))[:3]

    def severities(self, code: str) -> dict[str, float | None]:
        found = self.of[self.newest].severity()
        return {factor.id: found[code, factor.id] for factor in self.model.to_be.factors}

    def mean_severities(self) -> dict[str, float | None]:
        every = [self.severities(code) for code in self.years[self.newest]]
        known = {f.id: [one for severity in every if (one := severity[f.id]) is not None] for f in self.model.to_be.factors}
        return {factor: fmean(values) if values else None for factor, values in known.items()}

    def weak(self, code: str) -> list[str]:
        limits, steps = self.config.priority, self.of[self.newest].steps()
        scores = {step.id: steps[code, step.id][0] for step in self.model.questionnaire(self.newest).steps}
        return [
            step for step, score in scores.items() if step in limits and score is not None and score < limits[step].attention_below - ENOUGH
        ]

    def menus(self, top: list[str], weak: list[str], menus: list[Row], left: Mapping[str, int | None]) -> list[str]:
        """Titles: those with places first, then those that answer more, then the most severe factor, then by title."""
        order = {step.id: place for place, step in enumerate(self.model.questionnaire(self.newest).steps)}
        keys = {}
        for menu in menus:
            places = [top.index(f) for f in menu["factors"].split("・") if f in top] + [
                10 + order[s] for s in menu["steps"].split("・") if s in weak
            ]
            if places:
                keys[menu["title"]] = (left[menu["title"]] == 0, -len(places), min(places), menu["title"])
        return sorted(keys, key=lambda title: keys[title])[:3]

    def programmes(self, top: list[str], programmes: list[Row], today: date) -> list[str]:
        keys = {}
        for one in programmes:
            n = sum(factor in top for factor in one["factors"].split("・"))
            if n and (one["deadline"] is None or one["deadline"] >= today):
                keys[one["title"]] = (-n, (one["deadline"] - today).days if one["deadline"] else 100_000, one["title"])
        return sorted(keys, key=lambda title: keys[title])[:3]

    def models(self, top: list[str], layers: set[int]) -> list[str]:
        outcomes = {factor.id: set(factor.outcomes) for factor in self.model.to_be.factors}
        keys = {}
        for place, model in enumerate(self.model.to_be.reference_models):
            n = sum(bool(outcomes[factor] & set(model.outcomes)) for factor in top)
            if n and model.layer in layers:
                keys[model.id] = (-n, place)
        return sorted(keys, key=lambda id: keys[id])[:3]

    def cases(self, top: list[str], population: float | None, layers: set[int]) -> list[str]:
        keys = {}
        for place, case in enumerate(self.model.listed("cases")):
            n = sum(factor in top for factor in case["factors"])
            sizes = [p["population"] for p in case["places"] or () if p["population"]]
            far = min((abs(log10(population) - log10(size)) for size in sizes), default=1000.0) if population else 1000.0
            if n and case["layer"] in layers:
                keys[case.id] = (-n, round(far, 9), place)
        return sorted(keys, key=lambda id: keys[id])[:3]


def upper(values: Mapping[str, float]) -> set[str]:
    """Those in the upper quarter, of at least eight that are not all alike."""
    every = list(values.values())
    if len(every) < 8 or quantile(every, 0.75) - quantile(every, 0.25) <= ENOUGH:
        return set()
    return {code for code, value in values.items() if value >= quantile(every, 0.75) - ENOUGH}


def lower(values: Mapping[str, float]) -> set[str]:
    return upper({code: -value for code, value in values.items()})
