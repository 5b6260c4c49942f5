"""Which rows does a delimited text hold, cell by cell, with nothing guessed silently?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from analytics.intake.decoding import BLOCK_BYTES, Decoder, blocks
from analytics.intake.staged import Limits, Sheet, UnreadableFile, require

SEPARATORS = ",\t;|"
SAMPLE_LINES = 60


@dataclass(frozen=True)
class Dialect:
    separator: str
    quote: str

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Strict: text behind a closing quote and a quote never closed are errors, not guesses."""
        return csv.reader(lines, delimiter=self.separator, quotechar=self.quote, strict=True)


class Text:
    """A file's lines, as often as they are asked for: kept where small, decoded again where large."""

    def __init__(self, source: Path) -> None:
        self.source, self.decoder = source, Decoder()
        self.kept = list(self._decode()) if source.stat().st_size <= BLOCK_BYTES else None

    def blocks(self) -> Iterable[str]:
        """Text with LF line ends only."""
        return self._decode() if self.kept is None else self.kept

    def lines(self) -> Iterator[str]:
        return chain.from_iterable(map(_lines, self.blocks()))

    def _decode(self) -> Iterator[str]:
        self.decoder = Decoder()
        with self.source.open("rb") as stream:
            for block in blocks(stream, self.decoder):
                yield block.replace("\r\n", "\n").replace("\r", "\n") if "\r" in block else block


def _lines(block: str) -> Iterator[str]:
    """str.splitlines would cut at \\x0b, \\x85 and U+2028 as well, which stand inside cells."""
    return (line + "\n" for line in block.removesuffix("\n").split("\n"))


def stage_text(source: Path, into: Path, limits: Limits) -> tuple[str, Sheet]:
    """The text as `0.csv` in `into`: comma, RFC quoting, LF, every row equally wide. Gives the encoding too."""
    text = Text(source)
    dialect = find_dialect(text)
    target = into / "0.csv"
    shape = _copy_plain(text, dialect, target, limits) or _rewrite(text, dialect, target, limits)
    rows, columns = shape
    return text.decoder.label, Sheet("", target.name, rows, columns)


# --- separator and quotes ----------------------------------------------------------------------------------------


def find_dialect(text: Text) -> Dialect:
    """The separator under which most lines are equally and most widely cut."""
    lines = [line for line, _ in zip(text.lines(), range(SAMPLE_LINES), strict=False)]
    if not any(line.strip() for line in lines):
        raise UnreadableFile("ファイルに文字がありません（空白と改行だけです）。元のファイルを確認してください。")
    stated = lines[0].strip().strip('"').lower()
    quote = _quote(lines)
    if stated.startswith("sep=") and stated[4:] in tuple(SEPARATORS):
        return Dialect(stated[4:], quote)
    return Dialect(max(SEPARATORS, key=lambda separator: _evidence(lines, separator, quote)), quote)


def _quote(lines: list[str]) -> str:
    """Apostrophes quote only where no double quote does and most lines begin and end with one."""
    full = [line.strip() for line in lines if line.strip()]
    framed = sum(line[0] == line[-1] == "'" and len(line) > 1 for line in full)
    return "'" if framed * 2 > len(full) and not any('"' in line for line in full) else '"'


def _evidence(lines: list[str], separator: str, quote: str) -> int:
    """Lines of the commonest width, times the cuts in each."""
    rows = csv.reader(lines, delimiter=separator, quotechar=quote)
    try:
        widths = Counter(len(row) for row in rows if len(row) > 1)
    except csv.Error:
        return 0
    return max((count * (width - 1) for width, count in widths.items()), default=0)


# --- writing -----------------------------------------------------------------------------------------------------


def _copy_plain(text: Text, dialect: Dialect, target: Path, limits: Limits) -> tuple[int, int] | None:
    """Straight through where nothing needs rewriting: commas, no quotes, all lines equally wide; else None."""
    if dialect.separator != "," or dialect.quote != '"':
        return None
    rows, commas = 0, -1
    with target.open("w", encoding="utf-8", newline="") as out:
        for block in text.blocks():
            found = _plain_rows(block, limits)
            if found is None or commas not in (-1, found[1]):
                return None
            rows, commas = rows + found[0], found[1]
            require(rows, limits.csv_rows, "行数", " 行")
            out.write(block if block.endswith("\n") else block + "\n")
    require(commas + 1, limits.columns, "列数", " 列")
    return rows, commas + 1


def _plain_rows(block: str, limits: Limits) -> tuple[int, int] | None:
    """Rows and commas per row, None where a quote, an uneven or blank line or a long cell calls for the parser."""
    if '"' in block:
        return None
    lines = block.removesuffix("\n").split("\n")
    counts = {line.count(",") for line in lines}
    if len(counts) != 1 or not all(lines) or max(map(len, lines)) > limits.cell_characters:
        return None
    return len(lines), counts.pop()


def _rewrite(text: Text, dialect: Dialect, target: Path, limits: Limits) -> tuple[int, int]:
    """Parsed twice: once for the widest row, once to write every row at that width."""
    rows, columns = _measure(text, dialect, limits)
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(_padded(dialect.reader(text.lines()), columns))
    return rows, columns


def _padded(rows: Iterable[list[str]], columns: int) -> Iterator[list[str]]:
    blank = [""] * columns
    for row in rows:
        yield row if len(row) == columns else row + blank[len(row) :]


def _measure(text: Text, dialect: Dialect, limits: Limits) -> tuple[int, int]:
    csv.field_size_limit(limits.cell_characters)
    try:
        widths = Counter(map(len, dialect.reader(text.lines())))
    except csv.Error as error:
        raise UnreadableFile(_complaint(text, dialect, error, limits)) from None
    _refuse_cut(text, dialect, widths)
    rows, columns = sum(widths.values()), max(max(widths), 1)
    require(rows, limits.csv_rows, "行数", " 行")
    require(columns, limits.columns, "列数", " 列")
    require(rows * columns, limits.csv_cells, "表の広さ（行数×最も長い行の列数）", " セル")
    return rows, columns


def _refuse_cut(text: Text, dialect: Dialect, widths: Counter) -> None:
    """A last line without line end, shorter than all others, which are alike: the rest of the file is missing.
    (A note below a table has one cell.)"""
    if len(widths) != 2 or 1 not in widths.values():
        return
    *_, block = text.blocks()
    last = next(dialect.reader([block.rsplit("\n", 1)[-1]]), []) if block.count('"') % 2 == 0 else []
    if 1 < len(last) < max(widths) and widths[len(last)] == 1:
        raise UnreadableFile(
            f"{sum(widths.values()):,} 行目でファイルが途中で切れています（{max(widths)} 列のうち {len(last)} 列）。元のデータから保存し直してください。"
        )


def _complaint(text: Text, dialect: Dialect, error: csv.Error, limits: Limits) -> str:
    line = _line_of_bad_row(dialect.reader(text.lines()))
    if "field larger" in str(error):
        return f"{line:,} 行目から始まるセルが上限の {limits.cell_characters:,} 文字を超えています。引用符（{dialect.quote}）の閉じ忘れがないか確認してください。"
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
