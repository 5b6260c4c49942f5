"""What was taken in, by whom, and what holds now? Batches, and the rule that what holds follows from them.

What holds of a key is what the newest batch in force says, column by column: a batch that had no such column says nothing.
Taking in and taking back both end in `replay`, so the order in which batches come and go leaves no trace.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics import publication
from analytics.errors import Unusable
from analytics.kinds import KINDS, Kind
from analytics.schema import quoted, reason_name


class Irrevocable(Unusable):
    """The batch cannot be taken back, because later facts rest on it or it is not there."""


@dataclass(frozen=True)
class Batch:
    """What is written of one file: its name, fingerprint, kind, round, stored columns and who took it in."""

    file: str
    sha256: str
    kind: Kind
    round: str | None
    columns: tuple[str, ...]
    who: str
    sample: bool = False


@dataclass(frozen=True)
class Counts:
    """Rows of the file: new, changed, unchanged, rejected."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


def record(cursor: DuckDBPyConnection, batch: Batch, counts: Counts) -> int:
    """Writes the batch whose rows stand in the temporary table `incoming`; gives its receipt number. What holds follows."""
    number = cursor.execute("update store.about set last_batch = last_batch + 1 returning last_batch").fetchall()[0][0]
    if batch.kind.whole_rows and (counts.changed or counts.unchanged):
        unhold(cursor, batch.kind, "incoming")
    add_entries(cursor, batch, number)
    values = {
        "batch": number, "now": datetime.now(), "who": batch.who, "file": batch.file, "sha": batch.sha256, "kind": batch.kind.name,
        "round": batch.round, "columns": list(batch.columns), "new": counts.new, "changed": counts.changed,
        "unchanged": counts.unchanged, "rejected": counts.rejected, "hash": content_hash(cursor, batch.kind, number), "sample": batch.sample,
    }  # fmt: skip
    cursor.execute(
        """insert into store.batch values ($batch, $now, $who, $file, $sha, $kind, $round, $columns, $new, $changed, $unchanged,
        $rejected, $hash, $sample, true, null)""",
        values,
    )
    put_newest(cursor, batch.kind, number)
    publication.follow(cursor, publication.told_by(cursor, batch.kind, [number]))
    return number


def put_newest(cursor: DuckDBPyConnection, kind: Kind, number: int) -> None:
    """What holds once the newest batch is in: where a row has one value, that is what it says, and nothing need be replayed."""
    if not kind.whole_rows:
        replace_current(cursor, kind, number)
    elif not kind.private:
        cursor.execute(f"insert into store.{kind.name} select * from store.{kind.name}_entry where batch = $batch", {"batch": number})


def unhold(cursor: DuckDBPyConnection, kind: Kind, named: str) -> None:
    """What held of the keys that stand in the table `named` holds no more."""
    same = " and ".join(f'held."{name}" = named."{name}"' for name in kind.key)
    if kind.private:
        cursor.execute(f"update store.{kind.name}_entry held set holds = false from {named} named where holds and {same}")
    else:
        cursor.execute(f"delete from store.{kind.name} held using {named} named where {same}")


def hold(cursor: DuckDBPyConnection, kind: Kind, rows: str) -> None:
    """What `rows`, the SQL of a replay, gives holds from now on."""
    if kind.private:
        same = " and ".join(f'entry."{name}" = newest."{name}"' for name in (*kind.key, "batch"))
        cursor.execute(f"update store.{kind.name}_entry entry set holds = true from ({rows}) newest where {same}")
    else:
        cursor.execute(f"insert into store.{kind.name} {rows}")


def add_entries(cursor: DuckDBPyConnection, batch: Batch, number: int) -> None:
    columns = quoted((*batch.kind.key, *batch.columns, reason_name(batch.kind)))
    to, told = (", holds", ", true") if batch.kind.private else ("", "")
    cursor.execute(
        f"insert into store.{batch.kind.name}_entry ({columns}, batch{to}) select {columns}, $batch{told} from incoming", {"batch": number}
    )


