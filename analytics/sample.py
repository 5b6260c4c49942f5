"""What does the product show before the first file? The fictional prefecture, taken in like any user's files."""

from __future__ import annotations

from pathlib import Path

from analytics.config import ROOT
from analytics.intake.taking_in import staged, take_in
from analytics.ledger import remove_sample
from analytics.model import Model
from analytics.store import Store

FOLDER = ROOT / "data" / "sample"
NAME = "みほん県"
READABLE = (".csv", ".xlsx", ".json", ".geojson", ".topojson")


def sample_files(folder: Path = FOLDER) -> list[Path]:
    """The files of the sample, the master first: all others name its municipalities."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in READABLE]
    return sorted(files, key=lambda path: not path.name.startswith("市町村一覧"))


def load_sample(store: Store, model: Model, folder: Path = FOLDER) -> list[int]:
    """Takes the sample in through the product's own import, marked as sample; gives the receipt numbers."""
    return [take_in_sample(store, model, path) for path in sample_files(folder)]


def take_in_sample(store: Store, model: Model, path: Path) -> int:
    with staged(store, path.name, path.read_bytes()) as file:
        return take_in(store, model, file, who="サンプル", sample=True).receipt or 0


def drop_sample(store: Store) -> int:
    """Removes the sample data for good; gives the number of batches removed."""
    with store.writing() as cursor:
        return remove_sample(cursor)
