"""Is what the literacy page says and sends what the command line prints, and does it keep from each what is not for them?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.opening import lead, opened
from tests.pages.printed import Row, table
from tests.pages.sent import raw, tables

WORDS = {1: "管理職が高い", -1: "一般職員が高い", 0: "差があるとは言えない"}


@pytest.fixture(scope="module")
def printed(beside: Path) -> dict[str, list[Row]]:
    return {name: table(beside, name) for name in ("literacy", "literacy_gap", "municipalities")}


def side(row: Row) -> int:
    return 1 if row["ci_low"] > 0 else -1 if row["ci_high"] < 0 else 0


@pytest.mark.parametrize("category", ["総合", "Why"])
def test_the_first_sentence_counts_what_the_tables_say(served: Path, printed: dict[str, list[Row]], category: str) -> None:
    gaps = [row for row in printed["literacy_gap"] if row["kind"] == "市町村" and row["category"] == category]
    there = {row["code"] for row in printed["literacy"] if row["kind"] == "市町村" and row["category"] == category}
    found = {words: sum(side(row) == sign for row in gaps) for sign, words in WORDS.items()}
    counts = "、".join(f"「{words}」が{n}団体" for words, n in found.items() if n)
    about = "総合" if category == "総合" else f"「{category}」"
    hidden = len(there) - len(gaps)
    rest = f"ほかの{hidden}団体は少人数のため非表示です。" if hidden else ""
    assert gaps and lead(opened("literacy", category=category)) == (
        f"令和7年度（2025）のDXリテラシー診断の{about}で管理職と一般職員の差が分かる{len(gaps)}団体のうち、{counts}です（95%区間による）。{rest}"
    )


def test_every_figure_sent_is_one_that_the_command_line_prints(served: Path, printed: dict[str, list[Row]]) -> None:
    gaps = {(row["code"], row["diff"], row["ci_low"], row["n_staff"]) for row in printed["literacy_gap"]}
    means = {(row["code"], row["mean"], row["n"]) for row in printed["literacy"]}
    frames = tables(opened("literacy"))
    drawn = [row for frame in frames if {"code", "diff"} <= set(frame) for row in frame.dropna(subset=["diff"]).to_dict("records")]
    listed = [
        row
        for frame in frames
        if {"code", "mean", "n", "department"} <= set(frame)
        for row in frame.dropna(subset=["mean"]).to_dict("records")
    ]
    assert drawn and listed
    assert {(row["code"], row["diff"], row["ci_low"], row["n_staff"]) for row in drawn} <= gaps
    assert {(row["code"], row["mean"], row["n"]) for row in listed} <= means


def test_no_hidden_group_has_a_figure_and_each_says_why(served: Path) -> None:
    listed = next(frame for frame in tables(opened("literacy")) if {"department", "why", "n"} <= set(frame))
    hidden = listed[listed["why"] == "少人数のため非表示"]
    assert len(hidden) and hidden[["n", "mean", "sd", "ci_low", "ci_high"]].isna().all().all()
    assert listed.loc[listed["why"] == "", "n"].min() >= 10


def test_a_viewer_sees_pools_alone(served: Path, printed: dict[str, list[Row]]) -> None:
    codes = {row["code"] for row in printed["municipalities"]}
    sent = {code for frame in tables(opened("literacy", "閲覧")) if "code" in frame for code in frame["code"]}
    assert sent and not sent & codes


def test_a_municipality_sees_itself_and_pools_of_three_or_more(served: Path, printed: dict[str, list[Row]]) -> None:
    codes = {row["code"] for row in printed["municipalities"]}
    sent = {code for frame in tables(opened("literacy", "市町村担当", "99205")) if "code" in frame for code in frame["code"]}
    assert sent & codes == {"99205"}


def test_a_shared_screen_sends_those_chosen_and_no_pool(served: Path) -> None:
    app = opened("literacy", share="true", m="若葉野市")
    sent = {code for frame in tables(app) if "code" in frame for code in frame["code"]}
    assert sent == {"99205"} and "（圏域）".encode() not in raw(app) and "（グループ）".encode() not in raw(app)


def test_a_municipality_without_a_diagnosis_is_told_so(served: Path) -> None:
    app = opened("literacy", m="みほん市")
    assert "表示できる診断結果はありません" in lead(app) and not app.exception


def test_the_karte_draws_the_same_differences(served: Path, printed: dict[str, list[Row]]) -> None:
    """Of the diagnosis; the staff questionnaire has the literacy page."""
    own = [row for row in printed["literacy_gap"] if row["code"] == "99205"]
    wanted = {(row["category"], row["diff"]) for row in own if row["instrument"] != "職員アンケート"}
    assert len(wanted) < len(own)
    drawn = [frame for frame in tables(opened("karte", focus="99205")) if {"diff", "category", "verdict"} <= set(frame)]
    assert wanted and {(row["category"], row["diff"]) for row in drawn[0].to_dict("records")} == wanted


def test_a_karte_without_a_diagnosis_has_no_such_part(served: Path) -> None:
    assert "DXリテラシー診断" not in [head.value for head in opened("karte", focus="99201").subheader]
