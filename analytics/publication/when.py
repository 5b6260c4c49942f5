"""When is the literacy diagnosis published anew? Whenever its rows change, or the settings; and was it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from duckdb import DuckDBPyConnection

from analytics.config import Config, Literacy, Privacy
from analytics.disclosure import Rules
from analytics.kinds import Kind
from analytics.publication.diagnosis import Publishing
from analytics.publication.memory import NOBODY_ASIDE, ON_RECORD, SET_ASIDE
from analytics.publication.people import MUNICIPALITY, SOURCES, Diagnosis, lay_out_seats


def publish(
    cursor: DuckDBPyConnection,
    literacy: Literacy,
    privacy: Privacy,
    rules: Rules | None = None,
    diagnoses: Iterable[Diagnosis] | None = None,
    erased: Sequence[str] = (),
) -> None:
    """Replaces `literacy_published` and `literacy_unit` by what the stored rows say now. To run in the transaction that changed them.

    rules: others than those of `privacy`, to show what they are good for. diagnoses: those that changed, all if not given.
    erased: municipalities of which people were removed for good; `before_erasing` has set their rows aside.
    Raises TooManyCategories.
    """
    if not erased:
        cursor.execute(NOBODY_ASIDE)
    lay_out_seats(cursor, literacy)
    for round, instrument in cursor.execute(DIAGNOSES).fetchall() if diagnoses is None else diagnoses:
        Publishing(cursor, literacy, privacy, rules, {"round": round, "instrument": instrument}, tuple(erased)).run()


# Every round and diagnosis that has rows or had figures.
DIAGNOSES = """
    select round, coalesce(instrument, '') as instrument from store.literacy
    union select round, coalesce(instrument, '') from store.literacy_groups
    union select round, instrument from store.literacy_unit
    order by all
"""


def follow(cursor: DuckDBPyConnection, diagnoses: Sequence[Diagnosis], erased: Sequence[str] = ()) -> None:
    """Publishes the diagnoses whose rows have just changed, by the settings with which the database was opened."""
    if diagnoses:
        literacy, privacy = settings(cursor)
        publish(cursor, literacy, privacy, diagnoses=diagnoses, erased=erased)


def settings(cursor: DuckDBPyConnection) -> tuple[Literacy, Privacy]:
    literacy, privacy = cursor.execute("from publication_setting").fetchall()[0]
    return Literacy.model_validate_json(literacy), Privacy.model_validate_json(privacy)


def hand_on_settings(cursor: DuckDBPyConnection, copy: DuckDBPyConnection) -> None:
    """To an engine of its own over a copy of the database, which knows no config."""
    values = dict(zip(("literacy", "privacy"), cursor.execute("from publication_setting").fetchall()[0], strict=True))
    copy.execute("create or replace table publication_setting as select $literacy as literacy, $privacy as privacy", values)


def settings_row(config: Config) -> tuple[str, str]:
    """What `publication_setting` holds: all that config says of the diagnosis."""
    return config.literacy.model_dump_json(), config.privacy.model_dump_json()


def told_by(cursor: DuckDBPyConnection, kind: Kind, batches: Sequence[int]) -> list[Diagnosis]:
    """The rounds and diagnoses that batches speak of; none where their kind is no diagnosis."""
    if kind not in SOURCES:
        return []
    sql = f"select distinct round, coalesce(instrument, '') from store.{kind.name}_entry where list_contains($batches, batch) order by all"
    return cursor.execute(sql, {"batches": list(batches)}).fetchall()


def publish_if_set_anew(cursor: DuckDBPyConnection, config: Config) -> None:
    """Publishes all if it was last done by other settings, or if this file is of a version that did not publish."""
    now = settings_row(config)
    if cursor.execute("from store.literacy_settings").fetchall() == [now]:
        return
    cursor.execute("begin")
    publish(cursor, config.literacy, config.privacy)
    cursor.execute("delete from store.literacy_settings")
    cursor.execute("insert into store.literacy_settings values (?, ?)", now)
    cursor.execute("commit")


def before_erasing(
    cursor: DuckDBPyConnection, conditions: Sequence[tuple[Kind, str]], values: Mapping[str, str]
) -> tuple[list[Diagnosis], list[str]]:
    """Sets aside the rows that the figures of the municipalities concerned rest on; gives diagnoses and municipalities for `follow`.

    conditions: the kinds of which rows are to be removed, each with SQL that finds them.
    """
    found: set[tuple[str, str, str]] = set()
    for kind, condition in conditions:
        if kind in SOURCES:
            sql = f"select distinct round, coalesce(instrument, ''), code from store.{kind.name}_entry where {condition}"
            found |= set(cursor.execute(sql, values).fetchall())
    # A round goes as a whole: nobody can hold its figures against later ones.
    codes = sorted({code for *_, code in found}) if set(values) - {"round"} else []
    for aside in SET_ASIDE:
        cursor.execute(aside, {"codes": codes})
    return sorted({(round, instrument) for round, instrument, _ in found}), codes


# ---------------------------------------------------------------- whether it was done

UNPUBLISHED = f"""
    select count(*)
    from ({ON_RECORD.format(only="true")}) now
    full join (from store.literacy_unit where kind = '{MUNICIPALITY}' and not withdrawn) done
        on done.round = now.round and done.instrument = now.instrument and done.unit = now.code
    where done.on_record is distinct from now.on_record
"""
WITHOUT_UNIT = "select count(*) from store.literacy_published anti join store.literacy_unit using (round, instrument, kind, unit)"


def faults(cursor: DuckDBPyConnection) -> Iterator[str]:
    """What is published that the stored rows do not say, or the other way round, a line each."""
    for sql, words in (
        (UNPUBLISHED, "DXリテラシー診断の公表用の表が、{}団体で診断結果と合いません"),
        (WITHOUT_UNIT, "DXリテラシー診断の公表用の表に、もとの団体が分からない行が{}行あります"),
    ):
        wrong = cursor.execute(sql).fetchall()[0][0]
        if wrong:
            yield words.format(wrong)
