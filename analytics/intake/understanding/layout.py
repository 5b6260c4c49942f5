"""Where in a sheet do the column names stand, where does the table end, and which way does it lie?

Rows are lists of text, columns 0-based. Nothing is dropped unseen: what stands above and below is handed back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.understanding.another_figure import words_for_another

Rows = Sequence[Sequence[str]]
Known = Callable[[str], bool]

HEADER_ROWS = 3
SEARCHED_ROWS = 30
FOLLOWING_ROWS = 12
HEAD_ROWS_SHOWN = 3
# A table of 1,741 columns is judged by its first ones.
JUDGED_COLUMNS = 200

VALUE = re.compile(
    r"[-+▲△−±]?[\d,]*\.?\d+(e[-+]?\d+)?(%|人|団体|件|円|千円|百万円|世帯|km2|時間|日|点)?"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?( .*)?|\d{1,2}:\d{2}(:\d{2})?|[-―－ー…*]+|true|false",
    re.IGNORECASE,
)
YEAR = re.compile(r"(19|20)\d\d")
UNIT = re.compile(r"[(\[【〔].{1,12}[)\]】〕]|人|%|円|千円|百万円|団体|件|世帯|km2|点")
UNITS_BELOW = "単位"  # at the left of a row of units
NOTE = re.compile(
    r"[(\[【〔]?(※|\*\d?[^*\d]|注(釈|記|意)?([\d:.()\]】〕 ]|$)|(出典|出所|資料|備考|ソース|source)([:)\]】〕 ]|$))", re.IGNORECASE
)
TOTAL = re.compile(
    r"(総|小|累|全|都|道|府|県|市|町|村|区|郡|市町|町村|市町村|市区町村|区市町村|全国|全県|全体)?の?(合)?計"
    r"|総数|全国|全県|((全国|全県|県|府|道|都|全体|市|町|村|町村|市町村|市区町村|加重|単純)の?)?平均(値)?|total|average",
    re.IGNORECASE,
)
# Where a municipality is expected, whatever ends like a sum or a mean is one: 試験県計, 北部地区 小計, 類似団体平均(10団体).
STATISTIC = re.compile(rf"{TOTAL.pattern}|.{{0,14}}(計|平均値?|総数|全体|全域|最大値?|最小値?|中央値|標準偏差)([(].*[)])?", re.IGNORECASE)
REMARK = re.compile(r"[(\[]?[0-9a-z]{1,2}[)\].:、]|[・*※☆●○■◆-]|.*。", re.IGNORECASE)
PLACE = re.compile(r"\S{1,10}[市区町村]")
# 47 prefectures, and 9 for municipalities that are made up.
CODE = re.compile(r"(0[1-9]|[1-3]\d|4[0-7]|9\d)\d{3,4}")


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
def one_line(text: str) -> str:
    """NFKC, line breaks inside Japanese removed, blanks trimmed and single."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?<=[A-Za-z])\s*\n\s*(?=[A-Za-z])", " ", text)
    return " ".join(re.sub(r"\s*\n\s*", "", text).split())


@lru_cache(maxsize=100_000)
def is_value(text: str) -> bool:
    """A number, date or mark, rather than words."""
    return VALUE.fullmatch(one_line(text).replace(" ", "")) is not None


def is_blank(row: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in row)


def cell_name(row: int, column: int) -> str:
    """(16, 1) → B17."""
    return f"{column_letter(column)}{row + 1}"


