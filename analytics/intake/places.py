"""Which municipality does a text mean? By code or name, never by a guess that is not shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from analytics.codes import check_digit, has_check_digit
from analytics.intake.values import plain

# Old and new glyphs of one character, and the three ways to write the small ke.
GLYPHS = str.maketrans(
    "ヶがガヵ﨑髙龍櫻澤濱邊邉廣檜曾舘槇瀧渕莱圓鹽嶋檮鰺蘆籠頸麴驒礪螢壺冨藪條學國縣",
    "ケケケケ崎高竜桜沢浜辺辺広桧曽館槙滝淵来円塩島梼鯵芦篭頚麹騨砺蛍壷富薮条学国県",
)


@dataclass(frozen=True)
class Place:
    """A text understood: the code, or what is wrong and what would be right, or why the row is no municipality's."""

    code: str | None = None
    fault: str | None = None
    left_out: str | None = None


@lru_cache(maxsize=100_000)
def normal(name: str) -> str:
    """A name in the form in which two spellings of one place are equal."""
    return re.sub(r"[\s　・]", "", plain(name)).translate(GLYPHS).replace("ヶ", "ケ")


def short_code(text: str) -> Place:
    """A code as it stands in a file → 5 digits. Six digits are verified, a lost leading zero is put back."""
    digits = re.sub(r"\.0$", "", plain(text))
    if not (digits.isascii() and digits.isdigit()) or not 4 <= len(digits) <= 6:
        return Place(fault="団体コードは5桁か6桁の数字で入れてください")
    if len(digits) == 4:
        return Place("0" + digits)
    if len(digits) == 5:
        return Place(digits)
    if has_check_digit(digits):
        return Place(digits[:5])
    return Place(fault=f"団体コードの検査数字が合いません。{digits[:5]} なら末尾は {check_digit(digits[:5])} です")


def lost_zero(digits: str) -> str | None:
    """The 5-digit code where a 6-digit one lost its zero: 11002 for 札幌市 (011002)."""
    return "0" + digits[:4] if len(digits) == 5 and has_check_digit("0" + digits) else None


@dataclass
class Gazetteer:
    """The municipalities that are loaded, by code and by every name that means one of them."""

    names: dict[str, str] = field(default_factory=dict)
    prefectures: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    with_prefectures: bool = False

    @classmethod
    def of(cls, municipalities: Iterable[tuple[str | None, ...]]) -> Gazetteer:
        """From rows of code, name, prefecture, county, kana."""
        found = cls()
        for row in municipalities:
            found.add(*(text or "" for text in row))
        return found

    def admitting(self, prefectures: bool) -> Gazetteer:
        """The same places; with or without prefectures in the place of a municipality."""
        return replace(self, with_prefectures=prefectures)

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
        if place.code is None or place.code in self.names or (self.with_prefectures and place.code in self.prefecture_codes().values()):
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
        meant = self.candidates(name, prefecture, county) if place.code in self.names else set()
        if place.code and meant and place.code not in meant:
            return Place(
                fault=f"団体コード {place.code} は{self.names[place.code]}です。市町村名「{name}」と合いません。どちらかを直してください"
            )
        return place

    def candidates(self, name: str, prefecture: str, county: str) -> set[str]:
        """The codes that a name may mean; none where it is unknown: then the code beside it says what it is."""
        return self.spellings.get(normal(prefecture + county + name)) or self.spellings.get(normal(name)) or set()

    def full_name(self, name: str, prefecture: str, county: str) -> Place:
        if not name:
            return Place(fault="市町村が空です。団体コードか市町村名を入れてください")
        if self.with_prefectures and name in self.prefecture_codes():
            return Place(self.prefecture_codes()[name])
        if plain(name).removesuffix(".0").isdigit():
            return self.find(name)
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
