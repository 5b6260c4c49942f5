"""What is measured on? A made-up country with one prefecture of 60, a questionnaire of any length, its files and database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import yaml
from openpyxl import Workbook

from analytics.config import PUBLISHED_LIMITS, ROOT, Config, load_config
from analytics.generating.country import (
    ITEMS,
    MOST_MUNICIPALITIES,
    OFFICES,
    POSITIONS,
    country_of,
    grid,
    plain_answers,
    plain_indicators,
    plain_list,
    plain_literacy,
)
from analytics.generating.places import NEWEST, Place
from analytics.generating.story import ability
from analytics.intake.taking_in import staged, take_in
from analytics.model import Model, load_model
from analytics.store import Store, open_store
from analytics.writing import Row, write_csv
from bench.issues import issue_lists, offers

SEED = 11
PREFECTURE = "第1県"
MEMBERS = 60  # municipalities of the prefecture that pages are measured with
STAFF_DIAGNOSED = 200_000  # whose results stand beside all other data; `bench/literacy.py` measures those of the nation
ROUNDS_ASKED = range(2000, 2027)


@dataclass(frozen=True)
class Size:
    municipalities: int = MOST_MUNICIPALITIES
    rounds: int = 5
    questions: int = 60
    staff: int = 2_800_000

    @property
    def label(self) -> str:
        return f"{self.municipalities:,}団体×{self.rounds}回×{self.questions}問"

    @property
    def answers(self) -> int:
        return self.municipalities * self.rounds * self.questions


class Country:
    """A folder with model, config.yaml, files and, once filled, the database."""

    def __init__(self, folder: Path, size: Size) -> None:
        self.folder, self.size = folder, size
        folder.mkdir(parents=True, exist_ok=True)
        write_model(folder / "model", size.questions)
        self.config_file = write_config(folder)
        self.files = folder / "files"
        self.files.mkdir(exist_ok=True)

    @cached_property
    def config(self) -> Config:
        return load_config(self.config_file)

    @cached_property
    def model(self) -> Model:
        return load_model(self.folder / "model")

    @property
    def years(self) -> range:
        return range(NEWEST - self.size.rounds + 1, NEWEST + 1)

    @cached_property
    def places(self) -> list[Place]:
        """The country of the generator, its first municipalities joined into one prefecture of 60."""
        places = country_of(self.size.municipalities, SEED)
        return [replace(place, prefecture=PREFECTURE) if at < MEMBERS else place for at, place in enumerate(places)]

    @cached_property
    def survey(self) -> Path:
        """All rounds as one wide CSV in CP932, as a spreadsheet would write it."""
        rows = survey_rows(self.model, self.places, self.years)
        return write_csv(self.files / "推進状況アンケート.csv", rows, "cp932", "\r\n")

    @cached_property
    def survey_utf8(self) -> Path:
        """The same content in UTF-8: what bare DuckDB can read."""
        path = self.files / "survey_utf8.csv"
        path.write_bytes(self.survey.read_bytes().decode("cp932").encode())
        return path

    @cached_property
    def master(self) -> Path:
        return plain_list(self.places, self.files / "市町村一覧.csv")

    items = ITEMS

    @cached_property
    def literacy(self) -> Path:
        """One respondent per row, the nation's in one file."""
        return plain_literacy(self.places, self.size.staff, SEED, self.files / f"literacy_{NEWEST}.csv")

    @property
    def is_small(self) -> bool:
        return self.size.municipalities < MOST_MUNICIPALITIES

    @property
    def sheets_per_book(self) -> int:
        return 2 if self.is_small else 25

    @cached_property
    def workbooks(self) -> list[Path]:
        """Per prefecture one workbook with a sheet per municipality: its answers, one question a row."""
        found = []
        for number in range(2 if self.is_small else 27):
            places = self.places[number * self.sheets_per_book :][: self.sheets_per_book]
            found.append(answers_by_sheet(self.model, places, self.files / f"推進状況アンケート_{number + 1:02}.xlsx"))
        return found

    @property
    def wide_rows(self) -> int:
        return 200 if self.is_small else 100_000

    wide_columns = 60

    @cached_property
    def wide_workbook(self) -> Path:
        """One large sheet: respondents with 54 items."""
        return respondents_sheet(self.places, self.wide_rows, self.wide_columns, self.files / "DXリテラシー診断.xlsx")

    def other_files(self) -> list[Path]:
        """All that a filled database holds beside master and survey."""
        return [
            grid(self.places, self.files / "隣接.csv"),
            plain_indicators(self.places, self.years, SEED, self.files / "統計指標.csv"),
            support_log(self.places, self.years, self.files / "支援記録.csv"),
            own_targets(self.model, self.places, self.years, self.files / "目標.csv"),
            support_menu(self.model, self.files / "支援メニュー.csv"),
            programmes(self.model, self.files / "国等の制度・財源.csv"),
            issue_lists(self.issues_listed, self.files / "課題リスト.csv"),
            offers(self.files / "ソリューション.csv"),
            plain_literacy(self.places, min(self.size.staff, STAFF_DIAGNOSED), SEED, self.files / "リテラシー診断.csv"),
        ]

    @property
    def issues_listed(self) -> dict[str, int]:
        """By municipality; those of the prefecture of 60 have as many as there are in long lists."""
        return {place.code: 45 if at < MEMBERS else 3 for at, place in enumerate(self.places)}

    @contextmanager
    def opened(self, file: Path | None = None) -> Iterator[Store]:
        """The database, filled the first time; with `file` a new one that holds the municipalities alone."""
        path = file or self.config.storage.path
        storage = self.config.storage.model_copy(update={"path": path})
        is_new = not path.exists()
        store = open_store(self.config.model_copy(update={"storage": storage}), self.model)
        try:
            for given in self.missing_files(file) if is_new else ():
                import_file(store, self.model, given)
            yield store
        finally:
            store.close()

    def missing_files(self, file: Path | None) -> list[Path]:
        return [self.master] if file else [self.master, self.survey, *self.other_files()]

    def fill(self) -> None:
        with self.opened():
            pass


