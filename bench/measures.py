"""How long does each table take, for one prefecture and for the nation, beside one bare group-by over the stored answers?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from analytics import registry
from analytics.config import Method
from analytics.scope import Scope, Viewer
from analytics.store import Store
from bench.country import PREFECTURE, Country
from bench.rows import Mark, Row, at_most, in_turns, row, seconds, within

# The least that any measure must do: read every answer once.
GROUP_BY = """
    select code, round, avg(points) as points, count(*) as n
    from store.survey
    where ($round is null or round = $round) and ($prefecture = '' or code in (select code from store.municipalities where prefecture = $prefecture))
    group by code, round
"""


def measures(country: Country, times: int) -> list[Row]:
    with country.opened() as store:
        return [*prefecture_rows(country, store, times), *nation_rows(country, store, times)]


def prefecture_rows(country: Country, store: Store, times: int) -> Iterator[Row]:
    """What a page asks: one prefecture, the newest round, every way to choose peers."""
    scope = Scope(Viewer(), str(country.years[-1]), PREFECTURE)
    data = f"60団体・1回（全国 {country.size.label} の中）"
    for name in registry.TABLES:
        for peers in get_args(Method) if name in ("peers", "benchmark", "mentors", "robustness") else (None,):
            label = f"measures 県 {name}{f':{peers}' if peers else ''}"
            yield measured(label, data, table(country, store, name, scope, peers), group_by(store, scope), times, "50ms以内", at_most(50))


def nation_rows(country: Country, store: Store, times: int) -> Iterator[Row]:
    scope = Scope(Viewer(), None)
    for name in registry.TABLES:
        mark = ("素の8倍以内、2秒以内", within(8, 2000)) if name == "gap" else ("2秒以内", at_most(2000))
        compute = table(country, store, name, scope, None)
        yield measured(f"measures 全国 {name}", country.size.label, compute, group_by(store, scope), times, *mark)


def measured(name: str, data: str, product: Callable[[], int], bare: Callable[[], int], times: int, mark: str, reached: Mark) -> Row:
    """Warm: each is asked once before it counts."""
    rows, _ = product(), bare()
    ours, limit = in_turns(times, lambda: seconds(product), lambda: seconds(bare))
    return row(name, data, ours, limit, mark, reached, f"{rows:,}行")


def table(country: Country, store: Store, name: str, scope: Scope, peers: str | None) -> Callable[[], int]:
    return lambda: len(registry.compute(store, country.config, country.model, name, scope, peers))


def group_by(store: Store, scope: Scope) -> Callable[[], int]:
    def run() -> int:
        with store.reading(scope) as con:
            return len(con.execute(GROUP_BY, {"round": scope.round, "prefecture": scope.prefecture}).df())

    return run
