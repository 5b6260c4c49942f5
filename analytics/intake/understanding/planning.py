"""How is a staged file to be read? Tables, kind, mapping, round and municipality of each sheet, all correctable."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from analytics.intake.own_files import is_explanation, told_round
from analytics.intake.places import Gazetteer, normal
from analytics.intake.reading.staged import Manifest, Sheet, UnreadableFile
from analytics.intake.understanding.assigned import PART_OF_NAME, with_wishes
from analytics.intake.understanding.figures_or_master import figures_of, judged_rows, recognised_figures
from analytics.intake.understanding.given import Contradiction, Given, sheet_words
from analytics.intake.understanding.layout import HeaderNotFound
from analytics.intake.understanding.plan import Part, Understanding, Wishes
from analytics.intake.understanding.recognising import (
    PLACE_PARTS,
    Mapping,
    TwoKinds,
    bare,
    fitting,
    is_about_persons,
    is_asking,
    item_labels,
    known_header,
    labels_for,
    lacking,
    map_columns,
    mappings_of,
    round_from,
    wide_indicators,
    without_copy_mark,
)
from analytics.intake.understanding.remembered import Remembered, remembered_for, target_by_column
from analytics.intake.understanding.statistics import year_above
from analytics.intake.understanding.tables import Table, find_table
from analytics.intake.understanding.whose import agree_on_municipality, municipality_of, prefecture_of, told_in_title, wished_municipality
from analytics.intake.values import missing_reason, plain, round_in
from analytics.kinds import BOUNDARIES, INDICATORS, KINDS, LITERACY, MUNICIPALITIES, SURVEY, Kind
from analytics.model import Model
from analytics.profiles import Profile, profiles


def understand(
    manifest: Manifest, folder: Path, model: Model, places: Gazetteer, wishes: Wishes, remembered: Sequence[Remembered] = ()
) -> Understanding:
    """remembered: the kept ways of reading, newest first. Raises UnreadableFile where the file is no kind that is known."""
    is_document = bool(manifest.sheets) and manifest.sheets[0].format == "json"
    if wishes.kind and is_document != (wishes.kind == BOUNDARIES.name):
        raise UnreadableFile(f"{manifest.name}: 境界は GeoJSON か TopoJSON、それ以外の種類は CSV かブックで取り込みます。")
    if is_document:
        document = folder / manifest.sheets[0].path
        return Understanding(manifest.name, BOUNDARIES, (), document=document, encoding=manifest.encoding)
    wishes = replace(wishes, municipality=wished_municipality(manifest, places, wishes))
    sheets = chosen_sheets(manifest, folder, wishes)
    profile = recognised_profile(sheets[0], folder, wishes)
    if profile and profile.sheets == "first" and not wishes.sheet:
        sheets = sheets[:1]
    is_place, known = cache(municipality_test(places)), cache(known_header(KINDS.values(), labels_of_model(model)))
    mappings = cache(lambda names, round: mappings_of(names, model, model.questionnaire(round), round and round[:4]))
    given = Given(manifest, folder, model, places, wishes, is_place, known, mappings, profile, remembered)
    parts, left_out, missed = parts_of(given, sheets)
    kind = parts[0].mapping.kind
    same = tuple(part for part in parts if part.mapping.kind is kind)
    others = [(part.table.sheet.name, f"種類が違うため（{part.mapping.kind.label}）") for part in parts if part.mapping.kind is not kind]
    assumed = bool(profile and profile.year and not wishes.round and kind is INDICATORS)
    answers = wishes.answers or next((part.answers for part in same if part.answers), None)
    told = (*left_out, *others, *unread(manifest, folder, sheets, wishes))
    return Understanding(manifest.name, kind, same, profile, None, manifest.encoding, answers, assumed, told, tuple(missed))


def unread(manifest: Manifest, folder: Path, sheets: Sequence[Sheet], wishes: Wishes) -> list[tuple[str, str]]:
    """(sheet, why) of those that were not looked at, unless the user asked for one sheet. Explanations go without a word."""
    left = [] if wishes.sheet else [sheet for sheet in manifest.sheets if sheet not in sheets]
    others = [sheet for sheet in left if not is_explanation(folder / sheet.path)]
    return [(sheet.name, HIDDEN if sheet.hidden and sheet.rows else "一覧の後の表のため" if sheet.rows else "空のため") for sheet in others]


HIDDEN = "非表示のシートのため。取り込むときはシートを指定してください（--sheet）"


def chosen_sheets(manifest: Manifest, folder: Path, wishes: Wishes) -> list[Sheet]:
    """The sheet asked for, else all that are filled and visible; never one that only explains the others."""
    filled = [sheet for sheet in manifest.sheets if sheet.rows and not is_explanation(folder / sheet.path)]
    sheets = [sheet for sheet in filled if (sheet.name == wishes.sheet if wishes.sheet else not sheet.hidden)]
    if not sheets:
        names = "・".join(f"{sheet.name}{'（非表示）' if sheet.hidden else ''}" for sheet in manifest.sheets) or "なし"
        wanted = f"シート「{wishes.sheet}」がありません" if wishes.sheet else "中身のある、表示されたシートがありません"
        raise UnreadableFile(f"{manifest.name}: {wanted}（シート: {names}）")
    return sheets


def recognised_profile(sheet: Sheet, folder: Path, wishes: Wishes) -> Profile | None:
    """The official file whose marks all stand in the first rows or first columns of the sheet, unless the user says another kind."""
    with (folder / sheet.path).open(encoding="utf-8", newline="") as lines:
        head = [row for row, _ in zip(csv.reader(lines), range(60), strict=False)]
    texts = {bare(cell) for row in head for cell in row}
    marks = {plain(cell) for row in head[:40] for cell in row[:60] if cell.strip()}
    fitting = (profile for profile in profiles() if wishes.kind in (None, profile.kind))
    return next((profile for profile in fitting if is_marked(profile, texts, marks)), None)


def is_marked(profile: Profile, texts: set[str], cells: set[str]) -> bool:
    if profile.recognised_by:
        return {bare(mark) for mark in profile.recognised_by} <= texts
    return any(all(any(re.fullmatch(pattern, cell) for cell in cells) for pattern in patterns) for patterns in profile.marks)


Untaken = list[tuple[str, str]]


def parts_of(given: Given, sheets: Sequence[Sheet]) -> tuple[list[Part], Untaken, Untaken]:
    """The sheets that could be understood, and (sheet, why) of the others: left out, and missed as their figures are wanted.
    Raises if none could, or one could be two things."""
    parts, failed = [], []
    for sheet in sheets:
        try:
            parts.append(understand_sheet(given, sheet))
        except TwoKinds as error:
            raise TwoKinds(f"{given.manifest.name}: {sheet_words(sheet)}{error}") from error
        except UnreadableFile as error:
            failed.append((sheet, error))
    if not parts:
        raise UnreadableFile(f"{given.manifest.name}: {failed[0][1]}")
    used = [part for part in parts if part.mapping.matched] or parts  # a cover is no table with columns missing
    headers = {part.table.names for part in used}
    told = [(sheet.name, str(error), why_missed(given, sheet, error, headers)) for sheet, error in failed]
    left_out = [(name, error) for name, error, why in told if not why]
    left_out += [(part.table.sheet.name, f"{part.mapping.kind.label}の列がないため") for part in parts if part not in used]
    return used, left_out, [(name, why) for name, _, why in told if why]


def why_missed(given: Given, sheet: Sheet, error: UnreadableFile, headers: set[tuple[str, ...]]) -> str | None:
    """What to mend in a sheet that could not be read but should have been; None with one that may be left out."""
    place = given.places.find(sheet.name)
    if place.code or isinstance(error, Contradiction):
        return str(error)
    return f"シート名から市町村が分かりません。{place.fault}" if has_header_of(given, sheet, headers) else None


def has_header_of(given: Given, sheet: Sheet, headers: set[tuple[str, ...]]) -> bool:
    try:
        return table_of(given, sheet)[0].names in headers
    except HeaderNotFound:
        return False


def understand_sheet(given: Given, sheet: Sheet) -> Part:
    table, known = table_of(given, sheet)
    wishes = with_remembered(given, table, known) if known else given.wishes
    titles = (*table.titles, sheet.name, without_copy_mark(given.manifest.name))
    agree_on_round(table, wishes)
    round = wishes.round or (given.profile.year if given.profile else None) or round_from(titles)
    told = told_in_title(given, sheet, table, wishes)
    municipality = told or wishes.municipality or municipality_of(given, sheet, table)
    mapping = mapping_of(replace(given, wishes=wishes), table, round, bool(municipality), titles)
    prefecture = None if municipality else prefecture_of(given, sheet)
    if mapping is None and prefecture:
        mapping = mapping_of(replace(given, wishes=wishes), table, round, True, titles)
        mapping = mapping if mapping and mapping.kind.prefecture_rows else None
    municipality = prefecture if mapping and mapping.kind.prefecture_rows and prefecture else municipality
    if mapping is None:
        raise UnreadableFile(f"{sheet_words(sheet)}{what_is_missing(given, table, round, titles)}")
    mapping = with_wishes(with_unmatched(given, table, mapping, round), wishes)
    if mapping.kind is INDICATORS and not wishes.round and not (given.profile and given.profile.year):
        round = year_above(titles, given.profile)
    agree_on_year(given, table, mapping, wishes)
    own = mapping.place.keys() & {"code", "name"}
    told_here = told if told in given.places.names else None
    only = (wishes.municipality or told_here) if own else None
    needed = tuple(lacking(mapping, bool(municipality)))
    place = None if own else municipality
    if place and "code" in mapping.kind.by_name:
        agree_on_municipality(given, sheet, wishes)
    agree_on_years(table, mapping, wishes)
    name, answers = (known.name, known.answers) if known else (None, None)
    return Part(table, mapping, place, round, needed, only, name, answers, wishes.round)


def what_is_missing(given: Given, table: Table, round: str | None, titles: Sequence[str]) -> str:
    """Why a sheet is of no kind: because it does not say whose it is, or because its columns are those of none."""
    mappings = given.mappings(table.names, round)
    if is_about_persons(mappings, table.names):
        return f"{LITERACY.label}のように見えますが、{'・'.join(lacking_of(LITERACY, mappings))} の列がありません。列を加えてください。"
    if_known = fitting(mappings, table.names, True, titles)
    if if_known and if_known.kind is MUNICIPALITIES and if_known.columns.keys() - PLACE_PARTS.keys():
        return "市町村マスタとも指標とも読める列です。種類を指定してください（--kind municipalities または --kind indicators）。"
    if if_known and if_known.kind is not MUNICIPALITIES and explains(if_known, table.names):
        what = f"{if_known.kind.label}の列がありますが、どの市町村のものか分かりません"
        return f"{what}。市町村名の列を加えるか、シート名・ファイル名を市町村名にするか、市町村を指定してください（--municipality）。"
    doubtful = max((mapping.doubtful for mapping in given.mappings(table.names, round)), key=len)
    if 2 * len(doubtful) >= sum(map(bool, table.names)) - 1:
        shown = "、".join(f"「{table.names[at]}」（{what} か別の値か）" for at, what in list(doubtful.items())[:3])
        return f"何の値か決められない列があります: {shown}。列名を直すか、種類と列の対応を指定してください（--kind）。"
    return f"列名から種類を見分けられません（見つかった列: {columns_in_words(table.names)}）。種類と列の対応を指定してください。"


def lacking_of(kind: Kind, mappings: Sequence[Mapping]) -> list[str]:
    return next((lacking(mapping, False) for mapping in mappings if mapping.kind is kind), [])


def explains(mapping: Mapping, names: Sequence[str]) -> bool:
    """Whether a file may be said to be of a kind: half of its columns are, and not by bare numbers, which anything may have."""
    titles = [names[index] for index in (*mapping.columns.values(), *mapping.items)]
    return 2 * mapping.matched >= sum(map(bool, names)) and not all(re.fullmatch(r"\W*\d+\W*", title) for title in titles)


def agree_on_round(table: Table, wishes: Wishes) -> None:
    """Raises Contradiction where the line 調査年度 of a form says another round than the user."""
    told = round_in(told_round(table.titles) or "")
    if wishes.round and told and told != wishes.round:
        raise Contradiction(
            f"{sheet_words(table.sheet)}「調査年度」の行は {told} で、指定された {wishes.round} ではありません。指定を外すか、行を直してください"
        )


def agree_on_year(given: Given, table: Table, mapping: Mapping, wishes: Wishes) -> None:
    """Raises Contradiction where the lines above a table tell another year than the file's name, and nothing else tells which is meant."""
    is_told = mapping.columns.keys() & {"round", "year"} or (mapping.items and mapping.years.keys() >= mapping.items.keys())
    if wishes.round or given.profile or is_told or not mapping.kind.by_name.keys() & {"round", "year"}:
        return
    names = (table.titles, (without_copy_mark(given.manifest.name),))
    above, named = ((year_above(lines, None) if mapping.kind is INDICATORS else round_from(lines)) for lines in names)
    if above and named and above[:4] != named[:4]:
        raise Contradiction(
            f"{sheet_words(table.sheet)}表の上の行では {above[:4]} 年、ファイル名では {named[:4]} 年です。年度を指定してください（--round {above[:4]}）"
        )


