"""Which figures does a batch of kartes rest on? What each municipality may see: its own in full, others as far as they agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pandas import DataFrame

from analytics import benchmark, facts, ledger, literacy, notes, published, registry
from analytics.config import Config
from analytics.errors import Unusable
from analytics.frames.overview import previous_round
from analytics.model import Model, Questionnaire
from analytics.peers import Comparison
from analytics.rounds import rounds
from analytics.scope import Role, Scope, Viewer
from analytics.store import Store

Method = str | tuple[str, ...]
NO_ROUND = "なし"
"""Where nothing has been surveyed no round is meant, not all of them."""
OWN = ("municipalities", "answers", "steps", "gap", "overall", "wheels", "drivers", "factors", "next_steps", "advice", "issues", "kpi", "support_log")  # fmt: skip
"""Tables whose rows about a municipality are the same for 県担当 and for itself: read once for all, then cut."""
BEFORE = ("gap", "overall", "wheels")
INSTEAD = ("similar", "block", "centres")
"""Who stands in for too few neighbours, as on the page."""
FEWEST = 3


class NoSuchRound(Unusable):
    """A round of which nothing has been taken in."""


class NobodyThere(Unusable):
    """No municipality has been taken in."""


@dataclass(frozen=True)
class Records:
    """What the kartes of `codes` in one round are made from. method: how peers are chosen, None as config says.

    tables, before: rows of OWN in the round, of BEFORE in the one before; literacy: of every round, the published table.
    steps: rows of every municipality in the round, to tell who answered; notes: those for all, of the round.
    """

    store: Store
    config: Config
    model: Model
    codes: tuple[str, ...]
    round: str | None
    method: Method | None
    today: date
    names: dict[str, str] = field(repr=False)
    earlier: str | None
    tables: dict[str, DataFrame] = field(repr=False)
    before: dict[str, DataFrame] = field(repr=False)
    literacy: DataFrame = field(repr=False)
    steps: DataFrame = field(repr=False)
    notes: DataFrame = field(repr=False)

    @property
    def paper(self) -> Questionnaire:
        return self.model.questionnaire(self.round) if self.round else self.model.questionnaires[0]

    @property
    def min_coverage(self) -> float:
        return self.config.measures.min_coverage

    def own(self, name: str, code: str) -> DataFrame:
        return of(code, self.tables[name])

    def earlier_own(self, name: str, code: str) -> DataFrame:
        return of(code, self.before[name])

    def near(self, code: str) -> Near:
        """Whom it is compared with: a method asked for never falls back, too few neighbours do as on the page."""
        usual = self.config.peers.default
        found = Near(self, code, self.method or usual)
        if self.method is None and usual == "adjacent" and found.answered < FEWEST:
            others = (Near(self, code, method) for method in INSTEAD)
            return next((other for other in others if len(other.peers)), found)
        return found

    @cached_property
    def receipts(self) -> tuple[tuple[int, str, str], ...]:
        """(receipt number, kind in words, when) of the batches in force."""
        with self.store.reading(Scope()) as con:
            return ledger.receipts(con)

    @cached_property
    def has_sample(self) -> bool:
        with self.store.reading(Scope()) as con:
            return ledger.has_sample(con)


@dataclass(frozen=True)
class Near:
    """One municipality and its peers, with the eyes of that municipality."""

    records: Records
    code: str
    method: Method

    @property
    def eyes(self) -> Scope:
        return Scope(Viewer(Role.MUNICIPALITY, self.code), self.records.round or NO_ROUND, "", (self.code,))

    @property
    def comparison(self) -> Comparison:
        return Comparison.of(self.records.config, self.method)

    def table(self, name: str) -> DataFrame:
        records = self.records
        return registry.compute(records.store, records.config, records.model, name, self.eyes, self.method, nation=False)

    def read(self, function: Callable[..., DataFrame], *values: Any) -> DataFrame:
        with self.records.store.reading(self.eyes) as con:
            return function(con, self.eyes, *values)

    @cached_property
    def peers(self) -> DataFrame:
        return self.table("peers")

    @cached_property
    def answered(self) -> int:
        """How many of the peers have a figure of the survey, seen or not; without a round how many there are."""
        if self.peers.empty or self.records.round is None:
            return len(self.peers)
        known = self.records.steps.dropna(subset=["score"])["code"]
        return int(known[known.isin(self.peers["peer"])].nunique())

    @cached_property
    def standing(self) -> DataFrame:
        """The rows of `benchmark` against the peers whose figures this municipality may see."""
        return benchmark.among_peers(self.records.store, self.eyes, self.comparison, self.records.min_coverage)

    @property
    def indicators(self) -> tuple[DataFrame, DataFrame]:
        return self.read(published.newest), self.read(published.standing, self.comparison, self.records.min_coverage)


def everybody(store: Store, config: Config) -> tuple[str, ...]:
    """The codes of the own prefecture, or of all loaded where config names none of them. Raises NobodyThere."""
    with store.reading(Scope()) as con:
        own = facts.names(con, Scope(prefecture=config.app.prefecture)) or facts.names(con, Scope())
    if not own:
        raise NobodyThere("市町村マスタがまだありません。市町村マスタを取り込んでから、もう一度実行してください。")
    return tuple(own)


def of(code: str, table: DataFrame) -> DataFrame:
    return table[table["code"] == code].reset_index(drop=True)


def records(
    store: Store,
    config: Config,
    model: Model,
    codes: Sequence[str],
    round: str | None,
    method: Method | None = None,
    today: date | None = None,
) -> Records:
    """Everything that the kartes of `codes` share. Raises NoSuchRound."""
    day, chosen = today or date.today(), tuple(codes)
    with store.reading(Scope()) as con:
        known, names = rounds(con)[::-1], facts.names(con, Scope())
    if round is not None and round not in known:
        raise NoSuchRound(f"調査年度 {round} の回答はありません（あるもの: {'・'.join(known) or 'なし'}）。")
    earlier = previous_round(known, round, model)
    scope = Scope(Viewer(), round or NO_ROUND, "", chosen)

    def read(name: str, scope: Scope) -> DataFrame:
        return registry.compute(store, config, model, name, scope, today=day)

    tables = {name: read(name, scope) for name in OWN}
    ever = scope.in_round(None)
    with store.reading(ever, cut=True) as con:
        diagnoses = literacy.literacy(con, ever)
    with store.reading(scope, cut=True) as con:
        noted = notes.shared(con, scope)
    before = {name: read(name, scope.in_round(earlier)) if earlier else tables[name].head(0) for name in BEFORE}
    steps = read("steps", scope.of())
    return Records(store, config, model, chosen, round, method, day, names, earlier, tables, before, diagnoses, steps, noted)
