"""What does the To-Be model say? data/model/*.yaml read and checked once, as frozen values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analytics.config import Config, ImpossibleConfig, Issues, Literacy, Percent, Points, Whole, in_words, one_message, read_yaml, shown

Weight = Points
ROUND = re.compile(r"\d{4}(-[1-9]\d*)?")
StepId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
RESERVED = ("code", "round", "reason", "support_priority", "support_content", "priority_at_least")
"""The columns beside which each step has one of its own."""
FIELDS = ("自治体DX", "地域社会DX", "接続")


class Entry(BaseModel):
    """One mapping of a model file; a wrong key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Aspect(Entry):
    id: str
    label: str
    as_is: str
    to_be: str
    weight: Weight = 1
    target: Percent = 80
    page: Whole | None = None
    explanation: str = ""


class Factor(Entry):
    id: str
    label: str
    aspects: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    page: Whole | None = None
    explanation: str = ""


class Outcome(Entry):
    id: str
    group: str
    label: str
    page: Whole | None = None
    explanation: str = ""


class ReferenceModel(Entry):
    id: str
    layer: Literal[1, 2, 3]
    label: str
    outcomes: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    page: Whole | None = None
    explanation: str = ""


class ToBe(Entry):
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1)]
    factors: tuple[Factor, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    reference_models: tuple[ReferenceModel, ...] = ()


class Step(Entry):
    id: StepId
    label: str
    content_label: str


class Choice(Entry):
    label: str
    points: Points


class Question(Entry):
    id: str
    step: str
    field: Literal["自治体DX", "地域社会DX", "接続"]
    aspect: str
    weight: Weight = 1
    factors: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    text: str
    help: str = ""
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]
    published: str | None = None

    @property
    def max_points(self) -> float:
        return max(choice.points for choice in self.choices)


def numbered(question: str) -> str:
    """A question as officials call it: q05 is 問5."""
    return f"問{question.removeprefix('q').lstrip('0') or question}"


class TextQuestion(Entry):
    id: str
    text: str
    help: str = ""


