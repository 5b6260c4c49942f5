"""Where each municipality lies and who its neighbours are: TopoJSON, GeoJSON, drawing and tile maps."""

import csv
import json
import pathlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.boundaries import (
    area,
    centre,
    drawable,
    geojson,
    read_boundaries,
    simplify,
    tile_layout,
    tile_layout_by_block,
)
from analytics.errors import Unusable

REAL = pathlib.Path(__file__).parents[2] / "shared" / "realdata"
needs_real_data = pytest.mark.skipif(
    not (REAL / "ja_municipality_area.json").exists(),
    reason="the public boundary file lies beside the project, not in it (shared/realdata)",
)


def square(x, y, size=1.0):
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def feature(code, *rings, **properties):
    properties = {"N03_007": code, **properties}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": list(rings)}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def two_squares(codes=("20201", "20202"), column="lg_code_5", shared=((1, 0), (1, 1)), transform=None):
    """Left and right of the shared arc (arc 0), as TopoJSON with absolute points or, with a transform, steps."""
    arcs = [list(map(list, shared)), [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 0], [2, 0], [2, 1], [1, 1]]]
    geometries = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {column: codes[0]}},
        {"type": "Polygon", "arcs": [[-1, 2]], "properties": {column: codes[1]}},
    ]
    objects = {"areas": {"type": "GeometryCollection", "geometries": geometries}}
    if transform is None:
        return {"type": "Topology", "arcs": arcs, "objects": objects}
    steps = [[arc[0]] + [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(arc)] for arc in arcs]
    return {"type": "Topology", "arcs": steps, "objects": objects, "transform": transform}


# --- Neighbours


def test_two_squares_that_share_an_edge_are_neighbours():
    read = read_boundaries(collection(feature("20202", square(139, 36)), feature("20201", square(138, 36))))
    assert read.neighbours == [("20201", "20202")]


def test_squares_that_touch_in_a_corner_only_are_not_neighbours():
    read = read_boundaries(collection(feature("20201", square(138, 36)), feature("20202", square(139, 37))))
    assert read.neighbours == []


def test_a_border_counts_although_one_side_has_more_points_on_it():
    finer = [[139, 36], [140, 36], [140, 37], [139, 37], [139, 36.3], [139, 36]]
    read = read_boundaries(collection(feature("20201", square(138, 36)), feature("20202", finer)))
    assert read.neighbours == [("20201", "20202")]


def test_one_long_edge_can_have_several_neighbours():
    long = feature("20201", [[138, 36], [139, 36], [139, 39], [138, 39], [138, 36]])
    short = [feature(f"2020{n + 2}", square(139, 36 + n)) for n in range(3)]
    pairs = read_boundaries(collection(long, *short)).neighbours
    assert pairs == [("20201", "20202"), ("20201", "20203"), ("20201", "20204"), ("20202", "20203"), ("20203", "20204")]


def test_edges_on_one_line_that_only_meet_end_to_end_make_no_neighbours():
    read = read_boundaries(collection(feature("20201", square(138, 36)), feature("20202", square(139.5, 36))))
    assert read.neighbours == []


def test_borders_are_the_same_within_a_centimetre():
    read = read_boundaries(collection(feature("20201", square(138, 36)), feature("20202", square(139.00000001, 36))))
    assert read.neighbours == [("20201", "20202")]


def test_an_enclave_is_the_neighbour_of_what_surrounds_it():
    around = feature("20201", square(138, 36, 3), square(139, 37)[::-1])
    read = read_boundaries(collection(around, feature("20202", square(139, 37))))
    assert read.neighbours == [("20201", "20202")]


def test_an_island_has_no_neighbour_but_an_area():
    read = read_boundaries(collection(feature("13421", square(142, 27))))
    assert (read.neighbours, list(read.areas)) == ([], ["13421"])


