"""How long do the kartes of a whole prefecture take, beside as many bare pages of the same library?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import typst

from analytics.config import load_config
from analytics.karte import many, reading
from analytics.model import load_model
from analytics.pictures import FONT, font_folder
from analytics.sample import load_sample
from analytics.store import open_store
from bench.rows import Row, at_most, in_turns, row, seconds

ROUND = "2025"
MOST = 60_000
BARE = f'#set page(paper: "a4", flipped: true)\n#set text(font: "{FONT}", lang: "ja")\n市町村DXカルテ'


def kartes(folder: Path, times: int, most: int | None = None) -> list[Row]:
    """The sample's municipalities as PDF, from the database to the ZIP. most: fewer of them, where it must be quick."""
    config = load_config(database=Path(tempfile.mkdtemp(dir=folder)) / "kartes.duckdb")
    model = load_model(config.model.folder)
    store = open_store(config, model)
    load_sample(store, config, model)
    codes = reading.everybody(store, config)[:most]

    def product() -> int:
        return len(many.archive(reading.records(store, config, model, codes, ROUND), "pdf"))

    ours, bare = in_turns(times, lambda: seconds(product), lambda: seconds(lambda: bare_pages(len(codes))))
    store.close()
    return [row("kartes PDF・ZIP", f"{len(codes)}団体", ours, bare, "60秒以内", at_most(MOST))]


def bare_pages(count: int) -> None:
    """One line on one page each, with the same font."""
    for _ in range(count):
        typst.compile(BARE.encode(), font_paths=[str(font_folder())], ignore_system_fonts=True)
