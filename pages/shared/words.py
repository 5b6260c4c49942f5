"""How are years, counts and missing values written on screen?"""

from __future__ import annotations

from datetime import date

UNKNOWN = "—"


def this_fiscal_year() -> int:
    """The fiscal year of today: it begins in April."""
    today = date.today()
    return today.year if today.month >= 4 else today.year - 1


def fiscal_year(round: str | None) -> str:
    """2025 → 令和7年度（2025）; 2025-2 → 令和7年度 第2回（2025-2）."""
    if not round:
        return UNKNOWN
    year, _, second = str(round).partition("-")
    era = f"令和{int(year) - 2018 if int(year) > 2019 else '元'}年度" if int(year) >= 2019 else f"平成{int(year) - 1988}年度"
    return f"{era}{f' 第{second}回' if second else ''}（{round}）"
