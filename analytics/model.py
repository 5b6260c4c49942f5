"""What does the To-Be model say? data/model/*.yaml read and checked once, as frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analytics.config import ImpossibleConfig, in_words, read_yaml

Weight = Annotated[float, Field(ge=0)]
Percent = Annotated[float, Field(ge=0, le=100)]
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
    page: int | None = None
    explanation: str = ""


class Factor(Entry):
    id: str
    label: str
    aspects: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    page: int | None = None
    explanation: str = ""


class Outcome(Entry):
    id: str
    group: str
    label: str
    page: int | None = None
    explanation: str = ""


class ReferenceModel(Entry):
    id: str
    layer: Literal[1, 2, 3]
    label: str
    outcomes: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    page: int | None = None
    explanation: str = ""


class ToBe(Entry):
    aspects: tuple[Aspect, ...]
    factors: tuple[Factor, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    reference_models: tuple[ReferenceModel, ...] = ()


class Step(Entry):
    id: str
    label: str
    content_label: str


class Choice(Entry):
    label: str
    points: Annotated[float, Field(ge=0)]


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


class TextQuestion(Entry):
    id: str
    text: str
    help: str = ""


class Questionnaire(Entry):
    id: str
    rounds: tuple[int, ...] = ()
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    texts: tuple[TextQuestion, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

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
    page: int | None = None

    def __getitem__(self, key: str) -> Any:
        return (self.__pydantic_extra__ or {}).get(key)


LISTS = ("cases", "procedure", "flow", "tips", "skills", "roles", "figures", "contradictions")


class Model(Entry):
    """Everything under data/model/. `lists` holds the entries of each file of LISTS, empty where there is no file."""

    to_be: ToBe
    questionnaires: tuple[Questionnaire, ...]
    bridge: tuple[Tie, ...] = ()
    lists: dict[str, tuple[Listed, ...]] = {}

    def questionnaire(self, round: str) -> Questionnaire:
        """The questionnaire of a round: the one that names its year, else the newest earlier one, else the earliest."""
        year = int(round[:4])
        serving = [(max(y for y in q.rounds if y <= year), q) for q in self.questionnaires if any(y <= year for y in q.rounds)]
        return max(serving, key=lambda pair: pair[0])[1] if serving else self.questionnaires[0]

    def is_borrowed(self, round: str) -> bool:
        """True where no questionnaire names the year of this round, so that an earlier one serves."""
        return int(round[:4]) not in self.questionnaire(round).rounds

    def listed(self, name: str) -> tuple[Listed, ...]:
        return self.lists.get(name, ())


def parsed(kind: type[Entry], path: Path, content: Any) -> Any:
    """`content` as `kind`; every fault in one message that names file, path inside it and value."""
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = "\n".join(f"  {in_words(fault)}" for fault in error.errors())
        raise ImpossibleConfig(f"{path.name} に使えない内容があります。\n{faults}") from error


def read_list(path: Path) -> tuple[Listed, ...]:
    if not path.exists():
        return ()
    entries = read_yaml(path) or []
    try:
        return tuple(Listed.model_validate(entry) for entry in entries)
    except ValidationError as error:
        raise ImpossibleConfig(f"{path.name} に使えない内容があります。 {in_words(error.errors()[0])}") from error


def repeated(ids: Iterable[str]) -> list[str]:
    return [id for id, times in Counter(ids).items() if times > 1]


def unknown_references(to_be: ToBe, questionnaires: Iterable[Questionnaire], cases: Iterable[Listed]) -> Iterator[str]:
    """One line for each reference to an id that is declared nowhere."""
    known = {
        "aspect": {a.id for a in to_be.aspects},
        "factor": {f.id for f in to_be.factors},
        "outcome": {o.id for o in to_be.outcomes},
    }
    case_ids = {case.id for case in cases}
    for factor in to_be.factors:
        yield from missing(f"to_be.yaml factors.{factor.id}.aspects", factor.aspects, known["aspect"])
        yield from missing(f"to_be.yaml factors.{factor.id}.outcomes", factor.outcomes, known["outcome"])
    for model in to_be.reference_models:
        yield from missing(f"to_be.yaml reference_models.{model.id}.outcomes", model.outcomes, known["outcome"])
        yield from missing(f"to_be.yaml reference_models.{model.id}.cases", model.cases, case_ids)
    for questionnaire in questionnaires:
        yield from faults_of(questionnaire, known)


def missing(place: str, used: Iterable[str], known: set[str]) -> Iterator[str]:
    for id in used:
        if id not in known:
            yield f"{place}: {id} は定義されていません（定義済み: {'・'.join(sorted(known)) or 'なし'}）"


def faults_of(questionnaire: Questionnaire, known: dict[str, set[str]]) -> Iterator[str]:
    place = f"questionnaire {questionnaire.id}"
    steps = {step.id for step in questionnaire.steps}
    for question in questionnaire.questions:
        here = f"{place} questions.{question.id}"
        yield from missing(f"{here}.step", [question.step], steps)
        yield from missing(f"{here}.aspect", [question.aspect], known["aspect"])
        yield from missing(f"{here}.factors", question.factors, known["factor"])
        yield from missing(f"{here}.outcomes", question.outcomes, known["outcome"])
        yield from faults_of_choices(here, question)
    for id in repeated([q.id for q in questionnaire.questions] + [t.id for t in questionnaire.texts]):
        yield f"{place} questions: id {id} が2回使われています（1回だけにしてください）"


def faults_of_choices(here: str, question: Question) -> Iterator[str]:
    points = [choice.points for choice in question.choices]
    if points != sorted(points):
        yield f"{here}.choices: points は小さい順にしてください（現在の値: {points}）"
    if not question.max_points:
        yield f"{here}.choices: 最大の points は 0 より大きくしてください（現在の値: {points}）"
    for label in repeated(choice.label for choice in question.choices):
        yield f"{here}.choices: 選択肢「{label}」が2回あります"


def faults_of_lists(to_be: ToBe, questionnaires: tuple[Questionnaire, ...]) -> Iterator[str]:
    for name, ids in (
        ("aspects", [a.id for a in to_be.aspects]),
        ("factors", [f.id for f in to_be.factors]),
        ("outcomes", [o.id for o in to_be.outcomes]),
    ):
        yield from (f"to_be.yaml {name}: id {id} が2回使われています" for id in repeated(ids))
    for id in repeated(q.id for q in questionnaires):
        yield f"questionnaire*.yaml: id {id} が2回使われています"
    for year in repeated(str(year) for q in questionnaires for year in q.rounds):
        yield f"questionnaire*.yaml: rounds {year} を2つの調査票が使っています"


def load_model(folder: Path) -> Model:
    """The model of a folder. Raises ImpossibleConfig with one line for every fault."""
    to_be = parsed(ToBe, folder / "to_be.yaml", read_yaml(folder / "to_be.yaml"))
    files = sorted(folder.glob("questionnaire*.yaml"))
    if not files:
        raise ImpossibleConfig(f"{folder} に questionnaire.yaml がありません。調査票を置いてください。")
    questionnaires = tuple(parsed(Questionnaire, path, read_yaml(path)) for path in files)
    lists = {name: read_list(folder / f"{name}.yaml") for name in LISTS}
    faults = [*faults_of_lists(to_be, questionnaires), *unknown_references(to_be, questionnaires, lists["cases"])]
    if faults:
        raise ImpossibleConfig(f"{folder} のモデルに使えない内容があります。\n" + "\n".join(f"  {fault}" for fault in faults))
    bridge = folder / "bridge.yaml"
    ties = tuple(parsed(Tie, bridge, tie) for tie in (read_yaml(bridge) or [])) if bridge.exists() else ()
    return Model(to_be=to_be, questionnaires=questionnaires, bridge=ties, lists=lists)
