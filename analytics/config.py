"""What may a prefecture change without a programmer? config.yaml as frozen models, every fault in one message."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from analytics.errors import Unusable

ROOT = Path(__file__).parent.parent
# Strict: a text or true is no number, but a whole number serves where parts may stand.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Switch = Annotated[bool, Field(strict=True)]
Share = Annotated[Number, Field(ge=0, le=1)]
Points = Annotated[Number, Field(ge=0)]
Rated = Annotated[Number, Field(ge=1, le=5)]
Percent = Annotated[Number, Field(ge=0, le=100)]
Method = Literal["adjacent", "similar", "stage", "class", "block"]
Variable = Literal["log_population", "log_staff", "staff_per_1000", "log_density"]


class ImpossibleConfig(Unusable):
    """A key, type or value of config.yaml that cannot be used."""


class Section(BaseModel):
    """One mapping of config.yaml. An unknown key is a fault, values never change after the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def year_as_text(key: Any) -> Any:
    """YAML reads 2025 without quotes as a number."""
    return str(key) if isinstance(key, int) and not isinstance(key, bool) else key


def ascending(bounds: tuple[int, ...]) -> tuple[int, ...]:
    if list(bounds) != sorted(set(bounds)):
        raise ValueError("小さい順にしてください")
    return bounds


def rising(scale: tuple[float, float]) -> tuple[float, float]:
    if scale[0] >= scale[1]:
        raise ValueError("最小値、最大値の順にしてください")
    return scale


def each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{name} が2回あります")
    return names


class App(Section):
    title: str = "ご近所DXカルテ"
    prefecture: str = ""
    meeting_name: str = "ご近所会議"


class Storage(Section):
    path: Path = Path("data/dxkarte.duckdb")
    backups: Path = Path("data/backups")


class Model(Section):
    folder: Path = Path("data/model")
    confirmed: Switch = False
    targets: dict[Annotated[str, BeforeValidator(year_as_text)], dict[str, Percent]] = {}


class Measures(Section):
    min_coverage: Share = 0.5


class StepLimits(Section):
    attention_below: Points
    support_below: Points

    @model_validator(mode="after")
    def support_is_the_stricter(self) -> StepLimits:
        if self.support_below > self.attention_below:
            raise ValueError(f"support_below（{self.support_below:g}）は attention_below（{self.attention_below:g}）以下にしてください")
        return self


# Estimated from the table published by one prefecture (source p. 28); no prefecture's own limits.
PUBLISHED_LIMITS = {
    "step0": StepLimits(attention_below=15, support_below=15),
    "step1": StepLimits(attention_below=10, support_below=10),
    "step2": StepLimits(attention_below=15, support_below=15),
    "step3": StepLimits(attention_below=15, support_below=10),
}


class Peers(Section):
    default: Method = "adjacent"
    nearest: Annotated[Whole, Field(ge=1, le=20)] = 5
    variables: Annotated[tuple[Variable, ...], Field(min_length=2), AfterValidator(each_once)] = (
        "log_population",
        "log_staff",
        "staff_per_1000",
        "log_density",
    )
    weights: dict[Variable, Points] = {}
    universe: Literal["prefecture", "all"] = "prefecture"
    population_classes: Annotated[tuple[Annotated[Whole, Field(ge=0)], ...], AfterValidator(ascending)] = (
        5_000, 10_000, 20_000, 50_000, 100_000, 300_000,
    )  # fmt: skip


class Mentors(Section):
    min_lead: Annotated[Percent, Field(gt=0)] = 15


class SideWeights(Section):
    """How much the mean of each side counts in the score of an issue."""

    objective: Points = 0.5
    subjective: Points = 0.5

    @model_validator(mode="after")
    def something_counts(self) -> SideWeights:
        if not self.objective + self.subjective:
            raise ValueError("どちらかを 0 より大きくしてください")
        return self


