"""What stands on a karte is what the municipality itself may see, figure for figure, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from pandas import DataFrame, isna
from pandas.testing import assert_frame_equal

from analytics import records as on_record
from analytics import registry
from analytics.config import load_config
from analytics.karte import reading
from analytics.karte.content import Karte, karte
from analytics.karte.reading import OWN, NoSuchRound, records
from analytics.model import load_model
from analytics.notes import ALL
from analytics.sample import NOTES
from analytics.scope import Role, Scope, Viewer
from analytics.sentences import paper
from analytics.store import open_store
from tests.browser.states import make
from tests.conftest import fill_golden

TODAY = date(2026, 1, 20)
WITH_LISTS, ISLAND, FEW_ANSWERS, CITY = "99301", "99541", "99502", "99201"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The sample as the product opens it: store, config, model."""
    config = load_config(database=make("sample", tmp_path_factory.mktemp("karte")))
    model = load_model(config.model.folder)
    store = open_store(config, model)
    yield SimpleNamespace(store=store, config=config, model=model)
    store.close()


def drawn(here: Any, code: str, round: str | None = "2025", method: Any = None) -> Karte:
    return karte(records(here.store, here.config, here.model, (code,), round, method, TODAY), code)


def table(here: Any, name: str, viewer: Viewer, code: str, peers: Any = None) -> DataFrame:
    scope = Scope(viewer, "2025", "", (code,))
    return registry.compute(here.store, here.config, here.model, name, scope, peers, nation=False, today=TODAY)


def words(made: Karte) -> str:
    """All that is read on it, in any form."""
    cells = [cell for part in made.parts.values() for row in part.cells() for cell in row.values()]
    drawn = [rows.to_csv() for part in made.parts.values() if part.chart for rows in part.chart.sets.values()]
    return "\n".join((made.name, made.lead, *sum(made.figures, ()), *made.notes, *cells, *drawn, *(p.finding for p in made.parts.values())))


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("code", [WITH_LISTS, CITY])
def test_what_is_read_once_for_all_is_what_the_municipality_itself_sees(sample, name, code):
    own = table(sample, name, Viewer(Role.MUNICIPALITY, code), code)
    assert_frame_equal(table(sample, name, Viewer(), code), own, check_dtype=False)


SAME = {
    "steps": ("steps", {"score": "score", "max": "max"}),
    "wheels": ("wheels", {"as_is": "as_is"}),
    "factors": ("factors", {"severity": "value"}),
    "indicators": ("indicators", {}),
    "advice": ("advice", {"title": "title", "because": "because"}),
    "next_steps": ("next_steps", {"as_is_after": "as_is_after"}),
}


@pytest.mark.parametrize("code", [WITH_LISTS, ISLAND, FEW_ANSWERS])
@pytest.mark.parametrize("name", SAME)
def test_the_figures_are_those_of_the_tables(sample, code, name):
    part, columns = SAME[name]
    printed, made = table(sample, name, Viewer(), code), drawn(sample, code).parts[part].rows
    for theirs, ours in columns.items():
        assert same(printed[theirs].tolist(), made[ours].tolist())


