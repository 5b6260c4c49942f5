"""Is a text what its writer wrote, or was it once read in an encoding that was not its own?

Judged by likelihood: what a piece of text is like as Japanese, against what its bytes are like when the wrong reading is
undone. Kana, everyday kanji, rare kanji, half-width kana and Latin letters each have their own probability, and so has
each change from one to the other. Figures are natural logarithms, set by municipal texts of two to six lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Kanji that make up most of what municipalities write; the rest of JIS level 1 is rarer, level 2 rare.
EVERYDAY = frozenset(
    "市町村区県都道府郡団体名人口大小中上下東西南北山川田島野原本木松崎津浜浦江戸和美高平長新古富士石岩沢谷佐藤伊井吉福岡城宮神竹内前後"
    "一二三四五六七八九十百千万年度月日時分数値率計合総費額円金税課係部室局長員職務管理者当担情報政策企画財住民生活環境産業観光農林水産"
    "建設教育健康保険祉子育介護齢防災危機地域社会推進回答実施未済有無対応検討予定完了止必要支援相談研修議告公共行電申請"
    "手続化利用方針決共課題解目標現状結果評価基番号種類単位世帯面積称所在事業容法開始終更期限況備考注出典資料登録届書類様式別添記表示"
    "青森秋形茨栃群馬埼葉京奈潟梨阜静愛知三重滋賀阪兵庫良歌取根広徳香媛熊児沖縄札幌函館見加入来文明学校安心不自主力性的令条例可能作成変追除修正確認"
)
SIGNS = frozenset("×÷°±§¶´¨")  # of Latin-1, but as usual in Japanese texts as 〇 and ※
WINDOWS_1252 = "ŒœŠšŸŽžƒˆ˜†‡•‰‹›€™‚„–—‘’“”…"
ASCII, LETTER, KANA, COMMON, LEVEL_ONE, RARE, HALF_WIDTH, FULL_WIDTH, LATIN, LOST, STRANGE = range(11)
CHARACTER = {
    ASCII: -3.0,
    LETTER: -3.0,
    KANA: -4.5,
    COMMON: -6.1,
    LEVEL_ONE: -9.2,
    RARE: -12.0,
    HALF_WIDTH: -3.8,
    FULL_WIDTH: -6.0,
    LATIN: -5.0,
    LOST: -11.0,
    STRANGE: -14.0,
}
# Half-width kana as nobody writes them: punctuation inside words, a sound mark or a small letter after a letter that
# takes none.
ODD_HALF_WIDTH = re.compile("[｡｢｣､･]|[^ｳｶ-ﾄﾊ-ﾎ]ﾞ|[^ﾊ-ﾎ]ﾟ|[^ｳｸｼﾁﾂﾃﾄﾌﾞﾟ][ｧ-ｫ]|[^ｷｼﾁﾆﾋﾐﾘﾃﾌﾞﾟ][ｬ-ｮ]|(?<![｡-ﾟ])[ｧ-ｰﾞﾟ]")
ODD = -5.0

SEVEN_BITS = bytes(range(128))
PIECE = re.compile(r'[^\x00-\x20,;"]+')
BROKEN = re.compile("[\ufffd\ufffe\uffff\x80-\x84\x86-\x9f]")
# Whatever replaces a character that could not be read: ・ (Windows), ? (Excel).
REPLACEMENTS = str.maketrans("", "", "・?")
ENOUGH = 12.0  # e^12: 160,000 to one
HONEST, SEARCHED_BACK = -4.0, 10_000
MOST, LEAST, EACH = 25.0, -5.0, -1.0  # what one piece can add, an honest one takes away, and the doubt about each


@dataclass(frozen=True)
class Misreading:
    """Bytes of `right` once read as `wrong`. triggers: characters without which a text cannot be so garbled."""

    wrong: str
    right: str
    triggers: frozenset[str]
    lost: float = CHARACTER[LOST]


def _pairs(codec: str, leads: range, trails: range) -> frozenset[str]:
    return frozenset("".join(bytes([lead, trail]).decode(codec, "ignore") for lead in leads for trail in trails))


_LATIN = frozenset(map(chr, range(0x80, 0x100))) | frozenset(WINDOWS_1252) - frozenset("–—‘’“”…")
MISREADINGS = (
    Misreading("cp932", "utf-8", _pairs("cp932", range(0xE3, 0xEA), range(0x80, 0xC0))),
    Misreading("euc_jp", "utf-8", _pairs("euc_jp", range(0xE3, 0xEA), range(0xA1, 0xFF)), lost=-9.0),
    Misreading("latin", "utf-8", _LATIN),
    Misreading("latin", "cp932", _LATIN),
    Misreading("latin", "euc_jp", _LATIN),
    Misreading("cp932", "euc_jp", frozenset("".join(map(chr, range(0xFF61, 0xFFA0))))),
)


# Whatever any of the searches below looks for, private characters of CP932 included.
NOTABLE = re.compile(
    f"[\ufffd\ufffe\uffff\x80-\x9f\uf8f0-\uf8f3{re.escape(''.join(sorted(frozenset().union(*(one.triggers for one in MISREADINGS)))))}]"
)


def strange_characters(content: bytes) -> set[str]:
    """The characters of a text in UTF-8 that may speak against it. Most of a large table has none, so this tells cheaply what to
    look for."""
    return set(NOTABLE.findall(content.translate(None, SEVEN_BITS).decode("utf-8")))


def garbled_at(text: str, present: set[str] | None = None) -> int | None:
    """Index of the first garbled character, None for a text that can be trusted. A rare kanji alone is honest (縺れる).
    present: its strange_characters, where they are known."""
    present = strange_characters(text.encode("utf-8", "replace")) if present is None else present
    found = [_first_garbled(text, misreading) for misreading in MISREADINGS if present & misreading.triggers]
    if broken := BROKEN.search(text) if any(map(BROKEN.match, present)) else None:
        found.append(broken.start())
    return min((index for index in found if index is not None), default=None)


def _first_garbled(text: str, misreading: Misreading) -> int | None:
    """Evidence adds up from piece to piece and is taken away again by honest ones between them."""
    evidence, first, behind = 0.0, 0, 0
    for start, end in _suspects(text, misreading):
        if evidence and not text[behind:start].isascii():
            evidence = max(0.0, evidence + LEAST)
        behind = end
        first = start if not evidence else first
        evidence = max(0.0, evidence + EACH + min(MOST, max(LEAST, _gain(text[start:end], misreading))))
        if evidence >= ENOUGH:
            return _where_it_began(text, first, misreading)
    return None


def _where_it_began(text: str, first: int, misreading: Misreading) -> int:
    """The first character of the first of the pieces in a row that may be garbled as well, though too short to prove it."""
    for piece in reversed(list(PIECE.finditer(text, max(0, first - SEARCHED_BACK), first))):
        if not piece[0].isascii():
            if _gain(piece[0], misreading) <= HONEST:
                break
            first = piece.start()
    return next(index for index in range(first, len(text)) if text[index] > "\x7f")


def _suspects(text: str, misreading: Misreading) -> Iterator[tuple[int, int]]:
    """The pieces (of a cell, between blanks) that hold a trigger."""
    wanted = ODD_HALF_WIDTH if misreading.right == "euc_jp" and misreading.wrong == "cp932" else _class_of(misreading)
    end = 0
    for found in wanted.finditer(text):
        if found.end() <= end:
            continue
        start = found.end() - 1
        while start > end and PIECE.match(text, start - 1, start):
            start -= 1
        piece = PIECE.match(text, start)
        if piece:
            end = piece.end()
            yield start, end


@lru_cache
def _class_of(misreading: Misreading) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(misreading.triggers)))}]")


@lru_cache(maxsize=50_000)
def _gain(piece: str, misreading: Misreading) -> float:
    """How much likelier the piece is once the misreading is undone; with replacement marks left out where that is better."""
    written, gains = likelihood(piece), [LEAST]
    for given, doubt in ((piece, 0.0), (piece.translate(REPLACEMENTS), EACH)):
        raw = _bytes_of(given, misreading.wrong)
        back = raw.decode(misreading.right, "replace") if raw is not None else given
        if back != given:
            lost = back.count("\ufffd") * (misreading.lost - CHARACTER[LOST])
            gains.append(likelihood(back) + lost - written + doubt)
    return max(gains)


def _bytes_of(text: str, codec: str) -> bytes | None:
    """Latin: Windows-1252, and Latin-1 for the bytes that it does not define, as browsers and Excel have it."""
    try:
        if codec != "latin":
            return text.encode(codec)
        return b"".join(char.encode("latin-1" if char <= "\xff" else "cp1252") for char in text)
    except UnicodeEncodeError:
        return None


def likelihood(text: str) -> float:
    """Logarithm of how likely a text is as it stands; comparable only between readings of the same bytes."""
    total, before = ODD * len(ODD_HALF_WIDTH.findall(text)), ASCII
    for char in text:
        now = class_of(char)
        total += CHARACTER[now] + _change(before, now)
        before = now
    return total


@lru_cache(maxsize=70_000)
def class_of(char: str) -> int:
    """One of the classes of CHARACTER."""
    if char < "\x80":
        return LETTER if char.isalpha() else ASCII
    if char == "\ufffd":
        return LOST
    if "\u3041" <= char <= "\u30fe" or char in "々、。「」":
        return KANA
    if "｡" <= char <= "ﾟ":
        return HALF_WIDTH
    if "\u4e00" <= char <= "\u9fff":
        return _kanji_class(char)
    if ("\u2010" <= char <= "\u33ff" and char not in WINDOWS_1252) or "！" <= char <= "￥" or "\u0370" <= char <= "\u04ff" or char in SIGNS:
        return FULL_WIDTH
    return LATIN if "\x80" <= char < "\u0250" or char in WINDOWS_1252 else STRANGE


def _kanji_class(char: str) -> int:
    if char in EVERYDAY:
        return COMMON
    raw = char.encode("euc_jp", "ignore")
    if not raw and not char.encode("cp932", "ignore"):
        return STRANGE  # Chinese, or of no Japanese standard of old
    return LEVEL_ONE if len(raw) == 2 and raw[0] < 0xD0 else RARE


def _change(before: int, now: int) -> float:
    """Scripts change at blanks and numbers; in the middle of a word only kanji, kana and full-width signs take turns."""
    if now in (ASCII, LETTER, LOST):
        return 0.0
    if now == STRANGE:
        return -1.0 if before == now else -6.0
    if now == HALF_WIDTH:
        return -0.1 if before == now else -2.5 if before in (ASCII, LETTER, FULL_WIDTH) else -9.0
    if now == LATIN:
        return -1.5 if before in (LATIN, LETTER) else -8.0
    if before == HALF_WIDTH:
        return -3.0 if now == FULL_WIDTH else -9.0
    return -6.0 if before in (LATIN, STRANGE) else -0.7


def holds_evidence(text: str) -> bool:
    """Whether a single cell speaks for being garbled, however little: to name the first of many."""
    pieces = [piece[0] for piece in PIECE.finditer(text) if not piece[0].isascii()]
    return bool(BROKEN.search(text)) or any(_gain(piece, misreading) > 0 for piece in pieces for misreading in MISREADINGS)
