"""What may a prefecture change without a programmer? config.yaml as frozen models, every fault in one message."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analytics.errors import Unusable

ROOT = Path(__file__).parent.parent
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0)]
Method = Literal["adjacent", "similar", "stage", "class", "block"]
Variable = Literal["log_population", "log_staff", "staff_per_1000", "log_density"]


class ImpossibleConfig(Unusable):
    """A key, type or value of config.yaml that cannot be used."""


class Section(BaseModel):
    """One mapping of config.yaml. An unknown key is a fault, values never change after the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class App(Section):
    title: str = "ご近所DXカルテ"
    prefecture: str = ""


class Storage(Section):
    path: Path = Path("data/dxkarte.duckdb")
    backups: Path = Path("data/backups")


class Model(Section):
    folder: Path = Path("data/model")
    confirmed: bool = False
    targets: dict[str, dict[str, Annotated[float, Field(ge=0, le=100)]]] = {}


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
    nearest: Annotated[int, Field(ge=1, le=20)] = 5
    variables: tuple[Variable, ...] = ("log_population", "log_staff", "staff_per_1000", "log_density")
    weights: dict[Variable, Annotated[float, Field(ge=0)]] = {}
    universe: Literal["prefecture", "all"] = "prefecture"
    population_classes: tuple[Annotated[int, Field(ge=0)], ...] = (5_000, 10_000, 20_000, 50_000, 100_000, 300_000)


class Limits(Section):
    csv_megabytes: Annotated[int, Field(ge=1, le=600)] = 600
    workbook_megabytes: Annotated[int, Field(ge=1, le=30)] = 30


class Config(Section):
    app: App = App()
    storage: Storage = Storage()
    model: Model = Model()
    measures: Measures = Measures()
    priority: dict[str, StepLimits] = PUBLISHED_LIMITS
    peers: Peers = Peers()
    limits: Limits = Limits()


# What pydantic says in English, as the person who edits config.yaml should read it.
WORDING = {
    "extra_forbidden": "この項目はありません",
    "missing": "必要な項目がありません",
    "greater_than_equal": "{ge} 以上にしてください",
    "less_than_equal": "{le} 以下にしてください",
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


def in_words(fault: Any) -> str:
    """One Japanese line for one fault that pydantic found: the key, what stands there, what is allowed."""
    key = ".".join(str(part) for part in fault["loc"])
    context = fault.get("ctx") or {}
    wording = WORDING.get(fault["type"])
    allowed = wording.format(**context) if wording else str(context.get("error", fault["msg"]))
    return f"{key}: {allowed}（現在の値: {fault['input']!r}）"


def all_faults(source: str, error: ValidationError) -> str:
    lines = "\n".join(f"  {in_words(fault)}" for fault in error.errors())
    return f"{source} に使えない設定があります。\n{lines}"


def read_yaml(path: Path) -> Any:
    """The content of one YAML file; a missing or broken file is a fault that the reader can mend."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ImpossibleConfig(f"{path} が見つかりません。場所を確かめてください。") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ImpossibleConfig(f"{path} は YAML として読めません: {' '.join(str(error).split())}") from error


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
        config = Config.model_validate(read_yaml(source) or {})
    except ValidationError as error:
        raise ImpossibleConfig(all_faults(str(source), error)) from error
    config = with_absolute_paths(config, source.resolve().parent)
    chosen = database or (Path(os.environ["DXKARTE_DB"]) if os.environ.get("DXKARTE_DB") else None)
    return with_database(config, chosen) if chosen else config
