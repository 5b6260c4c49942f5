"""経年変化・支援効果, mentors and marks of stability: the command line's figures, and nothing to those whom they are not for."""

from __future__ import annotations

from pathlib import Path

import pytest
from pandas import DataFrame
from streamlit.testing.v1 import AppTest

from analytics.frames.mentors import CONFIRMED
from tests.pages.opening import notes, opened
from tests.pages.printed import Row, table
from tests.pages.sent import raw, tables

CODES = ("--round", "2025")


def sent(app: AppTest, *columns: str) -> DataFrame:
    """The frame with these columns that was sent."""
    return next(frame for frame in tables(app) if set(columns) <= set(frame.columns))


def rounded(rows: list[Row] | DataFrame, *columns: str) -> list[tuple[object, ...]]:
    records = rows.to_dict("records") if isinstance(rows, DataFrame) else rows
    return sorted(tuple(round(row[c], 9) if isinstance(row[c], float) else row[c] for c in columns) for row in records)


@pytest.mark.parametrize(("since", "words"), [("2024", "令和6年度（2024）"), ("2023", "令和5年度（2023）")])
def test_the_changes_are_those_of_the_command_line(served: Path, beside: Path, since: str, words: str) -> None:
    columns = ("code", "before", "after", "change", "tied_share")
    shown = sent(opened("progress", since=words), "tied_share", "change")
    printed = table(beside, "change", *CODES, "--from", since)
    assert rounded(shown, *columns) == rounded(printed, *columns)


def test_the_groups_are_those_of_the_command_line(served: Path, beside: Path) -> None:
    shown = sent(opened("progress"), "group", "low")
    with_, without = table(beside, "support_effect", *CODES)
    assert shown["mean"].tolist() == pytest.approx([with_["mean_change"], without["mean_change"], with_["diff"]], abs=1e-9)
    assert shown["n"].tolist() == [with_["n"], without["n"], with_["n"] + without["n"]]
    assert shown[["low", "high"]].iloc[2].tolist() == pytest.approx([with_["ci_low"], with_["ci_high"]], abs=1e-9)


@pytest.mark.parametrize("page", ["neighbours", "karte"])
def test_the_mentors_are_those_of_the_command_line(served: Path, beside: Path, page: str) -> None:
    shown = sent(opened(page, focus="99202"), "mentor_name", "lead")
    printed = [row for row in table(beside, "mentors", *CODES) if row["code"] == "99202"]
    assert shown["lead"].tolist() == pytest.approx([row["lead"] for row in printed], abs=1e-9)
    assert (shown["said"] == CONFIRMED).tolist() == [row["confirmed"] for row in printed]


def test_a_candidate_that_has_not_agreed_is_on_no_shared_screen_and_before_no_other_role(served: Path) -> None:
    assert set(sent(opened("neighbours", focus="99202"), "mentor_name")["said"]) > {CONFIRMED}
    shared = opened("neighbours", focus="99202", share="true", m=["みなと市", "花霞町", "松風町", "星ヶ浦市"])
    own = opened("neighbours", "市町村担当", "99202", focus="99202")
    for app in (shared, own):
        assert not app.exception
        assert {said for frame in tables(app) if "said" in frame and "mentor_name" in frame for said in frame["said"]} <= {CONFIRMED}


@pytest.mark.parametrize(("role", "query"), [("市町村担当", {}), ("閲覧", {}), ("県担当", {"share": "true", "m": ["みなと市", "花霞町"]})])
def test_the_groups_of_support_are_for_the_prefecture_and_never_shared(served: Path, role: str, query: dict[str, str]) -> None:
    app = opened("progress", role, "99202" if role == "市町村担当" else "", **query)
    assert not app.exception and "支援していない団体".encode() not in raw(app)
    assert "支援していない団体".encode() in raw(opened("progress"))


def test_the_caution_stands_beside_the_groups(served: Path) -> None:
    assert any("効果の証明ではありません" in note for note in notes(opened("progress")))


def test_the_first_round_has_nothing_before_it(served: Path) -> None:
    app = opened("progress", round="令和5年度（2023）")
    assert not app.exception and "まだ一つだけ" in notes(app)[0]


def test_the_karte_and_the_list_of_priorities_mark_how_sure_they_are(served: Path, beside: Path) -> None:
    rows = table(beside, "robustness", *CODES)
    own = [row["holds"] for row in rows if row["code"] == "99202"]
    karte = [box.label for box in opened("karte", focus="99202").expander]
    assert f"結果の安定性：安定した結果 {own.count(True)}件、参考（条件により変動） {own.count(False)}件" in karte
    verdicts = [row["holds"] for row in rows if row["statement"] == "priority"]
    priority = [box.label for box in opened("priority").expander]
    assert any(f"安定した結果 {verdicts.count(True)}団体" in label for label in priority)


def test_a_karte_measures_to_the_line_that_is_chosen(served: Path, beside: Path) -> None:
    steps = table(beside, "gap", *CODES)
    prefecture = {row["target"] for row in steps if row["code"] == "99202"}
    chosen = sent(opened("karte", focus="99202", line="best_peer"), "as_is", "target", "label")
    assert set(chosen["target"].dropna()) != prefecture
    assert "比較相手の最高".encode() in raw(opened("karte", focus="99202", line="best_peer"))
