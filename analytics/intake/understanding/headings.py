"""What does a header of a table of statistics say: what is counted, in which unit, of which year?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from analytics.intake.values import plain, western_year

ERA_WORDS = r"(?:令和|平成|昭和|大正|明治)\s*(?:元|\d{1,2})"
WESTERN = r"(?<!\d)(?:18|19|20)\d{2}"
YEAR_INSIDE = re.compile(rf"(?:{ERA_WORDS}|{WESTERN})年(?:度|次|分)?")
YEAR_ALONE = re.compile(rf"(?:{ERA_WORDS}|[RHS]\.?(?:元|\d{{1,2}})|{WESTERN})(?:年(?:度|次|分)?)?", re.IGNORECASE)
# 2015年比, 2015年～2020年の増減, 平成27年以前: a span or a base, not the year of the figures.
RELATIVE_AFTER = re.compile(r"\s*(比|=|~|〜|-|から|より|以降|以前|以後|以上|まで|基準|対比|→|[・,、]\s*\d)")
RELATIVE_BEFORE = re.compile(r"(~|〜|から|対|→|-)\s*$")

LARGE = "(?:十|百|千|万|十万|百万|千万|億|十億|兆)?"
COUNTED = (
    "人|名|円|ドル|世帯|戸|棟|件|団体|市町村|所|か所|箇所|ヶ所|カ所|社|事業所|施設|校|園|学級|教室|床|冊|台|本|回|日|時間|分|年|歳|点|枚|頭|羽"
    "|館|品目|種類|講座|店舗|区画|路線|工場|病院|ヘクタール|平方メートル|平方キロメートル|立方メートル|キロメートル|メートル|キログラム|リットル"
    "|手続|トン|t|kg|g|kl|l|m|km|m2|km2|m3|ha|a|kwh|kw|mw|t-co2|ポイント"
)
UNIT_WORDS = re.compile(
    rf"(?:単位:)?(?:%|‰|‱|パーセント|倍|{LARGE}(?:{COUNTED})(?:/{LARGE}(?:{COUNTED}))?|人口{LARGE}人(?:当|あ)たり)", re.IGNORECASE
)
# One sign in brackets is a counter (館, 隻), unless it tells one class from another.
NO_UNIT = re.compile(
    "[男女計内外新旧有無可否他再大中小上下左右東西南北市町村郡県都道府国私公春夏秋冬朝昼夜月火水木金土昨前後今甲乙丙注a-z0-9]",
    re.IGNORECASE,
)
UNIT_WORD = re.compile("人|%|円|千円|百万円|団体|件|世帯|km2")  # what a row of units below the names says without brackets
MARKED = re.compile(r"\s*【([^【】]{1,15})】")
BRACKETED = re.compile(r"\s*(?:\[([^\[\]]{1,15})\]|\(([^()]{1,15})\))$")
ITEM_CODE = re.compile(r"^#?[A-Z]\d{3,7}_")


@dataclass(frozen=True)
class Heading:
    """A header taken apart: what is counted, in which unit, of which year; '' where it does not say."""

    item: str
    unit: str = ""
    year: str = ""


def is_unit(text: str) -> bool:
    word = plain(text).replace(" ", "")
    return UNIT_WORDS.fullmatch(word) is not None or (len(word) == 1 and word.isalpha() and not NO_UNIT.fullmatch(word))


@lru_cache(maxsize=50_000)
def without_unit_mark(text: str) -> tuple[str, str]:
    """A text and its unit, in 【】 anywhere, in other brackets at the end, or as its last word: 人口【人】, 人口（人）, 人口 人."""
    words = " ".join(plain(text).split())
    marked = MARKED.search(words)
    if marked:
        return " ".join(MARKED.sub(" ", words, count=1).split()), marked[1].strip()
    found = BRACKETED.search(words)
    if found and is_unit(found[1] or found[2]):
        return words[: found.start()], (found[1] or found[2]).removeprefix("単位:").strip()
    rest, _, last = words.rpartition(" ")
    return (rest, last) if rest and UNIT_WORD.fullmatch(last) else (words, "")


@lru_cache(maxsize=50_000)
def heading(header: str) -> Heading:
    """What one header says: "A1101_総人口【人】" is 総人口 in 人, "令和2年度 決算額（千円）" is 決算額 of 2020 in 千円."""
    text, unit = without_unit_mark(header)
    item, year = without_year(text)
    if year and not unit:
        item, unit = without_unit_mark(item)
    return Heading(ITEM_CODE.sub("", item).strip(" _:"), unit, year)


def named_figure(text: str) -> tuple[str, str]:
    """(name, unit) of what a text in a table names: "A1101_総人口【人】" is 総人口 in 人."""
    name, unit = without_unit_mark(text)
    return ITEM_CODE.sub("", name), unit


def without_year(text: str) -> tuple[str, str]:
    """A header less the one year that it names, and that year. A span, a base year or two years are left in the name."""
    tokens = re.split(r"([\s_()]+)", text)
    alone = [index for index, token in enumerate(tokens) if YEAR_ALONE.fullmatch(token)]
    inside = list(YEAR_INSIDE.finditer(text))
    years = {western_year(tokens[index]) for index in alone} | {western_year(found.group()) for found in inside}
    if len(years) != 1 or any(is_relative(text, found) for found in inside):
        return text, ""
    rest = YEAR_INSIDE.sub(" ", "".join("" if index in alone else token for index, token in enumerate(tokens)))
    rest = re.sub(r"(^|[\s_])\d{10}(?=[\s_]|$)", " ", re.sub(r"\(\s*\)", "", rest))
    return " ".join(rest.replace("_", " ").split()), str(years.pop())


def is_relative(text: str, year: re.Match[str]) -> bool:
    return bool(RELATIVE_AFTER.match(text[year.end() :]) or RELATIVE_BEFORE.search(text[: year.start()]))


def headings(names: Sequence[str], columns: Iterable[int]) -> dict[int, Heading]:
    """Column → its heading. Headers that would fall together keep what tells them apart: their unit, their code."""
    found = {index: heading(names[index]) for index in columns}
    seen = Counter((one.item, one.year) for one in found.values())
    return {
        index: one if seen[one.item, one.year] == 1 else replace(one, item=without_year(plain(names[index]))[0])
        for index, one in found.items()
    }
