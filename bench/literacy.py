"""How long does it take to publish a nation's diagnosis, beside one bare group-by, and to read what one municipality's page shows?"""

from __future__ import annotations

import time
from collections.abc import Callable

from duckdb import DuckDBPyConnection

from analytics import literacy
from analytics.publication import publish
from analytics.scope import Scope, Viewer
from analytics.store import Store
from bench.country import Country, import_file
from bench.loading import forget
from bench.rows import Row, at_most, in_turns, row, seconds, within

# The figures of every group that the product publishes, and nothing else: no rule, no rounding, no table that stays.
GROUP_BY = """
    select code, department, position_group, {figures}
    from (
        select *, case when list_contains($managers, position) then '管理職' else '一般職員' end as position_group from store.literacy
    )
    group by grouping sets ((code, department, position_group), (code, department), (code, position_group), (code))
"""
FIGURES = "count({0}), avg({0}), stddev_samp({0}), " + ", ".join(f"count_if({{0}} < {bound})" for bound in (20, 40, 60, 80))


def literacy_rows(country: Country, times: int) -> list[Row]:
    file = country.folder / "literacy.duckdb"
    with country.opened(file) as store:
        import_file(store, country.model, country.literacy)
        read = reading(country, store, times)  # first: what is published and rolled back leaves dead rows behind, which no page meets
        found = [*publishing(country, store, times), read]
    forget(file)
    return found


def publishing(country: Country, store: Store, times: int) -> list[Row]:
    """All groups, rules 1 to 5 included, up to the written table; taken back each time."""
    product, bare = in_turns(times, lambda: published_seconds(country, store), lambda: group_by_seconds(country, store))
    data = f"{country.size.staff:,}人×{country.items}問、全集団"
    return [row("literacy 公表用の表", data, product, bare, "素の3倍以内", within(3))]


def published_seconds(country: Country, store: Store) -> float:
    cursor = store.cursor()
    try:
        cursor.execute("begin")
        return seconds(lambda: publish(cursor, country.config.literacy, country.config.privacy))
    finally:
        cursor.execute("rollback")
        cursor.close()


def group_by_seconds(country: Country, store: Store) -> float:
    figures = ", ".join(FIGURES.format(f"score{item}") for item in range(1, country.items + 1))
    cursor = store.cursor()
    try:
        managers = list(country.config.literacy.manager_positions)
        sql = f"create or replace temp table bare as {GROUP_BY.format(figures=figures)}"
        return seconds(lambda: cursor.execute(sql, {"managers": managers}))
    finally:
        cursor.close()


def reading(country: Country, store: Store, times: int) -> Row:
    """The tables of the page for one municipality, its pools included; beside them one bare read of its published rows."""
    place = country.places[len(country.places) // 2]
    scope = Scope(Viewer(), str(country.years[-1]), "", (place.code,))

    def page(con: DuckDBPyConnection) -> None:
        rows = literacy.literacy(con, scope)
        literacy.gaps(rows)
        literacy.shares(rows)
        literacy.response(rows, literacy.staff(con, scope))

    def bare(con: DuckDBPyConnection) -> None:
        con.execute("from store.literacy_published where unit = $code", {"code": place.code}).df()

    product, limit = in_turns(5 * times, lambda: read_seconds(store, scope, page), lambda: read_seconds(store, scope, bare))
    return row("literacy 1団体の画面", f"{country.size.municipalities:,}団体の中の1団体", product, limit, "20ms以内（CPU）", at_most(20))


def read_seconds(store: Store, scope: Scope, read: Callable[[DuckDBPyConnection], None]) -> float:
    """Of the processor: so short a time is not to be that of whatever else runs on the machine."""
    with store.reading(scope, cut=True) as con:
        start = time.process_time()
        read(con)
        return time.process_time() - start
