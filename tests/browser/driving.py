"""How does a test use the app as a person would? A server of its own on loopback, and Chromium that notes what goes wrong."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
SIZES = {"1920": (1920, 1080), "1280": (1280, 720)}
PAGES = {
    "overview": "/", "karte": "/karte", "gap": "/gap", "priority": "/priority", "progress": "/progress", "visits": "/visits",
    "neighbours": "/neighbours", "literacy": "/literacy", "issues": "/issues", "shared-issues": "/shared-issues", "indicators": "/indicators", "meeting": "/meeting",
    "cases": "/cases", "prefecture": "/prefecture", "method": "/method", "guide": "/guide", "import": "/import", "history": "/history", "export": "/export",
}  # fmt: skip
QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: Path, config: Path | None = None) -> Iterator[str]:
    """The app over `database` (made, with the sample, if absent); gives its address. Ends the process it started."""
    port = free_port()
    environment = {**os.environ, "DXKARTE_DB": str(database)} | ({"DXKARTE_CONFIG": str(config)} if config else {})
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = (database.parent / f"server_{port}.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_healthy(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def wait_until_healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it was healthy")
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not get healthy")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One tab: what it asked of the outside and what its console complained of."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int] = SIZES["1920"], theme: str = "light") -> None:
        self.address = address
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, locale="ja-JP", accept_downloads=True
        )  # type: ignore[arg-type]
        self.context.set_default_navigation_timeout(120_000)  # the first page of a new database waits for its sample
        self.page: Page = self.context.new_page()
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.outside.append(request.url) if not self.is_ours(request.url) else None)
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def is_ours(self, url: str) -> bool:
        return url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:"))

    def open(self, path: str) -> Visit:
        self.page.goto(self.address + path)
        self.settle()
        return self

    def settle(self) -> Visit:
        """Until the script has run and what it sent is drawn."""
        self.page.wait_for_selector('[data-testid="stMain"] h1', timeout=60_000)
        self.page.wait_for_selector(QUIET, timeout=60_000)
        self.page.wait_for_function("() => !document.querySelector('[data-testid=\"stSkeleton\"]')", timeout=60_000)
        self.page.wait_for_timeout(400)
        self.page.wait_for_selector(QUIET, timeout=60_000)
        return self

    def receipts(self) -> list[str]:
        """What is told with receipt numbers. Without the space between its parts, which an element that is about to go has no more."""
        return ["".join(text.split()) for text in self.page.get_by_test_id("stAlert").all_text_contents() if "受付番号" in text]

    def confirmed(self, before: list[str]) -> Visit:
        """Until what was taken in has receipts other than those told before, and the files that still wait are looked at anew: all of
        that goes on beside the page."""
        until = time.monotonic() + 300
        while ((told := self.receipts()) in ([], before) or self.at_work()) and time.monotonic() < until:
            self.page.wait_for_timeout(200)
        assert told not in ([], before) and not self.at_work(), self.page.get_by_test_id("stMain").inner_text()[:2_000]
        self.settle()
        return self.looked_at()

    def at_work(self) -> bool:
        return self.page.get_by_text("取り込んでいます…").count() > 0

    def looked_at(self) -> Visit:
        """Until no file is being looked at."""
        expect(self.page.get_by_text("調べています…")).to_have_count(0, timeout=120_000)
        return self.settle()

    def lead(self) -> str:
        found = self.page.locator('[data-testid="lead"]')
        return found.first.inner_text() if found.count() else ""

    def errors(self) -> list[str]:
        """Red boxes on the page."""
        return self.page.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').all_inner_texts()

    def english(self) -> list[str]:
        """English words that a person can read on the page, each with its element; icons and known abbreviations left out."""
        words: list[list[str]] = self.page.evaluate(VISIBLE_WORDS)
        return sorted(
            {
                f"{word}: {element}"
                for word, element in words
                if word.lower() not in KNOWN and not re.fullmatch(r"(q|t|f|o|r|c|s|m|step)\d+", word.lower())
            }
        )

    def close(self) -> None:
        self.context.close()


@contextmanager
def visiting(address: str, size: tuple[int, int] = SIZES["1920"]) -> Iterator[Visit]:
    """A tab in a Chromium of its own."""
    with chromium() as browser, closing(Visit(browser, address, size)) as visit:
        yield visit


VISIBLE_WORDS = """
() => {
  const seen = [];
  const note = (text, node) => {
    for (const word of (text || "").match(/[A-Za-z][A-Za-z'-]{2,}/g) || []) seen.push([word, node.outerHTML.slice(0, 200)]);
  };
  // A Material icon is a span with the name of its picture, marked by Streamlit as neither read aloud nor translated.
  const hidden = (node) => node.closest('span[translate="no"][aria-hidden="true"], script, style, svg defs, [data-testid="stDataFrameResizable"] canvas');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (node && !hidden(node) && node.checkVisibility && node.checkVisibility()) note(walker.currentNode.data, node);
  }
  for (const node of document.querySelectorAll("[title], [aria-label], [placeholder]")) {
    if (hidden(node) || !node.checkVisibility()) continue;
    for (const name of ["title", "aria-label", "placeholder"]) note(node.getAttribute(name), node);
  }
  return seen;
}
"""
# Abbreviations and names that officials use in Latin letters.
KNOWN = {
    "as-is", "to-be", "pdf", "step", "csv", "xlsx", "xls", "xlsm", "excel", "zip", "png", "svg", "utf", "bom", "json", "geojson", "topojson", "dxkarte",
    "rpa", "bpr", "kpi", "poc", "ict", "cio", "pdca", "ebpm", "ojt", "line", "map", "tsv", "competitive", "continuous", "creative", "communicative",
    "collaborative", "courageous", "committed", "log", "sql", "duckdb", "streamlit", "python", "km", "eltax", "web", "api", "ocr", "min", "max", "http", "npo", "lan", "jis", "why", "what", "how", "esc", "word", "html",
}  # fmt: skip
