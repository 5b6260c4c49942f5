"""How are made-up days chosen and written?"""

from __future__ import annotations

from datetime import date, timedelta


def spoken(day: date, number: int) -> str:
    if number % 3:
        return f"令和{day.year - 2018}年{day.month}月{day.day}日"
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
