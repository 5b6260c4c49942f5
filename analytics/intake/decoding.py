"""Which encoding is a text file in, and can every character of it be trusted?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from analytics.intake.staged import UnreadableFile

BLOCK_BYTES = 16 * 1024 * 1024
LABELS = {"utf-8": "UTF-8", "cp932": "CP932", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
SAVE_AS = "「CSV UTF-8」で保存し直してください。"

# What a file really is, by its first bytes: a wrong extension is common, a wrong signature is not.
SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG 画像"),
    (b"\xff\xd8\xff", "JPEG 画像"),
    (b"GIF8", "GIF 画像"),
    (b"PK\x03\x04", "ZIP（圧縮）ファイル"),
    (b"PK\x05\x06", "空の ZIP ファイル"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office の旧形式ファイル"),
    (b"\x1f\x8b", "gzip（圧縮）ファイル"),
    (b"7z\xbc\xaf\x27\x1c", "7z（圧縮）ファイル"),
    (b"SQLite format 3\x00", "SQLite データベース"),
    (b"PAR1", "Parquet ファイル"),
)

# Control characters no table holds. Tab, line ends, FileMaker's \x0b and the separators \x1c–\x1f are left alone.
CONTROLS = bytes([*range(1, 9), *range(0x0E, 0x1B), 0x7F])
ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([BIJ])")
NON_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
JAPANESE_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
NON_ASCII_RUN = re.compile(r"[^\x00-\x7f]+")
# Bytes that CP932 does not define, as Python decodes them.
UNDEFINED = "\x80\uf8f0\uf8f1\uf8f2\uf8f3"


def _utf8_leads() -> str:
    """The characters that the first two bytes of Japanese UTF-8 (E3–E9, 80–BF) make in CP932: 縺, 繧, 譁 …"""
    pairs = (bytes([lead, second]) for lead in range(0xE3, 0xEA) for second in range(0x80, 0xC0))
    return "".join(pair.decode("cp932", "ignore") for pair in pairs)


GARBLED_LEAD = re.compile(f"[{re.escape(_utf8_leads())}]")
# The third byte of a UTF-8 character is half-width kana every second time: 莠ｺ蜿｣ was 人口.
GARBLED_PAIR = re.compile(f"[{re.escape(_utf8_leads())}][｡-ｿ]")
# UTF-8 or CP932 read as Windows-1252: ã‚ã and ‚±ƒ.
GARBLED_LATIN = re.compile("ã[\x81-\x83‚ƒ]|[‚ƒ][\x80-\xff\u0152-\u0178\u2013-\u203a\u20ac\u2122]")
EUC_KANA = re.compile("[ぁ-んァ-ヶ]")
HALF_WIDTH = re.compile("[｡-ﾟ]")
# Half-width kana as nobody writes them: punctuation inside words, a sound mark or a small letter after a letter that
# takes none.
ODD_HALF_WIDTH = re.compile("[｡｢｣､･]|[^ｳｶ-ﾄﾊ-ﾎ]ﾞ|[^ﾊ-ﾎ]ﾟ|[^ｳｸｼﾁﾂﾃﾄﾌﾞﾟ][ｧ-ｫ]|[^ｷｼﾁﾆﾋﾐﾘﾃﾌﾞﾟ][ｬ-ｮ]")


def decode(raw: bytes) -> tuple[str, str]:
    """The text without its BOM, and UTF-8, CP932 or UTF-16. UnreadableFile names line and byte position (0-based)."""
    refuse_other_kinds(raw[:64])
    codec = utf16_codec(raw)
    if codec:
        return _utf16(raw, codec), LABELS[codec]
    decoder = Decoder()
    text = decoder.feed(raw)
    return text, decoder.label


def blocks(stream: BinaryIO, decoder: Decoder) -> Iterator[str]:
    """The same, in pieces of whole lines: a file of 600 MB is never in memory at once (UTF-16 is)."""
    head = stream.read(BLOCK_BYTES)
    refuse_other_kinds(head[:64])
    codec = utf16_codec(head)
    if codec:
        decoder.codec = codec
        yield _utf16(head + stream.read(), codec)
        return
    while head:
        more = stream.read(BLOCK_BYTES)
        cut = len(head) if not more else _last_line_end(head)
        yield decoder.feed(head[:cut])
        head = head[cut:] + more


def refuse_other_kinds(head: bytes) -> None:
    """Empty files and files of another kind under a text file's name."""
    if not head:
        raise UnreadableFile("ファイルが空です（0 バイト）。元のファイルを確認してください。")
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            raise UnreadableFile(f"中身は表の文字ファイルではなく {kind} です。CSV または XLSX で保存し直してください。")
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise UnreadableFile(f"文字コードが UTF-32 です。{SAVE_AS}")


