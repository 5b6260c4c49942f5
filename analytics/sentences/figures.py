"""How is a figure written in a sentence, so that what is read is never stronger than what was computed?"""

from __future__ import annotations

from collections.abc import Sequence

MINUS = "−"


def plain(value: float) -> str:
    """One decimal, none if that is zero: 8.3, 10, 1,234."""
    text = f"{value:,.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", MINUS)


def signed(value: float, decimals: int = 1) -> str:
    """A difference with its sign: +1.2, −1.2; what reads as zero is ±0.0 and not +0.0 or −0.0."""
    text = f"{value:+.{decimals}f}"
    return f"±{text[1:]}" if not float(text) else text.replace("-", MINUS)


def amount(value: float) -> str:
    """Points that are not below zero, one decimal; more than zero never reads 0.0点."""
    return "0.1点未満" if 0 < value < 0.05 else f"{value:.1f}点"


def receipt_numbers(numbers: Sequence[int]) -> str:
    """Receipt numbers, all of them: 1～4・7・9・10. Three and more that follow one another need only their ends."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "・".join(f"{run[0]}～{run[-1]}" if len(run) > 2 else "・".join(map(str, run)) for run in runs)


def percent(part: float, whole: float) -> str:
    """A share in whole percent: 0% is none, 100% is all."""
    share = 100 * part / whole
    if 0 < share <= 0.5:
        return "1%未満"
    return "99%超" if 99.5 <= share < 100 - 1e-9 else f"{share:.0f}%"


def below(share: float, limit: float) -> str:
    """A share (0–1) that is less than `limit` in percent, with so many decimals that it does not read the same."""
    text = f"{100 * share:.0f}"
    return f"{text if float(text) < 100 * limit else f'{100 * share:.1f}'}%"


def interval(low: float, high: float) -> str:
    """+4.0～+17.6; with two decimals where an end that is not zero would read as zero: whether zero lies inside is the point."""
    decimals = 2 if any(end and not float(f"{end:.1f}") for end in (low, high)) else 1
    return f"{signed(low, decimals)}～{signed(high, decimals)}"


def counts(numbers: Sequence[float]) -> str:
    """25, or 23～25 where they differ: over how many each of several figures is taken."""
    low, high = min(numbers), max(numbers)
    return f"{low:.0f}" if low == high else f"{low:.0f}～{high:.0f}"


def same(first: float, second: float) -> bool:
    """Do the two read the same with one decimal?"""
    return f"{first:.1f}" == f"{second:.1f}"
