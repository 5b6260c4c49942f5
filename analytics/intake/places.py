"""Which municipality does a text mean? By code or name, never by a guess that is not shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
from rapidfuzz import fuzz, process

from analytics.intake.values import plain

# Old and new glyphs of one character, and the three ways to write the small ke.
GLYPHS = str.maketrans(
    "ヶがガヵ﨑髙龍櫻澤濱邊邉廣檜曾舘槇瀧渕莱圓鹽嶋檮鰺蘆籠頸麴驒礪螢壺冨藪條學國縣",
    "ケケケケ崎高竜桜沢浜辺辺広桧曽館槙滝淵来円塩島梼鯵芦篭頚麹騨砺蛍壷富薮条学国県",
)
NORTHERN_VILLAGES = ("01695", "01696", "01697", "01698", "01699", "01700")
DESIGNATED = {
    "01100": 10, "04100": 5, "11100": 10, "12100": 6, "14100": 18, "14130": 7, "14150": 3, "15100": 8, "22100": 3, "22130": 7,
    "23100": 16, "26100": 11, "27100": 26, "27140": 7, "28100": 9, "33100": 4, "34100": 8, "40100": 7, "40130": 7, "43100": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A text understood: the code, or what is wrong and what would be right."""

    code: str | None = None
    fault: str | None = None


def check_digit(code: str) -> str:
    """The sixth digit of a local government code (全国地方公共団体コード): weights 6 to 2, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10) if total >= 11 else str((11 - total) % 10)


def is_ward(code: str) -> bool:
    """Wards of designated cities follow their city's code (札幌市 01100: 01101 …)."""
    return any(city < code <= f"{int(city) + 30:05d}" and city[:2] == code[:2] and code not in DESIGNATED for city in DESIGNATED)


def normal(name: str) -> str:
    """A name in the form in which two spellings of one place are equal."""
    return re.sub(r"[\s　・]", "", plain(name)).translate(GLYPHS).replace("ヶ", "ケ")


def short_code(text: str) -> Place:
    """A code as it stands in a file → 5 digits. Six digits are verified, a lost leading zero is put back."""
    digits = re.sub(r"\.0$", "", plain(text))
    if not digits.isdigit() or not 4 <= len(digits) <= 6:
        return Place(fault="団体コードは5桁か6桁の数字で入れてください")
    if len(digits) == 4:
        return Place("0" + digits)
    if len(digits) == 5:
        return Place(digits)
    expected = check_digit(digits[:5])
    if digits[5] == expected:
        return Place(digits[:5])
    return Place(fault=f"団体コードの検査数字が合いません。{digits[:5]} なら末尾は {expected} です")


def lost_zero(digits: str) -> str | None:
    """The 5-digit code where a 6-digit one lost its zero: 11002 for 札幌市 (011002)."""
    return "0" + digits[:4] if len(digits) == 5 and check_digit("0" + digits[:4]) == digits[4] else None


@dataclass
class Gazetteer:
    """The municipalities that are loaded, by code and by every name that means one of them."""

    names: dict[str, str] = field(default_factory=dict)
    prefectures: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    with_prefectures: bool = False

    @classmethod
    def of(cls, municipalities: pd.DataFrame) -> Gazetteer:
        """From the columns code, name, prefecture, county, kana of the municipality table."""
        found = cls()
        for row in municipalities.itertuples(index=False):
            found.add(
                str(row.code), *(value if isinstance(value, str) else "" for value in (row.name, row.prefecture, row.county, row.kana))
            )
        return found

    def add(self, code: str, name: str, prefecture: str, county: str, kana: str) -> None:
        self.names[code] = name
        self.prefectures[code] = prefecture
        for spelling in (name, prefecture + name, county + name, prefecture + county + name, kana):
            if spelling:
                self.spellings[normal(spelling)].add(code)

    def called(self, name: str) -> Place:
        codes = sorted(self.spellings.get(normal(name), set()))
        if len(codes) == 1:
            return Place(codes[0])
        if codes:
            return Place(fault=f"同じ名前の市町村が{len(codes)}つあります。{self.listed(codes)} のどれかを団体コードで入れてください")
        return Place(fault=self.unknown(name))

    def coded(self, text: str) -> Place:
        place = short_code(text)
        if place.code is None or place.code in self.names:
            return place
        restored = lost_zero(plain(text))
        if restored in self.names:
            return Place(restored)
        return Place(fault=f"市町村マスタにない団体コードです。{self.advice()}")

    def find(self, text: str) -> Place:
        """The municipality that one cell names, by code or by name."""
        cleaned = re.sub(r"\.0$", "", plain(text))
        if not cleaned:
            return Place(fault="市町村が空です。団体コードか市町村名を入れてください")
        if self.with_prefectures and cleaned in self.prefecture_codes():
            return Place(self.prefecture_codes()[cleaned])
        return self.coded(cleaned) if cleaned.isdigit() else self.called(cleaned)

    def prefecture_codes(self) -> dict[str, str]:
        """A prefecture stands in the place of a municipality by its name: code NN000."""
        return {name: code[:2] + "000" for code, name in self.prefectures.items() if name}

    def matching(self, code_text: str, name: str, prefecture: str, county: str) -> Place:
        """The municipality of a row that has code and name (and prefecture, county): both have to mean the same."""
        if not code_text:
            return self.full_name(name, prefecture, county)
        place = self.find(code_text)
        named = self.full_name(name, prefecture, county) if name and place.code else Place()
        if named.code and place.code and named.code != place.code and normal(self.names.get(place.code, "")) != normal(name):
            return Place(
                fault=f"団体コード {place.code} は{self.names[place.code]}です。市町村名「{name}」と合いません。どちらかを直してください"
            )
        return place

    def full_name(self, name: str, prefecture: str, county: str) -> Place:
        if not name:
            return Place(fault="市町村が空です。団体コードか市町村名を入れてください")
        if self.with_prefectures and name in self.prefecture_codes():
            return Place(self.prefecture_codes()[name])
        longest = self.called(prefecture + county + name)
        return longest if longest.code or not (prefecture or county) else self.find(name)

    def listed(self, codes: Iterable[str]) -> str:
        return "、".join(f"{self.prefectures[code]}{self.names[code]}（{code}）" for code in codes)

    def unknown(self, name: str) -> str:
        close = process.extract(normal(name), list(self.spellings), scorer=fuzz.ratio, limit=3, score_cutoff=60)
        codes = sorted({code for spelling, *_ in close for code in self.spellings[spelling]})[:3]
        return f"市町村マスタにない名前です。{f'近いのは {self.listed(codes)} です' if codes else self.advice()}"

    def advice(self) -> str:
        return "名前かコードを確かめてください" if self.names else "先に市町村マスタを取り込んでください"
