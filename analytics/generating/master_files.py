"""What do the lists of municipalities, borders and groups look like?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from analytics.generating.outline import Outline, bridge, topojson
from analytics.generating.places import PREFECTURE, THREE_TOWNS, Place, clear_name, size_class
from analytics.generating.story import Story, newest
from analytics.model import Model
from analytics.writing import Row, grouped_header, headline, only_sheet, write_csv, write_workbook

MUNICIPALITY_HEADER = (
    ("", ("団体コード",)),
    ("", ("市町村名",)),
    ("基本情報", ("カナ", "都道府県", "郡", "区分", "圏域", "類似団体区分")),
    ("規模", ("人口（人）", "世帯数", "面積（㎢）", "高齢化率（％）")),
    ("職員", ("一般行政部門職員数", "情報担当職員数")),
    ("推進体制", ("CIO", "推進計画の有無・期間", "会議体", "担当課", "相談受入可")),
)


def municipality_list(model: Model, told: Story, path: Path) -> Path:
    book = Workbook()
    sheet = only_sheet(book, "市町村一覧")
    headline(sheet, "みほん県 市町村一覧", "（令和7年4月1日現在、デジタル推進課調べ）")
    grouped_header(sheet, 4, MUNICIPALITY_HEADER)
    for place in told.places:
        sheet.append(list(municipality_row(told, place)))
    people = sum(place.population for place in told.places)
    sheet.append([None, "合計", *[None] * 6, people, sum(place.households for place in told.places)])
    sheet.append([])
    sheet.append(["注1　人口・世帯数は住民基本台帳による。面積は市町村界から計算した値。"])
    sheet.append(["注2　架空の県のサンプルデータであり、実在の団体とは関係がない。"])
    return write_workbook(path, book)


def municipality_row(told: Story, place: Place) -> Row:
    return [
        *(place.six_digits, place.name, place.kana, PREFECTURE, place.county or None, place.category, place.block),
        *(size_class(place), place.population, place.households, place.area_km2, place.aged_ratio),
        *(place.staff, place.it_staff),
        *organisation(told, place),
    ]


def organisation(told: Story, place: Place) -> Row:
    """CIO, plan, council, office and readiness to be asked, as the newest answers say."""
    cio, plan, council = (newest(told, place.code, question) for question in ("q10", "q06", "q11"))
    office = "デジタル推進課" if place.population > 50_000 else "企画政策課" if place.population > 10_000 else "総務課"
    return [
        f"副{place.category}長" if cio else "なし",
        ("有（令和6年度～令和10年度）" if plan == 2 else "有（令和5年度～令和9年度）") if plan else "無",
        ("DX推進本部" if place.category == "市" else "DX推進会議") if council else "なし",
        office,
        "可" if sum(newest(told, place.code, q) for q in ("q22", "q23")) >= 3 else "否",
    ]


def map_file(towns: Sequence[Place], borders: Outline, path: Path) -> Path:
    path.write_text(json.dumps(topojson(towns, borders), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return path


def tunnel_list(towns: Sequence[Place], borders: Outline, path: Path) -> Path:
    a, b = bridge(towns, borders)
    return write_csv(path, [["団体コードA", "団体コードB", "備考"], [a.code, b.code, "連絡トンネル（令和4年開通）"]])


def member_list(towns: Sequence[Place], path: Path) -> Path:
    union = [["みほん中央広域連合", clear_name(place), "ごみ処理・介護認定"] for place in towns if place.block == "中央"]
    three = [["白嶺3町村DX共同推進", clear_name(place), "推進計画を合同で策定"] for place in towns if place.code in THREE_TOWNS]
    return write_csv(path, [["グループ名", "市町村名", "備考"], *union, *three], "cp932", "\r\n")
