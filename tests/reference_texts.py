"""Likeness and clusters once more, in slow plain Python straight from their definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import log, sqrt
from statistics import fmean


def grams(text: str) -> Counter[str]:
    return Counter(text[start : start + length] for length in (1, 2) for start in range(len(text) - length + 1))


def weighted(texts: Sequence[str]) -> list[dict[str, float]]:
    """TF-IDF of each text, of length 1: count × (ln(n / df) + 1)."""
    counted = [grams(text) for text in texts]
    spread = Counter(gram for counts in counted for gram in counts)
    raw = [{gram: count * (log(len(texts) / spread[gram]) + 1) for gram, count in counts.items()} for counts in counted]
    return [{gram: value / sqrt(sum(v * v for v in vector.values())) for gram, value in vector.items()} for vector in raw]


def weighted_by(texts: Sequence[str], offers: Sequence[str]) -> list[dict[str, float]]:
    """The same with how rare an n-gram is among the offers alone: count × (ln((1 + n) / (1 + df)) + 1)."""
    spread = Counter(gram for offer in offers for gram in set(grams(offer)))
    raw = [{gram: count * (log((1 + len(offers)) / (1 + spread[gram])) + 1) for gram, count in grams(text).items()} for text in texts]
    return [{gram: value / sqrt(sum(v * v for v in vector.values())) for gram, value in vector.items()} for vector in raw]


def cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(value * other.get(gram, 0) for gram, value in one.items())


def cosines(texts: Sequence[str]) -> list[list[float]]:
    vectors = weighted(texts)
    return [[cosine(one, other) for other in vectors] for one in vectors]


def clustered(texts: Sequence[str], threshold: float) -> set[frozenset[int]]:
    """Average linkage: the two clusters most alike become one, as long as the mean over their pairs reaches the threshold,
    counted from the mean over all pairs of texts with anything in common, which counts as 0.15 at most."""
    alike = cosines(texts)
    common = [alike[i][j] for i, j in combinations(range(len(texts)), 2) if alike[i][j] > 1e-9]
    threshold += min(0.15, fmean(common)) if common else 0
    clusters = [frozenset([place]) for place in range(len(texts))]
    while len(clusters) > 1:
        mean, one, other = max((fmean(alike[i][j] for i in a for j in b), a, b) for a, b in combinations(clusters, 2))
        if mean < threshold:
            break
        clusters = [cluster for cluster in clusters if cluster not in (one, other)] + [one | other]
    return set(clusters)
