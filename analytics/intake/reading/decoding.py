"""Which encoding is a text file in, and can every character of it be trusted?"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, NoReturn

from analytics.intake.reading.garbling import COMMON, KANA, LEVEL_ONE, class_of, garbled_at, likelihood, strange_characters
from analytics.intake.reading.staged import UnreadableFile

BLOCK_BYTES = 16 * 1024 * 1024
JUDGED_BYTES = 32 * 1024
LABELS = {"utf-8": "UTF-8", "cp932": "CP932", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
SAVE_AS = "「CSV UTF-8」で保存し直してください。"
SAVE_AGAIN = "元のデータから保存し直してください。"

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

# Control characters no table holds. Tab, line ends, FileMaker's \x0b, form feeds and the separators \x1c–\x1f are left alone.
CONTROLS = bytes([*range(0, 9), *range(0x0E, 0x1C), 0x7F])
# What is neither a control nor of weight for how a text is laid out.
ORDINARY = bytes(sorted(set(range(256)) - set(CONTROLS) - set(b',"\r\n')))
ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([BIJ])")
UTF7_WORD = re.compile(rb"\+[A-Za-z0-9+/]{5,}-?")
WIDE_RUN = re.compile("[^\x00-\xff]{4,}")
PAIR_OF_BYTES = re.compile("[\u2c00-\u2dff\u3400-\u4dbf\ua000-\ua4cf\ue000-\uf8ff]")  # "98", "1," and parts of UTF-8
NON_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
LINE_MARK = re.compile(rb"(^|(?<=[\r\n]))(\xef\xbb\xbf)+")
JAPANESE_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
# Bytes that CP932 does not define, as Python decodes them.
UNDEFINED = re.compile("[\x80\uf8f0-\uf8f3]")
# Valid UTF-8 is hardly ever chance: how much likelier another reading must be before it is preferred (natural logarithm).
TRUST_IN_UTF8, DOUBT_IN_EUC = 1.0, 4.0
UNLIKELY_CHARACTER = -12.0
IMPOSSIBLE = -1e9


class Block(NamedTuple):
    """Whole lines in UTF-8 without BOM. frame: what is left of them beside ordinary characters: , " CR LF.
    is_original: the bytes are those of the file."""

    content: bytes
    frame: bytes
    is_original: bool

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


def frame_of(content: bytes) -> bytes:
    return content.translate(None, ORDINARY)


def decode(raw: bytes) -> tuple[str, str]:
    """The text without its BOM, and UTF-8, CP932 or UTF-16. UnreadableFile names line and byte position (0-based)."""
    refuse_other_kinds(raw[:64])
    decoder = Decoder(utf16_codec(raw))
    text = decoder.feed(raw).text
    return text, decoder.label


def blocks(stream: BinaryIO, decoder: Decoder) -> Iterator[Block]:
    """The same, in pieces of whole lines: a file of 600 MB is never in memory at once."""
    raw = stream.read(BLOCK_BYTES)
    refuse_other_kinds(raw[:64])
    decoder.codec = utf16_codec(raw)
    while raw:
        cut = len(raw) if len(raw) < BLOCK_BYTES else _last_line_end(raw, decoder.codec)
        if not cut:
            raise UnreadableFile(f"{decoder.line:,} 行目が長すぎます（{len(raw):,} バイト以上、上限 {BLOCK_BYTES:,} バイト）。{SAVE_AGAIN}")
        stream.seek(cut - len(raw), os.SEEK_CUR)
        yield decoder.feed(raw[:cut])
        raw = stream.read(BLOCK_BYTES)


def refuse_other_kinds(head: bytes) -> None:
    """Empty files and files of another kind under a text file's name."""
    if not head:
        raise UnreadableFile("ファイルが空です（0 バイト）。元のファイルを確認してください。")
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            raise UnreadableFile(f"中身は表の文字ファイルではなく {kind} です。CSV または XLSX で保存し直してください。")
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")) or _is_utf32(head):
        raise UnreadableFile(f"文字コードが UTF-32 です。{SAVE_AS}")


