"""Where does each municipality lie, and who shares a border with whom?"""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, pairwise
from typing import Any

import numpy as np

from analytics.codes import DESIGNATED_CITIES, NORTHERN_VILLAGES, city_of, has_check_digit, is_prefecture
from analytics.errors import Unusable

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
Polygons = list[Polygon]
Pair = tuple[str, str]

# Best first: where a file has both, the five-digit column needs no check digit.
CODE_PROPERTIES = (
    "lg_code_5", "N03_007", "code", "団体コード", "全国地方公共団体コード", "地方公共団体コード", "市区町村コード",
    "市町村コード", "行政区域コード", "JISコード", "JIS_code", "lg_code", "city_code",
)  # fmt: skip
PREFECTURE_PROPERTIES = ("prefecture_name", "N03_001", "都道府県名", "都道府県")
# N03_004 is the municipality; up to 2023 it was the ward, and N03_003 the designated city.
NAME_PROPERTIES = ("city_name", "N03_004", "市区町村名", "市町村名", "団体名", "name")

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
STEPS_PER_DEGREE = 10**7  # N03 gives up to nine decimals; 1e-7 degree is one centimetre
DRAWN_POINTS = 14_000  # about 19 bytes a point keep one prefecture's map below 300 kB
FINEST_TOLERANCE = 0.0005  # degrees, 50 m: below a pixel on every screen
COARSEST_TOLERANCE = 0.1  # degrees, 10 km: beyond this nothing is recognisable
UNREADABLE_CODE, WRONG_CHECK_DIGIT = FAULTS = ("団体コードとして読めない値", "団体コード6桁目の検査数字が合わない")
ROOM = 1.5  # cells of a tile map per municipality; empty ones let the outline show
BLOCK_COLUMNS = 12  # a longer row of tiles does not fit on a page


@dataclass(frozen=True)
class Boundaries:
    """Areas by five-digit code in degrees; a name is '' where the file has none.

    `neighbours`: each pair once, smaller code first, sorted. `left_out`: (label, reason) in the reader's words; `faults` likewise,
    of features whose code is wrong.
    """

    areas: dict[str, Polygons]
    names: dict[str, str]
    neighbours: list[Pair]
    left_out: list[tuple[str, str]]
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Feature:
    """One feature of the file; `arcs` are the TopoJSON arcs of positive length it is made of."""

    properties: dict[str, Any]
    polygons: Polygons
    arcs: frozenset[int] = frozenset()


def read_boundaries(document: dict[str, Any]) -> Boundaries:
    """Read parsed TopoJSON or GeoJSON (N03, Digital Agency, or any file with a code property).

    Wards of designated cities are joined into their city. Left out, with the reason: the six northern villages,
    features without a code (所属未定地) or shape, whole prefectures. Raises Unusable if nothing can be read.
    """
    kept, left_out = _sort_out(_features(document))
    if not kept:
        reasons = "、".join(sorted({reason for _, reason in left_out}))
        raise Unusable(f"境界データに使える市区町村が1つもありません。理由：{reasons or '中身が空です'}。")
    areas = _joined(kept)
    _require_degrees(areas)
    # Some converters write TopoJSON in which every area has arcs of its own.
    neighbours = _sharing_arcs(kept) or _sharing_segments(areas)
    faults = [(label, reason) for label, reason in left_out if reason in FAULTS]
    return Boundaries(areas, _names(kept), neighbours, [told for told in left_out if told not in faults], faults)


# --- The two formats -------------------------------------------------------------------------------------------------


def _features(document: dict[str, Any]) -> list[_Feature]:
    readers = {"Topology": _topojson_features, "FeatureCollection": _geojson_features}
    kind = document.get("type") if isinstance(document, dict) else None
    if kind not in readers:
        raise Unusable(f"境界データの種類（type）が「{kind}」です。GeoJSON（FeatureCollection）か TopoJSON（Topology）を使ってください。")
    try:
        return list(readers[kind](document))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise Unusable(f"境界データ（{kind}）の形が途中で崩れていて読めません。元のファイルを入手し直してください。") from error


