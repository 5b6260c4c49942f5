"""A file is looked at without a word being written, and read as its user corrects it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pandas as pd
import pytest

from analytics.frames.intake import state
from analytics.intake.looking import (
    AS_INDICATOR,
    AS_SCORE,
    ASSIGNED,
    BY_CELLS,
    BY_HEADER,
    EXACT,
    UNUSED,
    Look,
    corrected,
    corrections,
    in_order_of_need,
    look,
    use_choices,
)
from analytics.intake.reading.staged import Limits
from analytics.intake.taking_in import staged, take_in
from analytics.intake.understanding.assigned import PART_OF_NAME
from analytics.intake.understanding.plan import Wishes
from analytics.kinds import KINDS
from analytics.sentences.intake import waiting

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
    assert list(found.columns["how"]) == [EXACT, EXACT, ASSIGNED, EXACT]


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


def test_the_columns_that_a_kind_gathers_are_assigned_by_hand_like_any_other(one: Any) -> None:
    rated = "市町村名,番号,課題,いそぐ度合い\n99201町,1,窓口が混む,4\n".encode()
    found = seen(one, rated, "課題.csv", Wishes(kind="issues", round="2025"))
    criterion = f"評価項目 {one.model.criteria[0]}"
    assert criterion in use_choices(KINDS["issues"], one.model, "2025")
    more = corrections(found.columns, [*found.columns["use"][:3], criterion], KINDS["issues"], one.model, "2025")
    assert more == ((3, one.model.criteria[0]),)
    again = seen(one, rated, "課題.csv", corrected(Wishes(kind="issues", round="2025"), more))
    assert again.errors == 0 and list(again.columns["use"])[3] == criterion and again.columns["how"].iloc[3] == ASSIGNED


def test_scores_of_single_respondents_can_be_assigned_to_the_categories_of_the_settings(one: Any) -> None:
    told = f"市町村名,受診者ID,職位,てんすう\n99201町,A1,課長,{one.model.scale[1]:g}\n".encode()
    found = seen(one, told, "診断.csv", Wishes(kind="literacy", round="2025"))
    category = f"診断区分 {one.model.categories[0]}"
    more = corrections(found.columns, [*found.columns["use"][:3], category], KINDS["literacy"], one.model, "2025")
    again = seen(one, told, "診断.csv", corrected(Wishes(kind="literacy", round="2025"), more))
    assert again.errors == 0 and again.sound_rows == 1 and list(again.columns["use"])[3] == category


def test_a_scored_question_is_called_as_its_header_says_and_so_can_any_column_be(one: Any) -> None:
    told = "市町村名,受診者ID,職位,設問1,てんすう\n99201町,A1,課長,1,1\n".encode()
    wishes = Wishes(kind="literacy", round="2025")
    found = seen(one, told, "診断.csv", wishes)
    assert list(found.columns["use"])[3:] == [AS_SCORE, UNUSED]
    more = corrections(found.columns, [*found.columns["use"][:4], AS_SCORE], KINDS["literacy"], one.model, "2025")
    assert list(seen(one, told, "診断.csv", corrected(wishes, more)).columns["use"])[3:] == [AS_SCORE, AS_SCORE]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("設問,回答\nq1,一部\n", "推進状況アンケート"),
        ("No.,政策分野,課題（分類A）\n1,行政手続,窓口\n", "課題リスト"),
        ("日付,種別,件名\n2025-06-01,会議,打合せ\n", "支援記録"),
    ],
)
def test_where_only_the_municipality_is_missing_that_is_what_is_said(one: Any, content: str, kind: str) -> None:
    raw, name = content.encode(), next(name for name, known in KINDS.items() if known.label == kind)
    assert f"{kind}の列がありますが、どの市町村のものか分かりません" in seen(one, raw, "届いたもの.csv").refusal
    said = seen(one, raw, "届いたもの.csv", Wishes(kind=name)).findings["message"][0]
    assert "市町村が分かりません" in said and "必要な列がありません" not in said


FACILITIES = """市町村名,施設名,所在地,電話番号,定員（人）
99201町,あおば園,本町1-2-3,076-220-1111,30
99201町,みどり園,本町4-5,076-220-2222,25
99202町,わかば園,中町3,0761-22-3333,40
"""


@pytest.mark.parametrize("dropped", [(), ("所在地", "電話番号")], ids=["with addresses", "names alone"])
def test_a_list_of_facilities_is_an_unknown_table_until_its_reader_says_which_column_is_a_figure(
    one: Any, dropped: tuple[str, ...]
) -> None:
    one.municipalities("99202")
    table = pd.read_csv(StringIO(FACILITIES), dtype=str).drop(columns=list(dropped))
    raw = (table if not dropped else pd.concat([table, table.assign(施設名=table["施設名"] + "分園")])).to_csv(index=False).encode()
    assert "種類を見分けられません" in seen(one, raw, "施設.csv").refusal
    forced = seen(one, raw, "施設.csv", Wishes(kind="indicators", round="2025"))
    assert not forced.can_be_taken_in(True) and set(forced.columns["use"][1:]) == {UNUSED}
    mapped = Wishes(kind="indicators", round="2025", columns=((1, PART_OF_NAME), (len(table.columns) - 1, "定員")))
    assert seen(one, raw, "施設.csv", mapped).can_be_taken_in()


def test_what_names_an_indicator_is_not_called_a_matching_header(one: Any) -> None:
    found = seen(one, "市町村名,男女,人口（人）\n99201町,男,10\n99201町,女,12\n".encode(), "指標_2025年.csv")
    assert list(found.columns["how"]) == [EXACT, BY_CELLS, BY_HEADER]
    phones = seen(one, "市町村名,電話番号,人口（人）\n99201町,0762201111,12\n".encode(), "指標_2025年.csv")
    assert list(phones.columns["how"]) == [EXACT, UNUSED, BY_HEADER]


def test_a_file_that_changes_nothing_is_said_to(one: Any) -> None:
    raw = LOG.replace("区分のこと".encode(), "種別".encode())
    with staged(one.store, "記録.csv", raw) as file:
        take_in(one.store, one.model, file)
    found = seen(one, raw + b"\n")
    assert state(found) == "変更なし（登録済みと同じ）" and "すべて登録済みと同じで、値は変わりません" in waiting([found])
    assert seen(one, raw).same_as is not None
