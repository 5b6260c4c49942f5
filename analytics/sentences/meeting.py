"""What do the slides of a meeting say, made from their figures? Nobody is put below anybody by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from analytics.decisions import STATUSES
from analytics.frames.literacy import WHOLE
from analytics.sentences.figures import interval, same, signed
from analytics.sentences.shared_issues import ORDER

GUESSABLE = "推測される可能性があります（参加が6団体に満たないため、人口・地図・並び順は表示しません）。"
NOT_AGREED = "開示の同意なし"
TOO_FEW = "回答なし・不足"
NOBODY_TO_ASK = "相談受入可と答えた先行市町村は、参加団体の中には見つかりません"
REVEALING = "実名で表示しています"
TURNS_OF_ONE = "近況・困りごと・うまくいったこと"
TURNS = f"各団体の{TURNS_OF_ONE}"
PROMPTS = (
    "近況：この半年で動いたこと、始めたことは何ですか。",
    "困りごと：いま迷っていること、近隣や県に聞きたいことは何ですか。",
    "うまくいったこと：小さなことでも、やってよかったことは何ですか。",
)
"""Asked where the questionnaire has no free-text questions."""
FIRST_TIME = (
    "順位を付ける場ではありません。どの団体にも、教えられることと聞きたいことがあります。",
    "表示するのは、開示に同意した団体の値だけです。ここにいない団体の値や名前は出ません。",
    "決めたことは、担当と期限とともに残します。次の会議は、その後の状況と数値の動きから始めます。",
)
"""What is agreed before the first meeting of a circle."""
HIDING = "匿名で表示しています"
TYPE_NO_NAME = "団体の名前は書かず、「団体A」のように書いてください。書いたまま議事概要に載ります。"
"""Nobody veils what is typed while a meeting without names goes on."""


def proposal(name: str, n_neighbours: int) -> str:
    return f"{name}とその隣接団体" if n_neighbours else name


def chosen(names: Sequence[str]) -> str:
    """A circle that has no name of its own."""
    return f"{names[0]}ほか{len(names) - 1}団体" if len(names) > 1 else "".join(names)


def lead(n_meetings: int, newest: str | None, held: date | None) -> str:
    """The first sentence of the page on which a meeting is prepared."""
    if not n_meetings or held is None:
        return "近隣の団体を選ぶと、進行案と資料ができます。これまでに開いた会議はありません。"
    return f"近隣の団体を選ぶと、進行案と資料ができます。これまでに{n_meetings}回開き、最も新しいのは「{newest}」（{held}）です。"


def agenda(n_slides: int, minutes: int, weak: Sequence[str], n_pairs: int, n_strong: int, n: int) -> str:
    """What the agenda proposes: how long, which shared weaknesses, pairs, and whether everyone has a strength to tell."""
    about = f"共通の課題は{'・'.join(f'「{label}」' for label in weak)}" if weak else "参加団体に共通して目標に届いていない観点はありません"
    pairs = f"補い合える組が{n_pairs}組" if n_pairs else "補い合える組は見つかりません"
    return f"進行案は{n_slides}枚・{minutes}分です。{about}、{pairs}。強みを示せるのは{n}団体のうち{n_strong}団体です。"


def consent(n_shown: int, n: int, missing: Sequence[str]) -> str:
    """Of how many participants figures are shown, and who has not agreed."""
    if not missing:
        return f"参加{n}団体すべての推進状況を表示できます。"
    return f"参加{n}団体のうち{n_shown}団体の推進状況を表示できます。{'・'.join(missing)}は開示の同意がないため、値を出しません。"


def participants(n: int, n_strong: int) -> str:
    """Who is here, and of how many the figures tell a strength."""
    if not n_strong:
        return f"本日の参加は{n}団体です。強みは、それぞれに伺います"
    return f"本日の参加は{n}団体、{'どの団体にも' if n_strong == n else f'うち{n_strong}団体は値から分かる'}強みがあります"


def programme(n_items: int, minutes: int) -> str:
    return f"本日の進行は{n_items}項目、目安は{minutes}分です"


def span(start: int, end: int) -> str:
    """From which minute to which, counted from the beginning: no clock is known."""
    return f"{start // 60}:{start % 60:02d}～{end // 60}:{end % 60:02d}"


def strength(label: str, figure: float, ahead: float | None, n: int) -> str:
    """What somebody does best: above the median of the others, or the best of its own."""
    if ahead is not None and ahead >= 0.05:
        return f"「{label}」{figure:.1f}点（ほかの団体の中央値より{signed(ahead)}点、n={n}）"
    return f"「{label}」{figure:.1f}点（自団体の中で最も強みに近い観点、n={n}）"


def no_strength(went_well: str) -> str:
    return f"うまくいったこと：{went_well}" if went_well else "強みは、当日に伺います"


def steps(known: Mapping[str, Sequence[float]], most: Mapping[str, float]) -> str:
    """Which step is the least far for all together. known: label → scores; most: label → its maximum."""
    middles = {label: median(scores) / most[label] for label, scores in known.items() if scores}
    if not middles:
        return "STEP の得点を表示できる団体がありません"
    lowest = min(middles.values())
    if lowest > 1 - 1e-9:
        return "どの STEP も、値の分かる団体の中央値は満点です"
    told = [
        f"{label}（中央値 {median(known[label]):.1f}/{most[label]:.0f}点、n={len(known[label])}）"
        for label, middle in middles.items()
        if middle - lowest < 1e-9
    ]
    return f"参加団体に共通してこれからなのは {'・'.join(told)}"


def aspect(label: str, states: Sequence[float], targets: Sequence[float]) -> str:
    """How many have reached the target of an aspect."""
    reached = sum(state >= target - 1e-9 for state, target in zip(states, targets, strict=True))
    n = len(states)
    if reached == n:
        return f"「{label}」は、値の分かる{n}団体{'すべて' if n > 1 else ''}が目標に届いています"
    if not reached:
        return f"「{label}」は、値の分かる{n}団体が{'そろって' if n > 1 else ''}これからです（中央値 {median(states):.1f}点）"
    return f"「{label}」は、値の分かる{n}団体のうち{reached}団体が目標に届いています（中央値 {median(states):.1f}点）"


def mentors(n_topics: int) -> str:
    return f"{n_topics}つの観点で、相談先になれる団体があります" if n_topics else NOBODY_TO_ASK


def pair(first: str, second: str, first_in: str, second_in: str) -> str:
    return f"補い合える組：{first}（{first_in}）と{second}（{second_in}）"


def shared(n: int, n_lists: int) -> str:
    """How many issues the lists of the participants have in common."""
    if n_lists < 2:
        return f"課題リストを表示できるのは{n_lists}団体のため、共通する課題は探していません"
    return (
        f"課題リストのある{n_lists}団体に共通する課題は{n}件です" if n else f"課題リストのある{n_lists}団体に共通する課題は見つかりません"
    )


def first_of(n: int, shown: int) -> tuple[str, ...]:
    """What is said below a table that has no room for all of its rows."""
    return (f"{n}件のうち、はじめの{shown}件を表示しています。",) if n > shown else ()


def offers(n: int) -> str:
    return f"共通する課題に言葉が合うソリューションは{n}件です" if n else "共通する課題に言葉が合うソリューションは、登録されていません"


def cases(n: int) -> str:
    return f"参加団体のギャップ要因に応える事例は{n}件です" if n else "参加団体のギャップ要因に応える事例は見つかりません"


def voices(name: str, strong: str, n: int) -> str:
    """What a participant is good at, before anything else; else that it will be asked."""
    if strong:
        return f"{name}：強みは{strong}"
    return f"{name}：{TURNS_OF_ONE}{'' if n else 'を伺います'}"


def to_ask(prompt: str) -> str:
    return f"この場で伺います。{prompt}"


def literacy(diagnosis: str, category: str, n: int, n_sure: int) -> str:
    """Of how many it can be said that managers and staff differ."""
    about = category if category == WHOLE else f"「{category}」"
    if not n:
        return f"{diagnosis}（{about}）で管理職と一般職員の差を表示できる団体がありません"
    if not n_sure:
        return f"{diagnosis}（{about}）では、差の分かる{n}団体{'のどれも' if n > 1 else 'は'}、管理職と一般職員に差があるとは言えません"
    return f"{diagnosis}（{about}）で管理職と一般職員に差があると言えるのは、差の分かる{n}団体のうち{n_sure}団体です"


def difference(diff: float, low: float, high: float) -> str:
    return f"{signed(diff)}点（{interval(low, high)}）"


def since(status: str, is_of_last: bool) -> str:
    """The status now beside the one with which every promise begins; of older ones the status alone is told."""
    return f"{STATUSES[0]}→{status}" if is_of_last and status != STATUSES[0] else f"{status}のまま" if is_of_last else status


def became(promise: str, then: str, now: str) -> str:
    """How a promise stands beside how it stood on the slide."""
    return f"「{promise}」：{then}→{now}"


def follow_up(meeting: str | None, n: int, n_open: int) -> str:
    """What became of what the last meeting agreed."""
    if meeting is None:
        return "この顔ぶれでの会議は、今回が初めてです"
    if not n:
        return f"「{meeting}」からの持ち帰り事項はありません"
    return f"前回「{meeting}」の持ち帰り事項は{n}件、うち未了は{n_open}件です"


def moved(label: str, before: float | None, after: float | None, unit: str) -> str:
    """How the very figure of a promise has moved since the last meeting."""
    if before is None or after is None:
        return f"{label}：値なし" if after is None else f"{label}：{after:.1f}{unit}（前回は値なし）"
    if abs(after - before) < 0.05 or same(before, after):
        return f"{label}：{after:.1f}{unit}で変わらず"
    return f"{label}：{before:.1f}→{after:.1f}{unit}（{signed(after - before)}）"


def moved_together(label: str, pairs: Sequence[tuple[float, float]], unit: str) -> str:
    """The same over those known both times."""
    if not pairs:
        return f"{label}：値なし"
    before, after = (median(side) for side in zip(*pairs, strict=True))
    rose = sum(later - earlier >= 0.05 for earlier, later in pairs)
    return f"{label}：{len(pairs)}団体のうち{rose}団体で上昇（中央値 {before:.1f}→{after:.1f}{unit}）"


def own_item(names: Sequence[str]) -> tuple[str, ...]:
    """What stands below an item of one's own: everybody has a say, and what follows from it is written down."""
    return (f"ひとことずつ伺います：{'、'.join(names)}。", "決まったことは、最後の「決定事項」に、担当と期限とともに書き留めます。")


def decided(n: int) -> str:
    return f"決定事項は{n}件です" if n else "決めたことを、担当と期限とともに書き留めます"


OFFER_NOTE = ORDER
