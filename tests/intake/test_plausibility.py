"""Values that are unlikely beside what is known are told at their cell, and honest files are left in peace."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pandas as pd
import pytest

from analytics.config import load_config
from analytics.intake.taking_in import Examination, examine, staged, take_in
from analytics.intake.understanding.layout import cell_name
from analytics.model import Model, load_model
from analytics.sample import sample_files
from analytics.store import Store, open_store
from tests.conftest import World
from tests.taking import MASTER, examined, messages, taken

Grid = list[list[str]]


# ---------------------------------------------------------------- the sample, and slips planted in the files that follow it


class Sample(NamedTuple):
    """The sample prefecture taken in file by file. found: what each file was told."""

    store: Store
    model: Model
    found: dict[str, Examination]

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with self.store.writing() as con:
            return con.execute(sql).fetchall()

    def warnings(self, grid: Grid, name: str) -> pd.DataFrame:
        text = "".join(",".join(row) + "\r\n" for row in grid)
        with staged(self.store, name, text.encode()) as file:
            found = examine(self.store, self.model, file).findings
        return found[found["severity"] != "left_out"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    config = load_config(database=tmp_path_factory.mktemp("plausible") / "sample.duckdb")
    model = load_model(config.model.folder)
    store = open_store(config, model)
    found = {}
    for path in sample_files():
        with staged(store, path.name, path.read_bytes()) as file:
            found[path.name] = take_in(store, model, file)
    yield Sample(store, model, found)
    store.close()


def test_of_the_rows_of_the_sample_at_most_a_tenth_carry_a_warning(sample: Sample) -> None:
    for name, found in sample.found.items():
        told = found.findings[(found.findings["severity"] == "warning") & (found.findings["line"] >= 0)]
        counts = found.counts
        assert len(told[["sheet", "line"]].drop_duplicates()) <= 0.1 * (counts.new + counts.changed + counts.unchanged), name


def number(value: object) -> str:
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def next_master(sample: Sample) -> Grid:
    """The master a year later: fewer people, one more household per hundred, the same area."""
    head = ["団体コード", "市町村名", "人口", "世帯数", "面積", "一般行政部門職員数", "情報担当職員数", "高齢化率"]
    rows = sample.query(
        """select code, name, round(population * 0.985)::integer, round(households * 1.01)::integer, area_km2, staff + (code::integer % 3),
        it_staff, aged_ratio + 0.4 from store.municipalities order by code"""
    )
    return [head, *([number(value) for value in row] for row in rows)]


def next_indicators(sample: Sample) -> Grid:
    """The statistics of 2026, each a little on from 2025."""
    items = [str(item) for (item,) in sample.query("select distinct indicator from store.indicators where year = '2023' order by all")]
    columns = ", ".join(f"any_value(value) filter (where indicator = '{item}')" for item in items)
    rows = sample.query(f"select code, {columns} from store.indicators where year = '2025' group by code order by code")
    units = [f"{item}（％）" if item != "財政力指数" else item for item in items]
    grown = [
        [str(code), "2026", *(f"{moved(value, int(str(code)), item):.2f}" for item, value in zip(items, values, strict=True))]
        for code, *values in rows
    ]
    return [["団体コード", "年度", *units], *grown]


def moved(value: object, code: int, item: str) -> float:
    """A year's change that differs a little from place to place, inside what the unit allows."""
    last = float(str(value))
    return round(last + 0.01, 2) if item == "財政力指数" else min(round(last + 1.2 + code % 7 / 10, 1), 100.0)


def survey_of(sample: Sample, round: str) -> Grid:
    """The answers of one round, a column per question; of 2025 they stand beside those of 2024."""
    held = sample.query(f"select code, question, choice from store.survey where round = '{round}' and choice is not null")
    answers = {(str(code), str(question)): str(choice) for code, question, choice in held}
    questions = [question.id for question in sample.model.questionnaire(round).questions]
    codes = sorted(str(code) for (code,) in sample.query("select distinct code from store.survey where round = '2025'"))
    return [
        ["団体コード", "調査年度", *questions],
        *([code, round, *(answers.get((code, item), "未回答") for item in questions)] for code in codes),
    ]


