"""What does a cell say? Text as people write it → a number, date, round or word, a reason why it is missing, or a fault."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from analytics.kinds import Column

UNANSWERED, NOT_ASKED, NOT_APPLICABLE, CONCEALED, ILLEGIBLE = REASONS = ("未回答", "未調査", "対象外", "秘匿", "判読不能")
MARKS = {
    UNANSWERED: ("", "未回答", "無回答", "回答なし", "-", "--", "---", "―", "ー", "‐", "–", "—", "─", "−", "━", "無記入", "未記入"),
    NOT_ASKED: ("未調査", "調査無し", "調査なし", "…", "……", "‥", "・・・", "n/a", "na", "n.a."),
    NOT_APPLICABLE: ("該当なし", "該当無し", "対象外", "非該当"),
    CONCEALED: ("x", "χ", "***", "秘匿"),
    ILLEGIBLE: ("判読不能",),
}
REASON_OF = {unicodedata.normalize("NFKC", mark).casefold(): reason for reason, marks in MARKS.items() for mark in marks}
FORMULA_ERROR = re.compile(
    r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!)|#{3,}"
)
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988, "S": 1925}
ERA = r"(?:令和|平成|昭和|大正|明治|(?<![A-Za-z])[RHS])"
ERA_YEAR = re.compile(rf"({ERA})\s*\.?\s*(元|\d{{1,2}})(?!\d)", re.IGNORECASE)
# 令和2025年 is neither calendar's; R2025 and s2025 only number a round or a survey.
WESTERN_YEAR = re.compile(r"(?<!\d)(?<!令和)(?<!平成)(?<!昭和)(?<!大正)(?<!明治)(?:18|19|20)\d{2}(?!\d)")
MINUS = str.maketrans({"▲": "-", "△": "-", "−": "-", "‐": "-", "–": "-", "—": "-", "―": "-"})
# None of them changes the figure before it: 千円 and 万人 do, so that they are refused.
UNITS = "人|名|団体|自治体|市町村|件|世帯|戸|棟|円|回|台|冊|社|校|園|館|施設|事業|手続|項目|[箇かヶカヵ]所|[か箇ヶカヵ]月|km2|m2|ha|%|パーセント|点|歳|日|時間|分"
NUMBER = re.compile(
    rf"(?P<sign>[+-]?) *(?P<digits>\d+|\d{{1,3}}(,\d{{3}})+)(?P<fraction>\.\d+)?(?P<power>e[+-]?\d{{1,3}})? *({UNITS})?",
    re.IGNORECASE | re.ASCII,
)
SCALED = re.compile(rf"([+-]? *[\d,]+(\.\d+)?) *([十百千万億兆]+) *({UNITS})?")
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "億": 10**8, "兆": 10**12}
# NFKC makes 1234¹ 12341 and 12③ 123: marks of footnotes, not digits.
RAISED = re.compile(r"[\d.,%人件][¹²³\u2070-\u209c\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3251-\u32bf]|.[\u2460-\u249b]")
AREA = re.compile(r"[mｍ]²\s*$")
INVISIBLE = str.maketrans("", "", "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad")
LARGEST = 10**15  # beyond it a number in a file is no longer exact
EXCEL_EPOCH = date(1899, 12, 30)


def shortened(text: str, most: int) -> str:
    """At most `most` characters; a cut text ends in …."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@dataclass(frozen=True)
class Parsed:
    """One cell understood. Exactly one of value, reason and fault is set, but for a blank text, where none is."""

    value: str | None = None
    reason: str | None = None
    fault: str | None = None


LAYOUT = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"  # what decoding leaves alone, too
STRANGE = {
    "Co": "外字（この端末だけの文字 {}）があります。標準の文字か、かなに直してください",
    "Cn": "文字のない番号（{}）があります。正しい文字に直してください",
    "Cc": "制御文字（{}）があります。取り除いてください",
}
"""Categories of Unicode: private use, unassigned, control → what to tell."""