def agree_on_years(table: Table, mapping: Mapping, wishes: Wishes) -> None:
    """Raises Contradiction where the header of a figure says another year than the user."""
    for index, year in mapping.years.items():
        if wishes.round and year[:4] != wishes.round[:4]:
            raise Contradiction(
                f"{sheet_words(table.sheet)}列「{table.names[index]}」は {year} 年の値で、指定された {wishes.round} ではありません。年度の指定を外してください"
            )


def table_of(given: Given, sheet: Sheet) -> tuple[Table, Remembered | None]:
    """The table of a sheet and the kept way of reading that its header calls for, which may know in which rows the header stands."""
    kinds = [KINDS[given.wishes.kind]] if given.wishes.kind else list(KINDS.values())
    usable = [known for known in given.remembered if known.kind in {kind.name for kind in kinds}]
    is_place, names = given.is_place, given.known
    if given.wishes.header:
        first, last = given.wishes.header
        table = find_table(sheet, given.folder, names, is_place, (first - 1, last - 1))
        return table, remembered_for(usable, table.names)
    for known in usable:
        if known.header_rows and known.header_rows[1] <= sheet.rows:
            first, last = known.header_rows
            table = find_table(sheet, given.folder, names, is_place, (first - 1, last - 1))
            if remembered_for([known], table.names):
                return table, known
    table = find_table(sheet, given.folder, names, is_place)
    return table, remembered_for(usable, table.names)