def last_steps(sample: Sample) -> Grid:
    """The step scores of 2025, as the answers sum up to them."""
    rows = sample.query(STEP_SUMS)
    return [
        ["団体コード", "調査年度", "step0", "step1", "step2", "step3"],
        *([str(code), "2025", *map(number, scores)] for code, *scores in rows),
    ]


def next_steps(sample: Sample) -> Grid:
    """The step scores of 2026: every second one a little up."""
    draw = random.Random(2026)
    head, *rows = last_steps(sample)
    return [
        head,
        *([code, "2026", *(number(min(float(score) + draw.choice([0, 0, 3, 5]), 30)) for score in scores)] for code, _, *scores in rows),
    ]


STEP_SUMS = """
    select code, sum(points) filter (where step = 'step0') as step0, sum(points) filter (where step = 'step1') as step1,
        sum(points) filter (where step = 'step2') as step2, sum(points) filter (where step = 'step3') as step3
    from store.survey join question using (question) where round = '2025' group by code order by code
"""


# ---------------------------------------------------------------- slips: each changes a grid and gives the cells that must be told

Slip = Callable[[Grid, random.Random], set[str]]


def any_row(grid: Grid, draw: random.Random, column: int) -> int:
    """A row with something in the column."""
    return draw.choice([line for line in range(1, len(grid)) if grid[line][column] not in ("", "未回答")])


def doubled(column: int) -> Slip:
    """8 → 88: the first digit typed twice."""

    def plant(grid: Grid, draw: random.Random) -> set[str]:
        line = draw.choice([n for n in range(1, len(grid)) if grid[n][column][:1] in "123456789"])
        grid[line][column] = grid[line][column][0] + grid[line][column]
        return {cell_name(line, column)}

    return plant


def times(column: int, factor: float, rows: str = "one") -> Slip:
    """千人 for 人, 0.72 for 72: in one row, or in all."""

    def plant(grid: Grid, draw: random.Random) -> set[str]:
        lines = [any_row(grid, draw, column)] if rows == "one" else list(range(1, len(grid)))
        for line in lines:
            value = float(grid[line][column]) * factor
            grid[line][column] = number(round(value) if column in (2, 3) and factor < 0.01 else round(value, 4))
        return {cell_name(lines[0] if rows == "one" else 0, column)}

    return plant


def put_last(last: Grid, column: int, source: int | None = None) -> Slip:
    """Last year's column, or another column of last year."""
    held = {row[0]: row[column if source is None else source] for row in last[1:]}

    def plant(grid: Grid, draw: random.Random) -> set[str]:
        for row in grid[1:]:
            row[column] = held.get(row[0], row[column])
        return {cell_name(0, column)}

    return plant


def rows_exchanged(first: int) -> Slip:
    """The values of two neighbouring rows exchanged; the codes stay. Told is each row, somewhere."""

    def plant(grid: Grid, draw: random.Random) -> set[str]:
        line = draw.randrange(1, len(grid) - 1)
        grid[line][first:], grid[line + 1][first:] = grid[line + 1][first:], grid[line][first:]
        return {str(line + 1), str(line + 2)}

    return plant


def columns_exchanged(one: int, other: int) -> Slip:
    def plant(grid: Grid, draw: random.Random) -> set[str]:
        for row in grid[1:]:
            row[one], row[other] = row[other], row[one]
        return {cell_name(0, one), cell_name(0, other)}

    return plant


def opposite(labels: list[list[str]], last: Grid, first: int) -> Slip:
    """The best answer, as last year's, becomes the worst."""

    def plant(grid: Grid, draw: random.Random) -> set[str]:
        best = [
            (line, first + at)
            for line in range(1, len(grid))
            for at, known in enumerate(labels)
            if grid[line][first + at] == last[line][first + at] == known[-1]
        ]
        line, column = draw.choice(best)
        grid[line][column] = labels[column - first][0]
        return {cell_name(line, column)}

    return plant


SURVEY, STEPS, MASTER_FILE, FIGURES = "アンケート.csv", "STEP得点表.csv", "市町村マスタ.csv", "指標.csv"


class Ground(NamedTuple):
    """The sample with last year's steps, the honest files that come next, and the slips to plant in them."""

    sample: Sample
    grids: dict[str, Grid]
    slips: list[tuple[str, str, Slip]]


