"""What does the app say about notes? How many there are, who may read them, and that they can be asked for."""

from __future__ import annotations

from collections.abc import Mapping

from pandas import DataFrame

DISCLOSURE = "メモは、情報公開請求の対象になることがあります。事実と合意したことだけを書き、個人が分かることは書かないでください。"
SIGN = "紙の形の印：メモのある項目（印に触れると内容を表示します）"


def counted(notes: DataFrame) -> str:
    """The heading of the notes."""
    return f"メモ {len(notes)}件" if len(notes) else "メモはまだありません"


def line(note: Mapping[str, str], with_name: bool) -> str:
    """What a note is about, and who may read it."""
    parts = (
        note["name"] if with_name else "",
        note["about"],
        note["year"],
        f"読める人：{note['audience']}",
        f"{note['who']} {note['day']}",
    )
    return " ｜ ".join(part for part in parts if part)
