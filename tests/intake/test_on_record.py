"""What is on record goes out in a form in which it comes back: the same rows, whatever stands in them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analytics.intake.giving_out.on_record import NotOnRecord, forms_of, on_record
from analytics.intake.own_files import EXPLANATION, NOTHING_SAID
from analytics.intake.values import REASONS, formula_fault, missing_reason, plain
from analytics.kinds import BOUNDARIES, KINDS, LITERACY, NEIGHBOURS, SURVEY, Column, Kind
from analytics.model import Model
from analytics.sample import FOLDER
from analytics.schema import reason_name, stored_type
from analytics.scope import Role, Scope, Viewer
from tests.conftest import SMALL, World
from tests.taking import MASTER, examined, rows, taken

CODES = ("14201", "14202", "14301")
PREFECTURE = "14000"
# Each example reads and writes a file or two: what fails is small enough to be read as it is.
FEW = settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
OFFICIAL_MAP = Path(__file__).parents[3] / "shared" / "realdata" / "ja_municipality_area.json"
TABULAR = [kind for kind in KINDS.values() if forms_of(kind) == ("xlsx", "csv")]


# ---------------------------------------------------------------- small drawn facts

AWKWARD = [
    "=1+1",
    "'=1+1",
    "+81",
    "-5",
    "@x",
    '"引用"',
    "1,2",
    "０１",
    "007",
    "2025-04-01",
    "改行\nあり",
    "TRUE",
    "1e5",
    "_x0041_",
    "髙﨑①㈱～",
    "'",
    "a'b",
    "令和7年",
    "x y",
]
LETTERS = st.text("あいうアイウ行政手続高﨑値aXZ019 　・、。（）「」=+-@'\"/_#,;%&<>\\", min_size=1, max_size=12)
TEXTS = (
    (st.sampled_from(AWKWARD) | LETTERS)
    .map(str.strip)
    .filter(lambda text: text and missing_reason(text) is None and formula_fault(text) is None and text != NOTHING_SAID)
)
NAMES = TEXTS.map(lambda text: text.replace(" ", "").replace("\u3000", "") + "町")
NUMBERS = st.sampled_from([0.0, -5.0, 0.1, 61.333333333333336, -1234567.25]) | st.integers(-(10**9), 10**9).map(
    lambda number: number / 1000
)
ROUNDS = st.sampled_from(["2024", "2025", "2025-2"])


def values_of(column: Column, model: Model) -> st.SearchStrategy[Any]:
    """What may stand in a stored column of this declaration."""
    low, high = column.low or 0, column.high if column.high is not None else 1000
    if column.name in ("mean", "sd"):
        return numbers(*model.scale)
    if column.ids:
        entries = model.questionnaires[0].steps if column.ids == "step" else model.to_be.factors
        return st.lists(st.sampled_from([one.id for one in entries]), min_size=1, max_size=3, unique=True).map("・".join)
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "municipality": st.sampled_from(CODES),
        "round": ROUNDS,
        "year": st.sampled_from(["2023", "2024"]),
        "integer": st.integers(int(low), int(high)),
        "number": numbers(low, high) if column.low is not None else NUMBERS,
        "date": st.dates(date(1890, 1, 1), date(2090, 1, 1)),
        "choice": st.sampled_from(column.choices or ("可",)),
    }
    return drawn.get(column.type, TEXTS)


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Decimals, and thirds, which take every digit a float has."""
    return st.integers(0, 3000).map(lambda part: low + (high - low) * part / 3000)


def facts_of(kind: Kind, model: Model) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = spread_rows(kind, model) if kind.spread else records_of(kind, model)
    return st.lists(one, min_size=1, max_size=6, unique_by=lambda row: tuple(str(row[name]).casefold() for name in kind.key))