def test_a_shared_arc_makes_neighbours():
    assert read_boundaries(two_squares()).neighbours == [("20201", "20202")]


def test_a_shared_arc_without_length_makes_no_neighbours():
    document = two_squares(shared=((1, 0), (1, 0)))
    document["arcs"][2] = [[1, 0], [2, -1], [2, -2], [1, 0]]
    assert read_boundaries(document).neighbours == []


def test_topojson_whose_areas_have_arcs_of_their_own_is_compared_by_segments():
    document = two_squares()
    document["arcs"].append([[1, 0], [1, 1]])
    document["objects"]["areas"]["geometries"][1]["arcs"] = [[-4, 2]]
    assert read_boundaries(document).neighbours == [("20201", "20202")]


def test_a_transform_gives_degrees():
    read = read_boundaries(two_squares(transform={"scale": [0.5, 0.25], "translate": [138, 36]}))
    assert read.areas["20201"] == [[[(138.5, 36), (138.5, 36.25), (138, 36.25), (138, 36), (138.5, 36)]]]


def test_an_arc_used_backwards_closes_the_ring():
    ring = read_boundaries(two_squares()).areas["20202"][0][0]
    assert ring == [(1, 1), (1, 0), (2, 0), (2, 1), (1, 1)]


# --- Codes, wards, what is left out


def test_wards_are_joined_into_their_city_which_is_not_its_own_neighbour():
    wards = feature("01101", square(141, 43)), feature("01102", square(142, 43))
    read = read_boundaries(collection(*wards, feature("01203", square(143, 43))))
    assert (list(read.areas), read.neighbours) == (["01100", "01203"], [("01100", "01203")])
    assert (len(read.areas["01100"]), read.names["01100"]) == (2, "札幌市")


@pytest.mark.parametrize(
    ("ward", "city"),
    [
        ("14118", "14100"),
        ("14131", "14130"),
        ("22140", "22130"),
        ("27128", "27100"),
        ("27141", "27140"),
        ("40137", "40130"),
    ],
)
def test_a_ward_belongs_to_the_city_whose_range_it_is_in(ward, city):
    assert list(read_boundaries(collection(feature(ward, square(139, 35)))).areas) == [city]


def test_the_wards_of_tokyo_are_municipalities():
    read = read_boundaries(collection(feature("13101", square(139, 35)), feature("13102", square(140, 35))))
    assert read.neighbours == [("13101", "13102")]


def test_the_northern_villages_are_left_out_and_said_so():
    village = feature("01695", square(146, 43), N03_001="北海道", N03_004="色丹村")
    read = read_boundaries(collection(village, feature("01223", square(145, 43))))
    assert (list(read.areas), read.neighbours) == (["01223"], [])
    assert read.left_out == [("01695 北海道色丹村", "北方領土の村（集計の対象外）")]


def test_land_without_a_code_is_left_out_and_said_once():
    nowhere = feature(None, square(139, 36), N03_001="東京都", N03_004="所属未定地")
    read = read_boundaries(collection(nowhere, nowhere, feature("13101", square(140, 36))))
    assert read.left_out == [("東京都所属未定地", "団体コードのない地域（所属未定地など）")]


def test_a_feature_without_a_shape_is_left_out():
    empty = {"type": "Feature", "properties": {"N03_007": "20202"}, "geometry": None}
    read = read_boundaries(collection(empty, feature("20201", square(138, 36))))
    assert read.left_out == [("20202", "面の形がない")]


def test_a_code_of_six_digits_loses_its_check_digit():
    assert list(read_boundaries(two_squares(("202011", "202029"), "全国地方公共団体コード")).areas) == [
        "20201",
        "20202",
    ]


def test_a_wrong_check_digit_is_a_fault_and_its_area_left_out():
    read = read_boundaries(two_squares(("202011", "202020")))
    assert (list(read.areas), read.left_out) == (["20201"], [])
    assert read.faults == [("202020", "団体コード6桁目の検査数字が合わない")]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), "nan"])
