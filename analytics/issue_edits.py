"""What do people add to an issue by hand, who said what and when, and does it go on in the next list?

An edit (status, owner, due date, countermeasure) belongs to the issue with the words that it had then. It stays when the list is
taken in again or taken back, and moves to the next round's list by number and words (`issues.BELONGS`). Where a number now bears
other words people are asked; their answer is kept, and what they confirm is written once more under the new words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics import ledger
from analytics.errors import Unusable
from analytics.issues import BELONGS, BY_NUMBER, EDITABLE, EDITED, LISTED, MARK, NOW, OF_EDITED
from analytics.kinds import ISSUES
from analytics.ledger import IssueEdit
from analytics.scope import WANTED, Role, Scope, Viewer
from analytics.state import frame
from analytics.store import Store

SAME = "same"
YES, NO = "はい", "いいえ"
STATUSES = ISSUES.by_name["status"].choices
LONGEST = 500  # characters of a value: more is a document, not an entry of a list
LABELS = {**{item: ISSUES.by_name[item].label for item in EDITABLE}, SAME: "前回と同じ課題か"}


class NotEditable(Unusable):
    """An issue that is not there for this viewer, or a value that an issue cannot have."""


class EditedMeanwhile(Unusable):
    """Somebody else was faster; nothing was saved."""


@dataclass(frozen=True)
class Change:
    """One value typed over: `old` is what the editor saw, both NULL where empty. due is a date in ISO form."""

    round: str
    code: str
    no: str
    item: str
    old: str | None
    new: str | None

    @property
    def place(self) -> str:
        return f"団体コード {self.code}・No. {self.no}の「{LABELS.get(self.item, self.item)}」"


HISTORY = f"""
    select code, round, no, text, item, old, new, who, strftime(edited_at, '%Y-%m-%d %H:%M') as edited_at
    from issue_edit
    where ($round is null or round = $round) and {WANTED}
    order by edit desc
"""


def history(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per value edited, the newest first. text: what the issue said then; item: in words; old, new: NULL where empty."""
    found = frame(con, HISTORY, {**scope.wanted, "round": scope.round})
    return found.assign(item=found["item"].map(LABELS))


# ---------------------------------------------------------------- editing

CURRENT = f"""
    select now.code, now.round, now.no, said, is_only, now.status, now.owner, now.due, now.measure
    from ({NOW}) now
    join ({LISTED.format(only="code = $code")}) listed using (code, round, no)
    where code = $code and round = $round and no = $no
"""


def edit(store: Store, viewer: Viewer, changes: Sequence[Change]) -> int:
    """Writes the changes, all or none; gives how many. Raises NotEditable, and EditedMeanwhile where a value is not what was seen."""
    with store.writing() as cursor:
        see_as(cursor, viewer)
        entries = [entry_of(cursor, change) for change in changes]
        ledger.record_issue_edits(cursor, entries, signed(viewer))
    return len(entries)


def see_as(cursor: DuckDBPyConnection, viewer: Viewer) -> None:
    """From here on the views show what `viewer` may see, of all rounds."""
    for name, value in (("role", viewer.role.value), ("own", viewer.code)):
        cursor.execute(f"set variable {name} = $value", {"value": value})


def signed(viewer: Viewer) -> str:
    """Who stands in the history."""
    return f"{viewer.role.value}（{viewer.code}）" if viewer.role is Role.MUNICIPALITY else viewer.role.value


def entry_of(cursor: DuckDBPyConnection, change: Change) -> IssueEdit:
    refuse_impossible(change)
    issue = current(cursor, change.round, change.code, change.no)
    if as_text(issue[change.item]) != change.old:
        raise EditedMeanwhile(told_late(cursor, change, as_text(issue[change.item])))
    return IssueEdit(change.round, change.code, change.no, issue["said"], issue["is_only"], change.item, change.old, change.new)


def current(cursor: DuckDBPyConnection, round: str, code: str, no: str) -> dict[str, Any]:
    """The issue as it stands. Raises NotEditable where the asking role sees none."""
    found = cursor.execute(CURRENT, {"round": round, "code": code, "no": no})
    names, rows = [column[0] for column in found.description], found.fetchall()
    if not rows:
        raise NotEditable(f"団体コード {code}・No. {no}: 編集できる課題がありません。課題リストを読み直してください。")
    return dict(zip(names, rows[0], strict=True))


def as_text(value: object) -> str | None:
    """As it is kept in the history: empty is NULL, a date is in ISO form."""
    return None if value is None or value == "" else str(value)


def refuse_impossible(change: Change) -> None:
    """Raises NotEditable."""
    value = change.new
    if change.item not in EDITABLE:
        raise NotEditable(f"「{change.item}」は編集できません。編集できるのは {'・'.join(LABELS[item] for item in EDITABLE)}です。")
    if value is None:
        return
    if change.item == "status" and value not in STATUSES:
        raise NotEditable(f"{change.place}: 「{value}」は使えません。{'・'.join(STATUSES)}から選んでください。")
    if change.item == "due" and not is_date(value):
        raise NotEditable(f"{change.place}: 「{value}」は日付ではありません。2026-03-31 のように入力してください。")
    if len(value) > LONGEST:
        raise NotEditable(f"{change.place}: {len(value)}文字あります。{LONGEST}文字までにしてください。")


