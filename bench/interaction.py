"""How long from a click on a filter to three painted charts, nothing cached for that filter, beside a bare app with as many charts?"""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page

from analytics.config import ROOT
from bench.country import Country
from bench.rows import Row, row, within
from bench.servers import chromium, drawn_since_press, serving, settle, visiting

BARE = "bench/bare/charts.py"
WANTED = 3
Change = tuple[float, int]  # seconds, charts drawn anew


def interaction(country: Country, times: int) -> list[Row]:
    """Each change asks for a round that this server has not been asked for; then the server is started anew."""
    country.fill()
    settings = {"DXKARTE_CONFIG": str(country.config_file)}
    each = country.size.rounds - 2  # less the one shown first and one to warm up
    product: list[Change] = []
    bare: list[Change] = []
    with chromium() as browser:
        address, charts = page_with_charts(browser, settings)
        for _ in range(-(-times // each)):
            product += changes(browser, "app.py", settings, address, each)
            bare += changes(browser, BARE, {"BENCH_CHARTS": str(max(charts, 1))}, "/", each)
    return [interaction_row(country, address, product, bare)]


def interaction_row(country: Country, address: str, product: list[Change], bare: list[Change]) -> Row:
    charts = min(drawn for _, drawn in product)
    note = f"{address} のグラフ{charts}枚" + ("" if charts >= WANTED else "（3枚を描き直すページがまだない）")
    mark = within(2, 230)
    data = f"60団体×{country.size.rounds}回（全国 {country.size.label} の中）"
    ours, limit = [took for took, _ in product], [took for took, _ in bare]
    return row("interaction", data, ours, limit, "素の2倍以内、230ms以内", lambda a, b: charts >= WANTED and mark(a, b), note)


def page_with_charts(browser: Browser, settings: dict[str, str]) -> tuple[str, int]:
    """The page whose number of charts drawn after a change is nearest to three, three or more first; and that number."""
    with serving("app.py", settings) as server:
        found = [(path, charts_drawn(browser, server.address + path)) for path in addresses()]
    return max(found, key=lambda page: (page[1] >= WANTED, -page[1] if page[1] >= WANTED else page[1]))


def charts_drawn(browser: Browser, address: str) -> int:
    with visiting(browser, address) as page:
        return change(page, 1)[1]


def addresses() -> list[str]:
    menu = (ROOT / "pages" / "menu.py").read_text(encoding="utf-8")
    return ["/", *(f"/{name}" for name in re.findall(r'url_path="([^"]+)"', menu))]


def changes(browser: Browser, script: str, settings: dict[str, str], address: str, times: int) -> list[Change]:
    """Changes of 調査年度 on a fresh server, after one that does not count."""
    with serving(script, settings) as server, visiting(browser, server.address + address) as page:
        return [change(page, place) for place in range(1, times + 2)][1:]


def change(page: Page, place: int) -> Change:
    """Chooses the round at `place` of the list with the mouse, which then rests on the sidebar."""
    page.get_by_test_id("stSidebar").get_by_test_id("stSelectbox").first.locator("input").click()
    page.get_by_role("option").nth(place).click()
    settle(page)
    return drawn_since_press(page)
