"""What has already been asked? Every read of the pages, kept by who asks, for what, and the state of the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics import records, registry
from analytics import rounds as survey_rounds
from analytics.benchmark import prefecture_summary
from analytics.charts import maps
from analytics.scope import Role, Scope, Viewer
from pages.shared.product import product

Peers = str | tuple[str, ...] | None


def table(name: str, scope: Scope, peers: Peers = None) -> pd.DataFrame:
    """One table of the registry, exactly as the command line gives it. Do not change the frame: it is shared."""
    return _table(name, scope, peers, product().store.generation)


@st.cache_data(max_entries=400, show_spinner=False)
def _table(name: str, scope: Scope, peers: Peers, generation: int) -> pd.DataFrame:
    serving = product()
    return registry.compute(serving.store, serving.config, serving.model, name, scope, peers, nation=False)


def read(function: Callable[..., Any], scope: Scope, *values: Any) -> Any:
    """What a function of analytics (connection, scope, *values) gives. Do not change the frame: it is shared."""
    return _read(function, f"{function.__module__}.{function.__qualname__}", scope, values, product().store.generation)


@st.cache_data(max_entries=400, show_spinner=False)
def _read(_function: Callable[..., Any], name: str, scope: Scope, values: tuple[Any, ...], generation: int) -> Any:
    with product().store.reading(scope) as con:
        return _function(con, scope, *values)


def summary(scope: Scope) -> pd.DataFrame:
    """Sums over the prefecture of `scope`: for every role, of those who agreed to be counted."""
    return _summary(scope, product().store.generation)


@st.cache_data(max_entries=50, show_spinner=False)
def _summary(scope: Scope, generation: int) -> pd.DataFrame:
    serving = product()
    return prefecture_summary(serving.store, scope, serving.config.measures.min_coverage)


def shapes(scope: Scope) -> dict[str, Any]:
    """The outlines of the municipalities of `scope` as GeoJSON, coarse enough to send; no features where there are none."""
    return _shapes(scope.in_round(None), product().store.generation)


@st.cache_data(max_entries=50, show_spinner=False)
def _shapes(scope: Scope, generation: int) -> dict[str, Any]:
    return maps.shapes(read(records.areas, scope), names())


def query(sql: str, scope: Scope, **values: object) -> pd.DataFrame:
    """A small read through the scoped views (names, rounds, receipts)."""
    return _query(sql, scope, tuple(values.items()), product().store.generation)


@st.cache_data(max_entries=200, show_spinner=False)
def _query(sql: str, scope: Scope, values: tuple[tuple[str, object], ...], generation: int) -> pd.DataFrame:
    with product().store.reading(scope) as con:
        return con.execute(sql, dict(values)).df()


ANYONE = Scope(Viewer(Role.VIEWER))
"""Names, blocks and rounds are public: they may be asked for by whoever may ask at all."""


def names(prefecture: str = "") -> dict[str, str]:
    """Code → name in code order; a name that occurs twice carries its prefecture."""
    found = query("select code, name, prefecture from municipality where $p = '' or prefecture = $p order by code", ANYONE, p=prefecture)
    twice = set(found["name"][found["name"].duplicated(keep=False)])
    return {row.code: f"{row.name}（{row.prefecture}）" if row.name in twice else row.name for row in found.itertuples(index=False)}


def rounds() -> list[str]:
    """Newest first."""
    return _rounds(product().store.generation)


@st.cache_data(max_entries=4, show_spinner=False)
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
