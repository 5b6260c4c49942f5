"""What can people do on 課題リスト and 共通課題・マッチング, and what do others than the prefecture see there?"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from analytics import exports, registry
from analytics.frames import issues as of_issues
from analytics.frames import shared_issues as frames
from analytics.issue_edits import STATUSES
from analytics.likeness import vectors_of
from analytics.matching import fitting
from analytics.scope import Scope
from analytics.shared_issues import clustered, parted
from pages.compare.shared_issues_figures import Gathered, sheets
from pages.shared import cached
from pages.shared.product import product
from tests.pages.opening import lead, notes, opened
from tests.pages.printed import table
from tests.pages.sent import raw, tables

OWN = "99301"
NAME = "高嶺町"


def shown(app: AppTest, *columns: str) -> list[tuple[object, ...]]:
    """The rows of the first frame sent that has these columns."""
    found = next(frame for frame in tables(app) if set(columns) <= set(frame.columns))
    return list(found[list(columns)].itertuples(index=False, name=None))


# ---- reading ----


def listed(beside: Path, **wanted: str) -> list[dict[str, Any]]:
    """The issues of the newest lists that have these values."""
    return [row for row in table(beside, "issues", "--round", "2025") if all(row[name] == value for name, value in wanted.items())]


def test_filters_narrow_the_sentence_and_the_list_alike(served: Path, beside: Path) -> None:
    app, rows = opened("issues", issue_field=["防災"]), listed(beside, policy_field="防災")
    assert rows and lead(app).startswith(f"{len({row['code'] for row in rows})}団体の課題は{len(rows)}件です。")
    assert shown(app, "policy_field", "no") == [("防災", row["no"]) for row in rows]


def test_issues_are_put_in_order_of_score_only_where_somebody_asks(served: Path) -> None:
    assert not [frame for frame in tables(opened("issues")) if "place" in frame and "no" in frame]
    ranked = opened("issues", issue_order="score")
    places = [place for (place, _) in shown(ranked, "place", "no")]
    assert places[0] == 1 and places == sorted(places)


def test_a_shared_screen_holds_no_priority_no_points_and_no_form(served: Path, beside: Path) -> None:
    app = opened("issues", share="true", m=NAME)
    columns = {name for frame in tables(app) for name in frame.columns}
    assert lead(app).startswith(f"高嶺町の課題は{len(listed(beside, code=OWN))}件です。") and not columns & {
        "priority",
        "own_priority",
        "own_score",
        "score",
        "remark",
        "rank",
    }
    assert not [button for button in app.button if button.key == "issues_save"]


def test_a_municipality_sees_and_may_edit_its_own_list(served: Path, beside: Path) -> None:
    app = opened("issues", "市町村担当", OWN)
    assert lead(app).startswith(f"高嶺町の課題は{len(listed(beside, code=OWN))}件です。") and [
        button for button in app.button if button.key == "issues_save"
    ]
    assert {name for (name, _) in shown(app, "name", "remark")} == {NAME}


def test_a_visitor_is_told_who_may_see_the_lists(served: Path) -> None:
    app = opened("issues", "閲覧")
    assert lead(app) == "課題リストは、県担当と当の市町村の担当だけが見られます。" and not tables(app)


@pytest.mark.parametrize("page", ["issues", "shared-issues"])
def test_municipalities_without_a_list_are_told_so(served: Path, page: str) -> None:
    app = opened(page, m="みなと市")
    assert "届いていません" in lead(app) and not notes(app)


# ---- shared issues ----


def test_no_score_leaves_the_server(served: Path) -> None:
    columns = {name for frame in tables(opened("shared-issues")) for name in frame.columns}
    assert "words" in columns and not columns & {"score", "similarity"}


def test_offers_stand_beside_the_sentence_that_their_order_means_nothing(served: Path) -> None:
    app = opened("shared-issues")
    assert sum("掲載順は優劣を示しません" in caption.value for caption in app.caption) == 2


def test_a_shared_screen_holds_nothing_of_those_not_chosen(served: Path, beside: Path) -> None:
    app = opened("shared-issues", share="true", m=[NAME, "湯ノ花町"])
    n = len(listed(beside, code=OWN) + listed(beside, code="99302"))
    assert lead(app).startswith(f"選んだ団体のうち、課題リストのある2団体・{n}件の中で")
    sent = raw(app).decode("utf-8", "ignore")
    assert "まとめ方を直す" not in sent and {name for (name, _) in shown(app, "name", "renewal")} == {NAME, "湯ノ花町"}
    assert not any(name in " ".join(frame.to_csv() for frame in tables(app)) for name in ("松風町", "石舞台町", "白瀬村", "青葉川町"))


@pytest.mark.parametrize(
    ("role", "own", "said"),
    [
        ("市町村担当", OWN, "自団体の課題{own}件のうち"),
        ("市町村担当", "99202", "自団体の課題リストはまだありません。"),
        ("閲覧", "", "共通課題は、県担当だけが見られます。"),
    ],
)
def test_others_see_the_offers_and_no_shared_issue(served: Path, beside: Path, role: str, own: str, said: str) -> None:
    app = opened("shared-issues", role, own)
    assert said.format(own=len(listed(beside, code=OWN))) in lead(app)
    columns = [set(frame.columns) for frame in tables(app)]
    assert any({"provider", "contact"} <= names for names in columns) and not any("towns" in names for names in columns)


def test_the_list_to_take_along_has_candidates_themes_road_map_and_issues(served: Path) -> None:
    here = product()
    shared, found = (
        registry.compute(here.store, here.config, here.model, name, Scope(round="2025")) for name in ("shared_issues", "issues")
    )
    issues = of_issues.named(found, {})
    members = frames.members(shared, issues, {})
    made = sheets(Gathered(issues, members, frames.clusters(members)))
    book = load_workbook(BytesIO(exports.to_xlsx(made, exports.Provenance("一覧", (), (), (), datetime.now(), "1"))))
    assert book.sheetnames[:4] == ["合同検討候補", "合同部会のテーマ案", "共同ロードマップ案", "構成する課題"]
    assert [book[name].max_row > 1 for name in book.sheetnames[:4]] == [True] * 4


def test_without_the_library_the_page_says_what_to_install(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached.forget()
    for kept in (vectors_of, parted, clustered, fitting):
        kept.cache_clear()
    for name in ("sklearn", "sklearn.feature_extraction.text"):
        monkeypatch.setitem(sys.modules, name, None)
    app = opened("shared-issues")
    assert not app.exception and any("pip install scikit-learn" in note for note in notes(app))
    assert lead(opened("issues"))


# ---- karte ----


def test_a_karte_shows_the_five_issues_with_the_highest_score_and_none_on_a_shared_screen(served: Path) -> None:
    rows = shown(opened("karte", focus=OWN), "no", "own_priority", "score")
    assert len(rows) == 5 and [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)
    assert not [frame for frame in tables(opened("karte", share="true", m=NAME)) if "own_priority" in frame]
    assert not [frame for frame in tables(opened("karte", "市町村担当", "99302", focus=OWN)) if "own_priority" in frame]


# ---- the first sentences, recomputed from the command line's tables ----


def test_the_first_sentence_of_the_list_is_recomputed_from_its_table(served: Path, beside: Path) -> None:
    rows = table(beside, "issues", "--round", "2025")
    labels, states = (Counter(row[name] for row in rows) for name in ("priority", "status"))
    told = "・".join(f"{state}{states[state]}件" for state in STATUSES)
    assert lead(opened("issues")) == (
        f"{len({row['code'] for row in rows})}団体の課題は{len(rows)}件です。"
        f"計算した優先度は「高」{labels['高']}件・「中」{labels['中']}件・「低」{labels['低']}件で、"
        f"市町村の評価と違うのは{sum(bool(row['differs']) for row in rows)}件です。"
        f"対応の状況が入っているのは{len(rows) - states[None]}件（{told}）です。"
    )


def test_the_first_sentence_of_shared_issues_is_recomputed_from_its_table(served: Path, beside: Path) -> None:
    rows, issues = (table(beside, name, "--round", "2025") for name in ("shared_issues", "issues"))
    firsts = list({row["cluster"]: row for row in reversed(rows)}.values())[::-1]
    most = max(row["n_municipalities"] for row in firsts)
    widest = [row["label"] for row in firsts if row["n_municipalities"] == most]
    assert lead(opened("shared-issues")) == (
        f"課題リストのある{len({row['code'] for row in issues})}団体・{len(issues)}件の中で、2団体以上に共通する課題（合同検討候補）は{len(firsts)}件、"
        f"うち共同調達・共同利用の検討候補は{sum(bool(row['joint_procurement']) for row in firsts)}件です。"
        f"最も広く共通するのは「{widest[0]}」{f'など{len(widest)}件' if len(widest) > 1 else ''}（{most}団体）です。"
    )


def test_the_figures_of_the_list_are_those_of_the_command_line(served: Path, beside: Path) -> None:
    wanted = [(row["no"], row["score"], row["own_score"], row["priority"], row["own_priority"]) for row in table(beside, "issues")]
    sent = shown(opened("issues"), "no", "score", "own_score", "priority", "own_priority", "department")
    assert [row[:5] for row in sent] == wanted