def labels_of_model(model: Model) -> dict[str, str]:
    """What headers may name in any questionnaire, for the search of the header row."""
    return {
        title: item
        for questionnaire in model.questionnaires
        for kind in KINDS.values()
        for title, item in item_labels(kind, model, questionnaire).items()
    }


def with_remembered(given: Given, table: Table, known: Remembered) -> Wishes:
    """What was kept, where the user says nothing else. An item that the model no longer has is recognised anew."""
    kind, wishes = KINDS[known.kind], given.wishes
    said = dict(wishes.columns)
    items = set(labels_of_model(given.model).values()) if kind.spread in ("question", "step", "aspect") else None
    possible = {*kind.by_name, *PLACE_PARTS, "", PART_OF_NAME}
    kept = {
        index: target
        for index, target in target_by_column(known, table.names).items()
        if index not in said and (not target or target not in said.values()) and (items is None or target in possible | items)
    }
    return replace(wishes, kind=known.kind, answers=wishes.answers or known.answers, columns=(*kept.items(), *wishes.columns))


def columns_in_words(names: Sequence[str]) -> str:
    shown = [name for name in names if name]
    return "、".join(shown[:8]) + (f" ほか{len(shown) - 8}列" if len(shown) > 8 else "")


def municipality_test(places: Gazetteer) -> Callable[[str], bool]:
    """Whether a text alone names a loaded municipality (used to see tables that lie on their side)."""
    return lambda text: normal(text) in places.spellings or plain(text) in places.names


