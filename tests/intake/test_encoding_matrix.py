"""Every encoding × form × size: each cell right, or refused at the exact line and byte. Nothing is damaged in silence."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from analytics.intake.reading.decoding import BLOCK_BYTES, decode
from analytics.intake.reading.serving import stage
from analytics.intake.reading.staged import Limits, UnreadableFile
from tests.intake.honest import EVERYDAY, HONEST, garbled_forms, honest_text, municipal_text

VENDOR = "①⑳Ⅰⅹ㈱㈲№℡㍻㍾㎜㎡髙﨑～－∥￠￡￢纊褜鍈銈閒丨仡冝彅德濵瀨"
CODECS = ("utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be-bom")
FORMS = [(",", "\n", csv.QUOTE_MINIMAL), ("\t", "\r\n", csv.QUOTE_MINIMAL), (";", "\r", csv.QUOTE_MINIMAL), ("|", "\n", csv.QUOTE_ALL)]
SIZES = (2, 30)


def table(lines: int) -> list[list[str]]:
    """Vendor characters, line breaks, quotes, separators and blanks inside cells."""
    rows = [["団体コード", "市町村名", "備考", "値"]]
    cells = [VENDOR, '一行\n二行目"引用"', "a,b;c\td|e", "", " 前後 ", "縺れる糸", "ﾐｽﾞﾎｼ"]
    rows += [[f"{98201 + n}", "みずほ市", cells[n % len(cells)], f"{n:,}"] for n in range(lines - 1)]
    return rows


def written(rows: list[list[str]], codec: str, separator: str, end: str, quoting: int) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return b"\xfe\xff" + out.getvalue().encode("utf-16-be") if codec == "utf-16-be-bom" else out.getvalue().encode(codec)


def staged_rows(folder: Path, raw: bytes) -> list[list[str]]:
    source = folder / "source.csv"
    source.write_bytes(raw)
    manifest = stage(source, "a.csv", folder, Limits())
    with (folder / manifest.sheets[0].path).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, strict=True))


READABLE = list(itertools.product(CODECS, FORMS, SIZES))


@pytest.mark.parametrize(("codec", "form", "lines"), READABLE, ids=lambda value: repr(value))
def test_every_cell_arrives_as_it_was_drawn(tmp_path: Path, codec: str, form: tuple[str, str, int], lines: int) -> None:
    rows = table(lines)
    assert staged_rows(tmp_path, written(rows, codec, *form)) == rows


def cp932_characters() -> list[str]:
    """All that CP932 has: JIS levels 1 and 2, half-width kana, NEC's row 13, NEC's and IBM's rows of further kanji."""
    pairs = [bytes([lead, trail]) for lead in [*range(0x81, 0xA0), *range(0xE0, 0xF0), *range(0xFA, 0xFD)] for trail in range(0x40, 0xFD)]
    decoded = "".join(pair.decode("cp932", "ignore") for pair in pairs)
    return sorted({char for char in decoded if "\u0100" < char < "\ue000" or char >= "\uf900"})


def test_every_character_of_cp932_arrives(tmp_path: Path) -> None:
    characters = cp932_characters()
    assert len(characters) > 7_000
    rows = [["番号", "字", "市"], *([str(number), char, "市"] for number, char in enumerate(characters))]
    assert staged_rows(tmp_path, written(rows, "cp932", ",", "\r\n", csv.QUOTE_MINIMAL)) == rows


# --- refused, each at its place ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Refused:
    """line: 1-based, offset: 0-based bytes, both exact; words: what the message has to say."""

    name: str
    raw: bytes
    line: int
    offset: int
    words: str


def honest_lines(count: int) -> list[str]:
    return [f"{98201 + n},{'みずほ市北川村函館市'[n % 7 :]},実施済\n" for n in range(count)]


