"""Does every row that a page sends of literacy, issues, change, visits and advice stand in the command line's tables, and none is left out?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas import DataFrame, isna

from tests.pages import worded
from tests.pages.opening import opened
from tests.pages.printed import Row, on_record
from tests.pages.sent import raw, tables
from tests.pages.worded import ASPECTS, Printed, Rows

YEARS = {"2025": "令和7年度（2025）", "2024": "令和6年度（2024）"}
PEERS = {"adjacent": "隣接", "similar": "規模・特性が近い"}
OFFICER = "県担当"


@dataclass(frozen=True)
class Part:
    """One table of figures on a page.

    marks: columns that its frames have, with ! those that they lack; by: how a row is known; same: what has to be alike.
    rows: what the command line says; whole: all of it stands there. focus: the municipality that the page is about.
    """

    page: str
    marks: str
    by: str
    same: str
    rows: Rows
    whole: bool = True
    focus: str = ""
    query: dict[str, str] = field(default_factory=dict)

    def opened(self, role: str, own: str, round: str, peers: str) -> list[DataFrame]:
        focus = {"focus": self.focus} if self.focus and self.page != "literacy" else {}
        given = {"round": YEARS[round], **({} if peers == "adjacent" else {"peers": PEERS[peers]}), **focus, **self.query}
        return [frame for frame in tables(opened(self.page, role, own, **given)) if self.is_one(frame)]

    def is_one(self, frame: DataFrame) -> bool:
        marks = self.marks.split()
        return {mark for mark in marks if mark[0] != "!"} <= set(frame) and not {mark[1:] for mark in marks if mark[0] == "!"} & set(frame)


def faults(frame: DataFrame, part: Part, printed: list[Row], own: str = "") -> list[str]:
    """Where a frame says anything else than the command line does. own: others may be missing, or be there without their names."""
    by, figures = part.by.split(), [name for name in part.same.split() if name in frame]
    known = {key_of(row, by): row for row in printed}
    sent = [(key_of(row, by), row) for row in frame.to_dict("records") if not own or not is_anonymous(row)]
    found = [f"{key} {name}: {row[name]}" for key, row in sent for name in figures if not agrees(row, known.get(key), name, own)]
    if part.whole and not own and Counter(key for key, _ in sent) != Counter(key_of(row, by) for row in printed):
        found.append(f"other rows: {sorted({key for key, _ in sent} ^ set(known))[:5]}")
    return found


def is_anonymous(row: Row) -> bool:
    """As 市町村担当 sees those that agreed to no more: 団体15."""
    return bool(re.fullmatch(r"団体\d+", str(row.get("code") or row.get("name"))))


def key_of(row: Row, by: list[str]) -> tuple[str, ...]:
    return tuple(f"{value:.6f}" if isinstance(value := plain(row.get(name)), float) else str(value) for name in by)


def agrees(row: Row, printed: Row | None, name: str, own: str) -> bool:
    sent, said = plain(row[name]), plain(printed.get(name)) if printed else None
    if sent is None and own and row.get("code") != own:
        return True
    if isinstance(sent, (int, float)) and isinstance(said, (int, float)):
        return isclose(sent, said, rel_tol=0, abs_tol=1e-9)
    return sent == said


def plain(value: Any) -> Any:
    """Nothing is None, a day is its ten signs, in tables that were sent and in those that were printed."""
    if value is None or value == "" or (not isinstance(value, (list, tuple)) and isna(value)):
        return None
    if isinstance(value, (date, pd.Timestamp)):
        return value.isoformat()[:10]
    if isinstance(value, str):
        return value[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", value) else value
    return value.item() if hasattr(value, "item") else value


DIFFERENCE = "diff ci_low ci_high n_manager n_staff mean_manager mean_staff hedges_g"
FIGURES = "n mean sd ci_low ci_high"
EDITED = "status owner due measure"
FIRST = "99205"
"""The municipality with which the literacy page opens."""
LITERACY = [
    Part("literacy", "name diff", "code", DIFFERENCE, worded.differences, whole=False),
    Part("literacy", "category diff !name", "category", DIFFERENCE, worded.differences_by_category, focus=FIRST),
    Part("literacy", "name mean !department !group", "code", FIGURES, worded.of_everybody),
    Part("literacy", "label mean !name", "label", FIGURES, worded.of_departments, whole=False, focus=FIRST),
    Part("literacy", "band percent", "label band", "percent n", worded.bands, focus=FIRST),
    Part("literacy", "group low", "name group category", "mean n low", worded.needs, whole=False),
    Part("literacy", "staff rate", "code", "n staff rate", worded.response),
    Part("literacy", "department group", "name department group category", FIGURES, worded.every_figure),
    Part("literacy", "label agreeing", "label group", "agreeing n", worded.agreeing, False, FIRST, {"diagnosis": "2025/職員アンケート"}),
]
ISSUES = [
    Part("issues", "which", "objective subjective priority", "n", worded.ratings),
    Part("issues", "own priority n", "own priority", "n", worded.own_against_computed),
    Part("issues", "group priority n", "group priority", "n", worded.by_field),
    Part("issues", "remark no", "name no", "own_score score priority own_priority objective subjective", worded.issues, whole=False),
    Part(
        "issues", "department renewal no", "name no", f"score own_score priority own_priority objective subjective {EDITED}", worded.issues
    ),
    Part("issues", "place no", "name no", f"score own_score priority own_priority {EDITED}", worded.issues, query={"issue_order": "score"}),
    Part("issues", "code round no", "code no", EDITED, worded.issues),
    Part("issues", "quarter no", "name no", EDITED, worded.planned),
    Part("karte", "own_score no", "no", "score own_score priority own_priority status due", worded.own_issues, False, "99301"),
]
SHARED = [
    Part("shared-issues", "towns n_issues", "label towns", "n_municipalities n_issues joint near", worded.clusters),
    Part("shared-issues", "renewal no", "name no", "policy_field department renewal joins issue", worded.first_cluster),
    Part("shared-issues", "provider n_issues", "provider title", "n_issues type region description contact", worded.offers),
    Part("shared-issues", "words no", "name no", "words", worded.fitting_issues),
]
CHANGE = [
    Part("progress", "role value round", "name round", "value", worded.slopes, focus="99203"),
    Part("progress", "tied_share", "code label", "before after change tied_share", worded.changes),
    Part("progress", "kpi actual", "name kpi year", "baseline actual target progress", worded.last_of_each_kpi, whole=False),
]
VISITS = [
    Part("visits", "gap it last_contact", "name", "gap change days_since_contact open_promises it last_contact", worded.visits),
    Part("visits", "band gap", "name", "gap promises it", worded.dots),
    Part("visits", "figures question", "name label figures", "question", worded.to_ask),
    Part("visits", "late meeting", "name text date", "owner due status meeting", worded.promises),
    Part("visits", "type counterpart", "name date type title", "method", lambda told: told.newest("support_log"), whole=False),
    Part("overview", "name last", "name", "last", worded.quiet),
    Part("overview", "priority names", "priority", "n", worded.priorities, whole=False),
    Part("overview", "due name text", "due name text", "", worded.due),
    Part("overview", "need left_over !factor_labels", "title", "need", worded.needed_menus, whole=False),
    Part("prefecture", "need factor_labels", "title", "need", worded.needed_menus, whole=False),
    Part("prefecture", "mean n label", "label", "mean n", worded.severities),
    Part("priority", "need factor_labels", "title", "need", worded.needed_menus, whole=False),
    Part("priority", "wish support_content", "code", "step0 step1 step2 step3 support_content reason", worded.decided),
]
AMONG = [
    Part("priority", "mark turns_when", "code", "mark turns_when", worded.stability),
    Part("karte", "mentor_name lead", "label mentor_name", "lead own theirs", worded.mentors, focus="99202"),
    Part("neighbours", "mentor_name lead", "label mentor_name", "lead own theirs", worded.mentors, focus="99203"),
]
ONCE = [(part, "2025", "adjacent") for part in (*LITERACY, *ISSUES, *SHARED)]
EACH_ROUND = [(part, round, "adjacent") for part in (*CHANGE, *VISITS) for round in YEARS]
EACH_WAY = [(part, round, peers) for part in AMONG for round in YEARS for peers in PEERS]
WALK = [*ONCE, *EACH_ROUND, *EACH_WAY]


def called(value: Any) -> str:
    return f"{value.page}: {value.marks}" if isinstance(value, Part) else str(value)


@pytest.fixture
def told(beside: Path) -> Callable[[Part, str, str], list[Row]]:
    return lambda part, round, peers: part.rows(Printed(beside, round, peers, part.focus))


Told = Callable[[Part, str, str], list[Row]]


@pytest.mark.parametrize(("part", "round", "peers"), WALK, ids=called)
def test_the_rows_of_a_page_are_those_of_the_command_line(served: Path, told: Told, part: Part, round: str, peers: str) -> None:
    printed, frames = told(part, round, peers), part.opened(OFFICER, "", round, peers)
    assert printed and frames
    assert [fault for frame in frames for fault in faults(frame, part, printed)] == []


OF_ITS_OWN = [
    *((part, "99205") for part in LITERACY),
    *((part, "99301") for part in ISSUES if part.by != "own priority" and "n" not in part.same.split()),
    *((part, "99301") for part in CHANGE[1:]),
]


@pytest.mark.parametrize(("part", "own"), OF_ITS_OWN, ids=called)
def test_what_a_municipality_sees_is_what_the_command_line_prints(served: Path, told: Told, part: Part, own: str) -> None:
    printed, frames = told(part, "2025", "adjacent"), part.opened("市町村担当", own, "2025", "adjacent")
    assert frames
    assert [fault for frame in frames for fault in faults(frame, part, printed, own)] == []


@pytest.mark.parametrize("peers", PEERS)
@pytest.mark.parametrize("round", YEARS)
def test_the_series_of_a_municipality_are_those_of_the_command_line(served: Path, beside: Path, round: str, peers: str) -> None:
    part = Part("progress", "line value piece", "line round", "value n", worded.severities, focus="99203")
    items = [("overall", "as_is"), *(("aspect", aspect) for aspect in ASPECTS)]
    frames = part.opened(OFFICER, "", round, peers)
    assert len(frames) == len(items)
    for frame, item in zip(frames, items, strict=True):
        assert faults(frame, part, worded.series(*item)(Printed(beside, round, peers, part.focus))) == []


# ---- what stands there as text ----


@pytest.mark.parametrize("code", ["99301", "99502"])
@pytest.mark.parametrize("round", YEARS)
def test_the_cards_of_a_karte_are_those_of_the_command_line(served: Path, beside: Path, round: str, code: str) -> None:
    told, app = Printed(beside, round, "adjacent", code), opened("karte", round=YEARS[round], focus=code)
    sent = unescape(raw(app).decode("utf-8", "ignore"))
    advised, taken_up = told.in_focus(told.of("advice")), told.in_focus(told.of("next_steps"))
    assert advised and taken_up
    assert [row for row in advised if row["title"] not in sent or row["because"] not in sent] == []
    steps = [f"ここまで実施すると「{ASPECTS[row['aspect']]}」の現状は {row['as_is_after']:.1f}" for row in taken_up]
    assert [line for line in steps if line not in sent] == []


@pytest.mark.parametrize("round", YEARS)
def test_the_counts_of_this_month_are_those_of_the_command_line(served: Path, beside: Path, round: str) -> None:
    told = Printed(beside, round, "adjacent", "")
    shown = {metric.label: metric.value for metric in opened("overview", round=YEARS[round]).metric}
    silent = set(told.names) - {row["code"] for row in told.of("answers") if row["points"] is not None}
    limit, today = date.today() + timedelta(days=60), date.today()
    deadlines = [row["deadline"][:10] for row in on_record(beside, "programs") if row["deadline"][:1].isdigit()]
    assert shown["この調査年度に回答していない団体"] == f"{len(silent)}団体"
    assert shown["90日以上、支援記録のない団体"] == f"{len(worded.quiet(told))}団体"
    assert shown["期限の近い決定事項・対策"] == f"{len(worded.due(told))}件"
    assert shown["60日以内に締切の来る制度"] == f"{sum(str(today) <= day <= str(limit) for day in deadlines)}件"


# ---- whether all this would notice ----


@pytest.mark.parametrize("part", [*LITERACY, *ISSUES, *SHARED, *CHANGE, *VISITS, *AMONG], ids=called)
def test_a_figure_that_is_another_and_a_row_that_is_missing_are_noticed(served: Path, told: Told, part: Part) -> None:
    printed, [frame, *_] = told(part, "2025", "adjacent"), part.opened(OFFICER, "", "2025", "adjacent")
    for name in (name for name in part.same.split() if name in frame):
        place = frame[name].first_valid_index()
        if place is not None:
            changed = frame.astype({name: object})
            changed.loc[place, name] = f"{changed.loc[place, name]}…" if isinstance(changed.loc[place, name], str) else 4711.5
            assert len(faults(changed, part, printed)) == 1, name
    assert bool(faults(frame.drop(frame.index[0]), part, printed)) == part.whole