def strange_character(text: str) -> str | None:
    """What is wrong with the first private, unassigned or control character of a text; None where it has none."""
    if text.isprintable():  # quick, and true of nearly every text
        return None
    told = ((STRANGE.get(unicodedata.category(one)), one) for one in text if one not in LAYOUT)
    return next((message.format(f"U+{ord(one):04X}") for message, one in told if message), None)


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """NFKC, without surrounding blanks and invisible signs: full-width digits, letters and units become the usual ones."""
    return unicodedata.normalize("NFKC", text.translate(INVISIBLE)).strip()


def missing_reason(text: str) -> str | None:
    return REASON_OF.get("".join(plain(text).casefold().split()))


def formula_fault(text: str) -> str | None:
    """What is wrong with a cell whose formula has no result, None with any other."""
    if not FORMULA_ERROR.fullmatch(plain(text).upper()):
        return None
    return f"数式のエラー（{plain(text)}）です。数式を直すか、値を入れてください"


def number_text(text: str, units: tuple[str, ...] = ()) -> str | None:
    """A number as people write it (1,234人, ▲3, 72%, ５) in the form that a computer reads; None where it is none.
    units: what may stand behind it beside the usual ones."""
    if RAISED.search(AREA.sub("", text)):
        return None
    words = plain(text).translate(MINUS)
    found = NUMBER.fullmatch(words) or NUMBER.fullmatch(without_unit(words, units))
    if not found:
        return None
    number = "".join((found["sign"].removeprefix("+"), found["digits"].replace(",", ""), found["fraction"] or "", found["power"] or ""))
    return number if abs(float(number)) <= LARGEST else None


def without_unit(words: str, units: tuple[str, ...]) -> str:
    """5枠 → 5; "" where none of the units stands directly behind a digit."""
    bare = (words.removesuffix(plain(unit)).rstrip() for unit in units if words.endswith(plain(unit)))
    return next((number for number in bare if number[-1:].isdigit()), "")


def parse_number(column: Column, text: str) -> Parsed:
    found = number_text(text, column.units)
    if found is None:
        return Parsed(fault=f"数値ではありません。{meant(text) or f'{bounds(column)}を半角の数字で'}入れてください")
    value = float(found)
    if column.type == "integer" and (value != int(value) or plain(text).endswith(("%", "パーセント"))):
        return Parsed(fault="整数ではありません。小数や％のない数を入れてください")
    if (column.low is not None and value < column.low) or (column.high is not None and value > column.high):
        return Parsed(fault=f"範囲の外の値です。{bounds(column)}を入れてください")
    return Parsed(value=str(int(value)) if column.type == "integer" else found)


def meant(text: str) -> str:
    """What a number with 万 or 千 would be in digits: "1.2万人は 12000 と", "" for other texts."""
    found = SCALED.fullmatch(plain(text).translate(MINUS))
    if not found:
        return ""
    value = Decimal(found[1].replace(",", "").replace(" ", ""))
    for letter in found[3]:
        value *= SCALES[letter]
    return f"{plain(text)}は {value.normalize():f} と"


