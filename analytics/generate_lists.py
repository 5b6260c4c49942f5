"""What else does a fictional prefecture hand in: literacy results, issue lists, offers, menus, programmes, KPIs of plans?

Everything is made up and follows from the seed alone, as in `generate`, which writes these files with the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import mean, stdev
from typing import TYPE_CHECKING

from openpyxl import Workbook

from analytics.writing import Row, era, full_width, headline, write_csv, write_workbook

if TYPE_CHECKING:
    from analytics.generate import Place

# --- Literacy --------------------------------------------------------------------------------------------------------

INSTRUMENT = "DXリテラシー診断"
CATEGORIES = ("マインド・スタンス", "Why", "What", "How")
TESTED = {"99205": 0.82, "99207": 0.74, "99208": 0.8, "99321": 0.9, "99322": 0.86, "99301": 0.92, "99206": 0.8, "99501": 0.95}
OFFICES = ("総務課", "企画政策課", "税務課", "住民課", "福祉課", "産業課", "建設課", "教育委員会")
# Position, share of the staff, and how its holders see themselves beside the others, by category.
RANKS = (
    ("部長級", 0.03, (9, 11, 1, -9)),
    ("課長級", 0.10, (7, 9, 0, -7)),
    ("係長級", 0.27, (2, 2, 3, 0)),
    ("主任・主事級", 0.60, (-2, -3, 0, 3)),
)
DIFFICULTY = (4, 1, -6, -3)  # of the categories


@dataclass(frozen=True)
class Person:
    """One made-up respondent. scores: of the categories, None where left out; the last is their mean."""

    place: Place
    office: str
    rank: str
    scores: tuple[float | None, ...]


def respondents(seed: int, year: int, towns: Sequence[Place]) -> list[Person]:
    """All who took the diagnosis of a year in the municipalities that offered it."""
    people = []
    for place in (place for place in towns if place.code in TESTED):
        rng = Random(f"{seed}:literacy:{year}:{place.code}")
        level = 42 + 3.2 * len(str(place.population)) + rng.uniform(-4, 4) + 2.5 * (year - 2025)
        for _ in range(round(place.staff * TESTED[place.code])):
            people.append(person(rng, place, level))
    return people


def person(rng: Random, place: Place, level: float) -> Person:
    rank, _, moved = rng.choices(RANKS, [share for _, share, _ in RANKS])[0]
    own = level + rng.gauss(0, 9)
    scores = [round(min(max(own + up + hard + rng.gauss(0, 8), 0), 100)) for up, hard in zip(moved, DIFFICULTY, strict=True)]
    told: list[float | None] = [None if rng.random() < 0.01 else score for score in scores]
    known = [score for score in told if score is not None]
    return Person(place, rng.choice(OFFICES), rank, (*told, round(mean(known), 1) if known else None))


def single_results(seed: int, year: int, towns: Sequence[Place], path: Path) -> Path:
    """What the tool of a diagnosis exports: a row per respondent."""
    rows: list[Row] = [["調査年度", "団体コード", "市町村名", "診断名", "受診者ID", "所属", "職位", *CATEGORIES, "総合"]]
    for number, one in enumerate(respondents(seed, year, towns), 1):
        scores = ["" if score is None else f"{score:g}" for score in one.scores]
        rows.append([year, one.place.six_digits, one.place.name, INSTRUMENT, f"D{number:05}", one.office, one.rank, *scores])
    return write_csv(path, rows, "cp932", "\r\n")


def summed_results(seed: int, year: int, towns: Sequence[Place], path: Path) -> Path:
    """The year before: what each municipality summed up itself, so that nobody's own result left the house."""
    scores: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for one in respondents(seed, year, towns):
        for category, score in zip((*CATEGORIES, "総合"), one.scores, strict=True):
            if score is not None:
                scores[one.place.code, one.rank, category].append(score)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "集計"
    headline(sheet, f"{era(year)} DXリテラシー診断 集計結果", "※ 個人の結果は各市町村で保管しています。")
    sheet.append([])
    sheet.append(["団体コード", "診断名", "職位", "区分", "人数", "平均", "標準偏差"])
    for (code, rank, category), known in scores.items():
        spread = round(stdev(known), 1) if len(known) > 1 else None
        sheet.append([code, INSTRUMENT, rank, category, len(known), round(mean(known), 1), spread])
    return write_workbook(path, book)


