"""A short run of `make fuzz`, and that its judge would see what it looks for."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analytics.config import ROOT
from analytics.intake.taking_in import staged
from tests.conftest import World
from tests.fuzz.judging import LIMITS, REFUSED, TAKEN, judged, new_world, staging_fault
from tests.fuzz.reference import follows
from tests.fuzz.seeds import Seed, books, seeds, texts


@pytest.fixture
def fuzz_world(tmp_path: Path) -> World:
    return new_world(tmp_path)


def test_three_hundred_damaged_files_do_no_harm() -> None:
    """A process of its own: it begins others, which begin with the main module, and a page's test may have put its page there."""
    asked = [sys.executable, "-m", "tests.fuzz", "--count", "300", "--without-old-books"]
    told = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT)
    assert (told.returncode, told.stderr) == (0, "")
    assert "wrong 0" in told.stdout


def test_the_files_that_the_run_begins_with_are_taken_in(fuzz_world: World) -> None:
    assert {seed.name: judged(fuzz_world, seed).outcome for seed in seeds(False)} == {seed.name: TAKEN for seed in seeds(False)}


@pytest.mark.parametrize("seed", [texts()[0], books()[0]], ids=lambda seed: seed.name)
def test_one_other_cell_in_the_staged_file_is_seen(fuzz_world: World, seed: Seed) -> None:
    with staged(fuzz_world.store, seed.name, seed.content, LIMITS) as lying:
        assert staging_fault(lying, seed) is None
        path = lying.folder / lying.manifest.sheets[0].path
        rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
        rows[2][1] += "x"
        path.unlink()  # it may be linked to the source
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)
        assert "row 3 column 2" in (staging_fault(lying, seed) or "")


def test_a_file_that_the_reference_cannot_read_must_not_be_taken_in(fuzz_world: World) -> None:
    seed = texts()[0]
    assert judged(fuzz_world, replace(seed, codec="ascii")).outcome == "wrong"
    assert judged(fuzz_world, replace(seed, content=seed.content[:-20] + b"\xff" + seed.content[-20:])).outcome == REFUSED


@pytest.mark.parametrize(
    ("value", "text", "kind", "right"),
    [(1234, "１，２３４人", "integer", True), (-3, "▲3", "number", True), (3, "▲3", "number", False), (12, "1 2.5", "number", False),
     ("2025-04-01", "令和7年4月1日", "date", True), ("2025-01-04", "2025/4/1", "date", False), ("あ", "い", "text", False)],
)  # fmt: skip
def test_the_reference_knows_what_follows_from_a_cell(value: object, text: str, kind: str, right: bool) -> None:
    assert follows(value, text, kind) is right