@pytest.fixture(scope="module")
def ground(sample: Sample) -> Ground:
    before = last_steps(sample)
    with staged(sample.store, STEPS, "".join(",".join(row) + "\n" for row in before).encode()) as file:
        take_in(sample.store, sample.model, file)
    grids = {
        SURVEY: survey_of(sample, "2025"),
        STEPS: next_steps(sample),
        MASTER_FILE: next_master(sample),
        FIGURES: next_indicators(sample),
    }
    return Ground(sample, grids, slips(sample, grids, before))


def slips(sample: Sample, grids: dict[str, Grid], before: Grid) -> list[tuple[str, str, Slip]]:
    """Fifty slips: (file, what it is, how it is made)."""
    labels = [[choice.label for choice in question.choices] for question in sample.model.questionnaire("2026").questions]
    answers, master, figures = survey_of(sample, "2024"), held_master(sample), held_figures(sample, grids[FIGURES])
    return [
        *((SURVEY, "逆の回答", opposite(labels, answers, 2)) for _ in range(8)),
        *((SURVEY, "前年の列", put_last(answers, 2 + at)) for at in (3, 10, 14, 17)),
        *((SURVEY, "行の入替え", rows_exchanged(2)) for _ in range(3)),
        *((STEPS, "前年の列", put_last(before, column)) for column in (2, 3, 4, 5)),
        *((STEPS, "8→88", doubled(column)) for column in (2, 3, 4)),
        (STEPS, "列の入替え", columns_exchanged(2, 3)),
        (STEPS, "列の入替え", columns_exchanged(4, 5)),
        *((MASTER_FILE, "8→88", doubled(column)) for column in (2, 3, 4, 5, 6, 7)),
        (MASTER_FILE, "千人", times(2, 0.001)),
        (MASTER_FILE, "千人", times(3, 0.001)),
        (MASTER_FILE, "千人の列", times(2, 0.001, "all")),
        (MASTER_FILE, "千世帯の列", times(3, 0.001, "all")),
        (MASTER_FILE, "割合", times(7, 0.01)),
        (MASTER_FILE, "割合の列", times(7, 0.01, "all")),
        *((MASTER_FILE, "前年の列", put_last(master, column)) for column in (2, 3)),
        *((MASTER_FILE, "行の入替え", rows_exchanged(2)) for _ in range(3)),
        (MASTER_FILE, "列の入替え", columns_exchanged(2, 3)),
        *((FIGURES, "8→88", doubled(column)) for column in (2, 3, 6)),
        (FIGURES, "割合", times(3, 0.01)),
        (FIGURES, "割合の列", times(2, 0.01, "all")),
        (FIGURES, "100倍", times(5, 100)),
        *((FIGURES, "前年の列", put_last(figures, column)) for column in (2, 3, 5)),
        (FIGURES, "ずれた列", put_last(figures, 2, 3)),
        (FIGURES, "列の入替え", columns_exchanged(3, 6)),
        (FIGURES, "行の入替え", rows_exchanged(2)),
    ]


def held_master(sample: Sample) -> Grid:
    rows = sample.query("select code, name, population, households from store.municipalities order by code")
    return [[], *([number(value) for value in row] for row in rows)]


def held_figures(sample: Sample, grid: Grid) -> Grid:
    held = dict(sample.query("select code || indicator, value from store.indicators where year = '2025'"))  # type: ignore[arg-type]
    items = [title.removesuffix("（％）") for title in grid[0][2:]]
    return [[], *([row[0], "2025", *(number(held[row[0] + item]) for item in items)] for row in grid[1:])]


def test_every_one_of_fifty_planted_slips_is_told_at_its_cell_or_column(ground: Ground) -> None:
    draw, missed = random.Random(20261123), []
    for file, what, plant in ground.slips:
        grid = [list(row) for row in ground.grids[file]]
        wanted = plant(grid, draw)
        cells = set(ground.sample.warnings(grid, file)["cell"])
        if not wanted <= cells | {cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for cell in cells}:
            missed.append((file, what, wanted, cells))
    assert len(ground.slips) >= 50
    assert missed == []