class Issues(Section):
    """criteria: column of an issue list → from which side it looks. Each is rated from 1 to 5.

    high, mid: the least score of 高 and 中. cluster_threshold: how far the mean likeness (0–1) of issues that are put together lies above
    that of any two issues of the round.
    """

    criteria: dict[str, Literal["objective", "subjective"]] = {
        "緊急性": "objective",
        "影響の大きさ": "objective",
        "費用対効果": "objective",
        "実現しやすさ": "subjective",
        "取り組む意欲": "subjective",
    }
    weights: SideWeights = SideWeights()
    high: Rated = 3.5
    mid: Rated = 2.5
    cluster_threshold: Share = 0.05

    @model_validator(mode="after")
    def mid_is_the_lower(self) -> Issues:
        if self.mid > self.high:
            raise ValueError(f"mid（{self.mid:g}）は high（{self.high:g}）以下にしてください")
        return self


class Partners(Section):
    """threshold: the least likeness (0–1) of an offer and an issue. Chosen on tests/tuning_offers.csv, among 2 to 20 of its offers."""

    threshold: Share = 0.17


class Literacy(Section):
    """categories: the columns of scores; scale: the least and the most that a score can be.

    manager_positions: who counts as 管理職; questionnaires: instruments whose scores are answers, with the scale of each.
    """

    categories: Annotated[tuple[str, ...], AfterValidator(each_once)] = ("マインド・スタンス", "Why", "What", "How", "総合")
    scale: Annotated[tuple[Number, Number], AfterValidator(rising)] = (0, 100)
    manager_positions: Annotated[tuple[str, ...], AfterValidator(each_once)] = (
        "部長", "次長", "課長", "部長級", "次長級", "課長級", "局長", "室長", "所長", "支所長", "参事", "会計管理者", "事務局長", "管理職",
    )  # fmt: skip
    questionnaires: dict[str, Annotated[tuple[Number, Number], AfterValidator(rising)]] = {"職員アンケート": (1, 5)}


class Privacy(Section):
    """min_group: people that a shown group has at least; round_to: what shown counts are rounded to. They can only be raised."""

    min_group: Annotated[Whole, Field(ge=8)] = 8
    round_to: Annotated[Whole, Field(ge=5)] = 5


class Limits(Section):
    csv_megabytes: Annotated[Whole, Field(ge=1, le=600)] = 600
    workbook_megabytes: Annotated[Whole, Field(ge=1, le=30)] = 30


class Meeting(Section):
    minutes: Annotated[Whole, Field(ge=15, le=480)] = 90


class Config(Section):
    app: App = App()
    storage: Storage = Storage()
    model: Model = Model()
    measures: Measures = Measures()
    priority: dict[str, StepLimits] = PUBLISHED_LIMITS
    peers: Peers = Peers()
    mentors: Mentors = Mentors()
    issues: Issues = Issues()
    partners: Partners = Partners()
    literacy: Literacy = Literacy()
    privacy: Privacy = Privacy()
    meeting: Meeting = Meeting()
    limits: Limits = Limits()


# What pydantic says in English, as the person who edits config.yaml should read it.
WORDING = {
    "extra_forbidden": "この項目はありません",
    "missing": "必要な項目がありません",
    "greater_than_equal": "{ge} 以上にしてください",
    "less_than_equal": "{le} 以下にしてください",
    "finite_number": "有限の数にしてください",
    "string_pattern_mismatch": "英字で始め、英数字と _ だけにしてください",
    "too_short": "{min_length} 個以上にしてください",
    "invalid_key": "項目の名前は文字列にしてください",
    "literal_error": "使えるのは {expected} です",
    "float_parsing": "数値にしてください",
    "float_type": "数値にしてください",
    "int_parsing": "整数にしてください",
    "int_type": "整数にしてください",
    "int_from_float": "整数にしてください",
    "bool_parsing": "true か false にしてください",
    "bool_type": "true か false にしてください",
    "string_type": "文字列にしてください",
    "path_type": "ファイルの場所を文字列で書いてください",
    "model_type": "「項目: 値」の形にしてください",
    "dict_type": "「項目: 値」の形にしてください",
    "tuple_type": "[…] の一覧にしてください",
}


