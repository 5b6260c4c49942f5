"""What do the files of public statistics look like?"""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

from analytics.generating.places import NEWEST, YEARS
from analytics.generating.story import Story, ability, newest, questionnaire_of
from analytics.model import Model
from analytics.writing import Row, era, write_csv

STATISTICS = ("マイナンバーカードの保有状況（％）", "オンライン申請率", "高齢化率（％）", "光ファイバ整備率（％）", "財政力指数")


def statistics(seed: int, told: Story, path: Path) -> Path:
    """Three years of five statistics; the unit stands in the header, or with each value."""
    rows: list[Row] = [["団体コード", "市町村名", "年度", *STATISTICS]]
    for place in told.places:
        rng = Random(f"{seed}:statistics:{place.code}")
        card, online, strength = rng.uniform(66, 76), 22 + 60 * (ability(place) - 0.3) * rng.uniform(0.6, 1.4), rng.uniform(0.8, 1.15)
        fibre = 99.9 if place.population > 20_000 else rng.uniform(88, 99.5)
        for year in YEARS:
            since = year - YEARS[0]
            rows.append(
                [
                    *(place.code, place.name, era(year), f"{card + 3.4 * since:.1f}", f"{online + 6.1 * since:.1f}%"),
                    *(f"{place.aged_ratio - 0.5 * (2 - since):.1f}", f"{min(fibre + 0.3 * since, 100):.1f}"),
                    f"{strength * (0.12 + 0.28 * (math.log10(place.population) - 2.9)) + 0.01 * since:.2f}",
                ]
            )
    return write_csv(path, rows)


def published(seed: int, model: Model, told: Story, path: Path) -> Path:
    """The published indicators that questions name: 1 where the answer is above the lowest; some differ from the answers."""
    rng = Random(f"{seed}:published")
    rows: list[Row] = [["団体コード", "市町村名", "指標", "年度", "値", "単位"]]
    for place in told.places:
        for question in questionnaire_of(model, NEWEST).questions:
            for year in (2024, 2025) if question.published else ():
                cell = told.answers.get((year, place.code, question.id))
                known = cell if isinstance(cell, int) else newest(told, place.code, question.id)
                value = int((known > 0) != (rng.random() < 0.04))
                rows.append([place.code, place.name, question.published, year, value, "実施=1、未実施=0"])
    return write_csv(path, rows, line_end="\r\n")
