"""How is a staged file to be read? Tables, kind, mapping, round and municipality of each sheet, all correctable."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analytics.intake.layout import HeaderNotFound
from analytics.intake.places import Gazetteer, normal
from analytics.intake.recognising import (
    PLACE_PARTS,
    Mapping,
    bare,
    item_labels,
    known_header,
    labels_for,
    lacking,
    map_columns,
    recognise,
    round_from,
    wide_indicators,
)
from analytics.intake.staged import Manifest, Sheet, UnreadableFile
from analytics.intake.tables import Table, find_table
from analytics.intake.values import plain
from analytics.kinds import BOUNDARIES, INDICATORS, KINDS, MUNICIPALITIES, Kind
from analytics.model import Model
from analytics.profiles import Profile, profiles


@dataclass(frozen=True)
class Wishes:
    """What the user says instead of what the file tells: kind, round, municipality, sheet, how answers are written."""

    kind: str | None = None
    round: str | None = None
    municipality: str | None = None
    sheet: str | None = None
    answers: str | None = None
    columns: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """One sheet understood: its table, mapping and, where its rows do not say it, its municipality and round.

    lacking: the columns without which nothing of it can be taken in; the user may still assign them.
    only: the municipality that the user named, where the rows name one too: both have to agree.
    """

    table: Table
    mapping: Mapping
    municipality: str | None
    round: str | None
    lacking: tuple[str, ...] = ()
    only: str | None = None


@dataclass(frozen=True)
class Understanding:
    """One file understood. parts: the sheets that are taken in; left_out: (sheet, why) for the others."""

    name: str
    kind: Kind
    parts: tuple[Part, ...]
    profile: Profile | None = None
    document: Path | None = None
    encoding: str = ""
    answers: str | None = None
    year_is_assumed: bool = False
    left_out: tuple[tuple[str, str], ...] = field(default=())

    @property
    def round(self) -> str | None:
        rounds = {part.round for part in self.parts}
        return rounds.pop() if len(rounds) == 1 else None


def understand(manifest: Manifest, folder: Path, model: Model, places: Gazetteer, wishes: Wishes) -> Understanding:
    """Raises UnreadableFile where the file is no kind that is known, or lacks what its kind needs."""
    is_document = bool(manifest.sheets) and manifest.sheets[0].format == "json"
    if wishes.kind and is_document != (wishes.kind == BOUNDARIES.name):
        raise UnreadableFile(f"{manifest.name}: 境界は GeoJSON か TopoJSON、それ以外の種類は CSV かブックで取り込みます。")
    if is_document:
        document = folder / manifest.sheets[0].path
        return Understanding(manifest.name, BOUNDARIES, (), document=document, encoding=manifest.encoding)
    wishes = replace(wishes, municipality=wished_municipality(manifest, places, wishes))
    sheets = chosen_sheets(manifest, wishes)
    profile = recognised_profile(sheets[0], folder)
    if profile and profile.sheets == "first" and not wishes.sheet:
        sheets = sheets[:1]
    parts, left_out = parts_of(manifest, sheets, folder, model, places, wishes, profile)
    kind = parts[0].mapping.kind
    same = tuple(part for part in parts if part.mapping.kind is kind)
    others = [(part.table.sheet.name, f"種類が違うため（{part.mapping.kind.label}）") for part in parts if part.mapping.kind is not kind]
    unread = [(s.name, "一覧の後の表のため") for s in manifest.sheets if s not in sheets and not wishes.sheet]
    assumed = bool(profile and profile.year and not wishes.round and kind is INDICATORS)
    return Understanding(
        manifest.name, kind, same, profile, None, manifest.encoding, wishes.answers, assumed, (*left_out, *others, *unread)
    )


def wished_municipality(manifest: Manifest, places: Gazetteer, wishes: Wishes) -> str | None:
    """The code of the municipality that the user names. Raises UnreadableFile where there is none."""
    if not wishes.municipality:
        return None
    place = places.admitting(True).find(wishes.municipality)
    if place.code is None:
        raise UnreadableFile(f"{manifest.name}: 指定された市町村「{wishes.municipality}」が分かりません。{place.fault}")
    return place.code


def chosen_sheets(manifest: Manifest, wishes: Wishes) -> list[Sheet]:
    """The sheet asked for, else all that are not empty."""
    sheets = [sheet for sheet in manifest.sheets if sheet.rows and sheet.name == (wishes.sheet or sheet.name)]
    if not sheets:
        names = "・".join(sheet.name for sheet in manifest.sheets) or "なし"
        wanted = f"シート「{wishes.sheet}」がありません" if wishes.sheet else "中身のあるシートがありません"
        raise UnreadableFile(f"{manifest.name}: {wanted}（シート: {names}）")
    return sheets


def recognised_profile(sheet: Sheet, folder: Path) -> Profile | None:
    """The official file whose marks all stand in the first rows or first columns of the sheet."""
    with (folder / sheet.path).open(encoding="utf-8", newline="") as lines:
        head = [row for row, _ in zip(csv.reader(lines), range(60), strict=False)]
    texts = {bare(cell) for row in head for cell in row}
    return next((profile for profile in profiles() if {bare(mark) for mark in profile.recognised_by} <= texts), None)


def parts_of(
    manifest: Manifest, sheets: Sequence[Sheet], folder: Path, model: Model, places: Gazetteer, wishes: Wishes, profile: Profile | None
) -> tuple[list[Part], list[tuple[str, str]]]:
    """The sheets that could be understood, and why the others could not. Raises if none could."""
    parts, left_out = [], []
    for sheet in sheets:
        try:
            parts.append(understand_sheet(manifest, sheet, folder, model, places, wishes, profile))
        except UnreadableFile as error:
            left_out.append((sheet.name, str(error)))
    if not parts:
        raise UnreadableFile(f"{manifest.name}: {left_out[0][1]}")
    return parts, left_out


def understand_sheet(
    manifest: Manifest, sheet: Sheet, folder: Path, model: Model, places: Gazetteer, wishes: Wishes, profile: Profile | None
) -> Part:
    labels = {
        title: item
        for questionnaire in model.questionnaires
        for kind in KINDS.values()
        for title, item in item_labels(kind, model, questionnaire).items()
    }
    is_place = municipality_test(places)
    table = find_table(sheet, folder, known_header(KINDS.values(), labels), is_place)
    round = wishes.round or (profile.year if profile else None) or round_from((*table.titles, sheet.name, manifest.name))
    municipality = wishes.municipality or municipality_of(sheet, manifest, places)
    titles = (manifest.name, sheet.name, *table.titles)
    mapping = mapping_of(table, model, round, bool(municipality), wishes, profile, titles)
    if mapping is None:
        raise UnreadableFile(
            f"{sheet_words(sheet)}列名から種類を見分けられません（見つかった列: {columns_in_words(table.names)}）。種類と列の対応を指定してください。"
        )
    mapping = with_wishes(mapping, wishes)
    own = mapping.place.keys() & {"code", "name"}
    only = wishes.municipality if own else None
    return Part(table, mapping, None if own else municipality, round, tuple(lacking(mapping, bool(municipality))), only)


def sheet_words(sheet: Sheet) -> str:
    return f"シート「{sheet.name}」: " if sheet.name else ""


def columns_in_words(names: Sequence[str]) -> str:
    shown = [name for name in names if name]
    return "、".join(shown[:8]) + (f" ほか{len(shown) - 8}列" if len(shown) > 8 else "")


def municipality_test(places: Gazetteer) -> Callable[[str], bool]:
    """Whether a text alone names a loaded municipality (used to see tables that lie on their side)."""
    return lambda text: normal(text) in places.spellings or plain(text) in places.names


def municipality_of(sheet: Sheet, manifest: Manifest, places: Gazetteer) -> str | None:
    """The municipality that the sheet's name says, else the one that stands in the file's name."""
    if sheet.name and places.called(sheet.name).code:
        return places.called(sheet.name).code
    stem = normal(Path(manifest.name).stem)
    named = {code for spelling, codes in places.spellings.items() if len(spelling) >= 2 and spelling in stem for code in codes}
    return named.pop() if len(named) == 1 else None


def mapping_of(
    table: Table,
    model: Model,
    round: str | None,
    municipality_known: bool,
    wishes: Wishes,
    profile: Profile | None,
    titles: Sequence[str],
) -> Mapping | None:
    questionnaire = model.questionnaire(round or "2100")
    if profile:
        return profile_mapping(table, profile)
    if wishes.kind:
        kind = KINDS[wishes.kind]
        mapping = map_columns(kind, table.names, labels_for(kind, table.names, model, questionnaire))
        is_long = kind.value in mapping.columns and kind.spread in mapping.columns
        return wide_indicators(table.names, mapping) if kind is INDICATORS and not is_long else mapping
    found = recognise(table.names, model, questionnaire, municipality_known)
    statistics = wide_indicators(table.names, map_columns(INDICATORS, table.names, {}))
    if (
        statistics.items
        and statistics.place
        and (is_called(INDICATORS, titles) or table.turned)
        and not (found and found.kind is INDICATORS)
    ):
        return statistics
    return found


def is_called(kind: Kind, titles: Sequence[str]) -> bool:
    """Whether a file's name, sheet or title says that it is of this kind."""
    return any(kind.label in plain(title) or kind.name in title for title in titles)


