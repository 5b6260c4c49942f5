"""Which municipality does a text mean? By code or name, never by a guess that is not shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from analytics.codes import check_digit, has_check_digit
from analytics.intake.values import missing_reason, plain, strange_character

# Old and new glyphs of one character, and the three ways to write the small ke.
GLYPHS = str.maketrans(
    "ヶがガヵ﨑髙龍櫻澤濱邊邉廣檜曾舘槇瀧渕莱圓鹽嶋檮鰺蘆籠頸麴驒礪螢壺冨藪條學國縣",
    "ケケケケ崎高竜桜沢浜辺辺広桧曽館槙滝淵来円塩島梼鯵芦篭頚麹騨砺蛍壷富薮条学国県",
)

# The prefecture of a code's first two digits, 01 to 47.
PREFECTURES = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
]

CODE_AND_NAME = re.compile(r"(?P<code>\d{4,6})[ :_.-]*(?P<name>\D+)|(?P<name2>\D+?)[ :_(]*(?P<code2>\d{4,6})\)?")
NAME_AND_WHERE = re.compile(r"([^()]+)\(([^()]+[都道府県郡])\)")
# 総務課 may follow 市役所; 小松市総務課 may not: the text then names two municipalities.
SECTION = r"(?:(?!\S*[市区町村](?![民政長]))[^\s、,/・]+(?:課|室|部|局|係|班|担当))"
OFFICE = re.compile(rf"(.+[市区町村])(?:役所|役場)?(?:(?<=[所場]) *{SECTION}(?: +{SECTION})*)?(?: *(?:御中|様))?")
COUNTY = re.compile(r"(.{2}[都道府県]|.{3}県)?(.{1,4}?郡)(.+[町村])")
FOOTNOTE = re.compile(r" *(?:[※*†]\d*|\[\d+\])$")


@dataclass(frozen=True)
class Place:
    """A text understood: the code, or what is wrong and what would be right, or why the row is no municipality's."""

    code: str | None = None
    fault: str | None = None
    left_out: str | None = None


def ways_to_write(name: str) -> Iterator[str]:
    """A name as it stands, without a footnote's mark, where it lies behind it (金沢市（石川県）), as an address (金沢市役所 総務課 御中)."""
    text = FOOTNOTE.sub("", plain(name))
    where, office = NAME_AND_WHERE.fullmatch(text), OFFICE.fullmatch(text)
    yield text
    if where:
        yield where[2] + where[1]
    if office:
        yield office[1]


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


def have_lost_zeros(texts: Iterable[str], known: Container[str] = ()) -> bool:
    """Whether the codes of a column had six digits before a spreadsheet took their zeros away: all of five digits end in a
    check digit, and others have six, or one is no code of five digits, or there are five or more. 12203 is 市川市, or 士別市
    without its zero."""
    digits = {re.sub(r"\.0$", "", plain(text)) for text in texts}
    five = {text for text in digits if len(text) == 5 and text.isdecimal()}
    if not five or not all(map(lost_zero, five)):
        return False
    is_evident = any(text not in known and lost_zero(text) in known for text in five)
    return is_evident or any(len(text) == 6 for text in digits) or (len(five) >= 5 and not any(text in known for text in five))


def prefecture_of(code: str) -> str:
    """The prefecture that a code lies in, '' for one that is made up."""
    number = int(code[:2]) if code[:2].isdecimal() else 0
    return PREFECTURES[number - 1] if 1 <= number <= len(PREFECTURES) else ""


