"""Rules of the house that nobody should have to remember."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median

import pytest
import yaml

from analytics.config import Config
from analytics.registry import TABLES

ROOT = Path(__file__).parents[1]
ANALYTICS = sorted((ROOT / "analytics").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
STORING = {"schema.py", "store.py", "ledger.py", "backup.py", "erasing.py", "migration.py"}
SHIPPED = [path for pattern in ("*.py", "*.toml", "*.yaml", "Makefile", "*.md", "*.txt", "*.in") for path in ROOT.rglob(pattern)]


def called(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def functions(path: Path) -> list[int]:
    """Lines of each function, docstring included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(node.end_lineno or 0) - node.lineno + 1 for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", ANALYTICS, ids=called)
def test_analytics_knows_no_screen(path):
    assert not {name for name in imported(path) if name.split(".")[0] in ("streamlit", "pages")}


MEASURES = [path for path in ANALYTICS if path.name not in STORING and not {"intake", "publication"} & set(path.parts)]


@pytest.mark.parametrize("path", MEASURES, ids=called)
def test_a_measure_names_no_stored_table(path):
    assert not re.search(r"\b(from|join|update|into)\s+store\.", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in PAGES if path.parent.name != "shared"], ids=called)
def test_a_page_holds_no_sql(path):
    assert not re.search(r"\.execute\(", path.read_text(encoding="utf-8"))


SCREENS = [
    path
    for path in PAGES
    if path.parent.parent == ROOT / "pages" and path.parent.name != "shared" and "\nwith screen(" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", SCREENS, ids=called)
def test_a_page_is_one_screen_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60


def test_functions_are_short():
    lengths = [length for path in (*ANALYTICS, *PAGES) for length in functions(path)]
    assert median(lengths) <= 10


def test_every_key_of_the_config_is_commented():
    lines = (ROOT / "config.yaml").read_text(encoding="utf-8").splitlines()
    keys = [line for line in lines if re.match(r"  \w+:", line) and not line.startswith("  step")]
    assert keys and not [line for line in keys if "#" not in line]


def test_every_section_of_the_config_stands_in_the_file():
    written = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    assert set(written) == set(Config.model_fields)
    for section, field in Config.model_fields.items():
        if hasattr(field.annotation, "model_fields"):
            assert set(written[section]) == set(field.annotation.model_fields), section


PROMISED = {
    "municipalities": "code, name, prefecture, category, block, population, staff, it_staff, area_km2",
    "answers": "code, round, question, points, normalised, missing_reason",
    "steps": "code, round, step, score, max, coverage, source",
    "gap": "code, round, aspect, as_is, target, gap, surplus, coverage",
    "overall": "code, round, as_is, gap, known_aspects",
    "wheels": "code, round, field, as_is, coverage",
    "drivers": "code, round, aspect, question, normalised, contribution",
    "factors": "code, round, factor, severity, coverage",
    "outcomes": "code, round, outcome, progress, coverage",
    "next_steps": "code, round, aspect, position, question, to_points, as_is_after",
    "targets": "code, round, aspect, target, source",
    "change": "code, round_from, round_to, measure, item, before, after, change, tied_share",
    "support_effect": "round_from, round_to, supported, n, mean_change, diff, ci_low, ci_high",
    "mentors": "code, round, aspect, position, mentor, lead, confirmed",
    "robustness": "code, round, statement, holds, turns_when",
    "kpi": "code, kpi, year, baseline, target, actual, progress",
    "peers": "code, peer, method, distance, position",
    "benchmark": "code, round, measure, item, comparison, value, n, min, q1, median, q3, max, diff, rank, percentile, place",
    "literacy": "code, round, instrument, department, position_group, category, n, mean, sd, hidden",
    "literacy_gap": "code, round, instrument, category, n_manager, n_staff, mean_manager, mean_staff, diff, ci_low, ci_high, hedges_g",
    "literacy_share": "code, round, instrument, position_group, item, n, agreeing",
    "issues": "code, round, no, policy_field, policy_goal, class_a, class_b, class_c, department, solution, objective, subjective, score, priority, own_score, own_priority, differs, own_conflict, status, owner, due",
    "shared_issues": "cluster, label, round, code, no, similarity, n_municipalities, joint_procurement",
    "matches": "code, round, no, provider, title, score",
    "partners": "provider, title, type, field, region",
    "indicators": "code, indicator, year, value, unit",
    "contradictions": "code, round, rule, figures, question",
    "visits": "code, round, gap, change, days_since_contact, open_promises, one_person_it",
    "advice": "code, round, position, kind, id, title, because",
    "decisions": "meeting, date, code, text, owner, due, status",
    "support_log": "code, date, type, title, method",
    "notes": "code, round, item, text",
}


@pytest.mark.parametrize("name", PROMISED)
def test_a_table_has_the_columns_that_others_rely_on(name):
    assert [field.name for field in TABLES[name].fields][: PROMISED[name].count(",") + 1] == PROMISED[name].split(", ")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_of_a_table_says_what_it_means(table):
    assert all(field.meaning.endswith("。") and field.label for field in table.fields)


MACHINE = re.compile(r"(?<![\w.])/(home|Users|root|tmp|work)/\w")
HOST = re.compile(r"https?://(?!127\.0\.0\.1|localhost|www\.w3\.org|schemas\.|vega\.github\.io)[\w.-]+")


@pytest.mark.parametrize("path", [path for path in SHIPPED if not {".venv", ".git"} & set(path.parts)], ids=called)
def test_no_path_of_a_machine_stands_in_the_repository(path):
    assert not MACHINE.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*ANALYTICS, *PAGES, ROOT / "app.py"], ids=called)
def test_the_product_asks_no_other_machine(path):
    assert not re.search(
        r"^\s*(import|from) (requests|urllib\.request|http\.client|socket|httpx|aiohttp)\b", path.read_text(encoding="utf-8"), re.MULTILINE
    )