@st.composite
def records_of(draw: st.DrawFn, kind: Kind, model: Model) -> dict[str, Any]:
    """One stored row: each value known, or missing for a reason, or never said."""
    row: dict[str, Any] = {"reasons": {}}
    for column in kind.columns:
        strategy = NAMES if column.name in ("name", "prefecture", "county") else values_of(column, model)
        if column.name in kind.key:
            strategy = strategy.map(lambda value: (plain(value) or "値") if isinstance(value, str) else value)
        if column.name == "code" and kind.prefecture_rows:
            strategy = st.sampled_from((*CODES, PREFECTURE))
        state = "known" if column.required or column.name in kind.key else draw(st.sampled_from(["known", "reason", "nothing"]))
        row[column.name] = draw(strategy) if state == "known" else None
        if state == "reason":
            row["reasons"][column.name] = draw(st.sampled_from(REASONS))
    if kind is KINDS["municipalities"] and row["category"] is None:
        row["category"], row["reasons"] = row["name"][-1], {name: why for name, why in row["reasons"].items() if name != "category"}
    if kind.gathers == "criterion":
        ratings = st.dictionaries(st.sampled_from(model.criteria), numbers(1, 5), min_size=1)
        row["criteria"] = draw(st.none() | ratings)
    if kind is NEIGHBOURS and row["code_a"] == row["code_b"]:
        row["code_b"] = CODES[(CODES.index(row["code_a"]) + 1) % len(CODES)]
    return row


@st.composite
def spread_rows(draw: st.DrawFn, kind: Kind, model: Model) -> dict[str, Any]:
    """One stored row of a kind with an item per row: a value or a reason."""
    row: dict[str, Any] = {"code": draw(st.sampled_from(CODES))}
    known = draw(st.booleans())
    row["reason"] = None if known else draw(st.sampled_from(REASONS))
    if kind.spread == "indicator":
        # A file in which one indicator has two units is refused.
        indicator, unit = draw(st.sampled_from([("保有率", "%"), ("=割合", None), ("人口 男", "人")]))
        year, value = draw(st.sampled_from(["2023", "2024"])), draw(NUMBERS) if known else None
        return row | {"indicator": indicator, "year": year, "value": value, "unit": unit}
    row["round"] = draw(ROUNDS)
    paper = model.questionnaire(row["round"])
    if kind.spread == "question":
        return row | draw(st.sampled_from(list(paper.texts_by_id)).flatmap(lambda question: answers(paper, question, known)))
    items = {"step": [step.id for step in paper.steps], "aspect": [aspect.id for aspect in model.to_be.aspects]}[kind.spread or ""]
    item = draw(st.sampled_from(items))
    high = paper.step_maximum(item) if kind.spread == "step" else 100
    return row | {kind.spread or "": item, kind.value or "": draw(numbers(0, high)) if known else None}


def answers(paper: Any, question: str, known: bool) -> st.SearchStrategy[dict[str, Any]]:
    asked = paper.by_id.get(question)
    if asked is None:
        return (TEXTS if known else st.just("")).map(lambda text: {"question": question, "choice": None, "points": None, "text": text})
    chosen = st.sampled_from(asked.choices) if known else st.none()
    return chosen.map(
        lambda one: {"question": question, "choice": one.label if one else None, "points": one.points if one else None, "text": None}
    )


# ---------------------------------------------------------------- two databases


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, World]]:
    """A database to export from and an empty one to import into, with the same municipalities and a free-text question."""
    folder = tmp_path_factory.mktemp("model")
    shutil.copytree(SMALL / "model", folder, dirs_exist_ok=True)
    with (folder / "questionnaire.yaml").open("a", encoding="utf-8") as paper:
        paper.write("texts:\n  - {id: t1, text: お困りのことをお書きください}\n")
    worlds = World(tmp_path_factory.mktemp("from"), folder), World(tmp_path_factory.mktemp("into"), folder)
    for world in worlds:
        world.municipalities(*CODES, prefecture="神奈川県")
    yield worlds
    for world in worlds:
        world.store.close()


