"""How are years, counts and missing values written on screen?"""

from __future__ import annotations

from datetime import date

from analytics.rounds import round_title

UNKNOWN = "—"


def this_fiscal_year() -> int:
    """The fiscal year of today: it begins in April."""
    today = date.today()
    return today.year if today.month >= 4 else today.year - 1


def fiscal_year(round: str | None) -> str:
    """2025 → 令和7年度（2025）; 2025-2 → 令和7年度 第2回（2025-2）."""
    return round_title(str(round)) if round else UNKNOWN