def same(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(
        (isna(a) and isna(b)) or (abs(a - b) < 1e-9 if isinstance(a, float) else a == b) for a, b in zip(one, other, strict=True)
    )


def test_an_aspect_stands_beside_its_target_its_gap_and_the_last_round(sample):
    rows = drawn(sample, ISLAND).parts["aspects"].rows.iloc[1:]
    now = table(sample, "gap", Viewer(), ISLAND)
    scope = Scope(Viewer(), "2024", "", (ISLAND,))
    before = registry.compute(sample.store, sample.config, sample.model, "gap", scope)
    assert same(now["as_is"].tolist(), rows["as_is"].tolist()) and same(now["gap"].tolist(), rows["gap"].tolist())
    assert same(before["as_is"].tolist(), rows["before"].tolist()) and same(now["target"].tolist(), rows["target"].tolist())


def test_a_median_is_that_of_the_peers_who_agreed_by_name(sample):
    """Recomputed by hand: peers, of those the ones with consent 実名, the middle of their scores."""
    with sample.store.reading(Scope()) as con:
        agreed = {
            code for (code,) in con.execute("select code from consent where kind = '推進状況アンケート' and level = '実名'").fetchall()
        }
    found = {}
    for peer in table(sample, "peers", Viewer(), CITY, "adjacent")["peer"]:
        if peer in agreed:
            for row in table(sample, "steps", Viewer(), peer).dropna(subset=["score"]).itertuples(index=False):
                found.setdefault(row.step, []).append(row.score)
    rows = drawn(sample, CITY).parts["steps"].rows
    assert same(rows["median"].tolist(), [median(found[step]) for step in rows["step"]])
    assert rows["n"].tolist() == [len(found[step]) for step in rows["step"]] and rows["n"].max() < 6


def test_answers_of_a_peer_that_did_not_agree_change_nothing(world):
    fill_golden(world)
    peers = list(table(world, "peers", Viewer(), "98201", "adjacent")["peer"])
    assert len(peers) > 1
    world.put("consents", [{"code": peers[0], "kind": "推進状況アンケート", "level": "実名"}])
    before = words(drawn(world, "98201", method="adjacent"))
    with world.store.writing() as con:
        con.execute("update store.survey set points = 0 where code = $code", {"code": peers[1]})
    assert words(drawn(world, "98201", method="adjacent")) == before
    with world.store.writing() as con:
        con.execute("update store.survey set points = 0 where code = $code", {"code": peers[0]})
    assert words(drawn(world, "98201", method="adjacent")) != before


def test_without_consents_there_is_no_median_and_the_paper_says_so(world):
    fill_golden(world)
    made = drawn(world, "98201", method="adjacent")
    assert made.parts["steps"].rows["median"].isna().all()
    assert made.notes[0] == paper.medians([])


@pytest.mark.parametrize("code", [WITH_LISTS, FEW_ANSWERS, ISLAND, "99205"])
def test_what_is_for_the_prefecture_stands_nowhere(sample, code):
    said = words(drawn(sample, code))
    scope = Scope(Viewer(), None, "", (code,))
    with sample.store.reading(scope) as con:
        remarks = on_record.remarks(con, scope)["text"].tolist()
        noted = on_record.visits(con, scope)["note"].dropna().tolist()
    assert remarks or noted
    assert not [text for text in (*remarks, *noted) if text in said]
    for word in ("支援優先度は", "判定保留", "順位", "百分位", "確認したい点"):
        assert word not in said


def test_only_those_are_named_to_be_asked_who_agreed_to_it(sample):
    with sample.store.reading(Scope()) as con:
        takes = {name for (name,) in con.execute("select name from municipality where accepts_questions = '可'").fetchall()}
    named = {name for code in (WITH_LISTS, ISLAND, "99203") for name in drawn(sample, code).parts["mentors"].rows["mentor_name"]}
    candidates = {mentor for code in ("99203", "99343") for mentor in table(sample, "mentors", Viewer(), code)["mentor"]}
    assert named and named <= takes and candidates


def test_too_few_neighbours_are_stood_in_for_but_a_method_asked_for_is_not(sample):
    every = records(sample.store, sample.config, sample.model, (ISLAND, CITY), "2025", None, TODAY)
    assert (every.near(ISLAND).method, every.near(CITY).method) == ("similar", "adjacent")
    asked = records(sample.store, sample.config, sample.model, (ISLAND,), "2025", "adjacent", TODAY).near(ISLAND)
    assert asked.method == "adjacent" and asked.peers.empty


def test_the_foot_names_the_round_the_response_and_the_files(sample):
    made = drawn(sample, FEW_ANSWERS)
    told = paper.source(made.provenance.rounds, made.response, made.provenance.batches)
    assert told.startswith("令和7年度（2025）　24問のうち17問に回答（回答率 71%）　取込の受付番号：市町村マスタ 1、")
    assert "推進状況アンケート" in told and "計画KPI" not in told
    assert made.provenance.sample and made.today == TODAY


def test_without_an_answer_the_parts_say_so_and_have_no_rows(world):
    world.municipalities("98201", "98202")
    world.answers("98202", q1=30, q2=15)
    made = drawn(world, "98201")
    assert made.response == "回答なし"
    assert {made.parts[key].finding for key in ("steps", "aspects", "drivers", "factors")} == {paper.UNANSWERED}
    assert all(part.rows.empty for part in made.parts.values())
    assert "まだ回答していません" in made.lead


def test_without_any_survey_a_karte_is_still_made(world):
    world.municipalities("98201", population=1200)
    made = drawn(world, "98201", None)
    assert ("人口", "1,200人") in made.figures and made.parts["issues"].finding == "課題リストは、まだ取り込まれていません。"


def test_a_round_that_there_is_not_is_refused(world):
    world.municipalities("98201")
    world.answers("98201", q1=30)
    with pytest.raises(NoSuchRound, match=r"2031.*あるもの: 2025"):
        drawn(world, "98201", "2031")


def test_everybody_is_the_own_prefecture(world):
    with pytest.raises(reading.NobodyThere):
        reading.everybody(world.store, world.config)
    world.municipalities("98201")
    world.municipalities("97201", prefecture="別県")
    assert reading.everybody(world.store, world.config) == ("97201", "98201")
    home = world.config.model_copy(update={"app": world.config.app.model_copy(update={"prefecture": "試験県"})})
    assert reading.everybody(world.store, home) == ("98201",)


def test_who_is_known_by_a_step_table_alone_has_scores_and_no_causes(world):
    world.municipalities("98201")
    world.put("steps", [{"round": "2025", "code": "98201", "step": f"step{n}", "score": 10.0} for n in range(4)])
    made = drawn(world, "98201")
    assert made.parts["steps"].rows["score"].tolist() == [10.0] * 4 and made.parts["drivers"].rows.empty
    assert made.parts["factors"].rows["value"].isna().all() and made.response == "回答なし"


def test_of_the_notes_only_those_for_all_stand_on_the_paper_of_their_municipality_and_round(sample):
    said = {name: drawn(sample, code, round).parts.get("notes") for name, code, round in (("own", WITH_LISTS, "2025"), ("earlier", WITH_LISTS, "2024"), ("other", CITY, "2025"))}  # fmt: skip
    assert said["earlier"] is None and said["other"] is None
    kept = {text: audience for code, _, text, audience in NOTES if code == WITH_LISTS}
    assert [row["text"] for row in said["own"].cells()] == [text for text, audience in kept.items() if audience == ALL]
    assert [row["about"] for row in said["own"].cells()] == ["観点：住民・地域との関係"]
    hidden = [text for _, _, text, audience in NOTES if audience != ALL]
    assert len(hidden) == 2 and not [text for text in hidden for code in (WITH_LISTS, CITY) if text in words(drawn(sample, code))]
