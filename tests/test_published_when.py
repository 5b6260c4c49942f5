"""The published table follows the rows of the diagnosis through everything that changes them, and nothing else touches it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics import backup, erasing, ledger, schema
from analytics.config import Literacy
from analytics.erasing import Target
from analytics.scope import Scope
from analytics.store import open_store
from tests.conftest import World
from tests.taking import PUBLISHED, rows, taken

MASTER = "団体コード,市町村名,都道府県,圏域\n" + "".join(f"9820{n},{n}町,試験県,中央\n" for n in (1, 2, 3))


def people(code: str, number: int, prefix: str = "A", position: str = "主事") -> str:
    return "".join(f"{code},{prefix}{n},{position},{20 + 3 * (n % 20)}\n" for n in range(number))


def diagnosis(*parts: str, round: str = "2025") -> dict[str, Any]:
    return {"content": "団体コード,受診者ID,職位,総合\n" + "".join(parts), "kind": "literacy", "round": round}


@pytest.fixture
def town(world: World) -> World:
    """Forty people in one municipality, taken in as batch 2."""
    taken(world, MASTER)
    taken(world, **diagnosis(people("98201", 40)))
    return world


def shown(world: World) -> dict[str, int | None]:
    """People by unit, as they are shown of all together."""
    with world.reading(Scope()) as con:
        found = con.execute(f"select unit, n from {PUBLISHED} where department = '' and position_group = '' order by 1").fetchall()
    return dict(found)


def mean(world: World, unit: str) -> float:
    with world.reading(Scope()) as con:
        sql = f"select mean from {PUBLISHED} where unit = $unit and department = '' and position_group = ''"
        return float(con.execute(sql, {"unit": unit}).fetchall()[0][0])


def faults(world: World) -> list[str]:
    with world.reading(Scope()) as con:
        return list(backup.faults(con))


def test_taking_in_publishes(town: World) -> None:
    assert shown(town) == {"98201": 40, "中央": 40} and faults(town) == []


def test_taking_in_summed_up_groups_publishes(world: World) -> None:
    taken(world, MASTER)
    taken(world, "団体コード,職位,区分,人数,平均,標準偏差\n98201,課長,総合,10,60,9\n98201,主事,総合,30,50,9\n", round="2025")
    assert shown(world) == {"98201": 40, "中央": 40} and faults(world) == []


def test_reverting_takes_what_was_published_back(town: World) -> None:
    taken(town, **diagnosis(people("98202", 30)))
    with town.store.writing() as cursor:
        ledger.revert(cursor, 2)
    assert shown(town) == {"98202": 30, "中央": 30} and faults(town) == []


def test_other_files_leave_what_is_published_alone(town: World) -> None:
    with town.store.writing() as cursor:
        cursor.execute("update store.literacy_published set mean = [1.5]")
    taken(town, "団体コード,q1\n98201,一部\n", round="2025")
    taken(town, **diagnosis(people("98202", 30), round="2024"))
    with town.reading(Scope(round="2025")) as con:
        assert con.execute(f"select distinct mean from {PUBLISHED}").fetchall() == [(1.5,)]


def test_a_refused_file_publishes_nothing(town: World) -> None:
    before = shown(town)
    with pytest.raises(ledger.Unusable):
        taken(town, **diagnosis(people("98202", 30), "98202,X,主事,まるで点でない\n"))
    assert shown(town) == before and faults(town) == []


def test_removing_the_sample_unpublishes_it(world: World) -> None:
    taken(world, MASTER)
    taken(world, **diagnosis(people("98201", 40)))
    with world.store.writing() as cursor:
        cursor.execute("update store.batch set sample = true")
        ledger.remove_sample(cursor)
    assert shown(world) == {} and faults(world) == []


def test_an_erased_municipality_leaves_what_is_published(town: World) -> None:
    taken(town, **diagnosis(people("98202", 30)))
    erasing.erase(town.store, Target(municipality="98201"))
    assert shown(town) == {"98202": 30, "中央": 30} and faults(town) == []


def test_an_erased_village_is_not_the_difference_of_two_pools(town: World) -> None:
    taken(town, **diagnosis(people("98202", 5, position="主任"), people("98203", 6)))
    before = mean(town, "中央")
    erasing.erase(town.store, Target(municipality="98202"))
    assert mean(town, "中央") == before and shown(town) == {"98201": None, "98203": None, "中央": 50} and faults(town) == []


def test_an_erased_round_leaves_nothing(town: World) -> None:
    taken(town, **diagnosis(people("98202", 30), round="2024"))
    erasing.erase(town.store, Target(round="2025"))
    with town.reading(Scope()) as con:
        assert con.execute("select distinct round from literacy_unit").fetchall() == [("2024",)]
    assert faults(town) == []


def test_an_erased_respondent_does_not_show_as_the_difference(town: World) -> None:
    before = mean(town, "98201"), mean(town, "中央")
    erasing.erase(town.store, Target(respondent="A19"))
    assert (mean(town, "98201"), mean(town, "中央")) == before and faults(town) == []
    assert rows(town, "select count(*) from store.literacy") == [(39,)]


def test_after_an_erasure_a_few_newcomers_do_not_release_the_figures_and_many_do(town: World) -> None:
    before = mean(town, "98201")
    erasing.erase(town.store, Target(respondent="A19"))
    taken(town, **diagnosis(people("98201", 7, "B")))
    assert mean(town, "98201") == before and faults(town) == []
    taken(town, **diagnosis(people("98201", 10, "C")))
    assert shown(town)["98201"] == 55 and mean(town, "98201") != before and faults(town) == []


def test_rows_that_were_changed_without_publishing_are_a_fault(town: World) -> None:
    with town.store.writing() as cursor:
        cursor.execute("update store.literacy_entry set holds = false where respondent = 'A1'")
    assert any("公表用の表が、1団体で" in line for line in faults(town))


def test_figures_that_belong_to_nobody_are_a_fault(town: World) -> None:
    with town.store.writing() as cursor:
        cursor.execute("delete from store.literacy_unit where kind = '圏域'")
    assert any("もとの団体が分からない行" in line for line in faults(town))


def test_a_database_of_a_version_that_did_not_publish_is_published_when_it_is_opened(town: World) -> None:
    wanted = shown(town)
    town.store.close()
    with duckdb.connect(str(town.config.storage.path)) as connection:
        for table in ("literacy_published", "literacy_unit", "literacy_settings"):
            connection.execute(f"drop table {table}")
        connection.execute(f"update about set version = {schema.VERSION - 1}")
    town.store = open_store(town.config, town.model)
    assert shown(town) == wanted and faults(town) == []


def test_other_settings_are_published_when_the_database_is_opened_with_them(tmp_path: Path) -> None:
    world = World(tmp_path)
    taken(world, MASTER)
    taken(world, **diagnosis(people("98201", 40), people("98201", 20, "B", "補佐")))
    world.store.close()
    config = world.config.model_copy(update={"literacy": Literacy(manager_positions=("補佐",))})
    world.store = open_store(config, world.model)
    with world.reading(Scope()) as con:
        sql = f"select n from {PUBLISHED} where unit = '98201' and position_group = '管理職' and department = ''"
        assert con.execute(sql).fetchall() == [(20,)]
    assert faults(world) == []
    world.store.close()
