"""What do files look like that a prefecture would hand in? A fictional みほん県, and synthetic files of any size.

Everything is made up and follows from the seed alone: no municipality, person or figure in here exists.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from openpyxl import Workbook
from scipy.spatial import Voronoi

from analytics import generate_lists as lists
from analytics.boundaries import area, centre
from analytics.codes import check_digit
from analytics.errors import Unusable
from analytics.model import Model, Question, Questionnaire
from analytics.writing import Row, era, full_width, grouped_header, headline, only_sheet, write_csv, write_workbook

SEED = 367
PREFECTURE = "みほん県"
YEARS = (2023, 2024, 2025)
NEWEST = YEARS[-1]
MOST_MUNICIPALITIES = 1_741  # as many as the country has
MOST_ROUNDS = 10
MOST_STAFF = 2_900_000  # one file is to hold them; the country's local governments have 2.8 million
ITEMS = 30  # of a literacy diagnosis

Vertex = tuple[float, float]
Cell = int | str  # the place of the chosen answer, or a mark for a missing one


@dataclass(frozen=True)
class Place:
    """One municipality. area_km2 is measured on the map; aged_ratio is a percentage."""

    code: str
    name: str
    kana: str
    county: str
    block: str
    population: int
    staff: int
    it_staff: int
    households: int
    aged_ratio: float
    area_km2: float = 0.0
    prefecture: str = PREFECTURE

    @property
    def category(self) -> str:
        return self.name[-1]

    @property
    def six_digits(self) -> str:
        return self.code + check_digit(self.code)


@dataclass(frozen=True)
class Story:
    """What happened: who answered what in which year, and whom the prefecture supported in which fiscal year."""

    places: tuple[Place, ...]
    answers: dict[tuple[int, str, str], Cell]
    supported: dict[int, tuple[str, ...]]

    def of(self, *codes: str) -> list[Place]:
        return [place for place in self.places if place.code in codes]

    def respondents(self, year: int) -> list[Place]:
        return [place for place in self.places if place.code not in SILENT[year]]


# --- The prefecture --------------------------------------------------------------------------------------------------

# Code, name, kana, county, block, population. 高嶺町 and 髙嶺町 differ by a variant of one character only.
REGISTER = (
    ("99201", "みほん市", "ミホンシ", "", "中央", 187_600),
    ("99202", "みなと市", "ミナトシ", "", "東部", 118_300),
    ("99203", "三つ橋市", "ミツハシシ", "", "中央", 92_400),
    ("99204", "梅園市", "ウメゾノシ", "", "南部", 73_100),
    ("99205", "若葉野市", "ワカバノシ", "", "中央", 61_200),
    ("99206", "星ヶ浦市", "ホシガウラシ", "", "東部", 54_000),
    ("99207", "しらかば市", "シラカバシ", "", "北部", 46_300),
    ("99208", "朝凪市", "アサナギシ", "", "南部", 38_200),
    ("99301", "高嶺町", "タカネチョウ", "白嶺郡", "北部", 8_200),
    ("99302", "湯ノ花町", "ユノハナマチ", "白嶺郡", "北部", 5_600),
    ("99321", "青葉川町", "アオバガワチョウ", "鏡野郡", "中央", 31_400),
    ("99322", "稲穂町", "イナホチョウ", "鏡野郡", "中央", 24_100),
    ("99323", "鏡池町", "カガミイケマチ", "鏡野郡", "中央", 16_900),
    ("99324", "柳瀬川町", "ヤナセガワチョウ", "鏡野郡", "中央", 12_300),
    ("99341", "花霞町", "ハナガスミチョウ", "星見郡", "東部", 20_200),
    ("99342", "松風町", "マツカゼチョウ", "星見郡", "東部", 14_400),
    ("99343", "髙嶺町", "タカネチョウ", "星見郡", "東部", 9_600),
    ("99401", "春日野町", "カスガノチョウ", "南みほん郡", "南部", 11_000),
    ("99402", "石舞台町", "イシブタイチョウ", "南みほん郡", "南部", 7_100),
    ("99403", "清水原町", "シミズハラチョウ", "南みほん郡", "南部", 6_300),
    ("99404", "若竹町", "ワカタケチョウ", "南みほん郡", "南部", 4_600),
    ("99501", "雲取沢村", "クモトリザワムラ", "白嶺郡", "北部", 1_200),
    ("99502", "奥森村", "オクモリムラ", "白嶺郡", "北部", 1_900),
    ("99503", "白瀬村", "シラセムラ", "白嶺郡", "北部", 2_800),
    ("99521", "谷ノ口村", "タニノクチムラ", "鏡野郡", "中央", 3_900),
    ("99541", "沖津島村", "オキツシマムラ", "星見郡", "東部", 800),
    ("99561", "月見里村", "ツキミザトムラ", "南みほん郡", "南部", 2_200),
)
ISLAND = "99541"
THREE_TOWNS = ("99301", "99302", "99503")
# Those that sent nothing. In 2024 one was written down as a row of 未回答; two of 2023 kept only the sums of the steps.
SILENT = {2023: ("99502", "99541", "99404"), 2024: ("99561",), 2025: ("99403", "99521")}
SUMS_ONLY = ("99404", "99502")
# Broke off in the middle of STEP3 in 2025: too little is known for a verdict.
BROKE_OFF = "99502"


def places(seed: int) -> tuple[Place, ...]:
    """The 27 municipalities, in code order, areas still unknown."""
    rng = Random(f"{seed}:places")
    return tuple(place_of(rng, *entry) for entry in REGISTER)


def place_of(rng: Random, code: str, name: str, kana: str, county: str, block: str, population: int) -> Place:
    """Staff grow slower than the population: about 90 for 7,500 inhabitants and 770 for 170,000 (source p. 31, 36)."""
    population = round(population * rng.uniform(0.99, 1.01))
    thousands = population / 1_000
    staff = round((26 + 13.5 * thousands**0.78) * rng.uniform(0.93, 1.07))
    aged = 52 - 4.6 * math.log2(1 + thousands) * rng.uniform(0.85, 1.05)
    return Place(
        code,
        name,
        kana,
        county,
        block,
        population,
        staff,
        it_staff=max(1, round(staff / 62 * rng.uniform(0.7, 1.2))),
        households=round(population / rng.uniform(2.15, 2.6)),
        aged_ratio=round(max(aged, 24.5 + rng.uniform(0, 2)), 1),
    )


def size_class(place: Place) -> str:
    """A class as the ministry writes it: cities and towns apart, Roman number by size."""
    bounds = (50_000, 100_000, 150_000) if place.category == "市" else (5_000, 10_000, 15_000, 20_000)
    number = sum(place.population >= bound for bound in bounds)
    return f"{'都市' if place.category == '市' else '町村'}{'ⅠⅡⅢⅣⅤ'[number]}－{1 + int(place.aged_ratio < 38)}"


# --- The map ---------------------------------------------------------------------------------------------------------

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


# --- What was answered -----------------------------------------------------------------------------------------------

GROWTH = {2023: -0.09, 2024: -0.045, 2025: 0.0}  # of a level between 0 and 1
SUPPORTED = 0.075  # what a year with support adds
HARDER = {"step0": -0.09, "step1": 0.08, "step2": 0.02, "step3": 0.0}
WEAKER = {"linkage": -0.08, "community": -0.06, "structure": 0.06, "spread": 0.03}
PERSISTENT, FLEETING = 0.21, 0.03  # deviations: of one question at one place, and of one year
MARKS = {2023: ("－", "無回答"), 2024: ("未回答", "-", "対象外"), 2025: ("", "未回答")}


def story(seed: int, model: Model, towns: tuple[Place, ...]) -> Story:
    rng = Random(f"{seed}:abilities")
    abilities = {place.code: ability(place) + rng.gauss(0, 0.085) for place in towns}
    supported = supported_years(seed, abilities)
    answers: dict[tuple[int, str, str], Cell] = {}
    for place in towns:
        levels = {year: abilities[place.code] + lift(place.code, year, supported) for year in YEARS}
        answers |= answers_of(seed, model, place.code, levels)
    return Story(towns, answers, supported)


def ability(place: Place) -> float:
    """Small municipalities lag: 0.31 at 800 inhabitants, 0.72 at 190,000."""
    return 0.31 + 0.172 * (math.log10(place.population) - 2.9)


def supported_years(seed: int, abilities: dict[str, float]) -> dict[int, tuple[str, ...]]:
    """Ten of the seventeen weakest in each fiscal year; two of these are never reached."""
    rng = Random(f"{seed}:supported")
    weak = sorted(abilities, key=abilities.__getitem__)[:17]
    reached = sorted(rng.sample(weak, 15))
    return {year: tuple(sorted(rng.sample(reached, 10))) for year in YEARS}


def lift(code: str, year: int, supported: dict[int, tuple[str, ...]]) -> float:
    return GROWTH[year] + SUPPORTED * sum(code in supported[earlier] for earlier in YEARS if earlier < year)


def answers_of(seed: int, model: Model, code: str, levels: dict[int, float]) -> dict[tuple[int, str, str], Cell]:
    """All cells of one municipality. What it is good at and what not stays over the years."""
    rng = Random(f"{seed}:answers:{code}")
    profile = {aspect.id: rng.gauss(0, 0.12) for aspect in model.to_be.aspects}
    lasting = {q.id: rng.gauss(0, PERSISTENT) for q in all_questions(model)}
    cells: dict[tuple[int, str, str], Cell] = {}
    for year in (year for year, silent in SILENT.items() if code not in silent):
        for question in questionnaire_of(model, year).questions:
            level = levels[year] + profile.get(question.aspect, 0) + lasting[question.id] + rng.gauss(0, FLEETING)
            cells[year, code, question.id] = chosen(question, level)
        without_policy(cells, year, code)
        leave_out(rng, model, cells, year, code)
    return cells


def questionnaire_of(model: Model, year: int) -> Questionnaire:
    return model.questionnaire(str(year))


def all_questions(model: Model) -> list[Question]:
    return list({q.id: q for year in YEARS for q in questionnaire_of(model, year).questions}.values())


def chosen(question: Question, level: float) -> int:
    level += HARDER.get(question.step, 0) + WEAKER.get(question.aspect, 0)
    return min(max(int(level * len(question.choices)), 0), len(question.choices) - 1)


def without_policy(cells: dict[tuple[int, str, str], Cell], year: int, code: str) -> None:
    """Where there is no policy (q06), nothing can stand in it (q07, q08)."""
    if cells.get((year, code, "q06")) == 0:
        cells |= {key: 0 for question in ("q07", "q08") if (key := (year, code, question)) in cells}


def leave_out(rng: Random, model: Model, cells: dict[tuple[int, str, str], Cell], year: int, code: str) -> None:
    """One in three leaves one or two questions open; one breaks off."""
    questions = questionnaire_of(model, year).questions
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        cells[year, code, rng.choice(questions).id] = rng.choice(MARKS[year])
    if code == BROKE_OFF and year == NEWEST:
        late = [question.id for question in questions if question.step == questions[-1].step][3:]
        cells |= {(year, code, question): "" for question in late}


def words(question: Question, cell: Cell) -> str:
    return question.choices[cell].label if isinstance(cell, int) else cell


def step_sums(model: Model, answers: dict[tuple[int, str, str], Cell], year: int, code: str) -> dict[str, float]:
    """The points of each step, unanswered questions left out."""
    sums: dict[str, float] = defaultdict(float)
    for question in questionnaire_of(model, year).questions:
        cell = answers.get((year, code, question.id))
        sums[question.step] += question.choices[cell].points if isinstance(cell, int) else 0
    return dict(sums)


# --- What was written ------------------------------------------------------------------------------------------------

# By question: for those with a single person in charge, and for the larger ones.
TEXTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "t1": (
        (
            "情報担当が１名で他の業務と兼務しています。月１回程度、対面で一緒に考えてくれる人がいると助かります。",
            "システムの仕様書や見積りを見てもらえる人に、必要なときだけ遠隔で相談したいです。",
            "計画づくりの経験がある方に、半年間、月２回ほど来ていただきたい。",
            "近隣の町村と共同で専門人材に来てもらえないか検討しています。週１日程度で十分です。",
            "職員研修の講師。役場の規模に合った、手を動かす内容を希望します。",
            "防災と福祉のデジタル化に詳しい方。年に数回の助言でも構いません。",
        ),
        (
            "データ分析の実務を職員と一緒に進めてくれる人材を、３か月程度、週１回の遠隔でお願いしたい。",
            "業務の流れの見直しを原課と一緒に進められる人。対面で月２回を希望します。",
            "生成ＡＩの利用ルールと研修を組み立てられる方の助言がほしい。",
            "サービスデザインの視点で窓口を見直すための助言者（半年、月１回）。",
            "ネットワークとセキュリティの更改に向けて、仕様の確認を頼める人がいると心強いです。",
        ),
    ),
    "t2": (
        (
            "担当者が異動すると取組が止まってしまいます。近隣ではどのように引き継いでいるか知りたいです。",
            "何から手を付ければよいか、庁内で話し合う機会がつくれていません。",
            "予算要求の根拠となる効果の示し方に悩んでいます。\n小さな団体の例があれば教えてください。",
            "各課に声をかけても、日々の業務に追われて参加者が集まりません。",
            "高齢の住民が多く、オンライン手続を用意しても使われません。窓口での手伝い方を相談したい。",
            "共同調達に加わりたいが、更改の時期が合わない。",
            "サービスを１つ入れるにも、団体規模に対して費用が割高になります。",
        ),
        (
            "庁内の業務改善は進んだものの、空いた時間を地域の取組に回すところまで行けていない。",
            "原課と情報部門の役割分担がはっきりせず、優先順位を決める場がない。",
            "実証は行ったが、翌年度の予算につながらなかった。続け方の例を知りたい。",
            "住民や事業者に企画の段階から入ってもらう方法を、先に進めている市町村に聞きたい。",
            "指標を定めたが、見直しの会議が報告だけで終わっている。",
            "部署ごとに似たシステムを入れており、全体の把握が追いついていません。",
        ),
    ),
    "t3": (
        (
            "申請書の書き方を写真付きの案内にしたところ、窓口での説明が短くなりました。",
            "区長会の資料を電子で配るようにし、印刷と配達の手間が減った。",
            "県の伴走支援で課題の一覧ができ、課長会議で順番を決められました。",
            "隣の町の担当者と月に１度オンラインで話すようになり、相談しやすくなった。",
            "見守りの記録を紙から表計算に変え、保健師と社協で共有できるようになった。",
            "職員向けの勉強会を昼休みに始め、各課から１人ずつ参加しています。",
        ),
        (
            "各課の推進リーダーが集まる会を隔月で開き、業務の見直しを１２件決めた。",
            "書かない窓口を始め、住民異動の受付時間が平均で８分短くなりました。",
            "バスの乗降データを高校生と分析し、時刻の見直しに使った。",
            "管理職の研修で、各部の困りごとを１つずつ持ち寄る形にしたのが好評でした。",
            "公共施設の予約をオンラインにし、利用団体の声を聞きながら画面を直した。",
            "防災訓練で避難所の受付を試し、自主防災会から改善の案を多くもらった。",
        ),
    ),
    "t4": (
        (
            "小さな団体でも参加しやすい研修（短時間、オンライン）を増やしてほしい。",
            "設問の根拠資料の例が分かりやすく、庁内の確認がしやすかったです。",
            "他団体の回答を見られると参考になります。",
            "調査の時期を、議会と重ならないようにしていただけると助かります。",
            "特になし",
        ),
        (
            "圏域ごとの情報交換の場を続けてほしい。",
            "共同調達の候補と日程を、早めに知らせてほしい。",
            "生成ＡＩの利用について、県としての考え方を示してほしい。",
            "前年度の回答が最初から入っていると、変わったところだけ直せてよい。",
            "特にありません。",
        ),
    ),
}
SILENCE = {"t1": 0.15, "t2": 0.12, "t3": 0.2, "t4": 0.45}  # the share that writes nothing


def written(seed: int, place: Place, year: int) -> dict[str, str]:
    """The free texts of one municipality in one year, by question."""
    rng = Random(f"{seed}:texts:{place.code}")
    texts: dict[str, str] = {}
    for question, pools in TEXTS.items():
        pool = rng.sample(pools[place.it_staff > 1], len(YEARS))
        silent = [rng.random() < SILENCE[question] for _ in YEARS]
        texts[question] = "" if silent[YEARS.index(year)] else pool[YEARS.index(year)]
    return texts


# --- The files of みほん県 -------------------------------------------------------------------------------------------


def clear_name(place: Place) -> str:
    """The name, with the county where another name differs by a variant of a character only."""
    return place.county + place.name if place.name in ("高嶺町", "髙嶺町") else place.name


def sample_files(model: Model, out: Path, seed: int = SEED) -> list[Path]:
    """Writes the demonstration files in the forms that real ones arrive in; gives their paths in the order to take in."""
    out.mkdir(parents=True, exist_ok=True)
    borders = outline(seed, places(seed))
    towns = with_areas(places(seed), borders)
    told = story(seed, model, towns)
    return [
        municipality_list(model, told, out / "市町村一覧（令和7年4月1日現在）.xlsx"),
        map_file(towns, borders, out / "みほん県_市町村界.json"),
        tunnel_list(towns, borders, out / "隣接の追加_橋・トンネル.csv"),
        member_list(towns, out / "グループ名簿.csv"),
        survey_sheets(seed, model, told, out / "令和5年度_推進状況アンケート_市町村別.xlsx"),
        survey_table(seed, model, told, out / "令和6年度_推進状況アンケート_回答一覧.xlsx"),
        survey_form(seed, model, told, out / "令和7年度_推進状況アンケート_回答フォーム.csv"),
        step_table(seed, model, told, out / "令和5年度_STEP得点表.csv"),
        target_list(seed, model, told, out / "令和7年度_市町村の目標.csv"),
        statistics(seed, told, out / "市町村別統計指標.csv"),
        published(seed, model, told, out / "DX推進体制の公表状況.csv"),
        support_log(seed, told, out / "支援記録簿.xlsx"),
        decisions(seed, told, out / "令和6年度_支援希望と県の決定.csv"),
        consents(seed, told, out / "開示の同意一覧.csv"),
        *lists_of(seed, towns, out),
    ]


def lists_of(seed: int, towns: Sequence[Place], out: Path) -> list[Path]:
    return [
        lists.single_results(seed, NEWEST, towns, out / "令和7年度_DXリテラシー診断_受診結果.csv"),
        lists.opinions(seed, NEWEST, towns, out / "令和7年度_職員アンケート.csv"),
        lists.summed_results(seed, NEWEST - 1, towns, out / "令和6年度_DXリテラシー診断_集計.xlsx"),
        lists.issue_lists(seed, NEWEST, towns, out / "令和7年度_課題一覧_6町村.xlsx"),
        lists.offers(seed, out / "ソリューション・シーズ一覧.csv"),
        lists.support_menu(out / "県の支援メニュー.csv"),
        lists.programmes(out / "国等の制度・財源.csv"),
        lists.plan_indicators(seed, YEARS, towns, PREFECTURE, out / "推進計画のKPI.csv"),
    ]


MUNICIPALITY_HEADER = (
    ("", ("団体コード",)),
    ("", ("市町村名",)),
    ("基本情報", ("カナ", "都道府県", "郡", "区分", "圏域", "類似団体区分")),
    ("規模", ("人口（人）", "世帯数", "面積（㎢）", "高齢化率（％）")),
    ("職員", ("一般行政部門職員数", "情報担当職員数")),
    ("推進体制", ("CIO", "推進計画の有無・期間", "会議体", "担当課", "相談受入可")),
)


def municipality_list(model: Model, told: Story, path: Path) -> Path:
    book = Workbook()
    sheet = only_sheet(book, "市町村一覧")
    headline(sheet, "みほん県 市町村一覧", "（令和7年4月1日現在、デジタル推進課調べ）")
    grouped_header(sheet, 4, MUNICIPALITY_HEADER)
    for place in told.places:
        sheet.append(list(municipality_row(told, place)))
    people = sum(place.population for place in told.places)
    sheet.append([None, "合計", *[None] * 6, people, sum(place.households for place in told.places)])
    sheet.append([])
    sheet.append(["注1　人口・世帯数は住民基本台帳による。面積は市町村界から計算した値。"])
    sheet.append(["注2　架空の県のサンプルデータであり、実在の団体とは関係がない。"])
    return write_workbook(path, book)


def municipality_row(told: Story, place: Place) -> Row:
    return [
        *(place.six_digits, place.name, place.kana, PREFECTURE, place.county or None, place.category, place.block),
        *(size_class(place), place.population, place.households, place.area_km2, place.aged_ratio),
        *(place.staff, place.it_staff),
        *organisation(told, place),
    ]


def organisation(told: Story, place: Place) -> Row:
    """CIO, plan, council, office and readiness to be asked, as the newest answers say."""
    cio, plan, council = (newest(told, place.code, question) for question in ("q10", "q06", "q11"))
    office = "デジタル推進課" if place.population > 50_000 else "企画政策課" if place.population > 10_000 else "総務課"
    return [
        f"副{place.category}長" if cio else "なし",
        ("有（令和6年度～令和10年度）" if plan == 2 else "有（令和5年度～令和9年度）") if plan else "無",
        ("DX推進本部" if place.category == "市" else "DX推進会議") if council else "なし",
        office,
        "可" if sum(newest(told, place.code, q) for q in ("q22", "q23")) >= 3 else "否",
    ]


def newest(told: Story, code: str, question: str) -> int:
    """The place of the newest known answer; 0 where none is known."""
    cells = (told.answers.get((year, code, question)) for year in reversed(YEARS))
    return next((cell for cell in cells if isinstance(cell, int)), 0)


def map_file(towns: Sequence[Place], borders: Outline, path: Path) -> Path:
    path.write_text(json.dumps(topojson(towns, borders), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return path


def tunnel_list(towns: Sequence[Place], borders: Outline, path: Path) -> Path:
    a, b = bridge(towns, borders)
    return write_csv(path, [["団体コードA", "団体コードB", "備考"], [a.code, b.code, "連絡トンネル（令和4年開通）"]])


def member_list(towns: Sequence[Place], path: Path) -> Path:
    union = [["みほん中央広域連合", clear_name(place), "ごみ処理・介護認定"] for place in towns if place.block == "中央"]
    three = [["白嶺3町村DX共同推進", clear_name(place), "推進計画を合同で策定"] for place in towns if place.code in THREE_TOWNS]
    return write_csv(path, [["グループ名", "市町村名", "備考"], *union, *three], "cp932", "\r\n")


def survey_sheets(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2023: one sheet per municipality, one line per question."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for place in told.respondents(2023):
        sheet = book.create_sheet(clear_name(place))
        headline(sheet, f"{era(2023)} 推進状況アンケート", f"回答団体：{place.name}", "※ 回答欄は選択肢から選んでください。")
        sheet.append([])
        sheet.append(["設問番号", "設問", "回答"])
        for row in answer_lines(seed, model, told, place):
            sheet.append(row)
        sheet.column_dimensions["B"].width = 70
        sheet.column_dimensions["C"].width = 45
    return write_workbook(path, book)


def answer_lines(seed: int, model: Model, told: Story, place: Place) -> Iterator[list[str]]:
    questionnaire = questionnaire_of(model, 2023)
    for question in questionnaire.questions:
        yield [question.id, question.text, words(question, told.answers[2023, place.code, question.id])]
    texts = written(seed, place, 2023)
    for text in questionnaire.texts:
        yield [text.id, text.text, texts.get(text.id, "") or "特になし"]


def survey_table(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2024: one table under title rows, the steps as groups over the questions."""
    questionnaire = questionnaire_of(model, 2024)
    book = Workbook()
    sheet = only_sheet(book, "回答一覧")
    headline(sheet, f"{era(2024)} 市町村DX推進状況アンケート 回答一覧", "照会日：令和6年7月1日　締切：令和6年7月31日")
    grouped_header(sheet, 4, table_header(questionnaire))
    for place in told.places:
        sheet.append([place.code, place.name, *table_cells(seed, questionnaire, told, place)])
    sheet.append([])
    sheet.append(["注　「-」は無回答、「対象外」は該当する業務がないもの。"])
    return write_workbook(path, book)


