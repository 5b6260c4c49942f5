"""Which issues do several municipalities share? Clusters of texts that say the same, as corrected by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray
from pandas import DataFrame, concat

from analytics import ledger
from analytics.errors import Unusable
from analytics.issues import BY_NUMBER
from analytics.likeness import Vectors, distances, normalised, similarities, vectors
from analytics.scope import WANTED, Scope, Viewer
from analytics.store import Store

AT_MOST = 5_000  # issues that are compared each with each: time and memory grow with the square
# Lists share phrases (「担当が一人」), some more than others: what two issues have in common counts from there. Of a few issues that
# say the same the mean tells nothing, hence a ceiling. Both chosen on tests/tuning_issues.csv and the topics of the sample.
USUAL_AT_MOST = 0.15
YEARS_APART = 2
TOLERANCE = 1e-9

TEXT = ("class_a", "class_b", "class_c", "solution")

# One row per issue that the asking role may see, with what a decision of the user says of it.
ISSUES = f"""
    select
        code,
        round,
        no,
        policy_field,
        class_a,
        class_b,
        class_c,
        solution,
        try_cast(left(renewal, 4) as integer) as renewal,
        coalesce(joins = '有', false) as joins,
        origin.prefecture
    from issue
    left join origin using (code)
    order by round, code, {BY_NUMBER}
