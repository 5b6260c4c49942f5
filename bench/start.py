"""How long from the start of the process to the first painted page, sample data present, beside an app with one title?"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from analytics.config import load_config
from analytics.model import load_model
from analytics.sample import load_sample
from analytics.store import open_store
from bench.rows import Row, in_turns, row, within
from bench.servers import chromium, painted, serving, visiting

BARE = "bench/bare/title.py"


def start(folder: Path, times: int) -> list[Row]:
    database = with_sample(folder / "start" / "sample.duckdb")
    with chromium() as browser:
        for script in (BARE, "app.py"):  # files into the system's cache
            first_page(browser, script, database)
        product, bare = in_turns(times, lambda: first_page(browser, "app.py", database), lambda: first_page(browser, BARE, database))
    return [row("start", "サンプル（みほん県）、Chromium", product, bare, "素の2倍以内", within(2))]


def first_page(browser: Browser, script: str, database: Path) -> float:
    with serving(script, {"DXKARTE_DB": str(database)}) as server, visiting(browser, server.address) as page:
        return painted(page) - server.started


def with_sample(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    config = load_config(database=file)
    model = load_model(config.model.folder)
    store = open_store(config, model)
    try:
        load_sample(store, config, model)
    finally:
        store.close()
    return file