def bounds(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f"{column.low:,g}以上{column.high:,.0f}以下の数"
    return f"{column.low:,g}以上の数" if column.low is not None else "数"


def western_year(text: str) -> int | None:
    """The year that a text names: 2025, 2025年度, 令和7年, R7, H30, 元年. None where it names none."""
    era = ERA_YEAR.search(plain(text))
    if era:
        count = 1 if era.group(2) == "元" else int(era.group(2))
        if not count:
            return None
        return ERAS.get(era.group(1), ERAS.get(era.group(1).upper(), 0)) + count
    western = WESTERN_YEAR.search(plain(text))
    return int(western.group()) if western else None


A_YEAR = rf"(?:{ERA}\s*\.?\s*(?:元|\d{{1,2}})|(?<!\d)(?:18|19|20)\d{{2}})"
# 2025年3月, 2025/3, R7.3.31, 2025-03: March belongs to the fiscal year before. 2025-2 is the second round of 2025.
YEAR_AND_MONTH = re.compile(
    rf"{A_YEAR}\s*(?:年\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?|[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}|[/.]\s*\d{{1,2}}|-\d{{2}})(?!\d)日?",
    re.IGNORECASE,
)
DAY_OF_FIGURES = re.compile(r"\s*(?:現在|時点|末|調査|国勢)")
MADE = "(?:作成|更新|公開|公表|出力|印刷|発行|刊行|掲載|取得|送付|配布|提出|報告|改訂|版)"
MEETING = "(?:会議|協議会|検討会|幹事会|委員会|説明会|研修会)"
OF_MAKING = re.compile(
    rf"{A_YEAR}\s*年?度?(?:(?!{A_YEAR})[^_])*?{MEETING}|{A_YEAR}\s*年?度?(?:(?!{A_YEAR})[^\s_,、()])*?{MADE}"
    rf"|{MADE}(?:年月)?日?\s*[:は]?\s*\(?{A_YEAR}\s*年?度?",
    re.IGNORECASE,
)
# 令和7・8年度: the second year goes without its era or century.
NEXT_YEAR = re.compile(
    rf"({ERA}|(?<!\d)(?:18|19|20)(?=\d{{2}}))\s*\.?\s*(?:元|\d{{1,2}})\s*(?:年度?)?\s*(?:[・,、~〜/-]|から|及び|と)\s*(\d{{1,2}})\s*年",
    re.IGNORECASE,
)
ORDINALS = "123456789一二三四五六七八九"
PART = re.compile(
    rf"第\s*([{ORDINALS}])\s*回|(?<!\d)([{ORDINALS}])\s*回目|回\s*([{ORDINALS}])(?=$|\.\w+$)"
    rf"|{A_YEAR}\s*(?:年度?)?\s*(?:-\s*([1-9])(?![\d年月])|\(\s*([1-9])(?:\s*回目?)?\s*\)|(?<!年)([1-9])\s*回(?![答数]))",
    re.IGNORECASE,
)
PART_ALONE = re.compile(rf"第?\s*([{ORDINALS}])\s*(?:回目?)?")


@lru_cache(maxsize=10_000)
def round_in(text: str) -> str | None:
    """The round that a text names: "2025", or "2025-2" for a second one in the year. None where it names none or several; a day or
    a month is none, since March belongs to the fiscal year before."""
    line = YEAR_AND_MONTH.sub(" ", plain(text))
    years = years_in(line)
    parts = {digit_of(part) for found in PART.finditer(line) for part in found.groups() if part}
    if len(years) != 1 or len(parts) > 1:
        return None
    return in_part(str(*years), *parts)


def without_making(text: str) -> str:
    """A line above a table or a file's name without the years in which it was made, printed or laid before a meeting, and without
    days at which no figures stood."""
    line = YEAR_AND_MONTH.sub(lambda day: day.group() if DAY_OF_FIGURES.match(day.string, day.end()) else "〓", plain(text))
    return OF_MAKING.sub(" ", line).replace("〓", " ")


def digit_of(part: str) -> str:
    return str(ORDINALS.index(part) % 9 + 1)


def in_part(round: str, part: str = "1") -> str:
    return round if part == "1" else f"{round}-{part}"


def round_and_part(round: str, part: str) -> str | None:
    """The round that two cells tell together: 2025 and 第2回 → 2025-2. None where they contradict each other or one is no such thing."""
    found, counted = round_in(round), PART_ALONE.fullmatch(plain(part))
    if missing_reason(part) or found is None:
        return found
    whole = in_part(found[:4], digit_of(counted[1])) if counted else None
    return whole if found in (found[:4], whole) else None


def parse_round(column: Column, text: str) -> Parsed:
    found = round_in(text)
    return Parsed(value=found) if found else Parsed(fault="年度ではありません。2025 や 令和7年度 のように入れてください")


def years_in(text: str) -> set[int]:
    """Every year that a text names, in whichever calendar."""
    words = plain(text)
    pieces = [found.group() for pattern in (WESTERN_YEAR, ERA_YEAR) for found in pattern.finditer(words)]
    pieces += [found[1] + found[2] for found in NEXT_YEAR.finditer(words)]
    return {year for piece in pieces if (year := western_year(piece))}


def parse_year(column: Column, text: str) -> Parsed:
    if re.fullmatch(r"(18|19|20)\d{2}\d{6}", plain(text)):
        return Parsed(value=plain(text)[:4])  # e-Stat writes 2020 as 2020000000
    found = years_in(text)
    if len(found) != 1:
        return Parsed(fault="1つの年ではありません。2024 や 令和6年 のように入れてください")
    if column.label.endswith("年度") and EARLY_MONTH.search(plain(text)):
        return Parsed(
            fault=f"1月から3月は前の年度に入るため、どの年度か決められません。{min(found) - 1} か {min(found)} のように入れてください"
        )
    return Parsed(value=str(*found))


EARLY_MONTH = re.compile(rf"{A_YEAR}\s*[-/.年]\s*0?[1-3](?!\d)(?!年)", re.IGNORECASE)


CLOCK = r"(?:[ T]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+\d\d:?\d\d)?)?"
WEEKDAY = r"(?: *\([月火水木金土日](?:曜日?)?\))?"
DAY = rf" *[-/.年] *(\d{{1,2}}) *[-/.月] *(\d{{1,2}})(?!\d) *日?{WEEKDAY}{CLOCK}"
WESTERN_DATE = re.compile(rf"(\d{{4}}){DAY}")
ERA_DATE = re.compile(rf"(令和|平成|昭和|[RHSrhs]) *\.? *(元|\d{{1,2}}){DAY}")
COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
LACKING_DAY = re.compile(r"(\d{4}|(令和|平成|昭和|[RHSrhs])\.?(元|\d{1,2}))[-/.年]\d{1,2}月?")
LACKING_YEAR = re.compile(r"\d{1,2}[-/月]\d{1,2}日?")


def parse_date(column: Column, text: str) -> Parsed:
    example = "2025-04-01 や 令和7年4月1日 のように入れてください"
    try:
        found = date_in(plain(text))
    except ValueError:
        return Parsed(fault=f"存在しない日付です。{example}")
    if found:
        return Parsed(value=found.isoformat())
    compact = plain(text).replace(" ", "")
    if LACKING_DAY.fullmatch(compact) or LACKING_YEAR.fullmatch(compact):
        return Parsed(fault=f"日付に{'日' if LACKING_DAY.fullmatch(compact) else '年'}がありません。{example}")
    return Parsed(fault=f"日付ではありません。{example}")


def date_in(text: str) -> date | None:
    """Raises ValueError for a day that no calendar has."""
    western, era = WESTERN_DATE.fullmatch(text) or COMPACT_DATE.fullmatch(text), ERA_DATE.fullmatch(text)
    if western:
        return date(int(western[1]), int(western[2]), int(western[3]))
    if era:
        return date(western_year(era[1] + era[2]) or 0, int(era[3]), int(era[4]))
    if re.fullmatch(r"[2-6]\d{4}(\.0)?", text):  # 1954 to 2091 as Excel counts days
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    return None


@lru_cache(maxsize=1_000)
def words_of(column: Column) -> dict[str, str]:
    """Every word that stands for a choice: itself, and what the column declares to mean it."""
    return {plain(word): choice for word, choice in (*column.synonyms, *zip(column.choices, column.choices, strict=True))}


def parse_choice(column: Column, text: str) -> Parsed:
    chosen = words_of(column).get(plain(text))
    allowed = "・".join(column.choices)
    return Parsed(value=chosen) if chosen else Parsed(fault=f"選択肢にない値です。使えるのは {allowed} です")


def parse_identifier(column: Column, text: str) -> Parsed:
    """１ and 1 number the same row."""
    return Parsed(value=plain(text))


PARSERS = {
    "integer": parse_number,
    "number": parse_number,
    "date": parse_date,
    "round": parse_round,
    "year": parse_year,
    "choice": parse_choice,
    "identifier": parse_identifier,
}


def parse(column: Column, text: str) -> Parsed:
    """What `text` says in `column`. A choice named like a mark (無) is the choice; other marks carry their reason."""
    if column.type == "choice" and plain(text) in words_of(column):
        return Parsed(value=words_of(column)[plain(text)])
    if fault := formula_fault(text):
        return Parsed(fault=fault)
    reason = missing_reason(text)
    if column.required and column.type in ("text", "identifier") and reason != UNANSWERED:
        reason = None  # a name may be called X
    if column.required and reason:
        return Parsed(fault=f"「{column.label}」がありません。必ず入れてください")
    if reason:
        return Parsed(reason=reason)
    parser = PARSERS.get(column.type)
    return parser(column, text) if parser else Parsed(value=text.strip())
