"""What does the manual tell?"""

from __future__ import annotations

from collections.abc import Sequence


def lead(topics: Sequence[str]) -> str:
    if not topics:
        return "使い方のファイル（docs/guide）が見つかりません。配布されたファイル一式を置き直してください。"
    if len(topics) == 1:
        return f"「{topics[0]}」を説明します。図はサンプルデータの画面です。"
    return f"「{topics[0]}」から「{topics[-1]}」まで、{len(topics)}項目で説明します。図はサンプルデータの画面です。"