def mixtures(size: int) -> Iterator[Refused]:
    """The encoding changes at line 2, in the middle, in the last line."""
    for top, below, words in (("utf-8", "cp932", "UTF-8 でなくなります"), ("cp932", "utf-8", "から UTF-8 です")):
        for line in sorted({2, size // 2 + 1, size}):
            above = "".join(honest_lines(line - 1)).encode(top)
            rest = "".join(honest_lines(size)[line - 1 :]).encode(below)
            yield Refused(f"{top} then {below} at {line} of {size}", above + rest, line, len(above) + 6, words)


def inserted(size: int) -> Iterator[Refused]:
    """A byte that is no text, in the last line but one."""
    for codec in ("utf-8", "cp932"):
        lines = [line.encode(codec) for line in honest_lines(size)]
        at = sum(map(len, lines[: size - 1]))
        for byte, words in ((b"\0", "NUL"), (b"\x01", "0x01"), (b"\x7f", "0x7f"), (b"\x1b$B", "ISO-2022-JP")):
            yield Refused(f"{byte!r} in {codec}, {size}", b"".join([*lines[:-1], byte, lines[-1]]), size, at, words)


def cuts(size: int) -> Iterator[Refused]:
    """Cut inside a character, inside a row, inside quotes."""
    for codec in ("utf-8", "cp932"):
        whole = "".join(honest_lines(size)).encode(codec)
        char = "済".encode(codec)
        at = len(whole) - 1 - len(char)
        yield Refused(f"cut inside a character, {codec}, {size}", whole[: at + len(char) - 1], size, at, "文字の途中で切れています")
        yield Refused(f"cut inside a row, {codec}, {size}", whole[: whole.rindex(b",")], size, -1, "途中で切れています")
        yield Refused(f"quote never closed, {codec}, {size}", whole.replace(b"98201,", b'"98201,', 1), 1, -1, "閉じられない")
    wide = "".join(honest_lines(size)).encode("utf-16-le")
    yield Refused(f"cut inside a character, utf-16-le, {size}", wide[:-3], size, len(wide) - 4, "文字の途中で切れています")


def foreign(size: int) -> Iterator[Refused]:
    text = "".join(honest_lines(size))
    yield Refused(f"euc_jp {size}", text.encode("euc_jp"), 1, 6, "EUC-JP")
    yield Refused(f"iso2022_jp {size}", text.encode("iso2022_jp"), 1, 6, "ISO-2022-JP")
    for codec in ("utf-32", "utf-32-le", "utf-32-be"):
        yield Refused(f"{codec} {size}", text.encode(codec), -1, -1, "UTF-32")


def mojibake(size: int) -> Iterator[Refused]:
    """Honest lines above, garbled ones from line 2 on; saved in each encoding that can say it."""
    lines = honest_lines(size + 1)
    for name, garbled in garbled_forms("".join(lines[1:])).items():
        for codec in ("utf-8", "utf-16-le", "cp932"):
            try:
                rest = garbled.encode(codec)
            except UnicodeEncodeError:
                continue
            above = lines[0].encode(codec)
            first = next(index for index, char in enumerate(garbled) if char > "\x7f")
            if codec == "cp932" and ("utf-8>" in name or "euc" in name):
                continue  # those are the very bytes of UTF-8 or EUC-JP below CP932: a mixture
            if "dropped" in name and "euc" in name:
                yield Refused(f"{name} in {codec}, {size}", above + rest, -1, -1, "文字化け")  # too little left of each line
                continue
            yield Refused(f"{name} in {codec}, {size}", above + rest, 2, len(above + garbled[:first].encode(codec)), "文字化け")


REFUSED = [case for size in (5, 30) for make in (mixtures, inserted, cuts, foreign, mojibake) for case in make(size)]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_cannot_be_trusted_is_refused_at_its_line_and_byte(tmp_path: Path, case: Refused) -> None:
    with pytest.raises(UnreadableFile) as caught:
        staged_rows(tmp_path, case.raw)
    message = str(caught.value)
    assert case.words in message
    if case.line > 0:
        assert f"{case.line} 行目" in message
    if case.offset >= 0:
        assert f"（バイト位置 {case.offset:,}）" in message


def test_the_matrix_is_as_large_as_it_claims() -> None:
    assert len(READABLE) >= 50 and len(REFUSED) >= 80 and len({case.name for case in REFUSED}) == len(REFUSED)


# --- beyond the first block of 16 MB -----------------------------------------------------------------------------

LINE = "98201,みずほ市,1\n"


@pytest.fixture(scope="module")
def above() -> dict[str, bytes]:
    return {codec: (LINE * (BLOCK_BYTES // len(LINE.encode(codec)) + 1000)).encode(codec) for codec in ("utf-8", "cp932", "utf-16-le")}


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "utf-16-le"])
def test_a_large_file_arrives_whole(tmp_path: Path, above: dict[str, bytes], codec: str) -> None:
    last = "98202,髙﨑市,2\n"
    rows = staged_rows(tmp_path, above[codec] + last.encode(codec))
    assert len(rows) == len(above[codec]) // len(LINE.encode(codec)) + 1
    assert rows[-1] == ["98202", "髙﨑市", "2"] and set(map(tuple, rows[:-1])) == {("98201", "みずほ市", "1")}


@pytest.mark.parametrize(
    ("codec", "end", "words"),
    [
        ("utf-8", "98202,函館市,2\n".encode("cp932"), "混在"),
        ("cp932", "98202,函館市,2\n".encode(), "混在"),
        ("utf-8", b"98202," + "函".encode()[:-1], "文字の途中で切れています"),
        ("cp932", b"98202," + "函".encode("cp932")[:-1], "文字の途中で切れています"),
        ("utf-8", b"98202," + "函館市函館市".encode().decode("cp932", "ignore").encode(), "文字化け"),
        ("utf-16-le", "98202,".encode("utf-16-le") + b"\x51", "文字の途中で切れています"),
    ],
)
def test_the_place_is_exact_behind_the_first_block(tmp_path: Path, above: dict[str, bytes], codec: str, end: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        staged_rows(tmp_path, above[codec] + end)
    line = len(above[codec]) // len(LINE.encode(codec)) + 1
    offset = len(above[codec]) + len("98202,".encode(codec))
    assert words in str(caught.value) and f"{line:,} 行目" in str(caught.value) and f"（バイト位置 {offset:,}）" in str(caught.value)


def test_a_line_longer_than_a_block_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="1 行目が長すぎます"):
        staged_rows(tmp_path, b"x" * (BLOCK_BYTES + 5))


# --- tiny texts: none that is honest refused, hardly one that is garbled let through -------------------------------


def decoded(raw: bytes) -> str | None:
    try:
        return decode(raw)[0]
    except UnreadableFile:
        return None


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_honest_texts_of_a_few_lines_are_never_refused_nor_misread(codec: str) -> None:
    """Rare glyphs, half-width kana, European names, single words: 2,000 texts of one to six lines."""
    random = Random(20261123)
    for _ in range(2_000):
        text = honest_text(random).encode(codec, "ignore").decode(codec)
        assert decoded(text.encode(codec)) == text


@pytest.mark.parametrize("word", HONEST)
def test_a_single_honest_word_is_read(word: str) -> None:
    for codec in ("utf-8", "cp932"):
        text = f"{word}\n".encode(codec, "ignore").decode(codec)
        assert decoded(text.encode(codec)) == text


# Of 1,000 texts of two to six lines at most so many may slip through: those of which next to nothing is left.
SLIPPING = {"utf-8>euc_jp dropped": 400, "utf-8>euc_jp ?": 25, "euc_jp>cp932 dropped": 60, "euc_jp>cp932 ・": 50, "cp932>cp1252": 15}


def test_garbled_texts_of_a_few_lines_are_found() -> None:
    random, slipped = Random(20261123), dict.fromkeys(garbled_forms("市"), 0)
    for _ in range(1_000):
        for name, garbled in garbled_forms(municipal_text(random)).items():
            slipped[name] += not garbled.isascii() and decoded(garbled.encode("utf-8", "surrogatepass")) is not None
    assert {name: count for name, count in slipped.items() if count > SLIPPING.get(name, 0)} == {}


@pytest.mark.parametrize("codecs", [("utf-8", "cp932"), ("cp932", "utf-8")])
def test_two_tiny_texts_in_two_encodings_are_told_apart_to_the_byte(codecs: tuple[str, str]) -> None:
    random = Random(20261123)
    for _ in range(1_000):
        top, below = (municipal_text(random).encode(codec) for codec in codecs)
        first = next(index for index, byte in enumerate(below) if byte > 0x7F)
        with pytest.raises(UnreadableFile, match=f"^{(top + below[:first]).count(10) + 1} 行目（バイト位置 {len(top) + first:,}）"):
            decode(top + below)


def test_tiny_texts_in_euc_jp_are_refused() -> None:
    random = Random(20261123)
    texts = [municipal_text(random).encode("euc_jp") for _ in range(2_000)]
    assert sum(decoded(raw) is not None for raw in texts) <= 2


@pytest.mark.parametrize("below", ["utf-8", "cp932", "ascii"])
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_single_bytes_below_utf16_are_refused_at_their_line(codec: str, below: str) -> None:
    """Where the pairs of bytes are no characters at all, the first of these is named."""
    top, text = "98201,みずほ市\n".encode(codec), "98202,函館市\n98203,札幌市\n" if below != "ascii" else "98202,5\n98203,71\n"
    with pytest.raises(UnreadableFile, match=rf"^2 行目（バイト位置 {len(top)}）から UTF-16 でなくなります|^2 行目.*UTF-16 として読めない"):
        decode(top + text.encode(below))


def test_single_bytes_behind_a_row_of_utf16_cut_off_are_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"2 行目.*UTF-16 でなくなります"):
        decode("団体コード,値\n98201,30".encode("utf-16") + "団体コード;市町村名\n98201;みずほ市\n".encode())


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_long_honest_words_in_utf16_are_not_taken_for_single_bytes(codec: str) -> None:
    random = Random(20261123)
    for _ in range(500):
        text = "".join(random.choice([*EVERYDAY, *HONEST]) for _ in range(8)) + "\n98201,1\n"
        assert decoded("\ufeff".encode(codec) + text.encode(codec)) == text
