"""How much do two texts say the same? Cosine of their character n-grams, and the words that they have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.errors import Unusable

NGRAMS = (1, 2)
"""Lengths of the n-grams, chosen on tests/tuning_issues.csv: longer ones miss what is worded differently."""

SIGNS: dict[str, Any] = {"analyzer": "char", "ngram_range": NGRAMS, "lowercase": False}

AT_ONCE = 500  # rows of the similarity matrix that are held whole

Vectors = Any
"""A sparse matrix, one row of length 1 per text; its type belongs to a library that is imported only where it is used."""


class NeedsLibrary(Unusable):
    """The library for comparing texts is not installed."""


def normalised(parts: Iterable[str | None]) -> str:
    """The texts of one thing as one: NFKC, lower case, no white space within a part, a space between parts."""
    return " ".join(part for part in (folded(part or "") for part in parts) if part)


@lru_cache(maxsize=50_000)
def folded(part: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", part)).casefold()


def vectors(texts: Sequence[str]) -> Vectors:
    """TF-IDF of the character n-grams of normalised texts, one row each, none of them empty. idf = ln(n / df) + 1.

    Do not change it: the same texts are not looked at twice. Raises NeedsLibrary.
    """
    return vectors_of(tuple(texts))


@lru_cache(maxsize=16)
def vectors_of(texts: tuple[str, ...]) -> Vectors:
    return library().TfidfVectorizer(**SIGNS, smooth_idf=False).fit_transform(texts)


def vectors_beside(texts: Sequence[str], offers: Sequence[str]) -> tuple[Vectors, Vectors]:
    """The rows of the texts and of the offers. How rare an n-gram is follows from the offers alone: idf = ln((1 + n) / (1 + df)) + 1.

    So what a text is told does not depend on which others stand beside it; what no offer says counts as the rarest. Raises NeedsLibrary.
    """
    found = library().CountVectorizer(**SIGNS).fit_transform([*texts, *offers])
    weights = library().TfidfTransformer().fit(found[len(texts) :])
    return weights.transform(found[: len(texts)]), weights.transform(found[len(texts) :])


def library() -> Any:
    try:
        import sklearn.feature_extraction.text as text
    except ImportError as error:
        raise NeedsLibrary("文章を比べる部品（scikit-learn）がありません。「pip install scikit-learn」で入れてください。") from error
    return text


def similarities(left: Vectors, right: Vectors) -> NDArray[np.float64]:
    """Cosine of every row of one with every row of the other: 0 nothing in common, 1 the same."""
    whole: NDArray[np.float64] = right @ left.T.toarray()  # a full matrix comes out: faster from a full one than from two sparse ones
    return np.clip(whole.T, 0, 1)


def distances(rows: Vectors) -> NDArray[np.float64]:
    """1 − cosine of every pair of rows, in the order 0-1, 0-2, …, 1-2, …: half the memory of the whole square."""
    n = rows.shape[0]
    found = np.empty(n * (n - 1) // 2)
    filled = 0
    for start in range(0, n, AT_ONCE):
        for place, row in enumerate(similarities(rows[start : start + AT_ONCE], rows[start:]), 1):
            others = row[place:]
            found[filled : filled + len(others)] = 1 - others
            filled += len(others)
    return found


WORD = re.compile("[一-鿿々〆ァ-ヶーa-z0-9]+")  # what carries the sense of a Japanese text: all but hiragana and signs


def common_words(left: str, right: str) -> list[str]:
    """The longest runs of two or more kanji, katakana or Latin signs of `left` that stand in `right` too, in their order.

    Both are normalised texts. A run that is part of another one of the list is left out.
    """
    return list(words_of(left, right))


@lru_cache(maxsize=100_000)
def words_of(left: str, right: str) -> tuple[str, ...]:
    found = list(dict.fromkeys(run for word in WORD.findall(left) for run in longest_runs(word, right)))
    return tuple(run for run in found if not any(run != other and run in other for other in found))


def longest_runs(word: str, text: str) -> Iterator[str]:
    """The runs of a word, two signs or more and none within another, that stand in a text."""
    reached = 0
    for start in range(len(word) - 1):
        end = max(reached, start + 1)
        while end < len(word) and word[start : end + 1] in text:
            end += 1
        if end > reached and end - start >= 2 and word[start:end] in text:
            yield word[start:end]
            reached = end