def is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


LAST_WORD = """
    select who, strftime(edited_at, '%Y-%m-%d %H:%M')
    from issue_edit
    where code = $code and round = $round and no = $no and item = $item
    order by edit desc
    limit 1
"""


def told_late(cursor: DuckDBPyConnection, change: Change, now: str | None) -> str:
    """What the later of two editors is told."""
    key = {"code": change.code, "round": change.round, "no": change.no, "item": change.item}
    by = "・".join(word for row in cursor.execute(LAST_WORD, key).fetchall() for word in row)
    return (
        f"{change.place}は、入力している間に「{now or '空欄'}」に変わっています{f'（{by}）' if by else ''}。"
        "何も保存していません。最新の内容を読み込んでから、もう一度入力してください。"
    )


# ---------------------------------------------------------------- the next list

# One row per issue whose number bore an edited issue with other words in the list before (or in this very list, before it was taken
# in again), where those words stand nowhere in the list now and nobody has answered yet. What would come along: the newest of each item.
QUESTIONS = f"""
    with listed as ({LISTED.format(only=OF_EDITED)}),
    edited as ({EDITED}),
    lists as (
        select code, round, lag(round) over (partition by code order by round) as before
        from (select distinct code, round from listed)
    ),
    held as (
        select lists.code, lists.round, coalesce(listed.no, edited.no) as no, edited.mark, edited.is_only, edited.text, edited.item, edited.new,
            edited.round as edited_in, edited.edit
        from lists
        join edited on edited.code = lists.code and edited.item <> '{SAME}' and edited.round <= lists.round
        left join listed on listed.round = lists.before and {BELONGS}
        where listed.no is not null or edited.round = lists.round
    ),
    homeless as (
        from held
        where not exists (
            select 1 from listed
            where listed.code = held.code and listed.round = held.round and listed.mark = held.mark
                and (listed.no = held.no or listed.is_only and held.is_only)
        )
    ),
    newest as (
        select code, round, no, mark, any_value(text) as before, item, last(new order by edited_in, edit) as new
        from homeless
        group by code, round, no, mark, item
    ),
    asked as (
        select
            newest.code,
            newest.round,
            newest.no,
            any_value(before) as before,
            any_value(listed.said) as now,
            {", ".join(f"any_value(new) filter (where item = '{item}') as {item}" for item in EDITABLE)}
        from newest
        join listed on listed.code = newest.code and listed.round = newest.round and listed.no = newest.no
        where not exists (
            select 1 from edited
            where edited.item = '{SAME}' and edited.code = newest.code and edited.mark = listed.mark
                and {MARK.format(text="edited.old")} = newest.mark
        )
        group by newest.code, newest.round, newest.no, newest.mark
    )
    from asked
    where ($round is null or round = $round) and {WANTED}
    order by code, round, {BY_NUMBER}, before
"""


def questions(con: DuckDBPyConnection, scope: Scope, round: str | None = None) -> DataFrame:
    """One row per issue of which nobody has said yet whether it is the one that had its number before.

    before, now: its words then and now; status, owner, due, measure: what was edited then and would come along, NULL where nothing.
    round: that of the newer list, NULL for all; `scope` has to be about all rounds, or the list before is not seen.
    """
    return frame(con, QUESTIONS, {**scope.wanted, "round": round})


def answer(store: Store, viewer: Viewer, round: str, code: str, no: str, before: str, is_same: bool) -> int:
    """Keeps for good whether the issue is the one that said `before` under its number; gives how many values came along.

    A value comes along where the new list says nothing itself. Raises NotEditable where nobody is asked about this issue.
    """
    with store.writing() as cursor:
        see_as(cursor, viewer)
        asked = questions(cursor, Scope(viewer).of(code), round).astype(object)
        rows = [row for row in asked.to_dict("records") if (row["no"], row["before"]) == (no, before)]
        if not rows:
            raise NotEditable(f"団体コード {code}・No. {no}: 確かめる課題がありません。ほかの人が先に答えたかもしれません。")
        entries = confirmed(current(cursor, round, code, no), rows[0], is_same)
        ledger.record_issue_edits(cursor, entries, signed(viewer))
    return sum(entry.item != SAME for entry in entries)


def confirmed(issue: dict[str, Any], asked: dict[str, Any], is_same: bool) -> list[IssueEdit]:
    """The answer, and with a yes what comes along."""
    of = (issue["round"], issue["code"], issue["no"], issue["said"], issue["is_only"])
    told = IssueEdit(*of, SAME, asked["before"], YES if is_same else NO)
    along = [item for item in EDITABLE if is_same and issue[item] is None and isinstance(asked[item], str)]
    return [told, *(IssueEdit(*of, item, None, asked[item]) for item in along)]
