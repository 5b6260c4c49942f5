"""The bench measures every row that it promises, on small data (the browser's rows are left to `make bench`)."""

import json
import math

import pytest

from analytics import registry
from bench import __main__ as bench
from bench.bare import page_runs
from bench.rows import Row, row, table, within


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    file = tmp_path_factory.mktemp("bench") / "results.json"
    assert bench.main(["--quick", "--out", str(file)]) == 0
    return json.loads(file.read_text(encoding="utf-8"))["rows"]


def test_every_row_has_finite_figures_above_zero(rows):
    assert all(math.isfinite(row[name]) and row[name] > 0 for row in rows for name in ("product", "bare", "ratio"))


def test_every_bench_without_a_browser_gives_rows(rows):
    assert {row["name"].replace("（", " ").split()[0] for row in rows} == set(bench.WITHOUT_BROWSER)


def test_every_table_of_the_registry_is_measured_for_the_nation(rows):
    assert {row["name"].removeprefix("measures 全国 ") for row in rows if "全国" in row["name"][:12]} == set(registry.TABLES)


def test_every_page_of_the_menu_is_measured(rows):
    measured = {row["name"].removeprefix("page ") + ".py" for row in rows if row["name"].startswith("page ")}
    assert measured == set(page_runs.page_files())


def test_a_mark_is_missed_by_the_ratio_and_by_the_ceiling():
    assert row("a", "", [0.2], [0.1], "", within(2, 230)).reached
    assert not row("a", "", [0.21], [0.1], "", within(2, 230)).reached
    assert not row("a", "", [0.24], [0.2], "", within(2, 230)).reached


def test_the_figure_is_the_median_and_no_single_slow_run_moves_it():
    assert row("a", "", [0.1, 9, 0.1], [0.1] * 3, "", within(1)).product == pytest.approx(100)


def test_columns_stand_under_each_other_with_japanese_texts():
    lines = table([Row("起動", "見本", 1, 1, 1, "", True), Row("start", "a", 1, 1, 1, "", False)]).splitlines()
    assert len({line.index("ms") + sum(ord(sign) > 255 for sign in line[: line.index("ms")]) for line in lines[1:]}) == 1
