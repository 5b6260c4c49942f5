"""What do the files that wait, the batches on record and a change to be taken back say in words?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analytics.intake.looking import Look
from analytics.intake.understanding.plan import Understanding
from analytics.kinds import MUNICIPALITIES
from analytics.ledger import Comeback, Counts
from analytics.sentences.figures import receipt_numbers

INVITATION = (
    "ファイルを選ぶと、種類・年度・列を見分けて、誤りと変わる値を表示します。「この内容で取り込む」を押すまで、何も書き込みません。"
)


def waiting(looks: Sequence[Look], partial: bool = False) -> str:
    """How many of the files can be taken in, and what stands in the way of the others."""
    if not looks:
        return INVITATION
    ready = sum(look.can_be_taken_in(partial) for look in looks)
    more = sum(look.can_be_taken_in(True) for look in looks) - ready
    known = sum(look.same_as is not None for look in looks)
    same = sum(look.can_be_taken_in(partial) and not look.changes_anything for look in looks)
    errors = sum(look.errors for look in looks)
    has_master = any(look.kind is MUNICIPALITIES and look.can_be_taken_in(partial) for look in looks)
    unreadable = sum(look.examination is None for look in looks)
    parts = [
        f"{len(looks)}ファイルのうち{ready}ファイルを取り込めます。"
        if ready
        else f"{len(looks)}ファイルのうち、取り込めるものはありません。",
        f"うち{same}ファイルは、すべて登録済みと同じで、値は変わりません。" if same else "",
        f"{known}ファイルは取込済みです。" if known else "",
        f"誤りが{errors:,}か所あります。" if errors else "",
        f"正しい行だけなら、{f'あと{more}ファイルを' if ready else f'{more}ファイルを'}取り込めます。" if more else "",
        f"{unreadable}ファイルは読めませんでした。" if unreadable else "",
        "市町村マスタを取り込むと、ほかのファイルを調べ直します。" if has_master and (errors or unreadable) else "",
    ]
    return "".join(parts)


def rows_of(counts: Counts) -> str:
    """新規 27行、変更 3行; counts that are zero are not said, but for a file without any change."""
    said = [
        f"{label} {count:,}行"
        for label, count in zip(("新規", "変更", "不採用"), (counts.new, counts.changed, counts.rejected), strict=True)
        if count
    ]
    return "、".join(said) or f"変更なし {counts.unchanged:,}行"


def receipt(file: str, kind: str, number: int, counts: Counts) -> str:
    return f"受付番号 {number}: {file}（{kind}）を取り込みました。{rows_of(counts)}。"


def taken(numbers: Sequence[int]) -> str:
    """How many files became batches, and under which receipt numbers."""
    return f"{len(numbers)}ファイルを取り込みました（受付番号 {receipt_numbers(numbers)}）。"


def already(file: str, number: int) -> str:
    return f"{file} は、受付番号 {number} で取り込んだものと同じ内容です。何も変えていません。"


def guesses(plan: Understanding) -> str:
    """How many columns were matched by likeness only, and how many are not used."""
    guessed = sum(len(part.mapping.guessed) for part in plan.parts[:1])
    unused = sum(len(part.mapping.unused) for part in plan.parts[:1])
    parts = [f"{guessed}列は見出しが似ているための推測です。" if guessed else "", f"{unused}列は使いません。" if unused else ""]
    return "".join(parts) or "すべての列の使い道が分かりました。"


def recognised(plan: Understanding, places: str, year: str) -> str:
    """What was understood of a file, in one line."""
    sheets = [part.table.sheet.name for part in plan.parts if part.table.sheet.name]
    shown = "・".join(sheets[:3]) + (f" ほか{len(sheets) - 3}シート" if len(sheets) > 3 else "")
    parts = (
        f"種類: {plan.kind.label}",
        f"調査年度: {year}" if year else "",
        f"市町村: {places}" if places else "",
        f"シート: {shown}" if shown else "",
        f"文字コード・形式: {plan.encoding}" if plan.encoding else "",
    )
    return " ／ ".join(part for part in parts if part)


def on_record(batches: pd.DataFrame) -> str:
    """How many batches there are, how many hold, and which was the last."""
    if batches.empty:
        return "取込はまだありません。"
    taken_back = int((~batches["in_force"].astype(bool)).sum())
    last = batches.iloc[0]
    back = f"（うち{taken_back:,}件は取消済み）" if taken_back else ""
    return f"取込は{len(batches):,}件あります{back}。最後は{last['taken_at']:%Y-%m-%d %H:%M}の「{last['file']}」（{last['kind_label']}、受付番号 {last['batch']}）です。"


def comeback(found: Comeback) -> str:
    """What taking a batch back would do: what holds afterwards."""
    parts = [
        f"{found.returning:,}行が前の取込の値に戻ります。" if found.returning else "",
        f"{found.losing:,}行で、一部の項目が未登録になります（ほかの取込にない項目です）。" if found.losing else "",
        f"{found.gone:,}行が未登録に戻ります（ほかの取込にない行です）。" if found.gone else "",
        f"{found.kept:,}行は値が変わりません（後の取込の値か、前と同じ値です）。" if found.kept else "",
    ]
    return "".join(parts) or "この取込を取り消しても、変わる行はありません。"


def sent_back(rows: pd.DataFrame, year: str) -> str:
    """How many municipalities have answered in this round; the missing ones by name as long as they are few."""
    there = rows["is_returned"].astype(bool)
    missing = list(rows.loc[~there, "name"])
    if not there.any():
        return f"{year}の回答は、{len(rows)}団体{'のどこ' if len(rows) > 1 else ''}からもまだ届いていません。"
    if not missing:
        return f"{year}の回答は、{len(rows)}団体{'すべて' if len(rows) > 1 else ''}から届いています。"
    names = f"（{'・'.join(missing[:5])}{f' ほか{len(missing) - 5}団体' if len(missing) > 5 else ''}）"
    return f"{year}の回答は、{len(rows)}団体のうち{int(there.sum())}団体から届いています。未回答は{len(missing)}団体{names}です。"