def put(world: World, kind: Kind, found: list[dict[str, Any]]) -> None:
    """The rows as if they held."""
    names = (*kind.key, *kind.values, reason_name(kind))
    typed = ", ".join(f"?::{'map(varchar, varchar)' if name == 'reasons' else stored_type(kind, name)}" for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with world.store.writing() as con:
        con.execute(f"delete from store.{kind.name}")
        for row in found:
            con.execute(f"insert into store.{kind.name} ({columns}) values ({typed})", [as_map(row.get(name)) for name in names])


def as_map(value: Any) -> Any:
    return {"key": list(value), "value": list(value.values())} if isinstance(value, dict) else value


def held(world: World, kind: Kind) -> list[tuple[Any, ...]]:
    """All columns of all rows but the batch; a map as its entries."""
    return [
        tuple(sorted(one.items()) if isinstance(one, dict) else one for one in row)
        for row in rows(world, f"select * exclude (batch) from store.{kind.name} order by all")
    ]


def exported(world: World, kind: Kind, form: str, **scope: Any) -> bytes:
    with world.reading() as con:
        return on_record(con, Scope(**scope), kind, world.model, form)


def emptied(world: World, kind: Kind) -> World:
    world.forget(kind.name, f"{kind.name}_entry", "batch", "original")
    return world


@pytest.mark.parametrize("kind", TABULAR, ids=lambda kind: kind.name)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_comes_back_as_the_same_rows(two: tuple[World, World], kind: Kind, form: str) -> None:
    source, target = two

    @FEW
    @given(facts_of(kind, source.model), ROUNDS)
    def law(found: list[dict[str, Any]], round: str) -> None:
        if form == "csv" and "round" in kind.key:
            found = [row | {"round": round} for row in found]
            found = list({tuple(row[name] for name in kind.key): row for row in found}.values())
        put(source, kind, found)
        file = exported(source, kind, form)
        taken(emptied(target, kind), file, f"{kind.label}_登録データ.{form}")
        assert held(target, kind) == held(source, kind)
        assert table(exported(target, kind, form), form) == table(file, form)

    law()
    for world in two:
        if kind.name == "municipalities":
            emptied(world, kind).municipalities(*CODES, prefecture="神奈川県")
        else:
            emptied(world, kind)


def table(content: bytes, form: str) -> list[Any]:
    """What stands in a file, sheet by sheet, but for the one that explains: it tells when and from which receipts it was made."""
    if form == "csv":
        return content.decode("utf-8-sig").splitlines()
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets]
    return [rows for rows in sheets if not (rows and rows[0] and rows[0][0] == EXPLANATION)]


# ---------------------------------------------------------------- shapes


def taken_map(world: World, document: Any, name: str = "境界.json") -> list[tuple[Any, ...]]:
    taken(emptied(world, BOUNDARIES), document if isinstance(document, bytes) else json.dumps(document), name)
    return held(world, BOUNDARIES)


def grid(codes: tuple[str, ...], step: float) -> dict[str, Any]:
    """Squares side by side along a parallel; a step of less than a drawn point makes shapes that are too small to be drawn well."""
    squares = {
        code: [[[east, 35], [east + step, 35], [east + step, 35 + step], [east, 35 + step], [east, 35]]]
        for code, east in ((code, 139 + place * step) for place, code in enumerate(codes))
    }
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": ring}}
        for code, ring in squares.items()
    ]
    return {"type": "FeatureCollection", "features": features}


@pytest.mark.parametrize("step", [0.1, 0.01, 0.0007, 0.0002])
def test_a_map_comes_back_with_its_shapes_neighbours_and_centres(world: World, step: float) -> None:
    before = taken_map(world, grid(CODES, step))
    assert taken_map(world, exported(world, BOUNDARIES, "geojson")) == before
    assert [row[2] for row in before] == [["14202"], ["14201", "14301"], ["14202"]]


def test_a_part_of_a_map_keeps_the_neighbours_outside_it(world: World) -> None:
    before = taken_map(world, grid(CODES, 0.01))
    assert taken_map(world, exported(world, BOUNDARIES, "geojson", codes=("14201",))) == before[:1]


def test_a_map_changed_by_hand_is_worked_out_anew(world: World) -> None:
    taken_map(world, grid(CODES, 0.01))
    document = json.loads(exported(world, BOUNDARIES, "geojson"))
    del document["features"][1]
    assert [row[2] for row in taken_map(world, document)] == [[], []]


def test_the_map_of_the_sample_comes_back(world: World) -> None:
    before = taken_map(world, next(FOLDER.glob("*.json")).read_bytes())
    assert taken_map(world, exported(world, BOUNDARIES, "geojson")) == before


@pytest.mark.skipif(not OFFICIAL_MAP.exists(), reason="the official map is not beside the checkout (../shared/realdata)")
def test_the_official_map_of_the_nation_comes_back(world: World) -> None:
    before = taken_map(world, OFFICIAL_MAP.read_bytes())
    assert taken_map(world, exported(world, BOUNDARIES, "geojson")) == before


# ---------------------------------------------------------------- who gets what, and what it looks like


LOG = KINDS["support_log"]
VISITS = [
    {"code": "14201", "date": date(2025, 6, 1), "type": "会議", "title": "=HYPERLINK(1)", "note": None, "reasons": {"note": "秘匿"}},
    {"code": PREFECTURE, "date": date(2025, 6, 2), "type": "研修", "title": "全体研修", "note": "よい", "reasons": {}},
]


