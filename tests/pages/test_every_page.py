"""Does every page hold: with the sample, without data, with an impossible address, for those it is not for, on a shared screen?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from tests.pages.opening import PAGES, lead, notes, opened
from tests.pages.sent import raw, tables

TITLES = {
    "overview": "全体状況",
    "karte": "市町村DXカルテ",
    "gap": "あるべき姿とのギャップ",
    "priority": "支援優先度",
    "progress": "経年変化・支援効果",
    "visits": "訪問計画",
    "neighbours": "近隣比較",
    "literacy": "DXリテラシー診断",
    "issues": "課題リスト",
    "shared-issues": "共通課題・マッチング",
    "indicators": "指標",
    "meeting": "ご近所会議",
    "cases": "事例・手順書",
    "prefecture": "県の取組点検",
    "method": "モデルと計算方法",
    "guide": "使い方",
    "import": "データ取込",
    "history": "取込履歴",
    "export": "一括出力",
}
NOT_SHARED = ("priority", "visits", "meeting", "import", "history")
MISSING = {
    "overview": "「市町村マスタ」",
    "karte": "「市町村マスタ」",
    "gap": "「市町村マスタ」「推進状況アンケート」",
    "priority": "「市町村マスタ」「推進状況アンケート」",
    "progress": "「市町村マスタ」「推進状況アンケート」",
    "visits": "「市町村マスタ」「推進状況アンケート」",
    "neighbours": "「市町村マスタ」",
    "literacy": "「DXリテラシー診断（集計済み）」「DXリテラシー診断（個票）」",
    "issues": "「課題リスト」",
    "shared-issues": "「課題リスト」",
    "indicators": "「指標」",
    "meeting": "「市町村マスタ」",
    "export": "「市町村マスタ」",
}
"""The files that a page without any data asks for."""
SAID_WITHOUT_DATA = {
    "cases": "総務省の事例集から12件の事例と、リファレンスモデル、手順書、進め方を引けます。",
    "prefecture": "県に期待される役割とスキルを読めます。支援メニューと制度は、まだ取り込まれていません。",
    "method": "この年度に表示できる回答はありません。24問の調査票と、モデル・計算方法はこのまま読めます。",
    "guide": "「1日目：起動から最初の会議まで」から「困ったとき」まで、8項目で説明します。図はサンプルデータの画面です。",
    "import": "ファイルを選ぶと、種類・年度・列を見分けて、誤りと変わる値を表示します。「この内容で取り込む」を押すまで、何も書き込みません。",
    "history": "取込はまだありません。",
}
# fmt: off
PARAMETERS = (
    "round", "prefecture", "block", "m", "peers", "with", "focus", "x", "y", "year", "line", "aspect", "step", "factor", "outcome", "size", "layer",
    "case", "tab", "about", "part", "order", "instead", "since", "question", "diagnosis", "category", "issue_field", "issue_office", "issue_rank", "issue_state", "issue_by", "issue_order", "cluster", "offer", "unit", "limit_step0", "limit_step1", "share", "circle", "topic", "page",
)
# fmt: on
"""All that some page keeps in the address."""
UNKNOWN = "9999"
MARKUP = "<script>alert(1)</script>'; drop table survey; -- :material/x: $\\latex$ [x](http://x)"
IMPOSSIBLE = {"unknown": UNKNOWN, "hostile": MARKUP + "長" * 5000}
with_the_sample = pytest.mark.parametrize("served", ["sample"], indirect=True)
without_data = pytest.mark.parametrize("served", ["empty"], indirect=True)


def whole(app: AppTest, page: str) -> bool:
    """The page came to its end: no exception, no calm error line, its own title."""
    return not app.exception and not app.error and [title.value for title in app.title] == [TITLES[page]]


def elements(app: AppTest) -> list[str]:
    """The kinds of what stands on the page, beside what only arranges or styles it."""
    return [element.type for element in app.main if not isinstance(element, Block) and element.type != "html"]


@pytest.fixture(scope="module")
def plain() -> Callable[[str], str]:
    """The first sentence of a page at its plain address, or what it says instead."""
    return cache(lambda page: lead(opened(page)) or notes(opened(page))[0])


@pytest.mark.parametrize("page", PAGES)
@with_the_sample
def test_with_the_sample_a_page_says_first_what_its_figures_say(served: Path, page: str) -> None:
    app = opened(page)
    assert whole(app, page)
    assert lead(app)


@pytest.mark.parametrize("value", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("page", PAGES)
@with_the_sample
def test_an_impossible_address_shows_what_the_plain_one_does(served: Path, plain: Callable[[str], str], page: str, value: str) -> None:
    app = opened(page, **dict.fromkeys(PARAMETERS, value))
    assert whole(app, page)
    assert lead(app) == plain(page)
    assert MARKUP[:25].encode() not in raw(app)


@pytest.mark.parametrize("page", PAGES)
@with_the_sample
def test_a_shared_screen_without_a_choice_asks_for_one(served: Path, page: str) -> None:
    app = opened(page, share="true")
    assert whole(app, page)
    assert "画面を表示しません" in notes(app)[0] if page in NOT_SHARED else "団体を選んでください" in notes(app)[0]
    assert not lead(app) and not tables(app)


@pytest.mark.parametrize("page", PAGES)
@with_the_sample
def test_a_shared_screen_names_only_those_chosen(served: Path, page: str) -> None:
    app = opened(page, share="true", m="みなと市")
    assert whole(app, page)
    assert bool(lead(app)) == (page not in NOT_SHARED)
    sent = " ".join(frame.to_csv() for frame in tables(app))
    assert not any(name in sent for name in ("みほん市", "三つ橋市", "梅園市"))


@pytest.mark.parametrize("role", ["閲覧", "市町村担当"])
@pytest.mark.parametrize("page", ["visits", "meeting", "import", "history"])
@with_the_sample
def test_what_is_for_the_prefecture_is_refused_and_nothing_else_is_shown(served: Path, page: str, role: str) -> None:
    app = opened(page, role, "99202" if role == "市町村担当" else "")
    assert whole(app, page)
    assert notes(app) == ["この画面は県担当だけが使えます。"]
    assert elements(app) == ["title", "toggle", "warning"]


@with_the_sample
def test_priorities_are_refused_to_those_who_see_sums_only(served: Path) -> None:
    app = opened("priority", "閲覧")
    assert lead(app) == "支援優先度は、県担当と当の市町村の担当だけが見られます。"
    assert elements(app) == ["title", "toggle", "markdown", "markdown"]


@pytest.mark.parametrize("page", PAGES)
@without_data
def test_without_data_a_page_says_which_file_is_missing(served: Path, page: str) -> None:
    app = opened(page)
    assert whole(app, page)
    if page in MISSING:
        assert notes(app) == [f"まだ表示できるデータがありません。{MISSING[page]}を取り込むと、ここに表示されます。"]
        assert not lead(app) and not tables(app)
    else:
        assert lead(app) == SAID_WITHOUT_DATA[page]


@pytest.mark.parametrize("page", PAGES)
@without_data
def test_without_data_an_impossible_address_changes_nothing(served: Path, page: str) -> None:
    app = opened(page, **dict.fromkeys(PARAMETERS, MARKUP))
    assert whole(app, page)
    assert (lead(app), notes(app)) == (lead(opened(page)), notes(opened(page)))