def table_header(questionnaire: Questionnaire) -> Iterator[tuple[str, Sequence[str]]]:
    yield from (("", ("団体コード",)), ("", ("市町村名",)))
    for number, step in enumerate(questionnaire.steps):
        questions = [question for question in questionnaire.questions if question.step == step.id]
        yield f"STEP{number} {step.label}", [f"{question.id} {question.text}" for question in questions]
    yield "記述", [text.text for text in questionnaire.texts]


def table_cells(seed: int, questionnaire: Questionnaire, told: Story, place: Place) -> list[str | None]:
    """The cells in the order of the header: by step, then the texts."""
    order = [step.id for step in questionnaire.steps]
    questions = sorted(questionnaire.questions, key=lambda question: order.index(question.step))
    if place.code in SILENT[2024]:
        return ["未回答"] * (len(questions) + len(questionnaire.texts))
    texts = written(seed, place, 2024)
    answers = [words(question, told.answers[2024, place.code, question.id]) for question in questions]
    return [*answers, *(texts.get(text.id) or None for text in questionnaire.texts)]


def survey_form(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2025: what a form tool exports, in the order of arrival; codes typed by hand, some in full-width digits."""
    questionnaire = questionnaire_of(model, 2025)
    rng = Random(f"{seed}:form")
    rows = [form_row(seed, rng, questionnaire, told, place) for place in told.respondents(2025)]
    titles = [question.text for question in questionnaire.questions] + [text.text for text in questionnaire.texts]
    header = ["タイムスタンプ", "団体コード（6桁）", "市町村名", *titles]
    return write_csv(path, [header, *sorted(rows)], "cp932", "\r\n")


def form_row(seed: int, rng: Random, questionnaire: Questionnaire, told: Story, place: Place) -> list[str]:
    moment = workday(date(2025, 7, 1) + timedelta(days=rng.randrange(29)))
    stamp = f"{moment:%Y/%m/%d} {rng.randrange(8, 18):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
    code = full_width(place.six_digits) if rng.random() < 0.4 else place.six_digits
    answers = [words(question, told.answers[2025, place.code, question.id]) for question in questionnaire.questions]
    texts = written(seed, place, 2025)
    return [stamp, code, place.name, *answers, *(texts.get(text.id, "") for text in questionnaire.texts)]


def step_table(seed: int, model: Model, told: Story, path: Path) -> Path:
    """2023: two that did not answer the questions but had kept the sums of the prefecture's older check."""
    rng = Random(f"{seed}:sums")
    steps = questionnaire_of(model, 2023).steps
    rows = []
    for place in told.of(*SUMS_ONLY):
        later = step_sums(model, told.answers, 2024, place.code)
        sums = [max(0, 5 * round((later[step.id] - rng.choice((0, 5))) / 5)) for step in steps]
        rows.append([era(2023), place.code, place.name, *sums])
    header = ["調査年度", "団体コード", "市町村名", *(step.id for step in steps)]
    return write_csv(path, [header, *rows], "utf-8-sig")


def target_list(seed: int, model: Model, told: Story, path: Path) -> Path:
    """Own lines of six: small ones go in phases, some want more than the prefecture asks."""
    rng = Random(f"{seed}:targets")
    owners = rng.sample([place for place in told.places if place.code not in SILENT[NEWEST]], 6)
    rows = [["調査年度", "団体コード", "市町村名", "観点", "目標値"]]
    for place in sorted(owners, key=lambda place: place.code):
        start = 60 if place.population < 10_000 else 75
        for aspect in model.to_be.aspects:
            rows.append([str(NEWEST), place.code, place.name, aspect.label, str(start + 5 * rng.randrange(4))])
    return write_csv(path, rows, "utf-8-sig", "\r\n")


STATISTICS = ("マイナンバーカードの保有状況（％）", "オンライン申請率", "高齢化率（％）", "光ファイバ整備率（％）", "財政力指数")


def statistics(seed: int, told: Story, path: Path) -> Path:
    """Three years of five statistics; the unit stands in the header, or with each value."""
    rows: list[Row] = [["団体コード", "市町村名", "年度", *STATISTICS]]
    for place in told.places:
        rng = Random(f"{seed}:statistics:{place.code}")
        card, online, strength = rng.uniform(66, 76), 22 + 60 * (ability(place) - 0.3) * rng.uniform(0.6, 1.4), rng.uniform(0.8, 1.15)
        fibre = 99.9 if place.population > 20_000 else rng.uniform(88, 99.5)
        for year in YEARS:
            since = year - YEARS[0]
            rows.append(
                [
                    *(place.code, place.name, era(year), f"{card + 3.4 * since:.1f}", f"{online + 6.1 * since:.1f}%"),
                    *(f"{place.aged_ratio - 0.5 * (2 - since):.1f}", f"{min(fibre + 0.3 * since, 100):.1f}"),
                    f"{strength * (0.12 + 0.28 * (math.log10(place.population) - 2.9)) + 0.01 * since:.2f}",
                ]
            )
    return write_csv(path, rows)


def published(seed: int, model: Model, told: Story, path: Path) -> Path:
    """The published indicators that questions name: 1 where the answer is above the lowest; some differ from the answers."""
    rng = Random(f"{seed}:published")
    rows: list[Row] = [["団体コード", "市町村名", "指標", "年度", "値", "単位"]]
    for place in told.places:
        for question in questionnaire_of(model, NEWEST).questions:
            for year in (2024, 2025) if question.published else ():
                cell = told.answers.get((year, place.code, question.id))
                known = cell if isinstance(cell, int) else newest(told, place.code, question.id)
                value = int((known > 0) != (rng.random() < 0.04))
                rows.append([place.code, place.name, question.published, year, value, "実施=1、未実施=0"])
    return write_csv(path, rows, line_end="\r\n")


# --- Support, decisions, consents ------------------------------------------------------------------------------------

HEARINGS = ("現状と困りごとの聞き取り", "アンケート回答の確認", "推進体制についての意見交換", "次年度の支援希望の聞き取り")
HEARD = "担当者の負担と、庁内の合意の進め方を聞いた。"
SUPPORTS = (
    ("DX推進計画の骨子づくり", "課題の一覧に優先順位を付け、計画の章立てを決めた。"),
    ("業務の棚卸しと課題の整理", "各課の業務を一覧にし、見直しの候補を5件選んだ。"),
    ("庁内推進会議の立ち上げ", "要綱の案と年間の議題を、総務課と一緒に作った。"),
    ("管理職ワークショップの開催", "課長級の職員が、地域の困りごとを持ち寄って話し合った。"),
    ("窓口の見直し", "転入手続の動線を実際に歩き、書類を2枚減らす案をまとめた。"),
    ("データを使った現状把握", "公共交通の利用実績を地図にし、見直す路線を話し合った。"),
    ("共同調達の仕様の確認", "近隣の団体の仕様書と見比べ、必要な機能を絞った。"),
)
EVENTS = (
    ("研修", "管理職向けDX研修", 6, 46),
    ("研修", "DX推進リーダー養成研修", 9, 38),
    ("会議", "県・市町村DX推進連絡会議", 11, 54),
)
LOG_HEADER = ("市町村名", "日付", "種別", "件名", "方法", "人数", "相手先", "担当", "内容", "次回予定")


def support_log(seed: int, told: Story, path: Path) -> Path:
    """About 60 entries of three fiscal years, dates as they are spoken (令和6年6月12日, R6.9.3)."""
    rng = Random(f"{seed}:log")
    entries = [entry for year in YEARS for entry in (*events(year), *visits(rng, told, year))]
    book = Workbook()
    sheet = only_sheet(book, "支援記録")
    headline(sheet, "市町村DX支援記録簿", "みほん県デジタル推進課")
    sheet.append([])
    sheet.append(LOG_HEADER)
    for number, (day, entry) in enumerate(sorted(entries, key=lambda pair: (pair[0], str(pair[1][0])))):
        sheet.append([entry[0], spoken(day, number), *entry[1:]])
        sheet.cell(sheet.max_row, len(LOG_HEADER)).number_format = "yyyy/mm/dd"
    return write_workbook(path, book)


def spoken(day: date, number: int) -> str:
    if number % 3:
        return f"令和{day.year - 2018}年{day.month}月{day.day}日"
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def events(year: int) -> Iterator[tuple[date, Row]]:
    """For all together: these rows are the prefecture's own."""
    for type_, title, month, people in EVENTS:
        row = (PREFECTURE, type_, title, "リモート" if month == 9 else "対面", people + year - YEARS[0], "全市町村", "企画班", None, None)
        yield workday(date(year, month, 10)), row


def visits(rng: Random, told: Story, year: int) -> Iterator[tuple[date, Row]]:
    """Mostly a hearing in early summer, then support from autumn on."""
    for place in told.of(*told.supported[year]):
        name, office = clear_name(place), str(organisation(told, place)[3])
        first = workday(date(year, 5, 20) + timedelta(days=rng.randrange(60)))
        second = workday(date(year, 9, 1) + timedelta(days=rng.randrange(170)))
        title, note = rng.choice(SUPPORTS)
        remote = "リモート" if rng.random() < 0.3 else "対面"
        hearing = (name, "ヒアリング", rng.choice(HEARINGS), "対面", rng.randrange(2, 5), office, "支援班", HEARD, second)
        if rng.random() < 0.75:
            yield first, hearing
        after = workday(second + timedelta(days=35)) if rng.random() < 0.5 else None
        yield second, (name, "伴走支援", title, remote, rng.randrange(3, 14), office, "支援班", note, after)


def workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


REFUSALS = (
    ("無", "見送る", "市町村から希望がないため。次年度の聞き取りで改めて確認する。"),
    ("有", "見送る", "国のアドバイザー派遣を先に使うこととしたため。"),
    ("未確認", "検討中", ""),
    ("有", "検討中", "庁内の体制が決まってから、時期を相談する。"),
)
REASONS = (
    "情報担当が少なく、伴走による効果が大きいと見込まれるため。",
    "推進体制の立ち上げに県の関わりが必要と判断したため。",
    "近隣の団体と一緒に進められる課題があるため。",
    "首長から計画づくりへの支援の要望があったため。",
)


def decisions(seed: int, told: Story, path: Path) -> Path:
    """2024: those that were supported in that year, and some that were not."""
    rng = Random(f"{seed}:decisions")
    chosen_ones = told.supported[2024]
    others = [place.code for place in told.places if place.population < 40_000 and place.code not in chosen_ones]
    rows: list[Row] = [["調査年度", "団体コード", "市町村名", "支援希望", "県の決定", "決定の理由", "日付"]]
    refused = dict(zip(rng.sample(others, 7), REFUSALS * 2, strict=False))
    for number, place in enumerate(told.of(*chosen_ones, *refused)):
        verdict = refused.get(place.code) or ("有", "支援する", REASONS[number % len(REASONS)])
        day = "" if verdict[1] == "検討中" else spoken(date(2024, 8, rng.randrange(26, 31)), 1)
        rows.append([era(2024), place.code, place.name, *verdict, day])
    return write_csv(path, rows, "utf-8-sig")


LEVELS = ("実名",) * 13 + ("匿名",) * 7 + ("集計のみ",) * 4  # of 27: three have not said anything


def consents(seed: int, told: Story, path: Path) -> Path:
    rng = Random(f"{seed}:consents")
    agreeing = rng.sample(told.places, len(LEVELS))
    level_of = dict(zip((place.code for place in agreeing), LEVELS, strict=True))
    rows: list[Row] = [["団体コード", "市町村名", "データの種類", "開示の範囲", "同意日", "承諾者"]]
    for place in told.of(*level_of):
        level = level_of[place.code]
        kinds = ("推進状況アンケート", "市町村マスタ", "STEP得点表") if level == "実名" else ("推進状況アンケート",)
        day = f"{workday(date(2025, rng.randrange(5, 7), rng.randrange(1, 29))):%Y/%m/%d}"
        rows += [[place.six_digits, place.name, kind, level, day, f"{organisation(told, place)[3]}長"] for kind in kinds]
    return write_csv(path, rows, "cp932", "\r\n")


# --- Files of any size -----------------------------------------------------------------------------------------------

PREFECTURES = 47
ROW_LENGTH = 6  # municipalities of one prefecture lie in rows of six


def synthetic_files(model: Model, municipalities: int, rounds: int, staff: int, seed: int, out: Path) -> list[Path]:
    """Plain files of a made-up country for benches. Raises Unusable for sizes that cannot be."""
    require_possible(municipalities, rounds, staff)
    out.mkdir(parents=True, exist_ok=True)
    country = country_of(municipalities, seed)
    years = range(NEWEST - rounds + 1, NEWEST + 1)
    return [
        plain_list(country, out / "municipalities.csv"),
        grid(country, out / "neighbours.csv"),
        *(plain_survey(model, country, year, seed, out / f"survey_{year}.csv") for year in years),
        plain_indicators(country, years, seed, out / "indicators.csv"),
        *([plain_literacy(country, staff, seed, out / f"literacy_{NEWEST}.csv")] if staff else []),
    ]


def require_possible(municipalities: int, rounds: int, staff: int) -> None:
    if not 1 <= municipalities <= MOST_MUNICIPALITIES:
        raise Unusable(f"--municipalities は 1 から {MOST_MUNICIPALITIES:,} までにしてください（指定: {municipalities:,}）。")
    if not 1 <= rounds <= MOST_ROUNDS:
        raise Unusable(f"--rounds は 1 から {MOST_ROUNDS} までにしてください（指定: {rounds:,}）。")
    if staff < 0:
        raise Unusable(f"--staff は 0 以上にしてください（指定: {staff:,}）。")
    if staff > MOST_STAFF:
        raise Unusable(f"--staff は {MOST_STAFF:,} までにしてください（指定: {staff:,}）。")


def country_of(municipalities: int, seed: int) -> list[Place]:
    """Prefectures of nearly equal size, codes 01201, 01202, …"""
    rng = Random(f"{seed}:country")
    share, more = divmod(municipalities, PREFECTURES)
    sizes = [share + (number < more) for number in range(PREFECTURES)]
    codes = [(n, f"{n:02}{201 + member}") for n, size in enumerate(sizes, 1) for member in range(size)]
    return [made_up(rng, place, prefecture, code) for place, (prefecture, code) in enumerate(codes, 1)]


def made_up(rng: Random, number: int, prefecture: int, code: str) -> Place:
    population = round(10 ** rng.uniform(2.9, 5.6))
    category = "市" if population > 40_000 else "町" if population > 5_000 else "村"
    entry = (code, f"見本{number:04}{category}", "", "", f"第{1 + int(code[2:]) % 4}圏域", population)
    return replace(place_of(rng, *entry), prefecture=f"第{prefecture}県", area_km2=round(rng.uniform(20, 700), 2))


def plain_list(country: Sequence[Place], path: Path) -> Path:
    header = (
        "団体コード",
        "市町村名",
        "都道府県",
        "区分",
        "圏域",
        "人口",
        "一般行政部門職員数",
        "情報担当職員数",
        "面積",
        "世帯数",
        "高齢化率",
        "類似団体区分",
    )
    rows = [
        (
            p.code,
            p.name,
            p.prefecture,
            p.category,
            p.block,
            p.population,
            p.staff,
            p.it_staff,
            p.area_km2,
            p.households,
            p.aged_ratio,
            size_class(p),
        )
        for p in country
    ]
    return write_csv(path, [header, *rows])


def grid(country: Sequence[Place], path: Path) -> Path:
    """Neighbours to the right and below inside a prefecture; the last of one touches the first of the next."""
    rows: list[Row] = [("団体コードA", "団体コードB")]
    by_prefecture: dict[str, list[str]] = defaultdict(list)
    for place in country:
        by_prefecture[place.prefecture].append(place.code)
    for codes in by_prefecture.values():
        rows += [(a, b) for at, (a, b) in enumerate(pairwise(codes), 1) if at % ROW_LENGTH]
        rows += zip(codes, codes[ROW_LENGTH:], strict=False)
    rows += [(a[-1], b[0]) for a, b in pairwise(by_prefecture.values())]
    return write_csv(path, rows)


def plain_survey(model: Model, country: Sequence[Place], year: int, seed: int, path: Path) -> Path:
    """All scored questions, one column each; one cell in fifty is open."""
    rng = Random(f"{seed}:survey:{year}")
    questions = questionnaire_of(model, year).questions
    rows = [[str(year), p.code, *plain_answers(rng, questions, ability(p) - 0.04 * (NEWEST - year))] for p in country]
    return write_csv(path, [["調査年度", "団体コード", *(question.id for question in questions)], *rows], "cp932", "\r\n")


def plain_answers(rng: Random, questions: Sequence[Question], level: float) -> list[str]:
    return ["未回答" if rng.random() < 0.02 else words(q, chosen(q, level + rng.gauss(0, 0.25))) for q in questions]


def plain_indicators(country: Sequence[Place], years: Iterable[int], seed: int, path: Path) -> Path:
    rng = Random(f"{seed}:indicators")
    rows = [
        (place.code, year, f"{rng.uniform(60, 90):.1f}", f"{rng.uniform(10, 80):.1f}", f"{rng.uniform(0.1, 1.1):.2f}")
        for year in years
        for place in country
    ]
    return write_csv(path, [("団体コード", "年度", "マイナンバーカードの保有状況（％）", "オンライン申請率（％）", "財政力指数"), *rows])


OFFICES = ("総務課", "企画政策課", "税務課", "住民課", "福祉課", "健康課", "産業課", "建設課", "教育委員会事務局")
POSITIONS = ("部長級", "課長級", "係長級", "主任・主事級")
SHARES = (0.03, 0.09, 0.26, 0.62)


def plain_literacy(country: Sequence[Place], staff: int, seed: int, path: Path) -> Path:
    """One row per respondent, 30 items of 0 to 100, one in fifty open; DuckDB writes it, since half a gigabyte takes Python minutes."""
    draw = np.random.default_rng([seed, staff])
    weights = np.array([place.staff for place in country], dtype=float)
    owners = np.sort(draw.choice(len(country), size=staff, p=weights / weights.sum()))
    position = draw.choice(len(POSITIONS), size=staff, p=SHARES)
    level = np.array([100 * ability(place) for place in country])[owners] + 4 * position + draw.normal(0, 12, staff)
    texts = {"code": [place.code for place in country], "office": OFFICES, "position": POSITIONS}
    drawn = {"number": np.arange(1, staff + 1), "owner": owners, "office": draw.integers(0, len(OFFICES), staff), "position": position}
    scores = {f"設問{item}": score_column(draw, level) for item in range(1, ITEMS + 1)}
    with duckdb.connect() as con:
        con.register("drawn", pd.DataFrame(drawn | scores))
        con.execute(
            f"copy ({literacy_rows(list(scores))}) to '{str(path).replace(chr(39), chr(39) * 2)}' (header)", {**texts, "year": NEWEST}
        )
    return path


def score_column(draw: np.random.Generator, level: np.ndarray) -> np.ndarray:
    """-1: left open."""
    scores = np.clip(level + draw.normal(0, 14, len(level)), 0, 100).astype(np.int16)
    scores[draw.random(len(level)) < 0.02] = -1
    return scores


def literacy_rows(items: Sequence[str]) -> str:
    """SQL of the rows of a literacy file, from what was drawn."""
    scores = ", ".join(f'nullif("{item}", -1) as "{item}"' for item in items)
    return f"""
        select $year::integer as "調査年度", $code[owner + 1] as "団体コード", 'DXリテラシー診断' as "診断名",
            'S' || lpad(number::varchar, 7, '0') as "受診者ID", $office[office + 1] as "所属", $position[position + 1] as "職位", {scores}
        from drawn order by number
    """
