"""Small groups of summed-up files stay in the database: no way out of it quotes one of their figures."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from analytics import ledger
from analytics.intake.giving_out.on_record import NotOnRecord, forms_of, on_record
from analytics.intake.giving_out.sending_back import by_sender, findings_workbook
from analytics.intake.looking import first_values
from analytics.intake.taking_in import gazetteer, staged
from analytics.kinds import KINDS, LITERACY_GROUPS
from analytics.scope import Scope
from tests.conftest import World
from tests.taking import MASTER, examined, rows, taken

CANARY = "61.37"
FILE = f"団体コード,職位,区分,人数,平均,標準偏差\n98201,課長,総合,3,{CANARY},9\n98201,主事,総合,30,50,9\n"
FAULTY = FILE + f"98202,課長,総合,{CANARY},50,9\n"


@pytest.fixture
def told(world: World) -> World:
    taken(world, MASTER)
    taken(world, FILE, round="2025")
    return world


def test_they_are_stored_and_counted(told: World) -> None:
    assert rows(told, "select n, mean from store.literacy_groups order by n") == [(3, 61.37), (30, 50.0)]


def test_no_original_is_kept_and_none_is_given_out(told: World) -> None:
    with told.store.writing() as cursor:
        assert cursor.execute(
            "select count(*) from store.original join store.batch using (sha256) where kind = 'literacy_groups'"
        ).fetchall() == [(0,)]
        assert ledger.original(cursor, 2) is None


def test_what_is_on_record_does_not_go_out(told: World) -> None:
    assert forms_of(LITERACY_GROUPS) == ()
    with told.reading(Scope()) as con, pytest.raises(NotOnRecord, match="少人数の集団"):
        on_record(con, Scope(), LITERACY_GROUPS, told.model)
    assert not [kind.name for kind in KINDS.values() if kind.confidential and forms_of(kind)]


def test_nobody_reads_them_through_a_view(told: World) -> None:
    with told.reading(Scope()) as con:
        views = [
            name
            for (name,) in con.execute("select view_name from duckdb_views() where not internal and database_name <> 'store'").fetchall()
        ]
        named = [name for name in views if name.startswith("literacy")]
        assert sorted(set(named)) == ["literacy_group", "literacy_round", "literacy_unit"]
        shown = " ".join(str(con.execute(f"from {name}").fetchall()) for name in named)
    assert CANARY not in shown and "61.4" not in shown


def test_the_preview_of_a_change_and_of_a_revert_quotes_no_value(told: World) -> None:
    found = examined(told, FILE.replace(CANARY, "72.5"), round="2025")
    assert (found.counts.changed, found.counts.unchanged) == (1, 1) and found.changes.empty
    with told.store.writing() as cursor:
        assert ledger.revert_preview(cursor, 2).values.empty


def test_findings_name_the_cell_and_quote_nothing(told: World) -> None:
    found = examined(told, FAULTY, round="2025")
    faults = found.findings[found.findings["severity"] == "error"]
    assert list(faults["cell"]) == ["D4"] and CANARY not in found.findings.to_csv()


def test_the_workbook_that_goes_back_quotes_nothing(told: World) -> None:
    with staged(told.store, "集計.csv", FAULTY.encode()) as file, told.reading(Scope()) as con:
        found = examined(told, FAULTY, round="2025")
        book = openpyxl.load_workbook(BytesIO(findings_workbook(file, found.plan, found.findings)))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        assert CANARY not in " ".join(cells)
        assert by_sender(file, found.plan, found.findings, gazetteer(con)) == {}


def test_the_mapping_step_shows_no_row(told: World) -> None:
    assert first_values(examined(told, FILE, round="2025").plan.parts[0]) == []
