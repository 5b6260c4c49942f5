"""Where in a sheet do the column names stand, where does the table end, and which way does it lie?

Rows are lists of text, columns 0-based. Nothing is dropped unseen: what stands above and below is handed back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from analytics.intake.staged import UnreadableFile

Rows = Sequence[Sequence[str]]
Known = Callable[[str], bool]

HEADER_ROWS = 3
SEARCHED_ROWS = 30
FOLLOWING_ROWS = 12
# A table of 1,741 columns is judged by its first ones.
JUDGED_COLUMNS = 200

VALUE = re.compile(
    r"[-+▲△−±]?[\d,]*\.?\d+(e[-+]?\d+)?(%|人|団体|件|円|千円|百万円|世帯|km2|時間|日|点)?"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?( .*)?|\d{1,2}:\d{2}(:\d{2})?|[-―－ー…*]+|true|false",
    re.IGNORECASE,
)
YEAR = re.compile(r"(19|20)\d\d")
UNIT = re.compile(r"[(\[【〔].{1,12}[)\]】〕]|人|%|円|千円|百万円|団体|件|世帯|km2|点")
NOTE = re.compile(
    r"[(\[【〔]?(※|\*\d?[^*\d]|注(釈|記|意)?([\d:.()\]】〕 ]|$)|(出典|出所|資料|備考|ソース|source)([:)\]】〕 ]|$))", re.IGNORECASE
)
TOTAL = re.compile(
    r"(総|小|累|全|都|道|府|県|市|町|村|区|郡|市町|町村|市町村|市区町村|区市町村|全国|全県|全体)?の?(合)?計"
    r"|総数|全国|全県|((全国|全県|県|府|道|都|全体|市|町|村|町村|市町村|市区町村|加重|単純)の?)?平均(値)?|total|average",
    re.IGNORECASE,
)
PLACE = re.compile(r"\S{1,10}[市区町村]")
CODE = re.compile(r"(0[1-9]|[1-3]\d|4[0-7])\d{3,4}")


class HeaderNotFound(UnreadableFile):
    """No row looks like column names: the reader may point at it."""


@dataclass(frozen=True)
class Header:
    """Rows first_row to last_row hold the names, one name per column, '' where there is none."""

    first_row: int
    last_row: int
    names: tuple[str, ...]
    title_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A row that is no data: a note, a source, a total."""

    row: int
    text: str


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """NFKC, line breaks inside Japanese removed, blanks trimmed and single."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?<=[A-Za-z])\s*\n\s*(?=[A-Za-z])", " ", text)
    return " ".join(re.sub(r"\s*\n\s*", "", text).split())


@lru_cache(maxsize=100_000)
def is_value(text: str) -> bool:
    """A number, date or mark, rather than words."""
    return VALUE.fullmatch(plain(text).replace(" ", "")) is not None


def is_blank(row: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in row)


def cell_name(row: int, column: int) -> str:
    """(16, 1) → B17."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


# --- the header --------------------------------------------------------------------------------------------------


