"""Notes get the names and labels that people read, and signs the places of their figures."""

import pandas as pd
from pandas import DataFrame, Timestamp

from analytics.frames import notes as frames
from tests.conftest import World

COLUMNS = ["note", "entry", "code", "round", "item", "text", "audience", "who", "noted_at"]
DAY = Timestamp("2026-01-20 09:30")


def table(*rows: tuple[str, str | None, str, str]) -> DataFrame:
    """code, round, item, text."""
    full = [(place, place, *row, "県内部", "県担当", DAY) for place, row in enumerate(rows, 1)]
    return DataFrame(full, columns=COLUMNS).astype({"noted_at": "datetime64[us]"})


def test_a_note_may_be_about_every_item_of_the_model_and_every_indicator(world: World) -> None:
    known = frames.labels(world.model, "2025", ["AIの利用"])
    paper, to_be = world.model.questionnaire("2025"), world.model.to_be
    expected = {f"step:{one.id}" for one in paper.steps} | {f"question:{one.id}" for one in paper.questions}
    expected |= {f"aspect:{one.id}" for one in to_be.aspects} | {f"factor:{one.id}" for one in to_be.factors}
    assert expected <= set(known) and list(known)[-1] == "indicator:AIの利用"
    assert all(item.partition(":")[0] in frames.MEASURES for item in known)


def test_an_item_is_named_with_what_it_is_and_an_unknown_one_by_its_own_name(world: World) -> None:
    known = {
        "step:step0": "STEP0 育成取組み",
        "aspect:structure": "推進体制",
        "question:q05": "問5 担当はいますか",
        "overall:as_is": "総合（現状）",
    }
    assert [frames.about(item, known) for item in (*known, "aspect:gone")] == [
        "STEP0 育成取組み", "観点：推進体制", "問5 担当はいますか", "総合（現状）", "観点：gone",
    ]  # fmt: skip


def test_the_newest_round_comes_first_and_notes_of_no_round_last() -> None:
    rows = table(("1", None, "step:step0", "いつも"), ("1", "2024", "step:step0", "昨年"), ("2", "2025", "step:step0", "今年"))
    found = frames.listed(rows, {"1": "一町"}, {})
    assert found["text"].tolist() == ["今年", "昨年", "いつも"] and found["name"].tolist() == ["2", "一町", "一町"]
    assert found["year"].tolist() == ["令和7年度（2025）", "令和6年度（2024）", frames.EVER] and set(found["day"]) == {"2026-01-20"}


def test_of_no_notes_there_are_no_rows_but_all_columns() -> None:
    assert {"name", "about", "year", "day"} <= set(frames.listed(table(), {}, {}))
    assert list(frames.signs(table(), "step", {"step0": "STEP0"})) == ["code", "item", "told", "label"]


def test_notes_on_the_same_figure_are_one_sign_the_newest_first() -> None:
    rows = table(("1", "2025", "step:step0", "前"), ("1", "2025", "step:step0", "後"), ("2", "2025", "aspect:step0", "別"))
    found = frames.signs(rows, "step", {"step0": "STEP0"})
    assert found.to_dict("records") == [{"code": "1", "item": "step0", "told": "後／前", "label": "STEP0"}]


def test_a_sign_stands_by_the_dot_of_its_municipality_and_not_where_no_value_is_known() -> None:
    signs = DataFrame({"code": ["1", "2"], "item": "step0", "told": "言葉", "label": "STEP0"})
    members = DataFrame({"code": ["1", "2"], "label": ["一町", "二町"]})
    dots = DataFrame({"label": ["STEP0"], "name": ["一町"], "value": [12.0], "y": [0.5]})
    found = frames.beside(signs, members, dots)
    assert found[["name", "value", "y"]].values.tolist() == [["一町", 12.0, 0.5]] and not pd.isna(found["told"]).any()