def content_hash(cursor: DuckDBPyConnection, kind: Kind, number: int) -> str:
    """Count and order-free hash of a batch's rows: what `check` holds the file against. Points follow the model: they are not in it."""
    columns = quoted((*kind.key, *(name for name in kind.values if name != "points"), reason_name(kind)))
    rows = cursor.execute(
        f"select count(*), coalesce(bit_xor(hash({columns})), 0) from store.{kind.name}_entry where batch = $batch", {"batch": number}
    ).fetchall()
    return f"{rows[0][0]}:{rows[0][1]}"


def replace_current(cursor: DuckDBPyConnection, kind: Kind, number: int) -> None:
    """What holds for every key of the batch is worked out anew from the batches in force."""
    touch(cursor, kind, number)
    unhold(cursor, kind, "touched")
    hold(cursor, kind, replay(kind, f"semi join touched using ({quoted(kind.key)})"))


def touch(cursor: DuckDBPyConnection, kind: Kind, number: int) -> None:
    """Temporary table touched: the keys that a batch named."""
    cursor.execute(
        f"create or replace temp table touched as select distinct {quoted(kind.key)} from store.{kind.name}_entry where batch = $b",
        {"b": number},
    )


def replay_all(cursor: DuckDBPyConnection, kind: Kind) -> None:
    """What holds of a kind is worked out anew from all that is on record."""
    cursor.execute(f"update store.{kind.name}_entry set holds = false" if kind.private else f"delete from store.{kind.name}")
    hold(cursor, kind, replay(kind))


def replay(kind: Kind, only: str = "", but: int | None = None) -> str:
    """SQL of what the batches in force (`but` one) say together, with the columns of the kind's table."""
    standing = f"in_force and batch <> {int(but)}" if but else "in_force"
    return newest_row(kind, only, standing) if kind.whole_rows else newest_columns(kind, only, standing)


def newest_row(kind: Kind, only: str, standing: str) -> str:
    """Where a row has one value, the newest batch's row holds."""
    keys = quoted(kind.key)
    return f"""
        select entry.* from store.{kind.name}_entry entry {only}
        where batch in (select batch from store.batch where {standing})
        qualify batch = max(batch) over (partition by {keys})
        order by {keys}
    """


def newest_columns(kind: Kind, only: str, standing: str) -> str:
    """Where a row has many columns, each is held by the newest batch that had that column."""
    values = ",\n            ".join(f'{merged(name) if name == "criteria" else newest(name)} as "{name}"' for name in kind.values)
    pairs = ", ".join(newest_reason(name) for name in kind.values)
    qualified = ", ".join(f'entry."{name}"' for name in kind.key)
    return f"""
        select {qualified},
            {values},
            map_from_entries(list_filter([{pairs}], lambda pair: pair.value is not null))::map(varchar, varchar) as reasons,
            max(entry.batch)::integer as batch
        from store.{kind.name}_entry entry
        join (select batch as number, columns from store.batch where {standing}) ledger on ledger.number = entry.batch {only}
        group by {qualified}
        order by {qualified}
    """


def merged(name: str) -> str:
    """Each entry of a gathered map is a column of its own: held by the newest batch that had it, absent where that left it open."""
    told = f"list(entry.{name} order by entry.batch) filter (where list_contains(ledger.columns, '{name}'))"
    whole = f"list_reduce({told}, lambda older, newer: map_concat(older, newer))"
    return f"map_from_entries(list_filter(map_entries({whole}), lambda rating: rating.value is not null))"


def newest_reason(name: str) -> str:
    told = newest(name, f"entry.reasons['{name}']")
    return f"{{'key': '{name}', 'value': {told}}}"


def newest(name: str, value: str = "") -> str:
    return (
        f"last({value or 'entry.' + chr(34) + name + chr(34)} order by entry.batch) filter (where list_contains(ledger.columns, '{name}'))"
    )


