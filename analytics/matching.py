"""Who offers something that fits an issue? Offers and issues with words in common; nobody is recommended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from duckdb import DuckDBPyConnection
from pandas import DataFrame

from analytics.likeness import AT_ONCE, Vectors, common_words, normalised, similarities, vectors_beside
from analytics.scope import Scope
from analytics.shared_issues import TOLERANCE, Rows, fetched, listed, wanted_codes, worded
from analytics.state import frame

# Legal forms before a name say nothing about its place in a list.
LEGAL_FORM = (
    "^(株式会社|有限会社|合同会社|合資会社|合名会社|(一般|公益)(社団|財団)法人|(国立|公立)大学法人|学校法人|社会福祉法人|(地方)?独立行政法人|"
    "(認定)?特定非営利活動法人|(認定)?(NPO|ＮＰＯ)法人|[(（][株有][)）]|㈱|㈲)\\s*"
)

OFFERED = ("provider", "title", "type", "field", "region", "description", "contact")

# One row per offer. Names written in kana stand by their reading; kanji, whose reading no file tells, after them in the order of JIS X 0208.
PARTNERS = f"""
    select {", ".join(OFFERED)}
    from partners
    order by regexp_replace(provider, '{LEGAL_FORM}', '') collate ja, provider, title collate ja, title
"""

COLUMNS = ("code", "round", "no", "provider", "title", "score", "words")


def partners(con: DuckDBPyConnection, scope: Scope) -> DataFrame:
    """One row per offer, in 五十音 order of the providers."""
    return frame(con, PARTNERS, {})


def matches(con: DuckDBPyConnection, scope: Scope, threshold: float) -> DataFrame:
    """One row per issue and offer whose texts are alike, in the order of the lists, offers in 五十音 order of the providers.

    score: cosine (0–1), at least `threshold`; words: what both say, joined by ・. The same table read by provider and title
    answers the other way round. Raises NeedsLibrary.
    """
    found = fitting(listed(con), fetched(con, PARTNERS), wanted_codes(con, scope), threshold)
    return found.copy()


@lru_cache(maxsize=8)
def fitting(rows: Rows, offers: Rows, wanted: tuple[str, ...], threshold: float) -> DataFrame:
    """`matches` of the municipalities wanted. Do not change what it gives."""
    issues, known = worded(rows), DataFrame(offers, columns=OFFERED, dtype=object)
    asked = issues[issues["code"].isin(wanted)]
    if asked.empty or known.empty:
        return DataFrame(columns=COLUMNS)
    said = [normalised(row) for row in known[["title", "field", "description"]].itertuples(index=False)]
    pairs = list(alike(*vectors_beside(list(asked["text"]), said), threshold))
    left, right = asked.iloc[[issue for issue, _, _ in pairs]], known.iloc[[offer for _, offer, _ in pairs]]
    words = ["・".join(common_words(text, said[offer])) for text, (_, offer, _) in zip(left["text"], pairs, strict=True)]
    columns = {**{name: list(left[name]) for name in COLUMNS[:3]}, **{name: list(right[name]) for name in COLUMNS[3:5]}}
    return DataFrame({**columns, "score": [score for _, _, score in pairs], "words": words})


def alike(issues: Vectors, offers: Vectors, threshold: float) -> Iterator[tuple[int, int, float]]:
    """Place of the issue, place of the offer and cosine of every pair that reaches the threshold."""
    for start in range(0, issues.shape[0], AT_ONCE):
        near = similarities(issues[start : start + AT_ONCE], offers)
        for issue, offer in zip(*np.nonzero(near >= threshold - TOLERANCE), strict=True):
            yield start + int(issue), int(offer), float(near[issue, offer])


def of_clusters(shared: DataFrame, matched: DataFrame, offers: DataFrame) -> DataFrame:
    """One row per shared issue and offer that fits any of its issues: the best score, the words of all, n_issues that it fits.

    shared, matched, offers: the tables `shared_issues`, `matches` and `partners` of the same scope, the last one in 五十音 order.
    """
    ordered = offers[["provider", "title"]].assign(place=range(len(offers)))
    joined = shared[["cluster", "label", "round", "code", "no"]].merge(matched, on=["round", "code", "no"]).merge(ordered)
    found = joined.groupby(["round", "cluster", "place", "label", "provider", "title"], as_index=False).agg(
        score=("score", "max"), words=("words", together), n_issues=("score", "size")
    )
    return found.drop(columns="place")


def together(words: Iterable[str]) -> str:
    return "・".join(dict.fromkeys(word for some in words for word in some.split("・") if word))
