"""Does the agenda keep its promises: a strength for everybody, nobody named too often, every minute given out?"""

from __future__ import annotations

import itertools
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analytics.meeting import agenda

TOWNS = ("a", "b", "c", "d", "e")
ITEMS = ("x", "y", "z")
figures = some.dictionaries(some.sampled_from(TOWNS), some.floats(0, 100), max_size=5)
tables = some.fixed_dictionaries(dict.fromkeys(ITEMS, figures))


@given(tables)
def test_everybody_of_whom_anything_is_known_has_a_strength_and_it_is_the_best_it_has(states):
    found = agenda.strengths(states, TOWNS)
    assert set(found) == {code for known in states.values() for code in known}
    for code, one in found.items():
        ahead = {
            item: known[code] - median([known[other] for other in known if other != code])
            for item, known in states.items()
            if code in known and len(known) > 1
        }
        assert one.figure == states[one.item][code] and one.n == len(states[one.item])
        assert one.ahead is None if not ahead else abs(one.ahead - max(ahead.values())) < 1e-6


@given(tables)
def test_a_shared_weakness_is_one_of_half_of_them_and_two_at_least(states):
    targets = {item: dict.fromkeys(known, 80.0) for item, known in states.items()}
    weak = agenda.shared_weaknesses(states, targets)
    assert weak == [item for item in states if item in weak]
    for item in weak:
        behind = [code for code, state in states[item].items() if state < 80 - 1e-9]
        assert len(behind) >= 2 and 2 * len(behind) >= len(states[item])


def test_of_more_than_three_weaknesses_those_with_the_widest_gaps_are_proposed_in_the_order_of_the_model():
    states = {item: {"a": state, "b": state} for item, state in (("p", 70.0), ("q", 10.0), ("r", 79.0), ("s", 20.0))}
    targets = {item: {"a": 80.0, "b": 80.0} for item in states}
    assert agenda.shared_weaknesses(states, targets) == ["p", "q", "s"]


@given(some.dictionaries(some.integers(0, 9), some.lists(some.sampled_from(TOWNS), min_size=1, unique=True), max_size=10))
def test_nobody_is_named_on_more_than_half_of_the_topics_where_another_qualifies(topics):
    named = agenda.assigned(topics)
    contested = [topic for topic, codes in topics.items() if len(codes) > 1]
    for code in TOWNS:
        times = sum(named.get(topic) == code for topic in contested)
        assert times <= max(1, len(contested) / 2)
    assert all(named[topic] in topics[topic] for topic in named)
    assert all(named[topic] == codes[0] for topic, codes in topics.items() if len(codes) == 1)


def test_two_who_qualify_for_the_same_topics_share_them():
    assert sorted(agenda.assigned({key: ["a", "b"] for key in "wxyz"}).values()) == ["a", "a", "b", "b"]


@given(some.lists(some.sampled_from([5, 10, 15]), min_size=1, max_size=25), some.integers(15, 480))
def test_every_minute_is_given_out_and_each_item_has_one(weights, total):
    shares = agenda.minutes(weights, total)
    assert sum(shares) == total
    assert min(shares) >= (1 if total >= len(weights) else 0)
    ordered = sorted(zip(weights, shares, strict=True))
    assert all(later[1] >= earlier[1] - 1 for earlier, later in itertools.pairwise(ordered))


@given(tables, some.floats(1, 60))
def test_a_pair_gives_and_takes(states, lead):
    for pair in agenda.complementary_pairs(states, TOWNS, lead):
        assert states[pair.first_in][pair.first] - states[pair.first_in][pair.second] >= lead - 1e-6
        assert states[pair.second_in][pair.second] - states[pair.second_in][pair.first] >= lead - 1e-6
        assert TOWNS.index(pair.first) < TOWNS.index(pair.second)


def test_a_pair_of_two_who_are_not_yet_in_one_comes_before_a_richer_one():
    states = {"x": {"a": 100.0, "b": 0.0, "c": 10.0, "d": 60.0}, "y": {"a": 0.0, "b": 100.0, "c": 90.0, "d": 20.0}}
    assert [(pair.first, pair.second) for pair in agenda.complementary_pairs(states, ("a", "b", "c", "d"), 15)][:1] == [("a", "b")]
    assert {code for pair in agenda.complementary_pairs(states, ("a", "b", "c", "d"), 15) for code in (pair.first, pair.second)} == set(
        "abcd"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_where_one_topic_alone_has_several_one_of_them_is_named(count):
    assert agenda.assigned({"x": ["a", "b", "c"][: count + 1]}) == {"x": "a"}