SURVEYED = "職員アンケート"
# Statement → by how much managers agree more with it than the staff, and how many agree at all.
OPINIONS = {
    "問1 DXで目指す姿を自分の言葉で説明できる": (0.9, 2.7),
    "問2 自分の仕事にDXが役立つと思う": (0.4, 3.4),
    "問3 新しいやり方を試す時間がある": (0.1, 2.4),
    "問4 困ったときに相談できる人がいる": (0.3, 3.1),
    "問5 課の中で仕事の進め方を話し合っている": (0.7, 3.0),
}


def opinions(seed: int, year: int, towns: Sequence[Place], path: Path) -> Path:
    """What the same people think, from 1 (not at all) to 5 (very much), by a form of its own."""
    rows: list[Row] = [["調査年度", "団体コード", "診断名", "受診者ID", "所属", "職位", *OPINIONS]]
    for number, one in enumerate(respondents(seed, year, towns), 1):
        rng = Random(f"{seed}:opinions:{year}:{number}")
        manages = one.rank in ("部長級", "課長級")
        told = [min(max(round(rng.gauss(usual + more * manages, 1.0)), 1), 5) for more, usual in OPINIONS.values()]
        rows.append([year, one.place.six_digits, SURVEYED, f"A{number:05}", one.office, one.rank, *told])
    return write_csv(path, rows, "utf-8", "\n")


# --- Issues ----------------------------------------------------------------------------------------------------------

LISTED = ("99301", "99302", "99321", "99342", "99402", "99503")
CRITERIA = ("緊急性", "影響の大きさ", "費用対効果", "実現しやすさ", "取り組む意欲")


@dataclass(frozen=True)
class Topic:
    """Something that troubles several town halls, each in its own words."""

    field: str
    goal: str
    office: str
    words: tuple[str, ...]
    causes: tuple[str, ...]
    remedies: tuple[str, ...]
    system: str = ""


