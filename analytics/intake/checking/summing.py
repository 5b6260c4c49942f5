"""Which findings are one and the same fault, repeated over a sheet?"""

from __future__ import annotations

import re

import pandas as pd

MOST = 10  # of one fault in one column; more of them are told in one line
PLACES = 3
CHANGING = re.compile(r"「[^」]*」|[\d.,]+")


def summed_up(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings for a reader, columns and order as they came: faults that more than MOST cells of a column have are the first of
    them, with their number and the next places. What has to know every cell reads the findings themselves."""
    if len(findings) <= MOST:
        return findings
    alike = [findings[name] for name in ("file", "sheet", "column", "severity")] + [findings["message"].map(cause)]
    groups = findings.groupby(alike, sort=False, dropna=False)
    place, size = groups.cumcount(), groups["message"].transform("size")
    shown = findings[(size <= MOST) | (place == 0)].copy()
    several = size[shown.index] > MOST
    cells = groups["cell"].transform(lambda told: "・".join(told.iloc[1 : PLACES + 1]))
    many = (f"{n:,}件（ほかに{told} など）: " for n, told in zip(size[shown.index], cells[shown.index], strict=True))
    shown["message"] = (pd.Series(many, index=shown.index) + shown["message"]).where(several, shown["message"])
    return shown.reset_index(drop=True)


def cause(message: str) -> str:
    """What is wrong, without what would be right, which names and which numbers: 同じ名前の市町村がつあります."""
    return CHANGING.sub("", message.partition("。")[0])
