"""How much two texts say the same, and in which words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from analytics.likeness import common_words, distances, normalised, similarities, vectors
from tests.reference_texts import cosines

ROOT = Path(__file__).parents[1]


def test_ways_of_writing_make_no_difference() -> None:
    assert normalised(["ＡＩ ﾜﾅ", None, "", "見 回\nり"]) == "aiワナ 見回り"


@pytest.mark.parametrize("seed", range(5))
def test_cosines_agree_with_plain_python(seed: int) -> None:
    random = Random(seed)
    texts = [normalised("".join(random.choices("水道検針わなメータ", k=random.randint(1, 9))) for _ in range(2)) for _ in range(15)]
    rows = vectors(texts)
    for found, wanted in zip(similarities(rows, rows), cosines(texts), strict=True):
        assert list(found) == pytest.approx(wanted, abs=1e-9)


def test_distances_are_those_of_every_pair_once_however_many() -> None:
    random = Random(1)
    rows = vectors(["".join(random.choices("水道検針鳥獣", k=6)) for _ in range(1_100)])
    square = 1 - similarities(rows, rows)
    assert distances(rows) == pytest.approx([square[i, j] for i in range(1_100) for j in range(i + 1, 1_100)], abs=1e-12)


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ("水道スマートメーターの導入", "スマートメーターで水道を検針", ["水道", "スマートメーター"]),
        ("議事録作成ai", "aiによる議事録の作成", ["議事録", "作成", "ai"]),
        ("検針員の確保", "検針をする", ["検針"]),
        ("検針と検針員", "検針員と検針", ["検針員"]),
        ("のための", "ためのもの", []),
        ("水と木", "木と水", []),
    ],
)
def test_the_words_in_common_are_the_longest_ones(left: str, right: str, words: list[str]) -> None:
    assert common_words(left, right) == words


WITHOUT = """
import sys
sys.modules["sklearn"] = sys.modules["sklearn.feature_extraction.text"] = None
import analytics.registry
from analytics.likeness import NeedsLibrary, vectors
try:
    vectors(["水道"])
except NeedsLibrary as error:
    print(error)
"""


def test_without_the_library_it_says_what_to_install_and_all_else_works() -> None:
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", WITHOUT], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "scikit-learn" in done.stdout and "pip install" in done.stdout


def test_the_library_is_loaded_only_where_it_is_used() -> None:
    seen = "import sys, analytics.registry, analytics.__main__; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False"