@dataclass
class Gazetteer:
    """The municipalities that are loaded, by code and by every name that means one of them."""

    names: dict[str, str] = field(default_factory=dict)
    prefectures: dict[str, str] = field(default_factory=dict)
    counties: dict[str, str] = field(default_factory=dict)
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
        prefecture = prefecture or prefecture_of(code)
        self.names[code] = name
        self.prefectures[code] = prefecture
        self.counties[code] = county
        for spelling in (name, prefecture + name, county + name, prefecture + county + name, kana, prefecture + kana):
            if spelling not in ("", prefecture):
                self.spellings[normal(spelling)].add(code)

    def called(self, name: str) -> Place:
        return self.one_of(self.spellings.get(normal(name), set()), name)

    def one_of(self, found: Iterable[str], name: str) -> Place:
        """The one municipality that a name may mean, else the fault that lists several or the nearest."""
        codes = sorted(found)
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
        return self.coded(cleaned) if cleaned.isdigit() else self.described(cleaned)

    def described(self, text: str) -> Place:
        """A name alone, or with its code (17201 金沢市); both have to mean the same."""
        both = CODE_AND_NAME.fullmatch(text)
        if both is None or normal(text) in self.spellings:
            return self.one_of(self.meanings(text), text)
        name = both["name"] or both["name2"]
        return self.matching(both["code"] or both["code2"], name, "", "") if self.meanings(name) else Place(fault=self.unknown(name))

    def meanings(self, name: str) -> set[str]:
        """The codes of all that a name may mean, written in any usual way; none where it is unknown."""
        return next((codes for way in ways_to_write(name) if (codes := self.spellings.get(normal(way)))), set()) or self.in_county(name)

    def in_county(self, name: str) -> set[str]:
        """河北郡津幡町 also where the master says no county; never against the county that it says."""
        found = COUNTY.fullmatch(normal(name))
        if not found:
            return set()
        codes = self.spellings.get((found[1] or "") + found[3], set())
        return {code for code in codes if normal(self.counties[code]) in ("", found[2])}

    def prefecture_codes(self) -> dict[str, str]:
        """A prefecture stands in the place of a municipality by its name: code NN000."""
        return {name: code[:2] + "000" for code, name in self.prefectures.items() if name}

    def matching(self, code_text: str, name: str, prefecture: str, county: str) -> Place:
        """The municipality of a row that has code and name (and prefecture, county): both have to mean the same."""
        name, prefecture, county = (text if missing_reason(text) is None else "" for text in (name, prefecture, county))
        if not code_text:
            return self.full_name(name, prefecture, county)
        place = self.find(code_text)
        if place.code is None or self.is_meant(place.code, name, prefecture, county):
            return place
        own = self.names.get(place.code, "都道府県")
        where = self.prefectures.get(place.code, "") if prefecture else ""
        said = "・".join(filter(None, (prefecture, county, name)))
        return Place(fault=f"団体コード {place.code} は{where}{own}です。市町村名「{said}」と合いません。どちらかを直してください")

    def is_meant(self, code: str, name: str, prefecture: str, county: str) -> bool:
        """Whether a name, '' where none is given, may mean this code. Beside its code 金沢 means 金沢市 as well."""
        if code not in self.names:
            return not name or self.prefecture_codes().get(plain(name)) == code
        is_here = self.lies_in(code, prefecture, county)
        is_short = normal(name) == normal(self.names[code])[:-1] or (
            plain(name).removesuffix(".0").isdigit() and self.find(name).code == code
        )
        return is_here and (not name or is_short or code in self.candidates(name, prefecture, county))

    def lies_in(self, code: str, prefecture: str, county: str) -> bool:
        """Whether prefecture (石川県, 石川 or 17) and county are a municipality's own, as far as the master says them."""
        counties = {normal(text).removesuffix("郡") for text in (county, self.counties.get(code, ""))} - {""}
        own, said = normal(self.prefectures.get(code, "")), re.sub(r"^\d+\W*(?=\D)", "", normal(prefecture))
        is_own = not own or said in ("", own, own[:-1]) or (said.isdigit() and said.zfill(2) == code[:2])
        return is_own and len(counties) < 2

    def candidates(self, name: str, prefecture: str, county: str) -> set[str]:
        """The codes that a name may mean in this prefecture and county; none where it is unknown there."""
        whole = (prefecture + county + name, county + name, prefecture + name, name)
        found = next((codes for text in whole if (codes := self.meanings(text))), set())
        return {code for code in found if self.lies_in(code, prefecture, county)}

    def full_name(self, name: str, prefecture: str, county: str) -> Place:
        if not name:
            return Place(fault="市町村が空です。団体コードか市町村名を入れてください")
        if self.with_prefectures and name in self.prefecture_codes():
            return Place(self.prefecture_codes()[name])
        if plain(name).removesuffix(".0").isdigit():
            return self.find(name)
        codes = self.candidates(name, prefecture, county)
        if codes or prefecture or county:
            return self.one_of(codes, prefecture + name)
        return self.described(plain(name))

    def listed(self, codes: Iterable[str]) -> str:
        return "、".join(f"{self.prefectures[code]}{self.names[code]}（{code}）" for code in codes)

    def unknown(self, name: str) -> str:
        if strange := strange_character(name):
            return f"市町村名に{strange}"
        close = process.extract(normal(name), list(self.spellings), scorer=fuzz.ratio, limit=3, score_cutoff=60)
        codes = sorted({code for spelling, *_ in close for code in self.spellings[spelling]})[:3]
        return f"市町村マスタにない名前です。{f'近いのは {self.listed(codes)} です' if codes else self.advice()}"

    def advice(self) -> str:
        return "名前かコードを確かめてください" if self.names else "先に市町村マスタを取り込んでください"