def test_a_point_that_is_nowhere_is_refused(number):
    ring = square(138, 36)
    ring[2] = [number, 37]
    with pytest.raises(Unusable, match="座標"):
        read_boundaries(collection(feature("20201", ring)))


def test_an_arc_to_nowhere_is_refused():
    with pytest.raises(Unusable, match="境界データ"):
        read_boundaries(two_squares(shared=((1, 0), (1, float("nan")))))


def test_properties_that_are_a_list_are_refused():
    with pytest.raises(Unusable, match="崩れて"):
        read_boundaries(collection({**feature("20201", square(138, 36)), "properties": [1]}))


def test_numbers_that_lost_the_zero_in_front_are_codes_all_the_same():
    assert list(read_boundaries(two_squares((1202, 1203.0), "JIS_CODE")).areas) == ["01202", "01203"]


def test_six_digits_that_lost_the_zero_in_front_are_known_by_their_check_digits():
    codes = (12025, 12033, 12041, 12050, 12068)
    read = read_boundaries(collection(*(feature(code, square(140 + n, 43)) for n, code in enumerate(codes))))
    assert list(read.areas) == ["01202", "01203", "01204", "01205", "01206"]


def test_without_a_code_property_the_message_names_what_was_found():
    with pytest.raises(Unusable, match="見つかった項目：番号"):
        read_boundaries(two_squares(column="番号"))


@pytest.mark.parametrize("document", [{}, [], {"type": "Feature"}, {"type": "Topology"}, {"type": "FeatureCollection"}])
def test_what_is_no_boundary_file_is_said_to_be_none(document):
    with pytest.raises(Unusable, match="境界データ"):
        read_boundaries(document)


def test_plane_coordinates_in_metres_are_refused():
    with pytest.raises(Unusable, match="経度・緯度"):
        read_boundaries(collection(feature("20201", square(12000, -35000))))


def test_islands_of_one_municipality_are_gathered():
    read = read_boundaries(collection(feature("13361", square(139, 34)), feature("13361", square(141, 34), N03_004="大島町")))
    assert (len(read.areas["13361"]), read.names) == (2, {"13361": "大島町"})


# --- Measures


def test_the_centre_is_that_of_the_largest_polygon():
    assert centre([[square(130, 30, 0.1)], [square(138, 36)]]) == pytest.approx((138.5, 36.5))


def test_a_hole_pushes_the_centre_away_and_takes_area_off():
    whole, pierced = [[square(138, 36, 2)]], [[square(138, 36, 2), square(139, 36)]]
    assert centre(pierced) == pytest.approx((139 - 1 / 6, 37 + 1 / 6))
    assert area(whole) - area(pierced) == pytest.approx(area([[square(139, 36)]]))


def test_a_degree_at_the_equator_is_12364_square_kilometres():
    assert area([[square(0, 0)]]) == pytest.approx(12364, rel=1e-3)


# --- Drawing


def jagged(x, y):
    return [(x + step / 97, y + (step * 37 % 11) / 200) for step in range(98)]


def test_both_sides_of_a_simplified_border_stay_together():
    border = jagged(138, 36)
    north = [*border, (139 + 1 / 97, 37.0), (138.0, 37.0), border[0]]
    south = [*border[::-1], (138.0, 35.0), (139 + 1 / 97, 35.0), border[-1]]
    simple = [simplify([[ring]], 0.02)[0][0] for ring in (north, south)]
    inner = [{point for point in ring if 35.5 < point[1] < 36.5} for ring in simple]
    assert inner[0] == inner[1]
    assert len(inner[0]) < len(border)


def test_a_point_on_a_straight_line_is_dropped():
    ring = [(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.5), (0.0, 0.0)]
    assert simplify([[ring]], 0.1) == [[[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]]]


