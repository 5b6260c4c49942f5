"""What do the support log, the decisions and the consents look like?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from analytics.generating.days import spoken, workday
from analytics.generating.issue_files import LISTED
from analytics.generating.master_files import organisation
from analytics.generating.places import PREFECTURE, YEARS, clear_name
from analytics.generating.story import Story
from analytics.writing import Row, era, headline, only_sheet, write_csv, write_workbook

HEARINGS = ("現状と困りごとの聞き取り", "アンケート回答の確認", "推進体制についての意見交換", "次年度の支援希望の聞き取り")
HEARD = "担当者の負担と、庁内の合意の進め方を聞いた。"
SUPPORTS = (
    ("DX推進計画の骨子づくり", "課題の一覧に優先順位を付け、計画の章立てを決めた。"),
    ("業務の棚卸しと課題の整理", "各課の業務を一覧にし、見直しの候補を5件選んだ。"),
    ("庁内推進会議の立ち上げ", "要綱の案と年間の議題を、総務課と一緒に作った。"),
    ("管理職ワークショップの開催", "課長級の職員が、地域の困りごとを持ち寄って話し合った。"),
    ("窓口の見直し", "転入手続の動線を実際に歩き、書類を2枚減らす案をまとめた。"),
    ("データを使った現状把握", "公共交通の利用実績を地図にし、見直す路線を話し合った。"),
    ("共同調達の仕様の確認", "近隣の団体の仕様書と見比べ、必要な機能を絞った。"),
)
EVENTS = (
    ("研修", "管理職向けDX研修", 6, 46),
    ("研修", "DX推進リーダー養成研修", 9, 38),
    ("会議", "県・市町村DX推進連絡会議", 11, 54),
)
LOG_HEADER = ("市町村名", "日付", "種別", "件名", "方法", "人数", "相手先", "担当", "内容", "次回予定")


def support_log(seed: int, told: Story, path: Path) -> Path:
    """About 60 entries of three fiscal years, dates as they are spoken (令和6年6月12日, R6.9.3)."""
    rng = Random(f"{seed}:log")
    entries = [entry for year in YEARS for entry in (*events(year), *visits(rng, told, year))]
    book = Workbook()
    sheet = only_sheet(book, "支援記録")
    headline(sheet, "市町村DX支援記録簿", "みほん県デジタル推進課")
    sheet.append([])
    sheet.append(LOG_HEADER)
    for number, (day, entry) in enumerate(sorted(entries, key=lambda pair: (pair[0], str(pair[1][0])))):
        sheet.append([entry[0], spoken(day, number), *entry[1:]])
        sheet.cell(sheet.max_row, len(LOG_HEADER)).number_format = "yyyy/mm/dd"
    return write_workbook(path, book)


def events(year: int) -> Iterator[tuple[date, Row]]:
    """For all together: these rows are the prefecture's own."""
    for type_, title, month, people in EVENTS:
        row = (PREFECTURE, type_, title, "リモート" if month == 9 else "対面", people + year - YEARS[0], "全市町村", "企画班", None, None)
        yield workday(date(year, month, 10)), row


def visits(rng: Random, told: Story, year: int) -> Iterator[tuple[date, Row]]:
    """Mostly a hearing in early summer, then support from autumn on."""
    for place in told.of(*told.supported[year]):
        name, office = clear_name(place), str(organisation(told, place)[3])
        first = workday(date(year, 5, 20) + timedelta(days=rng.randrange(60)))
        second = workday(date(year, 9, 1) + timedelta(days=rng.randrange(170)))
        title, note = rng.choice(SUPPORTS)
        remote = "リモート" if rng.random() < 0.3 else "対面"
        hearing = (name, "ヒアリング", rng.choice(HEARINGS), "対面", rng.randrange(2, 5), office, "支援班", HEARD, second)
        if rng.random() < 0.75:
            yield first, hearing
        after = workday(second + timedelta(days=35)) if rng.random() < 0.5 else None
        yield second, (name, "伴走支援", title, remote, rng.randrange(3, 14), office, "支援班", note, after)


REFUSALS = (
    ("無", "見送る", "市町村から希望がないため。次年度の聞き取りで改めて確認する。"),
    ("有", "見送る", "国のアドバイザー派遣を先に使うこととしたため。"),
    ("未確認", "検討中", ""),
    ("有", "検討中", "庁内の体制が決まってから、時期を相談する。"),
)
REASONS = (
    "情報担当が少なく、伴走による効果が大きいと見込まれるため。",
    "推進体制の立ち上げに県の関わりが必要と判断したため。",
    "近隣の団体と一緒に進められる課題があるため。",
    "首長から計画づくりへの支援の要望があったため。",
)


def decisions(seed: int, told: Story, path: Path) -> Path:
    """2024: those that were supported in that year, and some that were not."""
    rng = Random(f"{seed}:decisions")
    chosen_ones = told.supported[2024]
    others = [place.code for place in told.places if place.population < 40_000 and place.code not in chosen_ones]
    rows: list[Row] = [["調査年度", "団体コード", "市町村名", "支援希望", "県の決定", "決定の理由", "日付"]]
    refused = dict(zip(rng.sample(others, 7), REFUSALS * 2, strict=False))
    for number, place in enumerate(told.of(*chosen_ones, *refused)):
        verdict = refused.get(place.code) or ("有", "支援する", REASONS[number % len(REASONS)])
        day = "" if verdict[1] == "検討中" else spoken(date(2024, 8, rng.randrange(26, 31)), 1)
        rows.append([era(2024), place.code, place.name, *verdict, day])
    return write_csv(path, rows, "utf-8-sig")


DIAGNOSED = dict.fromkeys(("99205", "99207", "99208", "99321", "99322"), "実名") | {"99501": "匿名"}
"""Who let its diagnosis be shown, asked before a meeting in November 2025; two of those diagnosed did not."""
LEVELS = ("実名",) * 13 + ("匿名",) * 7 + ("集計のみ",) * 4  # of 27: three have not said anything


def consents(seed: int, told: Story, path: Path) -> Path:
    rng = Random(f"{seed}:consents")
    agreeing = rng.sample(told.places, len(LEVELS))
    level_of = dict(zip((place.code for place in agreeing), LEVELS, strict=True))
    rows: list[Row] = [["団体コード", "市町村名", "データの種類", "開示の範囲", "同意日", "承諾者"]]
    for place in told.of(*level_of):
        level = level_of[place.code]
        kinds = ("推進状況アンケート", "市町村マスタ", "STEP得点表", "自由記述") if level == "実名" else ("推進状況アンケート",)
        day = f"{workday(date(2025, rng.randrange(5, 7), rng.randrange(1, 29))):%Y/%m/%d}"
        agreed = [(kind, level) for kind in kinds] + ([("課題リスト", "実名")] if place.code in LISTED else [])
        rows += [[place.six_digits, place.name, *one, day, f"{organisation(told, place)[3]}長"] for one in agreed]
    for number, place in enumerate(told.of(*DIAGNOSED)):
        day = f"{workday(date(2025, 11, 4) + timedelta(days=2 * number)):%Y/%m/%d}"
        rows.append([place.six_digits, place.name, "DXリテラシー診断", DIAGNOSED[place.code], day, f"{organisation(told, place)[3]}長"])
    return write_csv(path, rows, "cp932", "\r\n")
