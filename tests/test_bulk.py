"""Many tables leave at once: in words, and only what the viewer may have."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
from pandas import DataFrame

from analytics import bulk, registry
from analytics.exports import Provenance
from analytics.registry import TABLES
from analytics.scope import Role, Scope, Viewer

PREFECTURE, MUNICIPALITY, VIEWER = Viewer(), Viewer(Role.MUNICIPALITY, "99201"), Viewer(Role.VIEWER)
PROVENANCE = Provenance("一括出力", (), ("2025",), (), datetime(2026, 4, 1), "0")


def chosen(golden: Any, name: str, **more: bool) -> bulk.Chosen:
    frame = registry.compute(golden.store, golden.config, golden.model, name, Scope(round="2025"))
    return bulk.chosen(name, frame, golden.model, {"99201": "みほん市"}, **more)


def labels(table: bulk.Chosen) -> list[str]:
    return [field.label for field in table.fields]


def test_priority_leaves_with_the_prefecture_only() -> None:
    assert "priority" in bulk.offered(PREFECTURE, sharing=False)
    assert "priority" not in bulk.offered(PREFECTURE, sharing=True) | bulk.offered(MUNICIPALITY, sharing=False)


def test_what_is_advised_and_promised_leaves_no_shared_screen() -> None:
    assert {"advice", "decisions"} <= bulk.offered(PREFECTURE, sharing=False).keys() & bulk.offered(MUNICIPALITY, sharing=False).keys()
    assert not {"advice", "decisions"} & bulk.offered(PREFECTURE, sharing=True).keys()


def test_who_sees_sums_only_is_offered_sums_and_public_lists() -> None:
    assert set(bulk.offered(VIEWER, sharing=False)) == {"municipalities", "indicators", bulk.SUMMARY}


def test_rank_and_percentile_leave_only_where_asked_for(golden: Any) -> None:
    assert not {"順位", "百分位"} & set(labels(chosen(golden, "benchmark")))
    assert {"順位", "百分位"} <= set(labels(chosen(golden, "benchmark", with_ranks=True)))


def test_a_name_stands_beside_every_code(golden: Any) -> None:
    table = chosen(golden, "gap")
    assert labels(table)[:2] == ["団体コード", "市町村"]


def test_ids_of_the_model_become_labels(golden: Any) -> None:
    ids = {aspect.id for aspect in golden.model.to_be.aspects}
    assert not ids & set(chosen(golden, "gap").frame["aspect"])


def test_every_table_can_leave_with_all_its_columns(golden: Any) -> None:
    for name in TABLES:
        table = chosen(golden, name)
        assert {field.name for field in table.fields} <= set(table.frame.columns)


def test_what_does_not_depend_on_the_round_stands_once() -> None:
    same = DataFrame({"code": ["99201"], "peer": ["99202"]})
    assert len(bulk.joined([same, same, DataFrame()])) == 1


def test_a_workbook_has_a_sheet_for_each_table_and_its_sources(golden: Any) -> None:
    book = openpyxl.load_workbook(BytesIO(bulk.workbook([chosen(golden, "steps"), chosen(golden, "overall")], PROVENANCE)))
    assert book.sheetnames == ["STEP得点", "総合", "条件・出典"]


def test_a_zip_has_a_file_for_each_table_and_its_sources(golden: Any) -> None:
    content, lost = bulk.archive([chosen(golden, "steps")], PROVENANCE, "utf-8-sig")
    assert ZipFile(BytesIO(content)).namelist() == ["01_STEP得点.csv", "条件・出典.txt"] and lost == []


def test_a_character_that_cp932_lacks_is_reported_with_its_table(golden: Any) -> None:
    table = bulk.chosen("municipalities", DataFrame({"code": ["99201"], "name": ["𠮷野町"]}), golden.model, {})
    content, lost = bulk.archive([table], PROVENANCE, "cp932")
    assert len(lost) == 1 and lost[0].startswith("市町村マスタ: 「𠮷」")
    assert "𠮷" in ZipFile(BytesIO(content)).read("条件・出典.txt").decode("utf-8-sig")
