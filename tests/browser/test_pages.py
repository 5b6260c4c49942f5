"""Every page, in every state and size, in real Chromium: no error, no English, nothing from outside, nothing cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.driving import PAGES, SIZES, Visit, serving, visiting
from tests.browser.states import REAL, STATES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=STATES)
def address(request: pytest.FixtureRequest, copied: Callable[[str], Path]) -> Iterator[str]:
    if request.param == "real" and not REAL.exists():
        pytest.skip("../shared/realdata is not here")
    with serving(copied(request.param)) as found:
        yield found


@pytest.fixture(scope="module", params=SIZES)
def visit(request: pytest.FixtureRequest, address: str) -> Iterator[Visit]:
    with visiting(address, SIZES[request.param]) as found:
        yield found


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_whole_without_a_fault_in_japanese_and_asks_nothing_of_the_outside(visit: Visit, page: str) -> None:
    visit.complaints.clear()
    visit.open(PAGES[page])
    assert visit.errors() == []
    assert visit.complaints == []
    assert visit.outside == []
    assert visit.english() == []
    assert visit.page.evaluate("document.documentElement.lang") == "ja"
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert visit.page.locator('[data-testid="stMain"]').evaluate("main => main.scrollWidth <= main.clientWidth + 1")


def test_a_page_that_there_is_not_is_said_in_japanese(visit: Visit) -> None:
    visit.page.goto(visit.address + "/nosuchpage")
    visit.page.wait_for_timeout(2500)
    assert visit.english() == []