def utf16_codec(raw: bytes) -> str | None:
    """utf-16-le or utf-16-be by BOM, else where every NUL stands on one side of its pair, there are many, and the
    text so read has separators or line ends."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if raw[0] == 0xFF else "utf-16-be"
    sample = raw[: 64 * 1024]
    high_last, high_first = sample[1::2].count(0), sample[0::2].count(0)
    if not max(high_last, high_first) or max(high_last, high_first) * 20 < len(sample) // 2 or min(high_last, high_first) or len(raw) % 2:
        return None
    codec = "utf-16-le" if high_last > high_first else "utf-16-be"
    text = sample[: len(sample) & ~1].decode(codec, "ignore")
    return codec if any(mark in text for mark in ",\t;|\r\n") else None


def _utf16(raw: bytes, codec: str) -> str:
    try:
        text = raw.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw[: error.start].decode(codec, "ignore").count("\n") + 1
        raise UnreadableFile(f"{line} 行目（バイト位置 {error.start:,}）に UTF-16 として読めない文字があります。{SAVE_AS}") from None
    if not text:
        raise UnreadableFile("ファイルが空です（文字がありません）。元のファイルを確認してください。")
    index = text.find("\0") if "\0" in text else garbled_at(text)
    if index is not None:
        line, offset = text.count("\n", 0, index) + 1, 2 * index
        raise UnreadableFile(f"{line} 行目（バイト位置 {offset:,}）に文字化けがあります。元のデータから作り直してください。")
    return text


def _last_line_end(raw: bytes) -> int:
    """Where to cut: behind the last LF, or CR where there is no LF. Neither is ever part of a longer character."""
    return (raw.rfind(b"\n") + 1) or (raw.rfind(b"\r") + 1) or len(raw)


class Decoder:
    """Decodes block after block; each must be in the encoding of those before it."""

    def __init__(self) -> None:
        self.codec: str | None = None  # unknown as long as everything is ASCII
        self.line, self.offset = 1, 0

    @property
    def label(self) -> str:
        return LABELS[self.codec or "utf-8"]

    def feed(self, raw: bytes) -> str:
        """The text of one block of whole lines."""
        self._refuse_bytes(raw)
        text = raw.decode("ascii") if raw.isascii() else self._text(raw)
        self.line += raw.count(b"\n") or raw.count(b"\r")
        self.offset += len(raw)
        return text

    def _refuse_bytes(self, raw: bytes) -> None:
        if b"\0" in raw:
            self._refuse(raw, raw.index(0), "に NUL（0x00）があります。表ではないか、壊れています。元のデータから保存し直してください。")
        found = ISO_2022.search(raw) if b"\x1b" in raw else None
        if found:
            self._refuse(raw, found.start(), f"から文字コードが ISO-2022-JP（JIS）です。{SAVE_AS}")
        if len(raw.translate(None, CONTROLS)) != len(raw):
            at = next(index for index, byte in enumerate(raw) if byte in CONTROLS)
            self._refuse(raw, at, f"に表にあるはずのない制御文字（0x{raw[at]:02x}）があります。元のデータから保存し直してください。")

    def _text(self, raw: bytes) -> str:
        codec = self.codec = self.codec or self._recognise(raw)
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            self._refuse_mixture(raw)
        self._refuse_garbled(raw, text, codec)
        return text.removeprefix("\ufeff") if self.offset == 0 else text

    def _recognise(self, raw: bytes) -> str:
        utf8_end = _failure(raw, "utf-8")
        if utf8_end is None:
            return "utf-8"
        if utf8_end >= len(raw) - 3 and len(JAPANESE_UTF8.findall(raw, 0, utf8_end)) >= 2:
            self._refuse_mixture(raw)  # cut at its end: two characters of UTF-8 in a row are no chance
        if _is_euc(raw):
            self._refuse(raw, _first_non_ascii(raw), f"から文字コードが EUC-JP です。{SAVE_AS}")
        return "cp932"

    def _refuse_mixture(self, raw: bytes) -> NoReturn:
        """Neither encoding holds for the whole: say where the first one ends."""
        utf8_end = _end_of(raw, "utf-8")
        began_utf8 = self.codec == "utf-8" or bool(NON_ASCII_BYTE.search(raw, 0, utf8_end))
        if began_utf8 and utf8_end >= len(raw) - 3:
            self._refuse(raw, utf8_end, "でファイルが文字の途中で切れています。元のデータから保存し直してください。")
        if began_utf8:
            self._refuse(raw, utf8_end, f"から UTF-8 でなくなります（CP932 などの混在）。元のデータを一つの文字コードにそろえ、{SAVE_AS}")
        start = _first_utf8_line(raw)
        if start is not None:
            self._refuse(raw, start, f"から UTF-8 です（CP932 との混在）。元のデータを一つの文字コードにそろえ、{SAVE_AS}")
        self._refuse(raw, _end_of(raw, "cp932"), f"に UTF-8 としても CP932 としても読めない文字があります。{SAVE_AS}")

    def _refuse_garbled(self, raw: bytes, text: str, codec: str) -> None:
        index = garbled_at(text)
        if index is not None:
            seen = text[index : min(_run_end(text, index), index + 8)]
            what = f"に文字化け、または別の文字コードの混在があります（「{seen}」）。元のデータから作り直してください。"
            self._refuse(raw, len(text[:index].encode(codec)), what)
        undefined = [char for char in UNDEFINED if char in text] if codec == "cp932" else []
        if undefined:
            at = len(text[: min(map(text.index, undefined))].encode("cp932"))
            self._refuse(raw, at, f"に CP932 に無い文字（0x{raw[at]:02x}）があります。{SAVE_AS}")

    def _refuse(self, raw: bytes, at: int, what: str) -> NoReturn:
        end = b"\n" if b"\n" in raw else b"\r"
        line = self.line + raw.count(end, 0, at)
        raise UnreadableFile(f"{line:,} 行目（バイト位置 {self.offset + at:,}）{what}")


def _failure(raw: bytes, codec: str) -> int | None:
    """Where strict decoding stops, None where it does not."""
    try:
        raw.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _end_of(raw: bytes, codec: str) -> int:
    """How far an encoding holds, the whole length where it does throughout."""
    failure = _failure(raw, codec)
    return len(raw) if failure is None else failure


def _first_non_ascii(raw: bytes) -> int:
    found = NON_ASCII_BYTE.search(raw)
    return found.start() if found else 0


def _first_utf8_line(raw: bytes) -> int | None:
    """Offset of the first non-ASCII byte in the first line that is valid UTF-8 by itself."""
    offset = 0
    for line in raw.splitlines(keepends=True):
        if not line.isascii() and _failure(line, "utf-8") is None:
            return offset + _first_non_ascii(line)
        offset += len(line)
    return None


def _is_euc(raw: bytes) -> bool:
    """EUC-JP reads as CP932 too, but as heaps of half-width kana that no one has written."""
    sample = raw if len(raw) < 1_000_000 else raw[: _last_line_end(raw[:1_000_000])]
    if _failure(sample, "euc_jp") is not None:
        return False
    if _failure(sample, "cp932") is not None:
        return True
    wide = "".join(NON_ASCII_RUN.findall(sample.decode("cp932")))
    if 4 * len(HALF_WIDTH.findall(wide)) <= len(wide):
        return False
    return bool(ODD_HALF_WIDTH.search(wide) and (EUC_KANA.search(sample.decode("euc_jp")) or _level_one(sample)))


def _level_one(raw: bytes) -> bool:
    """Nine in ten EUC-JP pairs are kanji of everyday use (lead bytes B0–CF) or punctuation (A1)."""
    leads = [run[index] for run in re.findall(rb"[\xa1-\xfe]+", raw) for index in range(0, len(run), 2)]
    return bool(leads) and 10 * sum(lead == 0xA1 or 0xB0 <= lead <= 0xCF for lead in leads) >= 9 * len(leads)


def garbled_at(text: str) -> int | None:
    """Index of the first garbled character: U+FFFD, or UTF-8 once read as CP932 (縺ゅ), or either as Windows-1252.
    縺 alone is honest (縺れる): three characters must turn back into Japanese before a text is called garbled."""
    if text.isascii():
        return None
    if "\ufffd" in text:
        return text.index("\ufffd")
    return _utf8_as_cp932(text) if GARBLED_LEAD.search(text) else _as_latin(text)


def _utf8_as_cp932(text: str) -> int | None:
    first, evidence, end = None, 0, 0
    for lead in GARBLED_LEAD.finditer(text):
        if lead.start() < end:
            continue
        start = _run_start(text, lead.start())
        end = _run_end(text, start)
        weight = _turned_back(text[start:end])
        first = start if weight and first is None else first
        evidence += weight
        if evidence >= 3:
            return first
    return _as_latin(text)


def _run_start(text: str, index: int) -> int:
    while index and text[index - 1] > "\x7f":
        index -= 1
    return index


def _run_end(text: str, index: int) -> int:
    """Where the run of non-ASCII characters ends in which `index` lies."""
    run = NON_ASCII_RUN.match(text, index)
    return run.end() if run else index


def _turned_back(run: str) -> int:
    """How many Japanese characters a run of text becomes when its bytes are read as UTF-8; 0 unless most of its bytes
    take part. Kana, pairs that nobody writes, and a run that turns wholly into everyday words weigh more."""
    raw = run.encode("cp932", "ignore")
    back = raw.decode("utf-8", "ignore")
    wide = [char for char in back if "\u3000" <= char <= "\u9fff" or char >= "\uff00"]
    if len(wide) < 2 or 3 * len(wide) < 0.6 * len(raw):
        return 0
    whole = back.encode("utf-8") == raw and _level_one(back.encode("euc_jp", "ignore"))
    return len(wide) + sum("\u3041" <= char <= "\u30fe" for char in wide) + len(GARBLED_PAIR.findall(run)) + whole


def _as_latin(text: str) -> int | None:
    if not any(mark in text for mark in "ã‚ƒ"):
        return None
    found = list(GARBLED_LATIN.finditer(text))
    return found[0].start() if len(found) >= 2 else None
