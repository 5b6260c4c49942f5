"""Do the rows of 課題リスト say of each issue what its list says, and of each measure by whom and when?"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from pandas import DataFrame

from analytics.exports import Provenance, to_xlsx
from analytics.frames import issues as frames
from analytics.issue_edits import Change
from analytics.issues import Rating, issues
from analytics.scope import Scope
from tests.conftest import GOLDEN, World
from tests.taking import MASTER, taken

COLUMNS = (
    "code", "round", "no", "policy_field", "class_a", "class_b", "class_c", "department", "solution", "objective", "subjective", "score",
    "priority", "own_score", "own_priority", "differs", "own_conflict", "status", "owner", "due", "measure", "renewal", "joins", "conflict_with",
)  # fmt: skip


def table(*rows: dict[str, Any]) -> DataFrame:
    """The issues of one list, numbered from 1, of what a test cares about."""
    usual = dict.fromkeys(COLUMNS) | {"code": "98201", "round": 2025}
    found = DataFrame([usual | {"no": str(number)} | row for number, row in enumerate(rows, 1)], columns=list(COLUMNS))
    return found.astype(dict.fromkeys(("objective", "subjective", "score", "own_score"), float)).assign(due=pd.to_datetime(found["due"]))


def named(*rows: dict[str, Any]) -> DataFrame:
    return frames.named(table(*rows), {"98201": "みずほ市", "98202": "いなほ町"})


def test_an_issue_is_its_classes_in_one_line_or_what_would_solve_it() -> None:
    found = named({"class_a": "紙", "class_b": "決裁"}, {"solution": "電子決裁"}, {})
    assert list(found["issue"]) == ["紙／決裁", "電子決裁", ""] and set(found["name"]) == {"みずほ市"}


def test_dates_that_stand_for_always_do_not_stretch_the_road_map() -> None:
    planned = frames.plan(
        named({"due": "9999-12-31"}, {"due": "1900-01-01"}, {"due": "2025-12-01"}, {"due": "2026-05-01"}, {"owner": "税務課"})
    )
    assert frames.quarters(planned) == (
        "平成11年度以前", "令和7年度 第3四半期", "令和7年度 第4四半期", "令和8年度 第1四半期", "令和82年度以降", "期限未定",
    )  # fmt: skip
    assert frames.quarters(planned.iloc[:0]) == ()


def test_a_long_plan_draws_what_is_due_first_and_not_done_in_its_order() -> None:
    planned = frames.plan(
        named(
            {"owner": "い", "due": "2026-03-01"},
            {"owner": "い", "due": "2025-05-01", "status": "完了"},
            {"owner": "ろ", "due": "2025-06-01"},
            {"owner": "は"},
        )
    )
    assert list(frames.soonest(planned, 4)["no"]) == ["1", "3"] and frames.soonest(planned, 9).equals(planned)


@pytest.mark.parametrize("most", range(2, 8))
def test_a_road_map_has_no_more_lines_than_asked_for_with_those_of_the_owners(most: int) -> None:
    owners = ("い", "い", "ろ", "い", "は")
    planned = frames.plan(named(*({"owner": owner, "due": f"2026-03-0{day}"} for day, owner in enumerate(owners, 1))))
    drawn = frames.soonest(planned, most)
    assert len(frames.lanes(drawn)) <= most and sorted(drawn["no"]) == [str(no) for no in range(1, len(drawn) + 1)]
    more = planned[planned["no"].astype(int) <= len(drawn) + 1]
    assert len(drawn) == len(planned) or len(frames.lanes(more)) > most


def test_the_road_map_opens_with_the_first_municipality_that_has_something_left_to_do() -> None:
    done = {"code": "98201", "status": "完了", "owner": "い"}
    planned = frames.plan(named(done, done, {**done, "code": "98202"}, {**done, "code": "98202", "status": "検討中"}))
    assert list(frames.towns_with_plan(planned)) == ["98202", "98201"]
    assert list(frames.towns_with_plan(planned[planned["code"] == "98201"]).values()) == ["みずほ市"]


def test_the_action_plan_is_the_same_in_a_workbook_that_is_opened_again() -> None:
    planned = frames.plan(named({"owner": "総務課", "due": "2026-03-31", "measure": "=共同で検針", "status": "実施中", "class_a": "紙"}))
    book = load_workbook(
        BytesIO(to_xlsx([("実行計画", planned, frames.PLAN_FIELDS)], Provenance("実行計画", (), (), (), datetime.now(), "1")))
    )
    head, first = book["実行計画"].iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert (row["市町村名"], row["担当"], row["四半期"], row["対策"]) == ("みずほ市", "総務課", "令和7年度 第4四半期", "=共同で検針")
    assert row["期限"].date() == date(2026, 3, 31) and book.sheetnames[-1] == "条件・出典"


def test_what_is_not_known_is_called_so() -> None:
    assert named({})[["state", "rank"]].values.tolist() == [["未入力", "計算なし"]] and named({})["remark"].isna().all()


def test_the_published_contradiction_is_told_with_its_figures_and_unexplained(world: World) -> None:
    taken(world, MASTER)
    taken(world, (GOLDEN / "issue_list_excerpt.csv").read_bytes(), kind="issues", round="2025", municipality="みずほ市")
    with world.reading(Scope(round="2025")) as con:
        found = frames.named(issues(con, Scope(round="2025"), Rating.of(world.config)), {})
    assert found.set_index("no")["remark"].dropna().to_dict() == {"30": "No.29 は2.55点で「中」、こちらは2.85点で「低」"}


def test_an_own_label_beside_another_computed_one_is_told() -> None:
    assert named({"own_priority": "中", "priority": "高", "differs": True})["remark"][0] == "市町村は「中」、計算では「高」"


def test_filters_let_through_what_was_chosen_and_all_where_nothing_was() -> None:
    found = named({"policy_field": "防災"}, {"policy_field": "税", "status": "完了"}, {})
    assert list(frames.chosen(found, {"policy_field": ["税"], "state": ["完了"]})["no"]) == ["2"]
    assert len(frames.chosen(found, {"policy_field": []})) == 3


def test_issues_by_score_share_a_place_and_those_without_a_score_have_none() -> None:
    found = frames.by_score(named({"score": 2.0}, {}, {"score": 4.0}, {"score": 4.0}))
    assert list(found["no"]) == ["3", "4", "1", "2"] and list(found["place"].astype(object).fillna(0)) == [1, 1, 3, 0]


def test_issues_on_one_spot_are_counted_and_named() -> None:
    rated = {"objective": 4.0, "subjective": 2.0, "priority": "中"}
    found = frames.quadrant(named(rated, rated, {"objective": 4.0}))
    assert found[["objective", "subjective", "priority", "n", "which"]].values.tolist() == [[4.0, 2.0, "中", 2, "みずほ市 1、みずほ市 2"]]


def test_own_labels_stand_from_high_to_low_and_what_is_missing_last() -> None:
    cells = frames.grid(named({"own_priority": "低", "priority": "高"}, {"own_priority": "至急"}, {}, {"own_priority": "高"}))
    assert frames.own_labels(cells) == ("高", "低", "至急", "評価なし") and cells["n"].sum() == 4


def test_the_largest_field_comes_first_and_municipalities_in_the_order_of_their_codes() -> None:
    found = frames.named(
        table({"policy_field": "税"}, {"policy_field": "防災", "code": "98202"}, {"policy_field": "防災", "code": "98202"}),
        {"98201": "わ町", "98202": "あ町"},
    )
    assert list(frames.groups(found, "policy_field")["group"]) == ["防災", "税"]
    assert list(frames.groups(found, "name")["group"]) == ["わ町", "あ町"]


def test_what_was_typed_over_becomes_changes_and_nothing_else_does() -> None:
    before = frames.to_edit(named({"status": "検討中", "due": "2026-03-31"}, {"owner": "総務課"}))
    after = before.copy()
    after.loc[0, "status"], after.loc[1, "owner"], after.loc[1, "due"] = "完了", " ", date(2026, 9, 30)
    assert frames.typed_in(before, before.copy()) == []
    assert frames.typed_in(before, after) == [
        Change("2025", "98201", "1", "status", "検討中", "完了"),
        Change("2025", "98201", "2", "owner", "総務課", None),
        Change("2025", "98201", "2", "due", None, "2026-09-30"),
    ]


def test_the_form_has_another_mark_for_other_values() -> None:
    one, other = (frames.to_edit(named({"status": status})) for status in ("検討中", "完了"))
    assert frames.fingerprint(one) == frames.fingerprint(one.copy()) != frames.fingerprint(other)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-03-31", "令和7年度 第4四半期"),
        ("2026-04-01", "令和8年度 第1四半期"),
        ("2025-12-31", "令和7年度 第3四半期"),
        ("2025-07-01", "令和7年度 第2四半期"),
        ("2020-01-01", "令和元年度 第4四半期"),
        (None, "期限未定"),
    ],
)
def test_quarters_begin_in_april(day: str | None, said: str) -> None:
    assert frames.quarter(pd.to_datetime(day)) == said


def test_the_road_map_has_the_owner_else_the_department_and_every_quarter_between() -> None:
    planned = frames.plan(
        named(
            {"owner": "田中", "due": "2026-02-01"},
            {"department": "税務課", "measure": "様式"},
            {"due": "2026-08-01"},
            {"class_a": "何もない"},
        )
    )
    assert sorted(planned["by"]) == sorted(["田中", "税務課", "担当未定"])
    assert frames.quarters(planned) == ("令和7年度 第4四半期", "令和8年度 第1四半期", "令和8年度 第2四半期", "期限未定")


def test_each_measure_has_a_line_below_its_owner() -> None:
    planned = frames.plan(
        named({"owner": "田中", "measure": "手順をそろえる", "due": "2026-02-01"}, {"owner": "田中", "class_a": "紙の決裁"})
    )
    lanes = frames.lanes(planned)
    assert lanes[["lane", "is_owner", "label"]].values.tolist() == [
        [0, True, "田中"],
        [1, False, "No.1 手順をそろえる"],
        [2, False, "No.2 紙の決裁"],
    ]
    assert list(lanes["due"].dropna()) == ["2026-02-01", "期限未定"]


def test_nothing_typed_is_no_plan() -> None:
    assert frames.plan(named({"class_a": "紙"})).empty


def test_the_top_of_a_list_goes_by_score_and_without_any_by_its_own_points() -> None:
    scored = named(*({"score": float(n)} for n in (1, 5, 3, 2, 4, 5)))
    assert list(frames.top(scored)["no"]) == ["2", "6", "5", "3", "4"]
    assert list(frames.top(named({"own_score": 1.0}, {"own_score": 2.0}, {}))["no"]) == ["2", "1", "3"]
