"""What does the map of みほん県 look like? Borders, areas and neighbours, drawn from the seed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from random import Random
from typing import Any

import numpy as np
from scipy.spatial import Voronoi

from analytics.boundaries import area, centre
from analytics.generating.places import ISLAND, PREFECTURE, Place

Vertex = tuple[float, float]
WEST, SOUTH = 137.55, 35.55  # degrees of the map's corner
KM_PER_DEGREE = 111.2
SPACING = 16.0  # km between the sites: about 230 km² per municipality
LATTICE = 9  # sites per side; those that are not land are sea
FINEST = 0.7  # km: shorter pieces of a border are drawn straight
ROUGHNESS = 0.2  # how far the middle of a piece moves aside, by its length
GRID = 1e-5  # degrees, one metre


@dataclass(frozen=True)
class Outline:
    """Borders drawn once each (arcs, in degrees), and which of them go around a municipality; ~n is arc n backwards."""

    arcs: list[list[Vertex]]
    rings: dict[str, list[int]]

    def polygon(self, code: str) -> list[list[Vertex]]:
        ring: list[Vertex] = []
        for index in self.rings[code]:
            arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
            ring.extend(arc[1:] if ring else arc)
        return [ring]

    @property
    def borders(self) -> set[tuple[str, str]]:
        owners = defaultdict(list)
        for code, ring in sorted(self.rings.items()):
            for index in ring:
                owners[max(index, ~index)].append(code)
        return {(pair[0], pair[1]) for pair in owners.values() if len(pair) == 2}


def outline(seed: int, towns: Sequence[Place]) -> Outline:
    """A Voronoi map of jittered sites. Sites of the sea have no arcs of their own, so a coast is a border to the sea."""
    rng = Random(f"{seed}:map")
    sites = lattice(rng)
    land = settled(rng, sites, towns)
    arcs: list[list[Vertex]] = []
    edges: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    cells = Voronoi(sites)
    for pair, (start, end) in zip(cells.ridge_points.tolist(), cells.ridge_vertices, strict=True):
        owners = [land[site] for site in pair if site in land]
        for code in owners:
            edges[code].append((start, end, len(arcs)))
        if owners:
            arcs.append([degrees(p) for p in rough(rng, tuple(cells.vertices[start]), tuple(cells.vertices[end]))])
    rings = {code: walk(around) for code, around in edges.items()}
    rings[ISLAND] = [len(arcs)]
    return Outline([*arcs, island(rng, sites, land)], rings)


def lattice(rng: Random) -> np.ndarray:
    """Points of a hexagonal lattice, each moved a little; km from the corner."""
    points = [(column + row % 2 / 2, row * 0.87) for row in range(LATTICE) for column in range(LATTICE)]
    return np.array([[SPACING * (axis + rng.uniform(-0.36, 0.36)) for axis in point] for point in points])


def settled(rng: Random, sites: np.ndarray, towns: Sequence[Place]) -> dict[int, str]:
    """Site → code: the land is what lies around the middle; each block takes its side.
    Large towns lie further in, but for the ports of the east."""
    middle = sites.mean(axis=0)
    distance = np.hypot(*((sites - middle) / (1.12, 0.95)).T) * [rng.uniform(0.9, 1.12) for _ in sites]
    mainland = [place for place in towns if place.code != ISLAND]
    free = [int(site) for site in np.argsort(distance)[: len(mainland)]]
    land: dict[int, str] = {}
    for block, towards in (("北部", (0, 1)), ("南部", (0, -1)), ("東部", (1, 0)), ("中央", (0, 0))):
        members = sorted((p for p in mainland if p.block == block), key=lambda p: -p.population)
        own = sorted(free, key=lambda site: -float(sites[site] @ towards))[: len(members)]
        own.sort(key=lambda site: float(distance[site]), reverse=block == "東部")
        land |= {site: place.code for site, place in zip(own, members, strict=True)}
        free = [site for site in free if site not in land]
    return land


def rough(rng: Random, start: Vertex, end: Vertex) -> list[Vertex]:
    """A border from start to end: the middle moves aside, then the middles of the halves, and so on."""
    length = math.dist(start, end)
    if length < FINEST:
        return [start, end]
    aside = ROUGHNESS * rng.uniform(-1, 1)
    middle = (
        (start[0] + end[0]) / 2 - aside * (end[1] - start[1]),
        (start[1] + end[1]) / 2 + aside * (end[0] - start[0]),
    )
    return [*rough(rng, start, middle), *rough(rng, middle, end)[1:]]


def island(rng: Random, sites: np.ndarray, land: dict[int, str]) -> list[Vertex]:
    """A small island off the east coast."""
    east = max(land, key=lambda site: float(sites[site][0]))
    x, y = sites[east] + (1.25 * SPACING, -0.4 * SPACING)
    corners = [(x + 4.2 * math.cos(math.tau * n / 7), y + 2.8 * math.sin(math.tau * n / 7)) for n in range(7)]
    around = [point for a, b in pairwise([*corners, corners[0]]) for point in rough(rng, a, b)[1:]]
    return [degrees(point) for point in [corners[0], *around]]


def degrees(point: Sequence[float]) -> Vertex:
    width = KM_PER_DEGREE * math.cos(math.radians(36))
    return round(WEST + float(point[0]) / width - 0.2, 5), round(SOUTH + float(point[1]) / KM_PER_DEGREE - 0.2, 5)


def walk(edges: list[tuple[int, int, int]]) -> list[int]:
    """The edges of one cell (start, end, arc) one after the other, turned where needed."""
    left = edges[1:]
    ring, end = [edges[0][2]], edges[0][1]
    while left:
        edge = next(edge for edge in left if end in edge[:2])
        left.remove(edge)
        forwards = edge[0] == end
        ring.append(edge[2] if forwards else ~edge[2])
        end = edge[1] if forwards else edge[0]
    return ring


def with_areas(towns: Iterable[Place], borders: Outline) -> tuple[Place, ...]:
    return tuple(replace(place, area_km2=round(area([borders.polygon(place.code)]), 2)) for place in towns)


def topojson(towns: Iterable[Place], borders: Outline) -> dict[str, Any]:
    """The map as TopoJSON: whole steps on a grid of one metre, each border once."""
    origin = (137.0, 35.0)
    geometries = [
        {
            "type": "Polygon",
            "arcs": [borders.rings[place.code]],
            "properties": {"団体コード": place.code, "都道府県名": PREFECTURE, "市町村名": place.name},
        }
        for place in towns
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [GRID, GRID], "translate": list(origin)},
        "objects": {"市町村界": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [in_steps(arc, origin) for arc in borders.arcs],
    }


def in_steps(arc: list[Vertex], origin: Vertex) -> list[list[int]]:
    points = np.rint((np.array(arc) - origin) / GRID).astype(int)
    return np.vstack([points[:1], np.diff(points, axis=0)]).tolist()


def bridge(towns: Sequence[Place], borders: Outline) -> tuple[Place, Place]:
    """The two that lie nearest to each other without a common border: a tunnel joins them."""
    middles = {place.code: centre([borders.polygon(place.code)]) for place in towns if place.code != ISLAND}
    pairs = [pair for pair in combinations(sorted(middles), 2) if pair not in borders.borders]
    nearest = min(pairs, key=lambda pair: math.dist(middles[pair[0]], middles[pair[1]]))
    by_code = {place.code: place for place in towns}
    return by_code[nearest[0]], by_code[nearest[1]]