TOPICS = (
    Topic("行政手続", "来庁しなくても手続できる", "住民課", ("オンラインでできる手続が少ない", "電子申請の利用が伸びない", "申請の多くが紙のまま残っている"), ("対象の手続を整理できていない", "様式が担当課ごとに違う", "本人確認の方法が決まっていない"), ("手続を棚卸しし、件数の多いものから始める", "近隣と様式をそろえる"), "電子申請サービス"),
    Topic("窓口", "待たない・書かない窓口", "住民課", ("転入の窓口が月曜に混み合う", "窓口で同じことを何度も書いてもらっている", "住民異動の受付に時間がかかる"), ("申請書が課ごとに分かれている", "受付から交付までの流れを見直していない"), ("書かない窓口を共同で導入する", "受付の順番と動線を見直す"), "窓口支援システム"),
    Topic("内部事務", "職員が住民と向き合う時間をつくる", "総務課", ("会議録の作成に時間がかかる", "会議のたびに録音を聞き直して議事録をつくっている"), ("文字起こしを手作業で行っている", "議会と委員会が重なる時期に集中する"), ("音声の文字起こしを共同で利用する", "議事録の様式を要点だけにする"), "議事録作成支援"),
    Topic("内部事務", "紙に頼らない仕事の進め方", "総務課", ("決裁が紙で、保管場所が足りない", "文書の検索に時間がかかる", "押印のために庁内を回っている"), ("文書の分類が課ごとに違う", "電子決裁の規程がない"), ("文書管理と電子決裁を合わせて導入する", "文書の分類表を見直す"), "文書管理システム"),
    Topic("防災", "逃げ遅れをなくす", "総務課", ("避難所の受付が紙で、人数の把握が遅れる", "避難者の名簿の集計に半日かかる"), ("避難所ごとに様式が違う", "停電のときの手順がない"), ("避難所の受付を訓練で試し、共同で整える", "紙でも続けられる手順を決める"), "防災情報システム"),
    Topic("防災", "必要な情報がすぐ届く", "総務課", ("防災行政無線が聞こえにくい地区がある", "高齢の世帯に避難の情報が届きにくい"), ("戸別受信機の更新が進まない", "発信の手段ごとに入力が必要"), ("一度の入力で複数の手段に配信する", "地区ごとに届き方を確かめる"), "防災行政無線"),
    Topic("福祉", "見守りを地域で続ける", "福祉課", ("見守りの記録が紙で、関係者に伝わらない", "高齢者の状況を社協と共有できていない"), ("個人情報の扱いの取決めがない", "記録の様式がそろっていない"), ("関係者で共有する項目を決める", "見守りの記録を共通の様式にする"), "要支援者台帳"),
    Topic("子育て", "子育ての不安を減らす", "福祉課", ("保育所との連絡が電話と紙に頼っている", "入所の選考を手作業で行っている"), ("園ごとに連絡の方法が違う", "選考の基準が表計算の中だけにある"), ("連絡アプリを近隣と共同で選ぶ", "選考の手順を文書にする"), "保育業務支援"),
    Topic("交通", "車がなくても暮らせる", "企画政策課", ("バスの利用が減り、路線の維持が難しい", "デマンド交通の予約が電話だけで職員の負担が大きい", "通院の足がない地区がある"), ("乗降の実績を分析していない", "運行の区域が町境で切れている"), ("乗降のデータを圏域で分析する", "予約を共同で受け付ける"), "予約受付システム"),
    Topic("産業", "地域の仕事を続ける", "産業課", ("農業の担い手が減り、技術の引継ぎができない", "農地の情報が紙の地図のまま"), ("農地の台帳と地図がつながっていない", "熟練者の作業が記録されていない"), ("農地の台帳を地図と結び付ける", "作業の記録を共有する場をつくる"), "農地台帳システム"),
    Topic("観光", "訪れる人と地域がつながる", "産業課", ("観光客の動きが分からない", "催しの効果を測れていない"), ("調べ方が年によって違う", "データを持つ事業者と話せていない"), ("圏域で人の流れのデータを共同で使う", "催しごとに調べる項目をそろえる")),
    Topic("税", "正確で早い課税", "税務課", ("申告の時期に残業が集中する", "課税資料の入力を手作業で行っている"), ("紙の資料を目で確かめている", "繁忙期だけの人手が足りない"), ("読み取りと自動入力を共同で試す", "事前予約で来庁を分散する"), "課税支援システム"),
    Topic("建設", "インフラを長く安全に使う", "建設課", ("道路の損傷の通報が電話だけで、現場の確認に時間がかかる", "橋の点検の記録がばらばら"), ("現場の写真と場所が結び付いていない", "点検の様式が業者ごとに違う"), ("写真と場所で通報を受け付ける", "点検の記録を地図で管理する"), "道路台帳システム"),
    Topic("教育", "学びを支える環境", "教育委員会", ("端末の更新の時期が近い", "学校の連絡が紙で届いている"), ("更新の費用の見通しが立たない", "学校ごとに使う道具が違う"), ("端末を共同で調達する", "連絡の道具をそろえる"), "学習用端末"),
    Topic("情報基盤", "安心して使える仕組み", "総務課", ("基幹システムの移行に人手が足りない", "標準化の後の運用経費が見通せない"), ("担当が一人で他の業務と兼ねている", "見積りの妥当性を判断できない"), ("移行の進め方を近隣と共有する", "見積りを並べて比べる"), "基幹業務システム"),
    Topic("情報基盤", "守りながら使いやすく", "総務課", ("ネットワークの更改の仕様をつくれない", "無線LANがなく会議室で資料を開けない"), ("最新の方式を知る職員がいない", "更改の時期が近隣とずれている"), ("仕様の案を共同でつくる", "専門人材に共同で助言を受ける"), "庁内ネットワーク"),
    Topic("人材", "全員が使いこなす", "総務課", ("職員研修が一度きりで、仕事に生かされない", "管理職の理解が進まない", "若手に仕事が集中している"), ("研修の時間を確保できない", "職位ごとの到達点が決まっていない"), ("職位別の研修を圏域で開く", "各課に推進リーダーを置く")),
    Topic("人材", "生成AIを正しく使う", "企画政策課", ("生成AIを使ってよい範囲が決まっていない", "文章の作成に時間がかかる"), ("利用の規程がない", "試した結果が共有されていない"), ("利用の規程の案を共有する", "効果のあった使い方を集める"), "生成AIサービス"),
    Topic("データ", "根拠に基づいて決める", "企画政策課", ("統計や利用実績が課ごとに眠っている", "計画の指標の集計に毎年手間がかかる"), ("データの所在が分からない", "集計の方法が担当者任せ"), ("指標の集計を共通の様式にする", "データの一覧をつくる")),
    Topic("広報", "伝わる広報", "企画政策課", ("ホームページの情報が古いまま残っている", "広報紙の編集に時間がかかる"), ("更新の担当が決まっていない", "媒体ごとに原稿をつくり直している"), ("更新の手順と責任を決める", "原稿を一度つくって使い回す"), "ホームページ管理"),
)  # fmt: skip
VENDORS = ("みほん情報システム", "白嶺ソフト", "中央データサービス", "自前（表計算）")
JUDGEMENTS = ((3.6, "高"), (2.6, "中"), (0.0, "低"))
ISSUE_HEADER = (
    "No.", "政策分野", "政策目標", "課題（分類A）", "課題（分類B）", "課題（分類C）", "担当部署", "課題解決策", *CRITERIA,
    "優先度評価", "点数", "現行システム", "ベンダー", "更改予定年度", "共同検討への参加意向",
    "状況", "担当", "対応期限",
)  # fmt: skip


