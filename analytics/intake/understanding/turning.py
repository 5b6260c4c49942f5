"""Which table has its municipalities across the top, and what are its rows called once it is turned?

Rows and columns are 0-based and the sender's own. Every column and line that is no data is handed back with its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.codes import has_check_digit
from analytics.intake.reading.staged import UnreadableFile
from analytics.intake.understanding.layout import NOTE, UNIT, Known, cell_name, is_statistic, is_value, mostly, one_line

SEARCHED_ROWS = 12
HEAD_ROWS = 3  # rows of codes, prefectures, counties or years above and below the one with most municipalities
PREFECTURE = re.compile(r".{1,3}[都道府県]")
COUNTY = re.compile(r".{1,5}郡")
FISCAL_YEAR = re.compile(r"((19|20)\d\d|(令和|平成|昭和|[RHS])\.?(\d{1,2}|元))(年|年度)?")
ASIDE = re.compile(r"備考|摘要|注(釈|記)?|単位|出典|資料|定義|説明|コメント|メモ")
MARK = re.compile(r"[*※†‡#]\d{0,2}|[(\[]?注\d{0,2}[)\]]?|[-‐–—]\s*\d{1,3}\s*[-‐–—]|\d{1,3}\s*/\s*\d{1,3}\s*(頁|ページ)?")
ASIDE_CELL = re.compile(rf"{UNIT.pattern}|{MARK.pattern}")
Grid = list[list[str]]


@dataclass(frozen=True)
class Across:
    """Where the municipalities stand. heads: row → what it holds (市町村名, 団体コード, …); left: the first column with a
    municipality or a total; aside: columns right of it that are no municipality's."""

    row: int
    heads: dict[int, str]
    left: int
    aside: tuple[int, ...]

    @property
    def first(self) -> int:
        """The first row that belongs to the table."""
        return min(self.heads)


@dataclass(frozen=True)
class Turned:
    """The table with a row per municipality. names: per row of the sheet, '' where it is no item."""

    rows: Grid
    names: tuple[str, ...]
    titles: tuple[str, ...]
    left_out: tuple[tuple[int, str], ...]
    notes: tuple[tuple[str, str], ...]


def find_across(rows: Sequence[Sequence[str]], is_municipality: Known, known: Known) -> Across | None:
    """The rows and columns of municipalities side by side; None where the table stands upright."""
    grid = [[one_line(cell) for cell in row] for row in rows]
    is_place = place_test(is_municipality)
    hits = [sum(map(is_place, filter(None, row))) for row in grid[:SEARCHED_ROWS]]
    candidates = [row for row in range(len(hits)) if is_across(grid, row, is_place, known)]
    best = max(candidates, key=lambda row: (hits[row], not any(cell.isdecimal() for cell in grid[row] if is_place(cell))), default=None)
    if best is None:
        return None
    places = [column for column, cell in enumerate(grid[best]) if cell and is_place(cell)]
    heads = dict(head_rows(grid, best, places, is_place))
    titles = [(column, grid[row][column]) for row in heads for column in range(len(grid[row]))]
    totals = {column for column, text in titles if is_statistic(text)} - set(places)
    aside = {column for column, text in titles if column > places[0] and ASIDE.fullmatch(text)} - set(places)
    return Across(best, heads, min([*places, *totals]), tuple(sorted(totals | aside)))


def place_test(is_municipality: Known) -> Known:
    """Names and five digits as they are known, six digits by their check digit."""
    return lambda text: is_municipality(text) or (has_check_digit(text) and is_municipality(text[:5]))


def is_across(grid: Grid, row: int, is_place: Known, known: Known) -> bool:
    """Two municipalities or more beside each other, more than in any column, with labels at their left and no names of
    columns above. Of what stands right of the first, three in five have to be municipalities."""
    cells = grid[row]
    first = next((column for column, cell in enumerate(cells) if cell and is_place(cell)), 0)
    right = [cell for cell in cells[first:] if cell and not is_statistic(cell) and not ASIDE.fullmatch(cell)]
    if not first or not mostly(right, is_place) or len(set(right)) == 1:
        return False
    found = sum(map(is_place, right))
    down = max((sum(bool(other[column]) and is_place(other[column]) for other in grid) for column in range(first + 1)), default=0)
    return found > down and not any(is_header(other, known, is_place) for other in grid[:row])


def is_header(row: Sequence[str], known: Known, is_place: Known) -> bool:
    return len({cell for cell in row if cell and not is_value(cell) and not is_place(cell) and known(cell)}) >= 2


