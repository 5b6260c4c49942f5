"""What does the product show before the first file? The fictional prefecture, taken in like any user's files."""

from __future__ import annotations

from pathlib import Path

from analytics import notes
from analytics.config import ROOT, Config
from analytics.intake.taking_in import staged, take_in
from analytics.ledger import remove_sample
from analytics.model import Model
from analytics.scope import Viewer
from analytics.store import Store

FOLDER = ROOT / "data" / "sample"
NAME = "みほん県"
READABLE = (".csv", ".xlsx", ".json", ".geojson", ".topojson")


def sample_files(folder: Path = FOLDER) -> list[Path]:
    """The files of the sample, the master first: all others name its municipalities."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in READABLE]
    return sorted(files, key=lambda path: not path.name.startswith("市町村一覧"))


def load_sample(store: Store, config: Config, model: Model, folder: Path = FOLDER) -> list[int]:
    """Takes the sample in through the product's own import, marked as sample; gives the receipt numbers."""
    from analytics.sample_meetings import hold_meetings  # what a meeting computes with, only where a sample is loaded

    receipts = [take_in_sample(store, model, path) for path in sample_files(folder)]
    if folder == FOLDER:
        hold_meetings(store, config, model)
        put_down_notes(store)
    return receipts


NOTES = (
    ("99301", "aspect:community", "公民館での対話の場を2地区に増やしたため、前回より上がっています。", notes.ALL),
    ("99301", "step:step1", "全体方針の案を9月の庁議に諮ると聞いています。決まったら県に知らせる約束です。", notes.ITS_OWN),
    ("99201", "aspect:community", "住民との対話の場は、まだ1地区だけです。次の訪問で広げ方を尋ねます。", notes.INSIDE),
)
"""What 県担当 noted on figures of the newest round: code, item, text, who may read it."""


def put_down_notes(store: Store) -> None:
    """They go with their municipalities when the sample goes."""
    for code, item, text, audience in NOTES:
        notes.write(store, Viewer(), code, item, "2025", text, audience)


def take_in_sample(store: Store, model: Model, path: Path) -> int:
    with staged(store, path.name, path.read_bytes()) as file:
        return take_in(store, model, file, who="サンプル", sample=True).receipt or 0


def drop_sample(store: Store) -> int:
    """Removes the sample data for good; gives the number of batches removed."""
    with store.writing() as cursor:
        return remove_sample(cursor)
