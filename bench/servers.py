"""When has a browser painted? A Streamlit server of its own, real Chromium, and a probe that notes each drawing of a chart."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from analytics.config import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MOST = 60_000  # milliseconds to wait for anything
VIEWPORT = {"width": 1600, "height": 2400}  # tall enough for all charts of a page

# ready: the script has ended and the title stands there; drawn: the last drawing in a chart; pressed: the last press of the mouse;
# heard: the last message of the server since then.
# All in milliseconds since 1970, so that they can be compared with the clock of the process that started the server.
PROBE = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const probe = window.__probe = { ready: 0, drawn: 0, pressed: 0, heard: 0, charts: new Set() };
  const chartOf = (node) => node && node.closest && node.closest('[data-testid="stVegaLiteChart"]');
  const note = (node) => { const chart = chartOf(node); if (chart) { probe.drawn = now(); probe.charts.add(chart); } };
  for (const name of ["fillRect", "clearRect", "fill", "stroke", "fillText", "drawImage"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) { note(this.canvas); return draw.apply(this, given); };
  }
  const svg = (node) => node.nodeType === 1 && (node.closest("svg") || node.querySelector("svg"));
  new MutationObserver((changes) => changes.forEach((change) => { if (svg(change.target)) note(change.target); }))
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const restart = () => Object.assign(probe, { pressed: now(), drawn: 0, ready: 0, heard: 0, charts: new Set() });
  document.addEventListener("mousedown", restart, true);
  const state = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
  window.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); this.addEventListener("message", () => { probe.heard = now(); probe.ready = 0; }); }
  };
  const idle = () => {
    const still = state() === "notRunning" && document.querySelector('[data-testid="stMain"] h1');
    if (!still) probe.ready = 0; else if (!probe.ready) probe.ready = now();
    requestAnimationFrame(idle);
  };
  requestAnimationFrame(idle);
})();
"""
# Every chart that can be seen is there, and nothing has been heard or drawn for a while: the last drawing was the last.
SETTLED = """([quiet]) => {
  const probe = window.__probe, now = performance.timeOrigin + performance.now();
  const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].filter((chart) => chart.checkVisibility());
  const whole = !document.querySelector('[data-testid="stSkeleton"]') && charts.every((chart) => chart.querySelector("canvas, svg"));
  return whole && probe.ready && probe.heard && now - Math.max(probe.heard, probe.ready, probe.drawn) > quiet;
}"""
QUIET = 400


@dataclass(frozen=True)
class Server:
    """started: the moment before its process was made, in seconds since 1970."""

    address: str
    started: float


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(script: str, settings: Mapping[str, str]) -> Iterator[Server]:
    """`streamlit run script` with the product's own Streamlit settings, ended with the block."""
    port = free_port()
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    command = [sys.executable, "-m", "streamlit", "run", script, *options]
    started = time.time()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | dict(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield Server(f"http://127.0.0.1:{port}", started)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens."""
    for _ in range(MOST // 10):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError("the server does not listen")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Page]:
    """A first visit (empty cache), until the page is painted."""
    context = browser.new_context(viewport=VIEWPORT, locale="ja-JP")
    try:
        page = context.new_page()
        page.add_init_script(PROBE)
        page.goto(address, wait_until="commit")
        settle(page)
        yield page
    finally:
        context.close()


def settle(page: Page) -> None:
    page.wait_for_function(SETTLED, arg=[QUIET], timeout=MOST)


def painted(page: Page) -> float:
    """When script and charts were done, in seconds since 1970."""
    return float(page.evaluate("Math.max(window.__probe.ready, window.__probe.drawn)")) / 1000


def drawn_since_press(page: Page) -> tuple[float, int]:
    """Seconds from the last press of the mouse to the last drawing in a chart, and how many charts were drawn since."""
    took, charts = page.evaluate("[window.__probe.drawn - window.__probe.pressed, window.__probe.charts.size]")
    return float(took) / 1000, int(charts)
