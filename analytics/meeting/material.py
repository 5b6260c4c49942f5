"""Which figures of the participants may a meeting show? Read once, each of those alone who agreed to its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pandas import DataFrame

from analytics import VERSION, ledger, notes, published, records, registry
from analytics.config import Config
from analytics.frames import literacy as diagnoses
from analytics.frames import notes as note_frames
from analytics.frames import shared_issues as frames
from analytics.matching import of_clusters
from analytics.meeting import consent
from analytics.meeting.agenda import Figures, figures
from analytics.meeting.consent import ISSUES, LITERACY, MASTER, STEPS, SURVEY, WORDS, Table, only
from analytics.model import Model, Questionnaire
from analytics.rounds import round_title
from analytics.scope import Scope, Viewer
from analytics.sentences.figures import receipt_numbers
from analytics.store import Store

WENT_WELL = "うまくいったこと"
ASPECT = "aspect:"
LETTERS = 150  # of a free-text answer or an issue: what can be read on a slide


@dataclass(frozen=True)
class Material:
    """What the participants have agreed to bring to the table, as it stands now in the database."""

    store: Store
    config: Config
    model: Model
    table: Table
    round: str | None

    def of(self, name: str, codes: Sequence[str], peers: str | tuple[str, ...] = ()) -> DataFrame:
        """A table of the registry for these alone; peers: with whom they are compared."""
        asked = registry.Ask(self.store, self.config, self.model, self.scope(codes), peers, nation=False)
        return registry.read(asked, name)

    def scope(self, codes: Sequence[str]) -> Scope:
        return only(Scope(Viewer(), self.round), codes)

    @cached_property
    def surveyed(self) -> tuple[str, ...]:
        return self.table.who_agreed(SURVEY) if self.round else ()

    @property
    def paper(self) -> Questionnaire | None:
        return self.model.questionnaire(self.round) if self.round else None

    @cached_property
    def gap(self) -> DataFrame:
        return self.of("gap", self.surveyed)

    @cached_property
    def aspects(self) -> dict[str, str]:
        return {aspect.id: aspect.label for aspect in self.model.to_be.aspects}

    @cached_property
    def states(self) -> Figures:
        return figures(self.gap, "aspect", "as_is", list(self.aspects), self.table.codes)

    @cached_property
    def targets(self) -> Figures:
        """Those of the states: where an aspect has no target, what is reached is aimed at."""
        told = figures(self.gap, "aspect", "target", list(self.aspects), self.table.codes)
        return {item: {code: told[item].get(code, state) for code, state in known.items()} for item, known in self.states.items()}

    @cached_property
    def step_rows(self) -> DataFrame:
        """Scores from answers where the survey was agreed to, imported ones where the table was."""
        rows = self.of("steps", self.table.who_agreed(SURVEY, STEPS)) if self.round else self.of("steps", ())
        imported = rows["source"] == "table"
        may = rows["code"].isin(self.table.who_agreed(STEPS)).where(imported, rows["code"].isin(self.surveyed))
        return rows[may.astype(bool)]

    @property
    def step_labels(self) -> dict[str, str]:
        return {step.id: f"{step.id.upper()} {step.label}" for step in self.paper.steps} if self.paper else {}

    @cached_property
    def steps(self) -> Figures:
        return figures(self.step_rows, "step", "score", list(self.step_labels), self.table.codes)

    @cached_property
    def voices(self) -> DataFrame:
        """Free-text answers, in a meeting by name only: words give away who wrote them."""
        may = () if self.table.unnamed else self.table.who_agreed(WORDS)
        with self.store.reading(self.scope(may)) as con:
            return records.remarks(con, self.scope(may))

    @cached_property
    def notes(self) -> DataFrame:
        """What 県担当 noted for all (共有), with what it is about; in a meeting by name only, and where the survey may be shown."""
        codes = () if self.table.unnamed else self.surveyed
        with self.store.reading(self.scope(codes)) as con:
            rows = notes.shared_notes(con, codes)
        return note_frames.listed(rows, self.table.names, note_frames.labels(self.model, self.round))

    @cached_property
    def mentors(self) -> DataFrame:
        """Those of the participants who take questions and have agreed that this may be known."""
        found = self.of("mentors", self.surveyed, self.surveyed)
        return found[found["confirmed"].astype(bool) & found["mentor"].isin(self.table.who_agreed(MASTER))]

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Those whose issue lists may be shown and are there."""
        may = self.table.who_agreed(ISSUES)
        there = set(self.of("issues", may)["code"]) if self.round else set()
        return tuple(code for code in may if code in there)

    @cached_property
    def shared(self) -> DataFrame:
        return self.of("shared_issues", self.listed)

    @cached_property
    def clusters(self) -> DataFrame:
        """As if there were nobody else: label, codes and why a cluster is a candidate."""
        rows = frames.members(self.shared, self.of("issues", self.listed), self.table.names, self.of("peers", self.listed, "adjacent"))
        return frames.clusters(rows)

    @cached_property
    def offers(self) -> DataFrame:
        """Offers that fit an issue that the participants share."""
        own = self.shared[self.shared["cluster"].isin(self.clusters["cluster"])]
        return of_clusters(own, self.of("matches", self.listed), self.of("partners", ()))

    @cached_property
    def cases(self) -> DataFrame:
        advised = self.of("advice", self.surveyed)
        return advised[advised["kind"] == "case"]

    @cached_property
    def diagnosed(self) -> tuple[str, ...]:
        """Those who agreed to their staff's diagnosis being shown."""
        return self.table.who_agreed(LITERACY) if self.round else ()

    @cached_property
    def diagnosis(self) -> DataFrame:
        """The published figures of whole staffs, managers apart, of the newest diagnosis; no pools, which hold others as well."""
        rows = self.of("literacy", self.diagnosed)
        own = rows[rows["code"].isin(self.diagnosed) & (rows["department"] == "")]
        return diagnoses.newest(own, tuple(self.config.literacy.questionnaires))

    @cached_property
    def managers_and_staff(self) -> DataFrame:
        """The rows of `literacy_gap` of the same diagnosis."""
        rows = self.of("literacy_gap", self.diagnosed)
        return rows[rows["code"].isin(self.diagnosed) & rows["instrument"].isin(self.diagnosis["instrument"])]

    @cached_property
    def areas(self) -> DataFrame:
        """Where the participants lie, in a meeting by name only: a shape is as good as a name."""
        with self.store.reading(self.scope(self.table.codes)) as con:
            rows = records.areas(con, self.scope(self.table.codes))
        return rows.iloc[:0] if self.table.unnamed else rows

    @cached_property
    def municipalities(self) -> DataFrame:
        return self.of("municipalities", self.table.codes).set_index("code")

    @cached_property
    def indicators(self) -> dict[str, dict[str, float]]:
        """Published figures, in a meeting by name only: they would give the names away."""
        if self.table.unnamed:
            return {}
        with self.store.reading(self.scope(self.table.codes)) as con:
            rows = published.newest(con, self.scope(self.table.codes))
        return figures(rows, "indicator", "value", list(dict.fromkeys(rows["indicator"])), self.table.codes)

    @cached_property
    def figures(self) -> dict[str, dict[str, float]]:
        """Every figure that a promise may name: item → code → value, as far as it may be shown."""
        found = {f"{ASPECT}{item}": dict(known) for item, known in self.states.items()}
        found |= {f"step:{item}": dict(known) for item, known in self.steps.items()}
        found |= {f"indicator:{item}": dict(known) for item, known in self.indicators.items()}
        return {item: known for item, known in found.items() if known}

    @property
    def labels(self) -> dict[str, str]:
        """What each of them is called."""
        told = {f"{ASPECT}{item}": f"観点「{label}」" for item, label in self.aspects.items()}
        told |= {f"step:{item}": label for item, label in self.step_labels.items()}
        return {item: told.get(item, f"指標「{item.partition(':')[2]}」") for item in self.figures}

    @property
    def foot(self) -> str:
        with self.store.reading(self.scope(())) as con:
            receipts = [number for number, *_ in ledger.receipts(con, ("survey", "steps", "targets", "issues", "partners"))]
            sample = ledger.has_sample(con)
        n = sum(any(code in known for known in (*self.states.values(), *self.steps.values())) for code in self.table.codes)
        return " ｜ ".join(
            part
            for part in (
                round_title(self.round) if self.round else "調査なし",
                f"n={n}/{len(self.table.codes)}団体",
                f"取込の受付番号 {receipt_numbers(receipts)}" if receipts else "",
                "サンプルデータ" if sample else "",
                "" if self.config.model.confirmed else "設定は初期値です",
                f"版 {VERSION}",
            )
            if part
        )


def material(store: Store, config: Config, model: Model, codes: Sequence[str], unnamed: bool, round: str | None) -> Material:
    """What these participants may be shown of one another. Raises NotInvited."""
    with store.reading(Scope()) as con:
        seated = consent.table(con, Scope(), codes, unnamed)
    return Material(store, config, model, seated, round)


def shortened(text: str, letters: int = LETTERS) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= letters else plain[: letters - 1] + "…"
