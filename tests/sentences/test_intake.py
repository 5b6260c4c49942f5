"""What waits, was taken in and would come back, in words."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from analytics.intake.looking import Look
from analytics.kinds import KINDS
from analytics.ledger import Comeback, Counts
from analytics.sentences import intake as says


def batches(**more: object) -> pd.DataFrame:
    row = {"batch": 3, "taken_at": datetime(2026, 4, 1, 9, 30), "file": "a.csv", "kind_label": "目標", "in_force": True}
    return pd.DataFrame([row | more])


def comeback(gone: int = 0, kept: int = 0, returning: int = 0, losing: int = 0) -> Comeback:
    return Comeback(KINDS["targets"], gone, kept, returning, losing, pd.DataFrame(), pd.DataFrame())


def test_without_files_the_page_says_what_will_happen() -> None:
    assert says.waiting([]) == says.INVITATION


def test_a_file_that_cannot_be_read_is_said() -> None:
    assert says.waiting([Look("図.pdf", refusal="…")]) == "1ファイルのうち、取り込めるものはありません。1ファイルは読めませんでした。"


def test_counts_of_zero_are_not_said() -> None:
    assert says.rows_of(Counts(new=1_200, changed=0, unchanged=5, rejected=2)) == "新規 1,200行、不採用 2行"


def test_a_file_that_changes_nothing_is_said_to_do_so() -> None:
    assert says.rows_of(Counts(unchanged=27)) == "変更なし 27行"


def test_a_receipt_names_number_file_and_kind() -> None:
    assert says.receipt("a.csv", "目標", 3, Counts(new=1)) == "受付番号 3: a.csv（目標）を取り込みました。新規 1行。"


def test_an_empty_history_is_said() -> None:
    assert says.on_record(batches().head(0)) == "取込はまだありません。"


def test_taken_back_batches_are_counted_only_where_there_are_any() -> None:
    assert "取消済み" not in says.on_record(batches())
    assert says.on_record(batches(in_force=False)).startswith("取込は1件あります（うち1件は取消済み）。最後は2026-04-01 09:30の「a.csv」")


def test_each_fate_of_a_row_is_said_once() -> None:
    assert says.comeback(comeback(gone=1, kept=2, returning=3, losing=4)) == (
        "3行が前の取込の値に戻ります。4行で、一部の項目が未登録になります（ほかの取込にない項目です）。"
        "1行が未登録に戻ります（ほかの取込にない行です）。2行は値が変わりません（後の取込の値か、前と同じ値です）。"
    )


def test_a_batch_without_effect_is_said_to_have_none() -> None:
    assert says.comeback(comeback()) == "この取込を取り消しても、変わる行はありません。"
