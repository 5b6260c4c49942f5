"""Which rows does a delimited text hold, cell by cell, with nothing guessed silently?"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from analytics.intake.reading.decoding import BLOCK_BYTES, Block, Decoder, blocks, frame_of
from analytics.intake.reading.staged import Limits, Sheet, UnreadableFile, require

SEPARATORS = ",\t;|"
SAMPLE_LINES = 60
BLANK_BEFORE_QUOTE = re.compile(rb'[,\t;|] +"')
STATED = re.compile(r'("?)sep=([,\t;|])\1', re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """blanks: cells may begin with blanks before their quote (a, "b"). skipped: lines above the first row (sep=;)."""

    separator: str
    quote: str
    blanks: bool = False
    skipped: int = 0

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Strict: text behind a closing quote and a quote never closed are errors, not guesses."""
        shown = islice(lines, self.skipped, None)
        return csv.reader(shown, delimiter=self.separator, quotechar=self.quote, skipinitialspace=self.blanks, strict=True)


class Text:
    """A file's blocks, as often as they are asked for: kept where small, decoded again where large (but for the first time)."""

    def __init__(self, source: Path) -> None:
        self.source, self.decoder = source, Decoder()
        self.blank_before_quote = False
        begun = self._decode()
        self.first = next(begun)
        self.begun: Iterator[Block] | None = begun
        self.kept = [self.first, *begun] if source.stat().st_size <= BLOCK_BYTES else None

    def blocks(self) -> Iterable[Block]:
        if self.kept is not None:
            return self.kept
        begun, self.begun = self.begun, None
        return chain([self.first], begun) if begun else self._decode()

    def head(self, count: int) -> list[str]:
        """So many of the first lines, as far as the first block holds them."""
        lines = _with_lf(self.first.content).split(b"\n", count)[:count]
        return [line.decode("utf-8") + "\n" for line in (lines if lines[-1] else lines[:-1])]

    def lines(self) -> Iterator[str]:
        """With LF line ends only."""
        return chain.from_iterable(map(_lines, self.blocks()))

    def _decode(self) -> Iterator[Block]:
        self.decoder = Decoder()
        with self.source.open("rb") as stream:
            for block in blocks(stream, self.decoder):
                self.blank_before_quote |= b'"' in block.frame and bool(BLANK_BEFORE_QUOTE.search(block.content))
                yield block


def _lines(block: Block) -> Iterator[str]:
    """str.splitlines would cut at \\x0b, \\x85 and U+2028 as well, which stand inside cells."""
    return (line + "\n" for line in _with_lf(block.content).removesuffix(b"\n").decode("utf-8").split("\n"))