def column_letter(column: int) -> str:
    """1 → B."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --- the header --------------------------------------------------------------------------------------------------


def find_header(rows: Rows, known: Known | None = None, merged: Sequence[Sequence[int]] = ()) -> Header:
    """Names of the columns, below any titles. `known` tells declared names; where two or more are met they decide,
    else the looks do: many different words, above rows with values. merged: as in the manifest. HeaderNotFound."""
    width = max(map(len, rows), default=0)
    grid = [[one_line(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    declared = _known_block(grid, known, merged) if known else None
    block = declared or _likely_block(grid, merged)
    if block is None:
        raise HeaderNotFound(f"列名の行が見つかりません。列名のある行を指定してください（{_first_rows(grid)}）。")
    if not (declared and _tells_apart(grid[block[1]]) and not _spans(block[0] - 1, merged)):
        block = _with_groups(grid, *block, merged)
    elif known and _is_declared_group_row(grid, block[0], known):
        block = block[0] - 1, block[1]
    block = _merged_down(*block, merged)
    if known:
        block = _with_children(grid, *block, known)
    block = _with_units(grid, *block)
    return header_at(rows, *block, merged, known)


def header_at(rows: Rows, first: int, last: int, merged: Sequence[Sequence[int]] = (), known: Known | None = None) -> Header:
    """The header when its rows are known, because the reader pointed at them. A declared name stays without the
    name of its group."""
    width = max(map(len, rows), default=0)
    grid = [[one_line(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    titles = (" ".join(filter(None, row)) for row in grid[:first])
    names = _names(grid, first, last, merged)
    if known:
        names = [own if is_own_name(own, name, known) else name for name, own in zip(names, grid[last], strict=True)]
    return Header(first, last, tuple(names), tuple(filter(None, titles)))


def is_own_name(own: str, name: str, known: Known) -> bool:
    """Whether a column is called as its last row says, rather than with its group: 県平均 above a score makes it another figure."""
    return bool(own) and known(own) and not known(name) and not words_for_another(name) - words_for_another(own)


def _first_rows(grid: Rows) -> str:
    """What stands at the top, so that the reader can point at the right row."""
    shown = [(number, " ".join(filter(None, row))[:20]) for number, row in enumerate(grid[: HEAD_ROWS_SHOWN * 4], 1) if any(row)]
    return "、".join(f"{number}行目「{text}」" for number, text in shown[:HEAD_ROWS_SHOWN]) or "値のある行がありません"


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
        if name and text == UNITS_BELOW:
            continue
        name = text if text.startswith(name) else f"{name} {text}"
    return name


def _spread(grid: Rows, row: int, last: int, merged: Sequence[Sequence[int]]) -> list[str]:
    """A group's name over all its columns: by the merged ranges, where there are none over the blanks to its right,
    as long as there is a name below both."""
    cells = list(grid[row])
    spans = [(left, right) for top, left, bottom, right in merged if top <= row <= bottom and left < right]
    spans = [span for span in spans if span[0] < len(cells)]
    if not spans and all(cells):
        return cells
    for left, right in spans:
        cells[left : right + 1] = [grid[row][left]] * (min(right, len(cells) - 1) - left + 1)
    below = [any(column) for column in zip(*grid[row + 1 : last + 1], strict=True)]
    return cells if spans else _filled_right(cells, below)


def _filled_right(cells: list[str], below: Sequence[bool]) -> list[str]:
    """A blank column inside a group stays blank and does not end it."""
    group = ""
    for column, cell in enumerate(cells):
        group = (cell if below[column] else "") if cell else group
        cells[column] = cell or (group if below[column] else "")
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
    """The block with most declared names; of these one above codes or municipalities, the smallest, the uppermost. A number
    is none: questions are numbered, but so are the rows and scores of any table."""
    is_name = cache(lambda name: bool(name) and not is_value(name) and bool(known(name)))
    hits = {}
    for first, last in _blocks(grid):
        columns = zip(grid[last], _names(grid, first, last, merged), strict=True)
        hits[first, last] = len({own or name for own, name in columns if is_name(own) or is_name(name)})
    most = max(hits.values(), default=0)
    if not most:
        return None
    heads = {block: _heads_places(grid, block[1], known) for block in hits if hits[block] == most}
    best = max(heads, key=lambda block: (heads[block], block[0] - block[1], -block[0]))
    return best if most >= 2 or heads[best] or 2 * most >= sum(map(bool, grid[best[1]])) else None


def _heads_places(grid: Rows, row: int, known: Known) -> bool:
    """Whether codes or municipalities stand below a declared name of this row."""
    columns = [column for column, name in enumerate(grid[row]) if name and known(name)]
    below = [other for other in grid[row + 1 :] if any(other)][:FOLLOWING_ROWS]
    texts = ([other[column] for other in below if not is_statistic(other[column])] for column in columns)
    return any(mostly([text for text in column if not NOTE.match(text)], _looks_like_place) for column in texts)


def _looks_like_place(text: str) -> bool:
    return CODE.fullmatch(text) is not None or PLACE.fullmatch(text) is not None


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


def _with_groups(grid: Rows, first: int, last: int, merged: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Group names directly above belong to the header."""
    while first and last - first < HEADER_ROWS - 1 and _is_group_row(grid, first - 1, merged):
        first -= 1
    return first, last


