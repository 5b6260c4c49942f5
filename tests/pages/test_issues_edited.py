"""Is what people write on 課題リスト and 共通課題・マッチング kept, and is the later of two told?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.issue_edits import Change, edit
from analytics.scope import Role, Viewer
from pages.compare.issues_editing import BEFORE
from pages.shared.product import product
from tests.pages.opening import opened, serving
from tests.pages.test_issues import NAME, OWN, shown


@pytest.fixture(scope="module")
def written(copy: Path) -> Iterator[Path]:
    with serving(copy) as database:
        yield database


def typed(app: AppTest, place: int, **values: str) -> AppTest:
    """Types into one row of the form, as the browser would."""
    app.session_state[app.session_state[BEFORE].key] = {"edited_rows": {place: values}, "added_rows": [], "deleted_rows": []}
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    return next(button for button in app.button if button.key == key).click().run()


def test_what_is_typed_is_saved_stands_in_the_list_and_in_the_history(written: Path) -> None:
    app = typed(opened("issues", m=NAME), 5, status="検討中", due="2026-03-31")
    app = press(app, "issues_save")
    assert [box.value for box in app.success] == ["2項目を保存しました。"]
    assert ("6", "検討中") in shown(app, "no", "status")
    assert {(item, new, who) for item, new, who in shown(app, "item", "new", "who")} == {
        ("状況", "検討中", "県担当"),
        ("期限", "2026-03-31", "県担当"),
    }
    assert ("令和7年度 第4四半期", "検討中", "6") in shown(app, "quarter", "status", "no")


def test_the_later_of_two_editors_is_told_and_may_read_anew(written: Path) -> None:
    app = typed(opened("issues", m=NAME), 4, status="検討中")
    edit(product().store, Viewer(Role.MUNICIPALITY, OWN), [Change("2025", OWN, "5", "status", "実施中", "完了")])
    app = press(app, "issues_save")
    assert len(app.error) == 1 and "「完了」に変わっています（市町村担当（99301）" in app.error[0].value
    app = press(app, "issues_anew")
    assert not app.error and ("5", "完了") in shown(app, "no", "status")


def test_a_question_is_asked_and_its_answer_kept(written: Path) -> None:
    edit(product().store, Viewer(), [Change("2025", OWN, "1", "measure", None, "窓口で案内する")])
    say(OWN, "まったく別の話")
    app = opened("issues", m=NAME)
    assert any("前の内容は" in text.value and "まったく別の話" in text.value for text in app.text)
    app = press(app, yes(app, OWN))
    assert [box.value for box in app.success] == ["同じ課題として、入力済みの対応を1項目引き継ぎました。"]
    assert not any("前の内容は" in text.value for text in app.text) and ("1", "窓口で案内する") in shown(app, "no", "measure")


def yes(app: AppTest, code: str) -> str:
    """The key of the first button that says the No. 1 of a list is the same issue."""
    return next(button.key for button in app.button if button.key.startswith(f"issues_same_{code}_1_") and button.label == "同じ課題")


def say(code: str, text: str) -> None:
    """No. 1 of a list, taken in again, says something else."""
    with product().store.writing() as con:
        con.execute("update store.issues set class_a = ? where code = ? and no = '1'", [text, code])


def test_a_number_with_two_other_texts_is_asked_about_twice(written: Path) -> None:
    other = "99302"
    for text in ("一つ目", "二つ目", "三つ目"):
        say(other, text)
        if text != "三つ目":
            edit(product().store, Viewer(), [Change("2025", other, "1", "measure", None, f"{text}の対策")])
    app = opened("issues")
    assert not app.exception and sum("三つ目" in text.value for text in app.text) == 2
    app = press(app, yes(app, other))
    assert sum("三つ目" in text.value for text in app.text) == 1


def test_nothing_is_put_together_or_taken_apart_by_one_click_on_all(written: Path) -> None:
    """Streamlit offers 「すべて選ぶ」 as the first entry unless it is told not to."""
    boxes = {box.label: box.proto.select_all for box in opened("shared-issues").multiselect if str(box.key).startswith("shared_issues_")}
    assert boxes == {"一緒にまとめる共通課題": 0, "別にする課題": 0}


def test_a_named_cluster_keeps_its_name(written: Path) -> None:
    app = opened("shared-issues")
    first = shown(app, "label", "towns")[0][0]
    app.text_input(key="shared_issues_label_1").set_value("広報の手間")
    app = next(button for button in app.button if button.label == "名前とまとめ方を決める").click().run()
    assert first != "広報の手間" and "広報の手間" in {label for label, _ in shown(app, "label", "towns")}
    assert "広報の手間" in {label for label, _ in shown(opened("shared-issues"), "label", "towns")}