def find_header(rows: Rows, known: Known | None = None, merged: Sequence[Sequence[int]] = ()) -> Header:
    """Names of the columns, below any titles. `known` tells declared names; where two or more are met they decide,
    else the looks do: many different words, above rows with values. merged: as in the manifest. HeaderNotFound."""
    width = max(map(len, rows), default=0)
    grid = [[plain(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    declared = _known_block(grid, known, merged) if known else None
    block = declared or _likely_block(grid, merged)
    if block is None:
        raise HeaderNotFound("列名の行が見つかりません。列名のある行を指定してください。")
    if not (declared and _tells_apart(grid[block[1]]) and not _spans(block[0] - 1, merged)):
        block = _extended(grid, *block, merged)
    return header_at(rows, *block, merged, known)


def header_at(rows: Rows, first: int, last: int, merged: Sequence[Sequence[int]] = (), known: Known | None = None) -> Header:
    """The header when its rows are known, because the reader pointed at them. A declared name stays without the
    name of its group."""
    width = max(map(len, rows), default=0)
    grid = [[plain(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    titles = (" ".join(filter(None, row)) for row in grid[:first])
    names = _names(grid, first, last, merged)
    if known:
        names = [own if own and known(own) and not known(name) else name for name, own in zip(names, grid[last], strict=True)]
    return Header(first, last, tuple(names), tuple(filter(None, titles)))


def _names(grid: Rows, first: int, last: int, merged: Sequence[Sequence[int]]) -> list[str]:
    """Parents before children; a parent that its child repeats is dropped."""
    levels = [_spread(grid, row, last, merged) for row in range(first, last)] + [grid[last]]
    return [_joined(column) for column in zip(*levels, strict=True)]


def _tells_apart(names: Sequence[str]) -> bool:
    filled = [name for name in names if name]
    return len(set(filled)) == len(filled)


def _spans(row: int, merged: Sequence[Sequence[int]]) -> list[int]:
    """How many columns each range covers that begins in this row and is merged sideways."""
    return [right - left + 1 for top, left, _, right in merged if top == row and right > left]


def _joined(texts: Sequence[str]) -> str:
    name = ""
    for text in filter(None, texts):
        name = text if text.startswith(name) else f"{name} {text}"
    return name


def _spread(grid: Rows, row: int, last: int, merged: Sequence[Sequence[int]]) -> list[str]:
    """A group's name over all its columns: by the merged ranges, where there are none over the blanks to its right,
    as long as there is a name below both."""
    cells = list(grid[row])
    spans = [(left, right) for top, left, bottom, right in merged if top <= row <= bottom and left < right]
    spans = [span for span in spans if span[0] < len(cells)]
    for left, right in spans:
        cells[left : right + 1] = [grid[row][left]] * (min(right, len(cells) - 1) - left + 1)
    below = [any(column) for column in zip(*grid[row + 1 : last + 1], strict=True)]
    return cells if spans else _filled_right(cells, below)


def _filled_right(cells: list[str], below: Sequence[bool]) -> list[str]:
    group = ""
    for column, cell in enumerate(cells):
        group = cell if cell and below[column] else "" if cell or not below[column] else group
        cells[column] = cell or group
    return cells


def _blocks(grid: Rows) -> list[tuple[int, int]]:
    """Every run of one to three rows without a blank one, beginning among the first thirty."""
    found = []
    for first in range(min(len(grid), SEARCHED_ROWS)):
        for last in range(first, min(first + HEADER_ROWS, len(grid))):
            if is_blank(grid[last]):
                break
            found.append((first, last))
    return found


def _known_block(grid: Rows, known: Known, merged: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    """The block with most declared names, the smallest and uppermost of these. A number is none: questions are numbered,
    but so are the rows and scores of any table."""
    seen: dict[str, bool] = {}
    hits = {}
    for first, last in _blocks(grid):
        names = set(filter(None, [*_names(grid, first, last, merged), *grid[last]]))
        hits[first, last] = sum(seen.setdefault(name, bool(known(name)) and not is_value(name)) for name in names)
    best = max(hits, key=lambda block: (hits[block], block[0] - block[1], -block[0]), default=None)
    if best is None:
        return None
    filled = sum(map(bool, grid[best[1]]))
    return best if hits[best] >= 2 or (hits[best] * 2 >= filled > 0 and hits[best]) else None


def _likely_block(grid: Rows, merged: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    narrow = [row[:JUDGED_COLUMNS] for row in grid]
    scores = {block: _score(narrow, *block, merged) for block in _blocks(grid)}
    best = max(scores, key=lambda block: scores[block], default=None)
    return best if best is not None and scores[best] > 0 else None


def _score(grid: Rows, first: int, last: int, merged: Sequence[Sequence[int]]) -> float:
    """How much a block looks like names; 0 or less if it cannot be. Shares of its columns, the row's own weight
    against later rows, and a little against each further row."""
    names = _names(grid, first, last, merged)
    filled = [name for name in names if name]
    below = [row for row in grid[last + 1 :] if any(row)][:FOLLOWING_ROWS]
    width = max((sum(map(bool, row)) for row in (names, *below)), default=0)
    words = min(_words(row) for row in grid[first : last + 1])
    contrast = _contrast(grid[last], below)
    if not filled or 2 * len(filled) < width or words < 0.5 or (len(filled) == 1 and contrast == 0):
        return 0.0
    alike = len(set(filled)) / len(filled)
    looks = 1.5 * len(filled) / width + alike + words + contrast - _recurring(grid[last], below)
    return looks - 0.15 * (last - first) - 0.02 * first


def _words(row: Sequence[str]) -> float:
    """Share of cells that are words; years and running numbers may be names too (2021, 2022 …; 問 1, 2, 3 …)."""
    filled = [cell for cell in row if cell]
    values = [cell for cell in filled if is_value(cell)]
    if all(YEAR.fullmatch(cell) for cell in values) or _running(values):
        return 1.0 if filled and len(set(values)) == len(values) else 0.0
    return 1 - len(values) / len(filled)


def _running(values: Sequence[str]) -> bool:
    numbers = [int(value) for value in values if value.isdecimal()]
    return len(numbers) == len(values) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _contrast(names: Sequence[str], below: Rows) -> float:
    """Share of the named columns that hold values further down."""
    columns = [column for column, name in enumerate(names) if name and not is_value(name)]
    typed = sum(_mostly_values([row[column] for row in below if row[column]]) for column in columns)
    return typed / max(len(columns), 1)


def _mostly_values(cells: Sequence[str]) -> bool:
    return bool(cells) and 2 * sum(map(is_value, cells)) > len(cells)


def _recurring(row: Sequence[str], below: Rows) -> float:
    """Share of cells that come again in their own column: data do, names do not."""
    filled = [column for column, cell in enumerate(row) if cell]
    again = sum(any(other[column] == row[column] for other in below) for column in filled)
    return again / max(len(filled), 1)


def _extended(grid: Rows, first: int, last: int, merged: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Group names directly above and units directly below belong to the header."""
    while first and last - first < HEADER_ROWS - 1 and _is_group_row(grid, first - 1, merged):
        first -= 1
    if last - first < HEADER_ROWS - 1 and last + 1 < len(grid) and _is_unit_row(grid[last + 1]):
        last += 1
    return first, last


def _is_group_row(grid: Rows, row: int, merged: Sequence[Sequence[int]]) -> bool:
    """Words over the table's whole width or merged over some of its columns; a title stands at the left or over all."""
    filled = [column for column, cell in enumerate(grid[row]) if cell]
    width = sum(map(bool, grid[row + 1]))
    if not filled or _words(grid[row]) < 0.8 or NOTE.match(grid[row][filled[0]]):
        return False
    wide = len(filled) >= 2 and 2 * filled[-1] >= len(grid[row]) and 4 * len(filled) >= len(grid[row]) // 2
    return wide or any(span < width for span in _spans(row, merged))


def _is_unit_row(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return bool(filled) and all(UNIT.fullmatch(cell) for cell in filled)


# --- which way it lies -------------------------------------------------------------------------------------------


def is_transposed(rows: Rows, is_municipality: Known) -> bool:
    """Municipalities stand across the top: one of the first ten rows is mostly their names, and no column is."""
    return any(_mostly(row[1:], is_municipality) for row in rows[:10]) and not any(
        _mostly(column, is_municipality) for column in list(zip_longest(*rows, fillvalue=""))[:6]
    )


def _mostly(cells: Sequence[str], is_municipality: Known) -> bool:
    filled = [plain(cell) for cell in cells if cell.strip()]
    found = sum(map(bool, map(is_municipality, filled)))
    return found >= 2 and 10 * found >= 6 * len(filled)


def transpose(rows: Rows) -> list[list[str]]:
    """Columns as rows; short rows are filled with blanks."""
    return [list(column) for column in zip_longest(*rows, fillvalue="")]


# --- where it ends -----------------------------------------------------------------------------------------------


def data_end(rows: Rows) -> tuple[int, list[LeftOut]]:
    """For the rows below the header: the index behind the last row of data, and every row that is no data, also
    totals further up. The data are rows[:end] without those left out and without blank rows."""
    grid = [[plain(cell) for cell in row] for row in rows]
    usual = _usual_fill(grid)
    columns = {index: column for index, row in enumerate(grid) if (column := _total_column(row)) is not None}
    totals = {index for index, column in columns.items() if not _has_code(grid[index][:column])} - _categories(grid, columns)
    out = totals | {index for index, row in enumerate(grid) if _is_note(row, usual)} | _legend(grid, usual)
    data = [index for index, row in enumerate(grid) if any(row) and index not in out]
    end = max(data, default=-1) + 1
    return end, [LeftOut(index, " ".join(filter(None, grid[index]))) for index in sorted(out)]


def _usual_fill(grid: Rows) -> int:
    fills = Counter(sum(map(bool, row)) for row in grid if any(row))
    return max(fills, key=lambda fill: (fills[fill], fill), default=0)


def _has_code(row: Sequence[str]) -> bool:
    return any(CODE.fullmatch(cell) for cell in row[:3])


def _names_place(row: Sequence[str]) -> bool:
    """A code, or a word that ends like a municipality's name: however sparse, such a row may be data."""
    return _has_code(row) or any(PLACE.fullmatch(cell) for cell in row[:3])


def _total_column(row: Sequence[str]) -> int | None:
    return next((column for column, cell in enumerate(row[:3]) if _is_total_word(cell)), None)


@lru_cache(maxsize=100_000)
def _is_total_word(text: str) -> bool:
    return TOTAL.fullmatch(text.replace(" ", "")) is not None


def _categories(grid: Rows, columns: dict[int, int]) -> set[int]:
    """Totals that recur in a column behind other names are a category of a long table (総数, 男, 女), so they are data.
    columns: row → the column in which it has a word for a total."""
    words: dict[tuple[int, str], list[int]] = {}
    for index, column in columns.items():
        if any(grid[index][:column]):
            words.setdefault((column, grid[index][column]), []).append(index)
    return {index for indexes in words.values() if len(indexes) > 1 for index in indexes}


def _is_note(row: Sequence[str], usual: int) -> bool:
    """Begins with 注, ※, 出典 … and is not filled like the data."""
    filled = [cell for cell in row if cell]
    if not filled or not NOTE.match(filled[0]) or _has_code(row):
        return False
    return len(filled) <= max(2, usual // 2) and not any(map(is_value, filled[1:]))


def _legend(grid: Rows, usual: int) -> set[int]:
    """What follows the last blank row, if all of it is sparse: explanations, not data."""
    filled = [index for index, row in enumerate(grid) if any(row)]
    blank = max((index for index in range(filled[-1] if filled else 0) if not any(grid[index])), default=None)
    tail = [index for index in filled if blank is not None and index > blank]
    sparse = all(2 * sum(map(bool, grid[index])) <= usual and not _names_place(grid[index]) for index in tail)
    return set(tail) if sparse and len(tail) < len(filled) and usual >= 3 else set()
