"""What is on paper after a meeting? Who took part, what was shown, said and agreed (議事概要), as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pandas import DataFrame

from analytics import decisions
from analytics.meeting import following_up, notes, record
from analytics.meeting.following_up import is_given
from analytics.meeting.record import Held
from analytics.meeting.slides import Slide
from analytics.scope import Scope
from analytics.sentences import meeting as sentences
from analytics.store import Store

DECIDED = ("決定事項", "だれが", "担当", "期限", "状況")
HEADING = "議事概要"
NOTHING = "（なし）"


@dataclass(frozen=True)
class Minutes:
    """A meeting with what was said and agreed in it. notes: as analytics/meeting/notes.py gives them; agreed: rows of DECIDED;
    since: what has become of earlier promises since the slides were made, in sentences."""

    held: Held
    notes: DataFrame
    agreed: tuple[tuple[str, ...], ...]
    since: tuple[str, ...]
    made_at: datetime

    def lines_of(self, slide: Slide) -> tuple[str, ...]:
        """What the slide says, and below the promises what became of them in the meeting and after it."""
        return (*slide.lines, *(self.since if slide.promises else ()))

    def said_on(self, slide: Slide) -> list[str]:
        return list(self.notes.loc[self.notes["slide"] == slide.key, "text"])

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """What stands on top: when, who, and by which number the slides are known again."""
        shown = self.held.snapshot
        return (
            ("開催日", f"{shown.held.year}年{shown.held.month}月{shown.held.day}日"),
            ("参加団体", "、".join(shown.participants)),
            ("名前の出し方", "匿名" if shown.unnamed else "実名"),
            *((("注意", shown.warning),) if shown.warning else ()),
            ("資料の番号", self.held.mark),
            ("資料の出所", shown.foot),
        )


def minutes(store: Store, number: int) -> Minutes:
    """The minutes of a meeting as they stand now. Raises NoSuchMeeting."""
    with store.reading(Scope()) as con:
        held = record.meeting(con, number)
        said = notes.notes(con, number)
        promised = decisions.decisions(con, Scope(codes=held.codes))
        since = tuple(sentences.became(*told) for told in following_up.changes(con, held).values() if told[1] != told[2])
    return Minutes(held, said, agreed(promised, held), since, datetime.now())


def agreed(promised: DataFrame, held: Held) -> tuple[tuple[str, ...], ...]:
    """The decisions of this meeting in words; table `decisions`."""
    own = promised[promised["meeting"] == held.snapshot.name].to_dict("records")
    return tuple(
        (
            row["text"],
            held.names.get(row["code"], "全体") if isinstance(row["code"], str) else "全体",
            row["owner"] if isinstance(row["owner"], str) else "",
            str(row["due"])[:10] if is_given(row["due"]) else "",
            row["status"],
        )
        for row in own
    )


def markdown(made: Minutes) -> bytes:
    """The minutes as a text file."""
    lines = [f"# {HEADING}　{plain(made.held.snapshot.name)}", "", *(f"- {label}: {plain(told)}" for label, told in made.head), ""]
    lines += ["## 決定事項", "", *(table(DECIDED, made.agreed) if made.agreed else [NOTHING]), ""]
    for slide in made.held.snapshot.slides:
        if slide.kind != "decisions" or made.said_on(slide):
            lines += of_slide(slide, made.lines_of(slide), made.said_on(slide))
    return "\n".join(lines).encode()


def of_slide(slide: Slide, told: Sequence[str], said: Sequence[str]) -> list[str]:
    lines = [f"## {plain(slide.label)}", "", plain(slide.title), "", *(f"- {plain(line)}" for line in told)]
    columns, cells = written(slide)
    lines += [*([""] if told else []), *table(columns, cells), ""] if cells else [""]
    return [*lines, *(["メモ:", *(f"> {line}" for text in said for line in plain(text, whole=True).splitlines()), ""] if said else [])]


def written(slide: Slide) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The table of a slide; of a picture its figures."""
    if slide.cells or not slide.chart:
        return slide.columns, slide.cells
    if slide.chart == "aspect":
        return ("団体", "現状（点）", "目標（点）"), tuple(
            (row["name"], row["shown"], "" if row["target"] is None else f"{row['target']:.1f}") for row in slide.drawn
        )
    labels = list(dict.fromkeys(row["label"] for row in slide.drawn))
    shown = {
        (row["name"], row["label"]): f"{row['shown']}/{row['max']:.0f}" if row["value"] is not None else row["shown"] for row in slide.drawn
    }
    return ("団体", *labels), tuple(
        (name, *(shown[name, label] for label in labels)) for name in dict.fromkeys(row["name"] for row in slide.drawn)
    )


def table(columns: tuple[str, ...], cells: tuple[tuple[str, ...], ...]) -> list[str]:
    rows = [columns, ("---",) * len(columns), *cells]
    return ["| " + " | ".join(cell if cell == "---" else plain(cell) for cell in row) + " |" for row in rows]


def plain(text: str, whole: bool = False) -> str:
    """Typed text as text: nothing in it acts as markup."""
    kept = text if whole else " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|!~$" else sign for sign in kept)
