"""Change, support effect, robustness and mentors once more, in slow plain Python straight from their definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean, median, stdev
from typing import Any

from scipy import stats

from analytics.model import Model, Question, Questionnaire
from tests.reference import ENOUGH, Answers, Reference, quantile

Rounds = Mapping[str, Answers]
"""round → code → question → points."""


# ---------------------------------------------------------------- change


def tied_pairs(model: Model, earlier: Questionnaire, later: Questionnaire) -> set[tuple[str, str]]:
    """Questions of two papers that ask the same: the bridge walked step by step, else by id."""
    if earlier.id == later.id:
        return {(id, id) for id in earlier.by_id}
    steps = [(tie.old, tie.new) for tie in model.bridge]
    walks = [[old] for old in earlier.by_id]
    bridged = set()
    while walks:
        walk = walks.pop()
        for old, new in steps:
            if old == walk[-1] and new not in walk:
                if new in later.by_id:
                    bridged.add((walk[0], new))
                else:
                    walks.append([*walk, new])
    named = {id for pair in bridged for id in pair}
    return bridged | {(id, id) for id in set(earlier.by_id) & set(later.by_id) if id not in named}


def in_item(question: Question, measure: str, item: str) -> bool:
    return {"aspect": question.aspect == item, "factor": item in question.factors, "step": question.step == item}[measure]


def weight(question: Question, measure: str) -> float:
    return question.max_points if measure == "step" else question.weight


class Change:
    """All figures of `change` between two rounds. imported: round → code → step → score."""

    def __init__(
        self,
        config: Any,
        model: Model,
        answers: Rounds,
        imported: Mapping[str, Any] | None = None,
        between: tuple[str, str] = ("2025", "2026"),
    ) -> None:
        self.config, self.model, self.answers, self.imported = config, model, answers, imported or {}
        self.rounds = between
        self.papers = [model.questionnaire(round) for round in between]
        self.ties = tied_pairs(model, *self.papers)

    def pairs(self, measure: str, item: str) -> list[tuple[Question, Question]]:
        old, new = self.papers
        both = [(old.by_id[a], new.by_id[b]) for a, b in self.ties]
        return [(a, b) for a, b in both if in_item(a, measure, item) and in_item(b, measure, item)]

    def share(self, measure: str, item: str) -> float:
        """The tied part of an item's weight, in the paper where it is smaller."""
        shares = []
        for side, paper in enumerate(self.papers):
            tied = {pair[side].id for pair in self.pairs(measure, item)}
            every = [q for q in paper.questions if in_item(q, measure, item)]
            whole = sum(weight(q, measure) for q in every)
            shares.append(sum(weight(q, measure) for q in every if q.id in tied) / whole if whole else 0)
        return min(shares)

    def state(self, code: str, side: int, measure: str, item: str) -> float | None:
        """0–1 over the tied questions, each with the newer one's weight."""
        pairs = self.pairs(measure, item)
        paper = self.answers.get(self.rounds[side], {}).get(code, {})
        whole = known = reached = 0.0
        for pair in pairs:
            part = weight(pair[1], measure) / sum(other[1].id == pair[1].id for other in pairs)
            points = paper.get(pair[side].id)
            whole += part
            if points is not None:
                known += part
                reached += part * points / pair[side].max_points
        return reached / known if known and known / whole >= self.config.measures.min_coverage - ENOUGH else None

    def figures(self, code: str, side: int) -> dict[tuple[str, str], float | None]:
        found: dict[tuple[str, str], float | None] = {}
        new = self.papers[1]
        for step in new.steps:
            share = self.state(code, side, "step", step.id)
            own = None if share is None else share * new.step_maximum(step.id)
            other = self.imported.get(self.rounds[side], {}).get(code, {}).get(step.id) if self.papers[0].id == new.id else None
            found["step", step.id] = own if own is not None else other
        if code not in self.answers.get(self.rounds[side], {}):
            return found
        states = {a: self.state(code, side, "aspect", a.id) for a in self.model.to_be.aspects}
        known = [(a, 100 * s) for a, s in states.items() if s is not None]
        for aspect, as_is in known:
            found["aspect", aspect.id] = as_is
        for factor in self.model.to_be.factors:
            share = self.state(code, side, "factor", factor.id)
            found["factor", factor.id] = None if share is None else 100 * (1 - share)
        if 2 * len(known) >= len(states):
            whole = sum(a.weight for a, _ in known)
            found["overall", "as_is"] = sum(a.weight * s for a, s in known) / whole
            found["overall", "gap"] = sum(a.weight * max(0, a.target - s) for a, s in known) / whole
        return found

    def changes(self) -> dict[tuple[str, str, str], tuple[float, float, float, float]]:
        """(code, measure, item) → before, after, change, tied share."""
        found = {}
        codes = {code for table in (self.answers, self.imported) for round in self.rounds for code in table.get(round, {})}
        for code in codes:
            before, after = self.figures(code, 0), self.figures(code, 1)
            for key in before.keys() & after.keys():
                if before[key] is not None and after[key] is not None:
                    found[code, *key] = (before[key], after[key], after[key] - before[key], self.share_of(*key))
        return found

    def share_of(self, measure: str, item: str) -> float:
        if measure != "overall":
            return self.share(measure, item)
        aspects = self.model.to_be.aspects
        return sum(a.weight * self.share("aspect", a.id) for a in aspects) / sum(a.weight for a in aspects)


