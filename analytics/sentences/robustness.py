"""How sure is what a page says of one municipality? One line per statement, with the condition under which it turns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pandas import DataFrame, isna

from analytics.model import numbered

QUESTION = re.compile(r"(?:設問 )?\b(q\d+)\b", re.ASCII)
STABLE, VARIES, UNJUDGED = "安定した結果", "参考（条件により変動）", "判定不可"
MEANING = "設問を一つずつ除いても、重みをすべて1にしても変わらなければ「安定した結果」、変わることがあれば「参考（条件により変動）」です。"


def mark(holds: object) -> str:
    return UNJUDGED if isna(holds) else STABLE if holds else VARIES


def spoken(statement: str, aspects: Mapping[str, str]) -> str:
    """A statement as a page makes it."""
    kind, _, aspect = statement.partition(":")
    said = {
        "below_peers": f"「{aspects.get(aspect, aspect)}」が比較相手の中央値より低い",
        "weakest_aspect": "目標から最も遠い観点",
        "priority": "支援優先度の判定",
    }
    return said[kind]


def lines(rows: DataFrame, aspects: Mapping[str, str]) -> list[str]:
    """One line per row of the table."""
    return [f"{spoken(r.statement, aspects)}：{mark(r.holds)}{condition(r.turns_when, r.holds)}" for r in rows.itertuples(index=False)]


def condition(turns_when: object, holds: object) -> str:
    return "" if isna(turns_when) or isna(holds) else f"（{in_words(str(turns_when))}）"


def in_words(turns_when: str) -> str:
    """Questions by the number that officials call them by: 設問 q04・q13 is 問4・問13."""
    return QUESTION.sub(lambda found: numbered(found[1]), turns_when)


def counted(rows: DataFrame, of: str, unit: str) -> str:
    """The finding over several statements or verdicts: how many bear which mark."""
    marks = [mark(holds) for holds in rows["holds"]]
    return f"{of}：" + "、".join(f"{label} {marks.count(label)}{unit}" for label in (STABLE, VARIES, UNJUDGED) if label in marks)
