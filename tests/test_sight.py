"""Who sees what: figures that belong to one municipality alone, looked for in everything that others can read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from analytics import schema
from analytics.registry import TABLES, compute
from analytics.scope import Role, Scope, Viewer
from tests.conftest import World

CODES = [f"982{number:02d}" for number in range(1, 12)]
OWN = CODES[0]
KINDS = ("推進状況アンケート", "STEP得点表", "目標", "支援記録", "市町村マスタ")
VIEWS = re.findall(r"create or replace view (\w+)", schema.VIEWS)


def canary(code: str) -> float:
    """A figure that no other municipality has: 98203 → 9820.3007."""
    return int(code) / 10 + 0.0007


def word(code: str) -> str:
    return f"密{code}"


def tell_all(world: World) -> None:
    """Every kind of data about every municipality, each with its own figure and word."""
    world.put(
        "municipalities",
        [
            {
                "code": c,
                "name": f"第{c[-2:]}町",
                "prefecture": "試験県",
                "category": "町",
                "population": 1000,
                "it_staff": int(c) * 7,
                "contact": word(c),
            }
            for c in CODES
        ],
    )
    world.put(
        "survey", [{"round": "2025", "code": c, "question": q, "choice": word(c), "points": canary(c)} for c in CODES for q in ("q1", "q2")]
    )
    world.put("survey", [{"round": "2025", "code": c, "question": "t1", "text": word(c)} for c in CODES])
    world.put("steps", [{"round": "2025", "code": c, "step": "step3", "score": canary(c)} for c in CODES])
    world.put("targets", [{"round": "2025", "code": c, "aspect": "character", "target": canary(c)} for c in CODES])
    world.put("support_log", [{"code": c, "date": "2025-06-01", "type": "会議", "title": word(c), "note": word(c)} for c in CODES])
    world.put("support_decisions", [{"round": "2025", "code": c, "wish": "有", "why": word(c)} for c in CODES])


def consent(world: World, level: str, *codes: str) -> None:
    world.put("consents", [{"code": c, "kind": kind, "level": level, "given_by": word(c)} for c in codes for kind in KINDS])


def seen(world: World, viewer: Viewer, reach: str = "rows") -> str:
    """Everything that the views let this viewer read, as one text."""
    scope = Scope(viewer, round="2025")
    with world.store.reading(scope, reach) as con:
        return "\n".join(str(con.execute(f"from {view}").fetchall()) for view in VIEWS)


def in_tables(world: World, viewer: Viewer) -> str:
    scope = Scope(viewer, round="2025")
    return "\n".join(compute(world.store, world.config, world.model, name, scope).to_csv() for name in TABLES)


def betrayed(text: str, *codes: str) -> list[str]:
    """Those of the municipalities whose figure or word stands in the text."""
    return [c for c in codes if any(sign in text for sign in (word(c), str(canary(c)), str(int(c) * 7)))]


@pytest.fixture
def told(world: World) -> World:
    tell_all(world)
    return world


NEIGHBOUR = Viewer(Role.MUNICIPALITY, OWN)
VISITOR = Viewer(Role.VIEWER)


def test_the_canaries_are_there_for_the_prefecture(told):
    assert betrayed(seen(told, Viewer()), *CODES) == CODES
    assert betrayed(in_tables(told, Viewer()), *CODES) == CODES


@pytest.mark.parametrize("read", [seen, in_tables])
def test_without_consent_a_municipality_sees_itself_alone(told, read):
    assert betrayed(read(told, NEIGHBOUR), *CODES) == [OWN]


@pytest.mark.parametrize("read", [seen, in_tables])
def test_a_visitor_sees_no_figure_of_anyone(told, read):
    consent(told, "実名", *CODES)
    assert betrayed(read(told, VISITOR), *CODES) == []


def test_who_consented_by_name_is_shown_by_name(told):
    consent(told, "実名", CODES[1])
    found = seen(told, NEIGHBOUR)
    assert betrayed(found, *CODES) == [OWN, CODES[1]]
    assert f"('{CODES[1]}', '2025'" in found


def test_what_is_written_in_own_words_stays_with_its_author(told):
    consent(told, "実名", *CODES)
    with told.store.reading(Scope(NEIGHBOUR)) as con:
        assert {code for _, code, *_ in con.execute("from remark").fetchall()} == {OWN}
        assert con.execute("from support_decision").fetchall() == []


@pytest.mark.parametrize(("count", "shown"), [(5, 0), (6, 6)])
def test_the_unnamed_are_shown_from_six_on_and_under_a_number(told, count, shown):
    others = CODES[1 : 1 + count]
    consent(told, "匿名", *others)
    with told.store.reading(Scope(NEIGHBOUR)) as con:
        codes = {code for (code,) in con.execute("select code from answer").fetchall()} - {OWN}
    assert len(codes) == shown and all(re.fullmatch(r"団体\d+", code) for code in codes)


def test_the_unnamed_never_stand_beside_their_code(told):
    consent(told, "匿名", *CODES[1:8])
    text = in_tables(told, NEIGHBOUR)
    figures = [line for line in text.splitlines() if betrayed(line, *CODES[1:8])]
    assert figures and not any(
        code in line.replace(word(code), "")
        for line in figures
        for code in CODES[1:8]
        if str(canary(code)) not in code and re.search(rf"\b{code}\b", line)
    )


def test_who_is_only_counted_shows_in_no_row(told):
    consent(told, "集計のみ", *CODES[1:])
    assert betrayed(seen(told, NEIGHBOUR), *CODES) == [OWN]
    assert betrayed(in_tables(told, NEIGHBOUR), *CODES) == [OWN]


def test_totals_need_six(told):
    consent(told, "集計のみ", *CODES[1:5])
    assert sums(told)["median"].isna().all()
    consent(told, "集計のみ", *CODES[5:9])
    assert sums(told)["n"].max() >= 6


def sums(world: World) -> Any:
    table = compute(world.store, world.config, world.model, "benchmark", Scope(NEIGHBOUR, round="2025"))
    return table[(table["comparison"] == "prefecture") & (table["measure"] == "step")]


def test_a_consent_withdrawn_hides_again(told):
    consent(told, "実名", CODES[1])
    told.forget("consents")
    assert betrayed(seen(told, NEIGHBOUR), *CODES) == [OWN]


def test_without_the_variables_nothing_is_let_through(told):
    consent(told, "実名", *CODES)
    cursor = told.store.cursor()
    assert [view for view in VIEWS if cursor.execute(f"select count(*) from {view}").fetchall() != [(0,)]] == []


def test_a_role_that_does_not_exist_sees_nothing(told):
    consent(told, "実名", *CODES)
    with told.reading() as con:
        con.execute("set variable role = '管理者'")
        assert betrayed("".join(str(con.execute(f"from {view}").fetchall()) for view in VIEWS), *CODES) == []


def test_a_municipality_without_a_code_is_nobodys_neighbour(told):
    assert betrayed(seen(told, Viewer(Role.MUNICIPALITY, "")), *CODES) == []