@pytest.fixture
def visited(world: World) -> World:
    world.municipalities(*CODES, prefecture="神奈川県")
    put(world, LOG, VISITS)
    return world


def sheet_of(content: bytes, place: int = 0) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(BytesIO(content)).worksheets[place].iter_rows(values_only=True))


def test_what_looks_like_a_formula_is_text_and_what_is_missing_says_why(visited: World) -> None:
    content = exported(visited, LOG, "xlsx")
    header, *lines = sheet_of(content)
    whole, own = [dict(zip(header, row, strict=True)) for row in lines]
    assert own["件名"] == "=HYPERLINK(1)" and own["内容"] == "秘匿" and whole["市町村名"] == "神奈川県"
    assert openpyxl.load_workbook(BytesIO(content)).worksheets[0]["E3"].data_type == "s"
    assert "'=HYPERLINK(1)" in exported(visited, LOG, "csv").decode("utf-8-sig")


def test_columns_of_which_nothing_is_on_record_are_left_out(visited: World) -> None:
    assert sheet_of(exported(visited, LOG, "xlsx"))[0] == ("団体コード", "市町村名", "日付", "種別", "件名", "内容")


def test_the_sheet_of_explanations_comes_back_without_a_word(visited: World) -> None:
    found = examined(visited, exported(visited, LOG, "xlsx"), "記録.xlsx")
    assert found.findings.empty and found.plan.left_out == ()


def test_the_records_of_some_municipalities_or_of_one_prefecture(visited: World) -> None:
    assert len(sheet_of(exported(visited, LOG, "xlsx", codes=(PREFECTURE,)))) == 2
    assert len(sheet_of(exported(visited, LOG, "xlsx", prefecture="神奈川県"))) == 3
    with pytest.raises(NotOnRecord, match="条件に合う記録がありません"):
        exported(visited, LOG, "xlsx", prefecture="別県")


@pytest.mark.parametrize("role", [Role.MUNICIPALITY, Role.VIEWER])
def test_only_the_prefecture_gets_what_is_on_record(visited: World, role: Role) -> None:
    with visited.reading(Scope(Viewer(role, "14201"))) as con, pytest.raises(NotOnRecord):
        on_record(con, Scope(Viewer(role, "14201")), LOG, visited.model)


def test_single_persons_are_never_given_out(world: World) -> None:
    with pytest.raises(NotOnRecord, match="個人の結果を含む"):
        exported(world, LITERACY, "csv")


def test_each_round_of_the_survey_has_its_own_sheet(world: World) -> None:
    world.municipalities(*CODES)
    for round in ("2024", "2025", "2025-2"):
        world.answers("14201", round, q1=5.0)
    titles = openpyxl.load_workbook(BytesIO(exported(world, SURVEY, "xlsx"))).sheetnames
    assert titles[:3] == ["推進状況アンケート 2024", "推進状況アンケート 2025", "推進状況アンケート 2025-2"]
    assert len(sheet_of(exported(world, SURVEY, "xlsx", round="2025"))) == 2


def test_a_csv_of_rounds_that_ask_differently_is_refused(two: tuple[World, World]) -> None:
    source, _ = two
    put(
        source,
        SURVEY,
        [
            {"round": round, "code": "14201", "question": question, "reason": "未回答"}
            for round, question in (("2024", "q1"), ("2025", "q2"))
        ],
    )
    with pytest.raises(NotOnRecord, match="調査年度を1つ選ぶ"):
        exported(source, SURVEY, "csv")
    emptied(source, SURVEY)


def test_an_apostrophe_before_a_formula_in_anybodys_csv_is_no_part_of_the_text(visited: World) -> None:
    taken(visited, "団体コード,日付,種別,件名\n14202,2025-07-01,会議,'=1+1\n")
    assert rows(visited, "select title from store.support_log where code = '14202'") == [("=1+1",)]


def test_a_workbook_names_the_receipts_that_its_rows_rest_on(world: World) -> None:
    taken(world, MASTER)
    with world.store.reading(Scope()) as con:
        made = on_record(con, Scope(), KINDS["municipalities"], world.model)
    texts = [str(cell.value) for sheet in openpyxl.load_workbook(BytesIO(made)).worksheets for row in sheet.iter_rows() for cell in row]
    assert any(text.startswith("出典: 取込の受付番号 1（") for text in texts)
