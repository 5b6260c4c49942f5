"""What does a local government code (全国地方公共団体コード) stand for? Check digits, wards, and codes that are no municipality."""

from __future__ import annotations

from bisect import bisect_right

# MIC's list of local government codes. A ward's code lies between its city's and the next city's.
DESIGNATED_CITIES = {
    "01100": "札幌市", "04100": "仙台市", "11100": "さいたま市", "12100": "千葉市", "14100": "横浜市",
    "14130": "川崎市", "14150": "相模原市", "15100": "新潟市", "22100": "静岡市", "22130": "浜松市",
    "23100": "名古屋市", "26100": "京都市", "27100": "大阪市", "27140": "堺市", "28100": "神戸市",
    "33100": "岡山市", "34100": "広島市", "40100": "北九州市", "40130": "福岡市", "43100": "熊本市",
}  # fmt: skip
NORTHERN_VILLAGES = frozenset(f"{code:05d}" for code in range(1695, 1701))
CITIES_IN_ORDER = tuple(DESIGNATED_CITIES)


def check_digit(code: str) -> str:
    """The sixth digit of a five-digit code: MIC's modulus 11, weights 6 to 2."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def has_check_digit(code: str) -> bool:
    """Whether a text is six digits of which the last follows from the others."""
    return code.isascii() and code.isdigit() and len(code) == 6 and check_digit(code[:5]) == code[5]


def city_of(code: str) -> str:
    """A ward of a designated city becomes its city. Tokyo's special wards (131xx) are municipalities."""
    if code[2] != "1" or code[:2] == "13":
        return code
    city = CITIES_IN_ORDER[max(bisect_right(CITIES_IN_ORDER, code) - 1, 0)]
    return city if city[:2] == code[:2] else code


def is_ward(code: str) -> bool:
    return city_of(code) != code


def is_prefecture(code: str) -> bool:
    return code.endswith("000")
