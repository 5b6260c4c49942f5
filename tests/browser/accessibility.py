"""Can everyone use the page? axe-core looks at what stands in the browser now; nothing is asked of the network.

axe-core comes whole inside the package axe-playwright-python (MIT; axe-core itself MPL-2.0), so a closed network runs it as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.driving import QUIET, Visit

GRAVE = ("serious", "critical")
STANDARD = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
"""WCAG 2.2 AA, which JIS X 8341-3 follows, and the practices that axe counts as good."""
COLOURS = {"type": "rule", "values": ["color-contrast"]}
"""What alone can differ between the light page and the dark one."""
AXE = Axe()


@dataclass(frozen=True)
class Fault:
    """One element that one rule finds fault with. rule: axe's id. impact: serious or critical. place: CSS path of the element."""

    rule: str
    impact: str
    place: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.impact} {self.rule}: {self.place}\n    {self.html[:300]}\n    {self.why}"

    __repr__ = __str__


def faults(page: Page, rules: dict[str, Any] = STANDARD) -> list[Fault]:
    """The serious and critical faults of what the page shows now, closed parts left out; [] where there are none.

    None of Streamlit's own is excepted: pages/shared/barriers.py and look.py mend those.
    """
    found = AXE.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [fault for rule in found for node in rule["nodes"] if (fault := fault_of(rule, node)).impact in GRAVE]


def fault_of(rule: dict[str, Any], node: dict[str, Any]) -> Fault:
    messages = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    place = " > ".join(one if isinstance(one, str) else " ".join(one) for one in node["target"])
    return Fault(rule["id"], node["impact"] or rule["impact"], place, node["html"], "; ".join(messages))


RULES = {"light": STANDARD, "dark": COLOURS}


@dataclass(frozen=True)
class Eyes:
    """A visit in one theme, and what is looked for there: everything in the light, in the dark the colours once more."""

    visit: Visit
    theme: str

    def faults(self) -> list[Fault]:
        return faults(self.visit.page, RULES[self.theme])


def drawn(visit: Visit) -> Visit:
    """Until the script has run; sooner than `settle`, which waits for the charts' marks too: axe does not look at those."""
    visit.page.wait_for_timeout(150)
    visit.page.wait_for_selector(QUIET, timeout=60_000)
    return visit


OPEN_ALL = """
() => {
  const closed = [...document.querySelectorAll('[data-testid="stExpander"] details:not([open]) > summary')].filter((one) => one.checkVisibility());
  closed.forEach((one) => one.click());
  return closed.length;
}
"""


def open_all(visit: Visit) -> Visit:
    """Every part that a click unfolds, those inside others too."""
    while visit.page.evaluate(OPEN_ALL):
        drawn(visit)
    return visit


def tabs(visit: Visit) -> Iterator[None]:
    """The page once per tab, once where it has none; each with all its parts open."""
    open_all(visit)
    yield
    for tab in visit.page.get_by_role("tab").all()[1:]:
        tab.click()
        open_all(drawn(visit))
        yield


def walk_to(visit: Visit, address: str) -> Visit:
    """To a page by its link in the menu: the session stays, and with it who looks."""
    link = visit.page.locator(f'[data-testid="stSidebarNavLink"][href$="{address}"]')
    title = link.inner_text().split("\n")[-1]
    link.click()
    visit.page.wait_for_function(
        "title => document.querySelector('[data-testid=stMain] h1')?.innerText === title", arg=title, timeout=60_000
    )
    return drawn(visit)