def is_still_in_force(cursor: DuckDBPyConnection, batch: Batch) -> int | None:
    """The receipt number of the same file, as long as every key it named is still held by it."""
    same = cursor.execute(
        "select max(batch) from store.batch where in_force and sha256 = $sha and kind = $kind and round is not distinct from $round",
        {"sha": batch.sha256, "kind": batch.kind.name, "round": batch.round},
    ).fetchall()[0][0]
    if same is None:
        return None
    held, said = (
        cursor.execute(f"select count(*) from store.{table} where batch = $b", {"b": same}).fetchall()[0][0]
        for table in (batch.kind.name, f"{batch.kind.name}_entry")
    )
    return int(same) if held == said else None


def keep_original(cursor: DuckDBPyConnection, sha256: str, content: bytes) -> None:
    known = cursor.execute("select 1 from store.original where sha256 = $sha", {"sha": sha256}).fetchall()
    if not known:
        cursor.execute("insert into store.original values ($sha, $content)", {"sha": sha256, "content": zlib.compress(content, 6)})


def original(cursor: DuckDBPyConnection, batch: int) -> bytes | None:
    """The file of a batch as it came, None for what was entered by hand."""
    rows = cursor.execute(
        "select content from store.original join store.batch using (sha256) where batch = $batch", {"batch": batch}
    ).fetchall()
    return zlib.decompress(rows[0][0]) if rows else None


def batch_of(cursor: DuckDBPyConnection, number: int) -> tuple[Kind, bool]:
    """Kind of a batch and whether it is in force. Raises Irrevocable where there is none."""
    rows = cursor.execute("select kind, in_force from store.batch where batch = $batch", {"batch": number}).fetchall()
    if not rows:
        raise Irrevocable(f"受付番号 {number} の取込はありません。取込履歴で番号を確かめてください。")
    return KINDS[rows[0][0]], rows[0][1]


def standing_batch(cursor: DuckDBPyConnection, number: int) -> Kind:
    """The kind of a batch in force. Raises Irrevocable where there is none of this number, or it is taken back already."""
    kind, in_force = batch_of(cursor, number)
    if not in_force:
        raise Irrevocable(f"受付番号 {number} はすでに取り消されています。")
    return kind


def revert(cursor: DuckDBPyConnection, number: int) -> None:
    """Takes a batch back: what it had replaced holds again. Raises Irrevocable where later facts need it."""
    kind = standing_batch(cursor, number)
    cursor.execute(
        "update store.batch set in_force = false, reverted_at = $now where batch = $batch", {"now": datetime.now(), "batch": number}
    )
    replace_current(cursor, kind, number)
    if kind.name == "municipalities":
        refuse_orphans(cursor, number)
    publication.follow(cursor, publication.told_by(cursor, kind, [number]))


def refuse_orphans(cursor: DuckDBPyConnection, number: int, master: str = "select code from store.municipalities") -> None:
    """Facts of a municipality need its row in the master. `master`: SQL of the codes that stay."""
    users = [kind for kind in KINDS.values() if "code" in kind.key and kind.name not in ("municipalities", "boundaries")]
    for kind in users:
        lost = cursor.execute(
            f"""select count(distinct code), any_value(code), list(distinct batch order by batch) from store.{kind.name}
            where not ends_with(code, '000') and code not in ({master})"""
        ).fetchall()[0]
        if lost[0]:
            numbers = "・".join(str(batch) for batch in lost[2][:5])
            raise Irrevocable(
                f"受付番号 {number} の市町村マスタは、{kind.label}（受付番号 {numbers}）の{lost[0]}団体（{lost[1]} など）が使っています。先にそちらを取り消してください。"
            )