"""

LISTED = ("code", "round", "no", "policy_field", *TEXT, "renewal", "joins", "prefecture")
COLUMNS = (
    "cluster", "label", "round", "code", "no", "similarity", "n_municipalities", "joint_procurement", "policy_field", "issue", "adjacent",
    "by_hand",
)  # fmt: skip

Key = tuple[str, str, str]
"""round, code and no of an issue"""

Names = dict[tuple[str, str], str | None]
"""(code, fingerprint) → the name of the cluster into which a user has put the issue; NULL: as its text says."""

Rows = tuple[tuple[Any, ...], ...]
"""What a statement gave; the same rows have the same hash, so nothing that was computed from them is computed twice."""

# The order in which decisions hold: those of earlier rounds go on in the next list, as far as it says the same words.
DECIDED = "select round, code, fingerprint, cluster from issue_cluster order by round, decision"
NEIGHBOURS = "select code, neighbour from neighbour where code < neighbour order by all"


class Undecidable(Unusable):
    """A decision about issues that are not there, or without a name."""


class TooManyIssues(Unusable):
    """More issues of one policy field and prefecture than can be compared each with each."""


def shared_issues(con: DuckDBPyConnection, scope: Scope, threshold: float) -> DataFrame:
    """One row per issue of a cluster that has issues of two or more municipalities of a round, all seen by the asking role.

    threshold: how far the mean cosine between clusters that become one lies above that of any two issues of the round. similarity: cosine with the cluster's most central
    issue, whose words are its label unless a user has named it. joint_procurement: two of the municipalities renew within two
    years of each other, or two would join. adjacent: two of them are neighbours; by_hand: the user named it. Issues without any
    text are left out. Raises NeedsLibrary, TooManyIssues.
    """
    found = clustered(listed(con), fetched(con, DECIDED), fetched(con, NEIGHBOURS), threshold)
    return found[found["code"].isin(wanted_codes(con, scope))].reset_index(drop=True)


def fetched(con: DuckDBPyConnection, sql: str) -> Rows:
    return tuple(con.execute(sql).fetchall())


def listed(con: DuckDBPyConnection) -> Rows:
    """The issues that the asking role may see, a row each, as `worded` takes them."""
    return fetched(con, ISSUES)


def wanted_codes(con: DuckDBPyConnection, scope: Scope) -> tuple[str, ...]:
    """The municipalities with issues whose rows are wanted, in the order of their codes."""
    return tuple(code for (code,) in con.execute(f"select distinct code from issue where {WANTED} order by code", scope.wanted).fetchall())


@lru_cache(maxsize=8)
def clustered(rows: Rows, decided: Rows, neighbours: Rows, threshold: float) -> DataFrame:
    """`shared_issues` of all municipalities. Do not change what it gives."""
    pairs = frozenset(neighbours)
    rounds = [
        of_round(issues.reset_index(drop=True), names_in(str(round), decided), pairs, threshold)
        for round, issues in worded(rows).groupby("round")
    ]
    return concat([table for table in rounds if len(table)] or [DataFrame(columns=COLUMNS)], ignore_index=True)


def names_in(round: str, decided: Rows) -> Names:
    """What was last decided, for this round or for one before it."""
    return {(code, mark): name for of, code, mark, name in decided if of <= round}


def texts(con: DuckDBPyConnection) -> DataFrame:
    """The issues that say anything, in the order of the lists: text (normalised), issue (as written), fingerprint of the text."""
    return worded(listed(con))


@lru_cache(maxsize=8)
def worded(rows: Rows) -> DataFrame:
    """`texts` of these rows. Do not change what it gives."""
    issues = DataFrame(rows, columns=LISTED, dtype=object).astype({"joins": bool})
    parts = [[part or "" for part in row] for row in issues[list(TEXT)].itertuples(index=False)]
    said = issues.assign(text=[normalised(row) for row in parts], issue=[in_words(row) for row in parts])
    return said[said["text"] != ""].assign(fingerprint=lambda table: [fingerprint(text) for text in table["text"]])


def in_words(parts: Sequence[str]) -> str:
    """An issue in one line: its classes, or where there are none what would solve it."""
    *classes, solution = (part.strip() for part in parts)
    return "／".join(dict.fromkeys(part for part in classes if part)) or solution


def fingerprint(text: str) -> str:
    """By which an issue is known again however its list is numbered."""
    return hashlib.sha256(text.encode()).hexdigest()


def of_round(issues: DataFrame, names: Names, neighbours: frozenset[tuple[Any, ...]], threshold: float) -> DataFrame:
    """The shared clusters of one round, numbered: more municipalities first, then more issues, then in the order of the lists."""
    rows = vectors(list(issues["text"]))
    said = [names.get(key) for key in zip(issues["code"], issues["fingerprint"], strict=True)]
    fields, prefectures = (tuple(issues[name].astype(object)) for name in ("policy_field", "prefecture"))
    clusters = members(settled(parted(tuple(issues["text"]), fields, prefectures, threshold), said, rows))
    shared = [(issues.iloc[places], places) for places in clusters if issues["code"].iloc[places].nunique() > 1]
    shared.sort(key=lambda cluster: (-cluster[0]["code"].nunique(), -len(cluster[0]), cluster[1][0]))
    tables = [
        described(table, rows[places], next((said[place] for place in places if said[place]), None), neighbours).assign(cluster=number)
        for number, (table, places) in enumerate(shared, 1)
    ]
    return concat(tables, ignore_index=True)[list(COLUMNS)] if tables else DataFrame(columns=COLUMNS)


@lru_cache(maxsize=16)
def parted(texts: tuple[str, ...], fields: tuple[object, ...], prefectures: tuple[object, ...], threshold: float) -> NDArray[np.int64]:
    """`partition`, which an edit of something else than the texts need not wait for again. Do not change what it gives."""
    issues = DataFrame({"text": texts, "policy_field": fields, "prefecture": prefectures}, dtype=object)
    return partition(issues, vectors(texts), threshold)


def partition(issues: DataFrame, rows: Vectors, threshold: float) -> NDArray[np.int64]:
    """The number of the cluster of each issue, by average linkage. Too many to compare: within policy field, then prefecture."""
    found = np.zeros(len(issues), dtype=np.int64)
    for places in pieces(issues, ("policy_field", "prefecture")):
        found[places] = linked(rows[places], threshold) + found.max()
    return found


def pieces(issues: DataFrame, keys: Sequence[str]) -> Iterator[NDArray[np.int64]]:
    """The places of the issues that are compared with each other; `issues` is numbered by its index. Raises TooManyIssues."""
    if len(issues) <= AT_MOST:
        yield issues.index.to_numpy()
    elif not keys:
        field = issues["policy_field"].iloc[0]
        raise TooManyIssues(
            f"課題リストの政策分野「{field if isinstance(field, str) else '（空欄）'}」に、1県で {len(issues):,} 件の課題があります。"
            f"共通課題を探せるのは {AT_MOST:,} 件までです。政策分野を細かく分けてください。"
        )
    else:
        for _, part in issues.groupby(keys[0], dropna=False):
            yield from pieces(part, keys[1:])


def linked(rows: Vectors, threshold: float) -> NDArray[np.int64]:
    """Clusters from 1 on: two become one as long as the mean cosine over their pairs is `threshold` above the usual one."""
    from scipy.cluster.hierarchy import fcluster, linkage  # takes long to load, and only this needs it

    if rows.shape[0] == 1:
        return np.ones(1, dtype=np.int64)
    apart = distances(rows)
    return np.asarray(fcluster(linkage(apart, "average"), 1 - usual(apart) - threshold + TOLERANCE, "distance"), dtype=np.int64)


def usual(apart: NDArray[np.float64]) -> float:
    """The mean cosine of two issues that have anything in common."""
    with_common = int(np.count_nonzero(apart < 1 - TOLERANCE))
    return min((len(apart) - float(apart.sum())) / with_common, USUAL_AT_MOST) if with_common else 0.0


def settled(clusters: NDArray[np.int64], said: Sequence[str | None], rows: Vectors) -> list[object]:
    """The cluster of each issue: the name that a user gave, else the number.

    Where a user named some issues of a cluster, the others (of a list that came later) go with the one they are most like.
    """
    found: list[object] = [name or int(number) for name, number in zip(said, clusters, strict=True)]
    for places in members(clusters):
        named = [place for place in places if said[place]]
        others = [place for place in places if not said[place]]
        if named and others:
            likest = np.round(similarities(rows[others], rows[named]), 9).argmax(axis=1)
            for place, one in zip(others, likest, strict=True):
                found[place] = said[named[one]]
    return found


def members(clusters: Iterable[object]) -> list[list[int]]:
    """The places of each cluster's issues, in their order."""
    found: dict[object, list[int]] = {}
    for place, cluster in enumerate(clusters):
        found.setdefault(cluster, []).append(place)
    return list(found.values())


