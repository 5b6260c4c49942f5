"""What does a karte on paper say of itself? Whom it compares with, what it leaves out, where its figures come from."""

from __future__ import annotations

from collections.abc import Sequence

from pandas import DataFrame

from analytics.bulk import WORDS
from analytics.exports import SAMPLE_MARK
from analytics.sentences.figures import counts as written
from analytics.sentences.figures import percent, receipt_numbers

METHODS = WORDS["method"] | {"centres": "中心間の距離が近い"}
NAMED = 3
HANDED_OVER = (
    "渡せる紙として、その団体が見られる範囲の値だけで作ります。支援優先度・順位・自由記述・県の記録の内容は載せず、メモは「共有」のものだけを載せ、"
    "回答についての中央値は、開示に同意した比較相手だけで求めます。"
)
NO_SURVEY = "調査なし"
UNANSWERED = "この調査年度の回答はありません。"
INITIAL = "設定は初期値です（調査票・重み・目標・基準は、県が確認するまでこの製品の初期値です）。"


def method(chosen: str | tuple[str, ...]) -> str:
    """How the peers were chosen, in words."""
    return "選んだ団体" if isinstance(chosen, tuple) else METHODS.get(chosen, chosen.removeprefix("group:"))


def peers(chosen: str | tuple[str, ...], names: Sequence[str]) -> str:
    """The first few by name, the rest as a number."""
    rest = f" ほか{len(names) - NAMED}団体" if len(names) > NAMED else ""
    return f"{method(chosen)}：{'・'.join(names[:NAMED]) or 'なし'}{rest}"


def missing(what: str) -> str:
    """In the place of a part of which nothing has been taken in."""
    return f"{what}は、まだ取り込まれていません。"


def medians(counts: Sequence[float]) -> str:
    """Over how many peers the medians are taken. counts: the peers that each of them knows."""
    if not counts:
        return "回答の開示に同意した比較相手がないため、回答についての中央値は載せていません。"
    return f"回答についての中央値は、開示に同意した比較相手 {written(counts)}団体の値です。"


def years(rows: DataFrame) -> str:
    """rows: indicators, each of its newest year."""
    if rows.empty:
        return missing("公表されている指標")
    known = sorted(set(rows["year"].astype(str)))
    return f"{known[0]}年の値" if len(known) == 1 else f"{known[0]}～{known[-1]}年の値"


def more(n: int) -> str:
    """What stands under a list that does not show all."""
    return f"ほか{n}件" if n else ""


def noted(n: int) -> str:
    """Over the notes of a karte."""
    return f"県が共有しているメモ {n}件"


def kpis(rows: DataFrame) -> str:
    """rows: one per KPI. How many have reached their target, of those where that is known."""
    known = rows["progress"].dropna()
    if rows.empty:
        return missing("計画の KPI")
    if known.empty:
        return f"{len(rows)}件のうち、基準値・目標値・実績がそろうものはまだありません"
    return f"達成度の分かる{len(known)}件のうち、目標に達したのは{int((known >= 100 - 1e-9).sum())}件（全{len(rows)}件）"


def mentors(rows: DataFrame) -> str:
    """rows: one per aspect and mentor."""
    if rows.empty:
        return "相談受入可と答えた団体のうち、大きく先を行く比較相手は見当たりません。"
    return f"相談受入可の団体は、{rows['label'].nunique()}観点で延べ{len(rows)}団体"


def answered(n: int, asked: int) -> str:
    """The response of one municipality to one round."""
    return f"{asked}問のうち{n}問に回答（回答率 {percent(n, asked)}）" if n and asked else "回答なし"


def source(rounds: Sequence[str], response: str, receipts: Sequence[tuple[int | str, str, str]]) -> str:
    """Where the figures come from: round, n, and the receipt numbers of the files by kind."""
    numbers: dict[str, list[int]] = {}
    for number, kind, _ in receipts:
        numbers.setdefault(kind, []).append(int(number))
    files = "、".join(f"{kind} {receipt_numbers(some)}" for kind, some in numbers.items())
    return f"{'・'.join(rounds) or NO_SURVEY}　{response}　取込の受付番号：{files or 'なし'}"


def made(day: str, product: str, version: str) -> str:
    return f"作成 {day}　{product} {version}"


def sample(is_sample: bool) -> str:
    return f"{SAMPLE_MARK}（実際の市町村の値ではありません）" if is_sample else ""


def making(place: int, of: int, name: str) -> str:
    """The step of a batch."""
    return f"{place}/{of}: {name}"


def batch(n: int, form: str) -> str:
    """What a batch is about to make."""
    return f"{n}団体の市町村DXカルテを、{form}で1団体1ファイルずつ作り、ZIP にまとめます。" if n else "カルテを作る市町村がありません。"
