"""Which municipalities has みほん県, and what is known of each?

Everything in this folder is made up and follows from the seed alone: no municipality, person or figure in it exists.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from analytics.codes import check_digit

SEED = 367
PREFECTURE = "みほん県"
YEARS = (2023, 2024, 2025)
NEWEST = YEARS[-1]


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


def clear_name(place: Place) -> str:
    """The name, with the county where another name differs by a variant of a character only."""
    return place.county + place.name if place.name in ("高嶺町", "髙嶺町") else place.name
