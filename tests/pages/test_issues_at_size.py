"""Do 課題リスト and 共通課題・マッチング hold for a prefecture of 60 with thousands of issues?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.issues import LISTED, Lists
from tests.pages.opening import lead, notes, opened, serving
from tests.pages.sent import raw, tables

MOST_SENT = 1_000_000
"""Bytes that a page may send (quality.md)."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Every issue rated, with a measure and a date, one of them in a far year."""
    lists = Lists(tmp_path_factory.mktemp("large"), LISTED)
    with lists.store.writing() as con:
        con.execute(
            """update store.issues set status = '検討中', measure = '対策を進める', criteria = map(['緊急性', '実現しやすさ'], [3.0, 4.0]),
            due = if(no = '1', date '9999-12-31', date '2026-01-01' + 7 * no::integer)"""
        )
    database = lists.config.storage.path
    lists.store.close()
    with serving(database) as served:
        yield served


@pytest.mark.parametrize("page", ["issues", "shared-issues"])
def test_no_page_sends_more_than_a_megabyte_of_thousands_of_issues(large: Path, page: str) -> None:
    app = opened(page)
    assert not app.exception and not notes(app) and f"{LISTED}件" in lead(app)
    assert len(raw(app)) <= MOST_SENT


def test_what_is_cut_is_said_and_the_form_waits_for_a_filter(large: Path) -> None:
    app = opened("issues")
    said = " ".join(caption.value for caption in app.caption)
    assert "全2,700行のうち先頭の1,000行" in said and "300件までに絞り込むと" in said
    assert not [button for button in app.button if button.key == "issues_save"]
    road = next(frame for frame in tables(app) if "is_owner" in frame)
    assert len(road) <= 25 and set(road["name"].dropna()) == {"第1町"} and "第1町の実行計画（図は、" in raw(app).decode("utf-8", "ignore")
    narrow = opened("issues", m="第1町")
    assert [button for button in narrow.button if button.key == "issues_save"] and "先頭の" not in " ".join(c.value for c in narrow.caption)
    assert max(len(frame) for frame in tables(narrow) if "no" in frame) == 45
