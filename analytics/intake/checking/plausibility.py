"""Which values that came in are unlikely beside what is known?

Everything here is a warning: it rejects nothing. The comparing is done by the SQL of `comparing`; here it becomes one line of
Japanese at the cell. Results of single respondents (literacy) are neither compared nor shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from analytics.intake.checking import comparing
from analytics.intake.checking.reader import (
    FINDING_COLUMNS,
    SUMMED_UP_FROM,
    WARNING,
    Finding,
    Reader,
    finding,
    framed,
    no_findings,
    place_position,
)
from analytics.intake.reading.staged import Limits
from analytics.intake.values import shortened

USUAL_SHARE = 0.1  # rises by one choice in more rows than this are progress, not slips: said once per column
CELLS_NAMED = 8
MOST_SHOWN = 20  # characters of the text that is held
# Columns slide in a table of columns. No file has more of them than this: what names more items is a long table, in which each
# value has its name beside it.
MOST_COLUMNS = Limits().columns
MOST_ASKED, FEWEST_ASKED, COMPARISONS = 60, 12, 5_000_000  # municipalities that tell whether a column slid, and pairs of values
CHECK = "誤りでないか確かめてください"
STEP_UP = "上昇"
ROWS = "select count(*) from context"


class Doubt(NamedTuple):
    """One unlikely value, or one unlikely column (then line is that of its first value, or -1).

    rule: what is doubted; n: how many values of its column it stands for together with those beside it, where only the first are
    given; is_usual: so common in this file that it is worth no line of its own.
    """

    rule: str
    sheet: int
    line: int
    position: int
    message: str
    is_column: bool = False
    is_usual: bool = False
    n: int = 1

    @property
    def row(self) -> tuple[int, int]:
        return self.sheet, self.line

    @property
    def place(self) -> tuple[int, int]:
        return self.sheet, self.position


def implausible(reader: Reader) -> pd.DataFrame:
    """Warnings in the shape of FINDING_COLUMNS, from what `checks.stage` left in the cursor and what the database holds."""
    if reader.kind.private:
        return no_findings()
    doubts = list(empty_columns(reader))
    if reader.kind.name == "issues":
        doubts += reworded_issues(reader)
    elif reader.kind.name in comparing.SCALES | comparing.STATISTICS and comparing.lay_out(reader.cursor, reader.kind):
        doubts += doubts_on_answers(reader) if reader.kind.name in comparing.SCALES else doubts_on_figures(reader)
    doubts = list(counted_once(reader, doubts))
    if not doubts:
        return no_findings()
    texts = texts_of(reader, doubts)
    told = [as_finding(reader, doubt, texts.get(place_of(doubt), "")) for doubt in doubts]
    return pd.DataFrame(told, columns=FINDING_COLUMNS)


def texts_of(reader: Reader, doubts: list[Doubt]) -> dict[tuple[int, int, int], str]:
    """What stands in the doubted cells."""
    framed(reader.cursor, "doubted", sorted({place_of(doubt) for doubt in doubts}), ["sheet", "line", "position"])
    rows = reader.cursor.execute("select sheet, line, position, text from cell semi join doubted using (sheet, line, position)").fetchall()
    return {(sheet, line, position): text for sheet, line, position, text in rows}


def as_finding(reader: Reader, doubt: Doubt, text: str) -> Finding:
    """A doubted column is told at its header, where it has one of its own."""
    if not doubt.is_column:
        return finding(reader, doubt.sheet, doubt.line, doubt.position, text, WARNING, doubt.message)
    table = reader.plan.parts[doubt.sheet].table
    line = doubt.line if is_long(reader) else table.first - 1
    return Finding(
        reader.plan.name,
        table.sheet.name,
        table.cell(line, doubt.position),
        -1,
        table.names[doubt.position],
        "",
        WARNING,
        doubt.message,
    )


def is_long(reader: Reader) -> bool:
    """Whether one column of the file holds the values of all items."""
    return bool(reader.kind.spread) and not reader.spreads


# ---------------------------------------------------------------- many alike are one


def counted_once(reader: Reader, doubts: list[Doubt]) -> Iterator[Doubt]:
    """Each doubt by itself; where one rule has too many in one column, or what it tells is usual in this file, one for all."""
    groups: dict[tuple[object, ...], list[Doubt]] = {}
    for doubt in doubts:
        groups.setdefault((doubt.rule, doubt.place, doubt.is_column), []).append(doubt)
    for group in groups.values():
        together = max(len(group), group[0].n) > SUMMED_UP_FROM or group[0].is_usual
        yield from [one_for_all(reader, group)] if together else group


def one_for_all(reader: Reader, group: list[Doubt]) -> Doubt:
    first, n = group[0], max(len(group), group[0].n)
    cells = "・".join(reader.plan.parts[doubt.sheet].table.cell(doubt.line, doubt.position) for doubt in group[:CELLS_NAMED])
    where = f"{n:,}件（{cells}{' など' if n > CELLS_NAMED else ''}）"
    rise = f"前回から尺度の半分を超えて上がった回答が{where}あります。この表では多いため、まとめて示します"
    message = rise if first.rule == STEP_UP else f"{where}が同じ注意に当たります。最初の値: {first.message}"
    return first._replace(is_column=True, message=message)


# ---------------------------------------------------------------- answers, scores and targets


def doubts_on_answers(reader: Reader) -> list[Doubt]:
    swapped = swapped_rows(reader, comparing.SWAPPED_ANSWERS)
    shifted, replaced = shifted_columns(reader, answers=True)
    unmoved = unmoved_columns(reader, comparing.UNMOVED_ANSWERS)
    return [*swapped, *shifted, *unmoved, *leaps(reader, {doubt.row for doubt in swapped}, replaced)]


def leaps(reader: Reader, rows: set[tuple[int, int]], columns: set[tuple[int, int]]) -> list[Doubt]:
    """Answers far from the last ones, outside the rows and columns that are doubted as a whole; of many of one sort in one column
    the first. Rises by one choice in many rows are usual."""
    explained = {
        "row_sheets": [sheet for sheet, _ in rows],
        "lines": [line for _, line in rows],
        "column_sheets": [sheet for sheet, _ in columns],
        "positions": [position for _, position in columns],
    }
    reader.cursor.execute(comparing.LEAPS, explained | {"steps_up": reader.kind.name == "survey"})
    is_usual = counted(reader, comparing.ROWS_STEPPED_UP) > max(1, USUAL_SHARE * counted(reader, ROWS))
    shown = {"first": CELLS_NAMED, "most": SUMMED_UP_FROM, "is_usual": is_usual}
    return [leap(is_usual, *row) for row in reader.cursor.execute(comparing.leaps_told(reader.kind), shown).fetchall()]


def counted(reader: Reader, sql: str) -> int:
    return int(reader.cursor.execute(sql).fetchall()[0][0])


def leap(is_usual: bool, sheet: int, line: int, position: int, round: str, told: str, is_step_up: bool, n: int) -> Doubt:
    message = f"前回（{round}年度）の「{in_short(told)}」から、尺度の半分を超えて変わっています。{CHECK}"
    return Doubt(STEP_UP if is_step_up else "前回", sheet, line, position, message, is_usual=is_step_up and is_usual, n=n)


def in_short(text: str) -> str:
    return shortened(" ".join(text.split()), MOST_SHOWN)


def besides(doubts: Iterable[Doubt], rows: Iterable[Doubt], columns: set[tuple[int, int]]) -> list[Doubt]:
    """The doubts that are not explained by a doubt on their whole row or column."""
    explained = {doubt.row for doubt in rows}
    return [doubt for doubt in doubts if doubt.row not in explained and doubt.place not in columns]


# ---------------------------------------------------------------- figures


def doubts_on_figures(reader: Reader) -> list[Doubt]:
    for table in (comparing.SHAPE, comparing.LEVELS, comparing.COLUMNS):
        reader.cursor.execute(table)
    swapped = swapped_rows(reader, comparing.SWAPPED_FIGURES)
    shifted, replaced = shifted_columns(reader, answers=False)
    scaled, rescaled = scaled_columns(reader)
    unmoved = unmoved_columns(reader, comparing.UNMOVED_FIGURES)
    far_ones = besides(far_from_last(reader), swapped, replaced | rescaled)
    odd = [] if replaced | rescaled else besides(unbalanced(reader), [*swapped, *far_ones], set())
    unlike = besides(far_from_like(reader), [*swapped, *far_ones, *odd], replaced | rescaled | wholes(reader, odd))
    return [*swapped, *shifted, *scaled, *besides(ratios_for_percent(reader), [], rescaled), *unmoved, *far_ones, *odd, *unlike]


def far_from_last(reader: Reader) -> list[Doubt]:
    sql = comparing.FAR_MASTER if reader.kind.name == "municipalities" else comparing.FAR_INDICATORS
    return [far(*row) for row in reader.cursor.execute(sql).fetchall()]


def far(sheet: int, line: int, position: int, period: str, value: float, last: float, is_percent: bool) -> Doubt:
    before = f"前回（{period}年）は" if period else "今の登録値は"
    message = f"{before} {figure(last)} で、{change(value, last, is_percent)}。{CHECK}"
    return Doubt("前回", sheet, line, position, message)


def figure(value: float) -> str:
    return f"{float(f'{value:.4g}'):,.10g}" if value % 1 else f"{value:,.10g}"


def change(value: float, last: float, is_percent: bool) -> str:
    if value > 0 and last > 0 and (power := power_of_ten(value / last)):
        return f"約{power}です（単位・けた・％の書き方）"
    if is_percent or last <= 0:
        return f"差は {value - last:+.4g} です"
    return f"{100 * (value / last - 1):+,.0f}％の変化です"


def power_of_ten(ratio: float) -> str:
    """1/1000, 10倍 …; '' where the ratio is no power of ten."""
    powers = {10.0**ten: f"{10**ten:,}倍" if ten > 0 else f"1/{10**-ten:,}" for ten in (-6, -4, -3, -2, -1, 1, 2, 3, 4, 6)}
    return next((words for power, words in powers.items() if 0.85 < ratio / power < 1.18), "")


def unbalanced(reader: Reader) -> list[Doubt]:
    """Figures of the master that do not go together. Of one row those that most speak against are told; if it is so in most
    rows, the column is."""
    if reader.kind.name != "municipalities":
        return []
    found = [doubt for balance in comparing.BALANCES for doubt in unbalanced_pair(reader, balance)]
    against = Counter(place_of(doubt) for doubt in found)
    most = {row: max(n for (*own, _), n in against.items() if tuple(own) == row) for row in {doubt.row for doubt in found}}
    told = {place_of(doubt): doubt for doubt in found if against[place_of(doubt)] == most[doubt.row]}
    return whole_columns(reader, list(told.values()))


def unbalanced_pair(reader: Reader, balance: comparing.Balance) -> list[Doubt]:
    rows = reader.cursor.execute(
        comparing.UNBALANCED, {name: getattr(balance, name) for name in ("one", "other", "low", "high")}
    ).fetchall()
    return [
        Doubt("釣合い", sheet, line, position, f"{balance.words.format(figure(ratio))}。{CHECK}") for sheet, line, position, ratio in rows
    ]


def whole_columns(reader: Reader, doubts: list[Doubt]) -> list[Doubt]:
    """Doubts that befall most rows, as one on the column with the most of them: its unit is wrong rather than its values."""
    counts = Counter(doubt.place for doubt in doubts)
    rows = counted(reader, ROWS)
    worst = max(sorted(counts), key=lambda place: counts[place], default=None)
    if worst is None or counts[worst] < max(3, 0.5 * rows):
        return doubts
    first = next(doubt for doubt in doubts if doubt.place == worst)
    return [
        column(
            *place_of(first),
            f"{counts[worst]:,}件に同じ注意があります。単位か列がずれていないか確かめてください。最初の値: {first.message}",
        )
    ]


def place_of(doubt: Doubt) -> tuple[int, int, int]:
    return doubt.sheet, doubt.line, doubt.position


def far_from_like(reader: Reader) -> list[Doubt]:
    rows = reader.cursor.execute(comparing.FAR_FROM_LIKE).fetchall()
    return [Doubt("類似", s, n, at, f"人口の近い団体では {figure(low)}～{figure(high)} ほどです。{CHECK}") for s, n, at, low, high in rows]


# ---------------------------------------------------------------- whole rows and columns


def swapped_rows(reader: Reader, sql: str) -> list[Doubt]:
    """Two rows next to each other that seem to carry each other's values; both are told."""
    pairs = [] if is_long(reader) else reader.cursor.execute(sql).fetchall()
    return [swapped(reader, sheet, *both) for sheet, line, above in pairs for both in ((line, above), (above, line))]