def mapping_of(given: Given, table: Table, round: str | None, municipality_known: bool, titles: Sequence[str]) -> Mapping | None:
    questionnaire = given.model.questionnaire(round)
    if given.profile:
        return profile_mapping(given, table, given.profile)
    if given.wishes.kind:
        kind = KINDS[given.wishes.kind]
        mapping = map_columns(kind, table.names, labels_for(kind, table.names, given.model, questionnaire), round and round[:4])
        is_long = kind.value in mapping.columns and kind.spread in mapping.columns
        return figures_of(given, table) if kind is INDICATORS and not is_long else mapping
    mappings = given.mappings(table.names, round)
    found = fitting(mappings, table.names, municipality_known, titles)
    if is_about_persons(mappings, table.names):
        return found
    return found if found and found.kind is INDICATORS else recognised_figures(given, table, titles, found)


def with_unmatched(given: Given, table: Table, mapping: Mapping, round: str | None) -> Mapping:
    """The mapping of a wide survey that knows which of its unused columns may be those of questions that it lacks. Where every question
    has its column, another one is a question that the questionnaire lacks."""
    if mapping.kind is not SURVEY or not mapping.items or not mapping.unused:
        return mapping
    lacking = [question for question in given.model.questionnaire(round).questions if question.id not in mapping.items.values()]
    if not lacking:
        return mapping
    named = "・".join(question.id for question in lacking[:5]) + ("など" if len(lacking) > 5 else "")
    labels = {plain(choice.label) for question in lacking for choice in question.choices}
    points = {f"{choice.points:g}" for question in lacking for choice in question.choices if choice.points is not None}
    rows = judged_rows(table)
    texts = {at: [row[at] for row in rows if at < len(row) and missing_reason(row[at]) is None] for at in mapping.unused}
    unmatched = [at for at, told in texts.items() if are_choices(told, labels | (points if is_asking(table.names[at]) else set()))]
    return replace(mapping, unmatched=dict.fromkeys(unmatched, named))


