"""Does a slide say in words, or not at all, what it does not know?"""

from __future__ import annotations

from tests.conftest import World
from tests.meeting.circle import KAWABE, MINATO, a_prefecture, issue, shown


def test_what_is_not_known_is_left_empty(world: World) -> None:
    """Two shared issues: one that several would buy together, one that they would not."""
    prefecture = a_prefecture(world)
    for code in (MINATO, KAWABE):
        issue(prefecture, code, "21", "避難所備蓄品の在庫管理", renewal=2027)
    cells = shown(prefecture).slide("shared").cells
    assert {row[-1] for row in cells} == {"検討候補", ""}
