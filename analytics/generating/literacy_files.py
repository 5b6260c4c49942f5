"""What do results of literacy diagnoses and staff questionnaires look like, single or summed up?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean, stdev

from openpyxl import Workbook

from analytics.generating.places import Place
from analytics.writing import Row, era, headline, write_csv, write_workbook

INSTRUMENT = "DXリテラシー診断"
CATEGORIES = ("マインド・スタンス", "Why", "What", "How")
TESTED = {"99205": 0.82, "99207": 0.74, "99208": 0.8, "99321": 0.9, "99322": 0.86, "99301": 0.92, "99206": 0.8, "99501": 0.95}
OFFICES = ("総務課", "企画政策課", "税務課", "住民課", "福祉課", "産業課", "建設課", "教育委員会")
# Position, share of the staff, and how its holders see themselves beside the others, by category.
RANKS = (
    ("部長級", 0.03, (9, 11, 1, -9)),
    ("課長級", 0.10, (7, 9, 0, -7)),
    ("係長級", 0.27, (2, 2, 3, 0)),
    ("主任・主事級", 0.60, (-2, -3, 0, 3)),
)
DIFFICULTY = (4, 1, -6, -3)  # of the categories


@dataclass(frozen=True)
class Person:
    """One made-up respondent. scores: of the categories, None where left out; the last is their mean."""

    place: Place
    office: str
    rank: str
    scores: tuple[float | None, ...]


def respondents(seed: int, year: int, towns: Sequence[Place]) -> list[Person]:
    """All who took the diagnosis of a year in the municipalities that offered it."""
    people = []
    for place in (place for place in towns if place.code in TESTED):
        rng = Random(f"{seed}:literacy:{year}:{place.code}")
        level = 42 + 3.2 * len(str(place.population)) + rng.uniform(-4, 4) + 2.5 * (year - 2025)
        for _ in range(round(place.staff * TESTED[place.code])):
            people.append(person(rng, place, level))
    return people


def person(rng: Random, place: Place, level: float) -> Person:
    rank, _, moved = rng.choices(RANKS, [share for _, share, _ in RANKS])[0]
    own = level + rng.gauss(0, 9)
    scores = [round(min(max(own + up + hard + rng.gauss(0, 8), 0), 100)) for up, hard in zip(moved, DIFFICULTY, strict=True)]
    told: list[float | None] = [None if rng.random() < 0.01 else score for score in scores]
    known = [score for score in told if score is not None]
    return Person(place, rng.choice(OFFICES), rank, (*told, round(mean(known), 1) if known else None))


def single_results(seed: int, year: int, towns: Sequence[Place], path: Path) -> Path:
    """What the tool of a diagnosis exports: a row per respondent."""
    rows: list[Row] = [["調査年度", "団体コード", "市町村名", "診断名", "受診者ID", "所属", "職位", *CATEGORIES, "総合"]]
    for number, one in enumerate(respondents(seed, year, towns), 1):
        scores = ["" if score is None else f"{score:g}" for score in one.scores]
        rows.append([year, one.place.six_digits, one.place.name, INSTRUMENT, f"D{number:05}", one.office, one.rank, *scores])
    return write_csv(path, rows, "cp932", "\r\n")


def summed_results(seed: int, year: int, towns: Sequence[Place], path: Path) -> Path:
    """The year before: what each municipality summed up itself, so that nobody's own result left the house."""
    scores: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for one in respondents(seed, year, towns):
        for category, score in zip((*CATEGORIES, "総合"), one.scores, strict=True):
            if score is not None:
                scores[one.place.code, one.rank, category].append(score)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "集計"
    headline(sheet, f"{era(year)} DXリテラシー診断 集計結果", "※ 個人の結果は各市町村で保管しています。")
    sheet.append([])
    sheet.append(["団体コード", "診断名", "職位", "区分", "人数", "平均", "標準偏差"])
    for (code, rank, category), known in scores.items():
        spread = round(stdev(known), 1) if len(known) > 1 else None
        sheet.append([code, INSTRUMENT, rank, category, len(known), round(mean(known), 1), spread])
    return write_workbook(path, book)


SURVEYED = "職員アンケート"
# Statement → by how much managers agree more with it than the staff, and how many agree at all.
OPINIONS = {
    "問1 DXで目指す姿を自分の言葉で説明できる": (0.9, 2.7),
    "問2 自分の仕事にDXが役立つと思う": (0.4, 3.4),
    "問3 新しいやり方を試す時間がある": (0.1, 2.4),
    "問4 困ったときに相談できる人がいる": (0.3, 3.1),
    "問5 課の中で仕事の進め方を話し合っている": (0.7, 3.0),
}


def opinions(seed: int, year: int, towns: Sequence[Place], path: Path) -> Path:
    """What the same people think, from 1 (not at all) to 5 (very much), by a form of its own."""
    rows: list[Row] = [["調査年度", "団体コード", "診断名", "受診者ID", "所属", "職位", *OPINIONS]]
    for number, one in enumerate(respondents(seed, year, towns), 1):
        rng = Random(f"{seed}:opinions:{year}:{number}")
        manages = one.rank in ("部長級", "課長級")
        told = [min(max(round(rng.gauss(usual + more * manages, 1.0)), 1), 5) for more, usual in OPINIONS.values()]
        rows.append([year, one.place.six_digits, SURVEYED, f"A{number:05}", one.office, one.rank, *told])
    return write_csv(path, rows, "utf-8", "\n")
