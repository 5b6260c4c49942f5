"""Official files come in as they are. Runs only where the folder of real files stands beside the project."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.intake.staged import UnreadableFile
from analytics.intake.taking_in import NotTakenIn
from tests.conftest import World
from tests.taking import rows, taken

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
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