def test_a_hole_that_vanishes_leaves_the_area():
    assert len(simplify([[square(0, 0), square(0.5, 0.5, 0.01)]], 0.1)[0]) == 1


def test_a_municipality_smaller_than_the_tolerance_is_still_drawn():
    islet = [[square(139, 27, 0.01)]]
    assert 0.3 < area(simplify(islet, 0.1)) / area(islet) < 3


def test_sixty_municipalities_of_many_points_stay_below_300_kilobytes():
    coast = [jagged(130 + n % 8 * 1.5, 33 + n // 8) for n in range(60)]
    areas = {f"42{n + 201}": [[[*line, (line[0][0], line[0][1] + 0.9), line[0]]] * 8] for n, line in enumerate(coast)}
    assert len(json.dumps(geojson(drawable(areas), {}))) < 300_000


@pytest.mark.parametrize("ring", [square(138, 36), square(138, 36)[::-1]])
def test_outer_rings_run_clockwise_and_holes_the_other_way(ring):
    hole = square(138.2, 36.2, 0.1)
    for given_hole in (hole, hole[::-1]):
        drawn = geojson({"20201": [[ring, given_hole]]}, {})["features"][0]["geometry"]["coordinates"][0]
        assert [signed_area(part) < 0 for part in drawn] == [True, False]


def signed_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_a_feature_carries_its_code_and_properties():
    drawn = geojson({"20201": [[square(138, 36)]]}, {"20201": {"name": "長野市"}})["features"][0]
    assert (drawn["id"], drawn["properties"]) == ("20201", {"name": "長野市", "code": "20201"})


# --- Tile maps

places = st.dictionaries(
    st.integers(1000, 47999).map("{:05}".format),
    st.tuples(st.floats(122, 154), st.floats(20, 46)),
    max_size=40,
)


@given(places)
def test_no_two_municipalities_are_on_one_tile(centres):
    layout = tile_layout(centres)
    assert layout.keys() == centres.keys()
    assert len(set(layout.values())) == len(centres)


@given(places)
def test_the_order_of_the_municipalities_does_not_move_a_tile(centres):
    assert tile_layout(dict(reversed(centres.items()))) == tile_layout(centres)


def test_tiles_keep_north_up_and_east_right():
    corners = {"20201": (138.0, 37.0), "20202": (139.0, 37.0), "20203": (138.0, 36.0), "20204": (139.0, 36.0)}
    layout = tile_layout(corners)
    assert layout == {"20201": (0, 0), "20202": (1, 0), "20203": (0, 1), "20204": (1, 1)}


def test_municipalities_in_one_place_still_get_a_tile_each():
    assert len(set(tile_layout({f"2020{n}": (138.0, 36.0) for n in range(9)}).values())) == 9


def test_without_coordinates_each_block_starts_a_row_in_code_order():
    layout = tile_layout_by_block({"北信": ["20203", "20201"], "南信": ["20202"]})
    assert layout == {"20201": (0, 0), "20203": (1, 0), "20202": (0, 1)}


def test_a_long_block_goes_on_in_the_next_row_and_no_tile_is_used_twice():
    layout = tile_layout_by_block({"北信": [f"20{n}" for n in range(200, 230)], "南信": ["20199", "20200"]})
    assert len(set(layout.values())) == 31
    assert layout["20199"] == (0, 3)


# --- The real file


@needs_real_data
def test_the_whole_country_has_the_neighbours_of_the_reference():
    read = read_boundaries(json.loads((REAL / "ja_municipality_area.json").read_text(encoding="utf-8")))
    with (REAL / "adjacency.csv").open(encoding="utf-8") as lines:
        expected = {(row["code5"], row["neighbour_code5"]) for row in csv.DictReader(lines)}
    assert {pair for a, b in read.neighbours for pair in ((a, b), (b, a))} == expected
    assert (len(read.neighbours), len(read.areas), len(read.left_out)) == (4402, 1741, 6)