def head_rows(grid: Grid, row: int, places: Sequence[int], is_place: Known) -> Iterator[tuple[int, str]]:
    """The row of municipalities, and those next to it that tell more of them."""
    yield row, title_of([grid[row][column] for column in places], is_place) or "市町村名"
    for step in (-1, 1):
        for other in range(row + step, row + step * (HEAD_ROWS + 1), step):
            title = title_of([grid[other][column] for column in places], is_place) if 0 <= other < len(grid) else None
            if not title:
                break
            yield other, title


def title_of(cells: Sequence[str], is_place: Known) -> str | None:
    """What a row says of the municipalities below or above it."""
    filled = [cell for cell in cells if cell]
    if mostly(filled, is_place):
        return "団体コード" if all(map(str.isdecimal, filled)) else "市町村名"
    for title, form in (("都道府県", PREFECTURE), ("郡", COUNTY), ("年度", FISCAL_YEAR)):
        if filled and all(map(form.fullmatch, filled)):
            return title
    return None


# --- turning it --------------------------------------------------------------------------------------------------


def turned(rows: Grid, across: Across, merged: Sequence[Sequence[int]], known: Known, labels: tuple[int, int] | None = None) -> Turned:
    """labels: the columns that hold the names of the items, where the reader points at them; else all left of the
    municipalities. UnreadableFile where items are missing or two are called alike."""
    grid = [[one_line(cell) for cell in row] for row in rows]
    spread_heads(rows, grid, across, merged)
    first, last = labels or (0, across.left - 1)
    items, notes = items_of(grid, across, merged, known, range(first, last + 1))
    names = tuple(across.heads.get(row) or items.get(row, "") for row in range(len(rows)))
    cells = [row if name else [""] * len(row) for row, name in zip(rows, names, strict=True)]
    aside = sorted({*across.aside, *mark_columns(grid, across)})
    left_out = tuple((column, " ".join(filter(None, (line[column] for line in grid[across.first :])))) for column in aside)
    titles = tuple(filter(None, (" ".join(filter(None, row)) for row in grid[: across.first])))
    if not items:
        raise UnreadableFile("市町村が横に並んでいますが、左の列に項目名がありません。項目名の列を左端に加えてください。")
    refuse_outside(grid, across, items)
    told = tuple(notes)
    units = tuple(text for _, text in told if "単位" in text)
    return Turned([list(column) for column in zip(*cells, strict=True)], names, (*titles, *units), left_out, told)


def refuse_outside(grid: Grid, across: Across, items: dict[int, str]) -> None:
    """A value of no municipality or of no item: the row or column it stands in may be shifted, so that the others are none surer.
    Raises UnreadableFile that names its cell."""
    headed = {column for row in across.heads for column in range(across.left, len(grid[row])) if grid[row][column]}
    for row in range(max(across.heads) + 1, len(grid)):
        filled = [
            column for column in range(across.left, len(grid[row])) if grid[row][column] and not ASIDE_CELL.fullmatch(grid[row][column])
        ]
        outside = [column for column in filled if (column not in headed if row in items else column in headed)]
        if outside and not NOTE.match(next(filter(None, grid[row]))):
            lacking = "列の上に市町村名" if row in items else "行の左に項目名"
            raise UnreadableFile(
                f"{cell_name(row, outside[0])} に値がありますが、{lacking}がありません。値がずれていないか確かめ、名前を入れるか値を消してください。"
            )


def mark_columns(grid: Grid, across: Across) -> list[int]:
    """The columns of no municipality that hold nothing but marks of footnotes or pages."""
    below = grid[max(across.heads) + 1 :]
    headless = [column for column in range(across.left, len(grid[across.row])) if not any(grid[row][column] for row in across.heads)]
    texts = {column: [line[column] for line in below if line[column]] for column in headless}
    return [column for column in headless if texts[column] and all(map(MARK.fullmatch, texts[column]))]


def spread_heads(rows: Grid, grid: Grid, across: Across, merged: Sequence[Sequence[int]]) -> None:
    """A prefecture, or a name merged over several columns, stands over each of them."""
    for row, title in across.heads.items():
        for top, left, _, right in merged:
            if top == row and left >= across.left:
                for column in range(left, min(right + 1, len(rows[row]))):
                    rows[row][column], grid[row][column] = rows[row][left], grid[row][left]
        if title == "都道府県":
            spread_right(rows[row], across.left, grid[across.row])


def spread_right(cells: list[str], first: int, names: Sequence[str]) -> None:
    group = ""
    for column in range(first, len(cells)):
        group = cells[column] or group
        cells[column] = group if names[column] else ""