class Questionnaire(Entry):
    id: str
    rounds: tuple[Whole, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    texts: tuple[TextQuestion, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def texts_by_id(self) -> dict[str, str]:
        """Everything it asks, scored and free questions alike: id → wording."""
        return {asked.id: asked.text for asked in self.questions} | {asked.id: asked.text for asked in self.texts}

    def step_maximum(self, step: str) -> float:
        return sum(question.max_points for question in self.questions if question.step == step)


class Tie(Entry):
    old: str
    new: str


class Listed(BaseModel):
    """One entry of a list that is read, not computed with (cases, procedure, …); further keys are its content."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    id: str
    label: str
    page: Whole | None = None

    def __getitem__(self, key: str) -> Any:
        return (self.__pydantic_extra__ or {}).get(key)


class Rule(Listed):
    """One entry of contradictions.yaml. least: points by which managers are above staff, for the rule that compares them."""

    question: str = ""
    least: Points = 10


LISTS = ("cases", "procedure", "flow", "tips", "skills", "roles", "figures", "contradictions")
RULES = ("awareness_without_literacy", "managers_above_staff", "action_without_structure", "sudden_rise", "against_published")
"""The entries that contradictions.yaml may have: how each is found stands in analytics/contradictions.py."""
CHECKED: dict[str, type[Listed]] = {"contradictions": Rule}
"""Lists whose entries something is computed with."""


class Model(Entry):
    """Everything under data/model/. `lists` holds the entries of each file of LISTS, empty where there is no file.

    criteria, categories, scale: what config calls the rated columns of issue lists (1–5) and the scores of a literacy diagnosis.
    manager_positions, opinions: who counts as a manager, and the diagnoses whose scores are answers, with the scale of each.
    """

    to_be: ToBe
    questionnaires: tuple[Questionnaire, ...]
    bridge: tuple[Tie, ...] = ()
    lists: dict[str, tuple[Listed, ...]] = {}
    criteria: tuple[str, ...] = tuple(Issues().criteria)
    categories: tuple[str, ...] = Literacy().categories
    scale: tuple[float, float] = Literacy().scale
    manager_positions: tuple[str, ...] = Literacy().manager_positions
    opinions: dict[str, tuple[float, float]] = Literacy().questionnaires

    def questionnaire(self, round: str | None) -> Questionnaire:
        """The questionnaire of a round: the one that names its year, else the newest earlier one, else the earliest. None: the newest."""
        year = int((round or "9999")[:4])
        serving = [(max(y for y in q.rounds if y <= year), q) for q in self.questionnaires if any(y <= year for y in q.rounds)]
        return max(serving, key=lambda pair: pair[0])[1] if serving else self.questionnaires[0]

    def is_borrowed(self, round: str) -> bool:
        """True where no questionnaire names the year of this round, so that an earlier one serves."""
        return int(round[:4]) not in self.questionnaire(round).rounds

    def tied(self, earlier: Questionnaire, later: Questionnaire) -> list[tuple[str, str]]:
        """(old, new): the questions of two questionnaires that ask the same, by bridge.yaml or by id.

        What the bridge names on either side is not tied by id as well: the id may have been given to another question.
        """
        if earlier is later:
            return [(id, id) for id in later.by_id]
        bridged = [(old, new) for old in earlier.by_id for new in self.bridged(old, later)]
        named = {id for pair in bridged for id in pair}
        return bridged + [(id, id) for id in earlier.by_id if id in later.by_id and id not in named]

    def bridged(self, question: str, later: Questionnaire) -> list[str]:
        """Where the bridge leads to from a question, over several questionnaires if need be."""
        found: list[str] = []
        seen, ahead = {question}, [question]
        while ahead:
            here = ahead.pop()
            for new in [tie.new for tie in self.bridge if tie.old == here and tie.new not in seen]:
                seen.add(new)
                (found if new in later.by_id else ahead).append(new)
        return found

    def listed(self, name: str) -> tuple[Listed, ...]:
        return self.lists.get(name, ())

    @property
    def rules(self) -> tuple[Rule, ...]:
        """How contradictions are asked about."""
        return tuple(rule for rule in self.listed("contradictions") if isinstance(rule, Rule))


# ---------------------------------------------------------------- reading: faults are gathered, not raised

Kind = TypeVar("Kind", bound=BaseModel)
NOTHING = object()
"""What a file holds that is not there or cannot be read."""


@dataclass(frozen=True)
class Reading:
    """The files of one folder, and what is wrong with them."""

    folder: Path
    faults: list[str] = field(default_factory=list)

    def content(self, name: str) -> Any:
        try:
            return read_yaml(self.folder / name)
        except ImpossibleConfig as error:
            self.faults.append(str(error))
            return NOTHING

    def parsed(self, kind: type[Kind], place: str, content: Any) -> Kind | None:
        try:
            return kind.model_validate(content)
        except ValidationError as error:
            self.faults.extend(fault_line(place, fault) for fault in error.errors())
            return None

    def one(self, kind: type[Kind], name: str) -> Kind | None:
        content = self.content(name)
        return None if content is NOTHING else self.parsed(kind, name, content)

    def several(self, kind: type[Kind], name: str) -> tuple[Kind, ...] | None:
        """The entries of a list, none where there is no file; None where any of them cannot be used."""
        content = self.content(name) if (self.folder / name).exists() else None
        if content is not None and content is not NOTHING and not isinstance(content, list):
            self.faults.append(f"{name}: 「- 項目: 値」の一覧にしてください（現在の値: {shown(content)}）")
        if content is not None and not isinstance(content, list):
            return None
        entries = [self.parsed(kind, f"{name} {place}番目", entry) for place, entry in enumerate(content or (), 1)]
        found = tuple(entry for entry in entries if entry is not None)
        return found if len(found) == len(entries) else None

    def questionnaires(self) -> dict[str, Questionnaire | None]:
        names = sorted(path.name for path in self.folder.glob("questionnaire*.yaml"))
        if not names:
            self.faults.append(f"{self.folder} に questionnaire.yaml がありません。調査票を置いてください。")
        return {name: self.one(Questionnaire, name) for name in names}


def fault_line(place: str, fault: Any) -> str:
    line = in_words(fault)
    return f"{place} {line}" if fault["loc"] else f"{place}{line}"


# ---------------------------------------------------------------- what does not fit together

Papers = Mapping[str, Questionnaire]
"""The questionnaires that could be read, by the names of their files."""


def repeated(ids: Iterable[str]) -> list[str]:
    return [id for id, times in Counter(ids).items() if times > 1]


def twice(place: str, ids: Iterable[str]) -> Iterator[str]:
    yield from (f"{place}: id {id} が2回使われています（1回だけにしてください）" for id in repeated(ids))


def missing(place: str, used: Iterable[str], known: set[str] | None) -> Iterator[str]:
    """The ids that are declared nowhere; `known` is None where the file that declares them could not be read."""
    for id in used if known is not None else ():
        if id not in (known or ()):
            yield f"{place}: {id} は定義されていません（定義済み: {'・'.join(sorted(known or ())) or 'なし'}）"


def ids_of(entries: Iterable[Any] | None) -> set[str] | None:
    return None if entries is None else {entry.id for entry in entries}


def declared(to_be: ToBe | None) -> dict[str, set[str] | None]:
    return {
        "aspect": ids_of(to_be and to_be.aspects),
        "factor": ids_of(to_be and to_be.factors),
        "outcome": ids_of(to_be and to_be.outcomes),
    }


def faults_of_to_be(to_be: ToBe, case_ids: set[str] | None) -> Iterator[str]:
    known = declared(to_be)
    for name in ("aspects", "factors", "outcomes", "reference_models"):
        yield from twice(f"to_be.yaml {name}", [entry.id for entry in getattr(to_be, name)])
    for factor in to_be.factors:
        yield from missing(f"to_be.yaml factors.{factor.id}.aspects", factor.aspects, known["aspect"])
        yield from missing(f"to_be.yaml factors.{factor.id}.outcomes", factor.outcomes, known["outcome"])
    for model in to_be.reference_models:
        yield from missing(f"to_be.yaml reference_models.{model.id}.outcomes", model.outcomes, known["outcome"])
        yield from missing(f"to_be.yaml reference_models.{model.id}.cases", model.cases, case_ids)


def faults_of_case(here: str, case: Listed, factors: set[str] | None) -> Iterator[str]:
    yield from missing(f"{here} factors", case["factors"] or (), factors)
    for place in case["places"] or ():
        people = place.get("population") if isinstance(place, dict) else place
        if people is not None and not (isinstance(people, int | float) and people > 0):
            yield f"{here} places.population: 0 より大きい数にするか、null にしてください（現在の値: {shown(people)}）"


def faults_of_papers(papers: Papers, known: dict[str, set[str] | None]) -> Iterator[str]:
    for name, paper in papers.items():
        yield from faults_of_steps(name, paper.steps)
        yield from twice(f"{name} questions", [q.id for q in paper.questions] + [t.id for t in paper.texts])
        for question in paper.questions:
            yield from faults_of_question(f"{name} questions.{question.id}", question, {step.id for step in paper.steps}, known)
    yield from twice("questionnaire*.yaml", [paper.id for paper in papers.values()])
    for year in repeated(str(year) for paper in papers.values() for year in paper.rounds):
        yield f"questionnaire*.yaml: rounds {year} を2つの調査票が使っています"


def faults_of_steps(name: str, steps: Sequence[Step]) -> Iterator[str]:
    """Step ids become columns, where capital letters make no difference."""
    yield from twice(f"{name} steps", [step.id.lower() for step in steps])
    for step in steps:
        if step.id.lower() in RESERVED:
            yield f"{name} steps.{step.id}.id: 表の列の名前なので使えません（使えない名前: {'・'.join(RESERVED)}）"


def faults_of_question(here: str, question: Question, steps: set[str], known: dict[str, set[str] | None]) -> Iterator[str]:
    yield from missing(f"{here}.step", [question.step], steps)
    yield from missing(f"{here}.aspect", [question.aspect], known["aspect"])
    yield from missing(f"{here}.factors", question.factors, known["factor"])
    yield from missing(f"{here}.outcomes", question.outcomes, known["outcome"])
    yield from faults_of_choices(here, question)


def faults_of_choices(here: str, question: Question) -> Iterator[str]:
    points = [choice.points for choice in question.choices]
    if points != sorted(set(points)):
        yield f"{here}.choices: points は小さい順に、同じ値なしで並べてください（現在の値: {points}）"
    if not question.max_points:
        yield f"{here}.choices: 最大の points は 0 より大きくしてください（現在の値: {points}）"
    for label in repeated(choice.label for choice in question.choices):
        yield f"{here}.choices: 選択肢「{label}」が2回あります"


def faults_of_bridge(ties: Iterable[Tie], asked: set[str] | None) -> Iterator[str]:
    for place, tie in enumerate(ties, 1):
        yield from missing(f"bridge.yaml {place}番目 old", [tie.old], asked)
        yield from missing(f"bridge.yaml {place}番目 new", [tie.new], asked)


def model_of(config: Config) -> Model:
    """The model of config's folder, with the columns that config names. Raises ImpossibleConfig as `load_model` does."""
    diagnosis = config.literacy
    named = {
        "criteria": tuple(config.issues.criteria), "categories": diagnosis.categories, "scale": diagnosis.scale,
        "manager_positions": diagnosis.manager_positions, "opinions": diagnosis.questionnaires,
    }  # fmt: skip
    return load_model(config.model.folder).model_copy(update=named)


def load_model(folder: Path) -> Model:
    """The model of a folder. Raises ImpossibleConfig with one line for every fault of any file."""
    reading = Reading(folder)
    to_be, found = reading.one(ToBe, "to_be.yaml"), reading.questionnaires()
    lists = {name: reading.several(CHECKED.get(name, Listed), f"{name}.yaml") for name in LISTS}
    ties = reading.several(Tie, "bridge.yaml")
    papers = {name: paper for name, paper in found.items() if paper is not None}
    asked = {q.id for paper in papers.values() for q in paper.questions} if len(papers) == len(found) else None
    faults = [*reading.faults, *disagreements(to_be, papers, lists), *faults_of_bridge(ties or (), asked)]
    if faults or to_be is None:
        raise ImpossibleConfig(one_message(f"{folder} のモデルに使えない内容があります。", faults))
    entries = {name: listed or () for name, listed in lists.items()}
    return Model(to_be=to_be, questionnaires=tuple(papers.values()), bridge=ties or (), lists=entries)


def disagreements(to_be: ToBe | None, papers: Papers, lists: Mapping[str, tuple[Listed, ...] | None]) -> Iterator[str]:
    yield from faults_of_to_be(to_be, ids_of(lists["cases"])) if to_be else ()
    yield from faults_of_papers(papers, declared(to_be))
    for place, rule in enumerate(lists["contradictions"] or (), 1):
        yield from missing(f"contradictions.yaml {place}番目 id", [rule.id], set(RULES))
    for place, case in enumerate(lists["cases"] or (), 1):
        yield from faults_of_case(f"cases.yaml {place}番目", case, declared(to_be)["factor"])
    for name, entries in lists.items():
        yield from twice(f"{name}.yaml", [entry.id for entry in entries or ()])


def check_against(config: Config, model: Model) -> None:
    """Whether the model knows what config speaks of. Raises ImpossibleConfig with one line for every fault."""
    faults = [*unknown_steps(config, model), *unknown_targets(config, model)]
    if faults:
        raise ImpossibleConfig(one_message("設定ファイルに、モデルと合わない設定があります。", faults))


def unknown_steps(config: Config, model: Model) -> Iterator[str]:
    """The published limits, which hold where none are given, need not suit the steps."""
    known = list(dict.fromkeys(step.id for paper in model.questionnaires for step in paper.steps))
    for step in config.priority if "priority" in config.model_fields_set else ():
        if step not in known:
            yield f"priority.{step}: {step} は調査票にありません（使えるもの: {'・'.join(known)}）"


def unknown_targets(config: Config, model: Model) -> Iterator[str]:
    known = [aspect.id for aspect in model.to_be.aspects]
    for round, targets in config.model.targets.items():
        if not ROUND.fullmatch(round):
            yield f"model.targets.{round}: 年度は 2025 や 2025-2 のように書いてください"
        for aspect in targets:
            if aspect not in known:
                yield f"model.targets.{round}.{aspect}: {aspect} は観点にありません（使えるもの: {'・'.join(known)}）"
