"""Does a table hold statistics, or is it the list of municipalities?"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from analytics.intake.understanding.given import Given
from analytics.intake.understanding.recognising import PLACE_PARTS, Mapping, is_called
from analytics.intake.understanding.statistics import Columns, lists_things, statistics, with_title
from analytics.intake.understanding.tables import Table
from analytics.intake.values import missing_reason, plain, years_in
from analytics.kinds import INDICATORS, MUNICIPALITIES

JUDGED_ROWS = 2_000  # from so many rows it is told which columns of a table of statistics hold figures


def recognised_figures(given: Given, table: Table, titles: Sequence[str], found: Mapping | None) -> Mapping | None:
    """A table of statistics where the file says that it is one, where its municipalities stand across the top, or where it is no other
    kind and its headers name years or units; else what was found. None where it seems a master but holds mostly other figures."""
    is_said = is_called(INDICATORS, titles) or lies_as_statistics(table, found)
    if found is not None and not is_said and found.kind is not MUNICIPALITIES:
        return found
    figures = figures_of(given, table)
    is_master = found is not None and not is_said and is_of_master(given, table, titles, found, figures)
    looks_so = is_said or (
        bool(figures.years or figures.units or figures.unit) and not (found and counts_some(titles) and not figures.labels)
    )
    if not is_master and figures.items and figures.place and looks_so:
        return figures
    return found if is_said or is_master else None


def is_of_master(given: Given, table: Table, titles: Sequence[str], master: Mapping, figures: Mapping) -> bool:
    """Whether the figures of a table that could be a master are those that it keeps, not those of some people in some year."""
    if is_mostly_other_figures(master, figures):
        return False
    own = {name: at for name, at in master.columns.items() if name not in PLACE_PARTS}
    measured = {name for name in own if MUNICIPALITIES.by_name[name].type in ("integer", "number")}
    if is_called(MUNICIPALITIES, titles) or not measured or own.keys() - measured - {"category"}:
        return True
    has_class = bool({*figures.labels, *figures.dimensions}) or classes_people(table, own)
    is_dated = bool(years_in(Path(given.manifest.name).stem))
    return not (has_class or is_dated or counts_some(titles)) and (len(own) > 1 or "code" in master.place)


def classes_people(table: Table, own: dict[str, int]) -> bool:
    """Whether 区分 says 男 and 女, not what sort of municipality it is."""
    at = own.get("category")
    texts = {row[at] for row in judged_rows(table) if at is not None and at < len(row) and missing_reason(row[at]) is None}
    return bool(texts) and not any(plain(text) in MUNICIPALITIES.by_name["category"].choices for text in texts)


WHOLE = re.compile(
    r".*[都道府県]|\.\w{1,5}$|市区?町村|団体|自治体|人口|世帯|職員|面積|住民|基本台帳|住基|国勢調査|推計|一般行政部門|情報担当|高齢化率|基礎|一覧|データ"
    r"|令和|平成|年|月|現在|度末|[千万]人?以上|[千万]人?未満|[数表別の総と及び等末日度]|[\W\d_a-zA-Z]"
)


def counts_some(titles: Sequence[str]) -> bool:
    """Whether a title says that only some of the people, households, staff or land are counted: 外国人住民, 65歳以上の人口."""
    return any(re.search("人口|世帯|職員|面積|住民", title) and WHOLE.sub("", plain(title)) for title in titles)


def is_mostly_other_figures(master: Mapping, figures: Mapping) -> bool:
    """Whether a table of names has at least as many figures that no master knows as such that it does: its 人口 is then the base of a
    rate, of whatever year, and not to replace the one on record."""
    declared = {name: at for name, at in master.columns.items() if name not in ("name", "prefecture")}
    known = [at for at in declared.values() if at in figures.items]
    if len(known) < len(declared):  # kana, county, category …: who keeps them keeps a list of municipalities
        return False
    return 0 < len(known) <= len(set(master.unused) & figures.items.keys())


def lies_as_statistics(table: Table, found: Mapping | None) -> bool:
    """Municipalities across the top, and the names beside them are not those of questions, steps or aspects."""
    asked = found is not None and found.kind.spread is not None and 2 * found.matched >= sum(map(bool, table.names))
    return table.turned and not asked


def judged_rows(table: Table) -> list[list[str]]:
    with table.path.open(encoding="utf-8", newline="") as lines:
        return [row for row in islice(csv.reader(lines), table.first, min(table.end, table.first + JUDGED_ROWS)) if any(row)]


def figures_of(given: Given, table: Table) -> Mapping:
    columns = Columns(table.names, judged_rows(table), given.is_place)
    named_by = (Path(given.manifest.name).stem, table.sheet.name, *table.titles)
    mapping = with_title(statistics(columns, table.titles, given.profile), named_by)
    return nothing_of(mapping) if given.profile is None and lists_things(columns, mapping) else mapping


def nothing_of(mapping: Mapping) -> Mapping:
    """The mapping without a figure: which columns of a list of things are figures only its reader can tell."""
    told = {*mapping.items, *mapping.labels, *mapping.dimensions, *mapping.unused}
    return replace(mapping, items={}, labels=(), dimensions=(), years={}, units={}, guessed=(), unused=tuple(sorted(told)))
