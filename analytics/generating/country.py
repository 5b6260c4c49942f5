"""What do files of any size look like? A made-up country for benches (`python -m analytics generate`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import duckdb
import numpy as np
import pandas as pd

from analytics.errors import Unusable
from analytics.generating.places import NEWEST, Place, place_of, size_class
from analytics.generating.story import ability, chosen, questionnaire_of, words
from analytics.model import Model, Question
from analytics.writing import Row, write_csv

MOST_MUNICIPALITIES = 1_741  # as many as the country has
MOST_ROUNDS = 10
MOST_STAFF = 2_900_000  # one file is to hold them; the country's local governments have 2.8 million
ITEMS = 30  # of a literacy diagnosis
PREFECTURES = 47
ROW_LENGTH = 6  # municipalities of one prefecture lie in rows of six


def synthetic_files(model: Model, municipalities: int, rounds: int, staff: int, seed: int, out: Path) -> list[Path]:
    """Plain files of a made-up country for benches. Raises Unusable for sizes that cannot be."""
    require_possible(municipalities, rounds, staff)
    out.mkdir(parents=True, exist_ok=True)
    country = country_of(municipalities, seed)
    years = range(NEWEST - rounds + 1, NEWEST + 1)
    return [
        plain_list(country, out / "municipalities.csv"),
        grid(country, out / "neighbours.csv"),
        *(plain_survey(model, country, year, seed, out / f"survey_{year}.csv") for year in years),
        plain_indicators(country, years, seed, out / "indicators.csv"),
        *([plain_literacy(country, staff, seed, out / f"literacy_{NEWEST}.csv")] if staff else []),
    ]


def require_possible(municipalities: int, rounds: int, staff: int) -> None:
    if not 1 <= municipalities <= MOST_MUNICIPALITIES:
        raise Unusable(f"--municipalities は 1 から {MOST_MUNICIPALITIES:,} までにしてください（指定: {municipalities:,}）。")
    if not 1 <= rounds <= MOST_ROUNDS:
        raise Unusable(f"--rounds は 1 から {MOST_ROUNDS} までにしてください（指定: {rounds:,}）。")
    if staff < 0:
        raise Unusable(f"--staff は 0 以上にしてください（指定: {staff:,}）。")
    if staff > MOST_STAFF:
        raise Unusable(f"--staff は {MOST_STAFF:,} までにしてください（指定: {staff:,}）。")


def country_of(municipalities: int, seed: int) -> list[Place]:
    """Prefectures of nearly equal size, codes 01201, 01202, …"""
    rng = Random(f"{seed}:country")
    share, more = divmod(municipalities, PREFECTURES)
    sizes = [share + (number < more) for number in range(PREFECTURES)]
    codes = [(n, f"{n:02}{201 + member}") for n, size in enumerate(sizes, 1) for member in range(size)]
    return [made_up(rng, place, prefecture, code) for place, (prefecture, code) in enumerate(codes, 1)]


def made_up(rng: Random, number: int, prefecture: int, code: str) -> Place:
    population = round(10 ** rng.uniform(2.9, 5.6))
    category = "市" if population > 40_000 else "町" if population > 5_000 else "村"
    entry = (code, f"見本{number:04}{category}", "", "", f"第{1 + int(code[2:]) % 4}圏域", population)
    return replace(place_of(rng, *entry), prefecture=f"第{prefecture}県", area_km2=round(rng.uniform(20, 700), 2))


def plain_list(country: Sequence[Place], path: Path) -> Path:
    header = (
        "団体コード",
        "市町村名",
        "都道府県",
        "区分",
        "圏域",
        "人口",
        "一般行政部門職員数",
        "情報担当職員数",
        "面積",
        "世帯数",
        "高齢化率",
        "類似団体区分",
    )
    rows = [
        (
            p.code,
            p.name,
            p.prefecture,
            p.category,
            p.block,
            p.population,
            p.staff,
            p.it_staff,
            p.area_km2,
            p.households,
            p.aged_ratio,
            size_class(p),
        )
        for p in country
    ]
    return write_csv(path, [header, *rows])


def grid(country: Sequence[Place], path: Path) -> Path:
    """Neighbours to the right and below inside a prefecture; the last of one touches the first of the next."""
    rows: list[Row] = [("団体コードA", "団体コードB")]
    by_prefecture: dict[str, list[str]] = defaultdict(list)
    for place in country:
        by_prefecture[place.prefecture].append(place.code)
    for codes in by_prefecture.values():
        rows += [(a, b) for at, (a, b) in enumerate(pairwise(codes), 1) if at % ROW_LENGTH]
        rows += zip(codes, codes[ROW_LENGTH:], strict=False)
    rows += [(a[-1], b[0]) for a, b in pairwise(by_prefecture.values())]
    return write_csv(path, rows)


def plain_survey(model: Model, country: Sequence[Place], year: int, seed: int, path: Path) -> Path:
    """All scored questions, one column each; one cell in fifty is open."""
    rng = Random(f"{seed}:survey:{year}")
    questions = questionnaire_of(model, year).questions
    rows = [[str(year), p.code, *plain_answers(rng, questions, ability(p) - 0.04 * (NEWEST - year))] for p in country]
    return write_csv(path, [["調査年度", "団体コード", *(question.id for question in questions)], *rows], "cp932", "\r\n")


def plain_answers(rng: Random, questions: Sequence[Question], level: float) -> list[str]:
    return ["未回答" if rng.random() < 0.02 else words(q, chosen(q, level + rng.gauss(0, 0.25))) for q in questions]


def plain_indicators(country: Sequence[Place], years: Iterable[int], seed: int, path: Path) -> Path:
    rng = Random(f"{seed}:indicators")
    rows = [
        (place.code, year, f"{rng.uniform(60, 90):.1f}", f"{rng.uniform(10, 80):.1f}", f"{rng.uniform(0.1, 1.1):.2f}")
        for year in years
        for place in country
    ]
    return write_csv(path, [("団体コード", "年度", "マイナンバーカードの保有状況（％）", "オンライン申請率（％）", "財政力指数"), *rows])


OFFICES = ("総務課", "企画政策課", "税務課", "住民課", "福祉課", "健康課", "産業課", "建設課", "教育委員会事務局")
POSITIONS = ("部長級", "課長級", "係長級", "主任・主事級")
SHARES = (0.03, 0.09, 0.26, 0.62)


def plain_literacy(country: Sequence[Place], staff: int, seed: int, path: Path) -> Path:
    """One row per respondent, 30 items of 0 to 100, one in fifty open; DuckDB writes it, since half a gigabyte takes Python minutes."""
    draw = np.random.default_rng([seed, staff])
    weights = np.array([place.staff for place in country], dtype=float)
    owners = np.sort(draw.choice(len(country), size=staff, p=weights / weights.sum()))
    position = draw.choice(len(POSITIONS), size=staff, p=SHARES)
    level = np.array([100 * ability(place) for place in country])[owners] + 4 * position + draw.normal(0, 12, staff)
    texts = {"code": [place.code for place in country], "office": OFFICES, "position": POSITIONS}
    drawn = {"number": np.arange(1, staff + 1), "owner": owners, "office": draw.integers(0, len(OFFICES), staff), "position": position}
    scores = {f"設問{item}": score_column(draw, level) for item in range(1, ITEMS + 1)}
    with duckdb.connect() as con:
        con.register("drawn", pd.DataFrame(drawn | scores))
        con.execute(
            f"copy ({literacy_rows(list(scores))}) to '{str(path).replace(chr(39), chr(39) * 2)}' (header)", {**texts, "year": NEWEST}
        )
    return path


def score_column(draw: np.random.Generator, level: np.ndarray) -> np.ndarray:
    """-1: left open."""
    scores = np.clip(level + draw.normal(0, 14, len(level)), 0, 100).astype(np.int16)
    scores[draw.random(len(level)) < 0.02] = -1
    return scores


def literacy_rows(items: Sequence[str]) -> str:
    """SQL of the rows of a literacy file, from what was drawn."""
    scores = ", ".join(f'nullif("{item}", -1) as "{item}"' for item in items)
    return f"""
        select $year::integer as "調査年度", $code[owner + 1] as "団体コード", 'DXリテラシー診断' as "診断名",
            'S' || lpad(number::varchar, 7, '0') as "受診者ID", $office[office + 1] as "所属", $position[position + 1] as "職位", {scores}
        from drawn order by number
    """