@pytest.mark.parametrize("file", [SURVEY, STEPS, MASTER_FILE, FIGURES])
def test_an_honest_file_of_the_next_year_has_hardly_a_row_with_a_warning(ground: Ground, file: str) -> None:
    told = ground.sample.warnings(ground.grids[file], file)
    assert told[told["line"] >= 0]["line"].nunique() <= 1


# ---------------------------------------------------------------- each rule by itself


def lines_of(found: Examination) -> list[tuple[str, str]]:
    told = found.findings[found.findings["severity"] == "warning"]
    return list(zip(told["cell"], told["message"], strict=True))


def test_an_answer_more_than_half_of_the_scale_away_names_the_last_one_and_its_own_cell(world: World) -> None:
    taken(world, MASTER, "市町村マスタ.csv")
    taken(world, "団体コード,調査年度,q1,q2\n98201,2025,30,0\n98301,2025,0,0\n")
    (warning,) = lines_of(examined(world, "団体コード,調査年度,q1,q2\n98201,2026,0,15\n98301,2026,5,0\n"))
    assert warning[0] == "C2" and "前回（2025年度）" in warning[1]


def test_the_last_answer_known_counts_even_if_a_round_lies_between(world: World) -> None:
    taken(world, MASTER, "市町村マスタ.csv")
    taken(world, "団体コード,調査年度,q1\n98201,2024,30\n")
    taken(world, "団体コード,調査年度,q1\n98201,2025,未回答\n")
    assert "2024年度" in lines_of(examined(world, "団体コード,調査年度,q1\n98201,2026,0\n"))[0][1]


def test_a_population_ten_per_cent_off_is_told_with_the_held_figure_and_nine_is_not(world: World) -> None:
    taken(world, MASTER, "市町村マスタ.csv")
    found = examined(world, "団体コード,市町村名,人口\n98201,みずほ市,28000\n98301,龍ヶ崎町,8700\n", "市町村マスタ.csv")
    assert [cell for cell, _ in lines_of(found)] == ["C2"]
    assert "32,000" in messages(found)[0]


def test_thousands_instead_of_persons_in_a_first_master_is_told_once_for_the_column(world: World) -> None:
    rows = "".join(f"982{n:02d},第{n}町,試験県,{n + 3},{(n + 3) * 420}\n" for n in range(1, 11))
    (warning,) = lines_of(examined(world, "団体コード,市町村名,都道府県,人口,世帯数\n" + rows, "市町村マスタ.csv"))
    assert "人口と世帯数が釣り合いません" in warning[1]


def towns(count: int) -> list[str]:
    return [f"98{201 + n}" for n in range(count)]


def test_a_first_value_far_from_places_of_like_size_is_told_with_their_range(world: World) -> None:
    world.municipalities(*towns(20), population=10_000)
    rows = "".join(f"{code},2025,{880 if n == 7 else 80 + n}\n" for n, code in enumerate(towns(20)))
    (warning,) = lines_of(examined(world, "団体コード,年度,窓口端末台数\n" + rows, "指標.csv"))
    assert warning[0] == "C9" and "人口の近い団体" in warning[1]


def test_of_fewer_than_eight_places_nothing_is_said_of_likeness(world: World) -> None:
    world.municipalities(*towns(7), population=10_000)
    rows = "".join(f"{code},2025,{880 if n == 3 else 80 + n}\n" for n, code in enumerate(towns(7)))
    assert lines_of(examined(world, "団体コード,年度,窓口端末台数\n" + rows, "指標.csv")) == []


def test_yes_and_no_as_one_and_zero_is_never_unlikely(world: World) -> None:
    world.municipalities(*towns(30), population=10_000)
    for year, turned in ((2024, 3), (2025, 4)):
        rows = "".join(f"{code},{year},{int(n == turned)}\n" for n, code in enumerate(towns(30)))
        assert lines_of(taken(world, "団体コード,年度,CIOの任命\n" + rows, "指標.csv")) == []


def test_more_than_two_hundred_warnings_of_one_kind_in_one_column_become_one(world: World) -> None:
    world.municipalities(*towns(300), population=10_000)
    rows = "".join(f"{code},{code}町,{12_000 + 17 * n}\n" for n, code in enumerate(towns(300)))
    (warning,) = lines_of(examined(world, "団体コード,市町村名,人口\n" + rows, "市町村マスタ.csv"))
    assert warning[0] == "C1" and "300件（C2・C3" in warning[1]