def import_file(store: Store, model: Model, path: Path) -> int:
    """The product's own way in; gives the number of new rows."""
    with staged(store, path.name, path) as file:
        return take_in(store, model, file, who="bench").counts.new


# ---------------------------------------------------------------- model and settings


def write_model(folder: Path, questions: int) -> None:
    """The shipped model with its questions repeated under new ids until there are `questions`."""
    shutil.copytree(ROOT / "data" / "model", folder, dirs_exist_ok=True)
    for old in folder.glob("questionnaire*.yaml"):
        old.unlink()
    paper = shipped_questionnaire()
    given = paper["questions"]
    repeated = [repetition(question, number, len(given)) for number, question in enumerate(islice(cycle(given), questions), 1)]
    content = {**paper, "rounds": list(ROUNDS_ASKED), "questions": repeated}
    (folder / "questionnaire.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def shipped_questionnaire() -> dict[str, Any]:
    newest = sorted((ROOT / "data" / "model").glob("questionnaire*.yaml"))[-1]
    return yaml.safe_load(newest.read_text(encoding="utf-8"))


def repetition(question: dict[str, Any], number: int, length: int) -> dict[str, Any]:
    if number <= length:
        return question
    return {**question, "id": f"q{number:02}", "text": f"{question['text']}（その{1 + (number - 1) // length}）", "published": None}


def write_config(folder: Path) -> Path:
    """Settings beside the model; the limits of each step grow with its maximum."""
    settings = {
        "app": {"prefecture": PREFECTURE},
        "storage": {"path": "dxkarte.duckdb", "backups": "backups"},
        "model": {"folder": "model"},
        "priority": scaled_limits(load_model(folder / "model"), load_model(ROOT / "data" / "model")),
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return path


def scaled_limits(ours: Model, shipped: Model) -> dict[str, dict[str, float]]:
    year = str(NEWEST)
    factors = {
        step: ours.questionnaire(year).step_maximum(step) / shipped.questionnaire(year).step_maximum(step) for step in PUBLISHED_LIMITS
    }
    return {
        step: {"attention_below": limits.attention_below * factors[step], "support_below": limits.support_below * factors[step]}
        for step, limits in PUBLISHED_LIMITS.items()
    }


# ---------------------------------------------------------------- files


def survey_rows(model: Model, places: Sequence[Place], years: Sequence[int]) -> Iterator[Row]:
    """One row per municipality and round, one column per question; one cell in fifty is open."""
    questions = model.questionnaire(str(years[-1])).questions
    yield ["調査年度", "団体コード", *(question.id for question in questions)]
    rng = Random(f"{SEED}:survey")
    for year in years:
        level = -0.03 * ((NEWEST - year) % 5)
        for place in places:
            yield [str(year), place.code, *plain_answers(rng, questions, ability(place) + level)]


def answers_by_sheet(model: Model, places: Sequence[Place], path: Path) -> Path:
    rng = Random(f"{SEED}:{path.name}")
    questions = model.questionnaire(str(NEWEST)).questions
    book = Workbook(write_only=True)
    for place in places:
        sheet = book.create_sheet(place.name)
        sheet.append([f"{NEWEST}年度 推進状況アンケート"])
        sheet.append(["設問番号", "設問", "回答"])
        answers = plain_answers(rng, questions, ability(place))
        for question, answer in zip(questions, answers, strict=True):
            sheet.append([question.id, question.text, answer])
    book.save(path)
    return path


def respondents_sheet(places: Sequence[Place], rows: int, columns: int, path: Path) -> Path:
    rng = Random(f"{SEED}:{path.name}")
    head = ["調査年度", "団体コード", "診断名", "受診者ID", "所属", "職位"]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("診断結果")
    sheet.append([*head, *(f"設問{item}" for item in range(1, columns - len(head) + 1))])
    for number in range(rows):
        code = places[number * len(places) // rows].code
        told = [NEWEST, code, "DXリテラシー診断", f"S{number:07}", rng.choice(OFFICES), rng.choice(POSITIONS)]
        sheet.append([*told, *(rng.randrange(101) for _ in range(columns - len(head)))])
    book.save(path)
    return path


def support_log(places: Sequence[Place], years: Sequence[int], path: Path) -> Path:
    """Two visits to each municipality in each year."""
    rows = [
        (p.code, f"{year}-{month:02}-15", "伴走支援", f"{year}年{month}月の支援") for year in years for p in places for month in (6, 11)
    ]
    return write_csv(path, [("団体コード", "日付", "種別", "件名"), *rows])


def support_menu(model: Model, path: Path) -> Path:
    """Ten menus, each for a step and two factors."""
    steps, factors = ([one.id for one in part] for part in (model.questionnaires[0].steps, model.to_be.factors))
    rows = [
        (f"支援{n}", steps[n % len(steps)], f"{factors[n % len(factors)]}・{factors[(n + 3) % len(factors)]}", 5 + n) for n in range(10)
    ]
    return write_csv(path, [("名称", "対応STEP", "対応要因", "枠数"), *rows])


def programmes(model: Model, path: Path) -> Path:
    """Ten programmes, each for a factor, with deadlines far ahead."""
    factors = [factor.id for factor in model.to_be.factors]
    rows = [(f"制度{n}", "国の府省", f"2099-{n + 1:02}-28", factors[n % len(factors)]) for n in range(10)]
    return write_csv(path, [("制度名", "所管", "締切", "対応要因"), *rows])


def own_targets(model: Model, places: Sequence[Place], years: Sequence[int], path: Path) -> Path:
    """One municipality in three has set targets of its own."""
    rows = [(year, p.code, aspect.id, 75) for year in years for p in places[::3] for aspect in model.to_be.aspects]
    return write_csv(path, [("調査年度", "団体コード", "観点", "目標値"), *rows])