def _is_utf32(head: bytes) -> bool:
    """Without BOM: two zeros in every group of four, on the same side."""
    groups = [head[at : at + 4] for at in range(0, len(head) & ~3, 4)]
    return len(groups) >= 2 and (all(g[2:] == b"\0\0" for g in groups) or all(g[:2] == b"\0\0" for g in groups))


def utf16_codec(raw: bytes) -> str | None:
    """utf-16-le or utf-16-be by BOM, else where there are NULs but none are left once every pair is one character, and
    the text so read has separators or line ends and is likelier than in the other order."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if raw[0] == 0xFF else "utf-16-be"
    sample = b"" if raw.startswith(codecs.BOM_UTF8) else raw[:JUDGED_BYTES]
    if sample.count(0) * 40 < len(sample) or not sample.count(0):
        return None
    texts = {codec: sample[: len(sample) & ~1].decode(codec, "replace") for codec in ("utf-16-le", "utf-16-be")}
    likely = {codec: likelihood(text) for codec, text in texts.items() if "\0" not in text and any(mark in text for mark in ",\t;|\r\n")}
    best = max(likely, key=lambda codec: likely[codec], default=None)
    return best if best and likely[best] > UNLIKELY_CHARACTER * len(texts[best]) else None


def _last_line_end(raw: bytes, codec: str | None) -> int:
    """Where to cut: behind the last LF, or CR where there is no LF; 0 without either. In UTF-16 not inside a pair of bytes."""
    if codec is None or not codec.startswith("utf-16"):
        return (raw.rfind(b"\n") + 1) or (raw.rfind(b"\r", 0, -1) + 1)
    end = len(raw) & ~1
    for mark in ("\n".encode(codec), "\r".encode(codec)):
        found = raw.rfind(mark, 0, end - 2)
        while found % 2 == 1 and found > 0:
            found = raw.rfind(mark, 0, found + 1)
        if found > 0:
            return found + 2
    return 0


class Decoder:
    """Decodes block after block; each must be in the encoding of those before it."""

    def __init__(self, codec: str | None = None) -> None:
        self.codec = codec  # unknown as long as everything is ASCII
        self.line, self.offset = 1, 0

    @property
    def label(self) -> str:
        return LABELS[self.codec or "utf-8"]

    def feed(self, raw: bytes) -> Block:
        """One block of whole lines."""
        if self.codec in (None, "utf-8", "cp932"):
            self._refuse_iso_2022(raw)
            self._refuse_utf7(raw)
        content = raw if raw.isascii() and self.codec in (None, "utf-8", "cp932") else self._to_utf8(raw)
        frame = frame_of(content)
        if frame.translate(None, b',"\r\n'):
            self._refuse_control(raw, content)
        content = LINE_MARK.sub(b"", content) if codecs.BOM_UTF8 in content else content
        if not content:
            raise UnreadableFile("ファイルが空です（文字がありません）。元のファイルを確認してください。")
        self.line += _line_ends(content if b"\r" in frame else frame)
        self.offset += len(raw)
        return Block(content, frame, content is raw)

    def _refuse_iso_2022(self, raw: bytes) -> None:
        found = ISO_2022.search(raw) if b"\x1b" in raw else None
        if found:
            self._refuse(raw, found.start(), f"から文字コードが ISO-2022-JP（JIS）です。{SAVE_AS}")

    def _refuse_utf7(self, raw: bytes) -> None:
        """Japanese in UTF-7 is ASCII (+VuNPUzCzMPwwyQ-); two words of it are no chance."""
        found = [word for word in UTF7_WORD.finditer(raw) if _is_utf7(word[0])] if b"+" in raw else []
        if len(found) >= 2:
            self._refuse(raw, found[0].start(), f"から文字コードが UTF-7 です。{SAVE_AS}")

    def _refuse_control(self, raw: bytes, content: bytes) -> NoReturn:
        index = next(index for index, byte in enumerate(content) if byte in CONTROLS)
        at = len(content[:index].decode("utf-8").encode(self.codec or "utf-8"))
        what = "NUL（0x00）" if content[index] == 0 else f"表にあるはずのない制御文字（0x{content[index]:02x}）"
        self._refuse(raw, at, f"に{what}があります。表ではないか、壊れています。{SAVE_AGAIN}")

    def _to_utf8(self, raw: bytes) -> bytes:
        codec = self.codec = self.codec or self._recognise(raw)
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError as error:
            self._refuse_undecodable(raw, error)
        content = raw if codec == "utf-8" else text.encode("utf-8")
        if codec.startswith("utf-16"):
            self._refuse_single_bytes(raw, text, codec)
        self._refuse_garbled(raw, text, strange_characters(content))
        return content

    def _recognise(self, raw: bytes) -> str:
        """utf-8 or cp932 for the first block that is not ASCII alone, whichever makes likelier text. EUC-JP is refused."""
        if raw.startswith(codecs.BOM_UTF8):
            return "utf-8"
        utf8_end = _failure(raw, "utf-8")
        if utf8_end is not None and utf8_end >= len(raw) - 3 and len(JAPANESE_UTF8.findall(raw, 0, utf8_end)) >= 2:
            self._refuse_mixture(raw)  # cut at its end: two characters of UTF-8 in a row are no chance
        first = _first_non_ascii(raw)
        sample = _lines_of(raw, first)
        likely = {codec: _likelihood(sample, codec) for codec in ("utf-8", "cp932", "euc_jp") if codec != "utf-8" or utf8_end is None}
        likely["utf-8"] = likely.get("utf-8", IMPOSSIBLE) + TRUST_IN_UTF8
        likely["euc_jp"] -= DOUBT_IN_EUC
        best = max(likely, key=lambda codec: likely[codec])
        if best == "euc_jp" and _failure(raw, "euc_jp") is None:
            self._refuse(raw, first, f"から文字コードが EUC-JP です。{SAVE_AS}")
        return "utf-8" if best == "utf-8" and utf8_end is None else "cp932"

    def _refuse_undecodable(self, raw: bytes, error: UnicodeDecodeError) -> NoReturn:
        if self.codec in ("utf-8", "cp932"):
            self._refuse_mixture(raw)
        self._refuse_single_bytes(raw, raw[: error.start].decode(error.encoding), error.encoding)
        if error.end >= len(raw) and ("truncated" in error.reason or "unexpected end" in error.reason):
            self._refuse(raw, error.start, f"でファイルが文字の途中で切れています。{SAVE_AGAIN}")
        self._refuse(raw, error.start, f"に UTF-16 として読めない文字があります。{SAVE_AS}")

    def _refuse_mixture(self, raw: bytes) -> NoReturn:
        """Neither encoding holds for the whole: say where the first one ends."""
        utf8_end, cp932_end = _end_of(raw, "utf-8"), _end_of(raw, "cp932")
        began_utf8 = self.codec == "utf-8" or bool(NON_ASCII_BYTE.search(raw, 0, utf8_end))
        if began_utf8 and utf8_end >= len(raw) - 3:
            self._refuse(raw, utf8_end, f"でファイルが文字の途中で切れています。{SAVE_AGAIN}")
        if began_utf8:
            self._refuse(raw, utf8_end, f"から UTF-8 でなくなります（CP932 などの混在）。元のデータを一つの文字コードにそろえ、{SAVE_AS}")
        start = _first_utf8_line(raw)
        if start is not None:
            self._refuse(raw, start, f"から UTF-8 です（CP932 との混在）。元のデータを一つの文字コードにそろえ、{SAVE_AS}")
        if cp932_end >= len(raw) - 1:
            self._refuse(raw, cp932_end, f"でファイルが文字の途中で切れています。{SAVE_AGAIN}")
        self._refuse(raw, cp932_end, f"に UTF-8 としても CP932 としても読めない文字があります。{SAVE_AS}")

    def _refuse_single_bytes(self, raw: bytes, text: str, codec: str) -> None:
        """Where single bytes were put below, two of them make one character of a kind that Japanese texts do not have."""
        for run in WIDE_RUN.finditer(text):
            found = PAIR_OF_BYTES.findall(run[0])
            if 4 * len(found) >= len(run[0]):
                at = len(text[: text.index(found[0], run.start())].encode(codec))
                self._refuse(raw, at, f"から UTF-16 でなくなります（混在）。元のデータを一つの文字コードにそろえ、{SAVE_AS}")

    def _refuse_garbled(self, raw: bytes, text: str, present: set[str]) -> None:
        undefined = UNDEFINED.search(text) if self.codec == "cp932" and any(map(UNDEFINED.match, present)) else None
        index = garbled_at(text, present)
        if index is not None and not (undefined and undefined.start() <= index):
            if self.codec == "cp932" and index == _first_strange(text) and _turns_into_cp932(raw):
                self._refuse_mixture(raw)
            what = f"に文字化け、または別の文字コードの混在があります（「{_seen(text, index)}」）。元のデータから作り直してください。"
            self._refuse(raw, len(text[:index].encode(self.codec or "utf-8")), what)
        if undefined:
            at = len(text[: undefined.start()].encode("cp932"))
            self._refuse(raw, at, f"に CP932 に無い文字（0x{raw[at]:02x}）があります。{SAVE_AS}")

    def _refuse(self, raw: bytes, at: int, what: str) -> NoReturn:
        above = raw[:at] if self.codec is None or not self.codec.startswith("utf-16") else raw[:at].decode(self.codec, "ignore").encode()
        raise UnreadableFile(f"{self.line + _line_ends(above):,} 行目（バイト位置 {self.offset + at:,}）{what}")


def _line_ends(raw: bytes) -> int:
    """CRLF, LF and CR each end one line, as every editor counts."""
    return raw.count(b"\n") + (raw.count(b"\r") - raw.count(b"\r\n") if b"\r" in raw else 0)


def _turns_into_cp932(raw: bytes) -> bool:
    """UTF-8 at the top, honest CP932 from the line on in which UTF-8 ends."""
    end = _end_of(raw, "utf-8")
    rest = raw[max(raw.rfind(b"\n", 0, end), raw.rfind(b"\r", 0, end)) + 1 :]
    return bool(NON_ASCII_BYTE.search(raw, 0, end)) and garbled_at(rest.decode("cp932")) is None


def _first_strange(text: str) -> int:
    return next(index for index, char in enumerate(text) if char > "\x7f")


def _seen(text: str, index: int) -> str:
    """A few characters from a place on, fit to be quoted in one line."""
    return (
        re.sub(r"[\x00-\x1f\x7f-\x9f].*", "", text[index : index + 8], flags=re.DOTALL)
        or text[index : index + 1].encode("unicode_escape").decode()
    )


def _likelihood(raw: bytes, codec: str) -> float:
    try:
        return likelihood(raw.decode(codec))
    except UnicodeDecodeError:
        return IMPOSSIBLE


def _is_utf7(word: bytes) -> bool:
    try:
        text = word.decode("utf-7")
    except UnicodeDecodeError:
        return False
    return all(class_of(char) in (KANA, COMMON, LEVEL_ONE) for char in text)


def _lines_of(raw: bytes, first: int) -> bytes:
    """The lines that tell an encoding: from that of the first non-ASCII byte on, whole lines of at most 32 kB together."""
    start = max(raw.rfind(b"\n", 0, first), raw.rfind(b"\r", 0, first)) + 1
    sample = raw[start : start + JUDGED_BYTES]
    return sample if start + JUDGED_BYTES >= len(raw) else sample[: _last_line_end(sample, None) or len(sample)]


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
    """Offset of the first non-ASCII byte in the first line that is, by itself, rather UTF-8 than CP932."""
    offset = 0
    for line in raw.splitlines(keepends=True):
        if not line.isascii() and _likelihood(line, "utf-8") > _likelihood(line, "cp932"):
            return offset + _first_non_ascii(line)
        offset += len(line)
    return None