def profile_mapping(table: Table, profile: Profile) -> Mapping:
    """The mapping that an official file's profile declares."""
    kind = KINDS[profile.kind]
    if kind is INDICATORS:
        return wide_indicators(table.names, map_columns(kind, table.names, {}))
    wanted = {bare(title): column for title, column in profile.columns.items()}
    columns = {wanted[bare(name)]: index for index, name in enumerate(table.names) if bare(name) in wanted}
    place: dict[str, int] = {part: columns[part] for part in ("code", "name", "prefecture", "county") if part in columns}
    unused = tuple(index for index in range(len(table.names)) if index not in columns.values())
    return Mapping(kind, place, {name: index for name, index in columns.items() if name != "code"}, unused=unused)


def with_wishes(mapping: Mapping, wishes: Wishes) -> Mapping:
    """The mapping with the columns that the user assigned by hand; "" takes a column out."""
    for index, target in wishes.columns:
        columns = {name: at for name, at in mapping.columns.items() if at != index}
        place = {part: at for part, at in mapping.place.items() if at != index}
        items = {at: item for at, item in mapping.items.items() if at != index and item != target}
        in_place = target in PLACE_PARTS
        if in_place:
            place[target] = index
        # The master stores name, prefecture and county beside using them to find the row.
        if target in mapping.kind.by_name and target != "code" and (not in_place or mapping.kind is MUNICIPALITIES):
            columns[target] = index
        elif target and not in_place:
            items[index] = target
        unused = tuple(at for at in mapping.unused if at != index) + (() if target else (index,))
        guessed = tuple(at for at in mapping.guessed if at != index)
        mapping = replace(mapping, columns=columns, place=place, items=items, guessed=guessed, unused=unused)
    return mapping


__all__ = ["HeaderNotFound", "Part", "Understanding", "Wishes", "understand"]
