"""Which words beside a title make a header mean another figure than the title's: a rank, a mean, last time's, another year's?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from analytics.intake.values import YEAR_AND_MONTH, plain, western_year, years_in

# At the end of a word: step0順位, 県平均との差, 得点率. 満点 alone is the scale; 30点満点 is a remark on it.
ENDS = re.compile(
    r"(順位|ランク|偏差値?|(?<![格時])差分?|(?<![効能])率|割合|構成比|平均(?:値|点)?|中央値|標準偏差|最[大小高低](?:値|点)?|[件個]数"
    r"|(?:回答者?|団体|受診者?)数|人数|増減|配点|(?<!点)満点)(?:\(.*\))?$"
)
# A word of its own, or the beginning of one: 前回, 前年度の得点, 前回緊急性.
BEGINS = re.compile(r"(前回|前々?年度?|前々回|昨年度?|一昨年度?|過年度|次年度|翌年度|次回)(?!比)")
ALONE = re.compile(
    r"(事前|事後|(?:研修|受講|受診|実施|導入|開始|支援)の?[前後]|全国|類似団体|県全体|県計)(?:の?(?:値|回答|得点|点数|結果|評価|診断|時))?"
)
STATES = re.compile(r"(現状|実績|基準|見込み?|目標)(?:の?(?:値|年度|点数?|得点))?")
# What the columns of a kind may stand below: 実績 above scores are the scores, but no targets.
OWN_STATES = {"question": ("現状", "実績", "基準", "見込", "見込み", "目標"), "aspect": ("目標",)}
SEPARATORS = re.compile(r"[\s()（）\[\]【】「」/_:、,。]+")


@lru_cache(maxsize=50_000)
def words_for_another(text: str, spread: str | None = None, year: str | None = None) -> Counter[str]:
    """The words in a header that name another figure, each as often as it stands there. spread: what the columns of the kind stand
    for; year: of the file, where another one makes another figure."""
    words = plain(text).casefold()
    found = Counter(word for part in SEPARATORS.split(words) if (word := other_word(part, spread)))
    return found + Counter(str(told) for told in other_years(words, year))


def other_word(part: str, spread: str | None) -> str | None:
    told = ENDS.search(part) or BEGINS.match(part) or ALONE.fullmatch(part)
    state = STATES.fullmatch(part)
    if told is None and state is not None and state[1] not in OWN_STATES.get(spread or "", ("実績",)):
        return state[1]
    return told[1] if told else None


def other_years(words: str, year: str | None) -> set[int]:
    """The years that a header names beside the file's; the day of a figure is none."""
    return years_in(YEAR_AND_MONTH.sub(" ", words)) - {western_year(year)} if year else set()


def is_another(header: str, titles: Iterable[str], spread: str | None = None, year: str | None = None) -> bool:
    """Whether a header says more than the title in it that makes it another figure. titles: those of what it seems to mean."""
    said = words_for_another(header, spread, year)
    if not said:
        return False
    short = "".join(plain(header).casefold().split())
    longest = max(titles, key=len, default="")
    inside = max((title for title in titles if title in short), key=len, default="")
    return bool(said - words_for_another(longest if 2 * len(short) >= len(longest) else inside, spread, year))
