"""What do the cases and the procedure say to this prefecture, and where does it stand in the source?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.frames.cases import HIGH_SEVERITY, Weakest, is_prefecture, people, place_name
from analytics.model import Listed

SOURCE = "「地域社会DX事例集」（総務省、令和8年3月31日）"
BASIS = "人口は住民基本台帳（2025年1月1日現在）、職員数は一般行政部門（2025年4月1日現在）。いずれも事例集の記載による（p.27）。"
NOTHING_FITS = "条件に合う事例はありません。条件を一つ外してください。"
NOBODY_SHOWN = "団体ごとのギャップは、県担当と、開示に同意した市町村の担当だけに表示します。回答がまだない場合も、ここには表示されません。"
OUR_READING = "見出しは事例集の言葉、説明は書き直した要約です。要因との対応は、この製品の読み取りです。"
ABOUT_PROCEDURE = "段階の名称は総務省の手順書によります。各項目は、事例集の各ページをもとにこの製品が書いたもので、総務省や県の手順書そのものではありません。"
SKILL_GROUPS = {
    "市町村": "スキルセット：庁内の役割分担・実行管理",
    "県": "スキルセット：都道府県による支援",
    "マインドセット": "心得：マインドセット7か条",
}


def source(*pages: int | None) -> str:
    """出典 p.28 「地域社会DX事例集」（…）; several pages are joined."""
    printed = "、".join(str(page) for page in pages if page)
    return f"出典 p.{printed} {SOURCE}" if printed else "出典の記載なし"


def lead(n_all: int, weakest: Weakest | None = None, label: str = "", n_answering: int = 0) -> str:
    """The first sentence of the page: which gap weighs most here and how many cases answer it."""
    if not n_all:
        return "事例の一覧がまだありません。設定したモデルのフォルダーに事例のファイルを置くと、ここに表示されます。"
    if weakest is None:
        return f"総務省の事例集から{n_all}件の事例と、リファレンスモデル、手順書、進め方を引けます。"
    return weighing_most(weakest, label, n_answering)


def found(n_found: int, n_all: int) -> str:
    if n_found == n_all:
        return f"事例 {n_all}件をすべて表示しています。"
    return f"事例 {n_all}件のうち、条件に合うのは{n_found}件です。"


def weighing_most(weakest: Weakest, label: str, n_answering: int) -> str:
    if not weakest.severity:
        return f"どのギャップ要因も、深刻度{'' if weakest.n == 1 else 'の中央値'}は0です（{weakest.n}団体）。"
    answering = f"応える事例は{n_answering}件あります" if n_answering else "応える事例は、一覧にありません"
    named = f"「{label}」など" if weakest.tied else f"「{label}」"
    severity = f"{weakest.severity:.1f}"
    over = f"1団体、深刻度 {severity}" if weakest.n == 1 else f"{weakest.n}団体の深刻度の中央値 {severity}"
    return f"ギャップ要因のうち最も重いのは{named}（{over}）です。「{label}」に{answering}。"


def size(place: Mapping[str, Any]) -> str:
    """人口 約7,500人・一般行政部門職員数 88人; what is not printed says so."""
    population, staff = place.get("population"), place.get("staff")
    if population is None and staff is None:
        return "人口・職員数はこのページに記載なし"
    known = (
        f"人口 約{people(population)}" if population is not None else "",
        f"一般行政部門職員数 {staff:,}人" if staff is not None else "職員数の記載なし",
    )
    return "・".join(part for part in known if part)


def place(entry: Mapping[str, Any]) -> str:
    return f"{place_name(entry)}：{size(entry)}"


def summary(case: Listed) -> str:
    """What stands under a case in the list: places and page."""
    places: Sequence[Mapping[str, Any]] = case["places"] or ()
    first = places[0] if places else {}
    others = f" ほか{len(places) - 1}団体" if len(places) > 1 else ""
    population = first.get("population")
    near = f"（約{people(population)}）" if population and not is_prefecture(first) else ""
    return f"{place_name(first)}{near}{others}・p.{case.page}" if places else f"p.{case.page}"


def who_has_this_gap(n_high: int, n_known: int, factors: Sequence[str]) -> str:
    """How many of those whom the viewer sees have a large gap in one of the factors of a case."""
    named = "・".join(f"「{factor}」" for factor in factors) + ("のどれか" if len(factors) > 1 else "")
    if not n_known:
        return f"{named}の深刻度が分かる団体は、表示できる範囲にありません。"
    if not n_high:
        return f"{named}のギャップが大きい（深刻度 {HIGH_SEVERITY:g} 以上の）団体は、{n_known}団体の中にありません。"
    return f"{named}のギャップが大きい（深刻度 {HIGH_SEVERITY:g} 以上）のは、{n_known}団体のうち{n_high}団体です。"


def short_of(step: str, n_below: int, n_known: int) -> str:
    """How many are below the limit of a step: why its procedure matters here."""
    if not n_known:
        return f"「{step}」の得点が分かる団体は、表示できる範囲にありません。"
    if not n_below:
        return f"「{step}」の得点が分かる{n_known}団体は、{'すべて' if n_known > 1 else ''}基準以上です。"
    return f"「{step}」の得点が基準に満たないのは、{n_known}団体のうち{n_below}団体です。"