def effect(moves: Mapping[str, float], helped: set[str]) -> dict[str, Any]:
    """Both groups, difference and Welch's interval, by scipy."""
    ours, others = ([change for code, change in moves.items() if (code in helped) is side] for side in (True, False))
    found: dict[str, Any] = {"n": (len(ours), len(others)), "mean": tuple(fmean(g) if g else None for g in (ours, others))}
    found["diff"] = found["mean"][0] - found["mean"][1] if ours and others else None
    if min(found["n"]) >= 8 and stdev(ours) + stdev(others) > 0:
        interval = stats.ttest_ind(ours, others, equal_var=False).confidence_interval(0.95)
        found["interval"] = (interval.low, interval.high)
    return found


# ---------------------------------------------------------------- robustness


class Held:
    """Which statements hold when the questionnaire itself is another: one question fewer, or all weights 1."""

    def __init__(self, config: Any, model: Model, answers: Answers, peers: Mapping[str, Sequence[str]], imported: Any = None) -> None:
        self.config, self.model, self.answers, self.peers, self.imported = config, model, answers, peers, imported or {}
        self.paper = model.questionnaire("2025")
        self.usual = self.reference(self.paper.questions)
        self.trials = {q.id: self.reference([other for other in self.paper.questions if other.id != q.id]) for q in self.paper.questions}
        self.equal = self.reference([q.model_copy(update={"weight": 1.0}) for q in self.paper.questions])

    def reference(self, questions: Sequence[Question]) -> Reference:
        made = Reference(self.config, self.model, self.answers, self.imported)
        made.paper = self.paper.model_copy(update={"questions": tuple(questions)})
        return made

    def below(self, reference: Reference, code: str, aspect: str) -> bool | None:
        states = {c: figures[0] for (c, a), figures in reference.gap().items() if a == aspect}
        others = [states[p] for p in self.peers.get(code, ()) if states.get(p) is not None]
        return None if states.get(code) is None or not others else bool(states[code] < median(others) - ENOUGH)

    def weakest(self, reference: Reference, code: str) -> set[str] | None:
        short = {a.id: a.target - s for a in self.model.to_be.aspects if (s := reference.gap()[code, a.id][0]) is not None}
        return {a for a, value in short.items() if value > max(short.values()) - ENOUGH} if short else None

    def verdict(self, reference: Reference, code: str) -> str | None:
        """The steps keep their maximum, whatever is left out of them."""
        scores = {}
        for step in self.paper.steps:
            asked = [q for q in reference.paper.questions if q.step == step.id]
            known = [(p, q.max_points) for q in asked if (p := reference.points(code, q.id)) is not None]
            possible, whole = sum(m for _, m in known), sum(q.max_points for q in asked)
            enough = possible and possible / whole >= self.config.measures.min_coverage - ENOUGH
            own = self.paper.step_maximum(step.id) * sum(p for p, _ in known) / possible if enough else None
            scores[step.id] = own if own is not None else self.imported.get(code, {}).get(step.id)
        return reference.verdict(scores)[0]

    def statements(self) -> dict[tuple[str, str], tuple[bool | None, set[str]]]:
        """(code, statement) → whether it holds (None: 判定不可), and the questions (or "weights") with which it turns."""
        found: dict[tuple[str, str], tuple[bool | None, set[str]]] = {}
        for code in sorted(self.answers):
            for aspect in self.model.to_be.aspects:
                if self.below(self.usual, code, aspect.id):
                    self.tell(found, code, f"below_peers:{aspect.id}", lambda r, a=aspect.id, c=code: self.below(r, c, a), aspect.id)
            if self.weakest(self.usual, code):
                self.tell(found, code, "weakest_aspect", lambda r, c=code: self.weakest(r, c))
        for code in sorted(set(self.answers) | set(self.imported)):
            if self.verdict(self.usual, code):
                self.tell(found, code, "priority", lambda r, c=code: self.verdict(r, c))
                if any(self.usual.step(code, s.id)[2] == "table" for s in self.paper.steps if s.id in self.config.priority):
                    found[code, "priority"] = (None, set())
        return found

    def tell(self, found: Any, code: str, statement: str, said: Any, aspect: str = "") -> None:
        tried = {q.id: self.trials[q.id] for q in self.paper.questions if not aspect or q.aspect == aspect} | {"weights": self.equal}
        turning = {name for name, reference in tried.items() if said(reference) != said(self.usual)}
        found[code, statement] = (not turning, turning)


# ---------------------------------------------------------------- mentors


def mentors(
    states: Mapping[tuple[str, str], float | None],
    peers: Mapping[str, Sequence[str]],
    adjacent: set[tuple[str, str]],
    near: Any,
    min_lead: float,
) -> dict[tuple[str, str], list[tuple[str, float]]]:
    """(code, aspect) → mentors in order with their lead. near: (code, peer) → distance or None."""
    found = {}
    for (code, aspect), own in states.items():
        known = {p: s for p in peers.get(code, ()) if (s := states.get((p, aspect))) is not None}
        if own is None or not known:
            continue
        bar = quantile(list(known.values()), 0.75) if len(known) >= 3 else max(known.values())
        fit = [(p, s - own) for p, s in known.items() if s - own >= min_lead - ENOUGH and s >= bar - ENOUGH]
        ordered = sorted(fit, key=lambda one: (-round(one[1], 9), (code, one[0]) not in adjacent, far(near(code, one[0])), one[0]))
        if ordered:
            found[code, aspect] = ordered[:3]
    return found


def far(distance: float | None) -> tuple[bool, float]:
    return (distance is None, round(distance or 0, 12))