def swapped(reader: Reader, sheet: int, line: int, other: int) -> Doubt:
    table = reader.plan.parts[sheet].table
    position = place_position(reader, sheet)
    message = f"{table.cell(other, position)} の団体の行と値が入れ替わっているようです（互いの前回の値に近いため）。{CHECK}"
    return Doubt("入替え", sheet, line, position, message)


def unmoved_columns(reader: Reader, sql: str) -> list[Doubt]:
    return [
        column(sheet, line, at, f"{n:,}団体の値が前回（{when(period)}）と全団体で同じです。前回の列を写していないか確かめてください")
        for sheet, line, at, n, period in reader.cursor.execute(sql).fetchall()
    ]


def column(sheet: int, line: int, position: int, message: str) -> Doubt:
    return Doubt("列", sheet, line, position, message, is_column=True)


def when(period: str) -> str:
    return "今の登録値" if period == "held" else f"{period}年"


def shifted_columns(reader: Reader, answers: bool) -> tuple[list[Doubt], set[tuple[int, int]]]:
    """Columns that hold what another column held, and where they stand. Each is held against each other one: where there are many,
    by fewer municipalities."""
    reader.cursor.execute(comparing.TOLD_COLUMNS)
    columns, items = reader.cursor.execute(comparing.HOW_MANY_COLUMNS).fetchall()[0]
    if not columns or items > MOST_COLUMNS:
        return [], set()
    asked = max(FEWEST_ASKED, min(MOST_ASKED, COMPARISONS // (columns * items)))
    doubts = [
        column(
            sheet,
            line,
            at,
            f"{n:,}団体の値が「{label(reader, item)}」の列の前回（{when(period)}）の値に近く、この列の前回とは違います。列がずれていないか確かめてください",
        )
        for sheet, line, at, n, item, period in reader.cursor.execute(comparing.shifted(answers), {"asked": asked}).fetchall()
    ]
    return doubts, wholes(reader, doubts)


def wholes(reader: Reader, doubts: list[Doubt]) -> set[tuple[int, int]]:
    """The columns of which every value is doubted; a long table has no such column."""
    return set() if is_long(reader) else {doubt.place for doubt in doubts if doubt.is_column}


def label(reader: Reader, item: str) -> str:
    own = reader.kind.by_name.get(item)
    return own.label if own else item


def scaled_columns(reader: Reader) -> tuple[list[Doubt], set[tuple[int, int]]]:
    """Columns in another unit than before: 千人 for 人."""
    doubts = [
        column(
            sheet,
            line,
            at,
            f"{n_all:,}団体中{n:,}団体の値が前回（{when(period)}）の約{power_of_ten(10.0**ten) or f'10の{ten:g}乗倍'}です。単位を確かめてください",
        )
        for sheet, line, at, n, n_all, ten, period, *_ in reader.cursor.execute(comparing.SCALED).fetchall()
    ]
    return doubts, wholes(reader, doubts)


def ratios_for_percent(reader: Reader) -> list[Doubt]:
    return [
        column(
            first["sheet"],
            first["line"],
            first["position"],
            f"％の列の{n:,}件がすべて1以下です。72％は 72 と書いてください（0.72 は 0.72％になります）",
        )
        for first, n in reader.cursor.execute(comparing.SHARE_AS_RATIO).fetchall()
    ]


def empty_columns(reader: Reader) -> Iterator[Doubt]:
    """Columns that are known but blank in every row: what they held is given up by taking them in."""
    for sheet, position, _ in reader.cursor.execute(comparing.EMPTY).fetchall():
        line = reader.plan.parts[sheet].table.first
        yield column(sheet, line, position, "この列はすべて空欄です。取り込むと、すべて未回答になります")


# ---------------------------------------------------------------- issues


def reworded_issues(reader: Reader) -> list[Doubt]:
    """Issues whose number bore another text before."""
    given = {name for name, *_ in reader.cursor.execute("describe incoming").fetchall()}
    item = next((name for name in ("class_c", "class_b", "class_a") if name in given), None)
    if item is None:
        return []
    rows = reader.cursor.execute(comparing.REWORDED.format(words=f'"{item}"'), {"item": item}).fetchall()
    return [
        Doubt("課題", s, n, at, f"同じ No. の課題が {round}年度では「{in_short(told)}」です。No. の付け間違いでないか確かめてください")
        for s, n, at, round, told in rows
    ]
