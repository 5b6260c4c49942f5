"""Tiny texts as municipalities write them, and each kind of mojibake that reading them wrongly makes of them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

EVERYDAY = [
    "人口",
    "世帯数",
    "団体コード",
    "市町村名",
    "回答",
    "未回答",
    "実施済",
    "実施していない",
    "検討中",
    "はい",
    "いいえ",
    "一部実施",
    "総務課",
    "企画財政課",
    "情報政策係",
    "デジタル化",
    "窓口",
    "オンライン申請",
    "マイナンバーカード",
    "システム標準化",
    "電話（代表）",
    "令和７年度",
    "総務課長",
    "札幌市",
    "函館市",
    "青森市",
    "八戸市",
    "鶴居村",
    "南房総市",
    "ときがわ町",
    "松茂町",
    "赤村",
    "飯舘村",
    "多可町",
    "椎葉村",
    "五島市",
    "宮若市",
    "北塩原村",
    "つくばみらい市",
    "にかほ市",
    "石垣市",
]
HONEST = [
    "縺れる糸",
    "縺",
    "鬱病対策",
    "鬱",
    "驛前",
    "驛",
    "舊市街",
    "舊",
    "譚",
    "繧",
    "籠",
    "蟹江町",
    "蠟梅",
    "諫早市",
    "鰺ヶ沢町",
    "嬬恋村",
    "匝瑳市",
    "飫肥",
    "鵡川",
    "曽於市",
    "檜原村",
    "驫木",
    "鶯谷",
    "鸚鵡",
    "龝",
    "龜岡",
    "鐵道",
    "謄本",
    "詭弁",
    "轢",
    "髙橋一郎",
    "山﨑花子",
    "渡邊",
    "齋藤",
    "邉",
    "德島",
    "瀨戸",
    "麴町",
    "鷗外",
    "ｶﾅ",
    "ﾅｶ",
    "ﾃｽ",
    "ﾐｽﾞﾎｼ",
    "ｻｯﾎﾟﾛｼ",
    "ﾐﾅﾐﾁｮｳ",
    "ｵｵﾀ",
    "ｺﾞｼｮｶﾞﾜﾗｼ",
    "ﾃﾞｼﾞﾀﾙ",
    "ｼｽﾃﾑ",
    "ﾘﾝｺﾞ",
    "ｱﾝｹｰﾄ",
    "ｺｰﾄﾞ",
    "ﾁﾂﾃﾄ",
    "ﾃﾞｰﾀ･ｼｽﾃﾑ",
    "Ⅰ－１",
    "①導入済",
    "㈱データ",
    "№",
    "℃",
    "〒",
    "※注",
    "・その他",
    "・",
    "？",
    "職員・住民",
    "その他（",
    "）",
    "～まで",
    "△３",
    "１，２３４人",
    "〇",
    "×",
    "○",
    "◎",
    "—",
    "…",
    "“引用”",
    "‘括弧’",
    "Müller",
    "café",
    "±",
    "§",
    "一",
    "一部",
]


def honest_text(random: Random) -> str:
    """One to six lines of one to four cells: of one sort of word, or of all."""
    words = random.choice((EVERYDAY, HONEST, [*EVERYDAY, *HONEST], [word for word in HONEST if "｡" <= word[0] <= "ﾟ"]))
    return lines_of(random, [*words, "2025", "98201"], random.randint(1, 6), random.choice(("\n", "\r\n")))


def municipal_text(random: Random) -> str:
    """Two to six lines of everyday words."""
    return lines_of(random, EVERYDAY, random.randint(2, 6), "\n")


def lines_of(random: Random, words: list[str], lines: int, end: str) -> str:
    columns = random.randint(1, 4)
    return "".join(",".join(random.choice(words) for _ in range(columns)) + end for _ in range(lines))


def as_windows_does(raw: bytes) -> str:
    """CP932 by MultiByteToWideChar: a pair that means nothing becomes ・, both bytes of it are gone."""
    text, at = "", 0
    while at < len(raw):
        wide = not (raw[at] < 0x80 or 0xA1 <= raw[at] <= 0xDF)
        piece = raw[at : at + 1 + wide]
        text, at = text + piece.decode("cp932", "ignore") + ("・" if not piece.decode("cp932", "ignore") else ""), at + len(piece)
    return text


def misread(right: str, wrong: str, errors: str, mark: str = "\ufffd") -> Callable[[str], str]:
    return lambda text: text.encode(right, "ignore").decode(wrong, errors).replace("\ufffd", mark)


FORMS: dict[str, Callable[[str], str]] = {
    "utf-8>cp932 dropped": misread("utf-8", "cp932", "ignore"),
    "utf-8>cp932 ?": misread("utf-8", "cp932", "replace", "?"),
    "utf-8>cp932 ・": lambda text: as_windows_does(text.encode()),
    "utf-8>latin-1": misread("utf-8", "latin-1", "strict"),
    "utf-8>cp1252": misread("utf-8", "cp1252", "ignore"),
    "utf-8>euc_jp dropped": misread("utf-8", "euc_jp", "ignore"),
    "utf-8>euc_jp ?": misread("utf-8", "euc_jp", "replace", "?"),
    "cp932>latin-1": misread("cp932", "latin-1", "strict"),
    "cp932>cp1252": misread("cp932", "cp1252", "ignore"),
    "cp932>utf-8 replaced": misread("cp932", "utf-8", "replace"),
    "euc_jp>cp932 dropped": misread("euc_jp", "cp932", "ignore"),
    "euc_jp>cp932 ・": lambda text: as_windows_does(text.encode("euc_jp", "ignore")),
    "euc_jp>latin-1": misread("euc_jp", "latin-1", "strict"),
}


def garbled_forms(text: str) -> dict[str, str]:
    """Kind of mojibake → the text so garbled."""
    return {name: form(text) for name, form in FORMS.items()}