def moved_answers(world: World, question: str, before: int, now: int, count: int) -> list[tuple[str, str]]:
    """What is told where so many municipalities change an answer alike."""
    world.municipalities(*towns(count))
    for round, points in (("2025", before), ("2026", now)):
        rows = "".join(f"{code},{round},{points}\n" for code in towns(count))
        found = taken(world, f"団体コード,調査年度,{question}\n{rows}")
    return lines_of(found)


def test_more_than_two_hundred_answers_that_fell_in_one_column_are_counted_and_the_first_named(world: World) -> None:
    (warning,) = moved_answers(world, "q1", 30, 0, 250)
    assert warning[0] == "C1" and "250件（C2・C3・C4・C5・C6・C7・C8・C9 など）" in warning[1] and "「全庁で」" in warning[1]


def test_fewer_answers_that_fell_are_each_told_at_their_cell(world: World) -> None:
    assert [cell for cell, _ in moved_answers(world, "q1", 30, 0, 30)] == [f"C{line}" for line in range(2, 32)]


def test_rises_by_one_choice_in_many_rows_are_told_once(world: World) -> None:
    (warning,) = moved_answers(world, "q6", 0, 10, 30)
    assert warning[0] == "C1" and "30件（C2・C3" in warning[1] and "まとめて示します" in warning[1]


def exchanged_figures(world: World, names: int) -> list[str]:
    """What is told of a long table of so many figures of which two change their places from one year to the next."""
    world.municipalities(*towns(9))
    lines = []
    for year, source in ((2024, {}), (2025, {0: 1, 1: 0})):
        for item in range(names):
            lines += [f"{code},指標{item}号,{year},{1_000 * (1 + source.get(item, item) % 50) + 7 * n}" for n, code in enumerate(towns(9))]
    found = examined(world, "団体コード,指標,年,値\n" + "\n".join(lines) + "\n", "指標.csv")
    return [message for _, message in lines_of(found) if "列がずれて" in message]


def test_figures_that_changed_places_are_told_as_columns_that_slid(world: World) -> None:
    assert len(exchanged_figures(world, 20)) == 2


def test_what_names_more_figures_than_a_table_has_columns_is_not_searched_for_columns_that_slid(world: World) -> None:
    assert exchanged_figures(world, 2_001) == []


def test_a_column_that_is_blank_throughout_is_told_at_its_header(world: World) -> None:
    taken(world, MASTER, "市町村マスタ.csv")
    found = examined(
        world, "団体コード,市町村名,人口,カナ\n98201,みずほ市,32000,\n98301,龍ヶ崎町,8000,\n98302,みなみ町,3000,\n", "市町村マスタ.csv"
    )
    assert [(cell, "空欄" in text) for cell, text in lines_of(found)] == [("D1", True)]


def test_in_a_long_table_the_warning_stands_at_the_value(world: World) -> None:
    taken(world, MASTER, "市町村マスタ.csv")
    taken(world, "団体コード,調査年度,設問,回答\n98201,2025,q1,30\n98201,2025,q2,30\n")
    (warning,) = lines_of(examined(world, "団体コード,調査年度,設問,回答\n98201,2026,q2,30\n98201,2026,q1,0\n"))
    assert warning[0] == "D3"


ISSUES = "団体コード,調査年度,No.,課題（分類A）,課題（分類C）\n"


def test_the_same_number_of_an_issue_with_another_text_is_told(world: World) -> None:
    taken(world, MASTER, "市町村マスタ.csv")
    taken(world, ISSUES + "98201,2025,1,手続,担当課ごとに様式が異なる\n98201,2025,2,人材,研修を受ける時間がない\n", "課題リスト.csv")
    again = examined(
        world, ISSUES + "98201,2025,1,手続,端末の台数が足りない\n98201,2025,2,人材,研修を 受ける時間がない\n", "課題リスト.csv"
    )
    assert [cell for cell, _ in lines_of(again)] == ["E2"]
    later = examined(world, ISSUES + "98201,2026,1,手続,担当課ごとに様式が異なる。\n98201,2026,2,人材,庁舎の回線が遅い\n", "課題リスト.csv")
    assert [cell for cell, _ in lines_of(later)] == ["E3"]
