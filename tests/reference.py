"""The measures once more, in slow plain Python straight from their definitions: the SQL has to agree with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log10, sqrt
from statistics import fmean, median, pstdev
from typing import Any

from analytics.config import Config
from analytics.model import Model

Answers = Mapping[str, Mapping[str, float | None]]
"""code → question → points, None where unanswered; a question that is absent is unanswered too."""

ENOUGH = 1e-9


class Reference:
    """All measures of one round. imported: code → step → score of an imported step table."""

    def __init__(self, config: Config, model: Model, answers: Answers, imported: Mapping[str, Mapping[str, float]] | None = None) -> None:
        self.config = config
        self.aspects = model.to_be.aspects
        self.paper = model.questionnaire("2025")
        self.factors = model.to_be.factors
        self.answers = answers
        self.imported = imported or {}
        self.min_coverage = config.measures.min_coverage

    def points(self, code: str, question: str) -> float | None:
        return self.answers.get(code, {}).get(question)

    def mean(self, code: str, questions: Iterable[Any]) -> tuple[float | None, float]:
        """100 Σ w·s / Σ w over the answered ones, and the share of the weight that they have."""
        asked = list(questions)
        known = [(q.weight, p / q.max_points) for q in asked if (p := self.points(code, q.id)) is not None]
        weight, whole = sum(w for w, _ in known), sum(q.weight for q in asked)
        coverage = weight / whole if whole else 0
        if not weight or coverage < self.min_coverage - ENOUGH:
            return None, coverage
        return 100 * sum(w * s for w, s in known) / weight, coverage

    def steps(self) -> dict[tuple[str, str], tuple[float | None, float | None, str]]:
        """(code, step) → score, coverage, source."""
        codes = sorted(set(self.answers) | set(self.imported))
        return {(code, step.id): self.step(code, step.id) for code in codes for step in self.paper.steps}

    def step(self, code: str, step: str) -> tuple[float | None, float | None, str]:
        asked = [q for q in self.paper.questions if q.step == step]
        whole = sum(q.max_points for q in asked)
        known = [(p, q.max_points) for q in asked if (p := self.points(code, q.id)) is not None]
        possible = sum(m for _, m in known)
        if possible and possible / whole >= self.min_coverage - ENOUGH:
            return whole * sum(p for p, _ in known) / possible, possible / whole, "answers"
        imported = self.imported.get(code, {}).get(step)
        return (imported, None, "table") if imported is not None else (None, possible / whole, "answers")

    def priority(self) -> dict[str, tuple[str | None, str | None, str]]:
        """code → priority, content, at least."""
        steps = self.steps()
        return {code: self.verdict({s.id: steps[code, s.id][0] for s in self.paper.steps}) for code, _ in steps}

    def verdict(self, scores: Mapping[str, float | None]) -> tuple[str | None, str | None, str]:
        limits = self.config.priority
        counted = [s for s in self.paper.steps if s.id in limits]
        known = [(s, score) for s in counted if (score := scores[s.id]) is not None]
        attended = [s for s, score in known if score < limits[s.id].attention_below - ENOUGH]
        supported = [s for s, score in known if score < limits[s.id].support_below - ENOUGH]
        at_least = "低中高"[min(len(attended), 2)]
        if len(known) < len(counted) and len(attended) < 2:
            return None, None, at_least
        return at_least, "・".join(s.content_label for s in supported or attended), at_least

    def gap(self) -> dict[tuple[str, str], tuple[float | None, float | None, float | None, float]]:
        """(code, aspect) → as_is, gap, surplus, coverage."""
        return {(code, aspect.id): self.gap_of(code, aspect) for code in self.answers for aspect in self.aspects}

    def gap_of(self, code: str, aspect: Any) -> tuple[float | None, float | None, float | None, float]:
        as_is, coverage = self.mean(code, (q for q in self.paper.questions if q.aspect == aspect.id))
        if as_is is None:
            return None, None, None, coverage
        return as_is, max(0, aspect.target - as_is), max(0, as_is - aspect.target), coverage

    def overall(self) -> dict[str, tuple[float | None, float | None, int]]:
        """code → as_is, gap, known aspects."""
        gaps = self.gap()
        return {code: self.overall_of([(a.weight, gaps[code, a.id]) for a in self.aspects]) for code in self.answers}

    def overall_of(self, aspects: list[tuple[float, Any]]) -> tuple[float | None, float | None, int]:
        known = [(weight, gap[0], gap[1]) for weight, gap in aspects if gap[0] is not None]
        if len(known) < len(aspects) / 2:
            return None, None, len(known)
        weight = sum(w for w, _, _ in known)
        return sum(w * a for w, a, _ in known) / weight, sum(w * g for w, _, g in known) / weight, len(known)

    def drivers(self) -> dict[tuple[str, str], float]:
        """(code, question) → contribution."""
        found = {}
        for (code, aspect), (as_is, gap, _, _) in self.gap().items():
            if as_is is None or gap is None:
                continue
            asked = [q for q in self.paper.questions if q.aspect == aspect and self.points(code, q.id) is not None]
            missed = {q.id: q.weight * (1 - (self.points(code, q.id) or 0) / q.max_points) for q in asked}
            found |= {(code, q): gap * m / sum(missed.values()) if gap else 0 for q, m in missed.items()}
        return found

    def severity(self) -> dict[tuple[str, str], float | None]:
        means = {
            (c, f.id): self.mean(c, (q for q in self.paper.questions if f.id in q.factors))[0] for c in self.answers for f in self.factors
        }
        return {key: None if mean is None else 100 - mean for key, mean in means.items()}


def quantile(values: list[float], share: float) -> float:
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return sorted(values)[low] + (place - low) * (sorted(values)[high] - sorted(values)[low])


def standing(value: float, others: list[float], high_is_best: bool) -> dict[str, Any]:
    """n, the five numbers, diff, rank, percentile and place of one figure among others."""
    n, sign = len(others), 1 if high_is_best else -1
    if not n:
        return {"n": 0}
    better = sum(sign * (o - value) > ENOUGH for o in others)
    worse = sum(sign * (value - o) > ENOUGH for o in others)
    found = {"n": n, "min": min(others), "median": median(others), "max": max(others), "diff": value - median(others), "rank": 1 + better}
    if n < 3:
        return found
    q1, q3 = quantile(others, 0.25), quantile(others, 0.75)
    best, worst = (q3, q1) if high_is_best else (q1, q3)
    place = "same"
    if q3 - q1 > ENOUGH:
        place = "higher" if sign * (value - best) >= -ENOUGH else "lower" if sign * (value - worst) <= ENOUGH else "same"
    return found | {"q1": q1, "q3": q3, "percentile": 100 * (worse + (n - better - worse) / 2) / n, "place": place}


def distance(here: Mapping[str, float | None], there: Mapping[str, float | None], weights: Mapping[str, float]) -> float | None:
    both = [(w, here[v], there[v]) for v, w in weights.items() if w and here[v] is not None and there[v] is not None]
    if len(both) < 2:
        return None
    return sqrt(sum(w * (a - b) ** 2 for w, a, b in both) / sum(w for w, _, _ in both))  # type: ignore[operator]


def standardised(rows: list[dict[str, Any]]) -> dict[str, dict[str, float | None]]:
    """code → variable → z, over all rows; a variable that does not vary is dropped."""
    raw = {row["code"]: variables(row) for row in rows}
    found: dict[str, dict[str, float | None]] = {code: {} for code in raw}
    for name in ("log_population", "log_staff", "staff_per_1000", "log_density"):
        known = [v[name] for v in raw.values() if v[name] is not None]
        spread = pstdev(known) if known else 0
        for code, v in raw.items():
            found[code][name] = (v[name] - fmean(known)) / spread if v[name] is not None and spread > 1e-12 else None
    return found


def variables(row: Mapping[str, Any]) -> dict[str, Any]:
    people, staff, area = row.get("population"), row.get("staff"), row.get("area_km2")
    return {
        "log_population": log10(people) if people else None,
        "log_staff": log10(staff) if staff else None,
        "staff_per_1000": 1000 * staff / people if people and staff is not None else None,
        "log_density": log10(people / area) if people and area else None,
    }
