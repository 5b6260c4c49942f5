"""Official files come in as they are. Runs only where the folder of real files stands beside the project."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.taking_in import NotTakenIn
from tests.conftest import World
from tests.taking import rows, taken

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
TOKYO, CENSUS, TAX = "FEI_CITY_250726230426.xlsx", "FEH_00200521_241003100519.csv", "city_tax_settlement_status_r2_0097.xlsx"
DASHBOARD = REAL / "市区町村毎のDX進捗状況_市区町村比較.csv"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="../shared/realdata（公的ファイルの見本）がないため")


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("nation"))
    for name in ("000925835.xlsx", "ja_municipality_area.json", DASHBOARD.name, "市区町村毎のDX進捗状況_行政手続のオンライン申請率.csv"):
        assert taken(made, (REAL / name).read_bytes(), name).errors == 0
    yield made
    made.store.close()


def test_the_code_list_gives_all_municipalities(nation):
    assert rows(nation, "select count(*) from store.municipalities") == [(1741,)]


def test_the_neighbours_are_those_that_were_worked_out_elsewhere(nation):
    with (REAL / "adjacency.csv").open(encoding="utf-8") as lines:
        wanted = {tuple(sorted(row.values())) for row in csv.DictReader(lines)}
    with nation.reading() as con:
        found = {tuple(sorted(pair)) for pair in con.execute("select code, neighbour from neighbour").fetchall()}
    assert found == wanted and len(found) == 4402


@pytest.mark.parametrize(("code", "place"), [("13206", 0), ("34208", 1)])
def test_each_fuchu_has_its_own_figures(nation, code, place):
    table = list(csv.reader(io.StringIO(DASHBOARD.read_text(encoding="utf-8-sig"))))
    column = [index for index, name in enumerate(table[0]) if name == "府中市"][place]
    words = {"実施": 1.0, "未実施": 0.0}
    wanted = {row[1]: words.get(row[column]) for row in table[1:] if row[column] in words}
    found = dict(rows(nation, f"select indicator, value from store.indicators where code = '{code}'"))
    assert wanted and {name: found[name] for name in wanted} == wanted


def test_kofu_has_all_indicators(nation):
    assert rows(nation, "select count(distinct indicator) from store.indicators where code = '19201'") == [(67,)]


def test_every_indicator_of_the_dashboards_is_one_that_its_profile_declares(nation):
    with nation.reading() as con:
        unknown = con.execute("select distinct indicator from indicator_value anti join indicator_definition using (indicator)").fetchall()
    assert unknown == []


def test_the_list_of_neighbours_comes_in_as_the_pairs_that_the_boundaries_give(tmp_path):
    made = World(tmp_path)
    taken(made, (REAL / "municipalities.csv").read_bytes(), "municipalities.csv")
    found = taken(made, (REAL / "adjacency.csv").read_bytes(), "adjacency.csv")
    with made.reading() as con:
        pairs = {tuple(sorted(pair)) for pair in con.execute("select code, neighbour from neighbour").fetchall()}
    made.store.close()
    assert (found.plan.kind.name, found.errors, len(pairs)) == ("neighbours", 0, 4402)


def test_nine_sheets_of_the_national_statistics_are_nine_years_of_every_municipality_of_tokyo(nation):
    found = taken(nation, (REAL / TOKYO).read_bytes(), TOKYO)
    stored = rows(nation, f"select code, year, indicator, value, unit from store.indicators where batch = {found.receipt}")
    assert {(code, year, name): value for code, year, name, value, _ in stored} == tokyo_as_written()
    assert {(name, unit) for *_, name, _, unit in stored} == {("総人口", "人"), ("日本人人口", "人")} and len(stored) == 62 * 14


def tokyo_as_written() -> dict[tuple[str, str, str], float]:
    """(code, year, indicator) → figure, read by openpyxl from the places where they stand."""
    wanted = {}
    for sheet in openpyxl.load_workbook(REAL / TOKYO).worksheets:
        cells = [list(row) for row in sheet.iter_rows(values_only=True)]
        for row in cells[6:]:
            if row[0] and str(row[0]).isdigit():
                for at, name in ((3, "総人口"), (5, "日本人人口")):
                    if at < len(row):
                        wanted[str(row[0]), str(cells[2][2])[:4], name] = float(str(row[at]).replace(",", ""))
    return wanted


def test_national_figures_without_any_municipality_are_refused_with_that_reason(nation):
    with pytest.raises(
        NotTakenIn, match=r"取り込める行がありません（都道府県の行のため除きました、全国・市部などの集計の行のため除きました）"
    ) as refused:
        taken(nation, (REAL / CENSUS).read_bytes(), CENSUS)
    assert len(refused.value.findings) == 50


def test_the_census_series_would_come_in_under_names_with_their_classes(nation):
    table = list(csv.reader(io.StringIO((REAL / CENSUS).read_text(encoding="cp932"))))
    made = [[*row[:4], "13101", "東京都 千代田区", *row[6:]] for row in table[1:] if row[4] == "13000"]
    out = io.StringIO()
    csv.writer(out).writerows([table[0], *made])
    found = taken(nation, out.getvalue().encode("cp932"), CENSUS)
    stored = rows(nation, f"select indicator, year, unit, value from store.indicators where batch = {found.receipt}")
    wanted = {(f"{row[1]} {row[3]}", row[7][:4]): float(row[9]) if row[9] != "-" else None for row in made}
    assert {(name, year): value for name, year, _, value in stored} == wanted and ("人口 男", "2020") in wanted
    assert {(name.split()[0], unit) for name, _, unit, _ in stored} == {("人口", "人"), ("人口性比", None)}


def test_the_tax_settlement_comes_in_as_indicators_after_mapping_alone(nation):
    with pytest.raises(UnreadableFile, match="見つかった列: #property、year、taxItem"):
        taken(nation, (REAL / TAX).read_bytes(), TAX)
    found = taken(nation, (REAL / TAX).read_bytes(), TAX, kind="indicators", municipality="高松市")
    head, *lines = openpyxl.load_workbook(REAL / TAX).worksheets[0].iter_rows(values_only=True)
    wanted = {}
    for line in filter(lambda line: line[0], lines):
        label = " ".join(word for word in line[2:5] if word != "－")
        for name, value in zip(head[5:11], line[5:11], strict=True):
            wanted[f"{label} {name}"] = None if value == "-" else float(value)
    stored = rows(
        nation, f"select indicator, value from store.indicators where batch = {found.receipt} and code = '37201' and year = '2024'"
    )
    assert dict(stored) == wanted and len(wanted) == 126


def test_a_dashboard_with_one_name_out_of_order_is_refused(nation):
    table = list(csv.reader(io.StringIO(DASHBOARD.read_text(encoding="utf-8-sig"))))
    for row in table:
        row[5], row[900] = row[900], row[5]
    out = io.StringIO()
    csv.writer(out).writerows(table)
    with pytest.raises((NotTakenIn, UnreadableFile)):
        taken(nation, out.getvalue(), DASHBOARD.name)


def test_a_table_of_facilities_is_refused_with_its_true_column_names(nation):
    with pytest.raises(UnreadableFile, match="見つかった列: No、要配慮者利用施設名称、所管課、郵便番号"):
        taken(nation, (REAL / "yohairyosya.csv").read_bytes(), "yohairyosya.csv")