@dataclass(frozen=True)
class Comeback:
    """What taking a batch back would do to the rows it named.

    gone: rows that nothing else says; kept: rows that stay as they are, be it that a later batch holds them; returning: rows of which
    something goes back to what an earlier batch said; losing: rows that stay, but lose what no other batch said. back: what goes
    back, by the batch it goes back to (batch, file, taken_at, rows); values: some of the changes, as `values_apart`.
    """

    kind: Kind
    gone: int
    kept: int
    returning: int
    losing: int
    back: pd.DataFrame
    values: pd.DataFrame


def revert_preview(cursor: DuckDBPyConnection, number: int) -> Comeback:
    """What `revert` would do, by reading alone. Raises Irrevocable just as it would."""
    kind = standing_batch(cursor, number)
    lay_out_comeback(cursor, kind, number)
    keys = quoted(kind.key)
    if kind.name == "municipalities":
        refuse_orphans(
            cursor,
            number,
            f"select code from store.municipalities anti join (from held_now anti join held_then using ({keys})) using ({keys})",
        )
    gone, stays = (
        cursor.execute(f"select count(*) from held_now {join} join held_then using ({keys})").fetchall()[0][0] for join in ("anti", "semi")
    )
    lay_out_changes(cursor, kind, number)
    changed, returning, losing = cursor.execute(ROWS_CHANGED.format(keys=keys)).fetchall()[0]
    back = cursor.execute(ROWS_BACK.format(keys=keys)).df()
    return Comeback(kind, gone, stays - changed, returning, losing, back, values_back(cursor, kind))


def lay_out_comeback(cursor: DuckDBPyConnection, kind: Kind, number: int) -> None:
    """Temporary tables held_now and held_then: the rows that the batch named, as they hold now and as they would without it."""
    keys = quoted(kind.key)
    touch(cursor, kind, number)
    cursor.execute(f"create or replace temp table held_now as select held.* from store.{kind.name} held semi join touched using ({keys})")
    cursor.execute(f"create or replace temp table held_then as {replay(kind, f'semi join touched using ({keys})', number)}")


def lay_out_changes(cursor: DuckDBPyConnection, kind: Kind, number: int) -> None:
    """Temporary table item_back: one row per row and stored column that would change, with the earlier batch that said it, NULL where
    none did. What a later batch said does not change."""
    same = same_row(kind, "held_now", "held_then")
    reason = "reason" if kind.whole_rows else "reasons['{name}']"
    changed = " union all ".join(
        f"""select held_now.*, '{name}' as item from held_now join held_then on {same}
        where held_now."{name}" is distinct from held_then."{name}" or held_now.{told} is distinct from held_then.{told}"""
        for name in kind.values
        for told in [reason.format(name=name)]
    )
    names = ", ".join(f'changed."{name}"' for name in kind.key)
    cursor.execute(
        f"""create or replace temp table item_back as
        select {names}, changed.item, max(told.batch)::integer as batch
        from ({changed}) changed
        left join (
            select {quoted(kind.key)}, batch, columns
            from store.{kind.name}_entry semi join touched using ({quoted(kind.key)}) join store.batch using (batch)
            where in_force and batch < $number
        ) told on {same_row(kind, "changed", "told")} and {"true" if kind.whole_rows else "list_contains(told.columns, changed.item)"}
        group by all""",
        {"number": number},
    )


def same_row(kind: Kind, one: str, other: str) -> str:
    return " and ".join(f'{one}."{name}" = {other}."{name}"' for name in kind.key)


# Rows that would change at all, that would get something back, that would lose something.
ROWS_CHANGED = """
    select count(*), count(*) filter (returning_any), count(*) filter (losing_any)
    from (
        select bool_or(batch is not null) as returning_any, bool_or(batch is null) as losing_any from item_back group by {keys}
    )
"""
# One row per batch to whose values something would go back; rows is the number of rows of which something does.
ROWS_BACK = """
    select ledger.batch, ledger.file, ledger.taken_at, count(*) as rows
    from (select distinct {keys}, batch from item_back) back
    join store.batch ledger using (batch)
    group by all
    order by ledger.batch desc
"""
UNREADABLE_VALUES = ("geometry", "borders", "points", "longitude", "latitude")


