"""How long do issues, shared issues and offers take in a prefecture, and how long at the most issues that are compared?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import pandas as pd

from analytics import registry
from analytics.config import load_config
from analytics.generating.issue_files import CRITERIA, DETAILS, TOPICS
from analytics.likeness import vectors_of
from analytics.model import load_model
from analytics.scope import Scope
from analytics.shared_issues import AT_MOST, ISSUES, clustered, fetched, parted, worded
from analytics.store import Store, open_store
from analytics.writing import write_csv
from bench.rows import Mark, Row, at_most, in_turns, row, seconds

TOWNS, LISTED, OFFERS = 60, 2_700, 40
ROUND = "2025"
LIST_HEADER = ("調査年度", "団体コード", "No.", "政策分野", "課題（分類A）", "課題（分類B）", "課題（分類C）", "担当部署", "課題解決策")
TABLES = ("issues", "issue_edits", "shared_issues", "matches", "partners")


def issues(folder: Path, times: int, listed: int = LISTED, most: int = AT_MOST) -> list[Row]:
    """A prefecture of 60 with `listed` issues (warm), and `most` issues at once, the clusters found anew each time."""
    return [*warm_rows(folder, times, listed), *cold_rows(folder, times, most)]


def warm_rows(folder: Path, times: int, listed: int) -> Iterator[Row]:
    with_lists = Lists(folder, listed)
    for name in TABLES:
        yield with_lists.measured(f"issues 県 {name}", partial(with_lists.compute, name), times, "50ms以内", at_most(50))
    with_lists.store.close()


def cold_rows(folder: Path, times: int, most: int) -> Iterator[Row]:
    with_lists = Lists(folder, most)
    yield with_lists.measured("issues 上限 shared_issues", with_lists.anew, times, "2秒以内", at_most(2000))
    with_lists.store.close()


class Lists:
    """A database of issue lists; their words are put together from those of the sample."""

    def __init__(self, folder: Path, count: int) -> None:
        self.config = load_config(database=Path(tempfile.mkdtemp(dir=folder)) / "issues.duckdb")
        self.model = load_model(self.config.model.folder)
        self.store: Store = open_store(self.config, self.model)
        self.count = count
        with self.store.writing() as con:
            for table, rows in (("municipalities", towns()), ("issues", listed(count)), ("partners", offered())):
                con.register("rows", pd.DataFrame(rows))
                con.execute(f"insert into store.{table} by name select * from rows")
                con.unregister("rows")

    def compute(self, name: str) -> int:
        return len(registry.compute(self.store, self.config, self.model, name, Scope(round=ROUND)))

    def anew(self) -> int:
        for kept in (clustered, worded, parted, vectors_of):
            kept.cache_clear()
        return self.compute("shared_issues")

    def read(self) -> int:
        """The least that any of these must do: read the texts once."""
        with self.store.reading(Scope(round=ROUND)) as con:
            return len(fetched(con, ISSUES))

    def measured(self, name: str, product: Callable[[], int], times: int, mark: str, reached: Mark) -> Row:
        rows, _ = product(), self.read()
        ours, bare = in_turns(times, lambda: seconds(product), lambda: seconds(self.read))
        return row(name, f"{self.count:,}件", ours, bare, mark, reached, f"{rows:,}行")


def towns() -> list[dict[str, object]]:
    return [{"code": f"98{place:03}", "name": f"第{place}町", "prefecture": "測定県"} for place in range(1, TOWNS + 1)]


def listed(count: int) -> list[dict[str, object]]:
    """As many issues for each of the towns, with ratings and the town's own verdict."""
    said, rated = Random(4), Random(6)
    return [
        {"round": ROUND, "code": f"98{place % TOWNS + 1:03}", "no": str(place // TOWNS + 1), **worded_issue(said), **rated_issue(rated)}
        for place in range(count)
    ]


def worded_issue(rng: Random) -> dict[str, object]:
    topic = rng.choice(TOPICS)
    return {
        "policy_field": topic.field,
        "class_a": rng.choice(topic.words),
        "class_b": rng.choice(topic.causes),
        "class_c": rng.choice(DETAILS),
        "department": topic.office,
        "solution": f"{rng.choice(topic.remedies)}（{rng.choice(TOPICS).goal}）",
    }


def rated_issue(rng: Random) -> dict[str, Any]:
    """criteria: as DuckDB takes a map from a frame."""
    ratings = [float(rng.randint(1, 5)) for _ in CRITERIA]
    return {
        "criteria": {"key": list(CRITERIA), "value": ratings},
        "own_score": mean(ratings),
        "own_priority": rng.choice("高中低"),
    }


def issue_lists(codes: Mapping[str, int], path: Path) -> Path:
    """The lists of municipalities as one file, of each as many issues as are given."""
    said, rated = Random(7), Random(8)
    rows = []
    for code, count in codes.items():
        for number in range(1, count + 1):
            words, verdict = worded_issue(said), rated_issue(rated)
            rows.append(
                (ROUND, code, number, *words.values(), *verdict["criteria"]["value"], verdict["own_score"], verdict["own_priority"])
            )
    return write_csv(path, [(*LIST_HEADER, *CRITERIA, "点数", "優先度評価"), *rows])


def offers(path: Path) -> Path:
    return write_csv(path, [("提供者", "名称", "分野", "説明"), *(tuple(offer.values()) for offer in offered())])


def offered() -> list[dict[str, object]]:
    rng = Random(5)
    topics = [rng.choice(TOPICS) for _ in range(OFFERS)]
    return [
        {"provider": f"提供者{place}", "title": topic.goal, "field": topic.field, "description": rng.choice(topic.remedies)}
        for place, topic in enumerate(topics)
    ]