def issue_lists(seed: int, year: int, towns: Sequence[Place], path: Path) -> Path:
    """One workbook with a sheet per municipality, each filled in by another hand."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for place in (place for place in towns if place.code in LISTED):
        sheet = book.create_sheet(place.county + place.name if place.name == "高嶺町" else place.name)
        headline(sheet, f"{era(year)} 課題一覧（{place.name}）", "評価は1（低い）～5（高い）")
        sheet.append([])
        sheet.append(ISSUE_HEADER)
        for row in issues(Random(f"{seed}:issues:{place.code}"), year, place):
            sheet.append(row)
    return write_workbook(path, book)


def issues(rng: Random, year: int, place: Place) -> Iterator[list[object]]:
    """Two or three issues of each topic. The point is the mean rating; what it is judged as was sometimes talked over."""
    chosen = [topic for topic in TOPICS for _ in range(rng.choice((2, 2, 2, 3)))]
    for number, topic in enumerate(chosen, 1):
        ratings = [rng.choices(range(1, 6), (1, 2, 4, 4, 2))[0] if rng.random() > 0.04 else None for _ in CRITERIA]
        known = [rating for rating in ratings if rating is not None]
        points = round(mean(known), 2) if known else None
        judged = next(word for least, word in JUDGEMENTS if (points or 0) >= least)
        shown = full_width(str(number)) if place.code == LISTED[-1] else number
        yield [
            *(shown, topic.field, topic.goal, rng.choice(topic.words), rng.choice(topic.causes), rng.choice(DETAILS)),
            *(topic.office, rng.choice(topic.remedies), *ratings, rng.choice((judged, judged, judged, "中")), points),
            *renewal(rng, year, topic),
            *plan(Random(f"plan:{place.code}:{number}"), year, topic, judged),
        ]


def plan(rng: Random, year: int, topic: Topic, judged: str) -> Iterator[object]:
    """How far it is, who sees to it and until when: known of what matters most."""
    if judged == "低" or rng.random() < 0.3:
        return iter((None, None, None))
    due = date(year + 1, rng.choice((6, 9, 12)), 30) if rng.random() < 0.7 else date(year + 2, 3, 31)
    return iter((rng.choice(("未着手", "検討中", "検討中", "実施中", "完了")), topic.office, due))


DETAILS = (
    "担当が一人で手が回らない",
    "予算の裏付けがない",
    "やり方が引き継がれていない",
    "課をまたぐ話合いの場がない",
    "相談できる相手がいない",
)


def renewal(rng: Random, year: int, topic: Topic) -> list[object]:
    """System, vendor, the year in which it is to be renewed, and whether they would look for a new one together."""
    if not topic.system:
        return [None, None, None, rng.choice(("有", "未定", None))]
    due = year + rng.randrange(1, 6)
    return [topic.system, rng.choice(VENDORS), era(due) if rng.random() < 0.5 else due, rng.choice(("有", "有", "無", "未定"))]


# --- Offers, menus, programmes, KPIs ---------------------------------------------------------------------------------

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
