"""What is there to say about a file as a whole? What it lacks, what is left out of it, which columns were guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from itertools import islice

import pandas as pd

from analytics.intake.checking.reader import ERROR, FINDING_COLUMNS, LEFT_OUT, WARNING, Finding
from analytics.intake.understanding.headings import COUNTED, is_unit
from analytics.intake.understanding.plan import Part, Understanding
from analytics.intake.understanding.recognising import Mapping
from analytics.intake.values import plain
from analytics.kinds import CODE, INDICATORS, Kind


def notes_on_plan(plan: Understanding) -> list[pd.DataFrame]:
    notes = [note for part in plan.parts for note in notes_on_part(plan, part)]
    notes += [Finding(plan.name, sheet, "", -1, "", "", LEFT_OUT, f"このシートは取り込みません。{why}") for sheet, why in plan.left_out]
    notes += [
        Finding(plan.name, sheet, "", -1, "", "", ERROR, f"市町村のシートですが、読み取れません。{why}") for sheet, why in plan.missed
    ]
    if plan.year_is_assumed and plan.profile:
        text = f"ファイルに年がないため、{plan.profile.year}年の値として取り込みます。違うときは年度を指定してください（--round）"
        notes.append(Finding(plan.name, "", "", -1, "年", "", WARNING, text))
    return [pd.DataFrame(notes, columns=FINDING_COLUMNS)]


def lacking_in_words(kind: Kind, lacking: Sequence[str]) -> str:
    """What has to be added; a municipality may be said instead of standing in a column."""
    if tuple(lacking) == (CODE.label,):
        return "市町村が分かりません（団体コードか市町村名の列がありません）。列の対応を直すか、市町村を指定してください（--municipality）"
    return f"{kind.label}に必要な列がありません（{'・'.join(lacking)}）。列名か、列の対応を直してください"


def notes_on_part(plan: Understanding, part: Part) -> Iterable[Finding]:
    table, mapping = part.table, part.mapping
    if part.lacking:
        yield Finding(plan.name, table.sheet.name, "", -1, "", "", ERROR, lacking_in_words(mapping.kind, part.lacking))
    if fault := unit_fault(part):
        yield Finding(plan.name, table.sheet.name, "", -1, "", "", ERROR, fault)
    for row, text in table.left_out:
        shown = "" if plan.kind.confidential else text[:60]
        yield Finding(plan.name, table.sheet.name, table.cell(row, 0), row, "", shown, LEFT_OUT, "合計・見出し・注記のため取り込みません")
    for cell, text in table.notes:
        yield Finding(plan.name, table.sheet.name, cell, -1, "", text[:60], LEFT_OUT, "項目名か値のない行のため取り込みません")
    yield from notes_on_columns(plan, part)
    for cell in table.sheet.uncalculated:
        yield Finding(
            plan.name, table.sheet.name, cell, -1, "", "", WARNING, "計算結果のない数式です。表計算ソフトで開いて保存し直してください"
        )


def unit_fault(part: Part) -> str | None:
    """What a line above or below the table says of its units that contradicts the columns: 人口 is stored in 人, so that
    （単位：千人） would make 32,100 of it 32. Indicators have a unit of their own."""
    columns = [part.mapping.kind.by_name[name] for name in part.mapping.columns if name in part.mapping.kind.by_name]
    allowed = {plain(unit).casefold(): unit for column in columns for unit in column.units}
    if not allowed or part.mapping.kind is INDICATORS:
        return None
    table = part.table
    lines = (*table.titles, *(text for _, text in (*table.left_out, *table.notes)), *texts_beside(part))
    said = [unit for line in lines for unit in units_said(line)]
    fits = any(unit.casefold() in allowed for unit in said)
    # Where another unit fits, a % belongs to further columns: it is no multiple of 人 or km2.
    wrong = next((unit for unit in said if unit.casefold() not in allowed and not (fits and unit == "%")), None)
    if wrong is None:
        return None
    expected = "・".join(dict.fromkeys(allowed))
    return f"表に「単位：{wrong}」とありますが、取り込む列の単位は{expected}です。値をその単位に直し、単位の行を消してください"


def texts_beside(part: Part) -> Iterable[str]:
    """What stands beside a table, in columns without a name, and cells among its data that are nothing but a unit."""
    names = part.table.names
    if part.table.turned:
        return
    with part.table.path.open(encoding="utf-8", newline="") as lines:
        for row in islice(csv.reader(lines), part.table.first, part.table.first + NEAR):
            yield from (f"({cell})" for at, cell in enumerate(row) if cell and (not "".join(names[at : at + 1]) or is_unit_alone(cell)))


def is_unit_alone(cell: str) -> bool:
    return UNIT_ALONE.fullmatch(plain(cell)) is not None


NEAR = 2_000  # rows in which notes beside a table are looked for
UNITS_SAID = re.compile(r"単位 *[:は=]? *([^)\]】]+)")
# （千人）, 千人単位: a multiple is no other word in brackets.
MULTIPLE = rf"[十百千万億兆]+(?:{COUNTED})"
UNIT_ALONE = re.compile(rf"[(\[【]?(単位 *[:は=]? *.+|{MULTIPLE})[)\]】]?", re.IGNORECASE)
MULTIPLES_SAID = re.compile(rf"[(\[【]({MULTIPLE})[)\]】]|({MULTIPLE})の?単位", re.IGNORECASE)


def units_said(line: str) -> list[str]:
    """The units that a line names: （単位：千人、km2）."""
    said = [word for found in UNITS_SAID.finditer(plain(line)) for word in re.split(r"[、,・\s]+", found[1])]
    multiples = [found[1] or found[2] for found in MULTIPLES_SAID.finditer(plain(line))]
    return [word for word in said if is_unit(word)] + multiples


def notes_on_columns(plan: Understanding, part: Part) -> Iterable[Finding]:
    """Columns that could be several things, that were guessed, or that are of no use, each at its header."""
    table, mapping = part.table, part.mapping
    told = [(index, what, ERROR, DOUBTFUL.format(what)) for index, what in mapping.doubtful.items()]
    told += [(index, mapping.items.get(index, ""), WARNING, guess_in_words(mapping, index)) for index in mapping.guessed]
    told += [(index, "", ERROR, UNMATCHED.format(what)) for index, what in mapping.unmatched.items()]
    told += [(index, "", WARNING, "使い道が分からない列のため取り込みません") for index in mapping.unused if index not in mapping.unmatched]
    for index, value, severity, message in told:
        yield Finding(plan.name, table.sheet.name, table.cell(table.first - 1, index), -1, table.names[index], value, severity, message)


DOUBTFUL = "「{}」のどれか、またはどの列かが決められません。列の対応を指定するか、列名を直してください（コマンドでは --accept-partial でこの列を除けます）"
UNMATCHED = "回答がありますが、どの設問の列か分かりません（列のない設問: {}）。列の対応を指定するか、取り込まない列としてください（コマンドでは --accept-partial）"


def guess_in_words(mapping: Mapping, index: int) -> str:
    item = mapping.items.get(index, "")
    if index in mapping.years:
        return f"表題から、この列を「{item}」の{mapping.years[index]}年の値とみなしました。違うときは対応を直してください"
    return f"列名が似ているため「{item}」の列とみなしました。違うときは対応を直してください"
