"""What has already been asked? Every read of the pages, kept by who asks, for what, and the state of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import benchmark, facts, records, registry
from analytics import rounds as survey_rounds
from analytics.charts import maps
from analytics.peers import Comparison
from analytics.scope import Role, Scope, Viewer
from pages.shared.kept import kept, shelf
from pages.shared.product import product
from pages.shared.whole import CLOCKED, ROUNDLESS, WHOLE, of_questionnaire, part, together, with_whole_ranks

Peers = str | tuple[str, ...] | None


def forget() -> None:
    """As after a start: everything is asked anew. For measuring and for tests."""
    st.cache_data.clear()
    shelf.clear()  # type: ignore[attr-defined]


def table(name: str, scope: Scope, peers: Peers = None) -> pd.DataFrame:
    """One table of the registry, exactly as the command line gives it. Do not change the frame: it is shared."""
    of_peers = name in ("peers", "benchmark", "mentors", "robustness")
    asked = scope if name not in ROUNDLESS or peers == "stage" else scope.in_round(None)
    today = date.today() if name in CLOCKED else None
    return _table(name, asked, peers if of_peers else None, product().store.generation, today)


@kept
def _table(name: str, scope: Scope, peers: Peers, generation: int, today: date | None) -> pd.DataFrame:
    serving, homes = product(), homes_of(scope) if name in WHOLE and scope.round in (None, *rounds()) else ()
    if not homes:
        return registry.compute(serving.store, serving.config, serving.model, name, scope, peers, nation=False, today=today)
    rows = together([part(_whole(name, Scope(scope.viewer, None, home), generation), scope) for home in homes])
    return registry.with_numbers(of_questionnaire(rows, serving.model, scope.round) if name == "priority" else rows)


@kept
def _whole(name: str, scope: Scope, generation: int) -> pd.DataFrame:
    """All rounds of a whole prefecture cost hardly more than one municipality: what a filter then shows is a part of them."""
    serving = product()
    return registry.read(registry.Ask(serving.store, serving.config, serving.model, scope, None), name)


def read(function: Callable[..., Any], scope: Scope, *values: Any, cut: bool = False) -> Any:
    """What a function of analytics (connection, scope, *values) gives. Do not change the frame: it is shared.

    cut: it compares with nobody, so nobody else is read.
    """
    return _read(function, f"{function.__module__}.{function.__qualname__}", scope, values, cut, product().store.generation)


@st.cache_data(max_entries=400, show_spinner=False)
def _read(_function: Callable[..., Any], name: str, scope: Scope, values: tuple[Any, ...], cut: bool, generation: int) -> Any:
    with product().store.reading(scope, cut=cut) as con:
        return _function(con, scope, *values)


def measured(function: Callable[..., Any], scope: Scope, *values: Any) -> Any:
    """The same of a function (store, scope, *values) that opens its reads itself."""
    return _measured(function, f"{function.__module__}.{function.__qualname__}", scope, values, product().store.generation)


@st.cache_data(max_entries=400, show_spinner=False)
def _measured(_function: Callable[..., Any], name: str, scope: Scope, values: tuple[Any, ...], generation: int) -> Any:
    return _function(product().store, scope, *values)


def among_peers(scope: Scope, comparison: Comparison) -> pd.DataFrame:
    """The rows of `benchmark` against the peers alone, which are all that a page shows."""
    rows = _among_peers(scope.in_round(None), comparison.method, comparison.codes, product().store.generation)
    return registry.with_numbers(with_whole_ranks(part(rows, scope)))


@kept
def _among_peers(scope: Scope, method: str, codes: tuple[str, ...], generation: int) -> pd.DataFrame:
    serving = product()
    comparison = Comparison.of(serving.config, codes if method == "custom" else method)
    return benchmark.among_peers(serving.store, scope, comparison, serving.config.measures.min_coverage)


def summary(scope: Scope) -> pd.DataFrame:
    """Sums over the prefecture of `scope`: for every role, of those who agreed to be counted."""
    return part(_summary(scope.in_round(None).of(), product().store.generation), scope.of())


@kept
def _summary(scope: Scope, generation: int) -> pd.DataFrame:
    serving = product()
    return benchmark.prefecture_summary(serving.store, scope, serving.config.measures.min_coverage)


def shapes(scope: Scope) -> dict[str, Any]:
    """The outlines of the municipalities of `scope` as GeoJSON, coarse enough to send; no features where there are none."""
    return _shapes(scope.in_round(None), product().store.generation)


@kept
def _shapes(scope: Scope, generation: int) -> dict[str, Any]:
    return maps.shapes(read(records.areas, scope), names())


def query(sql: str, scope: Scope, **values: object) -> pd.DataFrame:
    """A small read through the scoped views (names, rounds, receipts)."""
    return _query(sql, scope, tuple(values.items()), product().store.generation)


@st.cache_data(max_entries=200, show_spinner=False)
def _query(sql: str, scope: Scope, values: tuple[tuple[str, object], ...], generation: int) -> pd.DataFrame:
    with product().store.reading(scope) as con:
        return con.execute(sql, dict(values)).df()


def homes_of(scope: Scope) -> tuple[str, ...]:
    """The prefectures that `scope` lies in; none where it has no bounds or names somebody of whom nobody knows where."""
    if scope.prefecture or not scope.codes:
        return (scope.prefecture,) if scope.prefecture else ()
    homes = _homes(product().store.generation)
    found = dict.fromkeys(homes.get(code, "") for code in sorted(scope.codes))
    return () if "" in found else tuple(found)


@kept
def _homes(generation: int) -> dict[str, str]:
    found = query("select code, coalesce(prefecture, '') as prefecture from municipality", ANYONE)
    return dict(zip(found["code"].tolist(), found["prefecture"].tolist(), strict=True))


ANYONE = Scope(Viewer(Role.VIEWER))
"""Names, blocks and rounds are public: they may be asked for by whoever may ask at all."""


def names(prefecture: str = "") -> dict[str, str]:
    """Code → name in code order; a name that occurs twice carries its prefecture. Do not change it: it is shared."""
    return _names(prefecture, product().store.generation)


@kept
def _names(prefecture: str, generation: int) -> dict[str, str]:
    scope = Scope(ANYONE.viewer, prefecture=prefecture)
    with product().store.reading(scope) as con:
        return facts.names(con, scope)


def rounds() -> list[str]:
    """Newest first."""
    return _rounds(product().store.generation)


@kept
def _rounds(generation: int) -> list[str]:
    with product().store.reading(ANYONE) as con:
        return survey_rounds.rounds(con)[::-1]


def prefectures() -> list[str]:
    return list(
        query("select prefecture from municipality where prefecture is not null group by prefecture order by min(code)", ANYONE)[
            "prefecture"
        ]
    )


def surveyed_prefecture() -> str:
    """The prefecture whose municipalities answered, else the first one loaded."""
    answered = query(
        "select prefecture, count(*) as n from answer join municipality using (code) group by prefecture order by n desc limit 1", Scope()
    )
    loaded = prefectures()
    return str(answered["prefecture"][0]) if len(answered) else (loaded[0] if loaded else "")


def blocks(prefecture: str) -> list[str]:
    sql = "select block from municipality where block is not null and ($p = '' or prefecture = $p) group by block order by min(code)"
    return list(query(sql, ANYONE, p=prefecture)["block"])


def codes_of_blocks(prefecture: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    if not chosen:
        return ()
    sql = "select code from municipality where list_contains($blocks, block) and ($p = '' or prefecture = $p) order by code"
    return tuple(query(sql, ANYONE, p=prefecture, blocks=list(chosen))["code"])


def groups() -> list[str]:
    return list(query('select distinct "group" from membership order by 1', ANYONE)["group"])


def has_sample() -> bool:
    return bool(query("select count(*) > 0 as any from receipt where sample", ANYONE)["any"][0])