def values_back(cursor: DuckDBPyConnection, kind: Kind) -> pd.DataFrame:
    """Some of the values that would go back, as `values_apart`."""
    differing = {name: differs(name) for name in (*kind.values, *(("reason",) if kind.spread else ()))}
    return values_apart(cursor, kind, "held_now", "held_then", differing)


def differs(name: str) -> str:
    """SQL of whether a column of `held` is another one in `incoming`."""
    return f'incoming."{name}" is distinct from held."{name}"'


def values_apart(
    cursor: DuckDBPyConnection, kind: Kind, held: str, incoming: str, differing: Mapping[str, str], most: int = 200
) -> pd.DataFrame:
    """Some of the values that two tables of a kind have otherwise: key columns, item (the stored column), before, after.

    differing: stored column → SQL of whether it differs. Shapes and points are not shown, nor is any person."""
    shown = {name: condition for name, condition in differing.items() if name not in UNREADABLE_VALUES}
    if not shown or kind.confidential:
        return pd.DataFrame()
    keys = ", ".join(f'held."{name}"' for name in kind.key)
    parts = [
        f"""select {keys}, '{name}' as item, held."{name}"::varchar as before, incoming."{name}"::varchar as after
        from {held} held join {incoming} incoming on {same_row(kind, "held", "incoming")} where {condition} """
        for name, condition in shown.items()
    ]
    return cursor.execute(" union all ".join(parts) + f" order by all limit {most}").df()


HISTORY = """
    select batch, taken_at, who, file, kind, round, new, changed, unchanged, rejected, sample, in_force, reverted_at, sha256,
        sha256 in (select sha256 from original_kept) as has_original
    from batch
    order by batch desc
"""


def history(con: DuckDBPyConnection) -> pd.DataFrame:
    """One row per batch, newest first, as HISTORY names the columns, with `kind_label`; 県担当 only."""
    batches = con.execute(HISTORY).df()
    batches["kind_label"] = [KINDS[kind].label for kind in batches["kind"]]
    return batches


RECEIPTS = "select batch, kind, taken_at from receipt where len($kinds) = 0 or list_contains($kinds, kind) order by batch"


def receipts(con: DuckDBPyConnection, kinds: Sequence[str] = ()) -> tuple[tuple[int, str, str], ...]:
    """(receipt number, kind in words, when) of the batches in force of these kinds, of all where none is named."""
    rows = con.execute(RECEIPTS, {"kinds": list(kinds)}).fetchall()
    return tuple((number, KINDS[kind].label, f"{taken_at:%Y-%m-%d %H:%M}") for number, kind, taken_at in rows)


def assign_cluster(cursor: DuckDBPyConnection, issues: Sequence[tuple[str, str, str, str]], cluster: str | None, who: str) -> None:
    """Puts issues (round, code, no, fingerprint) into the shared issue of this name for good; None: as their texts say.

    Naming, putting together and taking apart are all this: the issues of a new cluster get its name, what is split off another one.
    """
    number = cursor.execute("select coalesce(max(decision), 0) + 1 from store.issue_cluster").fetchall()[0][0]
    rows = [(number, *issue, cluster, who, datetime.now()) for issue in issues]
    cursor.executemany("insert into store.issue_cluster values (?, ?, ?, ?, ?, ?, ?, ?)", rows)


@dataclass(frozen=True)
class IssueEdit:
    """One value of an issue as it was typed in; round, code and no: where; text, is_only: by which the issue is known again."""

    round: str
    code: str
    no: str
    text: str
    is_only: bool
    item: str
    old: str | None
    new: str | None