def described(table: DataFrame, rows: Vectors, name: str | None, neighbours: frozenset[tuple[Any, ...]]) -> DataFrame:
    """What is said of one cluster, beside its issues. The most central one is that with the highest mean cosine to the others."""
    means = rows @ np.asarray(rows.mean(axis=0)).ravel()
    central = int(np.argmax(np.round(means, 9)))
    codes = sorted(set(table["code"]))
    return table.assign(
        label=name or table["issue"].iloc[central],
        similarity=similarities(rows[central], rows)[0],
        n_municipalities=len(codes),
        joint_procurement=would_buy_together(table),
        adjacent=any(pair in neighbours for pair in combinations(codes, 2)),
        by_hand=name is not None,
    )


def decide(store: Store, viewer: Viewer, clusters: Sequence[tuple[str | None, Sequence[Key]]]) -> None:
    """Keeps for good which issues (round, code, no) belong to which named cluster; under None those that their texts may sort again.

    To put clusters together or to rename one: all its issues under the name; to take one apart: both parts, each under its own.
    An issue is known again by its municipality and text, so the decision goes on after a re-import and in the next round's list.
    Raises Undecidable.
    """
    if not viewer.is_prefecture:
        raise Undecidable("共通課題のまとめ方を決められるのは、県担当だけです。")
    chosen = [(name if name is None else " ".join(name.split()), issues) for name, issues in clusters]
    refuse_names([name for name, _ in chosen])
    with store.reading(Scope(viewer)) as con:
        marks = {(row.round, row.code, row.no): row.fingerprint for row in texts(con).itertuples(index=False)}
    for round, code, no in (issue for _, issues in chosen for issue in issues):
        if (round, code, no) not in marks:
            raise Undecidable(f"団体コード {code}、{round} 年度の No. {no}: 文のある課題がありません。課題リストの番号を確かめてください。")
    with store.writing() as cursor:
        for name, issues in chosen:
            ledger.assign_cluster(cursor, [(*issue, marks[issue]) for issue in issues], name, viewer.role.value)


def refuse_names(names: Sequence[str | None]) -> None:
    """Raises Undecidable where one is empty or given to two parts."""
    if "" in names:
        raise Undecidable("共通課題の名前が空です。名前を入れてください。")
    for name in names:
        if names.count(name) > 1:
            raise Undecidable(f"分けた両方の名前が「{name}」です。別の名前にしてください。")


def would_buy_together(table: DataFrame) -> bool:
    """Whether two municipalities renew within two years of each other, or two have said that they would join."""
    return bool(renewing_together(table)) or table.loc[table["joins"], "code"].nunique() > 1


def renewing_together(table: DataFrame) -> list[tuple[int, str]]:
    """(year, code) of the renewals that lie within two years of one of another municipality, the earliest first.

    table: one row per issue with code and renewal, a year or NULL.
    """
    known = table[["renewal", "code"]].dropna()
    years = sorted({(int(year), code) for year, code in known.itertuples(index=False)})
    return [one for one in years if any(one[1] != other[1] and abs(other[0] - one[0]) <= YEARS_APART for other in years)]
