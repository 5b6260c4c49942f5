"""What the charts of 指標 show, read from their structure."""

from __future__ import annotations

from analytics.charts import indicators as charts
from analytics.frames.indicators import ROLES


def test_dots_carry_the_reason_where_there_is_no_value():
    *_, known, unknown = charts.dots(ROLES, "保有率（%）", 3)["layer"]
    assert known["encoding"]["x"]["title"] == "保有率（%）" and unknown["encoding"]["text"]["field"] == "shown"


def test_yes_and_no_are_words_on_the_axis():
    spec = charts.dots(ROLES, "CIOの任命（実施・未実施）", 3, yes_no=True)
    axis = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")["encoding"]["x"]["axis"]
    assert axis["values"] == [0, 1] and "未実施" in axis["labelExpr"]


def test_a_role_keeps_its_colour_when_others_are_missing():
    def colour(roles: tuple[str, ...]) -> dict[str, str]:
        point = next(layer for layer in charts.dots(roles, "率（%）", 3)["layer"] if layer["mark"]["type"] == "point")
        scale = point["encoding"]["color"]["scale"]
        return dict(zip(scale["domain"], scale["range"], strict=True))

    assert colour(ROLES[-1:])[ROLES[-1]] == colour(ROLES)[ROLES[-1]]


def test_a_scatter_names_the_marked_ones_unless_all_lie_on_two_lines():
    named, bare = charts.scatter(ROLES, "甲（%）", "乙（%）"), charts.scatter(ROLES, "甲（実施・未実施）", "乙（%）", x_yes_no=True)
    assert [layer["mark"]["type"] for layer in named["layer"]] == ["point", "text", "text"] and "layer" not in bare


def test_small_multiples_draw_the_median_dashed_from_its_own_rows():
    middle = next(layer for layer in charts.over_years(ROLES, "率（%）")["layer"] if layer["data"]["name"] == charts.MIDDLES)
    assert middle["mark"]["strokeDash"] and middle["encoding"]["tooltip"][1]["title"] == "表示団体の中央値"


def test_yes_and_no_over_the_years_are_counted():
    bars, _ = charts.done_over_years()["layer"]
    assert bars["encoding"]["x"]["field"] == "n" and bars["encoding"]["color"]["scale"]["domain"] == ["実施", "未実施", "値なし"]