def in_words(fault: Any, source: str = "") -> str:
    """One Japanese line for one fault that pydantic found: the key (or the source itself), what is allowed, what stands there."""
    key = ".".join(str(part) for part in fault["loc"] if part != "[key]") or source
    found = "" if fault["type"] == "missing" else f"（現在の値: {shown(fault['input'])}）"
    return f"{key}: {allowed(fault['type'], fault.get('ctx') or {})}{found}"


def allowed(kind: str, context: dict[str, Any]) -> str:
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        context = {"expected": re.sub(", | or ", "・", context["expected"]).replace("'", "")}
    return WORDING.get(kind, "この値は使えません").format(**context)


def shown(value: Any) -> str:
    """A value as its file has it, cut where it is long."""
    if value is None or isinstance(value, bool):
        return {None: "なし", True: "true", False: "false"}[value]
    text = str(value) if isinstance(value, date) else repr(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def all_faults(source: str, error: ValidationError) -> str:
    return one_message(f"{source} に使えない設定があります。", (in_words(fault, Path(source).name) for fault in error.errors()))


def one_message(head: str, faults: Iterable[str]) -> str:
    return "\n".join([head, *(f"  {fault}" for fault in faults)])


class UniqueKeys(yaml.SafeLoader):
    """YAML whose keys that stand twice in one mapping are found: the second would silently win. 2025 and "2025" are the same."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.doubled: list[tuple[int, str]] = []

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node: yaml.MappingNode = super().compose_mapping_node(anchor)  # type: ignore[no-untyped-call]
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    self.doubled.append((key.start_mark.line + 1, key.value))
                seen.add(key.value)
        return node


def read_yaml(path: Path) -> Any:
    """The content of one YAML file; a missing or broken file is a fault that the reader can mend."""
    try:
        return parsed_yaml(path, path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ImpossibleConfig(f"{path} が見つかりません。場所を確かめてください。") from error
    except OSError as error:
        raise ImpossibleConfig(f"{path} を開けません。場所と権限を確かめてください。") from error
    except UnicodeDecodeError as error:
        raise ImpossibleConfig(f"{path}: YAML として読めません。文字コードを UTF-8 にしてください。") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ImpossibleConfig(f"{path}{line_of(error)}: YAML として読めません。字下げ・括弧・引用符・日付を確かめてください。") from error


def parsed_yaml(path: Path, text: str) -> Any:
    loader = UniqueKeys(text)
    try:
        content = loader.get_single_data()
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]
    if loader.doubled:
        raise ImpossibleConfig("\n  ".join(f"{path} の{line}行目: 項目「{key}」が2回あります" for line, key in loader.doubled))
    return content


def line_of(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" の{mark.line + 1}行目" if mark else ""


def beside(folder: Path, path: Path) -> Path:
    return path if path.is_absolute() else (folder / path).resolve()


def with_absolute_paths(config: Config, folder: Path) -> Config:
    """Paths in a config file are relative to that file, wherever the command was started."""
    storage = Storage(path=beside(folder, config.storage.path), backups=beside(folder, config.storage.backups))
    model = config.model.model_copy(update={"folder": beside(folder, config.model.folder)})
    return config.model_copy(update={"storage": storage, "model": model})


def with_database(config: Config, path: Path) -> Config:
    """The same settings over another database; its backups stand beside it."""
    storage = Storage(path=path.resolve(), backups=path.resolve().parent / "backups")
    return config.model_copy(update={"storage": storage})


def load_config(path: Path | None = None, database: Path | None = None) -> Config:
    """Settings from `path`, else DXKARTE_CONFIG, else config.yaml beside app.py; `database` wins over DXKARTE_DB, that over the file.

    Raises ImpossibleConfig with one line for every fault of the file.
    """
    source = path or Path(os.environ.get("DXKARTE_CONFIG") or ROOT / "config.yaml")
    try:
        content = read_yaml(source)
        config = Config.model_validate({} if content is None else content)
    except ValidationError as error:
        raise ImpossibleConfig(all_faults(str(source), error)) from error
    config = with_absolute_paths(config, source.resolve().parent)
    chosen = database or (Path(os.environ["DXKARTE_DB"]) if os.environ.get("DXKARTE_DB") else None)
    return with_database(config, chosen) if chosen else config
