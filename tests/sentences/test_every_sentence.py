"""Whatever the figures are, does every sentence read as an official would write it? A law over all functions of analytics.sentences."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import analytics.sentences
from tests.sentences.drawn import DRAWN

OTHERWISE = frozenset({
    # Of a file that waits: its own tests read them from files.
    "intake.guesses", "intake.recognised", "intake.waiting",
    # A text that is given, cut, joined or taken over as it is; nothing is counted.
    "advice.cut", "cases.place", "cases.size", "cases.source", "cases.summary", "gap.short", "indicators.why", "indicators.suffix",
    "issues.coming_along", "issues.question", "karte.place", "literacy.about", "literacy.kept", "meeting.became", "meeting.no_strength",
    "meeting.pair", "meeting.since", "meeting.to_ask", "meeting.voices", "method.years", "neighbours.furthest", "neighbours.no_survey",
    "neighbours.without_distance", "notes.line", "overview.first_lines", "paper.made", "paper.making", "paper.method", "paper.missing",
    "paper.sample", "paper.source", "priority.notes", "priority.published_ranges", "progress.filtered", "robustness.condition", "robustness.in_words",
    "robustness.mark", "robustness.spoken", "shared_issues.one_cluster", "priority.of_one",
})  # fmt: skip
WITHIN = frozenset({
    # Parts of a sentence that is tried as a whole.
    "advice.days", "gap.listed", "gap.of_one", "gap.of_several", "indicators.own", "indicators.spread", "intake.rows_of", "issues.judged",
    "issues.progress", "issues.whose", "karte.state", "literacy.many", "literacy.of_one", "neighbours.group", "neighbours.listed",
    "neighbours.of_indicators", "neighbours.stands_out", "neighbours.with_distance", "overview.listed", "overview.priorities",
    "progress.interval", "progress.mean", "shared_issues.on_offer", "visits.alone", "visits.largest",
})  # fmt: skip
# The figures of one sum, with as many decimals as it takes to follow it, and figures alone.
APART = ("worked", "figures")
WORDS = ("str", "list[str]", "tuple[str, ...]")
LATIN = {"DX", "STEP", "KPI", "CP", "UTF", "ZIP", "PDF", "Excel", "n", "p", "km", "xlsx", "A", "No", "docs", "guide"}
NEVER = (
    "nan",
    "None",
    "NaT",
    "inf",
    "  ",
    "、、",
    "。。",
    "（）",
    "「」",
    "、。",
    "・・",
    "（、",
    "、）",
)


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of analytics.sentences that gives words, by module and name."""
    for module in pkgutil.iter_modules(analytics.sentences.__path__):
        room = importlib.import_module(f"analytics.sentences.{module.name}")
        for name, function in inspect.getmembers(room, inspect.isfunction):
            if function.__module__ == room.__name__ and function.__annotations__.get("return") in WORDS:
                yield f"{module.name}.{name}", function


FOUND = dict(functions())


def test_every_function_that_gives_words_is_tried() -> None:
    named = {name for name in FOUND if name.partition(".")[0] not in APART}
    assert named - set(DRAWN) - OTHERWISE - WITHIN == set(), "add it to DRAWN of tests/sentences/drawn.py"
    assert set(DRAWN) | OTHERWISE | WITHIN <= set(FOUND)


def faults(said: str) -> list[str]:
    """What no official would write, or what the figures do not bear out."""
    counts = [
        (int(whole), int(part))
        for whole, unit, part in re.findall(r"(?<![\d.,])(\d+)(団体|件|観点|人|項目|問|集団)のうち(\d+)(?=\2)", said)
    ]
    shares = [float(share) for share in re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)%", said)]
    return [
        *(word for word in NEVER if word in said),
        *(word for word in re.findall(r"[A-Za-z]+", said) if word not in LATIN),
        *re.findall(r"\d\.\d{3,}", said),
        *re.findall(r"[+−＋－-]0\.0(?!\d)", said),
        *(f"{part} of {whole}" for whole, part in counts if part > whole),
        *(f"{share}%" for share in shares if share > 100),
        *re.findall(r"(?<![\d.,])0(?:団体|件|観点|人|項目|問|集団)のうち", said),
        *re.findall(r"(?<![\d.,])1(?:団体|件|観点|人|項目|問)(?:すべて|のすべて|のどれも|とも)", said),
        *(f"{low}～{low}" for low in re.findall(r"(?<![\d.])([+−]?\d[\d.]*%?)～\1(?![\d.])", said)),
        *(f"{start}→{start}" for start in re.findall(r"(?<![\d.])(\d[\d.]*)(?:点|%)? ?(?:から|→) ?\1(?![\d.])(?:点|%)?(?:になり|へ$|点（[＋－])", said)),
        *(f"{top}/{top}" for top in re.findall(r"最も遠いのは.*現状 ([\d.]+)、目標 \1(?![\d.])", said)),
    ]  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_sentence_reads_well_whatever_the_figures_are(name: str, data: st.DataObject) -> None:
    said = FOUND[name](*data.draw(DRAWN[name]))
    for line in [said] if isinstance(said, str) else said:
        assert faults(line) == [], line


@pytest.mark.parametrize(
    "said",
    [
        "差は nan点です", "目標に届いているのは、0団体のうち0団体", "1団体すべてが回答済", "51.0点から51.0点になります", "50.0～50.0点", "3団体のうち4団体",
        "寄与は 0.3333", "n=3、。", "現状は weak です", "変化の中央値 +0.0点", "最も遠いのは「体制」（現状 80.0、目標 80.0）", "回答率 120%", "（）",
    ],
)  # fmt: skip
def test_the_law_finds_what_it_looks_for(said: str) -> None:
    assert faults(said)
