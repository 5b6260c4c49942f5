"""Is the first sentence true that 市町村担当 and 閲覧 read on the pages of literacy, issues, shared issues, change and the prefecture?"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median

from analytics import registry
from analytics.scope import Role, Scope, Viewer
from pages.shared.product import product
from tests.pages.opening import lead, opened
from tests.pages.printed import Row, on_record, table
from tests.pages.sent import tables

OWN, OTHER = "99301", "99205"
"""One with a list of issues and a diagnosis that is hidden, one with a diagnosis that is shown and no list."""
ERAS = {"2023": "令和5年度（2023）", "2024": "令和6年度（2024）", "2025": "令和7年度（2025）"}
SUMMED = ("集計のみ", "匿名", "実名")


def own(rows: list[Row], code: str = OWN) -> list[Row]:
    return [row for row in rows if row["code"] == code]


def test_a_municipality_reads_of_its_own_issues(served: Path, beside: Path) -> None:
    rows = own(table(beside, "issues"))
    judged, states = Counter(row["priority"] for row in rows), Counter(row["status"] for row in rows if row["status"])
    counts = "・".join(f"{state}{states[state]}件" for state in ("未着手", "検討中", "実施中", "完了") if states[state])
    assert rows and lead(opened("issues", "市町村担当", OWN)) == (
        f"高嶺町の課題は{len(rows)}件です。計算した優先度は「高」{judged['高']}件・「中」{judged['中']}件・「低」{judged['低']}件で、"
        f"市町村の評価と違うのは{sum(bool(row['differs']) for row in rows)}件です。"
        f"対応の状況が入っているのは{states.total()}件（{counts}）です。"
    )


def test_a_municipality_and_a_visitor_read_of_the_offers(served: Path, beside: Path) -> None:
    offers, listed = table(beside, "partners"), own(table(beside, "issues"))
    # How rare a word is follows from the lists that the viewer may see: the command line, which sees all, finds others.
    serving, viewer = product(), Viewer(Role.MUNICIPALITY, OWN)
    matched = set(registry.compute(serving.store, serving.config, serving.model, "matches", Scope(viewer, "2025"))["no"])
    assert lead(opened("shared-issues", "市町村担当", OWN)) == (
        f"自団体の課題{len(listed)}件のうち{len(matched)}件に、言葉が合う提供内容があります。登録されている提供内容は{len(offers)}件です。"
        "ほかの団体との共通課題は、県担当に尋ねてください。"
    )
    assert lead(opened("shared-issues", "閲覧")) == f"登録されている提供内容は{len(offers)}件です。共通課題は、県担当だけが見られます。"


def test_a_visitor_reads_medians_of_those_who_agreed_to_be_counted(served: Path, beside: Path) -> None:
    agreed = {row["code"] for row in on_record(beside, "consents") if row["kind"] == "推進状況アンケート" and row["level"] in SUMMED}
    told = []
    for round, era in ERAS.items():
        known = [row["as_is"] for row in table(beside, "overall", "--round", round) if row["code"] in agreed and row["as_is"] is not None]
        told.append(f"{era} {median(known):.1f}点（n={len(known)}）")
    assert lead(opened("progress", "閲覧")) == f"集計に同意した団体の現状（総合）の中央値は、{'、'.join(told)}です。"


def test_a_municipality_reads_of_its_own_diagnosis_or_that_it_is_hidden(served: Path, beside: Path) -> None:
    [row] = [row for row in own(table(beside, "literacy_gap"), OTHER) if row["category"] == "総合"]
    assert row["ci_low"] < 0 < row["ci_high"]
    low, high, diff = (f"{row[name]:+.1f}".replace("-", "−") for name in ("ci_low", "ci_high", "diff"))
    assert lead(opened("literacy", "市町村担当", OTHER)) == (
        f"令和7年度（2025）のDXリテラシー診断では、若葉野市の総合は差があるとは言えない状況です"
        f"（差 {diff}点、95%区間 {low}～{high}、管理職{row['n_manager']}人・一般職員{row['n_staff']}人）。"
    )
    assert lead(opened("literacy", "市町村担当", OWN)).endswith(
        "高嶺町の総合の管理職と一般職員の差は表示できません（少人数のため非表示）。"
    )


def test_a_visitor_reads_of_pools_alone(served: Path, beside: Path) -> None:
    app = opened("literacy", "閲覧")
    seen = {code for frame in tables(app) if {"code", "diff", "name"} <= set(frame) for code in frame["code"]}
    gaps = [row for row in table(beside, "literacy_gap") if row["category"] == "総合"]
    rows = [row for row in gaps if row["code"] in seen]
    assert {row["kind"] for row in rows} <= {"圏域", "グループ"} and len(rows) == len(seen) < len(gaps)
    sides = Counter(1 if row["ci_low"] > 0 else -1 if row["ci_high"] < 0 else 0 for row in rows)
    said = lead(app)
    words = {"管理職が高い": sides[1], "一般職員が高い": sides[-1], "差があるとは言えない": sides[0]}
    assert "、".join(f"「{side}」が{n}つ" for side, n in words.items() if n) + "です" in said
    assert f"差が分かる{len(rows)}まとまり（圏域・グループ）のうち" in said


def test_others_read_of_menus_and_programmes_but_of_no_severity(served: Path, beside: Path) -> None:
    menus, programmes = on_record(beside, "support_menu"), on_record(beside, "programs")
    ahead = sum(row["deadline"][:1].isdigit() and row["deadline"][:10] >= str(date.today()) for row in programmes)
    for role, code in (("市町村担当", OWN), ("閲覧", "")):
        assert lead(opened("prefecture", role, code)) == (
            f"県に期待される役割とスキルを読めます。枠のある支援メニューは{len(menus)}件（全{len(menus)}件）、締切がこれからの制度は{ahead}件です。"
        )