def record_issue_edits(cursor: DuckDBPyConnection, edits: Sequence[IssueEdit], who: str) -> None:
    """Writes them for good, in their order."""
    last = cursor.execute("select coalesce(max(edit), 0) from store.issue_edit").fetchall()[0][0]
    now = datetime.now()
    rows = [(last + place, *astuple(edit), who, now) for place, edit in enumerate(edits, 1)]
    if rows:
        cursor.executemany("insert into store.issue_edit values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def forget_by_hand(cursor: DuckDBPyConnection, condition: str, values: Mapping[str, object]) -> int:
    """Removes for good what people typed about municipalities (edits and clusters of issues, notes); gives the number of rows.

    condition: SQL over round and code.
    """
    counts = [
        cursor.execute(f"delete from store.{table} where {condition} returning 1", values).fetchall()
        for table in ("issue_edit", "issue_cluster", "item_note")
    ]
    return sum(len(rows) for rows in counts)


def record_decision(
    cursor: DuckDBPyConnection,
    meeting: str,
    participants: Sequence[str],
    date: date,
    code: str | None,
    text: str,
    owner: str | None,
    due: date | None,
    status: str,
    who: str,
    item: str | None = None,
) -> int:
    """Writes a promise; gives its number. code None: that of the whole meeting. item: the figure it is about."""
    number = cursor.execute("select coalesce(max(decision), 0) + 1 from store.decision").fetchall()[0][0]
    values = (number, meeting, list(participants), date, code, text, owner, due, status, who, datetime.now(), item)
    cursor.execute(f"insert into store.decision select {NEXT_ENTRY}, ?, ?, ?::varchar[], ?, ?, ?, ?, ?, ?, ?, ?, ?", values)
    return int(number)


NEXT_ENTRY = "(select coalesce(max(entry), 0) + 1 from store.decision)"


def change_decision(cursor: DuckDBPyConnection, decision: int, status: str, who: str) -> bool:
    """Writes the promise once more with another status; False where there is none of this number."""
    sql = f"""insert into store.decision
        select {NEXT_ENTRY}, decision, meeting, participants, date, code, text, owner, due, $status, $who, $now, item
        from store.decision where decision = $decision order by entry desc limit 1"""
    values = {"decision": decision, "status": status, "who": who, "now": datetime.now()}
    return bool(cursor.execute(sql, values).fetchall()[0][0])


def forget_decisions(cursor: DuckDBPyConnection, codes: Sequence[str]) -> int:
    """Removes the promises of municipalities for good, and their part in meetings; gives the number of promises that went."""
    values = {"codes": list(codes)}
    gone = cursor.execute("select count(distinct decision) from store.decision where list_contains($codes, code)", values).fetchall()
    cursor.execute("delete from store.decision where list_contains($codes, code)", values)
    took_part = "list_has_any(participants, $codes::varchar[])"
    left = "list_filter(participants, lambda code: not list_contains($codes, code))"
    cursor.execute(f"update store.decision set participants = {left} where {took_part}", values)
    cursor.execute("delete from store.decision where code is null and len(participants) = 0")
    return int(gone[0][0])


def record_meeting(
    cursor: DuckDBPyConnection,
    mark: str,
    name: str,
    held: date,
    group: str | None,
    round: str | None,
    quoted: Sequence[str],
    participants: Sequence[str],
    unnamed: bool,
    document: str,
    who: str,
) -> int:
    """Writes a meeting for good; gives its number. quoted: the rounds beside `round` of which it tells figures."""
    number = cursor.execute("select coalesce(max(meeting), 0) + 1 from store.meeting").fetchall()[0][0]
    values = (number, mark, name, held, group, round, list(quoted), list(participants), unnamed, document, who, datetime.now())
    cursor.execute("insert into store.meeting values (?, ?, ?, ?, ?, ?, ?::varchar[], ?::varchar[], ?, ?, ?, ?)", values)
    return int(number)


def record_note(cursor: DuckDBPyConnection, meeting: int, slide: str, follows: int | None, text: str, who: str) -> int:
    """Writes a state of a note for good; gives its number."""
    number = cursor.execute("select coalesce(max(entry), 0) + 1 from store.meeting_note").fetchall()[0][0]
    values = (number, meeting, slide, follows, text, who, datetime.now())
    cursor.execute("insert into store.meeting_note values (?, ?, ?, ?, ?, ?, ?)", values)
    return int(number)


@dataclass(frozen=True)
class NoteState:
    """What a note on a figure says from now on. note None: a new one; text None: it is taken away."""

    note: int | None
    code: str
    item: str
    round: str | None
    text: str | None
    audience: str


def record_item_note(cursor: DuckDBPyConnection, state: NoteState, who: str) -> int:
    """Writes a state of a note for good; gives the state's number."""
    entry, new = cursor.execute("select coalesce(max(entry), 0) + 1, coalesce(max(note), 0) + 1 from store.item_note").fetchall()[0]
    note = new if state.note is None else state.note
    values = (entry, note, state.code, state.item, state.round, state.text, state.audience, who, datetime.now())
    cursor.execute("insert into store.item_note values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    return int(entry)


def forget_meetings(cursor: DuckDBPyConnection, condition: str, values: Mapping[str, object]) -> int:
    """Removes meetings for good with all that was shown and noted in them; gives their number. condition: SQL over `meeting`."""
    gone = [number for (number,) in cursor.execute(f"delete from store.meeting where {condition} returning meeting", values).fetchall()]
    cursor.execute("delete from store.meeting_note where list_contains($gone, meeting)", {"gone": gone})
    return len(gone)


def remove_sample(cursor: DuckDBPyConnection) -> int:
    """Removes the sample data for good: its batches, rows and originals. Gives the number of batches.

    What was entered about its municipalities goes with it: nobody else has these codes.
    """
    numbers = [number for (number,) in cursor.execute("select batch from store.batch where sample").fetchall()]
    codes = cursor.execute("select distinct code from store.municipalities_entry where list_contains($b, batch)", {"b": numbers}).fetchall()
    diagnoses = [told for kind in publication.SOURCES for told in publication.told_by(cursor, kind, numbers)]
    cursor.execute("delete from store.batch where sample")
    for kind in KINDS.values():
        cursor.execute(f"delete from store.{kind.name}_entry where list_contains($b, batch)", {"b": numbers})
        forget(cursor, kind, [code for (code,) in codes])
        replay_all(cursor, kind)
    forget_by_hand(cursor, "list_contains($codes, code)", {"codes": [code for (code,) in codes]})
    forget_decisions(cursor, [code for (code,) in codes])
    forget_meetings(cursor, "list_has_any(participants, $codes::varchar[])", {"codes": [code for (code,) in codes]})
    cursor.execute("delete from store.original where sha256 not in (select sha256 from store.batch)")
    cursor.execute("delete from store.literacy_item where instrument not in (select instrument from store.literacy_entry)")
    publication.follow(cursor, sorted(set(diagnoses)))
    return len(numbers)


def forget(cursor: DuckDBPyConnection, kind: Kind, codes: Sequence[str]) -> None:
    """Removes what is on record about municipalities for good; a batch that said nothing else goes too."""
    named = [name for name in kind.key if name in ("code", "code_a", "code_b")]
    if not named:
        return
    condition = " or ".join(f"list_contains($codes, {name})" for name in named)
    touched = cursor.execute(f"select distinct batch from store.{kind.name}_entry where {condition}", {"codes": codes}).fetchall()
    cursor.execute(f"delete from store.{kind.name}_entry where {condition}", {"codes": codes})
    for (number,) in touched:
        values = {"batch": number, "hash": content_hash(cursor, kind, number)}
        cursor.execute("update store.batch set content_hash = $hash where batch = $batch", values)
    cursor.execute(
        f"delete from store.batch where kind = $kind and batch not in (select batch from store.{kind.name}_entry)", {"kind": kind.name}
    )


def has_sample(cursor: DuckDBPyConnection) -> bool:
    return bool(cursor.execute("select count(*) > 0 from receipt where sample").fetchall()[0][0])