def _geojson_features(document: dict[str, Any]) -> Iterator[_Feature]:
    for feature in document["features"]:
        yield _Feature(_properties(feature), _geojson_polygons(feature.get("geometry") or {}))


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise TypeError("the properties of a feature are names with values")
    return properties


def _geojson_polygons(geometry: dict[str, Any]) -> Polygons:
    """Other shapes than areas (points, lines) give nothing. A third coordinate (height) is dropped."""
    parts = _parts(geometry, "coordinates")
    return _sound([[[(float(point[0]), float(point[1])) for point in ring] for ring in part] for part in parts])


def _parts(geometry: dict[str, Any], key: str) -> list[Any]:
    """The polygons of a geometry, as coordinates (GeoJSON) or as arcs (TopoJSON)."""
    kind = geometry.get("type")
    if kind == "Polygon":
        return [geometry[key]]
    return geometry[key] if kind == "MultiPolygon" else []


def _sound(polygons: Polygons) -> Polygons:
    """Without rings of fewer than three corners (the last point repeats the first): they enclose nothing."""
    return [[ring for ring in polygon if len(ring) > 3] for polygon in polygons if polygon and len(polygon[0]) > 3]


def _topojson_features(document: dict[str, Any]) -> Iterator[_Feature]:
    """A file may hold several layers (prefectures, municipalities): the one with the most shapes counts."""
    arcs = _decoded_arcs(document)
    lengthy = [len(set(arc)) > 1 for arc in arcs]
    layers = [list(_flat(layer)) for layer in document["objects"].values()]
    for geometry in max(layers, key=len, default=[]):
        parts = _parts(geometry, "arcs")
        polygons = _sound([[_stitched(ring, arcs) for ring in part] for part in parts])
        used = {max(index, ~index) for part in parts for ring in part for index in ring}
        yield _Feature(_properties(geometry), polygons, frozenset(index for index in used if lengthy[index]))


