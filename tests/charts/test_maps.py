"""Maps: unknown is grey, a click names its municipality, shapes carry what is drawn."""

import json

from pandas import DataFrame

from analytics.charts import maps, theme

SHADE = maps.Shade("総合（現状）（0〜100）", 0, 100)
ANSWERED = maps.Classes("回答の状況", ("回答済", "未回答"), (theme.BLUE, theme.UNKNOWN))
SQUARE = json.dumps([[[[138.0, 35.0], [138.1, 35.0], [138.1, 35.1], [138.0, 35.1], [138.0, 35.0]]]])


def areas() -> DataFrame:
    return DataFrame({"code": ["99201"], "geometry": [SQUARE], "longitude": [138.05], "latitude": [35.05]})


def layers(spec):
    return [(layer["mark"]["type"], layer) for layer in spec["layer"]]


def test_the_outlines_carry_code_name_and_label_point():
    feature = maps.shapes(areas(), {"99201": "みほん市"})["features"][0]
    assert feature["properties"] == {"name": "みほん市", "longitude": 138.05, "latitude": 35.05, "code": "99201"}


def test_no_boundaries_give_no_features():
    assert maps.shapes(areas().head(0), {})["features"] == []


def test_only_known_values_are_coloured():
    ground, known = (layer for _, layer in layers(maps.area_map(SHADE))[:2])
    assert ground["mark"]["fill"] == theme.UNKNOWN and "encoding" not in ground
    assert known["transform"] == [{"filter": maps.KNOWN}]


def test_a_click_on_an_area_or_tile_names_its_code():
    for spec in (maps.area_map(SHADE), maps.tile_map(SHADE, 2)):
        (picked,) = spec["params"]
        assert (picked["name"], picked["select"]["fields"]) == (maps.PICKED, ["code"])


def test_the_shapes_are_sent_apart_under_their_own_name():
    assert maps.area_map(SHADE)["data"] == {"name": maps.SHAPES, "format": {"property": "features"}}


def test_classes_keep_their_colours():
    scale = layers(maps.area_map(ANSWERED))[1][1]["encoding"]["color"]["scale"]
    assert scale == {"domain": ["回答済", "未回答"], "range": [theme.BLUE, theme.UNKNOWN]}


def test_many_municipalities_are_drawn_without_their_names():
    assert "text" in [kind for kind, _ in layers(maps.area_map(SHADE, True))]
    assert "text" not in [kind for kind, _ in layers(maps.area_map(SHADE, False))]


def test_tiles_stand_in_rows_of_their_block():
    cells = maps.tiles({"中央": ["99202", "99201"], "東部": ["99203"]})
    assert cells.to_dict("records") == [
        {"code": "99201", "column": 0, "row": 0},
        {"code": "99202", "column": 1, "row": 0},
        {"code": "99203", "column": 0, "row": 1},
    ]


def test_tooltips_are_japanese():
    touch = layers(maps.area_map(SHADE))[-1][1]
    assert [tip["title"] for tip in touch["encoding"]["tooltip"]] == ["市町村", SHADE.label]
