"""What do the lists of offers, support menus, programmes and KPIs of plans look like?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from analytics.generating.issue_files import TOPICS
from analytics.generating.places import Place
from analytics.writing import Row, era, write_csv

PROVIDERS = (
    ("みほん大学 地域共創センター", "大学"), ("みほん工業高等専門学校", "高専"), ("㈱みほん情報システム", "企業"), ("白嶺ソフト株式会社", "企業"),
    ("中央データサービス株式会社", "企業"), ("みほん銀行", "金融機関"), ("NPO法人まちのデジタル広場", "NPO"), ("みほん市", "市町村"),
)  # fmt: skip
OFFER_FORMS = ("の導入と定着の支援", "の進め方の助言", "を試せる実証の場", "の勉強会の講師", "の現状調査")


def offers(seed: int, path: Path, wanted: int = 40) -> Path:
    """What companies, universities and a city offer; each title once per provider."""
    rng = Random(f"{seed}:offers")
    pairs = rng.sample([(provider, topic) for provider in PROVIDERS for topic in TOPICS], wanted)
    rows: list[Row] = [["提供者", "種別", "ソリューション名", "分野", "説明", "連絡先", "対応地域"]]
    for (provider, kind), topic in sorted(pairs, key=lambda pair: pair[0][0]):
        title = f"{topic.goal}：{topic.system or topic.field}{rng.choice(OFFER_FORMS)}"
        text = f"「{rng.choice(topic.words)}」という声にこたえ、{rng.choice(topic.remedies)}ことを支えます。"
        rows.append([provider, kind, title, topic.field, text, "（架空の連絡先）", rng.choice(("県内全域", "中央圏域", "オンライン"))])
    return write_csv(path, without_twins(rows), "utf-8-sig", "\r\n")


def without_twins(rows: Iterable[Row]) -> list[Row]:
    """Two topics of one field may make the same title."""
    return list({(row[0], row[2]): row for row in rows}.values())


MENU = (
    ("DX推進計画の策定支援", "step1", "f4・f6", "訪問（月2回）", 5, "企画班", "県費", "6月～翌年3月"),
    ("現状と課題の聞き取り", "step0", "f1・f4", "対面", 27, "支援班", "県費", "5月～7月"),
    ("管理職向け研修", "step0・step2", "f1・f2", "集合・オンライン", 60, "人材班", "県費", "9月"),
    ("推進リーダー養成講座", "step2", "f2・f3", "集合", 40, "人材班", "県費・市町村負担金", "9月～11月"),
    ("業務の棚卸しと見直しの伴走", "step3", "f4・f5", "訪問・リモート", 6, "支援班", "地方創生の交付金", "10月～翌年3月"),
    ("外部専門人材の共同派遣", "step2・step3", "f3・f7", "リモート中心", 8, "支援班", "特別交付税", "通年"),
    ("共同調達の検討会", "step3", "f7・f8", "会議", 20, "企画班", "県費", "通年"),
    ("データ利活用の相談窓口", "step3", "f5・f8", "オンライン", None, "企画班", "県費", "通年"),
)
PROGRAMMES = (
    ("（例）デジタル実装の交付金", "（例）国の府省", "都道府県・市町村", "2分の1", "令和8年1月31日", "f6・f7"),
    ("（例）外部人材の活用に対する特別交付税", "（例）国の府省", "市町村", "措置率0.5", None, "f3・f7"),
    ("（例）地域情報化アドバイザーの派遣", "（例）国の府省", "都道府県・市町村", "派遣費用は国が負担", "2026年2月27日", "f3"),
    ("（例）公共施設の通信環境の整備補助", "（例）国の府省", "市町村・第三セクター", "3分の2", "2026/3/13", "f7・f8"),
    ("みほん県 市町村共同化補助金", "みほん県", "2以上の市町村", "2分の1（上限500万円）", "R8.5.29", "f7"),
)  # fmt: skip


def support_menu(path: Path) -> Path:
    return write_csv(path, [["メニュー名", "対応STEP", "対応要因", "方法", "枠数", "担当", "財源", "期間"], *MENU], "cp932", "\r\n")


def programmes(path: Path) -> Path:
    return write_csv(path, [["制度名", "所管", "対象", "補助率", "締切", "対応要因"], *PROGRAMMES], "utf-8-sig")


INDICATORS_OF_PLANS = (
    ("オンライン申請率（％）", 20, 60),
    ("書かない窓口の手続数", 0, 30),
    ("DX研修の受講率（％）", 15, 80),
    ("業務見直しの件数", 0, 24),
)
PLANNING = ("99201", "99205", "99321", "99301")


def plan_indicators(seed: int, years: Sequence[int], towns: Sequence[Place], prefecture: str, path: Path) -> Path:
    """KPIs of a few plans and of the prefecture's own; the last year's results are not all in."""
    owners = [(place.county + place.name if place.name == "高嶺町" else place.name) for place in towns if place.code in PLANNING]
    rows: list[Row] = [["市町村名", "KPI", "年度", "計画名", "基準値", "目標値", "実績", "責任者"]]
    for owner in (prefecture, *owners):
        rng = Random(f"{seed}:kpi:{owner}")
        for name, start, goal in INDICATORS_OF_PLANS:
            for place, year in enumerate(years):
                reached = start + (goal - start) * (place + 1) / (len(years) + 2) * rng.uniform(0.6, 1.3)
                actual = "" if year == years[-1] and rng.random() < 0.3 else f"{reached:.0f}"
                rows.append([owner, name, era(year), f"{owner}DX推進計画", start, goal, actual, "企画政策課"])
    return write_csv(path, rows)