def _flat(geometry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if geometry.get("type") != "GeometryCollection":
        yield geometry
        return
    for inner in geometry["geometries"]:
        yield from _flat(inner)


def _decoded_arcs(document: dict[str, Any]) -> list[Ring]:
    """With a transform, arcs are steps from point to point in whole units; without, plain degrees."""
    arcs = [np.asarray(arc, dtype=float)[:, :2] for arc in document["arcs"]]
    if not all(np.isfinite(arc).all() for arc in arcs):
        raise ValueError("a point of an arc is nowhere")
    transform = document.get("transform")
    if transform:
        scale, translate = np.array(transform["scale"]), np.array(transform["translate"])
        arcs = [arc.cumsum(axis=0) * scale + translate for arc in arcs]
    return [list(map(tuple, arc.tolist())) for arc in arcs]


def _stitched(indices: list[int], arcs: list[Ring]) -> Ring:
    """A negative index is the arc of its complement (~index), backwards; consecutive arcs share their end point."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


# --- Codes and names -------------------------------------------------------------------------------------------------


def _sort_out(features: list[_Feature]) -> tuple[list[tuple[str, _Feature]], list[tuple[str, str]]]:
    """Features with the code of their municipality, and (label, reason) of the others, each said once."""
    column = _code_property(features)
    texts = [_digits(feature.properties.get(column)) for feature in features]
    width = _width({text for text in texts if text})
    kept, left_out = [], []
    for text, feature in zip(texts, features, strict=True):
        reason = _reason_against(text, width, feature)
        if reason:
            left_out.append((_label(feature, text), reason))
        else:
            kept.append((city_of(text.zfill(width)[:5]), feature))
    return kept, list(dict.fromkeys(left_out))


def _code_property(features: list[_Feature]) -> str:
    """The best-known property that has a value anywhere. Raises Unusable with the names found instead."""
    found = dict.fromkeys(chain.from_iterable(feature.properties for feature in features))
    by_plain_name = {_plain(name): name for name in found}
    for name in (by_plain_name.get(_plain(known), "") for known in CODE_PROPERTIES):
        if name and any(_digits(feature.properties.get(name)) for feature in features):
            return name
    raise Unusable(
        f"境界データに団体コードの項目が見つかりません。見つかった項目：{'、'.join(list(found)[:20]) or 'なし'}。"
        f"団体コードとして読む項目名：{'、'.join(CODE_PROPERTIES)}。"
    )


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter not in " _-")


def _digits(value: object) -> str:
    """GIS tools turn codes into numbers: 1100.0 is '1100'."""
    text = "" if value is None else unicodedata.normalize("NFKC", str(value)).strip()
    return text.removesuffix(".0")


def _width(texts: set[str]) -> int:
    """Digits per code in this file: 6 with the check digit, also where numbers lost the zero of prefectures 01 to 09."""
    all_checked = len(texts) > 4 and all(has_check_digit(text.zfill(6)) for text in texts)
    return 6 if all_checked or any(len(text) == 6 for text in texts) else 5


def _reason_against(text: str, width: int, feature: _Feature) -> str:
    """Why a feature is left out; '' if it stays."""
    code = text.zfill(width)
    if not text or "所属未定" in _name(feature):
        return "団体コードのない地域（所属未定地など）"
    if not (code.isascii() and code.isdigit() and len(code) == width and code[:2] > "00"):
        return UNREADABLE_CODE
    if width == 6 and not has_check_digit(code):
        return WRONG_CHECK_DIGIT
    return _reason_against_municipality(code[:5], feature)


def _reason_against_municipality(code: str, feature: _Feature) -> str:
    if code in NORTHERN_VILLAGES:
        return "北方領土の村（集計の対象外）"
    if is_prefecture(code):
        return "市区町村ではなく都道府県"
    if code[2] == "0":
        return UNREADABLE_CODE
    return "" if feature.polygons else "面の形がない"


def _label(feature: _Feature, text: str) -> str:
    prefecture = _first_property(feature, PREFECTURE_PROPERTIES)
    return f"{text} {prefecture}{_name(feature)}".strip() or "名前のない地域"


def _name(feature: _Feature) -> str:
    return _first_property(feature, NAME_PROPERTIES)


def _first_property(feature: _Feature, names: tuple[str, ...]) -> str:
    values = (feature.properties.get(name) for name in names)
    return next((str(value) for value in values if value), "")


def _names(kept: list[tuple[str, _Feature]]) -> dict[str, str]:
    """A designated city's name comes from the list: its features may carry only the wards' names."""
    names: dict[str, str] = {}
    for code, feature in kept:
        names[code] = names.get(code) or DESIGNATED_CITIES.get(code) or _name(feature)
    return names


def _joined(kept: list[tuple[str, _Feature]]) -> dict[str, Polygons]:
    """All polygons of a municipality together: N03 has one feature per island, and wards come one by one."""
    areas: dict[str, Polygons] = defaultdict(list)
    for code, feature in kept:
        areas[code].extend(feature.polygons)
    return dict(areas)


def _require_degrees(areas: dict[str, Polygons]) -> None:
    """One point per polygon tells degrees from metres (plane coordinates) and from swapped axes; all have to be somewhere."""
    for code, polygons in areas.items():
        if not all(math.isfinite(sum(map(sum, ring))) for ring in chain.from_iterable(polygons)):
            raise Unusable(f"境界データに数値でない座標（NaN など）があります（{code}）。座標を直して書き出し直してください。")
        for x, y in (polygon[0][0] for polygon in polygons if polygon and polygon[0]):
            if not (abs(x) <= 180 and abs(y) <= 90):
                raise Unusable(
                    f"境界データの座標が経度・緯度（度）ではありません（{code}：{x}, {y}）。"
                    "経度・緯度の順の、世界測地系の緯度経度で書き出してください。"
                )


# --- Neighbours ------------------------------------------------------------------------------------------------------


def _sharing_arcs(kept: list[tuple[str, _Feature]]) -> list[Pair]:
    owners: dict[int, set[str]] = defaultdict(set)
    for code, feature in kept:
        for arc in feature.arcs:
            owners[arc].add(code)
    return sorted({pair for codes in owners.values() for pair in combinations(sorted(codes), 2)})


def _sharing_segments(areas: dict[str, Polygons]) -> list[Pair]:
    """Pairs with segments on one line that overlap by more than a point, so an extra vertex on one side does not matter.

    Limit: on one line means exactly so, on the grid of 1e-7 degree. An extra vertex on a slanted border that was rounded
    off that line is not seen; in N03 both sides of a border have the same vertices.
    """
    codes = sorted(areas)
    owner, start, end = _segments(areas, codes)
    line = _lines(start, end)
    # Along any line, x first and then y only rises: one whole number per point gives the order.
    low, high = np.sort([point[:, 0] * 2**31 + point[:, 1] for point in (start, end)], axis=0)
    order = np.lexsort((low, line))
    pairs = _overlapping(owner[order], line[order], low[order], high[order])
    return sorted({(codes[min(pair)], codes[max(pair)]) for pair in pairs if pair[0] != pair[1]})


def _segments(areas: dict[str, Polygons], codes: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Owner (place in `codes`), start and end of all segments of positive length, on the grid."""
    rings = [(owner, ring) for owner, code in enumerate(codes) for ring in chain.from_iterable(areas[code])]
    grid = _on_grid(chain.from_iterable(ring for _, ring in rings), 1 / STEPS_PER_DEGREE)
    ring_of = np.repeat(np.arange(len(rings)), [len(ring) for _, ring in rings])
    segment = (ring_of[1:] == ring_of[:-1]) & (grid[1:] != grid[:-1]).any(axis=1)
    owner = np.array([owner for owner, _ in rings])[ring_of]
    return owner[:-1][segment], grid[:-1][segment], grid[1:][segment]


def _on_grid(points: Iterable[Point], step: float) -> np.ndarray:
    return np.rint(np.array(list(points), dtype=float).reshape(-1, 2) / step).astype(np.int64)


def _lines(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The number of the endless line each segment lies on: same direction, same distance from the origin."""
    step = end - start
    step //= np.gcd(step[:, 0], step[:, 1])[:, None]
    step[(step[:, 0] < 0) | ((step[:, 0] == 0) & (step[:, 1] < 0))] *= -1
    offset = start[:, 0] * step[:, 1] - start[:, 1] * step[:, 0]
    order = np.lexsort((offset, step[:, 1], step[:, 0]))
    table = np.column_stack((step, offset))[order]
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.concatenate(([0], (table[1:] != table[:-1]).any(axis=1).cumsum()))[: len(order)]
    return number


def _overlapping(owner: np.ndarray, line: np.ndarray, low: np.ndarray, high: np.ndarray) -> set[tuple[int, int]]:
    """Owners of overlapping segments; sorted by line and low end, so who does not reach the next reaches none beyond."""
    pairs: set[tuple[int, int]] = set()
    first, reach = np.arange(len(owner)), 1
    while first.size:
        first = first[first + reach < len(owner)]
        second = first + reach
        meeting = (line[first] == line[second]) & (low[second] < high[first])
        first, second = first[meeting], second[meeting]
        pairs.update(map(tuple, np.unique(np.column_stack((owner[first], owner[second])), axis=0).tolist()))
        reach += 1
    return pairs


# --- Measures --------------------------------------------------------------------------------------------------------


def area(polygons: Polygons) -> float:
    """Square kilometres on the sphere, holes taken off; within 0.5 % of the official figure for the same outline."""
    return sum(_polygon_area(polygon) for polygon in polygons)


def _polygon_area(polygon: Polygon) -> float:
    outer, *holes = (_ring_area(ring) for ring in polygon)
    return outer - sum(holes)


def _ring_area(ring: Ring) -> float:
    lon, sine = np.radians(np.array(ring, dtype=float)).T
    sine = np.sin(sine)
    return abs(float(np.sum(np.diff(lon) * (sine[1:] + sine[:-1])))) / 2 * EARTH_RADIUS_KM**2


def centre(polygons: Polygons) -> Point:
    """Centroid (lon, lat) of the largest polygon, so islands do not pull it into the sea; a bay may still hold it."""
    outer, *holes = (_moments(ring) for ring in max(polygons, key=_polygon_area))
    parts = [outer, *(-hole for hole in holes)]
    weight, lon, lat = np.sum(parts, axis=0)
    if weight <= 0:
        return max(polygons, key=_polygon_area)[0][0]
    return float(lon / weight), float(lat / weight)


def _moments(ring: Ring) -> np.ndarray:
    """Area and area times centroid, in degrees, positive either way round."""
    points = np.array(ring, dtype=float)
    # Seen from the first point: differences of large products would lose the digits of a small island.
    x, y = (points - points[0]).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    weight = cross.sum() / 2
    lon, lat = (float((axis[:-1] + axis[1:]) @ cross) / 6 for axis in (x, y))
    moments = np.array([weight, lon + weight * points[0, 0], lat + weight * points[0, 1]])
    return -moments if weight < 0 else moments


# --- Drawing ---------------------------------------------------------------------------------------------------------


def drawable(areas: dict[str, Polygons], max_points: int = DRAWN_POINTS) -> dict[str, Polygons]:
    """All areas simplified with the finest common tolerance that keeps them within `max_points` together.

    Stops at 0.1 degree even where that is not enough: every municipality keeps at least a triangle.
    """
    tolerance = FINEST_TOLERANCE
    while True:
        drawn = {code: simplify(polygons, tolerance) for code, polygons in areas.items()}
        if tolerance >= COARSEST_TOLERANCE or sum(map(_point_count, drawn.values())) <= max_points:
            return drawn
        tolerance *= 2


def _point_count(polygons: Polygons) -> int:
    return sum(len(ring) for polygon in polygons for ring in polygon)


def simplify(polygons: Polygons, tolerance: float) -> Polygons:
    """Points moved to a grid of `tolerance` degrees, then those dropped that lie on a straight line.

    Where a point goes depends on that point alone, so both sides of a border stay together without a gap, as long as
    both are simplified with the same tolerance. Rings that vanish are dropped, but never a whole municipality.
    """
    kept = [rings for rings in (_simple_polygon(polygon, tolerance) for polygon in polygons) if rings]
    if kept or not polygons:
        return kept
    return simplify(polygons, tolerance / 4) if tolerance > 1 / STEPS_PER_DEGREE else polygons


def _simple_polygon(polygon: Polygon, tolerance: float) -> Polygon:
    outer, *holes = (_simple_ring(ring, tolerance) for ring in polygon)
    return [outer, *filter(None, holes)] if outer else []


def _simple_ring(ring: Ring, tolerance: float) -> Ring:
    """Empty where fewer than three corners remain."""
    grid = _on_grid(ring, tolerance)
    moved = np.append(True, (grid[1:] != grid[:-1]).any(axis=1))
    corners = _corners(list(map(tuple, grid[moved].tolist())))
    if len(corners) < 4:
        return []
    return [(round(x * tolerance, 7), round(y * tolerance, 7)) for x, y in corners]


def _corners(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The closed ring without points on a straight line or at the tip of a spike; exact, as all numbers are whole."""
    # The westernmost point is a corner for certain, so the ring can be cut open there.
    first = ring.index(min(ring))
    corners: list[tuple[int, int]] = []
    for point in [*ring[first:], *ring[1 : first + 1]]:
        while len(corners) > 1 and _straight(corners[-2], corners[-1], point):
            corners.pop()
        if not corners or corners[-1] != point:
            corners.append(point)
    return corners


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def geojson(areas: dict[str, Polygons], properties: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A FeatureCollection for Vega, one feature per code; `id` and the property `code` hold the code.

    Outer rings run clockwise, as d3-geo wants (the opposite of RFC 7946): otherwise an area is drawn as the whole globe
    without itself. Coordinates have five decimals, one metre.
    """
    features = [_feature(code, polygons, properties.get(code, {})) for code, polygons in areas.items()]
    return {"type": "FeatureCollection", "features": features}


def _feature(code: str, polygons: Polygons, properties: dict[str, Any]) -> dict[str, Any]:
    coordinates = [[_wound(ring, clockwise=place == 0) for place, ring in enumerate(rings)] for rings in polygons]
    return {
        "type": "Feature",
        "id": code,
        "properties": {**properties, "code": code},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }


def _wound(ring: Ring, clockwise: bool) -> list[list[float]]:
    x0, y0 = ring[0]
    doubled = sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(ring))
    turned = ring if (doubled < 0) == clockwise else ring[::-1]
    return [[round(x, 5), round(y, 5)] for x, y in turned]


# --- Tile maps -------------------------------------------------------------------------------------------------------


def tile_layout(centres: dict[str, Point]) -> dict[str, tuple[int, int]]:
    """One cell (column, row) per municipality near its place; row 0 is the north, no two on a cell.

    No row or column stays empty. The same for the same centres, whatever their order.
    """
    if not centres:
        return {}
    codes = sorted(centres)
    wishes, cells = _wishes_and_cells(np.array([centres[code] for code in codes], dtype=float))
    distance = ((wishes[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)
    chosen = cells[_settled(distance, _first_come(distance))]
    columns, rows = (np.unique(axis, return_inverse=True)[1].tolist() for axis in chosen.T)
    return dict(zip(codes, zip(columns, rows, strict=True), strict=True))


def _wishes_and_cells(centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each would like to be on a grid with some room, and that grid's cells."""
    east = centres[:, 0] * math.cos(math.radians(centres[:, 1].mean()))
    south = -centres[:, 1]
    # The middle half: far islands must not make the map of a whole prefecture a narrow strip (Tokyo).
    width, height = (float(np.ptp(np.quantile(axis, (0.25, 0.75)))) + 1e-9 for axis in (east, south))
    columns = math.ceil(math.sqrt(ROOM * len(centres) * min(max(width / height, 1 / 3), 3)))
    rows = math.ceil(ROOM * len(centres) / columns)
    wishes = np.column_stack((_spread(east) * (columns - 1), _spread(south) * (rows - 1)))
    cells = np.array([(column, row) for row in range(rows) for column in range(columns)])
    return wishes, cells


def _spread(axis: np.ndarray) -> np.ndarray:
    """0 to 1, half by place and half by rank: the rank pulls crowded cities apart, the place keeps the outline."""
    place = (axis - axis.min()) / (np.ptp(axis) or 1)
    rank = np.argsort(np.argsort(axis, kind="stable"), kind="stable") / max(len(axis) - 1, 1)
    return np.asarray((place + rank) / 2)


def _first_come(distance: np.ndarray) -> np.ndarray:
    """Each municipality in code order on the nearest free cell."""
    taken = np.zeros(distance.shape[1])
    chosen = np.empty(len(distance), dtype=np.int64)
    for row, distances in enumerate(distance):
        chosen[row] = np.argmin(distances + taken)
        taken[chosen[row]] = np.inf
    return chosen


def _settled(distance: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Moves and swaps until none helps; twenty rounds are enough for the whole country."""
    for _ in range(20):
        # sum, not any: each round goes through all of them.
        if not sum(_improved(distance, chosen, row) for row in range(len(chosen))):
            break
    return chosen


def _improved(distance: np.ndarray, chosen: np.ndarray, row: int) -> bool:
    """Move to the cell, swapping with whoever holds it, that lowers the sum of squared distances the most."""
    here = chosen[row]
    gain = distance[row, here] - distance[row]
    gain[chosen] += distance[np.arange(len(chosen)), chosen] - distance[:, here]
    best = int(np.argmax(gain))
    if gain[best] <= 1e-9:
        return False
    chosen[chosen == best] = here
    chosen[row] = best
    return True


def tile_layout_by_block(codes_by_block: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """One cell (column, row) per municipality without coordinates: each block starts a row, in code order.

    Blocks keep their given order; a code in two blocks stays in the first.
    """
    cells: dict[str, tuple[int, int]] = {}
    top = 0
    for codes in codes_by_block.values():
        own = sorted(set(codes) - cells.keys())
        cells |= {code: (place % BLOCK_COLUMNS, top + place // BLOCK_COLUMNS) for place, code in enumerate(own)}
        top += math.ceil(len(own) / BLOCK_COLUMNS)
    return cells
