"""What the laws are tried on: answers of a few municipalities, with holes in them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.conftest import QUESTIONS

CODES = ("98201", "98202", "98301", "98302", "98401", "98402", "98403")
PAPERS = st.fixed_dictionaries({q: st.one_of(st.none(), st.sampled_from(points)) for q, points in QUESTIONS.items()})
ANSWERS = st.dictionaries(st.sampled_from(CODES), PAPERS, min_size=1)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
