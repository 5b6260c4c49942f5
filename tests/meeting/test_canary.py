"""Does any figure or name of somebody who is not at the table get into a meeting's papers? Each filter is taken away once to see it caught."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest

from analytics import decisions
from analytics.charts import meeting as charts
from analytics.charts.theme import ROWS
from analytics.meeting import consent, document, material, minutes
from analytics.meeting.consent import Table
from analytics.meeting.slides import Snapshot
from analytics.pictures import VEGA_LITE, converter
from analytics.scope import Scope
from tests.conftest import World
from tests.meeting import circle
from tests.meeting.circle import CIRCLE, DAY, HANARE, KAWABE, MINATO, MORINO, UMINO, YAMANO, a_prefecture, diagnosed, remark

AWAY = {UMINO: "うみの村", MORINO: "もりの村", HANARE: "はなれ村"}
AT_TABLE = ("みなと市", "かわべ市", "やまの町", "さとの町")
CHIRP = "金糸雀"
POPULATIONS = {UMINO: 31_417, MORINO: 27_183, HANARE: 14_142}
FIGURES = ("31,417", "27,183", "14,142", "1618.03", "88.7")
"""What those who are not there alone have: populations, an indicator, and the mean of a diagnosis."""


@pytest.fixture
def prefecture(world: World) -> World:
    """All have agreed to everything: who sits at the table is the one thing that keeps the others out."""
    a_prefecture(world)
    world.forget("consents")
    circle.consent(world, "実名", *CIRCLE, *AWAY)
    with world.store.writing() as con:
        for code, population in POPULATIONS.items():
            con.execute("update store.municipalities set population = $n where code = $code", {"n": population, "code": code})
    world.put("indicators", [{"code": code, "indicator": "公開件数", "year": "2025", "value": 1618.03} for code in AWAY])
    world.put("indicators", [{"code": code, "indicator": "公開件数", "year": "2025", "value": 5.0} for code in CIRCLE])
    for code in AWAY:
        remark(world, code, CHIRP, "t3")
        circle.issue(world, code, "77", f"窓口の申請書を紙で受け付けていて入力に手間がかかる{CHIRP}")
    remark(world, MINATO, "うみの村ともりの村に聞いた")
    for x, code in enumerate((*CIRCLE, *AWAY)):
        ring = [[x, 35], [x + 1, 35], [x + 1, 36], [x, 36], [x, 35]]
        world.put("boundaries", [{"code": code, "geometry": json.dumps([[ring]]), "longitude": x + 0.5, "latitude": 35.5}])
    diagnosed(world, MINATO, KAWABE)
    diagnosed(world, *AWAY, managers=88.7)
    return world


@dataclass(frozen=True)
class Papers:
    """Everything that a meeting gives out, as text: snapshot, minutes in both forms, and the pictures as they are drawn."""

    snapshot: str
    markdown: str
    word: str
    pictures: str

    def __iter__(self) -> Iterator[str]:
        return iter((self.snapshot, self.markdown, self.word, self.pictures))


def papers(world: World, unnamed: bool = False) -> Papers:
    held = circle.held(world, unnamed=unnamed)
    decisions.promise(world.store, "来年も集まる", DAY, None, "県", None, held.snapshot.name, held.codes, item="aspect:character")
    made = minutes.minutes(world.store, held.number)
    with ZipFile(BytesIO(document.document(made))) as parts:
        word = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))
    return Papers(held.snapshot.model_dump_json(), minutes.markdown(made).decode(), re.sub("<[^>]*>", "", word), pictures(held.snapshot))


def pictures(snapshot: Snapshot) -> str:
    """The pictures as vectors, in which every letter and tooltip can be found."""
    drawn = ""
    for slide in snapshot.slides:
        if slide.chart:
            spec = charts.picture(slide.chart, list(slide.drawn), charts.ON_PAPER)
            drawn += converter().vegalite_to_svg({**spec, "datasets": {ROWS: list(slide.drawn)}}, vl_version=VEGA_LITE)
    return drawn


def chirps(paper: str) -> list[str]:
    """What is found of those who are not there."""
    forms = [*FIGURES, *(figure.replace(",", "") for figure in FIGURES)]
    return [one for one in (CHIRP, *AWAY.values(), *AWAY, *forms) if one in paper]


def test_nothing_of_those_who_are_not_there_is_in_any_paper_of_a_meeting(prefecture: World) -> None:
    told = papers(prefecture)
    assert [chirps(paper) for paper in told] == [[], [], [], []]
    assert all(all(name in paper for name in AT_TABLE) for paper in told)  # those who are there are found in the same way
    assert "literacy" in told.snapshot and "map" in told.snapshot


def test_in_an_anonymous_meeting_neither_names_nor_codes_of_those_who_are_there(prefecture: World) -> None:
    for paper in papers(prefecture, unnamed=True):
        assert chirps(paper) == []
        assert not [one for one in (*AT_TABLE, *CIRCLE) if one in paper]
        assert "団体A" in paper


def test_a_missing_veil_is_caught(prefecture: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Table, "veiled", lambda self, told: told)
    assert set(chirps(papers(prefecture).snapshot)) == {"うみの村", "もりの村"}  # of whom みなと市 wrote


def test_without_the_scope_no_meeting_comes_about_rather_than_one_with_others_in_it(
    prefecture: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material, "only", lambda scope, codes: Scope(round="2025"))
    with pytest.raises(KeyError, match="|".join(AWAY)):
        papers(prefecture)


def test_where_others_are_let_to_the_table_their_figures_are_caught(prefecture: World) -> None:
    told = circle.shown(prefecture, *CIRCLE, *AWAY).model_dump_json()
    assert {*AWAY.values(), *FIGURES[:3], "1618.03", "88.7", CHIRP} <= set(chirps(told))


def test_the_words_of_those_who_did_not_agree_are_found_where_consent_is_not_asked(
    prefecture: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefecture.forget("consents")
    circle.consent(prefecture, "実名", MINATO, KAWABE)
    remark(prefecture, YAMANO, "やまびこの声", "t3")
    assert "やまびこの声" not in papers(prefecture).snapshot
    monkeypatch.setattr(Table, "who_agreed", lambda self, *kinds: self.codes)
    assert "やまびこの声" in circle.shown(prefecture, name="第2回").model_dump_json()


def test_names_are_found_where_an_anonymous_table_bears_them(prefecture: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Table, "shown_as", lambda self, found: found[0])
    assert "みなと市" in circle.shown(prefecture, unnamed=True, own=["みなと市の報告"]).model_dump_json()
    assert consent.ELSEWHERE not in circle.shown(prefecture).model_dump_json()