def _with_lf(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in content else content


def stage_text(source: Path, into: Path, limits: Limits) -> tuple[str, Sheet]:
    """The text as `0.csv` in `into`: comma, RFC quoting, LF, every row equally wide. Gives the encoding too."""
    text = Text(source)
    dialect = find_dialect(text)
    target = into / "0.csv"
    rows, columns = _copy_plain(text, dialect, target, limits) or _rewrite(text, dialect, target, limits)
    return text.decoder.label, Sheet("", target.name, rows, columns)


# --- separator and quotes ----------------------------------------------------------------------------------------


def find_dialect(text: Text) -> Dialect:
    """The stated separator (sep=;), else the one that cuts the lines best."""
    lines = text.head(SAMPLE_LINES)
    if not any(line.strip() for line in lines):
        raise UnreadableFile("ファイルに文字がありません（空白と改行だけです）。元のファイルを確認してください。")
    quote = _quote(lines)
    stated = STATED.fullmatch(lines[0].strip(" \n"))
    separator = stated[2] if stated else _best_separator(lines, quote)
    return Dialect(separator, quote, skipped=int(bool(stated)))


def _quote(lines: list[str]) -> str:
    """Apostrophes quote only where no double quote does and most lines begin and end with one."""
    full = [line.strip() for line in lines if line.strip()]
    framed = sum(line[0] == line[-1] == "'" and len(line) > 1 for line in full)
    return "'" if framed * 2 > len(full) and not any('"' in line for line in full) else '"'


def _best_separator(lines: list[str], quote: str) -> str:
    """Where several cut the lines about as well (two columns, in the second "A;B;C"), the one that cuts the header too."""
    found = {separator: _evidence(lines, separator, quote) for separator in SEPARATORS}
    best = max(cuts for cuts, _ in found.values())
    return min(SEPARATORS, key=lambda separator: (4 * found[separator][0] < best, found[separator][1], -found[separator][0]))


def _evidence(lines: list[str], separator: str, quote: str) -> tuple[int, int]:
    """Lines of the commonest width times the cuts in each, and the first line so wide."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator, quotechar=quote)]
    except csv.Error:
        return 0, len(lines)
    cut = Counter(width for width in widths if width > 1)
    usual = max(cut, key=lambda width: cut[width] * (width - 1), default=0)
    return cut[usual] * (usual - 1), widths.index(usual) if usual else len(lines)


# --- writing -----------------------------------------------------------------------------------------------------


class Copy:
    """Nothing is written as long as the file already is what is to be staged (blocks that are `same`): at the end it is
    linked, where it is our own copy beside the target."""

    def __init__(self, source: Path, target: Path) -> None:
        self.source, self.target, self.same = source, target, 0
        self.out: BinaryIO | None = None

    def __enter__(self) -> Copy:
        return self

    def __exit__(self, *error: object) -> None:
        if self.out:
            self.out.close()

    def add(self, content: bytes, same: bool) -> None:
        if same and not self.out:
            self.same += len(content)
            return
        if not self.out:
            self._begin()
        assert self.out
        self.out.write(content)

    def _begin(self) -> None:
        self.out = self.target.open("wb")
        with self.source.open("rb") as stream:
            for start in range(0, self.same, BLOCK_BYTES):
                self.out.write(stream.read(min(BLOCK_BYTES, self.same - start)))

    def finish(self) -> None:
        if self.out:
            return
        self.target.unlink(missing_ok=True)
        try:
            if self.source.parent != self.target.parent:
                raise OSError("not our own copy: it might change")
            os.link(self.source, self.target)
        except OSError:
            shutil.copyfile(self.source, self.target)


def _copy_plain(text: Text, dialect: Dialect, target: Path, limits: Limits) -> tuple[int, int] | None:
    """Straight through where nothing needs rewriting: commas, no quotes, all lines equally wide; else None."""
    if dialect.separator != "," or dialect.quote != '"' or dialect.skipped:
        return None
    rows, commas = 0, -1
    with Copy(text.source, target) as copy:
        for block in text.blocks():
            content = _with_lf(block.content)
            frame = block.frame if content is block.content else frame_of(content)
            if not content.endswith(b"\n"):
                content, frame = content + b"\n", frame + b"\n"
            found = _plain_rows(content, frame, limits)
            if found is None or commas not in (-1, found[1]):
                return None
            rows, commas = rows + found[0], found[1]
            require(rows, limits.csv_rows, "行数", " 行")
            copy.add(content, block.is_original and content is block.content)
        require(commas + 1, limits.columns, "列数", " 列")
        copy.finish()
    return rows, commas + 1


def _plain_rows(content: bytes, frame: bytes, limits: Limits) -> tuple[int, int] | None:
    """Rows and commas per row, None where a quote, an uneven or blank line or a long cell calls for the parser.
    Lines are equally wide if the frame is one line's commas over and over: compared at once, not line by line."""
    rows, commas = frame.count(b"\n"), frame.index(b"\n")
    if frame != (b"," * commas + b"\n") * rows or (commas == 0 and (content.startswith(b"\n") or b"\n\n" in content)):
        return None
    return (rows, commas) if _lines_are_short(content, limits.cell_characters) else None


def _lines_are_short(content: bytes, most: int) -> bool:
    """Whether no line has more than `most` bytes: steps from line end to line end as far as that reaches."""
    at = 0
    while len(content) - at > most:
        end = content.rfind(b"\n", at, at + most + 1)
        if end < 0:
            return False
        at = end + 1
    return True


def _rewrite(text: Text, dialect: Dialect, target: Path, limits: Limits) -> tuple[int, int]:
    """Parsed and written once; once more where rows differ in width (each as wide as the widest) or where blanks turn
    out to stand before quotes."""
    csv.field_size_limit(limits.cell_characters)
    widths, error = _written(text, dialect, target)
    if text.blank_before_quote and not dialect.blanks:
        return _rewrite(text, replace(dialect, blanks=True), target, limits)
    if error:
        raise UnreadableFile(_complaint(text, dialect, error, limits))
    _refuse_cut(text, dialect, widths)
    rows, columns = sum(widths.values()), max(widths)
    require(rows, limits.csv_rows, "行数", " 行")
    require(columns, limits.columns, "列数", " 列")
    require(rows * columns, limits.csv_cells, "表の広さ（行数×最も長い行の列数）", " セル")
    if len(widths) > 1:
        _write(target, _padded(dialect.rows(text.lines()), columns))
    return rows, columns


def _written(text: Text, dialect: Dialect, target: Path) -> tuple[Counter[int], csv.Error | None]:
    """How many rows there are of each width, as far as the text could be parsed, and what ended it."""
    widths: Counter[int] = Counter()
    try:
        _write(target, _counted(dialect.rows(text.lines()), widths))
    except csv.Error as error:
        return widths, error
    return widths, None


def _write(target: Path, rows: Iterable[list[str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


def _counted(rows: Iterable[list[str]], widths: Counter[int]) -> Iterator[list[str]]:
    for row in rows:
        widths[len(row)] += 1
        yield row


def _padded(rows: Iterable[list[str]], columns: int) -> Iterator[list[str]]:
    blank = [""] * columns
    for row in rows:
        yield row if len(row) == columns else row + blank[len(row) :]


def _refuse_cut(text: Text, dialect: Dialect, widths: Counter[int]) -> None:
    """A last line without line end, shorter than all others, which are alike: the rest of the file is missing.
    Of a single cell only a number is a row cut off: a note below a table has one cell too, and so has a title."""
    wide = [width for width in widths if width > 1]
    *_, block = text.blocks()
    if len(wide) not in (1, 2) or block.content.endswith((b"\n", b"\r")) or block.frame.count(dialect.quote.encode()) % 2:
        return
    last = next(dialect.rows([*[""] * dialect.skipped, _last_line(block.content)]), [])
    short = len(last) == min(wide) < max(wide) and widths[len(last)] == 1
    if short or (len(wide) == len(last) == 1 and last[0].strip().isdecimal()):
        raise UnreadableFile(
            f"{sum(widths.values()) + dialect.skipped:,} 行目でファイルが途中で切れています（{max(wide)} 列のうち {len(last)} 列）。元のデータから保存し直してください。"
        )


def _last_line(content: bytes) -> str:
    return content[max(content.rfind(b"\n"), content.rfind(b"\r")) + 1 :].decode("utf-8")


def _complaint(text: Text, dialect: Dialect, error: csv.Error, limits: Limits) -> str:
    line = _line_of_bad_row(dialect.rows(text.lines())) + dialect.skipped
    if "field larger" in str(error):
        found = _longest_cell(text, dialect, line - 1 - dialect.skipped)
        return (
            f"{line:,} 行目から始まる行のセルが長すぎます（{found:,} 文字、上限 {limits.cell_characters:,} 文字）。"
            f"引用符（{dialect.quote}）の閉じ忘れがないか確認してください。"
        )
    if "unexpected end" in str(error):
        return f"{line:,} 行目の引用符（{dialect.quote}）が閉じられないままファイルが終わっています。その行を直してください。"
    return f"{line:,} 行目の引用符（{dialect.quote}）の後に余分な文字があります。セルの中の引用符は二つ重ねてください。"


def _line_of_bad_row(reader: Any) -> int:
    """The line where the row begins that cannot be parsed: its end may be thousands of lines further down."""
    line = 0
    try:
        for _ in reader:
            line = reader.line_num
    except csv.Error:
        return line + 1
    return line


def _longest_cell(text: Text, dialect: Dialect, above: int) -> int:
    """The length of the longest cell of the row that begins below the first `above` lines."""
    csv.field_size_limit(2**31 - 1)
    lines = islice(text.lines(), dialect.skipped + above, None)
    row = next(csv.reader(lines, delimiter=dialect.separator, quotechar=dialect.quote, skipinitialspace=dialect.blanks))
    return max(map(len, row))