def _merged_down(first: int, last: int, merged: Sequence[Sequence[int]]) -> tuple[int, int]:
    """A name merged with the cells below it makes the header as high."""
    bottoms = [bottom for top, _, bottom, _ in merged if first <= top <= last and bottom < first + HEADER_ROWS]
    return first, max([last, *bottoms])


def _with_children(grid: Rows, first: int, last: int, known: Known) -> tuple[int, int]:
    """Names of columns below the names of their groups, where no merged ranges tell it (CSV)."""
    while last - first < HEADER_ROWS - 1 and last + 1 < len(grid) and _is_child_row(grid[first : last + 1], grid[last + 1], known):
        last += 1
    return first, last


def _is_child_row(names: Rows, row: Sequence[str], known: Known) -> bool:
    """Words below a group and the blanks at its right, none below the declared names at its left: a row of data has its
    place there."""
    filled = [column for column, cell in enumerate(row) if cell]
    if not filled or any(is_value(row[column]) for column in filled):
        return False
    declared_left = any(known(cell) for cells in names for cell in cells[: filled[0]] if cell)
    group, blanks = bool(names[-1][filled[0]]), any(not names[-1][column] for column in filled)
    return declared_left and group and blanks and len({row[column] for column in filled}) > 1


def _with_units(grid: Rows, first: int, last: int) -> tuple[int, int]:
    """Units directly below belong to the header."""
    return (first, last + 1) if last - first < HEADER_ROWS and last + 1 < len(grid) and _is_unit_row(grid[last + 1]) else (first, last)


def _is_declared_group_row(grid: Rows, row: int, known: Known) -> bool:
    """Above declared names that tell apart: two groups or more that begin right of the first of them. A title begins at the left."""
    if not row:
        return False
    declared = next((column for column, name in enumerate(grid[row]) if name and known(name)), len(grid[row]))
    filled = [column for column, cell in enumerate(grid[row - 1]) if cell]
    texts = [grid[row - 1][column] for column in filled]
    titles = any(":" in text or is_value(text) or YEAR.search(text) or NOTE.match(text) for text in texts)
    return len(filled) >= 2 and filled[0] > declared and not titles and all(grid[row][column] for column in filled)


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
    units = filled[1:] if filled[:1] == [UNITS_BELOW] else filled
    return bool(units) and all(UNIT.fullmatch(cell) for cell in units)


def mostly(cells: Sequence[str], holds: Known) -> bool:
    """Two of the texts or more, and three in five of them."""
    filled = [one_line(cell) for cell in cells if cell.strip()]
    found = sum(map(bool, map(holds, filled)))
    return found >= 2 and 10 * found >= 6 * len(filled)


# --- where it ends -----------------------------------------------------------------------------------------------


def data_end(rows: Rows, is_municipality: Known | None = None, places: Sequence[int] = ()) -> tuple[int, list[LeftOut]]:
    """For the rows below the header: the index behind the last row of data, and every row that is no data, also
    totals further up. The data are rows[:end] without those left out and without blank rows.
    places: the columns that name a row's municipality, where the header tells them."""
    grid = [[one_line(cell) for cell in row] for row in rows]
    is_place = is_municipality or _looks_like_place
    usual = _usual_fill(grid)
    columns = tuple(places) or _place_columns(grid, is_place)
    out = {index for index, row in enumerate(grid) if _is_total(row, columns, is_place) or _is_note(row, usual)}
    out |= _legend(grid, usual, is_place) | _remarks(grid, usual, is_place)
    data = [index for index, row in enumerate(grid) if any(row) and index not in out]
    end = max(data, default=-1) + 1
    return end, [LeftOut(index, " ".join(filter(None, grid[index]))) for index in sorted(out)]


