"""Do the pictures of 課題リスト show what they promise, and nothing of priorities on a shared screen?"""

from __future__ import annotations

import json
from typing import Any

from analytics.charts import issues as charts
from analytics.charts.theme import PRIORITIES


def layers_with(spec: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if channel in layer.get("encoding", {})]


def test_a_priority_has_its_colour_and_a_shape() -> None:
    (dots,) = layers_with(charts.quadrant(True), "shape")
    assert dots["encoding"]["color"]["scale"]["range"][:3] == [PRIORITIES[rank] for rank in ("高", "中", "低")]
    assert len(set(dots["encoding"]["shape"]["scale"]["range"])) == 4


def test_on_a_shared_screen_no_priority_is_in_the_picture() -> None:
    assert "priority" not in json.dumps(charts.quadrant(False)) and "priority" not in json.dumps(
        charts.breakdown(("税",), "政策分野", False)
    )


def test_all_layers_of_the_quadrant_have_the_scale_of_the_ratings() -> None:
    domains = [layer["encoding"][way]["scale"]["domain"] for layer in charts.quadrant(True)["layer"] for way in "xy" if way in layer["encoding"]
               and "scale" in layer["encoding"][way]]  # fmt: skip
    assert len(domains) >= 10 and set(map(tuple, domains)) == {(0.6, 5.4)}


def test_both_axes_name_their_unit() -> None:
    (dots,) = layers_with(charts.quadrant(True), "shape")
    assert all("1～5点" in dots["encoding"][way]["title"] for way in "xy")


def test_own_and_computed_labels_stand_in_their_order() -> None:
    cells = charts.own_against_computed(("高", "低"), ("高", "中"), 7)["layer"][0]["encoding"]
    assert (cells["y"]["sort"], cells["x"]["sort"]) == (["高", "低"], ["高", "中"])
    assert [tip["title"] for tip in cells["tooltip"]] == ["市町村の優先度評価", "計算した優先度", "課題の数（件）"]


def test_the_bars_stand_in_the_order_given() -> None:
    spec = charts.breakdown(("防災", "税"), "政策分野", True)
    assert all(layer["encoding"]["y"]["sort"] == ["防災", "税"] for layer in spec["layer"])


def test_a_measure_has_its_status_by_colour_and_shape_and_its_words_beside_the_quarters() -> None:
    spec = charts.road_map(("令和7年度 第4四半期", "期限未定"), 4)
    (dots,) = layers_with(spec, "shape")
    assert dots["encoding"]["color"]["scale"]["domain"] == ["未着手", "検討中", "実施中", "完了", "未入力"]
    assert dots["encoding"]["x"]["scale"]["range"] == [charts.TEXT_WIDTH, {"expr": "width"}]
    assert spec["height"] == 4 * charts.LANE