def is_item(row: Sequence[str], columns: range, known: Known) -> bool:
    """Of a row without any figure: whether it is an item that nobody answered, rather than a heading or a note."""
    labels = [row[column] for column in columns if row[column]]
    return bool(labels) and not NOTE.match(labels[0]) and (known(labels[-1]) or bool(row[columns[-1]] and len(labels) > 1))


Labels = dict[int, list[str]]


def items_of(
    grid: Grid, across: Across, merged: Sequence[Sequence[int]], known: Known, columns: range
) -> tuple[dict[int, str], Iterator[tuple[str, str]]]:
    """Row → name of the item in it; and what stands in the rows that are no item: headings and notes, each with its cell."""
    below = [row for row in range(max(across.heads) + 1, len(grid)) if any(grid[row])]
    figures = {row for row in below if any(grid[row][across.left :])}
    filled = {row for row in below if row in figures or (is_item(grid[row], columns, known) and row < max(figures, default=0))}
    labels = labels_of(grid, below, merged, columns)
    units = unit_columns(grid, across, labels, columns)
    headings = heading_above(grid, below, filled, columns)
    paths = {row: [text for column, text in zip(columns, labels[row], strict=True) if text and column not in units] for row in filled}
    names = named(paths, headings)
    refuse_alike(names, columns)
    with_units = {
        row: " ".join([name, *(bracketed(grid[row][column]) for column in units if grid[row][column])]) for row, name in names.items()
    }
    notes = ((first_cell(grid[row], row), " ".join(filter(None, grid[row]))) for row in below if row not in with_units)
    return with_units, notes


def labels_of(grid: Grid, below: Sequence[int], merged: Sequence[Sequence[int]], columns: range) -> Labels:
    """Per row its labels from the outer to the inner; a group's name reaches down over what is merged with it, or over
    the blanks below it as long as there is an inner label."""
    labels = {row: [grid[row][column] for column in columns] for row in below}
    for place, column in enumerate(columns[:-1]):
        spans = {row: top for top, left, bottom, _ in merged if left == column for row in range(top, bottom + 1)}
        above = ""
        for row in below:
            own = labels[row][place]
            outer_is_new = any(grid[row][outer] for outer in columns[:place])
            above = own or ("" if outer_is_new or not any(labels[row][place + 1 :]) else above)
            labels[row][place] = grid[spans[row]][column] if row in spans else above
    return labels


def unit_columns(grid: Grid, across: Across, labels: Labels, columns: range) -> list[int]:
    """Columns called 単位, and inner ones that hold nothing but units."""
    found = [column for column in columns if any(grid[row][column] == "単位" for row in across.heads)]
    for column in columns[1:]:
        texts = [grid[row][column] for row in labels if grid[row][column]]
        if texts and all(map(UNIT.fullmatch, texts)):
            found.append(column)
    return sorted(set(found))


def bracketed(unit: str) -> str:
    return unit if unit[:1] in "([" else f"({unit})"


def heading_above(grid: Grid, below: Sequence[int], filled: set[int], columns: range) -> dict[int, str]:
    """A row with a label and no figures is the heading of those below it."""
    headings, current = {}, ""
    for row in below:
        text = " ".join(grid[row][column] for column in columns if grid[row][column])
        if row not in filled and text and not NOTE.match(text):
            current = text
        headings[row] = current
    return headings


def named(paths: dict[int, list[str]], headings: dict[int, str]) -> dict[int, str]:
    """The innermost label that is a word; where several rows share it, the whole path, and the heading before it."""
    inner = {row: next((text for text in reversed(path) if not is_value(text)), path[-1] if path else "") for row, path in paths.items()}
    for longer in (lambda row: " ".join(paths[row]), lambda row: " ".join(filter(None, [headings[row], *paths[row]]))):
        count = Counter(inner.values())
        inner = {row: longer(row) if count[name] > 1 else name for row, name in inner.items()}
    return {row: name for row, name in inner.items() if name}


def refuse_alike(names: dict[int, str], columns: range) -> None:
    rows: dict[str, int] = {}
    for row, name in names.items():
        if name in rows:
            first, second = cell_name(rows[name], columns[-1]), cell_name(row, columns[-1])
            raise UnreadableFile(f"{first} と {second} の項目名が同じです（{name[:30]}）。区別できる名前にしてください。")
        rows[name] = row


def first_cell(row: Sequence[str], number: int) -> str:
    return cell_name(number, next(column for column, cell in enumerate(row) if cell))
