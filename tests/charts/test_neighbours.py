"""What the charts of 近隣比較 show, read from their structure."""

from __future__ import annotations

import json
from typing import Any

from analytics.charts import neighbours as charts
from analytics.charts.theme import ROWS


def dots(**more: Any) -> dict[str, Any]:
    return charts.dot_and_band(("STEP0 育成取組み", "STEP1 全体方針策定"), (2, 1), 30.0, "得点（点）", **more)


def titles(spec: dict[str, Any], channel: str) -> set[str]:
    return {layer["encoding"][channel]["title"] for layer in spec["layer"] if layer["encoding"].get(channel, {}).get("title")}


def test_dots_and_bands_come_from_two_sets_of_rows_sent_apart():
    assert {layer["data"]["name"] for layer in dots()["layer"]} == {ROWS, charts.BANDS} and "datasets" not in dots()


def test_the_axis_has_its_unit_and_ends_at_the_scale_of_the_items():
    spec = dots()
    assert titles(spec, "x") == {"得点（点）"}
    assert all(layer["encoding"]["x"]["scale"]["domain"] == [0, 30.0] for layer in spec["layer"] if "scale" in layer["encoding"]["x"])


def test_every_role_has_a_colour_and_a_second_cue():
    point = next(layer for layer in dots(with_away=True)["layer"] if layer["mark"]["type"] == "point")
    assert point["encoding"]["color"]["scale"]["domain"] == list(charts.ROLES) == point["encoding"]["shape"]["scale"]["domain"]
    assert len(set(point["encoding"]["shape"]["scale"]["range"])) == 2 and len(set(point["encoding"]["color"]["scale"]["range"])) == 3


def test_the_key_names_another_prefecture_only_where_there_is_one():
    point = next(layer for layer in dots()["layer"] if layer["mark"]["type"] == "point")
    assert charts.ROLES[-1] not in point["encoding"]["color"]["scale"]["domain"]


def test_a_target_is_drawn_only_where_items_have_one():
    assert "破線：目標" in dots(with_target=True)["title"]["text"] and "目標" not in json.dumps(dots(), ensure_ascii=False)


def test_a_label_with_a_quote_stays_a_label():
    spec = charts.dot_and_band(('"]+alert(1)+["',), (1,), 100.0, "値（%）")
    expressions = [layer["encoding"]["y"]["axis"]["labelExpr"] for layer in spec["layer"] if "axis" in layer["encoding"].get("y", {})]
    assert all(json.loads(expression.partition("[indexof")[0]) == [['"]+alert(1)+["']] for expression in expressions)


def test_answers_show_points_in_the_cell_and_the_reason_where_there_are_none():
    spec = charts.answers(("q01 首長",), ("みほん市",))
    unknown, known, figures = spec["layer"]
    assert unknown["transform"] != known["transform"] and figures["encoding"]["text"]["field"] == "text"
    assert [tip["title"] for tip in figures["encoding"]["tooltip"]] == ["団体", "設問", "回答", "点数／満点"]