def are_choices(texts: Sequence[str], labels: set[str]) -> bool:
    """Whether most texts are words or points that some question offers, with the number of the choice or without."""
    return 2 * sum(plain(text) in labels or re.sub(r"^\W?\d+\W*\s*", "", plain(text)) in labels for text in texts) > len(texts)


def profile_mapping(given: Given, table: Table, profile: Profile) -> Mapping:
    """The mapping that an official file's profile declares."""
    kind = KINDS[profile.kind]
    if kind is INDICATORS:
        return figures_of(given, table) if profile.headers else declared_indicators(table, profile)
    wanted = {bare(title): column for title, column in profile.columns.items()}
    columns = {wanted[bare(name)]: index for index, name in enumerate(table.names) if bare(name) in wanted}
    place: dict[str, int] = {part: columns[part] for part in ("code", "name", "prefecture", "county") if part in columns}
    unused = tuple(index for index in range(len(table.names)) if index not in columns.values())
    return Mapping(kind, place, {name: index for name, index in columns.items() if name != "code"}, unused=unused)


def declared_indicators(table: Table, profile: Profile) -> Mapping:
    """Every column as the indicator that it is; those that the profile declares under the name it gives them."""
    mapping = wide_indicators(table.names, map_columns(INDICATORS, table.names, {}))
    names = {bare(indicator.name): indicator.name for indicator in profile.indicators}
    items = {index: names.get(bare(table.names[index]), item) for index, item in mapping.items.items()}
    return replace(mapping, items=items)
