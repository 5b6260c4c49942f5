"""A file is looked at without a word being written, and read as its user corrects it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analytics.intake.looking import AS_INDICATOR, BY_HAND, EXACT, UNUSED, Look, corrected, corrections, in_order_of_need, look
from analytics.intake.reading.staged import Limits
from analytics.intake.understanding.plan import Wishes
from analytics.kinds import KINDS

LOG = "市町村名,日付,区分のこと,件名\n99201町,2025-06-12,ヒアリング,聞き取り\n".encode()


@pytest.fixture
def one(world: Any) -> Any:
    world.municipalities("99201")
    return world


def seen(world: Any, content: bytes = LOG, name: str = "記録.csv", wishes: Wishes = Wishes()) -> Look:
    return look(world.store, world.model, name, content, Limits(), wishes)


def test_looking_writes_nothing(one: Any) -> None:
    before = one.store.generation
    seen(one)
    assert one.store.generation == before


def test_what_cannot_be_read_is_one_line_and_no_bug(one: Any) -> None:
    found = seen(one, b"%PDF-1.4", "図.pdf")
    assert found.examination is None and "PDF" in found.refusal and "\n" not in found.refusal


def test_a_column_assigned_by_hand_is_taken_in(one: Any) -> None:
    found = seen(one, wishes=Wishes(kind="support_log", columns=((2, "type"),)))
    assert found.errors == 0 and found.sound_rows == 1
    assert list(found.columns["how"]) == [EXACT, EXACT, BY_HAND, EXACT]


def test_a_file_that_lacks_a_column_still_shows_its_columns_to_be_assigned(one: Any) -> None:
    found = seen(one, wishes=Wishes(kind="support_log"))
    assert not found.can_be_taken_in(partial=True)
    assert list(found.columns["use"]) == ["市町村名", "日付", UNUSED, "件名"]


def table(*uses: str) -> pd.DataFrame:
    return pd.DataFrame({"use": list(uses), "header": [f"見出し{number}" for number in range(len(uses))]})


def test_only_what_was_changed_is_a_correction(world: Any) -> None:
    shown = table("市町村名", UNUSED)
    assert corrections(shown, ["市町村名", "件名"], KINDS["support_log"], world.model, None) == ((1, "title"),)


def test_an_item_given_to_another_column_is_taken_from_the_one_that_had_it(world: Any) -> None:
    shown = table("件名", "内容")
    assert corrections(shown, ["件名", "件名"], KINDS["support_log"], world.model, None) == ((0, ""), (1, "title"))


def test_a_column_of_a_statistics_table_is_an_indicator_by_its_header(world: Any) -> None:
    assert corrections(table(UNUSED), [AS_INDICATOR], KINDS["indicators"], world.model, None) == ((0, "見出し0"),)


def test_the_last_correction_of_a_column_counts() -> None:
    assert corrected(Wishes(columns=((2, "type"),)), ((2, "title"),)).columns == ((2, "title"),)


def test_the_master_is_taken_in_before_what_names_its_municipalities() -> None:
    assert in_order_of_need([KINDS["survey"], None, KINDS["municipalities"]]) == [2, 0, 1]


def test_a_file_with_errors_is_taken_in_only_if_asked_for_its_sound_rows(one: Any) -> None:
    content = LOG.replace("区分のこと".encode(), "種別".encode()) + "ない町,2025-06-12,研修,研修\n".encode()
    found = seen(one, content)
    assert not found.can_be_taken_in() and found.can_be_taken_in(partial=True)
