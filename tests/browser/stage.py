"""How does a test walk through the slides of a meeting as who chairs it does?"""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.driving import Visit


def begin(visit: Visit) -> None:
    """From the form to the first slide."""
    visit.page.get_by_role("button", name="会議を始める").click()
    begun(visit)


def begun(visit: Visit) -> None:
    """Until a slide stands."""
    visit.page.wait_for_selector(".st-key-stage_nav", timeout=60_000)
    visit.settle()


def slide_of(page: Page) -> str:
    return page.url.partition("slide=")[2].replace("%3A", ":")


def pressed(visit: Visit, key: str) -> None:
    """A key that leads to another slide."""
    before = visit.page.url
    visit.page.keyboard.press(key)
    visit.page.wait_for_function("before => location.href !== before", arg=before, timeout=30_000)
    visit.settle()


def slides(visit: Visit) -> Iterator[str]:
    """Every slide, by the key → alone. The slide's own number says which is the last: buttons are off, too, while the page is joined to
    the server again."""
    visit.settle()
    while True:
        yield slide_of(visit.page)
        place, _, last = visit.page.locator(".dots b").inner_text().partition("/")
        if place == last:
            return
        pressed(visit, "ArrowRight")
