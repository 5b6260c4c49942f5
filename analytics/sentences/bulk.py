"""What is about to leave, in one sentence?"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.bulk import Chosen


def leaving(tables: Sequence[Chosen], rounds: Sequence[str]) -> str:
    """How many tables and rows, of which rounds."""
    if not tables:
        return "出力する表を選んでください。"
    rows = sum(len(table.frame) for table in tables)
    if not rows:
        return "選んだ表には、出力できる行がありません。"
    years = f"調査年度は{'、'.join(rounds)}です。" if rounds else ""
    return f"{len(tables)}表・{rows:,}行を、条件・出典を付けて出力します。{years}"


def lost(lines: Sequence[str]) -> str:
    """What CP932 could not hold."""
    if not lines:
        return "CP932 にない文字はありません。すべての文字がそのまま出力されます。"
    return f"CP932 にない文字が{len(lines)}種類あり、〓 に置き換わります。そのまま残すときは UTF-8 を選んでください。"