def _usual_fill(grid: Rows) -> int:
    fills = Counter(sum(map(bool, row)) for row in grid if any(row))
    return max(fills, key=lambda fill: (fills[fill], fill), default=0)


def _has_code(row: Sequence[str]) -> bool:
    return any(CODE.fullmatch(cell) for cell in row[:3])


def _names_place(row: Sequence[str], is_place: Known) -> bool:
    """A code, or a word that ends like a municipality's name: however sparse, such a row may be data."""
    return _has_code(row) or any(PLACE.fullmatch(cell) or is_place(cell) for cell in row[:8] if cell)


def _place_columns(grid: Rows, is_place: Known) -> tuple[int, ...]:
    """By what they hold: columns of names, and codes at the left. Figures further right may look like codes."""
    width = min(max(map(len, grid), default=0), 8)
    cells = {at: [row[at] for row in grid if at < len(row) and row[at] and not is_statistic(row[at])] for at in range(width)}
    names = [at for at in cells if mostly(cells[at], lambda text: not is_value(text) and (bool(PLACE.fullmatch(text)) or is_place(text)))]
    left = next((at for at in cells if cells[at]), 0)
    return tuple(sorted({*names, *([left] if mostly(cells.get(left, []), _looks_like_place) else [])}))


@lru_cache(maxsize=100_000)
def is_statistic(text: str) -> bool:
    return STATISTIC.fullmatch(text.replace(" ", "")) is not None


def _is_total(row: Sequence[str], places: Sequence[int], is_place: Known) -> bool:
    """A word for a sum or a mean where a municipality should stand, or left of it. Behind a municipality's name it is a
    category of a long table (総数, 男, 女), so the row is data."""
    if not places:
        first = next((cell for cell in row if cell and not is_value(cell)), "")
        return TOTAL.fullmatch(first.replace(" ", "")) is not None
    if any(row[at] and (_looks_like_place(row[at]) or is_place(row[at])) for at in places if at < len(row)):
        return False
    return any(cell and is_statistic(cell) for cell in row[: max(places) + 1])


def _is_note(row: Sequence[str], usual: int) -> bool:
    """Begins with 注, ※, 出典 … and is not filled like the data."""
    filled = [cell for cell in row if cell]
    if not filled or not NOTE.match(filled[0]) or _has_code(row):
        return False
    return len(filled) <= max(2, usual // 2) and not any(map(is_value, filled[1:]))


def _legend(grid: Rows, usual: int, is_place: Known) -> set[int]:
    """What follows the last blank row, if all of it is sparse: explanations, not data."""
    filled = [index for index, row in enumerate(grid) if any(row)]
    blank = max((index for index in range(filled[-1] if filled else 0) if not any(grid[index])), default=None)
    tail = [index for index in filled if blank is not None and index > blank]
    sparse = all(2 * sum(map(bool, grid[index])) <= usual and not _names_place(grid[index], is_place) for index in tail)
    return set(tail) if sparse and len(tail) < len(filled) and usual >= 3 else set()


def _remarks(grid: Rows, usual: int, is_place: Known) -> set[int]:
    """Lines of one cell below the last row of data, numbered or with a full stop: (1) 人口は国勢調査による。"""
    found: set[int] = set()
    for index in reversed([index for index, row in enumerate(grid) if any(row)]):
        filled = [cell for cell in grid[index] if cell]
        alone = len(filled) == 1 and REMARK.match(filled[0]) and not is_value(filled[0]) and not is_place(filled[0])
        if not alone and not _is_note(grid[index], usual):
            break
        found.add(index)
    return found if usual >= 2 else set()
