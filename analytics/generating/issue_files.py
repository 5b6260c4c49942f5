"""What do the issue lists of six municipalities look like?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import mean

from openpyxl import Workbook

from analytics.generating.places import Place
from analytics.writing import era, full_width, headline, write_workbook

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
    """Two to four issues of each topic that troubles the place. The point is the mean rating; what it is judged as was sometimes
    talked over."""
    for number, (topic, words) in enumerate(troubles(rng), 1):
        ratings = [rng.choices(range(1, 6), (1, 2, 4, 4, 2))[0] if rng.random() > 0.04 else None for _ in CRITERIA]
        known = [rating for rating in ratings if rating is not None]
        points = round(mean(known), 2) if known else None
        judged = next(word for least, word in JUDGEMENTS if (points or 0) >= least)
        shown = full_width(str(number)) if place.code == LISTED[-1] else number
        yield [
            *(shown, topic.field, topic.goal, words, rng.choice(topic.causes), rng.choice(DETAILS)),
            *(topic.office, rng.choice(topic.remedies), *ratings, rng.choice((judged, judged, judged, "中")), points),
            *renewal(Random(f"renewal:{place.code}:{topic.goal}"), year, topic),
            *plan(Random(f"plan:{place.code}:{number}"), year, topic, judged),
        ]


def troubles(rng: Random) -> Iterator[tuple[Topic, str]]:
    """Thirteen of the topics, each put in as many ways as it has words for before one is used again."""
    chosen = rng.sample(range(len(TOPICS)), 13)
    for topic in (TOPICS[place] for place in sorted(chosen)):
        words = rng.sample(topic.words, len(topic.words))
        yield from ((topic, words[turn % len(words)]) for turn in range(rng.choice((2, 3, 4, 4))))


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
    """System, vendor, the year in which it is to be renewed (many do not know yet), and whether they would look for a new one together."""
    if not topic.system:
        return [None, None, None, rng.choice(("有", "未定", None))]
    due = year + rng.randrange(1, 9)
    known: list[object] = [None, due, era(due)]
    return [topic.system, rng.choice(VENDORS), rng.choice(known), rng.choice(("有", "無", "未定", "未定"))]
